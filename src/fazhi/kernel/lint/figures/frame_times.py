"""Frames of days and months: a length beside the days or months it lies between; and of one thing told twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from itertools import combinations
from typing import Final

from fazhi.kernel.lint.lazily import lazily

from .numbers import Kind
from .passages import Claim, Passage, exchanged
from .quantities import Quantity
from .slips import shown

__all__ = ["again", "kept", "lengths", "months", "terms", "twice"]

_DAY: Final = lazily(
    r"(?<![\d.])(?:(?:(?P<y>(?:19|20)\d{2})\s*年|(?P<same>同年|当年|本年|次年))?\s*(?P<m>\d{1,2})\s*月\s*(?P<d>\d{1,2})\s*[日号]|(?P<dotted>(?:19|20)\d{2}(?P<sign>[-/.])\d{1,2}(?P=sign)\d{1,2})(?!\d))"
)
_SAID: Final = lazily(
    r"历时|用时|耗时|为期|共|已过|已[满经]|工期|日历天|总天数|距|相隔|间隔|时长|前后|合计|计$|持续|期[限间]|逾期|超期|只?用了?$|隔了?$|长达|需时"
)
_NO: Final = lazily(r"^(?:内|以内|之内|前|后|起|以上|以下|左右|多|余|的?工作日|届满|期满|之前|之后|前后)")
_UNSURE: Final = lazily(r"工作日|扣除|不含|除去|不计|剔除|中止|延长|停工|顺延|约|左右|每|分别|法定")


def _days(text: str) -> list[tuple[int, date]]:
    """Return the days of a text with where each ends, its year taken from the one before; none where one is unreal."""
    out: list[tuple[int, date]] = []
    year = None
    for match in _DAY.finditer(text):
        if match["dotted"]:
            parts = [int(each) for each in match["dotted"].replace("/", "-").replace(".", "-").split("-")]
        else:
            if match["same"] == "次年" and year is not None:
                year += 1
            year = int(match["y"]) if match["y"] else year
            parts = [year or 2001, int(match["m"]), int(match["d"])]
        try:
            out.append((match.end(), date(*parts)))
        except ValueError:
            return []
        year = parts[0] if match["dotted"] or match["y"] else year
    return out


def lengths(passage: Passage) -> Iterator[Claim]:
    """Yield how many days lie between the only two days in front, both counted or the last alone."""
    for stated in passage.here:
        if stated.unit != "日" or stated.hedged or stated.per or stated.value < 2 or _NO.match(stated.behind):
            continue
        at = max(passage.text.rfind(mark, 0, stated.start) for mark in ",;。\n(")
        clause = passage.text[at + 1 : stated.start]
        if not _SAID.search(clause) or _UNSURE.search(clause) or _UNSURE.search(stated.behind):
            continue
        days = [(end, day) for end, day in _days(passage.text) if end <= stated.start]
        if not days and _PERIOD.search(clause):
            days = [(end, day) for end, day in _days(passage.text) if end > stated.end]
            if len(days) != 2 or _NOT_FROM.search(passage.text, stated.end, days[0][0]):
                continue
        here = [(end, day) for end, day in days if end > passage.own]
        days = here if len(here) > 1 else days
        told = list(dict.fromkeys(day for _, day in days))
        if not 2 <= len(told) <= 5 or told != sorted(told):
            continue
        if any(stated.value - (b - a).days in (-1, 0, 1) for a, b in combinations(told, 2)):
            continue
        apart = (told[-1] - told[0]).days
        first, last = told[0], told[-1]
        if len(told) > 2 and not _between(passage.text, days, stated):
            continue
        if _UNSURE.search(passage.text, min(days[0][0], stated.end), max(stated.start, days[-1][0])):
            continue
        yield Claim(
            code="Q007", stated=stated, value=Fraction(apart), slack=Fraction(1),
            formula=f"{first.month}月{first.day}日至{last.month}月{last.day}日为{apart}天（首尾都算{apart + 1}天）",
            operands=(), complete=Fraction(1, 4) < stated.value / max(apart, 1) < 4,
        )  # fmt: skip


_TERM: Final = lazily(
    r"租期|期限|为期|有效期|任期|服务期|承包期|聘期|流转期|合同期|借期|工期|周期|历时|试用期|质保期|保修期|共$"
)


def terms(passage: Passage) -> Iterator[Claim]:
    """Yield how many months or years lie between the only two days of a passage, where that length is told."""
    days = list(dict.fromkeys(day for _, day in _days(passage.text)))
    if len(days) != 2 or not _YEARS.search(passage.text) or days[0] >= days[1]:
        return
    spans = [each for each in passage.all if each.unit in ("年", "月") and not each.per and _TERM.search(each.clause)]
    if len(spans) != 1 or spans[0].hedged or _NO.match(spans[0].behind) or _UNSURE.search(passage.text):
        return
    stated = spans[0]
    if max(stated.end, _days(passage.text)[-1][0]) <= passage.own:
        return
    told = int(stated.value) * (12 if stated.unit == "年" else 1)
    held = {_months(days[0], days[1] + timedelta(days=each)) for each in (0, 1)}
    low, high = _about(days[0], days[1])
    if any((low if whole is None else whole) == told for whole in held) or told in (low, high):
        return
    right = next((each for each in held if each), None)
    if right is None or (stated.unit == "年" and right % 12):
        return
    yield Claim(
        code="Q007", stated=stated, value=Fraction(right, 12 if stated.unit == "年" else 1), slack=Fraction(0),
        formula=f"{days[0]:%Y-%m-%d}至{days[1]:%Y-%m-%d}", operands=(),
        complete=Fraction(1, 4) < Fraction(told, right) < 4,
    )  # fmt: skip


_YEARS: Final = lazily(r"(?:19|20)\d{2}(?=年|[-/.]\d)")


def _months(first: date, last: date) -> int | None:
    """Return the months between two days of the same number, or None where these differ."""
    return _about(first, last)[0] if first.day == last.day else None


def _about(first: date, last: date) -> tuple[int, int]:
    """Return the months between those of two days, and one more: both counted."""
    apart = (last.year - first.year) * 12 + last.month - first.month
    return apart, apart + 1


_PERIOD: Final = lazily(
    r"(?:公示|公告|征集|征求意见|报名|公开)期?限?(?:为|共|:)?$|(?:期限|时限|为期|时间)(?:为|共|:)?$"
)
_NOT_FROM: Final = lazily("[。;]|另|其中|收到|送达|截止")


_FIRST: Final = lazily(r"登记|受理|立案|启动|开始|开工|送达|收到")


def _between(text: str, days: list[tuple[int, date]], stated: Quantity) -> bool:
    """Say whether more days than two go from what is named again in front of the length: 自受理起用时 15 天."""
    begun = _FIRST.findall(text, days[0][0], days[0][0] + 6)
    last = text[max(days[-2][0], days[-1][0] - 12) : days[-1][0]]
    clause = text[max(text.rfind(",", 0, stated.start), text.rfind("。", 0, stated.start)) + 1 : stated.start]
    return ("至" in last + clause or "到" in clause) and any(each + word in clause for each in "自从" for word in begun)


_MONTH: Final = lazily(r"(?P<y>(?:19|20)\d{2})年(?P<m>\d{1,2})月(?!\d)")
_LAST: Final = lazily(r"末期|最后一[期个]|至$|到$|止$|最后|届满")


def months(passage: Passage) -> Iterator[Claim]:
    """Yield how many months lie between the only two months told: 自 7 月起…，11 个月还清，末期为 5 月."""
    told = list(_MONTH.finditer(passage.text))
    if len(told) != 2 or told[-1].start() < passage.own:
        return
    first, last = told
    spans = [each for each in passage.all if each.unit == "月" and each.start > first.end() and not each.per]
    if len(spans) != 1 or not _LAST.search(passage.text[max(0, last.start() - 6) : last.start()]):
        return
    if not passage.text.startswith(("起", "开始"), first.end()) or _UNSURE.search(
        passage.text, first.end(), last.end()
    ):
        return
    apart = (int(last["y"]) - int(first["y"])) * 12 + int(last["m"]) - int(first["m"])
    if apart <= 0 or spans[0].value in (apart, apart + 1) or not Fraction(1, 4) < spans[0].value / apart < 4:
        return
    yield Claim(
        code="Q007", stated=spans[0], value=Fraction(apart + 1), slack=Fraction(0),
        formula=f"{first[0]}至{last[0]}为{apart + 1}个月", operands=(), complete=True,
    )  # fmt: skip


_KEPT: Final = lazily(
    r"不作(?:任何)?(?:变动|调整|变更|改变)|(?:数额|金额|标准)(?:维持)?不变|(?:数额|金额)相同|与告知(?:的?数额)?一致|维持原(?:数额|金额)"
)


def kept(passage: Passage) -> Iterator[Claim]:
    """Yield what an amount must be that is said to be the one told before: 按告知的数额不作变动，决定罚款 5000 元."""
    told = _KEPT.search(passage.text, passage.own)
    if told is None:
        return
    money = [each for each in passage.all if each.unit == "元"]
    if (
        len(money) != 2
        or any(each.hedged or each.per for each in money)
        or not money[0].end <= told.start() < money[1].start
    ):
        return
    first, stated = money
    if first.clause[-2:] == stated.clause[-2:]:
        yield Claim(
            code="Q009", stated=stated, value=first.value, slack=Fraction(0),
            formula=f"“{told[0]}”，前文为{shown(first.value)}", operands=(first,), complete=True,
        )  # fmt: skip


_OTHER_TIME: Final = lazily(r"上年|去年|同期|前年|同比|增|减|降|升|[比较原]|其中|\d{4}年|\d月|季度|预算|分别|每|新")


def twice(passage: Passage) -> Iterator[Claim]:
    """Yield what an amount was before that is told again under the same name with two digits exchanged."""
    for at, stated in enumerate(passage.all):
        if stated.start < passage.own or stated.hedged or stated.per or _OTHER_TIME.search(stated.clause):
            continue
        name = _name(stated)
        for before in passage.all[:at]:
            if before.unit != stated.unit or before.hedged or before.per or not exchanged(before.value, stated.value):
                continue
            if len(name) > 1 and _name(before) == name and not _OTHER_TIME.search(before.clause):
                yield Claim(
                    code="Q009", stated=stated, value=before.value, slack=Fraction(0),
                    formula=f"前文{name}为{shown(before.value)}", operands=(before,), complete=False,
                )  # fmt: skip


_TAIL: Final = lazily(r"(?P<name>[\u4e00-\u9fff]{2})(?:总额|合计|共计|共|为|计|达|约|总计|人民币|即)*$")


def _name(each: Quantity) -> str:
    told = _TAIL.search(each.clause)
    return told["name"] if told else ""


_WHOLE: Final = lazily(r"共|总|全|合计")
_EVERY: Final = lazily(r"^[^,;。]{0,12}?(?:均|全部|都|悉数|一律|逐一|已全)")
_OF_THEM: Final = lazily(r"^(?:这|该|上述|以上|所有|全部)*$")


def again(passage: Passage) -> Iterator[Claim]:
    """Yield how many there were that are taken up again as all: 共有水库 7 座。…，8 座水库均落实了责任人."""
    for stated in passage.here:
        if (
            stated.kind is not Kind.COUNT
            or stated.hedged
            or stated.spelled
            or not _OF_THEM.match(stated.clause.strip())
        ):
            continue
        noun = stated.behind[:2]
        if len(noun) < 2 or not _EVERY.match(passage.text[stated.end : stated.end + 24]):
            continue
        like = [each for each in passage.like(stated) if each.start < passage.own and not each.hedged]
        named = [each for each in like if noun in each.words[-12:] and _WHOLE.search(each.clause)]
        if len(named) != 1 or any(each.value == stated.value for each in like) or not named[0].value:
            continue
        if Fraction(1, 3) < stated.value / named[0].value < 3 and not _OTHER_TIME.search(
            passage.text, passage.own, stated.start
        ):
            yield Claim(
                code="Q009", stated=stated, value=named[0].value, slack=Fraction(0),
                formula=f"前文{noun}共", operands=(named[0],), complete=True,
            )  # fmt: skip
