"""Frames of what is multiplied: so much for each of what there is, a share of an amount, parts by a ratio.

What a rate is told for (每人每月, 元/亩) says what it must be multiplied by: the measures of both sides have to agree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import permutations
from typing import Final

from fazhi.kernel.lint.lazily import lazily

from .numbers import Kind
from .passages import Claim, Passage, near
from .quantities import Quantity
from .slips import plain, shown

__all__ = ["of_kinds", "rates", "ratios", "shares_of"]

_TIMES: Final = ("年", "月", "日", "季度", "小时")
_WIDER: Final = lazily(
    r"[和及与等含]|连同|物资|折合|以上|以下|不超过|最高|上限|不低于|预计可|另|优惠|减免|扣除|定金|押金|预付|首付|尾款|余款|税(?!单价)"
)
_ELSE: Final = lazily(
    r"另|优惠|减免|减半|扣除|打折|折扣|封顶|不超过|最高|上限|不低于|至少|起步|超过部分|超出|递增|上浮|下浮|加收|补足|不等|分档|阶梯|部分|其中|随时|遇有?|视情|提前|分段|复利|免|贴息|从轻|减轻|从重|酌情|连同"
)
_MADE: Final = lazily(
    r"计|共|合|总|即|应[付缴得发收补]|需|收入|支出|金额|价款|货款|租金|罚款|报酬|补[助贴偿]|增收|增支|资金|违约金|利息|为$|费$|款$|元?$"
)
_WHOLE: Final = lazily(r"共|总|合计")
_EVENLY: Final = lazily("平均|均等|等额|均分")
_HOLDS: Final = lazily(r"[,(][^,;。]{0,3}(?:含|包括|其中)")
_LIMIT: Final = lazily(r"^\s*(?:内|以内|之内|前|后|起|以上|以下)")
_YEAR: Final = lazily(r"全年|一年|年度|年(?:支出|收入|租金|费|需|总|发放)")
_CHANGED: Final = lazily(r"(?:调整|提高|增加?|上调|涨|降低?|下调|减少?)[为到至]")
_GAIN: Final = lazily(r"增收|增支|增加|多[收支付发]|节约|节省|节支|少[收支付发]|减[收支少]")


def rates(passage: Passage) -> Iterator[Claim]:
    """Yield what so much for each makes with all that it is told for, each of them told just once."""
    for at, rate in enumerate(passage.all):
        if not rate.per or rate.kind is not Kind.COUNT or rate.hedged or rate.spelled or not rate.value:
            continue
        like = passage.like(rate)
        if rate.unit == "人":
            like += [each for each in passage.all if each.unit == "人次" and each.kind is Kind.COUNT]
        changed = at + 1 < len(passage.all) and _CHANGED.search(passage.all[at + 1].clause) is not None
        new = passage.all[at + 1] if changed and passage.all[at + 1] in like else None
        for stated in like:
            if stated is new or stated.start < passage.own > rate.start or stated.hedged or stated.spelled:
                continue
            if (set(stated.per), set(rate.per)) in _ROUNDS:
                yield from _of_year(passage, rate, stated)
                continue
            if set(stated.per) - set(rate.per) or set(stated.per) >= set(rate.per):
                continue
            claim = _product(passage, rate, new, stated)
            if claim is not None:
                yield claim


_ROUNDS: Final = [({"年"}, {"月"}), ({"年"}, {"季度"}), ({"年"}, {"半年"})]
_IN_YEAR: Final = {"月": 12, "季度": 4, "半年": 2}


_IN_ALL: Final = lazily(r"(?:合计|共计|总计|共需?|总额|总费用)[^,;:\d]{0,8}$")


def of_kinds(passage: Passage) -> Iterator[Claim]:
    """Yield what several kinds make together, each at its own rate: 3 个，每个 8 万元；6 个，每个 5 万元，合计…."""
    for stated in passage.here:
        if stated.kind is not Kind.COUNT or stated.per or stated.hedged or not _IN_ALL.search(stated.clause):
            continue
        like = passage.like(stated)
        each_for = [each for each in like if each.per and each.end < stated.start and not each.hedged]
        if len(each_for) < 2 or any(not each.per for each in like if each.start < stated.start):
            continue
        pairs = [(rate, _beside(passage, rate)) for rate in each_for]
        told = [factor for _, factor in pairs if factor is not None]
        if len(told) != len(pairs) or len({factor.start for factor in told}) != len(pairs) or len(each_for) > 5:
            continue
        begin = min(each.start for each in (*each_for, *told))
        if _ELSE.search(passage.text, begin, stated.end) or _WIDER.search(stated.clause):
            continue
        value = sum((rate.value * factor.value for rate, factor in pairs if factor), start=Fraction(0))
        yield Claim(
            code="Q016", stated=stated, value=value, slack=stated.step / 2,
            formula="+".join(f"{plain(rate.value)}×{shown(factor.value)}" for rate, factor in pairs if factor),
            operands=(*each_for, *told), complete=value / 4 < stated.value < value * 4, closed=True,
        )  # fmt: skip


def _beside(passage: Passage, rate: Quantity) -> Quantity | None:
    """Return the one count next to a rate that is of what the rate is told for."""
    at = passage.all.index(rate)
    unit = rate.per[0]
    if len(rate.per) > 1:
        return None
    for index in (at - 1, at + 1):
        if not 0 <= index < len(passage.all):
            continue
        each = passage.all[index]
        if (
            each.kind is Kind.COUNT
            and not each.per
            and not each.hedged
            and each.unit != rate.unit
            and (each.unit == unit or each.behind.startswith(unit) or (unit == "*" and each.unit not in _TIMES))
        ):
            return each
    return None


def _of_year(passage: Passage, rate: Quantity, stated: Quantity) -> Iterator[Claim]:
    """Yield what so much a month or a quarter makes in a year, where both are the only two amounts."""
    begin, end = min(rate.start, stated.start), max(rate.end, stated.end)
    if len(passage.like(rate)) != 1 or _ELSE.search(passage.text, begin, end):
        return
    if any(each.unit not in ("元", *_TIMES) and each.kind is Kind.COUNT and each.value > 1 for each in passage.here):
        return
    many = _IN_YEAR[rate.per[0]]
    value = rate.value * many
    yield Claim(
        code="Q016", stated=stated, value=value, slack=(rate.high - rate.low) / 2 * many,
        formula=f"{plain(rate.value)}×{many}", operands=(rate,),
        complete=value / 4 < stated.value < value * 4, closed=True,
    )  # fmt: skip


def _product(passage: Passage, rate: Quantity, new: Quantity | None, stated: Quantity) -> Claim | None:
    """Return what a rate makes of a stated figure, or None where something it needs is not told just once."""
    like = passage.like(stated)
    evenly = "均" in rate.clause or _EVENLY.search(passage.text, passage.own) is not None
    mean = evenly and len(like) == 1 and stated.end <= rate.start
    if (
        not (mean or _MADE.search(stated.clause))
        or _WIDER.search(stated.clause)
        or _HOLDS.match(passage.text, stated.end)
    ):
        return None
    between = [
        each
        for each in like
        if min(rate.end, stated.end) <= each.start < max(rate.start, stated.start) and each is not new
    ]
    if between or _ELSE.search(passage.text, max(0, min(rate.start, stated.start) - 14), max(rate.end, stated.end)):
        return None
    others = [
        each
        for each in like
        if each.per and each not in (new, rate) and min(rate.start, stated.start) - 80 < each.start < stated.start
    ]
    between = [each for each in like if not each.per and each.start < max(rate.start, stated.start) and each is not new]
    if others and len(between) < len(others):
        return None  # so much for each of two kinds: one total for both
    if (new is None) != (_GAIN.search(stated.clause) is None) and new is not None:
        return None
    factors: list[Quantity] = []
    complete = stated.start > rate.start or mean or _WHOLE.search(stated.clause) is not None
    by, year = Fraction(1), ""
    for unit in rate.per:
        if unit in stated.per:
            continue
        found = _factors(passage, unit, rate, stated)
        if len(found) == 1:
            factors.append(found[0])
            by *= found[0].value * _worth(unit, found[0].unit)
        elif not found and unit in ("月", "季度") and _YEAR.search(stated.clause):
            by *= 12 if unit == "月" else 4
            year = f"×{12 if unit == '月' else 4}"
        elif not found and unit in _TIMES:
            complete = complete and unit in stated.clause and (unit == "年" or "全" not in stated.clause)
        else:
            return None
    if not (factors or year) or sum(each.start >= passage.own for each in (*factors, rate, stated)) < 2:
        return None
    spare = [
        each
        for each in passage.all
        if each not in (rate, new, stated, *factors)
        and each.kind is Kind.COUNT
        and (
            min(one.start for one in (rate, *factors)) < each.start < stated.start
            or (year and each.start >= passage.own)
        )
        and each.unit not in ("元", rate.unit)
    ]
    complete = (
        complete
        and not (year and spare)
        and not any(each.unit in _TIMES and all(each.value != one.value for one in factors) for each in spare)
        and len(spare) < 2
    )
    if (
        stated.unit in ("件", "次", "场", "期", "人次")
        and set(rate.per) & set(_TIMES)
        and stated.value > rate.value * by
    ):
        return None  # there may be more than were due
    one = abs(new.value - rate.value) if new is not None else rate.value
    width = (rate.high - rate.low) / 2 + (new.high - new.low if new is not None else 0) / 2
    slack = Fraction(width * by)
    if re.search("均", rate.clause):
        slack = max(slack, rate.step / 2 * by)
    first = f"({shown(max(new.value, rate.value))}-{shown(min(new.value, rate.value))})" if new else plain(rate.value)
    formula = first + "".join(f"×{shown(each.value)}" for each in factors) + year
    return Claim(
        code="Q016", stated=stated, value=one * by, slack=slack, formula=formula, operands=(rate, *factors),
        complete=complete and Fraction(1, 4) < (one * by) / stated.value < 4 if stated.value else False,
    )  # fmt: skip


def _worth(unit: str, other: str) -> Fraction:
    years = {"年": 12, "季度": 3, "半年": 6, "月": 1}
    return Fraction(years[other], years[unit]) if unit != other and unit in years and other in years else Fraction(1)


def _factors(passage: Passage, unit: str, rate: Quantity, stated: Quantity) -> list[Quantity]:
    """Return what there is of the measure a rate is told for: in the sentence itself, else in front of it."""
    alike = ("年", "月", "季度", "半年") if unit in ("年", "月", "季度", "半年") else (unit,)

    def fits(each: Quantity) -> bool:
        if each in (rate, stated) or each.per or each.hedged or each.kind is not Kind.COUNT or not each.value:
            return False
        if unit == "*":
            return each.unit not in ("元", *_TIMES)
        called = unit in each.behind[:3] or each.clause.rstrip("共有计为达").endswith(unit)
        if called and each.unit in ("个", "名", "家", "支", "处", "座"):
            return True
        if unit == "人" and each.unit == "人次" and not any(one.unit == "人" for one in passage.all):
            return True
        return each.unit in alike and _LIMIT.match(each.behind) is None

    found = [each for each in passage.here if fits(each)] or [each for each in passage.all if fits(each)]
    exact = [each for each in found if each.unit == unit]
    found = exact or found
    if unit == "*":
        found = [each for each in found if each.start >= passage.own and rate.start - 30 < each.start < rate.end + 20]
    if not found and unit in ("月", "次", "期", "批", "季度", "轮"):  # 分 4 期缴清, 每月 1500 元
        found = [
            each for each in passage.here if each.unit in ("期", "次", "批", "轮") and _DIVIDED.search(each.clause)
        ]
    return found[:1] if found and len({each.value for each in found}) == 1 else found


_DIVIDED: Final = lazily("分$")
_OF: Final = lazily(r"[按以]|扣留|扣除|利率|[月年日]息|每日|每天|逾期一日|日万分|的|承担|支付|预留|计提|收取|比例|标准")
_DAILY: Final = lazily(r"每日|每天|按日|逾期一[日天]|日利率|日万分|每逾期")
_YEARLY: Final = lazily(r"年利率|年息|年化")
_MONTHLY: Final = lazily(r"月利率|月息")
_CHARGE: Final = lazily(
    r"违约金|利息|罚款|滞纳金|保证金|计$|即$|应[付缴]|加处|质保金|定金|预付|管理费|提成|为$|费用?$|合计$|即每[日月年]$"
)
_NOT_OF: Final = lazily(r"增长|下降|提高|减少|上调|下调|涨|降|升|占|完成|率(?![%\d]|为)|折")


_OF_COST: Final = lazily(r"(?P<name>[\u4e00-\u9fff][费款税金])的$")


def shares_of(passage: Passage) -> Iterator[Claim]:
    """Yield what a share of the only other amount makes, for as many days, months or years as are told."""
    shares = [each for each in passage.all if each.kind is Kind.PERCENT]
    money = [each for each in passage.all if each.unit == "元"]
    if len(shares) != 1 or not 2 <= len(money) <= 3:
        return
    share = shares[0]
    clause = share.clause.replace("利率", "息")
    if share.hedged or not _OF.search(share.words) or _NOT_OF.search(clause):
        return
    base = money[0]
    stated = next((each for each in money[1:] if each.start >= max(passage.own, share.end)), None)
    if (
        stated is None
        or _ELSE.search(passage.text, 0, stated.end)
        or not _CHARGE.search(stated.clause)
        or _WIDER.search(stated.clause)
    ):
        return
    others = [each for each in money if each not in (base, stated)]
    if any(each.start < stated.start for each in others) or base.hedged or stated.hedged or base.per:
        return
    cost = _OF_COST.search(share.clause)
    if base.start > stated.start or (cost is not None and cost["name"] not in base.clause):
        return
    terms = [each for each in passage.all if each.unit in _TIMES and not _LIMIT.match(each.behind)]
    by, told = Fraction(1), ""
    if _DAILY.search(share.clause) or _DAILY.search(passage.text, max(0, share.start - 14), share.start):
        days = [each for each in terms if each.unit == "日"]
        if stated.per == ("日",):
            days = []
        elif len(days) != 1 or stated.per:
            return
        else:
            by, told = days[0].value, f"×{shown(days[0].value)}日"
    elif stated.per:
        return
    elif (yearly := _YEARLY.search(share.clause)) or _MONTHLY.search(share.clause):
        spans = [each for each in terms if each.unit in ("年", "月")]
        if len(spans) != 1 or len(terms) != 1:
            return
        months = spans[0].value * (12 if spans[0].unit == "年" else 1)
        by = months / 12 if yearly else months
        told = f"×{shown(spans[0].value)}{'年' if spans[0].unit == '年' else '个月'}"
    elif terms and any(each.start > share.start for each in terms):
        return
    value = base.value * share.value / 100 * by
    yield Claim(
        code="Q016" if told else "Q001", stated=stated, value=value, slack=base.step / 1000 + Fraction(1, 2),
        formula=f"{shown(base.value)}×{plain(share.value)}%{told}", operands=(base, share),
        complete=bool(value) and Fraction(1, 4) < stated.value / value < 4, closed=True,
        also=tuple(base.value * each for each in (share.value / 100, 1 - share.value / 100, 1 + share.value / 100, 1)),
    )  # fmt: skip


_RATIO: Final = lazily(r"(?<![\d:∶年月时])(?P<n>\d{1,3}(?:[:∶]\d{1,3}){1,5})(?![\d:∶时分])")


_BY: Final = lazily(r"按.{0,2}\d+[:∶]\d+的?比")


def ratios(passage: Passage) -> Iterator[Claim]:
    """Yield what each gets by a ratio (3∶2∶1) of the amount told in front, where as many amounts stand behind."""
    for match in _RATIO.finditer(passage.text):
        if "比" not in passage.text[max(0, match.start() - 14) : match.end() + 4]:
            continue
        if match["n"].count(":") + match["n"].count("∶") == 1 and not _BY.search(
            passage.text[max(0, match.start() - 3) : match.end() + 5]
        ):
            continue
        terms = [int(each) for each in re.split("[:∶]", match["n"])]
        behind = [each for each in passage.all if each.start > match.end() and each.kind is Kind.COUNT]
        for unit in dict.fromkeys(each.unit for each in behind):
            some = [each for each in behind if each.unit == unit]
            ahead = [each for each in passage.all if each.unit == unit and each.end < match.start()]
            whole, parts = (ahead[-1], some) if len(some) == len(terms) and ahead else (some[0], some[1:])
            if len(parts) != len(terms) or any(each.hedged for each in (whole, *parts)) or not all(terms):
                continue
            yield from _split(whole, parts, terms, match["n"])
            break


def _split(whole: Quantity, parts: Sequence[Quantity], terms: Sequence[int], told: str) -> Iterator[Claim]:
    """Yield the part that is not its term's share; any order of the terms that fits is enough."""
    one = whole.value / sum(terms)

    def off(order: Sequence[int]) -> list[int]:
        return [at for at, part in enumerate(parts) if not near(part, one * order[at], whole.step / 2 + part.step)]

    if any(not off(order) for order in (permutations(terms) if len(terms) < 6 else [terms])):
        return
    if wrong := off(terms):
        at = wrong[0]
        yield Claim(
            code="Q001", stated=parts[at], value=one * terms[at], slack=Fraction(0),
            formula=f"{shown(whole.value)}按{told}分，第{at + 1}份", operands=(whole, *parts),
            complete=True, closed=True,
        )  # fmt: skip
