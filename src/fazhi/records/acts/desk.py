"""Drafts and saved views: what a person keeps on the desk. No part of any matter, so no events."""

from __future__ import annotations

from fazhi.kernel.ledger.envelope import stamp
from fazhi.records import clock, vault
from fazhi.records.models import Account, Draft, SavedView


def save_draft(*, account: Account, form: str, text: str) -> None:
    """Keep what was typed into ``form`` (any name that is the form's own), encrypted; the last one counts."""
    box = vault.box_draft(account.pk, form, text.encode("utf-8"))
    Draft.objects.update_or_create(account=account, form=form, defaults={"box": box, "saved": stamp(clock.now())})


def read_draft(*, account: Account, form: str) -> tuple[str, str] | None:
    """Return (text, when it was saved) or None."""
    draft = Draft.objects.filter(account=account, form=form).first()
    if draft is None:
        return None
    return vault.open_draft(account.pk, form, bytes(draft.box)).decode("utf-8"), draft.saved


def drop_draft(*, account: Account, form: str) -> None:
    """Forget a draft: its form was sent."""
    Draft.objects.filter(account=account, form=form).delete()


def save_view(*, account: Account, page: str, name: str, query: str) -> SavedView:
    """Keep the filters and columns of a list under ``name``; the same name again replaces it."""
    view, _made = SavedView.objects.update_or_create(
        account=account, page=page, name=name[:60], defaults={"query": query}
    )
    return view


def drop_view(*, account: Account, page: str, name: str) -> None:
    """Forget a saved view."""
    SavedView.objects.filter(account=account, page=page, name=name).delete()
