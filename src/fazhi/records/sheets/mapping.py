"""A mapping: which column of a table means what, in which unit its amounts are, and what holds for all its rows.

Columns are named by their heads, so that a mapping serves the next table of the same make whatever the order of its
columns.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from fazhi.formats.tables import Grid, Header, header_of
from fazhi.formats.tables.layout import plain
from fazhi.formats.tables.values import unit_in
from fazhi.kernel.errors import FazhiError
from fazhi.kernel.expressions import Kind
from fazhi.kernel.ledger.canonical import JsonInput
from fazhi.kernel.procedures import FieldValue, Procedure, Step
from fazhi.kernel.procedures.values import problem_with
from fazhi.records.models import SheetMapping, Unit
from fazhi.records.sheets.targets import suggested, targets_of, vocabulary

UNITS: Final = ("元", "万元", "亿元")


class BadMapping(FazhiError):
    """A mapping that does not fit its procedure or its table."""

    code = "F290"

    def __init__(self, message: str, *, head: str = "", hint: str | None = None) -> None:
        super().__init__(message, where=head or None, hint=hint)
        self.head = head


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """``columns``: head -> target; ``units``: head -> unit of money; ``fixed``: target -> what holds for every row.

    ``sheet`` and ``heads`` (row, from 1) are only set where somebody chose another than is found.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    fixed: Mapping[str, FieldValue] = field(default_factory=dict)
    sheet: str = ""
    heads: int | None = None

    def data(self) -> dict[str, JsonInput]:
        """Return the mapping as an event keeps it."""
        fixed: dict[str, JsonInput] = {
            name: list(value) if isinstance(value, tuple) else value for name, value in self.fixed.items()
        }
        return {
            "columns": dict(self.columns), "units": dict(self.units), "fixed": fixed, "sheet": self.sheet,
            "heads": self.heads,
        }  # fmt: skip

    def text(self) -> str:
        """Return the mapping as a row keeps it."""
        return json.dumps(self.data(), ensure_ascii=False, sort_keys=True)


def of_text(text: str) -> Meaning:
    """Return the mapping a row keeps."""
    data = json.loads(text)
    return Meaning(
        columns=data["columns"],
        units=data["units"],
        fixed={name: tuple(value) if isinstance(value, list) else value for name, value in data["fixed"].items()},
        sheet=data["sheet"],
        heads=data["heads"],
    )


def saved(unit: Unit, procedure: str) -> Meaning | None:
    """Return the mapping kept for this unit and procedure, or for the nearest unit above it."""
    above = [unit.path[: place + 1] for place, sign in enumerate(unit.path) if sign == "/"]
    kept = SheetMapping.objects.filter(unit__path__in=above, procedure=procedure).select_related("unit")
    best = max(kept, key=lambda row: len(row.unit.path), default=None)
    return of_text(best.value) if best is not None else None


def slot_of(procedure: Procedure, entry: Step | None = None) -> str:
    """Return under what a mapping is kept: the procedure, or its step whose entries the rows are."""
    return procedure.id if entry is None else f"{procedure.id}/{entry.id}"


def heads_of(grid: Grid, procedure: Procedure, mapping: Meaning | None, entry: Step | None = None) -> Header:
    """Return where the heads of a table stand, by the words that are expected in them."""
    known = [*vocabulary(procedure, entry), *(mapping.columns if mapping is not None else ())]
    return header_of(grid, known, mapping.heads if mapping is not None else None)


def proposed(procedure: Procedure, header: Header, kept: Meaning | None, entry: Step | None = None) -> Meaning:
    """Return the mapping to begin with: what was kept, for the heads that are here, and what is plain of the others."""
    here = {plain(name): name for name in header.names if name}
    columns = {
        here[plain(head)]: target
        for head, target in (kept.columns if kept is not None else {}).items()
        if plain(head) in here
    }
    left = [name for name in header.names if name and name not in columns]
    for head, target in suggested(procedure, left, entry).items():
        if target not in columns.values() and (kept is None or head not in kept.columns):
            columns[head] = target
    units = {head: unit_in(head) for head in columns if unit_in(head)}
    if kept is not None:
        units |= {here[plain(head)]: unit for head, unit in kept.units.items() if plain(head) in here}
    fixed = {
        name: value for name, value in (kept.fixed if kept is not None else {}).items() if name not in columns.values()
    }
    return Meaning(columns=columns, units=units, fixed=fixed, sheet=kept.sheet if kept else "", heads=None)


def check(mapping: Meaning, procedure: Procedure, header: Header, entry: Step | None = None) -> None:
    """Raise BadMapping unless it fits: a column for the name, no target twice, a unit for each amount, sound values."""
    targets = targets_of(procedure, entry)
    fill = entry.fills if entry is not None else None
    named, fixable = ("title", "subject.") if not entry or not fill else (f"{entry.id}.{fill.name}", f"{entry.id}.")
    seen: dict[str, str] = {}
    for head, target in mapping.columns.items():
        if head not in header.names:
            raise BadMapping("表里没有这一栏", head=head, hint="重新对照各栏")
        if target not in targets:
            raise BadMapping(f"“{procedure.title}”没有“{target}”这一项", head=head)
        if target in seen:
            raise BadMapping(
                f"“{seen[target]}”和“{head}”两栏都对到了“{targets[target].name}”",
                head=head,
                hint="其中一栏选“只存原文”",
            )
        seen[target] = head
        if targets[target].type.kind is Kind.MONEY and mapping.units.get(head) not in UNITS:
            raise BadMapping(
                f"“{head}”没有写明单位", head=head, hint="选这一栏是元还是万元；单元格里自己写明的，以单元格为准"
            )
    if named not in seen:
        raise BadMapping("还没有选哪一栏是名称", hint="没有名称的行不能导入")
    for name, value in mapping.fixed.items():
        if name not in targets or name in seen or not name.startswith(fixable):
            raise BadMapping(f"“{name}”不能全表统一填写")
        if problem := problem_with(value, targets[name].type):
            raise BadMapping(f"“{targets[name].name}”{problem}")
