"""A workbook taken apart: its sheets as grids of texts, what is merged, locked, a formula. Bounded, nothing is run."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final
from xml.etree.ElementTree import Element

from fazhi.formats.docx import safe
from fazhi.formats.errors import ReadError

MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
BOOK: Final = "xl/workbook.xml"
RESAVE: Final = "在 Excel 或 WPS 中另存为 .xlsx 后再试"

SHEETS: Final = 30
CELLS: Final = 40_000
ROWS: Final = 3_000
COLUMNS: Final = 256
"""Bounds on a form of a superior: it is filled by hand otherwise."""

_PLACE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell: its text, whether it is a formula, and the number of its style."""

    text: str
    formula: bool
    style: int


@dataclass(frozen=True)
class Grid:
    """One sheet. ``cells`` by (row, column) from 1; ``merged`` as (top, left, bottom, right), all inclusive."""

    name: str
    path: str
    cells: Mapping[tuple[int, int], Cell]
    merged: tuple[tuple[int, int, int, int], ...]
    protected: bool

    @cached_property
    def covered(self) -> Mapping[tuple[int, int], tuple[int, int]]:
        """Return cell -> the cell on whose place it lies, for what is merged (its first cell left out)."""
        return {
            (row, column): (top, left)
            for top, left, bottom, right in self.merged
            for row in range(top, bottom + 1)
            for column in range(left, right + 1)
            if (row, column) != (top, left)
        }

    @property
    def size(self) -> tuple[int, int]:
        """Return the last row and column in use."""
        places = [*self.cells, *((bottom, right) for _, _, bottom, right in self.merged)]
        return max((row for row, _ in places), default=0), max((column for _, column in places), default=0)

    def text(self, row: int, column: int) -> str:
        """Return what is read at a place: of a merged one, what stands in its first cell."""
        found = self.cells.get(self.covered.get((row, column), (row, column)))
        return found.text if found is not None else ""


@dataclass(frozen=True, kw_only=True)
class Workbook:
    """A workbook: its parts as they are in the file, and its visible sheets."""

    parts: Mapping[str, bytes]
    grids: tuple[Grid, ...]
    open_styles: frozenset[int] = field(default_factory=frozenset)
    percent_styles: frozenset[int] = field(default_factory=frozenset)

    def grid(self, name: str) -> Grid | None:
        """Return a sheet by its name."""
        return next((grid for grid in self.grids if grid.name == name), None)

    def closed(self, grid: Grid, row: int, column: int) -> str:
        """Return why a cell cannot be filled, in words; empty where it can."""
        cell = grid.cells.get((row, column))
        if (row, column) in grid.covered:
            return "是合并单元格的一部分，请用它的左上角那一格"
        if cell is not None and cell.formula:
            return "是公式，由表格自己算"
        if grid.protected and (cell.style if cell is not None else 0) not in self.open_styles:
            return "受工作表保护"
        return ""


