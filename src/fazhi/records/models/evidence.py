"""Evidence: files on disk named by their SM3, and where they are bound."""

from __future__ import annotations

from django.db import models

from fazhi.records.models.ledger import Stream


class EvidenceFile(models.Model):
    """One content; the same bytes uploaded twice are one file. ``marks`` says how secrecy marks were looked for."""

    sm3 = models.CharField(max_length=64, unique=True)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    kind = models.CharField(max_length=16)
    marks = models.CharField(max_length=16)
    stored = models.CharField(max_length=40)

    def __str__(self) -> str:
        return self.sm3[:12]


class EvidenceLink(models.Model):
    """A file is bound to an event. The name under which it came is sealed: see VaultItem ``name_field``."""

    file = models.ForeignKey(EvidenceFile, on_delete=models.PROTECT, related_name="links")
    stream = models.ForeignKey(Stream, on_delete=models.PROTECT, related_name="evidence_links", db_index=False)
    seq = models.BigIntegerField()
    slot = models.CharField(max_length=64)
    step = models.CharField(max_length=64, default="")
    pages = models.CharField(max_length=64, default="")
    name_field = models.CharField(max_length=120, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stream", "seq", "file", "slot"], name="evidence_link_once")]

    def __str__(self) -> str:
        return f"{self.slot} {self.file_id}"
