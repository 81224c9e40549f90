"""Reckonings told by one word each: what is left net, where a step leads, a share of a sum named by its name.

净减少 (in less out), 较…的 48 件增加 6 件，达到 54 件, 合同价款的 5%, 6 个村中有 4 个…占比, 第一批、第二批…累计.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from fazhi.kernel.lint.lazily import lazily

from .numbers import Kind, Number, numbers, units_agree
from .pairing import DOWN, UP, direction
from .shares import fits, wrong
from .slips import Checked, Slip, quotient, shown
from .totals import near, told

__all__ = ["check_reckoned"]

_NET = lazily(r"净(?P<way>增|减|流入|流出|迁入|迁出)[^,;:\d]{0,4}$")
_IN = lazily(r"(?:新增|新纳入|纳入|增加|流入|迁入|调入|招录|新[建设招])[^,;:\d]{0,4}$")
_OUT = lazily(r"(?:退出|取消|减少|流出|迁出|调出|注销|清退|离职|拆除|核减)[^,;:\d]{0,4}$")
_FROM = lazily(r"(?:较|比|在)[^,;:\d]{2,16}?的?$")
_STEP = lazily(rf"^[^,;:\d]{{0,4}}?(?:{UP}|{DOWN})(?:了)?$")
_REACHED = lazily(
    r"^[,、](?:现|总数|总量|累计|全年)?(?:达到?|增至|升至|增加到|增长到|降至|减至|减少到|降到|为)(?:了)?$"
)
_AMONG = lazily(r"^[^,;:\d]{1,6}中[,]?(?:已)?有$")
_OF_ALL = lazily(r"^[^;:。\d]{0,24}(?:占比|占|比例)(?:为|达到?|约)?$")
_OF_WORK = lazily(r"^[,、]?(?:已)?(?:完成|占)(?:了)?[^,;:\d]{0,8}(?:总[量数额长]|任务|计划)的$")
_WHOLE_WORK = lazily(r"(?:全长|总|任务|共)[^,;:\d]{0,6}$|计划[^,;:\d]{0,14}$")
_DONE = lazily(r"(?:已|完成|建成|完工|竣工)[^,;:\d]{0,6}$")
_PART_OF_SUM = lazily(
    r"(?:^|[,;:。])(?:[^,;:。\d]{0,6}?)(?P<x>[\u4e00-\u9fff]{2,8})(?:为|按|是)(?P<y>[\u4e00-\u9fff]{2,8})的$"
)
_BATCH = lazily(r"^第[一二三四五六七八九十](?:批|期|场|轮|阶段|组|片)[^,;:\d]{0,6}$")
_ALL = lazily(r"^[,;、](?:累计|共计?|合计|总计)[^,;:\d]{0,6}$")
_HEADS = (frozenset({"人", "人次"}), frozenset({"户", "户次"}), frozenset({"家", "家次"}), frozenset({"场", "场次"}))


def check_reckoned(text: str, taken: set[int]) -> Iterator[tuple[str, Slip | Checked]]:
    """Yield what is to be said of figures whose reckoning a word tells, where nothing else has judged them."""
    found = numbers(text)
    for first, second, third in zip(found, found[1:], found[2:], strict=False):
        if third.start in taken or first.hedged or second.hedged or third.hedged:
            continue
        said = _net(first, second, third) or _stepped(first, second, third)
        if said is not None:
            yield "Q014", said
        elif (share := _share(first, second, third)) is not None:
            yield "Q001", share
    yield from _of_a_sum(found, taken)
    yield from _batches(found, taken)


def _net(first: Number, second: Number, net: Number) -> Slip | Checked | None:
    """Judge 新增 26 户，退出 38 户，净减少 12 户."""
    way = _NET.search(net.clause)
    if way is None or not _are_counts(first, second, net):
        return None
    ways = [(1 if _IN.search(each.clause) else -1 if _OUT.search(each.clause) else 0) for each in (first, second)]
    if sorted(ways) != [-1, 1]:
        return None
    right = ways[0] * first.value + ways[1] * second.value
    grows = way["way"] in ("增", "流入", "迁入")
    stated = net.value if grows else -net.value
    if stated == right:
        return Checked(net.start)
    word = "净增" if right > 0 else "净减"
    return _slip(net, f"前两数相抵为{word} {shown(abs(right))}，与所写的“净{way['way']}” {shown(net.value)} 不符")


def _stepped(base: Number, step: Number, now: Number) -> Slip | Checked | None:
    """Judge 较第二季度的 48 件增加 6 件，达到 54 件."""
    from_base = _FROM.search(base.lead) and _STEP.match(step.lead.strip())
    if not (from_base or _by_year(base, step)) or not _REACHED.match(now.lead.strip()):
        return None
    way = direction(step.clause)
    if not way or not _are_counts(base, step, now):
        return None
    right = base.value + way * step.value
    if near(right, (base, step), now):
        return Checked(now.start)
    sign = "+" if way > 0 else "-"
    said = f"{shown(base.value)}{sign}{shown(step.value)}={shown(right)}，与所写的 {shown(now.value)} 不符"
    return _slip(now, said)


_YEAR = lazily(r"((?:19|20)\d{2})年|(?P<last>去年|上年)")
_NEXT_YEAR = lazily(rf"^[,;。](?:((?:19|20)\d{{2}})年|(?P<this>今年|本年))[^,;:\d]{{0,14}}?(?:{UP}|{DOWN})了?$")


def _by_year(base: Number, step: Number) -> bool:
    """Say whether a count is of one year and the step behind of the next: 2023 年 1412 万元。2024 年增收 126 万元."""
    earlier, later = _YEAR.search(base.lead), _NEXT_YEAR.match(step.lead)
    if earlier is None or later is None or direction(base.clause):
        return False
    return bool(later["this"]) if earlier["last"] else bool(later[1]) and int(earlier[1]) + 1 == int(later[1])


def _share(whole: Number, part: Number, stated: Number) -> Slip | Checked | None:
    """Judge 6 个村中有 4 个村…，占比 66.7%, and 全长 12.6 公里，已完成 9.45 公里，完成总量的四分之三."""
    if stated.kind is not Kind.PERCENT or whole.kind is not Kind.COUNT or not units_agree(whole, part):
        return None
    among = _AMONG.match(part.lead.strip()) and _OF_ALL.match(stated.lead.strip())
    work = _WHOLE_WORK.search(whole.clause) and _DONE.search(part.clause) and _OF_WORK.match(stated.lead.strip())
    true = quotient(part, whole)
    if not (among or work) or part.value > whole.value or true is None:
        return None
    if fits(stated, part, whole):
        return Checked(stated.start)
    return wrong(stated, part, whole, (true[0] + true[1]) / 2)


def _of_a_sum(found: Sequence[Number], taken: set[int]) -> Iterator[tuple[str, Slip | Checked]]:
    """Yield what is to be said of 保证金为合同价款的 5%，合同价款为 80 万元，保证金为 4 万元."""
    money = [each for each in found if each.kind is Kind.COUNT and each.unit == "元" and not each.hedged]
    for share in found:
        named = _PART_OF_SUM.search(share.lead) if share.kind is Kind.PERCENT and not share.hedged else None
        if named is None or len(money) != 2:
            continue
        bases = [each for each in money if named["y"][-4:] in each.clause]
        parts = [each for each in money if named["x"][-4:] in each.clause and each not in bases]
        if len(bases) != 1 or len(parts) != 1 or parts[0].start in taken:
            continue
        base, part = bases[0], parts[0]
        right = base.value * share.value / 100
        slack = (base.high - base.low) * share.value / 100
        if part.low - slack <= right <= part.high + slack or abs(right - part.value) <= part.step / 2:
            yield "Q016", Checked(part.start)
        elif right / 20 < part.value < right * 20:
            said = f"{shown(base.value)}×{shown(share.value)}%={shown(right)}，与所写的 {shown(part.value)} 不符"
            yield "Q016", _slip(part, said)


def _batches(found: Sequence[Number], taken: set[int]) -> Iterator[tuple[str, Slip | Checked]]:
    """Yield what is to be said of 第一批 120 人，第二批 95 人，累计 215 人次: people of one and heads of the other."""
    run: list[Number] = []
    for before, number in pairwise((None, *found)):
        if number is None:
            continue
        if _BATCH.match(number.clause) and not number.hedged:
            run = [*run, number] if run and before is run[-1] and units_agree(run[-1], number) else [number]
            continue
        alike = bool(run) and (number.unit == run[0].unit or {number.unit, run[0].unit} in _HEADS)
        told_all = len(run) > 1 and before is run[-1] and _ALL.match(number.lead.strip())
        if alike and told_all and number.start not in taken:
            value = sum((each.value for each in run), start=Fraction(0))
            if near(value, run, number):
                yield "Q002", Checked(number.start)
            else:
                yield from ((code.value, slip) for code, slip in told(number, run, value))
        run = []


def _are_counts(*some: Number) -> bool:
    first = some[0]
    return first.kind is Kind.COUNT and all(units_agree(first, each) for each in some)


def _slip(at: Number, said: str) -> Slip:
    return Slip(start=at.start, end=at.end, message=said, suggestion="核对各数")
