"""An outline drawn on from an earlier one is the outline drawn whole: nothing that was read goes unnoticed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import lru_cache
from random import Random
from types import MappingProxyType

import pytest
from tests.kernel.walking import Walk, calendar

from fazhi.kernel.expressions import evaluate
from fazhi.kernel.procedures import CalendarClocks, Followed, Picture, State, View, follow, following, outline
from fazhi.kernel.procedures.following import Watched
from fazhi.kernel.procedures.state import added
from fazhi.kernel.procedures.state import differing as apart
from fazhi.packs import procedures

PACKS = procedures.ids()
NAMES = ("mini", "request", *PACKS)
CHANGING = [name for name in PACKS if any(fact.mutable for fact in procedures.get(name).subject.values())]
"""Packs with an opening fact that may change: of the others no reading of a fact can be missed."""


@lru_cache(maxsize=250)
def walked(name: str, seed: int) -> Walk:
    return Walk(name, seed, 20 if name in PACKS else 30)


def states(walk: Walk) -> list[State]:
    """Return the states of a walk in order, each once."""
    found = [state for state, *_ in walk.asked] + [walk.state]
    return [state for n, state in enumerate(found) if n == 0 or state is not found[n - 1]]


def drawn_on(walk: Walk, rng: Random) -> Iterator[tuple[Picture, Picture]]:
    """Yield (drawn on, drawn whole) along a walk: mostly from the state before, now and then from any other."""
    every, before = states(walk), None
    for n, state in enumerate(every):
        if rng.random() < 0.2:
            other = rng.choice(every)
            day = (other.latest or walk.today) + timedelta(days=3)
            before = follow(walk.procedure, other, calendar(), day, before if rng.random() < 0.5 else None)
        on = (state.last_recorded or walk.today) + timedelta(days=rng.choice((0, 0, 0, 1, 7, 40)) if n % 3 == 0 else 0)
        before = follow(walk.procedure, state, calendar(), on, before)
        yield before.picture, outline(walk.procedure, state, calendar(), on)


def differing(pair: tuple[Picture, Picture]) -> list[str]:
    """Return the steps and clocks in which a picture drawn on is not the one drawn whole."""
    drawn, whole = pair
    assert len(drawn.steps) == len(whole.steps)
    found = [f"{a.step.id} {a.key}" for a, b in zip(drawn.steps, whole.steps, strict=True) if a != b]
    found += [] if drawn.clocks == whole.clocks else ["clocks"]
    return found + ([] if drawn.due_now == whole.due_now else ["due"])


@pytest.mark.parametrize("name", NAMES)
def test_an_outline_drawn_on_is_the_outline_drawn_whole(name: str) -> None:
    looked = 0
    for seed in range(40):
        for pair in drawn_on(walked(name, seed), Random(seed)):
            assert not differing(pair), f"{name} {seed}"
            looked += 1
    assert looked > 100


@pytest.mark.parametrize(
    ("name", "deaf"),
    [
        *((name, "of") for name in NAMES),
        *((name, "had") for name in PACKS),
        *((name, "fact") for name in CHANGING),
        ("request", "calls"),
        ("legality_review", "calls"),
        ("disclosure_request", "keys"),
        ("major_decision", "keys"),
        ("mini", "token_of"),
        ("major_decision", "token_of"),
    ],
)
def test_a_question_that_was_not_noted_would_be_found_out(
    name: str, deaf: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The walks tell: were one kind of reading not noted, some outline would come out wrong."""
    heard = getattr(State, deaf)
    monkeypatch.setattr(Watched, deaf, lambda self, *asked: heard(self.whole, *asked))
    pairs = (pair for seed in range(120) for pair in drawn_on(walked(name, seed), Random(seed)))
    assert any(differing(pair) for pair in pairs)


