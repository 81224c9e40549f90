"""Somebody outside is commissioned for one sending of a matter, and states his interest before he reads."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0016_surveys")]

    operations = [
        migrations.AddField("participant", "run", models.IntegerField(null=True)),
        migrations.AddField("participant", "stated", models.DateField(null=True)),
    ]
