"""What a run hands to every rule: the day, the catalogue, the calendar, and what was found in this document so far."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from fazhi.kernel.calendar import Calendar
from fazhi.kernel.lint.cues import cues_of, exactly

if TYPE_CHECKING:
    from fazhi.kernel.lint.document import Document

_FEW = 16


@dataclass(slots=True, kw_only=True)
class Context:
    """The surroundings of one run. ``as_of`` is the day documents are judged on that bear no date of their own.

    ``citations`` and ``figures`` extract from a document; where they are ``None``, rules about them stay silent.
    """

    as_of: date
    catalogue: Any = None
    calendar: Calendar | None = None
    deep: bool = False
    citations: Callable[[Document], Sequence[Any]] | None = None
    figures: Callable[[Document], Any] | None = None
    memo: dict[tuple[int, str], bool] = field(default_factory=dict)

    def day(self, document: Document) -> date:
        """Return the day a document is judged on: its own, or that of the run."""
        return document.date or self.as_of

    def found(self, document: Document, pattern: str) -> bool:
        """Return whether the pattern matches anywhere in the document; remembered for the run of this document."""
        from fazhi.kernel.lint.rule import compiled

        key = (id(document), pattern)
        if key not in self.memo:
            folded = document.folded
            words, whole = _words(pattern)
            # Looking for a few words is many times quicker than the pattern, and most papers hold none of them.
            possible = words is None or any(word in folded for word in words)
            self.memo[key] = possible and (whole or compiled(pattern).search(folded) is not None)
        return self.memo[key]


@cache
def _words(pattern: str) -> tuple[tuple[str, ...] | None, bool]:
    """The words one of which every match holds, and whether one of them is a match already.

    ``None`` where there are none, or too many to be worth it.
    """
    plain = exactly(pattern)
    words = plain or cues_of((pattern,))
    return (words, plain is not None) if words is not None and len(words) <= _FEW else (None, False)
