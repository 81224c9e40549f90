"""Drafts of forms: kept encrypted for their account, given back when the form is opened again."""

from __future__ import annotations

from typing import Final, cast

from django.http import HttpRequest

from fazhi.desk.forms.values import Values
from fazhi.records.acts import desk as acts
from fazhi.records.models import Account, Idempotency

RESTORED: Final = "已恢复"
"""Begins the note of a form that holds a draft."""


def restore(request: HttpRequest, form: str) -> tuple[Values, str]:
    """Return what was kept of a form, and a note that says from when; nothing where there is no draft."""
    held = acts.read_draft(account=cast(Account, request.user), form=form[:200])
    if held is None:
        return Values(), ""
    text, saved = held
    values = Values.drafted(text)
    return (Values(), "") if values.empty else (values, f"{RESTORED}{saved[5:10]} {saved[11:16]}的草稿")


def keep(request: HttpRequest, form: str, values: Values) -> None:
    """Keep what was typed; an empty form is no draft, nor is one that was recorded while its draft was on the way."""
    account = cast(Account, request.user)
    if values.empty or Idempotency.objects.filter(account=account, key=values.get("_key")).exists():
        return
    acts.save_draft(account=account, form=form[:200], text=values.text())


def drop(request: HttpRequest, form: str) -> None:
    """Forget the draft of a form that was recorded."""
    acts.drop_draft(account=cast(Account, request.user), form=form[:200])
