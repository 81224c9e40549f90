"""Cues: short strings that every match of a pattern must contain, found by one scan.

A cue that is not implied makes findings vanish without a word. Therefore cues are derived from the parsed pattern, or,
where an author names rarer ones, proved against it (``implied``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any, Final

from fazhi.kernel.lint.folding import fold_pattern

_MANY: Final = 128
_FEW: Final = 4  # more alternatives of a repeated sign make a cue no rarer
Words = frozenset[str]


_known: dict[str, Iterable[str]] = {}


def remember(derived: Mapping[str, Iterable[str]]) -> None:
    """Take cues derived earlier, by the patterns joined as in ``key_of``: parsing every pattern makes a slow start."""
    _known.update(derived)


def key_of(patterns: Iterable[str]) -> str:
    """Return what derived cues are kept under."""
    return "\n".join(patterns)


def cues_of(patterns: Iterable[str]) -> tuple[str, ...] | None:
    """Return the cues of several patterns together, remembered or derived; ``None`` when one of them implies none."""
    patterns = tuple(patterns)
    known = _known.get(key_of(patterns))
    return tuple(known) if known is not None else derive(patterns)


def derive(patterns: Iterable[str]) -> tuple[str, ...] | None:
    """Return the cues as the patterns themselves show them; ``None`` when one of them implies none."""
    found: set[str] = set()
    for pattern in patterns:
        best = _best(candidates_of(parsed(pattern)))
        if best is None:
            return None
        found |= best
    return tuple(sorted(word for word in found if not any(other in word for other in found if other != word)))


def exactly(pattern: str) -> tuple[str, ...] | None:
    """Return the words the pattern is a plain choice of; ``None`` where it says more than that or they are many."""
    sequence = parsed(pattern)
    words = _exact(sequence) if _is_plain(sequence) else None
    if not words or not all(words):
        return None
    return tuple(sorted(word for word in words if not any(other in word for other in words if other != word)))


def _is_plain(sequence: Any) -> bool:
    """Whether nothing but the signs themselves decides: no anchor, no look around, no case."""
    for code, value in sequence:
        if code in (op.AT, op.ASSERT, op.ASSERT_NOT):
            return False
        if code is op.BRANCH and not all(_is_plain(branch) for branch in value[1]):
            return False
        if code is op.SUBPATTERN and not _is_plain(value[3]):
            return False
        if code in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT) and not _is_plain(value[2]):
            return False
    return True


def implied(pattern: str, cues: Iterable[str]) -> bool:
    """Whether every match of the pattern contains one of the cues."""
    # Short runs of repeated signs sometimes show a cue that long ones hide, and the other way round.
    return any(_holds(parsed(pattern), tuple(cues), few) for few in (_FEW, _MANY))


@cache
def parsed(pattern: str) -> Any:
    """Return a pattern as ``re`` parses it for folded text; nothing for one that does not regard case."""
    found = parser.parse(fold_pattern(pattern))
    # Without regard to case a literal stands for several signs, so nothing is derived from such a pattern.
    return () if found.state.flags & op.SRE_FLAG_IGNORECASE else found


def _best(candidates: Iterable[Words]) -> Words | None:
    """The set with the longest shortest word (beyond four signs length says little), then the fewest words."""
    usable = [words for words in candidates if words and all(words)]
    return max(usable, key=lambda words: (min(4, *map(len, words), 4), -len(words), sorted(words)), default=None)


def candidates_of(sequence: Any) -> Iterator[Words]:
    """Yield sets of which every match contains one: runs of adjacent literals, and what the items themselves need."""
    for run, item in _runs(sequence, _FEW):
        if run is not None:
            yield run
        if item is not None:
            needed = _needed(item)
            if needed is not None:
                yield needed


def _holds(sequence: Any, cues: tuple[str, ...], few: int) -> bool:
    for run, item in _runs(sequence, few):
        if run and all(any(cue in word for cue in cues) for word in run):
            return True
        if item is None:
            continue
        code, value = item
        if code is op.BRANCH and all(_holds(branch, cues, few) for branch in value[1]):
            return True
        inner = _inside(item)
        if inner is not None and _holds(inner, cues, few):
            return True
    return False


def _runs(sequence: Any, few: int) -> Iterator[tuple[Words | None, Any]]:
    """Yield (words of a finished run of literals, None) and (None, each item that is not one plain sign)."""
    run: Words = frozenset([""])
    for item in sequence:
        exact = _exact_item(item)
        if item[0] is not op.LITERAL:
            yield None, item
        if item[0] is op.ASSERT and item[1][0] > 0 and "" not in run:
            # What must follow stands beside the run in the text, though not in the match.
            ahead = _exact(item[1][1])
            if ahead is not None and len(run) * len(ahead) <= _MANY:
                yield frozenset(left + right for left in run for right in ahead), None
        if exact is not None and len(run) * len(exact) <= _MANY:
            run = frozenset(left + right for left in run for right in exact)
            continue
        least = _least(item, few)
        if least is not None and len(run) * len(least) <= _MANY:
            # What is repeated stands at least so often beside what came before, and again beside what follows.
            run = frozenset(left + right for left in run for right in least)
        yield run, None
        run = exact if exact is not None else least if least is not None else frozenset([""])
    yield run, None


def _least(item: Any, few: int) -> Words | None:
    """The strings that the fewest repetitions of an item give, where they are few."""
    code, value = item
    if code is op.SUBPATTERN and len(value[3]) == 1 and not value[1] & op.SRE_FLAG_IGNORECASE:
        return _least(value[3][0], few)  # a group around it changes nothing
    if code not in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT) or value[0] < 1:
        return None
    inside = _exact(value[2])
    if inside is None or len(inside) ** value[0] > few:
        return None
    words: Words = frozenset([""])
    for _ in range(value[0]):
        words = frozenset(left + right for left in words for right in inside)
    return words


def _needed(item: Any) -> Words | None:
    code, value = item
    if code is op.BRANCH:
        parts = [_best(candidates_of(branch)) for branch in value[1]]
        return frozenset().union(*(part for part in parts if part)) if all(parts) else None
    inner = _inside(item)
    return None if inner is None else _best(candidates_of(inner))


def _inside(item: Any) -> Any:
    """What must occur at least once inside an item; ``None`` where nothing must."""
    code, value = item
    if code is op.SUBPATTERN:
        return () if value[1] & op.SRE_FLAG_IGNORECASE else value[3]
    if code in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT) and value[0] >= 1:
        return value[2]
    return value if code is op.ATOMIC_GROUP else None


def _exact(sequence: Any) -> Words | None:
    """All strings a sequence can match, where they are few; assertions and anchors count as empty."""
    words: Words = frozenset([""])
    for item in sequence:
        exact = _exact_item(item)
        if exact is None or len(words) * len(exact) > _MANY:
            return None
        words = frozenset(left + right for left in words for right in exact)
    return words


def _exact_item(item: Any) -> Words | None:
    code, value = item
    if code is op.LITERAL:
        return frozenset([chr(value)])
    if code is op.IN:
        return _signs(value)
    if code in (op.AT, op.ASSERT, op.ASSERT_NOT):
        return frozenset([""])
    if code is op.BRANCH:
        parts = [_exact(branch) for branch in value[1]]
        words = frozenset[str]().union(*(part for part in parts if part is not None))
        return words if all(part is not None for part in parts) and len(words) <= _MANY else None
    if code is op.SUBPATTERN:
        return None if value[1] & op.SRE_FLAG_IGNORECASE else _exact(value[3])
    if code in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
        low, high, inner = value
        words_inside = _exact(inner)
        if words_inside is not None and high == 1:
            return words_inside | {""} if low == 0 else words_inside
    return None


def _signs(members: Any) -> Words | None:
    signs: set[str] = set()
    for code, value in members:
        if code is op.LITERAL:
            signs.add(chr(value))
        elif code is op.RANGE and value[1] - value[0] < 12:
            signs.update(chr(point) for point in range(value[0], value[1] + 1))
        else:
            return None
    return frozenset(signs) if len(signs) <= _MANY else None
