"""Periods as townships count them: months with a local cut-off (26日—25日); quarters, halves, years made of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from fazhi.kernel.errors import FazhiError

_MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}
_DAY = timedelta(days=1)


class PeriodKind(StrEnum):
    """月报、季报、半年报、年报."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """One period. ``number`` counts from 1 within the year; ``cut`` is the last day of a month's count (0: its own).

    With ``cut`` 25 the month of March runs from 26 February to 25 March, both inclusive; 1 to 28 are allowed.
    ``opened`` is the cut-off of the month before the first one where that was another (−1: the same): the period in
    which a cut-off changed begins on the day after the last one, so that no day is counted twice or never.
    """

    year: int
    number: int
    kind: PeriodKind = PeriodKind.MONTH
    cut: int = 0
    opened: int = -1

    def __post_init__(self) -> None:
        if not (0 <= self.cut <= 28 and -1 <= self.opened <= 28):
            wrong = self.opened if 0 <= self.cut <= 28 else self.cut
            raise FazhiError(f"月报截止日不能是{wrong}日", hint="写 1 至 28；按自然月的写 0")
        if not 1 <= self.number <= 12 // _MONTHS[self.kind]:
            raise FazhiError(f"没有第{self.number}个这样的时段", hint="月 1—12，季 1—4，半年 1—2，年 1")
        if not 1900 <= self.year <= 2999:
            raise FazhiError(f"年份不对：{self.year}")

    @property
    def months(self) -> tuple[tuple[int, int], ...]:
        """Return (year, month) of each month counted."""
        width = _MONTHS[self.kind]
        first = (self.number - 1) * width + 1
        return tuple((self.year, month) for month in range(first, first + width))

    @property
    def first(self) -> date:
        """Return the first day, inclusive."""
        year, month = self.months[0]
        cut = self.cut if self.opened < 0 else self.opened
        before = date(year, month, 1) - _DAY
        return (before.replace(day=cut) if cut else before) + _DAY

    @property
    def last(self) -> date:
        """Return the last day, inclusive."""
        year, month = self.months[-1]
        if self.cut:
            return date(year, month, self.cut)
        return (date(year + month // 12, month % 12 + 1, 1)) - _DAY

    @property
    def title(self) -> str:
        """Return the period as it is written: 2026年3月、2026年第一季度、2026年上半年、2026年度."""
        match self.kind:
            case PeriodKind.MONTH:
                return f"{self.year}年{self.number}月"
            case PeriodKind.QUARTER:
                return f"{self.year}年第{'一二三四'[self.number - 1]}季度"
            case PeriodKind.HALF:
                return f"{self.year}年{'上下'[self.number - 1]}半年"
        return f"{self.year}年度"

    @property
    def span(self) -> str:
        """Return first and last day: 2026年2月26日至2026年3月25日."""
        return f"{words(self.first)}至{words(self.last)}"

    def year_before(self) -> Period:
        """Return the same period a year before (同期), cut as this one is: what is compared is as long."""
        return Period(self.year - 1, self.number, self.kind, self.cut, self.opened)

    def before(self) -> Period:
        """Return the period before this one (上期)."""
        if self.number > 1:
            return Period(self.year, self.number - 1, self.kind, self.cut)
        return Period(self.year - 1, 12 // _MONTHS[self.kind], self.kind, self.cut)

    def each_month(self) -> Iterator[Period]:
        """Yield the months of this period, with the same cut-off."""
        for place, (year, month) in enumerate(self.months):
            yield Period(year, month, PeriodKind.MONTH, self.cut, -1 if place else self.opened)

    @staticmethod
    def of(day: date, kind: PeriodKind = PeriodKind.MONTH, cut: int = 0) -> Period:
        """Return the period in which a day is counted."""
        year, month = day.year, day.month
        if cut and day.day > cut:
            year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        return Period(year, (month - 1) // _MONTHS[kind] + 1, kind, cut)

    @staticmethod
    def read(text: str, cut: int = 0) -> Period:
        """Return the period that ``2026``, ``2026-03``, ``2026-Q1`` or ``2026-H1`` names."""
        year, dash, rest = text.strip().partition("-")
        try:
            if not dash:
                return Period(int(year), 1, PeriodKind.YEAR, cut)
            if rest[:1] in ("Q", "H"):
                kind = PeriodKind.QUARTER if rest[0] == "Q" else PeriodKind.HALF
                return Period(int(year), int(rest[1:]), kind, cut)
            return Period(int(year), int(rest), PeriodKind.MONTH, cut)
        except ValueError as error:
            raise FazhiError(f"不认识的时段“{text}”", hint="写 2026、2026-03、2026-Q1 或者 2026-H1") from error

    def __str__(self) -> str:
        tail = {"month": f"-{self.number:02d}", "quarter": f"-Q{self.number}", "half": f"-H{self.number}", "year": ""}
        return f"{self.year}{tail[self.kind]}"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Any days, both inclusive: what has come together in a year so far (本年累计). Read as a `Period` is.

    ``earlier``: the days compared with of the year before; without them the same days of that year.
    """

    first: date
    last: date
    title: str
    earlier: tuple[date, date] | None = None

    @property
    def span(self) -> str:
        """Return first and last day in words."""
        return f"{words(self.first)}至{words(self.last)}"

    def year_before(self) -> Span:
        """Return the same days a year before; the last day of February stays the last."""
        first, last = self.earlier or (_year_before(self.first), _year_before(self.last))
        return Span(first, last, f"上年同期（{self.title}）")

    def __str__(self) -> str:
        return f"{self.first.isoformat()}/{self.last.isoformat()}"


Days = Period | Span
"""What figures are asked for."""


def _year_before(day: date) -> date:
    if (day + _DAY).day == 1:
        return date(day.year - 1 + day.month // 12, day.month % 12 + 1, 1) - _DAY
    return day.replace(year=day.year - 1)


def words(day: date) -> str:
    """Return a day as it is written in a paper."""
    return f"{day.year}年{day.month}月{day.day}日"
