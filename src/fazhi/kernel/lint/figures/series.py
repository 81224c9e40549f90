"""Rows of figures, one held against the other: 分别减少 42、154 件，分别下降 10%、12.8% (Q001, Q002, Q003)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from fazhi.kernel.lint.lazily import lazily

from .nearby import bare, noun_behind
from .numbers import Kind, Number, numbers, units_agree
from .pairing import OTHER_BASE, direction
from .slips import Checked, Slip, agrees, shown, shown_percent
from .totals import near, told

__all__ = ["check_series"]

_JOINED = lazily(r"^(?:[、,]|和|及|与|以及)(?:[^,;:。\d]{0,10})$")
_EACH = lazily(r"分别|依次")
_ALL = lazily(r"全年|合计|总计|共计|累计|一共|总共|两[项期次年]共|全[镇县市]")
_STEP = lazily(r"[上下]半年|第?[一二三四]季度|(?<!\d)(?:1[0-2]|[1-9])月份?|第[一二三四]批")
_SHARE = lazily(r"占")
_NAME_END = lazily(r"^[的等]*")
Said = tuple[str, Slip | Checked]


def _runs(found: Sequence[Number]) -> list[list[Number]]:
    """Return the figures in rows: each begins with 分别 and goes on as long as its figures stand side by side."""
    runs: list[list[Number]] = []
    for number in found:
        last = runs[-1][-1] if runs else None
        plain = not _EACH.search(number.lead) and _JOINED.match(number.lead.strip()) and not direction(number.lead)
        if last is not None and plain and last.kind is number.kind and not re.search("占|率|其中", number.lead):
            runs[-1].append(number)
        else:
            runs.append([number])
    return runs


def check_series(text: str, taken: set[int]) -> Iterator[Said]:
    """Yield what is to be said of rows of figures that belong together one by one; nothing where one is hedged."""
    found = numbers(text)
    runs = _runs(found)
    for index, run in enumerate(runs):
        if len(run) > 1 and _EACH.search(run[0].lead) and run[0].kind is Kind.PERCENT and not _in(run, taken):
            yield from _rates(runs, index, taken)
    if _ALL.search(text) and len(_STEP.findall(text)) > 1:
        yield from _parallel(text, found, taken)


def _in(run: Sequence[Number], taken: set[int]) -> bool:
    return any(number.start in taken or number.hedged for number in run)


def _rates(runs: Sequence[Sequence[Number]], index: int, taken: set[int]) -> Iterator[Said]:
    """Judge a row of rates by the row of differences and the row of counts in front, or by two rows of counts."""
    rates = runs[index]
    if _SHARE.search(rates[0].clause):
        yield from _shares(runs, index, taken)
        return
    if not direction(rates[0].lead) or OTHER_BASE.search(rates[0].clause.replace("分别", "")) or index < 2:
        return
    nows, gaps = runs[index - 2], runs[index - 1]
    if not len(nows) == len(gaps) == len(rates) or _in(nows, set()) or _in(gaps, set()):
        return
    if not all(now.kind is Kind.COUNT and units_agree(now, gap) for now, gap in zip(nows, gaps, strict=True)):
        return
    way = direction(gaps[0].lead)
    for now, gap, rate in zip(nows, gaps, rates, strict=True):
        if way:
            low, high = now.value - way * gap.value, now.value
        elif re.search("上年|去年|同期", gaps[0].lead):
            low, high = gap.value, now.value
        else:
            low, high = now.value, gap.value
        if low <= 0:
            return
        if agrees(rate, abs(high - low) / low, abs(high - low) / low, 100):
            yield "Q003", Checked(rate.start)
            continue
        right = shown_percent(abs(high - low) / low, max(rate.decimals, 1))
        yield (
            "Q003",
            Slip(
                start=rate.start,
                end=rate.end,
                message=f"按前文从 {shown(low)} 到 {shown(high)} 计算为 {right}，与所写的不符",
                suggestion=f"核对本期、上期两个数；两数无误的，应为 {right}",
            ),
        )


def _shares(runs: Sequence[Sequence[Number]], index: int, taken: set[int]) -> Iterator[Said]:
    """Judge 分别占 75%、15% by the row of counts in front and the one whole before it, or by their sum."""
    rates, parts = runs[index], runs[index - 1]
    if len(parts) != len(rates) or _in(parts, set()) or len({part.unit for part in parts}) > 1:
        return
    if parts[0].kind is not Kind.COUNT:
        return
    ahead = [
        number
        for run in runs[: index - 1]
        for number in run
        if units_agree(number, parts[0]) and number.value >= max(part.value for part in parts) and not number.hedged
    ]
    wholes = [number.value for number in ahead] or [sum((part.value for part in parts), start=Fraction(0))]
    right = {
        whole: [agrees(rate, part.low / whole, part.high / whole, 100) for part, rate in zip(parts, rates, strict=True)]
        for whole in wholes
    }
    best = max(wholes, key=lambda whole: sum(right[whole]))
    if len(wholes) > 1 and not any(right[best]):
        return
    for part, rate, holds in zip(parts, rates, right[best], strict=True):
        if holds:
            yield "Q001", Checked(rate.start)
            continue
        exact = shown_percent(part.value / best, max(rate.decimals, 1))
        yield (
            "Q001",
            Slip(
                start=rate.start,
                end=rate.end,
                message=f"按所列 {shown(part.value)}÷{shown(best)}≈{exact}，与所写的不符",
                suggestion=f"核对两个基数和比率；基数无误的，应为 {exact}",
            ),
        )


def _called(text: str, number: Number) -> str:
    """Return by which words a figure is known again: the last two in front of it, or those behind."""
    name = re.sub(r".*(?:半年|季度|月份?|全年|合计|共计|累计|[一二三四]批)", "", bare(number))
    return name[-2:] if len(name) > 1 else _NAME_END.sub("", noun_behind(text, number))[:2]


def _parallel(text: str, found: Sequence[Number], taken: set[int]) -> Iterator[Said]:
    """Judge 上半年审查文件 5 件、合同 73 件，下半年…，全年审查文件 8 件、合同 164 件: each by those called alike."""
    starts = [number.start for number in found if _STEP.search(number.clause)]
    total = next((number for number in found if _ALL.search(number.clause) and not _STEP.search(number.clause)), None)
    if len(starts) < 2 or total is None or total.start < starts[-1]:
        return
    counts = [number for number in found if number.kind is Kind.COUNT]
    if len(counts) != len(found) or any(number.hedged for number in counts):
        return
    for stated in (number for number in counts if number.start >= total.start):
        if stated.start in taken:
            continue
        parts = [
            number
            for number in counts
            if number.start < total.start
            and units_agree(number, stated)
            and _called(text, number) == _called(text, stated)
        ]
        if len(parts) != len(starts) or any(a.start >= b.start for a, b in pairwise(parts)):
            continue
        value = sum((part.value for part in parts), start=Fraction(0))
        if near(value, parts, stated):
            yield "Q002", Checked(stated.start)
        else:
            yield from ((code.value, slip) for code, slip in told(stated, parts, value))
