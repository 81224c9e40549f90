"""From a run of the real engine to the world of the abstraction it must lie in. For the soundness test only.

Written apart from the prover: it works out what every run rested on from the record itself, by folding what had
occurred by then, and names tokens by the runs they speak of.
"""

from __future__ import annotations

from collections.abc import Mapping

from fazhi.kernel.procedures import EventType, MatterEvent, Procedure, Run, State, fold
from fazhi.kernel.procedures.prove.abstract import (
    DEAD,
    FACT,
    NONE,
    NOW,
    OLD,
    UNDER,
    Frame,
    Marks,
    Slot,
    World,
    old,
    split,
)
from fazhi.kernel.procedures.prove.local import Helpful
from fazhi.kernel.procedures.prove.reach import Explorer
from fazhi.kernel.procedures.prove.slicing import UNSEEN
from fazhi.kernel.procedures.view import View


class Alpha:
    """Follows one matter, event by event, and says in which world it is."""

    def __init__(self, procedure: Procedure, explorer: Explorer) -> None:
        self.procedure = procedure
        self.explorer = explorer
        self.cut = explorer.cut
        self.events: list[MatterEvent] = []
        self.state = State()
        self.rested: dict[int, Mapping[str, str]] = {}

    def add(self, event: MatterEvent) -> None:
        """Take one more event of the matter."""
        if event.step in self.cut.marks and event.type in {EventType.RAN, EventType.SENT, EventType.FACT}:
            past = fold(self.procedure, (item for item in self.events if item.occurred <= event.occurred))
            self.rested[event.seq] = self._tokens(past, event.step, event.key)
        if event.type is EventType.ANSWERED and event.run is not None:
            self.rested[event.seq] = self.rested[event.run]
        self.events.append(event)
        self.state = fold(self.procedure, [event], self.state)

    def _tokens(self, state: State, step: str, key: str | None) -> dict[str, str]:
        view = View(self.procedure, state, Helpful())
        names = {*self.procedure.steps[step].uses, *(n for n in self.cut.marks[step] if not n.startswith(UNSEEN))}
        return {name: view.token(name, key, step) for name in names}

    def world(self) -> World:
        """Return the world of the matter as it stands."""
        state = self.state
        slots = []
        for name in self.explorer.rooms.steps:
            if name not in self.cut.read:
                slots.append(Slot())
                continue
            runs = state.of(name)
            fact, last, rest = split(run for run in runs if not run.voided)
            waiting = [item for item in state.calls(name) if item.answered is None and not item.voided]
            slots.append(
                Slot(
                    fact=FACT if fact is not None else None,
                    last=self._frame(last) if last is not None else None,
                    older=frozenset(self._frame(run) for run in rest),
                    happened=name in self.cut.past and bool(runs),
                    out=frozenset(self._marks(name, item.id) for item in waiting),
                )
            )
        unseen = {name for name in self.cut.moving if name.startswith(UNSEEN)}
        return World(
            slots=tuple(slots),
            facts=tuple(state.subject.get(name) for name in self.cut.facts),
            made=frozenset(unseen | {name for name in self.cut.procedure.texts if name in state.texts}),
        )

    def _frame(self, run: Run) -> Frame:
        if not run.lawful:
            return FACT
        kept = self.cut.fields[run.step]
        return Frame(
            lawful=True,
            outcome=self._outcome(run.step, run.outcome),
            fields=tuple((name, run.fields[name]) for name in kept if name in run.fields),
            marks=self._marks(run.step, run.id),
        )

    def _outcome(self, step: str, outcome: str) -> str:
        """The prover looks at one outcome of each kind: the first of those that pass alike and are named nowhere."""
        shown = self.explorer.outcomes[step]
        if outcome in shown:
            return outcome
        passes = self.procedure.steps[step].passes
        return next(item for item in shown if (item in passes) == (outcome in passes))

    def _marks(self, step: str, made: int) -> Marks:
        rested = self.rested[made]
        return tuple((name, self._symbol(step, name, rested)) for name in self.cut.marks[step])

    def _symbol(self, step: str, name: str, rested: Mapping[str, str]) -> str:
        view = View(self.procedure, self.state, Helpful())
        if name.startswith(UNSEEN):
            hidden = [used for used in self.procedure.steps[step].uses if used not in self.cut.marks[step]]
            return NOW if all(self._still(view, step, used, rested) for used in hidden) else OLD
        token = rested[name]
        if token == view.token(name, None, step):
            return NONE if token == "-" else NOW
        if token == "-":
            return NONE
        if name not in self.procedure.steps:
            return OLD
        return self._old(name, token)

    def _still(self, view: View, step: str, used: str, rested: Mapping[str, str]) -> bool:
        if rested[used] != view.token(used, None, step):
            return False
        if used not in self.procedure.steps:
            return True
        latest = view.latest(used, None)
        return latest is None or view.fresh(latest)

    def _old(self, step: str, token: str) -> str:
        """Name a token that is not the present one by the runs it speaks of: ``fact+lawful``, or one of them alone."""
        runs = {run.id: run for run in self.state.of(step)}
        named = [runs[int(part)] for part in token.split("+")]
        if any(run.voided for run in named):
            return DEAD
        lawful = next((run for run in named if run.lawful), None)
        fact = next((run for run in named if not run.lawful), None)
        _, last, _ = split(run for run in runs.values() if not run.voided)
        present = [run for run in runs.values() if not run.voided]
        on_top = max(present, key=lambda run: run.order)
        if fact is None and lawful is last and not on_top.lawful:
            return UNDER
        return old(FACT if fact is not None else None, self._frame(lawful) if lawful is not None else None)
