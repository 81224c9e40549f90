"""Why a figure that was issued is another now: which matters moved it since, by which acts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from fazhi.kernel.ledger.envelope import Event
from fazhi.kernel.measures import Column, Correction, Line, Moved, Stated
from fazhi.kernel.measures.asked import asked_by
from fazhi.kernel.measures.periods import Period
from fazhi.kernel.measures.stated import resting
from fazhi.kernel.procedures import EventType
from fazhi.packs import measures as pack
from fazhi.packs import procedures
from fazhi.records import figures, known, ledger
from fazhi.records.ledger import figures as rows
from fazhi.records.models import Matter, Unit

if TYPE_CHECKING:
    from fazhi.records.periodic import Given

MOST: Final = 50
"""Matters named under one correction; how many there are is always said."""

_DONE: Final[Mapping[str, str]] = {
    EventType.OPENED: "登记",
    EventType.RAN: "办理",
    EventType.SENT: "送出",
    EventType.ANSWERED: "登记答复",
    EventType.FACT: "登记违规事实",
    EventType.VOIDED: "作废",
    EventType.CHANGED: "变更事实",
    EventType.AMENDED: "更正",
    EventType.VOUCHED: "补凭证",
}
_VOID: Final = "作废、更正"
_REASONS: Final[Mapping[str, str]] = {
    EventType.VOIDED: _VOID,
    EventType.AMENDED: _VOID,
    EventType.CHANGED: "事实变更",
    EventType.FACT: "补登违规事实",
}
_LATE: Final = "报出后补录"


def correction(one: Given, unit: Unit, line: Line, was: Stated, now: Stated, *, after: str, until: str) -> Correction:
    """Return the correction of a figure of an issued form, with the matters that moved it ``after`` a time."""
    moved = _moved(one, unit, line, was.column, after, until)
    shown = dict(sorted(moved.items())[:MOST])
    about = {matter.pk: matter for matter in Matter.objects.filter(pk__in=shown).select_related("stream")}
    told: list[Moved] = []
    kinds: dict[str, None] = {}
    for pk, (n, amount, times) in shown.items():
        matter = about[pk]
        events = [event for event in ledger.events(matter.stream.key) if event.recorded in times]
        kinds |= dict.fromkeys(_REASONS.get(event.type, _LATE) for event in events)
        acts = tuple(dict.fromkeys(_said(event, matter.procedure) for event in events))
        told.append(Moved(stream=matter.stream.key, number=matter.number, n=n, amount=amount, acts=acts))
    if asked_by(line.formula) is not None:
        kinds["满意度测评在报出以后封存"] = None
    if not _same(one, line):
        kinds["计量口径有改动"] = None
    if known.later(after) != known.later(until):
        kinds["并入其他电脑的记录"] = None
    return Correction(
        period=one.sheet.period,
        title=Period.read(one.sheet.period).title,
        row=line.id,
        name=line.name,
        was=was,
        now=now,
        reason="；".join(kinds) or "重新计算",
        matters=tuple(told),
        all=len(moved),
    )


Found = dict[int, tuple[int, int, set[str]]]
"""Matter -> number, amount, times recorded."""


def _moved(one: Given, unit: Unit, line: Line, column: Column, after: str, until: str) -> Found:
    """Return the matters whose rows came in between two times, of all that a row of the form reads."""
    among = one.sheet.indicators(pack.every())
    found: Found = {}
    read = figures.read_by(among[line.id].formula, one.sheet.days[column], among)
    spans = {(reading.measure, *figures.span_of(reading, days)) for reading, days in read}
    for measure, first, last in sorted(spans, key=str):
        for matter, time, _measure, n, amount in rows.moved([measure], unit.path, first, last, after, until):
            had = found.get(matter, (0, 0, set()))
            found[matter] = (had[0] + int(n), had[1] + int(amount), had[2] | {time})
    return found


def _same(one: Given, line: Line) -> bool:
    among = one.sheet.indicators(pack.every())
    digests = pack.digests()
    return all(digests.get(name) == one.sheet.measures.get(name) for name in resting([among[line.id]], among))


def _said(event: Event, procedure: str) -> str:
    """Return an act in words: 2026-04-02 办理“出具意见”（发生于2026-03-20）."""
    day, happened = event.recorded[:10], event.occurred.at[:10]
    step = event.step or ""
    if procedure in procedures.ids():
        declared = procedures.get(procedure).steps.get(step)
        step = declared.name if declared is not None else step
    done = _DONE.get(event.type, "办理")
    said = f"{day} {done}" + (f"“{step}”" if step else "")
    return said if happened == day else f"{said}（发生于{happened}）"
