"""Tier 3: sliced reachability. Every world that can come about, by the real guard and the real fold.

Facts, voids, entries made late, changed facts and texts that move on their own are events like any other. If no
world lets the trigger through with the promise broken, the promise holds; a world that does may be one that no state
corresponds to, so then the slice is widened by what the gates in it speak of; else the verdict is left open.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import product
from types import MappingProxyType

from fazhi.kernel.expressions import Expr, Text, conjuncts, evaluate, walk
from fazhi.kernel.procedures.acts import Act, ActKind
from fazhi.kernel.procedures.events import EventType, FieldValue, MatterEvent
from fazhi.kernel.procedures.folding import apply
from fazhi.kernel.procedures.gates import reasons
from fazhi.kernel.procedures.model import Guarantee, Pattern, Procedure, Step
from fazhi.kernel.procedures.prove.abstract import (
    DEAD,
    FACT,
    NOW,
    OLD,
    Aged,
    Frame,
    Marks,
    Rooms,
    Scene,
    Slot,
    World,
    certain,
    covers,
    joined,
)
from fazhi.kernel.procedures.prove.cells import cells, constants
from fazhi.kernel.procedures.prove.local import Helpful
from fazhi.kernel.procedures.prove.past import Past, Sight
from fazhi.kernel.procedures.prove.promise import outcomes_of, trigger_kind
from fazhi.kernel.procedures.prove.slicing import UNSEEN, Slice, sliced, slices, supported
from fazhi.kernel.procedures.state import Run, State
from fazhi.kernel.procedures.view import View

_DAY = date(2026, 3, 2)
_LATER = 3
_MOST = 6_000
"""More worlds than this in one slice are not looked at: the promise stays undecided."""

Answers = Mapping[str, FieldValue]
NOTHING: Aged = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """What came of it. ``proved`` is ``None`` when the promise is of a kind that this tier does not follow."""

    proved: bool | None
    worlds: int
    steps: int


def proved_by_reach(procedure: Procedure, guarantee: Guarantee, stop: Callable[[], bool]) -> Reached:
    """Return whether no reachable world breaks the promise, widening the slice as long as that may help."""
    if not supported(procedure, guarantee):
        return Reached(proved=None, worlds=0, steps=0)
    worlds = steps = 0
    for part in _parts(guarantee):
        safe = False
        grown = tuple(slices(procedure, part))
        for names, deep in [(names, False) for names in grown] + [(names, True) for names in grown]:
            explorer = Explorer(procedure, part, sliced(procedure, part, names, deep=deep))
            safe = explorer.run(stop)
            steps = max(steps, len(names))
            if safe or explorer.gave_up:
                break
        worlds += len(explorer.reached)
        if not safe:
            return Reached(proved=False, worlds=worlds, steps=steps)
    return Reached(proved=True, worlds=worlds, steps=steps)


def _parts(guarantee: Guarantee) -> Iterator[Guarantee]:
    """Yield a promise for each part of ``unless`` that must hold: each needs fewer steps than all together."""
    if guarantee.unless is None:
        yield guarantee
        return
    for part in conjuncts(guarantee.unless):
        yield replace(guarantee, unless=part)


class Explorer:
    """The worlds of one slice. ``reached`` maps what is certain of a world to the world that covers all such."""

    def __init__(self, procedure: Procedure, guarantee: Guarantee, cut: Slice) -> None:
        self.guarantee = guarantee
        self.cut = cut
        self.rooms = Rooms(cut)
        self.past = Past(self.rooms)
        self.gave_up = False
        self.kind = trigger_kind(procedure, guarantee)
        self.compared = constants(procedure)
        self.wanted = outcomes_of(procedure, guarantee)
        self.reached: dict[tuple[object, ...], World] = {}
        self.outcomes = {step.id: tuple(self._classes(step)) for step in cut.procedure.steps.values()}
        self.answers = {step.id: tuple(self._answers(step)) for step in cut.procedure.steps.values()}

    def run(self, stop: Callable[[], bool]) -> bool:
        """Return whether every reachable world keeps the promise; false also when there were too many."""
        todo: deque[tuple[object, ...]] = deque()

        def found(world: World) -> None:
            key = certain(world)
            known = self.reached.get(key)
            if known is None:
                self.reached[key] = world
                todo.append(key)
            elif not covers(known, world):
                self.reached[key] = joined(known, world)
                todo.append(key)

        for world in self.first():
            found(world)
        while todo:
            if len(self.reached) > _MOST or stop():
                self.gave_up = True
                return False
            world = self.reached[todo.popleft()]
            if self.breaks(world):
                return False
            for after in self.after(world):
                found(after)
        return True

    def contains(self, world: World) -> bool:
        """Return whether a world is covered by one that was reached."""
        known = self.reached.get(certain(world))
        return known is not None and covers(known, world)

    # -- worlds ----------------------------------------------------------------------------------------------------

    def first(self) -> Iterator[World]:
        """Yield the worlds in which a matter may open."""
        options = [(None, *self._values("subject", name)) for name in self.cut.facts]
        for facts in product(*options):
            unseen = frozenset(name for name in self.cut.moving if name.startswith(UNSEEN))
            yield World(slots=tuple(Slot() for _ in self.rooms.steps), facts=tuple(facts), made=unseen)

    def breaks(self, world: World) -> bool:
        """Return whether the trigger may be done here against the promise."""
        state = self.rooms.state(world)
        step = self.cut.procedure.steps[self.guarantee.trigger]
        for outcome, fields in product(self.outcomes[step.id], self.answers[step.id]):
            act = self._act(step, self.kind, outcome, fields)
            if self._open(state, act) and self._broken(world, state, act):
                return True
        return False

    def _broken(self, world: World, state: State, act: Act) -> bool:
        procedure = self.cut.procedure
        step = procedure.steps[act.step or ""]
        view = View(procedure, state, Helpful(), step=step, outcome=act.outcome, fields=act.fields)
        if self.cut.where is not None and evaluate(self.cut.where, view) is not True:
            return False
        guarantee = self.guarantee
        match guarantee.pattern:
            case Pattern.UNLESS if self.cut.unless is not None:
                return evaluate(self.cut.unless, view) is not True
            case Pattern.SINCE if guarantee.other is not None and guarantee.since is not None:
                run = view.latest(guarantee.other, None)
                if run is None or run.outcome not in self.wanted:
                    return True
                return run.uses.get(guarantee.since, "-") != view.token(guarantee.since, None, guarantee.other)
            case Pattern.NO_AFTER if guarantee.other is not None:
                return world.slots[self.rooms.index[guarantee.other]].happened
        return True

    # -- events ----------------------------------------------------------------------------------------------------

    def after(self, world: World) -> Iterator[World]:
        """Yield every world that one event can lead to."""
        scene = self.rooms.scene(world)
        for step in self.cut.procedure.steps.values():
            if step.id in self.cut.read:
                yield from self._done(scene, step)
                yield from self._voided(scene, step)
        for name in self.cut.moving:
            yield from self._settle(scene, _with_text(scene.state, name, f"w {name}"), frozenset({name}))
        for number, name in enumerate(self.cut.facts):
            if self.cut.procedure.subject[name].mutable:
                yield from self._changed(scene, number, name)

    def _done(self, scene: Scene, step: Step) -> Iterator[World]:
        """Yield the worlds after the step: done now, entered late, or registered as a fact."""
        pasts = list(self.past.sights(scene, step))
        fact = scene.world.slots[self.rooms.index[step.id]].fact is not None
        frames: set[Frame] = {FACT}
        for outcome, fields in product(self.outcomes[step.id], self.answers[step.id]):
            act = self._act(step, ActKind.ANSWER if step.call else ActKind.DO, outcome, fields)
            if not self._open(scene.state, act):
                continue
            late: list[Sight]
            if step.call is not None:
                late = [dict(marks) for marks in self._answered(scene, step)]
            else:
                late = [seen for seen in pasts if self.past.was_open(scene, act, seen)]
                yield from self._ran(scene, step, outcome, fields, _LATER, scene.tokens.now)
            for seen in late:
                uses = {name: scene.tokens.text(name, symbol) for name, symbol in seen.items()}
                # Later than all there is; beneath a fact; or even beneath the latest lawful run, then one of those
                # that may be.
                frames.add(Frame(True, outcome, tuple(fields.items()), self._marks(scene, step, uses)))
                for day in (_LATER, 1) if fact else (_LATER,):
                    yield from self._ran(scene, step, outcome, fields, day, uses)
        yield from self._ran(scene, step, None, {}, _LATER, {})
        yield self._may(scene, step, frozenset(frames), frozenset())
        act = self._act(step, ActKind.SEND, None, {})
        if step.call is not None and self._open(scene.state, act):
            now = self._marks(scene, step, scene.tokens.now)
            late = [seen for seen in pasts if self.past.was_open(scene, act, seen)]
            yield self._may(scene, step, frozenset(), frozenset({now, *(tuple(seen.items()) for seen in late)}))

    def _may(self, scene: Scene, step: Step, older: frozenset[Frame], out: frozenset[Marks]) -> World:
        """Return the world in which there may also be these older runs and sendings. An empty slot has none older."""
        number = self.rooms.index[step.id]
        slot = scene.world.slots[number]
        if slot.last is None and slot.fact is None:
            older = frozenset()
        slots = list(scene.world.slots)
        slots[number] = slot._replace(older=slot.older | older, out=slot.out | out)
        return scene.world._replace(slots=tuple(slots))

    def _answered(self, scene: Scene, step: Step) -> Iterator[Marks]:
        """Yield what an answer rests on: what was sent; a text it brings back is the present one."""
        for marks in sorted(scene.world.slots[self.rooms.index[step.id]].out):
            yield marks
            if step.call is not None and step.call.returns in dict(marks):
                yield tuple((name, NOW if name == step.call.returns else symbol) for name, symbol in marks)

    def _marks(self, scene: Scene, step: Step, uses: Mapping[str, str]) -> Marks:
        return tuple((name, scene.tokens.symbol(name, uses[name], scene.aged)) for name in self.cut.marks[step.id])

    def _ran(
        self, scene: Scene, step: Step, outcome: str | None, fields: Answers, day: int, uses: Mapping[str, str]
    ) -> Iterator[World]:
        """Yield the worlds after a run of the step by the real fold; without an outcome it is a fact."""
        texts: list[tuple[str | None, frozenset[str]]] = [(None, frozenset())]
        if step.makes is not None:
            same = [(f"v {step.makes}", frozenset[str]())] if step.makes in scene.world.made else []
            texts = [*same, (f"w {step.makes}", frozenset({step.makes}))]
        kind = EventType.FACT if outcome is None else EventType.ANSWERED if step.call else EventType.RAN
        event = MatterEvent(
            seq=1001,
            type=kind,
            occurred=_DAY + timedelta(days=day),
            recorded=_DAY + timedelta(days=_LATER),
            decider="甲",
            step=step.id,
            outcome=outcome or "",
            fields=fields,
            uses=MappingProxyType(dict(uses)),
        )
        for text, back in texts:
            after = apply(self.cut.procedure, scene.state, replace(event, text=text))
            if text is not None and step.makes is not None:
                after = _with_text(after, step.makes, text)
            yield from self._settle(scene, after, back)

    def _settle(
        self, scene: Scene, after: State, back: frozenset[str], dead: Mapping[tuple[str, str], str] = NOTHING
    ) -> Iterator[World]:
        """Yield the worlds of a state: older runs brought up to date, returned tokens recognised or not."""
        aged = {**scene.aged, **dead}
        before = self.rooms.shifted(scene, after, back, aged)
        yield from self.rooms.resolved(self.rooms.world(after, before, aged), back)

    # -- voids, facts of the subject, texts that move ----------------------------------------------------------------

    def _voided(self, scene: Scene, step: Step) -> Iterator[World]:
        """Voiding lays bare an older run, whichever there may be. Of runs that may be, a void changes nothing known."""
        slot = scene.world.slots[self.rooms.index[step.id]]
        bare = [frame for frame in slot.older if frame.lawful]
        above = [frame for frame in slot.older if not frame.lawful]
        for run in scene.state.of(step.id):
            if run.voided:
                continue
            event = MatterEvent(
                seq=1001,
                type=EventType.VOIDED,
                occurred=_DAY + timedelta(days=_LATER),
                recorded=_DAY + timedelta(days=_LATER),
                run=run.id,
            )
            gone = apply(self.cut.procedure, scene.state, event)
            # A token that names the voided run is gone for good.
            dead = {} if step.id not in scene.tokens.now else {(step.id, scene.tokens.now[step.id]): DEAD}
            if run.lawful and step.id in scene.tokens.now:
                dead[(step.id, scene.tokens.under[step.id])] = DEAD
            lawful: list[Frame | None] = [None, *bare] if run.lawful else [None]
            facts: list[Frame | None] = [None, *above] if not run.lawful or slot.fact is None else [None]
            for last, fact in product(lawful, facts):
                yield from self._laid_bare(scene, gone, dead, step, last, fact)

    def _laid_bare(
        self, scene: Scene, gone: State, dead: Aged, step: Step, last: Frame | None, fact: Frame | None
    ) -> Iterator[World]:
        added = []
        for number, frame, day in ((1002, last, 1), (1003, fact, 3)):
            if frame is not None:
                uses = {name: scene.tokens.text(name, symbol) for name, symbol in frame.marks}
                added.append(_older(step.id, number, day, frame, uses))
        runs = tuple(sorted((*gone.of(step.id), *added), key=lambda run: run.order))
        after = replace(gone, runs=MappingProxyType({**gone.runs, (step.id, None): runs}))
        back = frozenset({step.id})
        texts: list[tuple[str | None, frozenset[str]]] = [(None, frozenset())]
        if step.makes is not None and step.makes in scene.world.made:
            texts = [(f"v {step.makes}", frozenset()), (f"w {step.makes}", frozenset({step.makes})), ("", frozenset())]
        for text, moved in texts:
            changed = _with_text(after, step.makes, text) if step.makes is not None and text is not None else after
            yield from self._settle(scene, changed, back | moved, dead)

    def _changed(self, scene: Scene, number: int, name: str) -> Iterator[World]:
        mark = f"subject.{name}"
        world = scene.world
        carried = any(mark in names for names in self.cut.marks.values())
        for value in self._values("subject", name):
            if not carried:
                yield world._replace(facts=(*world.facts[:number], value, *world.facts[number + 1 :]))
            elif value != world.facts[number]:
                subject = MappingProxyType({**scene.state.subject, name: value})
                yield from self._settle(scene, replace(scene.state, subject=subject), frozenset({mark}))
            elif not isinstance(value, bool):
                # Another value of the same kind: what rested on the old one may be stale.
                yield from self.rooms.resolved(_blurred(world, mark), frozenset({mark}))

    # -- small things ----------------------------------------------------------------------------------------------

    def _open(self, state: State, act: Act) -> bool:
        return next(reasons(self.cut.procedure, state, act, Helpful()), None) is None

    def _act(self, step: Step, kind: ActKind, outcome: str | None, fields: Answers) -> Act:
        return Act(
            kind=kind,
            occurred=_DAY + timedelta(days=_LATER),
            recorded=_DAY + timedelta(days=_LATER),
            posts=frozenset(step.posts),
            step=step.id,
            outcome=None if kind is ActKind.SEND else outcome,
            fields=fields,
        )

    def _classes(self, step: Step) -> Iterator[str]:
        """Yield one outcome for each class that the kept conditions can tell apart."""
        named = set(self.wanted)
        for expr in self._conditions():
            named |= {node.value for node in walk(expr) if isinstance(node, Text)}
        seen: set[tuple[bool, str]] = set()
        for outcome in step.outcomes:
            kind = (outcome in step.passes, outcome if outcome in named else "")
            if kind not in seen:
                seen.add(kind)
                yield outcome

    def _conditions(self) -> Iterator[Expr]:
        for step in self.cut.procedure.steps.values():
            yield from (gate.expr for gate in (*step.needs, *step.needs_answer))
        yield from (expr for expr in (self.cut.where, self.cut.unless) if expr is not None)

    def _answers(self, step: Step) -> Iterator[Answers]:
        names = self.cut.fields[step.id]
        options = [(None, *self._values(step.id, name)) for name in names]
        for values in product(*options):
            yield {name: value for name, value in zip(names, values, strict=True) if value is not None}

    def _values(self, owner: str, name: str) -> tuple[FieldValue, ...]:
        fields = self.cut.procedure.subject.values() if owner == "subject" else self.cut.procedure.steps[owner].fields
        declared = next(item for item in fields if item.id == name)
        return cells(declared.type, self.compared.get((owner, name), ())) or (_DAY.isoformat(),)


def _with_text(state: State, name: str, token: str) -> State:
    """Return the state with a version of a text; without any if the token is empty."""
    texts = {other: value for other, value in state.texts.items() if other != name}
    if token:
        texts[name] = (_DAY, 0, token)
    return replace(state, texts=MappingProxyType(texts))


def _older(step: str, number: int, day: int, frame: Frame, uses: Mapping[str, str]) -> Run:
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
        uses=MappingProxyType(dict(uses)),
    )


def _blurred(world: World, name: str) -> World:
    """Return the world in which nothing is known to rest on the present token of a name."""

    def blur(marks: Marks) -> Marks:
        return tuple((other, OLD if other == name and symbol == NOW else symbol) for other, symbol in marks)

    def blur_frame(frame: Frame | None) -> Frame | None:
        return None if frame is None else frame._replace(marks=blur(frame.marks))

    slots = tuple(
        slot._replace(
            fact=blur_frame(slot.fact),
            last=blur_frame(slot.last),
            older=slot.older | {frame._replace(marks=blur(frame.marks)) for frame in slot.older},
            out=slot.out | {blur(marks) for marks in slot.out},
        )
        for slot in world.slots
    )
    return world._replace(slots=slots)
