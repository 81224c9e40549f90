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
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*")


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
    """Return the reader for what the bytes are, loaded when needed. ReadError where the name says another thing.

    Files of Word are taken under any of their names: WPS and old templates are often saved as .doc with new content.
    """
    suffix = path.suffix.lower()
    kind, named = _kind(data, suffix)
    if kind == "picture":
        raise ReadError("图片，没有文字层，未检查", code="F211", hint="请用原来的Word文件检查，或者先转成文字")
    if suffix in _NAMES and kind not in _NAMES[suffix] and not (kind == "legacy" and _ENCRYPTED in data):
        raise ReadError(
            f"内容是{named}，与文件名{suffix}不符", code="F204", hint="请核对文件，改成正确的扩展名或者另存后再检查"
        )
    return plain.read if kind == "plain" else _named(kind)


_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_TEXTS = ("plain", "web")
_NAMES = {
    ".txt": _TEXTS,
    ".md": _TEXTS,
    ".html": _TEXTS,
    ".htm": _TEXTS,
    ".docx": ("word",),
    ".docm": ("word",),
    ".pdf": ("pdf",),
    ".ofd": ("ofd",),
    ".doc": ("word", "legacy", "web"),
    ".wps": ("word", "legacy"),
    ".rtf": ("legacy",),
}
"""What may stand under a name; names that are not here are read as what they are."""


def _kind(data: bytes, suffix: str) -> tuple[str, str]:
    """Return the reader for these bytes and what they are called."""
    if data.startswith(b"%PDF") or (suffix == ".pdf" and b"%PDF" in data[:1024]):
        return "pdf", "PDF文件"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return ("ofd", "OFD文件") if b"OFD.xml" in data else ("word", "Word文件或压缩包")
    if data.startswith((b"\xd0\xcf\x11\xe0", b"{\\rtf")):
        return "legacy", "旧版Office文件"
    if data.startswith(_PICTURES) or (data.startswith(b"BM") and suffix == ".bmp"):
        return "picture", "图片"
    if suffix in (".html", ".htm", ".xhtml") or (suffix not in (".txt", ".md") and _HTML.match(data[:2000])):
        return "web", "网页"
    return "plain", "文字文件"


def _named(name: str) -> Reader:
    reader: Reader = import_module(f"fazhi.formats.readers.{name}").read
    return reader
