"""Two days told apart and how long it took (Q006, Q007); a figure of the title told again with another value (Q009)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from fazhi.kernel.lint.lazily import lazily

from .numbers import Kind, Number, numbers
from .slips import Checked, Slip, shown

__all__ = ["check_days_apart", "check_title"]

_DAY: Final = lazily(r"(?:(?P<y>(?:19|20)\d{2})年)?(?P<m>\d{1,2})月(?P<d>\d{1,2})日(?:(?:上午|下午|晚)?\d{1,2}时)?")
_BEGINS: Final = lazily(
    r"开班|开工|动工|启动|开始|受理|立案|收到|进场|开学|开幕|开展|起草|签订|接到|申请|报名|起算|送达|进驻|入驻|实施"
)
_ENDS: Final = lazily(
    r"结束|终止|解除|完成|办结|作出|竣工|完工|结业|结班|届满|截止|闭幕|验收|审结|结案|答复|撤离|收官|落幕|通车|交付"
)
_LASTED: Final = lazily(
    r"(?:为期|历时|用时|耗时|前后|总共|工期)(?:共|约|为)?(?P<n>\d{1,3}|[一二两三四五六七八九十]{1,3})(?P<about>多|余)?"
    r"(?P<unit>天|日|个月|个工作日)(?P<after>左右|多)?"
)
_PAUSED: Final = lazily("停工|停业|顺延|扣除|暂停|中止|中断|不计入|延期")
_PAUSE: Final = lazily("[,、]")
_CN: Final = {char: at for at, char in enumerate("零一二三四五六七八九")} | {"两": 2}


def _amount(text: str) -> int:
    if text.isdigit():
        return int(text)
    tens, _, ones = text.rpartition("十")
    if "十" in text:
        return (_CN[tens] if tens else 1) * 10 + (_CN[ones] if ones else 0)
    return _CN[text[-1]]


def check_days_apart(text: str) -> Iterator[tuple[str, Slip | Checked]]:
    """Yield what is to be said of a sentence with just two days, on which something begins and ends."""
    days = list(_DAY.finditer(text))
    if len(days) != 2:
        return
    first, last = days
    between, behind = text[first.end() : last.start()], text[last.end() : last.end() + 16]
    before = text[max(0, first.start() - 14) : first.start()]
    starts = _BEGINS.search(_PAUSE.split(between)[0]) or _BEGINS.search(before.rpartition(",")[2])
    ends = _ENDS.search(behind.partition(",")[0]) or _ENDS.search(_PAUSE.split(between)[-1])
    if not starts or not ends or not _PAUSE.search(between):
        return
    year = first["y"] or last["y"]
    try:
        begun = date(int(first["y"] or year or 2001), int(first["m"]), int(first["d"]))
        ended = date(int(last["y"] or first["y"] or year or 2001), int(last["m"]), int(last["d"]))
    except ValueError:
        return
    if ended < begun:
        if last["y"] or (begun - ended).days < 60:
            yield (
                "Q006",
                Slip(
                    start=last.start(),
                    end=last.end(),
                    message=f"{last[0]}{ends[0]}早于{first[0]}{starts[0]}",
                    suggestion="核对两个日期的先后",
                ),
            )
        return
    lasted = _LASTED.search(text)
    if lasted is None or _PAUSED.search(text) or lasted["about"] or lasted["after"] or lasted["unit"] == "个工作日":
        return
    amount, apart = _amount(lasted["n"]), (ended - begun).days
    if lasted["unit"] == "个月":
        months = (ended.year - begun.year) * 12 + ended.month - begun.month
        holds = amount in (months - 1, months, months + 1)
    else:
        holds = amount in (apart, apart + 1)
    if holds:
        yield "Q007", Checked(lasted.start())
    else:
        yield (
            "Q007",
            Slip(
                start=lasted.start(),
                end=lasted.end(),
                message=f"{first[0]}至{last[0]}为 {apart + 1} 日（首日计入），与“{lasted[0]}”不符",
                suggestion="核对两个日期和天数",
            ),
        )


_TITLE: Final = 60
_BODY: Final = 20_000
_ENDS_TITLE: Final = lazily(r"(?:通知|请示|报告|决定|函|批复|公告|通告|通报|意见|协议|合同|方案|公示)(?:书)?$")


def check_title(text: str) -> Iterator[Slip | Checked]:
    """Yield the count in the text that is that of the title with another value: 关于划拨 12 万元的请示…划拨 15 万元.

    The text must hold just one figure of the unit that is said of the same thing, and none of the title's value.
    """
    begin = len(text) - len(text.lstrip())
    end = text.find("\n", begin)
    if not 0 < end - begin <= _TITLE or len(text) > _BODY:
        return
    title = text[begin:end].strip()
    if not _ENDS_TITLE.search(title):
        return
    for told in numbers(title):
        if told.kind is not Kind.COUNT or told.hedged or not told.unit:
            continue
        names = {
            name[at : at + 4]
            for name in _nouns(title, told)
            for at in range(max(1, len(name) - 3))
            if len(name) > 1 and name[at : at + 2] != "关于"
        }
        body = [
            (number, at)
            for at, line in _lines(text, end)
            for number in numbers(line)
            if number.kind is Kind.COUNT and number.unit == told.unit
        ]
        if not body or any(number.low <= told.high and number.high >= told.low for number, _ in body):
            if body:
                yield Checked(begin + told.start)
            continue
        alike = [
            (number, at)
            for number, at in body
            if any(name in text[max(end, at + number.start - 16) : at + number.end + 12] for name in names)
        ]
        if len(alike) == 1 and not alike[0][0].hedged:
            number, at = alike[0]
            yield Slip(
                start=at + number.start,
                end=at + number.end,
                message=f"此处为 {shown(number.value)}，标题为 {shown(told.value)}",
                suggestion="核对标题和正文，改成一致",
            )


def _nouns(title: str, number: Number) -> list[str]:
    """Return the words on either side of a figure of a title, up to 的 and the like."""
    behind = title[number.end : number.end + 8].partition("的")[0]
    before = number.clause.rpartition("关于")[2][-6:]
    return [words for words in (behind, before) if len(words) > 1]


def _lines(text: str, start: int) -> Iterator[tuple[int, str]]:
    """Yield start and text of the sentences behind the title."""
    at = start
    for part in _STOPS.split(text[start:]):
        yield at, part
        at += len(part) + 1


_STOPS: Final = lazily(r"[。;\n]")
