"""Sums: a total and its parts (Q002), a part above its total (Q012), amounts that differ by 元 and 万元 (Q004)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import Enum
from fractions import Fraction

from .numbers import Kind, Number, numbers, units_agree
from .slips import Checked, Slip, shown

__all__ = ["Summed", "check_sums"]

_TOTAL = re.compile(
    r"(?:^|[^公])共(?!同|享|建|治|管|商|青|产|和|识|有产|性|用|青团)|合计|总计|共计|累计|总数|总量|总额|总共|总投资|合共|小计|一共|受理|收到|办理|发放|开展|收|总"
)
_SUM_AFTER = re.compile(r"^[,、;:]?[^\d,;]{0,10}?(?:共计|合计|总计|一共|总共|合共|共(?!同|享|建|治|管))[^,;\d]{0,10}$")
_LISTED = re.compile(r"^(?:[、,]|和|及|以及|与)")
_OPENS = re.compile(r"其中|分别|包括|包含|含|具体为|即|[::(]")
_WHOLLY = re.compile(r"分别(?:为|是|有|:)|分为|具体为|包括[:]")
_REST = re.compile(r"其他|其它|其余|剩余|余下")
_OVERLAP = re.compile(
    r"女|男|党员|岁|学历|本科|研究生|大专|以上|以下|少数民族|已|办结|化解|整改|成功|未|同比|增|减|新增|平均|最|其中.*其中|曾|获|开庭|出庭|应诉|参加|涉及"
)
_PERSONS = re.compile(r"女|男|党员|岁|学历|本科|研究生|大专|少数民族|平均|增|减")
_BREAKS = re.compile(r"[;。!?]|同比|较|比上|增长|下降|率|平均|每|另|此外|同时|还|全年|已|现|累计|上年|去年|今年|率先")


class Summed(Enum):
    """Which mistake."""

    SUM = "Q002"
    UNIT = "Q004"
    PART = "Q012"


def check_sums(text: str) -> list[tuple[Summed, Slip] | Checked]:
    """Return what is to be said of the totals in a sentence that name their parts.

    A list of parts followed by 共、合计 is exhaustive; so is one opened by 分别为 or 包括. After 其中 the list is taken
    for the whole only where it has 其他, where it comes to more than the total, or (as something to check) where it
    comes within five per cent of it. Parts that may overlap (女、党员、办结…) are never added.
    """
    found = [number for number in numbers(text) if number.kind is Kind.COUNT]
    said: list[tuple[Summed, Slip] | Checked] = []
    for index, number in enumerate(found):
        if index >= 2 and _SUM_AFTER.search(number.lead) and not number.hedged:
            said.extend(_parts_first(found, index))
        if index + 1 < len(found) and _OPENS.search(found[index + 1].lead):
            said.extend(_total_first(text, found, index))
    return said


def _parts_first(found: Sequence[Number], at: int) -> Iterator[tuple[Summed, Slip] | Checked]:
    """Judge a total written behind its parts: A 51 个、B 38 个，共 89 个."""
    total = found[at]
    run: list[Number] = []
    for number in reversed(found[:at]):
        if not units_agree(number, total) or number.hedged:
            break
        run.insert(0, number)
        if not _LISTED.match(number.lead.strip()) or re.search(r"[;]|其中|同比|较|比上|增|减", number.lead):
            break
    if len(run) < 2 or re.search(r"其中|同比|较上|比上", "".join(number.lead for number in run[1:])):
        return
    sums = [sum((number.value for number in run[start:]), start=Fraction(0)) for start in range(len(run) - 1)]
    if any(_near(value, run, total) for value in sums):
        yield Checked(total.start)
        return
    if any(_PERSONS.search(number.clause) for number in run):
        return
    commas = [number for number in run[1:] if number.lead.strip()[:1] == ","]
    if (commas and len(run) == 2) or (not commas and total.lead[:1] == "、"):
        return
    yield from _told(total, run, sums[0])


def _near(value: Fraction, parts: Sequence[Number], total: Number) -> bool:
    slack = sum((part.high - part.low for part in parts), start=Fraction(0)) / 2
    return total.low - slack <= value <= total.high + slack


def _told(
    total: Number, parts: Sequence[Number], value: Fraction, *, mild: bool = False
) -> Iterator[tuple[Summed, Slip]]:
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
        ),
    )


def _total_first(text: str, found: Sequence[Number], at: int) -> Iterator[tuple[Summed, Slip] | Checked]:
    """Judge a total written before its parts: 共 89 个，其中 A 51 个、B 38 个."""
    total = found[at]
    parts: list[Number] = []
    for number in found[at + 1 :]:
        if not units_agree(number, total):
            break
        if parts and (_BREAKS.search(number.lead) or not _LISTED.match(number.lead.strip())):
            break
        parts.append(number)
    if not parts:
        return
    opened = parts[0].lead
    among, wholly = "其中" in opened, bool(_WHOLLY.search(opened))
    between = text[parts[-1].end :].lstrip()
    if among and not total.hedged and len(parts[0].clause) and _TOTAL.search(total.lead + opened):
        over = next((part for part in parts if part.low > total.high), None)
        if over and not re.search(r"人次|件次|次", over.unit) and not re.search(r"同比|较|增|减|累计", opened):
            yield (
                Summed.PART,
                Slip(
                    start=over.start,
                    end=over.end,
                    message=f"“其中”项 {shown(over.value)} 大于总数 {shown(total.value)}",
                    suggestion="核对总数和“其中”项",
                ),
            )
            return
    if len(parts) < 2 or (not among and not wholly and not _TOTAL.search(total.clause)):
        return
    value = sum((part.value for part in parts), start=Fraction(0))
    if _near(value, parts, total):
        yield Checked(total.start)
        return
    if any(part.hedged for part in parts) or total.hedged or between.startswith("等"):
        return
    if total.unit == "元" and total.value == value * 10**4:
        yield from _told(total, parts, value)
        return
    if any(_OVERLAP.search(part.lead.replace("其中", "")) for part in parts):
        return
    if (
        wholly
        or _REST.search(parts[-1].lead)
        or (opened.strip()[-1:] in (":", ":") and _TOTAL.search(total.clause))
        or (among and value > total.value and all(part.lead.strip()[:1] in "、和及" for part in parts[1:]))
    ):
        yield from _told(total, parts, value)
    elif among and total.value * Fraction(95, 100) <= value < total.value:
        yield from _told(total, parts, value, mild=True)
