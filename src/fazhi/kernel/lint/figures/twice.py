"""The same quantity said twice with different values: a count (Q009) or a rate (Q013)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from fazhi.kernel.lint.lazily import lazily

from .numbers import Kind, Number, numbers
from .slips import shown

__all__ = ["Twice", "check_twice"]

_STRIP = lazily(
    r"本次|截至目前|截至|截止|目前|今年以来|一年来|全年来|今年|本年度|本年|年度|全年|累计|共计|合计|总计|共有|现有|共|已经|已|均|实现|达到了|达到|达|为|了|约|的|全面|各类|各|"
    r"总数|总量|数量|总|数|[\s:“”\"()]"
)
_RULE = lazily(
    r"不满|超过|小于|大于|高于|低于|以上|以下|以内|以外|范围|应当|按照|(?<![查调办惩])处(?![罚理置])|支付|标准|的，|的,|限额|期限|每|起|(?<!处)罚"
)
_SAID = lazily(
    r"共|有|达|为|是|累计|总|完成|办理|受理|调解|化解|审查|审核|处理|开展|率|投入|覆盖|建成|收到|人口|面积|总投资|党员|[:]"
)
_TIME = lazily(
    r"(?:19|20)\d{2}年|\d{1,2}月|上半年|下半年|季度|上年|去年|前年|同期|期间|以来|上月|近\w年|第[一二三四]季|至今|本月|当月|每|平均|年均|其中|新增|增加|增长|减少|下降|计划|目标|拟|力争|预计|将|应|同比|较|比"
)
_UNTIL = lazily(r"今年以来|一年来|截[至止]到?(?:本?年)?(?:\d{1,2}月)?(?:年)?[底末初中]?")
"""What is told up to a day of the year is told of the year."""
_KNOWN = lazily(
    r"(?:\d\.|[一二三四五六七八九十]、)?(?:(?:全|我|本|该|现)?[镇乡村县市]?(?:街道|项目|工程|合同)?|[\u4e00-\u9fff]{2,3}[镇乡村])(?:共?有|现有|的|计划|概算)*"
    r"(?P<noun>(?:户籍|常住)?总?(?:人口|户数)|总?耕地面积|(?:辖区|国土|行政区域)(?:总?面积)|总投资额?|资金总额|总造价|合同总价款?|党员总数|林地面积|总?建筑面积)"
    r"(?:约?为|是|达|共|有|:|约)*"
)
_TERM = lazily(r"(?:本|该)?(?:工程|项目|合同)?(?:的)?(?P<noun>合同工期|总工期|施工工期)(?:为|是|:|共|总日历天数)*")
_FRONT = lazily(
    r"(?:目前,?)?(?:(?:全|我|本)[镇乡村县市]|[\u4e00-\u9fff]{2,3}[镇乡])?(?:现有|共有|现共有)(?P<noun>[\u4e00-\u9fff]{2,8})"
)
_ITEM = lazily(
    r"^(?:第[一二三四五六七八九十百\d]+条\s*|[一二三四五六七八九十]+、|\(?[一二三四五六七八九十\d]+\)、?|\d+[.、])"
)
_MONEY = lazily(r"(?:合同|中标|采购|成交)(?:价款?|金额)")
_YEAR = lazily(r"(?P<year>(?:19|20)\d{2})年(?:度|全年)?(?:,)?")
_BEHIND = lazily(
    r"[\u4e00-\u9fff]{2,6}?(?:员|律师|顾问|干部|网格(?![员长])|站|窗口|代表|教师|法官|车辆|中队|执法队)(?![\u4e00-\u9fff]?(?:率|数|证|的))"
)
_ALL_OF = lazily(r"(?:^|[\u4e00-\u9fff]{0,6}?)(?:现有|共有|配有|拥有|设有|全[镇县市乡区]|我镇|本镇)(?:的)?$")
"""What a place has so many of, named behind its number: 现有 14 名专职调解员."""
_NAME = lazily(r"[\u4e00-\u9fff、]{4,}$|(?:合同|中标|采购|成交)(?:价款?|金额)|[\u4e00-\u9fff、]{3}(?<=[员户员站点])$")
_OWNER = lazily(
    r"^(?:(?:全|我|本)(?:[镇县市乡区村局所院]|街道)|[\u4e00-\u9fff]{2,3}(?:[镇乡]|街道)(?=[\u4e00-\u9fff]{4})|(?:本|该)(?=项目|合同|工程|办法|次|年度))"
)
"""全镇, 我镇, 本镇 are one place; 本项目 and 项目 are one project."""
_STOCK = lazily(r"(?P<noun>行政村|自然村|社区居委会|村民小组|居民小组|网格|小区|(?:内设)?机构|党支部)(?!长|员)")
"""What a place has so many of, named behind its number: 辖18个行政村."""
_HAS = lazily(r"(?:^|[\u4e00-\u9fff]{2,4}[镇乡县市区]|[全我本][镇乡县市区]|街道|[,、])(?:下?辖|辖区|现?有|共有?|的)*$")
_PLACE = lazily(r"[\u4e00-\u9fff]{2,6}?(?:省|市|县|区|镇|乡|街道|村|社区|[局办站所](?![有以在]))")
_OWN = lazily(r"目前|截至|现有|经统计|据统计|[全我本](?:省|市|县|区|镇|乡|街道|村)")
_CITY = lazily(r"[\u4e00-\u9fff]{2}[市州县](?![场级政委域民里容内外直中])")
_MANY = 40
"""A text that names so many places is a collection of papers; like words in it do not mean like things."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Twice:
    """A quantity that stands with two values. Offsets are those of the whole text, of the later place."""

    start: int
    end: int
    first: int
    """Where the earlier value stands."""
    rate: bool
    message: str


