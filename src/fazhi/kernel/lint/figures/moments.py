"""What lies between two moments: hours by the clock (Q007), an age by its birth, the n-th day behind a day.

历时 48 小时 beside 7月24日20时 and 7月26日20时; 已满 60 周岁 beside 1965年4月出生; 送达后的第3日即5月9日.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from typing import Final

from fazhi.kernel.lint.lazily import lazily

from .slips import Checked, Slip

__all__ = ["check_ages", "check_hours", "check_nth_days"]

_CN: Final = {char: at for at, char in enumerate("零一二三四五六七八九")} | {"两": 2}
_MOMENT: Final = lazily(
    r"(?:(?:(?P<y>(?:19|20)\d{2})年)?(?P<mo>\d{1,2})月(?P<d>\d{1,2})日|(?P<next>次日|翌日|第二天))?"
    r"(?P<part>上午|早上?|凌晨|中午|下午|晚上?|夜间|傍晚)?(?P<h>\d{1,2})(?:[时点](?:(?P<mi>\d{1,2})分|(?P<half>半)|整)?|:(?P<mm>\d{2}))"
    r"(?!间)"
)
_LASTED: Final = lazily(
    r"(?P<what>历时|持续|时长|用时|耗时|共计|共|合计|总计|[,(]计)(?:时间|时长)?(?:为|达|共|了)?"
    r"(?:(?P<h>\d{1,3}(?:\.\d)?)个?(?:半(?=小时))?(?:小时|钟头)(?:零?(?P<m>\d{1,2})分钟?)?|(?P<only>\d{1,4})分钟)"
)
_LESS: Final = lazily(r"不含|扣除|休息|除去|中断|间隔|间歇|暂停|另|每[天日]|分别|累计|半小时|半个小时")


def check_hours(text: str) -> Iterator[tuple[str, Slip | Checked]]:
    """Yield what is to be said of a text with just two moments and the hours (or minutes) that lie between them."""
    lasted = list(_LASTED.finditer(text))
    if len(lasted) != 1 or _LESS.search(text):
        return
    said = lasted[0]
    if text[said.end() : said.end() + 1] in ("余", "多", "左", "以", "半"):
        return
    moments = [match for match in _MOMENT.finditer(text) if match.end() <= said.start()]
    if len(moments) != 2 or len(list(_MOMENT.finditer(text))) != 2:
        return
    first, last = moments
    apart = list(_apart(first, last))
    if not apart:
        return
    stated = Fraction(said["only"]) if said["only"] else Fraction(said["h"]) * 60 + int(said["m"] or 0)
    if any(abs(each - stated) < (4 if "." in (said["h"] or "") else 1) for each in apart):
        yield "Q007", Checked(said.start())
        return
    hours, minutes = divmod(apart[0], 60)
    length = (f" {hours} 小时" if hours else "") + (f" {minutes} 分钟" if minutes else "")
    yield (
        "Q007",
        Slip(
            start=said.start(),
            end=said.end(),
            message=f"{first[0]}至{last[0]}为{length}，与“{said[0]}”不符",
            suggestion="核对起止时间和时长",
        ),
    )


def _apart(first: re.Match[str], last: re.Match[str]) -> Iterator[int]:
    """Yield the minutes that may lie between two moments: 8 of an evening may stand for 20 where no word tells."""
    year = int(first["y"] or last["y"] or 2001)
    if first["d"] is None and last["d"] is not None:
        return
    for one in _clock(first):
        for other in _clock(last):
            begun = _real(year, first["mo"], first["d"])
            ended = _real(int(last["y"] or year), last["mo"] or first["mo"], last["d"] or first["d"])
            if begun is None or ended is None:
                return
            days = (ended - begun).days + (1 if last["next"] else 0)
            minutes = days * 24 * 60 + other - one
            if minutes < 0 and last["d"] is None and last["next"] is None:
                minutes += 24 * 60
            if minutes > 0:
                yield minutes


def _real(year: int, month: str | None, day: str | None) -> date | None:
    """Return a day, the first of January where none is told; None for one that no calendar has."""
    try:
        return date(year, int(month or 1), int(day or 1))
    except ValueError:
        return None


def _clock(moment: re.Match[str]) -> list[int]:
    """Return the minutes of the day that a moment may be."""
    hour = int(moment["h"])
    minute = int(moment["mi"] or moment["mm"] or (30 if moment["half"] else 0))
    if hour > 24 or minute > 59:
        return []
    at = hour * 60 + minute
    if moment["part"] is None:
        return [at, at + 720] if hour < 12 and moment["d"] is None and moment["next"] is None else [at]
    late = moment["part"] in ("下午", "晚", "晚上", "夜间", "傍晚") or (moment["part"] == "中午" and hour < 3)
    return [at + 720 if late and hour < 12 else at]


_DATE: Final = r"(?P<y{0}>(?:19|20)\d{{2}})年(?P<m{0}>\d{{1,2}})月(?:(?P<d{0}>\d{{1,2}})日)?"
_BORN: Final = lazily(
    rf"(?:出生日期|出生年月|出生时间|生于|出生于)(?:为|是|:)?{_DATE.format(1)}|{_DATE.format(2)}(?:出生|生(?=[,;。)]))"
)
_THEN: Final = lazily(_DATE.format(""))
_AGED: Final = lazily(
    r"(?P<full>(?:年?满|已满|刚满|满))?(?P<less>(?:未|不)满)?(?P<n>\d{1,3})(?P<unit>周岁|岁)(?P<after>以上|以下|左右|多)?"
)


def check_ages(text: str) -> Iterator[tuple[str, Slip | Checked]]:
    """Yield what is to be said of an age where the text tells one birth, one other day, and one age behind both."""
    births, aged = list(_BORN.finditer(text)), list(_AGED.finditer(text))
    if len(births) != 1 or len(aged) != 1 or aged[0]["after"]:
        return
    birth, age = births[0], aged[0]
    by = "1" if birth["y1"] else "2"
    others = [each for each in _THEN.finditer(text) if not birth.start() <= each.start() < birth.end()]
    if len(others) != 1 or birth.end() > age.start() or others[0].start() > age.start():
        return
    then = others[0]
    (begun_low, begun_high), (low, high) = _days(birth, by), _days(then, "")
    if low <= begun_high:
        return
    youngest, oldest = _years(begun_high, low), _years(begun_low, high)
    stated = int(age["n"])
    less = age["less"] is not None
    full = age["full"] is not None or re.search("[已年刚]满$", text[: age.start()]) is not None
    if less:
        holds = youngest < stated
    elif full:
        holds = stated <= oldest
    else:
        holds = youngest <= stated <= oldest + (0 if age["unit"] == "周岁" else 1)
    if holds or oldest > 110:
        yield "Q007", Checked(age.start())
        return
    years = f"{youngest}" if youngest == oldest else f"{youngest} 至 {oldest}"
    yield (
        "Q007",
        Slip(
            start=age.start(),
            end=age.end(),
            message=f"{birth[0]}，至{then[0]}为 {years} 周岁，与“{age[0]}”不符",
            suggestion="核对出生年月和年龄",
        ),
    )


def _days(match: re.Match[str], by: str) -> tuple[date, date]:
    """Return the first and the last day that a date without its day may be."""
    year, month, day = int(match["y" + by]), min(12, max(1, int(match["m" + by]))), match["d" + by]
    if day is not None:
        told = date(year, month, min(28, max(1, int(day))))
        return told, told + timedelta(days=int(day) - told.day if int(day) <= 31 else 0)
    return date(year, month, 1), date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def _years(birth: date, then: date) -> int:
    return then.year - birth.year - ((then.month, then.day) < (birth.month, birth.day))


_NTH: Final = lazily(
    r"(?:(?P<y1>(?:19|20)\d{2})年)?(?P<m1>\d{1,2})月(?P<d1>\d{1,2})日(?P<between>[^。]{0,60}?)"
    r"(?P<from>(?:之)?[次第翌]日起(?:的|算|计算)?|之后的?|后的?|之日起的?|起的?)第(?P<n>\d{1,3}|[一二三四五六七八九十]{1,3})[日天]"
    r",?[(]?即(?:(?P<y2>(?:19|20)\d{2})年)?(?P<m2>\d{1,2})月(?P<d2>\d{1,2})日"
)


def check_nth_days(text: str) -> Iterator[tuple[str, Slip | Checked]]:
    """Yield what is to be said of 于5月6日送达，送达后的第3日即5月9日; either usage of counting is right."""
    for match in _NTH.finditer(text):
        if re.search(r"\d日|工作日|顺延|节假日", match["between"]):
            continue
        year = int(match["y1"] or match["y2"] or 2001)
        begun = _real(year, match["m1"], match["d1"])
        then = _real(int(match["y2"] or year), match["m2"], match["d2"])
        if begun is None or then is None:
            continue
        nth, apart = _amount(match["n"]), (then - begun).days
        if apart in (nth, nth - 1):
            yield "Q007", Checked(match.start("n"))
        elif -360 < apart < 360:
            right = begun + timedelta(days=nth)
            after = f"{begun.month}月{begun.day}日后的第 {nth} 日是{right.month}月{right.day}日"
            yield (
                "Q007",
                Slip(
                    start=match.start("n") - 1,
                    end=match.end(),
                    message=f"{after}，所写的是{then.month}月{then.day}日",
                    suggestion="核对起算日期和天数",
                ),
            )


def _amount(text: str) -> int:
    if text.isdigit():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    if ten:
        return (_CN[tens] if tens else 1) * 10 + (_CN[ones] if ones else 0)
    return _CN[text[-1]]
