"""Rounds of evaluation: projections of the events of the round's own stream."""

from __future__ import annotations

from django.db import models

from fazhi.records.models.organisation import Unit


class EvaluationRound(models.Model):
    """One round: a scheme, a period, the units. ``scheme`` is the scheme as the round keeps it (`packs.schemes.kept`).

    ``unit`` is the county; ``units`` the codes of those evaluated, JSON. Dates are the last days on which one may
    assess oneself and object; ``closed`` the day the results were sealed.
    """

    key = models.CharField(max_length=40, unique=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="rounds")
    name = models.CharField(max_length=60)
    title = models.CharField(max_length=100)
    period = models.CharField(max_length=8)
    units = models.TextField()
    scheme = models.TextField()
    opened = models.DateField(null=True)
    assess_until = models.DateField(null=True)
    object_until = models.DateField(null=True)
    closed = models.DateField(null=True)
    by = models.CharField(max_length=64, default="")
    note = models.CharField(max_length=400, default="")

    def __str__(self) -> str:
        return f"{self.title} {self.period}"


class RoundItem(models.Model):
    """What was said of one item of one unit: the own assessment, the county's points, exclusion, objection, correction.

    Points are decimals as text, empty where none were given. ``scorers`` are the keys of the persons who gave points or
    excluded the item, JSON: none of them decides an objection. ``ruling``: empty, upheld, dismissed.
    """

    round = models.ForeignKey(EvaluationRound, on_delete=models.CASCADE, related_name="items")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    item = models.CharField(max_length=20)
    own_points = models.CharField(max_length=8, default="")
    own_note = models.TextField(default="")
    own_by = models.CharField(max_length=64, default="")
    own_day = models.DateField(null=True)
    own_persons = models.TextField(default="[]")
    files = models.IntegerField(default=0)
    points = models.CharField(max_length=8, default="")
    reason = models.TextField(default="")
    by = models.CharField(max_length=64, default="")
    day = models.DateField(null=True)
    scorers = models.TextField(default="[]")
    excluded = models.TextField(default="")
    objection = models.TextField(default="")
    objected_by = models.CharField(max_length=64, default="")
    objected_day = models.DateField(null=True)
    ruling = models.CharField(max_length=12, default="")
    ruled_reason = models.TextField(default="")
    ruled_by = models.CharField(max_length=64, default="")
    ruled_day = models.DateField(null=True)
    corrected = models.CharField(max_length=8, default="")
    corrected_reason = models.TextField(default="")
    corrected_by = models.CharField(max_length=64, default="")
    corrected_day = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "unit", "item"], name="round_item_once")]

    def __str__(self) -> str:
        return f"{self.item} {self.points}"


class RoundResult(models.Model):
    """The sealed result of one unit: figures with their formulas, points, what stands beside them; canonical JSON."""

    round = models.ForeignKey(EvaluationRound, on_delete=models.CASCADE, related_name="results")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    known = models.CharField(max_length=40)
    body = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "unit"], name="round_result_once")]

    def __str__(self) -> str:
        return f"{self.round_id} {self.unit_id}"
