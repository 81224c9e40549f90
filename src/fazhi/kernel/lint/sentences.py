"""Where the marks that end a sentence stand in folded text."""

from __future__ import annotations

from itertools import accumulate
from typing import Final

from fazhi.kernel.lint.lazily import lazily

_MARKS: Final = lazily(r"[。;!?][。;!?”’」』)】]*")
_CLOSING: Final = frozenset(("", *"”’」』)】"))
"""What stands behind one of these marks and belongs to the sentence; nothing at all: another mark."""


def mark_ends(folded: str) -> list[int]:
    """Return where such marks end, with what closes behind them; split where each stands alone, which is quicker."""
    parts = folded.replace(";", "。").replace("!", "。").replace("?", "。").split("。")
    behind = {part[:1] for part in parts[1:-1]}
    if behind.isdisjoint(_CLOSING) and (not parts[-1] or parts[-1][0] not in _CLOSING):
        return [end + marks for marks, end in enumerate(accumulate(map(len, parts[:-1])), 1)]
    return [match.end() for match in _MARKS.finditer(folded)]
