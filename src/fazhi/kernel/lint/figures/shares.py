"""Shares and rates: a percentage beside the two counts it was made of (Q001), and shares above a hundred (Q008)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from fazhi.kernel.lint.lazily import lazily

from .numbers import Kind, Number, numbers, units_agree
from .slips import Checked, Slip, agrees, quotient, shown, shown_percent

__all__ = ["DONE", "OF", "WHOLE", "check_shares", "check_whole"]

_RATE = lazily(
    r"([\u4e00-\u9fff]{1,10}?)(?:率|占比|比例|比重)(?:均|已|也|仅|就)*(?:约|近|超过|为|是|达|到|了|高|至|有|:|,|\s)*$"
)
_SHARE = lazily(r"(?:占比|占|比例为|比重为)[^,;:。]{0,18}$")
_GROWTH = lazily(
    r"增长|增加|增幅|下降|降幅|减少|上升|提高|提升|降低|升幅|涨|跌|回落|压减|压缩|缩短|精简|翻|同比|环比|较|(?<!占)比(?!例|重)|超额|完成年"
)
WHOLE = re.compile(
    r"受理|收到|接到|接收|收案|交办|转办|共|总|应|排查|摸排|登记|发出|发放|检查|抽查|审结|开庭|立案|办理|提出|提交|调处|调解|化解纠纷|全部|计划|申请|评查|征集|核查|下达|人口|户籍|在册|现有|需|辖|存量|纳入|安装|抽检|抽样|保有量|^全[镇村县市乡区]"
)
_NOT_DONE = lazily(r"未|尚|没有|剩余|余下|不合格|不满意|不予")
OF = re.compile(r"其中|其(?=[\u4e00-\u9fff])|里面")
_AMONG = lazily(r"[^,;:]{0,14}(?:中[,\s]|(?:里面?|中)(?:已经?|共|现|只|仅)?有)")
_DUE = lazily(r"(?:应(?:当|该)?|拟|需|计划|须)[\u4e00-\u9fff]{0,6}$")
DONE = re.compile(r"(?:实际?|已经?|现已?|真正|仅)[\u4e00-\u9fff]{0,6}$")
# What is said of opinion or of quality is counted elsewhere: 办结 90 件，满意率 98%.
_FINISHED = lazily(r"(?:结案|办结|审结|完成|处置|处理|落实)$")
_FINISH = lazily(r"作出|办理完毕|完毕|结束|终结|办好|落实|处置|解决|完工|竣工|销号")
_ELSEWHERE = lazily(
    r"满意|知晓|认可|好评|支持|信任|安全感|幸福|获得|成功|及时|按[时期]|准时|准确|规范|优良|优秀|优质|胜诉|败诉|服判|自动|正确|合法"
)
_SPLIT = lazily(
    r"分别|依次|均|平均|各(?!级|类|项|地|部|单|村|种)|以上级|目标|要求|力争|确保|不低于|不得低于|任务|考核|标准|预计|占全[国省市州]"
)
_OVER_FINE = lazily(
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


def _fits(stated: Number, part: Number, whole: Number, *, rest: bool = True) -> bool:
    """Say whether a share can be that of the two, or (unless ``rest`` is false) of what is left over."""
    for share in (quotient(part, whole), quotient(whole, part)):
        if share is None:
            continue
        low, high = share
        if agrees(stated, low, high, 100) or (rest and agrees(stated, 1 - high, 1 - low, 100)):
            return True
    return False


def _part_of(stated: Number, stem: str | None, counts: Sequence[Number]) -> int | None:
    """Return which of the counts is the part that the stated share speaks of, or None where that is not certain."""
    if stem is None:
        return len(counts) - 1 if counts else None
    for index in range(len(counts) - 1, -1, -1):
        count = counts[index]
        behind = stated.lead if index == len(counts) - 1 else counts[index + 1].lead
        if (
            _tied(stem, count.clause)
            or (_tied(stem, count.lead) and OF.search(count.lead))
            or _tied(stem, behind[:5].partition(",")[0])
        ):
            return index
    return len(counts) - 1 if counts and _next_to(stated, stem, counts) else None


def _due_and_done(stated: Number, counts: Sequence[Number]) -> bool:
    """Say whether the two counts in front are what was due and what was done of the thing the rate is named after."""
    rate = _RATE.search(stated.lead)
    if rate is None or len(counts) != 2 or not units_agree(*counts):
        return False
    due, done = counts
    named = all(_tied(rate[1], count.clause) for count in counts)
    return named and bool(_DUE.search(due.clause)) and bool(DONE.search(done.clause)) and done.high < due.low


def _next_to(stated: Number, stem: str, counts: Sequence[Number]) -> bool:
    """Say whether a rate that stands right behind its part is of it though it has another name: 应到、实到，到会率."""
    part = counts[-1]
    if not re.match(r"[^,;:(]{0,6}[,(]?[^,;:(]*$", stated.lead) or _ELSEWHERE.search(stem):
        return False
    before = [count for count in counts[:-1] if units_agree(count, part) and count.value >= part.value]
    if len(before) != 1:
        return False
    whole = before[0]
    if _DUE.search(whole.clause) and DONE.search(part.clause):
        return True
    shared = any(sign in part.clause for sign in stem[-2:]) or bool(
        _FINISHED.search(stem) and _FINISH.search(part.clause)
    )
    return shared and bool(WHOLE.search(whole.clause))


def _whole_of(part: Number, counts: Sequence[Number]) -> Number | None:
    """Return the count that the part is taken of: a total named as such, else the nearest before it."""
    before = [count for count in counts if units_agree(part, count) and count.high >= part.low]
    for count in reversed(before):
        if WHOLE.search(count.clause):
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
        if stated.kind is not Kind.PERCENT or stated.value > 100 or not stated.value:
            continue
        if stated.value == 100 and not _due_and_done(stated, found[max(0, index - 2) : index]):
            continue
        clause = stated.clause
        rate = _RATE.search(stated.lead)
        share = _SHARE.search(clause)
        beside = _of_the_whole(stated, index, found) or (_in_brackets(text, index, found) if rate or share else None)
        if beside is not None and not _GROWTH.search(clause) and not _SPLIT.search(stated.lead):
            said.append(_held_against(stated, *beside))
            continue
        if (not rate and not share) or _GROWTH.search(clause) or _SPLIT.search(stated.lead):
            continue
        stem = rate[1] if rate and not (share and not rate[1].strip("占")) else None
        if stem is not None and stem.endswith("占"):
            stem = None
        if stem is None and not share:
            continue
        said.extend(_judge(stated, stem, index, found, before))
    return said


def _of_the_whole(stated: Number, index: int, found: Sequence[Number]) -> tuple[Number, Number] | None:
    """Return part and whole of 完成 2.4 亿元，占年度计划 3 亿元的 80%."""
    if index < 2 or stated.lead.strip() != "的":
        return None
    part, whole = found[index - 2 : index]
    fits = units_agree(part, whole) and part.kind is Kind.COUNT and part.value <= whole.value
    return (part, whole) if fits and re.search(r"占[^,;:\d]{0,14}$", whole.clause) else None


def _in_brackets(text: str, index: int, found: Sequence[Number]) -> tuple[Number, Number] | None:
    """Return part and whole of 合格率 95%（抽查 120 件，合格 114 件）: the only two counts of a bracket behind it."""
    close = text.find(")", found[index].end)
    if text[found[index].end : found[index].end + 1] != "(" or close < 0:
        return None
    inside = [number for number in found[index + 1 :] if number.end <= close]
    if len(inside) != 2 or inside[0].kind is not Kind.COUNT or not units_agree(*inside):
        return None
    whole, part = inside if inside[0].value >= inside[1].value else inside[::-1]
    return part, whole


def _held_against(stated: Number, part: Number, whole: Number) -> Slip | Checked:
    true = quotient(part, whole)
    if true is None or part.hedged or whole.hedged or _fits(stated, part, whole):
        return Checked(stated.start)
    return _wrong(stated, part, whole, (true[0] + true[1]) / 2)


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
        told = numbers(before)
        counts = [number for number in told if number.kind is Kind.COUNT and units_agree(number, part)]
        named = bool(counts) and bool(WHOLE.search(counts[0].clause)) and counts[0].high >= part.low
        if named and (len(counts) == 1 or _whole_told(told, counts)):
            whole, lone = counts[0], True
            others = counts[:1]
    if whole is None:
        return []
    everything = [*others, part]
    rest = stem is not None or bool(_NOT_DONE.search(stated.lead + part.lead)) or "其余" in stated.lead
    if any(_fits(stated, a, b, rest=rest) for i, a in enumerate(everything) for b in everything[i + 1 :]):
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
    sure = bool(WHOLE.search(whole.clause)) or bool(OF.search(part.lead)) or lone or bool(_AMONG.match(part.lead))
    gap = abs(middle * 100 - stated.value)
    if (not sure and gap > 25) or (stem is None and not sure) or middle > 1 or (part.clause == "" and stem is not None):
        return []
    return [_wrong(stated, part, whole, middle)]


def _wrong(stated: Number, part: Number, whole: Number, middle: Fraction) -> Slip:
    right, exact = shown_percent(middle, stated.decimals), shown_percent(middle, max(stated.decimals, 1))
    return Slip(
        start=stated.start,
        end=stated.end,
        message=f"按所列 {shown(part.value)}÷{shown(whole.value)}≈{exact}，与所写的 {shown(stated.value)}% 不符",
        suggestion=f"核对两个基数和比率；基数无误的，应为 {right}",
    )


def _whole_told(told: Sequence[Number], counts: Sequence[Number]) -> bool:
    """Say whether the sentence before gives a share of its first count, so that the next goes on with it."""
    shares = [number for number in told if number.kind is Kind.PERCENT and "占" in number.clause]
    return any(_fits(share, part, counts[0]) for share in shares for part in counts[1:])


_INSTALMENT = lazily(r"(?:[款期付]|[保定]证?金|阶段|批次?)[^,;、\d]{0,8}$")
_MADE_OF = lazily(r"(?:来源|构成|组成|权重|结构|分配|比例)(?:分别|依次)?(?:(?:为|是|如下)?:|为|是)[^:]*$")


def _instalments(found: Sequence[Number]) -> list[Slip]:
    """Return the slip of three or more instalments or sources in a row that come to more than the whole."""
    run: list[Number] = []
    for number in found:
        named = run or _INSTALMENT.search(number.lead) or _MADE_OF.search(number.lead)
        listed = number.kind is Kind.PERCENT and not number.hedged and bool(named)
        if listed and (not run or re.match(r"[、,;]", number.lead.strip())):
            run.append(number)
        elif len(run) < 3:
            run = [number] if listed else []
    total = sum((number.value for number in run), start=Fraction(0))
    if len(run) < 3 or total <= 100 or re.search("至|累计|违约|利|滞纳|罚", "".join(number.lead for number in run)):
        return []
    return [
        Slip(
            start=run[0].start,
            end=run[-1].end,
            message=f"所列各项比例相加为 {shown(total)}%，超过 100%",
            suggestion="核对各项比例",
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
    slips.extend(_instalments(found))
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
