"""What figures must be by their part in what is reckoned, whatever the sentence: frames of roles and arithmetic.

The other modules know how relations are worded. Here a figure is taken for a result by the word beside it (余, 合计,
每亩, 历时); what it must be follows from the measures and the parts that the other figures have. A figure that
anything in the passage can be reckoned to is explained, and nothing is said of it. Of one that nothing explains, it is
told what the frame makes of the others: where all of them have their part in it, or where it comes out once two digits
are exchanged.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from fazhi.kernel.lint.lazily import lazily

from .frame_counts import complements, copies, votes
from .frame_products import of_kinds, rates, ratios, shares_of
from .frame_shares import abreast, growths, parts_of, rest_of
from .frame_sums import differences, ledgers, lists, totals
from .frame_times import again, kept, lengths, months, terms, twice
from .numbers import Kind
from .passages import Claim, Passage, exchanged, explained, near, vouched
from .slips import Slip, shown, shown_percent

__all__ = ["check_frames"]

_FRAMES: Final[tuple[tuple[Callable[[Passage], Iterator[Claim]], str], ...]] = (
    (
        rates,
        r"每|[年月日人户亩村次篇天周笔件场家平]均|单[价个座台套件张株盏间栋辆项]|[月年日](?:租|薪|工资|服务费)|元/|各[处罚奖补给发交]|均[等分]",
    ),
    (of_kinds, "每.*每|/.*/"),
    (shares_of, r"(?:[0-9]%|‰|分之).*元|元.*(?:[0-9]%|‰|分之)"),
    (parts_of, r"[占率度的为](?=[^,;。0-9]{0,14}(?:[0-9.]+%|百分|[一二三四五六七八九]分))"),
    (abreast, "%.*%.*%"),
    (rest_of, "%[^0-9]{0,6}[0-9]"),
    (growths, r"[增降涨升减跌提调多落缩溢值折浮约省支度][^,;。0-9]{0,8}[0-9.]+[%倍]|的[0-9.]+倍"),
    (ratios, "比.*[0-9][:∶][0-9]|[0-9][:∶][0-9].*比"),
    (ledgers, r"(?:[余剩尚仍还未末底后存实净缺到现初原空闲]|账面|目前|利润|盈利|在册)[^,;。0-9]{0,12}[0-9]|假"),
    (totals, r"(?:[计共总全]|相加|之和|往返)[^,;。0-9]{0,10}[0-9零壹贰叁肆伍陆柒捌玖]"),
    (lists, r"(?:其中|分别|分为|包括|结果|情况|[下为源成型是]:|目录|具体|[组构]成)[^0-9]{0,20}[0-9]"),
    (differences, r"(?:[差多少出增减降升低高短快超涨扩提推滞]|缺口|节[约省支余]|回落|下[降调])[^,;。0-9]{0,5}[0-9]"),
    (complements, "[不未没]"),
    (votes, "弃权"),
    (copies, "一式"),
    (lengths, r"[月/.-].*(?<![月/.0-9-])[0-9]{1,3}[日天]"),
    (months, "个月.*年|年.*个月"),
    (terms, r"(?:期|限|历时|共)[^,;。0-9]{0,6}[0-9一二三四五六七八九十]{1,3}(?:年|个月)"),
    (kept, "不作|不变|相同|一致|维持原"),
    (twice, r"元.*元"),
    (again, "均|全部|都|悉数|一律|逐一|已全"),
)
"""Each frame with what stands in every passage that it has something to say of."""
_OF_THREE: Final = (rates, of_kinds, abreast, rest_of, ratios, ledgers, lists, differences, complements, votes)
"""What needs three figures at least."""
_MARKED: Final = tuple((frame, lazily(sign, re.DOTALL)) for frame, sign in _FRAMES)
_COUNTED: Final = lazily(r"[0-9](?![0-9年月号\-/:.,])|[0-9],(?=[0-9]{3})|[零壹贰叁肆伍陆柒捌玖拾佰仟](?=[元圆份])")
"""A figure that is no date at first sight; there must be two."""
_MONTHS: Final = lazily(r"[0-9]个月")
_FAR: Final = 220
_SHORT: Final = 64
_LINES: Final = 12


def check_frames(
    text: str, ranges: Sequence[tuple[int, int, int, int]], slips: dict[str, list[Slip]]
) -> Iterator[tuple[str, Slip]]:
    """Yield what frames say of the sentences of a folded text; of figures that are told of already, nothing.

    ``ranges``: index, start, end of each sentence with figures and how many signs of figures it has.
    """
    if "一式" in text:
        known_ranges = {start for _, start, _, _ in ranges}
        ranges = [*ranges, *((0, at, end, 2) for at, end in _sheets(text) if at not in known_ranges)]
    known = sorted((slip.start, slip.end) for each in slips.values() for slip in each)
    before = 0
    for _, start, end, hits in ranges:
        many, before = hits + before, hits
        if many < 2:
            continue
        begin = _begin(text, start, end)
        if _COUNTED.search(text, start, end) is None:
            continue
        counted = len(_COUNTED.findall(text, begin, end))
        if counted < 2 and _MONTHS.search(text, start, end) is None:
            continue
        passage = Passage(text[begin:end], start - begin)
        for frame, sign in _MARKED:
            if (counted < 3 and frame in _OF_THREE) or sign.search(passage.text) is None:
                continue
            for claim in frame(passage):
                said = _judged(passage, claim)
                if said is not None:
                    spans = [(begin + each.start, begin + each.end) for each in (claim.stated, *claim.operands)]
                    if any(a < d and c < b for a, b in spans for c, d in known):
                        continue
                    known.extend(spans)
                    yield claim.code, _moved(said, begin)


def _sheets(text: str) -> Iterator[tuple[int, int]]:
    """Yield the sentences that tell copies in capital numerals alone: 一式陆份，甲方执叁份，…."""
    at = text.find("一式")
    while at >= 0:
        start = max(text.rfind(mark, 0, at) for mark in "。;\n") + 1
        ends = [end for mark in "。;\n" if (end := text.find(mark, at)) >= 0]
        yield start, min(ends, default=len(text))
        at = text.find("一式", at + 1)


def _begin(text: str, start: int, end: int) -> int:
    """Return where the passage of a sentence begins: with its line, or some lines above where these are short."""
    line = text.rfind("\n", 0, start) + 1
    if start - line > _FAR:
        at = max(text.find(mark, start - _FAR, start) for mark in "。;")
        return at + 1 if at >= 0 else start
    lines = 0
    while line > 1 and end - line < _FAR and lines < _LINES:
        above = text.rfind("\n", 0, line - 1) + 1
        if line - above > _SHORT or line - above < 2:
            break
        line, lines = above, lines + 1
    return line


def _judged(passage: Passage, claim: Claim) -> Slip | None:
    """Return what is told of a claim; None where the figure is right, explained, or the claim not certain enough."""
    stated = claim.stated
    if near(stated, claim.value, claim.slack):
        return None
    swapped = exchanged(stated.value, claim.value) or _swaps(claim)
    if not claim.complete and not swapped:
        return None
    if any(near(stated, value, claim.slack) for value in claim.also) or vouched(passage, claim):
        return None
    if not claim.closed and explained(passage, stated, added=claim.code in ("Q002", "Q014")):
        return None
    return Slip(
        start=stated.start,
        end=stated.end,
        message=f"{claim.formula}＝{_print(claim)}，与所写的“{passage.text[stated.start : stated.end]}”不符",
        suggestion="核对各数，改成一致",
        mild=not claim.complete,
    )


def _print(claim: Claim) -> str:
    if claim.stated.kind is Kind.PERCENT:
        return shown_percent(claim.value / 100, max(1, len(str(claim.stated.step.denominator)) - 1))
    return shown(claim.value)


def _swaps(claim: Claim) -> bool:
    """Say whether one of what is added makes the total once two of its digits change places."""
    if claim.code != "Q002" or "-" in claim.formula:
        return False
    apart = claim.stated.value - claim.value
    return any(exchanged(each.value, each.value + apart) for each in claim.operands)


def _moved(slip: Slip, by: int) -> Slip:
    return Slip(
        start=slip.start + by, end=slip.end + by, message=slip.message, suggestion=slip.suggestion, mild=slip.mild
    )
