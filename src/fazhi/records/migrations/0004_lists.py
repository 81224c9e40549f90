"""What lists over a million matters follow: where a matter stands as a number, the end of its number, indexes."""

import django.db.models.functions.text
from django.db import migrations, models
from django.db.models import Case, Value, When


def fill(apps, editor):
    """Reckon ``standing`` of the matters that are there, as ``records.standing.place_of`` does."""
    apps.get_model("records", "Matter").objects.update(
        standing=Case(
            When(archived__isnull=False, then=Value(3)),
            When(closed__isnull=False, then=Value(2)),
            When(state__startswith="等待答复", then=Value(1)),
            default=Value(0),
        )
    )


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0003_figures"),
    ]

    operations = [
        migrations.AddField(
            model_name="matter",
            name="standing",
            field=models.SmallIntegerField(default=0),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddField(
            model_name="matter",
            name="tail",
            field=models.GeneratedField(
                db_persist=True,
                expression=django.db.models.functions.text.Substr(
                    "number", django.db.models.functions.text.StrIndex(models.F("number"), models.Value("〔"))
                ),
                output_field=models.CharField(max_length=120),
            ),
        ),
        migrations.AddIndex(
            model_name="matter",
            index=models.Index(fields=["tail"], name="matter_tail"),
        ),
        migrations.AddIndex(
            model_name="matter",
            index=models.Index(fields=["opened", "stream"], name="matter_newest"),
        ),
        migrations.AddIndex(
            model_name="matter",
            index=models.Index(fields=["standing", "opened", "stream"], name="matter_standing"),
        ),
        migrations.AddIndex(
            model_name="matter",
            index=models.Index(fields=["procedure", "standing", "opened", "stream"], name="matter_kind"),
        ),
        migrations.AddIndex(
            model_name="matter",
            index=models.Index(
                fields=["unit_path", "procedure", "standing", "opened", "stream", "handler"], name="matter_office"
            ),
        ),
        migrations.AddIndex(
            model_name="matter",
            index=models.Index(
                fields=["handler", "opened", "stream", "unit_path", "procedure", "standing"], name="matter_handled"
            ),
        ),
        migrations.AddIndex(
            model_name="matter",
            index=models.Index(fields=["unit_path", "handler"], name="matter_who"),
        ),
        migrations.AddIndex(
            model_name="matter",
            index=models.Index(
                condition=models.Q(("closed__isnull", True)),
                fields=["next_due", "opened", "stream", "unit_path", "procedure", "standing", "closed"],
                name="matter_due",
            ),
        ),
        migrations.AddIndex(
            model_name="matter",
            index=models.Index(
                condition=models.Q(("findings__gt", 0)),
                fields=["opened", "stream", "unit_path", "procedure", "standing", "archived", "findings"],
                name="matter_findings",
            ),
        ),
        migrations.AddIndex(
            model_name="matter",
            index=models.Index(
                condition=models.Q(("vouchers_owed__gt", 0)),
                fields=["opened", "stream", "unit_path", "procedure", "standing", "archived", "vouchers_owed"],
                name="matter_vouchers",
            ),
        ),
        migrations.AddIndex(
            model_name="matter",
            index=models.Index(
                condition=models.Q(("late_entries__gt", 0)),
                fields=["opened", "stream", "unit_path", "procedure", "standing", "archived", "late_entries"],
                name="matter_late_entries",
            ),
        ),
        migrations.AddIndex(
            model_name="matter",
            index=models.Index(
                condition=models.Q(("urgent", True)),
                fields=["opened", "stream", "unit_path", "procedure", "standing", "archived", "urgent"],
                name="matter_urgent",
            ),
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(fields=["due", "paused", "posts", "unit", "matter"], name="task_due"),
        ),
    ]
