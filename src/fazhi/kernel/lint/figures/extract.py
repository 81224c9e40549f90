"""All figures of a document, each relation judged once; what was found, compared, and left alone is counted."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from fazhi.kernel.lint.lazily import lazily

from .last import check_far, check_last, check_moments
from .lists import check_lists
from .numbers import numbers
from .order import check_order
from .places import Text, before_it, goes_on, moved, moved_to, readings
from .slips import Checked, Slip
from .twice import check_twice

if TYPE_CHECKING:
    from ...calendar import Calendar

__all__ = ["Figures", "extract"]

_SEEN: Final = lazily(
    # Each form is told by its first sign. With that sign alone in front, the search skips what begins no figure.
    r"[0-9百千万壹贰叁肆伍陆柒捌玖拾佰仟一二三四五六七八九](?:(?<=[0-9])[0-9]*(?:[.,][0-9]+)*"
    r"|(?<=[百千万])分之[一二三四五六七八九十百零点]+|(?<=[壹贰叁肆伍陆柒捌玖拾佰仟])[壹贰叁肆伍陆柒捌玖拾佰仟]+"
    r"|(?<=[一二三四五六七八九])[十百千万][一二三四五六七八九十百千万余多]*(?=[件起个人户家次份项条名%]))"
)
# Here too: what begins with one of several signs is looked for many times quicker than one of several words.
_PERCENT: Final = lazily(
    "[%‰倍分成](?:(?<=[%‰倍])|(?<=分)之|(?<=百分)点|(?<=[一二两三四五六七八九]成)(?![不立就果效为功员长]))"
)
_SHARE: Final = lazily(
    r"[率占比款、完付担资重的权即度面](?:(?<=进度)|(?<=[率占])|(?<=[盖与益及约]面)|(?<=比)[例重]|(?<=[款、付担资的])[^,;]{0,8}%|(?<=完)成|(?<=权)重|(?<=即)[0-9])"
)
_PRICE: Final = lazily(r"单价|[月年日](?:租|服务费|费用|工资|薪)|每月|每[^,;。]{1,10}[0-9][0-9.,]*万?元|元/")
_GROWTH: Final = lazily(
    r"[增减降升提扩缩延回下精翻节空年期来多少高低](?:(?<=[增减降升缩翻延])|(?<=[多少高低])[^,;。0-9]{0,4}[0-9]|(?<=提)高|(?<=扩)大|(?<=回)落|(?<=下)[滑浮]|(?<=精)简"
    r"|(?<=节)[约省]|(?<=空)编|(?<=[年期来])[^,;。]{1,12}倍)"
)
_FROM: Final = lazily(
    r"[由从同环较比上去核节前原0-9](?:(?<=[由从]).*[0-9].*[到至为]|(?<=[同环])比|(?<=[较比])[上去前年期月第原计预0-9]|(?<=前)[为有是]|(?<=原)[有来先]"
    r"|(?<=[上去])年|(?<=核)[减增]|(?<=节)约|(?<=[0-9])[0-9]{3}年.*[0-9]{4}年)"
)
_SUM: Final = lazily(
    r"[其分共合总包具余欠编假席男不季半](?:(?<=[共余欠编假席男])|(?<=其)中|(?<=分)别|(?<=合)计|(?<=总)[计数额量分和]"
    r"|(?<=包)括|(?<=具)体为|(?<=不)(?:予|合格|同意)|(?<=季)度|(?<=半)年)"
)
_HALF: Final = lazily("过半|半数|一半|大半")
_LENGTH: Final = lazily(r"(?:工期|日历天数|期限|租期|服务期)[^,;0-9]{0,6}[0-9]{1,4}(?:日|天|个月|年)")
_SHORTER: Final = lazily("[缩压减](?:短|缩|减|少)[至到为]")
_THREE: Final = lazily(
    "[核审节欠未缺空请优让超比较](?:(?<=超)[限重载标]|(?<=较)[^,;]{2,14}[0-9]|(?<=[核审])减|(?<=节)[约省支]|(?<=欠)|(?<=未)[收缴发到参]|(?<=缺)|(?<=空)[编缺岗]"
    "|(?<=请)假|(?<=优)惠|(?<=让)利|(?<=比)(?:[^,;]|,(?=[0-9]{3})){2,20}[多少高低])"
)
_RECKONED: Final = lazily(
    "净[增减流迁]|[增减升降多少了收支][0-9](?:[^,;]|,(?=[0-9]{3})){0,6},(?:全年|总量|总数)?(?:达|增至|升至|降至|减至|为)|中,?已?有[0-9]|[量数额长务划]的|第一[批期场轮阶组片]|为[^,;0-9]{2,8}的[0-9]"
)
_TITLED: Final = lazily(r"\s*[^\n]{0,60}?[0-9十百千万]")
_NEAR: Final = 160
_FIGURE: Final = lazily(r"[0-9][0-9.]*(?:[万亿件起个人户家次份项条名元亩处宗例张票场米吨套台辆期]|批)")
_APART: Final = lazily(r"\s*(?:去年|上年|前年|(?:19|20)[0-9]{2}年|第[一二三四五])")
_OVER: Final = lazily(r"[比较][上去]|同比|[增减升降收支少多][0-9][^;。]{0,20},[^,;]{0,4}达|增长|下降")
_AGAIN: Final = lazily(r"[顷亩米里斤吨克时钟元月㎡]\(?[,(即合约折换相也][^,;。]{0,5}[0-9]")
_WORDS: Final = lazily(
    r"[壹贰叁肆伍陆柒捌玖拾佰仟元(](?:(?<=[壹贰叁肆伍陆柒捌玖拾佰仟])[元拾佰仟万]|(?<=[一二三四五六七八九十百千万]元)整?\(|(?<=\()[一二两三四五六七八九十][百千万十])"
)
_ALONE: Final = lazily(r"[%‰倍分成元顷月\-./期位名半的述这时](?:(?<![的述这时])|(?=[0-9]))")
"""What stands in every sentence with a single figure of which something is to be said."""
_LONE: Final = lazily(
    "[%‰倍分成第壹贰叁肆伍陆柒捌玖拾佰仟元(月./期数-](?:(?<=[%‰倍])|(?<=分)之|(?<=百分)点"
    "|(?<=[一二两三四五六七八九]成)|(?<=第)\\s?[0-9一二三四五六七八九十]{1,4}[位名]"
    "|(?<=[壹贰叁肆伍陆柒捌玖拾佰仟])[元拾佰仟万]|(?<=[一二三四五六七八九十百千万]元)整?\\(|(?<=\\()[一二两三四五六七八九十][百千万十]"
    "|(?<=月)\\s*[0-9至到—]|(?<=[0-9][-/.])[0-9]{1,2}[-/.][0-9]|(?<=[期数])[^,;0-9]{0,7}[0-9])"
)
"""One of these stands in a sentence with a single figure of which something is to be said by itself: what the relations
below ask of a share, a rank, an amount in words, a day and a length."""
_RANKED: Final = lazily(r"第\s?[0-9一二三四五六七八九十]{1,4}[位名]")
_MOMENTS: Final = lazily(
    "[0-9]个?半?(?:小时|分钟|周?岁)|第[0-9一二三四五六七八九十]{1,3}[日天],?[(]?即|月(?![0-9至到—]).*[0-9]个月"
)
_DAYS: Final = lazily(r"[月0-9](?:(?<=月)\s*[0-9至到—]|(?<=[0-9])[-/.][0-9]{1,2}[-/.][0-9])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What the figures of a document yield. ``slips``: code → slips with offsets of the whole text.

    ``counts``: ``found`` are the figures of the text (dates and amounts in words among them), ``checked`` those
    that were compared with others, ``not_checkable`` the rest: nothing is said about them.
    """

    slips: dict[str, tuple[Slip, ...]]
    counts: dict[str, int]


