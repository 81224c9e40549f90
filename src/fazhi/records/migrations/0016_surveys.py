"""Surveys, and the boxes of those that are open."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0015_issued_words"),
    ]

    operations = [
        migrations.CreateModel(
            name="Survey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=40, unique=True)),
                ("name", models.CharField(default="", max_length=60)),
                ("title", models.CharField(default="", max_length=100)),
                ("kept", models.TextField(default="")),
                ("places", models.TextField(default="")),
                ("opened", models.DateField(null=True)),
                ("until", models.DateField(null=True)),
                ("issued", models.IntegerField(default=0)),
                ("closed", models.DateField(null=True)),
                ("answers", models.IntegerField(default=0)),
                ("result", models.TextField(default="")),
                ("by", models.CharField(default="", max_length=64)),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="surveys", to="records.unit"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SurveyBox",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("salt", models.CharField(default="", max_length=64)),
                ("unspent", models.TextField(default="")),
                ("spent", models.TextField(default="")),
                ("answers", models.BinaryField(default=b"")),
                (
                    "survey",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="box", to="records.survey"
                    ),
                ),
            ],
        ),
    ]
