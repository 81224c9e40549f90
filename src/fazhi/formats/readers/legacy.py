"""Old formats (.doc, .wps, .rtf): turned into .docx by LibreOffice where it is installed, else said plainly."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Final

from fazhi.formats.errors import ReadError
from fazhi.formats.readers import word
from fazhi.kernel.lint import Document

__all__ = ["read"]

_WAIT: Final = 90
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")


def read(data: bytes, path: str) -> Document:
    """Return the document of an old Word or WPS file. ReadError where it is encrypted, or LibreOffice is missing."""
    if _ENCRYPTED in data:
        raise ReadError("Word文件加了密，打不开", code="F208", hint="请去掉密码后再检查")
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        raise ReadError(
            "旧版格式（.doc、.wps、.rtf），本机没有LibreOffice，读不了",
            code="F212",
            hint="请用Word或WPS另存为.docx后再检查，或者在本机安装LibreOffice",
        )
    suffix = ".rtf" if data.startswith(b"{\\rtf") else ".doc"
    with tempfile.TemporaryDirectory(prefix="fazhi-") as folder:
        source = Path(folder) / f"source{suffix}"
        source.write_bytes(data)
        command = [
            office,
            f"-env:UserInstallation=file://{folder}/profile",
            *("--headless", "--norestore", "--convert-to", "docx:MS Word 2007 XML", "--outdir", folder, str(source)),
        ]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=_WAIT)  # noqa: S603
        except (subprocess.SubprocessError, OSError) as error:
            raise _failed() from error
        converted = source.with_suffix(".docx")
        if not converted.exists():
            raise _failed()
        document = word.read(converted.read_bytes(), path)
    return Document(document.text, path=path, blocks=document.blocks)


def _failed() -> ReadError:
    return ReadError("旧版格式没有转换成功", code="F207", hint="请用Word或WPS另存为.docx后再检查")
