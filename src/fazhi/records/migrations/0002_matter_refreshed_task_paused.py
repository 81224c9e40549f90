"""The day the rows of a matter speak of, and whether a task's clock stands still."""

from __future__ import annotations

from datetime import date

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("records", "0001_start"),)
    operations = (
        migrations.AddField(
            model_name="matter",
            name="refreshed",
            field=models.DateField(default=date(2026, 1, 1)),
            preserve_default=False,
        ),
        migrations.AddField(model_name="task", name="paused", field=models.BooleanField(default=False)),
    )
