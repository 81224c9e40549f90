"""On SQLite: a mark that changes with everything that says who may do what, so that an act reads that once.

Five tables say it; whoever adds, alters or removes a row of one of them, by whatever way, draws another mark at random.
What was read under a mark therefore holds while the mark stands there: a mark never comes back with other rows, not in
a copy of the file nor after a transaction that was taken back. It is no record and does not travel. See ADR 28.
PostgreSQL is asked with the lock anyway.
"""

from django.db import migrations

TABLES = ("records_account", "records_person", "records_holding", "records_unit", "records_scope")
_DRAW = "UPDATE rights_mark SET mark = random();"
_MADE = (
    "CREATE TABLE rights_mark (id integer NOT NULL PRIMARY KEY CHECK (id = 1), mark integer NOT NULL)",
    "INSERT INTO rights_mark (id, mark) VALUES (1, random())",
    *(
        f"CREATE TRIGGER rights_{event}_{table} AFTER {event} ON {table} BEGIN {_DRAW} END"
        for table in TABLES
        for event in ("INSERT", "UPDATE", "DELETE")
    ),
)
_GONE = (
    *(f"DROP TRIGGER rights_{event}_{table}" for table in TABLES for event in ("INSERT", "UPDATE", "DELETE")),
    "DROP TABLE rights_mark",
)


def mark(apps, editor):
    """Make the mark and what draws it anew."""
    if editor.connection.vendor == "sqlite":
        for statement in _MADE:
            editor.execute(statement, None)


def unmark(apps, editor):
    """Take both away again."""
    if editor.connection.vendor == "sqlite":
        for statement in _GONE:
            editor.execute(statement, None)


class Migration(migrations.Migration):
    dependencies = [("records", "0023_sum_series")]

    operations = [migrations.RunPython(mark, unmark)]
