"""What kind of file it is: by its bytes, and held against its name."""

from __future__ import annotations

import io
import zipfile

from fazhi.kernel.errors import FazhiError
from fazhi.records.intake.names import extension_of

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLD_OFFICE = frozenset({"doc", "wps", "et", "xls"})
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1"})
_SAME = {"jpeg": "jpg", "heif": "heic"}
KINDS = ("docx", "doc", "wps", "et", "xls", "xlsx", "pdf", "ofd", "jpg", "png", "heic", "zip", "txt", "csv")
ENTRIES = 10_000
"""Most entries of an archive whose list is read."""


class Unfit(FazhiError):
    """Bytes that are not taken, and why."""

    code = "F252"


def kind_of(body: bytes, name: str) -> str:
    """Return the kind of file (one of KINDS). Raises Unfit for other kinds and for a name that says otherwise."""
    kind = _by_bytes(body, extension_of(name))
    said = _SAME.get(extension_of(name), extension_of(name))
    if kind is None:
        raise Unfit(
            f"认不出的文件类型{f'（.{said}）' if said else ''}",
            hint="可上传 docx、doc、wps、et、xls、xlsx、pdf、ofd、jpg、png、heic、zip、txt、csv",
        )
    if said and said != kind and not (kind in ("docx", "xlsx") and said in ("wps", "et")):
        raise Unfit(f"扩展名是 .{said}，内容却是 {kind}", hint="请确认文件没有被改名或损坏，再按实际类型上传")
    return kind


def _by_bytes(body: bytes, said: str) -> str | None:
    if b"%PDF-" in body[:1024]:
        return "pdf"
    if body.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if body.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if body[4:8] == b"ftyp" and body[8:12] in _HEIC_BRANDS:
        return "heic"
    if body.startswith(OLE):
        return said if said in _OLD_OFFICE else ("doc" if not said else None)
    if body.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zipped(body)
    return (said or "txt") if is_text(body) and said in ("", "txt", "csv") else None


def _zipped(body: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            listed = archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise Unfit("压缩结构损坏，打不开", hint="请重新保存或压缩后再上传") from error
    if len(listed) > ENTRIES:
        raise Unfit(f"压缩包内的文件超过 {ENTRIES} 个", hint="请分成几个再上传")
    members = set(listed)
    if "[Content_Types].xml" in members:
        if "word/document.xml" in members:
            return "docx"
        if "xl/workbook.xml" in members:
            return "xlsx"
        raise Unfit("是一种不收的 Office 文件（如演示文稿）", hint="请另存为 pdf 再上传")
    return "ofd" if "OFD.xml" in members else "zip"


def is_text(body: bytes) -> bool:
    """Say whether the bytes read as text in UTF-8, UTF-16 with its mark, or GB 18030."""
    return decode(body) is not None


def decode(body: bytes) -> str | None:
    """Return the text of plain text bytes, or None."""
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    elif b"\x00" in body:
        return None
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = body.decode(encoding)
        except UnicodeDecodeError:
            continue
        odd = sum(1 for c in text[:4096] if ord(c) < 32 and c not in "\t\n\r\f")
        return text if odd == 0 else None
    return None
