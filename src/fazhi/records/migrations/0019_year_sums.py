"""The sums of a year in one row, so that many units by many months are read in as many rows as units, not as figures.

A number that comes out of the database by itself costs a quarter of a microsecond; 24 of them as one text cost as much
as one. See ADR 24 and ``records.ledger.yearly``.
"""

import django.db.models.deletion
from django.db import migrations, models

# A sum is the character at 0x90000 + sum: four bytes each, whatever it is, and none of them a surrogate. Amounts (money
# in 分) may be larger: what goes beyond ±2^18 is carried into ``highs``, where one stands for 2^19; NULL, where nothing
# was. A sum that has no character makes ``numbers`` or ``amounts`` NULL, and NULL stays: the half months are read then.
_AT = "{code}(substr({text}, {place} + 1, 1))"
_PUT = "substr({text}, 1, {place}) || {char}(({sum}){int}) || substr({text}, {place} + 2)"
_HELD = "coalesce(highs, '{zero}')"
_NUMBER = _AT.replace("{text}", "numbers") + " + new.n"
_AMOUNT = "(" + _AT.replace("{text}", "amounts") + " - 589824 + new.amount)"
_CARRY = f"(({_AMOUNT} + 262144) >> 19)"
_HIGH = f"({_AT.replace('{text}', _HELD)} + {_CARRY})"
_SET = {
    "numbers": f"CASE WHEN {_NUMBER} BETWEEN 65536 AND 1114111 THEN "
    + _PUT.replace("{text}", "numbers").replace("{sum}", _NUMBER)
    + " END",
    "amounts": f"CASE WHEN {_HIGH} BETWEEN 65536 AND 1114111 THEN "
    + _PUT.replace("{text}", "amounts").replace("{sum}", f"{_AMOUNT} - ({_CARRY} << 19) + 589824")
    + " END",
    "highs": f"CASE WHEN {_CARRY} = 0 THEN highs WHEN {_HIGH} BETWEEN 65536 AND 1114111 THEN "
    + _PUT.replace("{text}", _HELD).replace("{sum}", _HIGH)
    + " END",
}
_ADD = (
    "INSERT INTO records_yearsum (measure, year, unit_id, slice, bucket, numbers, amounts)"  # noqa: S608  our own words
    " VALUES (new.measure, {year}, new.unit_id, new.slice, new.bucket, '{zero}', '{zero}')"
    " ON CONFLICT DO NOTHING; UPDATE records_yearsum SET "
    + ", ".join(f"{name} = {put}" for name, put in _SET.items())
    + " WHERE measure = new.measure"
    " AND year = {year} AND unit_id = new.unit_id AND slice = new.slice AND bucket = new.bucket;"
)
_SQLITE = {
    "year": "CAST(substr(new.day, 1, 4) AS INTEGER)",
    "place": "((CAST(substr(new.day, 6, 2) AS INTEGER) - 1) * 2 + (CAST(substr(new.day, 9, 2) AS INTEGER) > 25))",
    "code": "unicode",
    "char": "char",
    "int": "",
    "zero": chr(0x90000) * 24,
}
_POSTGRESQL = {
    "year": "extract(year FROM new.day)::int",
    "place": "((extract(month FROM new.day)::int - 1) * 2 + (extract(day FROM new.day) > 25)::int)",
    "code": "ascii",
    "char": "chr",
    "int": "::int",
    "zero": chr(0x90000) * 24,
}


# PostgreSQL fires triggers in the order of their names. A year's row must be locked before those of its half months
# (roll_up): two acts in one year would wait for one another otherwise.
TRIGGERS = {
    "sqlite": (f"CREATE TRIGGER add_to_year AFTER INSERT ON records_yieldedfact BEGIN {_ADD.format(**_SQLITE)} END",),
    "postgresql": (
        "CREATE FUNCTION add_to_year() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        + _ADD.format(**_POSTGRESQL)
        + " RETURN NULL; END $$",
        "CREATE TRIGGER add_to_year AFTER INSERT ON records_yieldedfact FOR EACH ROW EXECUTE FUNCTION add_to_year()",
    ),
}
BACK = {
    "sqlite": ("DROP TRIGGER add_to_year",),
    "postgresql": ("DROP TRIGGER add_to_year ON records_yieldedfact", "DROP FUNCTION add_to_year()"),
}


def create(apps, editor):
    """Make the table; on SQLite as one tree in the order of its key, so that a measure's units are read in a row."""
    statement, values = editor.table_sql(apps.get_model("records", "YearSum"))
    editor.execute(statement + (" WITHOUT ROWID" if editor.connection.vendor == "sqlite" else ""), values)
    editor.execute("CREATE INDEX year_sum_unit ON records_yearsum (unit_id, year, measure)", None)


def drop(apps, editor):
    """Take the table away again."""
    editor.execute("DROP TABLE records_yearsum")


def follow(apps, editor):
    """Let the years follow the rows from now on. What the half months hold already is put in by 0023."""
    for statement in TRIGGERS[editor.connection.vendor]:
        editor.execute(statement, None)


def follow_no_more(apps, editor):
    """Take the trigger away again."""
    for statement in BACK[editor.connection.vendor]:
        editor.execute(statement, None)


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0018_fewer_indexes"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[],
            state_operations=[
                migrations.CreateModel(
                    name="YearSum",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "measure",
                                "year",
                                "slice",
                                "bucket",
                                "unit",
                                blank=True,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("measure", models.CharField(max_length=100)),
                        ("year", models.SmallIntegerField()),
                        (
                            "unit",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="records.unit",
                            ),
                        ),
                        ("slice", models.CharField(default="", max_length=100)),
                        ("bucket", models.SmallIntegerField(default=0)),
                        ("numbers", models.CharField(max_length=24, null=True)),
                        ("amounts", models.CharField(max_length=24, null=True)),
                        ("highs", models.CharField(max_length=24, null=True)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["unit", "year", "measure"], name="year_sum_unit")],
                    },
                ),
            ],
        ),
        migrations.RunPython(create, drop),
        migrations.RunPython(follow, follow_no_more),
    ]
