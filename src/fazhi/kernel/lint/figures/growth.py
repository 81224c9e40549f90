"""Growth: from one count to another, the difference and the rate said of it, the direction of the words.

The mistakes are Q003 (rate), Q014 (difference), Q015 (direction).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from itertools import pairwise

from fazhi.kernel.lint.lazily import lazily

from .nearby import bounded
from .numbers import Kind, Number, numbers, units_agree
from .slips import Checked, Slip, agrees, shown, shown_percent

__all__ = [
    "DOWN",
    "FROM",
    "OTHER_BASE",
    "UP",
    "WORD",
    "Slipped",
    "check_growth",
    "counted",
    "direction",
    "judge",
    "pairs",
]

UP = (
    "净增|增长|增加|增多|上升|提高|提升|扩大|增幅|增至|增到|升至|升到|上涨|涨幅|升幅|新增|多|上调|攀升|"
    "增收|增支|扩充|核增|调增|上浮|翻|高出|高$|高了$|跃升|激增|猛增|飙升|递增|突增|拉升|新添|增补"
)
DOWN = (
    "净减|下降|减少|降低|降幅|降至|降到|减至|减到|缩短|压缩|压减|回落|下滑|精简|少|减幅|缩减|下调|"
    "减收|核减|调减|下浮|裁减|节约|节省|低$|低了$|压降|骤降|锐减|递减|收窄|缩水|削减|降$"
)
_STEPS = ("第?一季度", "第?二季度", "第?三季度", "第?四季度"), ("上半年", "下半年"), ("年初", "年[底末]")
_BEFORE_AFTER = (
    (
        re.compile(r"(?:送审|预算|概算|控制价|原合同|编制|核定编制)[^,;:\d]*$"),
        re.compile(r"^[,、](?:审定|审核|决算|中标|成交|结算|实有|在编|现有)[^,;:\d]*$"),
    ),
    (
        re.compile(r"(?:法定(?:办[理结])?(?:时限|期限)|原(?!因|则|告|料|籍)|[\u4e00-\u9fff]前(?:为|有|是))[^,;:\d]*$"),
        re.compile(
            r"^[,;、](?:[^,;:\d]{0,4}[\u4e00-\u9fff]后(?:为|有|是)?|承诺(?:办[理结])?(?:时限|期限)|现(?!场|金)|目前|如今)[^,;:\d]*$"
        ),
    ),
)
_MONTH = lazily(r"(?<!\d)(1[0-2]|[1-9])月份?(?!\d)")
_MOVE = lazily(rf"(?P<up>{UP})|(?P<down>{DOWN})")
FROM = re.compile(
    r"(?:由|从)(?!严|而|此|于|事|业)[^,;:]*$|(?:较|比)(?:上年|去年|上一年|同期|年初|(?:19|20)\d{2}年)(?:同期|全年|度)?的?$"
)
_TO = lazily(
    rf"^(?P<gap>[^,;:由从]*?)(?P<move>{UP}|{DOWN}|[升增降减缩压]|调整|变|发展|达)?(?:到|至|为|成)(?:了)?[^,;:]*$"
)
_SHORT_MOVE = lazily(r"(?P<up>[升增])|(?P<down>[降减缩压])")
_LAST_YEAR = lazily(r"上年|去年|上一年|前年|上期|上季|上月|同期")
_THIS_YEAR = lazily(r"今年|本年|本期|当年|本季|本月")
_YEAR = lazily(r"((?:19|20)\d{2})(?=年|—|-|至)")
EARLIER = (
    r"(?:(?:19|20)\d{2}年|上年|去年|上一?年度?|上学年|上[半一]?[期季届月次]|前年|年初|期初|月初|同期|第?[一二三四]季度|上半年|(?<!\d)1?\d月份|"
    r"送审(?:价|金额|造价)?|控制价|(?:原)?合同价|报价|[\u4e00-\u9fff]{0,4}(?:(?<!之)前|原(?:来|有|先|定)?|预算|概算|计划)(?!任务))"
)
"""The earlier of two periods or states."""
_THAN = lazily(
    rf"(?:较|比(?![例重率])|同)(?:之|起)?{EARLIER}(?:度|份|初|全年|同期|同比|底|末|预算|执行|决算|数){{0,4}}(?:的)?"
    r"(?:(?!增|减|升|降|多|少|提|下|上|涨|回|净|高|低|超|节|缩|压|扩|精|翻|核|调|攀|滑|跌|下)[^,;:\d]){0,8}$"
)
_ASIDE = lazily(
    r"^\((?:上年|去年|上一年|上年同期|去年同期|同期|上期|上月|(?:19|20)\d{2}年)(?:度|全年|同期)?(?:为|是|有|:)?$"
)
OTHER_BASE = re.compile(r"环比|年均|平均|累计|占|分别|依次|均|目标|力争|计划|预计|不低于|任务|以上级")
_SAME_SUBJECT = lazily(
    r"^[,;:]?(?:总[数量]|案件|数量|总体|同比|较|比|环比|案件数量|案件总数|总量|年均|人数|件数|数|分别|增|降|减|上|下|提|净|共|(?:较|比)?上?年|即|也就是|实现|幅度|压|缩|精|翻|回|涨|扩|攀|多|少|高|低|调|核|节|约|近|超过|达|[^\d,;:]{0,8}(?:同比|较|比|增|降|减|上升|下降|提高))"
)


WORD = {1: "增加", -1: "减少"}


class Slipped(Enum):
    """Which of the three mistakes."""

    RATE = "Q003"
    DIFFERENCE = "Q014"
    DIRECTION = "Q015"


@dataclass(frozen=True, slots=True)
class _Pair:
    """An earlier count and a later one, and where the words of the later end."""

    base: Number
    now: Number
    upto: int
    """Index of the first number behind the pair."""
    move: str
    """The word of direction between them, where there is one."""
    move_at: int
    """Where that word stands in the sentence (-1: nowhere)."""
    next_to: bool = False
    """Whether the two are of periods next to one another, so that 环比 speaks of them."""


def pairs(text: str, found: Sequence[Number]) -> Iterator[_Pair]:
    """Yield the pairs of counts (or of shares) that the sentence sets against one another in time."""
    for index in range(len(found) - 1):
        a, b = found[index], found[index + 1]
        if a.kind not in (Kind.COUNT, Kind.PERCENT) or not units_agree(a, b):
            continue
        if FROM.search(a.lead) and (to := _TO.match(b.lead)):
            at = b.start - len(b.lead) + to.start("move") if to["move"] else -1
            yield _Pair(a, b, index + 2, to["move"] or "", at, next_to=_steps(a.clause, b.clause))
        elif (a.kind is Kind.COUNT or a.clause.endswith(("到", "至")) or not direction(a.clause)) and (
            pair := _by_year(text, a, b, index)
        ):
            yield pair
        elif _by_steps(a, b):
            yield _Pair(a, b, index + 2, "", -1, next_to=True)
        elif (a.unit or a.kind is Kind.PERCENT) and any(
            before.search(a.clause) and after.match(b.lead) for before, after in _BEFORE_AFTER
        ):
            yield _Pair(a, b, index + 2, "", -1)


def _by_steps(a: Number, b: Number) -> bool:
    """Say whether two counts are of periods that follow one another: 一季度 and 二季度, 5月 and 6月, 年初 and 年底."""
    if not _alike(re.sub("|".join(sum(_STEPS, ())), "", a.lead), re.sub("|".join(sum(_STEPS, ())), "", b.lead)):
        return False
    return _steps(a.clause, b.clause)


def _steps(first: str, second: str) -> bool:
    """Say whether two clauses name periods that follow one another."""
    for steps in _STEPS:
        for earlier, later in pairwise(steps):
            if re.search(earlier, first) and re.search(later, second):
                return True
    one, other = _MONTH.findall(first), _MONTH.findall(second)
    return len(one) == len(other) == 1 and int(other[0]) == int(one[0]) + 1


def _by_year(text: str, a: Number, b: Number, index: int) -> _Pair | None:
    """Return the pair that years or 上年 and 今年 set against one another, or None."""
    if _same_clause(b):
        return _Pair(b, a, index + 2, "", -1, next_to=_steps(b.clause, a.lead))
    if _ASIDE.match(b.lead):
        return _Pair(b, a, index + 2, "", -1)
    if re.search(r"(?:与|同|和)(?:上年|去年|上一年|上期)[^,;\d]{0,6}$", b.clause) and re.match(
        "相比|比较", text[b.end :]
    ):
        return _Pair(b, a, index + 2, "", -1)
    if re.search(r"(?:与|同)[^,;]*$", a.lead) and re.match(r"(?:数量|总数)?相比", b.lead):
        return _Pair(a, b, index + 2, "", -1)
    if OTHER_BASE.search(b.lead) or not _alike(a.lead, b.lead):
        return None
    year_a, year_b = _YEAR.findall(a.lead), _YEAR.findall(b.lead)
    if year_a and year_b and year_a[-1] != year_b[-1]:
        return _Pair(a, b, index + 2, "", -1) if year_a[-1] < year_b[-1] else _Pair(b, a, index + 2, "", -1)
    if (
        _LAST_YEAR.search(b.lead)
        and not _LAST_YEAR.search(a.lead)
        and re.search(r"(?:上年|去年|上一年|上期)(?:度|全年)?(?:同期)?(?:为|是|有|[^,;:\d]{1,6})?$", b.clause)
        and not _MOVE.search(b.clause)
    ):
        return _Pair(b, a, index + 2, "", -1)
    if _LAST_YEAR.search(a.lead) and _THIS_YEAR.search(b.lead):
        return _Pair(a, b, index + 2, "", -1)
    return None


def _same_clause(number: Number) -> bool:
    return bool(_THAN.search(number.clause))


def _alike(first: str, second: str) -> bool:
    """Say whether two leads speak of one thing: the later one's noun stands in the earlier, or it has none."""
    noun = re.sub(
        rf"(?:19|20)\d{{2}}年(?:度|全年|上半年|同期)?|(?:{UP}|{DOWN})(?=了?[到至为])|[,;:、()]|今年|上年|去年|本年|同期|全年|上半年|则|仅|为|是|有|共|计|达|到|了|的|同比|较|比|和|与",
        "",
        second,
    )
    words = noun.strip()
    return len(words) < 2 or words[-2:] in first or words[:2] in first


