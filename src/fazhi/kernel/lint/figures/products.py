"""What two figures make together: a share of an amount, a price and a number, a quorum of those who were due."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from fazhi.kernel.lint.lazily import lazily

from .numbers import Kind, Number, numbers, units_agree
from .shares import DONE, OF, WHOLE
from .slips import Checked, Slip, shown, shown_percent

__all__ = ["check_products", "check_quorum"]

_ASIDE, _AMONG = lazily(r"[^,;:()]{0,12}\("), lazily("[中里](?:已?有|的)?")
_FRACTION = lazily(
    r"^[^\d,;:]{0,24},?(?:[\u4e00-\u9fff]{2,4}(?:[人户票]数|比例)|已经?|均|人数|票数|同意票?数?|到会人数|符合法定人数?,?|达到)*$"
)


_PRESENT = lazily("实到|到会|出席|参会|参加")
_NOMINAL = lazily(r"的(?:有|共|为|是)?$")


def check_quorum(text: str) -> list[Slip | Checked]:
    """Return what is to be said of 应到 42 人，实到 21 人，超过三分之二: a bound right behind its two counts."""
    found = numbers(text)
    said: list[Slip | Checked] = []
    for index in range(2, len(found)):
        whole, part, bound = found[index - 2 : index + 1]
        inside = whole.kind is Kind.PERCENT and _ASIDE.fullmatch(part.lead) and _AMONG.fullmatch(bound.lead)
        if inside:  # 三分之二以上的代表(42人中的30人)
            whole, part, bound = part, bound, whole
        elif not _FRACTION.match(bound.lead):
            continue
        if bound.kind is not Kind.PERCENT or part.kind is not Kind.COUNT or not units_agree(whole, part):
            continue
        stated = text[bound.start : bound.end]
        above = re.match(r"超过|逾|达到|不少于|不低于|多于", stated) or stated.endswith("以上")
        if not re.search("分之|成", stated) or not above or part.high > whole.low:
            continue
        if (
            part.hedged
            or whole.hedged
            or not (
                inside
                or WHOLE.search(whole.clause)
                or DONE.search(part.clause)
                or OF.search(part.lead)
                or "到" in part.clause
                or _PRESENT.search(whole.clause)
                or _NOMINAL.search(part.clause)
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


_PRODUCT = lazily(r"^\)?(?:的|总?额的)?$")
_WHOLE_PRICE = lazily(r"(?:总价款?|合同价款?|合同金额|总金额|总额|总投资|合同总额|中标价)(?:为|是|:|共)?(?:人民币)?$")
_OF_PRICE = lazily(r"[为按付取即](?:合同)?总?(?:价款?|金额|额|投资)的$")
_MAKES = lazily(
    r"^\((?:计|即|共计|合计|合|人民币)*$|^(?:[^\d,;:。]{0,6}[,(])?(?:计算|支付|收取|缴纳|计提|计收)?[,(]?(?:每[日天月年])?"
    r"(?:即|计|合计|共计|折合|为|即为|金额为|计为)(?:人民币)?$|^[^\d,;:。]{0,6}[,(]每[日天月年]$"
)


_PRICE_BEHIND = lazily(r"^[(,](?:本|该)?(?:合同|项目|工程)?总?(?:价款?|金额|额|投资|造价)(?:为|是|共|:)?(?:人民币)?$")


def _price_behind(found: Sequence[Number], index: int) -> Iterator[Slip | Checked]:
    """Judge 支付合同价款的 40%，计 26 万元（合同总价 65 万元）: the whole is told last."""
    share, part, whole = found[index - 2 : index + 1]
    if share.kind is not Kind.PERCENT or part.unit != "元" or whole.unit != "元" or part.hedged or whole.hedged:
        return
    if not _PRICE_BEHIND.match(whole.lead) or not _MAKES.match(part.lead) or not re.search("的$", share.lead):
        return
    yield _share_of(share, part, whole)


def _share_of(share: Number, part: Number, whole: Number) -> Slip | Checked:
    """Return what is to be said of a sum that is told to be so many per cent of another, to one in a hundred."""
    right = whole.value * share.value / 100
    if abs(part.value - right) <= max(right / 100, (part.high - part.low) / 2):
        return Checked(part.start)
    return Slip(
        start=part.start,
        end=part.end,
        message=f"{shown(whole.value)}元的{shown(share.value)}%是 {shown(right)} 元，与 {shown(part.value)} 元不符",
        suggestion="核对基数、比例和金额",
    )


_SO_MUCH = lazily(r"^(?:的?款?项?(?:金额)?)(?:为|即|计|,即|,计|\()(?:人民币)?$")
_TOTAL_PRICE = lazily(r"总(?:价款?|额|金额|投资|造价)|合同(?:价款?|金额|标的)")


def _instalment(found: Sequence[Number], index: int) -> Iterator[Slip | Checked]:
    """Judge each of 总额 200 万元，首付款 30% 为 60 万元，二期款 50% 为 100 万元 by the total at the head."""
    share, part = found[index - 1 : index + 1]
    whole = next((each for each in found[: index - 1] if each.unit == "元"), None)
    if share.kind is not Kind.PERCENT or part.unit != "元" or whole is None or whole is found[index - 2]:
        return
    if not _TOTAL_PRICE.search(whole.clause) or not _SO_MUCH.match(part.lead) or "的" in share.lead[-2:]:
        return
    if share.hedged or part.hedged or whole.hedged:
        return
    if any(_RUNNING.search(each.lead) for each in found[found.index(whole) + 1 : index]):
        return
    yield _share_of(share, part, whole)


_RUNNING = lazily(r"[付拨缴支]至$|扣(?!留)|减去|(?:余下|剩余|其余)(?:部分|资金)")
"""Up to a share, or a share of what is left, is none of the whole: 竣工后付至 80%，即 24 万元; 扣除预付款后支付 30%."""
_OF_CALLED = lazily(r"(?P<name>[\u4e00-\u9fff]{2,8}?)(?:总[额价]|金额)?的?$")
_COMES_TO = lazily(
    r"^的?[^\d,;:。]{2,12}[,(](?:即)?(?:该)?[^\d,;:。]{2,6}(?:金额|数额|额度)?(?:为|计|共计|应为)(?:人民币)?$|^的[^\d,;:。]{0,12}[,(](?:共?计|即|合计?|为|共|金额为|应[缴付支收][^\d,;:。]{0,6})(?:人民币)?$"
)


def _of_what_is_called(found: Sequence[Number], index: int) -> Iterator[Slip | Checked]:
    """Judge 造价为 368000 元，处工程造价百分之五的罚款，计 18400 元: the one amount called so in front is the whole."""
    share, part = found[index - 1 : index + 1]
    if share.kind is not Kind.PERCENT or part.unit != "元" or share.hedged or part.hedged:
        return
    called = _OF_CALLED.search(share.clause)
    if called is None or not _COMES_TO.match(part.lead):
        return
    name = called["name"][-2:]
    wholes = [each for each in found[: index - 1] if each.unit == "元" and name in each.clause and not each.hedged]
    if len(wholes) == 1:
        yield _share_of(share, part, wholes[0])


_BY_DAY = lazily(r"每(?:逾期|迟延|延迟|延期|超期|拖欠)?[一1]?[日天]|按日|日息")


def check_products(text: str) -> list[Slip | Checked]:
    """Return what is to be said of 合同价 10 万元的 5%，即 5000 元: a share of an amount, and the amount it makes."""
    found = numbers(text)
    said: list[Slip | Checked] = []
    for index in range(2, len(found)):
        if _BY_DAY.search(found[index - 1].lead) and not _BY_DAY.search(found[index].lead):
            continue  # what a rate of one day makes in many
        said.extend(_price_behind(found, index))
        said.extend(_instalment(found, index))
        said.extend(_of_what_is_called(found, index))
        whole, share, part = found[index - 2 : index + 1]
        times = share.kind is Kind.TIMES
        if not (times or share.kind is Kind.PERCENT) or part.unit != "元" or whole.unit != "元" or share.hedged:
            continue
        beside = (
            _PRODUCT.match(share.lead)
            or (_WHOLE_PRICE.search(whole.clause) and _OF_PRICE.search(share.lead))
            or (_WHOLE_PRICE.search(whole.clause) and re.match(r"^[,;][^,;:\d]{0,12}付[^,;:\d]{0,6}$", share.lead))
        )
        if not beside or _RUNNING.search(share.lead) or not _MAKES.match(part.lead) or whole.hedged or part.hedged:
            continue
        rate = share.value if times else share.value / 100
        low, high = whole.low * rate, whole.high * rate
        if low <= part.high and part.low <= high:
            said.append(Checked(part.start))
            continue
        right = whole.value * rate
        if abs(part.value - right) <= max(right / 100, min(part.step, right / 2)):
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
