"""Random terms against a counter that walks day by day, and properties that must hold for every term."""

import random
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from fazhi.kernel.terms import EndPolicy, Suspension, TermSpec, Unit, compute, compute_before, due_date
from fazhi.packs.calendar import load

CALENDAR = load()
DAY = timedelta(days=1)
SEED = 20260914
DAYS = (Unit.working_day, Unit.calendar_day)


def suspended_days(stops):
    return {stop.start + DAY * k for stop in stops for k in range((stop.end - stop.start).days + 1)}


def walk(unit, amount, end, start, stopped, count_start=False):
    """Last day, found by walking: nothing shared with the counter under test but ``is_working``."""
    day = start - DAY if count_start else start
    if unit in DAYS:
        while amount:
            day += DAY
            if day not in stopped and (unit is Unit.calendar_day or CALENDAR.is_working(day)):
                amount -= 1
    else:
        month = start.month + amount * (12 if unit is Unit.year else 1)
        year, month = start.year + (month - 1) // 12, (month - 1) % 12 + 1
        number = start.day - 1 if count_start else start.day
        last = date(year, month, 1) - DAY
        while number and (last + DAY).month == month:
            last += DAY
            number -= 1
        while day < last:
            day += DAY
            if day in stopped:
                last += DAY
    while end is not EndPolicy.agency and not CALENDAR.is_working(day):
        day += DAY
    return day


def random_term(rng, *, small=False):
    unit = rng.choice(list(Unit))
    top = {Unit.working_day: 60, Unit.calendar_day: 120, Unit.month: 24, Unit.year: 3}[unit]
    amount = rng.randint(1, max(1, top // 8) if small else top)
    start = date(2006, 6, 1) + DAY * rng.randrange(365 * 21)
    if rng.random() < 0.3:
        start = (start.replace(day=1) + DAY * 40).replace(day=1) - DAY
    stops = []
    for _ in range(rng.choice((0, 0, 1, 1, 2, 3))):
        first = start + DAY * rng.randint(-20, 40 if unit in DAYS else 200)
        stops.append(Suspension(start=first, end=first + DAY * rng.choice((0, 1, 3, 10, 30)), reason="停"))
    return unit, amount, rng.choice(list(EndPolicy)), start, stops


def test_7000_random_terms_agree_with_walking():
    rng = random.Random(SEED)
    for _ in range(7000):
        unit, amount, end, start, stops = random_term(rng)
        count_start = rng.random() < 0.2
        spec = TermSpec(amount=amount, unit=unit, end=end, count_start=count_start, name="期限")
        expected = walk(unit, amount, end, start, suspended_days(stops), count_start)
        due = compute(spec, start, CALENDAR, suspensions=stops)
        case = (spec, start, stops)
        assert due.due == expected, case
        assert due_date(spec, start, CALENDAR, stops) == expected, case
        assert due.free_from == expected + DAY, case
        work_by = expected
        while not CALENDAR.is_working(work_by):
            work_by -= DAY
        assert due.work_by == work_by, case
        first = start if count_start else start + DAY
        assert due.provisional is not (CALENDAR.covers(first) and CALENDAR.covers(expected)), case


def test_3000_random_terms_before_an_event_agree_with_trying_each_day():
    rng = random.Random(SEED + 1)
    for _ in range(3000):
        unit, amount, end, event, stops = random_term(rng, small=True)
        stops = [Suspension(start=s.start - DAY * 30, end=s.end - DAY * 30, reason=s.reason) for s in stops]
        count_start = rng.random() < 0.2
        spec = TermSpec(amount=amount, unit=unit, end=end, count_start=count_start, name="期限")
        stopped = suspended_days(stops)
        latest = event if count_start else event - DAY
        # No day nearer to the event can do, so the trying begins there.
        least = {Unit.working_day: 1, Unit.calendar_day: 1, Unit.month: 28, Unit.year: 365}[unit] * amount
        day = latest - DAY * (least - 1)
        while walk(unit, amount, end, day, stopped) > latest:
            day -= DAY
        assert compute_before(spec, event, CALENDAR, suspensions=stops).due == day, (spec, event, stops)


starts = st.dates(date(2006, 1, 1), date(2028, 12, 31))
ends = st.sampled_from(list(EndPolicy))
spans = st.lists(st.tuples(st.integers(-20, 90), st.integers(0, 40)), max_size=3)


def stops_of(start, drawn):
    return [Suspension(start=start + DAY * a, end=start + DAY * (a + n), reason="停") for a, n in drawn]


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(DAYS), st.integers(1, 60), ends, starts, st.integers(1, 40), spans, st.booleans())
def test_later_start_never_gives_an_earlier_due_date(unit, amount, end, start, later, drawn, count_start):
    spec = TermSpec(amount=amount, unit=unit, end=end, count_start=count_start, name="期限")
    stops = stops_of(start, drawn)
    assert due_date(spec, start, CALENDAR, stops) <= due_date(spec, start + DAY * later, CALENDAR, stops)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from((Unit.month, Unit.year)), st.integers(1, 30), ends, starts, st.integers(1, 40), st.booleans())
def test_later_start_never_gives_an_earlier_due_date_in_months(unit, amount, end, start, later, count_start):
    """Without suspensions: on a missing corresponding day two starts share their last day, and each loses its own
    suspended days, so with them the later start may end a day sooner."""
    spec = TermSpec(amount=amount, unit=unit, end=end, count_start=count_start, name="期限")
    assert due_date(spec, start, CALENDAR) <= due_date(spec, start + DAY * later, CALENDAR)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(list(Unit)), st.integers(1, 40), ends, starts, spans, st.booleans())
def test_lines_add_up_and_lie_end_to_end(unit, amount, end, start, drawn, backward):
    spec = TermSpec(amount=amount, unit=unit, end=end, name="期限")
    count = compute_before if backward else compute
    due = count(spec, start, CALENDAR, suspensions=stops_of(start, drawn))
    lines = due.lines
    assert [line.seq for line in lines] == list(range(1, len(lines) + 1))
    assert sum(line.counted for line in lines) == lines[-1].total == amount
    total = 0
    for line in lines:
        total += line.counted
        assert line.total == total and line.start <= line.end and line.text
    if unit in DAYS:
        day = due.counted_from
        for line in lines:
            if line.event in ("计入", "停止计算"):
                assert line.start == day
                day = line.end + DAY
        assert day == due.counted_to + DAY
        numbers = [mark.number for mark in due.marks if mark.number]
        assert numbers == list(range(1, amount + 1))


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(list(Unit)), st.integers(1, 40), ends, starts, spans)
def test_backwards_is_the_inverse_of_forwards(unit, amount, end, event, drawn):
    spec = TermSpec(amount=amount, unit=unit, end=end, name="期限")
    stops = stops_of(event - DAY * 60, drawn)
    due = compute_before(spec, event, CALENDAR, suspensions=stops).due
    assert due_date(spec, due, CALENDAR, stops) < event
    assert due_date(spec, due + DAY, CALENDAR, stops) >= event


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(DAYS), st.integers(1, 60), starts, spans)
def test_remaining_at_the_start_is_the_whole_budget(unit, amount, start, drawn):
    spec = TermSpec(amount=amount, unit=unit, end=EndPolicy.agency, name="期限")
    due = compute(spec, start, CALENDAR, suspensions=stops_of(start, drawn))
    assert due.remaining(start) == amount
    assert due.remaining(due.due) == 0