def direction(word: str) -> int:
    """Return 1 for a word of growth, -1 for one of decline, 0 for neither."""
    move = _MOVE.search(word) or _SHORT_MOVE.fullmatch(word)
    return 0 if move is None else (1 if move["up"] else -1)


def check_growth(text: str) -> list[tuple[Slipped, Slip] | Checked]:
    """Return what is to be said of differences, growth rates and directions beside the two counts they come from.

    Between two percentages the words 提高 40.1% may mean growth or points: silent if either fits. A base that is not
    in the sentence gives silence, but for 增加 D 件，增长 P%: there the base is the count less the difference.
    """
    found = numbers(text)
    said: list[tuple[Slipped, Slip] | Checked] = []
    taken: set[int] = set()
    for pair in pairs(text, found):
        said.extend(_after(pair, found, taken))
    said.extend(_base_behind(found, taken))
    said.extend(_with_difference(found, taken))
    return said


def _after(pair: _Pair, found: Sequence[Number], taken: set[int]) -> Iterator[tuple[Slipped, Slip] | Checked]:
    """Judge the word of direction and up to two figures that follow a pair."""
    base, now = bounded(pair.base) or pair.base, bounded(pair.now) or pair.now
    rising = 1 if now.low > base.high else (-1 if now.high < base.low else 0)
    said = direction(pair.move)
    if pair.move and pair.move not in ("多", "少") and said and rising and said != rising:
        yield (
            Slipped.DIRECTION,
            Slip(
                start=pair.move_at,
                end=pair.move_at + len(pair.move),
                message=f"从 {shown(base.value)} 到 {shown(now.value)} 是{WORD[rising]}，所写的是“{pair.move}”",
                suggestion="核对两个数的先后和方向",
            ),
        )
        return
    for follower in found[pair.upto : pair.upto + 2]:
        clause = follower.clause.replace("环比", "") if pair.next_to else follower.clause
        clause = clause.replace("人均", "") if "人均" in base.lead else clause
        if follower.kind is base.kind and units_agree(follower, base) and _ON_TO.search(follower.lead):
            return
        if follower.start in taken or not _MOVE.search(clause) or OTHER_BASE.search(clause):
            return
        if not _SAME_SUBJECT.match(follower.lead.lstrip()) and not _SAME_SUBJECT.match("," + follower.clause):
            return
        if FROM.search(follower.lead) or _same_clause(follower):
            return
        taken.add(follower.start)
        yield from judge(follower, base, now, rising)


