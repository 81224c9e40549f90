"""One quantity in two units: 30 亩，即 20000 平方米; 1.2 亿元（12000 万元）; 18 个月即一年半 (Q004)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from fazhi.kernel.lint.lazily import lazily

from .slips import Checked, Slip, plain

__all__ = ["check_units"]

_WORTH: Final = {
    "平方米": ("面积", Fraction(1)), "㎡": ("面积", Fraction(1)), "亩": ("面积", Fraction(2000, 3)),
    "公顷": ("面积", Fraction(10**4)), "平方公里": ("面积", Fraction(10**6)), "米": ("长度", Fraction(1)),
    "公里": ("长度", Fraction(1000)), "千米": ("长度", Fraction(1000)), "里": ("长度", Fraction(500)),
    "斤": ("重量", Fraction(1, 2)), "公斤": ("重量", Fraction(1)), "千克": ("重量", Fraction(1)),
    "吨": ("重量", Fraction(1000)), "小时": ("时间", Fraction(60)), "分钟": ("时间", Fraction(1)),
    "元": ("金额", Fraction(1)), "立方米": ("体积", Fraction(1)),
    "升": ("体积", Fraction(1, 1000)), "年": ("月数", Fraction(12)), "个月": ("月数", Fraction(1)),
}  # fmt: skip
_UNIT: Final = "平方公里|平方米|立方米|㎡|公顷|亩|公里|千米|公斤|千克|吨|小时|分钟|个月|米|里|升|斤|元|年"
_NUMBER: Final = r"(?P<{0}>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)\s?(?P<s{0}>万|亿)?(?P<u{0}>" + _UNIT + ")"
_PAIR: Final = lazily(
    rf"(?<![\d.年月第]){_NUMBER.format('a')}(?:\((?:即|合|约合|折合|约|约为|相当于|换算为|折算为|也就是)*|,?(?:即|合|约合|折合|折算为|换算为|相当于|也就是|合计)约?)"
    rf"{_NUMBER.format('b')}(?!以)"
)
_SCALES: Final = {None: 1, "万": 10**4, "亿": 10**8}


def check_units(text: str) -> Iterator[Slip | Checked]:
    """Yield what is to be said of a quantity that is told again in another unit right behind."""
    for match in _PAIR.finditer(text):
        kind, worth = _WORTH[match["ua"]]
        other, second = _WORTH[match["ub"]]
        if kind != other or (match["ua"] == match["ub"] and match["sa"] == match["sb"]):
            continue
        if match["ua"] == match["ub"] == "元" and "合计" in match[0]:
            continue
        a, b = (
            Fraction(match[each].replace(",", "")) * _SCALES[match["s" + each]] * unit
            for each, unit in (("a", worth), ("b", second))
        )
        steps = [
            Fraction(_SCALES[match["s" + each]], 10 ** len(match[each].partition(".")[2])) * unit / 2
            for each, unit in (("a", worth), ("b", second))
        ]
        if abs(a - b) <= max(max(a, b) / 50, *steps):
            yield Checked(match.start())
            continue
        right = a / second / _SCALES[match["sb"]]
        yield Slip(
            start=match.start("b"),
            end=match.end("ub"),
            message=f"{match['a']}{match['sa'] or ''}{match['ua']}合 {plain(Fraction(round(right * 100), 100))}"
            f"{match['sb'] or ''}{match['ub']}，与所写的不符",
            suggestion="核对数量和单位",
        )