def _name(number: Number) -> str | None:
    """Return what is counted, stripped of filling words, or None where its time makes it another thing.

    The year of what was added in one year (2025年全镇新增绿化面积) belongs to its name.
    """
    clause = _ITEM.sub("", number.clause)
    year = _YEAR.match(clause)
    if year is not None:
        name = _name(replace(number, lead="共" + clause[year.end() :].replace("新增", "新添")))
        return None if name is None else year["year"] + name
    if (
        number.hedged
        or _TIME.search(_UNTIL.sub("", number.lead))
        or _RULE.search(clause)
        or len(clause) > 24
        or not (_SAID.search(clause) or _MONEY.fullmatch(clause))
    ):
        return None
    name = _OWNER.sub("", _STRIP.sub("", clause))
    if not _NAME.fullmatch(name) or "分别" in name or (number.kind is Kind.PERCENT and len(name) < 6):
        return None
    return name


def check_twice(text: str, sentences: Iterable[tuple[int, int]]) -> list[Twice]:
    """Return the quantities that a text states twice under the very same name and unit with different values.

    ``sentences`` are the ranges to be looked at. The same name must stand whole before both figures, with no year,
    period, comparison or plan beside either; figures of different orders of magnitude are taken for different things.
    """
    sentences = list(sentences)
    if not sentences or len(set(_CITY.findall(text))) > _MANY:
        return []
    said: dict[tuple[str, str, Kind], list[tuple[Number, int, str]]] = {}
    for start, end in sentences:
        sentence = text[start:end]
        for number in (
            numbers(sentence)
            if _SAID.search(sentence) or _STOCK.search(sentence) or "工期" in sentence or _TAKES_UP.search(sentence)
            else ()
        ):
            if number.kind not in (Kind.COUNT, Kind.PERCENT):
                continue
            if number.unit in _LENGTHS:
                term = _TERM.fullmatch(number.clause)
                if term and not number.hedged and number.unit == "天":
                    said.setdefault((term["noun"], number.unit, number.kind), []).append((number, start, sentence))
                continue
            name = (
                _again(number, sentence, said)
                or _name(number)
                or _stock(number, sentence)
                or _held_behind(number, sentence)
                or _known(number)
            )
            if name is not None:
                said.setdefault((name, number.unit, number.kind), []).append((number, start, sentence))
    found = [twice for (name, _, kind), places in said.items() for twice in _held(name, kind, places)]
    return sorted(found, key=lambda twice: twice.start)


