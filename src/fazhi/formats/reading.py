"""A file becomes a document: bounded, by its content first and its name second, refused with one clear message."""

from __future__ import annotations

from pathlib import Path

from fazhi.formats import plain
from fazhi.formats.errors import ReadError
from fazhi.kernel.lint import Document
from fazhi.kernel.lint.secrecy import secrecy_mark

__all__ = ["LARGEST", "ReadError", "read"]

LARGEST = 100 * 2**20
_HEAD = 2000


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
    document = plain.read(data, str(path))
    if mark := secrecy_mark(document.text[:_HEAD]):
        raise ReadError(
            f"文件带有“{mark}”字样，未检查",
            code="F203",
            hint="涉密件请线下办理，不得在非涉密设备上处理；如系误标，请先由原单位更正",
        )
    return document
