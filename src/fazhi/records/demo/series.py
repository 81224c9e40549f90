"""Matters in numbers: courses taken from the packs' own cases, told for other titles, places, people and days.

``series/*.toml`` says which case (or which acts), how many, and what they are called. Everything else follows from the
place in the series: the same day gives the same county, on every machine. A course keeps its distances in working
days; a date inside an answer keeps its distance to the day of its act.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

from fazhi.kernel.calendar import Calendar
from fazhi.kernel.ledger.digest import sm3_hex
from fazhi.kernel.procedures import ActKind, Case, FieldValue, Procedure
from fazhi.packs import procedures
from fazhi.records.demo import script
from fazhi.records.demo.script import County, Days, MatterEntry, Move, ScriptError, UnitEntry

SPREAD = 470
"""Working days over which the finished matters of a series end: two years."""

RESTS = 6
"""Working days before the anchor by which the youngest finished matter has ended."""

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_VERBS = {
    ActKind.DO: "do", ActKind.SEND: "send", ActKind.ANSWER: "answer", ActKind.FACT: "fact", ActKind.VOID: "void",
    ActKind.CHANGE: "change", ActKind.VOUCH: "vouch",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One series as written. ``stops``: its last matters are still open, each before one of these steps."""

    id: str
    procedure: str
    count: int
    title: str
    things: tuple[str, ...]
    case: str = ""
    acts: tuple[Move, ...] = ()
    subject: Mapping[str, FieldValue] = field(default_factory=dict)
    amount: tuple[int, int] | None = None
    people: Mapping[str, str] = field(default_factory=dict)
    then: tuple[Mapping, ...] = ()
    stops: tuple[str, ...] = ()
    slow: Mapping[str, int | str] = field(default_factory=dict)
    persons: tuple[str, ...] = ()
    field: Mapping[str, Mapping[str, FieldValue]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Item:
    """One matter of a series: its number in it, and what its names stand for."""

    series: Series
    number: int
    town: UnitEntry
    office: str
    handler: str
    words: Mapping[str, str]

    @property
    def stop(self) -> str | None:
        """Return the step before which it stands still; None: it went to its end."""
        at = self.number - (self.series.count - len(self.series.stops))
        return self.series.stops[at] if at >= 0 else None

    def drawn(self, what: str, below: int) -> int:
        """Return a number from 0 up to, not including, ``below`` that belongs to this matter and ``what``."""
        return int(sm3_hex(f"{self.series.id} {self.number} {what}".encode())[:12], 16) % below

    def said(self, value: FieldValue) -> FieldValue:
        """Return an answer with {place}, {thing} and the like put in."""
        return value.format_map(self.words) if isinstance(value, str) else value


@cache
def listed() -> tuple[Series, ...]:
    """Return every series, in the order of the files. Raises ScriptError."""
    found: list[Series] = []
    folder = files("fazhi.records.demo") / "series"
    courses, subjects = script.courses("decisions.toml")
    for name in sorted(item.name for item in folder.iterdir() if item.name.endswith(".toml")):
        data = script.read("series", name)
        for entry in data["series"]:
            where = f"series/{name} {entry['id']}"
            entry["subject"] = {**subjects.get(entry.pop("like", ""), {}), **entry.get("subject", {})}
            entry["acts"] = tuple(script.moves(entry.pop("acts", ()), courses, where))
            for key in ("things", "then", "stops"):
                entry[key] = tuple(entry.get(key, ()))
            entry["amount"] = tuple(entry["amount"]) if "amount" in entry else None
            found.append(Series(**entry, persons=tuple(data.get("persons", ()))))
    return tuple(found)


def generated(county: County, days: Days) -> tuple[MatterEntry, ...]:
    """Return the matters of all series, dated for ``days``."""
    return tuple(
        _entry(_item(series, number, county, days), county, days)
        for series in listed()
        for number in range(series.count)
    )


def _item(series: Series, number: int, county: County, days: Days) -> _Item:
    towns = [unit for unit in county.units if unit.mark]
    town = towns[number % len(towns)]
    inside = [unit for unit in county.units if unit.parent == town.code]
    if series.procedure == "disclosure_request":
        desk = county.holder("disclosure_officer", town.code)
    else:
        desks = [
            one
            for one in county.people
            if one.posts and one.posts[0][0] == "handler" and county.town_of(one.posts[0][1]) == town.code
        ]
        desk = desks[(number // len(towns)) % len(desks)]
    if desk is None:
        raise ScriptError("没有承办人", where=f"series {series.id} {town.name}")
    places = [unit.short for unit in inside if unit.kind == "village"] + [f"{town.short}集镇"]
    again, which = divmod(number, len(series.things))
    thing = series.things[which]
    year = days.day(-((series.count - number) * SPREAD) // series.count).year
    words = {
        "place": places[(again + which) % len(places)], "thing": thing, "town": town.short,
        "mark": town.mark, "year": str(year), "n": str(number * 3 + 2), "handler": desk.name,
        "person": series.persons[number % len(series.persons)] if series.persons else "",
    }  # fmt: skip
    return _Item(series=series, number=number, town=town, office=desk.posts[0][1], handler=desk.id, words=words)


def _entry(item: _Item, county: County, days: Days) -> MatterEntry:
    series = item.series
    procedure = procedures.get(series.procedure)
    subject: dict[str, FieldValue]
    if series.case:
        case = next((one for one in procedures.cases(series.procedure) if one.name == series.case), None)
        if case is None:
            raise ScriptError(f"程序包 {series.procedure} 没有情形“{series.case}”", where=f"series {series.id}")
        moves = list(_told(item, case, procedure, county, days.calendar))
        subject = dict(case.subject)
    else:
        moves = [_worded(item, move) for move in series.acts]
        subject = {}
    moves = list(_ended(item, moves))
    shift = _start(item, moves)
    placed = [_placed(item, move, shift, days) for move in moves]
    opened = days.day(placed[0].at)
    subject |= {name: item.said(value) for name, value in series.subject.items()}
    if series.amount is not None:
        low, high = series.amount
        subject["amount"] = f"{low + item.drawn('amount', (high - low) // 100) * 100}.00"
    first = None if not series.case else case.acts[0].act.occurred
    return MatterEntry(
        id=f"{series.id}-{item.number + 1:02}",
        procedure=series.procedure,
        title=series.title.format_map(item.words),
        unit=item.office,
        handler=item.handler,
        subject={name: _dated(value, first, opened, days.calendar) for name, value in subject.items()},
        moves=tuple(placed),
        shows="",
        source=str(subject.get("channel", "")),
        certain=False,
    )


def _told(item: _Item, case: Case, procedure: Procedure, county: County, calendar: Calendar) -> Iterator[Move]:
    """Yield the allowed acts of a case as moves, ``at`` in working days from its first act."""
    begins = case.acts[0].act.occurred
    given = item.series.field
    for line in case.acts:
        act = line.act
        if line.refused is not None:
            continue
        step = procedure.steps.get(act.step or line.void_of or "")
        numbered = {one.id for one in step.fields if one.series} if step else set()
        own = given.get(act.step or "change", {})
        # A date keeps its distance to the day of its act until the days are known.
        fields = {
            name: _relative(value, act.occurred, calendar)
            for name, value in act.fields.items()
            if name not in numbered and name not in own
        }
        asked = {one.id for one in step.fields} if step else set(own)
        fields |= {name: item.said(v) for name, v in own.items() if name in asked and (name in act.fields or not step)}
        posts = tuple(sorted(act.posts))
        by = item.series.people.get(act.decider)
        named = posts[0] if step and len(posts) == 1 and act.posts != frozenset(step.posts) else None
        late = None
        if act.late is not None:
            approver = county.holder("review_head", item.office) or county.person(item.handler)
            late = {"reason": act.late.reason, "approver": approver.id}
        yield Move(
            at=_distance(begins, act.occurred, calendar),
            verb=_VERBS[act.kind],
            step=act.step or line.void_of,
            recorded=None if act.recorded == act.occurred else _distance(begins, act.recorded, calendar),
            by=by or named,
            typed=step.posts[0] if by and step else None,
            outcome=act.outcome,
            key=act.key,
            field=fields,
            late=late,
            why=act.why,
        )


def _worded(item: _Item, move: Move) -> Move:
    return replace(move, field={name: item.said(value) for name, value in move.field.items()})


def _ended(item: _Item, moves: Sequence[Move]) -> Iterator[Move]:
    """Yield the moves with what comes ``then``, slowed down where the series says so, up to where the matter stands."""
    last = max(move.at if move.recorded is None else move.recorded for move in moves)
    more = [
        Move(
            at=last + line["after"], verb="do", step=line["do"], outcome=line.get("outcome"),
            field={name: item.said(value) for name, value in line.get("field", {}).items()},
        )
        for line in item.series.then
    ]  # fmt: skip
    slow, waited = item.series.slow, 0
    for number, move in enumerate([*moves, *more]):
        if number and item.stop is not None and move.step == item.stop:
            return
        if slow and move.step == slow["step"] and item.number % int(slow["every"]) == int(slow["every"]) - 1:
            waited = int(slow["days"])
        later = None if move.recorded is None else move.recorded + waited
        yield replace(move, at=move.at + waited, recorded=later)


def _start(item: _Item, moves: Sequence[Move]) -> int:
    """Return on which working day from the anchor the matter begins."""
    length = max(move.at if move.recorded is None else move.recorded for move in moves)
    if item.stop is not None:
        return -length - item.number % 3
    done = item.series.count - len(item.series.stops)
    return -length - RESTS - (done - 1 - item.number) * SPREAD // done - item.drawn("day", 5)


def _placed(item: _Item, move: Move, shift: int, days: Days) -> Move:
    at = move.at + shift
    recorded = None if move.recorded is None else move.recorded + shift
    day = days.day(at)
    fields = {name: _settled(value, day, days.calendar) for name, value in move.field.items()}
    return replace(move, at=at, recorded=recorded, field=fields)


def _distance(begins: date, day: date, calendar: Calendar) -> int:
    return calendar.working_between(begins, day) if day >= begins else -calendar.working_between(day, begins)


def _relative(value: FieldValue, day: date, calendar: Calendar) -> FieldValue:
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        return value
    meant = date.fromisoformat(value)
    return f"@@{_distance(day, meant, calendar)} {(meant - day).days}"


def _settled(value: FieldValue, day: date, calendar: Calendar) -> FieldValue:
    if not isinstance(value, str) or not value.startswith("@@"):
        return value
    working, plain = (int(part) for part in value.removeprefix("@@").split())
    pair = (calendar.add_working(day, working), day + timedelta(days=plain))
    return (max(pair) if plain >= 0 else min(pair)).isoformat()


def _dated(value: FieldValue, first: date | None, opened: date, calendar: Calendar) -> FieldValue:
    return value if first is None else _settled(_relative(value, first, calendar), opened, calendar)
