"""The same quantity said twice with different values: a count (Q009) or a rate (Q013)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from fazhi.kernel.lint.lazily import lazily

from .numbers import Kind, Number, numbers
from .slips import shown

__all__ = ["Twice", "check_twice"]

_STRIP = lazily(
    r"截至目前|截至|截止|目前|今年以来|一年来|全年来|今年|本年度|本年|年度|全年|累计|共计|合计|总计|共有|现有|共|已经|已|均|实现|达到了|达到|达|为|了|约|的|全面|各类|各|"
    r"总数|总量|数量|总|数|[\s:“”\"()]"
)
_RULE = lazily(
    r"不满|超过|小于|大于|高于|低于|以上|以下|以内|以外|范围|应当|按照|处|支付|标准|的，|的,|限额|期限|每|起|罚"
)
_SAID = lazily(r"共|有|达|为|是|累计|总|完成|办理|受理|调解|化解|审查|审核|处理|开展|率|投入|覆盖|建成|收到|[:]")
_TIME = lazily(
    r"(?:19|20)\d{2}年|\d{1,2}月|上半年|下半年|季度|上年|去年|前年|同期|期间|以来|上月|近\w年|第[一二三四]季|至今|本月|当月|每|平均|年均|其中|新增|增加|增长|减少|下降|计划|目标|拟|力争|预计|将|应|同比|较|比"
)
_NAME = lazily(r"[\u4e00-\u9fff、]{4,}$")
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
    """Return what is counted, stripped of filling words, or None where its time makes it another thing."""
    clause = number.clause
    if (
        number.hedged
        or _TIME.search(number.lead)
        or _RULE.search(clause)
        or len(clause) > 24
        or not _SAID.search(clause)
    ):
        return None
    name = _STRIP.sub("", clause)
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
    seen: dict[tuple[str, str, Kind], tuple[Fraction, int, str]] = {}
    found: list[Twice] = []
    for start, end in sentences:
        sentence = text[start:end]
        if not _SAID.search(sentence):
            continue
        for number in numbers(sentence):
            if number.kind not in (Kind.COUNT, Kind.PERCENT) or number.unit in (
                "天",
                "小时",
                "分钟",
                "工作日",
                "个工作日",
            ):
                continue
            name = _name(number)
            if name is None:
                continue
            key = (name, number.unit, number.kind)
            earlier = seen.setdefault(key, (number.value, start + number.start, sentence))
            if earlier[0] == number.value or earlier[1] == start + number.start:
                continue
            if not (Fraction(1, 3) < (earlier[0] or 1) / (number.value or 1) < 3) or _different(earlier[2], sentence):
                continue
            rate = number.kind is Kind.PERCENT
            sign = "%" if rate else ""
            found.append(
                Twice(
                    start=start + number.start,
                    end=start + number.end,
                    first=earlier[1],
                    rate=rate,
                    message=f"“{name}”此处为 {shown(number.value)}{sign}，前文为 {shown(earlier[0])}{sign}",
                )
            )
    return found


def _different(first: str, second: str) -> bool:
    """Say whether two sentences speak of different places or different times."""
    places = [set(_PLACE.findall(_OWN.sub(",", sentence))) for sentence in (first, second)]
    if places[0] and places[1] and not places[0] & places[1]:
        return True
    times = [set(re.findall(r"(?:19|20)\d{2}", sentence)) for sentence in (first, second)]
    return bool(times[0] and times[1] and times[0] != times[1])
