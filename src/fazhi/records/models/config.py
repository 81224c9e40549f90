"""What a county or a township sets for itself: overlays of parameters, calendars, settings. Effective-dated."""

from __future__ import annotations

from django.db import models

from fazhi.records.models.organisation import Unit


class ConfigEntry(models.Model):
    """One setting of one unit (null: the whole site) from ``starts`` to ``ends``; ``value`` is canonical JSON.

    ``kind``: overlay (``name`` is ``procedure.param``), calendar (``name`` is the year), setting. ``basis`` says on
    what it rests, in words that are printed.
    """

    key = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=16)
    name = models.CharField(max_length=120)
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="config_entries")
    value = models.TextField()
    basis = models.CharField(max_length=300)
    starts = models.DateField()
    ends = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["kind", "name"], name="config_kind_name")]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"
