"""What two figures make together: a share of an amount, a price and a number, a quorum of those who were due."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from fazhi.kernel.lint.lazily import lazily

from .numbers import Kind, Number, numbers, units_agree
from .shares import DONE, OF, WHOLE
from .slips import Checked, Slip, shown, shown_percent

__all__ = ["check_prices", "check_products", "check_quorum"]

_FRACTION = lazily(r"^[^\d,;:]{0,6},?(?:已经?|均|人数|票数|同意票?数?|到会人数|符合法定人数?,?|达到)*$")


def check_quorum(text: str) -> list[Slip | Checked]:
    """Return what is to be said of 应到 42 人，实到 21 人，超过三分之二: a bound right behind its two counts."""
    found = numbers(text)
    said: list[Slip | Checked] = []
    for index in range(2, len(found)):
        whole, part, bound = found[index - 2 : index + 1]
        if bound.kind is not Kind.PERCENT or part.kind is not Kind.COUNT or not units_agree(whole, part):
            continue
        stated = text[bound.start : bound.end]
        above = re.match(r"超过|逾|达到|不少于|不低于|多于", stated) or stated.endswith("以上")
        if "分之" not in stated or not above or not _FRACTION.match(bound.lead) or part.high > whole.low:
            continue
        if (
            part.hedged
            or whole.hedged
            or not (
                WHOLE.search(whole.clause) or DONE.search(part.clause) or OF.search(part.lead) or "到" in part.clause
            )
        ):
            continue
        share = part.value / whole.value * 100
        strict = bool(re.match(r"超过|逾|多于", stated))
        if share > bound.value or (share == bound.value and not strict):
            said.append(Checked(bound.start))
            continue
        said.append(
            Slip(
                start=bound.start,
                end=bound.end,
                message=f"{shown(part.value)}÷{shown(whole.value)}≈{shown_percent(share / 100, 1)}，没有{stated}",
                suggestion="核对应到、实到人数；人数无误的，没有达到所写的比例",
            )
        )
    return said


_PRODUCT = lazily(r"^(?:的|总?额的)?$")
_WHOLE_PRICE = lazily(r"(?:总价款?|合同价款?|合同金额|总金额|总额|总投资|合同总额|中标价)(?:为|是|:|共)?(?:人民币)?$")
_MAKES = lazily(
    r"^\((?:计|即|共计|合计|合|人民币)*$|^(?:[^\d,;:。]{0,6}[,(])?(?:计算|支付|收取|缴纳|计提)?[,(]?"
    r"(?:即|计|合计|共计|折合|为|即为|金额为|计为)(?:人民币)?$"
)


def check_products(text: str) -> list[Slip | Checked]:
    """Return what is to be said of 合同价 10 万元的 5%，即 5000 元: a share of an amount, and the amount it makes."""
    found = numbers(text)
    said: list[Slip | Checked] = []
    for index in range(2, len(found)):
        whole, share, part = found[index - 2 : index + 1]
        times = share.kind is Kind.TIMES
        if not (times or share.kind is Kind.PERCENT) or part.unit != "元" or whole.unit != "元" or share.hedged:
            continue
        beside = _PRODUCT.match(share.lead) or (
            _WHOLE_PRICE.search(whole.clause) and re.match(r"^[,;][^,;:\d]{0,12}付[^,;:\d]{0,6}$", share.lead)
        )
        if not beside or not _MAKES.match(part.lead) or whole.hedged or part.hedged:
            continue
        rate = share.value if times else share.value / 100
        low, high = whole.low * rate, whole.high * rate
        if low <= part.high and part.low <= high:
            said.append(Checked(part.start))
            continue
        right = whole.value * rate
        if abs(part.value - right) <= max(right / 100, part.step):
            said.append(Checked(part.start))
            continue
        said.append(
            Slip(
                start=part.start,
                end=part.end,
                message=f"{shown(whole.value)}元的{text[share.start : share.end]}是 {shown(right)} 元，"
                f"与所写的 {shown(part.value)} 元不符",
                suggestion="核对基数、比例和金额",
            )
        )
    return said


_EACH = lazily(r"单价(?:为|是|约|:)*(?:人民币)?$|每(?:平方米|立方米|公里|[\u4e00-\u9fff])(?:[\u4e00-\u9fff]{0,6})$")
_ALL = lazily(r"(?:总价|总计|合计|共计|小计|总额|总金额|金额|计|共)(?:款?额?)?(?:为|是|:)*(?:人民币)?$")
_PER = lazily(r"\s*/\s*(?:亩|户|人|平方米|米|个|件|份|套|台|公里|吨|天|月|年)")
_MORE = lazily(r"另|运费|税|优惠|折|减|加|起步|封顶|最高|不超过|以内|以上|以下|首|阶梯|补差|押金|利息|月|季")


def _by_the_year(found: Sequence[Number]) -> Iterator[Slip | Checked]:
    """Judge 租金每月 3000 元，全年租金共计 36000 元."""
    for price, total in pairwise(found):
        if price.unit != "元" or total.unit != "元" or price.hedged or total.hedged:
            continue
        monthly = re.search(r"(?:每月|月租金?|月均?租金)[^,;:\d]{0,4}$", price.clause)
        if not monthly or not re.search(r"^(?:即|折合|合计|共计)?(?:全年|每年|年)[^,;:\d]{0,8}$", total.clause):
            continue
        if abs(total.value - price.value * 12) <= max(total.step, price.step * 12):
            yield Checked(total.start)
        else:
            yield Slip(
                start=total.start,
                end=total.end,
                message=f"每月 {shown(price.value)} 元，全年为 {shown(price.value * 12)} 元，"
                f"与所写的 {shown(total.value)} 元不符",
                suggestion="核对每月和全年的金额；不足十二个月的，写明月数",
            )


def check_prices(text: str) -> list[Slip | Checked]:
    """Return what is to be said of 单价 35 元，数量 200 份，总价 7000 元: a price, a number, and what they make."""
    found = numbers(text)
    said: list[Slip | Checked] = list(_by_the_year(found))
    for index in range(len(found) - 2):
        price, count, total = found[index : index + 3]
        if price.unit != "元" or total.unit != "元" or count.kind is not Kind.COUNT or count.unit == "元":
            continue
        per = _PER.match(text, price.end)
        if not (_EACH.search(price.clause) or per) or not _ALL.search(total.clause):
            continue
        if any(number.hedged for number in (price, count, total)) or _MORE.search(text):
            continue
        right = price.value * count.value
        slack = max(total.step, right / 1000, (price.high - price.low) * count.value)
        if abs(total.value - right) <= slack:
            said.append(Checked(total.start))
            continue
        said.append(
            Slip(
                start=total.start,
                end=total.end,
                message=f"单价 {shown(price.value)} 元乘以 {shown(count.value)} 为 {shown(right)} 元，"
                f"与所写的 {shown(total.value)} 元不符",
                suggestion="核对单价、数量和总价",
            )
        )
    return said
