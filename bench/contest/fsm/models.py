"""The table of matters and the table of audit."""

from __future__ import annotations

from django.db import models
from django_fsm import FSMField, transition

ORDER = ("draft", "sent", "accepted", "graded")


class Case(models.Model):
    """A matter with as many columns as such rows have; its state may only be changed by the transitions."""

    state = FSMField(default="draft", protected=True)
    number = models.CharField(max_length=120)
    title = models.CharField(max_length=300)
    unit = models.CharField(max_length=40, db_index=True)
    handler = models.CharField(max_length=40, db_index=True)
    opened = models.DateField()
    due = models.DateField(null=True)
    changed = models.CharField(max_length=40)

    class Meta:
        app_label = "fsm"

    @transition(field=state, source=["draft", "graded"], target="sent")
    def send(self) -> None:
        """Send the draft for review."""

    @transition(field=state, source="sent", target="accepted")
    def accept(self) -> None:
        """Accept it."""

    @transition(field=state, source="accepted", target="graded")
    def grade(self) -> None:
        """Grade it."""


class Audit(models.Model):
    """Who did what when, as such tables keep it; ``body`` as long as one of our events."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT)
    actor = models.CharField(max_length=64)
    action = models.CharField(max_length=64)
    at = models.CharField(max_length=40)
    body = models.TextField()

    class Meta:
        app_label = "fsm"
