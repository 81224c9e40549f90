"""Letters that came in through the portal: what stands on the outside. What they say lies sealed with their event."""

from __future__ import annotations

from django.db import models

from fazhi.records.models.organisation import Unit


class Letter(models.Model):
    """A letter to a unit. ``record`` is the matter it comments on, ``matter`` the stream of the one it went into.

    ``lookup`` is what its sender finds it by on the portal; ``seq`` the event in the stream of the unit.
    """

    number = models.CharField(max_length=20, unique=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="letters")
    kind = models.CharField(max_length=20, default="")
    procedure = models.CharField(max_length=64, default="")
    record = models.CharField(max_length=120, default="")
    sent = models.CharField(max_length=40, default="")
    arrived = models.DateField(null=True)
    lookup = models.CharField(max_length=64, default="")
    seq = models.BigIntegerField(default=0)
    state = models.CharField(max_length=20, default="new")
    matter = models.CharField(max_length=64, default="")
    reason = models.CharField(max_length=200, default="")
    by = models.CharField(max_length=64, default="")
    day = models.DateField(null=True)

    def __str__(self) -> str:
        return self.number
