"""Tables of a yearly report: the grid a prescribed form has, each cell a figure of the report's own form.

A row is cut by columns (``of`` one measure, its slices), adds rows up, or names its cells. A cell that no record bears
is open: a person may write its number, and the table says so; unwritten it is none, and says that. What the columns of
a row do not reach stands under the table as a difference, never left out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from fazhi.kernel.errors import ExpressionError, FazhiError, PackError
from fazhi.kernel.measures.forms import FormPart, FormRow
from fazhi.kernel.measures.formula import Reading, parse_formula
from fazhi.kernel.measures.indicators import Direction, Indicator, Unit
from fazhi.kernel.measures.model import JOIN, Measure
from fazhi.kernel.procedures.tables import Table

NONE: Final = "—"
"""Stands in a cell that no record of the programme bears."""
MONEY: Final = "万元"
"""A head that says so heads sums of money, which may have a fraction; every other number is a count."""

Number = int | Decimal
"""What stands in a cell."""
Typed = Mapping[str, Number]
"""Open cell -> what a person wrote there."""
NOTHING: Final[Typed] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRow:
    """One row: ``cells`` are ids of form rows (empty: no record), ``sums`` the rows it adds up; with neither a head.

    ``whole`` is the form row of all that this row should come to: where it is more, the difference is told, and why
    (``says``).
    """

    name: str
    id: str = ""
    cells: tuple[str, ...] = ()
    sums: tuple[str, ...] = ()
    whole: str = ""
    says: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCell:
    """A cell that no record bears: its name in drafts and events, its row and head, whether it may have a fraction."""

    id: str
    row: str
    head: str

    @property
    def label(self) -> str:
        """Return how the cell is called: 规章：本年制发件数."""
        return f"{self.row}：{self.head}"

    def read(self, text: str) -> Number:
        """Return the number that was written. Raises FazhiError for anything but a number not below zero."""
        said = unicodedata.normalize("NFKC", text).strip().replace(",", "")
        if re.fullmatch(r"[0-9]{1,9}", said):
            return int(said)
        if MONEY in self.head and re.fullmatch(r"[0-9]{1,9}\.[0-9]{1,6}", said):
            return Decimal(said)
        only = "数" if MONEY in self.head else "整数"
        raise FazhiError(f"“{self.label}”只写{only}", hint=f"写的是“{text.strip()[:20]}”；说明写在表下面的方框里")


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnualTable:
    """One table. ``heads`` stand over the cells, ``first`` over the names; ``total`` heads the sum of each row."""

    id: str
    title: str
    first: str
    heads: tuple[str, ...]
    rows: tuple[TableRow, ...]
    total: str = ""

    def open_cells(self, row: TableRow) -> tuple[OpenCell | None, ...]:
        """Return a row's cells that nothing records; ``None`` for those that are counted."""
        place = next(n for n, one in enumerate(self.rows, 1) if one is row)
        return tuple(
            None if name else OpenCell(id=f"{self.id}.{place}.{n}", row=row.name, head=head)
            for n, (name, head) in enumerate(zip(row.cells, self.heads, strict=False), 1)
        )

    def numbers(self, row: TableRow, values: Mapping[str, int], typed: Typed = NOTHING) -> tuple[Number | None, ...]:
        """Return what stands in a row, its sum last where the table has one; ``None`` for what nothing records."""
        if row.sums:
            added = [self.numbers(one, values, typed) for one in self.rows if one.id in row.sums]
            return tuple(_sum(column) for column in zip(*added, strict=True))
        cells = tuple(
            values[name] if open_cell is None else typed.get(open_cell.id)
            for name, open_cell in zip(row.cells, self.open_cells(row), strict=True)
        )
        return (*cells, _sum(cells)) if self.total else cells

    def by_hand(self, typed: Typed) -> tuple[str, ...]:
        """Return the rows in which a person wrote a number, by name."""
        return tuple(row.name for row in self.rows if any(cell and cell.id in typed for cell in self.open_cells(row)))

    def missing(self, values: Mapping[str, int], typed: Typed = NOTHING) -> Iterator[tuple[TableRow, Number]]:
        """Yield the rows that do not come to what they should, with how many are not in the table (below 0: more)."""
        for row in self.rows:
            if row.whole:
                found = sum(number or 0 for number in self.numbers(row, values, typed)[: len(self.heads)])
                if values[row.whole] != found:
                    yield row, values[row.whole] - found


