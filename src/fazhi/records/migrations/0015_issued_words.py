"""On PostgreSQL the words of a text in force stand in a column of their own: to ask again need not be to cut again.

Where a word stands in every text, the server goes through the newest rows and not through the index; each was cut into
words anew for the question.
"""

from django.db import migrations

ADD = (
    "ALTER TABLE records_issuedtext ADD COLUMN words tsvector "
    "GENERATED ALWAYS AS (to_tsvector('simple', tokens)) STORED",
    "DROP INDEX search_issued",
    "CREATE INDEX search_issued ON records_issuedtext USING gin (words)",
)
DROP = (
    "DROP INDEX search_issued",
    "ALTER TABLE records_issuedtext DROP COLUMN words",
    "CREATE INDEX search_issued ON records_issuedtext USING gin (to_tsvector('simple', tokens))",
)


def add(apps, editor):
    """Give the table the column, and the index to it."""
    if editor.connection.vendor == "postgresql":
        for statement in ADD:
            editor.execute(statement)


def drop(apps, editor):
    """Take both back."""
    if editor.connection.vendor == "postgresql":
        for statement in DROP:
            editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("records", "0014_issued_title")]

    operations = [migrations.RunPython(add, drop)]
