"""台账: one line of a register for each matter, in the columns that its procedure declares.

Values are expressions of the procedure, read over what was done (fresh or not), or one of a few words for facts of the
matter itself. Personal values never appear: their class stands in their place. Pure over a folded matter;
``register_cells`` reads the lines of many.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Final

from fazhi.kernel.calendar import Calendar
from fazhi.kernel.expressions import Call, Expr, Kind, Name, Ref, Type, Value, evaluate, walk
from fazhi.kernel.procedures import SEALED, CalendarClocks, Field, Procedure, View
from fazhi.kernel.procedures.model import Column
from fazhi.kernel.procedures.obligations import owed_of
from fazhi.kernel.procedures.parts import OWED
from fazhi.records.matters import Folded
from fazhi.records.models import Matter
from fazhi.records.standing import IMPORTED
from fazhi.records.vault import CLASSES

Entry = str | int | Decimal | date | bool | None
"""What stands in one cell. ``None``: nothing yet."""

YES: Final = "是"
NO: Final = "否"
TICK: Final = "√"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a line says of the matter itself, ready for print: names, not keys."""

    number: str
    title: str
    unit: str
    handler: str
    state: str
    archive: str = ""
    opened: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line: the row of the matter and its entries in the order of the columns; ``#`` is left to who counts."""

    matter: Matter
    entries: tuple[Entry, ...]
    note: str = ""


def entries(
    columns: Sequence[Column],
    matter: Folded,
    facts: Facts,
    people: Mapping[str, str],
    calendar: Calendar,
    on: date,
    key: str | None = None,
) -> tuple[Entry, ...]:
    """Return the cells of one matter. ``people``: person key -> name. ``on``: the day the clocks are read.

    ``key``: of one entry of the list that the register goes through (``each``).

    A column of the register that the matter's own (older) declaration does not have stays empty.
    """
    clocks = CalendarClocks(matter.procedure, matter.state, calendar, on)
    return joined(columns, values(columns, matter, clocks, people, key), facts)


def values(
    columns: Sequence[Column],
    matter: Folded,
    clocks: CalendarClocks,
    people: Mapping[str, str],
    key: str | None = None,
) -> Iterator[tuple[Entry, ...]]:
    """Yield what every source of each column gives; None for what is a fact of the matter itself."""
    whole = View(matter.procedure, matter.state, clocks, key=key, loose=True, taken=True)
    for column in columns:
        view = whole
        if column.of is not None:
            view = View(matter.procedure, matter.state, clocks, key=key, loose=True, taken=True, of=column.of)
        yield tuple(None if _is_fact(source) else _value(source, matter, view, people) for source in column.sources)


def joined(columns: Sequence[Column], found: Iterable[Sequence[Entry]], facts: Facts) -> tuple[Entry, ...]:
    """Return the cells: what the sources of each column give, put together, with the facts of the matter."""
    return tuple(_entry(column, some, facts) for column, some in zip(columns, found, strict=True))


def _entry(column: Column, some: Sequence[Entry], facts: Facts) -> Entry:
    if len(column.sources) > 1:
        return _cell(
            [
                _fact(source, facts) if isinstance(source, str) and _is_fact(source) else value
                for source, value in zip(column.sources, some, strict=True)
            ]
        )
    # Nearly every column has one source, and a file a hundred thousand times as many cells.
    source = column.sources[0]
    only = _fact(source, facts) if isinstance(source, str) and ":" not in source else some[0]
    if only is True or only is False:
        return YES if only else NO
    return only


def _is_fact(source: str | Expr) -> bool:
    return isinstance(source, str) and ":" not in source


def _cell(found: list[Entry]) -> Entry:
    given = [value for value in found if value is not None and value != "" and value is not False]
    if given and all(isinstance(value, int) and not isinstance(value, bool) for value in found if value is not None):
        return "/".join(str(value) for value in given) if len(given) > 1 else given[0]
    if len(given) == 1:
        return TICK if given[0] is True else given[0]
    return " ".join(TICK if value is True else words(value) for value in given) or None


def _value(source: str | Expr, matter: Folded, view: View, people: Mapping[str, str]) -> Entry:
    if isinstance(source, str):
        word, _, about = source.partition(":")
        return _owed(word, about, matter, view) if word in OWED else _last_day(about, matter, view)
    if not known(source, matter.procedure):
        return None
    if isinstance(source, Ref) and source.is_step and (keyed := matter.procedure.steps[source.owner].keyed):
        return _over_keys(source, keyed, matter, view, people)
    return _plain(evaluate(source, view), source, matter.procedure, people)


def _last_day(term: str, matter: Folded, view: View) -> Entry:
    """Return the last day of a term as it is counted today; of a term per key, that of each key."""
    declared = matter.procedure.terms.get(term)
    if declared is None or not isinstance(view.clocks, CalendarClocks):
        return None
    every = matter.state.lists.get(declared.each, ()) if view.key is None else (view.key,)
    keys = every if declared.each else (None,)
    found = [clock.due.due for key in keys if (clock := view.clocks.clock(term, key)).due is not None]
    return found[0] if len(found) == 1 else "；".join(words(day) for day in found) or None


def _owed(word: str, name: str, matter: Folded, view: View) -> Entry:
    """Return what the obligations of one kind add up to; of days late, the most. Empty where there are none."""
    declared = matter.procedure.obligations.get(name)
    if declared is None or not isinstance(view.clocks, CalendarClocks):
        return None
    rows = list(owed_of(matter.procedure, matter.state, view.clocks, declared))
    match word:
        case "late":
            return max((row.late for row in rows), default=0) or None
        case "interest":
            found = [row.interest for row in rows if row.interest]
        case "paid":
            found = [row.paid for row in rows]
        case _:
            found = [row.left for row in rows if row.left is not None]
    return sum(found, Decimal(0)) if found else None


