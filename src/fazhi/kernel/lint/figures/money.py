"""What two amounts and a number, or a sum and a rate, make: a margin, interest, a share of a head count (Q016).

每件售价 25 元，进价 15 元，40 件，违法所得 400 元; 本金 20 万元，年利率 4%，期限 1 年，利息 8000 元;
60 人的 20%，为 12 人.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from fazhi.kernel.lint.lazily import lazily

from .numbers import Kind, Number, numbers, units_agree
from .slips import Checked, Slip, shown

__all__ = ["check_heads", "check_interest", "check_margin"]

_CN: Final = {char: at for at, char in enumerate("零一二三四五六七八九十")} | {"两": 2}


def _held(stated: Number, right: Fraction, slack: Fraction, made: str, unit: str) -> Slip | Checked:
    if abs(stated.value - right) <= slack:
        return Checked(stated.start)
    return Slip(
        start=stated.start,
        end=stated.end,
        message=f"{made}={shown(right)} {unit}，与所写的 {shown(stated.value)} {unit}不符",
        suggestion="核对各数和算出的数",
    )


_SOLD: Final = lazily(r"(?:售价|销售价|卖价|销售单价|出售价格?)[^,;:\d]{0,4}$")
_BOUGHT: Final = lazily(r"(?:进价|进货价|成本价?|购进价|采购价|进货单价)[^,;:\d]{0,4}$")
_GAIN: Final = lazily(r"(?:违法所得|获利|利润|毛利|差价|盈利)[^,;:\d]{0,6}$")
_NOT_GAIN: Final = lazily(r"税|费用|扣除|库存|未售|剩余|已售|其中|退货|部分|每.{0,3}获利")


def check_margin(text: str, taken: set[int]) -> Iterator[tuple[str, Slip | Checked]]:
    """Yield what is to be said of 40 件，每件售价 25 元，进价 15 元，违法所得 400 元: the gain or the whole take."""
    found = [each for each in numbers(text) if each.kind is Kind.COUNT]
    money = [each for each in found if each.unit == "元"]
    some = [each for each in found if each.unit != "元"]
    if len(money) != 3 or len(some) != 1 or any(each.hedged for each in found) or _NOT_GAIN.search(text):
        return
    named = [[each for each in money if word.search(each.clause)] for word in (_SOLD, _BOUGHT, _GAIN)]
    if any(len(each) != 1 for each in named):
        return
    sold, bought, gain = (each[0] for each in named)
    many = some[0].value
    if len({sold.start, bought.start, gain.start}) < 3 or gain.start in taken or sold.value <= bought.value:
        return
    if gain.value in (many * sold.value, sold.value - bought.value):
        yield "Q016", Checked(gain.start)
        return
    made = f"({shown(sold.value)}-{shown(bought.value)})×{shown(many)}"
    right = (sold.value - bought.value) * many
    if right / 20 < gain.value < right * 20:
        yield "Q016", _held(gain, right, (gain.high - gain.low) / 2, made, "元")


_YEARLY: Final = lazily(r"(?:年利率|年化利率|年利|年息|年费率)[^,;:\d]{0,4}$")
_TERM: Final = lazily(
    r"(?:期限|借期|贷期|存期|为期|时间)(?:为|是|:)?(?P<n>\d{1,2}|[一二两三四五六七八九十])(?P<of>年|个月)(?!\d)"
)
_INTEREST: Final = lazily(r"利息[^,;:\d]{0,6}$")
_PRINCIPAL: Final = lazily(r"本金|贷款|借款|存款|金额|本息")
_NOT_PLAIN: Final = lazily(r"复利|分期|等额|浮动|逾期|提前|贴息|罚息|已付|每[月季]")


def check_interest(text: str, taken: set[int]) -> Iterator[tuple[str, Slip | Checked]]:
    """Yield what is to be said of 本金 20 万元，年利率 4%，期限 1 年，到期利息 8000 元: simple interest."""
    found = numbers(text)
    rates = [each for each in found if each.kind is Kind.PERCENT]
    money = [each for each in found if each.unit == "元"]
    terms = list(_TERM.finditer(text))
    if len(rates) != 1 or len(money) != 2 or len(terms) != 1 or _NOT_PLAIN.search(text):
        return
    base, charge = money
    if not (_YEARLY.search(rates[0].clause) and _INTEREST.search(charge.clause) and _PRINCIPAL.search(base.clause)):
        return
    if any(each.hedged for each in (base, charge, rates[0])) or charge.start in taken:
        return
    said = terms[0]["n"]
    term = Fraction(int(said) if said.isdigit() else _CN[said]) / (1 if terms[0]["of"] == "年" else 12)
    right = base.value * rates[0].value / 100 * term
    if right / 20 < charge.value < right * 20:
        made = f"{shown(base.value)}×{shown(rates[0].value)}%×{terms[0][0].lstrip('期限借贷存为时间是:')}"
        yield "Q016", _held(charge, right, max(charge.step, right / 100), made, "元")


_OF_HEADS: Final = lazily(r"^[^,;:。\d]{0,10}[,(](?:即|为|共|计|名额为|应为)+$")


def check_heads(text: str, taken: set[int]) -> Iterator[tuple[str, Slip | Checked]]:
    """Yield what is to be said of 参加考核人数 60 人的 20% 确定，为 12 人: rounded up, down or to the nearest."""
    found = numbers(text)
    for whole, share, part in zip(found, found[1:], found[2:], strict=False):
        if share.kind is not Kind.PERCENT or whole.unit == "元" or whole.kind is not Kind.COUNT:
            continue
        if share.lead != "的" or not units_agree(whole, part) or not _OF_HEADS.match(part.lead) or part.start in taken:
            continue
        if any(each.hedged for each in (whole, share, part)) or share.value >= 100:
            continue
        made = f"{shown(whole.value)}×{shown(share.value)}%"
        right = whole.value * share.value / 100
        slack = Fraction(99, 100) if right.denominator != 1 else Fraction(0)
        yield "Q016", _held(part, right, max(slack, (part.high - part.low) / 2), made, part.unit)
