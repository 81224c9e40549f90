"""Units, persons and post holdings. Effective-dated: ``starts`` and ``ends`` are both days on which the row holds."""

from __future__ import annotations

from django.db import models


class Unit(models.Model):
    """A township, subdistrict, bureau or office, as it is today; its past stands in UnitPeriod.

    ``path`` is made of codes and ends with a slash (``qinghe/liuhe/``); it never changes, so that access and
    roll-ups can rest on it. A unit that was merged keeps its row and points to its successor.
    """

    code = models.SlugField(max_length=40, unique=True)
    path = models.CharField(max_length=200, unique=True)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    name = models.CharField(max_length=100)
    short = models.CharField(max_length=20)
    kind = models.CharField(max_length=20)
    starts = models.DateField()
    ends = models.DateField(null=True)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="predecessors")

    def __str__(self) -> str:
        return self.name


class UnitPeriod(models.Model):
    """What a unit was called and what kind it was from ``starts`` to ``ends`` (null: still)."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="periods")
    name = models.CharField(max_length=100)
    short = models.CharField(max_length=20)
    kind = models.CharField(max_length=20)
    starts = models.DateField()
    ends = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "starts"], name="unit_period_once")]

    def __str__(self) -> str:
        return f"{self.name}（{self.starts}—{self.ends or ''}）"


class Person(models.Model):
    """Somebody who decides, works or records; may never sign in."""

    key = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=50)

    def __str__(self) -> str:
        return self.name


class Holding(models.Model):
    """A person holds a post in a unit; ``acting_for`` marks a deputy for a time (代理期限).

    ``role`` is what the holding lets the person see and do over the unit's path (see ``records.access.Role``).
    """

    key = models.CharField(max_length=40, unique=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="holdings")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="holdings")
    post = models.CharField(max_length=40)
    role = models.CharField(max_length=16)
    starts = models.DateField()
    ends = models.DateField(null=True)
    acting_for = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="deputies")

    class Meta:
        indexes = [models.Index(fields=["unit", "post"], name="holding_unit_post")]
        constraints = [
            models.UniqueConstraint(fields=["person", "unit", "post", "starts"], name="holding_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.post} {self.unit_id}"
