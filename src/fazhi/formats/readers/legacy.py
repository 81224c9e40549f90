"""Old formats (.doc, .wps, .rtf): turned into .docx by LibreOffice where it is installed, else said plainly."""

from __future__ import annotations

from typing import Final

from fazhi.formats import office
from fazhi.formats.errors import ReadError
from fazhi.formats.readers import word
from fazhi.kernel.lint import Document

__all__ = ["read"]

_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")


def read(data: bytes, path: str) -> Document:
    """Return the document of an old Word or WPS file. ReadError where it is encrypted, or LibreOffice is missing."""
    if _ENCRYPTED in data:
        raise ReadError("Word文件加了密，打不开", code="F208", hint="请去掉密码后再检查")
    if office.installed() is None:
        raise ReadError(
            "旧版格式（.doc、.wps、.rtf），本机没有LibreOffice，读不了",
            code="F212",
            hint="请用Word或WPS另存为.docx后再检查，或者在本机安装LibreOffice",
        )
    name = "source.rtf" if data.startswith(b"{\\rtf") else "source.doc"
    converted = office.convert({name: data}, "docx:MS Word 2007 XML").get(name)
    if converted is None:
        raise ReadError("旧版格式没有转换成功", code="F207", hint="请用Word或WPS另存为.docx后再检查")
    document = word.read(converted, path)
    return Document(document.text, path=path, blocks=document.blocks)
