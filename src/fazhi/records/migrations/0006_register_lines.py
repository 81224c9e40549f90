"""Lines of registers that are kept, and the index of where matters of a unit stand."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0005_library"),
    ]

    operations = [
        migrations.CreateModel(
            name="RegisterLine",
            fields=[
                (
                    "matter",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="line",
                        serialize=False,
                        to="records.matter",
                    ),
                ),
                ("head", models.CharField(max_length=64)),
                ("cells", models.TextField()),
            ],
        ),
        migrations.AddIndex(
            model_name="matter",
            index=models.Index(fields=["unit_path", "standing", "opened", "stream"], name="matter_place"),
        ),
    ]
