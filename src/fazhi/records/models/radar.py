"""Where kept texts cite laws (a cache by content), and what was done with each place after a law changed."""

from __future__ import annotations

from django.db import models

from fazhi.records.models.organisation import Unit


class CitedText(models.Model):
    """One content read for citations; ``reader`` says by which way of reading, so that a newer one reads again.

    The same bytes are read once, wherever they are bound. ``box`` holds the sentences, encrypted: they are wording of
    somebody's file. ``trouble`` says why a file could not be read.
    """

    digest = models.CharField(max_length=64, primary_key=True)
    reader = models.CharField(max_length=16)
    box = models.BinaryField(null=True)
    trouble = models.CharField(max_length=200, default="")

    def __str__(self) -> str:
        return self.digest[:12]


class CitedPlace(models.Model):
    """One citation in a text: ``law`` the key of its title, ``sentence`` the number of its sentence in the box."""

    text = models.ForeignKey(CitedText, on_delete=models.CASCADE, related_name="places")
    law = models.CharField(max_length=300, db_index=True)
    title = models.CharField(max_length=300)
    article = models.IntegerField(null=True)
    suffix = models.IntegerField(null=True)
    start = models.IntegerField()
    sentence = models.IntegerField()

    def __str__(self) -> str:
        return f"{self.title} {self.article or ''}"


class RadarMark(models.Model):
    """What was said of one place on a list of a changed law: looked at, changed, until when. A projection of acts.

    ``unit`` is null for what belongs to the whole site (procedures, rules). ``state`` empty: only a day was set.
    """

    key = models.CharField(max_length=64, unique=True)
    change = models.CharField(max_length=320, db_index=True)
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="radar_marks")
    place = models.CharField(max_length=300)
    state = models.CharField(max_length=16, default="")
    reason = models.CharField(max_length=400, default="")
    due = models.DateField(null=True)
    by = models.CharField(max_length=64, default="")
    day = models.DateField(null=True)

    def __str__(self) -> str:
        return f"{self.place} {self.state}"
