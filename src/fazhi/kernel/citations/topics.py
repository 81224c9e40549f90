"""What an article is about, kept as digests of its uncommon pairs of characters: enough to tell which one is meant.

Where a law was numbered anew, words about the old article of a number and not about the present one show that the old
number was written. A pair is kept as 24 bits of its CRC-32; pairs that stand all over the law, or in laws at large, are
left out when the index is built. The words of a law cannot be read back.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from zlib import crc32

Topics = Mapping[str, frozenset[int]]
"""The kept pairs of one edition by article, ``"12"`` or ``"120_1"``."""

_RUN = re.compile("[\u3400-\u9fff]{2,}")
_LEAST, _ONE, _LEADS, _FAINT, _SHARED = 5.0, 3.0, 0.7, 0.34, 0.45
"""Weight the words must have in the old article, and a single pair that stands hardly anywhere else; how near to the
best article it must come; what the present one of that number may have; what of it must stand in the new place."""
_LEAST_ALONE, _LEADS_ALONE = 8.0, 0.9
"""The same where it is not known which article the old one became."""
_AHEAD, _PART = 1.5, 0.3
"""How far before the next, and with what share of the old one, an article is held to be its heir."""
_BOTH = 2
_APART, _WEIGHTY, _LEADS_APART = 3, 7.0, 0.5
"""Where the words have nothing of the present article of the number, and all they have of the old one stands where it
went: pairs and weight that takes, and how near to the best article it must come then. The matter may touch others."""


def pairs(words: str) -> frozenset[int]:
    """Return the digests of all pairs of neighbouring characters; none goes over a mark or a figure."""
    found = set()
    for run in _RUN.findall(words):
        for at in range(len(run) - 1):
            found.add(digest(run[at : at + 2]))
    return frozenset(found)


def digest(pair: str) -> int:
    """Return the digest of one pair."""
    return crc32(pair.encode("utf-16-le")) & 0xFFFFFF


@dataclass(frozen=True, slots=True)
class About:
    """The articles of one edition, ready to be asked which of them words are about."""

    topics: Topics
    weights: Mapping[int, float] = field(default_factory=dict)

    @classmethod
    def of(cls, topics: Topics) -> About:
        """Return the articles with the weight of each pair: the fewer articles have it, the more."""
        counted = Counter(pair for kept in topics.values() for pair in kept)
        return cls(topics, {pair: math.log((len(topics) + 1) / number) for pair, number in counted.items()})

    def weight(self, words: Collection[int]) -> float:
        """Return what these pairs weigh together."""
        return sum(self.weights.get(pair, 0.0) for pair in words)

    def ranked(self, words: frozenset[int]) -> list[tuple[float, str]]:
        """Return the articles that share a pair with the words, the best first; long ones count a little less."""
        known = words & self.weights.keys()
        if not known:
            return []
        usual = sum(map(len, self.topics.values())) / len(self.topics)
        found = []
        for place, kept in self.topics.items():
            shared = known & kept
            if shared:
                found.append((self.weight(shared) / (0.75 + 0.25 * len(kept) / usual), place))
        return sorted(found, reverse=True)


def _heir(place: str, old: About, new: About) -> str | None:
    """Return the present article that is plainly about what the old one was, though worded anew; ``None`` in doubt."""
    kept = old.topics.get(place, frozenset())
    near = new.ranked(kept)
    if not near or (len(near) > 1 and near[0][0] < _AHEAD * near[1][0]):
        return None
    found = near[0][1]
    return found if old.weight(kept & new.topics[found]) >= _PART * old.weight(kept) else None


def went_to(
    words: frozenset[int], place: str, old: About, new: About, *, became: str | None = None, beside: Sequence[str] = ()
) -> str | None:
    """Return the present article that words cited for ``place`` are about, where that number is the old one's.

    ``became`` is where the wording of the old article stands now, ``None`` where no article holds it. The words must be
    about the old article of the number, hardly about the present one, and what speaks for the old one must stand in one
    other present article, which is returned: in ``became`` where that is known. ``beside`` are further numbers cited
    with it: where one of them explains the words, as well as where anything is in doubt, ``None``.
    """
    shown = words & old.topics.get(place, frozenset())
    if old.weight(shown) < _ONE or words & new.topics.get(place, frozenset()) >= shown:
        return None
    became = became or _heir(place, old, new)
    before, now = old.ranked(words), {each: score for score, each in new.ranked(words)}
    mine = next(score for score, each in before if each == place)
    found = became or next((each for _, each in new.ranked(shown) if each != place), None)
    leads = _LEADS if became else _LEADS_ALONE
    if (
        became
        and len(shown) >= _APART
        and old.weight(shown) >= _WEIGHTY
        and shown <= new.topics.get(became, frozenset())
        and not words & new.topics.get(place, frozenset())
    ):
        leads = _LEADS_APART
    if found is None or found == place or mine < leads * before[0][0]:
        return None
    if not now or now.get(found, 0.0) < leads * max(now.values()):
        return None
    if any(now.get(each, 0.0) > _FAINT * now[found] for each in (place, *beside)):
        return None
    shared = shown & new.topics[found]
    if old.weight(shared) < _SHARED * old.weight(shown):
        return None
    if len(shared) < _BOTH:
        # One pair is enough where it is the mark of what is forbidden, and of the penalty for it.
        few = all(sum(pair in kept for kept in new.topics.values()) <= _BOTH for pair in shared)
        return found if became and few and old.weight(shared) >= _ONE else None
    return found if old.weight(shown) >= (_LEAST if became else _LEAST_ALONE) else None
