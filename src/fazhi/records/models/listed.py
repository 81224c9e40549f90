"""Items of lists of powers (权责清单) as matters put them in force, and which matters run under which item."""

from __future__ import annotations

from django.db import models

from fazhi.records.models.matter import Matter


class ListedChange(models.Model):
    """One version of an item, or its end, by the matter that put it in force: a projection, verified as all are.

    What is in force on a day is a question of the day, so it is no column. ``shown`` holds the further answers as JSON.
    """

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="listed", db_index=False)
    key = models.CharField(max_length=40)
    change = models.CharField(max_length=8)
    code = models.CharField(max_length=40)
    title = models.CharField(max_length=300)
    kind = models.CharField(max_length=64)
    flow = models.CharField(max_length=120)
    published = models.DateField()
    since = models.DateField()
    shown = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["matter", "key"], name="listed_once")]
        indexes = [models.Index(fields=["code", "since"], name="listed_code")]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class ItemUse(models.Model):
    """An item that a matter names among its facts (``name`` is the fact): a projection like the other."""

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="item_uses", db_index=False)
    name = models.CharField(max_length=64)
    code = models.CharField(max_length=40, db_index=True)
    item = models.CharField(max_length=400)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["matter", "name"], name="item_use_once")]

    def __str__(self) -> str:
        return self.item
