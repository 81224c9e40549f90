"""Abbreviations a text declares for an instrument: 《…》（以下简称《…》）, with or without marks, with any bracket."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field

from fazhi.kernel.lint.citations.names import clean_title
from fazhi.kernel.lint.lazily import lazily

_CALLED = lazily(r"(?:以下(?:统一|均|合)?|下文?)[简统]?称|简称")
_CALLS = "称"
_BEFORE = frozenset("简统下文合均一")
_MARKED = lazily(
    r"\s{0,2}(?:为|作)?[：:]?\s{0,2}[《“\"「〈‘『]{1,2}\s{0,2}(?P<name>[^《》“”\"「」，,。；;\n]{1,40}?)\s{0,2}[》”\"」〉’』]{1,2}"
)
_PLAIN = lazily(
    r"\s{0,2}(?:为|作)?[：:]?\s{0,2}(?P<name>[\u4e00-\u9fff〇·—0-9A-Za-z]{2,30})(?=\s{0,2}[）)\]】〕，,。；;、])"
)


_AHEAD = 2000


@dataclass(slots=True)
class Abbreviations:
    """Declared abbreviations by name, each with where it takes hold and what it stands for; the latest one counts."""

    declared: dict[str, tuple[list[int], list[str]]] = field(default_factory=dict)
    spans: list[tuple[int, int]] = field(default_factory=list)

    def add(self, name: str, title: str | None, start: int, end: int) -> None:
        """Take in the declaration whose words stand at ``start`` to ``end``; from there it replaces earlier ones."""
        self.spans.append((start, end))
        if title is not None:
            places, titles = self.declared.setdefault(name, ([], []))
            places.append(end)
            titles.append(title)

    def resolve(self, name: str, at: int) -> str | None:
        """Return the title that ``name`` stands for at that offset: by the last declaration before it.

        Without one before, a declaration that follows soon counts: papers quote before they introduce.
        """
        found = self.declared.get(name)
        if found is None:
            return None
        index = bisect_right(found[0], at)
        if index:
            return found[1][index - 1]
        return found[1][0] if found[0][0] - at < _AHEAD else None


def find_declarations(text: str) -> list[tuple[int, int, int, str]]:
    """Return every declaration as (start of the word, start and end of the short name with marks, short name)."""
    found = []
    for start, end in _words(text):
        match = _MARKED.match(text, end) or _PLAIN.match(text, end)
        if match is not None:
            found.append((start, match.start("name"), match.end(), clean_title(match["name"])))
    return found


def _words(text: str) -> list[tuple[int, int]]:
    """Where the declaring words stand. A plain search: a pattern over the whole text costs more than all the rest."""
    found = []
    at = text.find(_CALLS)
    while at >= 0:
        end = at + 1
        if text[at - 1 : at] in _BEFORE:
            word = _CALLED.search(text, max(0, at - 6), end)
            if word is not None and word.end() == end:
                found.append((word.start(), end))
        at = text.find(_CALLS, end)
    return found
