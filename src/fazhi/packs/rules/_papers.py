"""What the rules about enforcement and disputes share: laws, groups of papers, days and amounts that stand in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Final

from fazhi.kernel.lint import Context, Document, Hit
from fazhi.kernel.lint.lazily import lazily

if TYPE_CHECKING:
    from fazhi.kernel.calendar import Calendar

PENALTIES: Final = "行政处罚法@2021"
COERCION: Final = "行政强制法@2011"
REVIEW: Final = "行政复议法@2023"
SUITS: Final = "行政诉讼法@2017"
CIVIL_SUITS: Final = "民事诉讼法@2023"

DECISIONS: Final = ("pd", "ps", "qz", "zg")
"""Papers that decide against somebody and tell the remedies."""
SIXTY: Final = "(?:六十|60)"
SIX_MONTHS: Final = "(?:六个?月|6个?月)"
SUE: Final = "(?:起诉|诉讼)"

DAY: Final = r"(?:((?:19|20)[0-9]{2})年|(?<![0-9年]))([0-9]{1,2})月([0-9]{1,2})日"
"""A day; where it has no year, the year told last before it holds (``day_of``)."""
AMOUNT: Final = (
    r"(?:人民币)?([0-9][0-9,]*(?:\.[0-9]+)?万?|[一二三四五六七八九十百千零〇两万壹贰叁肆伍陆柒捌玖拾佰仟]+)元"
)

DECISION: Final = (
    "柳湾镇人民政府行政处罚决定书\n柳政罚决字〔2026〕3号\n当事人：丁小水，住址：柳湾镇河东村12号。\n"
    "经查，当事人于2026年3月2日在河东路占道堆放砖块，以上事实有现场笔录、照片为证。"
    "本机关于2026年3月5日送达行政处罚事先告知书，当事人未陈述、申辩。"
    "依据《临江县市容管理办法》第三十条第一款，对照裁量基准“较轻”阶次，决定罚款人民币三百元。\n"
    "当事人应当自收到本决定书之日起十五日内到指定银行缴纳罚款。"
    "如不服本决定，可以自收到本决定书之日起六十日内向临江县人民政府申请行政复议，"
    "也可以自收到本决定书之日起六个月内向临江县人民法院提起诉讼。\n柳湾镇人民政府（印章）\n2026年3月16日\n"
)
"""A whole decision of penalty in which nothing is missing, for examples."""

NO_PENALTY: Final = (
    "柳湾镇人民政府不予行政处罚决定书\n当事人：丁小水，住址：柳湾镇河东村12号。\n经查，当事人初次违法，有照片为证，"
    "危害后果轻微并已及时改正，决定不予行政处罚。如不服，可以自收到之日起六十日内向临江县人民政府申请行政复议，"
    "或者六个月内向临江县人民法院提起诉讼。\n柳湾镇人民政府\n2026年3月16日\n"
)
"""A whole decision not to punish, for examples."""

_DIGITS: Final = (
    {sign: at for at, sign in enumerate("零一二三四五六七八九")}
    | {"〇": 0, "两": 2}
    | {sign: at for at, sign in enumerate("壹贰叁肆伍陆柒捌玖", 1)}
)
_TENS: Final = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}


_YEAR: Final = lazily(r"((?:19|20)[0-9]{2})年(?=[0-9]{1,2}月)")
_NEAR: Final = 400
"""How far back the year of a day may stand that is written without one."""


def days_of(pattern: str, document: Document, context: Context) -> Iterator[tuple[date, int, int]]:
    """Yield each day that a pattern with one ``DAY`` in it finds, with the span of the match.

    A rule that names the pattern in ``anywhere`` has its words looked for in the one scan for all rules.
    """
    for match in context.each(document, pattern):
        day = day_of(match)
        if day is not None:
            yield day, match.start(), match.end()


def day_of(match: re.Match[str], group: int = 1) -> date | None:
    """Return the day that three groups of a match write; ``None`` for 2月30日 and where no year stands before it."""
    year = match[group]
    if year is None and (
        said := _YEAR.findall(match.string, max(0, match.start(group + 1) - _NEAR), match.start(group + 1))
    ):
        year = said[-1]
    try:
        return date(int(year or 0), int(match[group + 1]), int(match[group + 2]))
    except ValueError:
        return None


def signed_on(document: Document) -> date | None:
    """Return the day that stands under the paper, or in its head; not the day it is judged on."""
    return document.frame.date


def amount_of(written: str) -> float | None:
    """Return how many yuan 1,500 or 一万二千 or 1.2万 are; ``None`` for what cannot be read."""
    if written[0].isdigit():
        factor = 10_000 if written.endswith("万") else 1
        return float(written.removesuffix("万").replace(",", "")) * factor
    total, section, digit = 0, 0, 0
    for sign in written:
        if sign in _DIGITS:
            digit = _DIGITS[sign]
        elif sign in _TENS:
            section += (digit or 1) * _TENS[sign]
            digit = 0
        elif sign == "万":
            total += (section + digit) * 10_000
            section = digit = 0
    return float(total + section + digit) or None


def calendar() -> Calendar:
    """Return the calendar of working days, read at its first use."""
    from fazhi.packs import calendar as pack

    return pack.load()


def after(label: str) -> str:
    """Return the pattern of what follows a label and a colon: one name or several."""
    return rf"(?:{label})(?:\(签[名字]\)|签[名字])?:[ ]*((?:[\u4e00-\u9fff]{{2,4}}[、, ]?){{1,4}})"


def names_after(label: str, document: Document, context: Context) -> Iterator[tuple[str, int, int]]:
    """Yield each name of a person that follows a label and a colon (承办人：甲某、乙某), with its place."""
    for match in context.each(document, after(label)):
        for name in re.finditer(r"[\u4e00-\u9fff]{2,4}", match[1]):
            yield name[0], match.start(1) + name.start(), match.start(1) + name.end()


_COUNTED: Final = lazily(r"(?m)^[ \t]*[一二三四五六七八九十]{1,2}、(?:关于|对于?|你|您|针对|申请|反映)")


def matter_at(document: Document, offset: int) -> tuple[int, int]:
    """Return the span of the one matter told at the offset where a paper answers several in turn, else of all of it.

    What excuses the answer to one (where else to ask, what was searched) does not excuse the answer to another.
    """
    starts = [match.start() for match in _COUNTED.finditer(document.folded)]
    begin = max((start for start in starts if start <= offset), default=None)
    if len(starts) < 2 or begin is None:
        return 0, len(document.folded)
    line = document.folded.find("\n", begin)
    following = next((start for start in starts if start > begin), line if line >= 0 else len(document.folded))
    return (begin, following) if offset < following else (0, len(document.folded))


def same_person(document: Document, context: Context, one: str, others: str) -> Iterator[Hit]:
    """Yield where the holder of one post is among those of the other."""
    taken = {name for name, _, _ in names_after(others, document, context)}
    for name, begin, stop in names_after(one, document, context) if taken else ():
        if name in taken:
            yield Hit(begin, stop)
