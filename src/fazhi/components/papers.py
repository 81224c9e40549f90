"""Papers that are also pages: the 期限计算书 with its little calendars, the 送审材料接收单."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class DayKind(StrEnum):
    """How a day counts in a term; the value is the CSS name."""

    PLAIN = "plain"
    REST = "rest"
    """Weekend or holiday: grey, with its word when it has one (国庆、休)."""
    START = "start"
    """The day the count begins, itself not counted: black, 起."""
    COUNTED = "counted"
    """Its number in the count."""
    EXTENDED = "extended"
    """Counted in an extension: number underlined."""
    PAUSED = "paused"
    """Not counted, clock stopped: hatched, 停."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayMark:
    """What stands in one day of a calendar: how it counts, the number or word, whether it is the last day or today."""

    kind: DayKind = DayKind.PLAIN
    text: str = ""
    due: bool = False
    today: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarDay:
    """A day of the month with its mark."""

    number: int
    mark: DayMark


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarMonth:
    """A month as weeks from Monday; ``None`` stands for a cell outside the month."""

    year: int
    month: int
    weeks: tuple[tuple[CalendarDay | None, ...], ...]


def calendar_month(year: int, month: int, marks: Mapping[date, DayMark]) -> CalendarMonth:
    """Return the month with its marks; a weekend without a mark is a rest day, any other day is plain."""
    weeks = tuple(
        tuple(
            None
            if number == 0
            else CalendarDay(
                number=number,
                mark=marks.get(date(year, month, number), DayMark(kind=DayKind.REST if column > 4 else DayKind.PLAIN)),
            )
            for column, number in enumerate(week)
        )
        for week in calendar.Calendar(firstweekday=0).monthdayscalendar(year, month)
    )
    return CalendarMonth(year=year, month=month, weeks=weeks)


@dataclass(frozen=True, slots=True, kw_only=True)
class TermLine:
    """One line of the count: what, from which day to which (``None``: one day only), why, counted, running total."""

    event: str
    begin: date
    end: date | None
    text: str
    counted: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TermSheet:
    """The 期限计算书: rule and basis, steps with running total, the result, calendars, notes, and who counted.

    ``remaining`` says what is left on ``as_of`` in words (剩6个工作日、已逾期2个工作日、已办结). A term without a
    law prints 本县（镇）设定，无法定期限 as its basis. ``due_label`` is the name of the last day: 应答复日.
    """

    number: str
    subject: str
    matter: str
    agency: str
    owner: str
    period: str
    period_basis: str
    start: str
    start_basis: str
    lines: tuple[TermLine, ...]
    due_label: str
    due: date
    as_of: date
    remaining: str
    result_note: str
    months: tuple[CalendarMonth, ...]
    notes: str
    counted_by: str
    provisional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A label for the box or the folder of a matter: what one reads on the shelf."""

    number: str
    name: str
    office: str
    opened: date
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The 送审材料接收单, printed twice, said once: what came in, what is still missing, until when it is accepted.

    ``number`` is the whole number; while it is only foreseen, ``preview`` is true and the paper says so.
    """

    title: str
    number: str
    name: str
    kind: str
    received: str
    office: str
    person: str
    materials: tuple[str, ...]
    missing: tuple[str, ...]
    accept_by: str
    place: str
    preview: bool = False
