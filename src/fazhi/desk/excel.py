"""A list as an Excel file: title, the filter in words, column heads, rows; nothing in it is ever a formula.

Rows are taken one by one and written to a temporary file, so memory does not grow with their number.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import IO, Final
from urllib.parse import quote

from django.http import FileResponse
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.writer.excel import save_workbook

from fazhi.records.registers import Entry

TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_HEAD_ROW: Final = 3
_A3, _A4 = 8, 9
_LINE: Final = Side(style="thin")
_BOX: Final = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_WRAP: Final = Alignment(wrap_text=True, vertical="top")
_COMMANDS: Final = ("=", "+", "-", "@", "\t", "\r", "#")
"""What a cell must not begin with unless it is marked as text: a spreadsheet would reckon it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """A column: its name and its width in characters."""

    name: str
    width: int = 12


def workbook(
    title: str,
    words: str,
    heads: Sequence[Head],
    rows: Iterable[Sequence[Entry]],
    *,
    paper: str = "A3",
    pinned: int = 0,
) -> IO[bytes]:
    """Return an open temporary file with the workbook. ``pinned``: so many first columns stay when one scrolls."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_sheet_name(title))
    _lay_out(sheet, heads, paper, pinned)
    cells = _Cells(sheet)
    sheet.append([cells.text(title, "title")])
    sheet.append([cells.text(words, "words")])
    sheet.append([cells.text(head.name, "head") for head in heads])
    for row in rows:
        sheet.append([cells.of(entry) for entry in row])
    file = tempfile.TemporaryFile()  # noqa: SIM115  closed by the response that sends it
    save_workbook(book, file)
    file.seek(0)
    return file


def response(file: IO[bytes], name: str) -> FileResponse:
    """Return the answer that downloads ``file`` as ``name``.xlsx."""
    answer = FileResponse(file, content_type=TYPE)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}.xlsx"
    answer["Cache-Control"] = "no-store"
    return answer


def _lay_out(sheet: WriteOnlyWorksheet, heads: Sequence[Head], paper: str, pinned: int) -> None:
    """Set what must stand before the first row is written: widths, panes, paper."""
    sheet.freeze_panes = f"{get_column_letter(pinned + 1)}{_HEAD_ROW + 1}"
    for number, head in enumerate(heads, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = head.width
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = _A3 if paper == "A3" else _A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{_HEAD_ROW}:{_HEAD_ROW}"
    sheet.oddFooter.right.text = "—&P—"


class _Cells:
    """Makes the cells of a sheet; a style is worked out once and shared, or it would cost more than the rest."""

    def __init__(self, sheet: WriteOnlyWorksheet) -> None:
        self._sheet = sheet
        self._styles = {
            "plain": self._style(),
            "command": self._style(number_format="@", quotePrefix=True),
            "money": self._style(number_format="#,##0.00"),
            "day": self._style(number_format="yyyy-mm-dd"),
            "head": self._style(font=Font(bold=True)),
            "title": self._style(font=Font(name="黑体", size=16, bold=True), border=None, alignment=None),
            "words": self._style(border=None, alignment=None),
        }

    def _style(self, **given: object) -> object:
        cell = WriteOnlyCell(self._sheet)
        for name, value in {"border": _BOX, "alignment": _WRAP, **given}.items():
            if value is not None:
                setattr(cell, name, value)
        return cell._style

    def of(self, entry: Entry) -> WriteOnlyCell:
        """Return the cell of an entry: numbers and days as such, everything else as text."""
        if isinstance(entry, bool):
            return self.text("是" if entry else "否")
        if isinstance(entry, str):
            return self.text(entry, "command" if entry.startswith(_COMMANDS) else "plain")
        cell = WriteOnlyCell(self._sheet, value=entry)
        kind = "money" if isinstance(entry, Decimal) else "day" if isinstance(entry, date) else "plain"
        cell._style = self._styles[kind]
        return cell

    def text(self, text: str, kind: str = "plain") -> WriteOnlyCell:
        """Return a cell that is text whatever it says."""
        cell = WriteOnlyCell(self._sheet, value=ILLEGAL_CHARACTERS_RE.sub("", text))
        cell.data_type = "s"
        cell._style = self._styles[kind]
        return cell


def _sheet_name(title: str) -> str:
    return "".join(c for c in title if c not in "[]:*?/\\'")[:31] or "台账"
