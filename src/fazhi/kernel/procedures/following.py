"""Outlines drawn on: after an act only the steps that were read from what it changed are looked at again.

While a step is judged and a clock is read, it is noted from which *cells* of the state: the runs and sendings of a
step, its results and its deciders ever, a text, a list, a subject fact, the close, the day. So nothing need be declared
or derived about what rests on what, and nothing that the language may learn to ask can be forgotten: a state that is
watched answers to its questions only. As long as no noted cell has changed, the answer is the one that was found;
``outline`` gives the same afresh, and `fazhi verify` asks that one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from fazhi.kernel.calendar import Calendar
from fazhi.kernel.expressions import Expr, Value, evaluate
from fazhi.kernel.making import maker
from fazhi.kernel.procedures.clocks import CalendarClocks, Clock
from fazhi.kernel.procedures.events import FieldValue
from fazhi.kernel.procedures.explain import Picture, Seen, StepView, awaited_by, keys_of, step_outline
from fazhi.kernel.procedures.model import Procedure
from fazhi.kernel.procedures.state import Run, Sending, Slot, State, differing
from fazhi.kernel.procedures.view import View

Cells = int
"""A set of cells: one bit for each."""

CLOSED: Final = "*closed"
FLAGGED: Final = "*flagged"
TODAY: Final = "*today"


class _Bits(dict[str, Cells]):
    """Which bit stands for which cell; one table for all the outlines of a matter, so that old notes can be read."""

    __slots__ = ()

    def __missing__(self, cell: str) -> Cells:
        # Two threads may give two cells one bit (then too much is looked at again), never one cell two bits.
        return self.setdefault(cell, 1 << len(self))


Answers = Mapping[tuple[int, str | None, str | None], tuple[Value, Cells]]
"""What conditions said while a step was judged, and from which cells: by the condition's identity, key and result."""


class _Notes:
    """What was read since it was last emptied; what conditions said of the step that is judged, now and ``former``."""

    __slots__ = ("answers", "cells", "changed", "former")

    def __init__(self, changed: Cells) -> None:
        self.cells: Cells = 0
        self.changed = changed
        self.former: Answers = {}
        self.answers: dict[tuple[int, str | None, str | None], tuple[Value, Cells]] = {}

    def begin(self, cells: Cells, former: Answers) -> None:
        """Judge another step, whose row was read from ``cells`` at least."""
        self.cells, self.former, self.answers = cells, former, {}


class Watched(State):
    """A state that notes what is read of it. Its mappings are not there: nothing can be read past the notes."""

    __slots__ = ("bits", "fresh", "notes", "whole")
    bits: _Bits
    fresh: dict[int, tuple[bool, Cells]]
    notes: _Notes
    whole: State

    def __init__(self, whole: State, bits: _Bits, changed: Cells = 0) -> None:
        notes = _Notes(changed)
        known = {"whole": whole, "bits": bits, "notes": notes, "closed": whole.closed, "fresh": {}}
        for name, value in known.items():
            object.__setattr__(self, name, value)

    @property
    def flagged(self) -> Iterator[Run]:
        self.notes.cells |= self.bits[FLAGGED]
        return self.whole.flagged

    def unlawful(self, step: str) -> int:
        self.notes.cells |= self.bits[FLAGGED]
        return self.whole.unlawful(step)

    def of(self, step: str, key: str | None = None) -> tuple[Run, ...]:
        self.notes.cells |= self.bits[step]
        return self.whole.runs.get((step, key), ())

    def every(self, step: str) -> tuple[Run, ...]:
        self.notes.cells |= self.bits[step]
        return self.whole.every(step)

    def calls(self, step: str, key: str | None = None) -> tuple[Sending, ...]:
        self.notes.cells |= self.bits[step]
        return self.whole.sendings.get((step, key), ())

    def fact(self, name: str) -> FieldValue | None:
        self.notes.cells |= self.bits[f"subject.{name}"]
        return self.whole.fact(name)

    def token_of(self, text: str) -> str | None:
        self.notes.cells |= self.bits[text]
        return self.whole.token_of(text)

    def keys(self, name: str) -> tuple[str, ...]:
        self.notes.cells |= self.bits[name]
        return self.whole.keys(name)

    def had(self, step: str, key: str | None, outcome: str) -> bool:
        self.notes.cells |= self.bits[f"{step}.outcomes"]
        return self.whole.had(step, key, outcome)

    def decided(self, step: str) -> frozenset[str]:
        self.notes.cells |= self.bits[f"{step}.deciders"]
        return self.whole.decided(step)


