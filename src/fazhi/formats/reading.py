"""A file becomes a document: bounded, by its content first and its name second, refused with one clear message."""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from fazhi.formats import plain
from fazhi.formats.errors import ReadError
from fazhi.kernel.lint import Document
from fazhi.kernel.lint.secrecy import secrecy_mark

Reader = Callable[[bytes, str], Document]

__all__ = ["LARGEST", "ReadError", "read"]

LARGEST = 100 * 2**20
_HEAD = 2000
_HTML = re.compile(
    rb"^\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|meta|title|div|p[\s>]|table|h[1-6][\s>])",
    re.IGNORECASE | re.DOTALL,
)
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*", b"BM")


def read(path: Path, data: bytes | None = None) -> Document:
    """Return the document in a file. ReadError for what cannot be read; OSError where the file itself cannot.

    A paper that bears a secrecy mark in its head is refused: see ``fazhi.kernel.lint.secrecy`` for the basis.
    """
    if data is None:
        size = path.stat().st_size
        if size > LARGEST:
            raise ReadError(
                f"文件有{size / 2**20:.0f} MB，超过{LARGEST // 2**20} MB，未检查",
                code="F201",
                hint="请拆成几个文件，或者核对是不是选错了文件",
            )
        data = path.read_bytes()
    if not data.strip():
        raise ReadError("文件是空的", code="F202", hint="请核对是不是导出失败，重新导出后再检查")
    document = _reader(data, path)(data, str(path))
    if mark := secrecy_mark(document.text[:_HEAD]):
        raise ReadError(
            f"文件带有“{mark}”字样，未检查",
            code="F203",
            hint="涉密件请线下办理，不得在非涉密设备上处理；如系误标，请先由原单位更正",
        )
    return document


def _reader(data: bytes, path: Path) -> Reader:
    """Return the reader for what the bytes are; the name decides only between kinds of text. Loaded when needed."""
    suffix = path.suffix.lower()
    if data.startswith(b"%PDF") or (suffix == ".pdf" and b"%PDF" in data[:1024]):
        return _named("pdf")
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _named("ofd" if b"OFD.xml" in data[:4096] or (suffix == ".ofd" and b"OFD.xml" in data) else "word")
    if data.startswith((b"\xd0\xcf\x11\xe0", b"{\\rtf")):
        return _named("legacy")
    if data.startswith(_PICTURES[:-1]) or (data.startswith(b"BM") and suffix == ".bmp"):
        raise ReadError("图片，没有文字层，未检查", code="F211", hint="请用原来的Word文件检查，或者先转成文字")
    if suffix in (".docx", ".pdf", ".ofd"):
        raise ReadError(f"内容不是{suffix}文件，与文件名不符", code="F204", hint="请核对文件是否下载完整，或者重新另存")
    if suffix in (".html", ".htm", ".xhtml", ".mht") or _HTML.match(data[:2000]):
        return _named("web")
    return plain.read


def _named(name: str) -> Reader:
    reader: Reader = import_module(f"fazhi.formats.readers.{name}").read
    return reader
