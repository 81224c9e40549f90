"""Frames of shares, growth and multiples: a ratio beside the only two counts it can be reckoned from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations, pairwise
from typing import Final

from fazhi.kernel.lint.lazily import lazily

from .numbers import Kind
from .passages import Claim, Passage, near
from .quantities import Quantity
from .slips import shown

__all__ = ["abreast", "growths", "parts_of", "rest_of"]

_RATE: Final = lazily(r"(?P<of>[\u4e00-\u9fff]{1,6}?)(?:完成)?率(?:为|达到?|仅?为|约?为|是|高达)?$")
_OF_BASE: Final = lazily(
    r"(?:占|为|是|相当于|达到?|完成)(?:了|到)?(?P<base>[^,;:\d]{2,14}?)(?:总?[人户件宗]?数|总[量额]|总面积|总规模|全部|指标|任务|计划)*的?(?:比例|比重)?(?:为|达到?)?$"
)
_BARE: Final = lazily(r"^(?:[约仅各共]|其中)?(?:占比?|比重|比例)(?:为|达到?|约?为)?$")
_GROWTH: Final = lazily(
    r"(?P<up>增长|增幅|上升|提高|增加|上涨|涨幅|上调|升幅|多|翻|溢价|增值|升值|加价)|(?P<down>下降|降幅|降低|减少|压降|减幅|缩减|下调|回落|跌|压缩|节[约省支]|下浮|折价|降价|核减率|审减率)"
)
_ELSE: Final = lazily(r"同比|环比|年均|预计|力争|目标|不低于|不少于|以上|左右|满意|知晓|达标|优良|合格以上|综合|平均")
_BASED: Final = lazily("不变价|可比|口径|剔除|扣除")
_LEVEL: Final = lazily("[到至为][^,;]{0,6}$")
_TIMELY: Final = lazily("按期|按时|及时|限期|首次|一次|超期|逾期|累计|动态")
_GENERAL: Final = frozenset("全镇村乡县市人口年化率数件户个的了已受理共有为")
_EARLIER: Final = lazily(
    r"上[年月季次届期]|去年|前年|同期|原|由$|从|[比较]|年初|此前|改[造革]前|一季度|上半年|第一|起拍|底价|评估|预算(?!收入|支出)|控制价|送审|期初"
)


def _counts(some: Sequence[Quantity]) -> list[Quantity]:
    return [
        each
        for each in some
        if each.kind is Kind.COUNT and not each.spelled and each.unit not in ("日", "月", "年") and each.value
    ]


def _pair(passage: Passage, stated: Quantity) -> list[Quantity]:
    """Return the only two counts of one measure in front: in the sentence, else in the passage; else nothing."""
    for scope in (passage.here, passage.all):
        counts = [each for each in _counts(scope) if each.end <= stated.start]
        groups = [
            [each for each in counts if each.unit == unit] for unit in dict.fromkeys(each.unit for each in counts)
        ]
        pairs = [group for group in groups if len(group) > 1]
        if pairs:
            pair = pairs[0]
            alone = len(pairs) == 1 and len(pair) == 2 and pair[0].per == pair[1].per
            return pair if alone and not any(each.hedged for each in pair) else []
    return []


def _rounded(stated: Quantity, low: Fraction, high: Fraction) -> bool:
    return near(stated, low) or near(stated, high) or low <= stated.value <= high


def _explained(passage: Passage, stated: Quantity, pair: Sequence[Quantity] = ()) -> bool:
    """Say whether any two figures of one measure, or what two of them make, have that ratio or grew by so much.

    ``pair``: two figures whose relation is known, so that another one between the two explains nothing.
    """
    counts = [each for each in passage.all if each.kind is Kind.COUNT and each.value]
    plain = [(each.value, each.low, each.high, each.unit, (each,)) for each in counts]
    made = [
        (a.value + b.value, a.low + b.low, a.high + b.high, a.unit, (a, b))
        for a, b in combinations(counts, 2)
        if a.unit == b.unit
    ]
    apart = [
        (abs(a.value - b.value), abs(a.low - b.high), abs(a.high - b.low), a.unit, (a, b))
        for a, b in combinations(counts, 2)
        if a.unit == b.unit and a.value != b.value
    ]
    for part in (*plain, *made, *apart):
        for whole in (*plain, *made, *apart):
            if part is whole or part[3] != whole[3] or min(whole[1:3]) <= 0:
                continue
            if pair and all(each in pair for each in (*part[4], *whole[4])):
                continue
            low, high = min(part[1:3]) / max(whole[1:3]) * 100, max(part[1:3]) / min(whole[1:3]) * 100
            ways = [(low, high), (low - 100, high - 100)]
            if part not in apart and whole not in apart:
                ways.append((100 - high, 100 - low))
            if any(_rounded(stated, *bounds) for bounds in ways):
                return True
    if len(pair) == 2 and not _GROWTH.search(stated.clause):
        less, more = sorted(pair, key=lambda each: each.value)
        if near(stated, 100 - less.value / more.value * 100):
            return True
    shares = [each for each in passage.all if each.kind is Kind.PERCENT and each is not stated]
    if any(near(stated, each.value) or near(stated, 100 - each.value) for each in shares):
        return True
    return any(
        near(stated, value)
        for a, b in combinations(shares, 2)
        for value in (a.value + b.value, abs(a.value - b.value), 100 - a.value - b.value, a.value * b.value / 100)
    )


def parts_of(passage: Passage) -> Iterator[Claim]:
    """Yield what the one of the only two counts is of the other, where the name of the share ties it to them."""
    for stated in passage.here:
        if stated.kind is not Kind.PERCENT or stated.hedged or _GROWTH.search(stated.clause) or stated.value > 100:
            continue
        pair = _pair(passage, stated)
        if not pair:
            pair = _by_name(passage, stated)
        if not pair or _ELSE.search(stated.clause) or pair[0].value == pair[1].value:
            continue
        part, whole = sorted(pair, key=lambda each: each.value)
        named = _OF_BASE.search(stated.clause)
        rate = _RATE.search(stated.clause)
        if whole is pair[1] and whole.clause.startswith("占") and stated.clause == "的":
            pass  # 占全镇农户 5600 户的 3%
        elif named is not None:
            aim = _AIM.search(stated.clause)
            if not _shares_word(named["base"], whole.words) and (aim is None or aim[0] not in whole.clause):
                continue
        elif rate is not None:
            if "完成率" in stated.clause and _AIM.search(whole.clause):
                pass
            elif not _shares_word(rate["of"][-2:], part.words, single=min(q.start for q in pair) >= passage.own):
                continue
            if (timely := _TIMELY.search(stated.clause)) and timely[0] not in part.words:
                continue
        elif not _BARE.search(stated.clause) or whole is not pair[0]:
            continue
        value = part.value / whole.value * 100
        if _explained(passage, stated, pair) or not value / 4 < stated.value < value * 4:
            continue
        yield Claim(
            code="Q001", stated=stated, value=value, slack=Fraction(0),
            formula=f"{shown(part.value)}÷{shown(whole.value)}", operands=(part, whole), complete=True, closed=True,
        )  # fmt: skip


_AIM: Final = lazily("计划|任务|预算|目标|指标")
_SUBJECT: Final = lazily(r"(?P<name>[\u4e00-\u9fff]{2,8})(?:占比?|比重|比例)(?:为|达到?|约)?$")
_SUM: Final = lazily(r"合计|共计|总计|共|总")


def _by_name(passage: Passage, stated: Quantity) -> list[Quantity]:
    """Return the part that a share is told of by its name, and the only total of the same measure."""
    counts = [each for each in _counts(passage.here) if each.end <= stated.start and not each.hedged]
    base = _OF_BASE.search(stated.clause)
    if base is not None and counts and passage.text[counts[-1].end : stated.start] == "," + stated.clause:
        wholes = [
            each
            for each in counts[:-1]
            if _shares_word(base["base"].replace("人数", ""), each.words) and each.unit == counts[-1].unit
        ]
        if len(wholes) == 1 and wholes[0].value > counts[-1].value:
            return [wholes[0], counts[-1]]
    named = _SUBJECT.search(stated.clause)
    if named is None:
        return []
    parts = [each for each in counts if named["name"] in each.words]
    wholes = [each for each in counts if _SUM.search(each.clause) and each not in parts]
    alike = len(parts) == len(wholes) == 1 and parts[0].unit == wholes[0].unit
    return [wholes[0], parts[0]] if alike and parts[0].value < wholes[0].value else []


def abreast(passage: Passage) -> Iterator[Claim]:
    """Yield the amount that is not its share where those beside it are: 承担 50% 即 2400 元，承担 30% 即 1440 元，…."""
    pairs = []
    for one, other in pairwise(passage.all):
        kinds = one.kind is Kind.PERCENT and other.kind is Kind.COUNT and one.value and not (one.hedged or other.hedged)
        next_to = passage.text[one.end : other.start].strip(",") == other.clause
        if kinds and next_to and _THAT_IS.match(other.clause):
            pairs.append((one, other))
    if len(pairs) < 3 or len({amount.unit for _, amount in pairs}) != 1 or pairs[-1][1].start < passage.own:
        return
    if sum(share.value for share, _ in pairs) > 100:
        return
    for at, (share, amount) in enumerate(pairs):
        others = [other.value / of.value for index, (of, other) in enumerate(pairs) if index != at]
        whole = others[0]
        if any(abs(each - whole) > whole / 500 for each in others[1:]) or near(
            amount, whole * share.value, amount.step
        ):
            continue
        if abs(amount.value / share.value - whole) < whole / 50:
            continue
        yield Claim(
            code="Q001", stated=amount, value=whole * share.value, slack=Fraction(0),
            formula=f"{shown(whole * 100)}×{shown(share.value)}%",
            operands=tuple(each for pair in pairs for each in pair),
            complete=True, closed=True,
        )  # fmt: skip
        return


_REST: Final = lazily(r"余|剩|尚|未")


def rest_of(passage: Passage) -> Iterator[Claim]:
    """Yield what share the first of two amounts is where the other is the rest: 收回 60%，计 42 万元，尚余 28 万元."""
    for share, part, rest in zip(passage.all, passage.all[1:], passage.all[2:], strict=False):
        if share.kind is not Kind.PERCENT or rest.start < passage.own or part.unit != rest.unit or share.hedged:
            continue
        if part.kind is not Kind.COUNT or not _THAT_IS.match(part.clause or "?") or not _REST.search(rest.clause):
            continue
        if len(passage.like(part)) != 1 or part.hedged or rest.hedged or not part.value + rest.value:
            continue
        value = part.value / (part.value + rest.value) * 100
        width = (part.high - part.low + rest.high - rest.low) / (part.value + rest.value) * 50
        yield Claim(
            code="Q001", stated=share, value=value, slack=width,
            formula=f"{shown(part.value)}÷({shown(part.value)}+{shown(rest.value)})", operands=(part, rest),
            complete=share.value < 100, closed=True,
        )  # fmt: skip


_THAT_IS: Final = lazily(r"(?:即|计|为|共|合|折合|金额|支付|约合)(?:人民币|为)?$")


def _shares_word(name: str, words: str, *, single: bool = False) -> bool:
    """Say whether two signs in a row of a name (or one) stand in the words of a figure."""
    size = 1 if single else 2
    pieces = [name[at : at + size] for at in range(len(name) - size + 1)]
    return any(piece in words and piece not in _GENERAL for piece in pieces)


_LAST_YEAR: Final = lazily("上[一]?年|去年|同期")


def _front(passage: Passage, each: Quantity) -> str:
    """Return what stands in front of a figure, back to the figure or the sentence before."""
    begin = max(
        [other.end for other in passage.all if other.end <= each.start] + [passage.text.rfind("。", 0, each.start)]
    )
    return passage.text[max(begin, each.start - 40, 0) : each.start]


_MULTIPLE: Final = lazily(r"(?:是|为|相当于|达到?)[^,;:]{0,14}的$")


def growths(passage: Passage) -> Iterator[Claim]:
    """Yield by how much the later of the only two counts is more or less, where one of them is told to be earlier.

    Or how many times the earlier it is: 是 2021 年的 5 倍.
    """
    for stated in passage.here:
        times = stated.kind is Kind.TIMES and (stated.clause == "的" or _MULTIPLE.search(stated.clause) is not None)
        grew = _GROWTH.search(stated.clause) if stated.kind in (Kind.PERCENT, Kind.TIMES) else None
        if stated.hedged or not (times or grew) or _BASED.search(passage.text, passage.own):
            continue
        pair = _pair(passage, stated)
        if not pair or pair[0].value == pair[1].value or not _of_one(passage, stated, pair):
            continue
        if any(_GROWTH.search(each.clause) and not _LEVEL.search(each.clause) for each in pair):
            continue
        then = [each for each in pair if _EARLIER.search(_front(passage, each))]
        then = [each for each in then if _LAST_YEAR.search(_front(passage, each))] or then
        if len(then) == 2 and re.search("[由从][^,;]*$", pair[0].clause):
            then = then[:1]
        years = [_YEAR.findall(each.clause)[-1:] for each in pair]
        if not then and all(years) and years[0] != years[1]:
            then = [pair[0] if years[0] < years[1] else pair[1]]
        if len(then) != 1 and not passage.text[pair[0].end : pair[1].start].startswith(
            ("增", "降", "减", "升", "提", "调")
        ):
            continue
        before, now = (then[0], pair[1] if then[0] is pair[0] else pair[0]) if len(then) == 1 else pair
        value = now.value / before.value
        if times:
            if value < 1:
                continue
        elif grew is None or (value > 1) != bool(grew["up"]):
            continue
        else:
            value = abs(value - 1) * (100 if stated.kind is Kind.PERCENT else 1)
        if _ELSE.search(stated.clause.replace("同比", "").replace("环比", "")) or not value:
            continue
        ratio = now.low / before.high, now.high / before.low
        held = (
            (*ratio, ratio[0] - 1, ratio[1] - 1)
            if stated.kind is Kind.TIMES
            else tuple(abs(each - 1) * 100 for each in ratio)
        )
        if any(near(stated, each) for each in held) or min(held[-2:]) <= stated.value <= max(held[-2:]):
            continue
        if (
            stated.kind is Kind.PERCENT and _explained(passage, stated, pair)
        ) or not value / 4 < stated.value < value * 4:
            continue
        yield Claim(
            code="Q003", stated=stated, value=value, slack=Fraction(0),
            formula=f"{shown(now.value)}÷{shown(before.value)}" if times else (
                f"({shown(now.value)}-{shown(before.value)})÷{shown(before.value)}"
            ),
            operands=(before, now), complete=True, closed=True,
        )  # fmt: skip


_TIMES: Final = lazily(
    r"上[一]?[年月季期次届]度?|去年|前年|今年|本[年月季期次届]度?|当年|同期|(?:19|20)\d{2}年|\d+月份?|[由从为是达到约比较的了]|增加|减少|上升|下降|完成|实现|办理|同比|环比|增[长幅]|[降升涨减]幅|提高|降低|相当于"
)


def _of_one(passage: Passage, stated: Quantity, pair: Sequence[Quantity]) -> bool:
    """Say whether two counts and the ratio beside them are told of one thing, as far as they are called anything."""
    years = _YEAR.findall(stated.clause)
    if any(year not in passage.text[: stated.start - len(stated.clause)] for year in years):
        return False
    names = [_TIMES.sub("", each.words).strip() for each in pair]
    if all(len(name) > 1 for name in names) and not set(names[0]) & set(names[1]):
        return False
    subject = _TIMES.sub("", stated.clause[: match.start() if (match := _GROWTH.search(stated.clause)) else None])
    return len(subject) < 2 or pair[0].unit[0] in subject or _shares_word(subject, " ".join(names))


_YEAR: Final = lazily(r"(?:19|20)\d{2}(?=年)")