def judge(stated: Number, base: Number, now: Number, rising: int) -> Iterator[tuple[Slipped, Slip] | Checked]:
    said = direction(stated.clause)
    difference = (now.low - base.high, now.high - base.low)
    if rising < 0:
        difference = (-difference[1], -difference[0])
    if said and rising and said != rising:
        word = _MOVE.search(stated.clause)
        at = stated.start - len(stated.clause) + (word.start() if word else 0)
        yield (
            Slipped.DIRECTION,
            Slip(
                start=at,
                end=stated.end,
                message=f"从 {shown(base.value)} 到 {shown(now.value)} 是{WORD[rising]}，与所写的方向相反",
                suggestion="核对本期、上期两个数和方向",
            ),
        )
        return
    if stated.kind is Kind.PERCENT and base.kind is Kind.PERCENT:
        if agrees(stated, difference[0], difference[1]) or _grown(stated, base, difference):
            yield Checked(stated.start)
        else:
            points = (difference[0] + difference[1]) / 2
            yield Slipped.DIFFERENCE, counted(stated, f"{shown(points)} 个百分点", base, now)
    elif stated.kind is Kind.PERCENT:
        if base.low <= 0:
            return
        if _grown(stated, base, difference):
            yield Checked(stated.start)
        elif not (base.hedged or now.hedged):
            middle = (now.value - base.value) / base.value
            yield Slipped.RATE, counted(stated, shown_percent(abs(middle), max(stated.decimals, 1)), base, now)
    elif stated.kind is Kind.POINTS and base.kind is Kind.PERCENT:
        if agrees(stated, difference[0], difference[1]):
            yield Checked(stated.start)
        elif not (base.hedged or now.hedged):
            points = abs(now.value - base.value)
            yield Slipped.DIFFERENCE, counted(stated, f"{shown(points)} 个百分点", base, now)
    elif stated.kind is Kind.TIMES and base.kind is Kind.COUNT and base.low > 0:
        ratio = (now.low / base.high, now.high / base.low)
        if agrees(stated, ratio[0] - 1, ratio[1] - 1) or agrees(stated, *ratio):
            yield Checked(stated.start)
        elif not (base.hedged or now.hedged or stated.hedged):
            times = (now.value - base.value) / base.value
            yield Slipped.RATE, counted(stated, f"{float(times):.1f}".rstrip("0").rstrip(".") + " 倍", base, now)
    elif stated.kind is Kind.COUNT and units_agree(stated, base):
        if (difference[1] >= stated.low and difference[0] <= stated.high) or stated.value == now.value:
            yield Checked(stated.start)
        elif not (base.hedged or now.hedged or stated.hedged):
            yield Slipped.DIFFERENCE, counted(stated, shown(abs(now.value - base.value)), base, now)


