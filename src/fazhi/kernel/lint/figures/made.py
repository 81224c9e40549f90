"""What so many of each make together (Q016): 46 个网格，每个 1 名网格长、2 名网格员，共 138 名, and its like.

各罚 300 元，罚款总额; 亩产 and 总产量; 每逾期一日万分之五; 起拍价, 加价, 成交价; 每月 1 次，6 个月共 6 次.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations, pairwise
from typing import Final

from fazhi.kernel.lint.lazily import lazily

from .nearby import label
from .numbers import Kind, Number, numbers, units_agree
from .slips import Checked, Slip, shown

__all__ = [
    "check_for_each",
    "check_for_one",
    "check_in_parts",
    "check_late",
    "check_rounds",
    "check_steps",
    "check_teams",
    "check_yield",
]

_ALL: Final = lazily(r"(?<!公)共(?!同|享|建|治|管|识|产|性|用|青)|合计|总计|累计|总[额数量计]")
_NOT: Final = lazily(r"另|其他|扣除|减去|优惠|不足|上限|封顶|不超过|以上级|部分|其余|至少|不少于|不低于|最低|以内")


def _slip(total: Number, said: str, unit: str = "") -> Slip:
    return Slip(
        start=total.start,
        end=total.end,
        message=f"{said}{unit}，与所写的 {shown(total.value)}{unit}不符",
        suggestion="核对个数、每个的数和总数",
    )


def _counts(text: str) -> list[Number]:
    return [each for each in numbers(text) if each.kind is Kind.COUNT]


_EACH_SUM: Final = lazily(r"(?:各|每(?:[人户名家个台套辆张件份本盏棵只吨亩株位村组]))[^,;:\d]{0,10}$")


def check_for_each(text: str, taken: set[int]) -> Iterator[tuple[str, Slip | Checked]]:
    """Yield what is to be said of 对 5 名摊主各罚款 300 元，罚款总额 1500 元; so too of several such pairs."""
    found = numbers(text)
    if any(each.kind is not Kind.COUNT for each in found) or _NOT.search(text):
        return
    for at, total in enumerate(found):
        if total.unit != "元" or total.hedged or total.start in taken or not _ALL.search(total.clause):
            continue
        pairs: list[tuple[Number, Number]] = []
        begin = at
        while begin >= 2 and found[begin - 1].unit == "元" and found[begin - 2].unit != "元":
            count, each = found[begin - 2 : begin]
            if count.hedged or each.hedged or not _EACH_SUM.search(each.clause) or count.value < 1:
                break
            pairs.insert(0, (count, each))
            begin -= 2
        single = len(pairs) == 1 and "各" in pairs[0][1].clause
        if begin or not (single or len(pairs) > 1) or any(count.unit in _TIMES for count, _ in pairs):
            continue
        value = sum((count.value * each.value for count, each in pairs), start=Fraction(0))
        some = (
            sum(c.value * e.value for c, e in part) for n in range(1, len(pairs)) for part in combinations(pairs, n)
        )
        if abs(value - total.value) <= (total.high - total.low) / 2 or total.value in some:
            yield "Q016", Checked(total.start)
        elif value / 3 < total.value < value * 3:
            made = "+".join(f"{shown(count.value)}×{shown(each.value)}" for count, each in pairs)
            yield "Q016", _slip(total, f"{made}={shown(value)} ", "元")


_TIMES: Final = ("次", "天", "小时", "期", "批", "轮", "场")

_WEIGHTS: Final = {
    "公斤": Fraction(1), "千克": Fraction(1), "斤": Fraction(1, 2), "吨": Fraction(1000),
}  # fmt: skip
_YIELD: Final = lazily(r"(?:亩产|单产|每亩(?:产量|产|单产))(?:量|约|达到?|为|[^,;:\d]{0,4})$|每亩[^,;:\d]{0,8}$")
_YIELDS: Final = lazily(
    r"总产量?(?:约|达到?|为|[^,;:\d]{0,6})$|(?<!公)共(?:产|收获|收|施用|使用|需|用|计)[^,;:\d]{0,6}$|^[,、]产量(?:达到?|为)?$"
)
_YIELD_AREA: Final = lazily(r"种植|播种|面积|栽种|收获|种|稻|麦|玉米|油菜|示范|基地|全镇|全村")


def check_yield(text: str, taken: set[int]) -> Iterator[tuple[str, Slip | Checked]]:
    """Yield what is to be said of 3200 亩，平均亩产 560 公斤，总产量 1792 吨: each told once."""
    found = _counts(text)
    areas = [each for each in found if each.unit == "亩"]
    means = [each for each in found if each.unit in _WEIGHTS and _YIELD.search(each.clause)]
    totals = [each for each in found if each.unit in _WEIGHTS and _YIELDS.search(each.clause) and each not in means]
    if not len(areas) == len(means) == len(totals) == 1 or totals[0].start in taken:
        return
    area, mean, total = areas[0], means[0], totals[0]
    if any(each.hedged for each in (area, mean, total)) or not _YIELD_AREA.search(label(text, area)):
        return
    worth, by = _WEIGHTS[mean.unit], _WEIGHTS[total.unit]
    value = area.value * mean.value * worth / by
    slack = (area.value * mean.step / 2 + (area.high - area.low) / 2 * mean.value) * worth / by
    if abs(value - total.value) <= slack + total.step / 2 or abs(value - total.value) <= value / 200:
        yield "Q016", Checked(total.start)
    elif value / 3 < total.value < value * 3:
        made = f"{shown(area.value)} 亩×{shown(mean.value)} {mean.unit}={shown(value)} "
        yield "Q016", _slip(total, made, total.unit)


_LATE: Final = lazily(
    r"(?:逾期|迟延|延期|延迟|超期|拖欠)(?:交货|付款|支付|完工|竣工|交付|还款|缴纳|缴款)?(?:了|共|已|达|满)?(?P<n>\d{1,3})[日天]"
)
_DAILY: Final = lazily(r"(?:每(?:逾期|迟延|延期|延迟|超期)?(?:一|1)?[日天]|按日|日)[^,;:。]{0,26}$")
_CHARGE: Final = lazily(
    r"(?:违约金|滞纳金|罚息|利息|加处罚款)[^,;:\d]{0,8}$|^[,;][^,;:\d]{0,4}(?:计|共计|合计|即)(?:人民币)?$"
)
_CAPPED: Final = lazily(r"不超过|上限|最高|封顶|为限|超过部分|复利|分段|已付|已支付|扣除")


def check_late(text: str, taken: set[int]) -> Iterator[tuple[str, Slip | Checked]]:
    """Yield what is to be said of 80 万元，逾期 10 日，每逾期一日万分之五，违约金 4000 元: each told once."""
    late = list(_LATE.finditer(text))
    found = numbers(text)
    rates = [each for each in found if each.kind is Kind.PERCENT]
    money = [each for each in found if each.unit == "元"]
    if len(late) != 1 or len(rates) != 1 or len(money) != 2 or _CAPPED.search(text):
        return
    rate, (base, charge) = rates[0], money
    if any(each.hedged for each in (rate, base, charge)) or charge.start in taken or charge.start < rate.end:
        return
    if not _DAILY.search(rate.clause) or not _CHARGE.search(charge.lead) or rate.value > 5:
        return
    value = base.value * rate.value / 100 * int(late[0]["n"])
    if "加处罚款" in charge.clause:
        value = min(value, base.value)  # what is added may not exceed the fine
    if abs(charge.value - value) <= max(charge.step, Fraction(1)):
        yield "Q016", Checked(charge.start)
    elif value / 20 < charge.value < value * 20:
        printed = text[rate.start : rate.end]
        made = f"{shown(base.value)}×{printed}×{late[0]['n']} 日={shown(value)} "
        yield "Q016", _slip(charge, made, "元")


_BEGINS_AT: Final = lazily(r"(?:起拍价|起始价|底价|起价|开始价|竞拍底价|竞价起点|基准价|起叫价)[^,;:\d]{0,6}$")
_TIMES_MORE: Final = lazily(r"加价|竞价|报价|轮|次")
_STEP: Final = lazily(r"(?:每次|每轮|每回)[^,;:\d]{0,4}(?:加价|增加|加|抬高|竞价|报价|幅度)[^,;:\d]{0,6}$")
_REACHES: Final = lazily(r"(?:成交|竞得|拍得|中标|达到|落槌|涨至|升至)[^,;:\d]{0,6}$|^[,;](?:最终|最后)(?:以|为)$")


def check_steps(text: str, taken: set[int]) -> Iterator[tuple[str, Slip | Checked]]:
    """Yield what is to be said of 起拍价 28 万元，经过 6 次加价，每次 5000 元，以 31 万元成交."""
    found = _counts(text)
    for start, times, step, end in zip(found, found[1:], found[2:], found[3:], strict=False):
        if not (start.unit == step.unit == end.unit == "元" and times.unit in ("次", "轮")) or end.start in taken:
            continue
        if any(each.hedged for each in (start, times, step, end)) or not _BEGINS_AT.search(start.clause):
            continue
        if not _STEP.search(step.clause) or not (
            _REACHES.search(end.clause) or text.startswith(("成交", "竞得", "的价格成交", "中标"), end.end)
        ):
            continue
        value = start.value + times.value * step.value
        if end.value == value:
            yield "Q016", Checked(end.start)
        else:
            made = f"{shown(start.value)}+{shown(times.value)}×{shown(step.value)}={shown(value)} "
            yield "Q016", _slip(end, made, "元")


_TEAM: Final = lazily(
    r"每(?:一?[个支所家名座处片条组户]|(?=[村组]))?(?P<of>[\u4e00-\u9fff]{1,6}(?:[(、/][\u4e00-\u9fff]{1,4}\)?)?)??"
    r"(?:各|均|都)*(?:配备|配置|配|设立|设置|设|聘请|聘任|派驻|选派|安排|建立|建有|有|选聘|推选|选举|选出|推荐|招募|组建|评选|分配|抽查|走访|发展|举办|培养|培育|落实|确定|布置|安装)[^,;:\d]{0,10}$"
)
_ALSO: Final = lazily(r"^(?:[、,]|和|及|以及|与)[^,;:\d]{0,10}$")
_ADDED: Final = lazily(r"^[^,;:\d]{0,12}[,;](?:加上|连同|另设|另有|另外)[^,;:\d]{0,16}$")
_TEAM_ALL: Final = lazily(
    r"^[^,;:\d]{0,12}[,;][^;:。\d]*?(?:(?<!公)共(?!同|享|建|治|管|识|产|性|用|青)|合计|总计|累计)[^,;:\d]{0,16}$"
)


def check_teams(text: str, taken: set[int]) -> Iterator[tuple[str, Slip | Checked]]:
    """Yield what is to be said of 网格 46 个，每个网格配备网格长 1 名、网格员 2 名，共 138 名.

    Several of what there is one for (行政村 23 个、社区 4 个，每个村（社区）设 1 个) are added, and what is told to
    come on top (加上镇 1 个) too. Whatever of them makes the total is enough.
    """
    found = numbers(text)
    for at, first in enumerate(found):
        team = _TEAM.search(first.clause) if first.kind is Kind.COUNT and at else None
        if team is None or first.hedged or first.unit in ("元", "次", "天", "小时", "场", "%"):
            continue
        run, more, end = [first], list[Number](), at + 1
        while end < len(found) and found[end].kind is Kind.COUNT and not _TEAM_ALL.match(found[end].lead):
            if _ADDED.match(found[end].lead):
                more.append(found[end])
            elif _ALSO.match(found[end].lead) and not more:
                run.append(found[end])
            else:
                break
            end += 1
        if end == len(found) or not _TEAM_ALL.match(found[end].lead):
            continue
        total, wholes = found[end], _wholes(text, found[:at], team["of"] or "")
        each = [part for part in run if units_agree(part, total)]
        told = (*each, *more, *wholes)
        if not each or not wholes or total.start in taken or total.hedged or any(part.hedged for part in told):
            continue
        if any(not units_agree(part, total) for part in more) or _NOT_TEAM.search(text):
            continue
        values = {
            many * sum(part.value for part in some) + sum(part.value for part in added)
            for many in (*(whole.value for whole in wholes), sum(whole.value for whole in wholes))
            for size in range(1, len(each) + 1)
            for some in combinations(each, size)
            for added in (more, [])
        }
        if total.value in values:
            yield "Q016", Checked(total.start)
            continue
        value = sum(whole.value for whole in wholes) * sum(part.value for part in each) + sum(p.value for p in more)
        if not value / 3 < total.value < value * 3:
            continue
        made = _in_brackets(wholes) + "×" + _in_brackets(each) + "".join(f"+{shown(part.value)}" for part in more)
        yield "Q016", _slip(total, f"{made}={shown(Fraction(value))}")


_FOR_ONE: Final = lazily(
    r"每(?P<of>[户村人亩组班站台辆栋])(?:各)?(?:安装|配备|发放|配发|发|赠送|设置|栽植|种植|领取)[^,;:\d]{0,10}$"
)


def check_for_one(text: str, taken: set[int]) -> Iterator[tuple[str, Slip | Checked]]:
    """Yield what is to be said of 每户安装报警器 2 个，涉及农户 640 户，共安装 1280 个."""
    found = _counts(text)
    for each, many, total in zip(found, found[1:], found[2:], strict=False):
        one = _FOR_ONE.search(each.clause)
        if one is None or many.unit != one["of"] or not units_agree(each, total) or _NOT_TEAM.search(text):
            continue
        if any(number.hedged for number in (each, many, total)) or each.unit == "元" or total.start in taken:
            continue
        if not _TEAM_ALL.match(total.lead) or "," not in many.lead:
            continue
        value = each.value * many.value
        if abs(value - total.value) <= (total.high - total.low) / 2:
            yield "Q016", Checked(total.start)
        elif value / 3 < total.value < value * 3:
            yield "Q016", _slip(total, f"{shown(each.value)}×{shown(many.value)}={shown(value)}")


_NOT_TEAM: Final = lazily(
    r"至少|不少于|以上|(?<!不)兼任|一人多|原则上|视情|根据|其中|部分|左右|优先|不等|空缺|缺额|尚缺|已配|到位"
)


def _in_brackets(some: Sequence[Number]) -> str:
    joined = "+".join(shown(each.value) for each in some)
    return joined if len(some) == 1 else f"({joined})"


def _wholes(text: str, found: Sequence[Number], of: str) -> list[Number]:
    """Return the counts of what there is one for: those called so, or the only one where it is not called."""
    counts = [each for each in found if each.kind is Kind.COUNT]
    names = [name for name in _PARTS.split(of) if name]
    if not names:
        return counts if len(counts) == 1 else []
    called = [[each for each in counts if name in label(text, each)] for name in names]
    if not all(len(some) == 1 for some in called):
        return []
    return list({each.start: each for some in called for each in some}.values())


_PARTS: Final = lazily(r"[(、/)]")

_ROUND: Final = lazily(r"每(?:个)?(?P<of>月|季度|季|年|周|星期)(?:定期|坚持|均|都|各)?[^,;:\d]{0,8}$")
_ROUND_TERM: Final = lazily(r"(?P<n>\d{1,3}|[一二两三四五六七八九十]{1,3})个?(?P<of>月|季度|季|年|周|星期)(?!\d)")
_ROUND_ALL: Final = lazily(r"(?<!公)共(?!同|享|建|治|管|识|产|性|用|青)|合计|总计|累计")
_NO_MORE: Final = lazily(r"(?:没有|未|无)(?:另外|另行|额外|再)|不[多增]加|无加[开场]|均按(?:期|时)|从未间断|未漏")
_CN: Final = {char: at for at, char in enumerate("零一二三四五六七八九十")} | {"两": 2}


def check_rounds(text: str, taken: set[int]) -> Iterator[tuple[str, Slip | Checked]]:
    """Yield what is to be said of 每月召开 1 次，6 个月共召开 6 次; more are wrong only where there was no other."""
    found = _counts(text)
    for each, total in pairwise(found):
        named = _ROUND.search(each.clause)
        if named is None or each.unit not in ("次", "场", "期", "件", "个") or not units_agree(each, total):
            continue
        if (
            each.hedged
            or total.hedged
            or total.start in taken
            or not _ROUND_ALL.search(total.clause)
            or _NOT.search(text.replace("没有另", ""))
        ):
            continue
        terms = [
            match for match in _ROUND_TERM.finditer(text, each.end, total.start) if match["of"][0] == named["of"][0]
        ]
        if len(terms) != 1:
            continue
        many = int(terms[0]["n"]) if terms[0]["n"].isdigit() else _CN.get(terms[0]["n"], 0)
        value = each.value * many
        if total.value == value:
            yield "Q016", Checked(total.start)
        elif value and (total.value < value or _NO_MORE.search(text)):
            yield "Q016", _slip(total, f"{shown(each.value)}×{many}={shown(value)} ", each.unit)


_IN_PARTS: Final = lazily(
    r"分(?P<n>\d{1,3}|[一二两三四五六七八九十]{1,3})个?(?P<of>月|年|期|次|批|季度?)[^,;:\d]{0,4}(?:平均|等额|均等)[^,;:。]{0,8}[,(]每(?:个)?(?P=of)"
)


def check_in_parts(text: str, taken: set[int]) -> Iterator[tuple[str, Slip | Checked]]:
    """Yield what is to be said of 96000 元，分 12 个月平均支付，每月 8000 元."""
    parts = list(_IN_PARTS.finditer(text))
    money = [each for each in _counts(text) if each.unit == "元"]
    if len(parts) != 1 or len(money) != 2 or any(each.hedged or each.start in taken for each in money):
        return
    total, each = money
    if not total.end <= parts[0].start() < parts[0].end() <= each.start or _NOT.search(text):
        return
    many = int(parts[0]["n"]) if parts[0]["n"].isdigit() else _CN.get(parts[0]["n"], 0)
    if many and abs(each.value - total.value / many) <= each.step:
        yield "Q016", Checked(each.start)
    elif many:
        yield "Q016", _slip(each, f"{shown(total.value)}÷{many}={shown(total.value / many)} ", "元")


_SPLIT: Final = lazily(r"^[^,;:\d]{0,8}[,;](?:共|平均)?(?:分成|分为|编成|编为|组成|划分为|分)$")
_SPLIT_EACH: Final = lazily(r"^[^,;:\d]{0,10}[,(](?:平均)?每(?:个)?(?:小?组|队|班|分队)(?:各|均|为|有)?$")


def check_groups(text: str, taken: set[int]) -> Iterator[tuple[str, Slip | Checked]]:
    """Yield what is to be said of 160 人，分成 8 个小组，每组 20 人: the total is told first."""
    found = _counts(text)
    for total, many, each in zip(found, found[1:], found[2:], strict=False):
        if not units_agree(total, each) or total.unit == "元" or not _SPLIT.match(many.lead):
            continue
        if not _SPLIT_EACH.match(each.lead) or any(one.hedged for one in (total, many, each)) or _NOT.search(text):
            continue
        if each.start in taken or text.startswith(("至", "或", "左右", "到"), each.end):
            continue
        value = many.value * each.value
        slack = many.value if "平均" in each.lead else Fraction(0)
        if abs(value - total.value) <= slack:
            yield "Q016", Checked(each.start)
        else:
            yield "Q016", _slip(total, f"{shown(many.value)}×{shown(each.value)}={shown(value)}")


_PERIOD: Final = lazily(
    r"每个?(?P<of>季度?|半年|学期|月)(?:支付|缴纳|发放|收取|拨付)?(?:一次|1次)?,?(?:每次)?(?:支付|缴纳|发放|收取|拨付)?[^,;:\d]{0,6}$"
)
_A_YEAR: Final = lazily(r"^[^,;:\d]{0,6}[,;(](?:全年|一年|每年|年)[^,;:\d]{0,10}$")
_IN_YEAR: Final = {"季": 4, "季度": 4, "半年": 2, "学期": 2, "月": 12}


def check_year(text: str, taken: set[int]) -> Iterator[tuple[str, Slip | Checked]]:
    """Yield what is to be said of 每季度支付 1.5 万元，全年 6 万元: the only two amounts of a sentence."""
    found = [each for each in numbers(text) if each.unit == "元"]
    if len(found) != 2 or len(numbers(text)) > 3 or any(each.hedged for each in found) or _NOT.search(text):
        return
    each, total = found
    others = [other for other in numbers(text) if other.unit != "元"]
    if any(other.value != 1 for other in others) or total.start in taken:
        return
    named = _PERIOD.search(text[max(0, each.start - 24) : each.start])
    if named is None or not _A_YEAR.match(total.lead):
        return
    many = _IN_YEAR[named["of"]]
    value = each.value * many
    if abs(value - total.value) <= (total.high - total.low) / 2 + (each.high - each.low) / 2 * many:
        yield "Q016", Checked(total.start)
    elif value / 3 < total.value < value * 3:
        yield "Q016", _slip(total, f"{shown(each.value)}×{many}={shown(value)} ", "元")
