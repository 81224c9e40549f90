"""Dates that do not exist or stand in the wrong order (Q006), and lengths that do not fit their dates (Q007)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from itertools import chain
from typing import TYPE_CHECKING

from fazhi.kernel.lint.lazily import lazily

from .places import moved
from .slips import Checked, Slip

if TYPE_CHECKING:
    from ...calendar import Calendar

__all__ = ["Spanned", "check_dates_before", "check_days", "check_spans", "check_weekdays"]

_DAY = r"(?:(?P<y{0}>(?:19|20)\d{{2}})\s*年\s*)?(?P<m{0}>\d{{1,2}})\s*月\s*(?P<d{0}>\d{{1,2}})\s*(?:日|号)"
_SINGLE = lazily(_DAY.format(""))
_DOTTED = lazily(r"(?<![\d.\-/])(?P<y>(?:19|20)\d{2})(?P<s>[-/.])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})(?![\d.\-/])")
_SPAN = lazily(
    _DAY.format("1") + r"(?:\s*\d{1,2}(?:时|:\d{2}))?(?:起|开始|开工|动工|启动|进场|起租|入场)?"
    r"(?:张贴|公示|公告|公布|征集|报名|挂网|施工)?\s*(?:,\s*(?=[至到]))?"
    + r"(?:至|到|—|－|-|~|～|──|——)+\s*"
    + _DAY.format("2").replace(r"(?P<m2>\d{1,2})\s*月\s*", r"(?:(?P<m2>\d{1,2})\s*月\s*)?")
)
_SHORT = r"(?P<y{0}>(?:19|20)\d{{2}})(?P<s{0}>[./-])(?P<m{0}>\d{{1,2}})(?P=s{0})(?P<d{0}>\d{{1,2}})"
_DOTTED_SPAN = lazily(rf"(?<![\d.]){_SHORT.format('1')}\s*(?:至|到|—|－|~|～|──)+\s*{_SHORT.format('2')}(?![\d.])")
_NAMED = lazily(
    r"(?:开工|开始|起始|起租|起止|生效|进场|启动)(?:日期|时间|日)?(?:为|是|:)?"
    + _DAY.format("1")
    + r"[,;、]\s*(?:计划|预计|合同)?(?:竣工|完工|结束|终止|截止|届满|到期|退租)(?:日期|时间|日)?(?:为|是|:)?"
    + _DAY.format("2")
)
"""Two days told by what begins and ends on them."""
_WITHIN = lazily(
    _DAY.format("1")
    + r"起?(?:施行|生效|执行|实施|计算|算)?,"
    + r"(?:有效期|期限|试行期|租赁?期|服务期|合同期|任期|聘期|为期)限?为?[^,;。]{2,6},(?:即|有效期)?[至到]"
    + _DAY.format("2")
)
"""A length told between the day it begins and the day it ends."""
_COUNTED = lazily(
    _DAY.format("1")
    + r"起,?(?:为期|共|计)?(?:\d{1,3}|[一二三四五六七八九十]{1,3})(?:个月|年|日|天),?即?[至到]"
    + _DAY.format("2")
)
"""自5月8日起六个月，至11月7日止."""
_MONTHS = lazily(
    r"(?P<y1>(?:19|20)\d{2})\s*年\s*(?P<m1>\d{1,2})\s*月(?!\s*\d)份?起?\s*(?:至|到|—|－|-|~|～|──)+\s*"
    r"(?P<y2>(?:19|20)\d{2})\s*年\s*(?P<m2>\d{1,2})\s*月(?!\s*\d)"
)
"""A span told by its months: 2024年5月至2026年4月."""
_WEEKDAY = lazily(
    r"(?P<y>(?:19|20)\d{2})\s*年\s*(?P<m>\d{1,2})\s*月\s*(?P<d>\d{1,2})\s*日\s*\(?(?P<said>(?:星期|周)(?P<w>[一二三四五六日天]))(?![至到、—-])"
)
_WEEK = "一二三四五六日"
_TO = "-至到—－~～─"  # one of them stands in every span
_TO_DAY = lazily(rf"[{_TO}]\s*\d")
_DOUBTFUL = lazily(
    r"[月日号/.-](?:(?<=[\s0].)(?<!10.)(?<!20[日号])|(?<=29[日号])|(?<=[3-9]\d[月日号])|(?<=2\d月)|(?<=1[3-9]月)"
    r"|(?<=[^\D0-9].)|(?<=\d[-/.])\d)"
)
"""What stands in a sentence with a day that is not in every calendar: no day up to the 28th of a month."""
_LENGTH = lazily(
    r"(?P<least>不少于|不低于|至少|不得少于)?(?P<n>\d{1,4}|[一二两三四五六七八九十百]{1,4})\s*个?(?P<unit>工作日|自然日|日历日|天|日|个月|月|年|周年)(?P<more>以上)?"
)
_SAID = lazily(
    r"(?:公示|公告|征求意见|公开征求|期限|时限|时间|为期|历时|共|计|合计|期|公布|张贴|合同期|租赁期|租期|有效期|任期|工期|日历天数|服务期|聘期|承包期|培训)[^\d一二两三四五六七八九十,;。]{0,8}$|^[,(]?\s*(?:共计?|为期|历时|计|合计|公示期?|期限|时间)?(?:为|是)?\s*$"
)
_NO_LENGTH = lazily(r"(?:前|后|内|以内|之内|日前|起算|届满|次|每|第|提前|超过|逾期|满)")
_CN = {char: index for index, char in enumerate("零一二三四五六七八九")} | {"两": 2}


class Spanned(Enum):
    """Which mistake."""

    DAY = "Q006"
    LENGTH = "Q007"


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int
    first: date
    last: date


def _real(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def check_days(text: str) -> list[Slip]:
    """Return the dates of a sentence that no calendar has (2月30日, 13月1日; 2月29日 only where its year is given)."""
    slips: list[Slip] = []
    if _DOUBTFUL.search(text) is None:
        return slips
    for pattern, signs in ((_SINGLE, "月"), (_DOTTED, "-/.")):
        for match in pattern.finditer(text) if any(sign in text for sign in signs) else ():
            before = text[max(0, match.start() - 1) : match.start()]
            if before.isdigit() or before == "第" or before == "月":
                continue
            month, day = int(match["m"]), int(match["d"])
            year = int(match["y"]) if match["y"] else 2000
            if _real(year, month, day) is None:
                slips.append(
                    Slip(start=match.start(), end=match.end(), message=f"没有“{match[0]}”这一天", suggestion="核对日期")
                )
    return slips


def check_weekdays(text: str) -> list[Slip]:
    """Return the dates of a sentence that fall on another day of the week than is written behind them."""
    slips = []
    for match in _WEEKDAY.finditer(text):
        day = _real(int(match["y"]), int(match["m"]), int(match["d"]))
        if day is None or _WEEK[day.weekday()] == match["w"].replace("天", "日"):
            continue
        right = match["said"][:-1] + _WEEK[day.weekday()]
        slips.append(
            Slip(
                start=match.start(),
                end=match.end("said"),
                message=f"{day.year}年{day.month}月{day.day}日是{right}，所写的是{match['said']}",
                suggestion="核对日期和星期",
            )
        )
    return slips


def _spans(text: str) -> Iterator[_Span | Slip]:
    for match in chain(
        _SPAN.finditer(text) if any(sign in text for sign in _TO) else (),
        _DOTTED_SPAN.finditer(text) if any(sign in text for sign in "./-") else (),
        _NAMED.finditer(text) if "日期" in text or "时间" in text else (),
        _WITHIN.finditer(text) if "期" in text else (),
        _COUNTED.finditer(text) if "起" in text else (),
    ):
        year = int(match["y1"]) if match["y1"] else (int(match["y2"]) if match["y2"] else None)
        known = year is not None
        first = _real(year or 2001, int(match["m1"]), int(match["d1"]))
        month = int(match["m2"]) if match["m2"] else int(match["m1"])
        last = _real(int(match["y2"]) if match["y2"] else (year or 2001), month, int(match["d2"]))
        if first is None or last is None:
            continue
        if last < first and not match["y2"]:
            across = not match["y1"] or re.search(r"次年|翌年|第二年|每年", text[match.start() : match.end()])
            if across or "每年" in text[: match.start()]:
                continue
        if last < first:
            yield Slip(
                start=match.start(),
                end=match.end(),
                message=f"截止日期早于开始日期：{match[0]}",
                suggestion="核对起止日期；跨年的，写明截止年份",
            )
        elif known or (first.month, last.month) != (2, 3):
            yield _Span(match.start(), match.end(), first, last)


def _amount(text: str) -> int:
    if text.isdigit():
        return int(text)
    total, digit = 0, 0
    for char in text:
        if char in ("十", "百"):
            total += (digit or 1) * (10 if char == "十" else 100)
            digit = 0
        else:
            digit = _CN[char]
    return total + digit


def check_spans(text: str, calendar: Calendar | None = None) -> list[tuple[Spanned, Slip] | Checked]:
    """Return what is to be said of the spans of dates in a sentence: order, and the length stated beside them.

    A length in days is right by either usage (both ends counted, or the first left out); one said to be 不少于 may be
    shorter than the span. Working days are judged only with a calendar that covers the span. Months and years must end
    on the same day or the day before. Without any year a span across the end of February is left alone.
    """
    said: list[tuple[Spanned, Slip] | Checked] = []
    if _TO_DAY.search(text) is None and "日期" not in text and "时间" not in text:
        return said  # all others of these patterns have a digit behind a sign of a span
    for span in _spans(text):
        if isinstance(span, Slip):
            said.append((Spanned.DAY, span))
            continue
        for match in _LENGTH.finditer(text):
            if text.startswith(("首尾", "起止"), match.start() - 2):
                continue
            if match.start() < span.end and match.end() > span.start:
                if not _stands_within(text, span, match):
                    continue
            elif not _belongs(text, span, match):
                continue
            said.extend(_judge(text, span, match, calendar))
            break
    said.extend(_by_months(text) if "月" in text and "期" in text else ())
    return said


_NAMED_DAYS = lazily(r"(?:开工|开始|起始|生效).{0,30}[;,].{0,8}(?:竣工|完工|结束|终止|届满)[^;。]{0,20}日[;,]$")


def check_dates_before(folded: str, begin: int, start: int, end: int) -> Iterator[tuple[str, Slip | Checked]]:
    """Yield what is to be said of 工期 120 天 behind 开工日期：…；竣工日期：…；: clauses of one line of a contract.

    The clause stands from ``start`` to ``end``, what belongs to it from ``begin``; offsets are those of the clause.
    """
    if begin >= start or not _NAMED_DAYS.search(folded, begin, start):
        return
    for span in check_spans(folded[begin:end].replace(";", ",")):
        if isinstance(span, Checked):
            yield Spanned.LENGTH.value, span
        elif span[1].end > start - begin:
            yield span[0].value, moved(span[1], begin - start)


def _by_months(text: str) -> Iterator[tuple[Spanned, Slip] | Checked]:
    """Judge 任期两年（2024年5月至2026年4月）: either the last month is counted or it is not."""
    for match in _MONTHS.finditer(text):
        months = (int(match["y2"]) - int(match["y1"])) * 12 + int(match["m2"]) - int(match["m1"])
        span = _Span(match.start(), match.end(), date.min, date.max)
        for length in _LENGTH.finditer(text):
            if length.start() < span.end and length.end() > span.start:
                continue
            if length["unit"] not in ("年", "周年", "个月", "月") or not _belongs(text, span, length):
                continue
            said = _amount(length["n"]) * (12 if "年" in length["unit"] else 1)
            least = bool(length["least"] or length["more"])
            if said in (months, months + 1) or (least and months + 1 >= said):
                yield Checked(length.start())
            elif months > 0:
                yield (
                    Spanned.LENGTH,
                    Slip(
                        start=min(span.start, length.start()),
                        end=max(span.end, length.end()),
                        message=f"所写起止年月之间为 {months + 1} 个月（首末月计入），与“{length[0]}”不符",
                        suggestion="核对起止年月和期限",
                    ),
                )
            break


def _stands_within(text: str, span: _Span, length: re.Match[str]) -> bool:
    """Say whether a length stands between the two days, set off by commas: 自1月1日起施行，有效期三年，至…止."""
    return (
        span.start < length.start()
        and length.end() < span.end
        and text[length.end() : length.end() + 1] in (",", "至", "到", "即")
        and bool(_NAMES_LENGTH.search(text[span.start : length.start()]))
    )


_NAMES_LENGTH = lazily(r",(?:有效期|期限|试行期|租赁?期|服务期|合同期|任期|聘期|为期)限?为?$|日起,?(?:为期|共|计)?$")


_BOTH_ENDS = lazily(
    r"[,(]?(?:[含按]?(?:首尾|起止)(?:两[日天]|日期?|当[日天])?|(?:首尾|起止)?两端|含(?:开始|起始)[^,;)]{0,8})(?:均|都|全部)*(?:已|算|计|包含|计算|计入|记入|算入|含|包括)?(?:入|在内|内)*[,)]?"
)


def _belongs(text: str, span: _Span, length: re.Match[str]) -> bool:
    """Say whether a length is said of the span: next to it, called its period, and no term of its own."""
    behind = length.start() >= span.end
    between = text[span.end : length.start()] if behind else text[length.end() : span.start]
    between = _BOTH_ENDS.sub("", between) if behind else between
    if "工作日" in between:
        return False
    if len(between) > 16 or re.search(r"[;。!?]", between) or text[length.start() - 1 : length.start()].isdigit():
        return False
    if between.count(",") + between.count("、") > 1:
        return False
    if _NO_LENGTH.match(text[length.end() : length.end() + 2]) or re.search(
        r"(?:第|每|前|后|满|超过|提前|自|于)$", text[: length.start()]
    ):
        return False
    if length["unit"] in ("年", "月", "日") and length["n"].isdigit() and len(length["n"]) == 4:
        return False
    if length["unit"] == "月" and not text[: length.end()].endswith("个月"):
        return False
    follows = text[length.end() : length.end() + 1]
    if length["unit"] in ("年", "月", "个月") and re.match(r"\d|度|份|底|初|中|末", follows or "。"):
        return False
    lead = text[: length.start()]
    return bool(_SAID.search(lead[-14:])) or (length.start() >= span.end and bool(_SAID.search(between)))


def _judge(
    text: str, span: _Span, length: re.Match[str], calendar: Calendar | None
) -> Iterator[tuple[Spanned, Slip] | Checked]:
    amount, unit = _amount(length["n"]), length["unit"]
    least = bool(length["least"] or length["more"])
    days = (span.last - span.first).days
    if unit in ("年", "周年", "个月", "月"):
        months = amount * 12 if "年" in unit else amount
        ends = {_plus(span.first, months), _plus(span.first, months) - timedelta(days=1)}
        fits = span.last in ends or (least and span.last >= min(ends))
        true = f"{days + 1} 天"
    elif unit == "工作日":
        if (
            calendar is None
            or not (calendar.covers(span.first) and calendar.covers(span.last))
            or span.first.year == 2001
        ):
            return
        counted = calendar.working_between(span.first, span.last)
        both = counted + (1 if calendar.is_working(span.first) else 0)
        fits = amount in (counted, both) or (least and both >= amount)
        true = f"{both} 个工作日"
    else:
        fits = amount in (days, days + 1) or (least and days + 1 >= amount)
        true = f"{days + 1} 日（首日计入）"
    if fits:
        yield Checked(length.start())
        return
    yield (
        Spanned.LENGTH,
        Slip(
            start=min(span.start, length.start()),
            end=max(span.end, length.end()),
            message=f"所写起止日期之间为 {true}，与“{length[0]}”不符",
            suggestion="核对起止日期和天数",
        ),
    )


def _plus(day: date, months: int) -> date:
    """Return the same day of a later month, or its last day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    for last in (day.day, 30, 29, 28):
        if last <= day.day and (found := _real(year, month + 1, last)):
            return found
    raise ValueError(day)
