"""A workbook written row by row: nothing of it is kept, so that a hundred thousand rows take no more memory than ten.

Text stands in its cell (no table of shared strings, which would have to be kept), nothing is ever a formula, and what a
spreadsheet would take for one is marked as text. Beyond ``SHEET`` rows a further sheet begins under the same heads.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import chain, islice
from typing import IO, Final
from xml.sax.saxutils import escape, quoteattr

Value = str | int | Decimal | date | bool | None
"""What stands in a cell. ``None``: a framed cell without anything."""

SHEET: Final = 1_000_000
"""Rows of a sheet; the format ends at 1,048,576."""
_AT_ONCE: Final = 200
_EPOCH: Final = date(1899, 12, 30).toordinal()
_COMMANDS: Final = ("=", "+", "-", "@", "\t", "\r", "#")
"""What a cell must not begin with unless it is marked as text: a spreadsheet would reckon it."""
_ILLEGAL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LONGEST: Final = 32_767
"""Characters that a cell holds."""
_DIGITS: Final = 10**15
"""Integers from here on are written as text: a spreadsheet keeps fifteen digits."""
_PAPERS: Final = {"A3": 8, "A4": 9}
_PLAIN, _COMMAND, _MONEY, _DAY, _HEAD, _TITLE, _WORDS = range(1, 8)

_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_XML: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_BOX: Final = "".join(f'<{side} style="thin"><color auto="1"/></{side}>' for side in ("left", "right", "top", "bottom"))
_WRAP: Final = '<alignment vertical="top" wrapText="1"/>'
_FRAMED: Final = f'borderId="1" applyBorder="1" applyAlignment="1" xfId="0">{_WRAP}</xf>'
_STYLES: Final = (
    f'{_XML}<styleSheet xmlns="{_MAIN}"><numFmts count="1">'
    '<numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts>'
    '<fonts count="3"><font><sz val="11"/><name val="宋体"/><family val="2"/></font>'
    '<font><b/><sz val="11"/><name val="宋体"/><family val="2"/></font>'
    '<font><b/><sz val="16"/><name val="黑体"/><family val="2"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border>'
    f"<border>{_BOX}<diagonal/></border></borders>"
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="8">'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    f'<xf numFmtId="0" fontId="0" fillId="0" {_FRAMED}'
    f'<xf numFmtId="49" fontId="0" fillId="0" quotePrefix="1" applyNumberFormat="1" {_FRAMED}'
    f'<xf numFmtId="4" fontId="0" fillId="0" applyNumberFormat="1" {_FRAMED}'
    f'<xf numFmtId="164" fontId="0" fillId="0" applyNumberFormat="1" {_FRAMED}'
    f'<xf numFmtId="0" fontId="1" fillId="0" applyFont="1" {_FRAMED}'
    '<xf numFmtId="0" fontId="2" fillId="0" borderId="0" applyFont="1" xfId="0"/>'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """A column: its name and its width in characters."""

    name: str
    width: int = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """What stands over the rows and how they are printed. ``pinned``: so many first columns stay when one scrolls."""

    title: str
    words: str
    heads: Sequence[Head]
    paper: str = "A3"
    pinned: int = 0


def write(book: Book, rows: Iterable[Sequence[Value]], into: IO[bytes]) -> int:
    """Write the workbook, three lines over the rows on each sheet, and return how many rows it has."""
    source, count = iter(rows), 0
    names: list[str] = []
    letters = [_letters(i) for i in range(1, len(book.heads) + 1)]
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as packed:
        while not names or (first := list(islice(source, 1))):
            more = [] if not names else first
            names.append(_name(book.title, len(names)))
            with packed.open(f"xl/worksheets/sheet{len(names)}.xml", "w", force_zip64=True) as sheet:
                sheet.write(_before(book).encode())
                for text, n in _lines(chain(more, islice(source, SHEET - len(more))), letters):
                    sheet.write(text.encode())
                    count += n
                sheet.write(_after(book).encode())
        for place, text in _frame(names):
            packed.writestr(place, text)
    return count


def _lines(rows: Iterable[Sequence[Value]], letters: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Yield the rows as XML, some at once, with how many they are."""
    source, number = iter(rows), 3
    while some := list(islice(source, _AT_ONCE)):
        said = []
        for row in some:
            number += 1
            cells = [_cell(value, f"{letter}{number}") for value, letter in zip(row, letters, strict=True)]
            said.append(f'<row r="{number}">{"".join(cells)}</row>')
        yield "".join(said), len(some)


