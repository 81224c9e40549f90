"""Tokens with which programs sign in to the interface: the hash stands here only, no event ever carries it."""

from __future__ import annotations

from datetime import date

from django.db import models

from fazhi.records.models.account import Account


class ApiToken(models.Model):
    """A token of one account. ``hash`` is the SHA-256 of a random secret shown once; empty: never valid.

    ``ends`` is the last day it works, ``revoked`` the day from which it does not.
    """

    key = models.CharField(max_length=40, unique=True)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=60)
    hash = models.CharField(max_length=64, default="", db_index=True)
    made = models.DateField()
    ends = models.DateField()
    revoked = models.DateField(null=True)

    def __str__(self) -> str:
        return self.name

    def works_on(self, day: date) -> bool:
        """Say whether the token opens anything on ``day``."""
        return bool(self.hash) and self.made <= day <= self.ends and (self.revoked is None or day < self.revoked)
