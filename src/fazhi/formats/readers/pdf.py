"""PDF with a text layer. A scan has none: it is said to be unchecked, never passed over in silence."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from threading import Lock
from typing import Final

import pypdfium2 as pdfium  # type: ignore[import-untyped]

from fazhi.formats.errors import ReadError
from fazhi.kernel.lint import Document

__all__ = ["PDFIUM", "PdfSource", "read"]

PDFIUM: Final = Lock()
"""Held by whoever calls the PDF library: it may be entered by one thread at a time, and the desk has several."""

MOST_PAGES: Final = 3000
_PAGE_NUMBER: Final = re.compile(
    r"^[ \t\u3000]*(?:[-—–－─]{1,2}[ \t]*\d{1,4}[ \t]*[-—–－─]{1,2}|\d{1,3}|\d{1,4}\s*/\s*\d{1,4}"
    r"|第\s*\d{1,4}\s*页(?:[ \t]*[,，/]?[ \t]*共\s*\d{1,4}\s*页)?)[ \t\u3000]*$"
)
_LEAST: Final = 8
"""A page with fewer signs than this has no text layer worth the name."""


@dataclass(frozen=True, slots=True)
class PdfSource:
    """Where each page begins in the text, and which pages had no text layer (numbers from 1)."""

    pages: tuple[int, ...]
    scanned: tuple[int, ...]


def read(data: bytes, path: str) -> Document:
    """Return the document of a PDF file. ReadError where it is damaged, encrypted, or all of it is scanned.

    Lines that hold only the number of the page are left out: they would cut sentences in two.
    """
    with PDFIUM:
        return _read(data, path)


def _read(data: bytes, path: str) -> Document:
    try:
        pdf = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise ReadError("PDF加了密，打不开", code="F208", hint="请去掉密码后再检查") from error
        raise ReadError("PDF已损坏，打不开", code="F207", hint="请重新导出后再检查") from error
    pieces: list[str] = []
    starts: list[int] = []
    scanned: list[int] = []
    length = 0
    try:
        if len(pdf) > MOST_PAGES:
            raise ReadError(f"PDF有{len(pdf)}页，超过{MOST_PAGES}页，未检查", code="F201", hint="请拆成几个文件")
        for number in range(len(pdf)):
            try:
                page = pdf[number]
                words = page.get_textpage().get_text_range()
            except pdfium.PdfiumError as error:
                raise ReadError(f"PDF第{number + 1}页已损坏", code="F207", hint="请重新导出后再检查") from error
            lines = [line.rstrip() for line in _plain(words).split("\n")]
            kept = [line for at, line in enumerate(lines) if not _only_number(line, at, len(lines))]
            text = "\n".join(kept).strip("\n")
            if len(re.sub(r"\s", "", text)) < _LEAST:
                scanned.append(number + 1)
            starts.append(length)
            pieces.append(text + "\n")
            length += len(text) + 1
    finally:
        pdf.close()
    text = "".join(pieces)
    if len(scanned) == len(starts):
        raise ReadError("扫描件，没有文字层，未检查", code="F211", hint="请用原来的Word文件检查，或者先转成文字")
    return Document(text, path=path, source=PdfSource(tuple(starts), tuple(scanned)))


def _plain(words: str) -> str:
    """Return text with LF line ends, without control signs, radicals turned into the characters they look like."""
    words = words.replace("\r\n", "\n").replace("\r", "\n").replace("\ufffe", "").replace("\x02", "")
    words = words.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")  # half a pair is no character
    return "".join(unicodedata.normalize("NFKC", sign) if "\u2e80" <= sign <= "\u2fdf" else sign for sign in words)


def _only_number(line: str, at: int, count: int) -> bool:
    return (at < 2 or at >= count - 3) and _PAGE_NUMBER.match(line) is not None
