"""Which counts a sentence sets against one another in time, and the words of growth and decline."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from fazhi.kernel.lint.lazily import lazily

from .numbers import Kind, Number, numbers, units_agree

__all__ = [
    "COMPARABLE",
    "DOWN",
    "EARLIER",
    "FROM",
    "MOVE",
    "OTHER_BASE",
    "UP",
    "Pair",
    "direction",
    "pairs",
    "steps",
    "told_before",
]

UP = (
    "净增|增长|增加|延长|延伸|拓宽|加宽|增产|升高|走高|抬升|增多|上升|提高|提升|扩大|增幅|增至|增到|升至|升到|上涨|涨幅|升幅|新增|多|上调|攀升|"
    "增收|增支|扩充|核增|调增|上浮|翻|高出|高$|高了$|跃升|激增|猛增|飙升|递增|突增|拉升|新添|增补|增员|增编|增派|增配|增设|扩容"
)
DOWN = (
    "净减|减产|走低|下降|减少|降低|降幅|降至|降到|减至|减到|缩短|压缩|压减|回落|下滑|精简|少|减幅|缩减|下调|"
    "减收|核减|调减|下浮|裁减|节约|节省|低$|低了$|压降|骤降|锐减|递减|收窄|缩水|削减|减员|减编|撤并|缩编|降$"
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
MOVE = lazily(rf"(?P<up>{UP})|(?P<down>{DOWN})")
FROM = re.compile(
    r"(?:由|从)(?!严|而|此|于|事|业)[^,;:]*$|自(?:19|20)\d{2}年的$|(?:较|比)(?:上年|去年|上一年|同期|年初|(?:19|20)\d{2}年)(?:同期|全年|度)?的?$"
)
_TO = lazily(
    rf"^,?(?P<gap>[^,;:由从]*?)(?P<move>{UP}|{DOWN}|[升增降减缩压]|调整|变|发展|达)?(?:到|至|为|成)(?:了)?[^,;:]*$"
)
_SHORT_MOVE = lazily(r"(?P<up>[升增])|(?P<down>[降减缩压])")
_LAST_YEAR = lazily(r"上年|去年|上一[年届次轮季月期]|前年|上[期季月届轮]|上次|同期")
_THIS_YEAR = lazily(r"今年|本[年期季月届次轮]|当年|此次|这次")
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
COMPARABLE = lazily("不变价|可比价|可比口径|同口径|剔除")
"""Growth by another measure than the figures beside it."""
OTHER_BASE = re.compile(r"自然增|环比|年均|平均|累计|占|分别|依次|均|目标|力争|计划|预计|不低于|任务|以上级")


@dataclass(frozen=True, slots=True)
class Pair:
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


def pairs(text: str, found: Sequence[Number]) -> Iterator[Pair]:
    """Yield the pairs of counts (or of shares) that the sentence sets against one another in time."""
    found = _with_leads(found)
    for index in range(len(found) - 1):
        a, b = found[index], found[index + 1]
        if (
            b.kind is Kind.COUNT
            and not units_agree(a, b)
            and index + 3 < len(found)
            and (pair := _two_units(found, index))
        ):
            yield pair
        if a.kind not in (Kind.COUNT, Kind.PERCENT) or not units_agree(a, b):
            continue
        if FROM.search(a.lead) and (to := _TO.match(b.lead)):
            at = b.start - len(b.lead) + to.start("move") if to["move"] else -1
            yield Pair(a, b, index + 2, to["move"] or "", at, next_to=steps(a.clause, b.clause))
        elif (a.kind is Kind.COUNT or a.clause.endswith(("到", "至")) or not direction(a.clause)) and (
            pair := _by_year(text, a, b, index)
        ):
            yield pair
        elif _bysteps(a, b):
            yield Pair(a, b, index + 2, "", -1, next_to=True)
        elif (a.unit or a.kind is Kind.PERCENT) and any(
            before.search(a.clause) and after.match(b.lead) for before, after in _BEFORE_AFTER
        ):
            yield Pair(a, b, index + 2, "", -1)


def _with_leads(found: Sequence[Number]) -> Sequence[Number]:
    """Return the figures; of two that stand together (2 支 45 人) the second has the lead of the first too."""
    if not any(not number.lead for number in found[1:]):
        return found
    out = list(found[:1])
    for number in found[1:]:
        out.append(number if number.lead else replace(number, lead=out[-1].lead))
    return out


def _two_units(found: Sequence[Number], index: int) -> Pair | None:
    """Return the pair of 由 2 支 45 人增加到 3 支 68 人 that is counted in the second unit."""
    a, b, c, d = found[index : index + 4]
    if not (units_agree(a, c) and units_agree(b, d) and a.lead == b.lead and c.lead == d.lead):
        return None
    to = _TO.match(c.lead)
    return Pair(b, d, index + 4, "", -1) if FROM.search(a.lead) and to else None


def _bysteps(a: Number, b: Number) -> bool:
    """Say whether two counts are of periods that follow one another: 一季度 and 二季度, 5月 and 6月, 年初 and 年底."""
    if not _alike(re.sub("|".join(sum(_STEPS, ())), "", a.lead), re.sub("|".join(sum(_STEPS, ())), "", b.lead)):
        return False
    return steps(a.clause, b.clause)


def steps(first: str, second: str) -> bool:
    """Say whether two clauses name periods that follow one another."""
    for steps in _STEPS:
        for earlier, later in pairwise(steps):
            if re.search(earlier, first) and re.search(later, second):
                return True
    one, other = _MONTH.findall(first), _MONTH.findall(second)
    return len(one) == len(other) == 1 and int(other[0]) == int(one[0]) + 1


_OWN_SUBJECT = lazily(r"[,;]?(?P<noun>(?:(?![数量额总率其均])[\u4e00-\u9fff]){3,10}?)(?:较|比)")


def _by_year(text: str, a: Number, b: Number, index: int) -> Pair | None:
    """Return the pair that years or 上年 and 今年 set against one another, or None."""
    if told_before(b):
        own = _OWN_SUBJECT.match(b.lead)
        if own is not None and not any(own["noun"][at : at + 2] in a.lead for at in range(len(own["noun"]) - 1)):
            return None  # 女性 13951 人；户籍人口较上年末的 28303 人减少
        if (named := _named_between(text, b)) is not None:
            return Pair(b, named, index + 2, "", -1)
        return Pair(b, a, index + 2, "", -1, next_to=steps(b.clause, a.lead))
    if _ASIDE.match(b.lead):
        return Pair(b, a, index + 2, "", -1)
    if re.search(r"(?:与|同|和)(?:上年|去年|上一年|上期)[^,;\d]{0,6}$", b.clause) and re.match(
        "相比|比较", text[b.end :]
    ):
        return Pair(b, a, index + 2, "", -1)
    if re.search(r"(?:与|同)[^,;]*$", a.lead) and re.match(r"(?:数量|总数)?相比", b.lead):
        return Pair(a, b, index + 2, "", -1)
    if OTHER_BASE.search(b.lead) or not _alike(a.lead, b.lead):
        return None
    year_a, year_b = _YEAR.findall(a.lead), _YEAR.findall(b.lead)
    if year_a and year_b and year_a[-1] != year_b[-1]:
        return Pair(a, b, index + 2, "", -1) if year_a[-1] < year_b[-1] else Pair(b, a, index + 2, "", -1)
    if (
        _LAST_YEAR.search(b.lead)
        and not _LAST_YEAR.search(a.lead)
        and re.search(r"(?:上年|去年|上一年|上[期届次轮])(?:度|全年)?(?:同期)?(?:为|是|有|[^,;:\d]{1,6})?$", b.clause)
        and not MOVE.search(b.clause)
    ):
        return Pair(b, a, index + 2, "", -1)
    if _LAST_YEAR.search(a.lead) and _THIS_YEAR.search(b.lead):
        return Pair(a, b, index + 2, "", -1)
    return None


def _named_between(text: str, b: Number) -> Number | None:
    """Return the count that a clause of its own names: 甲公司 98 万元、乙公司 96 万元，乙公司最低，比…."""
    clauses = b.lead.split(",")[1:-1]
    name = clauses[-1][:3] if clauses else ""
    if len(name) < 3:
        return None
    some = [each for each in numbers(text) if each.end <= b.start and units_agree(each, b) and name in each.clause]
    return some[0] if len(some) == 1 else None


def told_before(number: Number) -> bool:
    return bool(_THAN.search(number.clause))


def _alike(first: str, second: str) -> bool:
    """Say whether two leads speak of one thing: the later one's noun stands in the earlier, or it has none."""
    noun = re.sub(
        rf"(?:19|20)\d{{2}}年(?:度|全年|上半年|同期)?|(?:{UP}|{DOWN})(?=了?[到至为])|[升增降减][到至]了?$|[,;:、()]|今年|上年|去年|本年|[本上][期届次轮季月批]|同期|全年|上半年|则|仅|为|是|有|共|计|达|到|了|的|同比|较|比|和|与",
        "",
        second,
    )
    words = noun.strip()
    return len(words) < 2 or words[-2:] in first or words[:2] in first


def direction(word: str) -> int:
    """Return 1 for a word of growth, -1 for one of decline, 0 for neither."""
    move = MOVE.search(word) or _SHORT_MOVE.fullmatch(word)
    return 0 if move is None else (1 if move["up"] else -1)
