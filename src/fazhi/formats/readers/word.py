"""Word documents (.docx): paragraphs, tables, automatic numbers, text boxes, notes, headers; as the page shows them.

Tracked insertions are read, tracked deletions are not. Every character is tied to the element it came from, so that a
comment can be put at the very words.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from fazhi.formats.errors import ReadError
from fazhi.formats.readers.gathering import Gathered
from fazhi.formats.readers.numbering import Numbering, W
from fazhi.formats.readers.packed import Element, Packed
from fazhi.kernel.lint import BlockKind, Document

__all__ = ["Piece", "WordSource", "read"]

_MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_M: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_REL: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}"

_SKIPPED: Final = frozenset(
    {
        *(f"{W}{name}" for name in ("del", "moveFrom", "instrText", "delText", "delInstrText", "fldData", "rt")),
        *(f"{W}{name}Pr" for name in ("r", "p", "sect", "tbl", "tr", "tc", "sdt", "sdtEnd")),
        f"{W}tblGrid",
        f"{_MC}Fallback",
    }
)
_SIGNS: Final = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-", f"{W}ptab": "\t"}


@dataclass(frozen=True, slots=True)
class Piece:
    """Text of one element: where it begins and ends, the element (w:t and the like), its paragraph, its part."""

    start: int
    end: int
    element: Element
    paragraph: Element
    part: str


@dataclass(slots=True)
class WordSource:
    """The file behind a document: the archive, the tree of its main part, and where each piece of text stands."""

    packed: Packed
    main: str
    root: Element
    pieces: list[Piece] = field(default_factory=list)


def read(data: bytes, path: str) -> Document:
    """Return the document of a .docx file. ReadError where it is damaged, encrypted, hostile or no Word document."""
    packed = Packed(data, "Word文件")
    main = _main_part(packed)
    source = WordSource(packed, main, packed.xml(main))
    parts = _related(packed, main)
    numbering = next((packed.xml(name) for kind, name in parts if kind == "numbering" and name in packed.names), None)
    styles = next((packed.xml(name) for kind, name in parts if kind == "styles" and name in packed.names), None)
    reading = _Reading(source, Numbering(numbering), _styles(styles))
    body = source.root.find(f"{W}body")
    if body is None:
        raise ReadError("Word文件里没有正文", code="F207", hint="请用Word或WPS打开后另存一份再检查")
    reading.part(body, main, BlockKind.PARAGRAPH)
    # What stands on every page comes last, so that it does not get between the title and the body.
    for kinds, block in (
        (("footnotes", "endnotes"), BlockKind.NOTE),
        (("header",), BlockKind.HEADER),
        (("footer",), BlockKind.FOOTER),
    ):
        for name in sorted({name for each, name in parts if each in kinds and name in packed.names}):
            reading.part(packed.xml(name), name, block)
    text = reading.gathered.text()
    if not text.strip():
        hint = "如果是扫描件，请先转成文字再检查"
        raise ReadError("Word文件里没有文字（可能只有图片），未检查", code="F202", hint=hint)
    return Document(text, path=path, blocks=reading.gathered.blocks, source=source)


def _main_part(packed: Packed) -> str:
    if "_rels/.rels" not in packed.names:
        raise ReadError("不是Word文件（是别的压缩包）", code="F204", hint="请改成正确的扩展名，或者另存为.docx后再检查")
    for kind, name in _related(packed, ""):
        if kind == "officeDocument" and name in packed.names:
            if name.startswith(("xl/", "ppt/")):
                what = "Excel表格" if name.startswith("xl/") else "演示文稿"
                raise ReadError(f"内容是{what}，不能按公文检查", code="F204", hint="请把文字另存为.docx后再检查")
            return name
    raise ReadError("Word文件里没有正文", code="F207", hint="请用Word或WPS打开后另存一份再检查")


def _related(packed: Packed, part: str) -> list[tuple[str, str]]:
    """Return kind and name of the parts a part points to within the archive; links outside are left out."""
    folder, name = posixpath.split(part)
    rels = posixpath.join(folder, "_rels", f"{name}.rels")
    if rels not in packed.names:
        return []
    found = []
    for each in packed.xml(rels).iterfind(f"{_REL}Relationship"):
        if each.get("TargetMode") == "External":
            continue
        target = each.get("Target") or ""
        full = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        found.append(((each.get("Type") or "").rpartition("/")[2], full))
    return found


def _styles(root: Element | None) -> dict[str, tuple[bool, tuple[str, int] | None]]:
    """Return for each paragraph style whether it is a heading and which list it numbers by; based-on is followed."""
    if root is None:
        return {}
    declared: dict[str, tuple[str | None, bool, tuple[str, int] | None]] = {}
    for style in root.iterfind(f"{W}style"):
        name = style.get(f"{W}styleId") or ""
        based = style.find(f"{W}basedOn")
        outline = style.find(f"{W}pPr/{W}outlineLvl")
        shown = style.find(f"{W}name")
        heading = outline is not None or ((shown.get(f"{W}val") if shown is not None else "") or "").lower().startswith(
            ("heading", "标题", "title")
        )
        listed = _numbered(style.find(f"{W}pPr"))
        declared[name] = (based.get(f"{W}val") if based is not None else None, heading, listed)
    found = {}
    for name in declared:
        at: str | None = name
        heading, listed, steps = False, None, 0
        while at in declared and steps < 20:
            base, is_heading, number = declared[at]
            heading = heading or is_heading
            listed = listed or number
            at, steps = base, steps + 1
        found[name] = (heading, listed)
    return found


def _numbered(properties: Element | None) -> tuple[str, int] | None:
    if properties is None or (num := properties.find(f"{W}numPr")) is None:
        return None
    name, depth = num.find(f"{W}numId"), num.find(f"{W}ilvl")
    if name is None:
        return None
    level = (depth.get(f"{W}val") if depth is not None else None) or "0"
    return (name.get(f"{W}val") or "0"), int(level) if level.isdigit() else 0


class _Reading:
    """One pass over the parts of a document."""

    def __init__(
        self, source: WordSource, numbering: Numbering, styles: dict[str, tuple[bool, tuple[str, int] | None]]
    ) -> None:
        self.source, self.numbering, self.styles = source, numbering, styles
        self.gathered = Gathered()
        self._part = ""

    def part(self, root: Element, name: str, kind: BlockKind) -> None:
        """Read every paragraph of a part in the order of the page."""
        self._part = name
        spans: dict[Element, tuple[int, int]] = {}
        for paragraph, inside in _paragraphs(root):
            properties = paragraph.find(f"{W}pPr")
            begun = self.gathered.length
            self._paragraph(paragraph, properties, BlockKind.CELL if inside and kind is BlockKind.PARAGRAPH else kind)
            if inside and (cell := next(paragraph.iterancestors(f"{W}tc"), None)) is not None:
                spans[cell] = spans.get(cell, (begun, 0))[0], self.gathered.length - 1
        self.gathered.tables(spans, f"{W}tr", f"{W}tbl", _over)

    def _paragraph(self, paragraph: Element, properties: Element | None, kind: BlockKind) -> None:
        style = properties.find(f"{W}pStyle") if properties is not None else None
        heading, listed = self.styles.get((style.get(f"{W}val") if style is not None else None) or "", (False, None))
        own = _numbered(properties)
        if own is not None and own[0] == "0":
            listed = None
        elif own is not None:
            listed = own
        label = self.numbering.label(*listed) if listed else ""
        boxes: list[Element] = []
        if label:
            self._add(label + ("" if label.endswith(("、", "）", ")")) else " "), paragraph, paragraph)
        before = self.gathered.length
        for element in _texts(paragraph, boxes):
            words = _SIGNS.get(str(element.tag)) or element.text or ""
            self._add(words, element, paragraph)
        if self.gathered.length > before or label or not boxes:
            if heading and kind is BlockKind.PARAGRAPH:
                kind = BlockKind.HEADING
            self.gathered.end_block(kind)
        for box in boxes:
            for inner, _ in _paragraphs(box):
                self._paragraph(inner, inner.find(f"{W}pPr"), BlockKind.TEXTBOX)

    def _add(self, words: str, element: Element, paragraph: Element) -> None:
        if not words:
            return
        words = words.replace("\r\n", "\n").replace("\r", "\n")
        at = self.gathered.add(words)
        self.source.pieces.append(Piece(at, at + len(words), element, paragraph, self._part))


def _over(cell: Element) -> str:
    """Return over how many columns a cell runs, as written."""
    over = cell.find(f"{W}tcPr/{W}gridSpan")
    return (over.get(f"{W}val") if over is not None else None) or "1"


def _paragraphs(root: Element) -> Iterator[tuple[Element, bool]]:
    """Yield the paragraphs under an element and whether each stands in a table; text boxes are left to their anchor."""
    waiting: list[tuple[Element, bool]] = [(child, False) for child in reversed(root)]
    while waiting:
        element, inside = waiting.pop()
        tag = element.tag
        if tag == f"{W}p":
            yield element, inside
        elif isinstance(tag, str) and tag not in _SKIPPED:
            if tag in (f"{W}footnote", f"{W}endnote") and element.get(f"{W}type") in _NO_NOTES:
                continue
            deeper = inside or tag == f"{W}tbl"
            waiting.extend((child, deeper) for child in reversed(element))


_NO_NOTES: Final = frozenset({"separator", "continuationSeparator", "continuationNotice"})


def _texts(paragraph: Element, boxes: list[Element]) -> Iterator[Element]:
    """Yield the elements that print text or a sign, in order; text boxes met on the way are put into ``boxes``."""
    waiting = list(reversed(paragraph))
    while waiting:
        element = waiting.pop()
        tag = element.tag
        if tag in (f"{W}t", f"{_M}t") or tag in _SIGNS:
            if tag == f"{W}br" and element.get(f"{W}type") in ("page", "column"):
                continue
            yield element
        elif tag == f"{W}txbxContent":
            boxes.append(element)
        elif tag == f"{W}r" and _hidden(element):
            continue
        elif isinstance(tag, str) and tag not in _SKIPPED:
            waiting.extend(reversed(element))


def _hidden(run: Element) -> bool:
    vanish = run.find(f"{W}rPr/{W}vanish")
    return vanish is not None and vanish.get(f"{W}val") not in ("0", "false", "off")
