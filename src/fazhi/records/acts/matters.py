"""Acts on matters: open one, record what is done, sent, answered, changed, voided, or happened unlawfully.

The judge of the kernel says yes or no; here its answer becomes events, in one transaction with the rows that lists
and desks read. Who decides (决定人), who handles (经办人) and who types (录入人) are three people: separation of duties
and posts are judged on the first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from fazhi.kernel.ledger.canonical import JsonInput
from fazhi.kernel.procedures import (
    ActKind,
    FieldValue,
    Procedure,
    Rules,
)
from fazhi.kernel.procedures.acts import USUAL
from fazhi.records import access, chance, matters, packs, powers
from fazhi.records.access import Action, Actor, Role
from fazhi.records.acts import listing, matter_rows
from fazhi.records.acts.base import Act, ActRefused, Result, Signed, act
from fazhi.records.acts.calls import tell_parent
from fazhi.records.acts.commissions import commissioned
from fazhi.records.acts.matter_rows import MatterRow
from fazhi.records.acts.opening import after, open_in
from fazhi.records.acts.organisation import stream_of, unit_of
from fazhi.records.acts.proposals import Proposal
from fazhi.records.acts.recording import record_all
from fazhi.records.evidence import Attached
from fazhi.records.matters import Folded
from fazhi.records.models import Person, Unit
from fazhi.records.vault import Private


def new_stream() -> str:
    """Return the name of a stream for a new matter."""
    return f"matter/{chance.token_hex(10)}"


@act
def open_matter(
    running: Act,
    *,
    procedure: str,
    unit: str,
    title: str,
    subject: Mapping[str, FieldValue],
    handler: str | None = None,
    occurred: date | None = None,
    number: str | None = None,
    urgent: bool = False,
    source: str = "",
    place: str = "",
    files: Sequence[Attached] = (),
    first: Sequence[Proposal] = (),
    stream: str | None = None,
    letter: str = "",
) -> Result:
    """Open a matter of ``unit`` and, in the same act, record its ``first`` steps. Returns stream and number.

    ``number``: an old paper number; ``None`` takes the next one. ``source`` says by which channel it came, ``place``
    where the paper original lies; ``files`` are the materials it came with, ``letter`` is the number of the letter from
    the portal among them. Raises Refused or ActRefused; nothing is
    written then.
    """
    found = unit_of(unit)
    stream = stream or new_stream()
    declared = packs.for_new(procedure, found, running.now.date())
    called = _called_units(declared, first, found)
    running.lock(stream, stream_of(unit), *called)
    running.require(found.path, Role.WORK, Role.REVIEW, Role.LEAD, Role.COUNTY)
    opened, row = open_in(
        running,
        declared,
        found,
        stream=stream,
        title=title,
        subject=subject,
        handler=handler,
        occurred=occurred,
        number=number,
        urgent=urgent,
        source=source,
        place=place,
        files=files,
        letter=letter,
    )
    folded = record_all(running, opened, row, first)
    matter_rows.settle(running, {stream: folded}, {stream: row})
    return {"stream": stream, "number": folded.card.number, "seq": folded.count}


@act
def record(
    running: Act,
    *,
    matter: str,
    proposals: Sequence[Proposal],
    expected: int | None = None,
    rules: Rules = USUAL,
) -> Result:
    """Record one or several proposals on a matter, all or none. Returns the seq of the matter afterwards.

    ``expected`` is the number of events the form was made for: Conflict says what came since. Raises Refused with
    every reason, ActRefused, Denied.
    """
    return _recorded(running, matter, proposals, expected, rules)


class _TakenBack(Exception):
    """Ends a rehearsal: the transaction is rolled back."""


def rehearse(*, actor: Actor, matter: str, proposals: Sequence[Proposal]) -> None:
    """Raise whatever ``record`` would raise now; return where it would do it. Nothing stays: no event, number, file."""
    try:
        _rehearsed(actor=actor, matter=matter, proposals=proposals)
    except _TakenBack:
        return


@act
def _rehearsed(running: Act, *, matter: str, proposals: Sequence[Proposal]) -> Result:
    running.rehearsal = True
    _recorded(running, matter, proposals, None, USUAL)
    raise _TakenBack


def _recorded(running: Act, matter: str, proposals: Sequence[Proposal], expected: int | None, rules: Rules) -> Result:
    before = matters.glimpse(matter)
    child = {item.step: new_stream() for item in proposals if _opens_child(before.procedure, item)}
    names = {matter, stream_of(before.card.unit), *child.values()}
    if before.parent is not None:
        names.add(before.parent)
    follow: tuple[str, ...] = ()
    if listing.touches(before.procedure, proposals):
        follow = listing.followers(matters.folded(matter), unit_of(before.card.unit).path)
    running.lock(*_needed(before, proposals, names, matter), *follow)
    head = running.heads[matter]
    if expected is not None:
        running.expect(matter, expected)
    folded = matters.folded(matter, head)
    row = matter_rows.read(head)
    if not access.allows(running.grants, Action.ACT, row, running.today) and not commissioned(
        running, folded, proposals
    ):
        raise access.Denied("您无权办理此件", where=row.number, hint="请与承办单位联系")
    touched, rows = {}, {matter: row}
    asked = min((item.occurred or running.today for item in proposals), default=running.today)
    folded = record_all(running, folded, row, listing.moved(folded, row.unit_path, asked), known=True)
    folded = record_all(running, folded, row, proposals, rules=rules, children=child, opened=(touched, rows))
    touched[matter] = folded
    for stream in follow:
        _follow(running, folded, row.pk, stream, touched, rows)
    tell_parent(running, folded, touched, rows, next((item.late for item in proposals if item.late), None))
    matter_rows.settle(running, touched, rows)
    result: dict[str, JsonInput] = {"stream": matter, "seq": folded.count}
    if child:
        result["children"] = [name for name in child.values() if name in touched]
    return result


def _follow(
    running: Act, changed: Folded, changed_id: int, stream: str, touched: dict[str, Folded], rows: dict[str, MatterRow]
) -> None:
    """Bring the item of a running matter up to what the act on the list has just made of it."""
    head = running.heads[stream]
    folded, row = matters.folded(stream, head), matter_rows.read(head)
    entered = powers.entries_of(changed)
    wanted = listing.moved(folded, row.unit_path, running.today, entered, changed_id)
    if wanted:
        touched[stream], rows[stream] = record_all(running, folded, row, wanted, known=True), row


def _needed(before: Folded, proposals: Sequence[Proposal], names: set[str], matter: str) -> set[str]:
    """Return the streams to lock: the unit's own only when a number is taken or a matter is opened from it."""
    takes = any(
        declared.series is not None
        for item in proposals
        if item.step in before.procedure.steps
        for declared in before.procedure.steps[item.step or ""].fields
    )
    opens = any(_opens_child(before.procedure, item) for item in proposals)
    return names if takes or opens else names - {stream_of(before.card.unit)}


