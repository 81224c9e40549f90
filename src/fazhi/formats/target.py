"""Where a file is written to: its name is taken over only when the whole is there, and never that of a device."""

from __future__ import annotations

from pathlib import Path

from fazhi.kernel.errors import FazhiError


def checked(target: Path) -> Path:
    """Return ``target`` if a file may take its name. FazhiError for a folder, a device or a pipe: to put a file in the
    place of ``/dev/null`` would break the machine for everybody."""
    if target.exists() and not target.is_file():
        raise FazhiError("不能写到这里：不是普通文件", where=str(target), hint="请写一个文件名，例如 结果.docx")
    return target
