"""What a run hands to every rule: the day, the catalogue, the calendar, and what was found in this document so far."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from fazhi.kernel.lint.needs import each_match, matches

if TYPE_CHECKING:
    from fazhi.kernel.calendar import Calendar
    from fazhi.kernel.lint.document import Document
    from fazhi.kernel.lint.ruleset import Seen


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
    asked: Mapping[str, int] = field(default_factory=dict)
    present: set[str] | None = None
    met: int = 0
    at: Document | None = None

    def begin(self, document: Document, asked: Mapping[str, int], seen: Seen) -> None:
        """Begin with a document: the patterns whose words were looked for in it, and what was seen of them.

        The number of a pattern, held against ``seen.met``, tells whether its words stand in the document.
        """
        self.memo.clear()
        self.at, self.asked, self.present, self.met = document, asked, seen.present, seen.met

    def day(self, document: Document) -> date:
        """Return the day a document is judged on: its own, or that of the run."""
        return document.date or self.as_of

    def found(self, document: Document, pattern: str) -> bool:
        """Return whether the pattern matches anywhere in the document; remembered for the run of this document."""
        if self.at is not document:
            return matches(pattern, document.folded, None)
        known = self.memo.get(pattern)
        if known is None:
            ways = self.asked.get(pattern)
            if ways is None:
                known = matches(pattern, document.folded, None)
            else:
                known = self.met & ways != 0 and matches(pattern, document.folded, self.present)
            self.memo[pattern] = known
        return known

    def each(self, document: Document, pattern: str) -> Iterator[re.Match[str]]:
        """Yield every match of the pattern in the whole document, as ``finditer`` does but without reading all of it.

        The words the pattern needs are looked for together with those of all rules if the rule names it in
        ``anywhere``. ``^`` and ``$`` match at line ends.
        """
        ways = self.asked.get(pattern) if self.at is document else None
        if ways is None:
            return each_match(pattern, document.folded, None)
        return each_match(pattern, document.folded, self.present) if self.met & ways else iter(())
