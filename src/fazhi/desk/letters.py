"""Letters of the inbox as the desk works with them: what they ask, filled into the form that opens a matter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.http import Http404, HttpRequest
from django.urls import reverse

from fazhi.components import Link
from fazhi.desk.actor import Desk
from fazhi.desk.forms.questions import typed_again
from fazhi.desk.forms.values import Values
from fazhi.kernel.procedures import Procedure
from fazhi.kernel.procedures.publishing import field_of
from fazhi.records.acts import letters as acts
from fazhi.records.models import Letter

NOTE = "已填入网上提交的内容，请核对"
TITLE_LONG = 80


def seen(desk: Desk) -> Sequence[Letter]:
    """Return the letters this person may open, those that wait first, then the newest; at most two hundred."""
    paths = {path for post, _, path in desk.grants.held if post in acts.receivers()}
    homes = {"/".join(path.split("/")[:2]) + "/" for path in paths} | {desk.township.path}
    rows = Letter.objects.select_related("unit").filter(unit__path__in=homes).order_by("-sent", "-pk")[:200]
    found = [row for row in rows if acts.readable(desk.grants, row)]
    return sorted(found, key=lambda row: row.state != acts.NEW)


def inbox_link(desk: Desk) -> tuple[Link, ...]:
    """Return the way to the inbox with how many letters wait; nothing for who receives none and sees none."""
    rows = seen(desk)
    receives = any(post in acts.receivers() for post, _, _ in desk.grants.held)
    if not rows and not receives:
        return ()
    waiting = sum(row.state == acts.NEW for row in rows)
    label = f"收件箱（新到 {waiting} 封）" if waiting else "收件箱"
    return (Link(label=label, href=reverse("letters"), bare=True),)


def wanted(request: HttpRequest, declared: Procedure) -> str:
    """Return the number of the letter a form was opened for, empty where for none. Http404 for one of another kind."""
    number = request.GET.get("letter", "")
    if not number:
        return ""
    if not Letter.objects.filter(number=number, procedure=declared.id).exists():
        raise Http404
    return number


def first_values(desk: Desk, declared: Procedure, number: str) -> Values:
    """Return what the form holds at first: what the sender wrote, the day of sending, what is fixed for such."""
    letter = Letter.objects.select_related("unit").get(number=number)
    said: Mapping[str, str] = acts.read(actor=desk.actor, letter=letter, page="open")["fields"]
    inbox = declared.inbox
    if inbox is None:
        return Values()
    given = {ref: said[ref.source] for ref in inbox.asks if ref.source in said} | dict(inbox.sets)
    if inbox.arrived is not None:
        given[inbox.arrived] = letter.sent[:10]
    data: dict[str, tuple[str, ...]] = {
        "title": (" ".join(said.get(inbox.title.source, "").split())[:TITLE_LONG],),
        "m-source": ("门户收件箱",),
    }
    for ref, words in given.items():
        item = field_of(declared, ref)
        if item is not None:
            data[f"s-{ref.name}" if ref.owner == "subject" else ref.name] = typed_again(item, words)
    return Values(data)


def kept(desk: Desk, number: str, stream: str) -> None:
    """Put the letter down to the matter it opened."""
    acts.keep(actor=desk.actor, letter=number, matter=stream)
