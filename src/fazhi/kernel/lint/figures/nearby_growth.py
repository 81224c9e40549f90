"""Growth told by times or told first: 2025 年比 2024 年增长, 同比下降 12.5%，由 56 件降至 49 件 (Q003, Q014, Q015)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from fazhi.kernel.lint.lazily import lazily

from .growth import Slipped, counted, judge, of_another
from .nearby import after_time, bounded, times_of
from .numbers import Kind, Number, numbers, units_agree
from .pairing import COMPARABLE, FROM, OTHER_BASE, direction, pairs
from .slips import Checked, Slip, agrees

__all__ = ["check_nearby_growth"]

_COMPARED = lazily(r"(?:较|比(?!例|重|率)|同)(?P<base>[^,;:。]{2,12}?)(?=$|净?[增减降升提下上缩压多少])")
_FROM_BEHIND = lazily(r"^[,(](?:即|主要是)?(?:数量|总[数量]|件数|人数)?(?:由|从)(?!严|而|此|于|事|业)")
_REACHED = lazily(r"(?:到|至|为)了?(?:[^,;:\d]{0,6}的)?$")
_NOW = lazily(
    r"^[,(](?:今年|本年|目前|现|本期)(?:仅|共)?(?:为|有|是)?$|^[,(](?:仅|只|共)?(?:为|是|有|发生|剩|剩下|仅有|仅为|降至|降为|降到)$"
)
_TO = lazily(r"^[^,;:]{0,12}(?:到|至|为|成)")
_WITH = lazily(
    r"[^,;:\d]*(?:与|同|和)(?:上年|去年|上一年|前年|上[期季月届轮]|整[改治]前|改革前|(?:19|20)\d{2}年)[^,;:\d]{0,6}的?相比"
)
_TIMES_AHEAD = lazily(r"(?:是|为|相当于|达到?)(?:原来|上年|去年|上一年|同期|(?:19|20)\d{2}年)[^,;:\d]{0,4}的$")
_ASIDE = lazily(r"^[,(](?:原来|上年|去年|上一年|同期|(?:19|20)\d{2}年)[^,;\d]{0,8}$")
_TIMES = lazily(
    r"^[,(]?[^,;:\d]{0,6}(?:是|为|相当于|达到?)(?:原来|上年|去年|上一年|同期|(?:19|20)\d{2}年)[^,;:\d]{0,6}$"
)


def check_nearby_growth(text: str, taken: set[int]) -> Iterator[tuple[Slipped, Slip] | Checked]:
    """Yield what is to be said of the changes of a sentence that are not in ``taken``."""
    if COMPARABLE.search(text):
        return
    found = numbers(text)
    named = _named(text, found)
    dated: tuple[Number, Number] | None
    for index, stated in enumerate(found):
        if stated.start in taken:
            continue
        if stated.kind is Kind.TIMES and index > 1 and stated.lead.strip() == "的":
            yield from _times(found, index)
            continue
        if stated.kind is Kind.TIMES and index:
            yield from _in_brackets(found, index)
        if (
            not direction(stated.clause)
            or _REACHED.search(stated.clause)
            or OTHER_BASE.search(
                stated.clause.replace("同比", "").replace("平均", "" if stated.kind is Kind.COUNT else "平均")
            )
        ):
            continue
        dated = _by_times(stated, named, found, index)
        pair = dated or _behind(found, index) or _base_between(stated, found, index) or _now_behind(found, index)
        if pair is None or stated is pair[0] or stated is pair[1]:
            continue
        base, now = pair
        if (stated.kind is Kind.COUNT and not units_agree(stated, base)) or of_another(stated, base, now):
            continue
        said = list(judge(stated, base, now, 1 if now.low > base.high else -1 if now.high < base.low else 0))
        if not dated and said and not isinstance(said[0], Checked) and _otherwise(text, stated, found):
            said = [Checked(stated.start)]
        taken.add(stated.start)
        yield from said


def _otherwise(text: str, stated: Number, found: Sequence[Number]) -> bool:
    """Say whether another pair of the sentence makes the change."""
    for pair in pairs(text, found):
        said = list(judge(stated, pair.base, pair.now, direction(stated.clause)))
        if said and isinstance(said[0], Checked):
            return True
    return False


def _behind(found: Sequence[Number], index: int) -> tuple[Number, Number] | None:
    """Return the pair that follows its change: 下降 12.5%，由 56 件降至 49 件."""
    if index + 2 >= len(found):
        return None
    base, now = found[index + 1 : index + 3]
    if base.kind not in (Kind.COUNT, Kind.PERCENT) or not units_agree(base, now):
        return None
    if not _FROM_BEHIND.match(base.lead) or not FROM.search(base.lead) or not _TO.match(now.lead):
        return None
    return base, now


def _named(text: str, found: Sequence[Number]) -> dict[int, str]:
    """Return the time each count is said of (by its place in the sentence), where it is told."""
    out: dict[int, str] = {}
    for index, number in enumerate(found):
        if number.kind not in (Kind.COUNT, Kind.PERCENT):
            continue
        times = times_of(number.lead)
        if re.search("分别|依次", number.lead):
            run = [number]
            for more in found[index + 1 :]:
                if not units_agree(more, number) or not re.fullmatch("[、,和及与]", more.lead.strip()):
                    break
                run.append(more)
            if len(times) == 2 and len(run) > 2 and times[0].isdigit() and times[1].isdigit():
                times = [str(year) for year in range(int(times[0]), int(times[1]) + 1)]
            if len(times) == len(run):
                out.update({each.start: time for each, time in zip(run, times, strict=True)})
        elif times and not direction(after_time(number.clause)) and number.start not in out:
            out[number.start] = times[-1]
    return out


def _by_times(
    stated: Number, named: dict[int, str], found: Sequence[Number], index: int
) -> tuple[Number, Number] | None:
    """Return the pair of a change that names its two times, each told of one count only."""
    compared = _COMPARED.search(stated.clause)
    times = times_of(compared["base"]) if compared else []
    if compared is None or not times:
        return _next_years(stated, named, found, index)
    ahead = times_of(stated.clause[: compared.start()])
    earlier = [number for number in found[:index] if named.get(number.start) == times[-1]]
    later = [number for number in found[:index] if ahead and named.get(number.start) == ahead[-1]]
    if len(earlier) != 1 or len(later) != 1 or not units_agree(earlier[0], later[0]):
        return None
    return earlier[0], later[0]


def _base_between(stated: Number, found: Sequence[Number], index: int) -> tuple[Number, Number] | None:
    """Return the pair of 支出 2860 万元，增长 10%，比上年的 2600 万元增加 260 万元, for what is told last."""
    if index < 3 or stated.kind is not Kind.COUNT or len(stated.lead) > 6 or not direction(stated.lead):
        return None
    now, rate, base = found[index - 3 : index]
    fits = rate.kind is Kind.PERCENT and units_agree(now, base) and units_agree(base, stated) and not now.hedged
    return (base, now) if fits and FROM.search(base.lead) and direction(rate.clause) else None


def _now_behind(found: Sequence[Number], index: int) -> tuple[Number, Number] | None:
    """Return the pair of 比上年的 14 件下降 50%，今年为 7 件."""
    if not 0 < index < len(found) - 1 or found[index].kind is not Kind.PERCENT:
        return None
    base, now = found[index - 1], found[index + 1]
    beside = FROM.search(base.lead) and len(found[index].lead) <= 4
    told = (beside or _WITH.match(base.lead[-14:] + found[index].lead)) and _NOW.match(now.lead)
    return (base, now) if told and base.kind is Kind.COUNT and units_agree(base, now) else None


def _next_years(
    stated: Number, named: dict[int, str], found: Sequence[Number], index: int
) -> tuple[Number, Number] | None:
    """Return the pair of 2024 年和 2025 年分别为 45 件和 36 件，同比下降 20%: two years, one after the other."""
    years = [number for number in found[:index] if named.get(number.start, "").isdigit()]
    if len(years) != 2 or not re.search("同比|上年|去年", stated.clause) or not units_agree(*years):
        return None
    base, now = years
    return (base, now) if int(named[base.start]) + 1 == int(named[now.start]) and now is found[index - 1] else None


def _in_brackets(found: Sequence[Number], index: int) -> Iterator[tuple[Slipped, Slip] | Checked]:
    """Judge 900 人次，是去年的 1.5 倍（去年 600 人次）."""
    now, times = found[index - 1 : index + 1]
    base = found[index + 1] if index + 1 < len(found) else None
    if base is None or not units_agree(now, base) or now.kind is not Kind.COUNT or base.low <= 0 or times.hedged:
        return
    if not _TIMES_AHEAD.search(times.clause) or not _ASIDE.match(base.lead) or now.hedged or base.hedged:
        return
    if agrees(times, now.low / base.high, now.high / base.low):
        yield Checked(times.start)
    else:
        real = f"{float(now.value / base.value):.1f}".rstrip("0").rstrip(".")
        yield Slipped.RATE, counted(times, real + " 倍", base, now)


def _times(found: Sequence[Number], index: int) -> Iterator[tuple[Slipped, Slip] | Checked]:
    """Judge 突破 3200 万元，是上年 2000 万元的 1.8 倍."""
    now, base, times = found[index - 2 : index + 1]
    if now.kind is not Kind.COUNT or not units_agree(now, base) or not _TIMES.match(base.lead) or base.low <= 0:
        return
    nearly, before = bounded(now), bounded(base)
    if nearly is None or before is None or times.hedged:
        return
    if agrees(times, nearly.low / before.high, nearly.high / before.low):
        yield Checked(times.start)
    else:
        real = f"{float(now.value / base.value):.1f}".rstrip("0").rstrip(".")
        yield Slipped.RATE, counted(times, real + " 倍", base, now)
