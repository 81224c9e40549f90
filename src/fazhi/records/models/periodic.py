"""Periodic forms as they were issued: a projection of events, frozen."""

from __future__ import annotations

from django.db import models

from fazhi.records.models.organisation import Unit


class IssuedForm(models.Model):
    """A form that a unit issued for a period. ``body`` is the sheet as canonical JSON (`kernel.measures.stated`).

    ``period`` as `kernel.measures.Period` writes itself (2026-03); ``first`` and ``last`` are the days it counted;
    ``known`` the time up to which records were counted; ``by`` the account that issued it. A yearly report is one too:
    its text stands in ``body`` under ``report``, ``published`` and ``place`` say when and where it was made public.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="issued_forms")
    form = models.CharField(max_length=60)
    kind = models.CharField(max_length=8)
    period = models.CharField(max_length=8)
    first = models.DateField()
    last = models.DateField()
    known = models.CharField(max_length=40)
    issued = models.DateField()
    by = models.CharField(max_length=64)
    note = models.CharField(max_length=400, default="")
    body = models.TextField()
    published = models.DateField(null=True)
    place = models.CharField(max_length=200, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "form", "period"], name="issued_form_once")]
        indexes = [models.Index(fields=["form", "period"], name="issued_form_period")]

    def __str__(self) -> str:
        return f"{self.form} {self.period}"


class SuperiorSheet(models.Model):
    """A superior's own workbook, kept once for a unit: which cells are filled with what. A projection of events.

    ``digest`` names the blob that holds the file; ``cells`` is canonical JSON (`records.superior.Place`); ``dropped``
    the day from which it is not used any more.
    """

    key = models.CharField(max_length=40, unique=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="superior_sheets")
    title = models.CharField(max_length=100)
    digest = models.CharField(max_length=64)
    cells = models.TextField(default="[]")
    mapped = models.DateField(null=True)
    by = models.CharField(max_length=64, default="")
    dropped = models.DateField(null=True)

    def __str__(self) -> str:
        return self.title
