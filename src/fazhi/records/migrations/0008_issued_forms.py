"""Periodic forms as they were issued, and workbooks of superiors."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0007_listed"),
    ]

    operations = [
        migrations.CreateModel(
            name="IssuedForm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("form", models.CharField(max_length=60)),
                ("kind", models.CharField(max_length=8)),
                ("period", models.CharField(max_length=8)),
                ("first", models.DateField()),
                ("last", models.DateField()),
                ("known", models.CharField(max_length=40)),
                ("issued", models.DateField()),
                ("by", models.CharField(max_length=64)),
                ("note", models.CharField(default="", max_length=400)),
                ("body", models.TextField()),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="issued_forms",
                        to="records.unit",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["form", "period"], name="issued_form_period")],
                "constraints": [
                    models.UniqueConstraint(fields=["unit", "form", "period"], name="issued_form_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SuperiorSheet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=40, unique=True)),
                ("title", models.CharField(max_length=100)),
                ("digest", models.CharField(max_length=64)),
                ("cells", models.TextField(default="[]")),
                ("mapped", models.DateField(null=True)),
                ("by", models.CharField(default="", max_length=64)),
                ("dropped", models.DateField(null=True)),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="superior_sheets",
                        to="records.unit",
                    ),
                ),
            ],
        ),
    ]
