"""What the columns of a register hold of a matter, kept: read once, and again when the matter has moved.

A line is kept with the head of the stream it was read at and is good for no other head, like a folded matter in memory;
names of persons and units, and what stands in the row of the matter, are not kept but put in when it is read. What
depends on the day it is read on is good for that day only, and none is good once its registers are declared otherwise
or the calendar is another. Lines are not written by acts: an act would pay for what a register asks for once a month.
``complete`` reads those that are missing ahead of time (a site that is served does so by itself), whoever draws a whole
register reads the rest, and ``fazhi verify`` reads every line again that is still good.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
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
from fazhi.kernel.procedures.books import holds
from fazhi.kernel.procedures.clocks import clock as clock_of
from fazhi.kernel.procedures.model import Register
from fazhi.packs import procedures
from fazhi.records import ledger, matters, registers
from fazhi.records.books import listed_in
from fazhi.records.matters import Folded
from fazhi.records.models import Matter, Person
from fazhi.records.registers import Entry, Facts, Line

FORM: Final = 2
"""The form in which lines are kept: another one is read as none."""
AT_ONCE: Final = 500
"""Matters whose lines are read in one statement."""
_JSON: Final[Any] = {"ensure_ascii": False, "separators": (",", ":")}
_WHO: Final = re.compile("\x02([^\x03]*)\x03")
_DAY: Final = "d"


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
    if not holds(register, listed_in(matter.procedure, matter.state, on)):
        keys = ()
    lines = tuple(tuple(registers.values(register.columns, matter, clocks, _Keys(), key)) for key in keys)
    return Cells(lines=lines, unlawful=registers.unlawful(matter), day=on if clocks.passing else None)


def packed(matter: Folded, calendar: Calendar, on: date) -> tuple[str | None, str]:
    """Return what is kept of a matter, for every register of its procedure as declared now: day, None for any; JSON."""
    every = procedures.get(matter.procedure.id).registers
    found = {register.id: read(register, matter, calendar, on) for register in every}
    said = {
        "unlawful": registers.unlawful(matter),
        "lines": {
            name: [[[_plain(value) for value in some] for some in line] for line in cells.lines]
            for name, cells in found.items()
        },
    }
    is_passing = any(cells.day for cells in found.values())
    return on.isoformat() if is_passing else None, json.dumps(said, **_JSON)


def _plain(value: Entry) -> Any:
    if isinstance(value, Decimal):
        return [str(value)]
    return {_DAY: value.isoformat()} if isinstance(value, date) else value


def form(procedure: Procedure) -> str:
    """Return what a kept line must have been read under: the registers as declared now, and the calendar in force."""
    return _form(procedure.registers, matters.calendar())


@lru_cache(maxsize=256)
def _form(every: Sequence[Register], calendar: Calendar) -> str:
    columns = [
        (
            one.id,
            one.each,
            _source(one.apart),
            [(column.of, [_source(source) for source in column.sources]) for column in one.columns],
        )
        for one in every
    ]
    said = json.dumps([FORM, columns, _days(calendar)], ensure_ascii=False)
    return sha256(said.encode()).hexdigest()[:16]


def _source(source: object) -> str:
    return source if isinstance(source, str) else str(getattr(source, "source", source))


@cache
def _days(calendar: Calendar) -> str:
    first, last = calendar.known_from.toordinal(), calendar.known_until.toordinal()
    days = "".join("01"[calendar.is_working(date.fromordinal(day))] for day in range(first, last + 1))
    return sha256(f"{first} {days}".encode()).hexdigest()


def differences(matter: Folded, said: str, day: str | None, text: str) -> Iterable[str]:
    """Yield what is not what is read again of a matter: ids of registers, and 日期. Nothing for a line of another form.

    What is good for any day is read again on the last day of the calendar: nothing in it may tell the days apart.
    """
    calendar = matters.calendar()
    name = matter.procedure.id
    if name not in procedures.ids() or said != form(procedures.get(name)):
        return
    good_for, anew = packed(matter, calendar, date.fromisoformat(day) if day else calendar.known_until)
    if good_for != day:
        yield "日期"
    if anew == text:
        return
    try:
        held = json.loads(text)
        lines, unlawful = held["lines"], held["unlawful"]
    except (ValueError, KeyError, TypeError):
        lines = unlawful = None
    wanted = json.loads(anew)
    for register, cells in wanted["lines"].items():
        if unlawful != wanted["unlawful"] or not isinstance(lines, dict) or lines.get(register) != cells:
            yield register


def complete(on: date, told: Callable[[int], object] | None = None) -> int:
    """Read and keep every line that is missing or no longer good; return how many. Safe to run at any time.

    A few at a time, each in a transaction of its own: who is interrupted goes on where it ended.
    """
    count = 0
    for name in procedures.ids():
        procedure = procedures.get(name)
        if not procedure.registers:
            continue
        said, after = form(procedure), 0
        while some := ledger.behind(name, said, on, after=after, most=AT_ONCE):
            keep(procedure, matters.fold_many(some), on)
            after = some[-1]
            count += len(some)
            if told is not None:
                told(count)
    return count


def keep(procedure: Procedure, folded: Iterable[tuple[int, Folded]], on: date) -> dict[int, tuple[str, str]]:
    """Read and keep the lines of matters of a procedure; return matter -> head and what was kept."""
    calendar = matters.calendar()
    said = form(procedure)
    rows = [(pk, matter.hash, said, *packed(matter, calendar, on)) for pk, matter in folded]
    with transaction.atomic():
        ledger.keep_lines(rows)
    return {pk: (head, text) for pk, head, _, _, text in rows}


def lines(
    procedure: Procedure,
    register: Register,
    rows: Iterable[Matter],
    on: date,
    *,
    keeping: bool = False,
    places: Collection[int] | None = None,
) -> Iterator[Line]:
    """Yield the lines of each matter in ``rows`` (an iterable that may be long), ``AT_ONCE`` matters at a time.

    A register that goes through a list has a line for every entry of it, in order, and none for a matter without.
    ``rows`` are of ``procedure`` and carry ``stream``, ``unit`` and ``handler`` already; names of people are read once.
    What is kept and good is taken, the rest is folded, and (``keeping``) kept. Of the columns only those at ``places``
    are put together where it is given; the others stay empty.
    """
    people = dict(Person.objects.values_list("key", "name"))
    calendar = matters.calendar()
    wanted = tuple(range(len(register.columns))) if places is None else tuple(sorted(places))
    said, today = form(procedure), {None, on.isoformat()}
    source = iter(rows)
    while some := list(islice(source, AT_ONCE)):
        heads = {row.pk: row.stream.head for row in some}
        found = {
            pk: text
            for pk, head, kind, day, text in ledger.lines_of(list(heads))
            if head == heads[pk] and kind == said and day in today
        }
        missing = matters.fold_many([pk for pk in heads if pk not in found])
        if keeping:
            found |= {pk: text for pk, (_, text) in keep(procedure, missing, on).items()}
        else:
            found |= {pk: packed(matter, calendar, on)[1] for pk, matter in missing}
        for row in some:
            if row.pk in found:
                yield from _lines(register, row, found[row.pk], people, wanted, calendar, on)


def _lines(
    register: Register,
    row: Matter,
    text: str,
    people: Mapping[str, str],
    places: Sequence[int],
    calendar: Calendar,
    on: date,
) -> Iterator[Line]:
    kept = json.loads(text)
    said = registers.note(row, kept["unlawful"], calendar, on)
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
    columns = [register.columns[place] for place in places]
    for line in kept["lines"][register.id]:
        values = [[_named(value, people) for value in line[place]] for place in places]
        entries: list[Entry] = [None] * len(register.columns)
        for place, entry in zip(places, registers.joined(columns, values, facts), strict=True):
            entries[place] = entry
        yield Line(matter=row, entries=tuple(entries), note=said)


def _named(value: Any, people: Mapping[str, str]) -> Entry:
    """Return a kept value as it is printed of: with its type, and the names of persons put in."""
    kind = type(value)
    if kind is str:
        return _WHO.sub(lambda found: people.get(found[1], found[1]), value) if "\x02" in value else value
    if kind is list:
        return Decimal(value[0])
    return date.fromisoformat(value[_DAY]) if kind is dict else value
