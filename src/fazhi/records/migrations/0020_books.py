"""The register that is kept apart for a matter: written by ``rebuild``, which an upgrade runs."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0019_year_sums")]

    operations = [
        migrations.AddField("matter", "book", models.CharField(default="", max_length=64)),
        migrations.AddIndex(
            "matter",
            models.Index(
                fields=["procedure", "book", "opened", "stream", "unit_path", "standing"],
                name="matter_book",
                condition=~models.Q(book=""),
            ),
        ),
    ]
