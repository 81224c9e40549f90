"""What the columns of a register hold of a matter, kept: read once where nothing can change it any more.

A line is kept with the head of the stream it was read at and is good for no other head, like a folded matter in memory;
names of persons and units, and what stands in the row of the matter, are not kept but put in when it is read. What
depends on the day it is read on is good for that day only. ``fazhi verify`` reads every line again that is still good.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from hashlib import sha256
from itertools import islice
from typing import Any, Final

from django.db import transaction

from fazhi.kernel.calendar import Calendar
from fazhi.kernel.procedures import CalendarClocks, Clock, Procedure, State
from fazhi.kernel.procedures.clocks import clock as clock_of
from fazhi.kernel.procedures.model import Register
from fazhi.packs import procedures
from fazhi.records import ledger, matters, registers
from fazhi.records.matters import Folded
from fazhi.records.models import Matter, Person
from fazhi.records.registers import Entry, Facts, Line

FORM: Final = 1
"""The form in which lines are kept: another one is read as none."""
AT_ONCE: Final = 500
"""Matters whose lines are read in one statement."""
_JSON: Final[Any] = {"ensure_ascii": False, "separators": (",", ":")}
_WHO: Final = re.compile("\x02([^\x03]*)\x03")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """What was read of one matter for one register: of every line the values of every source of every column.

    A string may hold the key of a person between \\x02 and \\x03. ``None`` stands for facts of the matter itself, which
    are never kept. ``unlawful`` are the remarks on unlawful facts; ``day`` is the day it is good for, None for any.
    """

    lines: tuple[tuple[tuple[Entry, ...], ...], ...]
    unlawful: tuple[str, ...]
    day: date | None


class DayNoted(CalendarClocks):
    """The clocks of a state that note whether an answer could be another one on another day."""

    __slots__ = ("_on", "passing")

    def __init__(self, procedure: Procedure, state: State, calendar: Calendar, on: date) -> None:
        self.passing = False
        super().__init__(procedure, state, calendar, on)
        self.passing = False

    @property  # type: ignore[override]
    def on(self) -> date:
        """The day; whoever asks for it may say something else tomorrow."""
        self.passing = True
        return self._on

    @on.setter
    def on(self, day: date) -> None:
        self._on = day

    def clock(self, term: str, key: str | None = None) -> Clock:
        """Return the clock of a term: when it began, what stopped it and its last day follow from the events alone."""
        slot = (term, key)
        found = self._cache.get(slot)
        if found is None:
            found = clock_of(self.procedure, self.state, self.calendar, term, key, self._on)
            self._cache[slot] = found
        return found


class _Keys(dict[str, str]):
    """Stands for the names of persons: every key is kept as a key."""

    def get(self, key: str, default: Any = None) -> Any:
        return f"\x02{key}\x03"


def read(register: Register, matter: Folded, calendar: Calendar, on: date) -> Cells:
    """Return what the columns of a register hold of a matter on a day."""
    clocks = DayNoted(matter.procedure, matter.state, calendar, on)
    keys = matter.state.lists.get(register.each, ()) if register.each else (None,)
    lines = tuple(tuple(registers.values(register.columns, matter, clocks, _Keys(), key)) for key in keys)
    return Cells(lines=lines, unlawful=registers.unlawful(matter), day=on if clocks.passing else None)


def named(cells: Cells, people: Mapping[str, str]) -> Cells:
    """Return cells with the names of persons put in."""

    def name(value: Entry) -> Entry:
        if isinstance(value, str) and "\x02" in value:
            return _WHO.sub(lambda found: people.get(found[1], found[1]), value)
        return value

    lines = tuple(tuple(tuple(name(value) for value in some) for some in line) for line in cells.lines)
    return Cells(lines=lines, unlawful=cells.unlawful, day=cells.day)


def keep(register: Register, read_now: Mapping[int, tuple[str, Cells]]) -> None:
    """Keep what was read: matter -> head and cells. What other registers hold of the same head stays."""
    said = mark(register, matters.calendar())
    with transaction.atomic():
        there = {pk: text for pk, head, text in ledger.lines_of(list(read_now)) if head == read_now[pk][0]}
        ledger.keep_lines(
            [
                (pk, head, json.dumps({**json.loads(there.get(pk, "{}")), register.id: _packed(cells, said)}, **_JSON))
                for pk, (head, cells) in read_now.items()
            ]
        )


def kept(register: Register, heads: Mapping[int, str], on: date) -> dict[int, Cells]:
    """Return matter -> what is kept for it and good on a day, of matters whose heads are given. One statement."""
    wanted = mark(register, matters.calendar())
    found = {}
    for pk, head, text in ledger.lines_of(list(heads)):
        cells = unpacked(text, register.id, wanted) if head == heads[pk] else None
        if cells is not None and cells.day in {None, on}:
            found[pk] = cells
    return found


def _packed(cells: Cells, said: str) -> dict[str, Any]:
    return {
        "form": said,
        "day": cells.day.isoformat() if cells.day else None,
        "unlawful": cells.unlawful,
        "lines": [[[_plain(value) for value in some] for some in line] for line in cells.lines],
    }


def unpacked(text: str, register: str, wanted: str) -> Cells | None:
    """Return what was kept for a register, unless it was read under another declaration, calendar or form."""
    found = json.loads(text).get(register)
    if not isinstance(found, dict) or found.get("form") != wanted:
        return None
    return Cells(
        lines=tuple(tuple(tuple(_typed(value) for value in some) for some in line) for line in found["lines"]),
        unlawful=tuple(found["unlawful"]),
        day=date.fromisoformat(found["day"]) if found["day"] else None,
    )


def _plain(value: Entry) -> Any:
    if isinstance(value, Decimal):
        return [str(value)]
    return {"d": value.isoformat()} if isinstance(value, date) else value


def _typed(value: Any) -> Entry:
    if isinstance(value, list):
        return Decimal(value[0])
    return date.fromisoformat(value["d"]) if isinstance(value, dict) else value


@lru_cache(maxsize=256)
def mark(register: Register, calendar: Calendar) -> str:
    """Return what a kept line must have been read under: the columns as declared now, and the calendar in force."""
    columns = [(column.of, [_source(source) for source in column.sources]) for column in register.columns]
    said = json.dumps([FORM, columns, _days(calendar)], ensure_ascii=False)
    return sha256(said.encode()).hexdigest()[:16]


def _source(source: object) -> str:
    return source if isinstance(source, str) else str(getattr(source, "source", source))


@cache
def _days(calendar: Calendar) -> str:
    first, last = calendar.known_from.toordinal(), calendar.known_until.toordinal()
    days = "".join("01"[calendar.is_working(date.fromordinal(day))] for day in range(first, last + 1))
    return sha256(f"{first} {days}".encode()).hexdigest()


def differences(matter: Folded, text: str) -> Iterable[str]:
    """Yield the ids of the registers for which what was kept is not what is read again."""
    calendar = matters.calendar()
    if matter.procedure.id not in procedures.ids():
        return
    for register in procedures.get(matter.procedure.id).registers:
        cells = unpacked(text, register.id, mark(register, calendar))
        # What is good for any day is read again on the last day of the calendar: nothing in it may tell the days apart.
        if cells is not None and cells != read(register, matter, calendar, cells.day or calendar.known_until):
            yield register.id


def lines(register: Register, rows: Iterable[Matter], on: date, *, keeping: bool = False) -> Iterator[Line]:
    """Yield the lines of each matter in ``rows`` (an iterable that may be long), ``AT_ONCE`` matters at a time.

    A register that goes through a list has a line for every entry of it, in order, and none for a matter without.
    ``rows`` carry ``stream``, ``unit`` and ``handler`` already; names of people are read once. What is kept and good is
    taken, the rest is folded, and (``keeping``) kept where the matter is closed.
    """
    people = dict(Person.objects.values_list("key", "name"))
    calendar = matters.calendar()
    source = iter(rows)
    while some := list(islice(source, AT_ONCE)):
        found = kept(register, {row.pk: row.stream.head for row in some}, on)
        missing = [row.pk for row in some if row.pk not in found]
        heads = {}
        for pk, matter in matters.fold_many(missing):
            found[pk] = read(register, matter, calendar, on)
            heads[pk] = matter.hash
        if keeping:
            closed = {row.pk for row in some if row.closed is not None} & heads.keys()
            if closed:
                keep(register, {pk: (heads[pk], found[pk]) for pk in sorted(closed)})
        for row in some:
            if row.pk in found:
                yield from _lines(register, row, named(found[row.pk], people), calendar, on)


def _lines(register: Register, row: Matter, cells: Cells, calendar: Calendar, on: date) -> Iterator[Line]:
    said = registers.note(row, cells.unlawful, calendar, on)
    facts = Facts(
        number=row.number,
        title=row.title,
        unit=row.unit.short,
        handler=row.handler.name if row.handler else "",
        state=row.state,
        archive=row.archive_number,
        opened=row.opened,
        note=said,
    )
    for values in cells.lines:
        yield Line(matter=row, entries=registers.joined(register.columns, values, facts), note=said)
