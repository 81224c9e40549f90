"""OFD (GB/T 33190), the fixed-layout format of official papers: text objects put back into lines."""

from __future__ import annotations

import posixpath
import re
from typing import Final

from fazhi.formats.errors import ReadError
from fazhi.formats.readers.packed import Element, Packed
from fazhi.kernel.lint import Document

__all__ = ["read"]

_WHAT: Final = "OFD文件"
_PAGE_NUMBER: Final = re.compile(r"^[-—–－─ ]*\d{1,4}[-—–－─ ]*$")
_SAME_LINE: Final = 0.6
"""Words whose base lines differ by less than this part of their size stand on one line."""


def read(data: bytes, path: str) -> Document:
    """Return the document of an OFD file. ReadError where it is damaged or holds only pictures."""
    packed = Packed(data, _WHAT)
    if "OFD.xml" not in packed.names:
        raise ReadError("不是OFD文件", code="F204", hint="请改成正确的扩展名后再检查")
    pages: list[str] = []
    for root in packed.xml("OFD.xml").iter():
        if _name(root) == "DocRoot" and root.text:
            pages.extend(_pages(packed, root.text.strip().lstrip("/")))
    text = "\n".join(page for page in pages if page.strip())
    if not text.strip():
        raise ReadError("OFD里没有文字（可能是扫描件），未检查", code="F211", hint="请用原来的Word文件检查")
    return Document(text + "\n", path=path)


def _name(element: Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _pages(packed: Packed, document: str) -> list[str]:
    folder = posixpath.dirname(document)
    if document not in packed.names:
        raise ReadError(f"{_WHAT}已损坏，打不开", code="F207", hint="请重新导出后再检查")
    found = []
    for element in packed.xml(document).iter():
        location = element.get("BaseLoc")
        if _name(element) == "Page" and location:
            name = location.lstrip("/") if location.startswith("/") else posixpath.join(folder, location)
            if name in packed.names:
                found.append(_lines(packed.xml(name)))
    return found


def _lines(page: Element) -> str:
    """Return the text of a page, objects gathered into lines from top to bottom, each from left to right."""
    placed: list[tuple[float, float, float, str]] = []
    for element in page.iter():
        if _name(element) != "TextObject":
            continue
        left, top, size = _place(element)
        for code in element:
            if _name(code) == "TextCode" and code.text and code.text.strip():
                placed.append((top + _float(code.get("Y")), left + _float(code.get("X")), size, code.text))
    placed.sort(key=lambda each: (each[0], each[1]))
    lines: list[list[tuple[float, float, float, str]]] = []
    for each in placed:
        if lines and abs(each[0] - lines[-1][0][0]) < _SAME_LINE * max(each[2], 1.0):
            lines[-1].append(each)
        else:
            lines.append([each])
    words = ["".join(each[3] for each in sorted(line, key=lambda each: each[1])) for line in lines]
    return "\n".join(line for line in words if not _PAGE_NUMBER.match(line))


def _place(element: Element) -> tuple[float, float, float]:
    box = [_float(part) for part in (element.get("Boundary") or "").split()]
    left, top = (box[0], box[1]) if len(box) == 4 else (0.0, 0.0)
    return left, top, _float(element.get("Size")) or 4.0


def _float(written: str | None) -> float:
    try:
        return float(written) if written else 0.0
    except ValueError:
        return 0.0
