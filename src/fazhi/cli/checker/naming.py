"""Names of files written beside others."""

from __future__ import annotations

from pathlib import PurePath


def free_name(path: str, number: int, suffix: str) -> str:
    """Return the name of the output for an input: its own name with ``suffix`` behind it, ``number`` (unless 0) before.

    Two inputs may bear the same name in different folders; the number keeps their outputs apart.
    """
    stem = PurePath(path).name or "文件"
    return (f"{number:03d}-" if number else "") + stem + suffix
