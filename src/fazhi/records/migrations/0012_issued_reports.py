"""When and where a yearly report was made public."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0011_rounds"),
    ]

    operations = [
        migrations.AddField(model_name="issuedform", name="published", field=models.DateField(null=True)),
        migrations.AddField(model_name="issuedform", name="place", field=models.CharField(default="", max_length=200)),
    ]
