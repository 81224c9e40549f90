"""Indexes for lists of what one takes part in, for the work of one person among many tasks; what lines are good for."""

import django.db.models.deletion
from django.db import migrations, models

SEEN = [
    "stream", "opened", "unit_path", "procedure", "standing", "handler", "closed", "next_due", "findings",
    "vouchers_owed", "late_entries",
]  # fmt: skip


def forget(apps, editor):
    """Drop the lines that are kept: they are read from the events again."""
    apps.get_model("records", "RegisterLine").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0008_issued_forms"),
    ]

    operations = [
        *(
            migrations.AlterField(
                model_name="participant",
                name=name,
                field=models.ForeignKey(
                    db_index=False,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="participations",
                    to=f"records.{name}",
                ),
            )
            for name in ("person", "unit")
        ),
        migrations.AddIndex(model_name="matter", index=models.Index(fields=SEEN, name="matter_seen")),
        *(
            migrations.AddIndex(
                model_name="participant",
                index=models.Index(fields=[name, "matter", "role", "starts", "ends"], name=f"participant_{name}"),
            )
            for name in ("person", "unit")
        ),
        migrations.RunPython(forget, migrations.RunPython.noop),
        migrations.AddField(
            model_name="registerline",
            name="form",
            field=models.CharField(default="", max_length=16),
            preserve_default=False,
        ),
        migrations.AddField(model_name="registerline", name="day", field=models.DateField(null=True)),
        migrations.RemoveIndex(model_name="task", name="task_due"),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(fields=["due", "paused", "posts", "unit", "person", "matter"], name="task_due"),
        ),
    ]
