"""Growth: from one count to another, the difference and the rate said of it, the direction of the words.

The mistakes are Q003 (rate), Q014 (difference), Q015 (direction).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from enum import Enum
from fractions import Fraction

from fazhi.kernel.lint.lazily import lazily

from .nearby import aligned, bounded, headed
from .numbers import Kind, Number, numbers, units_agree
from .pairing import COMPARABLE, DOWN, FROM, MOVE, OTHER_BASE, UP, Pair, direction, pairs, told_before
from .slips import Checked, Slip, agrees, shown, shown_percent

__all__ = ["WORD", "Slipped", "check_growth", "counted", "judge", "of_another"]

_SAME_SUBJECT = lazily(
    r"^[,;:]?(?:总[数量]|案件|数量|总体|同比|较|比|环比|案件数量|案件总数|总量|年均|人数|件数|数|分别|增|降|减|上|下|提|净|共|升|走|抬|(?:较|比)?上?年|即|也就是|实现|幅度|压|缩|精|翻|回|涨|扩|攀|多|少|高|低|调|核|节|约|近|超过|达|[^\d,;:]{0,8}(?:同比|较|比|增|降|减|上升|下降|提高))"
)
_UP_TO = lazily(r"(?:[到至]|原来的|上?年的|同期的)$")
_AS_MUCH_AS = lazily(r"(?:[到至为是达]|相当于|原来的|上?年的|同期的|期的|初的)(?:了)?$")


WORD = {1: "增加", -1: "减少"}


class Slipped(Enum):
    """Which of the three mistakes."""

    RATE = "Q003"
    DIFFERENCE = "Q014"
    DIRECTION = "Q015"


def check_growth(text: str) -> list[tuple[Slipped, Slip] | Checked]:
    """Return what is to be said of differences, growth rates and directions beside the two counts they come from.

    Between two percentages the words 提高 40.1% may mean growth or points: silent if either fits. A base that is not
    in the sentence gives silence, but for 增加 D 件，增长 P%: there the base is the count less the difference.
    """
    found = numbers(text)
    said: list[tuple[Slipped, Slip] | Checked] = []
    if COMPARABLE.search(text):
        return said
    taken: set[int] = set()
    for pair in pairs(text, found):
        said.extend(_after_list(pair, found, taken) or _after(pair, found, taken))
    said.extend(_base_behind(found, taken))
    said.extend(_with_difference(found, taken))
    return said


def _after_list(pair: Pair, found: Sequence[Number], taken: set[int]) -> list[tuple[Slipped, Slip] | Checked]:
    """Return what is to be said of a change told behind a list, where it is that of the total and not of the last part.

    It is that of the total where the parts come to it, or where the change holds of it.
    """
    if pair.base.start < pair.now.start or not told_before(pair.base):
        return []
    head, complete = headed(found, next(at for at, each in enumerate(found) if each.start == pair.now.start))
    if head is None:
        return []
    seen = set(taken)
    said = list(_after(replace(pair, now=head), found, seen))
    if not complete and not (said and all(isinstance(each, Checked) for each in said)):
        return []
    taken.update(seen)
    return said or [Checked(pair.base.start)]


_ARRIVED = lazily(rf"(?P<move>{UP}|{DOWN})(?:到|至|为)了?$")


def _after(pair: Pair, found: Sequence[Number], taken: set[int]) -> Iterator[tuple[Slipped, Slip] | Checked]:
    """Judge the word of direction and up to two figures that follow a pair."""
    base, now = bounded(pair.base) or pair.base, bounded(pair.now) or pair.now
    rising = 1 if now.low > base.high else (-1 if now.high < base.low else 0)
    arrived = None if pair.move or pair.now.start < pair.base.start else _ARRIVED.search(pair.now.lead)
    if arrived is not None:
        at = pair.now.start - len(pair.now.lead) + arrived.start("move")
        pair = replace(pair, move=arrived["move"], move_at=at)
    said = direction(pair.move)
    if pair.move and pair.move not in ("多", "少") and said and rising and said != rising:
        yield (
            Slipped.DIRECTION,
            Slip(
                start=pair.move_at,
                end=pair.move_at + len(pair.move),
                message=f"从 {shown(base.value)} 到 {shown(now.value)} 是{WORD[rising]}，所写的是“{pair.move}”",
                suggestion="核对两个数的先后和方向",
            ),
        )
        return
    for follower in found[pair.upto : pair.upto + 2]:
        clause = follower.clause.replace("环比", "") if pair.next_to else follower.clause
        clause = clause.replace("累计", "") if FROM.search(base.lead) else clause
        clause = clause.replace("人均", "") if "人均" in base.lead else clause
        if follower.kind is base.kind and units_agree(follower, base) and _ON_TO.search(follower.lead):
            return
        if follower.start in taken or not MOVE.search(clause) or OTHER_BASE.search(clause) or "其中" in follower.lead:
            return
        if not _SAME_SUBJECT.match(follower.lead.lstrip()) and not _SAME_SUBJECT.match("," + follower.clause):
            return
        if FROM.search(follower.lead) or told_before(follower):
            return
        taken.add(follower.start)
        if not of_another(follower, base, now):
            yield from judge(follower, base, now, rising)


_SUBJECT = lazily(rf"^[,;(]?(?P<noun>[\u4e00-\u9fff]{{2,8}}?)(?:同比|环比|较|比|净|{UP}|{DOWN})")
_GENERAL = lazily(
    r"总|数|量|额|率|案|均|即|也|则|实|分别|累计|幅|体|相|其中|同|期|年|成效|较|比|已|又|共|全|上|下|提|增|减|降|升|扩|缩|压|涨|精|翻|有所|明显|大幅|持续|逐|为|达|近|约|超|整|两|三|各|前|后|处|再|后者"
)


def of_another(stated: Number, base: Number, now: Number) -> bool:
    """Say whether a change is said of a thing of its own: 办理案件 120 件（上年 86 件），罚没款同比增长 12.5%."""
    subject = _SUBJECT.match(stated.clause)
    if stated.start < max(base.start, now.start) or subject is None or _GENERAL.search(subject["noun"]):
        return False
    words = base.lead + now.lead
    return not any(sign in words for sign in subject["noun"])


def judge(stated: Number, base: Number, now: Number, rising: int) -> Iterator[tuple[Slipped, Slip] | Checked]:
    base, now = aligned(base, now)
    said = direction(stated.clause)
    difference = (now.low - base.high, now.high - base.low)
    if rising < 0 or (not rising and said < 0):
        difference = (-difference[1], -difference[0])
    if said and rising and said != rising:
        word = MOVE.search(stated.clause)
        at = stated.start - len(stated.clause) + (word.start() if word else 0)
        yield (
            Slipped.DIRECTION,
            Slip(
                start=at,
                end=stated.end,
                message=f"从 {shown(base.value)} 到 {shown(now.value)} 是{WORD[rising]}，与所写的方向相反",
                suggestion="核对本期、上期两个数和方向",
            ),
        )
        return
    if stated.kind is Kind.PERCENT and base.kind is Kind.PERCENT:
        if agrees(stated, difference[0], difference[1]) or _grown(stated, base, difference):
            yield Checked(stated.start)
        else:
            points = (difference[0] + difference[1]) / 2
            yield Slipped.DIFFERENCE, counted(stated, f"{shown(points)} 个百分点", base, now)
    elif stated.kind is Kind.PERCENT:
        if base.low <= 0:
            return
        if _grown(stated, base, difference):
            yield Checked(stated.start)
        elif not (base.hedged or now.hedged):
            middle = (now.value - base.value) / base.value
            yield Slipped.RATE, counted(stated, shown_percent(abs(middle), max(stated.decimals, 1)), base, now)
    elif stated.kind is Kind.POINTS and base.kind is Kind.PERCENT:
        if agrees(stated, difference[0], difference[1]):
            yield Checked(stated.start)
        elif not (base.hedged or now.hedged):
            points = abs(now.value - base.value)
            yield Slipped.DIFFERENCE, counted(stated, f"{shown(points)} 个百分点", base, now)
    elif stated.kind is Kind.TIMES and base.kind is Kind.COUNT and base.low > 0:
        ratio = (now.low / base.high, now.high / base.low)
        # 增长 2 倍 is three times as much, and so is 增长到 3 倍 or 为原来的 3 倍: mistaken for one another.
        grown = agrees(stated, ratio[0] - 1, ratio[1] - 1)
        if (grown and not _UP_TO.search(stated.clause)) or (
            _AS_MUCH_AS.search(stated.clause) and agrees(stated, *ratio)
        ):
            yield Checked(stated.start)
        elif not (base.hedged or now.hedged or stated.hedged):
            times = now.value / base.value - (0 if _UP_TO.search(stated.clause) else 1)
            yield Slipped.RATE, counted(stated, f"{float(times):.1f}".rstrip("0").rstrip(".") + " 倍", base, now)
    elif stated.kind is Kind.COUNT and units_agree(stated, base):
        if (difference[1] >= stated.low and difference[0] <= stated.high) or stated.value == now.value:
            yield Checked(stated.start)
        elif not (base.hedged or now.hedged or stated.hedged):
            yield Slipped.DIFFERENCE, counted(stated, shown(abs(now.value - base.value)), base, now)


def _grown(stated: Number, base: Number, difference: tuple[Fraction, Fraction]) -> bool:
    if base.low <= 0:
        return True
    return agrees(stated, difference[0] / base.high, difference[1] / base.low, 100)


def counted(stated: Number, right: str, base: Number, now: Number) -> Slip:
    return Slip(
        start=stated.start,
        end=stated.end,
        message=f"按前文从 {shown(base.value)} 到 {shown(now.value)} 计算为 {right}，与所写的不符",
        suggestion=f"核对本期、上期两个数；两数无误的，应为 {right}",
    )


_ON_TO = lazily(r"[,;再又][^,;:]*(?:到|至)了?(?:今年|去年|上年|(?:19|20)\d{2}年|目前|现在)?的?$")
"""A third count of a row: 由 6 起降到 4 起，再降到 2 起."""
_BASE_TOLD = lazily(
    r"^[,(](?:上年|去年|上一年|上期|上月|上季度?|(?:19|20)\d{2}年)(?:度|全年)?(?:同期)?(?:[^,;:\d]{0,4})(?:为|是|有|:)?$"
)


def _base_behind(found: Sequence[Number], taken: set[int]) -> Iterator[tuple[Slipped, Slip] | Checked]:
    """Judge 立案 96 件，同比上升 20%（上年 80 件）: the earlier count is told last."""
    for index in range(1, len(found) - 1):
        stated, base = found[index : index + 2]
        now = next((each for each in reversed(found[:index]) if units_agree(each, base)), found[index - 1])
        if now.kind not in (Kind.COUNT, Kind.PERCENT) or not units_agree(now, base) or stated.start in taken:
            continue
        arrived = re.search("[到至]了?$", now.clause) and direction(now.clause) == direction(stated.clause)
        if not _BASE_TOLD.match(base.lead) or not direction(stated.clause) or (direction(now.clause) and not arrived):
            continue
        if OTHER_BASE.search(stated.clause) or not re.match(
            r"^[,(]?(?:同比|较|比|[增降升减涨]幅|增长|下降|上升|减少|增加|提高|[增降]了)", stated.lead
        ):
            continue
        taken.add(stated.start)
        yield from judge(stated, base, now, 1 if now.low > base.high else (-1 if now.high < base.low else 0))


def _with_difference(found: Sequence[Number], taken: set[int]) -> Iterator[tuple[Slipped, Slip] | Checked]:
    """Judge a rate that follows a count and its difference: B 件，增加 D 件，增长 P%, in this order or B last."""
    for index in range(1, len(found) - 1):
        gap, rate = found[index], found[index + 1]
        if rate.kind is not Kind.PERCENT or gap.kind is not Kind.COUNT or rate.start in taken:
            continue
        way = direction(gap.clause)
        if not way or direction(rate.clause) != way or OTHER_BASE.search(rate.clause) or gap.hedged:
            continue
        if not re.search(r"同比|较|比|去年|上年|净", gap.lead + rate.lead) and not re.search(r"^[,]", gap.lead):
            continue
        now = found[index - 1]
        head, complete = headed(found, index - 1)
        now = head if head is not None and (complete or _grew_by(head, gap, rate, way)) else now
        if now.kind is not Kind.COUNT or not units_agree(now, gap) or now.hedged:
            continue
        if direction(now.clause) and not (direction(now.clause) == way and re.search("[到至]了?$", now.clause)):
            continue
        if re.search(r"新增|[;]", gap.lead) or not re.match(
            r"^[,(]?(?:同比|较|比|净|增|减|下降|上升|多|少|环比)", gap.lead.strip()
        ):
            continue
        taken.add(rate.start)
        grown = _grew_by(now, gap, rate, way)
        if grown is None:
            continue
        if grown:
            yield Checked(rate.start)
        else:
            base = now.value - way * gap.value
            right = shown_percent(gap.value / base, max(rate.decimals, 1))
            yield (
                Slipped.RATE,
                Slip(
                    start=rate.start,
                    end=rate.end,
                    message=f"上期为 {shown(base)}，{WORD[way]} {shown(gap.value)} 即 {right}，与所写的不符",
                    suggestion=f"核对本期数、增减数和比率；前两数无误的，应为 {right}",
                ),
            )


def _grew_by(now: Number, gap: Number, rate: Number, way: int) -> bool | None:
    """Say whether the difference is so much of the count less the difference; None where nothing is left of that."""
    low, high = now.low - way * (gap.high if way > 0 else gap.low), now.high - way * (gap.low if way > 0 else gap.high)
    return agrees(rate, gap.low / high, gap.high / low, 100) if low > 0 else None
