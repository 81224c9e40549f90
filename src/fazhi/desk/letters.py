"""Letters of the inbox as the desk works with them: what they ask, filled into the form that opens a matter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.http import Http404, HttpRequest
from django.urls import reverse

from fazhi.components import Link
from fazhi.desk.actor import Desk
from fazhi.desk.forms.questions import typed_again
from fazhi.desk.forms.values import Values
from fazhi.kernel.expressions import Ref
from fazhi.kernel.procedures import Procedure
from fazhi.kernel.procedures.publicity import Raised
from fazhi.kernel.procedures.publishing import field_of
from fazhi.packs import procedures
from fazhi.records import evidence, packs
from fazhi.records.access import Denied
from fazhi.records.acts import letters as acts
from fazhi.records.evidence import Attached
from fazhi.records.models import Letter, Matter

NOTE = "已填入网上提交的内容，请核对"
PROBLEM: Final = "problem"
OTHER: Final[Mapping[str, str]] = {
    "text": "内容", "about": "关于哪件事", "name": "姓名或者名称", "contact": "电话或者地址",
}  # fmt: skip
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
    """Return the number of the letter a form was opened for, empty where for none. Http404 for one of another kind.

    Raises Denied for a letter that was answered, set aside or put down to another matter meanwhile.
    """
    number = request.GET.get("letter", "")
    if not number:
        return ""
    found = Letter.objects.filter(number=number).first()
    if found is None or not (found.procedure == declared.id or (found.kind == PROBLEM and declared.raised)):
        raise Http404
    mine = Matter.objects.filter(stream__key=found.matter, procedure=declared.id)
    if found.state != acts.NEW and not (found.matter and mine.exists()):
        raise Denied("这封信件已经处理过", where=number, hint="刷新后看处理结果")
    return number


def openings(desk: Desk, row: Letter) -> tuple[tuple[Procedure, Raised], ...]:
    """Return the procedures that may be opened from a letter about a problem, as its unit has them today."""
    if row.kind != PROBLEM or row.state != acts.NEW:
        return ()
    declared = (packs.for_new(name, row.unit, desk.today) for name in procedures.ids())
    return tuple((one, one.raised) for one in declared if one.raised is not None)


def attached(desk: Desk, number: str) -> Attached:
    """Return the letter as a paper of the matter it opens: what was written, as it came. Raises UploadRefused."""
    row = Letter.objects.select_related("unit").get(number=number)
    said: Mapping[str, Any] = acts.read(actor=desk.actor, letter=row, page="open")
    fields: Mapping[str, str] = said["fields"]
    head = [f"信件 {number}", f"提交时间：{row.sent.replace('T', ' ')[:16]}", f"交给：{row.unit.name}"]
    lines = [f"{name}：{words}" for name, words in told(row, fields)]
    body = "\r\n".join([*head, *lines]) + "\r\n"
    return Attached(file=evidence.receive([body.encode()], f"信件{number}.txt"), slot="letter")


def told(row: Letter, fields: Mapping[str, str]) -> Sequence[tuple[str, str]]:
    """Return what a letter says under the names of its questions, in their order."""
    declared = procedures.get(row.procedure) if row.procedure in procedures.ids() else None
    known = {ref.source: field_of(declared, ref) for ref in declared.inbox.asks} if declared and declared.inbox else {}
    order = [*known, *OTHER, *fields]
    named = []
    for name, words in sorted(fields.items(), key=lambda field: order.index(field[0])):
        item = known.get(name)
        named.append((item.name if item is not None else OTHER.get(name, name), words))
    return named


def first_values(desk: Desk, declared: Procedure, number: str) -> Values:
    """Return what the form holds at first: what the sender wrote, the day of sending, what is fixed for such."""
    letter = Letter.objects.select_related("unit").get(number=number)
    said: Mapping[str, str] = acts.read(actor=desk.actor, letter=letter, page="open")["fields"]
    inbox = declared.inbox
    if letter.kind == PROBLEM and declared.raised is not None:
        return _raised_values(declared, declared.raised, letter, said)
    if inbox is None:
        return Values()
    given = {ref: said[ref.source] for ref in inbox.asks if ref.source in said} | dict(inbox.sets)
    if inbox.arrived is not None:
        given[inbox.arrived] = letter.sent[:10]
    data: dict[str, tuple[str, ...]] = {
        "title": (" ".join(said.get(inbox.title.source, "").split())[:TITLE_LONG],),
        "m-source": ("门户收件箱",),
    }
    return Values(data | _filled(declared, given))


def _filled(declared: Procedure, given: Mapping[Ref, str]) -> dict[str, tuple[str, ...]]:
    """Return what was given under the names of the form's controls."""
    asked = ((ref, field_of(declared, ref), words) for ref, words in given.items())
    return {
        f"s-{ref.name}" if ref.owner == "subject" else ref.name: typed_again(item, words)
        for ref, item, words in asked
        if item is not None
    }


def _raised_values(declared: Procedure, raised: Raised, letter: Letter, said: Mapping[str, str]) -> Values:
    """Return what the form holds at first for a problem: only what the pack names; the title is what it is about."""
    parts = {**said, "sent": letter.sent[:10]}
    given = {ref: parts[part] for ref, part in raised.fills.items() if parts.get(part)} | dict(raised.sets)
    data: dict[str, tuple[str, ...]] = {
        "title": (" ".join(said.get("about", "").split())[:TITLE_LONG],),
        "m-source": ("门户收件箱",),
    }
    return Values(data | _filled(declared, given))


def kept(desk: Desk, number: str, stream: str) -> None:
    """Put the letter down to the matter it opened."""
    problem = Letter.objects.filter(number=number, kind=PROBLEM).exists()
    acts.keep(actor=desk.actor, letter=number, matter=stream, opened=problem)
