"""Rounds of evaluation: the round, what is said of each item of each unit, the sealed results."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0010_sheets"),
    ]

    operations = [
        migrations.CreateModel(
            name="EvaluationRound",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=40, unique=True)),
                ("name", models.CharField(max_length=60)),
                ("title", models.CharField(max_length=100)),
                ("period", models.CharField(max_length=8)),
                ("units", models.TextField()),
                ("scheme", models.TextField()),
                ("opened", models.DateField(null=True)),
                ("assess_until", models.DateField(null=True)),
                ("object_until", models.DateField(null=True)),
                ("closed", models.DateField(null=True)),
                ("by", models.CharField(default="", max_length=64)),
                ("note", models.CharField(default="", max_length=400)),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rounds", to="records.unit"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RoundItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("item", models.CharField(max_length=20)),
                ("own_points", models.CharField(default="", max_length=8)),
                ("own_note", models.TextField(default="")),
                ("own_by", models.CharField(default="", max_length=64)),
                ("own_day", models.DateField(null=True)),
                ("own_persons", models.TextField(default="[]")),
                ("files", models.IntegerField(default=0)),
                ("points", models.CharField(default="", max_length=8)),
                ("reason", models.TextField(default="")),
                ("by", models.CharField(default="", max_length=64)),
                ("day", models.DateField(null=True)),
                ("scorers", models.TextField(default="[]")),
                ("excluded", models.TextField(default="")),
                ("objection", models.TextField(default="")),
                ("objected_by", models.CharField(default="", max_length=64)),
                ("objected_day", models.DateField(null=True)),
                ("ruling", models.CharField(default="", max_length=12)),
                ("ruled_reason", models.TextField(default="")),
                ("ruled_by", models.CharField(default="", max_length=64)),
                ("ruled_day", models.DateField(null=True)),
                ("corrected", models.CharField(default="", max_length=8)),
                ("corrected_reason", models.TextField(default="")),
                ("corrected_by", models.CharField(default="", max_length=64)),
                ("corrected_day", models.DateField(null=True)),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="items", to="records.evaluationround"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="records.unit"),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("round", "unit", "item"), name="round_item_once")],
            },
        ),
        migrations.CreateModel(
            name="RoundResult",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("known", models.CharField(max_length=40)),
                ("body", models.TextField()),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="results",
                        to="records.evaluationround",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="records.unit"),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("round", "unit"), name="round_result_once")],
            },
        ),
    ]
