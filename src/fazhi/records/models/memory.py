"""What the office remembers: its opinions as they stand in matters, and the models the county has published."""

from __future__ import annotations

from django.db import models

from fazhi.records.models.matter import Matter


class Opinion(models.Model):
    """One entry of the step a pack calls its memory, as it stands: a projection that ``fazhi verify`` makes again.

    ``fate`` is what the other side did with it (采纳 …), ``later`` what became of the matter afterwards, in words of
    the pack; empty while nobody said. ``tokens`` are the pairs of characters the full-text index is made of: the index
    itself (FTS5, or GIN on PostgreSQL) follows the rows by the database's own means.
    """

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="opinions", db_index=False)
    key = models.CharField(max_length=40)
    day = models.DateField()
    weight = models.CharField(max_length=64)
    place = models.TextField()
    message = models.TextField()
    basis = models.TextField()
    suggestion = models.TextField()
    code = models.CharField(max_length=16, db_index=True)
    fate = models.CharField(max_length=64)
    later = models.CharField(max_length=64)
    tokens = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["matter", "key"], name="opinion_once")]

    def __str__(self) -> str:
        return f"{self.matter_id} {self.key}"


class ModelOpinion(models.Model):
    """A model opinion of the county, for all: published by an act, withdrawn by another (``withdrawn`` is the day)."""

    key = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=120)
    message = models.TextField()
    basis = models.TextField(default="")
    suggestion = models.TextField()
    code = models.CharField(max_length=16, default="")
    published = models.DateField()
    withdrawn = models.DateField(null=True)
    reason = models.CharField(max_length=400, default="")

    def __str__(self) -> str:
        return self.title
