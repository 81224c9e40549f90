"""The title of a document in force beside its numbers, so that a search by words looks through one narrow table."""

from django.db import migrations, models

FILL = (
    "UPDATE records_issueddocument SET title = "
    "(SELECT m.title FROM records_matter m WHERE m.stream_id = records_issueddocument.matter_id)"
)


class Migration(migrations.Migration):
    dependencies = [("records", "0013_letters")]

    operations = [
        migrations.AddField(
            model_name="issueddocument",
            name="title",
            field=models.CharField(default="", max_length=300),
            preserve_default=False,
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="issuedtext", index=models.Index(fields=["digest", "reader"], name="issued_text_read")
        ),
    ]
