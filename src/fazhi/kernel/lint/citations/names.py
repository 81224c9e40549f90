"""The names a catalogue knows, laid out for the extractor: what a title resolves to, and where a bare name begins."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from fazhi.kernel.citations.instrument import COUNTRY
from fazhi.kernel.lint.lazily import lazily

_SPACE = lazily(r"[\s\u200b\ufeff]+")
_MARKS = lazily("[<>＜＞《》]")
_INNER = str.maketrans("<>＜＞《》", "〈〉〈〉〈〉")


def clean_title(written: str) -> str:
    """Return a title as it is cited: without white space, inner marks written 〈〉, nothing else changed."""
    # Most titles need neither; translate costs more than the rest of an extraction.
    plain = _SPACE.sub("", written) if _SPACE.search(written) else written
    return plain.translate(_INNER) if _MARKS.search(plain) else plain


class Names:
    """Every name of a catalogue with the full title it stands for.

    ``titles`` are the names that may stand bare before an article; ``find`` returns the full title that a cited one
    names, ``None`` when it is unknown, and is asked once for each title.
    """

    __slots__ = ("_by_ending", "_find", "_found", "_titles")

    def __init__(self, titles: Iterable[str], find: Callable[[str], str | None]) -> None:
        self._titles = frozenset(titles)
        self._find = find
        self._found: dict[str, str | None] = {}
        lengths: dict[str, set[int]] = {}
        for name in self._titles:
            lengths.setdefault(name[-2:], set()).add(len(name))
        self._by_ending = {ending: tuple(sorted(found, reverse=True)) for ending, found in lengths.items()}

    @classmethod
    def of(cls, canonical: Mapping[str, str]) -> Names:
        """Return the names of a mapping from full and short names to full titles."""
        return cls(canonical, canonical.get)

    def canonical(self, title: str) -> str | None:
        """Return the full title that a cited title names; ``None`` when it is unknown."""
        try:
            return self._found[title]
        except KeyError:
            return self._found.setdefault(title, self._find(title))

    def start_of(self, text: str, end: int) -> int:
        """Return where the longest known name that ends at ``end`` begins; -1 when none does."""
        for length in self._by_ending.get(text[max(0, end - 2) : end], ()):
            if length <= end and text[end - length : end] in self._titles:
                start = end - length
                full = start - len(COUNTRY)
                return full if full >= 0 and text.startswith(COUNTRY, full) else start
        return -1
