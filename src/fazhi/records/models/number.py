"""Numbers: formats, series and every number ever given, voided ones included."""

from __future__ import annotations

from django.db import models

from fazhi.records.models.organisation import Unit


class NumberFormat(models.Model):
    """How a unit (or, with ``unit`` null, the whole site) writes numbers of a kind, from ``starts`` on."""

    key = models.CharField(max_length=40, unique=True)
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="number_formats")
    kind = models.CharField(max_length=40)
    template = models.CharField(max_length=120)
    yearly = models.BooleanField(default=True)
    starts = models.DateField()

    def __str__(self) -> str:
        return self.template


class NumberSeries(models.Model):
    """One counter: a unit, a kind, a year (0 when the series does not restart)."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="number_series")
    kind = models.CharField(max_length=40)
    year = models.IntegerField()
    last = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "kind", "year"], name="number_series_once")]

    def __str__(self) -> str:
        return f"{self.kind}{self.year}"


class Number(models.Model):
    """A number that was given, never deleted or reused. ``state``: taken, paper (an old paper number), void.

    ``n`` is null for a paper number that was not written in the format of the series.
    """

    series = models.ForeignKey(NumberSeries, on_delete=models.PROTECT, related_name="numbers")
    n = models.IntegerField(null=True)
    text = models.CharField(max_length=120)
    state = models.CharField(max_length=8)
    stream_key = models.CharField(max_length=200, default="")
    taken = models.CharField(max_length=40)
    act_id = models.CharField(max_length=64)
    void_reason = models.CharField(max_length=400, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["series", "n"], name="number_once"),
            models.UniqueConstraint(fields=["series", "text"], name="number_text_once"),
        ]

    def __str__(self) -> str:
        return self.text
