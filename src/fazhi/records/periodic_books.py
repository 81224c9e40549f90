"""Periodic forms as Excel files: one unit's, and the county's collection. Plain values, nothing is ever a formula."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import IO

from fazhi.formats import sheets
from fazhi.formats.sheets import Book, Head, Value
from fazhi.kernel.measures import Line, Sheet, Stated, Unit
from fazhi.records.collecting import Collected
from fazhi.records.models import Unit as UnitRow


def value_of(line: Line, cell: Stated | None) -> Value:
    """Return a figure as a cell holds it: a number where it is one, else the words."""
    if cell is None:
        return None
    if cell.value is None:
        return cell.printed
    if line.unit in (Unit.PERCENT, Unit.POINTS):
        return cell.words
    scaled = cell.value / 100 if line.unit is Unit.YUAN else cell.value
    if scaled.denominator == 1 and line.unit is not Unit.YUAN:
        return int(scaled)
    return round(Decimal(scaled.numerator) / Decimal(scaled.denominator), max(line.digits, 2))


def write_one(unit: UnitRow, sheet: Sheet, words: str, into: IO[bytes]) -> None:
    """Write a unit's form: rows, columns, then what it corrects of earlier forms."""
    columns = list(dict.fromkeys(cell.column for line in sheet.lines for cell in line.cells))
    heads = [Head(name="项目", width=34), *(Head(name=column.cn, width=20) for column in columns)]
    book = Book(title=sheet.title, words=f"单位：{unit.name}　{sheet.span}　{words}", heads=heads, paper="A4", pinned=1)

    def rows() -> Iterator[list[Value]]:
        for line in sheet.lines:
            yield [line.name, *(value_of(line, line.of(column)) for column in columns)]
        blank: list[Value] = [None] * len(columns)
        if sheet.corrections:
            yield ["上期更正", *blank]
        for fix in sheet.corrections:
            said: list[Value] = [
                f"原 {fix.was.words}",
                f"现 {fix.now.words}",
                fix.reason + (f"，{fix.all}件" if fix.all else ""),
            ]
            yield [f"{fix.title}　{fix.name}", *(said + blank)[: len(columns)]]

    sheets.write(book, rows(), into)


def write_all(found: Collected, into: IO[bytes]) -> None:
    """Write the county's collection: a row a figure, a column a unit, the total before them, who is missing on top."""
    heads = [Head(name="项目", width=34), Head(name="合计", width=18)]
    heads += [Head(name=unit.short, width=14) for unit in found.units]
    words = f"{found.county.name}　{found.period.span}　{found.words}"
    book = Book(title=f"{found.title}汇总", words=words, heads=heads, pinned=2)

    def rows() -> Iterator[list[Value]]:
        given = zip(found.issued, found.states, strict=True)
        yield ["报出", None, *("未报" if one is None else state.issued for one, state in given)]
        for row in found.rows:
            yield [row.name, _number(row.total), *(_number(cell) for cell in row.cells)]

    sheets.write(book, rows(), into)


def _number(printed: str) -> Value:
    """Return a printed count as a number, so that the sheet can be reckoned with; all else as it is printed."""
    bare = printed.replace(",", "")
    return int(bare) if bare.isdecimal() else printed or None
