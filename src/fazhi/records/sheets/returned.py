"""A table given back to whoever kept it: the own rows that were not taken, with what is wrong beside each and in notes.

Nothing in it is ever a formula: what was one stands as text. Under the same heads it can be corrected and sent again.
The page and the command give the same file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import IO, Any, Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill

from fazhi.formats.tables import Header
from fazhi.records.sheets.drafts import Level
from fazhi.records.sheets.running import Judged, Table

MOST: Final = 20_000
"""Rows given back in one file."""
HEAD: Final = "问题"
_ILLEGAL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LONGEST: Final = 32_000
_COMMANDS: Final = ("=", "+", "-", "@", "\t", "\r", "#")


def give_back(
    title: str, heads: Sequence[str], rows: Iterable[tuple[Sequence[str], str, Mapping[int, str]]], into: IO[bytes]
) -> int:
    """Write the rows (cells, what is wrong with the row, what with which cell) and return how many there are."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("退回")
    sheet.freeze_panes = "A3"
    sheet.column_dimensions["A"].width = 60
    sheet.append([_cell(sheet, title, bold=True)])
    sheet.append([_cell(sheet, HEAD, bold=True), *(_cell(sheet, head, bold=True) for head in heads)])
    count = 0
    for cells, wrong, notes in rows:
        if count == MOST:
            break
        count += 1
        line = [_cell(sheet, wrong, bold=False)]
        for place, text in enumerate(cells):
            cell = _cell(sheet, text, bold=False)
            if place in notes:
                cell.comment = Comment(notes[place], "法治", height=90, width=260)
                cell.fill = PatternFill("solid", fgColor="FFF2CC")
            line.append(cell)
        sheet.append(line)
    book.save(into)
    return count


def _cell(sheet: Any, text: str, *, bold: bool) -> Any:
    cell = WriteOnlyCell(sheet, value="")
    cell.value = _ILLEGAL.sub("", text)[:_LONGEST]
    cell.data_type = "s"
    if text.startswith(_COMMANDS):
        cell.quotePrefix = True
        cell.number_format = "@"
    if bold:
        cell.font = Font(name="宋体", bold=True)
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    return cell


def said(one: Judged, header: Header) -> Iterator[str]:
    """Yield what is odd about a row: 金额（万元）：“约5万”不是确定的金额."""
    for problem in one.problems:
        head = header.names[problem.column] if problem.column is not None and problem.column < len(header.names) else ""
        yield f"{head}：{problem.text}" if head else problem.text


def write_back(table: Table, rows: Iterable[Judged], into: IO[bytes]) -> int:
    """Write the rows that have something weighty to say, with what is wrong; return how many there are."""
    header = table.header
    names = [name or f"第 {place + 1} 栏" for place, name in enumerate(header.names)]
    return give_back(
        f"退回：{table.grid.name}（改好后原样再导入，已导入的不会重复）", names, _lines(rows, header, names), into
    )


def _lines(rows: Iterable[Judged], header: Header, names: list[str]) -> Iterator[tuple[list[str], str, dict[int, str]]]:
    for one in rows:
        weighty = [item for item in one.problems if item.level is not Level.NOTE]
        if not weighty:
            continue
        cells = dict(one.draft.cells)
        notes: dict[int, str] = {}
        for item in weighty:
            if item.column is not None:
                notes[item.column] = "；".join(part for part in (notes.get(item.column, ""), item.text) if part)
        yield (
            [cells.get(name, "") for name in names],
            f"原表第 {one.draft.row} 行：{'；'.join(said(one, header))}",
            notes,
        )