def extract(document: Text, calendar: Callable[[], Calendar] | None = None) -> Figures:
    """Return the relations between the figures of a document that do not hold, by the code of the mistake.

    ``calendar`` is asked for only where a text gives a length in working days beside its dates.
    """
    folded = document.folded
    slips: dict[str, list[Slip]] = {}
    found = checked = 0
    told: set[tuple[str, int]] = set()
    loose = not document.has_articles  # articles stand each for itself; prose goes on from sentence to sentence
    ranges = list(_sentences(document))
    for at, start, end, hits in ranges:
        found += hits
        last_of_list = loose and folded[start - 1 : start] == ";"  # the last of a list may hold nothing but its figure
        if hits < 2 and not last_of_list and not (_ALONE if loose else _LONE).search(folded, start, end):
            continue
        for code, slip in _judge(document, folded[start:end], (at, start), hits, calendar, loose=loose):
            checked += 1
            if slip is not None and slip.short and folded[end - 1] == ";" and goes_on(document, at, start):
                continue
            if slip is not None and (code, start + slip.start) not in told:
                told.add((code, start + slip.start))
                slips.setdefault(code, []).append(moved(slip, start))
    prose = [] if not loose else [(start, end) for _, start, end, _ in ranges]
    for twice in check_twice(folded, prose):
        checked += 1
        slip = Slip(start=twice.start, end=twice.end, message=twice.message, suggestion="核对两处口径和数据，改成一致")
        slips.setdefault("Q013" if twice.rate else "Q009", []).append(slip)
    if loose and _TITLED.match(folded):
        from fazhi.kernel.lint.figures.apart import check_title

        for again in check_title(folded):
            checked += 1
            if isinstance(again, Slip):
                slips.setdefault("Q009", []).append(again)
    for slip in check_order(folded):
        slips.setdefault("Q011", []).append(slip)
    for listed in check_lists(folded):
        checked += 1
        if isinstance(listed, Slip):
            slips.setdefault("Q018", []).append(listed)
    if loose:
        from fazhi.kernel.lint.figures.frames import check_frames

        for code, framed in check_frames(folded, ranges, slips):
            checked += 1
            slips.setdefault(code, []).append(framed)
    for code, far in check_far(folded, slips):
        checked += 1
        if isinstance(far, Slip):
            slips.setdefault(code, []).append(far)
    if document.tables or "|" in folded or "\t" in folded or "计" in folded or "率\n" in folded:
        from fazhi.kernel.lint.figures.tables import check_tables

        for code, said in check_tables(document):
            checked += 1
            if isinstance(said, Slip):
                slips.setdefault(code, []).append(said)
    found = max(found, checked)
    return Figures(
        slips={code: tuple(each) for code, each in slips.items()},
        counts={"found": found, "checked": checked, "not_checkable": found - checked},
    )


