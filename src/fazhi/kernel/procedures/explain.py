"""What is open, what is blocked and why, what is missing, what is due: the answers the desk shows.

Everything here is read off the same guard that refuses acts (`blockers`), so that what is shown and what is allowed
cannot drift apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from fazhi.kernel.calendar import Calendar
from fazhi.kernel.expressions import Call, Ref, evaluate, walk
from fazhi.kernel.procedures.acts import Act, ActKind, Blocker, BlockKind
from fazhi.kernel.procedures.clocks import CalendarClocks, Clock, ClockState
from fazhi.kernel.procedures.gates import blockers
from fazhi.kernel.procedures.model import Procedure, Step
from fazhi.kernel.procedures.state import Run, State
from fazhi.kernel.procedures.view import View


class StepState(StrEnum):
    """Where a step (and key) stands, as the flow chart shows it."""

    DONE = "done"
    FAILED = "failed"
    STALE = "stale"
    WAITING = "waiting"
    OPEN = "open"
    BLOCKED = "blocked"
    POSSIBLE = "possible"
    NOT_NEEDED = "not_needed"
    UNLAWFUL = "unlawful"


@dataclass(frozen=True, slots=True, kw_only=True)
class StepView:
    """One step (and key) on a day.

    DONE: valid and passing. FAILED: done, valid, but the result does not pass. STALE: rests on something that has
    changed. OPEN: owed and may be done now. POSSIBLE: not owed, may be done. UNLAWFUL: only an unlawful fact is on
    record. ``blockers`` say why it cannot be done; ``closed_outcomes`` are
    the results that cannot be recorded now, each with the reasons that close only it.
    """

    step: Step
    key: str | None
    state: StepState
    owed: bool | None
    run: Run | None
    blockers: tuple[Blocker, ...] = ()
    closed_outcomes: tuple[tuple[str, tuple[Blocker, ...]], ...] = ()
    facts: tuple[Run, ...] = ()

    @property
    def doable(self) -> bool:
        """Return whether some result of the step may be recorded now."""
        return not self.blockers and len(self.closed_outcomes) < len(self.step.outcomes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """The whole matter on a day: its steps in the order of the pack, its clocks, what is owed next."""

    procedure: Procedure
    state: State
    on: date
    steps: tuple[StepView, ...]
    clocks: tuple[Clock, ...]

    def find(self, step: str, key: str | None = None) -> StepView | None:
        """Return the view of a step (and key)."""
        return next((item for item in self.steps if item.step.id == step and item.key == key), None)

    @property
    def due_now(self) -> tuple[StepView, ...]:
        """Return the owed steps that can be done now, those after the close included."""
        return tuple(
            item
            for item in self.steps
            if item.doable
            and item.owed
            and item.state in {StepState.OPEN, StepState.STALE, StepState.FAILED, StepState.UNLAWFUL}
            and not item.step.after_end
        )

    @property
    def missing(self) -> tuple[Blocker, ...]:
        """Return what the next milestone still lacks: the list that takes the place of a form."""
        goal = self.goal
        if goal is None:
            return ()
        closed = tuple(reason for _, reasons in goal.closed_outcomes for reason in reasons)
        found = goal.blockers or (closed if not goal.doable else ())
        seen: dict[str, Blocker] = {}
        for item in found:
            if item.kind not in {BlockKind.POST, BlockKind.SEPARATE}:
                seen.setdefault(item.text, item)
        return tuple(seen.values())

    @property
    def goal(self) -> StepView | None:
        """Return the next milestone that is owed and not done."""
        if self.state.closed is not None:
            return None
        return next(
            (
                item
                for item in self.steps
                if item.step.milestone and item.state not in {StepState.DONE, StepState.NOT_NEEDED} and item.owed
            ),
            None,
        )


def picture(procedure: Procedure, state: State, calendar: Calendar, on: date) -> Picture:
    """Return everything about a matter on a day. Pure; costs one pass over the gates of the pack."""
    clocks = CalendarClocks(procedure, state, calendar, on)
    steps = tuple(
        _step_view(procedure, state, clocks, step, key, on)
        for step in procedure.steps.values()
        for key in _keys(state, step)
    )
    return Picture(procedure=procedure, state=state, on=on, steps=steps, clocks=tuple(clocks.all()))


def _keys(state: State, step: Step) -> tuple[str | None, ...]:
    if step.each:
        return state.lists.get(step.each, ())
    return (None,)


def _step_view(
    procedure: Procedure, state: State, clocks: CalendarClocks, step: Step, key: str | None, on: date
) -> StepView:
    view = View(procedure, state, clocks, own_list=step.keyed, key=key)
    runs = state.every(step.id) if step.adds else state.of(step.id, key)
    facts = tuple(run for run in runs if not run.lawful and not run.voided)
    latest = next((run for run in reversed(runs) if run.lawful and not run.voided), None)
    owed = view.required(step.id)
    general = tuple(_general(procedure, state, clocks, step, key, on))
    closed = tuple(_by_outcome(procedure, state, clocks, step, key, on)) if not general else ()
    doable = not general and len(closed) < len(step.outcomes)
    waiting = any(item.answered is None and not item.voided for item in state.calls(step.id, key))
    if waiting:
        where = StepState.WAITING
    elif latest is not None and not view.fresh(latest):
        where = StepState.STALE
    elif latest is not None:
        where = StepState.DONE if latest.outcome in step.passes else StepState.FAILED
    elif facts:
        where = StepState.UNLAWFUL
    elif owed is False:
        where = StepState.POSSIBLE if doable else StepState.NOT_NEEDED
    else:
        where = StepState.OPEN if doable else StepState.BLOCKED
    return StepView(
        step=step,
        key=key,
        state=where,
        owed=owed,
        run=latest,
        blockers=general,
        closed_outcomes=closed,
        facts=facts,
    )


def _proposed(step: Step, key: str | None, on: date, outcome: str | None) -> Act:
    return Act(
        kind=ActKind.SEND if step.call else ActKind.DO,
        occurred=on,
        recorded=on,
        posts=frozenset(step.posts),
        step=step.id,
        key=key,
        outcome=outcome,
    )


def _general(
    procedure: Procedure, state: State, clocks: CalendarClocks, step: Step, key: str | None, on: date
) -> Iterator[Blocker]:
    """Yield the reasons that close the step whatever its result: gates that do not speak of the act's own answers."""
    for item in blockers(procedure, state, _proposed(step, key, on, None), clocks):
        if item.kind is BlockKind.GATE and item.expr is not None and _asks_the_act(item):
            continue
        yield item


