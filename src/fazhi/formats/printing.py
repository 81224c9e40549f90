"""Many files as one PDF for double-sided print: each begins on a right-hand page, after a blank one if needed."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Final

import pypdfium2 as pdfium  # type: ignore[import-untyped]

from fazhi.formats.errors import ReadError
from fazhi.formats.readers.pdf import MOST_PAGES, PDFIUM

__all__ = ["merged", "pages_in"]

_A4: Final = (595.28, 841.89)
"""Points: the size of a blank page."""


def pages_in(body: bytes) -> int:
    """Return how many pages a PDF has. ReadError where it is encrypted, damaged, empty or too long to print."""
    with PDFIUM:
        document = _opened(body)
        try:
            return len(document)
        finally:
            document.close()


def merged(parts: Sequence[bytes]) -> bytes:
    """Return one PDF of all parts in their order; each begins on an odd page. ReadError as ``pages_in``.

    Pages keep their own size. Forms, signatures and bookmarks of the parts are not carried over: what is made here is
    a print, the files themselves stay where they are.
    """
    with PDFIUM:
        book = pdfium.PdfDocument.new()
        try:
            for body in parts:
                if len(book) % 2:
                    book.new_page(*_A4)
                part = _opened(body)
                try:
                    book.import_pages(part)
                except pdfium.PdfiumError as error:
                    raise ReadError("PDF的页读不出来", code="F207", hint="请重新导出后再合并") from error
                finally:
                    part.close()
                if len(book) > MOST_PAGES:
                    raise ReadError(f"合并后超过{MOST_PAGES}页", code="F201", hint="请分几次合并")
            target = io.BytesIO()
            book.save(target)
            return target.getvalue()
        finally:
            book.close()


def _opened(body: bytes) -> pdfium.PdfDocument:
    try:
        document = pdfium.PdfDocument(body)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise ReadError("PDF加了密", code="F208", hint="请去掉密码") from error
        raise ReadError("PDF已损坏", code="F207", hint="请重新导出") from error
    count = len(document)
    if not 0 < count <= MOST_PAGES:
        document.close()
        raise ReadError(f"PDF有{count}页", code="F201", hint=f"能合并的是1至{MOST_PAGES}页")
    return document