def _cell(value: Value, place: str) -> str:
    match value:
        case None:
            return f'<c r="{place}" s="{_PLAIN}"/>'
        case str():
            return _text(value, _COMMAND if value.startswith(_COMMANDS) else _PLAIN, place)
        case bool():
            return _text("是" if value else "否", _PLAIN, place)
        case int():
            if abs(value) >= _DIGITS:
                return _text(str(value), _COMMAND, place)
            return f'<c r="{place}" s="{_PLAIN}"><v>{value}</v></c>'
        case Decimal():
            if not value.is_finite():
                return _text(str(value), _PLAIN, place)
            return f'<c r="{place}" s="{_MONEY}"><v>{value}</v></c>'
    return f'<c r="{place}" s="{_DAY}"><v>{value.toordinal() - _EPOCH}</v></c>'


def _text(text: str, style: int, place: str) -> str:
    said = escape(_ILLEGAL.sub("", text)[:_LONGEST])
    return f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{said}</t></is></c>'


def _before(book: Book) -> str:
    """Return what stands before the first row of a sheet: widths, panes, title, filter in words, heads."""
    corner = f"{_letters(book.pinned + 1)}4"
    across = f' xSplit="{book.pinned}"' if book.pinned else ""
    pane = "bottomRight" if book.pinned else "bottomLeft"
    widths = "".join(
        f'<col min="{i}" max="{i}" width="{head.width}" customWidth="1"/>' for i, head in enumerate(book.heads, start=1)
    )
    heads = "".join(_text(head.name, _HEAD, f"{_letters(i)}3") for i, head in enumerate(book.heads, start=1))
    return (
        f'{_XML}<worksheet xmlns="{_MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews>'
        f'<sheetView workbookViewId="0"><pane{across} ySplit="3" topLeftCell="{corner}" activePane="{pane}" '
        f'state="frozen"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/><cols>{widths}</cols>'
        f'<sheetData><row r="1">{_text(book.title, _TITLE, "A1")}</row>'
        f'<row r="2">{_text(book.words, _WORDS, "A2")}</row>'
        f'<row r="3">{heads}</row>'
    )


def _after(book: Book) -> str:
    return (
        '</sheetData><pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/>'
        f'<pageSetup paperSize="{_PAPERS.get(book.paper, 9)}" orientation="landscape" fitToWidth="1" fitToHeight="0"/>'
        "<headerFooter><oddFooter>&amp;R—&amp;P—</oddFooter></headerFooter></worksheet>"
    )


def _frame(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the parts around the sheets: path and text."""
    numbers = range(1, len(names) + 1)
    sheets = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{i}" r:id="rId{i}"/>' for i, name in zip(numbers, names, strict=True)
    )
    titles = "".join(
        f'<definedName name="_xlnm.Print_Titles" localSheetId="{i - 1}">{escape(_quoted(name))}!$3:$3</definedName>'
        for i, name in zip(numbers, names, strict=True)
    )
    yield (
        "xl/workbook.xml",
        f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}">'
        f"<bookViews><workbookView/></bookViews><sheets>{sheets}</sheets>"
        f"<definedNames>{titles}</definedNames></workbook>",
    )
    last = len(names) + 1
    links = "".join(
        f'<Relationship Id="rId{i}" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet{i}.xml"/>' for i in numbers
    )
    yield (
        "xl/_rels/workbook.xml.rels",
        f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{links}'
        f'<Relationship Id="rId{last}" Type="{_RELATIONS}/styles" Target="styles.xml"/></Relationships>',
    )
    yield "xl/styles.xml", _STYLES
    yield (
        "_rels/.rels",
        f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    )
    parts = "".join(
        f'<Override PartName="/xl/worksheets/sheet{i}.xml" ContentType="{_TYPE}.worksheet+xml"/>' for i in numbers
    )
    yield (
        "[Content_Types].xml",
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>{parts}'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/></Types>',
    )


def _name(title: str, before: int) -> str:
    """Return the name of a sheet: at most 31 characters, none that the format forbids."""
    plain = _ILLEGAL.sub("", "".join(c for c in title if c not in "[]:*?/\\'"))
    return (plain[:31] or "台账") if not before else f"{plain[:26] or '台账'}（{before + 1}）"


def _quoted(name: str) -> str:
    return "'" + name.replace("'", "''") + "'"


def _letters(number: int) -> str:
    """Return the name of a column: A for 1, AA for 27."""
    said = ""
    while number:
        number, rest = divmod(number - 1, 26)
        said = chr(ord("A") + rest) + said
    return said
