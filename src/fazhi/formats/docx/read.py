"""The text of a Word file as lines: paragraphs and cells in order, as the reader of the finished paper sees them.

Deleted text of tracked changes is left out, inserted text is taken; headers, footers and comments are not the paper.
Numbers that Word counts by itself are not in the file and are not seen.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from xml.etree import ElementTree

from fazhi.formats.docx.layout import W
from fazhi.formats.docx.safe import DOCUMENT, parts, xml

_W: Final = f"{{{W}}}"
_SKIPPED: Final = frozenset({f"{_W}{name}" for name in ("del", "moveFrom", "pPr", "rPr", "instrText", "txbxContent")})
_FALLBACK: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


def lines(body: bytes) -> tuple[str, ...]:
    """Return the lines of a Word file without empty ones. Raises ReadError for what cannot or may not be read."""
    document = xml(parts(body)[DOCUMENT])
    found = (line.strip() for paragraph in document.iter(f"{_W}p") for line in _text(paragraph).split("\n"))
    return tuple(line for line in found if line)


def tracked(body: bytes) -> bool:
    """Return whether the file still holds tracked changes that nobody accepted or refused."""
    document = xml(parts(body)[DOCUMENT])
    return any(document.find(f".//{_W}{name}") is not None for name in ("ins", "del", "moveTo", "moveFrom"))


def _text(paragraph: ElementTree.Element) -> str:
    return "".join(_pieces(paragraph))


def _pieces(element: ElementTree.Element) -> Iterator[str]:
    for child in element:
        if child.tag in _SKIPPED or child.tag == _FALLBACK:
            continue
        match child.tag.removeprefix(_W):
            case "t":
                yield child.text or ""
            case "tab":
                yield "　"
            case "br" | "cr":
                yield "\n"
            case "noBreakHyphen":
                yield "-"
            case _:
                yield from _pieces(child)
