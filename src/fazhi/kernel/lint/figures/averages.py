"""Averages beside what they were made of: 累计发放 2300 万元，户均 12.1 万元，受益农户 190 户 (Q016)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from fazhi.kernel.lint.lazily import lazily

from .numbers import Kind, Number, numbers, units_agree
from .slips import Checked, Slip, agrees_mean, plain, shown

__all__ = ["check_averages"]

_MEAN = lazily(r"(?P<of>[年月户人村案])均(?P<what>[\u4e00-\u9fff]{0,8})$")
_OF_ALL = lazily(r"共|累计|总|合计|投入|发放|涉及|拨付|补助|收入|调解|受理|办理|完成")
_EXPLICIT = lazily(r"累计|合计|总计|共计|总额|总[数量]")
_YEARS = lazily(
    r"(?P<n>(?<!\d)\d{1,2}|[一二两三四五六七八九十])(?P<unit>年|个年度|个月)(?:来|间|内|共|累计|以来|总|,|里|(?=[\u4e00-\u9fff]{1,10}分别))"
)
_THAN = lazily("[比较于][年月户人村案]均")
_SURVEYED = lazily(r"收入|支配|生产总值|GDP|消费|增长|增加|预期|水平")
_CN = {char: index for index, char in enumerate("零一二三四五六七八九十")} | {"两": 2}
_UNITS = {"户": ("户",), "人": ("人",), "案": ("件",), "村": ("村", "个")}


def check_averages(text: str) -> list[Slip | Checked]:
    """Return what is to be said of averages whose only possible total and only possible divisor stand beside them."""
    found = numbers(text)
    said: list[Slip | Checked] = []
    for stated in found:
        mean = _MEAN.search(stated.clause) if stated.kind is Kind.COUNT and not stated.hedged else None
        if mean is None or _SURVEYED.search(mean["what"]) or _THAN.search(stated.clause):
            continue
        if text.startswith(("/", "每", "一天", "的标准"), stated.end):
            continue
        totals = [number for number in found if number is not stated and units_agree(number, stated)]
        if len(totals) > 1:
            totals = [number for number in totals if _EXPLICIT.search(number.clause)]
        if len(totals) != 1 or totals[0].hedged or not _OF_ALL.search(totals[0].clause):
            continue
        by = _divisor(text, mean["of"], stated, found)
        if by is None or by <= 1:
            continue
        total = totals[0]
        if agrees_mean(stated, total.low / by, total.high / by):
            said.append(Checked(stated.start))
            continue
        right = total.value / by
        said.append(
            Slip(
                start=stated.start,
                end=stated.end,
                message=f"{shown(total.value)}÷{shown(by)}≈{plain(Fraction(round(right * 10), 10))}，"
                f"与所写的{mean['of']}均 {shown(stated.value)} 不符",
                suggestion="核对总数、个数和平均数",
            )
        )
    return said


def _divisor(text: str, of: str, stated: Number, found: Sequence[Number]) -> Fraction | None:
    """Return by what the total was divided, or None where that is not told exactly once."""
    if of in ("年", "月"):
        unit = "年" if of == "年" else "个月"
        spans = [match for match in _YEARS.finditer(text) if match["unit"].replace("个年度", "年") == unit]
        if len(spans) != 1:
            return None
        count = spans[0]["n"]
        return Fraction(int(count) if count.isdigit() else _CN[count])
    counts = [
        number
        for number in found
        if number.kind is Kind.COUNT
        and number.unit in _UNITS[of]
        and number is not stated
        and not units_agree(number, stated)
        and (number.unit != "个" or re.match("(?:行政)?村|村居", text[number.end :]))
    ]
    return counts[0].value if len(counts) == 1 and not counts[0].hedged else None