def _over_keys(source: Ref, keyed: str, matter: Folded, view: View, people: Mapping[str, str]) -> Entry:
    """Return the answers at every key of a list, repeats left out: 条数 stand elsewhere, here the words."""
    said = []
    for key in matter.state.lists.get(keyed, ()) if view.key is None else (view.key,):
        at = View(matter.procedure, matter.state, view.clocks, key=key, loose=True, taken=True, of=view.of)
        value = _plain(evaluate(source, at), source, matter.procedure, people)
        if value is not None and value not in said:
            said.append(value)
    return said[0] if len(said) == 1 else "；".join(words(value) for value in said) or None


def _plain(value: Value | None, source: Expr, procedure: Procedure, people: Mapping[str, str]) -> Entry:
    if value is None:
        return None
    if value == SEALED:
        declared = field_of(source, procedure)
        return f"［{CLASSES.get(declared.pii or '', '个人信息') if declared else '个人信息'}］"
    if isinstance(value, frozenset):
        declared = field_of(source, procedure)
        order = declared.type.values if declared else tuple(sorted(value))
        return "、".join(item for item in order if item in value)
    if isinstance(source, Ref) and source.is_step and source.name == "decider":
        return people.get(str(value), str(value))
    return value


def _fact(word: str, facts: Facts) -> Entry:
    """Return a fact of the matter; ``#`` and the columns filled in by hand are empty here."""
    return getattr(facts, word) or None if word in _FACTS else None


def known(source: Expr, procedure: Procedure) -> bool:
    """Return whether everything an expression names stands in this version of the procedure."""
    names = {*procedure.steps, *procedure.lists, *procedure.terms}
    return all(
        _has(node, procedure) if isinstance(node, Ref) else not isinstance(node, Name) or node.id in names
        for node in walk(source)
    )


def _has(source: Ref, procedure: Procedure) -> bool:
    if source.owner == "param":
        return source.name in procedure.params
    if source.is_step and source.name in _OF_ANY_STEP:
        return source.owner in procedure.steps
    return field_of(source, procedure) is not None


def field_of(source: Expr, procedure: Procedure) -> Field | None:
    """Return the question that an expression is the answer to, or None for anything that is counted or compared."""
    if not isinstance(source, Ref):
        return None
    if source.owner == "subject":
        return procedure.subject.get(source.name)
    step = procedure.steps.get(source.owner)
    return next((item for item in step.fields if item.id == source.name), None) if step else None


def words(entry: Entry) -> str:
    """Return an entry as tables print it: 2026-11-21, 42,800.00, 是."""
    match entry:
        case None:
            return ""
        case bool():
            return YES if entry else NO
        case Decimal():
            return f"{entry:,.2f}"
        case date():
            return entry.isoformat()
    return str(entry)


def choices(column: Column, procedure: Procedure) -> tuple[str, ...]:
    """Return the closed list of what may stand in a column, in the order of the pack; empty for an open one."""
    found: list[str] = []
    for source in column.sources:
        closed = _closed(source, procedure)
        if closed is None:
            return ()
        found += [value for value in closed if value not in found]
    return tuple(found)


def _closed(source: str | Expr, procedure: Procedure) -> tuple[str, ...] | None:
    if isinstance(source, str):
        return None
    if isinstance(source, Ref) and source.is_step and source.name == "outcome":
        step = procedure.steps[source.owner]
        return step.outcomes if step.keyed is None else None
    declared = field_of(source, procedure)
    if declared is not None:
        return _values(declared.type) if declared.pii is None else None
    return (YES, NO) if _is_condition(source) else None


def _values(kind: Type) -> tuple[str, ...] | None:
    if kind.kind is Kind.BOOL:
        return (YES, NO)
    return kind.values if kind.kind is Kind.ENUM else None


def _is_condition(source: Expr) -> bool:
    return not isinstance(source, Ref) and not (isinstance(source, Call) and source.fn in _COUNTED)


_FACTS: Final = frozenset(field.name for field in fields(Facts))
_OF_ANY_STEP: Final = frozenset({"outcome", "date", "decider", "sent"})
_COUNTED: Final = frozenset({"days", "count", "facts", "listed", "actors", "today"})


def unlawful(matter: Folded) -> tuple[str, ...]:
    """Return what the last column says of unlawful facts: 不合规事实：集体讨论 03-02."""
    facts = [run for runs in matter.state.runs.values() for run in runs if run.breach and not run.voided]
    return tuple(
        f"不合规事实：{matter.procedure.steps[run.step].name} {run.occurred:%m-%d}"
        for run in sorted(facts, key=lambda run: run.order)
    )


def note(row: Matter, facts: Sequence[str], calendar: Calendar, on: date) -> str:
    """Return what the last column says by itself: what is late, unlawful, recorded late, or not yet vouched for."""
    said = [IMPORTED] if row.state == IMPORTED else []
    if row.next_due is not None and row.closed is None and row.next_due < on:
        said.append(f"逾期 {max(calendar.working_between(row.next_due, on), 1)} 个工作日")
    said += facts
    if row.vouchers_owed:
        said.append(f"待补凭证 {row.vouchers_owed} 件")
    if row.late_entries:
        said.append(f"补录 {row.late_entries} 处")
    return "；".join(said)
