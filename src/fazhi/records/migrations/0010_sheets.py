"""Old ledgers taken over: what their columns mean, how far an import is, and which matter came from which row."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0009_lists_of_taking_part"),
    ]

    operations = [
        migrations.CreateModel(
            name="ImportedRow",
            fields=[
                (
                    "matter",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="imported_from",
                        serialize=False,
                        to="records.matter",
                    ),
                ),
                ("unit", models.CharField(max_length=64)),
                ("procedure", models.CharField(max_length=64)),
                ("key", models.CharField(max_length=64)),
                ("print", models.CharField(max_length=64)),
                ("sheet", models.CharField(max_length=64)),
                ("row", models.IntegerField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["unit", "procedure", "key"], name="imported_row_key"),
                    models.Index(fields=["sheet", "row"], name="imported_row_sheet"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SheetImport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=40, unique=True)),
                ("procedure", models.CharField(default="", max_length=64)),
                ("sheet", models.CharField(default="", max_length=64)),
                ("mapping", models.TextField(default="")),
                ("rows", models.IntegerField(default=0)),
                ("done", models.IntegerField(default=0)),
                ("taken", models.IntegerField(default=0)),
                ("same", models.IntegerField(default=0)),
                ("changed", models.IntegerField(default=0)),
                ("refused", models.IntegerField(default=0)),
                ("state", models.CharField(default="running", max_length=12)),
                ("by", models.CharField(default="", max_length=64)),
                ("begun", models.DateField(null=True)),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sheet_imports",
                        to="records.unit",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SheetMapping",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("procedure", models.CharField(max_length=64)),
                ("value", models.TextField(default="")),
                ("by", models.CharField(default="", max_length=64)),
                ("day", models.DateField(null=True)),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sheet_mappings",
                        to="records.unit",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("unit", "procedure"), name="sheet_mapping_once")],
            },
        ),
    ]
