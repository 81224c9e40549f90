"""台账 as pages and files show it: which registers there are, their columns on screen and paper, views, filters.

Everything is read off the declaration of the register; nothing here knows any procedure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, Literal

from django.http import Http404, QueryDict

from fazhi.components import Cell, Column, Field, RegisterRow, State, Tag
from fazhi.desk import lists
from fazhi.desk.actor import Desk
from fazhi.kernel.expressions import Call, Ref
from fazhi.kernel.procedures import Procedure
from fazhi.kernel.procedures.model import Column as Declared
from fazhi.kernel.procedures.model import Register
from fazhi.packs import procedures
from fazhi.records import matters, register_cells, registers
from fazhi.records.models import Matter
from fazhi.records.registers import Entry, Line

SCAN: Final = 5000
"""Matters that are folded at most to filter by what stands in a column; more are first to be narrowed by day."""

VIEWS: Final = (("经办", "work"), ("月报", "month"))
_PINS: Final[Mapping[str, Literal["seq", "number", "name"]]] = {"#": "seq", "number": "number", "title": "name"}
_WIDTHS: Final = {"seq": 2, "number": 6, "name": 10}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """One register of one procedure as it is declared now, and the places of the columns that are shown."""

    procedure: Procedure
    register: Register
    shown: tuple[int, ...]

    @property
    def page(self) -> str:
        """Return the name under which views of this register are kept."""
        return f"{self.procedure.id}/{self.register.id}"[:64]

    @property
    def columns(self) -> tuple[Declared, ...]:
        """Return the shown columns in the fixed order."""
        return tuple(self.register.columns[place] for place in self.shown)


def all_registers() -> Iterator[tuple[Procedure, Register]]:
    """Yield every register there is, by procedure."""
    for name in procedures.ids():
        procedure = procedures.get(name)
        for register in procedure.registers:
            yield procedure, register


def ledger_of(procedure: str, register: str, query: QueryDict) -> Ledger:
    """Return a register with the columns that the address chooses. Raises Http404 for one that does not exist."""
    if procedure not in procedures.ids():
        raise Http404
    declared = procedures.get(procedure)
    found = next((item for item in declared.registers if item.id == register), None)
    if found is None:
        raise Http404
    return Ledger(procedure=declared, register=found, shown=_shown(declared, found, query))


def _shown(procedure: Procedure, register: Register, query: QueryDict) -> tuple[int, ...]:
    everything = tuple(range(len(register.columns)))
    picked = {int(text) for text in query.getlist("c") if text.isdecimal() and int(text) in everything}
    if not picked and query.get("view") in {value for _, value in VIEWS}:
        picked = view_columns(procedure, register, query["view"])
    if not picked:
        return everything
    return tuple(place for place in everything if place in picked or _pin(register.columns[place]))


def view_columns(procedure: Procedure, register: Register, view: str) -> set[int]:
    """Return the columns of a ready view, by what they are: 经办 who, when and result; 月报 kinds, counts and result.

    The named columns (序号, 编号, 名称) and the remarks belong to every view.
    """
    found = set()
    for place, column in enumerate(register.columns):
        kinds = {_kind(source) for source in column.sources} | (
            {"choice"} if registers.choices(column, procedure) else set()
        )
        wanted = {"who", "day", "result"} if view == "work" else {"choice", "count", "result", "unit"}
        if _pin(column) or kinds & (wanted | {"note", "state"}):
            found.add(place)
    return found


def _kind(source: object) -> str:
    if isinstance(source, str):
        return {"handler": "who", "opened": "day"}.get(source, source)
    if isinstance(source, Call):
        return "count"
    if isinstance(source, Ref) and source.is_step:
        return {"decider": "who", "date": "day", "sent": "day", "outcome": "result"}.get(source.name, "answer")
    return "answer"


def _pin(column: Declared) -> Literal["", "seq", "number", "name"]:
    source = column.sources[0] if len(column.sources) == 1 else ""
    return _PINS.get(source, "") if isinstance(source, str) else ""


def drawn(ledger: Ledger) -> tuple[Column, ...]:
    """Return the columns as the table draws them, with shares of the paper's width that add up to a hundred."""
    weights = [_weight(column) for column in ledger.columns]
    whole = sum(weights) or 1
    return tuple(
        Column(
            key=str(place),
            name=column.name,
            pin=_pin(column),
            numeric=_pin(column) == "seq" or _is_count(column),
            share=min(max(round(weight * 100 / whole), 1), 12),
        )
        for place, column, weight in zip(ledger.shown, ledger.columns, weights, strict=True)
    )


def _weight(column: Declared) -> int:
    if pin := _pin(column):
        return _WIDTHS[pin]
    if _is_count(column):
        return 2
    kinds = {_kind(source) for source in column.sources}
    return 4 if kinds <= {"day", "result", "answer", "note"} else 3


