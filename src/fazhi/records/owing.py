"""What comes due of scheduled obligations over all matters one may see: found by the duties, worked out by the fold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Q

from fazhi.kernel.expressions import Ref, Value
from fazhi.kernel.procedures import SEALED, CalendarClocks, Procedure
from fazhi.kernel.procedures.obligations import Owed, owed
from fazhi.packs import procedures
from fazhi.records import dues, matters, registers
from fazhi.records.access import Grants
from fazhi.records.models import Matter
from fazhi.records.vault import CLASSES

MOST: Final = 300
"""Matters looked into for one sheet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """One obligation that is due, of which matter, to whom (in words, masked) and whose duty it is."""

    matter: Matter
    procedure: Procedure
    owed: Owed
    what: str
    party: str
    whose: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What comes due, by day. ``cut``: there were more matters than are looked into."""

    rows: tuple[Coming, ...]
    cut: bool


def declared() -> bool:
    """Return whether any procedure declares obligations: without one there is no such sheet."""
    return any(procedures.get(name).obligations for name in procedures.ids())


def coming(grants: Grants, on: date, last: date, *, unit: str = "") -> Found:
    """Return the open obligations due on ``last`` or earlier, the late ones too, of matters one may see.

    Every open obligation with a day is somebody's duty, so the list of duties says which matters to fold.
    """
    asked = Q(pk__in=[])
    for name in procedures.ids():
        kinds = procedures.get(name).obligations.values()
        if kinds:
            named = {item for kind in kinds for item in (kind.done, *kind.terms)}
            asked |= Q(matter__procedure=name, name__in=named)
    tasks = list(dues.due_until(grants, on, last, unit=unit).filter(asked)[: MOST * 10])
    names = dues.duty_names(tasks, on)
    whose = {(task.matter_id, task.name, task.run_key): names[task.pk] for task in tasks}
    rows = {task.matter_id: task.matter for task in tasks}
    wanted = list(rows)[:MOST]
    calendar = matters.calendar()
    found: list[Coming] = []
    for pk, folded in matters.fold_many(wanted):
        clocks = CalendarClocks(folded.procedure, folded.state, calendar, on)
        for item in owed(folded.procedure, folded.state, clocks):
            if item.settled is None and item.due is not None and item.due <= last:
                found.append(_coming(rows[pk], folded.procedure, item, whose))
    found.sort(key=lambda row: (row.owed.due or last, row.matter.number, row.owed.key or ""))
    return Found(rows=tuple(found), cut=len(rows) > MOST or len(tasks) == MOST * 10)


def _coming(
    matter: Matter, procedure: Procedure, item: Owed, whose: dict[tuple[int, str, str], tuple[str, ...]]
) -> Coming:
    key, kind = item.key or "", item.obligation
    duties = (whose.get((matter.pk, name, key), ()) for name in (kind.done, *kind.terms))
    return Coming(
        matter=matter,
        procedure=procedure,
        owed=item,
        what=_said(item.what, procedure, kind.what),
        party="".join(_said(value, procedure, expr) for value, expr in zip(item.party, kind.party, strict=True)),
        whose=next((names for names in duties if names), ()),
    )


def _said(value: Value, procedure: Procedure, source: object) -> str:
    """Return a value in words; a personal one as its class, for a sheet that hangs on a wall shows nobody's name."""
    if value == SEALED:
        field = registers.field_of(source, procedure) if isinstance(source, Ref) else None
        return f"［{CLASSES.get(field.pii or '', '个人信息') if field else '个人信息'}］"
    return registers.words(value) if not isinstance(value, frozenset) else "、".join(sorted(value))