def _sentences(document: Text) -> Iterator[tuple[int, int, int, int]]:
    """Yield (index, start, end, how many figures) of the sentences with figures."""
    ends, folded = document.sentence_ends, document.folded
    starts = [match.start() for match in _SEEN.finditer(folded)]
    seen = at = 0
    while seen < len(starts):
        at = bisect_right(ends, starts[seen], at)
        if at == len(ends):
            return
        first, end = seen, ends[at]
        while seen < len(starts) and starts[seen] < end:
            seen += 1
        yield at, ends[at - 1] if at else 0, end, seen - first


def _plainly(said: Iterator[tuple[str, Slip | Checked]]) -> Iterator[tuple[str, Slip | None]]:
    return ((code, None if isinstance(each, Checked) else each) for code, each in said)


def _judge(
    document: Text,
    sentence: str,
    where: tuple[int, int],
    hits: int,
    calendar: Callable[[], Calendar] | None,
    *,
    loose: bool,
) -> Iterator[tuple[str, Slip | None]]:
    """Yield what every relation says of one sentence: a code with its slip, or with None where it agrees.

    ``where``: the index of the sentence and its start.
    Where figures stand in brackets, the sentence is read a second time without them: 收入 120 万元（含上年 5 万元），
    支出 110 万元. What agreed or was told at a place the first time stands.
    """
    seen: set[int] = set()
    percent = "%" in sentence or "分" in sentence or "倍" in sentence or "‰" in sentence or "成" in sentence
    percent = percent and _PERCENT.search(sentence) is not None
    before = None
    if percent and _SHARE.search(sentence):
        before = before_it(document, *where)
    if hits > 1 or before is not None:
        for code, slip in _related(sentence, before, percent=percent, hits=hits):
            seen.add(slip.start)
            yield code, slip if isinstance(slip, Slip) else None
    for plain, places, guessed in readings(sentence, hits) if hits > 2 else ():
        for code, slip in _related(plain, before, percent=percent, hits=hits):
            if isinstance(slip, Slip) and places[slip.start] not in seen and (slip.mild or not guessed):
                yield code, moved_to(slip, places)
    ahead = (before if before is not None else before_it(document, *where)) if loose else ""
    apart = _APART.match(sentence) is not None
    if 0 < len(ahead) < _NEAR and (not apart or _OVER.search(sentence)) and _FIGURE.search(ahead):
        seen.update(range(len(sentence)) if not hits else ())
        joined = ahead.rstrip(" \n。;!?").replace(";", ",") + "," + sentence.lstrip()
        by = len(joined) - len(sentence)
        more = hits + sum(1 for _ in _SEEN.finditer(ahead))
        said = _grown(joined) if apart else _related(joined, None if before is None else "", percent=percent, hits=more)
        for code, slip in said:
            if not isinstance(slip, Slip) or slip.start - by in seen:
                continue
            # A total in the sentence before is told of there, once.
            yield code, moved(slip, -by if slip.start >= by else -len(ahead))
    if hits > 2 and "=" in sentence:
        from fazhi.kernel.lint.figures.formulas import check_formulas

        for summed, formula in check_formulas(sentence):
            yield ("Q002" if summed else "Q016"), None if isinstance(formula, Checked) else formula
    if "第" in sentence and ("由" in sentence or "从" in sentence) and _RANKED.search(sentence):
        from fazhi.kernel.lint.figures.ranks import check_ranks

        yield from _plainly(check_ranks(sentence))
    if hits > 2 and ("由" in sentence or "从" in sentence):
        from fazhi.kernel.lint.figures.threes import check_changed_measure

        yield from _plainly(check_changed_measure(sentence))
    if "日" in sentence and _SHORTER.search(sentence):
        from fazhi.kernel.lint.figures.threes import check_shortened

        yield from _plainly(check_shortened(sentence))
    if hits > 1 and _AGAIN.search(sentence):
        from fazhi.kernel.lint.figures.units import check_units

        for again in check_units(sentence):
            yield "Q004", None if isinstance(again, Checked) else again
    if "元" in sentence and _WORDS.search(sentence):
        from fazhi.kernel.lint.figures.amounts import check_amounts

        for amount in check_amounts(sentence):
            yield ("Q005", None) if isinstance(amount, Checked) else (amount[0].value, amount[1])
    if (
        "岁" in sentence or "小时" in sentence or "分钟" in sentence or "即" in sentence or "个月" in sentence
    ) and _MOMENTS.search(sentence):
        yield from _plainly(check_moments(sentence, before_it(document, *where)))
    if ("月" in sentence or "-" in sentence or "." in sentence or "/" in sentence) and _DAYS.search(sentence):
        from fazhi.kernel.lint.figures.spans import check_days, check_spans, check_weekdays

        for day in check_days(sentence):
            yield "Q006", day
        if "周" in sentence or "星期" in sentence:
            for day in check_weekdays(sentence):
                yield "Q017", day
        if sentence.count("月") > 1 and "," in sentence:
            from fazhi.kernel.lint.figures.apart import check_days_apart

            yield from _plainly(check_days_apart(sentence))
        working = calendar() if calendar is not None and "工作日" in sentence else None
        for span in check_spans(sentence, working):
            yield ("Q007", None) if isinstance(span, Checked) else (span[0].value, span[1])
    elif loose and ("历时" in sentence or "用时" in sentence) and ahead.count("月") > 1:
        from fazhi.kernel.lint.figures.apart import check_days_apart

        for code, lasted in check_days_apart(ahead + sentence):
            if lasted.start >= len(ahead):
                yield code, moved(lasted, -len(ahead)) if isinstance(lasted, Slip) else None
    elif "期" in sentence and _LENGTH.search(sentence):
        from fazhi.kernel.lint.figures.spans import check_dates_before

        begin, end = max(document.block(where[1])[0], where[1] - 100), where[1] + len(sentence)
        yield from _plainly(check_dates_before(document.folded, begin, where[1], end))


