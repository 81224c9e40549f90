"""Items of lists of powers, and the matters that run under them."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0006_register_lines"),
    ]

    operations = [
        migrations.CreateModel(
            name="ListedChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=40)),
                ("change", models.CharField(max_length=8)),
                ("code", models.CharField(max_length=40)),
                ("title", models.CharField(max_length=300)),
                ("kind", models.CharField(max_length=64)),
                ("flow", models.CharField(max_length=120)),
                ("published", models.DateField()),
                ("since", models.DateField()),
                ("shown", models.TextField()),
                (
                    "matter",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="listed",
                        to="records.matter",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["code", "since"], name="listed_code")],
                "constraints": [models.UniqueConstraint(fields=["matter", "key"], name="listed_once")],
            },
        ),
        migrations.CreateModel(
            name="ItemUse",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=64)),
                ("code", models.CharField(db_index=True, max_length=40)),
                ("item", models.CharField(max_length=400)),
                (
                    "matter",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="item_uses",
                        to="records.matter",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=["matter", "name"], name="item_use_once")],
            },
        ),
    ]
