"""The vault: sealed values, encrypted under a key per stream and class, which the site key wraps."""

from __future__ import annotations

from django.db import models

from fazhi.records.models.ledger import Stream


class VaultKey(models.Model):
    """A key for one class of personal information in one stream. Destroyed keys keep their row, without bytes."""

    stream = models.ForeignKey(Stream, on_delete=models.PROTECT, related_name="vault_keys")
    cls = models.CharField(max_length=16)
    algorithm = models.CharField(max_length=16)
    wrapped = models.BinaryField(null=True)
    destroyed = models.CharField(max_length=40, default="")

    class Meta:
        constraints = [
            # A class that was erased may be needed again later in the matter: then it gets a new key.
            models.UniqueConstraint(
                fields=["stream", "cls"], condition=models.Q(wrapped__isnull=False), name="vault_key_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.stream_id} {self.cls}"


class VaultItem(models.Model):
    """Salt and value of one sealed field of one event, encrypted; null once erased."""

    key = models.ForeignKey(VaultKey, on_delete=models.PROTECT, related_name="items", db_index=False)
    stream = models.ForeignKey(Stream, on_delete=models.PROTECT, related_name="vault_items", db_index=False)
    seq = models.BigIntegerField()
    field = models.CharField(max_length=120)
    digest = models.CharField(max_length=80)
    box = models.BinaryField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stream", "seq", "field"], name="vault_item_once")]

    def __str__(self) -> str:
        return f"{self.stream_id}#{self.seq} {self.field}"
