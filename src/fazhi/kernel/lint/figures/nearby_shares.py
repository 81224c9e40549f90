"""Rates that nothing else has judged, held against every pair of counts beside them (Q001)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise, permutations

from fazhi.kernel.lint.lazily import lazily

from .nearby import all_but_rest, bounded, counts_of, label
from .numbers import Kind, Number, numbers, units_agree
from .shares import ELSEWHERE, GROWTH, OF_SHARE, RATE, SPLIT, TIMELY, WHOLE, fits, tied, wrong
from .slips import Checked, Slip, agrees, quotient, shown, shown_percent

__all__ = ["check_half", "check_nearby_shares"]

_BASE = lazily(r"占(?:比|到|了)?(?P<base>[^,;:。\d]{0,14}?)的?(?:约|近|比重|比例|百分之)?(?:为|达|约)?$")
_NUMBER_OF = lazily(r"(?:总(?=[人户件数量额面])|全部)?(?:人数|户数|件数|总?数量?|总?[量额]|面积|总人口)$")
_SAME_BASE = lazily(r"^(?:总|全部|全体|其|所有|上述|该|比|$)")
_OPPOSED = (
    ("完好|正常|可用|在线|运行", "故障|损坏|离线|停用|异常|破损"),
    ("合格|达标|及格", "不合格|不达标|超标|不及格"),
    ("入住|出租|使用|利用", "空置|闲置|空余"),
    ("在编|满编|在岗|到岗", "空编|缺编|空缺|缺岗"),
    ("签", "未签|拒签"),
    ("巩固|稳定", "返贫|复发|反弹"),
)
_DONE = lazily(r"已|实|完成|到位|其中|真正|现有|目前|有$|的$|达到?|符合|通过|取得")
_NOT_OF = lazily(
    r"人均|户均|平均|同期|上年|去年|目标(?!完成率)|任务(?!完成[率比进])|力争|以上级|全[国省市县区]|环比|毛利|利率|税率|费率|比率为|汇率"
)
_NOMINAL = lazily(r"[\u4e00-\u9fff]{2}的(?:有|共|为|是)?$")
_LEFT = lazily(r"^(?:空|缺|未|不|流失|逾期|退|差|失|漏|欠)")


def check_nearby_shares(text: str, before: str, taken: set[int]) -> Iterator[Slip | Checked]:
    """Yield what is to be said of the rates and shares of a sentence that are not in ``taken``.

    The part is the count right before the rate; the whole any earlier count of its unit that is not smaller. Nothing
    is said where any two counts of this sentence or the one before (``before``) make the rate.
    """
    found = numbers(text)
    for index, stated in enumerate(found):
        if stated.kind is not Kind.PERCENT or stated.start in taken or not 0 < stated.value <= 100:
            continue
        came = _due_and_came(stated, RATE.search(stated.lead), index, found) or _in_brackets(text, index, found)
        if came is not None:
            yield from _held(stated, *came)
        if came is not None or index < 1:
            continue
        clause, part = stated.clause, found[index - 1]
        if stated.value == 100 and len(counts_of(found[:index], part.unit)) != 2:
            continue
        rate, share = RATE.search(stated.lead), OF_SHARE.search(clause)
        if share and index + 1 < len(found) and (apart := _part_behind(found, index)):
            yield from _held(stated, *apart)
            continue
        if rate is not None and (timely := TIMELY.search(rate[1])) and timely[0] not in part.lead:
            continue
        if part.kind is not Kind.COUNT or not (rate or share) or GROWTH.search(clause) or SPLIT.search(clause):
            continue
        if (
            _NOT_OF.search(stated.lead)
            or re.search("分别|依次", stated.lead)
            or ";" in stated.lead
            or "。" in stated.lead
        ):
            continue
        apart = (
            _across(text, stated, rate, index, found)
            or _whole_behind(text, stated, rate, index, found)
            or _both_named(text, stated, index, found)
        )
        if apart is not None:
            yield from _held(stated, *apart)
            continue
        if rate is not None and index > 1 and (due := _due_behind(text, stated, rate[1], found[index - 2 : index])):
            yield from _held(stated, *due)
            continue
        if rate is not None and (gone := _gone(rate[1], found, index)):
            yield from _held(stated, *gone)
            continue
        if rate is not None and (left := _undone(text, rate[1], found[:index])):
            yield from _held(stated, *left)
            continue
        if rate is not None and (whole := _two_halves(text, rate[1], found[max(0, index - 2) : index])):
            yield from _held(stated, found[index - 2], whole)
            continue
        beside = counts_of(found, part.unit)
        wholes = [number for number in beside if number.start < part.start and number.value >= part.value]
        front = [number for number in beside if number.start < part.start]
        if len(front) == 2 and _ADDED.search(front[1].clause):
            wholes = front
        ahead = [] if wholes or not before.endswith(";") else counts_of(numbers(before), part.unit)
        wholes = wholes or [number for number in ahead if number.value >= part.value]
        told = [number for number in (bounded(each) for each in beside) if number is not None]
        if not wholes or len(told) != len(beside):
            continue
        if _made(stated, [*told, *counts_of(numbers(before), part.unit)]):
            yield Checked(stated.start)
            continue
        if all_but_rest(stated, beside, found[index + 1 : index + 2]):
            yield Checked(stated.start)
            continue
        whole = _with_added(wholes)
        true = quotient(part, whole)
        stem = None if rate is None or rate[1].endswith("占") or not rate[1].strip("占") else rate[1]
        if true is None or whole.value == part.value or not _said_of(text, stated, stem, part, wholes):
            continue
        middle = (true[0] + true[1]) / 2
        if stem is not None and (_LEFT.match(stem[-2:]) or _opposed(stem, label(text, part))):
            middle = 1 - middle if not _LEFT.match(part.clause.strip(",、其中")) else middle
        strictly = stem is not None and tied(stem, label(text, part)) and bool(WHOLE.search(whole.clause))
        if abs(middle * 100 - stated.value) <= 45 and (stated.value < 100 or (strictly and len(beside) == 2)):
            yield wrong(stated, part, whole, middle)


_LESS = lazily(r"销号|化解|整改|整治|清零|处置|压减|拆除|清退|消化|压降|削减")


_UNDONE = lazily(r"^(?:尚?未|没有?|不|仍未|还未)[\u4e00-\u9fff]{1,6}")


def _undone(text: str, stem: str, counts: Sequence[Number]) -> tuple[Number, Number] | None:
    """Return part and whole of 应缴 1860 人，还有 93 人未缴，参保率 95%: what is not done, and the rest is."""
    if len(counts) != 2 or not units_agree(*counts) or any(each.hedged for each in counts) or ELSEWHERE.search(stem):
        return None
    whole, left = counts
    told = _UNDONE.match(text[left.end : left.end + 8]) and re.search(r"(?:有|剩|余)$", left.clause)
    if not told or left.value >= whole.value or _LEFT.match(stem[-2:]) or not WHOLE.search(whole.clause):
        return None
    value = whole.value - left.value
    return replace(left, value=value, low=value, high=value), whole


def _gone(stem: str, found: Sequence[Number], index: int) -> tuple[Number, Number] | None:
    """Return part and whole of 由 63 宗减至 14 宗，减少 49 宗，销号率 77.8%: what is gone, of what there was."""
    if index < 3 or not _LESS.search(stem):
        return None
    first, last, gone = found[index - 3 : index]
    counts = first.kind is Kind.COUNT and units_agree(first, last) and units_agree(first, gone)
    if not counts or any(each.hedged for each in (first, last, gone)) or first.value - last.value != gone.value:
        return None
    return gone, first


_ADDED = lazily(r"追加|结转|调增|增补|后又|另行?安排|新增|补充")


def _with_added(wholes: Sequence[Number]) -> Number:
    """Return the whole: the last, or both where the last was added to the one before: 年初 40 万元，追加 12 万元."""
    if len(wholes) != 2 or not _ADDED.search(wholes[1].clause) or any(each.hedged for each in wholes):
        return wholes[-1]
    value = wholes[0].value + wholes[1].value
    return replace(wholes[0], value=value, low=value, high=value)


def _held(stated: Number, part: Number, whole: Number) -> Iterator[Slip | Checked]:
    if _made(stated, (part, whole)):
        yield Checked(stated.start)
    elif (true := quotient(part, whole)) is not None:
        yield wrong(stated, part, whole, (true[0] + true[1]) / 2)


def _due_behind(text: str, stated: Number, stem: str, pair: Sequence[Number]) -> tuple[Number, Number] | None:
    """Return part and whole of 接种 1246 人，应种 1260 人，接种率 98.9%: what was due is told behind what was done."""
    part, whole = pair
    if part.kind is not Kind.COUNT or not units_agree(part, whole) or part.hedged or whole.hedged:
        return None
    due = re.search(r"^[,、(](?:[^,;:\d]{0,4}总|应|共|拟|计划|全[镇村县市乡区]|辖区)[^,;:\d]{0,8}$", whole.lead)
    fits_in = (
        part.value < whole.value and tied(stem, label(text, part)) and re.match(r"^[^,;:\d]{0,6}[,)]", stated.lead)
    )
    return (part, whole) if due and fits_in else None


_INSIDE = lazily(r"^[^,;:\d]{0,12}中,?(?:已经?|仅|只)?(?:有|[\u4e00-\u9fff]{2})?$")
_BEFORE_BRACKET = lazily(r"的[\u4e00-\u9fff]{1,8}\(")
_CONTRARY = lazily(r"^[,、](?:尚?未|不|没有|非)(?P<verb>[\u4e00-\u9fff]{2})")
_NAMES = lazily(r"(?:^|[,;:(])(?P<part>[\u4e00-\u9fff]{2,6})占(?P<base>[\u4e00-\u9fff]{2,6}?)(?:总?数量?|总量)?的$")


def _two_halves(text: str, stem: str, pair: Sequence[Number]) -> Number | None:
    """Return the whole of 建账 186 家，未建账 14 家: both together, where the second is what the first is not."""
    if len(pair) != 2 or not units_agree(*pair) or any(each.hedged for each in pair) or pair[0].kind is not Kind.COUNT:
        return None
    contrary = _CONTRARY.match(pair[1].lead)
    if contrary is None or contrary["verb"] not in pair[0].clause:
        return None
    if not any(tied(stem, label(text, each)) for each in pair):
        return None
    value = pair[0].value + pair[1].value
    return replace(pair[0], value=value, low=value, high=value)


def _both_named(text: str, stated: Number, index: int, found: Sequence[Number]) -> tuple[Number, Number] | None:
    """Return part and whole of 线索 84 条，立案 42 件，立案占线索数的 50%: both are named before their share."""
    named = _NAMES.search(stated.lead)
    if named is None:
        return None
    counts = [each for each in found[:index] if each.kind is Kind.COUNT and not each.hedged]
    parts = [each for each in counts if named["part"] in each.clause]
    wholes = [each for each in counts if named["base"] in label(text, each)]
    if len(parts) != 1 or len(wholes) != 1 or parts[0] is wholes[0] or parts[0].value > wholes[0].value:
        return None
    return parts[0], wholes[0]


def _due_and_came(
    stated: Number, rate: re.Match[str] | None, index: int, found: Sequence[Number]
) -> tuple[Number, Number] | None:
    """Return part and whole of 检查覆盖率 98%，应查 46 家，实查 45 家: both are told behind their rate."""
    if rate is None or index + 2 >= len(found):
        return None
    whole, part = found[index + 1 : index + 3]
    due = re.match(r"^[,(:]应[\u4e00-\u9fff]{1,6}$", whole.lead) and re.match(
        r"^[,、]实际?[\u4e00-\u9fff]{1,6}$", part.lead
    )
    due = due or (re.match(r"^[,(:][^,;:\d]{0,6}$", whole.lead) and _INSIDE.match(part.lead))
    plain = whole.kind is Kind.COUNT and units_agree(whole, part) and not (whole.hedged or part.hedged)
    return (part, whole) if due and plain and part.value <= whole.value else None


def _in_brackets(text: str, index: int, found: Sequence[Number]) -> tuple[Number, Number] | None:
    """Return part and whole of 85% 的村（20 个村中的 17 个）."""
    inside = found[index + 1 : index + 3]
    if not _BEFORE_BRACKET.match(text, found[index].end) or len(inside) != 2 or not units_agree(*inside):
        return None
    whole, part = inside
    plain = whole.kind is Kind.COUNT and not (whole.hedged or part.hedged) and part.value <= whole.value
    return (part, whole) if plain and "中" in part.lead and text.startswith(")", part.end) else None


def _part_behind(found: Sequence[Number], index: int) -> tuple[Number, Number] | None:
    """Return part and whole of 整治 216 处，其中已完成的占 95.8%，共 207 处: the part is told last."""
    whole, part = found[index - 1], found[index + 1]
    if whole.kind is not Kind.COUNT or not units_agree(whole, part) or part.hedged or whole.hedged:
        return None
    told = re.match(r"^[,(](?:共计?|计|即|有|为)?$", part.lead) and "其中" in found[index].lead
    return (part, whole) if told and part.value < whole.value else None


_PLACES = lazily(r"床位|席位|座位|车位|摊位|岗位|工位|泊位|铺位|编制")
_BECAME = lazily(r"转化|成案|立案|移送|采用|转办")
_PEOPLE = lazily(r"(?:常住|户籍|总)人口|应[\u4e00-\u9fff]{1,6}(?:人数?|对象)?$")


_FILLED = lazily(r"(?:满编|满员|在编|配备|到位|入住|占用|使用|出租)$")
_FOR = lazily(r"赞成|同意|得票|通过|(?<![取获])得$")
_VOTES_OF = lazily(r"(?:得票|赞成|同意)[^,;:\d]{0,4}占")
_CAME = lazily(r"实到|到会|出席|参会|收回|有效|参加表决|投票")


def _vote(found: Sequence[Number]) -> tuple[Number, Number] | None:
    """Return the votes for and those who voted: 实到 115 人，赞成 112 票，反对 1 票，弃权 2 票，赞成率 97.4%."""
    votes = [each for each in found if each.unit == "张" and _FOR.search(each.clause) and not each.hedged]
    came = [each for each in found if each.unit in ("人", "张") and _CAME.search(each.clause) and not each.hedged]
    if len(votes) != 1 or not came or votes[0] in came:
        return None
    return (votes[0], came[-1]) if votes[0].value <= came[-1].value else None


def _across(
    text: str, stated: Number, rate: re.Match[str] | None, index: int, found: Sequence[Number]
) -> tuple[Number, Number] | None:
    """Return part and whole counted in two units: 床位 120 张，入住 78 人; 建档 31250 份，常住人口 33600 人."""
    pair = found[index - 2 : index]
    if (_VOTES_OF.search(stated.clause) if rate is None else _FOR.search(rate[1])) and (vote := _vote(found[:index])):
        return vote
    if rate is None or len(pair) != 2 or any(each.kind is not Kind.COUNT or each.hedged for each in pair):
        return None
    if _BECAME.search(rate[1]) and {each.unit for each in pair} <= {"件", "条", "份", "个"}:
        return (pair[1], pair[0]) if pair[1].value <= pair[0].value and pair[1].clause else None
    if units_agree(*pair) or rate[1].endswith("占") or ELSEWHERE.search(rate[1]):
        return None
    for part, whole in (pair, pair[::-1]):
        set_apart = _PLACES.search(label(text, whole)) if whole is pair[0] else _PEOPLE.search(whole.clause)
        told = tied(rate[1], part.clause) or _FILLED.search(rate[1])
        if set_apart and told and part.value <= whole.value:
            return part, whole
    return None


def _whole_behind(
    text: str, stated: Number, rate: re.Match[str] | None, index: int, found: Sequence[Number]
) -> tuple[Number, Number] | None:
    """Return part and whole of 覆盖自然村 96 个，覆盖率 80%，全镇自然村共 120 个: the whole is told last."""
    if rate is None or index + 1 >= len(found) or not re.match(r"^[^,;:(]{0,16}[,(][^,;:(]*$", stated.lead):
        return None
    part, whole = found[index - 1], found[index + 1]
    plain = whole.kind is Kind.COUNT and units_agree(part, whole) and not (part.hedged or whole.hedged)
    if not plain or part.value >= whole.value or not tied(rate[1], label(text, part)):
        return None
    named = re.match(
        r"^[,(](?:全[镇村县市乡区]|我[镇村乡]|辖区)?[^,;:\d]{0,10}?(?:共有?[\u4e00-\u9fff]{0,4}|总[数量]为?|总(?:人口|户数|人数|面积)为?|应[^,;:\d]{0,6})$",
        whole.lead,
    )
    alone = not any(each.kind is Kind.COUNT and units_agree(each, part) for each in found[: index - 1])
    return (part, whole) if named and alone else None


def _made(stated: Number, counts: Sequence[Number]) -> bool:
    if any(fits(stated, one, other) for one, other in permutations(counts, 2) if one.value <= other.value):
        return True
    for part in counts:
        # Several together are the whole: 公务员 42 名、事业人员 68 名，其中持证 56 名，占 50.9%.
        ahead = [number for number in counts if number.start < part.start]
        some = sum((number.value for number in ahead), start=Fraction(0))
        if len(ahead) > 1 and some and agrees(stated, part.low / some, part.high / some, 100):
            return True
    for whole in counts:
        # Several parts together: 办结 40 件、正在办理 5 件，占 90%.
        parts = [number for number in counts if number is not whole and number.value < whole.value]
        for size in range(2, min(len(parts), 6) + 1):
            for first in range(len(parts) - size + 1):
                total = sum((number.value for number in parts[first : first + size]), start=stated.value * 0)
                if whole.low > 0 and agrees(stated, total / whole.high, total / whole.low, 100):
                    return True
    return False


def _opposed(stem: str, name: str) -> bool:
    return any(re.search(good, stem) and re.search(bad, name) for good, bad in _OPPOSED)


def _said_of(text: str, stated: Number, stem: str | None, part: Number, wholes: Sequence[Number]) -> bool:
    """Say whether a rate is of the part in front of it and of no third thing."""
    whole, part_name = wholes[-1], label(text, part)
    if stem is None:
        base = _BASE.search(stated.clause)
        name = _NUMBER_OF.sub("", base["base"]) if base else ""
        if base and base["base"].startswith(("总", "全部")) and len(wholes) == 1:
            return True
        whole_label = label(text, whole)
        if not _SAME_BASE.match(name) and not any(name[at : at + 2] in whole_label for at in range(len(name) - 1)):
            return False
        if name and not _SAME_BASE.match(name) and len(wholes) == 1:
            return True
        named = len(wholes) == 1 or bool(re.search("其中|中", part.lead))
        return named and bool(WHOLE.search(whole.clause) or re.search("其中|中[,有已]|^[^,;]{0,12}中", part.lead))
    whole_name = label(text, whole)
    if tied(stem, part_name.strip()) or _opposed(stem, part_name):
        return True
    if ELSEWHERE.search(stem):
        return False
    if len(wholes) == 1 and _NOMINAL.search(part.clause) and re.match(r"[,(][^,;:(]*$", stated.lead):
        return True
    signs = stem[-2:]
    if all(sign in part_name or sign in whole_name for sign in signs) and any(sign in part_name for sign in signs):
        return True
    if not re.match(r"[^,;:(、]{0,12}[,(、]?[^,;:(]*$", stated.lead) or len(wholes) > 1:
        return False
    return any(sign in part_name for sign in signs) and bool(WHOLE.search(whole.clause) or _DONE.search(part.clause))


_HALF = lazily(
    r"^[^\d,;。]{0,14}[,(]?(?:占比|人数|已|占|比例|均)*(?:超过半数|过半数?|超半数|超过一半|一半以上|半数以上|大半)"
)


_JUST_HALF = re.compile(r"[^\d,;。]{0,8}[,(]?(?:刚好|正好|恰好|各|约)?占(?:了|总数的?)?(?:一半|半数)(?!以上)")


def check_half(text: str, taken: set[int]) -> Iterator[Slip | Checked]:
    """Yield what is to be said of 过半 and its like behind two counts: 15 个村中有 6 个，过半."""
    found = numbers(text)
    for whole, part in pairwise(found):
        if (
            part.kind is not Kind.COUNT
            or whole.unit != part.unit
            or whole.kind is not Kind.COUNT
            or part.start in taken
        ):
            continue
        half = _HALF.match(text[part.end :]) or _JUST_HALF.match(text[part.end :])
        if half is None or part.value >= whole.value or part.hedged or whole.hedged:
            continue
        if not (WHOLE.search(whole.clause) or re.search("中", part.lead)):
            continue
        if half.re is _JUST_HALF:
            right = abs(part.value * 2 - whole.value) <= max(whole.value / 20, Fraction(1))
        else:
            right = part.value * 2 > whole.value or (part.value * 2 == whole.value and "以上" in half[0])
        if right:
            yield Checked(part.start)
            continue
        yield Slip(
            start=part.start,
            end=part.end + half.end(),
            message=f"{shown(part.value)}÷{shown(whole.value)}≈{shown_percent(part.value / whole.value, 1)}，"
            + ("不是一半" if half.re is _JUST_HALF else "没有过半"),
            suggestion="核对两个数；两数无误的，改写比例",
        )