def _is_count(column: Declared) -> bool:
    return len(column.sources) == 1 and _kind(column.sources[0]) == "count"


def filters(ledger: Ledger, query: QueryDict, most: int = 4) -> tuple[Field, ...]:
    """Return filters over what may stand in the columns with a closed list, at most ``most`` of them."""
    found = []
    for place, column in enumerate(ledger.register.columns):
        closed = registers.choices(column, ledger.procedure)
        if closed and len(found) < most:
            name = f"v{place}"
            found.append(lists.select(name, column.name, query.get(name, ""), ((item, item) for item in closed)))
    return tuple(found)


def wanted_values(ledger: Ledger, query: QueryDict) -> Mapping[int, str]:
    """Return place of a column -> what must stand in it."""
    return {
        place: query[f"v{place}"]
        for place, column in enumerate(ledger.register.columns)
        if query.get(f"v{place}") and registers.choices(column, ledger.procedure)
    }


def lines(
    ledger: Ledger, rows: Iterable[Matter], on: date, wanted: Mapping[int, str], *, keeping: bool = False
) -> Iterator[Line]:
    """Yield the lines of ``rows`` whose columns hold what is wanted.

    ``keeping``: for a file; only the columns that are shown have entries, and what was read is kept for the next time.
    """
    places = {*ledger.shown, *wanted} if keeping else None
    for line in register_cells.lines(ledger.procedure, ledger.register, rows, on, keeping=keeping, places=places):
        if all(registers.words(line.entries[place]) == value for place, value in wanted.items()):
            yield line


def row_of(ledger: Ledger, line: Line, number: str, desk: Desk, prefix: str = "") -> RegisterRow:
    """Return a line as the table draws it; ``number`` is its place from the oldest on, ``prefix`` is left out."""
    href = lists.address_of_matter(line.matter)
    due = line.matter.next_due
    tags = lists.exceptions(line.matter, desk, matters.calendar().working_between(due, desk.today) if due else 0)
    said = {column.name: registers.words(line.entries[place]) for place, column in enumerate(ledger.register.columns)}
    facts = [
        f"{column.name} {said[column.name]}"
        for column in ledger.register.columns
        if said[column.name] and {_kind(source) for source in column.sources} & {"who", "result"} and not _pin(column)
    ]
    return RegisterRow(
        cells=tuple(
            _cell(column, line.entries[place], number, href, tags, prefix)
            for place, column in zip(ledger.shown, ledger.columns, strict=True)
        ),
        name=line.matter.title,
        href=href,
        number=f"{line.matter.number}　{line.matter.unit.short}",
        facts=tuple(dict.fromkeys((line.matter.state, *facts[:3]))),
        exceptions=tags,
    )


def _cell(column: Declared, entry: Entry, number: str, href: str, tags: Sequence[Tag], prefix: str) -> Cell:
    match _pin(column):
        case "seq":
            return Cell(text=number)
        case "number":
            return Cell(text=registers.words(entry).removeprefix(prefix))
        case "name":
            return Cell(text=registers.words(entry), href=href)
    if column.sources == ("note",) and entry:
        loud = next((tag.state for tag in tags if tag.state in {State.LATE, State.UNLAWFUL}), State.NOTE)
        return Cell(tag=Tag(state=loud, text=str(entry)))
    return Cell(text=registers.words(entry), strong=entry == registers.YES)


def written(ledger: Ledger, lines: Iterable[Line]) -> Iterator[list[Entry]]:
    """Yield lines as a file holds them: numbers and days as such, 序号 counted."""
    wanted = [
        None if _pin(column) == "seq" else place for place, column in zip(ledger.shown, ledger.columns, strict=True)
    ]
    for number, line in enumerate(lines, start=1):
        entries = line.entries
        yield [number if place is None else entries[place] for place in wanted]


def width(column: Declared) -> int:
    """Return the width of a column in a file, in characters."""
    return {"seq": 6, "number": 22, "name": 40}.get(_pin(column), max(12, min(2 * len(column.name) + 2, 24)))


def average(ledger: Ledger, found: Sequence[Line]) -> tuple[str, ...]:
    """Return the mean of every column that counts one thing, over the lines that have it: 平均用时 4.4（8 件）."""
    said = []
    for place, column in enumerate(ledger.register.columns):
        if not _is_days(column):
            continue
        given = [value for line in found if isinstance(value := line.entries[place], int)]
        if given:
            mean = (Decimal(sum(given)) / len(given)).quantize(Decimal("0.1"))
            said.append(f"平均{column.name} {mean}（{len(given)} 件）")
    return tuple(said)


def _is_days(column: Declared) -> bool:
    return all(isinstance(source, Call) and source.fn == "days" for source in column.sources)
