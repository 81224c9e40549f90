"""A price, how many, for how long, and what they make: 单价 35 元，数量 200 份，总价 7000 元 (Q016)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import chain, combinations

from fazhi.kernel.lint.lazily import lazily

from .nearby import label
from .numbers import Kind, Number, numbers
from .slips import Checked, Slip, shown

__all__ = ["check_prices"]

_EACH = lazily(
    r"单价(?:为|是|约|:)*(?:人民币)?$|每(?P<noun>平方米|立方米|公里|小时|课时|学时|[\u4e00-\u9fff])(?P<rest>[\u4e00-\u9fff]{0,8})$"
)
_PER = lazily(r"\s*/\s*(?P<noun>平方米|立方米|公里|[亩户人米个件份套台吨天日月年])(?:[/·每](?P<rest>[月年天]))?")
_ALL = lazily(
    r"(?:折资|折款|折价|折合|(?:共计|合计|共)加处(?:罚款)?|总价|总造价|总费用|总租金|总成本|总计|合计|共计|小计|总额|总金额|金额|计|共|共需|需|(?:合计|共计|总计|共)(?:发放|支付|支出|罚款?|补偿|补助|收取|缴纳|应付|需付|领取))(?:[款金]?额?|资金|经费|租金)?(?:为|是|:)*(?:人民币)?$"
    r"|(?<![\d个])[月年][\u4e00-\u9fff]{0,6}[费金](?:为|是|:)?$|计算[为得]|(?<![月年日每])租金(?:为|共|计|合计|总额|:)?$|(?:结算|合同|成交)?(?:价款|工程款|货款)(?:为|是|:)?$|应[收缴](?:取|纳|费用)?$|(?<!入)(?:补[助偿贴]|奖励|应付|实付|应补)(?:资金|款|金额|费|金)?(?:为|是|共|合计|计|:)*(?:人民币)?$|每[月年](?:计|共|合计|需)?$"
    r"|(?:发放|兑付|兑现|拨付|给付|支付|采购|收取|奖补|支出|保费|花费|罚款)[^,;:\d]{0,6}$"
    r"|(?:租金|承包费|流转费|管理费|服务费)收入(?:为|达|共|计|约)?$|^(?:[共总合]计?)?费用(?:为|是|:)?$|[年月](?:累计|共|合计)(?:安排|投入|收入|支付|拨付|列支|发放)[^,;:\d]{0,4}$"
)
_TOGETHER = lazily("合计|共计|总计|总[额价]|共")
_SEVERAL = lazily("[两二三四五六七八九十几各多以][项类笔块处上][^,;]{0,2}(?:合计|共计|总计|共)")
"""两项合计: what several products make together."""
_MORE = lazily(
    r"另|运费|税|优惠|折(?![资合款价算])|减|加(?!处)|起步|封顶|最高|不超过|以内|(?<!岁)以[上下]|首(?![次批期年季轮])|阶梯|补差|押金|利息|(?<!按)季|递增|[^,;]{2}不足|部分|报废|停用|停发|离职|退出|其中"
)
_TERM = lazily(r"(?P<n>\d{1,3}|[一二两三四五六七八九十]{1,3})(?P<unit>个月|年)(?!度|份|底|初|前|后|级|\d)(?<!\d{4}年)")
_MONTHS = lazily(
    r"(?P<y1>(?:19|20)\d{2})年(?P<m1>\d{1,2})月份?(?:至|到|—|-|~)+(?P<y2>(?:19|20)\d{2})年(?P<m2>\d{1,2})月(?!\d)"
)
_DAYS = lazily(r"(?<![\d月])(?P<n>\d{1,3})日(?![前内起止至期均])")
_MONTHLY = lazily(r"(?:每|^)月(?:租金?|费用|服务费|工资)?[计共合需]{0,2}(?:支付|发放|缴纳|支出)?$")
_MADE_OF = lazily(r"^(?:,|\()?(?:即|系|按|为|由)|^[(:]")
_YEAR = lazily(r"全年|一年|年(?:租金|费用|服务费)?(?:合计|共计|总计|共需|共)|每年|年(?:租金|费用|服务费|补助|工资)$")
_CN = {char: index for index, char in enumerate("零一二三四五六七八九")} | {"两": 2, "十": 10}
_PEOPLE = {"人": "人", "名": "人", "位": "人", "起": "件", "宗": "件"}


@dataclass(frozen=True, slots=True)
class _Price:
    """A price: what it is for one of, and what period it is for."""

    number: Number
    noun: str
    """What it is paid for one of (人、亩、台); 单价 where the thing is not named; empty for a price of a period."""
    months: Fraction
    """The months it is paid for; 0 where it is for no period."""
    daily: bool


def _price(text: str, number: Number) -> _Price | None:
    """Return what a number is the price of, or None where it is no price."""
    if number.unit != "元" or number.kind is not Kind.COUNT or number.hedged:
        return None
    each, per = _EACH.search(number.clause), _PER.match(text, number.end)
    if per is None and each is None:
        named = re.search(
            r"(?<![\d个本当])(月|年|日)(?:租金?|服务费|费用|薪|工资)(?:标准)?(?:为|是|:)?$", number.clause
        )
        if named is None:
            return None
        noun = "人" if re.search("薪|工资", named[0]) and re.search(r"\d[人名]", text) else ""
        months = {"月": Fraction(1), "年": Fraction(12), "日": Fraction(0)}[named[1]]
        return _Price(number, noun, months, named[1] == "日")
    spell = re.search(r"(?<![\d个本当])(月|年)[\u4e00-\u9fff]{0,4}每[\u4e00-\u9fff]{1,3}$", number.clause)
    words = [spell[1] if spell else ""] + [
        match[name] or "" for match in (each, per) if match for name in match.groupdict()
    ]
    told = "".join(words).replace("工日", "")
    if each is not None and each["noun"] is None and per is None:
        return _Price(number, "单价", Fraction(0), False)
    nouns = re.findall(
        r"平方米|立方米|公里|小时|课时|学时|米|[亩户人名米个件起宗份套台吨棵株辆间处盏座场次组批只头箱袋瓶本册页期晚扇块根村组校店站所]",
        told[:6],
    )
    noun = nouns[0] if nouns and not (each and each["noun"] in ("月", "年", "天", "日") and "每" not in told) else ""
    months = Fraction(1) if re.search(r"月", told[:5]) else Fraction(12) if re.search(r"年", told[:5]) else Fraction(0)
    return _Price(number, _PEOPLE.get(noun, noun), months, bool(re.search(r"[天日]", told[:5])))


def _counts_nouns(text: str, number: Number, noun: str) -> bool:
    """Say whether a number counts what the price is for though its unit is another: 先进村 5 个."""
    return noun in "村组校店站所" and number.unit in ("个", "家", "所", "支") and noun in label(text, number)


def _terms(text: str, price: _Price, total: Number) -> list[Fraction]:
    """Return the months that the words between a price and its total (or right before it) name."""
    months = []
    for match in _TERM.finditer(text, 0, total.start):
        count = int(match["n"]) if match["n"].isdigit() else sum(_CN[char] for char in match["n"])
        term = Fraction(count * (12 if match["unit"] == "年" else 1))
        months += [term] if term not in months else []
    for span in _MONTHS.finditer(text, 0, total.start):
        months.append(Fraction((int(span["y2"]) - int(span["y1"])) * 12 + int(span["m2"]) - int(span["m1"]) + 1))
    if not months and price.months and _YEAR.search(total.lead):
        months.append(Fraction(12))
    return months


def _slack(right: Fraction, total: Number) -> Fraction:
    """Return by how much a total may differ from what was reckoned: not at all where its places can tell all of it."""
    return max(right / 1000, total.step if right % total.step else Fraction(0))


def _fits(price: _Price, counts: Sequence[Number], terms: Sequence[Fraction], total: Number) -> bool:
    """Say whether the price times some of what is told makes the total."""
    periods = [Fraction(1), *(term / (price.months or 1) for term in terms), *terms]
    values = [number.value for number in counts]
    for some in chain.from_iterable(combinations(values, size) for size in range(len(values) + 1)):
        for period in periods:
            right = price.number.value * period
            for value in some:
                right *= value
            if abs(total.value - right) <= _slack(right, total):
                return True
    return False


def check_prices(text: str) -> list[Slip | Checked]:
    """Return what is to be said of totals behind a price.

    A total is judged wrong only where the price names what it is for (每亩, 每人每天, 每月, 单价) and all that it must
    be multiplied by is told once; any other reading that fits makes it right.
    """
    found = numbers(text)
    said: list[Slip | Checked] = []
    for index, number in enumerate(found):
        price = _price(text, number)
        if price is None:
            continue
        total = next((other for other in found[index + 1 :] if other.unit == "元" and other.kind is Kind.COUNT), None)
        if total is None:
            said.extend(_total_in_front(text, price, index, found))
            continue
        if total.hedged or not _ALL.search(total.clause) or _priced(text, total, price):
            continue
        if _SEVERAL.search(total.clause):
            continue
        if _TOGETHER.search(total.clause) and any(_price(text, other) for other in found[:index]):
            continue  # several prices make one total: told elsewhere (made.check_for_each)
        until = found.index(total)
        if any(other.kind is not Kind.COUNT for other in found[index + 1 : until]):
            continue
        begin = index - 1 if index and found[index - 1].kind is Kind.COUNT and found[index - 1].unit != "元" else index
        counts = [other for other in (*found[begin:index], *found[index + 1 : until]) if not other.hedged]
        counts = [other for other in counts if text[other.start - 1 : other.start] not in ("≈", "=")]
        said.extend(_judge(text, price, counts, total))
    return said


def _total_in_front(text: str, price: _Price, at: int, found: Sequence[Number]) -> Iterator[Slip | Checked]:
    """Judge 违法所得 2400 元，即销售 20 箱，每箱获利 120 元: the total is told first and then what it is made of."""
    amounts = [index for index in range(at) if found[index].unit == "元" and found[index].kind is Kind.COUNT]
    if len(amounts) != 1 or found[amounts[0]].hedged or _price(text, found[amounts[0]]) is not None:
        return
    counts = found[amounts[0] + 1 : at]
    if (
        counts
        and _MADE_OF.match(counts[0].lead)
        and all(each.kind is Kind.COUNT and not each.hedged for each in counts)
    ):
        yield from _judge(text, price, counts, found[amounts[0]])


def _priced(text: str, total: Number, price: _Price) -> bool:
    """Say whether the later amount is a price itself, and not what the earlier makes in a month or a year."""
    other = _price(text, total)
    return (
        other is not None
        and (not other.months or other.months == price.months or not _ALL.search(total.clause))
        and (not (other.months and not other.noun and price.noun and price.months))
    )


def _in_metres(number: Number, price: _Price) -> Number:
    """Return a length in the unit that the price is for: 1.8 公里，每米 120 元."""
    if number.unit != "公里" or price.noun != "米":
        return number
    return replace(number, unit="米", value=number.value * 1000, low=number.low * 1000, high=number.high * 1000)


def _judge(text: str, price: _Price, counts: Sequence[Number], total: Number) -> Iterator[Slip | Checked]:
    terms = _terms(text, price, total)
    counts = [_in_metres(each, price) for each in counts]
    if _fits(price, counts, terms, total):
        yield Checked(total.start)
        return
    if _MORE.search(text) or len(terms) > 1:
        return
    need: list[tuple[Fraction, str]] = []
    left = list(counts)
    if price.noun == "单价":
        if len(left) != 1:
            return
        need.append((left.pop().value, ""))
    elif price.noun:
        own = [number for number in left if number.unit == price.noun or _counts_nouns(text, number, price.noun)]
        if len(own) != 1:
            return
        need.append((own[0].value, ""))
        left.remove(own[0])
    if price.daily:
        days = [number for number in left if number.unit == "天"]
        told = list(_DAYS.finditer(text, 0, total.start)) if not days else []
        if len({match["n"] for match in told}) == 1:
            need.append((Fraction(int(told[0]["n"])), " 天"))
        elif len(days) != 1:
            return
        else:
            need.append((days[0].value, " 天"))
            left.remove(days[0])
    if price.months:
        once = _MONTHLY.search(total.clause) or (price.months == 12 and not terms)
        if not once:
            if len(terms) != 1:
                return
            need.append((terms[0] / price.months, " 个月" if price.months == 1 else " 年"))
    elif terms:
        return
    if left or not need:
        return
    right = price.number.value
    for value, _ in need:
        right *= value
    if abs(total.value - right) <= _slack(right, total):
        yield Checked(total.start)
        return
    product = "×".join([shown(price.number.value), *(shown(value) + unit for value, unit in need)])
    yield Slip(
        start=total.start,
        end=total.end,
        message=f"{product}={shown(right)} 元，与所写的 {shown(total.value)} 元不符",
        suggestion="核对单价、数量、期限和总价",
    )
