"""Three figures of which each is made from the other two, in whatever order they stand (Q002, Q014).

送审、审定、核减; 应收、实收、欠收; 比…多; and units that are no counts: 平均年龄由 46.8 岁降到 43.5 岁，下降 3.3 岁.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from fazhi.kernel.lint.lazily import lazily

from .nearby import noun_behind
from .numbers import Kind, Number, numbers, units_agree
from .pairing import DOWN, UP
from .slips import Checked, Slip, plain, shown, shown_percent

__all__ = ["check_changed_measure", "check_shortened", "check_threes", "check_wages"]

_TRIPLES = tuple(
    tuple(lazily(word) for word in words)
    for words in (
        ("送审|报审|申报(?:造价|金额)", "审定|审核后|核定(?:造价|金额)", "核减|审减"),
        ("控制价|预算价|采购预算|预算金额", "中标|成交", "节约|节省|节支"),
        ("应收|应缴|应征|应发", "实收|实缴|实征|实发|已收|已缴|已发", "欠|未收|未缴|未发|尚缺"),
        ("应到|应参加|应出席", "实到|实际参加|实际出席", "缺席|[请事病公]假|缺勤|未到"),
        ("应(?:通知|邀请|到|参加|出席)", "实际到场|实到|(?<!应)到会|到场", "未到场|未到会|未参加|缺席"),
        ("总重|总质量|实测", "限重|限载|核定载|核载|限值|标准", "超限|超重|超载|超标"),
        ("编制|核定", "实有|在编|在岗|现有|实际配备", "空编|缺编|空缺|空岗"),
        ("原价|原报价", "现价|优惠后|折后", "优惠|让利"),
    )
)
_MORE = lazily(
    r"(?:^|[,;:(])(?P<a>[\u4e00-\u9fff]{2,8})比(?P<b>[\u4e00-\u9fff]{2,8}?)(?:总?数?量?)(?P<way>多|少|高|低)(?:出|了)?$"
)
_CHANGED = lazily(
    r"(?:由|从)[^,;。\d]{0,12}(?P<a>\d+(?:\.\d+)?)(?P<u>岁|℃|度|毫克|微克|分贝|级|学时|课时|兆瓦|吨|小时|分钟|天|元|个?工作日|日)"
    rf"[^,;。\d]{{0,10}}?,?(?P<move>{UP}|{DOWN}|[升增降减缩压])?(?:到|至|为)[^,;。\d]{{0,10}}(?P<b>\d+(?:\.\d+)?)(?P=u)"
    rf"[,(][^,;。\d]{{0,6}}?(?P<way>{UP}|{DOWN}|年轻)(?:了|约)?(?P<c>\d+(?:\.\d+)?)(?P=u)"
)


def check_threes(text: str, taken: set[int]) -> Iterator[tuple[str, Slip | Checked]]:
    """Yield what is to be said of a whole, a part and what is between them, where each is told once."""
    found = [number for number in numbers(text) if number.kind is Kind.COUNT]
    for triple in _TRIPLES:
        if not all(word.search(text) for word in triple):
            continue  # a clause is part of the text, and the clauses are many
        named = [[number for number in found if word.search(number.clause)] for word in triple]
        named[2] = named[2] or [number for number in found if triple[2].match(noun_behind(text, number))]
        named[0] = _one_of(named[0], found)
        if not all(len(some) == 1 for some in named):
            continue
        whole, part, rest = (_with_its_like(some[0], found) for some in named)
        if len({whole.start, part.start, rest.start}) < 3 or not (
            units_agree(whole, part) and units_agree(whole, rest)
        ):
            continue
        if whole.hedged or part.hedged or rest.hedged or rest.start in taken or whole.end - 1 in taken:
            continue
        yield "Q014", _held(whole, part, rest)
    yield from _above(text, taken)
    for stated in found if "比" in text else ():
        more = _MORE.search(stated.clause) if stated.start not in taken and not stated.hedged else None
        if more is None:
            continue
        first, second = _called(found, stated, more["a"]), _called(found, stated, more["b"])
        if first is None or second is None or first is second:
            continue
        high, low = (first, second) if more["way"] in "多高" else (second, first)
        yield "Q014", _held(high, low, stated)


def _one_of(parts: list[Number], found: Sequence[Number]) -> list[Number]:
    """Return the one count that the others named so make, told among them or with 合计 behind them."""
    value = sum((each.value for each in parts), start=Fraction(0))
    whole = [each for each in found if each.value == value and each not in parts and "计" in each.clause]
    whole = whole or [each for each in parts if each.value * 2 == value]
    return whole if len(parts) > 1 and len(whole) == 1 else parts


def _with_its_like(number: Number, found: Sequence[Number]) -> Number:
    """Return a count, or the total behind the list that it begins: 核定编制行政 28 名、事业 36 名，合计 64 名."""
    value, at = number.value, found.index(number) + 1
    while at < len(found) and found[at].lead.startswith("、") and units_agree(found[at], number):
        value, at = value + found[at].value, at + 1
    made = at < len(found) and value != number.value and "计" in found[at].clause and found[at].value == value
    return found[at] if made else number


_BY_DAY = lazily(r"每[人]?[天日](?:[^,;\d]{0,4})$|日(?:工资|薪|均工资)(?:标准)?(?:为|按|:)?$|/[天日]")


def check_wages(text: str, taken: set[int]) -> Iterator[tuple[str, Slip | Checked]]:
    """Yield what is to be said of 每天 180 元，用工 15 人，共 20 天，应付 54000 元: what the first three make."""
    found = [number for number in numbers(text) if number.kind is Kind.COUNT]
    money = [number for number in found if number.unit == "元"]
    people = [number for number in found if number.unit == "人"]
    days = [number for number in found if number.unit == "天"]
    if len(money) != 2 or len(people) != 1 or len(days) != 1 or any(number.hedged for number in found):
        return
    wage, total = money
    if not _BY_DAY.search(wage.clause) or total is not found[-1] or total.start in taken:
        return
    value = wage.value * people[0].value * days[0].value
    if total.low <= value <= total.high or total.value in (wage.value * people[0].value, wage.value * days[0].value):
        yield "Q016", Checked(total.start)
    elif value / 3 < total.value < value * 3:
        yield (
            "Q016",
            Slip(
                start=total.start,
                end=total.end,
                message=f"{shown(wage.value)}×{shown(people[0].value)}×{shown(days[0].value)}={shown(value)}，"
                f"与所写的 {shown(total.value)} 不符",
                suggestion="核对单价、人数、天数和总额",
            ),
        )


_HIGHER = lazily(r"^[^,;:\d]{0,2}?(?P<way>高|低|多|少)(?:出|了)?$")
_COMPARED = lazily(r"(?:比|较|高于|低于)(?!上|去|同期|前|年初|20|19)[^,;:\d]{2,14}$")


def _above(text: str, taken: set[int]) -> Iterator[tuple[str, Slip | Checked]]:
    """Judge 得分 96.8 分，比平均分 93.5 分高 3.3 分; so too percentages and points."""
    found = numbers(text)
    for first, other, stated in zip(found, found[1:], found[2:], strict=False):
        way = _HIGHER.match(stated.lead.strip())
        if way is None or not _COMPARED.search(other.clause) or not units_agree(first, other) or stated.start in taken:
            continue
        points = stated.kind is Kind.POINTS and first.kind is Kind.PERCENT
        counts = first.kind is Kind.COUNT and units_agree(stated, first)
        if not (points or counts) or any(each.hedged for each in (first, other, stated)):
            continue
        high, low = (first, other) if way["way"] in "高多" else (other, first)
        yield "Q014", _held(high, low, stated)


def _called(found: Sequence[Number], stated: Number, name: str) -> Number | None:
    """Return the only figure in front that is called so and has the unit."""
    some = [
        each
        for each in found
        if each.start < stated.start and units_agree(each, stated) and not each.hedged and name[-4:] in each.clause
    ]
    return some[0] if len(some) == 1 else None


def _held(whole: Number, part: Number, rest: Number) -> Slip | Checked:
    slack = sum(((each.high - each.low) / 2 for each in (whole, part, rest)), start=Fraction(0))
    right = whole.value - part.value
    if rest.value == right or abs(right - rest.value) < slack:
        return Checked(rest.start)
    return Slip(
        start=rest.start,
        end=rest.end,
        message=f"{shown(whole.value)}-{shown(part.value)}={shown(right)}，与所写的 {shown(rest.value)} 不符",
        suggestion=f"核对三个数；前两数无误的，应为 {shown(right)}",
    )


_SHORTENED = lazily(
    r"(?:由|从)[^,;。\d]{0,12}(?P<a>\d+)(?P<u>个?工作日|日)[^,;。\d]{0,10}?(?:缩短|压缩|压减|减少|延长|增加)?(?:到|至|为)[^,;。\d]{0,6}(?P<b>\d+)(?P=u)"
    r"[,(][^,;。\d]{0,6}?(?:缩短|压缩|压减|减少|提速|延长|增加)(?:了|近|约)?"
    r"(?:(?P<p>\d+(?:\.\d+)?)%|(?P<of>[二三四五六七八九十])分之(?P<n>[一二三四五六七八九])|(?P<half>一半))"
)
_CN = {char: at for at, char in enumerate("零一二三四五六七八九十")}


def check_shortened(text: str) -> Iterator[tuple[str, Slip | Checked]]:
    """Yield what is to be said of 由 15 日缩短至 10 日，缩短三分之一."""
    for match in _SHORTENED.finditer(text):
        a, b = Fraction(match["a"]), Fraction(match["b"])
        if not a or a == b:
            continue
        real = abs(a - b) / a
        if match["p"]:
            stated, slack = Fraction(match["p"]) / 100, Fraction(6, 1000)
        elif match["half"]:
            stated, slack = Fraction(1, 2), Fraction(2, 100)
        else:
            stated, slack = Fraction(_CN[match["n"]], _CN[match["of"]]), Fraction(2, 100)
        at = match.start("p") if match["p"] else match.start("half") if match["half"] else match.start("of")
        if abs(real - stated) <= slack:
            yield "Q003", Checked(at)
        else:
            right = shown_percent(real, 1)
            yield (
                "Q003",
                Slip(
                    start=at,
                    end=match.end(),
                    message=f"从 {plain(a)} 到 {plain(b)} 变动 {right}，与所写的不符",
                    suggestion="核对前后两个时限和幅度",
                ),
            )


def check_changed_measure(text: str) -> Iterator[tuple[str, Slip | Checked]]:
    """Yield what is to be said of a measure (age, temperature, length of time) that goes from one value to another."""
    for match in _CHANGED.finditer(text):
        a, b, stated = (Fraction(match[name]) for name in ("a", "b", "c"))
        down = re.search(rf"^(?:{DOWN}|年轻)", match["way"]) is not None
        if a == b:
            continue
        if down != (b < a):
            yield (
                "Q015",
                Slip(
                    start=match.start("way"),
                    end=match.end("way"),
                    message=f"从 {plain(a)} 到 {plain(b)}，与“{match['way']}”的方向相反",
                    suggestion="核对前后两个数和方向",
                ),
            )
        elif abs(a - b) == stated:
            yield "Q014", Checked(match.start("c"))
        else:
            yield (
                "Q014",
                Slip(
                    start=match.start("c"),
                    end=match.end("c"),
                    message=f"从 {plain(a)} 到 {plain(b)} 相差 {plain(abs(a - b))}，与所写的 {plain(stated)} 不符",
                    suggestion=f"核对前后两个数；两数无误的，应为 {plain(abs(a - b))}",
                ),
            )