def _grown(stated: Number, base: Number, difference: tuple[Fraction, Fraction]) -> bool:
    if base.low <= 0:
        return True
    return agrees(stated, difference[0] / base.high, difference[1] / base.low, 100)


def counted(stated: Number, right: str, base: Number, now: Number) -> Slip:
    return Slip(
        start=stated.start,
        end=stated.end,
        message=f"按前文从 {shown(base.value)} 到 {shown(now.value)} 计算为 {right}，与所写的不符",
        suggestion=f"核对本期、上期两个数；两数无误的，应为 {right}",
    )


_ON_TO = lazily(r"[,;再又][^,;:]*(?:到|至)了?(?:今年|去年|上年|(?:19|20)\d{2}年|目前|现在)?的?$")
"""A third count of a row: 由 6 起降到 4 起，再降到 2 起."""
_BASE_TOLD = lazily(
    r"^[,(](?:上年|去年|上一年|上期|上月|上季度?|(?:19|20)\d{2}年)(?:度|全年)?(?:同期)?(?:[^,;:\d]{0,4})(?:为|是|有|:)?$"
)


def _base_behind(found: Sequence[Number], taken: set[int]) -> Iterator[tuple[Slipped, Slip] | Checked]:
    """Judge 立案 96 件，同比上升 20%（上年 80 件）: the earlier count is told last."""
    for index in range(1, len(found) - 1):
        stated, base = found[index : index + 2]
        now = next((each for each in reversed(found[:index]) if units_agree(each, base)), found[index - 1])
        if now.kind not in (Kind.COUNT, Kind.PERCENT) or not units_agree(now, base) or stated.start in taken:
            continue
        arrived = re.search("[到至]了?$", now.clause) and direction(now.clause) == direction(stated.clause)
        if not _BASE_TOLD.match(base.lead) or not direction(stated.clause) or (direction(now.clause) and not arrived):
            continue
        if OTHER_BASE.search(stated.clause) or not re.match(
            r"^[,(]?(?:同比|较|比|[增降升减涨]幅|增长|下降|上升|减少|增加|提高|[增降]了)", stated.lead
        ):
            continue
        taken.add(stated.start)
        yield from judge(stated, base, now, 1 if now.low > base.high else (-1 if now.high < base.low else 0))


