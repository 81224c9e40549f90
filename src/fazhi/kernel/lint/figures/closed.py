"""Two amounts and the one ratio between them: what stands alone in a sentence is judged by every way to reckon it.

Where a sentence (or two) holds just two figures of a unit and one share, rate of change or 倍 beside them, and a word
says that the one comes from the other (支付 80%，计; 节约率; 上调 10%，调整为; 为年初预算的 1.3 倍), one of the few
ways in which two amounts make a ratio must give it, in whatever order the three stand (Q001, Q003).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final

from fazhi.kernel.lint.lazily import lazily

from .growth import of_another
from .nearby import aligned, label
from .numbers import Kind, Number, numbers, units_agree
from .pairing import COMPARABLE, DOWN, EARLIER, FROM, OTHER_BASE, UP, direction
from .shares import ELSEWHERE, GROWTH, RATE, SPLIT, tied
from .slips import Checked, Slip, agrees, shown
from .sums import leave_nothing
from .totals import near, told

__all__ = ["check_closed", "check_difference", "check_discount", "check_less"]

_NOT: Final = lazily(
    r"违约|利率|利息|税|逾期|滞纳|每日|按日|不超过|不低于|不少于|不得|上限|最高|最低|封顶|目标|力争|以上级|浮动|另|分别|年均|左右"
    r"|扣除[^,;。\d%]{2,8}后|加处|递增|次年|逐年(?:上调|增加|提高|递)"
)
_MADE: Final = lazily(
    r"^[^,;:。\d]{0,14}?[,(](?:共?计|即|合计?|为|共|金额为|实付|实际支付|折后[^,;:\d]{0,4}|调整[为至到])(?:人民币|每[\u4e00-\u9fff])?$"
    r"|^的?(?:比例|标准)?(?:支付|拨付|付|计提|提取|扣留|收取|缴纳|补助|奖励|承担|返还)[^,;:。\d]{0,6}$"
    r"|^的?[^,;:。\d]{0,8}?(?:即|计|为|共计|合计)(?:人民币)?$"
)
_REACHED: Final = lazily(
    r"^[^,;:。\d]{0,14}?[,(](?:调整|[上下]?调|增加?|升|涨|下?降|提高|减少?|上浮|下浮)[^,;:\d]{0,3}[到至为](?:人民币|每[\u4e00-\u9fff]{1,2})?$"
)
_RATIO: Final = lazily(
    r"(?:节约|节资|节支|核减|审减|下浮|优惠|增值|结余|降价|让利|压减|溢价)(?:幅度|比例|率)(?:为|达到?|是)?$"
)
_YEARS: Final = r"(?:19|20)\d{2}年|"
_MONTHS: Final = r"(?<!\d)1?\d月份|"
"""A year or month alone is earlier than nothing."""
_STATES: Final = EARLIER.replace(_YEARS, "").replace(_MONTHS, "")
_BASE: Final = lazily(rf"{_STATES}|原|年初|前[一二三]年|年前|成立时|当初|常年|起初|最初|预算|控制价|送审|报价|评估价")
_LATER: Final = lazily(r"现|今|目前|调整后|改[革造]后|整[改治]后|本[期届次轮年月季]|成交|中标|审定|结算|实际")
_ALL: Final = lazily("合计|共计|总计|累计")
_MEAN: Final = lazily("[日月户人年]均")
_OF_WHAT: Final = lazily(r"(?:是|为|占|达到?|相当于|完成)[^,;:\d()]{2,14}\(?$")
_TIMES: Final = lazily(r"(?:是|为|相当于|达到?|合)(?:[^,;:\d]{2,12}|(?P<year>(?:19|20)\d{2}年)[^,;:\d]{0,10})的$")


def check_closed(text: str, taken: set[int]) -> Iterator[tuple[str, Slip | Checked]]:
    """Yield what is to be said of the only ratio of a sentence and the only two figures of one unit in it."""
    found = numbers(text)
    ratios = [each for each in found if each.kind in (Kind.PERCENT, Kind.TIMES) and each.value]
    if len(ratios) != 1 or ratios[0].start in taken or ratios[0].hedged or _NOT.search(text):
        return
    ratio = ratios[0]
    at = found.index(ratio)
    for first in found[max(0, at - 2) : at + 2]:
        pair = [each for each in found if each.kind is Kind.COUNT and units_agree(each, first)]
        if first.kind is not Kind.COUNT or len(pair) != 2 or any(each.hedged or each.value <= 0 for each in pair):
            continue
        one, other = pair
        if (_MEAN.search(one.clause) is None) != (_MEAN.search(other.clause) is None):
            continue
        if abs(found.index(pair[0]) - at) > 2 or abs(found.index(pair[1]) - at) > 2:
            continue
        if any(each.start in taken for each in pair):
            continue
        code = _tied(text, ratio, pair)
        if code is None:
            continue
        reached = one.start < ratio.start < other.start or (ratio.start < one.start and code == "Q001")
        if reached and one.unit == "元":  # a rate that was agreed upon is no rounded one
            held = any(_rounded(one, other, ratio.value, each) for each in (0, 1))
        else:
            ways = _of_named(ratio, pair) or _ways(*aligned(one, other), ratio)
            held = any(agrees(ratio, low, high) for low, high in ways)
        yield code, Checked(ratio.start) if held else _slip(text, ratio, pair)
        return


def _tied(text: str, ratio: Number, pair: Sequence[Number]) -> str | None:
    """Return the code of a ratio that words tie to the two figures, or None where they do not."""
    first, second = pair
    if ratio.lead.strip() in ("的", ")的") and ratio.start > second.start and _OF_WHAT.search(second.clause):
        return "Q003" if ratio.kind is Kind.TIMES else "Q001"
    if ratio.kind is Kind.TIMES and not direction(ratio.clause):
        named = _TIMES.search(ratio.clause)
        if named is None or ratio.start < second.start or ratio.lead.startswith((";", "。")):
            return None
        subject = ratio.clause[: named.start()].strip(",")
        other = len(subject) > 1 and subject[-2:] not in first.lead + second.lead
        of_pair = named["year"] is None or (not other and sum(named["year"] in each.lead for each in pair) == 1)
        return "Q003" if of_pair else None
    if _RATIO.search(ratio.clause):
        return "Q001" if ratio.start > second.start else None
    if ratio.kind is Kind.PERCENT and _of_both(ratio, pair):
        return "Q001"
    if direction(ratio.clause):
        return "Q003" if _compared(text, ratio, pair) else None
    if ratio.kind is Kind.PERCENT and _shared(text, ratio, pair):
        return "Q001"
    if second.unit != "元" or ratio.value >= 100:
        return None
    if first.start < ratio.start < second.start and _MADE.match(second.lead):
        return None if _of_other(ratio, first) else "Q001"
    if ratio.start < first.start:  # 按中标价的 5% 缴纳保证金，中标价为 37.2 万元，应缴保证金 1.86 万元
        behind = text[ratio.end : first.start]
        if _MADE.match(first.lead) and _again(
            second.clause, ratio.clause
        ):  # 预付款的 60%，即 72000 元（预付款 12 万元）
            return "Q001"
        names = [each.clause[-8:] for each in pair]
        again = sum(bool(_again(name, text[: ratio.start] + behind)) for name in names)
        return "Q001" if again == 2 else None
    return None


_OF_COST: Final = lazily(r"(?P<name>[\u4e00-\u9fff](?:费|费用|税|租金|工资|贷款))的$")


def _of_other(ratio: Number, first: Number) -> bool:
    """Say whether a share is of a cost that the figure in front is not: 总价 48 万元，承担材料费的 40%，即 8 万元."""
    named = _OF_COST.search(ratio.clause)
    return named is not None and named["name"] not in first.clause


_NAMES: Final = lazily(
    r"(?:占|为|是|相当于|达到?)(?P<base>[^,;:。\d]{2,12}?)(?:总?[人户件]?数|总[量额])?的?(?:比例|比重)?(?:为|达到?)?$"
)


def _shared(text: str, ratio: Number, pair: Sequence[Number]) -> bool:
    """Say whether a share is of two counts by its name or by that of its base, which one of them has."""
    if GROWTH.search(ratio.clause) or ratio.value > 100 or SPLIT.search(ratio.lead):
        return False
    labels = [label(text, each) for each in pair]
    rate = RATE.search(ratio.lead)
    days = rate is not None and any(rate[1][-2:] + "天数" in words for words in labels)
    if rate is not None and (days or not ELSEWHERE.search(rate[1])) and "率" in rate[0][len(rate[1]) :]:
        return any(tied(rate[1][-2:], words) for words in labels)
    named = _NAMES.search(ratio.clause)
    return named is not None and sum(named["base"][-2:] in words for words in labels) == 1


_SEXES: Final = lazily(
    r"(?:^|[,;:(中])(?P<name>[男女])[\u4e00-\u9fff]{0,6}占[\u4e00-\u9fff]{2,8}的?(?:比例|比重)?(?:为|约)?$"
)
_OWN: Final = lazily(r"(?:^|[,;:(中])(?P<name>[\u4e00-\u9fff]{2,8}?)(?:的)?占比?(?:为)?$")


def _of_both(ratio: Number, pair: Sequence[Number]) -> bool:
    """Say whether a share is that of one of two kinds, called by its name: 甲 18 人，乙 22 人，甲占 45%."""
    own = _OWN.search(ratio.clause)
    named = [own is not None and own["name"][:4] in each.clause for each in pair]
    sex = _SEXES.search(ratio.clause) if sum(named) != 1 else None
    if sex is not None and leave_nothing(pair):
        return sum(sex["name"] in each.clause for each in pair) == 1
    return sum(named) == 1


def _again(name: str, words: str) -> bool:
    """Say whether the last word in front of a figure was named before."""
    name = re.sub(r"[为是共计约有:(]+$", "", name)
    return len(name) > 1 and name[-2:] in words


def _compared(text: str, ratio: Number, pair: Sequence[Number]) -> bool:
    """Say whether one of two figures is the earlier of what the ratio says to have changed."""
    clause = ratio.clause.replace("同比", "").replace("累计", "")
    clause = clause.replace("环比", "") if all(_PERIOD.search(each.clause) for each in pair) else clause
    if COMPARABLE.search(text) or OTHER_BASE.search(clause) or "每" in clause:
        return False
    first, second = pair
    if (_ALL.search(first.clause) is None) != (_ALL.search(second.clause) is None):
        return False
    if first.start < ratio.start < second.start and _REACHED.match(second.lead):
        return True
    based = _based(pair)
    if sum(based) != 1:
        return False
    now = pair[based.index(False)]
    if of_another(ratio, first, second):
        return False
    other = label(text, now)
    return ratio.start > first.start and (bool(_LATER.search(other)) or abs(ratio.start - now.end) < 24)


_PERIOD: Final = lazily(
    r"(?P<year>(?:19|20)\d{2})年|(?P<quarter>[一二三四])季度|(?P<half>[上下])半年|(?<!\d)(?P<month>\d{1,2})月份?(?!\d)"
)


def _based(pair: Sequence[Number]) -> list[bool]:
    """Return of two figures which is the earlier: by its words, or by its period where both tell one."""
    told = [match for each in pair if (match := _PERIOD.search(each.clause))]
    if len(told) == 2 and told[0].lastgroup == told[1].lastgroup:
        one, other = (_place(match[match.lastgroup or 0]) for match in told)
        return [one < other, other < one]
    based = [bool(_BASE.search(each.clause) or FROM.search(each.clause)) for each in pair]
    if not all(based):
        return based
    earlier = [not _LATER.search(each.clause) for each in pair]
    # 控制价 96 万元，由某公司以 88.32 万元中标: who won is no state that it came from.
    return earlier if sum(earlier) == 1 else [bool(_BASE.search(each.clause)) for each in pair]


def _place(period: str) -> int:
    return int(period) if period.isdigit() else "上下一二三四".index(period)


def _ways(first: Number, second: Number, ratio: Number) -> Iterator[tuple[Fraction, Fraction]]:
    """Yield the least and the greatest of each ratio that two figures make, in what the ratio is told in."""
    scale = 100 if ratio.kind is Kind.PERCENT else 1
    for one, other in ((first, second), (second, first)):
        if other.low <= 0:
            continue
        low, high = one.low / other.high * scale, one.high / other.low * scale
        yield low, high
        if ratio.kind is Kind.PERCENT:
            yield one.low * 100 / (one.low + other.high), one.high * 100 / (one.high + other.low)
        yield scale - high, scale - low
        yield low - scale, high - scale


_THAN: Final = lazily(rf"(?:较|比)(?P<name>[\u4e00-\u9fff]{{3,8}}?)(?:{UP}|{DOWN})[^,;:\d]{{0,3}}$")


def _of_named(ratio: Number, pair: Sequence[Number]) -> list[tuple[Fraction, Fraction]]:
    """Return the one way where the base is called by its name: 控制价 96 万元，…，较控制价下浮 8%; else none."""
    named = _THAN.search(ratio.clause) if ratio.kind is Kind.PERCENT else None
    bases = [each for each in pair if named is not None and named["name"] in each.clause]
    if len(bases) != 1 or bases[0].low <= 0:
        return []
    base, now = bases[0], next(each for each in pair if each is not bases[0])
    low, high = now.low / base.high * 100, now.high / base.low * 100
    return [(low - 100, high - 100) if now.value > base.value else (100 - high, 100 - low)]


def _rounded(first: Number, second: Number, percent: Fraction, way: int) -> bool:
    """Say whether one figure is the share of the other, rounded to its last printed place."""
    whole, part = (first, second) if way == 0 else (second, first)
    rate = percent / 100
    return any(
        abs(part.value - whole.value * times) <= max(part.step, (whole.high - whole.low) * times)
        for times in (rate, 1 - rate, 1 + rate)
    )


def _slip(text: str, ratio: Number, pair: Sequence[Number]) -> Slip:
    first, second = (text[each.start : each.end] for each in pair)
    return Slip(
        start=ratio.start,
        end=ratio.end,
        message=f"{first}与{second}之间算不出 {text[ratio.start : ratio.end]}",
        suggestion="核对两个数和比率",
    )


_FOLD: Final = lazily(r"(?P<tens>[一二三四五六七八九])(?P<ones>[一二三四五六七八九])?折|(?P<digits>\d(?:\.\d)?)折")
_CN: Final = {char: at for at, char in enumerate("零一二三四五六七八九")}
_WAS: Final = lazily(r"原|标价|单价|市场价|售价|报价")
_IS: Final = lazily(r"折后|实付|实际支付|优惠后|成交|现价|结算|打折后|即|为|计")


def check_discount(text: str) -> Iterator[tuple[str, Slip | Checked]]:
    """Yield what is to be said of 原价 6400 元，按八五折供货，折后 5440 元."""
    fold = _FOLD.search(text)
    money = [each for each in numbers(text) if each.kind is Kind.COUNT and each.unit == "元"]
    if fold is None or len(money) != 2 or any(each.hedged for each in money):
        return
    was, now = money
    if not (was.end <= fold.start() <= fold.end() <= now.start and _WAS.search(was.clause) and _IS.search(now.clause)):
        return
    rate = (
        Fraction(fold["digits"]) / 10
        if fold["digits"]
        else Fraction(_CN[fold["tens"]] * 10 + _CN[fold["ones"] or "零"], 100)
    )
    right = was.value * rate
    if abs(now.value - right) <= now.step:
        yield "Q001", Checked(now.start)
    else:
        yield (
            "Q001",
            Slip(
                start=now.start,
                end=now.end,
                message=f"{shown(was.value)}元的{fold[0]}是 {shown(right)} 元，与所写的 {shown(now.value)} 元不符",
                suggestion="核对原价、折扣和折后价",
            ),
        )


_CHANGE: Final = lazily(
    rf"^[,(;](?:数量|总[量数额])?(?:同比|环比|(?:较|比)(?:上年|去年|上[期季月届轮次]|同期|年初|预算|计划|原[来有]?|[\u4e00-\u9fff]{{2,4}}前)[^,;:\d]{{0,6}})?净?(?:{UP}|{DOWN}|提前|推迟|延后|超期)了?$"
)


_ON_TO: Final = lazily("[到至为]了?$")


def check_difference(text: str, taken: set[int]) -> Iterator[tuple[str, Slip | Checked]]:
    """Yield what is to be said of 收入 1250 万元，上年 1180 万元，增加 70 万元: two figures, one the earlier.

    The three must be the only ones of their unit; that one of them is the sum of the other two is enough.
    """
    every = numbers(text)
    found = [each for each in every if each.kind is Kind.COUNT]
    yield from _told_first(found, taken)
    for at in range(2, len(every)):
        alike = list(every[at - 2 : at + 1])
        changes = [each for each in alike if _CHANGE.match(each.lead) and not _ON_TO.search(each.lead)]
        if len(changes) != 1 or any(each.hedged or each.start in taken for each in alike):
            continue
        change = changes[0]
        if [each for each in found if units_agree(each, change)] != alike:
            continue
        first, second = (each for each in alike if each is not change)
        if any(";" in each.lead for each in alike[1:]):
            continue
        if OTHER_BASE.search(change.clause.replace("环比", "")) or first.value == second.value:
            continue
        if sum(_based((first, second))) != 1:
            continue
        slack = sum(((each.high - each.low) / 2 for each in alike), start=Fraction(0))
        right = abs(first.value - second.value)
        if abs(right - change.value) <= slack or change.value in (first.value, second.value):
            yield "Q014", Checked(change.start)
        elif right / 10 < change.value < right * 10:
            yield (
                "Q014",
                Slip(
                    start=change.start,
                    end=change.end,
                    message=f"{shown(first.value)}与{shown(second.value)}相差 {shown(right)}，与所写的"
                    f" {shown(change.value)} 不符",
                    suggestion=f"核对前后两个数；两数无误的，应为 {shown(right)}",
                ),
            )


_BEGUN: Final = lazily(rf"(?:{UP}|{DOWN})(?P<noun>[\u4e00-\u9fff]{{2,8}})$")
_REACHES: Final = lazily(r"(?:到|至|为)了?$")


def _told_first(found: Sequence[Number], taken: set[int]) -> Iterator[tuple[str, Slip | Checked]]:
    """Judge 新增停车位 180 个，停车位总数由 620 个增加到 800 个: the change is told first."""
    for change, first, second in zip(found, found[1:], found[2:], strict=False):
        begun = _BEGUN.search(change.clause)
        alike = units_agree(change, first) and units_agree(first, second)
        if begun is None or not alike or change.start in taken or any(each.hedged for each in (change, first, second)):
            continue
        if not (FROM.search(first.clause) and _REACHES.search(second.lead) and begun["noun"][-2:] in first.clause):
            continue
        right = abs(second.value - first.value)
        if change.value == right:
            yield "Q014", Checked(change.start)
        elif right / 10 < change.value < right * 10:
            yield (
                "Q014",
                Slip(
                    start=change.start,
                    end=change.end,
                    message=f"从 {shown(first.value)} 到 {shown(second.value)} 相差 {shown(right)}，与所写的"
                    f" {shown(change.value)} 不符",
                    suggestion="核对增减数和前后两个数",
                ),
            )


_LESS: Final = lazily(r"^[,、;(]?(?:再)?(?:扣除|减去|除去|抵扣|冲抵|扣减|剔除|扣)[^,;:\d]{0,10}$")
_LEAVES: Final = lazily(r"^[,、;][^,;:\d]{0,12}$")


def check_less(text: str, taken: set[int]) -> Iterator[tuple[str, Slip | Checked]]:
    """Yield what is to be said of 账面 86.3 万元，扣除应付款 21.8 万元，可用 64.5 万元: nothing else has the unit."""
    found = [each for each in numbers(text) if each.kind is Kind.COUNT]
    for whole, less, rest in zip(found, found[1:], found[2:], strict=False):
        alike = [each for each in found if units_agree(each, rest)]
        if alike != [whole, less, rest] or any(each.hedged or each.start in taken for each in alike):
            continue
        if not _LESS.match(less.lead) or not _LEAVES.match(rest.lead) or whole.value <= less.value:
            continue
        if near(less.value + rest.value, (less, rest), whole):
            yield "Q002", Checked(rest.start)
        else:
            yield from ((code.value, slip) for code, slip in told(whole, (less, rest), less.value + rest.value))
