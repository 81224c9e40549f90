"""What is said of a total that its parts do not make: the mistakes of ``sums`` and ``rests``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum
from fractions import Fraction
from itertools import pairwise

from fazhi.kernel.lint.lazily import lazily

from .numbers import Kind, Number, numbers, units_agree
from .shares import fits
from .slips import Slip, shown

__all__ = ["Summed", "collapsed", "near", "otherwise", "shared_out", "told"]

_SAID = lazily(r"合计|共计|总计|累计|小计|(?<!公)共(?!同|享|建|治|管|识|产|性|用|青)|总")

_FEW = 10**6
"""Amounts in whole 万元 below this are sums agreed upon (two digits at most), not rounded ones."""


class Summed(Enum):
    """Which mistake."""

    SUM = "Q002"
    UNIT = "Q004"
    PART = "Q012"


def _slack(number: Number) -> Fraction:
    """Return by how much a part may be off through rounding."""
    if number.hedged:
        return number.high - number.low
    if number.unit == "元" and not number.decimals and number.step == 10**4 and number.value < _FEW:
        return Fraction(0)
    return (number.high - number.low) / 2


def near(value: Fraction, parts: Sequence[Number], total: Number) -> bool:
    """Say whether a sum can be the total at the rounding of all that is printed."""
    slack = sum((_slack(part) for part in parts), start=_slack(total))
    off = abs(value - total.value)
    return total.low <= value <= total.high or off < slack or value == total.value


def otherwise(found: Sequence[Number], total: Number, parts: Sequence[Number]) -> bool:
    """Say whether figures that do not come out as a total and its parts come out in another way.

    Parts told behind may come to another figure (任务 1200 亩，完成 1260 亩，其中甲 760 亩、乙 500 亩) or be made of
    those behind them (甲 18 卷，优秀 6 卷、合格 12 卷); the total may be a part itself, or that of the parts it names
    (采纳 28 件、部分采纳 9 件、未采纳 6 件，采纳和部分采纳共 37 件).
    """
    own = [each for each in found if units_agree(each, total) and not each.hedged]
    taken = {total.start, *(part.start for part in parts)}
    value = sum((part.value for part in parts), start=Fraction(0))
    if any(value - 2 * part.value == total.value and _LEFT.search(part.clause) for part in parts):
        return True
    if parts[0].start < total.start:
        if any(part.clause.startswith("即") and value - part.value == total.value for part in parts):
            return True  # 每日加处百分之三，即 90 元，共计加处 900 元: what it is a day
        if _JOINED.search(total.clause) and any(
            sum((part.value for part in parts[first:last]), start=Fraction(0)) == total.value
            for first in range(len(parts))
            for last in range(first + 2, len(parts) + 1)
        ):
            return True
        return not _SAID.search(total.lead) and _stands_among(own, taken, value)
    if collapsed(parts) == total.value or any(part.value == total.value for part in parts[1:]):
        return True
    if _stands_among(own, taken, total.value + value):
        return True
    whose = _AMONG.search(parts[0].lead)
    if (whose is None or whose["noun"] not in total.clause) and _stands_among(
        [each for each in own if each.start < parts[0].start or not _SAID.search(total.lead)], taken, value
    ):
        return True
    at = next((at for at, each in enumerate(own) if each.start == total.start), 0)
    for begin in range(at):
        run = sum((each.value for each in own[begin + 1 : at + 1]), start=Fraction(0))
        for each in own[at + 1 :]:
            run += each.value
            if run == own[begin].value:
                return True
    return False


_LEFT = lazily("[出减迁退亡扣停销拆废离取缩]")
"""One of the parts is taken off: 原有 36 家，新开业 8 家，关停 3 家，目前共有 41 家."""
_JOINED = lazily(r"[\u4e00-\u9fff][、和及与][\u4e00-\u9fff]")
_AMONG = lazily(r"(?P<noun>[\u4e00-\u9fff]{2})[^,;:\d]{0,6}中[,有]?[^,;:\d]{0,8}$")


def _stands_among(own: Sequence[Number], taken: set[int], value: Fraction) -> bool:
    return any(each.start not in taken and each.value == value for each in own)


def collapsed(parts: Sequence[Number]) -> Fraction:
    """Return what parts come to when those that others behind them make up are counted once: 18、6、12 are 18."""
    value, at = Fraction(0), 0
    while at < len(parts):
        value += parts[at].value
        run, step = Fraction(0), 1
        for size, each in enumerate(parts[at + 1 :], start=2):
            run += each.value
            if size > 2 and run == parts[at].value:
                step = size
                break
        at += step
    return value


def shared_out(text: str, total: Number, parts: Sequence[Number]) -> bool:
    """Say whether each part has its share of the total behind it, and it is right: such parts overlap or are some."""
    behind = dict(pairwise(numbers(text)))
    shares = [behind.get(part) for part in parts]
    return all(
        share is not None
        and share.kind is Kind.PERCENT
        and "占" in share.clause
        and fits(share, part, total, rest=False)
        for share, part in zip(shares, parts, strict=True)
    )


def told(
    total: Number, parts: Sequence[Number], value: Fraction, *, mild: bool = False
) -> Iterator[tuple[Summed, Slip]]:
    """Yield that the parts come to another value than the total."""
    for power in (10**4, 10**8):
        if total.unit == "元" and value and (total.value in (value * power, value / power)):
            yield (
                Summed.UNIT,
                Slip(
                    start=total.start,
                    end=total.end,
                    message=f"各项相加为 {shown(value)} 元，合计写的是 {shown(total.value)} 元，疑似“元”“万元”混用",
                    suggestion="核对各项和合计的单位",
                ),
            )
            return
    numerals = "+".join(shown(part.value) for part in parts)
    yield (
        Summed.SUM,
        Slip(
            start=total.start,
            end=total.end,
            message=f"各项相加 {numerals}={shown(value)}，与所写的 {shown(total.value)} 不符",
            suggestion=f"核对各项和合计；各项无误的，合计应为 {shown(value)}",
            mild=mild,
            short=value < total.value or collapsed(parts) != value,
        ),
    )
