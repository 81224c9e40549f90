"""Filling a workbook in place: values into cells, a note on each that says where the value comes from.

Only the parts that change are written anew: sheets that are filled, their notes, the list of parts. Styles, merged
cells, protection, widths, print settings, pictures and all other sheets stay as they were.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from xml.etree.ElementTree import Element, SubElement
from xml.sax.saxutils import escape

from fazhi.formats.docx import safe
from fazhi.formats.errors import ReadError
from fazhi.formats.xlsx.book import BOOK, MAIN, OFFICE, PACKAGE, Grid, Workbook, place_of, read_place, resolved

AUTHOR: Final = "法治工作台"
_TYPES: Final = "http://schemas.openxmlformats.org/package/2006/content-types"
_COMMENTS: Final = f"{OFFICE}/comments"
_DRAWING: Final = f"{OFFICE}/vmlDrawing"
_COMMENT_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_AFTER: Final = (
    "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst",
)  # fmt: skip
"""What stands behind the drawing of the notes in a sheet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What is put into a cell, and what its note says."""

    value: int | Decimal | str
    note: str


def fill(book: Workbook, values: Mapping[tuple[str, str], Filled]) -> bytes:
    """Return the workbook with values put in: (sheet, place) -> value.

    Raises ReadError for a sheet or place that is not there or cannot be filled (`Workbook.closed`).
    """
    parts = dict(book.parts)
    for grid in book.grids:
        mine = {place: one for (sheet, place), one in values.items() if sheet == grid.name}
        if mine:
            _fill(parts, book, grid, mine)
    if gone := {sheet for sheet, _ in values} - {grid.name for grid in book.grids}:
        raise ReadError(f"没有“{sorted(gone)[0]}”这张工作表", code="F276", hint="重新对应一次")
    _reckon(parts)
    return _packed(parts)


def _fill(parts: dict[str, bytes], book: Workbook, grid: Grid, values: Mapping[str, Filled]) -> None:
    body = parts[grid.path]
    tree = safe.xml(body)
    places: dict[tuple[int, int], Filled] = {}
    for place, one in values.items():
        at = read_place(place)
        if at is None or (why := book.closed(grid, *at)):
            said = f"“{grid.name}”的 {place} {why if at is not None else '不是一格'}"
            raise ReadError(said, code="F276", hint="重新对应一次")
        places[at] = one
    data = tree.find(f"{{{MAIN}}}sheetData")
    if data is None:
        raise ReadError("文件内部的结构损坏：工作表没有内容", code="F274")
    for (row, column), one in sorted(places.items(), key=lambda item: item[0]):
        _put(_cell(_row(data, row), row, column), one.value)
    _notes(parts, grid.path, tree, {place: one.note for place, one in sorted(places.items(), key=lambda item: item[0])})
    parts[grid.path] = safe.written(tree, {**safe.prefixes(body), MAIN: "", OFFICE: _prefix(body)})


def _prefix(body: bytes) -> str:
    return safe.prefixes(body).get(OFFICE, "r")


def _row(data: Element, number: int) -> Element:
    """Return a row, made in its place where it is not there."""
    last = 0
    for at, row in enumerate(data):
        last = int(row.get("r", last + 1))
        if last == number:
            return row
        if last > number:
            return _inserted(data, at, Element(f"{{{MAIN}}}row", {"r": str(number)}))
    return _inserted(data, len(data), Element(f"{{{MAIN}}}row", {"r": str(number)}))


def _cell(row: Element, number: int, column: int) -> Element:
    """Return a cell of a row, made in its place where it is not there."""
    named, last = place_of(number, column), 0
    for at, cell in enumerate(row):
        found = read_place(cell.get("r", ""))
        last = found[1] if found is not None else last + 1
        if last == column:
            return cell
        if last > column:
            return _inserted(row, at, Element(f"{{{MAIN}}}c", {"r": named}))
    return _inserted(row, len(row), Element(f"{{{MAIN}}}c", {"r": named}))


def _inserted(parent: Element, at: int, made: Element) -> Element:
    parent.insert(at, made)
    return made


def _put(cell: Element, value: int | Decimal | str) -> None:
    for child in list(cell):
        cell.remove(child)
    cell.attrib.pop("t", None)
    if isinstance(value, str):
        cell.set("t", "inlineStr")
        inline = SubElement(cell, f"{{{MAIN}}}is")
        SubElement(inline, f"{{{MAIN}}}t").text = value
    else:
        SubElement(cell, f"{{{MAIN}}}v").text = str(value)


def _notes(parts: dict[str, bytes], path: str, tree: Element, notes: Mapping[tuple[int, int], str]) -> None:
    """Put a note on each cell; notes that are there stay, what is said of the same cell is added to it."""
    folder, file = posixpath.split(path)
    name = f"{folder}/_rels/{file}.rels"
    links = safe.xml(parts[name]) if name in parts else Element(f"{{{PACKAGE}}}Relationships")
    at = _related(links, folder, _COMMENTS)
    comments = safe.xml(parts[at]) if at is not None and at in parts else _no_comments()
    fresh = [place for place, words in notes.items() if _add(comments, place, words)]
    if at is None:
        at = _free(parts, "xl/comments{}.xml")
        _link(links, _COMMENTS, at)
        _say_type(parts, part=at)
    parts[at] = safe.written(comments, {**safe.prefixes(parts.get(at, b"")), MAIN: ""})
    drawing = tree.find(f"{{{MAIN}}}legacyDrawing")
    shapes = "".join(_shape(place, number) for number, place in enumerate(fresh, start=1))
    if drawing is None:
        to = _free(parts, "xl/drawings/fazhi{}.vml")
        made = Element(f"{{{MAIN}}}legacyDrawing", {f"{{{OFFICE}}}id": _link(links, _DRAWING, to)})
        behind = [place for place, child in enumerate(tree) if child.tag.rpartition("}")[2] in _AFTER]
        tree.insert(behind[0] if behind else len(tree), made)
        parts[to] = f"{_VML}{shapes}</xml>".encode()
        _say_type(parts, extension="vml")
    else:
        wanted = drawing.get(f"{{{OFFICE}}}id", "")
        target = next((link.get("Target", "") for link in links if link.get("Id") == wanted), "")
        to = resolved(folder, target)
        text = parts.get(to, b"").decode("utf-8", errors="replace")
        if "</xml>" not in text:
            raise ReadError("原有批注的图形读不出来", code="F274", hint="删去原有批注后另存")
        head, _, tail = text.rpartition("</xml>")
        kept = head if 'id="_x0000_t202"' in head else f"{head}{_TYPE}"
        parts[to] = f"{kept}{shapes}</xml>{tail}".encode()
    parts[name] = safe.written(links, {PACKAGE: ""})


def _no_comments() -> Element:
    made = Element(f"{{{MAIN}}}comments")
    SubElement(made, f"{{{MAIN}}}authors")
    SubElement(made, f"{{{MAIN}}}commentList")
    return made


def _add(comments: Element, place: tuple[int, int], words: str) -> bool:
    """Add a note; return whether the cell had none before."""
    authors, listed = comments.find(f"{{{MAIN}}}authors"), comments.find(f"{{{MAIN}}}commentList")
    if authors is None or listed is None:
        raise ReadError("原有批注读不出来", code="F274", hint="删去原有批注后另存")
    named = place_of(*place)
    for one in listed:
        if one.get("ref") == named:
            text = one.find(f"{{{MAIN}}}text")
            _say(text if text is not None else SubElement(one, f"{{{MAIN}}}text"), f"\n{words}")
            return False
    names = [author.text for author in authors]
    if AUTHOR not in names:
        SubElement(authors, f"{{{MAIN}}}author").text = AUTHOR
        names.append(AUTHOR)
    made = SubElement(listed, f"{{{MAIN}}}comment", {"ref": named, "authorId": str(names.index(AUTHOR))})
    _say(SubElement(made, f"{{{MAIN}}}text"), words)
    return True


def _say(text: Element, words: str) -> None:
    run = SubElement(text, f"{{{MAIN}}}r")
    said = SubElement(run, f"{{{MAIN}}}t", {"{http://www.w3.org/XML/1998/namespace}space": "preserve"})
    said.text = words


def _related(links: Element, folder: str, kind: str) -> str | None:
    found = next((link.get("Target", "") for link in links if link.get("Type") == kind), None)
    return None if found is None else resolved(folder, found)


def _link(links: Element, kind: str, part: str) -> str:
    taken = {link.get("Id") for link in links}
    number = next(number for number in range(1, len(links) + 2) if f"rIdF{number}" not in taken)
    SubElement(links, f"{{{PACKAGE}}}Relationship", {"Id": f"rIdF{number}", "Type": kind, "Target": f"/{part}"})
    return f"rIdF{number}"


def _free(parts: Mapping[str, bytes], pattern: str) -> str:
    return next(name for number in range(1, len(parts) + 2) if (name := pattern.format(number)) not in parts)


def _say_type(parts: dict[str, bytes], *, part: str = "", extension: str = "") -> None:
    tree = safe.xml(parts["[Content_Types].xml"])
    if part:
        SubElement(tree, f"{{{_TYPES}}}Override", {"PartName": f"/{part}", "ContentType": _COMMENT_TYPE})
    elif not any(one.get("Extension", "").lower() == extension for one in tree):
        kind = "application/vnd.openxmlformats-officedocument.vmlDrawing"
        tree.insert(0, Element(f"{{{_TYPES}}}Default", {"Extension": extension, "ContentType": kind}))
    parts["[Content_Types].xml"] = safe.written(tree, {_TYPES: ""})


_TYPE: Final = (
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_VML: Final = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    f'xmlns:x="urn:schemas-microsoft-com:office:excel">{_TYPE}'
)


def _shape(place: tuple[int, int], number: int) -> str:
    """Return the hidden box of a note beside its cell."""
    row, column = place[0] - 1, place[1] - 1
    anchor = f"{column + 1}, 15, {row}, 2, {column + 4}, 15, {row + 6}, 4"
    return (
        f'<v:shape id="_x0000_s{9000 + number}" type="#_x0000_t202" '
        'style="position:absolute;margin-left:60pt;margin-top:2pt;width:220pt;height:96pt;z-index:1;visibility:hidden" '
        'fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/><v:path o:connecttype="none"/>'
        '<v:textbox style="mso-direction-alt:auto"/><x:ClientData ObjectType="Note"><x:MoveWithCells/>'
        "<x:SizeWithCells/>"
        f"<x:Anchor>{escape(anchor)}</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row>"
        f"<x:Column>{column}</x:Column></x:ClientData></v:shape>"
    )


def _reckon(parts: dict[str, bytes]) -> None:
    """Let the spreadsheet reckon its own formulas when it opens the file: what they rest on has changed."""
    body = parts[BOOK]
    tree = safe.xml(body)
    found = tree.find(f"{{{MAIN}}}calcPr")
    if found is None:
        behind = ("oleSize", "customWorkbookViews", "pivotCaches", "webPublishing", "fileRecoveryPr", "extLst")
        places = [place for place, child in enumerate(tree) if child.tag.rpartition("}")[2] in behind]
        found = Element(f"{{{MAIN}}}calcPr")
        tree.insert(places[0] if places else len(tree), found)
    found.set("fullCalcOnLoad", "1")
    parts[BOOK] = safe.written(tree, {**safe.prefixes(body), MAIN: ""})


def _packed(parts: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, body in parts.items():
            info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, body)
    return buffer.getvalue()
