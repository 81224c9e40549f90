"""What a person leaves on the desk between two acts: drafts, saved views, and the keys of forms already posted."""

from __future__ import annotations

from django.db import models

from fazhi.records.models.account import Account


class Idempotency(models.Model):
    """A form that was posted and done; posted again it answers with what was done the first time."""

    account = models.ForeignKey(Account, null=True, on_delete=models.CASCADE, db_index=False)
    key = models.CharField(max_length=64)
    act_id = models.CharField(max_length=64)
    result = models.TextField()
    made = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "account"], name="idempotency_once")]

    def __str__(self) -> str:
        return self.key


class Draft(models.Model):
    """What was typed into a form and not sent. ``box`` is encrypted: a draft may hold personal information."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="drafts")
    form = models.CharField(max_length=200)
    box = models.BinaryField()
    saved = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "form"], name="draft_once")]

    def __str__(self) -> str:
        return self.form


class SavedView(models.Model):
    """A list with its filters and columns, kept under a name."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="views")
    page = models.CharField(max_length=64)
    name = models.CharField(max_length=60)
    query = models.TextField()
    position = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "page", "name"], name="saved_view_once")]

    def __str__(self) -> str:
        return self.name
