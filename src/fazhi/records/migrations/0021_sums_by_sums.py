"""On SQLite the sums of a year follow the half months, no longer the rows beside them: a third less for each row added.

The half month that was just written says by itself which character the year holds, so nothing is read out of the old
text and no day is taken apart twice. PostgreSQL keeps its two triggers: there a year's row must be locked before those
of its half months (see 0019), and functions are compiled once.
"""

from importlib import import_module

from django.db import migrations

_BEFORE = [import_module(f"fazhi.records.migrations.{name}") for name in ("0003_figures", "0019_year_sums")]

_ROLL_UP = (
    "CREATE TRIGGER roll_up AFTER INSERT ON records_yieldedfact BEGIN"
    " INSERT INTO records_rollup (unit_id, measure, slot, slice, bucket, n, amount)"
    " VALUES (new.unit_id, new.measure, CAST(substr(new.day, 1, 4) AS INTEGER) * 24"
    " + (CAST(substr(new.day, 6, 2) AS INTEGER) - 1) * 2 + (substr(new.day, 9, 2) > '25'),"
    " new.slice, new.bucket, new.n, new.amount)"
    " ON CONFLICT (unit_id, measure, slot, slice, bucket) DO UPDATE"
    " SET n = n + excluded.n, amount = amount + excluded.amount; END"
)

# What the characters mean: records.ledger.yearly. A NULL that stands in ``numbers`` or ``amounts`` stays.
_PLACE = "new.slot % 24"
_CARRY = "((new.amount + 262144) >> 19)"
_ZERO = chr(0x90000) * 24


def _put(text, code):
    return f"substr({text}, 1, {_PLACE}) || char(589824 + {code}) || substr({text}, {_PLACE} + 2)"


_FOLLOW = (
    "UPDATE records_yearsum SET"  # noqa: S608  our own words
    f" numbers = CASE WHEN new.n BETWEEN -524288 AND 524287 THEN {_put('numbers', 'new.n')} END,"
    f" amounts = CASE WHEN {_CARRY} BETWEEN -524288 AND 524287"
    f" THEN {_put('amounts', f'new.amount - ({_CARRY} << 19)')} END,"
    f" highs = CASE WHEN amounts IS NULL OR (highs IS NULL AND {_CARRY} = 0) THEN NULL"
    f" WHEN {_CARRY} BETWEEN -524288 AND 524287"
    f" THEN {_put(f'''coalesce(highs, '{_ZERO}')''', _CARRY)} END"
    " WHERE measure = new.measure AND year = new.slot / 24 AND slice = new.slice AND bucket = new.bucket"
    " AND unit_id = new.unit_id;"
)
_BEGIN = (
    "INSERT INTO records_yearsum (measure, year, unit_id, slice, bucket, numbers, amounts)"  # noqa: S608
    f" VALUES (new.measure, new.slot / 24, new.unit_id, new.slice, new.bucket, '{_ZERO}', '{_ZERO}')"
    " ON CONFLICT DO NOTHING;"
)
AFTER = (
    _ROLL_UP,
    f"CREATE TRIGGER year_begins AFTER INSERT ON records_rollup BEGIN {_BEGIN} {_FOLLOW} END",
    f"CREATE TRIGGER year_moves AFTER UPDATE OF n, amount ON records_rollup BEGIN {_FOLLOW} END",
)


def follow(apps, editor):
    """Let the years follow the half months."""
    if editor.connection.vendor == "sqlite":
        for statement in ("DROP TRIGGER roll_up", "DROP TRIGGER add_to_year", *AFTER):
            editor.execute(statement, None)


def as_before(apps, editor):
    """Let both follow the rows again."""
    if editor.connection.vendor == "sqlite":
        for statement in ("DROP TRIGGER roll_up", "DROP TRIGGER year_begins", "DROP TRIGGER year_moves"):
            editor.execute(statement, None)
        for earlier in _BEFORE:
            for statement in earlier.TRIGGERS["sqlite"]:
                editor.execute(statement, None)


class Migration(migrations.Migration):
    dependencies = [("records", "0020_books")]

    operations = [migrations.RunPython(follow, as_before)]