class _WatchedClocks(CalendarClocks):
    """Clocks of a watched state. What a clock was read from is noted with it, and again for whoever asks it."""

    __slots__ = ("_notes", "_today", "cells")

    def __init__(self, procedure: Procedure, watched: Watched, calendar: Calendar, on: date) -> None:
        super().__init__(procedure, watched, calendar, on)
        self._notes, self._today = watched.notes, watched.bits[TODAY]
        self.cells: dict[Slot, Cells] = {}

    def keep(self, before: Followed, changed: Cells) -> None:
        """Take over the clocks that were read from nothing that has changed; of the others what they counted."""
        for slot, (found, cells) in before.clocks.items():
            if cells & changed:
                self._former[slot] = found
            else:
                self._cache[slot], self.cells[slot] = found, cells

    def clock(self, term: str, key: str | None = None) -> Clock:
        slot = (term, key)
        if slot not in self.cells:
            # Only an open suspension is bounded by the day; where a clock stands is asked on a day by everyone.
            outer, self._notes.cells = self._notes.cells, self._today if self.procedure.terms[term].suspend else 0
            super().clock(term, key)
            self.cells[slot], self._notes.cells = self._notes.cells, outer
        self._notes.cells |= self.cells[slot] | self._today
        return self._cache[slot]

    def today(self) -> date | None:
        self._notes.cells |= self._today
        return super().today()

    def begun(self) -> tuple[Clock, ...]:
        """Return what ``all`` yields. To be asked while no step is judged: of a known clock nothing is noted."""
        found = []
        for term in self.procedure.terms.values():
            for key in self.state.keys(term.each) if term.each else _NO_KEY:
                each = self._cache.get((term.id, key)) or self.clock(term.id, key)
                if each.began is not None:
                    found.append(each)
        return tuple(found)

    def read(self) -> Mapping[Slot, tuple[Clock, Cells]]:
        """Return every clock that was asked, with what it was read from."""
        return {slot: (found, self.cells[slot]) for slot, found in self._cache.items()}


