"""What a pattern needs of a text, and where in a long text its matches can stand at all.

Most papers hold none of the words a pattern needs; then nothing is searched. Where they hold some, only what lies
around those words is searched. Both give exactly the matches of a search through the whole text, never another one.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from re import _constants as op  # type: ignore[attr-defined]
from typing import Any, Final

from fazhi.kernel.lint.cues import candidates_of, exactly, parsed
from fazhi.kernel.lint.folding import fold_pattern

_MOST_WORDS: Final = 48  # of one set; more of them say little and make the scan long
_MOST_SETS: Final = 4
_FEW_SIGNS: Final = 3  # to look around each of more signs takes longer than to search everything
_LONGEST: Final = 200  # signs of a match; patterns of longer ones are held by a stop or searched everywhere
COMMON: Final = frozenset(
    ("应当", "规定", "行政", "有关", "单位", "人员", "以上", "以下", "企业", "按照", "依照", "根据", "申请",
     "责任", "法律", "法规", "经营", "建设", "生产", "不得", "负责", "部门", "工作", "管理", "相关")
)  # fmt: skip
"""Words of nearly every regulation and report: to wait for one of them keeps a search from nothing."""
_STOPS: Final = ("。", "\n")
_ASCII: Final = 128
_SHORT: Final = 600  # a text of so few signs is searched as a whole

Words = frozenset[str]
Ways = tuple[tuple[Words, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """``ways``: a text with a match holds, for one way at least, a word of each of its sets; empty where unknown.

    ``exact``: the words of the only set are matches themselves.
    """

    ways: Ways
    exact: bool = False

    @property
    def words(self) -> Words:
        """All words that are asked for."""
        return frozenset(word for way in self.ways for words in way for word in words)

    def met(self, present: Collection[str] | None, text: str) -> bool:
        """Whether a text can hold a match: by its words where these were looked for, by searching it otherwise.

        ``present`` are words of two signs or more: a single sign stands in many places and is found at once.
        """
        if not self.ways:
            return True
        for way in self.ways:
            for words in way:
                if present is not None and not words.isdisjoint(present):
                    continue
                asked = words if present is None else _single(words)
                if not asked or not any(word in text for word in asked):
                    break
            else:
                return True
        return False


@cache
def _single(words: Words) -> tuple[str, ...]:
    """Those of some words that are one sign."""
    return tuple(word for word in words if len(word) == 1)


_known: dict[str, Needs] = {}
_told: dict[str, Any] = {}


def remember(derived: Mapping[str, Any]) -> None:
    """Take needs derived earlier (``as_data``), by pattern: parsing every pattern makes a slow start."""
    _told.update(derived)


def may_match(pattern: str, text: str) -> bool:
    """Whether a pattern can match in a short text, as far as that is known already; nothing is derived for it."""
    return (pattern not in _told and pattern not in _known) or needs_of(pattern).met(None, text)


def as_data(needs: Needs) -> list[Any]:
    """Return what ``remember`` takes, as JSON holds it."""
    return [needs.exact, [[sorted(words) for words in way] for way in needs.ways]]


def needs_of(pattern: str) -> Needs:
    """Return what a pattern needs of a text, remembered or derived."""
    known = _known.get(pattern)
    if known is None:
        told = _told.get(pattern)
        known = _known[pattern] = derive_needs(pattern) if told is None else _of_data(*told)
    return known


def _of_data(exact: bool, ways: Any) -> Needs:
    return Needs(exact=exact, ways=tuple(tuple(frozenset(words) for words in way) for way in ways))


def derive_needs(pattern: str) -> Needs:
    """Return what the pattern itself shows that it needs."""
    whole = exactly(pattern)
    if whole is not None and len(whole) <= _MOST_WORDS:
        return Needs(ways=((frozenset(whole),),), exact=True)
    sequence = parsed(pattern)
    branches = sequence[0][1][1] if len(sequence) == 1 and sequence[0][0] is op.BRANCH else (sequence,)
    ways = tuple(_sets(branch) for branch in branches)
    return Needs(ways=ways if all(ways) else ())


def _sets(sequence: Any) -> tuple[Words, ...]:
    """The rarest sets of words a sequence needs, one of each: long words first, then few of them."""
    sets = (_shortest(words) for words in candidates_of(sequence) if words and all(words))
    usable = {words for words in sets if len(words) <= _MOST_WORDS}
    ranked = sorted(usable, key=lambda words: (-min(4, *map(len, words), 4), len(words), sorted(words)))
    kept: list[Words] = []
    for words in ranked:
        # What a kept set holds anyway says nothing new.
        if not any(all(any(word in longer for word in words) for longer in other) for other in kept):
            kept.append(words)
    # A single sign stands in nearly every text: it is asked for only where nothing else is known.
    rare = [words for words in kept if min(map(len, words)) > 1]
    telling = [words for words in rare if words.isdisjoint(COMMON)]
    rarest = sorted(rare, key=lambda words: len(words & COMMON))[:1]
    return tuple(telling[:_MOST_SETS] or rarest or kept[:1])


def _shortest(words: Words) -> Words:
    return frozenset(word for word in words if not any(other in word for other in words if other != word))


# ---- searching ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bound:
    """How far around one of the words a match can lie: so many signs, or to the next stop; neither: anywhere."""

    words: tuple[Words, ...]
    signs: int | None
    stop: str | None


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """Return a pattern made ready for folded text; compiled at its first use.

    ``^`` and ``$`` stand for line ends: searched from a position, a plain ``^`` matches nowhere but at the very start.
    """
    return re.compile(fold_pattern(pattern), re.MULTILINE)


def each_match(pattern: str, text: str, present: Collection[str] | None = None) -> Iterator[re.Match[str]]:
    """Yield the matches of a pattern in a text, as ``finditer`` does; ``present`` are its words, where known."""
    needs = needs_of(pattern)
    if not needs.met(present, text):
        return
    ready = compiled(pattern)
    places = _places(pattern, text, present) if len(text) > _SHORT else None
    if places is None:
        yield from ready.finditer(text)
        return
    signs = _signs_of(pattern)
    for start, end in places:
        if _holds_all(text, start, end, signs):
            yield from ready.finditer(text, start, end)


def matches(pattern: str, text: str, present: Collection[str] | None = None) -> bool:
    """Whether a pattern matches anywhere in a text."""
    needs = needs_of(pattern)
    if needs.exact or present is None or _has_signs(pattern):  # else the search itself tells as quickly
        if not needs.met(present, text):
            return False
        if needs.exact:
            return True
    if present is not None and not _alone(pattern).isdisjoint(present):
        return True
    ready = compiled(pattern)
    if _in_ascii(pattern) and ready.search(_ascii_of(text)) is None:
        return False  # a run of digits is looked for in the few signs that are no Chinese ones
    bound = _bound(pattern) if len(text) > _SHORT else None
    if bound is None or (bound.signs is None and bound.stop is None):
        return ready.search(text) is not None
    tried, signs = 0, _signs_of(pattern)
    for word in (word for words in bound.words for word in words if _known_in(word, present)):
        at, passed = text.find(word), -1
        while at >= 0:
            if at >= passed:
                ((start, end),) = _around((at,), bound, text)
                found = ready.search(text, start, end) if _holds_all(text, start, end, signs) else None
                if found is not None:
                    # At the edge, what forbids a match may be out of sight.
                    return ready.match(text, found.start()) is not None or ready.search(text) is not None
                tried += end - start
                if tried * 2 > len(text):
                    return ready.search(text) is not None
                passed = end if bound.signs is None else at
            at = text.find(word, at + 1)
    return False


@cache
def _alone(pattern: str) -> Words:
    """The words of which each is a match by itself: what stands plainly between the bars of a pattern."""
    sequence = parsed(pattern)
    branches = sequence[0][1][1] if len(sequence) == 1 and sequence[0][0] is op.BRANCH else ()
    plain = [each for each in branches if all(code is op.LITERAL for code, _ in each)]
    return frozenset("".join(chr(sign) for _, sign in each) for each in plain)


@cache
def _signs_of(pattern: str) -> tuple[str, ...]:
    """The single signs that every match, with what must follow it, holds: 月 and 日 of a day."""
    sets = {words for words in candidates_of(parsed(pattern)) if len(words) == 1}
    return tuple(sorted(word for words in sets for word in words if len(word) == 1))


def _holds_all(text: str, start: int, end: int, signs: tuple[str, ...]) -> bool:
    """Whether each of some signs stands in a part of a text."""
    for sign in signs:  # noqa: SIM110  all() costs as much again as the looks
        if text.find(sign, start, end) < 0:
            return False
    return True


@lru_cache(maxsize=1)
def _ascii_of(text: str) -> str:
    """The signs of a text that are no Chinese ones; several rules ask for those of one document."""
    return text.encode("ascii", "ignore").decode()


@cache
def _has_signs(pattern: str) -> bool:
    """Whether a single sign is asked for, which no scan looks for."""
    return any(len(word) == 1 for word in needs_of(pattern).words)


def _places(pattern: str, text: str, present: Collection[str] | None) -> list[tuple[int, int]] | None:
    """Where matches can stand, in order and apart; ``None`` where looking for that costs as much as searching all."""
    bound = _bound(pattern)
    if bound.signs is None and bound.stop is None:
        return None
    words = [word for words in bound.words for word in words if _known_in(word, present)]
    length = len(text)
    most = length // (4 * (bound.signs or 60)) + 1
    found: list[int] = []
    for word in words:
        at = text.find(word)
        while at >= 0:
            found.append(at)
            at = text.find(word, at + 1)
        if len(found) > most:
            return None
    found.sort()
    return _merged(_around(found, bound, text))


def _known_in(word: str, present: Collection[str] | None) -> bool:
    return present is None or len(word) == 1 or word in present


def _around(found: Sequence[int], bound: _Bound, text: str) -> Iterator[tuple[int, int]]:
    length = len(text)
    if bound.signs is not None:
        for at in found:
            yield max(0, at - bound.signs), min(length, at + bound.signs)
        return
    stop, last = bound.stop or "\n", -1
    for at in found:
        if at < last:
            continue
        last = text.find(stop, at)
        last = length if last < 0 else last
        yield text.rfind(stop, 0, at) + 1, last


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged


@cache
def _bound(pattern: str) -> _Bound:
    """How far matches reach, and the words (the first set of each way) around which they lie."""
    needs = needs_of(pattern)
    words = tuple(way[0] for way in needs.ways)
    sequence = parsed(pattern)
    if not words or len(sequence) == 0 or sum(len(word) == 1 for one in words for word in one) > _FEW_SIGNS:
        return _Bound(words=(), signs=None, stop=None)
    longest = max(len(word) for one in words for word in one)
    signs = sequence.getwidth()[1] + _seen_around(sequence) + longest + 1
    if signs <= _LONGEST:
        return _Bound(words=words, signs=signs, stop=None)
    for stop in _STOPS:
        if not any(stop in word for one in words for word in one) and not _takes(sequence, stop):
            return _Bound(words=words, signs=None, stop=stop)
    return _Bound(words=(), signs=None, stop=None)


def _seen_around(sequence: Any) -> int:
    """How many signs outside of a match its assertions may look at."""
    seen = 0
    for code, value in sequence:
        if code in (op.ASSERT, op.ASSERT_NOT):
            seen += int(value[1].getwidth()[1]) + _seen_around(value[1])
        else:
            seen += sum(_seen_around(inner) for inner in _inner(code, value))
    return seen


def _inner(code: Any, value: Any) -> Sequence[Any]:
    if code is op.BRANCH:
        return tuple(value[1])
    if code is op.SUBPATTERN:
        return (value[3],)
    if code in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
        return (value[2],)
    if code is op.ATOMIC_GROUP:
        return (value,)
    if code is op.GROUPREF_EXISTS:
        return tuple(each for each in value[1:] if each)
    return ()


@cache
def _in_ascii(pattern: str) -> bool:
    """Whether a match holds nothing but ASCII, and nothing around it matters; for what is not understood: no."""
    sequence = parsed(pattern)
    return len(sequence) > 0 and all(_is_ascii(code, value) for code, value in sequence)


def _is_ascii(code: Any, value: Any) -> bool:
    if code is op.LITERAL:
        return bool(value < _ASCII)
    if code is op.IN:
        # A range is a pair of its ends; what is no sign or range (a class, a negation) may be more than ASCII.
        return all(
            (kind is op.LITERAL and sign < _ASCII) or (kind is op.RANGE and sign[1] < _ASCII) for kind, sign in value
        )
    inner = _inner(code, value)
    return len(inner) > 0 and all(_is_ascii(*item) for each in inner for item in each)


def _takes(sequence: Any, sign: str) -> bool:
    """Whether a match, or what its assertions look at, may hold the sign; for what is not understood: yes."""
    return any(_item_takes(code, value, sign) for code, value in sequence)


def _item_takes(code: Any, value: Any, sign: str) -> bool:
    if code is op.LITERAL:
        return bool(value == ord(sign))
    if code is op.NOT_LITERAL:
        return bool(value != ord(sign))
    if code is op.ANY:
        return sign != "\n"
    if code is op.IN:
        return _set_takes(value, ord(sign))
    if code is op.AT:
        # Searched up to a stop, the end of a line seems to be there; that is so only where the stop is a line break.
        return value is not op.AT_BEGINNING and (value is not op.AT_END or sign != "\n")
    if code in (op.ASSERT, op.ASSERT_NOT):
        return _takes(value[1], sign)
    inner = _inner(code, value)
    return any(_takes(each, sign) for each in inner) if inner else True


def _set_takes(members: Any, sign: int) -> bool:
    denied, held = False, False
    for code, value in members:
        if code is op.NEGATE:
            denied = True
        elif code is op.LITERAL:
            held = held or value == sign
        elif code is op.RANGE:
            held = held or value[0] <= sign <= value[1]
        else:
            return True  # a class of signs: not looked into
    return held is not denied