def _sum(cells: tuple[Number | None, ...]) -> Number | None:
    known = [number for number in cells if number is not None]
    return sum(known) if known else None


def read_table(
    table: Table, report: str, measures: Mapping[str, Measure], rows: Mapping[str, FormRow]
) -> tuple[AnnualTable, FormPart | None]:
    """Return a table and the form rows of its cells. Raises PackError, naming the place.

    ``rows`` are the figures of the report, which cells may name instead.
    """
    name, heads, title = table.text("id"), table.texts("heads"), table.text("title")
    first, by, total = table.text("first", "项目"), table.texts("by"), table.text("total", "")
    if not name.isidentifier() or not heads:
        raise PackError("表须有编号和列", where=table.path, hint='id = "…"，heads = ["…"]')
    if by and len(by) != len(heads):
        raise PackError("每一列写一个分类", where=table.at("by"))
    made: list[FormRow] = []
    found: list[TableRow] = []
    for inner in table.tables("row"):
        found.append(_row(inner, report, name, heads, by, measures, rows, made))
    table.done()
    known = {row.id: row for row in found if row.id}
    if len(known) != sum(bool(row.id) for row in found):
        raise PackError("行的编号重复", where=table.path)
    for row in found:
        if wrong := [one for one in row.sums if one not in known or known[one].sums]:
            raise PackError(f"没有“{wrong[0]}”这一行，或者它也是合计", where=f"{table.path}.row[{row.id}].sums")
    parts = FormPart(title=title, rows=tuple(made)) if made else None
    return AnnualTable(id=name, title=title, first=first, heads=heads, rows=tuple(found), total=total), parts


def _row(
    table: Table, report: str, grid: str, heads: tuple[str, ...], by: tuple[str, ...],
    measures: Mapping[str, Measure], rows: Mapping[str, FormRow], made: list[FormRow],
) -> TableRow:  # fmt: skip
    name, own, sums = table.text("name"), table.text("id", ""), table.texts("sums")
    of, words, how = table.texts("of"), table.texts("slices"), table.text("how", "")
    given = table.take("cells")
    whole, says = table.text("whole", ""), table.text("says", "")
    table.done()
    if sum(map(bool, (of, sums, given))) > 1:
        raise PackError("of、sums、cells 只写一种", where=table.path)
    if whole and (whole not in rows or not says):
        raise PackError("whole 是报告的一个数，并且写明差在哪里（says）", where=table.at("whole"))
    cells: tuple[str, ...] = ()
    if of:
        if not by or not own.isidentifier():
            raise PackError("按列分的行须有编号，表须写 by", where=table.path)
        for at, (head, first) in enumerate(zip(heads, by, strict=True), 1):
            source = " + ".join(_reading(one, how, first, words) for one in of)
            made.append(_figure(source, f"{grid}_{own}_{at}", f"{name}（{head}）", report, measures, table.path))
        cells = tuple(f"{grid}_{own}_{at}" for at in range(1, len(heads) + 1))
    elif given is not None:
        if not isinstance(given, list) or len(given) != len(heads) or any(one and one not in rows for one in given):
            raise PackError("每一列写一个数的编号，没有记录的写空", where=table.at("cells"))
        cells = tuple(str(one) for one in given)
    return TableRow(name=name, id=own, cells=cells, sums=sums, whole=whole, says=says)


def _reading(measure: str, how: str, first: str, words: tuple[str, ...]) -> str:
    """Return the formula of a cell: the measure (sums of a period, or ``how``), its slices of this column."""
    slices = [JOIN.join((first, word)) for word in words] or [first]
    said = ", ".join(f"'{one}'" for one in slices)
    return f"{how or 'sum'}({measure}, {said})"


def _figure(source: str, name: str, words: str, report: str, measures: Mapping[str, Measure], where: str) -> FormRow:
    try:
        formula = parse_formula(source, measures)
    except ExpressionError as error:
        raise PackError(error.message, code=error.code, where=f"{where}：{source}", hint=error.hint) from error
    says = measures[formula.measure].says if isinstance(formula, Reading) else words
    indicator = Indicator(
        id=f"{report}.{name}", name=words, area="", says=says, formula=formula, source=source, unit=Unit.COUNT,
        direction=Direction.NEITHER,
    )  # fmt: skip
    return FormRow(id=name, name=words, indicator=indicator)
