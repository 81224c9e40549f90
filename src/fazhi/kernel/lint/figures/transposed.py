"""Figures that would agree if two neighbouring digits of one of them changed places.

Two digits written the wrong way round (1120 as 1210) are the commonest slip of copying. So where nothing else ties the
figures of a sentence, each is tried with two of its digits exchanged: what then comes out to the last digit, and did
not before, is told. That it does so by chance is unlikely, and less likely the longer the figures are; short ones are
left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations, pairwise, permutations
from typing import Final

from fazhi.kernel.lint.lazily import lazily

from .numbers import Kind, Number, numbers, units_agree
from .slips import Slip, plain
from .totals import collapsed, otherwise

__all__ = ["check_transposed"]

_AS_ONE: Final = {"次": "件", "批": "件", "人次": "人", "户次": "户"}
"""Counts that one total takes together: 254 件次，其中来信 61 件、来访 75 次."""
_OPENED = lazily(r"其中|分别|包括|分为|分成|[:(]")
_TOTAL = lazily(r"合计|共计|总计|累计|小计|(?<!公)共(?!同|享|建|治|管|识|产|性|用|青)|总|全部|计$")
_BEGUN_WITH = lazily("年初|期初|月初|上年末|上年底|原有|结转")
"""What there was at first is no total of what came, went and is left."""
_RATE = lazily(r"率|占|比例|比重|覆盖面")
_GREW = lazily(r"(?P<up>增长|增幅|提高|上升|增加|上涨|涨幅|增多|多)|(?P<down>下降|降幅|降低|减少|压降|减幅|缩减|少)")
_BY_SO_MUCH = lazily(r"(?:上调|下调|增长|增加|提高|上升|上涨|下降|降低|减少|压降|缩减|净增|净减|延伸|[多少])了?$")
"""What something grew by, and not what it grew to."""
_EACH = lazily(r"每|单价|/|×|均价")
_LESSENED = lazily("减免|减收|优惠|扣减|扣除|折|豁免")
_MONTHS = lazily(r"(?<!\d)(\d{1,2})个月")

Holds = Callable[[Sequence[Number]], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Relation:
    """What some figures of a sentence should make. ``members``: the figures, the stated one first."""

    code: str
    members: tuple[Number, ...]
    holds: Holds
    said: str
    """What the others should make, in words."""


def check_transposed(text: str, taken: set[int]) -> Iterator[tuple[str, Slip]]:
    """Yield what two exchanged digits would set right, of figures that are not in ``taken``."""
    found = [number for number in numbers(text) if not number.hedged]
    if not 1 < len(found) < 14:
        return
    known: set[int] = set()
    open_ones: list[_Relation] = []
    for relation in _relations(text, found):
        if relation.holds(relation.members):
            known.update(member.start for member in relation.members)
        else:
            open_ones.append(relation)
    said: set[int] = set()
    for relation in open_ones:
        stated = relation.members[0]
        if stated.start in taken or said & {member.start for member in relation.members}:
            continue
        if ways := list(_ways(text, relation, known | taken)):
            if _settled(found, relation, [each for each, _ in ways]):
                continue
            said.update(each.start for each in relation.members)
            yield relation.code, _told(text, relation, ways)


def _settled(found: Sequence[Number], relation: _Relation, members: Sequence[Number]) -> bool:
    """Say whether other figures already agree with those that would be changed: lists that add up, shares of others."""
    if relation.code == "Q002" and all(each.kind is Kind.COUNT for each in relation.members):
        total, *parts = relation.members
        nested = collapsed(parts) != sum((part.value for part in parts), start=Fraction(0))
        if (nested and any(_OPENED.search(part.lead) for part in parts[1:])) or otherwise(found, total, parts):
            return True
    for share in relation.members if relation.code == "Q001" else ():
        if share.kind is Kind.PERCENT and any(
            part.value * 100 == whole.value * share.value for part, whole in permutations(found, 2)
            if units_agree(part, whole) and part.kind is Kind.COUNT
        ):  # fmt: skip
            return True
    sure = _listed(found)
    return all(member.start in sure for member in members)


def _listed(found: Sequence[Number]) -> set[int]:
    """Return where the figures of lists stand that add up: a total and two parts or more behind it."""
    sure: set[int] = set()
    counts = [each for each in found if each.kind is Kind.COUNT]
    for at, total in enumerate(counts):
        run = Fraction(0)
        own = [each for each in counts[at + 1 :] if units_agree(each, total)]
        own = own[next((first for first, each in enumerate(own) if _OPENED.search(each.lead)), 0) :]
        for end, each in enumerate(own, start=1):
            run += each.value
            if run == total.value and (end > 2 or (end > 1 and _OPENED.search(own[0].lead))):
                sure.update(one.start for one in (total, *own[:end]))
    return sure


def _ways(text: str, relation: _Relation, sure: set[int]) -> Iterator[tuple[Number, Number]]:
    """Yield each figure that with two digits exchanged makes the relation hold, as it stands and as it would be."""
    for at, member in enumerate(relation.members):
        for variant in _exchanged(text, member) if member.start not in sure else ():
            if relation.holds((*relation.members[:at], variant, *relation.members[at + 1 :])):
                yield member, variant


def _told(text: str, relation: _Relation, ways: Sequence[tuple[Number, Number]]) -> Slip:
    """Return what is told: of the one figure that sets it right, or of what the figures make where several would."""
    member = ways[0][0] if len({each.start for each, _ in ways}) == 1 else relation.members[0]
    printed = text[member.start : member.end]
    right = [(text[each.start : each.end], _printed(text, each, variant)) for each, variant in ways]
    one = f"两位数字对调成{right[0][1]}则相符"
    several = "，或者".join(f"“{stands}”两位数字对调成{other}" for stands, other in right)
    return Slip(
        start=member.start,
        end=member.end,
        message=f"{relation.said}，与“{printed}”不符；{one if len(right) == 1 else several + '，则相符'}",
        suggestion=f"核对是否应为{right[0][1]}" if len(right) == 1 else "核对各数，看是否有两位数字写颠倒",
        mild=True,
        short=relation.code == "Q002",
    )


def _printed(text: str, number: Number, other: Number) -> str:
    printed = text[number.start : number.end]
    return plain(other.value / number.value * Fraction(_digits(printed))) if number.value else ""


def _digits(printed: str) -> str:
    signs = [sign for sign in printed if sign.isdigit() or sign == "."]
    return "".join(signs).strip(".") or "0"


def _exchanged(text: str, number: Number) -> Iterator[Number]:
    """Yield a number with each two neighbouring digits of its print exchanged (a point between them is passed over)."""
    printed = [sign for sign in text[number.start : number.end] if sign.isascii() and (sign.isdigit() or sign == ".")]
    if "".join(printed).strip(".") == "" or number.value == 0:
        return
    places = [at for at, sign in enumerate(printed) if sign != "."]
    if len(places) < 2:
        return
    worth = number.value / Fraction("".join(printed))
    for left, right in pairwise(places):
        if printed[left] == printed[right]:
            continue
        again = printed.copy()
        again[left], again[right] = again[right], again[left]
        if again[0] == "0" and again[1:2] != ["."]:
            continue
        by = Fraction("".join(again)) * worth - number.value
        yield replace(number, value=number.value + by, low=number.low + by, high=number.high + by)


def _relations(text: str, found: Sequence[Number]) -> Iterator[_Relation]:
    groups: dict[str, list[Number]] = {}
    for number in found:
        if number.kind is Kind.COUNT:
            groups.setdefault(_AS_ONE.get(number.unit, number.unit), []).append(number)
    for group in groups.values():
        if len(group) > 2:
            plainly = [number for number in group if not _in_brackets(text, number)]
            yield from _sums(text, group)
            if 2 < len(plainly) < len(group):
                yield from _sums(text, plainly)
            yield from _differences(group)
    shares = [number for number in found if number.kind is Kind.PERCENT and number.value > 0]
    for share in shares:
        yield from _rates(text, share, groups)
    yield from _whole(text, shares)
    if _EACH.search(text) and not _LESSENED.search(text):
        yield from _products([*found, *_months(text, found)])


def _adds(members: Sequence[Number]) -> bool:
    low = sum((part.low for part in members[1:]), start=Fraction(0))
    high = sum((part.high for part in members[1:]), start=Fraction(0))
    return low <= members[0].high and members[0].low <= high


def _sums(text: str, group: Sequence[Number]) -> Iterator[_Relation]:
    for at, total in enumerate(group):
        fine = total.value / total.step  # how many values could stand there as well: few come out by chance
        for end in range(at + 3, len(group) + 1):
            parts = group[at + 1 : end]
            opened = _OPENED.search(text, total.end, parts[0].start) is not None
            if fine < (100 if len(parts) < 3 else 30):
                continue
            if opened or (len(parts) > 2 and end == len(group) and not _BEGUN_WITH.search(total.clause)):
                yield _sum(total, parts)
        if not _TOTAL.search(total.clause):
            continue
        for begin in range(at - 1):
            if fine >= 30:
                yield _sum(total, group[begin:at])


def _sum(total: Number, parts: Sequence[Number]) -> _Relation:
    value = plain(sum((part.value for part in parts), start=Fraction(0)) / _scale(total))
    return _Relation(code="Q002", members=(total, *parts), holds=_adds, said=f"各项相加为{value}")


def _scale(number: Number) -> Fraction:
    return Fraction(10**4) if number.value >= 10**5 and number.step >= 10 else Fraction(1)


def _differences(group: Sequence[Number]) -> Iterator[_Relation]:
    def holds(members: Sequence[Number]) -> bool:
        by, a, b = members
        return abs(a.value - b.value) == by.value

    for at, by in enumerate(group):
        if not _GREW.search(by.clause) or by.value < 10:
            continue
        others = [*group[max(0, at - 2) : at], *group[at + 1 : at + 2]]
        for a, b in combinations(others, 2):
            if a.value != b.value:
                yield _Relation(
                    code="Q014", members=(by, a, b), holds=holds, said=f"两数相差{plain(abs(a.value - b.value))}"
                )


def _rates(text: str, share: Number, groups: dict[str, list[Number]]) -> Iterator[_Relation]:
    grew = _GREW.search(share.clause)
    if grew is None:
        yield from _amounts(share, groups.get("元", []))
    if grew is None and (not _RATE.search(share.clause) or share.value >= 100):
        return

    def part_of(members: Sequence[Number]) -> bool:
        stated, part, whole = members
        return whole.low > 0 and _rounds(stated, part.low / whole.high, part.high / whole.low)

    def growth(members: Sequence[Number]) -> bool:
        stated, a, b = members
        before, now = (b, a) if (a.value > b.value) == (grew is not None and bool(grew["up"])) else (a, b)
        least, most = abs(now.low - before.high) / before.high, abs(now.high - before.low) / before.low
        return before.value > 0 and _rounds(stated, least, most)

    for group in groups.values():
        near = [number for number in group if number.start < share.start][-3:]
        near += [number for number in group if number.start > share.start][:1]
        if grew is not None:
            near = [number for number in near if not _BY_SO_MUCH.search(number.clause)]
        for a, b in combinations(near, 2):
            part, whole = sorted((a, b), key=lambda number: number.value)
            if part.value == whole.value or part.value == 0:
                continue
            if grew is None:
                said = f"{plain(part.value)}占{plain(whole.value)}的{_percent(part.value / whole.value, share)}%"
                yield _Relation(code="Q001", members=(share, part, whole), holds=part_of, said=said)
            elif share.decimals:
                yield _Relation(code="Q003", members=(share, a, b), holds=growth, said="按两数计算的增减幅度")


def _rounds(stated: Number, low: Fraction, high: Fraction) -> bool:
    """Say whether a share in [low, high] is printed so when rounded (cut off, it would prove nothing here)."""
    return low * 100 <= stated.high and stated.low <= high * 100


def _percent(share: Fraction, stated: Number) -> str:
    return f"{float(share * 100):.{stated.decimals}f}"


def _in_brackets(text: str, number: Number) -> bool:
    return text.rfind("(", 0, number.start) > text.rfind(")", 0, number.start)


def _amounts(share: Number, money: Sequence[Number]) -> Iterator[_Relation]:
    """Yield what a share of one amount should make: the amounts next to it, on either side."""

    def holds(members: Sequence[Number]) -> bool:
        made, of, rate = members
        return of.value * rate.value / 100 == made.value

    near = [number for number in money if number.start < share.start][-2:]
    near += [number for number in money if number.start > share.start][:2]
    for a, b in combinations(near, 2):
        part, whole = sorted((a, b), key=lambda number: number.value)
        if 1000 <= part.value < whole.value and share.value < 100:
            made = plain(whole.value * share.value / 100)
            yield _Relation(
                code="Q001",
                members=(part, whole, share),
                holds=holds,
                said=f"{plain(whole.value)}的{plain(share.value)}%为{made}",
            )


def _whole(text: str, shares: Sequence[Number]) -> Iterator[_Relation]:
    def holds(members: Sequence[Number]) -> bool:
        return sum((member.value for member in members), start=Fraction(0)) == 100

    if len(shares) > 2 and text.count("占") + text.count("为") >= 1:
        yield _Relation(code="Q002", members=tuple(reversed(shares)), holds=holds, said="各项占比相加不是100%")


def _months(text: str, found: Sequence[Number]) -> Iterator[Number]:
    """Yield 12个月 as so many: no count that one adds up, but one that a monthly price is multiplied by."""
    for match in _MONTHS.finditer(text):
        worth = Fraction(int(match[1]))
        yield replace(
            found[0], start=match.start(), end=match.end(), kind=Kind.COUNT, value=worth, low=worth, high=worth,
            step=Fraction(1), unit="月", lead="", decimals=0,
        )  # fmt: skip


def _products(found: Sequence[Number]) -> Iterator[_Relation]:
    def holds(members: Sequence[Number]) -> bool:
        made = members[0]
        value = Fraction(1)
        for factor in members[1:]:
            value *= factor.value
        return made.low <= value <= made.high

    counts = sorted((number for number in found if number.kind is Kind.COUNT), key=lambda number: number.start)
    for at, made in enumerate(counts):
        if made.unit != "元" or made.value < 100:
            continue
        others = [number for number in (*counts[max(0, at - 4) : at], *counts[at + 1 : at + 2]) if number.value > 1]
        for many in (2, 3):
            for factors in combinations(others, many):
                if sum(factor.unit == "元" for factor in factors) != 1:
                    continue
                value = Fraction(1)
                for factor in factors:
                    value *= factor.value
                yield _Relation(
                    code="Q016",
                    members=(made, *factors),
                    holds=holds,
                    said=f"{'×'.join(plain(factor.value) for factor in factors)}={plain(value)}元",
                )
