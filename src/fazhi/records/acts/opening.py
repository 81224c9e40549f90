"""Opening a matter inside an act: facts checked, number taken, first event, row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from fazhi.kernel.ledger.canonical import JsonInput
from fazhi.kernel.ledger.envelope import Event
from fazhi.kernel.procedures import CalendarClocks, EventType, FieldValue, Procedure, State, check_facts
from fazhi.records import matters, numbering, packs
from fazhi.records.acts import listing, matter_rows
from fazhi.records.acts.base import Act, ActRefused
from fazhi.records.acts.matter_rows import MatterRow
from fazhi.records.acts.numbers import enter_in, take_in
from fazhi.records.acts.organisation import stream_of
from fazhi.records.acts.proposals import Refused
from fazhi.records.evidence import Attached
from fazhi.records.matters import Folded
from fazhi.records.models import Person, Unit
from fazhi.records.vault import Private


def open_in(
    running: Act,
    procedure: Procedure,
    unit: Unit,
    *,
    stream: str,
    title: str,
    subject: Mapping[str, FieldValue],
    handler: str | None,
    occurred: date | None,
    number: str | None,
    urgent: bool = False,
    source: str = "",
    place: str = "",
    parent: Mapping[str, JsonInput] | None = None,
    files: Sequence[Attached] = (),
    letter: str = "",
) -> tuple[Folded, MatterRow]:
    """Append the opening event and make the row. Raises ActRefused for a wrong or missing fact."""
    title = " ".join(title.split())
    if not 2 <= len(title) <= 300 or not title.isprintable():
        raise ActRefused("事项名称应为 2 至 300 字", field="title")
    day = occurred or running.today
    try:
        subject = listing.looked_up(procedure.subject.values(), subject, unit.path, day)
    except Refused as refused:
        first = refused.blockers[0]
        raise ActRefused(first.text, field=first.field, hint=first.next) from refused
    facts, private = _checked_subject(procedure, subject, day)
    packs.keep(procedure)
    stream_of_unit = stream_of(unit.code)
    book = numbering.book_of(unit, procedure.numbering, day)
    if number:
        text = enter_in(
            running, stream=stream_of_unit, unit=book, kind=procedure.numbering, text=number, day=day, matter=stream
        )
    else:
        text = take_in(running, stream=stream_of_unit, unit=book, kind=procedure.numbering, day=day, matter=stream)
    person = Person.objects.filter(key=handler).first() if handler else None
    if handler and person is None:
        raise ActRefused("没有这个承办人", field="handler")
    data: dict[str, JsonInput] = {
        "procedure": procedure.id, "title": title, "number": text, "unit": unit.code, "fields": facts,
    }  # fmt: skip
    for name, value in (
        ("handler", handler), ("urgent", urgent), ("source", source), ("place", place), ("letter", letter),
    ):  # fmt: skip
        if value:
            data[name] = value
    if parent is not None:
        data["parent"] = parent
    event = running.event(
        stream,
        EventType.OPENED,
        data,
        occurred=occurred,
        pack_digest=procedure.digest,
        private={f"fields.{name}": value for name, value in private.items()},
        files=files,
    )
    folded = after(running, None, event)
    row = matter_rows.create(running.heads[stream].id, folded, unit, person, running.today)
    return folded, row


def _checked_subject(
    procedure: Procedure, subject: Mapping[str, FieldValue], day: date
) -> tuple[dict[str, JsonInput], dict[str, Private]]:
    clocks = CalendarClocks(procedure, State(), matters.calendar(), day)
    for wrong in check_facts(procedure, subject, clocks):
        raise ActRefused(wrong.text, field=wrong.field, hint=wrong.next)
    open_facts: dict[str, JsonInput] = {}
    private: dict[str, Private] = {}
    for declared in procedure.subject.values():
        value = subject.get(declared.id)
        if value is None or value in ("", ()):
            continue
        if declared.pii:
            private[declared.id] = Private(cls=declared.pii, value=json_of(value))
        else:
            open_facts[declared.id] = json_of(value)
    return open_facts, private


def json_of(value: FieldValue) -> JsonInput:
    """Return an answer as an event holds it."""
    return list(value) if isinstance(value, tuple) else value


def after(running: Act, before: Folded | None, event: Event) -> Folded:
    """Return the matter after an event that was just added; its hash is the head of the locked stream."""
    return matters.with_event(before, event, running.heads[event.stream].hash)
