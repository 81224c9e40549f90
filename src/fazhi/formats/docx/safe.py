"""Opening a Word file of somebody else: bounded, no macros, no entities, nothing fetched, nothing run."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Mapping
from typing import Final
from xml.etree import ElementTree
from xml.sax.saxutils import escape, quoteattr

from fazhi.formats.errors import ReadError

LARGEST: Final = 20 * 2**20
"""Bytes of a Word file that is read or filled."""

PART: Final = 32 * 2**20
WHOLE: Final = 128 * 2**20
ENTRIES: Final = 2_000
RATIO: Final = 200
"""Bounds on what it unfolds to: bytes a part, bytes in all, parts, times its packed size."""

DOCUMENT: Final = "word/document.xml"

_MACRO = re.compile(r"(^|/)vba(Project|Data)[^/]*\.(bin|xml)$", re.IGNORECASE)
_OBJECT = re.compile(r"^word/(embeddings|activeX|ctrlProps)/|\.(bin|ole|exe|js|vbs)$", re.IGNORECASE)
_DECLARED = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)


def parts(body: bytes) -> dict[str, bytes]:
    """Return the parts of a Word file by name, in order. Raises ReadError for what is not one, or is not fit."""
    found = opened(body, "Word 文件（.docx）", RESAVE)
    if DOCUMENT not in found:
        raise ReadError("不是 Word 文件（.docx）", code="F271", hint=RESAVE)
    return found


def opened(body: bytes, called: str, resave: str) -> dict[str, bytes]:
    """Return the parts of an office file ``called`` so, bounded and without macros. Raises ReadError."""
    if len(body) > LARGEST:
        raise ReadError(f"文件超过 {LARGEST // 2**20} MB", code="F270", hint="删去图片，或另存后再试")
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            infos = archive.infolist()
            _bounded(infos)
            found = {info.filename: archive.read(info) for info in infos if not info.is_dir()}
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError) as error:
        raise ReadError(f"不是 {called}，或者已经损坏、加密", code="F271", hint=resave) from error
    if any(_MACRO.search(name) for name in found) or b"macroEnabled" in found.get("[Content_Types].xml", b""):
        raise ReadError("文件含有宏，不收", code="F272", hint=f"另存为不含宏的文件。{resave}")
    return found


RESAVE: Final = "在 Word 或 WPS 中另存为 .docx 后再试"


def _bounded(infos: list[zipfile.ZipInfo]) -> None:
    total = sum(info.file_size for info in infos)
    unfolded = any(info.file_size > PART or info.file_size > RATIO * max(info.compress_size, 4096) for info in infos)
    if len(infos) > ENTRIES or total > WHOLE or unfolded:
        raise ReadError("文件解开后过大，可能是恶意文件", code="F273", hint=RESAVE)


def xml(body: bytes) -> ElementTree.Element:
    """Return a part as a tree. Raises ReadError for a document type, an entity, another encoding, broken XML."""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ReadError("文件内部的编码不是 UTF-8", code="F274", hint=RESAVE) from error
    if _DECLARED.search(body):
        raise ReadError("文件内部声明了实体，不收", code="F274", hint=RESAVE)
    try:
        return ElementTree.fromstring(body)  # noqa: S314 - neither document type nor entity is left in it
    except ElementTree.ParseError as error:
        raise ReadError("文件内部的结构损坏", code="F274", hint=RESAVE) from error


def prefixes(body: bytes) -> dict[str, str]:
    """Return address -> prefix as a part declares them: Word looks for some of its namespaces by their prefix."""
    text = body.decode("utf-8", errors="ignore")
    return {address: prefix for prefix, address in re.findall(r'xmlns:([A-Za-z_][\w.-]*)="([^"]+)"', text)}


def written(tree: ElementTree.Element, names: Mapping[str, str]) -> bytes:
    """Return a tree as XML with the prefixes it was read with, all of them declared on its root.

    ElementTree's own writer drops declarations nothing uses, and then ``mc:Ignorable`` names what is not there. An
    address whose prefix is empty is the namespace of names without a prefix.
    """
    known = {"http://www.w3.org/XML/1998/namespace": "xml", **names}
    for element in tree.iter():
        for tag in (element.tag, *element.attrib):
            if tag.startswith("{"):
                known.setdefault(tag[1:].partition("}")[0], f"n{len(known)}")
    declared = "".join(
        f" xmlns{':' if prefix else ''}{prefix}={quoteattr(address)}"
        for address, prefix in known.items()
        if prefix != "xml"
    )
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{_element(tree, known, declared)}'.encode()


def _element(element: ElementTree.Element, known: Mapping[str, str], declared: str = "") -> str:
    name = _name(element.tag, known)
    attributes = "".join(f" {_name(key, known)}={quoteattr(value)}" for key, value in element.attrib.items())
    inner = escape(element.text or "") + "".join(_element(child, known) + escape(child.tail or "") for child in element)
    return f"<{name}{declared}{attributes}>{inner}</{name}>" if inner else f"<{name}{declared}{attributes}/>"


def _name(tag: str, known: Mapping[str, str]) -> str:
    address, closed, local = tag[1:].partition("}") if tag.startswith("{") else ("", "", tag)
    return f"{known[address]}:{local}" if closed and known[address] else local


def refuse_outside(found: Mapping[str, bytes]) -> None:
    """Refuse embedded objects and anything a form would fetch from elsewhere. Raises ReadError."""
    if odd := next((name for name in found if _OBJECT.search(name)), None):
        raise ReadError(f"文件含有嵌入的对象（{odd}），不收", code="F275", hint="删去嵌入的对象后另存")
    for name, body in found.items():
        if not name.endswith(".rels"):
            continue
        for link in xml(body):
            if link.get("TargetMode", "").lower() == "external":
                target = link.get("Target", "")[:80]
                raise ReadError(f"文件引用了外部内容（{target}），不收", code="F275", hint="删去外部链接、模板后另存")


def refuse_fetched(found: Mapping[str, bytes]) -> None:
    """Refuse what another program would fetch from elsewhere when it opens the file; a link to click is none of it.

    Raises ReadError.
    """
    for name, body in found.items():
        if not name.endswith(".rels"):
            continue
        for link in xml(body):
            outside = link.get("TargetMode", "").lower() == "external"
            if outside and not link.get("Type", "").endswith("/hyperlink"):
                target = link.get("Target", "")[:80]
                raise ReadError(f"文件引用了外部内容（{target}）", code="F275", hint="删去外部链接、模板后另存")
