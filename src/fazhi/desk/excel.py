"""A list as an Excel file: title, the filter in words, column heads, rows; nothing in it is ever a formula.

Rows are taken one by one and written to a temporary file, so memory does not grow with their number.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from typing import IO, Final
from urllib.parse import quote

from django.http import FileResponse

from fazhi.formats import sheets
from fazhi.formats.sheets import Book, Head
from fazhi.records.registers import Entry

__all__ = ["Head", "response", "workbook"]

TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


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
    file = temporary()
    sheets.write(Book(title=title, words=words, heads=heads, paper=paper, pinned=pinned), rows, file)
    file.seek(0)
    return file


def temporary() -> IO[bytes]:
    """Return an open temporary file; the response that sends it closes it."""
    return tempfile.TemporaryFile()


def response(file: IO[bytes], name: str) -> FileResponse:
    """Return the answer that downloads ``file`` as ``name``.xlsx."""
    answer = FileResponse(file, content_type=TYPE)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}.xlsx"
    answer["Cache-Control"] = "no-store"
    return answer
