"""What holds of every history, however it came about: random walks through the judge, seeded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.kernel import naive
from tests.kernel.walking import Walk, calendar

from fazhi.kernel.expressions import Call, Ref, evaluate, walk
from fazhi.kernel.procedures import (
    ActKind,
    CalendarClocks,
    EventType,
    Procedure,
    State,
    StepState,
    View,
    apply,
    duties,
    expressions,
    fold,
    outline,
    picture,
)
from fazhi.kernel.terms import Unit
from fazhi.packs import procedures

SMALL = ("mini", "request")
NAMES = (*SMALL, *procedures.ids())
LENGTH = {"mini": 30, "request": 30}


@lru_cache(maxsize=400)
def walked(name: str, seed: int) -> Walk:
    return Walk(name, seed, LENGTH.get(name, 15))


def over_histories(check: Callable[[Walk], None]) -> Callable[..., None]:
    """Run a check over many random histories of every pack: the same ones for every check, and at every run."""

    @pytest.mark.parametrize("name", NAMES)
    def test(name: str) -> None:
        @settings(max_examples=40 if name in SMALL else 12, derandomize=True, database=None)
        @given(st.integers(0, 60 if name in SMALL else 15))
        def run(seed: int) -> None:
            check(walked(name, seed))

        run()

    test.__doc__ = check.__doc__
    return test


@over_histories
def test_the_judge_gives_reasons_or_an_event(walk: Walk) -> None:
    """Never both, never neither; an event is the next in turn and says what was asked."""
    for state, act, verdict, _ in walk.asked:
        assert bool(verdict.blockers) is (verdict.event is None)
        assert all(item.text.strip() for item in verdict.blockers)
        if verdict.event is not None:
            event = verdict.event
            assert event.seq == state.seq + 1
            assert (event.occurred, event.recorded, event.decider) == (act.occurred, act.recorded, act.decider)
            assert (event.step, event.outcome, event.fields) == (act.step, act.outcome or "", act.fields)


@over_histories
def test_the_state_reached_act_by_act_is_the_fold_of_the_events(walk: Walk) -> None:
    """Also from any point on, and as of any point."""
    assert fold(walk.procedure, walk.events) == walk.state
    middle = len(walk.events) // 2
    first = fold(walk.procedure, walk.events[:middle])
    assert fold(walk.procedure, walk.events[middle:], first) == walk.state
    for state, _, _, count in walk.asked:
        if count == middle:
            assert state == first


@over_histories
def test_the_index_is_what_a_recount_gives(walk: Walk) -> None:
    recount = replace(walk.state, known=None)
    assert {run.id for run in walk.state.flagged} == {
        run.id
        for runs in walk.state.runs.values()
        for run in runs
        if not run.voided and (not run.lawful or run.late or run.missing)
    }
    assert {run.id for run in recount.flagged} == {run.id for run in walk.state.flagged}
    told = naive.tell(walk.procedure, walk.events)
    occurred: dict[tuple[str, str | None], set[str]] = {}
    for run in told.runs:
        occurred.setdefault((run.step, run.key), set()).add(run.outcome)
    assert walk.state.index.outcomes == recount.index.outcomes == occurred
    for step in walk.procedure.steps:
        wanted = {item.decider for item in (*told.runs, *told.sent) if item.step == step}
        assert walk.state.index.deciders.get(step, frozenset()) == wanted
        assert recount.index.deciders.get(step, frozenset()) == wanted


@over_histories
def test_what_is_allowed_is_never_against_separation_once_or_the_end(walk: Walk) -> None:
    for state, act, verdict, count in walk.asked:
        if verdict.event is None or act.step is None or act.kind is ActKind.FACT:
            continue
        step, told = walk.procedure.steps[act.step], naive.tell(walk.procedure, walk.events[:count])
        assert state.closed is None or step.after_end
        assert act.decider
        assert not step.posts or act.kind is ActKind.ANSWER or act.posts & set(step.posts)
        if act.kind is ActKind.ANSWER or step.call is None:
            earlier = {item.decider for item in (*told.runs, *told.sent) if item.step in step.separate}
            assert act.decider not in earlier
        if step.once and act.kind is not ActKind.ANSWER:
            assert not [item for item in told.of(step.id, act.key) if item.lawful and not item.voided]
            assert not [item for item in told.calls(step.id, act.key) if not item.voided]
        assert step.each is None or act.key in told.lists.get(step.each, [])
        assert act.kind is ActKind.SEND or act.outcome in step.outcomes


@over_histories
def test_an_entry_made_late_is_marked_and_never_becomes_the_latest_run(walk: Walk) -> None:
    for state, act, verdict, count in walk.asked:
        event = verdict.event
        if event is None or event.type not in {EventType.RAN, EventType.FACT, EventType.ANSWERED}:
            continue
        told, step = naive.tell(walk.procedure, walk.events[:count]), event.step or ""
        before, after = told.latest(step, event.key), apply(walk.procedure, state, event)
        if before is not None and before.occurred > event.occurred:
            clocks = CalendarClocks(walk.procedure, after, calendar(), walk.today)
            found = View(walk.procedure, after, clocks).latest(step, event.key)
            assert found is not None and found.id == before.id
        if calendar().working_between(act.occurred, act.recorded) > 3:
            assert event.late


@over_histories
def test_texts_and_runs_follow_the_order_of_occurrence(walk: Walk) -> None:
    """Not the order of entry: the token of a text is that of the latest run that made it and stands."""
    voided = {run.id for run in naive.tell(walk.procedure, walk.events).runs if run.voided}
    made: dict[str, list[tuple[naive.Order, str]]] = {}
    for event in walk.events:
        step = walk.procedure.steps.get(event.step or "")
        if step is None or event.type not in {EventType.RAN, EventType.FACT, EventType.ANSWERED}:
            continue
        name = step.makes or (step.call.returns if step.call is not None and event.text is not None else None)
        if name is not None and event.seq not in voided:
            made.setdefault(name, []).append(((event.occurred, event.seq), event.text or f"#{event.seq}"))
    assert {name: (*max(tokens)[0], max(tokens)[1]) for name, tokens in made.items()} == dict(walk.state.texts)
    for many in (*walk.state.runs.values(), *walk.state.sendings.values()):
        orders = [item.order for item in many]
        assert orders == sorted(orders)


@over_histories
def test_subject_runs_and_sendings_are_as_told(walk: Walk) -> None:
    told = naive.tell(walk.procedure, walk.events)
    assert walk.state.subject == told.subject
    runs = {run.id: (run.lawful, run.voided, dict(run.fields)) for many in walk.state.runs.values() for run in many}
    amended = {event.run for event in walk.events if event.type is EventType.AMENDED}
    assert {run.id: (run.lawful, run.voided) for run in told.runs} == {key: value[:2] for key, value in runs.items()}
    assert all(runs[run.id][2] == run.fields for run in told.runs if run.id not in amended)
    sent = {item.id: (item.answered, item.voided) for many in walk.state.sendings.values() for item in many}
    assert sent == {item.id: (item.answered, item.voided) for item in told.sent}
    ends = [run for run in told.runs if walk.procedure.steps[run.step].ends and run.lawful and not run.voided]
    assert (walk.state.closed is not None) is bool(ends)


@over_histories
def test_clocks_are_what_plain_counting_gives(walk: Walk) -> None:
    told = naive.tell(walk.procedure, walk.events)
    clocks = CalendarClocks(walk.procedure, walk.state, calendar(), walk.today)
    for term in walk.procedure.terms.values():
        if term.unit not in {Unit.working_day, Unit.calendar_day} or str(term.amount).startswith("subject."):
            continue
        if term.last:  # it ends on a stated day: nothing is counted, and ``test_procedures_stated`` holds it
            continue
        for key in told.lists.get(term.each, []) if term.each else [None]:
            found, wanted = clocks.clock(term.id, key), naive.clock(walk.procedure, told, calendar(), term, key)
            assert found.began == wanted.began, term.id
            assert (found.due.due if found.due else None) == wanted.due, term.id
            if wanted.due is None or wanted.began is None:
                continue
            assert found.ended == wanted.ended, term.id
            late = walk.today > wanted.due
            over = wanted.ended is not None and wanted.ended[0] > wanted.due
            if term.kind.value == "at_least":
                assert clocks.over(term.id, key) is late
            elif wanted.ended is not None and wanted.ended[0] <= walk.today:
                assert clocks.met(term.id, key) is not over
                assert clocks.over(term.id, key) is over
                assert clocks.running(term.id, key) is False
            else:
                assert clocks.over(term.id, key) is late
                assert clocks.running(term.id, key) is not late


@over_histories
def test_rows_and_page_show_the_same(walk: Walk) -> None:
    """What a row leaves out is only whether something not owed may be done."""
    full = picture(walk.procedure, walk.state, calendar(), walk.today)
    short = outline(walk.procedure, walk.state, calendar(), walk.today)
    idle = {StepState.POSSIBLE, StepState.NOT_NEEDED}
    for long, brief in zip(full.steps, short.steps, strict=True):
        assert (long.step, long.key, long.owed, long.run) == (brief.step, brief.key, brief.owed, brief.run)
        if long.state in idle:
            assert brief.state in idle
            continue
        assert long.state is brief.state or (not long.owed and {long.state, brief.state} <= {
            StepState.OPEN, StepState.BLOCKED,
        }), long.step.id  # fmt: skip
        if long.owed and long.state not in {StepState.DONE, StepState.WAITING}:
            assert long.doable is brief.doable
    assert [(item.step.id, item.key) for item in full.due_now] == [(item.step.id, item.key) for item in short.due_now]
    assert [(duty.step.id, duty.due) for duty in duties(full)] == [(duty.step.id, duty.due) for duty in duties(short)]


@over_histories
def test_what_is_shown_as_closed_the_judge_refuses(walk: Walk) -> None:
    """A step that cannot be done is refused, whoever tries and whatever he answers."""
    shown = picture(walk.procedure, walk.state, calendar(), walk.today)
    for state, act, verdict, count in walk.asked:
        if count != len(walk.events) or state is not walk.state or act.occurred != walk.today or act.step is None:
            continue
        if act.kind not in {ActKind.DO, ActKind.SEND} or act.fields:
            continue
        found = shown.find(act.step, act.key)
        if found is not None and not found.doable:
            assert verdict.event is None


def quiet(procedure: Procedure) -> list[str]:
    """Facts nobody rests on and nobody asks to be merely present: of them, knowing more only settles more."""
    used = {name for step in procedure.steps.values() for name in step.uses}
    found = []
    for name in procedure.subject:
        asked = [
            node
            for _, expr, _, _ in expressions(procedure)
            for node in walk(expr)
            if isinstance(node, Call) and node.fn == "present"
            for inner in node.args
            if isinstance(inner, Ref) and (inner.owner, inner.name) == ("subject", name)
        ]
        starts = [term for term in procedure.terms.values() if f"subject.{name}" in (*term.start, *term.until)]
        if f"subject.{name}" not in used and not asked and not starts:
            found.append(name)
    return found


@over_histories
def test_learning_a_fact_never_closes_a_gate_that_was_open_without_it(walk: Walk) -> None:
    """Unknown means undecided: what is so already stays so whatever the fact turns out to be."""
    procedure = walk.procedure
    for name in quiet(procedure)[:6]:
        less = {key: value for key, value in walk.state.subject.items() if key != name}
        values = {walk.value(procedure.subject[name]) for _ in range(3)}
        blank = replace(walk.state, subject=less)
        for step in procedure.steps.values():
            for outcome in step.outcomes:
                before = _view(walk, blank, step.id, outcome)
                for gate in (*step.needs, *step.needs_answer):
                    was = evaluate(gate.expr, before)
                    if was is None:
                        continue
                    for value in values:
                        known = replace(walk.state, subject={**less, name: value})
                        now = evaluate(gate.expr, _view(walk, known, step.id, outcome))
                        assert now == was, (gate.expr.source, name, value)


def _view(walk: Walk, state: State, step: str, outcome: str) -> View:
    clocks = CalendarClocks(walk.procedure, state, calendar(), walk.today)
    return View(walk.procedure, state, clocks, step=walk.procedure.steps[step], key=None, outcome=outcome)
