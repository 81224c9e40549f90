"""Looking a workbook over before anything reads it: how far it reaches, what it hides, what must not be in it.

The reader behind lays a sheet out whole; so its bounds are counted here first, from the bytes, in pieces. One cell in
the last corner of a sheet would otherwise be seventeen thousand million cells.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Final

from fazhi.formats.errors import ReadError

ROWS: Final = 200_000
COLUMNS: Final = 200
CELLS: Final = 6_000_000
"""Rows and columns that hold something, and cells they span, at most."""
PART: Final = 512 * 2**20
WHOLE: Final = 700 * 2**20
TIMES: Final = 300
PARTS: Final = 2_000
"""Bounds on what a workbook unpacks to: bytes a part, bytes in all, times its packed size, parts."""

_PIECE: Final = 1 << 22
_SMALL: Final = 1 << 20
_MACRO: Final = re.compile(r"(^|/)(vbaProject|vbaData)[^/]*|macrosheets/", re.IGNORECASE)
_OUTSIDE: Final = re.compile(r"^xl/externalLinks/|^xl/connections\.xml$|^xl/queryTables/", re.IGNORECASE)
_DECLARED: Final = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ROW: Final = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
_CELL: Final = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})(\d{1,7})"[^>]*?(/?)>')
_FORMULA: Final = re.compile(
    rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3}\d{1,7})"[^>]*>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*'
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_PLACELESS: Final = re.compile(rb'<(?:\w+:)?c(?=[\s/>])(?![^>]*\br=")')
_COLUMN: Final = re.compile(rb"<(?:\w+:)?col\b([^>]*)/?>")
_HIDDEN: Final = re.compile(rb'\bhidden="(?:1|true)"')
_SPAN: Final = re.compile(rb'\b(min|max)="(\d+)"')
_SHEET: Final = re.compile(r"xl/worksheets/[^/]+\.xml")
RESAVE: Final = "请用 Excel 或 WPS 打开，另存为新的 .xlsx（只留台账这一张表）后再上传"


@dataclass(slots=True, kw_only=True)
class Looked:
    """What was seen of one sheet: its part, how far it reaches (from 1), hidden columns (from 1) and rows, formulas
    without a kept result by their place (C12)."""

    part: str
    rows: int = 0
    columns: int = 0
    hidden_columns: set[int] = field(default_factory=set)
    hidden_rows: int = 0
    unreckoned: set[str] = field(default_factory=set)
    span: int = 0


def look(body: bytes) -> tuple[dict[str, Looked], tuple[str, ...]]:
    """Return the sheets of a workbook by part, and what is to be told. ReadError for what is not opened."""
    try:
        with zipfile.ZipFile(BytesIO(body)) as archive:
            infos = archive.infolist()
            told = _bounded(infos)
            sheets = [info for info in infos if _SHEET.fullmatch(info.filename)]
            if not sheets:
                raise ReadError("不是 Excel 工作簿（.xlsx），或者里面没有表", code="F280", hint=RESAVE)
            for info in infos:
                if info.filename.endswith((".xml", ".rels")) and info not in sheets:
                    _undeclared(archive, info)
            return {info.filename: _looked(archive, info) for info in sheets}, told
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError) as error:
        raise ReadError("工作簿已损坏或者加了密，打不开", code="F280", hint=RESAVE) from error


def _bounded(infos: list[zipfile.ZipInfo]) -> tuple[str, ...]:
    if any(info.flag_bits & 1 for info in infos):
        raise ReadError("工作簿加了密，打不开", code="F280", hint="请去掉密码后再上传")
    whole = sum(info.file_size for info in infos)
    unfolded = any(
        info.file_size > PART or (info.file_size > _SMALL and info.file_size > TIMES * max(info.compress_size, 1))
        for info in infos
    )
    if len(infos) > PARTS or whole > WHOLE or unfolded:
        raise ReadError(
            f"工作簿解开后过大（{whole / 2**20:,.0f} MB），不像正常的台账，没有读取", code="F281", hint=RESAVE
        )
    names = [info.filename for info in infos]
    if any(_MACRO.search(name) for name in names):
        raise ReadError("工作簿含有宏，不收", code="F282", hint="请另存为不含宏的 .xlsx 后再上传")
    if any(_OUTSIDE.search(name) for name in names):
        return ("工作簿引用了别的文件：不去读取，公式只取存下的结果",)
    return ()


def _undeclared(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
    with archive.open(info) as part:
        if _DECLARED.search(part.read(4096)):
            raise _declared()


def _declared() -> ReadError:
    return ReadError("工作簿内部声明了实体，可能被人动过手脚，没有读取", code="F283", hint=RESAVE)


def _looked(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Looked:
    found = Looked(part=info.filename)
    for piece in _pieces(archive, info):
        if _DECLARED.search(piece):
            raise _declared()
        if _PLACELESS.search(piece):
            raise ReadError("表里的格子没有写明位置，看不出它有多大，没有读取", code="F281", hint=RESAVE)
        for column in _COLUMN.finditer(piece):
            if _HIDDEN.search(column[1]):
                ends = {name: int(number) for name, number in _SPAN.findall(column[1])}
                first = ends.get(b"min", 1)
                found.hidden_columns |= set(range(first, min(ends.get(b"max", first), first + COLUMNS) + 1))
        found.hidden_rows += sum(1 for row in _ROW.finditer(piece) if _HIDDEN.search(row[1]))
        last = b""
        for cell in _CELL.finditer(piece):
            if cell[3]:
                continue  # a format without a value: a million of them are nothing
            last = cell[2]
            found.columns = max(found.columns, column_number(cell[1].decode()))
        found.rows = max(found.rows, int(last or 0))
        found.unreckoned |= {match[1].decode() for match in _FORMULA.finditer(piece)}
        found.span = found.rows * found.columns
        if found.rows > ROWS or found.columns > COLUMNS or found.span > CELLS:
            raise ReadError(
                f"表里的内容到第 {found.rows:,} 行、第 {found.columns:,} 列，超过 {ROWS:,} 行、{COLUMNS} 列，没有读取",
                code="F281",
                hint="分成几个文件；或者删去表尾、表右没有用的格子后另存",
            )
    return found


def _pieces(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield the XML of a sheet in pieces that end where a row ends: no cell is cut in two."""
    rest, read = b"", 0
    with archive.open(info) as part:
        while piece := part.read(_PIECE):
            read += len(piece)
            if read > PART:
                raise ReadError("工作簿解开后过大，没有读取", code="F281", hint=RESAVE)
            text = rest + piece
            cut = text.rfind(b"</row>")
            cut = cut + 6 if cut >= 0 else text.rfind(b"<")
            yield text[:cut]
            rest = text[cut:]
            if len(rest) > 4 * _PIECE:
                raise ReadError("工作簿里有一行大得不正常，没有读取", code="F281", hint=RESAVE)
    yield rest


def column_number(letters: str) -> int:
    """Return the number of a column: 1 for A, 27 for AA."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    """Return the name of a column: A for 1, AA for 27."""
    said = ""
    while number:
        number, rest = divmod(number - 1, 26)
        said = chr(ord("A") + rest) + said
    return said
