"""Averages held against every total and every number beside them (Q016)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from fazhi.kernel.lint.lazily import lazily

from .nearby import bounded, noun_behind
from .numbers import Kind, Number, numbers, units_agree
from .slips import Checked, Slip, agrees_mean, plain, shown

__all__ = ["check_each", "check_nearby_means"]

_MEAN = lazily(
    r"每个?(?P<one>[\u4e00-\u9fff]{1,4}?)平均[^,;:\d]{0,4}$|(?:平均每个?|(?<![年月日])均每个?)(?P<each>[\u4e00-\u9fff]{1,4}?)[^,;:\d]{0,8}$|(?P<of>人次|户次|[户人村案件场次企组亩月日])均[^,;:\d]{0,8}$"
)
_SURVEYED = lazily(r"收入|支配|生产总值|GDP|消费|增长|增加|预期|水平|同比|较|比|增收|以上")
_CHANGED = lazily(r"增长|增加|同比|较|比|增收|以上|支配|预期")
_UNITS = {
    "户": ("户", "户次"), "人": ("人", "人次"), "案": ("件",), "件": ("件",), "村": ("村", "个"), "场": ("场", "场次"),
    "次": ("次",), "企": ("家", "户"), "组": ("组", "个"), "亩": ("亩",),
    "人次": ("人次",), "户次": ("户次",), "名": ("人",), "家": ("家",), "位": ("人",),
    "个": ("个",), "台": ("台",), "网": ("个",), "站": ("个", "家"), "所": ("所", "个", "家"), "社": ("个",),
    "批": ("批",), "期": ("期",), "天": ("天",),
    "日": ("天",), "支": ("支",), "班": ("个",), "镇": ("个",), "乡": ("个",),
    "企业": ("家", "户"), "笔": ("笔",), "公里": ("公里",), "公顷": ("公顷",), "平方米": ("平方米",),
    "立方米": ("立方米",),
    "学时": ("学时",), "课时": ("课时",),
}  # fmt: skip
_DAYS_TOLD = lazily(r"按(?:全年)?(?P<n>\d{1,3})个?(?:工作日|天)")
_SPANS = {"月": (12,), "日": (365, 366)}


_LONG = ("公里", "公顷", "平方米", "立方米", "学时", "课时")


def _one(text: str, stated: Number, mean: re.Match[str]) -> str | None:
    """Return the unit of several signs that an average is of one of: 平均每公里."""
    words = mean[0]
    return next((unit for unit in _LONG if f"每{unit}" in words), None)


def check_nearby_means(text: str, taken: set[int]) -> Iterator[Slip | Checked]:
    """Yield what is to be said of averages not in ``taken``: one total of their unit, one number they are taken by."""
    found = numbers(text)
    for stated in found:
        mean = _MEAN.search(stated.clause) if stated.kind is Kind.COUNT and stated.start not in taken else None
        if (
            mean is None
            or stated.low == 0
            or stated.high > stated.value * 2
            or (_SURVEYED if mean["of"] else _CHANGED).search(stated.clause)
        ):
            continue
        of = mean["of"] or _one(text, stated, mean) or (mean["each"] or mean["one"])[:1]
        if text.startswith(("/", "每", "一天", "的标准"), stated.end):
            continue
        divisors = list(_by(text, of, stated, found))
        totals = [
            total
            for each in found
            if each is not stated
            and _people(each, stated)
            and (each not in divisors or bool(_ALL.search(each.clause)))
            and each.value >= stated.value
            and (total := bounded(each)) is not None
        ]
        some = totals
        if (together := _together(totals, found)) is not None:
            some, totals = [*totals, together], [together]
        elif len(named := [total for total in totals if _ALL.search(total.clause)]) == 1:
            some = totals = named
        if len(divisors) > 1 and stated.unit in ("人", "人次"):
            divisors = [each for each in divisors if not _ALL.search(each.clause)]
        by = [each.value for each in divisors]
        told = _DAYS_TOLD.search(text) if of == "日" else None
        if told is not None:
            by = [Fraction(told["n"])]
        spans = map(Fraction, _SPANS.get(of, ()) if "全年" in text and told is None else ())
        if any(
            (stated.hedged and total.low / each <= stated.high and total.high / each >= stated.low)
            or agrees_mean(stated, total.low / each, total.high / each)
            for total in some
            for each in (*by, *spans)
            if each
        ):
            yield Checked(stated.start)
        elif (
            len(totals) == 1
            and len(by := by or _year(of, totals[0])) == 1
            and by[0] > 1
            and not re.search("另|扣除|除去|不含", text)
        ):
            right = totals[0].value / by[0]
            if not Fraction(1, 3) < stated.value / right < 3:
                continue
            yield Slip(
                start=stated.start,
                end=stated.end,
                message=f"{shown(totals[0].value)}÷{shown(by[0])}≈{plain(Fraction(round(right * 10), 10))}，"
                f"与所写的平均数 {shown(stated.value)} 不符",
                suggestion="核对总数、个数和平均数",
            )


_NEXT = lazily(r"^(?:[、和及与]|以及)[^,;:\d]*$")


def _together(totals: Sequence[Number], found: Sequence[Number]) -> Number | None:
    """Return the sum of 共配备专职 58 名、兼职 116 名, where these are all there is."""
    if len(totals) < 2 or not _ALL.search(totals[0].clause) or any(_ALL.search(each.clause) for each in totals[1:]):
        return None
    starts = [each.start for each in found]
    places = [starts.index(each.start) for each in totals]
    if places != list(range(places[0], places[0] + len(places))) or not all(
        _NEXT.match(each.lead) for each in totals[1:]
    ):
        return None
    low, high, value = (
        sum(values, start=Fraction(0))
        for values in zip(*((each.low, each.high, each.value) for each in totals), strict=True)
    )
    return replace(totals[0], low=low, high=high, value=value)


def _year(of: str, total: Number) -> list[Fraction]:
    """Return the twelve months of a year that a total names: 月均 42 万元，全年 504 万元."""
    return [Fraction(12)] if of == "月" and "全年" in total.clause else []


_EACH = lazily(r"(?P<mean>平均)?每(?P<of>[\u4e00-\u9fff]{1,2}?)(?:均|都)?(?:配备|安排|有|各|派|聘|发放|设|领|限|为)?$")
_ALL = lazily(r"累计|(?<!公)共(?!同|享|建|治|管)|合计|总计|总[数量]")


def _people(each: Number, total: Number) -> bool:
    return units_agree(each, total) or {each.unit, total.unit} == {"人", "人次"}


def check_each(text: str, taken: set[int]) -> Iterator[Slip | Checked]:
    """Yield what is to be said of 工作组 6 个，每组 5 人，共 30 人: so many of each make the total."""
    found = numbers(text)
    for index, each in enumerate(found[:-1]):
        named = _EACH.search(each.clause) if each.kind is Kind.COUNT and not each.hedged else None
        total = found[index + 1]
        if named is None or each.unit == "元" or not _people(each, total) or total.hedged or total.start in taken:
            continue
        of = named["of"]
        if not _ALL.search(total.clause) or of[0] in "年月日天周次":
            continue
        counts = [
            number
            for number in found[:index]
            if number.kind is Kind.COUNT
            and not number.hedged
            and (number.unit == of or (number.unit == "个" and of in number.clause + noun_behind(text, number)))
        ]
        if len(counts) != 1:
            continue
        slack = counts[0].value * each.step / 2 if named["mean"] else Fraction(0)
        if abs(counts[0].value * each.value - total.value) <= slack:
            yield Checked(total.start)
        else:
            yield Slip(
                start=total.start,
                end=total.end,
                message=f"{shown(counts[0].value)}×{shown(each.value)}={shown(counts[0].value * each.value)}，"
                f"与所写的 {shown(total.value)} 不符",
                suggestion="核对个数、每个的数量和总数",
            )


def _by(text: str, of: str, stated: Number, found: tuple[Number, ...]) -> Iterator[Number]:
    """Yield the counts by which a total may have been divided."""
    for number in found:
        if number is stated or number.kind is not Kind.COUNT or number.hedged:
            continue
        if number.unit in _UNITS.get(of, ("个", of)) and (
            number.unit != "个" or of == "个" or of in noun_behind(text, number)[:6] or of in number.clause[-5:]
        ):
            yield number