_LENGTHS = ("天", "小时", "分钟", "工作日", "个工作日")


def _held(name: str, kind: Kind, places: list[tuple[Number, int, str]]) -> Iterator[Twice]:
    """Yield where a name stands with another value than at first; with three values it is a list of like things."""
    first, begun, sentence = places[0]
    if len({number.value for number, _, _ in places}) > 2:
        return
    sign = "%" if kind is Kind.PERCENT else ""
    for number, start, where in places[1:]:
        if number.value == first.value or _different(sentence, where):
            continue
        if start == begun and number.clause[-4:] != first.clause[-4:]:
            continue  # within a sentence 完成投资 and 完成总投资 are two things
        if Fraction(1, 3) < (first.value or 1) / (number.value or 1) < 3:
            yield Twice(
                start=start + number.start,
                end=start + number.end,
                first=begun + first.start,
                rate=kind is Kind.PERCENT,
                message=f"“{name}”此处为 {shown(number.value)}{sign}，前文为 {shown(first.value)}{sign}",
            )


def _stock(number: Number, sentence: str) -> str | None:
    """Return what a place is said to have so many of (行政村), where nothing but the place stands before the number."""
    behind = _STOCK.match(sentence, number.end)
    whole = behind and not number.hedged and number.unit == "个" and _HAS.search(number.clause)
    plain = (
        whole
        and not _TIME.search(number.lead)
        and not re.match("中|里|的|开展|完成", sentence[behind.end() :] if behind else "")
    )
    return behind["noun"] if behind and plain else None


def _known(number: Number) -> str | None:
    """Return what a place or a project has one of (总人口, 总投资), where nothing but its owner stands in front."""
    known = _KNOWN.fullmatch(number.clause) or (number.kind is Kind.COUNT and _FRONT.fullmatch(number.clause))
    if not known or number.hedged or _TIME.search(_UNTIL.sub("", number.lead)):
        return None
    return known["noun"]


def _held_behind(number: Number, sentence: str) -> str | None:
    """Return what a place is said to have so many of, where its number stands in front: 现有 14 名专职调解员."""
    if number.kind is not Kind.COUNT or number.hedged or not _ALL_OF.search(number.clause):
        return None
    behind = _BEHIND.match(sentence, number.end)
    return behind[0] if behind and not _TIME.search(_UNTIL.sub("", number.lead)) else None


_TAKEN_UP = lazily(r"(?:^|[,从在这对])(?:全年|全[镇县市乡区]|这|该|上述|以上)(?:的)?$")
_TAKES_UP = lazily(r"(?:全[年镇县市乡区]|[这该]|上述|以上)[0-9]")
_CALLED = lazily(r"[\u4e00-\u9fff]{4,10}?(?=的|中|,|里)")


def _again(
    number: Number, sentence: str, said: dict[tuple[str, str, Kind], list[tuple[Number, int, str]]]
) -> str | None:
    """Return the one thing told before that a count takes up again: 活动 63 场次 … 从全年 36 场次活动的情况看."""
    if number.kind is not Kind.COUNT or number.hedged or not _TAKEN_UP.search(number.clause):
        return None
    called = _CALLED.match(sentence, number.end)
    names = [name for name, unit, _ in said if called and unit == number.unit and name.endswith(called[0])]
    return names[0] if len(names) == 1 else None


def _different(first: str, second: str) -> bool:
    """Say whether two sentences speak of different places or different times."""
    places = [set(_PLACE.findall(_OWN.sub(",", sentence))) for sentence in (first, second)]
    if places[0] and places[1] and not places[0] & places[1]:
        return True
    times = [set(re.findall(r"(?:19|20)\d{2}", sentence)) for sentence in (first, second)]
    return bool(times[0] and times[1] and times[0] != times[1])
