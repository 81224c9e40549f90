"""What a figure is said of when no phrase ties it: its noun, its time, and how wide a bound such as 突破 may be.

The ``nearby_`` relations run last, over the figures that nothing else has judged. They ask of a stated figure whether
any two figures of the sentence make it; only where none do, and where only one reading is left, is it told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from fazhi.kernel.lint.lazily import lazily

from .numbers import Kind, Number, last_place, units_agree
from .slips import agrees

__all__ = [
    "after_time",
    "aligned",
    "alike",
    "all_but_rest",
    "bare",
    "bounded",
    "counts_of",
    "headed",
    "label",
    "like_others",
    "noun_behind",
    "times_of",
]

_BEHIND = lazily(r"^[\u4e00-\u9fff]{2,10}[、,;]$")
_STOP = lazily(r"[,;:。!?()、\d\s“”《]")
_FILLER = lazily(
    r"^(?:[、,;:(]|其中|包括|包含|及|和|与|以及|分别|已经?|共|约|有|为|是|的)+|(?:[共有为是达到的了:]|分别|合计|累计)+$"
)
_AMONG = lazily(r"^[^,;:、\d]{0,16}中,")
_TIME = lazily(
    r"(?P<year>(?:19|20)\d{2})(?=年|—|-|至|、)|(?P<before>前年)|(?P<last>上一?年|去年|(?:上年|去年)?同期|上期)|(?P<this>今年|本年|本期|当年)"
    r"|(?P<quarter>[一二三四])季度|(?P<half>[上下])半年|(?<!\d)(?P<month>1[0-2]|[1-9])月份?(?![\d日])|年(?P<edge>初|底|末)"
)


def noun_behind(text: str, number: Number) -> str:
    """Return the words that stand right behind a number and its unit, up to the next mark or figure."""
    stop = _STOP.search(text, number.end)
    return text[number.end : stop.start() if stop else len(text)]


def label(text: str, number: Number) -> str:
    """Return what a number is said of: the words of its clause and those right behind it."""
    return f"{number.clause} {noun_behind(text, number)}"


def bare(number: Number) -> str:
    """Return the name in front of a number without the marks and filling words at either end."""
    lead = number.lead.strip()
    among = _AMONG.match(lead)
    return _FILLER.sub("", _FILLER.sub("", lead[among.end() :] if among else lead))


def counts_of(found: Sequence[Number], unit: str) -> list[Number]:
    """Return the counts of one unit."""
    return [number for number in found if number.kind is Kind.COUNT and number.unit == unit]


_OPENER = lazily(r"其中|分别|包括|(?:为|是|有)?[:(]")


def headed(found: Sequence[Number], at: int) -> tuple[Number | None, bool]:
    """Return the total whose list ends with the count at ``at``, and whether its parts come to it.

    A change told behind 立案 35 件，其中甲类 12 件、乙类 15 件、丙类 8 件 is one of the 35. None: it ends no list of
    two parts or more.
    """
    value, parts, opened = found[at].value, 1, False
    for index in range(at - 1, -1, -1):
        each, behind = found[index], found[index + 1]
        opened = opened or _OPENER.search(behind.lead) is not None
        if not (each.kind is found[at].kind and each.unit == found[at].unit):
            continue
        if opened:
            return (each, value == each.value) if parts > 1 else (None, False)
        value, parts = value + each.value, parts + 1
    return None, False


def like_others(stated: Number, part: Number, found: Sequence[Number]) -> bool:
    """Say whether another share beside its count has the same whole, told or not: 36 件占 90%，…，4 件占 10%."""
    least, most = part.low / stated.high, part.high / stated.low if stated.low > 0 else part.high
    for beside, share in pairwise(found):
        if share.kind is not Kind.PERCENT or share is stated or beside.start == part.start or share.low <= 0:
            continue
        if not units_agree(beside, part) or "占" not in share.clause or "占" not in stated.clause:
            continue
        if beside.low / share.high <= most and least <= beside.high / share.low:
            return True
    return False


_REMAINS = lazily("剩|余|未|尚|仍")


def all_but_rest(stated: Number, counts: Sequence[Number], behind: Sequence[Number]) -> bool:
    """Say whether what is left is told behind the share of what was done: 化解 12 件，…，化解率 80%，剩余 3 件."""
    return any(
        units_agree(left, each)
        and _REMAINS.search(left.clause) is not None
        and agrees(stated, each.low / (each.high + left.high), each.high / (each.low + left.low), 100)
        for left in behind
        for each in counts
        if each is not left and each.low + left.low > 0
    )


def bounded(number: Number) -> Number | None:
    """Return a number whose interval has an end: 突破 3200 is at most a tenth above; None where nothing is known."""
    if not number.hedged:
        return number
    if number.low == 0:
        return None
    high = min(number.high, number.value * Fraction(11, 10), number.value + last_place(number.value, number.step))
    return replace(number, high=high, hedged=False)


def aligned(one: Number, other: Number) -> tuple[Number, Number]:
    """Return two figures told together, at the finer of their printed places: 2.4 万 and 2 万 are 2.4 and 2.0.

    Only where both are rounded alike (万 beside 万) and neither is inexact by a word.
    """
    steps = {one.step, other.step}
    coarse, fine = max(steps), min(steps)
    if coarse == fine or coarse / fine not in (10, 100) or one.hedged or other.hedged or coarse < 1000:
        return one, other
    return (
        one if one.step == fine or one.low == one.high else replace(one, low=one.value - fine, high=one.value + fine),
        other
        if other.step == fine or other.low == other.high
        else replace(other, low=other.value - fine, high=other.value + fine),
    )


def alike(parts: Sequence[Number], text: str, *, opened: bool = False) -> bool:
    """Say whether parts are named alike: by the same end (…案卷, …人次), the same beginning (用于…), or behind.

    Of a list that is ``opened`` (其中, 分别, a colon) three short names are enough.
    """
    names = [bare(part) for part in parts]
    if not any(names[1:]) or all(_BEHIND.match(part.lead) for part in parts[1:]):
        names = [noun_behind(text, part) for part in parts]
    if any(len(name) < 2 for name in names):
        return False
    if (
        len(parts) > 2
        and all(part.lead.strip()[0:1] in ("、和及,;" if opened else "、和及") for part in parts[1:])
        and max(map(len, names)) <= 8
    ):
        return len(set(names)) == len(names)
    if len({name[-2:] for name in names}) == 1 or len({name[:2] for name in names}) == 1:
        return len(set(names)) == len(names)
    return len(parts) > 2 and len({name[-1] for name in names}) == 1 and len(set(names)) == len(names)


def after_time(words: str) -> str:
    """Return what stands behind the last time that a piece of text names."""
    ends = [match.end() for match in _TIME.finditer(words)]
    return words[ends[-1] :] if ends else words


def times_of(words: str) -> list[str]:
    """Return the times a piece of text names, each in one form (上年、去年、同期 are one), in their order."""
    out = []
    for match in _TIME.finditer(words):
        kind = match.lastgroup or ""
        out.append(
            match[kind] if kind == "year" else kind if kind in ("before", "last", "this") else kind + match[kind]
        )
    return out
