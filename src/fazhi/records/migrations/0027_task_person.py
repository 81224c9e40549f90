"""The index of tasks by person holds those that name one.

Most tasks name nobody: they fall to posts. An index of all of them was written by every act that begins or ends one;
and SQLite, told that one person (nobody) has them all, did not use it: the tasks of one person were found by reading
every row. Dropped by name: to alter the column would copy the table on SQLite.
"""

import django.db.models.deletion
from django.db import migrations, models


def drop(apps, editor):
    """Drop the index that Django made of the column, whatever it is called here."""
    with editor.connection.cursor() as cursor:
        found = editor.connection.introspection.get_constraints(cursor, "records_task")
    for name, one in found.items():
        if one["index"] and not one["unique"] and one["columns"] == ["person_id"]:
            editor.execute(f"DROP INDEX {editor.quote_name(name)}")


def back(apps, editor):
    """Make the index of all tasks again."""
    editor.execute("CREATE INDEX records_task_person_id_b6619934 ON records_task (person_id)")


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0025_rights"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(drop, back)],
            state_operations=[
                migrations.AlterField(
                    model_name="task",
                    name="person",
                    field=models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tasks",
                        to="records.person",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(fields=["person"], name="task_person", condition=models.Q(person__isnull=False)),
        ),
    ]
