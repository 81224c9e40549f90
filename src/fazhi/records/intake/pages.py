"""How many pages a file has, where that can be seen without opening it in its program."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Final

_PAGE: Final = re.compile(rb"/Type\s*/Page(?![A-Za-z])")
_COUNTED: Final = re.compile(rb"<Pages>(\d{1,5})</Pages>")
_LARGEST: Final = 1024 * 1024
IMAGES: Final = frozenset({"jpg", "png", "heic"})


def pages_of(body: bytes, kind: str) -> int | None:
    """Return the number of pages as the file says it, or None where it does not say. Never raises."""
    if kind in IMAGES:
        return 1
    if kind == "pdf":
        return len(_PAGE.findall(body)) or None
    if kind == "docx":
        return _said(body)
    return None


def _said(body: bytes) -> int | None:
    """Return what a Word file says of itself; its own program counted it when it was last saved."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            info = archive.getinfo("docProps/app.xml")
            if info.file_size > _LARGEST:
                return None
            found = _COUNTED.search(archive.read(info))
    except (KeyError, zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError):
        return None
    return int(found[1]) if found else None
