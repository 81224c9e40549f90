"""What a matter yields: of every kind, through every run of the packs, and what a correction takes back."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from random import Random

import pytest

from fazhi.kernel.measures import (
    Fact,
    FactCount,
    Measure,
    MeasureKind,
    Period,
    Reading,
    difference,
    facts_of,
    tally,
)
from fazhi.kernel.procedures import CalendarClocks, EventType, State, apply
from fazhi.kernel.procedures.cases import Case, Played, play
from fazhi.packs import measures, procedures
from fazhi.packs.calendar import load as load_calendar

CALENDAR = load_calendar()
RUNS = [(name, case) for name in procedures.ids() if measures.of(name) for case in procedures.cases(name)]


@cache
def played(name: str, case: str) -> Played:
    found = next(one for one in procedures.cases(name) if one.name == case)
    return play(procedures.get(name), found, CALENDAR)


def facts(name: str, state: State) -> tuple[Fact, ...]:
    return facts_of(measures.of(name), procedures.get(name), state, CALENDAR, state.latest or date.min)


def total(found: tuple[Fact, ...], measure: str) -> int:
    return sum(fact.amount for fact in found if fact.measure == measure)


@pytest.mark.parametrize(("name", "case"), RUNS, ids=[f"{name}-{case.name}" for name, case in RUNS])
def test_rows_that_are_only_added_come_to_what_the_matter_yields(name: str, case: Case) -> None:
    pack, state, before, rows = procedures.get(name), State(), None, Counter[Fact]()
    for event in played(name, case.name).events:
        state = apply(pack, state, event)
        before, added = tally(measures.of(name), pack, state, CALENDAR, state.latest or date.min, before)
        assert before.facts == facts(name, state), event
        for row in added:
            positive = row if row.n > 0 else row.reversed()
            rows[positive] += row.n
    assert before is not None
    # A stock that ends is a row of −1 of its own: seen from the other side it is one that was taken back.
    expected = Counter[Fact]()
    for fact in before.facts:
        expected[fact if fact.n > 0 else fact.reversed()] += fact.n
    assert {key: n for key, n in rows.items() if n} == {key: n for key, n in expected.items() if n}


@pytest.mark.parametrize(("name", "case"), RUNS, ids=[f"{name}-{case.name}" for name, case in RUNS])
def test_no_stock_and_nothing_late_is_ever_less_than_none(name: str, case: Case) -> None:
    found = facts(name, played(name, case.name).state)
    for measure in measures.of(name):
        if measure.kind in {MeasureKind.STOCK, MeasureKind.LATE}:
            stands: Counter[str] = Counter()
            for fact in sorted((one for one in found if one.measure == measure.id), key=lambda one: (one.day, -one.n)):
                stands[fact.item] += fact.n
                assert stands[fact.item] in {0, 1}, (measure.id, fact)


def test_every_measure_is_reached_by_some_run() -> None:
    """What no run reaches may be wrong without anybody noticing."""
    reached: set[str] = set()
    for name, case in RUNS:
        state = State()
        for event in played(name, case.name).events:
            state = apply(procedures.get(name), state, event)
            reached |= {fact.measure for fact in facts(name, state)}
    assert set(measures.every()) - reached == set()


def lawful_review() -> Played:
    wanted = "legality_review"
    return next(
        one
        for case in procedures.cases(wanted)
        if case.kind == "lawful"
        for one in [played(wanted, case.name)]
        if one.state.closed and one.state.of("conclude")[-1].outcome == "通过" and one.state.keys("opinions")
    )


def test_a_review_before_the_deed_counts_once_on_the_day_it_was_concluded() -> None:
    state = lawful_review().state
    found = facts("legality_review", state)
    day = state.of("conclude")[-1].occurred
    prior = [fact for fact in found if fact.measure == "legality_review.prior"]
    assert [(fact.day, fact.n, fact.amount) for fact in prior] == [(day, 1, 1)]
    assert total(found, "legality_review.afterwards") == 0
    assert total(found, "legality_review.unreviewed") == 0


def test_a_deed_that_came_first_moves_the_review_out_of_the_numerator() -> None:
    """Found out later: the numerator is reversed on the day it stood, the denominator stays the same."""
    one = lawful_review()
    pack = procedures.get("legality_review")
    before = facts("legality_review", one.state)
    changed = one.events[0].__class__(
        seq=one.state.seq + 1,
        type="changed",
        occurred=one.state.latest,
        recorded=one.state.latest,
        fields={"already_done": True, "done_on": one.events[0].occurred.isoformat()},
    )
    after = facts("legality_review", apply(pack, one.state, changed))
    rows = difference(before, after)
    moved = Counter()
    for row in rows:
        moved[row.measure] += row.amount
    assert moved["legality_review.prior"] == -1
    assert moved["legality_review.afterwards"] == 1
    due = ("legality_review.prior", "legality_review.afterwards", "legality_review.unreviewed")
    assert sum(total(before, name) for name in due) == sum(total(after, name) for name in due) == 1


def test_the_days_of_a_review_are_working_days_after_the_last_acceptance() -> None:
    state = lawful_review().state
    began = [run for run in state.of("intake") if run.outcome == "受理"][-1].occurred
    first = min(run.occurred for step in ("opinion", "fast") for run in state.of(step) if run.lawful)
    found = [fact for fact in facts("legality_review", state) if fact.measure == "legality_review.days"]
    days = sum(CALENDAR.is_working(began + timedelta(days=n)) for n in range(1, (first - began).days + 1))
    assert [(fact.day, fact.amount, fact.bucket) for fact in found] == [(first, days, days)]


def test_what_is_late_counts_from_the_day_after_until_the_day_it_is_done() -> None:
    name = "disclosure_request"
    for case in procedures.cases(name):
        state = played(name, case.name).state
        late = [fact for fact in facts(name, state) if fact.measure == f"{name}.late_reply"]
        if len(late) == 2 and late[0].day < late[1].day:
            replied = state.of("reply")[-1].occurred
            assert late[1].day == replied and late[1].n == -1
            due = CalendarClocks(procedures.get(name), state, CALENDAR, replied).clock("reply_term").due
            assert due is not None and late[0].day == due.due + timedelta(days=1)
            day_before = FactCount(late, Period(replied.year, 1))
            reading = Reading(f"{name}.late_reply", "closing")
            assert day_before.read(reading) in {Fraction(0), Fraction(1)}
            stands = [sum(fact.n for fact in late if fact.day <= day) for day in (replied - timedelta(days=1), replied)]
            assert stands == [1, 0]
            return
    pytest.fail("no run of the pack replies late")


def test_what_is_on_record_as_unlawful_is_in_the_denominator_and_in_no_numerator() -> None:
    name = "major_decision"
    seen = 0
    for case in procedures.cases(name):
        state = played(name, case.name).state
        found = facts(name, state)
        unlawful = [run for run in state.of("meeting") if not run.lawful and not run.voided]
        if unlawful:
            seen += 1
            assert total(found, f"{name}.discussed") == 1
            assert total(found, f"{name}.discussed_unreviewed") == 1
            assert total(found, f"{name}.reviewed_before") == 0
        decided = [run for run in state.of("decide") if run.outcome == "作出决定" and not run.voided]
        if decided and not any(run.lawful for run in decided):
            assert total(found, f"{name}.decided") == 1 and total(found, f"{name}.complete") == 0
    assert seen >= 1
    lawful_only = next(one for one in measures.of("legality_review") if one.id == "legality_review.archived")
    state = lawful_review().state
    fact = replace(state.of("conclude")[-1], step="archive", outcome="办结", lawful=False, id=99)
    with_fact = replace(state, runs={**state.runs, ("archive", None): (fact,)}, known=None)
    pack = procedures.get("legality_review")
    assert facts_of([lawful_only], pack, with_fact, CALENDAR, fact.occurred) == ()
    lawful = replace(state, runs={**state.runs, ("archive", None): (replace(fact, lawful=True),)}, known=None)
    assert len(facts_of([lawful_only], pack, lawful, CALENDAR, fact.occurred)) == 1


def test_a_voided_run_yields_nothing_and_takes_back_what_it_yielded() -> None:
    seen = 0
    for name, case in RUNS:
        state, before = State(), ()
        for event in played(name, case.name).events:
            state = apply(procedures.get(name), state, event)
            after = facts(name, state)
            if event.type is EventType.VOIDED:
                gone = [row for row in difference(before, after) if row.n < 0 and row.measure not in STOCKS]
                seen += len(gone)
            before = after
        for step in {step for step, _ in state.runs}:
            if all(run.voided for run in state.every(step)):
                counted = [one for one in measures.of(name) if {moment.step for moment in one.at} == {step}]
                counted = [one for one in counted if not any(moment.sent for moment in one.at)]
                assert not {fact.measure for fact in before} & {one.id for one in counted}, (case.name, step)
    assert seen >= 3


STOCKS = {one.id for one in measures.every().values() if one.kind in {MeasureKind.STOCK, MeasureKind.LATE}}


def test_an_older_declaration_that_lacks_a_step_yields_nothing_of_it_and_the_rest_as_before() -> None:
    state = lawful_review().state
    pack = procedures.get("legality_review")
    known = measures.of("legality_review")
    alien = Measure(
        id="legality_review.alien",
        procedure="legality_review",
        name="x",
        says="x",
        kind=MeasureKind.LATE,
        term="no_such_term",
    )
    with_alien = facts_of([*known, alien], pack, state, CALENDAR, state.latest or date.min)
    assert with_alien == facts("legality_review", state) != ()


@pytest.mark.parametrize("name", [name for name in procedures.ids() if measures.of(name)])
def test_what_a_matter_yields_does_not_change_by_the_passing_of_days(name: str) -> None:
    """Else every open matter would have to be counted anew each night, and a past day could not be told."""
    pack, counted = procedures.get(name), 0
    for case in procedures.cases(name):
        state = State()
        for event in played(name, case.name).events:
            state = apply(pack, state, event)
            today = state.latest or date.min
            found = facts_of(measures.of(name), pack, state, CALENDAR, today)
            assert found == facts_of(measures.of(name), pack, state, CALENDAR, today + timedelta(days=40)), case.name
            counted += len(found)
    assert counted


def test_few_facts_and_many_are_compared_to_the_same_end() -> None:
    drawn = Random(11)
    day = date(2026, 3, 5)

    def some(most: int) -> tuple[Fact, ...]:
        made = (Fact(measure="m.a", day=day, n=1, amount=drawn.randrange(3), item=drawn.choice("xy"))
                for _ in range(drawn.randrange(most)))  # fmt: skip
        return tuple(sorted(made))

    for most in (3, 5, 9, 30):
        for _ in range(40):
            before, after = some(most), some(most)
            had, has = Counter(before), Counter(after)
            wanted = [*(fact.reversed() for fact in (had - has).elements()), *(has - had).elements()]
            assert difference(before, after) == tuple(sorted(wanted))