def _called_units(procedure: Procedure, first: Sequence[Proposal], unit: Unit) -> set[str]:
    if any(_opens_child(procedure, item) for item in first):
        raise ActRefused("先登记本事项，再送其他规程办理", where=unit.name)
    return set()


def _opens_child(procedure: Procedure, item: Proposal) -> bool:
    step = procedure.steps.get(item.step or "")
    return item.kind is ActKind.SEND and step is not None and step.call is not None and bool(step.call.procedure)


@act
def hand_over(running: Act, *, matter: str, to: str, reason: str, signed: Signed | None = None) -> Result:
    """Give a matter to another 承办人. Earlier signatures stay. Raises ActRefused or Denied."""
    running.lock(matter)
    folded = matters.folded(matter, running.heads[matter])
    row = matter_rows.read(running.heads[matter])
    if not access.allows(running.grants, Action.HAND_OVER, row, running.today):
        raise access.Denied("您无权移交此件", where=row.number)
    if not Person.objects.filter(key=to).exists():
        raise ActRefused("没有这个人员", field="to")
    if folded.card.handler == to:
        raise ActRefused("此件本来就由这个人承办", field="to")
    data: dict[str, JsonInput] = {"from": folded.card.handler, "to": to}
    if signed is not None:
        data["signed"] = signed.data()
    event = running.event(matter, "handed_over", data, private={"why": Private(cls="free", value=reason or "移交")})
    result = after(running, folded, event)
    matter_rows.settle(running, {matter: result}, {matter: row})
    return {"stream": matter, "seq": result.count}
