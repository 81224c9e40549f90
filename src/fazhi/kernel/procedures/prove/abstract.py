"""Tier 3, the states: finitely many worlds that stand for all states of the real engine, over a slice.

Of each step a world keeps the latest lawful run, a fact on top of it, and what older runs there *may* be; of a token
only whether it is the present one (``NOW``), the one that would come back if the fact on top were voided (``UNDER``),
none, one that can never come back (``DEAD``) or another: of a text or a fact just that (``OLD``), of a step also what
the run it names said, for only a run that says the same can bring it back. A world becomes a real `State`, the real
guard and the real fold run on it, and what comes out becomes a world again. Where the world knows less than a state
(which older run a void lays bare, which version a text goes back to, what an entry made late had seen) it branches
into every possibility.
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

NOW, UNDER, OLD, NONE, DEAD = "now", "under", "old", "-", "dead"
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


Aged = Mapping[tuple[str, str], str]
"""What becomes of the present tokens of a scene, by name and token, once they are present no more."""


class Tokens(NamedTuple):
    """The present tokens, and those that voiding the facts on top would bring back."""

    now: Mapping[str, str]
    under: Mapping[str, str]

    def symbol(self, name: str, text: str, aged: Aged) -> str:
        """Return what is known of a token."""
        if text == NONE:
            return NONE
        if text == self.now[name]:
            return NOW
        if text == self.under[name]:
            return UNDER
        return aged.get((name, text), text if text.startswith(OLD) or text == DEAD else OLD)

    def text(self, name: str, symbol: str) -> str:
        """Return a token that reads as the symbol says."""
        return {NOW: self.now[name], UNDER: self.under[name]}.get(symbol, symbol)


class Scene(NamedTuple):
    """A world with all that follows from it, worked out once."""

    world: World
    state: State
    tokens: Tokens
    aged: Aged


class Rooms:
    """Turns worlds into states and states into worlds, over one slice."""

    def __init__(self, cut: Slice) -> None:
        self.cut = cut
        self.steps = tuple(cut.procedure.steps)
        self.index = {name: number for number, name in enumerate(self.steps)}

    # -- from a world to a state -----------------------------------------------------------------------------------

    def scene(self, world: World) -> Scene:
        """Return a world with the real state it stands for: its certain runs, with tokens that say the same."""
        bare = self.bare(world)
        tokens = Tokens(self.tokens(bare), self.tokens(self.bare(world, facts=False)))
        runs = {
            slot: tuple(replace(run, uses=self._uses(run, world, tokens)) for run in many)
            for slot, many in bare.runs.items()
        }
        aged = {}
        for name, number in self.index.items():
            if name in tokens.now:
                slot = world.slots[number]
                aged[(name, tokens.under[name])] = old(None, slot.last)
                aged[(name, tokens.now[name])] = old(slot.fact, slot.last)
        return Scene(world, replace(bare, runs=MappingProxyType(runs)), tokens, aged)

    def state(self, world: World) -> State:
        """Return the real state a world stands for."""
        return self.scene(world).state

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

    def _uses(self, run: Run, world: World, tokens: Tokens) -> Mapping[str, str]:
        slot = world.slots[self.index[run.step]]
        frame = slot.fact if run.id % 10 == 3 else slot.last
        marks = frame.marks if frame is not None else ()
        return MappingProxyType({name: tokens.text(name, symbol) for name, symbol in marks})

    # -- from a state to a world -----------------------------------------------------------------------------------

    def frame(self, run: Run, tokens: Tokens, aged: Aged) -> Frame:
        """Return what can be told of a run in a state with these tokens."""
        if not run.lawful:
            return FACT
        kept = self.cut.fields[run.step]
        return Frame(
            lawful=True,
            outcome=run.outcome,
            fields=tuple((name, run.fields[name]) for name in kept if name in run.fields),
            marks=tuple(
                (name, tokens.symbol(name, run.uses.get(name, NONE), aged)) for name in self.cut.marks[run.step]
            ),
        )

    def world(self, state: State, before: World, aged: Aged) -> World:
        """Return the world of a state that came out of ``before`` by one event. What may be is taken over.

        Symbols of older runs are brought up to date by `shifted`; here only what the state holds is read.
        """
        tokens = self.both(state)
        slots = []
        for name, known in zip(self.steps, before.slots, strict=True):
            if name not in self.cut.read:
                slots.append(known)
                continue
            fact, last, rest = split(run for run in state.of(name) if not run.voided)
            slots.append(
                Slot(
                    fact=self.frame(fact, tokens, aged) if fact is not None else None,
                    last=self.frame(last, tokens, aged) if last is not None else None,
                    older=known.older | {self.frame(run, tokens, aged) for run in rest},
                    happened=name in self.cut.past and (known.happened or bool(state.of(name))),
                    out=known.out,
                )
            )
        return World(
            slots=tuple(slots),
            facts=tuple(state.subject.get(name) for name in self.cut.facts),
            made=frozenset(state.texts) & frozenset(self.cut.procedure.texts),
        )

    def both(self, state: State) -> Tokens:
        """Return the tokens of a state, with and without the facts on top."""
        return Tokens(self.tokens(state), self.tokens(self._without_facts(state)))

    def _without_facts(self, state: State) -> State:
        """Return the state without its facts: where voiding those on top of the lawful runs would lead."""
        runs = {slot: tuple(run for run in many if run.lawful or run.voided) for slot, many in state.runs.items()}
        return replace(state, runs=MappingProxyType(runs))

    # -- symbols ---------------------------------------------------------------------------------------------------

    def shifted(self, scene: Scene, after: State, back: frozenset[str], aged: Aged) -> World:
        """Return the world with the symbols of older runs and of sendings as they read in the state ``after``.

        ``back`` are names whose token may have become an older one again: there both readings are kept.
        """
        tokens = self.both(after)
        if not back and tokens == scene.tokens:
            return scene.world
        slots = {name: split(run for run in after.of(name) if not run.voided)[:2] for name in back & set(self.index)}

        def moved(marks: Marks) -> Iterator[Marks]:
            options = []
            for name, symbol in marks:
                plain = tokens.symbol(name, scene.tokens.text(name, symbol), aged)
                maybe: tuple[str, ...] = (plain,)
                if name in slots:
                    fact, last = (self.frame(run, tokens, aged) if run else None for run in slots[name])
                    maybe = returned(plain, fact, last)
                elif name in back and plain == OLD and tokens.now[name] != NONE:
                    maybe = (OLD, NOW)
                options.append([(name, item) for item in maybe])
            yield from product(*options)

        changed = tuple(
            slot._replace(
                older=frozenset(frame._replace(marks=marks) for frame in slot.older for marks in moved(frame.marks)),
                out=frozenset(marks for known in slot.out for marks in moved(known)),
            )
            for slot in scene.world.slots
        )
        return scene.world._replace(slots=changed)

    def resolved(self, world: World, back: frozenset[str]) -> Iterator[World]:
        """Yield the world for every way in which certain runs may rest on a token that has come back."""
        if not back:
            yield world
            return
        places = [
            (number, at, self._readings(world, name, symbol))
            for number, slot in enumerate(world.slots)
            if slot.last is not None
            for at, (name, symbol) in enumerate(slot.last.marks)
            if name in back
        ]
        for choice in product(*(options for _, _, options in places)):
            changed = list(world.slots)
            for (number, at, _), symbol in zip(places, choice, strict=True):
                frame = changed[number].last
                if frame is not None:
                    marks = (*frame.marks[:at], (frame.marks[at][0], symbol), *frame.marks[at + 1 :])
                    changed[number] = changed[number]._replace(last=frame._replace(marks=marks))
            yield world._replace(slots=tuple(changed))

    def _readings(self, world: World, name: str, symbol: str) -> tuple[str, ...]:
        if name in self.index:
            slot = world.slots[self.index[name]]
            return returned(symbol, slot.fact, slot.last)
        there = name in world.made or name.startswith("subject.")
        return (OLD, NOW) if symbol == OLD and there else (symbol,)


def old(fact: Frame | None, last: Frame | None) -> str:
    """Return the symbol of a step's token that is present no more: what lay on top, and what the lawful run said."""
    said = "" if last is None else f"{last.outcome}|{last.fields}"
    return f"{OLD}{'+' if fact is not None else ''}:{said}"


def returned(symbol: str, fact: Frame | None, last: Frame | None) -> tuple[str, ...]:
    """Return what an older token of a step may be now that another run is the latest: itself, or the present one."""
    if fact is None and last is None:
        return (symbol,)
    if symbol == old(fact, last):
        return (symbol, NOW)
    if fact is not None and last is not None and symbol == old(None, last):
        return (symbol, UNDER)
    return (symbol,)


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
