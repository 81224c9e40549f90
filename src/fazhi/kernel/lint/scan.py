"""One pass over a text for many words at once, by an Aho-Corasick automaton.

The automaton runs over bytes, two for each sign: it takes a third fewer steps than over UTF-8, and a place needs no
counting of signs. (A table of all transitions would be quicker by itself, but with its 24 MB it drives everything else
out of the cache.)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from ahocorasick_rs import AhoCorasick, BytesAhoCorasick, Implementation

Match = tuple[int, int, int]
"""Index of the word, and its start and end in bytes: twice the offsets of the signs. At an odd one stands no word."""

_FAR: Final = re.compile("[\U00010000-\U0010ffff]")  # signs of four bytes
_NO_SIGN: Final = "\uffff"


class Scan:
    """The words to look for, known by their index. Call it with a text for all matches, overlapping ones too."""

    __slots__ = ("_find", "_plain")

    def __init__(self, words: Sequence[str]) -> None:
        self._plain = any(_FAR.search(word) for word in words)
        self._find: Callable[..., list[Match]]
        if self._plain:
            self._find = AhoCorasick(list(words), store_patterns=False).find_matches_as_indexes
        else:
            written = [word.encode("utf-16-le") for word in words]
            self._find = BytesAhoCorasick(written, implementation=Implementation.ContiguousNFA).find_matches_as_indexes

    def __call__(self, text: str) -> list[Match]:
        """Return every match in the order of their ends; those at odd places are to be passed over."""
        if self._plain:
            return [(word, start * 2, end * 2) for word, start, end in self._find(text, overlapping=True)]
        written = text.encode("utf-16-le", "surrogatepass")
        if len(written) != 2 * len(text):
            written = _FAR.sub(_NO_SIGN, text).encode("utf-16-le", "surrogatepass")
        return self._find(written, overlapping=True)
