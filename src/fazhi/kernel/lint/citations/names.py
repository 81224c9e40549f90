"""The names a catalogue knows, laid out for the extractor: what a title resolves to, and where a bare name begins."""

from __future__ import annotations

import re
from collections.abc import Mapping

_SPACE = re.compile(r"[\s\u200b\ufeff]+")
_BARE = "中华人民共和国"
_WIDTHS = str.maketrans("()<>＜＞《》", "（）〈〉〈〉〈〉")
_MARKS = re.compile("[<>＜＞《》]")
_NARROW = re.compile("[()<>＜＞《》]")
_INNER = str.maketrans("<>＜＞《》", "〈〉〈〉〈〉")


def clean_title(written: str) -> str:
    """Return a title as it is cited: without white space, inner marks written 〈〉, nothing else changed."""
    # Most titles need neither; translate costs more than the rest of an extraction.
    plain = _SPACE.sub("", written) if _SPACE.search(written) else written
    return plain.translate(_INNER) if _MARKS.search(plain) else plain


class Names:
    """Every name of a catalogue with the full title it stands for. Immutable; empty it knows nothing and refuses none.

    ``canonical`` maps full and short names to full titles; names are compared with full-width brackets.
    """

    __slots__ = ("_by_ending", "_canonical")

    def __init__(self, canonical: Mapping[str, str]) -> None:
        self._canonical = {name.translate(_WIDTHS): title for name, title in canonical.items()}
        lengths: dict[str, set[int]] = {}
        for name in self._canonical:
            lengths.setdefault(name[-2:], set()).add(len(name))
        self._by_ending = {ending: tuple(sorted(found, reverse=True)) for ending, found in lengths.items()}

    def canonical(self, title: str) -> str | None:
        """Return the full title that ``title`` names, with or without 中华人民共和国; ``None`` when unknown."""
        plain = title.translate(_WIDTHS) if _NARROW.search(title) else title
        return self._canonical.get(plain) or self._canonical.get(plain.removeprefix(_BARE))

    def start_of(self, text: str, end: int) -> int:
        """Return where the longest known name that ends at ``end`` begins; -1 when none does."""
        for length in self._by_ending.get(text[max(0, end - 2) : end], ()):
            if length <= end and text[end - length : end] in self._canonical:
                start = end - length
                full = start - len(_BARE)
                return full if full >= 0 and text.startswith(_BARE, full) else start
        return -1
