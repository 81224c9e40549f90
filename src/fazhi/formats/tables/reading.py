"""From the bytes of a file to a grid of cells: .xlsx, .xls, .et, .csv. Formulas give the result kept with them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from fazhi.formats.errors import ReadError
from fazhi.formats.tables import guarding
from fazhi.formats.tables.guarding import RESAVE, Looked

Raw = str | int | float | bool | date | datetime | time | timedelta
"""What stands in a cell; an empty one is ``""``."""

OLD: Final = 30 * 2**20
"""Bytes of an .xls or .et file at most: its 65,536 rows by 256 columns bound what it can lay out."""
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LONGEST: Final = 4 * 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """One sheet: its cells from the first row and column on, and what is odd about it.

    ``merged``: first row, first column, last row, last column, all from 0. ``hidden``: columns from 0. ``unreckoned``:
    places of formulas that have no kept result. ``others``: names of further sheets that hold something.
    """

    name: str
    rows: tuple[tuple[Raw, ...], ...]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    hidden: frozenset[int] = frozenset()
    hidden_rows: int = 0
    unreckoned: frozenset[tuple[int, int]] = frozenset()
    others: tuple[str, ...] = ()
    told: tuple[str, ...] = ()

    @property
    def width(self) -> int:
        """Return how many columns there are."""
        return max((len(row) for row in self.rows), default=0)


def read_table(body: bytes, name: str, sheet: str = "") -> Grid:
    """Return one sheet of a file (``sheet``: by name; the first that is shown and holds most rows without).

    ReadError in words for what is no table, is broken, encrypted, a bomb, has macros, or reaches too far.
    """
    if body.startswith(b"PK"):
        return _workbook(body, sheet)
    if body.startswith(_OLE):
        return _old(body, sheet)
    if name.lower().endswith((".xlsx", ".xls", ".et")):
        raise ReadError("不是 Excel 工作簿，或者已经损坏", code="F280", hint=RESAVE)
    return _csv(body)


def _workbook(body: bytes, wanted: str) -> Grid:
    looked, told = guarding.look(body)
    book = _opened(body)
    chosen, others = _chosen(book, wanted)
    seen = _part_of(body, chosen.name, looked)
    notes = [*told]
    if seen is not None and seen.hidden_rows:
        notes.append(f"有 {seen.hidden_rows:,} 行是隐藏（筛选掉）的，照样读取")
    return _grid(chosen, others, seen, tuple(notes))


def _old(body: bytes, wanted: str) -> Grid:
    if len(body) > OLD:
        raise ReadError(f"旧格式（.xls）的文件超过 {OLD // 2**20} MB", code="F281", hint=RESAVE)
    book = _opened(body)
    chosen, others = _chosen(book, wanted)
    return _grid(chosen, others, None, ("旧格式（.xls）看不出哪些列、哪些行是隐藏的",))


def _opened(body: bytes) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(body))
    except (CalamineError, ValueError, OSError) as error:
        raise ReadError("工作簿打不开：已损坏、加了密，或者不是 Excel 文件", code="F280", hint=RESAVE) from error


def _chosen(book: CalamineWorkbook, wanted: str) -> tuple[CalamineSheet, tuple[str, ...]]:
    shown = [
        item.name
        for item in book.sheets_metadata
        if item.typ == SheetTypeEnum.WorkSheet and item.visible == SheetVisibleEnum.Visible
    ]
    try:
        sheets = {name: book.get_sheet_by_name(name) for name in ([wanted] if wanted in shown else shown[:20])}
    except (CalamineError, ValueError) as error:
        raise ReadError("表的内容损坏，读不出来", code="F280", hint=RESAVE) from error
    filled = {name: sheet for name, sheet in sheets.items() if sheet.end is not None}
    if not filled:
        raise ReadError("工作簿里没有内容", code="F284", hint="核对文件；隐藏的表不读取")
    best = max(filled, key=lambda name: filled[name].end or (0, 0))
    return filled[best], tuple(name for name in (shown if wanted else filled) if name != best)


def _part_of(body: bytes, name: str, looked: dict[str, Looked]) -> Looked | None:
    """Return what was seen of the sheet ``name``: by the list of the workbook and its links."""
    if len(looked) == 1:
        return next(iter(looked.values()))
    import zipfile

    from fazhi.formats.readers.packed import parse_xml

    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        book = parse_xml(archive.read("xl/workbook.xml"), "工作簿")
        links = parse_xml(archive.read("xl/_rels/workbook.xml.rels"), "工作簿")
    targets = {link.get("Id"): (link.get("Target") or "").lstrip("/") for link in links}
    for item in book.iter("{*}sheet"):
        if item.get("name") == name:
            for key, value in item.attrib.items():
                if str(key).endswith("}id"):
                    target = targets.get(str(value)) or ""
                    return looked.get(target if target.startswith("xl/") else f"xl/{target}")
    return None


def _grid(sheet: CalamineSheet, others: tuple[str, ...], seen: Looked | None, told: tuple[str, ...]) -> Grid:
    rows = (tuple(_clean(cell) for cell in row) for row in sheet.to_python(skip_empty_area=False))
    merged = tuple((a[0], a[1], b[0], b[1]) for a, b in (sheet.merged_cell_ranges or ()))
    unreckoned = frozenset(_place(text) for text in seen.unreckoned) if seen is not None else frozenset()
    return Grid(
        name=sheet.name,
        rows=tuple(rows),
        merged=merged,
        hidden=frozenset(number - 1 for number in seen.hidden_columns) if seen is not None else frozenset(),
        hidden_rows=seen.hidden_rows if seen is not None else 0,
        unreckoned=unreckoned,
        others=others,
        told=told,
    )


def _place(text: str) -> tuple[int, int]:
    letters = text.rstrip("0123456789")
    return int(text[len(letters) :]) - 1, guarding.column_number(letters) - 1


def _clean(cell: Raw) -> Raw:
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 10**15:
        return int(cell)
    return cell.strip() if isinstance(cell, str) else cell


def _csv(body: bytes) -> Grid:
    text = _decoded(body)
    sample = text[:20_000]
    delimiter = max(",\t;，", key=sample.count)
    if delimiter not in sample:
        raise ReadError("不是表格：文件里没有分栏", code="F284", hint="请存为 .xlsx，或者用逗号分栏的 .csv")
    try:
        rows = tuple(
            tuple(_clean(cell) for cell in row) for row in _bounded(csv.reader(io.StringIO(text), delimiter=delimiter))
        )
    except csv.Error as error:
        raise ReadError(f"CSV 读不下去：{error}", code="F280", hint="请用 Excel 或 WPS 打开，另存为 .xlsx") from error
    return Grid(name="CSV", rows=rows)


def _bounded(rows: Iterator[list[str]]) -> Iterator[list[str]]:
    for number, row in enumerate(rows, start=1):
        if number > guarding.ROWS or len(row) > guarding.COLUMNS:
            raise ReadError(
                f"超过 {guarding.ROWS:,} 行或 {guarding.COLUMNS} 列，没有读取", code="F281", hint="分成几个文件"
            )
        yield row


def _decoded(body: bytes) -> str:
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    elif b"\x00" in body[:_LONGEST]:
        encodings = ()
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ReadError("认不出文字的编码，不是 CSV", code="F284", hint="请存为 .xlsx，或者 UTF-8、GB18030 的 .csv")
