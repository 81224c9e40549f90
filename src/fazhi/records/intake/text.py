"""Enough of a file's text to look for secrecy marks: read in memory, bounded, never unpacked to disk.

Not a reader of documents: order and layout do not matter here, only that a mark is not missed.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import IO

from fazhi.records.intake import pdf
from fazhi.records.intake.sniff import Unfit, decode

MEMBER = 64 * 1024 * 1024
TOTAL = 256 * 1024 * 1024
RATIO = 1000
SHEETS = 512 * 1024 * 1024
"""Bounds on what a packed document may unfold to: bytes a part, bytes in all, times its packed size; a workbook, whose
sheets are read in pieces, in bytes."""
_PIECE = 1 << 22

_PARTS = {
    "docx": re.compile(r"word/(?:document\d*|header\d*|footer\d*|footnotes|endnotes|comments)\.xml|docProps/\w+\.xml"),
    "xlsx": re.compile(r"xl/(?:workbook|sharedStrings|worksheets/[^/]+|drawings/[^/]+)(?:\.xml)?|docProps/\w+\.xml"),
    "ofd": re.compile(r"(?:OFD|.*Document|.*Content|.*Annotation\w*|.*Annot[^/]*)\.xml"),
}
_BREAK = re.compile(r"</(?:w:p|si|is|row|c|a:p|ofd:TextObject|ofd:TextCode|oddHeader|oddFooter)>|<w:br/>|<w:tab/>")
_TAG = re.compile(r"<[^>]*>")
_SHEET_NAME = re.compile(r'<(?:\w+:)?sheet [^>]*name="([^"]*)"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What was seen of a file and how far: ``checked``, ``partly``, ``image``, ``closed`` (``evidence.Received``)."""

    text: str
    state: str


def peek(body: bytes, kind: str) -> Seen:
    """Return the text of ``body`` for the secrecy check. Raises Unfit for a packed document that unfolds too far."""
    if kind in ("txt", "csv"):
        return Seen(text=decode(body) or "", state="checked")
    if kind in _PARTS:
        return _packed(body, kind)
    if kind == "pdf":
        found = pdf.text_of(body)
        if found is None:
            return Seen(text="", state="closed")
        return Seen(text=found, state="checked" if found.strip() else "image")
    if kind in ("doc", "wps", "et", "xls"):
        return Seen(text=_raw(body), state="partly")
    if kind == "zip":
        return Seen(text=_listed(body), state="closed")
    return Seen(text="", state="image")


def _packed(body: bytes, kind: str) -> Seen:
    texts: list[str] = []
    total = 0
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            for info in archive.infolist():
                if not _PARTS[kind].fullmatch(info.filename):
                    continue
                if info.flag_bits & 1:
                    return Seen(text="", state="closed")
                total += _bounded(info, kind)
                if total > (SHEETS if kind == "xlsx" else TOTAL):
                    raise _bomb(info.filename)
                with archive.open(info) as part:
                    texts += map(_plain, _pieces(part)) if kind == "xlsx" else [_plain(part.read(MEMBER + 1))]
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, RuntimeError, OSError) as error:
        raise Unfit(f"{kind} 文件损坏，打不开", hint="请重新保存后再上传") from error
    return Seen(text="\n".join(texts), state="checked")


def _pieces(part: IO[bytes]) -> Iterator[bytes]:
    """Yield XML in pieces, none of which ends inside a tag: a ledger of a hundred thousand rows is not held whole."""
    rest = b""
    while piece := part.read(_PIECE):
        text = rest + piece
        cut = text.rfind(b"<") if len(text) < 4 * _PIECE else len(text)
        yield text[:cut]
        rest = text[cut:]
    yield rest


def _bounded(info: zipfile.ZipInfo, kind: str) -> int:
    if info.file_size > (SHEETS if kind == "xlsx" else MEMBER) or info.file_size > RATIO * max(
        info.compress_size, 1024
    ):
        raise _bomb(info.filename)
    return info.file_size


def _bomb(name: str) -> Unfit:
    return Unfit(f"文件解开后过大（{name}），可能是恶意文件", hint="请用办公软件打开后另存再上传")


def _plain(xml: bytes) -> str:
    """Return the character data of XML, paragraphs on lines of their own. No parser: nothing in it can be expanded."""
    text = xml.decode("utf-16" if xml[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8", errors="replace")
    names = "\n".join(_SHEET_NAME.findall(text))
    return unescape(_TAG.sub("", _BREAK.sub("\n", text))) + "\n" + unescape(names)


def _raw(body: bytes) -> str:
    """Return what an old Office file may hold as text: its bytes read as UTF-16 at both alignments, and as GB 18030."""
    return "\n".join(
        (
            body.decode("utf-16-le", errors="ignore"),
            body[1:].decode("utf-16-le", errors="ignore"),
            body.decode("gb18030", errors="ignore"),
        )
    )


def _listed(body: bytes) -> str:
    """Return the names of an archive's entries, which are not opened."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        listed = archive.infolist()
    lines = []
    for info in listed:
        name = info.filename
        if not info.flag_bits & 0x800:
            # Without the UTF-8 flag the name is in the sender's code page, which Python read as cp437.
            name = name.encode("cp437", errors="replace").decode("gb18030", errors="replace")
        lines.append(name.rpartition("/")[2].rpartition(".")[0])
    return "\n".join(lines)
