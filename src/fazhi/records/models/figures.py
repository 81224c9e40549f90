"""What the files yield, as rows that are only ever added, and their sums: projections that can be made anew."""

from __future__ import annotations

from django.db import models

from fazhi.records.models.matter import Matter
from fazhi.records.models.organisation import Unit


class YieldedFact(models.Model):
    """One row of one measure: what a matter adds on a day, or takes back. Never changed, never deleted by an act.

    ``unit`` is the owning unit when the row was written; ``recorded`` the time of the act, so that a figure can be told
    as it was known; ``n``, ``amount``, ``bucket``, ``item`` as in ``kernel.measures.Fact``.
    """

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    measure = models.CharField(max_length=100)
    day = models.DateField()
    slice = models.CharField(max_length=100, default="")
    bucket = models.SmallIntegerField(default=0)
    item = models.CharField(max_length=200, default="")
    n = models.SmallIntegerField()
    amount = models.BigIntegerField()
    recorded = models.CharField(max_length=40)

    class Meta:
        indexes = [models.Index(fields=["unit", "measure", "day"], name="yielded_fact_unit")]

    def __str__(self) -> str:
        return f"{self.measure} {self.day} {self.n:+d}"


class SumSeries(models.Model):
    """A number for a measure, slice and bucket: sums are kept under it. Given by a trigger, kept for good."""

    derived = True

    # Not a key that Django numbers: SQLite would keep account of numbers ever given.
    id = models.IntegerField(primary_key=True)
    measure = models.CharField(max_length=100)
    slice = models.CharField(max_length=100, default="")
    bucket = models.SmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["measure", "slice", "bucket"], name="sum_series_once")]

    def __str__(self) -> str:
        return f"{self.measure} {self.slice} {self.bucket}"


class Rollup(models.Model):
    """The sum of the rows of one unit and series in one half of a month (``slot``: see ``records.figures.slot``).

    Written by a trigger on the rows, never by the program; it is not carried in a backup, for the rows bring it back.
    """

    derived = True

    pk = models.CompositePrimaryKey("unit", "slot", "series")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    slot = models.IntegerField()
    series = models.ForeignKey(SumSeries, on_delete=models.PROTECT, related_name="+", db_index=False)
    n = models.BigIntegerField()
    amount = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.series_id} {self.slot}"


class YearSum(models.Model):
    """The sums of one unit and series in the 24 halves of the months of a year, as one text each.

    Written by a trigger on the rows, as `Rollup` is, and not carried in a backup either. What the texts mean, and what
    ``NULL`` does: `records.ledger.yearly`.
    """

    derived = True

    pk = models.CompositePrimaryKey("series", "year", "unit")
    series = models.ForeignKey(SumSeries, on_delete=models.PROTECT, related_name="+", db_index=False)
    year = models.SmallIntegerField()
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    numbers = models.CharField(max_length=24, null=True)
    amounts = models.CharField(max_length=24, null=True)
    highs = models.CharField(max_length=24, null=True)

    def __str__(self) -> str:
        return f"{self.series_id} {self.year}"
