"""Two indexes less that every act with a paper had to keep, and nobody read by.

The links of a stream are found by the index that keeps each of them once, which begins with the stream; the boxes of a
key by those of its stream. Dropped by name: to alter the columns would copy both tables on SQLite.
"""

import django.db.models.deletion
from django.db import migrations, models

GONE = (
    ("records_evidencelink_stream_id_58e0cb30", "records_evidencelink (stream_id)"),
    ("records_vaultitem_key_id_370dd1f8", "records_vaultitem (key_id)"),
)


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0017_commissions"),
    ]

    operations = [
        migrations.RunSQL(
            [f"DROP INDEX IF EXISTS {name}" for name, _ in GONE],
            [f"CREATE INDEX {name} ON {place}" for name, place in GONE],
            state_operations=[
                migrations.AlterField(
                    model_name="evidencelink",
                    name="stream",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence_links",
                        to="records.stream",
                    ),
                ),
                migrations.AlterField(
                    model_name="vaultitem",
                    name="key",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="records.vaultkey",
                    ),
                ),
            ],
        ),
    ]
