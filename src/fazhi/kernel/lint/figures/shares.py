"""Shares and rates: a percentage beside the two counts it was made of (Q001), and shares above a hundred (Q008)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .numbers import Kind, Number, numbers, units_agree
from .slips import Checked, Slip, agrees, quotient, shown, shown_percent

__all__ = ["check_shares", "check_whole"]

_RATE = re.compile(
    r"([\u4e00-\u9fff]{1,10}?)(?:率|占比|比例|比重)(?:均|已|也|仅|就)*(?:约|近|超过|为|是|达|到|了|高|至|有|:|,|\s)*$"
)
_SHARE = re.compile(r"(?:占比|占|比例为|比重为)[^,;:。]{0,18}$")
_GROWTH = re.compile(
    r"增长|增加|增幅|下降|降幅|减少|上升|提高|提升|降低|升幅|涨|跌|回落|压减|压缩|缩短|精简|翻|同比|环比|较|(?<!占)比(?!例|重)|超额|完成年"
)
_WHOLE = re.compile(
    r"受理|收到|接到|接收|收案|交办|转办|共|总|应|排查|摸排|登记|发出|发放|检查|抽查|审结|开庭|立案|办理|提出|提交|调处|调解|化解纠纷|全部|计划|申请|评查|征集|核查|下达"
)
_NOT_DONE = re.compile(r"未|尚|没有|剩余|余下|不合格|不满意|不予")
_OF = re.compile(r"其中|其(?=[\u4e00-\u9fff])|里面")
_AMONG = re.compile(r"[^,;:]{0,14}中[,\s]")
_SPLIT = re.compile(
    r"分别|依次|均|平均|各(?!级|类|项|地|部|单|村|种)|以上级|目标|要求|力争|确保|不低于|不得低于|任务|考核|标准|预计|占全[国省市州]"
)
_OVER_FINE = re.compile(
    r"完成|超额|达标|增|比|利用|覆盖|投资|回报|收益|负债|杠杆|周转|赔付|容积|税|涨|执行|进度|支出|到位|得分|满足"
)


def _tied(stem: str, clause: str) -> bool:
    """Say whether a count is said of what a rate is named after (调撤率 is of 调解和撤诉, 成功率 of 调解成功)."""
    if len(stem) < 2:
        return False
    for word in (stem[-2:], stem[:2], stem[-4:-2]):
        if len(word) == 2 and word in clause:
            return True
    return stem[-2] in clause and stem[-1] in clause


def _fits(stated: Number, part: Number, whole: Number) -> bool:
    for share in (quotient(part, whole), quotient(whole, part)):
        if share is None:
            continue
        low, high = share
        if agrees(stated, low, high, 100) or agrees(stated, 1 - high, 1 - low, 100):
            return True
    return False


def _part_of(stated: Number, stem: str | None, counts: Sequence[Number]) -> int | None:
    """Return which of the counts is the part that the stated share speaks of, or None where that is not certain."""
    for index in range(len(counts) - 1, -1, -1):
        count = counts[index]
        if stem is not None:
            if _tied(stem, count.clause) or (_tied(stem, count.lead) and _OF.search(count.lead)):
                return index
        else:
            return index
    return None


def _whole_of(part: Number, counts: Sequence[Number]) -> Number | None:
    """Return the count that the part is taken of: a total named as such, else the nearest before it."""
    before = [count for count in counts if units_agree(part, count) and count.high >= part.low]
    for count in reversed(before):
        if _WHOLE.search(count.clause):
            return count
    return before[-1] if before else None


def check_shares(text: str, before: str = "") -> list[Slip | Checked]:
    """Return what is to be said of every rate in a sentence whose two counts stand beside it.

    ``before`` is the sentence in front, whose only count may be the whole. A rate is tied to its pair by its noun
    (化解率 and 化解) or by 占; it is passed over when another percentage stands between, when it is 100%, a growth, a
    target, or one of several given by 分别.
    """
    found = numbers(text)
    said: list[Slip | Checked] = []
    for index, stated in enumerate(found):
        if stated.kind is not Kind.PERCENT or stated.value >= 100 or not stated.value:
            continue
        clause = stated.clause
        rate = _RATE.search(stated.lead)
        share = _SHARE.search(clause)
        if (not rate and not share) or _GROWTH.search(clause) or _SPLIT.search(stated.lead):
            continue
        stem = rate[1] if rate and not (share and not rate[1].strip("占")) else None
        if stem is not None and stem.endswith("占"):
            stem = None
        if stem is None and not share:
            continue
        said.extend(_judge(stated, stem, index, found, before))
    return said


def _judge(stated: Number, stem: str | None, index: int, found: Sequence[Number], before: str) -> list[Slip | Checked]:
    since = next((i + 1 for i in range(index - 1, -1, -1) if found[i].kind is not Kind.COUNT), 0)
    near = [number for number in found[since:index] if number.kind is Kind.COUNT]
    at = _part_of(stated, stem, near)
    if at is None:
        return []
    part = near[at]
    earlier = [number for number in found[:since] if number.kind is Kind.COUNT] + near[:at]
    others = [number for number in (*earlier, *near[at + 1 :]) if units_agree(number, part)]
    whole = _whole_of(part, earlier)
    lone = False
    if whole is None and before:
        counts = [number for number in numbers(before) if number.kind is Kind.COUNT and units_agree(number, part)]
        if len(counts) == 1 and _WHOLE.search(counts[0].clause) and counts[0].high >= part.low:
            whole, lone = counts[0], True
            others = counts
    if whole is None:
        return []
    everything = [*others, part]
    if any(_fits(stated, a, b) for i, a in enumerate(everything) for b in everything[i + 1 :]):
        return [Checked(stated.start)]
    total = sum((number.value for number in near if units_agree(number, part)), start=part.value * 0)
    if whole.low > 0 and agrees(stated, total / whole.high, total / whole.low, 100):
        return [Checked(stated.start)]
    true = quotient(part, whole)
    if true is None or part.hedged or whole.hedged:
        return []
    if _NOT_DONE.search(part.clause):
        true = (1 - true[1], 1 - true[0])
    middle = (true[0] + true[1]) / 2
    sure = bool(_WHOLE.search(whole.clause)) or bool(_OF.search(part.lead)) or lone or bool(_AMONG.match(part.lead))
    gap = abs(middle * 100 - stated.value)
    if (not sure and gap > 25) or (stem is None and not sure) or middle > 1 or (part.clause == "" and stem is not None):
        return []
    right, exact = shown_percent(middle, stated.decimals), shown_percent(middle, max(stated.decimals, 1))
    return [
        Slip(
            start=stated.start,
            end=stated.end,
            message=f"按前文 {shown(part.value)}÷{shown(whole.value)}≈{exact}，与所写的 {shown(stated.value)}% 不符",
            suggestion=f"核对两个基数和比率；基数无误的，应为 {right}",
        )
    ]


def check_whole(text: str) -> list[Slip]:
    """Return the shares above a hundred per cent, and lists of shares of one whole that add up to more than it."""
    slips = []
    found = numbers(text)
    for stated in found:
        if stated.kind is not Kind.PERCENT or stated.value <= 100 or (stated.hedged and stated.low < 100):
            continue
        clause = stated.clause
        if _GROWTH.search(stated.lead) or _OVER_FINE.search(clause):
            continue
        if _SHARE.search(clause) or (_RATE.search(stated.lead) and not _OVER_FINE.search(stated.lead)):
            slips.append(
                Slip(
                    start=stated.start,
                    end=stated.end,
                    message=f"占比或比率 {shown(stated.value)}% 超过 100%",
                    suggestion="核对分子、分母是否颠倒或口径是否一致",
                )
            )
    shares = [number for number in found if number.kind is Kind.PERCENT and "占" in number.clause]
    listed = shares if len(shares) >= 3 else []
    whole = re.search(r"分别占|各占", text)
    if whole and not listed:
        from_list = [number for number in found if number.kind is Kind.PERCENT and number.start > whole.start()]
        listed = from_list if len(from_list) >= 2 else []
    if listed and not re.search(r"多选|可多|重复|交叉|女|党员|岁|学历|本科", text):
        total = sum((number.value for number in listed), start=listed[0].value * 0)
        if whole and total > 101 and not any(number.hedged for number in listed):
            slips.append(
                Slip(
                    start=listed[0].start,
                    end=listed[-1].end,
                    message=f"所列各项占比相加为 {shown(total)}%，超过 100%",
                    suggestion="核对各项占比；可以重复计算的，写明口径",
                    mild=True,
                )
            )
    return slips
