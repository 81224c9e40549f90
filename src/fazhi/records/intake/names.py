"""File names as they came: made safe to show. They are never used as a path."""

from __future__ import annotations

import re
from unicodedata import category, normalize

LONGEST = 120

# Marks that turn the reading direction can make "exe.pdf" look like "fdp.exe".
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def clean(name: str) -> str:
    """Return ``name`` without folders, control and direction marks, at most LONGEST characters, extension kept."""
    plain = normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    plain = "".join(c for c in plain if category(c) not in _INVISIBLE)
    plain = re.sub(r"\s+", " ", plain).lstrip().rstrip(" .")
    stem, dot, extension = plain.rpartition(".")
    if not dot:
        stem, extension = plain, ""
    if len(plain) > LONGEST:
        extension = extension[:16]
        stem = stem[: LONGEST - len(extension) - 1]
    stem = stem.strip() or "未命名"
    return f"{stem}.{extension}" if extension else stem


def extension_of(name: str) -> str:
    """Return the extension of a cleaned name in lower case, without the dot; empty if there is none."""
    _stem, dot, extension = name.rpartition(".")
    return extension.casefold() if dot and re.fullmatch(r"[A-Za-z0-9]{1,8}", extension) else ""
