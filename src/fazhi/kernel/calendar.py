"""The calendar of statutory workdays: weekdays, holidays off and weekend days worked instead.

A working day is a statutory workday (Monday to Friday unless a holiday notice frees it, and the weekend days that
a notice orders to be worked, 调休补班). The table of one year may name days of the year before, because New Year's
holiday often begins in December; all tables are therefore laid over one another before anything is counted.

The calendar knows until when it is known. Outside it, Monday to Friday is assumed and whoever counts there must call
the result provisional (暂定) and count again when the next notice is out.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType

from fazhi.kernel.errors import CalendarGap, PackError, TermError

ONE_DAY = timedelta(days=1)

WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """The notice that set holidays of ``year``; ``number`` (文号), ``url`` and ``issued`` where they are certain."""

    year: int
    title: str
    number: str | None = None
    url: str | None = None
    issued: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DayNote:
    """Why a day is off (``off``) or worked although a weekend (not ``off``): the holiday and its notice's year."""

    name: str
    off: bool
    notice_year: int


@dataclass(frozen=True, slots=True, kw_only=True)
class YearTable:
    """What the notices of one year say. ``days`` may lie in the December before."""

    year: int
    notices: tuple[Notice, ...]
    days: Mapping[date, DayNote]


def _weekdays_to(ordinal: int) -> int:
    """Number of Mondays to Fridays from 0001-01-01 (a Monday, ordinal 1) to ``ordinal``, both included."""
    weeks, rest = divmod(ordinal, 7)
    return weeks * 5 + min(rest, 5)


