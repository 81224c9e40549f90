"""Days as a text tells them, in figures or in 汉字 (六月十五号, 去年九月), and which of them says what happened.

A month alone stands for all of its days: ``first`` and ``last`` bound what the writer can have meant, and a term is held
to be missed only where it is missed on any reading.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from fazhi.kernel.lint import Context, Document, compiled
from fazhi.kernel.lint.lazily import lazily
from fazhi.packs.rules._words_disputes import LONGEST_PAPER, count_of

if TYPE_CHECKING:
    import re

_MONTH: Final = lazily(
    r"(?:((?:19|20)[0-9]{2})年|(二[〇○零][〇○零一二三四五六七八九]{2})年|(去年|上年|前年|今年|本年|当年|次年|第二年))?[ ]?"
    r"(?<![0-9一二三四五六七八九十个])([0-9]{1,2}|[一二三四五六七八九十]{1,2})月$"
)
_DAY: Final = lazily(
    r"份?(?:([0-9]{1,2}|[一二三四五六七八九十]{1,3})[日号]|(?![内之以0-9一二三四五六七八九十底初中上下])(?=[才收送把,，受就发定印出来]))"
)
_BACK: Final = 10
_NOT_DONE: Final = lazily(r"^(?:前|之前|以前|止|截止|起|至)")
_PLANNED: Final = lazily(r"(?:(?<!申)请|应|将|拟|限|须|最迟|截至|不晚于|不迟于|预计)(?:你[^。;,，]{0,6})?(?:于|在)?$")
_NEXT_YEAR: Final = {"去年": -1, "上年": -1, "前年": -2}
_NUMERALS: Final = frozenset("0123456789一二三四五六七八九十")
_STOPS: Final = "。\n"
_REACH: Final = 44


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One day or month of a text: the first and the last day it can mean, its span, and what is said around it."""

    first: date
    last: date
    start: int
    end: int
    before: str
    after: str


def told_days(document: Document, start: int, end: int, context: Context) -> list[Told]:
    """Return the days that a part of a text tells, in order; a year not told is that told before, or the paper's.

    None are returned of a text too long to be one paper.
    """
    if len(document.folded) > LONGEST_PAPER:
        return []
    return [told for told in _all_of(document, context.day(document).year) if start <= told.start and told.end <= end]


@lru_cache(maxsize=1)  # several rules ask for the days of one document
def _all_of(document: Document, own: int) -> list[Told]:
    folded = document.folded
    end, year = len(folded), own
    matches = [each for at in _signs(folded) if (each := _day_at(folded, at)) is not None]
    found: list[Told] = []
    for at, (month, day) in enumerate(matches):
        named = _year_of(month, own, year)
        unsaid = not (month[1] or month[2] or month[3])
        if unsaid and found and found[-1].first.year == named:
            # Months that run back without a year named have passed the turn of the year, if by more than a little.
            named += found[-1].first.month - (count_of(month[4]) or 0) > 6
        year = named
        span = _bounds(month[4], day[1], named)
        if span is None:
            continue
        left = max(matches[at - 1][1].end() if at else 0, month.start() - _REACH)
        right = min(matches[at + 1][0].start() if at + 1 < len(matches) else end, day.end() + _REACH)
        before, after = folded[left : month.start()], folded[day.end() : right]
        for stop in _STOPS:
            before, after = before.rsplit(stop, 1)[-1], after.split(stop, 1)[0]
        found.append(Told(first=span[0], last=span[1], start=month.start(), end=day.end(), before=before, after=after))
    return found


def pairs(
    document: Document, start: int, end: int, context: Context, first: str, last: str
) -> Iterator[tuple[Told, Told]]:
    """Yield a day around which the pattern ``first`` stands with the next one after which ``last`` does.

    A day that is only set, asked for or planned (请于…前) is not one on which something was done.
    """
    days = told_days(document, start, end, context)
    for at, one in enumerate(days):
        if not (compiled(first).search(one.after) or compiled(first).search(one.before)) or _only_planned(one):
            continue
        for other in days[at + 1 :]:
            if compiled(last).search(other.after) and not _only_planned(other):
                yield one, other
                break


def _only_planned(told: Told) -> bool:
    return _NOT_DONE.match(told.after) is not None or _PLANNED.search(told.before) is not None


def _year_of(match: re.Match[str], own: int, told: int) -> int:
    if match[1]:
        return int(match[1])
    if match[2]:
        return int("".join(str("〇一二三四五六七八九".find(sign)) if sign not in "○零" else "0" for sign in match[2]))
    if match[3] in ("次年", "第二年"):
        return told + 1
    return own + _NEXT_YEAR.get(match[3], 0) if match[3] and match[3] != "当年" else told


def _bounds(month: str, day: str | None, year: int) -> tuple[date, date] | None:
    in_year, in_month = count_of(month), count_of(day) if day else None
    if in_year is None or not 1 <= in_year <= 12:
        return None
    most = monthrange(year, in_year)[1]
    if day is None:
        return date(year, in_year, 1), date(year, in_year, most)
    if in_month is None or not 1 <= in_month <= most:
        return None
    return date(year, in_year, in_month), date(year, in_year, in_month)


def _signs(folded: str) -> Iterator[int]:
    at = folded.find("月", 1)
    while at >= 0:
        if folded[at - 1] in _NUMERALS:
            yield at
        at = folded.find("月", at + 1)


def _day_at(folded: str, at: int) -> tuple[re.Match[str], re.Match[str]] | None:
    """Return what stands before and after one 月, where it is that of a day; most are a count of months."""
    month = _MONTH.search(folded, max(0, at - _BACK), at + 1)
    day = _DAY.match(folded, at + 1) if month else None
    return None if month is None or day is None else (month, day)
