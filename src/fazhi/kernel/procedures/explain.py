"""What is open, what is blocked and why, what is missing, what is due: the answers the desk shows.

Everything here is read off the same guard that refuses acts (`blockers`), so that what is shown and what is allowed
cannot drift apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Final

from fazhi.kernel.calendar import Calendar
from fazhi.kernel.expressions import Bool, Ref, blame, evaluate, substitute, walk
from fazhi.kernel.making import maker
from fazhi.kernel.procedures.acts import Act, ActKind, Blocker
from fazhi.kernel.procedures.clocks import CalendarClocks, Clock, ClockState
from fazhi.kernel.procedures.gates import Reason, reasons, reasons_asked
from fazhi.kernel.procedures.gating import Gate
from fazhi.kernel.procedures.model import Procedure, Step
from fazhi.kernel.procedures.names import step_named
from fazhi.kernel.procedures.state import Run, State
from fazhi.kernel.procedures.view import View
from fazhi.kernel.terms import Kind


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


UNMET: Final = frozenset({ClockState.RUNNING, ClockState.PAUSED, ClockState.OVER})
"""Where the clock of a duty stands that was not done."""

# Members of an enumeration, looked up once: to find one by its name takes Python 3.11 longer than to compare it.
_WAITING, _DONE, _FAILED, _STALE = StepState.WAITING, StepState.DONE, StepState.FAILED, StepState.STALE
_OPEN, _BLOCKED, _POSSIBLE = StepState.OPEN, StepState.BLOCKED, StepState.POSSIBLE
_NOT_NEEDED, _UNLAWFUL, _WITHIN = StepState.NOT_NEEDED, StepState.UNLAWFUL, Kind.within

_OWED: Final = (ClockState.RUNNING, ClockState.OVER)
_UNMET: Final = tuple(UNMET)
_OUTCOME: Final = frozenset({"outcome"})
"""What a gate asks that asks for the result alone."""
_TO_DO: Final = (_OPEN, _STALE, _FAILED, _UNLAWFUL)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepView:
    """One step (and key) on a day.

    DONE: valid and passing. FAILED: done, valid, but the result does not pass. STALE: rests on something that has
    changed. OPEN: owed and may be done now. POSSIBLE: not owed, may be done. UNLAWFUL: only an unlawful fact is on
    record. ``doable``: some result may be recorded now. ``blockers`` say why it cannot be done; ``closed_outcomes`` are
    the results that cannot be recorded now, each with the reasons that close only it.
    """

    step: Step
    key: str | None
    state: StepState
    owed: bool | None
    run: Run | None
    doable: bool
    blockers: tuple[Blocker, ...] = ()
    closed_outcomes: tuple[tuple[str, tuple[Blocker, ...]], ...] = ()
    facts: tuple[Run, ...] = ()
    awaited: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """The whole matter on a day: its steps in the order of the pack, its clocks, what is owed next.

    ``due_now`` are the owed steps that can be done now; of those that stay open after the close, the ones with a day.
    """

    procedure: Procedure
    state: State
    on: date
    steps: tuple[StepView, ...]
    clocks: tuple[Clock, ...]
    due_now: tuple[StepView, ...] = field(init=False)

    def __post_init__(self) -> None:
        # Asked several times of every picture: found once.
        object.__setattr__(self, "due_now", tuple([item for item in self.steps if item.doable and self._is_due(item)]))

    def find(self, step: str, key: str | None = None) -> StepView | None:
        """Return the view of a step (and key)."""
        return next((item for item in self.steps if item.step.id == step and item.key == key), None)

    def _is_due(self, item: StepView) -> bool:
        if not item.owed:
            return False
        if item.state not in _TO_DO and not (item.awaited and item.state is _DONE):
            return False
        return not item.step.after_end or self._has_a_day(item)

    def _has_a_day(self, item: StepView) -> bool:
        """Return whether a step that stays open after the close is owed by a day: serving, archiving."""
        return any(
            _ends(clock, item.step.id)
            and clock.term.kind is _WITHIN
            and clock.key in {None, item.key}
            and clock.state_on(self.on) in _OWED
            for clock in self.clocks
        )

    @property
    def missing(self) -> tuple[Blocker, ...]:
        """Return what the next milestone still lacks: the list that takes the place of a form."""
        goal = self.goal
        if goal is None:
            return ()
        shut = dict(goal.closed_outcomes)
        closed = tuple(
            reason for name in goal.step.outcomes if name in goal.step.passes for reason in shut.get(name, ())
        )
        found = goal.blockers or (closed if shut.keys() >= goal.step.passes else ())
        seen: dict[str, Blocker] = {}
        for item in found:
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
    """Return everything about a matter on a day, every refusal with its reasons: for a page."""
    return _drawn(procedure, state, calendar, on, _step_view)


def outline(procedure: Procedure, state: State, calendar: Calendar, on: date) -> Picture:
    """Return the same without a reason said: which steps are owed and open, what waits, what is due. For rows."""
    return _drawn(procedure, state, calendar, on, step_outline)


def _drawn(
    procedure: Procedure, state: State, calendar: Calendar, on: date, draw: Callable[[Seen], StepView]
) -> Picture:
    clocks = CalendarClocks(procedure, state, calendar, on)
    running = tuple(clocks.all())
    awaited = frozenset(awaited_by(running, on))
    plain = View(procedure, state, clocks)
    steps = tuple(
        draw(Seen(plain, clocks, step, key, on, awaited=(step.id, key) in awaited))
        for step in procedure.steps.values()
        for key in keys_of(state, step)
    )
    return Picture(procedure=procedure, state=state, on=on, steps=steps, clocks=running)


def awaited_by(clocks: tuple[Clock, ...], on: date) -> Iterator[tuple[str, str | None]]:
    """Yield what running duty terms wait for: the first step that stops each. It is owed even if it was done before.

    So a file that was returned is owed again by those who sent it.
    """
    for clock in clocks:
        if clock.term.kind is _WITHIN and clock.state_on(on) in _OWED:
            yield step_named(clock.term.until[0]), clock.key


def keys_of(state: State, step: Step) -> tuple[str | None, ...]:
    """Return the entries of the list for which a step is shown, each on its own."""
    if step.each:
        return state.keys(step.each)
    return (None,)


class Seen:
    """One step (and key) of a matter while it is looked at."""

    __slots__ = ("awaited", "clocks", "key", "latest", "on", "procedure", "runs", "state", "step", "view")

    def __init__(
        self, plain: View, clocks: CalendarClocks, step: Step, key: str | None, on: date, *, awaited: bool
    ) -> None:
        self.procedure, self.state, self.clocks = plain.procedure, plain.state, clocks
        self.step, self.key, self.on, self.awaited = step, key, on, awaited
        self.view = plain
        if step.keyed is not None:
            self.view = type(plain)(self.procedure, self.state, clocks, own_list=step.keyed, key=key, beside=plain)
        self.runs = self.state.every(step.id) if step.adds else self.state.of(step.id, key)
        self.latest: Run | None = None
        for run in reversed(self.runs):
            if run.lawful and not run.voided:
                self.latest = run
                break

    @property
    def owed(self) -> bool | None:
        """Whether the step is owed on the present facts."""
        return self.view.required(self.step.id)

    def reading(self, outcome: str) -> View:
        """Return how the gates of the step read the state, for a result. What asks for none is read by ``view``."""
        return type(self.view)(
            self.procedure, self.state, self.clocks, step=self.step, key=self.key, outcome=outcome, beside=self.view
        )

    def standing(self) -> StepState | None:
        """Return where the step stands by what was done; ``None`` while nothing lawful was."""
        for item in self.state.calls(self.step.id, self.key):
            if item.answered is None and not item.voided:
                return _WAITING
        if self.latest is None:
            return None
        if not self.view.fresh(self.latest):
            return _STALE
        return _DONE if self.latest.outcome in self.step.passes else _FAILED

    def unlawful(self) -> Iterator[Run]:
        """Yield the facts on record."""
        return (run for run in self.runs if run.breach and not run.voided)

    def general(self) -> Iterator[Reason]:
        """Yield the reasons that close the step whatever its result: gates that ask nothing of the act itself."""
        act = _proposed(self.step.id, self.key, self.on, self.step.posts, call=self.step.call is not None)
        return reasons(self.procedure, self.state, act, self.clocks, self.view, asking=False)

    def closing(self, outcome: str) -> Iterator[Callable[[], Blocker]]:
        """Yield the reasons why this result in particular cannot be recorded now; what is only unanswered is none."""
        view = self.reading(outcome)
        for gate, unknown, say in reasons_asked(self.procedure, self.step, outcome, view):
            if not self._excused(gate, view, unknown=unknown):
                yield say

    def some_result(self) -> bool:
        """Return whether some result can be recorded now as far as its own gates go: whether one has no ``closing``.

        What asks for no result says the same for each and is asked once.
        """
        if self.step.shared and self._shut(self.step.shared, self.reading(self.step.outcomes[0])):
            return False
        return any(not gates or not self._shut(gates, self.reading(name)) for name, gates in self.step.own)

    def _shut(self, gates: tuple[Gate, ...], view: View) -> bool:
        for gate in gates:
            value = view.says(gate.expr)
            if value is not True and not self._excused(gate, view, unknown=value is None):
                return True
        return False

    def _excused(self, gate: Gate, view: View, *, unknown: bool) -> bool:
        return (unknown and gate.asks != _OUTCOME) or self._only_unanswered(gate, view)

    def _only_unanswered(self, gate: Gate, view: View) -> bool:
        """Return whether a gate is closed only because answers are not given yet, e.g. ``present(field.reason)``."""
        if gate.asks == _OUTCOME:
            return False
        answered = {
            item.expr: Bool(value=item.polarity >= 0)
            for item in blame(gate.expr, view)
            if any(
                isinstance(node, Ref) and node.owner == "field" and node.name != "outcome" for node in walk(item.expr)
            )
        }
        return bool(answered) and evaluate(substitute(gate.expr, answered), view) is True


@lru_cache(maxsize=4096)
def _proposed(step: str, key: str | None, on: date, posts: tuple[str, ...], *, call: bool) -> Act:
    """Return the act of doing a step on a day, by somebody in a fitting post."""
    kind = ActKind.SEND if call else ActKind.DO
    return Act(kind=kind, occurred=on, recorded=on, posts=frozenset(posts), step=step, key=key)


def _step_view(seen: Seen) -> StepView:
    step, owed = seen.step, seen.owed
    general = tuple(say() for _, _, say in seen.general())
    closed: list[tuple[str, tuple[Blocker, ...]]] = []
    if not general and step.call is None:
        for outcome in step.outcomes:
            if found := tuple(say() for say in seen.closing(outcome)):
                closed.append((outcome, found))
    doable = not general and len(closed) < len(step.outcomes)
    facts = tuple(seen.unlawful())
    return StepView(
        step=step,
        key=seen.key,
        state=seen.standing() or _state(owed, bool(facts), doable),
        owed=owed,
        run=seen.latest,
        doable=doable,
        awaited=seen.awaited,
        blockers=general,
        closed_outcomes=tuple(closed),
        facts=facts,
    )


_outlined = maker(StepView)


def step_outline(seen: Seen) -> StepView:
    """Look no further than needed to say whether the step is a duty that can be done now."""
    step, stands, owed = seen.step, seen.standing(), seen.owed
    settled = stands is _WAITING or (stands is _DONE and not seen.awaited)
    doable = False
    if owed and not settled and next(seen.general(), None) is None:
        doable = step.call is not None or seen.some_result()
    return _outlined(
        step=step,
        key=seen.key,
        state=stands or _state(owed, bool(seen.runs) and any(seen.unlawful()), doable),
        owed=owed,
        run=seen.latest,
        doable=doable,
        awaited=seen.awaited,
    )


def _state(owed: bool | None, facts: bool, doable: bool) -> StepState:
    """Return where a step stands of which nothing lawful was done."""
    if facts:
        return _UNLAWFUL
    if owed is False:
        return _POSSIBLE if doable else _NOT_NEEDED
    return _OPEN if doable else _BLOCKED


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


_duty = maker(Duty)


def duties(shown: Picture) -> tuple[Duty, ...]:
    """Return what is owed now: each open owed step with the nearest duty term it would end."""
    found = []
    for item in shown.due_now:
        running = [
            clock
            for clock in shown.clocks
            if _ends(clock, item.step.id)
            and (clock.key is None or item.key is None or clock.key == item.key)
            and clock.due is not None
            and clock.term.kind is _WITHIN
            and clock.state_on(shown.on) in _UNMET
        ]
        clock = min(running, key=lambda each: each.due.due if each.due else date.max, default=None)
        basis = clock.term.basis if clock is not None else item.step.basis
        found.append(
            _duty(
                step=item.step,
                key=item.key,
                posts=clock.term.owner if clock is not None and clock.term.owner else item.step.posts,
                clock=clock,
                legal=any(one.prints_article for one in shown.procedure.bases(basis)),
                basis=basis,
            )
        )
    return tuple(found)


def _ends(clock: Clock, step: str) -> bool:
    return step in _ending(clock.term.until)


@lru_cache(maxsize=4096)
def _ending(until: tuple[str, ...]) -> frozenset[str]:
    """Return the steps that end a term."""
    return frozenset(step_named(name) for name in until)