def _related(sentence: str, before: str | None, *, percent: bool, hits: int) -> Iterator[tuple[str, Slip | Checked]]:
    """Yield what the relations between counts and shares say of one sentence; ``before``: what stands in front.

    Relations are loaded when a sentence needs them: their patterns take longer to compile than a short text to check.
    """
    if not numbers(sentence):
        return  # only ordinals, dates and words such as 一定: every relation is one of numbers
    taken: set[int] = set()
    for code, slip in _by_phrases(sentence, before, percent=percent, hits=hits):
        taken.update(range(slip.start, slip.end) if isinstance(slip, Slip) else (slip.start,))
        yield code, slip
    yield from _by_build(sentence, before, taken, percent=percent, hits=hits)


def _by_phrases(sentence: str, before: str | None, *, percent: bool, hits: int) -> Iterator[tuple[str, Slip | Checked]]:
    """Yield what the relations say that are told by the words between the figures."""
    if before is not None:
        from fazhi.kernel.lint.figures.shares import check_shares
        from fazhi.kernel.lint.figures.wholes import check_whole

        for share in check_shares(sentence, before):
            yield "Q001", share
        for over in check_whole(sentence):
            yield "Q008", over
    if percent and hits > 1 and ("分之" in sentence or "成" in sentence):
        from fazhi.kernel.lint.figures.products import check_quorum

        for bound in check_quorum(sentence):
            yield "Q001", bound
    if hits > 1 and "元" in sentence:
        if percent:
            from fazhi.kernel.lint.figures.products import check_products

            for made in check_products(sentence):
                yield "Q001", made
        if _PRICE.search(sentence):
            from fazhi.kernel.lint.figures.prices import check_prices

            for price in check_prices(sentence):
                yield "Q016", price
    if hits > 1 and "均" in sentence:
        from fazhi.kernel.lint.figures.averages import check_averages

        for mean in check_averages(sentence):
            yield "Q016", mean
    if hits > 1 and (percent or _FROM.search(sentence)) and _GROWTH.search(sentence):
        from fazhi.kernel.lint.figures.changes import check_changes
        from fazhi.kernel.lint.figures.growth import check_growth

        said = check_growth(sentence)
        taken = {each.start if isinstance(each, Checked) else each[1].start for each in said}
        for grown in (*said, *check_changes(sentence, taken)):
            yield ("Q003", grown) if isinstance(grown, Checked) else (grown[0].value, grown[1])
    if hits > 2 or (hits > 1 and _SUM.search(sentence)):
        from fazhi.kernel.lint.figures.sums import check_sums

        for summed in check_sums(sentence):
            yield ("Q002", summed) if isinstance(summed, Checked) else (summed[0].value, summed[1])


