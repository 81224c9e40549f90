"""A table given back to whoever kept it: the own rows that were not taken, with what is wrong beside each and in notes.

Nothing in it is ever a formula: what was one stands as text. Under the same heads it can be corrected and sent again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import IO, Any, Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill

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
