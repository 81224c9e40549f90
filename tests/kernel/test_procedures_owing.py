"""Terms from a date that a step states, sums, and scheduled obligations with what being late costs."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

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
    follow,
    judge,
    load,
    outline,
)
from fazhi.kernel.procedures.checks import read_fields
from fazhi.kernel.procedures.obligations import Owed, owed
from fazhi.packs.calendar import load as load_calendar

CALENDAR = load_calendar()
Steps = list[tuple[str, str, dict[str, object]]]


def declared(**changes: object) -> dict[str, object]:
    data = raw("mini")
    steps, lists, basis = data["step"], data["list"], next(iter(data["basis"]))  # type: ignore[call-overload]
    assert isinstance(steps, list) and isinstance(lists, list)
    lists.append({"id": "sums", "name": "应付"})
    money = {"name": "金额", "type": "money"}
    common = {"posts": ["handler"], "after_end": True, "when": "false"}
    steps.append({"id": "plan", "name": "安排", "adds": "sums", **common, "field": [
        {"id": "amount", **money}, {"id": "on", "name": "日期", "type": "date"},
        {"id": "days", "name": "日数", "type": "int"},
    ]})  # fmt: skip
    steps.append({"id": "given", "name": "交付", "each": "sums", **common, "field": [
        {"id": "day", "name": "交付日", "type": "date"},
    ]})  # fmt: skip
    steps.append({"id": "pay", "name": "付款", "each": "sums", **common,
        "outcomes": ["付清", "部分"], "passes": ["付清"],
        "needs": [{"if": "sum(pay.amount, field.amount) <= sum(plan.amount)", "say": "超过应付"}],
        "field": [{"id": "amount", "required": True, **money}],
    })  # fmt: skip
    steps.append({"id": "add", "name": "补充", **common, "field": [{"id": "amount", **money}],
        "needs": [{"if": "share(sum(add.amount, field.amount), sum(plan.amount)) <= 10", "say": "超过一成"}],
    })  # fmt: skip
    term = {"kind": "within", "until": ["pay:付清"], "end": "civil", "each": "sums", "basis": [basis]}
    one = {"amount": 1, "unit": "calendar_day", "count_start": True}
    terms = data.setdefault("term", [])
    assert isinstance(terms, list)
    terms += [
        {"id": "by", "name": "付款期限", "amount": "plan.days", "unit": "calendar_day", "from": ["given.day"], **term},
        {"id": "on", "name": "付款日", "from": ["plan.on"], **one, **term},
    ]
    data["obligation"] = [{
        "id": "sums", "name": "付款", "direction": "pay", "list": "sums", "amount": "plan.amount", "done": "pay",
        "paid": "pay.amount", "terms": ["by", "on"], "party": "plan.date", "basis": [basis],
        "interest": [{"rate": "param.days", "per": "day", "if": "subject.risk"}], **changes,
    }]  # fmt: skip
    return data


def play(*acts: tuple[str, str, dict[str, object]], risk: bool = True) -> tuple[Procedure, State]:
    procedure = load(declared(), POSTS)
    opened = MatterEvent(
        seq=1, type=EventType.OPENED, occurred=day("01-05"), recorded=day("01-05"), fields={"risk": risk}
    )
    events, state = [opened], apply(procedure, State(), opened)
    for step, on, fields in acts:
        said = dict(fields)
        kind = said.pop("kind", "do")
        act = Act(
            kind=ActKind(kind), occurred=day(on), recorded=day(on), decider="甲", step=step, why="x",
            run=events[-1].seq if kind == "void" else None,
            posts=frozenset({"handler"}), key="1" if step != "add" and (step != "plan" or "key" in said) else None,
            outcome=str(said.pop("outcome", procedure.steps[step].outcomes[0])),
            fields={name: value for name, value in said.items() if name != "key"},  # type: ignore[misc]
        )  # fmt: skip
        verdict = judge(procedure, state, act, CALENDAR, lambda: events)
        assert verdict.event is not None, verdict.blockers
        events.append(verdict.event)
        state = apply(procedure, state, verdict.event)
    return procedure, state


def row(on: str, *acts: tuple[str, str, dict[str, object]], risk: bool = True) -> Owed:
    procedure, state = play(*acts, risk=risk)
    found = list(owed(procedure, state, CalendarClocks(procedure, state, CALENDAR, day(on))))
    assert len(found) == 1
    return found[0]


PLAN: Steps = [("plan", "01-05", {"amount": "1000.00", "days": 30})]
GIVEN: Steps = [("given", "01-20", {"day": "2026-01-12"})]


def test_a_term_runs_from_the_day_that_was_stated_and_rolls_over_the_festival() -> None:
    assert row("01-20", *PLAN).due is None
    assert row("01-21", *PLAN, *GIVEN).due == date(2026, 2, 11)
    late = ("given", "01-21", {"day": "2026-01-20"})  # the thirtieth day lies in the spring festival of 2026
    assert row("01-21", *PLAN, *GIVEN, late).due == date(2026, 2, 24)


def test_what_is_paid_before_the_day_that_is_stated_ends_the_term() -> None:
    paid = ("pay", "01-06", {"amount": "1000"})
    found = row("06-01", ("plan", "01-05", {"amount": "1000", "on": "2026-03-02"}), paid)
    assert found.clock is not None and found.clock.state_on(day("06-01")) is ClockState.MET
    assert (found.due, found.settled, found.late, found.left) == (day("03-02"), day("01-06"), 0, 0)


def test_a_day_that_was_past_when_it_was_entered_is_overdue_at_once() -> None:
    found = row("01-06", ("plan", "01-05", {"amount": "1000", "on": "2025-12-31"}))
    assert (found.due, found.late) == (date(2025, 12, 31), 6)


def test_a_day_stated_anew_takes_the_place_of_the_old_one_and_none_stated_stops_the_clock() -> None:
    first = ("plan", "01-05", {"amount": "1000", "on": "2026-03-02"})
    assert row("01-07", first, ("plan", "01-06", {"key": 1, "amount": "1000", "on": "2026-03-10"})).due == day("03-10")
    assert row("01-07", first, ("plan", "01-06", {"key": 1, "amount": "1000"})).due is None


def test_interest_is_counted_on_what_was_unpaid_from_day_to_day() -> None:
    fixed = ("plan", "01-05", {"amount": "1000.00", "on": "2026-03-02"})
    assert row("03-02", fixed).interest == 0
    assert row("03-12", fixed).interest == Decimal("7.00")  # 1000 × 万分之七 × 10日
    half = ("pay", "03-12", {"amount": "400", "outcome": "部分"})
    assert row("03-22", fixed, half).interest == Decimal("11.20")  # 另 600 × 万分之七 × 10日
    rest = ("pay", "03-22", {"amount": "600"})
    done = row("12-31", fixed, half, rest)
    assert (done.interest, done.late, done.left, done.paid) == (Decimal("11.20"), 20, 0, 1000)
    assert row("03-12", fixed, risk=False).interest is None


def test_a_payment_that_was_no_lawful_one_was_paid_all_the_same_and_a_voided_one_was_not() -> None:
    fixed = ("plan", "01-05", {"amount": "1000.00", "on": "2026-03-02"})
    fact = ("pay", "03-03", {"amount": "1000.00", "kind": "fact"})
    found = row("03-31", fixed, fact)
    assert (found.paid, found.settled, found.late) == (1000, day("03-03"), 1)
    found = row("03-31", fixed, fact, ("pay", "03-04", {"kind": "void"}))
    assert (found.paid, found.settled, found.late, found.left) == (0, None, 29, 1000)


def test_an_entry_made_anew_counts_once_in_a_sum() -> None:
    again = ("plan", "01-06", {"key": 1, "amount": "700"})
    play(*PLAN, again, ("add", "01-08", {"amount": "70"}))
    with pytest.raises(AssertionError, match="超过一成"):
        play(*PLAN, again, ("add", "01-08", {"amount": "70.01"}))


def test_sums_bound_what_may_still_be_done() -> None:
    half = ("pay", "01-06", {"amount": "400", "outcome": "部分"})
    play(*PLAN, half, ("pay", "01-07", {"amount": "600"}), ("add", "01-08", {"amount": "100"}))
    with pytest.raises(AssertionError, match="超过应付"):
        play(*PLAN, half, ("pay", "01-07", {"amount": "600.01"}))
    with pytest.raises(AssertionError, match="超过一成"):
        play(*PLAN, ("add", "01-08", {"amount": "60"}), ("add", "01-09", {"amount": "40.01"}))


def test_an_outline_drawn_on_is_the_one_drawn_afresh() -> None:
    procedure, before = play(*PLAN)
    _, after = play(*PLAN, *GIVEN)
    drawn = follow(procedure, before, CALENDAR, day("01-20"))
    assert follow(procedure, after, CALENDAR, day("01-20"), drawn).picture == outline(
        procedure, after, CALENDAR, day("01-20")
    )


def test_what_a_term_reads_is_corrected_by_voiding_only() -> None:
    assert {("given", "day"), ("plan", "on"), ("plan", "days")} <= read_fields(load(declared(), POSTS))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"done": "plan_"}, "没有名为“plan_”的步骤"),
        ({"done": "submit"}, "不是逐项对应"),
        ({"terms": ["by", "never"]}, "没有名为“never”的期限"),
        ({"terms": []}, "须写明末日"),
        ({"amount": "plan.days"}, "不是金额"),
        ({"paid": "plan.amount"}, "了结步骤的金额字段"),
        ({"where": "plan.amount"}, "不是条件"),
        ({"direction": "lend"}, "不在可选之列"),
        ({"interest": [{"rate": "plan.on", "per": "day"}]}, "不是整数或者金额"),
        ({"what": "plan.words"}, "没有名为“words”"),
        ({"late": "x"}, "不认识的键"),
    ],
)
def test_a_wrong_declaration_is_refused_with_its_place(changes: dict[str, object], message: str) -> None:
    with pytest.raises(PackError, match=message):
        load(declared(**changes), POSTS)


@pytest.mark.parametrize(
    ("name", "change", "message"),
    [
        ("by", {"from": ["given.days"]}, "不是这一步所填的日期"),
        ("by", {"from": ["given.day"], "kind": "at_least"}, "留给公众的期限"),
        ("by", {"until": ["plan.on"]}, "不能因所填的日期"),
    ],
)
def test_a_stated_day_starts_duties_only(name: str, change: dict[str, object], message: str) -> None:
    data = declared()
    terms = data["term"]
    assert isinstance(terms, list)
    next(item for item in terms if item["id"] == name).update(change)
    with pytest.raises(PackError, match=message):
        load(data, POSTS)
