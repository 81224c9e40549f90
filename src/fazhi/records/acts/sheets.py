"""Acts that take an old ledger over: keep what its columns mean, begin, take rows over, confirm one of them.

A portion of rows is one act, all of it or nothing; it says how far the table was dealt with, so that whoever is killed
goes on from there. What was taken over stands as imported: nothing is owed by it and nothing counts, until somebody has
held it against the original.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from fazhi.kernel.ledger.canonical import JsonInput
from fazhi.kernel.ledger.envelope import stamp
from fazhi.kernel.procedures import CalendarClocks, EventType, FieldValue, Procedure, State, check_facts
from fazhi.records import access, books, chance, ledger, matters, numbering, organisation, packs
from fazhi.records.access import Action, Role
from fazhi.records.acts import matter_rows, numbers, projecting
from fazhi.records.acts.base import Act, ActRefused, Result, Signed, act
from fazhi.records.acts.matters import new_stream
from fazhi.records.acts.opening import after, json_of
from fazhi.records.acts.organisation import add, stream_of, unit_of
from fazhi.records.evidence import Attached
from fazhi.records.models import ImportedRow, Person, SheetImport, Unit
from fazhi.records.sheets.drafts import Draft, Said
from fazhi.records.sheets.mapping import Meaning
from fazhi.records.standing import IMPORTED, UNCONFIRMED, place_of
from fazhi.records.vault import Private

PORTION: Final = 500
"""Rows taken over in one act at most."""
SLOT: Final = "ledger"
RUNNING: Final = "running"
ENDED: Final = "ended"
_WORKERS: Final = (Role.WORK, Role.REVIEW, Role.LEAD, Role.COUNTY)


@act
def map_sheet(running: Act, *, unit: str, procedure: str, meaning: Meaning) -> Result:
    """Keep what the columns of the ledgers of ``unit`` mean, for one procedure; what was kept before is replaced."""
    running.lock(stream_of(unit))
    running.require(unit_of(unit).path, *_WORKERS)
    data: dict[str, JsonInput] = {
        "unit": unit, "procedure": procedure, "value": meaning.data(), "day": running.today.isoformat(),
    }  # fmt: skip
    add(running, stream_of(unit), "ledger_mapped", data)
    return {}


@act
def begin_sheet(running: Act, *, unit: str, procedure: str, meaning: Meaning, file: Attached, rows: int) -> Result:
    """Begin to take a table over; its file is bound to the event. Returns the key of the import.

    The same table that is already being taken over for this unit and procedure is gone on with: its key comes back.
    """
    running.lock(stream_of(unit))
    running.require(unit_of(unit).path, *_WORKERS)
    open_ = SheetImport.objects.filter(unit__code=unit, procedure=procedure, sheet=file.file.sm3, state=RUNNING).first()
    if open_ is not None and open_.mapping == meaning.text():
        return {"sheet": open_.key}
    key = f"s{chance.token_hex(8)}"
    data: dict[str, JsonInput] = {
        "key": key, "unit": unit, "procedure": procedure, "sheet": file.file.sm3, "mapping": meaning.data(),
        "rows": rows, "day": running.today.isoformat(),
    }  # fmt: skip
    event = running.event(stream_of(unit), "ledger_begun", data, files=[file])
    projecting.write(organisation.changes(event))
    return {"sheet": key}


@dataclass(frozen=True, slots=True, kw_only=True)
class Portion:
    """What one act deals with: the rows to take over, and how many others there were up to row ``done``."""

    rows: Sequence[Draft]
    after: int
    done: int
    same: int = 0
    changed: int = 0
    refused: int = 0
    last: bool = False


@act
def take_rows(running: Act, *, sheet: str, portion: Portion) -> Result:
    """Take a portion of rows over, each as a matter that nobody has confirmed. Returns how many were taken.

    Raises ActRefused when another run has gone on meanwhile.
    """
    if len(portion.rows) > PORTION:
        raise ActRefused(f"一次至多导入 {PORTION} 行")
    begun = SheetImport.objects.select_related("unit").filter(key=sheet).first()
    if begun is None:
        raise ActRefused("没有这次导入", where=sheet)
    home, stream = begun.unit, stream_of(begun.unit.code)
    # Streams are made in the order of their names, and lists follow it.
    opened = list(zip(sorted(new_stream() for _ in portion.rows), portion.rows, strict=True))
    running.lock(stream, *(key for key, _ in opened))
    running.require(home.path, *_WORKERS)
    begun.refresh_from_db()
    if begun.done != portion.after or begun.state != RUNNING:
        raise ActRefused("这张表刚刚在别处导入了一部分", hint="刷新后继续，已经导入的不会重复")
    procedure = packs.for_new(begun.procedure, home, running.today)
    packs.keep(procedure)
    rest, twice, numbered = _still_new(running, home, procedure, opened)
    _take(running, begun, procedure, rest, numbered)
    data: dict[str, JsonInput] = {
        "key": sheet,
        "done": portion.done,
        "taken": begun.taken + len(rest),
        "same": begun.same + portion.same + twice,
        "changed": begun.changed + portion.changed,
        "refused": begun.refused + portion.refused + len(opened) - len(rest) - twice,
        "state": ENDED if portion.last else RUNNING,
    }
    add(running, stream, "ledger_rows_taken", data)
    return {"taken": len(rest), "done": portion.done}


def _still_new(
    running: Act, home: Unit, procedure: Procedure, opened: Sequence[tuple[str, Draft]]
) -> tuple[list[tuple[str, Draft]], int, dict[str, str]]:
    """Return the rows that nobody took over meanwhile and whose numbers are free, how many were taken over, and the
    numbers as they are entered (by stream)."""
    keys = [draft.key for _, draft in opened]
    known = set(
        ImportedRow.objects.filter(unit=home.code, procedure=procedure.id, key__in=keys).values_list("key", flat=True)
    )
    seen: set[str] = set()
    rest = []
    for stream, draft in opened:
        if draft.key not in known and draft.key not in seen:
            rest.append((stream, draft))
        seen.add(draft.key)
    twice = len(opened) - len(rest)
    wanted = [
        numbers.Wanted(text=draft.number, day=draft.opened or running.today, matter=stream)
        for stream, draft in rest
        if draft.number
    ]
    book = numbering.book_of(home, procedure.numbering, running.today)
    entered = numbers.enter_many(
        running, stream=stream_of(home.code), unit=book, kind=procedure.numbering, wanted=wanted
    )
    free = [(stream, draft) for stream, draft in rest if not draft.number or stream in entered]
    return free, twice, entered


def _take(
    running: Act,
    begun: SheetImport,
    procedure: Procedure,
    opened: Sequence[tuple[str, Draft]],
    numbered: Mapping[str, str],
) -> None:
    """Append the events of the rows and write their matters."""
    units = {unit.code: unit for unit in Unit.objects.filter(code__in={draft.unit for _, draft in opened})}
    people = dict(Person.objects.filter(key__in={draft.handler for _, draft in opened}).values_list("key", "pk"))
    day, recorded = running.today.isoformat(), stamp(running.recorded)
    standing = place_of(IMPORTED, None, None)
    made, origins = [], []
    for stream, draft in opened:
        unit = units[draft.unit]
        number = numbered.get(stream) or f"无号（旧台账第 {draft.row} 行）"
        _open(running, begun, procedure, stream, draft, number)
        for said in draft.steps:
            _ran(running, procedure, stream, said, draft.opened or running.today)
        pk = running.heads[stream].id
        made.append((
            pk, number, draft.title, procedure.id, procedure.title, procedure.digest, unit.pk, unit.path,
            people.get(draft.handler or ""), IMPORTED, UNCONFIRMED.stage, UNCONFIRMED.outcome,
            (draft.opened or running.today).isoformat(), "", False, 0, 0, 0, recorded, day, standing,
            books.listed_in(procedure, State(subject=draft.subject), running.today),
        ))  # fmt: skip
        origins.append((pk, begun.unit.code, procedure.id, draft.key, draft.print, begun.sheet, draft.row))
    ledger.add_imported(made, origins)


def _open(running: Act, begun: SheetImport, procedure: Procedure, stream: str, draft: Draft, number: str) -> None:
    facts: dict[str, JsonInput] = {}
    private: dict[str, Private] = {
        "imported.cells": Private(cls="free", value=[list(pair) for pair in draft.cells]),
    }
    _sort(draft.subject, {item.id: item.pii for item in procedure.subject.values()}, facts, private)
    data: dict[str, JsonInput] = {
        "procedure": procedure.id, "title": draft.title, "number": number, "unit": draft.unit, "fields": facts,
        "imported": {
            "sheet": begun.sheet, "row": draft.row, "unit": begun.unit.code, "key": draft.key, "print": draft.print,
        },
    }  # fmt: skip
    if draft.handler:
        data["handler"] = draft.handler
    if draft.place:
        data["place"] = draft.place
    running.event(
        stream, EventType.OPENED, data, occurred=draft.opened or running.today, pack_digest=procedure.digest,
        private=private,
    )  # fmt: skip


def _ran(running: Act, procedure: Procedure, stream: str, said: Said, otherwise: date) -> None:
    facts: dict[str, JsonInput] = {}
    private: dict[str, Private] = {}
    _sort(said.fields, {item.id: item.pii for item in procedure.steps[said.step].fields}, facts, private)
    data: dict[str, JsonInput] = {"decider": "", "fields": facts, "imported": True}
    if said.outcome:
        data["outcome"] = said.outcome
    if said.day is None:
        data["undated"] = True
    running.event(
        stream, EventType.RAN, data, occurred=said.day or otherwise, step=said.step, pack_digest=procedure.digest,
        private=private,
    )  # fmt: skip


def _sort(
    given: Mapping[str, FieldValue],
    classes: Mapping[str, str | None],
    facts: dict[str, JsonInput],
    private: dict[str, Private],
) -> None:
    """Put answers where they belong: personal ones into the vault, the others into the event."""
    for name, value in given.items():
        cls = classes.get(name)
        if cls:
            private[f"fields.{name}"] = Private(cls=cls, value=json_of(value))
        else:
            facts[name] = json_of(value)


@act
def confirm(
    running: Act, *, matter: str, facts: Mapping[str, FieldValue], against: str, signed: Signed | None = None
) -> Result:
    """Say that an imported matter was held ``against`` its original; ``facts`` are those the table lacked or had wrong.

    From then on it is a matter like others; what the table said of its steps still satisfies no gate. Raises ActRefused
    naming the field, Denied.
    """
    running.lock(matter)
    head = running.heads[matter]
    folded = matters.folded(matter, head)
    row = matter_rows.read(head)
    if not access.allows(running.grants, Action.ACT, row, running.today):
        raise access.Denied("您无权办理此件", where=row.number, hint="请与承办单位联系")
    if not folded.state.imported:
        raise ActRefused("此件不是导入的，或者已经核验", where=row.number)
    if not against.strip():
        raise ActRefused("须写明对照的是什么原件", field="against", hint="例如：合同原件，存党政办 3 号柜")
    procedure = folded.procedure
    whole = {**folded.state.subject, **facts}
    clocks = CalendarClocks(procedure, State(), matters.calendar(), running.today)
    for wrong in check_facts(procedure, whole, clocks):
        raise ActRefused(wrong.text, field=wrong.field, hint=wrong.next)
    open_facts: dict[str, JsonInput] = {}
    private = {"why": Private(cls="free", value=against.strip())}
    given = {name: value for name, value in facts.items() if value not in ("", (), None)}
    _sort(given, {item.id: item.pii for item in procedure.subject.values()}, open_facts, private)
    decider = (signed.decider if signed else None) or running.grants.person or running.actor.login
    data: dict[str, JsonInput] = {"decider": decider, "fields": open_facts}
    if signed is not None:
        data["signed"] = signed.data()
    event = running.event(matter, EventType.CONFIRMED, data, pack_digest=procedure.digest, private=private)
    result = after(running, folded, event)
    matter_rows.settle(running, {matter: result}, {matter: row})
    return {"stream": matter, "seq": result.count}
