"""Surveys: the projection of a survey's own stream, and the box of one that is open, which no event knows."""

from __future__ import annotations

from django.db import models

from fazhi.records.models.organisation import Unit


class Survey(models.Model):
    """One survey. ``kept`` is the questionnaire as it was opened with, ``places`` the population, JSON.

    ``until`` is the last day to answer, ``issued`` the codes printed; after the closing ``answers`` is how many were
    taken and ``result`` what is told of them, canonical JSON.
    """

    key = models.CharField(max_length=40, unique=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="surveys")
    name = models.CharField(max_length=60, default="")
    title = models.CharField(max_length=100, default="")
    kept = models.TextField(default="")
    places = models.TextField(default="")
    opened = models.DateField(null=True)
    until = models.DateField(null=True)
    issued = models.IntegerField(default=0)
    closed = models.DateField(null=True)
    answers = models.IntegerField(default=0)
    result = models.TextField(default="")
    by = models.CharField(max_length=64, default="")

    def __str__(self) -> str:
        return self.title


class SurveyBox(models.Model):
    """The ballot box of an open survey: one row, written whole each time, gone when the survey is closed.

    ``unspent`` and ``spent`` are digests of codes (``salt`` goes before the code), sorted; ``answers`` all answers,
    sorted by what they say, encrypted. No time, no number, no row of its own for a code or an answer: nothing tells
    which belongs to which.
    """

    survey = models.OneToOneField(Survey, on_delete=models.CASCADE, related_name="box")
    salt = models.CharField(max_length=64, default="")
    unspent = models.TextField(default="")
    spent = models.TextField(default="")
    answers = models.BinaryField(default=b"")

    def __str__(self) -> str:
        return f"box of {self.survey_id}"