def _by_outcome(
    procedure: Procedure, state: State, clocks: CalendarClocks, step: Step, key: str | None, on: date
) -> Iterator[tuple[str, tuple[Blocker, ...]]]:
    """Yield the results that cannot be recorded now, with the reasons; what is only unanswered does not count."""
    if step.call is not None:
        return
    for outcome in step.outcomes:
        reasons = tuple(
            item
            for item in blockers(procedure, state, _proposed(step, key, on, outcome), clocks)
            if not (item.unknown and _asks_the_act(item))
            and not _only_fields(procedure, state, clocks, step, key, item)
        )
        if reasons:
            yield outcome, reasons


def _asks_the_act(item: Blocker) -> bool:
    return item.expr is not None and any(isinstance(node, Ref) and node.owner == "field" for node in walk(item.expr))


def _only_fields(
    procedure: Procedure, state: State, clocks: CalendarClocks, step: Step, key: str | None, item: Blocker
) -> bool:
    """Return whether a gate is closed only because answers are not given yet, e.g. ``present(field.reason)``."""
    if item.kind is not BlockKind.GATE or not item.missing:
        return False
    view = View(procedure, state, clocks, step=step, key=key)
    for atom in item.missing:
        asks = any(isinstance(node, Ref) and node.owner == "field" and node.name != "outcome" for node in walk(atom))
        present = isinstance(atom, Call) and atom.fn == "present" and asks
        if not present and not (asks and evaluate(atom, view) is None):
            continue
        return True
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """One thing somebody owes now: an open step, or a running term with what ends it.

    ``due`` is the last day in time (``None``: no term runs); ``legal`` says whether the term rests on law; ``basis``
    are the ids of the bases of the term (or of the step, when no term runs).
    """

    step: Step
    key: str | None
    posts: tuple[str, ...]
    clock: Clock | None
    legal: bool
    basis: tuple[str, ...]

    @property
    def due(self) -> date | None:
        """Return the last day in time."""
        return self.clock.due.due if self.clock is not None and self.clock.due is not None else None


def duties(shown: Picture) -> tuple[Duty, ...]:
    """Return what is owed now: each open owed step with the nearest duty term it would end."""
    found = []
    for item in shown.due_now:
        running = [
            clock
            for clock in shown.clocks
            if _ends(clock, item.step.id)
            and (clock.key is None or item.key is None or clock.key == item.key)
            and clock.state_on(shown.on) in {ClockState.RUNNING, ClockState.PAUSED, ClockState.OVER}
            and clock.due is not None
            and clock.term.kind.value == "within"
        ]
        clock = min(running, key=lambda each: each.due.due if each.due else date.max, default=None)
        basis = clock.term.basis if clock is not None else item.step.basis
        found.append(
            Duty(
                step=item.step,
                key=item.key,
                posts=clock.term.owner if clock is not None and clock.term.owner else item.step.posts,
                clock=clock,
                legal=any(shown.procedure.basis[name].prints_article for name in basis),
                basis=basis,
            )
        )
    return tuple(found)


def _ends(clock: Clock, step: str) -> bool:
    return any(name.partition(":")[0].removesuffix(".sent") == step for name in clock.term.until)
