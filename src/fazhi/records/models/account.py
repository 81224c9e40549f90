"""Accounts and scopes. The password hash stands here only; no event ever carries it."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from fazhi.records import clock
from fazhi.records.models.organisation import Person, Unit


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts by login, each with its person: every page names who is signed in. Accounts are made by
    ``records.acts.accounts.create_account``, never here."""

    def get_queryset(self) -> models.QuerySet[Account]:
        return super().get_queryset().select_related("person")

    def get_by_natural_key(self, username: str | None) -> Account:
        return self.get(login=username)


class Account(AbstractBaseUser):
    """A login of one person. ``disabled_from`` is the first day on which it no longer works."""

    login = models.CharField(max_length=64, unique=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="accounts")
    # The unit whose stream holds everything about this account, whatever becomes of the person.
    home = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="accounts")
    must_change_password = models.BooleanField(default=True)
    disabled_from = models.DateField(null=True)
    created = models.DateField()

    objects = AccountManager()

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: list[str] = []

    def __str__(self) -> str:
        return self.login

    def enabled_on(self, day: date) -> bool:
        """Say whether the account may sign in on ``day``."""
        return self.disabled_from is None or day < self.disabled_from

    @property
    def is_active(self) -> bool:  # type: ignore[override]
        """What Django's sign-in asks: enabled on today's date of the site clock."""
        return self.enabled_on(clock.today())

    @property
    def is_staff(self) -> bool:
        return False


class Scope(models.Model):
    """What an account, or whoever holds a post in a unit, may see and do over everything under ``over``.

    Either ``account`` is set, or ``post`` with ``unit``. Crossing scopes are several rows: one 司法所 for several
    townships, one 法制员 for several villages.
    """

    key = models.CharField(max_length=40, unique=True)
    account = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="scopes")
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="post_scopes")
    post = models.CharField(max_length=40, default="")
    over = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="scopes_over")
    role = models.CharField(max_length=16)
    starts = models.DateField()
    ends = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(account__isnull=False, unit__isnull=True, post="")
                | (Q(account__isnull=True, unit__isnull=False) & ~Q(post="")),
                name="scope_of_account_or_post",
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.over_id}"
