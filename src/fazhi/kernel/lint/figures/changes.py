"""Changes not told by two counts and a rate: over a base, doubled, so many times a base, to a count told last.

The mistakes are those of ``growth``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from fazhi.kernel.lint.lazily import lazily

from .growth import WORD, Slipped, counted
from .nearby import bounded
from .numbers import Kind, Number, numbers, units_agree
from .pairing import DOWN, FROM, OTHER_BASE, UP, direction, pairs
from .slips import Checked, Slip, agrees, shown, shown_percent

__all__ = ["check_changes"]


def check_changes(text: str, taken: set[int]) -> list[tuple[Slipped, Slip] | Checked]:
    """Return what is to be said of such changes; ``taken`` are the places of figures already judged."""
    found = numbers(text)
    return [
        *_from_base(found, taken),
        *_doubled(text, found),
        *_halved(text, found),
        *_times_of(found, taken),
        *_times_apart(found, taken),
        *_stepped(found),
    ]


_OVER_BASE = lazily(r"(?:比|较)(?:上年|去年|上一年|同期|上期|(?:19|20)\d{2}年)[^,;:\d]{0,8}$")


def _from_base(found: Sequence[Number], taken: set[int]) -> Iterator[tuple[Slipped, Slip] | Checked]:
    """Judge 比上年的 50 件增加 10 件，增长 20%, where the later count is not told."""
    for index in range(len(found) - 2):
        base, gap, rate = found[index : index + 3]
        if base.kind is not Kind.COUNT or not units_agree(base, gap) or rate.kind is not Kind.PERCENT:
            continue
        way = direction(gap.lead)
        if not _OVER_BASE.search(base.lead) or not way or not re.match(rf"^[^,;:]{{0,4}}(?:{UP}|{DOWN})了?$", gap.lead):
            continue
        if rate.start in taken or direction(rate.clause) != way or OTHER_BASE.search(rate.clause):
            continue
        if base.hedged or gap.hedged or base.low <= 0 or not re.match(r"^[^,;:]{0,2}[,(]", rate.lead):
            continue
        taken.add(rate.start)
        if agrees(rate, gap.low / base.high, gap.high / base.low, 100):
            yield Checked(rate.start)
        else:
            right = shown_percent(gap.value / base.value, max(rate.decimals, 1))
            yield (
                Slipped.RATE,
                Slip(
                    start=rate.start,
                    end=rate.end,
                    message=f"上期为 {shown(base.value)}，{WORD[way]} {shown(gap.value)} 即 {right}，与所写的不符",
                    suggestion=f"核对上期数、增减数和比率；前两数无误的，应为 {right}",
                ),
            )


_DOUBLED = lazily(r"[^,;。:\d]{0,6}[,(]?[^,;。:\d]{0,8}翻(?:了)?(?P<times>[一两二三1-3])番(?!多|以上|有余)")
_TIMES = {"一": 2, "1": 2, "两": 4, "二": 4, "2": 4, "三": 8, "3": 8}


def _doubled(text: str, found: Sequence[Number]) -> Iterator[tuple[Slipped, Slip] | Checked]:
    """Judge 从 120 件上升到 240 件，翻了一番: doubled, or doubled twice."""
    for pair in pairs(text, found):
        match = _DOUBLED.match(text, max(pair.base.end, pair.now.end))
        if match is None or pair.base.kind is not Kind.COUNT or pair.base.low <= 0:
            continue
        times = _TIMES[match["times"]]
        low, high = pair.now.low / pair.base.high, pair.now.high / pair.base.low
        if high >= times * Fraction(95, 100) and low <= times * Fraction(115, 100):
            yield Checked(match.start("times"))
        elif not (pair.base.hedged or pair.now.hedged or re.search("近|约|几乎", match[0])):
            real = pair.now.value / pair.base.value
            yield (
                Slipped.RATE,
                Slip(
                    start=match.start("times") - 1,
                    end=match.end(),
                    message=f"从 {shown(pair.base.value)} 到 {shown(pair.now.value)} 是原来的 {float(real):.2g} 倍，"
                    f"翻{match['times']}番应为 {times} 倍",
                    suggestion="核对前后两个数和“翻番”的说法",
                ),
            )


_HALVED = lazily(
    r"[^,;。:\d]{0,6}[,(]?[^,;。:\d]{0,8}?(?:减少|下降|降低|压减|缩减|压降|下滑|回落)了?(?P<about>近|约|将近|超过|逾)?"
    r"(?P<half>一半|过半)(?!以上)|[^,;。:\d]{0,6}[,(][^,;。:\d]{0,8}?(?P<halved>减半)"
)


def _halved(text: str, found: Sequence[Number]) -> Iterator[tuple[Slipped, Slip] | Checked]:
    """Judge 由 32 起降至 16 起，减少一半: what is left is half of what there was."""
    for pair in pairs(text, found) if "半" in text else ():
        match = _HALVED.match(text, max(pair.base.end, pair.now.end))
        if match is None or pair.base.kind is not Kind.COUNT or pair.base.low <= 0 or pair.now.hedged:
            continue
        left = pair.now.value / pair.base.value
        more = match["about"] in ("超过", "逾") or match["half"] == "过半"
        if left < Fraction(1, 2) if more else Fraction(9, 20) <= left <= Fraction(11, 20):
            yield Checked(match.end())
        elif not pair.base.hedged:
            group = "half" if match["half"] else "halved"
            real = shown_percent(abs(1 - left), 1)
            yield (
                Slipped.RATE,
                Slip(
                    start=match.start(group),
                    end=match.end(group),
                    message=f"从 {shown(pair.base.value)} 到 {shown(pair.now.value)} 变动 {real}，不是{match[group]}",
                    suggestion="核对前后两个数和“一半”的说法",
                ),
            )


_TIMES_OF = lazily(r"(?:是|为|相当于|达到?)[^,;:\d()]{2,12}\(?$")


def _times_of(found: Sequence[Number], taken: set[int]) -> Iterator[tuple[Slipped, Slip] | Checked]:
    """Judge 4500 件，是上年 3000 件的 1.5 倍: here 倍 is the one through the other, nothing else."""
    for index in range(len(found) - 2):
        now, base, times = found[index : index + 3]
        if times.kind is not Kind.TIMES or not units_agree(now, base) or now.kind is not Kind.COUNT:
            continue
        if (
            not _TIMES_OF.search(base.clause)
            or times.lead.strip() not in ("的", ")的")
            or base.low <= 0
            or times.start in taken
        ):
            continue
        taken.add(times.start)
        now, base = bounded(now) or now, bounded(base) or base
        if agrees(times, now.low / base.high, now.high / base.low):
            yield Checked(times.start)
        elif not (now.hedged or base.hedged or times.hedged):
            real = f"{float(now.value / base.value):.1f}".rstrip("0").rstrip(".")
            yield Slipped.RATE, counted(times, real + " 倍", base, now)


_TIMES_BEHIND = lazily(
    r"^[,(]?(?:即|已?经?)?(?:是|为|相当于|达到?)(?:原来|上年|去年|上一年|同期|前者|(?:19|20)\d{2}年|改造前|年初)[^,;:\d]{0,4}的$"
)
_TIMES_AHEAD = lazily(r"(?:是|为|相当于|达到?)(?:原来|上年|去年|上一年|同期|(?:19|20)\d{2}年)[^,;:\d]{0,4}的$")


def _times_apart(found: Sequence[Number], taken: set[int]) -> Iterator[tuple[Slipped, Slip] | Checked]:
    """Judge 由 8 万人次增加到 40 万人次，是原来的 5 倍, and 是上年的 1.5 倍，由 20 万人次增至 30 万人次."""
    for index in range(len(found) - 2):
        one, two, three = found[index : index + 3]
        if three.kind is Kind.TIMES and _TIMES_BEHIND.match(three.lead):
            base, now, times = one, two, three
        elif one.kind is Kind.TIMES and _TIMES_AHEAD.search(one.clause) and two.lead.startswith((",由", ",从")):
            times, base, now = one, two, three
        else:
            continue
        gone = FROM.search(base.lead) and re.search("[到至为]", now.lead)
        if (
            not gone
            or base.kind is not Kind.COUNT
            or not units_agree(base, now)
            or base.low <= 0
            or times.start in taken
        ):
            continue
        taken.add(times.start)
        if agrees(times, now.low / base.high, now.high / base.low):
            yield Checked(times.start)
        elif not (now.hedged or base.hedged or times.hedged):
            real = f"{float(now.value / base.value):.1f}".rstrip("0").rstrip(".")
            yield Slipped.RATE, counted(times, real + " 倍", base, now)


_REACHES = lazily(r"^[,，]?(?:降|增|减|升|达|减少|增加|下降|上升|提高|降低)?(?:到|至)(?:了)?$")


def _stepped(found: Sequence[Number]) -> Iterator[tuple[Slipped, Slip] | Checked]:
    """Judge 比上年的 260 件下降 15 件，降至 245 件: what is told last is the base with the difference."""
    for index in range(len(found) - 2):
        base, gap, now = found[index : index + 3]
        if base.kind is not Kind.COUNT or not (units_agree(base, gap) and units_agree(base, now)):
            continue
        way = direction(gap.lead)
        if not way or not (_OVER_BASE.search(base.lead) or FROM.search(base.lead)) or not _REACHES.match(now.lead):
            continue
        if not re.match(rf"^[^,;:]{{0,4}}(?:{UP}|{DOWN})了?$", gap.lead) or gap.hedged or base.hedged or now.hedged:
            continue
        low, high = base.low + way * gap.value - gap.step, base.high + way * gap.value + gap.step
        exact = base.low == base.high
        if (now.value == base.value + way * gap.value) if exact else low <= now.value <= high:
            yield Checked(now.start)
        else:
            yield Slipped.DIFFERENCE, counted(gap, shown(abs(now.value - base.value)), base, now)