def _with_difference(found: Sequence[Number], taken: set[int]) -> Iterator[tuple[Slipped, Slip] | Checked]:
    """Judge a rate that follows a count and its difference: B 件，增加 D 件，增长 P%, in this order or B last."""
    for index in range(1, len(found) - 1):
        gap, rate = found[index], found[index + 1]
        if rate.kind is not Kind.PERCENT or gap.kind is not Kind.COUNT or rate.start in taken:
            continue
        way = direction(gap.clause)
        if not way or direction(rate.clause) != way or OTHER_BASE.search(rate.clause) or gap.hedged:
            continue
        if not re.search(r"同比|较|比|去年|上年|净", gap.lead + rate.lead) and not re.search(r"^[,]", gap.lead):
            continue
        now = found[index - 1]
        if now.kind is not Kind.COUNT or not units_agree(now, gap) or now.hedged:
            continue
        if direction(now.clause) and not (direction(now.clause) == way and re.search("[到至]了?$", now.clause)):
            continue
        if re.search(r"新增|[;]", gap.lead) or not re.match(
            r"^[,(]?(?:同比|较|比|净|增|减|下降|上升|多|少|环比)", gap.lead.strip()
        ):
            continue
        low, high = (
            now.low - way * (gap.high if way > 0 else gap.low),
            now.high - way * (gap.low if way > 0 else gap.high),
        )
        taken.add(rate.start)
        if low <= 0:
            continue
        if agrees(rate, gap.low / high, gap.high / low, 100):
            yield Checked(rate.start)
        else:
            base = now.value - way * gap.value
            right = shown_percent(gap.value / base, max(rate.decimals, 1))
            yield (
                Slipped.RATE,
                Slip(
                    start=rate.start,
                    end=rate.end,
                    message=f"上期为 {shown(base)}，{WORD[way]} {shown(gap.value)} 即 {right}，与所写的不符",
                    suggestion=f"核对本期数、增减数和比率；前两数无误的，应为 {right}",
                ),
            )
