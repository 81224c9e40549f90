"""Streams, events, checkpoints and pack blobs: the tables of the ledger. A folded state is stored nowhere.

``Event.body`` is what was hashed; every other column of it is a copy, there to be searched, and ``fazhi verify``
compares the copies with the body. Times are texts at +08:00 exactly as in the body, so that they sort and compare.
"""

from __future__ import annotations

from django.db import models


class Stream(models.Model):
    """One chain: ``matter/…``, ``unit/…``, ``config/…`` or ``access/<unit>/<month>``."""

    key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=16)
    count = models.BigIntegerField(default=0)
    head = models.CharField(max_length=64)
    last_recorded = models.CharField(max_length=40, default="")

    def __str__(self) -> str:
        return self.key


class Event(models.Model):
    """One event as the exact bytes that were hashed, with columns copied from them."""

    stream = models.ForeignKey(Stream, on_delete=models.PROTECT, db_index=False)
    seq = models.BigIntegerField()
    body = models.BinaryField()
    hash = models.CharField(max_length=64)
    type = models.CharField(max_length=64)
    step = models.CharField(max_length=64, default="")
    act_id = models.CharField(max_length=64)
    account = models.CharField(max_length=64)
    recorded = models.CharField(max_length=40)
    occurred = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stream", "seq"], name="event_once_per_place")]

    def __str__(self) -> str:
        return f"{self.stream_id}#{self.seq} {self.type}"


class Checkpoint(models.Model):
    """The heads of all streams at one moment; ``body`` is the canonical JSON whose Merkle root is ``root``."""

    number = models.BigIntegerField(unique=True)
    previous_root = models.CharField(max_length=64)
    root = models.CharField(max_length=64)
    recorded = models.CharField(max_length=40)
    events = models.BigIntegerField()
    body = models.BinaryField()

    def __str__(self) -> str:
        return f"检查点{self.number}"


class Blob(models.Model):
    """Bytes named by their SM3: a resolved procedure, a rule set, a calendar, a text version without a file."""

    digest = models.CharField(max_length=64, primary_key=True)
    kind = models.CharField(max_length=32)
    body = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.kind} {self.digest[:12]}"
