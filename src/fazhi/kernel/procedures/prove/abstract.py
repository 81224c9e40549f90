"""Tier 3, the states: finitely many worlds that stand for all states of the real engine, over a slice.

Of each step a world keeps the latest lawful run, a fact on top of it, and what older runs there *may* be; of a token
only whether it is the present one (``NOW``), the one that would come back if the fact on top were voided (``UNDER``),
another (``OLD``) or none. A world becomes a real `State`, the real guard and the real fold run on it, and what comes
out becomes a world again. Where the world knows less than a state (which older run a void lays bare, which version a
text goes back to, what an entry made late had seen) it branches into every possibility.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from types import MappingProxyType
from typing import NamedTuple

from fazhi.kernel.procedures.events import FieldValue
from fazhi.kernel.procedures.prove.local import Helpful
from fazhi.kernel.procedures.prove.slicing import Slice
from fazhi.kernel.procedures.state import Run, State
from fazhi.kernel.procedures.view import View

NOW, UNDER, OLD, NONE = "now", "under", "old", "-"
_DAY = date(2026, 3, 2)

Marks = tuple[tuple[str, str], ...]
"""(name, symbol) in the order of the slice."""


class Frame(NamedTuple):
    """A run, as far as anything can tell it from another."""

    lawful: bool
    outcome: str
    fields: tuple[tuple[str, FieldValue], ...]
    marks: Marks


FACT = Frame(False, "", (), ())
"""A fact: that it is there moves the token; nothing else of it is ever asked."""


class Slot(NamedTuple):
    """The runs of one step. ``older`` and ``out`` (sendings not answered) are what there may be, not what must be."""

    fact: Frame | None = None
    last: Frame | None = None
    older: frozenset[Frame] = frozenset()
    happened: bool = False
    out: frozenset[Marks] = frozenset()


class World(NamedTuple):
    """A set of states. ``slots`` and ``facts`` stand in the order of the slice; ``made`` are the texts there are."""

    slots: tuple[Slot, ...]
    facts: tuple[FieldValue | None, ...]
    made: frozenset[str]


class Scene(NamedTuple):
    """A world with the state it stands for, its tokens, and those that voiding the facts on top would bring back."""

    world: World
    state: State
    tokens: Mapping[str, str]
    under: Mapping[str, str]


class Rooms:
    """Turns worlds into states and states into worlds, over one slice."""

    def __init__(self, cut: Slice) -> None:
        self.cut = cut
        self.steps = tuple(cut.procedure.steps)
        self.index = {name: number for number, name in enumerate(self.steps)}

    # -- from a world to a state -----------------------------------------------------------------------------------

    def state(self, world: World) -> State:
        """Return the real state a world stands for: its certain runs, with tokens that say the same."""
        bare = self.bare(world)
        tokens = self.tokens(bare)
        under = self.tokens(self.bare(world, facts=False))
        runs = {
            slot: tuple(replace(run, uses=self._uses(run, world, tokens, under)) for run in many)
            for slot, many in bare.runs.items()
        }
        return replace(bare, runs=MappingProxyType(runs))

    def scene(self, world: World) -> Scene:
        """Return the world with all that follows from it, worked out once."""
        tokens, under = self.tokens(self.bare(world)), self.tokens(self.bare(world, facts=False))
        return Scene(world, self.state(world), tokens, under)

    def bare(self, world: World, *, facts: bool = True) -> State:
        """Return the state with runs that rest on nothing: enough to tell the tokens. Without facts: those under."""
        runs: dict[tuple[str, str | None], tuple[Run, ...]] = {}
        for number, (name, slot) in enumerate(zip(self.steps, world.slots, strict=True)):
            made = []
            if slot.happened and slot.last is None and slot.fact is None:
                made.append(_run(name, 10 * number + 1, 0, Frame(True, "", (), ()), voided=True))
            if slot.last is not None:
                made.append(_run(name, 10 * number + 2, 1, slot.last))
            if slot.fact is not None and facts:
                made.append(_run(name, 10 * number + 3, 2, slot.fact))
            if made:
                runs[(name, None)] = tuple(made)
        subject = {name: value for name, value in zip(self.cut.facts, world.facts, strict=True) if value is not None}
        texts = {name: (_DAY, 0, f"v {name}") for name in world.made}
        return State(
            opened=_DAY,
            subject=MappingProxyType(subject),
            runs=MappingProxyType(runs),
            texts=MappingProxyType(texts),
            latest=_DAY + timedelta(days=2),
            last_recorded=_DAY + timedelta(days=2),
            seq=1000,
        )

    def tokens(self, state: State) -> dict[str, str]:
        """Return the present token of every name that runs of the slice carry."""
        view = View(self.cut.procedure, state, Helpful())
        return {name: view.token(name, None, step) for step, names in self.cut.marks.items() for name in names}

    def _uses(self, run: Run, world: World, tokens: Mapping[str, str], under: Mapping[str, str]) -> Mapping[str, str]:
        slot = world.slots[self.index[run.step]]
        frame = slot.fact if run.id % 10 == 3 else slot.last
        marks = frame.marks if frame is not None else ()
        return MappingProxyType({name: token_of(symbol, name, tokens, under) for name, symbol in marks})

    # -- from a state to a world -----------------------------------------------------------------------------------

    def frame(self, run: Run, tokens: Mapping[str, str], under: Mapping[str, str]) -> Frame:
        """Return what can be told of a run in a state with these tokens."""
        if not run.lawful:
            return FACT
        kept = self.cut.fields[run.step]
        return Frame(
            lawful=run.lawful,
            outcome=run.outcome,
            fields=tuple((name, run.fields[name]) for name in kept if name in run.fields),
            marks=tuple(
                (name, symbol_of(run.uses.get(name, "-"), tokens[name], under[name]))
                for name in self.cut.marks[run.step]
            ),
        )

    def world(self, state: State, before: World, sendings: Mapping[str, frozenset[Marks]] | None = None) -> World:
        """Return the world of a state that came out of ``before`` by one event. Older runs are taken over.

        Symbols of older runs are brought up to date by `shifted`; here only what the state holds is read.
        """
        tokens = self.tokens(state)
        under = self.tokens(self._without_facts(state))
        slots = []
        for name, old in zip(self.steps, before.slots, strict=True):
            if name not in self.cut.read:
                slots.append(old)
                continue
            standing = [run for run in state.of(name) if not run.voided]
            fact, last, rest = split(standing)
            older = {self.frame(run, tokens, under) for run in rest} | old.older
            slots.append(
                Slot(
                    fact=self.frame(fact, tokens, under) if fact is not None else None,
                    last=self.frame(last, tokens, under) if last is not None else None,
                    older=frozenset(older),
                    happened=name in self.cut.past and (old.happened or bool(state.of(name))),
                    out=(sendings or {}).get(name, old.out),
                )
            )
        return World(
            slots=tuple(slots),
            facts=tuple(state.subject.get(name) for name in self.cut.facts),
            made=frozenset(state.texts) & frozenset(self.cut.procedure.texts),
        )

    def _without_facts(self, state: State) -> State:
        """Return the state without its facts: where voiding those on top of the lawful runs would lead."""
        runs = {slot: tuple(run for run in many if run.lawful or run.voided) for slot, many in state.runs.items()}
        return replace(state, runs=MappingProxyType(runs))

    # -- symbols ---------------------------------------------------------------------------------------------------

    def shifted(self, scene: Scene, after: State, back: frozenset[str]) -> World:
        """Return the world with the symbols of older runs and of sendings as they read in the state ``after``.

        ``back`` are names whose token may have become an old one again: there OLD may be NOW or UNDER as well.
        """
        now, under = self.tokens(after), self.tokens(self._without_facts(after))
        if not back and now == scene.tokens and under == scene.under:
            return scene.world

        def moved(marks: Marks) -> Iterator[Marks]:
            options = []
            for name, symbol in marks:
                text = token_of(symbol, name, scene.tokens, scene.under)
                plain = symbol_of(text, now[name], under[name])
                maybe: tuple[str, ...] = (plain,)
                if name in back and plain == OLD:
                    maybe = _returned(now[name], under[name])
                options.append([(name, item) for item in maybe])
            yield from product(*options)

        slots = tuple(
            slot._replace(
                older=frozenset(frame._replace(marks=marks) for frame in slot.older for marks in moved(frame.marks)),
                out=frozenset(marks for old in slot.out for marks in moved(old)),
            )
            for slot in scene.world.slots
        )
        return scene.world._replace(slots=slots)

    def resolved(self, world: World, back: frozenset[str]) -> Iterator[World]:
        """Yield the world for every way in which certain runs may rest on a token that has come back."""
        if not back:
            yield world
            return
        now, under = self.tokens(self.bare(world)), self.tokens(self.bare(world, facts=False))
        places = [
            (number, at, _returned(now[name], under[name]))
            for number, slot in enumerate(world.slots)
            if slot.last is not None
            for at, (name, symbol) in enumerate(slot.last.marks)
            if name in back and symbol == OLD
        ]
        for choice in product(*(options for _, _, options in places)):
            changed = list(world.slots)
            for (number, at, _), symbol in zip(places, choice, strict=True):
                frame = changed[number].last
                if frame is not None:
                    marks = (*frame.marks[:at], (frame.marks[at][0], symbol), *frame.marks[at + 1 :])
                    changed[number] = changed[number]._replace(last=frame._replace(marks=marks))
            yield world._replace(slots=tuple(changed))


def _returned(now: str, under: str) -> tuple[str, ...]:
    """Return what an old token may turn out to be when some older one has come back. No token never was one."""
    found = [OLD]
    if now != NONE:
        found.append(NOW)
    if under not in {NONE, now}:
        found.append(UNDER)
    return tuple(found)


def split(standing: Iterable[Run]) -> tuple[Run | None, Run | None, list[Run]]:
    """Return the fact on top (if one is), the latest lawful run, and all other runs."""
    runs = sorted(standing, key=lambda run: run.order)
    last = next((run for run in reversed(runs) if run.lawful), None)
    fact = runs[-1] if runs and not runs[-1].lawful else None
    return fact, last, [run for run in runs if run is not fact and run is not last]


def covers(world: World, other: World) -> bool:
    """Return whether every state of ``other`` is one of ``world``: the same for certain, and as much that may be."""
    if world.facts != other.facts or world.made != other.made:
        return False
    return all(
        mine[:2] == theirs[:2]
        and mine.happened == theirs.happened
        and theirs.older <= mine.older
        and theirs.out <= mine.out
        for mine, theirs in zip(world.slots, other.slots, strict=True)
    )


def certain(world: World) -> tuple[object, ...]:
    """Return what two worlds must share for one to cover the other."""
    return (tuple((slot.fact, slot.last, slot.happened) for slot in world.slots), world.facts, world.made)


def joined(world: World, other: World) -> World:
    """Return a world that covers both, which must share what is certain."""
    slots = tuple(
        mine._replace(older=mine.older | theirs.older, out=mine.out | theirs.out)
        for mine, theirs in zip(world.slots, other.slots, strict=True)
    )
    return world._replace(slots=slots)


def symbol_of(text: str, now: str, under: str) -> str:
    """Return what is known of a token: ``now`` and ``under`` are the present one and the one beneath the facts."""
    if text == NONE:
        return NONE
    if text == now:
        return NOW
    return UNDER if text == under else OLD


def token_of(symbol: str, name: str, tokens: Mapping[str, str], under: Mapping[str, str]) -> str:
    """Return a token that reads as the symbol says."""
    return {NOW: tokens[name], UNDER: under[name], NONE: NONE}.get(symbol, OLD)


def _run(step: str, number: int, day: int, frame: Frame, *, voided: bool = False) -> Run:
    return Run(
        id=number,
        step=step,
        key=None,
        lawful=frame.lawful,
        outcome=frame.outcome,
        occurred=_DAY + timedelta(days=day),
        recorded=_DAY + timedelta(days=day),
        decider="甲",
        fields=MappingProxyType(dict(frame.fields)),
        voided=voided,
    )
