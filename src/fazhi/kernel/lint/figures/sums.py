"""Sums: a total and its parts (Q002), a part above its total (Q012), amounts that differ by 元 and 万元 (Q004)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import Enum
from fractions import Fraction

from fazhi.kernel.lint.lazily import lazily

from .numbers import Kind, Number, numbers, units_agree
from .slips import Checked, Slip, shown

__all__ = ["Summed", "check_sums"]

_TOTAL = lazily(
    r"(?:^|[^公])共(?!同|享|建|治|管|商|青|产|和|识|有产|性|用|青团)|合计|总计|共计|累计|总数|总量|总额|总共|总投资|合共|小计|一共|受理|收到|办理|发放|开展|收|总"
)
_SUM_AFTER = lazily(
    r"^(?:[^\d,;:、。]{1,8}(?=[,、]))?[,、;:]?[^\d,;]{0,10}?"
    r"(?:共计|合计|总计|一共|总共|合共|总[分数和价额](?:为|是|达)?$|共(?!同|享|建|治|管))[^,;\d]{0,10}$"
)
_LISTED = lazily(r"^(?:[^\d,;:、。]{0,8}?[、,]|和|及|以及|与)")
_NONE = lazily(r"^(?:未|非|不|没有|无)(?:予|曾|能|含)?")
_OPENS = lazily(r"其中|分别|分设|分布|包括|包含|含|具体为|即|[::(]")
_WHOLLY = lazily(r"分别(?:为|是|有|:)|分为|具体为|包括[:]|分设[于在]|分布[于在]")
_REST = lazily(r"其他|其它|其余|剩余|余下")
_OVERLAP = lazily(
    r"女|男|党员|岁|学历|本科|研究生|大专|以上|以下|少数民族|已|办结|化解|整改|成功|未|同比|增|减|新增|平均|最|其中.*其中|曾|获|开庭|出庭|应诉|参加|涉及"
)
_PERSONS = lazily(r"女|男|党员|岁|学历|本科|研究生|大专|少数民族|平均|增|减")
_BREAKS = lazily(r"[;。!?]|同比|较|比上|增长|下降|率|平均|每|另|此外|同时|还|全年|已|现|累计|上年|去年|今年|率先")

_WHOLES = tuple(
    tuple(re.compile(word) for word in words)
    for words in (
        ("男", "女"),
        ("一季度", "二季度", "三季度", "四季度"),
        ("上半年", "下半年"),
        ("同意|赞成", "反对|不同意", "弃权"),
        ("同意|赞成", "反对|不同意"),
        ("优秀|优良", "(?<!不)合格", "不合格"),
        ("(?<!不)合格", "不合格"),
        ("继续有效|保留", "修改|修订", "废止"),
        ("继续有效|保留", "废止"),
        ("专职", "兼职"),
        ("城镇|城市", "农村|乡村"),
        ("高风险|高", "中风险|中", "低风险|低"),
    )
)  # What leaves nothing over when all of it is listed.


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
        if index + 2 < len(found):
            said.extend(_rest_of(found, index))
        if index + 1 < len(found) and (
            _OPENS.search(found[index + 1].lead) or (_TOTAL.search(number.clause) and _listed(found, index))
        ):
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
    among, wholly = bool(re.search("其中|包括|包含", opened)), bool(_WHOLLY.search(opened))
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
    opening = bool(_OPENS.search(opened))
    if not opening and not _leave_nothing(parts):
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
    if _leave_nothing(parts):
        yield from _told(total, parts, value)
        return
    if any(_OVERLAP.search(part.lead.replace("其中", "")) for part in parts):
        return
    if (
        wholly
        or _REST.search(parts[-1].lead)
        or (opened.strip()[-1:] in (":", ":") and _TOTAL.search(total.clause))
        or (among and value > total.value and (_side_by_side(parts) or _of_one_kind(parts)))
        or (total.unit == "分" and re.search("满分|总分|分值", total.clause))
    ):
        yield from _told(total, parts, value)
    elif among and total.value * Fraction(95, 100) <= value < total.value:
        yield from _told(total, parts, value, mild=True)


_OWED = lazily(
    r"^[,、](?:[^,;:\d]{0,4})(?:结余|剩余|尚余|余款|余|尚欠|欠|未付|未支付|空编|缺编|缺额)(?:款项?|资金|金额)?(?:为|是)?$"
)
_GONE = lazily(r"^[,、](?:[^,;:\d]{0,4})(?:请假|缺席|因[事病公]请假)(?:的)?$")
_CAME = lazily(r"^[,、]?实到$|^[,、](?:实到|出席|到会|参会)(?:人数)?(?:为|是)?$")
_WHOLE_SUM = lazily(r"总|共|预算|应|编制|合同|安排|概算|计划|核定")
_SPENT = lazily(r"支出|支付|付|使用|用|拨|花|实有|在编|现有|缴|偿还|还|化解")


def _rest_of(found: Sequence[Number], at: int) -> Iterator[tuple[Summed, Slip] | Checked]:
    """Judge what is left over: 预算 50 万元，支出 45 万元，结余 5 万元; 应到 58 人，请假 5 人，实到 53 人."""
    total, part, rest = found[at : at + 3]
    if not (units_agree(total, part) and units_agree(total, rest)) or any(n.hedged for n in (total, part, rest)):
        return
    owed = _OWED.match(rest.lead.strip()) and _SPENT.search(part.clause)
    came = _GONE.match(part.lead.strip()) and _CAME.match(rest.lead.strip())
    gone = _CAME.match(part.lead.strip()) and _GONE.match(rest.lead.strip())
    if not (owed or came or gone) or not _WHOLE_SUM.search(total.clause):
        return
    value = part.value + rest.value
    if _near(value, (part, rest), total):
        yield Checked(rest.start)
    else:
        yield from _told(total, (part, rest), value)


def _side_by_side(parts: Sequence[Number]) -> bool:
    return all(part.lead.strip()[:1] in "、和及" for part in parts[1:])


def _of_one_kind(parts: Sequence[Number]) -> bool:
    """Say whether all parts are called alike (上级资金、镇级资金) or are three plain names (水田、旱地、林地)."""
    ends = {re.sub(r"[有的为:]+$", "", part.lead.strip())[-2:] for part in parts}
    if len(ends) == 1 and len(ends.pop()) == 2:
        return True
    names = [re.sub(r"^.*(?:其中|包括|包含|[、,;])|[有的为:]+$", "", part.lead.strip()) for part in parts]
    return len(parts) > 2 and all(1 < len(name) <= 4 for name in names)


def _listed(found: Sequence[Number], at: int) -> bool:
    """Say whether two counts or more of the unit of a total follow it, set off by commas."""
    behind = found[at + 1 : at + 3]
    return len(behind) == 2 and all(
        units_agree(number, found[at]) and _LISTED.match(number.lead.strip()) for number in behind
    )


def _leave_nothing(parts: Sequence[Number]) -> bool:
    """Say whether the parts are all there can be: 男 and 女, the four quarters, 准予 and 不予, 持证 and 未持证."""
    names = [re.sub(r"^.*(?:其中|[、,;])|^[和及与]|[有的为:]+$", "", part.lead.strip()) for part in parts]
    if any(
        len(words) == len(names) and all(word.search(name) for word, name in zip(words, names, strict=True))
        for words in _WHOLES
    ):
        return True
    if len(names) != 2:
        return False
    first, second = names
    contrary = _NONE.match(second)
    stem = re.sub(r"^(?:准予|予以|已经?|有|可以?)", "", first)
    return contrary is not None and len(first) > 1 and second[contrary.end() :] in (first, stem)
