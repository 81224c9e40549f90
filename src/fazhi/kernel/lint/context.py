"""What a run hands to every rule: the day, the catalogue, the calendar, and what was found in this document so far."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from fazhi.kernel.calendar import Calendar

if TYPE_CHECKING:
    from fazhi.kernel.lint.document import Document


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
            self.memo[key] = compiled(pattern).search(document.folded) is not None
        return self.memo[key]
