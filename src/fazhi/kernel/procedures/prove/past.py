"""Tier 3, entries made late: what an act may have seen on the day it occurred, and whether it was open then.

The engine asks its guard twice of such an act, on the whole record and on what had occurred by then. Of that past a
world knows little: only for the steps the act rests on it is guessed what had been done. Gates that speak of others
are taken as open.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import product
from types import MappingProxyType

from fazhi.kernel.expressions import Call, Expr, Name, Ref, conjuncts, evaluate, names_used, walk
from fazhi.kernel.expressions.analyse import signed_atoms
from fazhi.kernel.procedures.acts import Act
from fazhi.kernel.procedures.model import Step
from fazhi.kernel.procedures.prove.abstract import (
    DEAD,
    FACT,
    NONE,
    NOW,
    OLD,
    UNDER,
    Frame,
    Rooms,
    Scene,
    old,
)
from fazhi.kernel.procedures.prove.local import Helpful, weaken
from fazhi.kernel.procedures.prove.slicing import UNSEEN
from fazhi.kernel.procedures.state import Run, State
from fazhi.kernel.procedures.view import View

_DAY = date(2026, 3, 2)
Sight = Mapping[str, str]
"""What an act rested on: name to symbol."""


class Past:
    """Possible pasts over one slice."""

    def __init__(self, rooms: Rooms) -> None:
        self.rooms = rooms
        self.cut = rooms.cut
        steps = {step.id: replace(step, uses=()) for step in self.cut.procedure.steps.values()}
        # Whether a run was fresh then is not known: nothing goes stale in this pack.
        self.pack = replace(self.cut.procedure, steps=MappingProxyType(steps))
        self.gates = {step.id: tuple(self._gates(step)) for step in self.cut.procedure.steps.values()}

    def sights(self, scene: Scene, step: Step) -> Iterator[Sight]:
        """Yield what an act entered late may have seen. Whoever saw a fresh run saw what that run rested on."""
        names = self.cut.marks[step.id]
        for chosen in product(*(self._symbols(scene, name) for name in names)):
            seen = dict(zip(names, chosen, strict=True))
            if all(self._fits(scene, seen, name) for name in names):
                yield seen

    def was_open(self, scene: Scene, act: Act, seen: Sight) -> bool:
        """Return whether the gates may have been open on what the act saw."""
        gates = self.gates[act.step or ""]
        if not gates:
            return True
        runs: dict[tuple[str, str | None], tuple[Run, ...]] = {}
        for name, symbol in seen.items():
            if name in self.rooms.index:
                if symbol == DEAD:
                    return True
                frame = self._frame(scene, name, symbol)
                if frame is not None:
                    runs[(name, None)] = (_run(name, frame),)
        state = State(runs=MappingProxyType(runs))
        step = self.pack.steps[act.step or ""]
        view = View(self.pack, state, Helpful(), step=step, outcome=act.outcome, fields=act.fields)
        return all(evaluate(gate, view) is True for gate in gates)

    def _frame(self, scene: Scene, name: str, symbol: str) -> Frame | None:
        slot = scene.world.slots[self.rooms.index[name]]
        if symbol in {NOW, UNDER}:
            return slot.last
        found = [frame for frame in (slot.last, *slot.older) if frame is not None and frame.lawful]
        return next((frame for frame in found if symbol in {old(None, frame), old(FACT, frame)}), None)

    def _symbols(self, scene: Scene, name: str) -> tuple[str, ...]:
        """Return the tokens of a name there can have been: of a step those that can come back, all others as one."""
        if name.startswith(UNSEEN):
            return (NOW, OLD)
        if name not in self.rooms.index:
            return (NOW, OLD, NONE)
        slot = scene.world.slots[self.rooms.index[name]]
        lasts = {slot.last, *(frame for frame in slot.older if frame.lawful), None}
        older = {old(fact, last) for last in lasts for fact in (None, FACT) if last is not None or fact is not None}
        return (NOW, NONE, DEAD, *([UNDER] if slot.fact is not None else []), *sorted(older))

    def _fits(self, scene: Scene, seen: Sight, name: str) -> bool:
        if seen[name] != NOW or name not in self.rooms.index:
            return True
        slot = scene.world.slots[self.rooms.index[name]]
        if slot.fact is not None or slot.last is None:
            return True
        rested = dict(slot.last.marks)
        # What was voided since may still have stood on that day, so a dead token can have been seen as well.
        return all(
            seen[other] in {NOW, DEAD} for other in seen if other in self.rooms.index and rested.get(other) == NOW
        )

    def _gates(self, step: Step) -> Iterator[Expr]:
        """Yield what is kept of the gates of the past: runs of steps the act rests on, asked for, never denied."""
        known = frozenset(name for name in self.cut.marks[step.id] if name in self.cut.procedure.steps)
        exprs = [part for gate in step.needs for part in conjuncts(gate.expr)]
        exprs += [
            Call(fn="ok", args=(Name(id=name),)) for name in step.after if self.cut.procedure.steps[name].when is None
        ]
        for expr in exprs:
            signs: dict[Expr, set[int]] = {}
            for atom, polarity in signed_atoms(expr):
                signs.setdefault(atom, set()).add(polarity)

            def keep(atom: Expr, signs: dict[Expr, set[int]] = signs) -> Expr | None:
                return atom if signs[atom] == {1} and _about_runs(atom) and names_used(atom).steps <= known else None

            weak = weaken(expr, keep)
            if names_used(weak).steps:
                yield weak


def _about_runs(atom: Expr) -> bool:
    """Return whether an atom asks only for runs that count: facts of the past are not known."""
    for node in walk(atom):
        if isinstance(node, Call) and node.fn not in {"ok", "did"}:
            return False
        if isinstance(node, Ref) and node.owner == "subject":
            return False
    return True


def _run(step: str, frame: Frame) -> Run:
    return Run(
        id=2,
        step=step,
        key=None,
        lawful=True,
        outcome=frame.outcome,
        occurred=_DAY,
        recorded=_DAY,
        decider="甲",
        fields=MappingProxyType(dict(frame.fields)),
    )
