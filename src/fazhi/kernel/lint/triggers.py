"""Which of many conditions the words of a text meet: all of them answered with a few operations on one number.

Every way of a condition has one bit in each of a few layers, a layer for each of its sets of words. A word sets the
bits of the sets it belongs to; a way is met where its bit stands in every layer. So a text, or a sentence, costs one
operation for each word found in it, however many conditions there are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import reduce
from itertools import product
from operator import or_
from typing import Final

Words = frozenset[str]
Way = tuple[Words, ...]

_LAYERS: Final = 4
_MOST_WAYS: Final = 12

ALWAYS: Final[tuple[Way, ...]] = ((),)
"""The ways of a condition that nothing is needed for."""


class Triggers:
    """Conditions over words that are known by their index.

    Begin with ``none``, take in ``marks[index]`` of each word that is there by ``|``, and ask ``met`` with the sum.
    A set with a word that is not among the known ones is not asked for: then a condition may count as met that is not.
    """

    __slots__ = ("_all", "_marked", "_owner", "bits", "layers", "marks", "none")

    def __init__(self, words: Sequence[str], conditions: Iterable[Sequence[Way]]) -> None:
        index = {word: at for at, word in enumerate(words)}
        ways: list[tuple[int, int, list[Words]]] = []
        count = 0
        for at, condition in enumerate(conditions):
            count += 1
            for which, way in enumerate(condition):
                ways.append((at, which, [words for words in way if words <= index.keys()][:_LAYERS]))
        # Those of most sets have the lowest bits: so each layer is only as wide as it has sets, and the numbers short.
        ways.sort(key=lambda way: -len(way[2]))
        self._owner = [(at, which) for at, which, _ in ways]
        self._all = (1 << len(ways)) - 1
        self.bits = [0] * count
        self.marks = [0] * len(words)
        self.none = 0
        for bit, (at, _, sets) in enumerate(ways):
            self.bits[at] |= 1 << bit
            if not sets:
                self.none |= 1 << bit
        self.layers: list[tuple[int, int]] = []
        """Of each layer but the first, by how much it is shifted, and the ways that have no set in it."""
        shift = 0
        for layer in range(_LAYERS):
            own = sum(len(sets) > layer for _, _, sets in ways)
            if layer and own:
                self.layers.append((shift, self._all & ~((1 << own) - 1)))
            for bit, (_, _, sets) in enumerate(ways[:own]):
                for word in sets[layer]:
                    self.marks[index[word]] |= 1 << (shift + bit)
            shift += own if layer else len(ways)
        self._marked = frozenset(word for word, marks in enumerate(self.marks) if marks)

    def met(self, marks: int) -> int:
        """Return the ways that are met, as a number to be held against ``bits`` of a condition."""
        found = marks & self._all
        for shift, beyond in self.layers:
            found &= marks >> shift | beyond
        return found

    def of(self, words: Iterable[int]) -> int:
        """Return the ways that are met by words, given by their index."""
        marks = self.marks
        return self.met(reduce(or_, [marks[word] for word in self._marked.intersection(words)], self.none))

    def telling(self, words: Iterable[int], ways: int) -> dict[int, int]:
        """Return the marks of those words, by index, that tell something of some ways, and only what they tell."""
        mask = ways
        for shift, beyond in self.layers:
            mask |= (ways & ~beyond) << shift
        marks = self.marks
        return {word: told for word in self._marked.intersection(words) if (told := marks[word] & mask)}

    def without(self, conditions: Iterable[int]) -> int:
        """Return all ways but those of some conditions, to be held against what ``met`` returns."""
        left = self._all
        for at in conditions:
            left &= ~self.bits[at]
        return left

    def owner(self, met: int) -> int:
        """Return the index of one condition with a way among those met."""
        return self._owner[met.bit_length() - 1][0]

    def each(self, met: int) -> Iterator[tuple[int, list[int]]]:
        """Yield the index of each condition with a way among those met, in order, and which of its ways those are."""
        found: dict[int, list[int]] = {}
        while met:
            lowest = met & -met
            at, which = self._owner[lowest.bit_length() - 1]
            found.setdefault(at, []).append(which)
            met ^= lowest
        for at in sorted(found):
            yield at, sorted(found[at])


def both(one: Sequence[Way], other: Sequence[Way]) -> Sequence[Way]:
    """Return the ways of meeting two conditions at once; the first alone where that makes too many."""
    if len(one) * len(other) > max(_MOST_WAYS, len(one)):
        return one
    return tuple((*left, *(words for words in right if words not in left)) for left, right in product(one, other))


def scannable(ways: Iterable[Way]) -> tuple[Way, ...]:
    """Return ways without the sets that hold a single sign: it stands in too many places to be worth a search.

    No ways at all mean that nothing is known of what is needed.
    """
    return tuple(tuple(words for words in way if min(map(len, words)) > 1) for way in ways) or ALWAYS


def united(ways: Sequence[Way]) -> Sequence[Way]:
    """Return several ways as one that needs a word of the first set of any: less is asked for, but at little cost."""
    if len(ways) < 2 or not all(ways):
        return ways
    return ((frozenset(word for way in ways for word in way[0]),),)


def words_of(ways: Iterable[Way]) -> Collection[str]:
    """Return all words of some ways."""
    return {word for way in ways for words in way for word in words}
