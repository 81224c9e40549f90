"""Which of many groups have a word in a text: one scan instead of a look for each word."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ahocorasick_rs import AhoCorasick, Implementation


class Groups:
    """Groups of words, known by their index. The automaton is made at the first question."""

    __slots__ = ("_groups", "_owners", "_scan")

    def __init__(self, groups: Sequence[Sequence[str]]) -> None:
        self._groups = groups
        self._owners: list[tuple[int, ...]] = []
        self._scan: Callable[..., list[tuple[int, int, int]]] | None = None

    def standing(self, text: str) -> list[int]:
        """Return the indexes of the groups of which a word stands in the text, in their order."""
        if self._scan is None:
            self._scan = self._made()
        owners = self._owners
        words = {match[0] for match in self._scan(text, overlapping=True)}
        return sorted({group for word in words for group in owners[word]})

    def _made(self) -> Callable[..., list[tuple[int, int, int]]]:
        found: dict[str, list[int]] = {}
        for at, words in enumerate(self._groups):
            for word in dict.fromkeys(words):
                found.setdefault(word, []).append(at)
        self._owners = [tuple(groups) for groups in found.values()]
        automaton = AhoCorasick(list(found), implementation=Implementation.ContiguousNFA, store_patterns=False)
        return automaton.find_matches_as_indexes