class _WatchedView(View):
    """How conditions read a watched state. Whether a run is fresh is noted as clocks are, and what a condition says.

    What a condition said when its step was judged last, from nothing that has changed, it says again. Only what was
    asked is kept, so that all it was read from is among the cells of the step.
    """

    __slots__ = ()
    state: Watched

    def says(self, expr: Expr) -> Value | None:
        notes, asked = self.state.notes, (id(expr), self.key, self.outcome)
        found = notes.answers.get(asked)
        if found is None:
            found = notes.former.get(asked)
            if found is None or found[1] & notes.changed:
                outer, notes.cells = notes.cells, 0
                found = evaluate(expr, self), notes.cells
                notes.cells = outer
            notes.answers[asked] = found
        notes.cells |= found[1]
        return found[0]

    def fresh(self, run: Run) -> bool:
        found, notes = self.state.fresh.get(run.id), self.state.notes
        if found is None:
            # Its own step is noted as well, so that what is known of a run goes when another takes its place.
            outer, notes.cells = notes.cells, self.state.bits[run.step]
            found = self.state.fresh[run.id] = self._is_fresh(run), notes.cells
            notes.cells = outer
        notes.cells |= found[1]
        return found[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """An outline, and from which cells each of its steps and clocks, and whether a run is fresh, was read."""

    picture: Picture
    calendar: Calendar
    steps: Mapping[Slot, StepView]
    cells: Mapping[Slot, Cells]
    answers: Mapping[Slot, Answers]
    clocks: Mapping[Slot, tuple[Clock, Cells]]
    fresh: Mapping[int, tuple[bool, Cells]]
    awaited: frozenset[Slot]
    bits: _Bits


_followed = maker(Followed)
_NONE: Final[Answers] = {}
_NO_KEY: Final = (None,)


def follow(
    procedure: Procedure, state: State, calendar: Calendar, on: date, before: Followed | None = None
) -> Followed:
    """Return what ``outline`` would, drawn on from ``before``: an outline of the matter in any state, on any day."""
    if before is None or before.picture.procedure is not procedure or before.calendar is not calendar:
        before = None
    bits = _Bits() if before is None else before.bits
    changed: Cells = 0
    if before is not None:
        changed = _changed(before.picture.state, state, bits) | (0 if before.picture.on == on else bits[TODAY])
    watched = Watched(state, bits, changed)
    clocks = _WatchedClocks(procedure, watched, calendar, on)
    if before is not None:
        clocks.keep(before, changed)
        watched.fresh.update((run, found) for run, found in before.fresh.items() if not found[1] & changed)
    running = clocks.begun()
    awaited = frozenset(awaited_by(running, on))
    view = _WatchedView(procedure, watched, clocks)
    slots: Iterable[Slot]
    if before is not None and before.picture.state.lists is state.lists:
        slots, known, cells = before.steps, dict(before.steps), dict(before.cells)
    else:
        slots = [(step.id, key) for step in procedure.steps.values() for key in keys_of(state, step)]
        known, cells = ({}, {}) if before is None else (dict(before.steps), dict(before.cells))
    answers = {} if before is None else dict(before.answers)
    turned = awaited if before is None else awaited ^ before.awaited
    for slot in [slot for slot in slots if slot not in cells or cells[slot] & changed or slot in turned]:
        watched.notes.begin(bits[CLOSED] | bits[f"{slot[0]}.vouchers"], answers.get(slot, _NONE))
        seen = Seen(view, clocks, procedure.steps[slot[0]], slot[1], on, awaited=slot in awaited)
        known[slot], cells[slot] = step_outline(seen), watched.notes.cells
        answers[slot] = watched.notes.answers
    if before is None or slots is not before.steps:
        known, cells = {slot: known[slot] for slot in slots}, {slot: cells[slot] for slot in slots}
        answers = {slot: answers[slot] for slot in slots}
    return _followed(
        picture=Picture(procedure=procedure, state=state, on=on, steps=tuple(known.values()), clocks=running),
        calendar=calendar,
        steps=known,
        cells=cells,
        answers=answers,
        clocks=clocks.read(),
        fresh=watched.fresh,
        awaited=awaited,
        bits=bits,
    )


def _changed(before: State, after: State, bits: _Bits) -> Cells:
    """Return the cells in which two states differ. They share what events left alone: another object is a change."""
    if before is after:
        return 0
    found = 0
    for slot in differing(before.runs, after.runs):
        vouched = _only_vouched(before.runs.get(slot, ()), after.runs.get(slot, ()))
        found |= bits[f"{slot[0]}.vouchers"] if vouched else bits[slot[0]] | bits[f"{slot[0]}.vouchers"]
    for step, _ in differing(before.sendings, after.sendings):
        found |= bits[step]
    was, now = before.index, after.index
    if was is not now:
        for step, _ in differing(was.outcomes, now.outcomes):
            found |= bits[f"{step}.outcomes"]
        for step in differing(was.deciders, now.deciders):
            found |= bits[f"{step}.deciders"]
    if (was.marked or now.marked) and list(before.flagged) != list(after.flagged):
        found |= bits[FLAGGED]
    for cell in (*differing(before.texts, after.texts), *differing(before.lists, after.lists)):
        found |= bits[cell]
    for name in differing(before.subject, after.subject):
        found |= bits[f"subject.{name}"]
    return found if before.closed == after.closed else found | bits[CLOSED]


def _only_vouched(before: tuple[Run, ...], after: tuple[Run, ...]) -> bool:
    """Return whether runs differ in the vouchers they owe only. No condition reads that of a run, a step's row does."""
    pairs = zip(before, after, strict=False)
    return len(before) == len(after) and all(a is b or replace(a, missing=b.missing) == b for a, b in pairs)
