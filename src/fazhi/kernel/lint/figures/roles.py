"""Shares whose part and whole are told by their names, or by what the words in front say of both (Q001).

同意人数超过实到人数的一半, 两项合计占 91.9%, 全部出庭，出庭率 100%.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Final

from fazhi.kernel.lint.lazily import lazily

from .nearby import label
from .numbers import Kind, Number, numbers, units_agree
from .shares import RATE, fits, tied, wrong
from .slips import Checked, Slip, agrees, shown, shown_percent

__all__ = ["check_all_done", "check_good", "check_named", "check_together"]

_NAMED: Final = lazily(
    r"(?:^|[,;:。(])(?P<part>[\u4e00-\u9fff]{2,8}?)(?:的?人数|票数|总?数|比例)?(?:已|均|仅)?"
    r"(?P<how>占|超过|达到|达|不足|未达到|未超过|未过)了?(?P<base>[\u4e00-\u9fff]{2,10}?)(?:总?人数|总票数|票数|总?数)?的$"
)
_HALF: Final = lazily(r"(?:一半|半数|二分之一)(?P<more>以上)?")


def check_named(text: str, taken: set[int]) -> Iterator[tuple[str, Slip | Checked]]:
    """Yield what is to be said of 同意人数超过实到人数的一半: part and whole are each named once in front."""
    found = numbers(text)
    for stated in found:
        if stated.kind is Kind.PERCENT and stated.start not in taken and stated.lead:
            front = text[stated.start - len(stated.lead) : stated.start]
            pair = _pair(text, found, stated.start, front)
            if pair is not None:
                part, whole, _ = pair
                share = part.value / whole.value
                if (pair[2] in ("占", "达到", "达") and fits(stated, part, whole)) or _bounded(
                    stated, pair[2], share * 100
                ):
                    yield "Q001", Checked(stated.start)
                else:
                    yield "Q001", wrong(stated, part, whole, share)
    for half in _HALF.finditer(text):
        if any(each.start <= half.start() < each.end for each in found):
            continue
        at = max((each.end for each in found if each.end <= half.start()), default=0)
        pair = _pair(text, found, half.start(), text[at : half.start()])
        if pair is None:
            continue
        part, whole, how = pair
        twice = part.value * 2
        least = twice >= whole.value if how in ("达到", "达", "占") or half["more"] else twice > whole.value
        if least != (not how.startswith(("不", "未"))):
            yield (
                "Q001",
                Slip(
                    start=half.start(),
                    end=half.end(),
                    message=f"{shown(part.value)}÷{shown(whole.value)}≈{shown_percent(part.value / whole.value, 1)}，"
                    f"与“{how}……{half[0]}”不符",
                    suggestion="核对两个数；两数无误的，改写比例",
                ),
            )
        else:
            yield "Q001", Checked(half.start())


def _bounded(stated: Number, how: str, share: Fraction) -> bool:
    """Say whether a share is what 超过, 达到 or 不足 says of it."""
    if how == "占":
        return stated.low <= share <= stated.high
    return share < stated.high if how.startswith(("不", "未")) else share >= stated.value


def _pair(text: str, found: Sequence[Number], end: int, front: str) -> tuple[Number, Number, str] | None:
    """Return part and whole as the words in front of a share name them, and the word that joins them."""
    named = _NAMED.search(front)
    if named is None:
        return _last_two(found, end, front)
    counts = [each for each in found if each.kind is Kind.COUNT and each.end <= end and not each.hedged]
    wholes = [each for each in counts if named["base"][:2] in each.clause]
    parts = [each for each in counts if named["part"][:2] in label(text, each) and each not in wholes]
    if len(wholes) != 1 or len(parts) != 1 or parts[0].start < wholes[0].start:
        return None
    part, whole = parts[0], wholes[0]
    same = units_agree(part, whole) or {part.unit, whole.unit} == {"人", "张"}
    return (part, whole, named["how"]) if same and 0 < part.value <= whole.value else None


_OF_DUE: Final = lazily(
    r"^[,(](?:已|均)?(?P<how>超过|达到|不足|未达到)(?:了)?(?:应|实|总|全|在册|登记)[^,;:\d]{1,8}的$"
)


def _last_two(found: Sequence[Number], end: int, front: str) -> tuple[Number, Number, str] | None:
    """Return the only two counts in front of 超过应到会人数的五分之四, the part being told last."""
    due = _OF_DUE.search(front)
    counts = [each for each in found if each.end <= end]
    if due is None or len(counts) != 2 or any(each.kind is not Kind.COUNT or each.hedged for each in counts):
        return None
    whole, part = counts
    return (part, whole, due["how"]) if units_agree(part, whole) and 0 < part.value <= whole.value else None


_TOGETHER: Final = lazily(
    r"(?:(?P<n>[两二三四五])[项者类种]|前(?P<m>[两二三四五])[项者类种]|二者)?(?:合计|总计|共计|共|之和|累计|相加|一共)+(?:约?占比?|占比)[^,;:\d]{0,10}$"
)
_MANY: Final = {"两": 2, "二": 2, "三": 3, "四": 4, "五": 5}


def check_together(text: str, taken: set[int]) -> Iterator[tuple[str, Slip | Checked]]:
    """Yield what is to be said of 满意的 211 人，基本满意的 83 人，两项合计占 91.9%: several parts, one share."""
    found = numbers(text)
    for index, stated in enumerate(found):
        if stated.kind is not Kind.PERCENT or stated.start in taken or stated.value >= 100:
            continue
        told = _TOGETHER.search(stated.clause)
        if told is None:
            continue
        many = _MANY.get(told["n"] or told["m"] or "", 2)
        counts = [each for each in found[:index] if each.kind is Kind.COUNT]
        parts, ahead = counts[-many:], counts[:-many]
        if len(parts) != many or not ahead or any(each.hedged for each in (*parts, ahead[-1])):
            continue
        whole = ahead[-1]
        if not all(units_agree(each, whole) for each in parts):
            continue
        value = sum((each.value for each in parts), start=Fraction(0))
        if value > whole.value:
            continue
        if agrees(stated, value / whole.value, value / whole.value, 100):
            yield "Q001", Checked(stated.start)
        else:
            yield "Q001", wrong(stated, replace(parts[0], value=value), whole, value / whole.value)


_GOOD: Final = lazily(r"优良率(?:为|达到?|是)?$")


def check_good(text: str, taken: set[int]) -> Iterator[tuple[str, Slip | Checked]]:
    """Yield what is to be said of 抽查 50 卷，优秀 20 卷、良好 22 卷，优良率 84%: the first two together."""
    found = numbers(text)
    for index, stated in enumerate(found):
        if stated.kind is not Kind.PERCENT or stated.start in taken or not _GOOD.search(stated.clause):
            continue
        counts = [each for each in found[:index] if each.kind is Kind.COUNT]
        best, good = ([each for each in counts if word in label(text, each)] for word in ("优秀", "良好"))
        wholes = [each for each in counts[:1] if each not in (*best, *good)]
        if not len(best) == len(good) == len(wholes) == 1:
            continue
        part, other, whole = best[0], good[0], wholes[0]
        value = part.value + other.value
        alike = units_agree(part, whole) and units_agree(other, whole) and value <= whole.value
        if not alike or any(each.hedged for each in (part, other, whole, stated)):
            continue
        if agrees(stated, value / whole.value, value / whole.value, 100):
            yield "Q001", Checked(stated.start)
        else:
            yield "Q001", wrong(stated, replace(part, value=value), whole, value / whole.value)


_EVERY: Final = lazily(r"(?:全部|均已?|全数|悉数|无一例外)(?P<verb>[\u4e00-\u9fff]{2,8})$")


_THE_REST: Final = lazily("其余|余下|剩余|其他")


def check_all_done(text: str, taken: set[int]) -> Iterator[tuple[str, Slip | Checked]]:
    """Yield what is to be said of 18 起案件负责人全部出庭，出庭率 96%: all of them is a hundred per cent."""
    for stated in numbers(text):
        if stated.kind is not Kind.PERCENT or stated.start in taken or stated.hedged:
            continue
        rate = RATE.search(stated.lead)
        clauses = re.split("[,;]", stated.lead)
        if rate is None or len(clauses) < 2:
            continue
        every = _EVERY.search(clauses[-2])
        if every is None or not tied(rate[1], every["verb"]) or _THE_REST.search(clauses[-2]):
            continue
        if stated.value == 100:
            yield "Q001", Checked(stated.start)
        elif stated.value < 100:
            yield (
                "Q001",
                Slip(
                    start=stated.start,
                    end=stated.end,
                    message=f"前面写的是“{every[0]}”，比率应为 100%，所写的是 {shown(stated.value)}%",
                    suggestion="核对是否全部办到，改成一致",
                ),
            )
