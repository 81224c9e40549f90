"""Terms whose last day is stated in the record, and terms that end ahead of such a day."""

from __future__ import annotations

from datetime import date

import pytest
from tests.kernel.packing import POSTS, day, raw

from fazhi.kernel.errors import PackError
from fazhi.kernel.procedures import (
    Act,
    ActKind,
    CalendarClocks,
    ClockState,
    EventType,
    MatterEvent,
    Procedure,
    State,
    apply,
    judge,
    load,
)
from fazhi.kernel.procedures.checks import read_fields
from fazhi.packs.calendar import load as load_calendar

CALENDAR = load_calendar()
UNTIL = {"id": "until", "name": "有效期至", "type": "date"}


def declared(**changes: object) -> dict[str, object]:
    data = raw("mini")
    steps = data["step"]
    assert isinstance(steps, list)
    basis = next(iter(data["basis"]))  # type: ignore[call-overload]
    for name in ("publish", "prolong"):
        steps.append({"id": name, "name": name, "posts": ["handler"], "after_end": True, "field": [UNTIL]})
    steps.append({"id": "repeal", "name": "repeal", "posts": ["handler"], "after_end": True})
    valid = {
        "id": "valid", "name": "有效期", "kind": "within", "last": ["publish.until", "prolong.until"],
        "from": ["publish", "prolong"], "until": ["repeal"], "end": "agency", "basis": [basis],
    }  # fmt: skip
    warn = {**valid, "id": "warn", "name": "到期前评估", "ahead": 6, "unit": "month"}
    terms = data.setdefault("term", [])
    assert isinstance(terms, list)
    terms.extend(({**valid, **changes}, warn))
    return data


def pack() -> Procedure:
    return load(declared(), POSTS)


def run(*acts: tuple[str, str, str | None], kind: ActKind = ActKind.DO) -> tuple[Procedure, State]:
    procedure = pack()
    opened = MatterEvent(seq=1, type=EventType.OPENED, occurred=day("01-05"), recorded=day("01-05"), fields={})
    events, state = [opened], apply(procedure, State(), opened)
    for step, on, until in acts:
        act = Act(
            kind=kind, occurred=day(on), recorded=day(on), decider="甲", posts=frozenset({"handler"}), step=step,
            outcome="办结", fields={"until": until} if until else {},
        )  # fmt: skip
        verdict = judge(procedure, state, act, CALENDAR, lambda: events)
        assert verdict.event is not None, verdict.blockers
        events.append(verdict.event)
        state = apply(procedure, state, verdict.event)
    return procedure, state


def due(term: str, *acts: tuple[str, str, str | None]) -> date | None:
    procedure, state = run(*acts)
    found = CalendarClocks(procedure, state, CALENDAR, day("06-01")).clock(term)
    assert found.began is not None
    return None if found.due is None else found.due.due


@pytest.mark.parametrize("until", ["2026-03-02", "2026-10-03", "2031-01-31"])
def test_the_last_day_is_the_stated_one_and_never_rolls_for_an_agency(until: str) -> None:
    assert due("valid", ("publish", "01-06", until)) == date.fromisoformat(until)


def test_the_day_stated_by_the_step_that_started_the_clock_counts() -> None:
    assert due("valid", ("publish", "01-06", "2027-01-06"), ("prolong", "03-02", "2029-01-06")) == date(2029, 1, 6)


@pytest.mark.parametrize(
    ("until", "expected"),
    [("2028-12-31", date(2028, 6, 30)), ("2027-08-31", date(2027, 2, 28)), ("2026-04-01", date(2026, 1, 7))],
)
def test_a_term_ahead_of_it_ends_months_before_or_at_once(until: str, expected: date) -> None:
    assert due("warn", ("publish", "01-06", until)) == expected


def test_a_day_that_is_missing_or_past_gives_no_due_date() -> None:
    assert due("valid", ("publish", "01-06", None)) is None
    assert due("valid", ("publish", "01-06", "2026-01-06")) is None


def test_it_runs_on_after_the_matter_and_is_over_after_the_day() -> None:
    procedure, state = run(("publish", "01-06", "2026-05-29"))
    for on, expected in (("05-29", ClockState.RUNNING), ("05-30", ClockState.OVER)):
        assert CalendarClocks(procedure, state, CALENDAR, day(on)).clock("valid").state_on(day(on)) is expected
    procedure, state = run(("publish", "01-06", "2026-05-29"), ("repeal", "02-02", None))
    assert CalendarClocks(procedure, state, CALENDAR, day("06-01")).met("valid", None)


def test_the_stated_day_is_corrected_by_voiding_only() -> None:
    assert ("publish", "until") in read_fields(pack())


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"last": ["publish.nothing"]}, "没有“publish.nothing”"),
        ({"last": ["publish.until"], "ahead": 3, "unit": "working_day"}, "提前量按日、月、年写"),
        ({"last": ["publish.until"], "count_start": True}, "不算首日"),
        ({"last": [], "amount": 3, "unit": "month", "ahead": 1}, "没有写明末日"),
        ({"last": ["publish.until"], "amount": 3}, "不认识的键“amount”"),
        ({"last": ["publish.until"], "unit": "month"}, "不认识的键“unit”"),
    ],
)
def test_what_cannot_be_is_refused_at_load(changes: dict[str, object], message: str) -> None:
    with pytest.raises(PackError, match=message):
        load(declared(**changes), POSTS)


def test_a_field_that_is_no_date_is_refused() -> None:
    data = declared()
    steps = data["step"]
    assert isinstance(steps, list)
    steps[-2]["field"] = [{"id": "until", "name": "有效期至", "type": "int"}]
    with pytest.raises(PackError, match="不是日期"):
        load(data, POSTS)
