"""A counted term with its reasons. Dates are computed at once; lines, marks and notes only when somebody reads them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from fazhi.kernel.calendar import ONE_DAY, Calendar
from fazhi.kernel.terms.count import Span, last_counted, latest_before, merge, origin_of, roll
from fazhi.kernel.terms.lines import DayMark, Line, build_lines, build_marks, build_notes, statement
from fazhi.kernel.terms.spec import Extension, Suspension, TermSpec, Unit, check_extension


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """The result of counting a term, and the record from which its 期限计算书 is written.

    ``start`` is the event that set the term going; for a term solved backwards (``backward``) it is the event that the
    earlier act must precede, and ``due`` the latest day for that act. ``counted_from`` and ``counted_to`` are the first
    and last day of the count, both included; ``counted_to`` is the last day before rolling. ``due`` is the last day of
    the term, ``work_by`` the last working day on or before it, ``free_from`` the day after it. ``provisional`` means
    that the count touches days whose holidays are not announced yet (or lie before the calendar begins).
    """

    spec: TermSpec
    start: date
    due: date
    work_by: date
    free_from: date
    provisional: bool
    counted_from: date
    counted_to: date
    backward: bool
    suspensions: tuple[Suspension, ...]
    extensions: tuple[Extension, ...]
    start_note: str
    calendar: Calendar = field(repr=False)
    spans: tuple[Span, ...] = field(repr=False)

    @property
    def lines(self) -> tuple[Line, ...]:
        """The rows of the 期限计算书, made afresh at each call."""
        return build_lines(self)

    @property
    def marks(self) -> tuple[DayMark, ...]:
        """One mark for each day of the whole months the term touches, for the little calendars."""
        return build_marks(self)

    @property
    def statement(self) -> str:
        """The boxed sentence: the last day, whether it rolled, what follows from it."""
        return statement(self)

    @property
    def notes(self) -> tuple[str, ...]:
        """What else the reader must know: the notices relied on, whether to count again, what was ignored."""
        return build_notes(self)

    @property
    def counted_suspensions(self) -> tuple[Span, ...]:
        """The parts of the suspensions that held the count up, in order; what lies before or after it is cut off."""
        first, last = self.counted_from, self.counted_to
        return tuple((max(a, first), min(b, last)) for a, b in self.spans if b >= first and a <= last)

    def remaining(self, today: date) -> int:
        """Days left after ``today``, suspended days not counted: working days for a term in them, else calendar days.

        0 on the due date itself. Negative when late, by at least 1, suspensions disregarded.
        """
        calendar, working = self.calendar, self.spec.unit is Unit.working_day
        if today > self.due:
            late = calendar.working_between(self.due, today) if working else (today - self.due).days
            return -max(1, late)
        left = calendar.working_between(today, self.due) if working else (self.due - today).days
        for first, last in self.spans:
            before, last = max(first - ONE_DAY, today), min(last, self.due)
            if before < last:
                left -= calendar.working_between(before, last) if working else (last - before).days
        return left


def compute(
    spec: TermSpec,
    start: date,
    calendar: Calendar,
    *,
    suspensions: Iterable[Suspension] = (),
    extensions: Iterable[Extension] = (),
    start_note: str = "",
) -> Due:
    """Count the term that ``start`` sets going. A restart is a new call with the new start.

    Suspensions are closed intervals; what is covered twice counts once. One that begins after the last counted day is
    left out and says so in a line: nothing is left to suspend, an expired term never revives. An extension adds to the
    budget; one decided after the last day that stood until then raises TermError (F132).
    """
    stops, spans = _ordered(suspensions)
    amount, granted = spec.amount, tuple(extensions)
    counted_to = last_counted(spec, amount, start, calendar, spans)
    for extension in granted:
        check_extension(spec, roll(spec, counted_to, calendar), extension)
        amount += extension.amount
        counted_to = last_counted(spec, amount, start, calendar, spans)
    due = roll(spec, counted_to, calendar)
    counted_from = origin_of(spec, start) + ONE_DAY
    return Due(
        spec=spec,
        start=start,
        due=due,
        work_by=calendar.prev_working(due),
        free_from=due + ONE_DAY,
        provisional=due > calendar.known_until or counted_from < calendar.known_from,
        counted_from=counted_from,
        counted_to=counted_to,
        backward=False,
        suspensions=stops,
        extensions=granted,
        start_note=start_note,
        calendar=calendar,
        spans=spans,
    )


def compute_before(
    spec: TermSpec,
    event: date,
    calendar: Calendar,
    *,
    suspensions: Iterable[Suspension] = (),
    start_note: str = "",
) -> Due:
    """The latest day for an act that must precede ``event`` by the term (会前七日, 举行听证的七日前).

    Between the two lie ``spec.amount`` full days, neither end counted: ``compute(spec, due).due < event``, and no later
    day has that property. ``count_start`` lets the day of the event count as well.
    """
    stops, spans = _ordered(suspensions)
    due, limit = latest_before(spec, event, calendar, spans)
    return Due(
        spec=spec,
        start=event,
        due=due,
        work_by=calendar.prev_working(due),
        free_from=due + ONE_DAY,
        provisional=limit > calendar.known_until or due < calendar.known_from,
        counted_from=due + ONE_DAY,
        counted_to=limit,
        backward=True,
        suspensions=stops,
        extensions=(),
        start_note=start_note,
        calendar=calendar,
        spans=spans,
    )


def _ordered(suspensions: Iterable[Suspension]) -> tuple[tuple[Suspension, ...], tuple[Span, ...]]:
    """The suspensions in order of time, and their union."""
    stops: Sequence[Suspension] = tuple(suspensions)
    if not stops:
        return (), ()
    ordered = tuple(sorted(stops, key=lambda item: (item.start, item.end)))
    return ordered, merge(ordered)