def _weekday_at(count: int) -> int:
    """Ordinal of the ``count``-th Monday-to-Friday since 0001-01-01, counted from 1."""
    weeks, rest = divmod(count - 1, 5)
    return weeks * 7 + rest + 1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Calendar:
    """Immutable. Answers in constant time from prefix sums; days outside the tables follow by arithmetic on weekdays.

    ``known_from`` and ``known_until`` are the first and last day for which notices were read (both included).
    Working days are numbered through from 0001-01-01; inside the tables ``_rank`` gives the number of working days
    from ``_low`` to a day (included) and ``_days`` the day of a number.
    """

    known_from: date
    known_until: date
    notices: tuple[Notice, ...]
    notes: Mapping[date, DayNote] = field(repr=False)
    _low: int = field(repr=False)
    _before: int = field(repr=False)
    _rank: array[int] = field(repr=False)
    _days: tuple[date, ...] = field(repr=False)
    _shift: int = field(repr=False)

    @classmethod
    def from_years(cls, tables: Iterable[YearTable]) -> Calendar:
        """The calendar of consecutive years. PackError on a gap, a year given twice or two tables that disagree."""
        ordered = sorted(tables, key=lambda table: table.year)
        if not ordered:
            raise PackError("日历没有任何年份", hint="至少导入一个年度的节假日安排")
        notes: dict[date, DayNote] = {}
        for earlier, later in itertools.pairwise(ordered):
            if later.year != earlier.year + 1:
                raise PackError(
                    f"日历年份不连续：{earlier.year}年之后是{later.year}年", hint="补齐中间年度，每年只能有一份"
                )
        for table in ordered:
            for day, note in table.days.items():
                other = notes.get(day)
                if other is not None and other.off != note.off:
                    raise PackError(f"{day}在两份年度表里一为放假一为上班", where=f"{table.year}年")
                notes[day] = note
        first, last = date(ordered[0].year, 1, 1), date(ordered[-1].year, 12, 31)
        low = min(first, *notes, first).toordinal()
        high = max(last, *notes, last).toordinal()
        rank, days = array("l"), []
        for ordinal in range(low, high + 1):
            day = date.fromordinal(ordinal)
            special = notes.get(day)
            if not special.off if special else day.weekday() < 5:
                days.append(day)
            rank.append(len(days))
        before = _weekdays_to(low - 1)
        return cls(
            known_from=first,
            known_until=last,
            notices=tuple(notice for table in ordered for notice in table.notices),
            notes=MappingProxyType(notes),
            _low=low,
            _before=before,
            _rank=rank,
            _days=tuple(days),
            _shift=before + len(days) - _weekdays_to(high),
        )

    def covers(self, day: date) -> bool:
        """Whether the notices that decide about ``day`` were read."""
        return self.known_from <= day <= self.known_until

    def note(self, day: date) -> DayNote | None:
        """The holiday or make-up workday on ``day``; None on an ordinary day or weekend."""
        return self.notes.get(day)

    def is_working(self, day: date) -> bool:
        """Whether ``day`` is a statutory workday; outside the known years Monday to Friday is assumed."""
        note = self.notes.get(day)
        return not note.off if note else day.weekday() < 5

    def number_of(self, day: date) -> int:
        """Number of working days from 0001-01-01 to ``day``, included. Differences of it count working days."""
        ordinal = day.toordinal()
        position = ordinal - self._low
        if position < 0:
            return _weekdays_to(ordinal)
        if position < len(self._rank):
            return self._before + self._rank[position]
        return _weekdays_to(ordinal) + self._shift

    def numbered(self, number: int) -> date:
        """The working day that bears ``number``: the inverse of ``number_of``. CalendarGap outside years 1 to 9999."""
        index = number - self._before - 1
        try:
            if index < 0:
                return date.fromordinal(_weekday_at(number))
            if index < len(self._days):
                return self._days[index]
            return date.fromordinal(_weekday_at(number - self._shift))
        except (ValueError, OverflowError) as error:
            raise CalendarGap("计算结果超出公历1年至9999年", hint="核对起算日和期限数") from error

    def add_working(self, start: date, n: int) -> date:
        """The ``n``-th working day after ``start``, ``start`` excluded; negative ``n`` before it; 0 gives ``start``."""
        if n > 0:
            position = start.toordinal() - self._low
            # The usual case, written out because everything that shows a date calls it.
            if 0 <= position < len(self._rank):
                index = self._rank[position] + n - 1
                if index < len(self._days):
                    return self._days[index]
            return self.numbered(self.number_of(start) + n)
        if n == 0:
            return start
        number = self.number_of(start)
        return self.numbered(number + n + (0 if self.is_working(start) else 1))

    def working_between(self, a: date, b: date) -> int:
        """Working days in (a, b]: ``a`` excluded, ``b`` included; negative when ``b`` is before ``a``."""
        return self.number_of(b) - self.number_of(a)

    def next_working(self, day: date) -> date:
        """``day`` itself if it is a working day, else the first one after it."""
        return day if self.is_working(day) else self.numbered(self.number_of(day) + 1)

    def prev_working(self, day: date) -> date:
        """``day`` itself if it is a working day, else the last one before it."""
        return self.numbered(self.number_of(day))

    def rest_name(self, day: date) -> str | None:
        """Why ``day`` is no working day: the holiday's name or 周末; None if it is one."""
        if self.is_working(day):
            return None
        note = self.notes.get(day)
        return note.name if note else "周末"

    def notices_for(self, first: date, last: date) -> tuple[Notice, ...]:
        """The notices of the years that ``first`` to ``last`` (both included) touch and that were read."""
        return tuple(notice for notice in self.notices if first.year <= notice.year <= last.year)


_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SEPARATED = re.compile(r"(\d{4})([-./])(\d{1,2})\2(\d{1,2})")
_CHINESE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")


def parse_date(text: str) -> date:
    """The day written as 20261121, 2026.11.21, 2026-11-21, 2026/11/21 or 2026年11月21日 (full-width digits too).

    TermError names what is wrong with anything else, also with a day that does not exist.
    """
    plain = unicodedata.normalize("NFKC", text).strip() if isinstance(text, str) else ""
    if match := _COMPACT.fullmatch(plain):
        year, month, day = (int(part) for part in match.groups())
    elif match := _SEPARATED.fullmatch(plain):
        year, month, day = int(match[1]), int(match[3]), int(match[4])
    elif match := _CHINESE.fullmatch(plain):
        year, month, day = (int(part) for part in match.groups())
    else:
        raise TermError(f"看不懂的日期“{str(text)[:40]}”", hint="写成2026-11-21、2026.11.21、20261121或2026年11月21日")
    if not 1900 <= year <= 2199:
        raise TermError(f"日期“{plain}”的年份不在1900至2199之间", hint="核对年份")
    if not 1 <= month <= 12:
        raise TermError(f"日期“{plain}”没有{month}月", hint="月份为1至12")
    try:
        return date(year, month, day)
    except ValueError as error:
        raise TermError(f"日期“{plain}”不存在：{year}年{month}月没有{day}日", hint="核对日数") from error
