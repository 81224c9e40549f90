"""The arithmetic of terms: from a first day to a last day, and back. Everything else only explains it.

The day of the event is not counted (民法典第二百零一条第一款, 民事诉讼法第八十五条第二款) unless the term says so.
Suspended days do not count. A suspension counts from the moment it begins as long as the term has days left: one that
begins after the last counted day revives nothing. Whether it matters is therefore judged in order of time.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from fazhi.kernel.calendar import ONE_DAY, Calendar
from fazhi.kernel.errors import TermError
from fazhi.kernel.terms.spec import Suspension, TermSpec, Unit

Span = tuple[date, date]
"""First and last day of a closed interval."""


def due_date(spec: TermSpec, start: date, calendar: Calendar, suspensions: Iterable[Suspension] = ()) -> date:
    """The last day of the term that ``start`` sets going, rolled as its policy says. No derivation, no extension."""
    if not suspensions and spec.unit is Unit.working_day:
        # A working day never rolls, so the commonest question is one look-up.
        return calendar.add_working(start - ONE_DAY if spec.count_start else start, spec.amount)
    return roll(spec, last_counted(spec, spec.amount, start, calendar, merge(suspensions)), calendar)


def roll(spec: TermSpec, last: date, calendar: Calendar) -> date:
    """``last`` moved to the next working day where the end policy rolls."""
    return calendar.next_working(last) if spec.end.rolls else last


def merge(suspensions: Iterable[Suspension]) -> tuple[Span, ...]:
    """The union of the intervals, in order of time: a day covered twice counts once."""
    spans: list[Span] = []
    for start, end in sorted((item.start, item.end) for item in suspensions):
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return tuple(spans)


def origin_of(spec: TermSpec, start: date) -> date:
    """The day before the first counted one: ``start`` itself, or the day before where the start counts."""
    return start - ONE_DAY if spec.count_start else start


def add_months(day: date, months: int) -> date:
    """The corresponding day that many months later, or the month's last day if it is missing (民法典第二百零二条)."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    if not 1 <= year <= 9999:
        raise TermError("计算结果超出公历1年至9999年", hint="核对起算日和期限数")
    return date(year, month + 1, min(day.day, _month_length(year, month + 1)))


def corresponding(spec: TermSpec, amount: int, start: date) -> date:
    """Last day of ``amount`` months or years without suspension.

    A period that counts its first day ends on the day before the corresponding one (1 March + 1 month: 31 March).
    """
    months = amount * 12 if spec.unit is Unit.year else amount
    if not spec.count_start:
        return add_months(start, months)
    if start.day == 1:
        return add_months(start, months) - ONE_DAY
    return add_months(start - ONE_DAY, months)


def last_counted(spec: TermSpec, amount: int, start: date, calendar: Calendar, spans: Iterable[Span]) -> date:
    """The day on which ``amount`` is used up, before any rolling. ``spans`` must be merged and in order."""
    origin = origin_of(spec, start)
    working = spec.unit is Unit.working_day
    number = 0
    if working:
        number = calendar.number_of(origin) + amount
        last = calendar.numbered(number)
    elif spec.unit is Unit.calendar_day:
        last = shift(origin, amount)
    else:
        last = corresponding(spec, amount, start)
    for first, end in spans:
        if first > last:
            break
        if end <= origin:
            continue
        before = max(first - ONE_DAY, origin)
        if working:
            number += calendar.working_between(before, end)
            last = calendar.numbered(number)
        else:
            last = shift(last, (end - before).days)
    return last


def latest_before(spec: TermSpec, event: date, calendar: Calendar, spans: tuple[Span, ...]) -> tuple[date, date]:
    """The latest day for the earlier act of a term that must have run before ``event``, and the last day of the gap.

    It is the same rule as forward: the largest day whose term, counted and rolled, ends before ``event`` (on it where
    ``count_start`` counts the event's day). So between the two acts lie ``amount`` full days (隔满), neither end
    counted, and the event falls on ``free_from`` of the earlier act or later.
    """
    limit = event if spec.count_start else event - ONE_DAY
    if spec.end.rolls:
        limit = calendar.prev_working(limit)
    if spec.unit in (Unit.month, Unit.year):
        return _latest_by_months(spec, limit, spans), limit
    working = spec.unit is Unit.working_day
    number = calendar.number_of(limit) - spec.amount + 1 if working else 0
    first = calendar.numbered(number) if working else shift(limit, 1 - spec.amount)
    for begin, end in reversed(spans):
        end = min(end, limit)
        if end < first:
            break
        if begin > end:
            continue
        if working:
            number -= calendar.working_between(begin - ONE_DAY, end)
            first = calendar.numbered(number)
        else:
            first = shift(first, -((end - begin).days + 1))
    return shift(first, -1), limit


def _latest_by_months(spec: TermSpec, limit: date, spans: tuple[Span, ...]) -> date:
    """Latest day from which months or years, lengthened by suspended days, end on ``limit`` or before."""
    months = spec.amount * 12 if spec.unit is Unit.year else spec.amount
    day = add_months(limit, -months)
    if limit.day == _month_length(limit.year, limit.month):
        # All later days of the target month have their missing corresponding day on this month's end.
        day = day.replace(day=_month_length(day.year, day.month))
    while True:
        last = add_months(day, months)
        for begin, end in spans:
            if begin > last:
                break
            if end > day:
                last = shift(last, (end - max(begin - ONE_DAY, day)).days)
        if last <= limit:
            return day
        day -= ONE_DAY


def shift(day: date, days: int) -> date:
    """``day`` moved by calendar days. TermError outside years 1 to 9999."""
    try:
        return day + timedelta(days=days)
    except OverflowError as error:
        raise TermError("计算结果超出公历1年至9999年", hint="核对起算日、期限数和停止计算的起止") from error


def _month_length(year: int, month: int) -> int:
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31
