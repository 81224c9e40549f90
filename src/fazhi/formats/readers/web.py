"""HTML pages: what a reader of the page would read, block by block."""

from __future__ import annotations

import re
from typing import Final

from lxml import etree, html

from fazhi.formats.errors import ReadError
from fazhi.formats.plain import decode
from fazhi.formats.readers.gathering import Gathered
from fazhi.formats.readers.packed import Element
from fazhi.kernel.lint import BlockKind, Document

__all__ = ["read"]

_SILENT: Final = frozenset(
    {"script", "style", "noscript", "template", "head", "iframe", "object", "svg", "select", "option", "button", "nav"}
)
_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BLOCKS: Final = _HEADINGS | {
    *("p", "div", "li", "ul", "ol", "dl", "dt", "dd", "table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption"),
    *("section", "article", "header", "footer", "main", "aside", "blockquote", "pre", "figure", "figcaption", "form"),
    *("body", "html", "hr", "address", "fieldset", "legend", "center"),
}
_CHARSET: Final = re.compile(rb"""charset\s*=\s*["']?([A-Za-z0-9_-]{3,20})""", re.IGNORECASE)


def read(data: bytes, path: str) -> Document:
    """Return the document of an HTML page. ReadError where there is nothing to read."""
    text = _decoded(data)
    # What was decoded here is read as UTF-8, whatever the page says of itself.
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise ReadError("网页读不出内容", code="F207", hint="请在浏览器里打开后另存一份再检查") from error
    gathered = Gathered()
    body = root.find("body")
    _walk(root if body is None else body, gathered)
    gathered.end_block(BlockKind.PARAGRAPH)
    found = gathered.text()
    if not found.strip():
        raise ReadError("网页里没有文字", code="F202", hint="请核对是不是存成了空页")
    return Document(found, path=path, blocks=gathered.blocks)


def _decoded(data: bytes) -> str:
    named = _CHARSET.search(data[:4096])
    if named is not None:
        name = named[1].decode("ascii").lower()
        try:
            return data.decode("gb18030" if name in ("gb2312", "gbk", "gb18030") else name)
        except (LookupError, UnicodeDecodeError):
            return decode(data)  # the page names an encoding it is not in
    return decode(data)


def _walk(root: Element, gathered: Gathered) -> None:
    """Add the text under an element. An explicit stack: pages nest deeper than calls may."""
    waiting: list[tuple[Element, bool]] = [(root, False)]
    cells: dict[Element, tuple[int, int]] = {}
    while waiting:
        element, leaving = waiting.pop()
        tag = element.tag if isinstance(element.tag, str) else ""
        if leaving:
            if tag in _BLOCKS:
                _close(gathered, tag)
            if tag in ("td", "th"):
                begun = cells[element][0]
                cells[element] = begun, max(begun, gathered.length - 1)
            _words(element.tail, gathered)
            continue
        if tag in _SILENT or not tag:
            _words(element.tail if element is not root else None, gathered)
            continue
        if tag in _BLOCKS:
            _close(gathered, "")
        if tag == "br":
            gathered.add("\n")
        elif tag in ("td", "th"):
            cells[element] = gathered.length, 0
        _words(element.text, gathered)
        waiting.append((element, True))
        waiting.extend((child, False) for child in reversed(element))
    # A cell that runs over rows shifts those below it; such tables are left alone.
    shifted = {next(cell.iterancestors("table"), None) for cell in cells if cell.get("rowspan", "1") != "1"}
    plain = {cell: span for cell, span in cells.items() if next(cell.iterancestors("table"), None) not in shifted}
    gathered.tables(plain, "tr", "table", lambda cell: cell.get("colspan") or "1")


def _close(gathered: Gathered, tag: str) -> None:
    """End the block under way, if any words stand in it."""
    blocks = gathered.blocks
    start = blocks.ends[-1] + 1 if len(blocks) else 0
    if gathered.length <= start:
        return
    kind = BlockKind.HEADING if tag in _HEADINGS else BlockKind.CELL if tag in ("td", "th") else BlockKind.PARAGRAPH
    gathered.end_block(kind)


def _words(words: str | None, gathered: Gathered) -> None:
    if not words:
        return
    words = re.sub(r"[ \t\r\n\f\v]+", " ", words)
    blocks = gathered.blocks
    fresh = gathered.length == (blocks.ends[-1] + 1 if len(blocks) else 0)
    gathered.add(words.lstrip(" ") if fresh else words)
