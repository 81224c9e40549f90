"""What a run hands to every rule: the day, the catalogue, the calendar, and what was found in this document so far."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from fazhi.kernel.calendar import Calendar
from fazhi.kernel.lint.needs import each_match, matches

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
    memo: dict[str, bool] = field(default_factory=dict)
    scanned: frozenset[str] = frozenset()
    present: set[str] = field(default_factory=set)
    at: Document | None = None

    def begin(self, document: Document, scanned: frozenset[str], present: set[str]) -> None:
        """Begin with a document: the patterns whose words were looked for in it, and the words that stand in it."""
        self.memo.clear()
        self.at, self.scanned, self.present = document, scanned, present

    def day(self, document: Document) -> date:
        """Return the day a document is judged on: its own, or that of the run."""
        return document.date or self.as_of

    def found(self, document: Document, pattern: str) -> bool:
        """Return whether the pattern matches anywhere in the document; remembered for the run of this document."""
        own = self.at is document
        known = self.memo.get(pattern) if own else None
        if known is None:
            known = matches(pattern, document.folded, self._present(document, pattern))
            if own:
                self.memo[pattern] = known
        return known

    def each(self, document: Document, pattern: str) -> Iterator[re.Match[str]]:
        """Yield every match of the pattern in the whole document, as ``finditer`` does but without reading all of it.

        The words the pattern needs are looked for together with those of all rules if the rule names it in
        ``anywhere``. ``^`` and ``$`` match at line ends.
        """
        return each_match(pattern, document.folded, self._present(document, pattern))

    def _present(self, document: Document, pattern: str) -> set[str] | None:
        """The words that stand in the document, where those of the pattern were looked for."""
        return self.present if pattern in self.scanned and self.at is document else None
