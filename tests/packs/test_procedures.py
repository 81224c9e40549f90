"""Every shipped procedure: its expected runs come out as written, and nothing in it is dumb or without a ground."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest

from fazhi.kernel.calendar import Calendar
from fazhi.kernel.expressions import sentence
from fazhi.kernel.procedures import Case, PackNames, Played, StepState, names_of, picture, play
from fazhi.kernel.procedures.cases import KINDS
from fazhi.packs import procedures
from fazhi.packs.calendar import load

IDS = procedures.ids()
CASES = [pytest.param(name, case, id=f"{name}:{case.name}") for name in IDS for case in procedures.cases(name)]
DUMB = ("subject.", "field.", "param.", "==", "not ", " and ", " or ", "None")


@cache
def calendar() -> Calendar:
    return load()


@cache
def played(name: str) -> tuple[Played, ...]:
    return tuple(play(procedures.get(name), case, calendar()) for case in procedures.cases(name))


@pytest.mark.parametrize(("name", "case"), CASES)
def test_an_expected_run_comes_out_as_written(name: str, case: Case) -> None:
    result = next(item for item in played(name) if item.case is case)
    assert result.wrong == []


@pytest.mark.parametrize("name", IDS)
def test_expected_runs_of_all_kinds_are_there(name: str) -> None:
    found = {case.kind for case in procedures.cases(name)}
    assert found == set(KINDS)


@pytest.mark.parametrize("name", IDS)
def test_every_guarantee_speaks_of_an_act_that_some_run_does_lawfully(name: str) -> None:
    done = {run.step for item in played(name) for runs in item.state.runs.values() for run in runs if run.lawful}
    done |= {step for item in played(name) for step, _ in item.state.sendings}
    assert {item.trigger for item in procedures.get(name).guarantees.values()} <= done


@pytest.mark.parametrize("name", IDS)
def test_every_step_has_a_basis_and_every_guarantee_says_what_it_promises(name: str) -> None:
    procedure = procedures.get(name)
    assert [step.id for step in procedure.steps.values() if not step.basis] == []
    assert [item.id for item in procedure.guarantees.values() if not item.say.strip()] == []


@pytest.mark.parametrize("name", IDS)
def test_every_step_stands_in_a_stage(name: str) -> None:
    procedure = procedures.get(name)
    placed = [step for stage in procedure.stages for step in stage.steps]
    assert sorted(placed) == sorted(procedure.steps), "each step once"


@pytest.mark.parametrize("name", IDS)
def test_every_condition_can_be_said_in_words(name: str) -> None:
    said = dict(_spoken(name))
    assert said
    assert {where: text for where, text in said.items() if not text or any(word in text for word in DUMB)} == {}


def _spoken(name: str) -> Iterator[tuple[str, str]]:
    procedure = procedures.get(name)
    scope = names_of(procedure)
    for step in procedure.steps.values():
        for number, gate in enumerate((*step.needs, *step.needs_answer), start=1):
            words = gate.say or sentence(gate.expr, PackNames(procedure, step), scope.within(step))
            yield f"{step.id}.needs[{number}]", words


@pytest.mark.parametrize("name", IDS)
def test_a_refusal_names_the_next_lawful_move(name: str) -> None:
    """A gate that speaks for itself also says what can be done instead."""
    procedure = procedures.get(name)
    silent = [
        f"{step.id}: {gate.say}"
        for step in procedure.steps.values()
        for gate in step.needs
        if gate.say and not gate.next
    ]
    assert silent == []


@pytest.mark.parametrize("name", IDS)
def test_no_run_leaves_the_desk_without_a_picture(name: str) -> None:
    """At the end of every run each step has a state, and a matter that is open has something to do or to wait for."""
    procedure = procedures.get(name)
    for item in played(name):
        last = max(act.act.recorded for act in item.case.acts)
        shown = picture(procedure, item.state, calendar(), last)
        assert len(shown.steps) >= len([step for step in procedure.steps.values() if not step.each])
        if item.state.closed is None:
            waiting = any(step.state is StepState.WAITING for step in shown.steps)
            assert shown.due_now or waiting or any(step.doable for step in shown.steps), item.case.name
