"""Lists whose parts can hold nothing twice, and lists that leave nothing out (Q002); parts above their whole (Q012).

A list of which nothing can be in two parts (准予、不予、撤回; the contrary beside it; 其余; as many as were announced)
must not come to more than its total. One that leaves nothing out besides must come to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Final

from fazhi.kernel.lint.lazily import lazily

from .nearby import bare
from .numbers import Kind, Number, numbers, units_agree
from .pairing import direction
from .slips import Checked, Slip, shown
from .sums import leave_nothing
from .totals import Summed, near, otherwise, told

__all__ = ["check_abreast", "check_among", "check_partition", "check_split"]

_NEXT: Final = lazily(r"^(?:[、,;]|和|及|以及|与|其中)|^[\u4e00-\u9fff]{1,8}[、,;]")
_STOPS: Final = lazily(r"同比|较|比上|上年|去年|增长|增加|下降|减少|每|均|率|另|此外|同时|年初|期初|结转|累计")
_ALL: Final = lazily(r"(?<!公)共(?!同|享|建|治|管)|合计|总计|小计|累计|总")
_OPENED: Final = lazily(r"其中|分别|包括|:|中[,有]|^\(|分为")
_REST: Final = lazily(r"其余|其他|其它|余下|剩余|余款|尾款")
_OTHERS: Final = lazily(r"其他|其它|其余")
_NOMINAL: Final = lazily(r"的(?:有|共|为|是)?$")
_STAGES: Final = lazily(r"已|完成|通过|曾|女|男|党员|岁|以上|以下|其中.*其中|获|参加|涉及|超过|含")
_OUTCOMES: Final = lazily(
    r"准予|不予|不准|驳回|维持|撤销|撤回|终止|终结|判决|裁定|调解|支持|确认违法|责令|当场|移送|一般|简易|普通|不起诉|未发现|无问题"
    r"|同意|反对|弃权|赞成|合格|优秀|良好|有效|无效|转办|转交|退回|报废|罚款|警告|吊销|没收|拘留|通报|裁决|结案|申请"
)
"""What one matter ends with: it ends with one of these only."""
_ANNOUNCED: Final = lazily(
    r"(?P<n>[两二三四五六七八九]|\d)(?:期|次|批|笔|部分|个阶段|类|项|个部分|块|档|片|标段|组|队|路|片区|个?小组)[^,;:。\d]{0,8}[:,(]"
)
_CN: Final = {char: at for at, char in enumerate("零一二三四五六七八九")} | {"两": 2}


def check_partition(text: str, taken: set[int]) -> Iterator[tuple[str, Slip | Checked]]:
    """Yield what is to be said of totals, none of them in ``taken``, whose parts hold nothing twice."""
    found = [number for number in numbers(text) if number.kind is Kind.COUNT]
    for index, total in enumerate(found):
        if total.hedged or total.start in taken or _STOPS.search(total.clause) or direction(total.clause):
            continue
        parts = _behind(found, index)
        if len(parts) < 2 or any(part.hedged or part.start in taken for part in parts):
            continue
        inner = any(units_agree(each, total) for each in found[:index])
        if (inner and not _OPENED.search(parts[0].lead)) or total.lead.startswith("、") or "其中" in total.lead:
            continue  # it is a part itself, and what follows are its like
        value = sum((part.value for part in parts), start=Fraction(0))
        others = len(parts) > 2 and _OTHERS.search(parts[-1].lead) and _OPENED.search(parts[0].lead)
        called = len(parts) == 2 and _SUM.search(total.clause) and _same_end(parts)
        whole = _announced(text, total, parts) or others or (called and index + 3 == len(found))
        over = total.value < value < total.value * Fraction(3, 2) and parts[-1].value < total.value
        if near(value, parts, total):
            yield "Q002", Checked(total.start)
        elif otherwise(found, total, parts):
            continue
        elif (whole and total.value / 2 < value < total.value * 2) or (over and _apart(parts)):
            yield from _said(total, parts, value, taken)
        elif total.value < value <= total.value * Fraction(5, 4) and _of_three(parts):
            yield from _said(total, parts, value, taken, mild=True)


def _said(
    total: Number, parts: Sequence[Number], value: Fraction, taken: set[int], *, mild: bool = False
) -> Iterator[tuple[str, Slip | Checked]]:
    taken.update(range(total.start, total.end))
    yield from ((code.value, slip) for code, slip in told(total, parts, value, mild=mild))


def _behind(found: Sequence[Number], at: int) -> list[Number]:
    """Return the list of counts of one unit that stands behind a total."""
    parts: list[Number] = []
    for number in found[at + 1 :]:
        lead = number.lead.strip()
        if not units_agree(number, found[at]) or _STOPS.search(lead) or (parts and not _NEXT.match(lead)):
            break
        if _ALL.search(lead) or (parts and ("其中" in lead or lead.startswith((")", "(")))):
            break
        parts.append(number)
        if len(parts) > 1 and _OTHERS.search(lead):
            break  # nothing of the list stands behind 其他
    return parts


_SUM: Final = lazily(r"(?:合计|共计|总计|一共)(?:为|是|有)?$")


def _same_end(parts: Sequence[Number]) -> bool:
    names = [bare(part) for part in parts]
    return all(len(name) > 2 for name in names) and len({name[-2:] for name in names}) == 1 and len(set(names)) > 1


def _announced(text: str, total: Number, parts: Sequence[Number]) -> bool:
    """Say whether the text tells how many parts there are, right in front of them: 分三期偿还：…."""
    found = _ANNOUNCED.search(text, total.start, parts[0].start)
    if found is None:
        return False
    return (int(found["n"]) if found["n"].isdigit() else _CN[found["n"]]) == len(parts)


def _apart(parts: Sequence[Number]) -> bool:
    """Say whether nothing can be in two of the parts."""
    if any(leave_nothing(pair) for pair in pairwise(parts)) or _REST.search(parts[-1].lead):
        return True
    names = [bare(part) for part in parts]
    if parts[0].unit == "元" and len(parts) > 2 and "用于" in parts[0].lead:
        return True
    if len(parts) < 3 or any(_STAGES.search(name) for name in names[1:]):
        return False
    return all(_OUTCOMES.search(name) for name in names) or all(_NOMINAL.search(part.lead) for part in parts)


_OVERLAP: Final = lazily(
    r"女|男|党员|岁|学历|以上|以下|少数民族|新增|曾|获|参加|涉及|困难|残疾|老人|儿童|低保|户籍|贫困|次"
)


def _of_three(parts: Sequence[Number]) -> bool:
    """Say whether 其中 names three things or more by plain names, of which one is likely no other."""
    names = [bare(part) for part in parts]
    return (
        len(parts) > 2
        and "其中" in parts[0].lead
        and all(1 < len(name) <= 8 and not _STAGES.search(name) and not _OVERLAP.search(name) for name in names)
        and parts[0].unit not in ("人", "户", "次", "人次", "件次")
    )


_BESIDE: Final = lazily(r"^[,、;(]?(?:其中)?[^,;:。\d]{0,12}$")


def check_abreast(text: str, taken: set[int]) -> Iterator[tuple[str, Slip | Checked]]:
    """Yield what is to be said of 23 起、罚款 214.5 万元，其中甲类 9 起、76 万元，…: a list told in two units.

    Where the parts make the total in one unit, the list leaves nothing out, and must make it in the other.
    """
    found = [number for number in numbers(text) if number.kind is Kind.COUNT]
    for at in range(len(found) - 5):
        one, other = found[at : at + 2]
        if units_agree(one, other) or any(text.startswith("的", each.end) for each in (one, other)):
            continue  # 300 立方米的 2 口: how big each is
        end = at + 2
        while end + 1 < len(found) and units_agree(found[end], one) and units_agree(found[end + 1], other):
            if not _BESIDE.match(found[end + 1].lead):
                break
            end += 2
        groups = (found[at:end:2], found[at + 1 : end : 2])
        if len(groups[0]) < 3 or any(each.hedged for group in groups for each in group):
            continue
        if any(_RANGED.search(each.lead) for group in groups for each in group):
            continue
        if any(_STOPS.search(each.lead) for group in groups for each in group[1:]):
            continue
        values = [sum((each.value for each in group[1:]), start=Fraction(0)) for group in groups]
        held = [near(value, group[1:], group[0]) for value, group in zip(values, groups, strict=True)]
        for group, value, holds, proved in zip(groups, values, held, held[::-1], strict=True):
            if proved and not holds and group[0].start not in taken:
                yield from _said(group[0], group[1:], value, taken)
        if any(held):
            return


_RANGED: Final = lazily(r"[至到第\-—~]$")
_AMONG: Final = lazily(r"^[,;(、]?其中(?!,)[^,;:。]*$")
_STEP: Final = lazily("较|比|增长|下降|减少")
_HEADS: Final = lazily(r"人次|次数|累计|净")


def check_among(text: str, taken: set[int]) -> Iterator[tuple[str, Slip | Checked]]:
    """Yield what is to be said of a part named with 其中 that is above every figure of its unit in front."""
    found = numbers(text)
    for index in range(1, len(found)):
        whole, part = found[index - 1 : index + 1]
        if part.kind is not Kind.COUNT or not units_agree(whole, part) or part.start in taken:
            continue
        if not _AMONG.match(part.lead) or whole.hedged or part.hedged or _STEP.search(whole.clause):
            continue
        ahead = [each for each in found[:index] if units_agree(each, part)]
        if part.value <= max(each.high for each in ahead) or _HEADS.search(part.lead + whole.clause):
            continue
        if part.unit == "元" and part.value >= whole.value * 1000:
            continue  # 元 and 万元 were mistaken for one another: told by its own relation
        taken.update(range(part.start, part.end))
        yield (
            Summed.PART.value,
            Slip(
                start=part.start,
                end=part.end,
                message=f"“其中”项 {shown(part.value)} 大于总数 {shown(whole.value)}",
                suggestion="核对总数和“其中”项",
            ),
        )


_SHARE: Final = lazily(r"(?:占比?|比例|比重)(?:为|是|达|约)?$|^[、,和]")
_FIRST: Final = lazily(r"以下|以内|不满|不足|未满")
_LAST: Final = lazily(r"以上|超过|大于")
_SEVERAL: Final = lazily(r"多选|可多|重复|交叉")


def check_split(text: str) -> Iterator[tuple[str, Slip | Checked]]:
    """Yield what is to be said of shares that must make a hundred: 30 岁以下…, 30 至 59 岁…, 60 岁以上…; …其余….

    What comes to more than a hundred is told elsewhere (``wholes``).
    """
    runs: list[list[Number]] = [[]]
    for number in numbers(text):
        if number.kind is not Kind.PERCENT or number.hedged:
            runs.append([])
        elif runs[-1] and not _NEXT.match(number.lead.strip()):
            runs.append([number])
        else:
            runs[-1].append(number)
    for run in runs:
        if len(run) < 3 or _SEVERAL.search(text) or _STOPS.search("".join(each.lead for each in run)):
            continue
        names = [each.lead for each in run]
        ranged = (_FIRST.search(names[0]) and _LAST.search(names[-1])) or (
            _LAST.search(names[0]) and _FIRST.search(names[-1])
        )
        closed = "占" in names[0] and re.search(r"其余|其他|其它", names[-1])
        if not (ranged or closed) or not all(_SHARE.search(name) for name in names):
            continue
        value = sum((each.value for each in run), start=Fraction(0))
        slack = sum((each.step for each in run), start=Fraction(0)) / 2
        if abs(value - 100) <= slack:
            yield "Q002", Checked(run[0].start)
        elif 80 < value < 100:
            yield (
                "Q002",
                Slip(
                    start=run[0].start,
                    end=run[-1].end,
                    message=f"所列各项占比相加为 {shown(value)}%，不是 100%",
                    suggestion="核对各项占比",
                ),
            )