def place_of(row: int, column: int) -> str:
    """Return the name of a place: C5."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


def read_place(text: str) -> tuple[int, int] | None:
    """Return (row, column) of C5; ``None`` for what is no place of a form."""
    found = _PLACE.fullmatch(text.strip().upper())
    if found is None:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    row = int(found[2])
    return (row, column) if row <= ROWS and column <= COLUMNS else None


def open_book(body: bytes) -> Workbook:
    """Return a workbook. Raises ReadError for what is none, is broken, encrypted, too big, has macros or links out."""
    parts = safe.opened(body, "Excel 文件（.xlsx）", RESAVE)
    if BOOK not in parts:
        raise ReadError("不是 Excel 文件（.xlsx）", code="F271", hint=RESAVE)
    safe.refuse_fetched(parts)
    if odd := next((name for name in parts if name.startswith(("xl/externalLinks/", "xl/embeddings/"))), None):
        raise ReadError(
            f"文件引用或者嵌入了别的文件（{odd}），不收", code="F275", hint="断开外部链接、删去嵌入的对象后另存"
        )
    targets = related(parts, BOOK)
    strings = _strings(parts, targets)
    listed = safe.xml(parts[BOOK]).findall(f"{{{MAIN}}}sheets/{{{MAIN}}}sheet")
    if len(listed) > SHEETS:
        raise ReadError(f"工作表超过 {SHEETS} 张", code="F273", hint="只留要填的表")
    grids = []
    for sheet in listed:
        path = targets.get(sheet.get(f"{{{OFFICE}}}id", ""), "")
        if sheet.get("state", "visible") != "visible" or "/worksheets/" not in path:
            continue
        if path not in parts:
            raise ReadError("文件内部的结构损坏：缺少工作表", code="F274", hint=RESAVE)
        grids.append(_grid(sheet.get("name", ""), path, safe.xml(parts[path]), strings))
    if not grids:
        raise ReadError("文件里没有看得到的工作表", code="F271", hint=RESAVE)
    unlocked, percent = _styles(parts)
    return Workbook(parts=parts, grids=tuple(grids), open_styles=unlocked, percent_styles=percent)


def related(parts: Mapping[str, bytes], name: str) -> dict[str, str]:
    """Return id -> part of what a part refers to inside the file."""
    folder, file = posixpath.split(name)
    body = parts.get(f"{folder}/_rels/{file}.rels")
    if body is None:
        return {}
    return {
        link.get("Id", ""): resolved(folder, link.get("Target", ""))
        for link in safe.xml(body)
        if link.get("TargetMode", "").lower() != "external"
    }


def resolved(folder: str, target: str) -> str:
    """Return the name of a part that is named from a folder."""
    return target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))


def _strings(parts: Mapping[str, bytes], targets: Mapping[str, str]) -> list[str]:
    path = next((path for path in targets.values() if path.endswith("sharedStrings.xml")), None)
    if path is None or path not in parts:
        return []
    return [_text(item) for item in safe.xml(parts[path])]


def _text(item: Element) -> str:
    """Return the text of a string: its runs, without the reading aids of Japanese files."""
    said = [item.findtext(f"{{{MAIN}}}t") or ""]
    said += [run.findtext(f"{{{MAIN}}}t") or "" for run in item.findall(f"{{{MAIN}}}r")]
    return "".join(said)


def _grid(name: str, path: str, tree: Element, strings: list[str]) -> Grid:
    cells: dict[tuple[int, int], Cell] = {}
    for place, element in walk(tree):
        cells[place] = _cell(element, strings)
        if len(cells) > CELLS:
            raise ReadError(f"工作表“{name}”超过 {CELLS} 格", code="F273", hint="只留要填的表")
    merged = tuple(_merged(tree))
    # A range as wide as the sheet is no form's: its cells would be listed one by one.
    if sum((bottom - top + 1) * (right - left + 1) for top, left, bottom, right in merged) > CELLS:
        raise ReadError(f"工作表“{name}”合并的格太多", code="F273", hint="只留要填的表")
    protection = tree.find(f"{{{MAIN}}}sheetProtection")
    locked = protection is not None and protection.get("sheet", "0") in {"1", "true"}
    return Grid(name=name, path=path, cells=cells, merged=merged, protected=locked)


def walk(tree: Element) -> Iterator[tuple[tuple[int, int], Element]]:
    """Yield every cell of a sheet with its place; cells that do not say it stand beside the one before."""
    row_number = 0
    for row in tree.findall(f"{{{MAIN}}}sheetData/{{{MAIN}}}row"):
        row_number = _number(row.get("r"), row_number + 1)
        column = 0
        for cell in row.findall(f"{{{MAIN}}}c"):
            said = read_place(cell.get("r", ""))
            place = said or (row_number, column + 1)
            if (cell.get("r") and said is None) or place[0] > ROWS or place[1] > COLUMNS:
                raise ReadError(f"表太大：{cell.get('r', '')[:12]}", code="F273", hint=f"至多 {ROWS} 行、{COLUMNS} 列")
            column = place[1]
            yield place, cell


def _number(text: str | None, usual: int) -> int:
    if text is None:
        return usual
    if not text.isdecimal():
        raise ReadError("文件内部的结构损坏：行号", code="F274", hint=RESAVE)
    return int(text)


def _cell(element: Element, strings: list[str]) -> Cell:
    value = element.findtext(f"{{{MAIN}}}v") or ""
    kind = element.get("t", "n")
    if kind == "s":
        text = strings[int(value)] if value.isdecimal() and int(value) < len(strings) else ""
    elif kind == "inlineStr":
        inline = element.find(f"{{{MAIN}}}is")
        text = _text(inline) if inline is not None else ""
    else:
        text = value
    formula = element.find(f"{{{MAIN}}}f") is not None
    return Cell(text=text.strip(), formula=formula, style=_number(element.get("s"), 0))


def _merged(tree: Element) -> Iterator[tuple[int, int, int, int]]:
    for one in tree.findall(f"{{{MAIN}}}mergeCells/{{{MAIN}}}mergeCell"):
        first, _, last = one.get("ref", "").partition(":")
        start, end = read_place(first), read_place(last or first)
        if start is None or end is None:
            raise ReadError("合并单元格的范围读不出来，或者太大", code="F274", hint=RESAVE)
        yield (*start, *end)


def _styles(parts: Mapping[str, bytes]) -> tuple[frozenset[int], frozenset[int]]:
    """Return the numbers of the styles that are not locked, and of those that print a share as a percentage."""
    body = parts.get("xl/styles.xml")
    if body is None:
        return frozenset(), frozenset()
    tree = safe.xml(body)
    percent = {"9", "10"} | {
        one.get("numFmtId", "")
        for one in tree.findall(f"{{{MAIN}}}numFmts/{{{MAIN}}}numFmt")
        if "%" in one.get("formatCode", "")
    }
    unlocked, shares = set(), set()
    for number, style in enumerate(tree.findall(f"{{{MAIN}}}cellXfs/{{{MAIN}}}xf")):
        protection = style.find(f"{{{MAIN}}}protection")
        if protection is not None and protection.get("locked") in {"0", "false"}:
            unlocked.add(number)
        if style.get("numFmtId") in percent:
            shares.add(number)
    return frozenset(unlocked), frozenset(shares)
