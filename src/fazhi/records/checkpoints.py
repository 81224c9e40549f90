"""Published checkpoints: ``FAZHI_HOME/checkpoints/000001.json`` …, one file each, written once, outside the database.

Whoever can write the database alone cannot make these agree with a ledger that was rewritten. Copies belong on paper,
on the portal and on another machine: whoever can write the whole folder of the site can write these too.
"""

from __future__ import annotations

import re
from pathlib import Path

from fazhi.records import site

_NAME = re.compile(r"(\d{6,})\.json")


def folder() -> Path:
    """Return where the files lie."""
    return site.home() / "checkpoints"


def path_of(number: int) -> Path:
    """Return the file of checkpoint ``number``, whether or not it is there."""
    return folder() / f"{number:06}.json"


def numbers() -> list[int]:
    """Return the numbers of the checkpoints whose files are there, in order."""
    if not folder().is_dir():
        return []
    found = (_NAME.fullmatch(path.name) for path in folder().iterdir())
    return sorted(int(name[1]) for name in found if name)


def read(number: int) -> bytes | None:
    """Return the bytes of a published checkpoint, or None when its file is not there."""
    try:
        return path_of(number).read_bytes().removesuffix(b"\n")
    except FileNotFoundError:
        return None


def write(number: int, body: bytes) -> None:
    """Publish a checkpoint; a file that is there stays as it is."""
    folder().mkdir(mode=0o700, exist_ok=True)
    site.write_new(path_of(number), body + b"\n")