def test_a_day_that_was_not_noted_would_be_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "TODAY", "*another")
    kept = following._WatchedClocks.__init__

    def without(self: following._WatchedClocks, *given: object) -> None:
        kept(self, *given)
        self._today = 0

    monkeypatch.setattr(following._WatchedClocks, "__init__", without)
    pairs = (pair for name in PACKS for seed in range(12) for pair in drawn_on(walked(name, seed), Random(seed)))
    assert any(differing(pair) for pair in pairs)


def test_a_watched_state_answers_to_its_questions_only() -> None:
    """What would read past the notes finds nothing there, so that it cannot go unnoticed."""
    walk = walked("request", 0)
    bits = follow(walk.procedure, walk.state, calendar(), walk.today).bits
    watched = Watched(walk.state, bits)
    for name in ("runs", "sendings", "subject", "texts", "lists", "changed", "known", "latest", "seq"):
        with pytest.raises(AttributeError):
            getattr(watched, name)


@pytest.mark.parametrize("name", PACKS)
def test_after_an_act_few_steps_are_looked_at_and_after_none_nothing(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged: list[tuple[str, str | None]] = []
    look = following.step_outline

    def looking(seen: following.Seen) -> following.StepView:
        judged.append((seen.step.id, seen.key))
        return look(seen)

    monkeypatch.setattr(following, "step_outline", looking)
    possible, again = 0, 0
    for seed in range(12):
        walk = walked(name, seed)
        before: Followed | None = None
        for state in states(walk):
            judged.clear()
            shown = follow(walk.procedure, state, calendar(), walk.today, before)
            if before is not None:
                possible, again = possible + len(shown.steps), again + sum(slot in before.steps for slot in judged)
            judged.clear()
            before = follow(walk.procedure, state, calendar(), walk.today, shown)
            assert not judged
            assert before.picture == shown.picture
    assert again < possible / 4


def test_what_is_remembered_does_not_grow_with_the_history() -> None:
    """Of a run that another has taken the place of nothing is kept."""
    for seed in range(12):
        walk = walked("legality_review", seed)
        before: Followed | None = None
        for state in states(walk):
            before = follow(walk.procedure, state, calendar(), walk.today, before)
            good = ([run for run in runs if run.lawful and not run.voided] for runs in state.runs.values())
            assert before.fresh.keys() <= {runs[-1].id for runs in good if runs}


@pytest.mark.parametrize("name", PACKS)
def test_a_gate_that_speaks_of_one_result_holds_for_every_other(name: str) -> None:
    """So it need not be asked for them, whatever the state."""
    asked = 0
    for seed in range(6):
        walk = walked(name, seed)
        for state in states(walk)[::3]:
            clocks = CalendarClocks(walk.procedure, state, calendar(), walk.today)
            for step in walk.procedure.steps.values():
                for gate in (*step.needs, *step.needs_answer):
                    for outcome in step.outcomes:
                        if not gate.speaks_of(outcome):
                            view = View(walk.procedure, state, clocks, step=step, outcome=outcome)
                            assert evaluate(gate.expr, view) is True, (step.id, outcome)
                            asked += 1
    assert asked > 100


@pytest.mark.parametrize(
    ("gone", "changed", "new"),
    [((), (), ()), ((), ("b",), ()), (("a",), (), ()), ((), (), ("z",)), (("a",), ("b",), ("z",))],
)
def test_what_differs_is_what_went_what_came_and_what_is_another_object(
    gone: tuple[str, ...], changed: tuple[str, ...], new: tuple[str, ...]
) -> None:
    held = {name: object() for name in "abc"}
    after = {name: object() if name in changed else value for name, value in held.items() if name not in gone}
    after |= {name: object() for name in new}
    assert sorted(apart(held, after)) == sorted((*gone, *changed, *new))


def test_one_more_in_a_view_or_in_a_plain_mapping_leaves_the_first_as_it_was() -> None:
    for held in ({"a": 1}, MappingProxyType({"a": 1})):
        assert added(held, "b", 2) == {"a": 1, "b": 2} and added(held, "a", 3) == {"a": 3} and held == {"a": 1}
