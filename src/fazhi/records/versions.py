"""Which version of the program wrote the projected tables: a file in the folder of the site says it.

The tables are copies of what the events say. A program that copies more, or otherwise, cannot use what an earlier one
wrote; ``acts.rebuilding`` writes them again. Raise ``PROJECTION`` with every change of what a table must hold for the
same events (a new table or column, another meaning), and nowhere else; measures that a pack adds or changes are seen
by their digest.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from fazhi.packs import measures
from fazhi.records import site
from fazhi.records.models import Event

PROJECTION: Final = 4
"""1: before opinions were kept beside their matters. 2: with them. 3: with what matters yield (figures and sums). 4:
with the register that is kept apart for a matter."""

NEEDED: Final = "数据表（台账、任务、编号簿等）是以前的程序按账本写的，须按账本重写一遍；账本本身不动"


def path() -> Path:
    """Return the file that says it."""
    return site.home() / "projection"


def wanted() -> str:
    """Return what this program writes: its version, and the digest of the measures its packs declare."""
    return f"{PROJECTION} {measures.digest()}"


def written() -> str | None:
    """Return what wrote the tables; None where nobody said."""
    try:
        return path().read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return None


def mark() -> None:
    """Say that the tables are as this program writes them."""
    draft = path().with_name("projection.part")
    draft.write_text(f"{wanted()}\n", encoding="ascii")
    draft.replace(path())


def begin() -> None:
    """Mark a site that holds nothing yet: whatever is written now is written by this program."""
    if written() is None and not Event.objects.exists():
        mark()


def needed() -> bool:
    """Say whether the tables must be written again: another version wrote them, or nobody knows which."""
    return written() != wanted() and Event.objects.exists()