def _grown(sentence: str) -> Iterator[tuple[str, Slip | Checked]]:
    """Yield what is to be said of the growth from one year to the next, each told in a sentence of its own."""
    from fazhi.kernel.lint.figures.growth import check_growth
    from fazhi.kernel.lint.figures.reckoned import check_reckoned

    taken: set[int] = set()
    for grown in check_growth(sentence):
        code, slip = ("Q003", grown) if isinstance(grown, Checked) else (grown[0].value, grown[1])
        taken.add(slip.start)
        yield code, slip
    yield from check_reckoned(sentence, taken)


def _by_build(
    sentence: str, before: str | None, taken: set[int], *, percent: bool, hits: int
) -> Iterator[tuple[str, Slip | Checked]]:
    """Yield what is to be said of the figures that no phrase ties, held against all that stands beside them."""
    if hits < 2:
        return
    if before is not None:
        from fazhi.kernel.lint.figures.nearby_shares import check_nearby_shares

        for share in check_nearby_shares(sentence, before, taken):
            yield "Q001", share
    if "半" in sentence and _HALF.search(sentence):
        from fazhi.kernel.lint.figures.nearby_shares import check_half

        for half in check_half(sentence, taken):
            yield "Q001", half
    if "均" in sentence:
        from fazhi.kernel.lint.figures.nearby_means import check_nearby_means

        for mean in check_nearby_means(sentence, taken):
            yield "Q016", mean
    if "每" in sentence and hits > 2:
        from fazhi.kernel.lint.figures.nearby_means import check_each

        for made in check_each(sentence, taken):
            yield "Q016", made
    if (percent or hits > 2) and _GROWTH.search(sentence):
        from fazhi.kernel.lint.figures.nearby_growth import check_nearby_growth

        for grown in check_nearby_growth(sentence, taken):
            yield ("Q003", grown) if isinstance(grown, Checked) else (grown[0].value, grown[1])
    if hits > 1 and _RECKONED.search(sentence):
        from fazhi.kernel.lint.figures.reckoned import check_reckoned

        yield from check_reckoned(sentence, taken)
    if hits > 2 and _THREE.search(sentence):
        from fazhi.kernel.lint.figures.threes import check_threes

        yield from check_threes(sentence, taken)
    if hits > 3 and "天" in sentence and "元" in sentence:
        from fazhi.kernel.lint.figures.threes import check_wages

        yield from check_wages(sentence, taken)
    if hits > 3 and ("分别" in sentence or "依次" in sentence or "全年" in sentence or "计" in sentence):
        from fazhi.kernel.lint.figures.series import check_series

        yield from check_series(sentence, taken)
    if hits > 2:
        from fazhi.kernel.lint.figures.nearby_sums import check_nearby_sums

        for summed in check_nearby_sums(sentence, taken):
            if not isinstance(summed, Checked):
                taken.update(range(summed[1].start, summed[1].end))
            yield ("Q002", summed) if isinstance(summed, Checked) else (summed[0].value, summed[1])
    yield from check_last(sentence, taken, percent=percent, hits=hits)
