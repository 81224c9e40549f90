"""Tier 2: walks of the real engine, led by its own reasons of refusal.

The trigger is asked for; the judge says why not; an act is chosen that the blamed atoms name; and so on down. Once
the trigger is open it is held: what the promise rests on is spoilt by redoing, voiding, facts, late entries and
changed facts, and after each act the prover looks whether the trigger could be done although the promise is broken.
A counterexample is therefore a list of events that the judge allowed, one after the other.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from fazhi.kernel.calendar import Calendar
from fazhi.kernel.expressions import (
    Call,
    Compare,
    Expr,
    Int,
    ListOf,
    Name,
    Not,
    Ref,
    Text,
    atoms,
    blame,
    evaluate,
)
from fazhi.kernel.procedures.acts import Act, ActKind, Blocker, BlockKind
from fazhi.kernel.procedures.clocks import CalendarClocks
from fazhi.kernel.procedures.events import FieldValue, MatterEvent
from fazhi.kernel.procedures.model import Guarantee, Pattern, Procedure, Step
from fazhi.kernel.procedures.names import step_named
from fazhi.kernel.procedures.prove.cells import cells
from fazhi.kernel.procedures.prove.chance import Chance
from fazhi.kernel.procedures.prove.crafting import PEOPLE, Crafter, Goal, Track, relevant
from fazhi.kernel.procedures.prove.promise import act_view, applies, broken, outcomes_of, trigger_kind

_DEEP = 9
_TRIES = 14
_LONGEST = 60
_PATIENCE = 400


class Broken(Exception):
    """Thrown up through the walk when the judge allowed an act that breaks the promise. Never leaves the module."""

    def __init__(self, events: tuple[MatterEvent, ...]) -> None:
        super().__init__()
        self.events = events


class Walker:
    """Walks for one guarantee. ``reached`` is the first run that did the trigger in keeping with the promise."""

    def __init__(self, procedure: Procedure, guarantee: Guarantee, calendar: Calendar, seed: int) -> None:
        self.procedure = procedure
        self.guarantee = guarantee
        self.calendar = calendar
        self.chance = Chance(seed)
        self.crafter = Crafter(procedure, calendar, self.chance)
        self.kind = trigger_kind(procedure, guarantee)
        self.step = procedure.steps[guarantee.trigger]
        exprs = tuple(expr for expr in (guarantee.where, guarantee.unless) if expr is not None)
        names = tuple(name for name in (guarantee.other, guarantee.since) if name is not None)
        self.own = relevant(procedure, exprs, names) or (guarantee.trigger,)
        self.reached: tuple[MatterEvent, ...] = ()
        self.wanted: Goal | None = None
        self.limit = 0

    def hunt(
        self, openings: tuple[Track, ...], stop: Callable[[], bool], near: tuple[Track, ...] = ()
    ) -> tuple[MatterEvent, ...]:
        """Return a run that breaks the promise, or nothing when ``stop`` said so first.

        ``openings`` are matters on the way, from the expected runs: deep triggers are found from there, best from
        those where the trigger comes next (``near``).
        """
        try:
            for track in openings:
                self.fire(track)
            turn = 0
            while not stop():
                turn += 1
                self.wanted = None
                self._walk(self._begin(openings, near, turn), stop)
        except Broken as found:
            return found.events
        return ()

    def _begin(self, openings: tuple[Track, ...], near: tuple[Track, ...], turn: int) -> Track:
        if near and turn % 4 < 2:
            return self.chance.pick(near)
        return self.chance.pick(openings) if openings and turn % 4 == 2 else self.crafter.start()

    # -- firing ----------------------------------------------------------------------------------------------------

    def fire(self, track: Track) -> None:
        """Raise `Broken` if the trigger can be done now against the promise."""
        for act in self._variants(track):
            if broken(self.procedure, self.guarantee, track.state, act, self.calendar):
                verdict = self.crafter.ask(track, act)
                if verdict.event is not None:
                    raise Broken((*track.events, verdict.event))

    def _variants(self, track: Track) -> list[Act]:
        keys: tuple[str | None, ...] = (None,)
        if self.step.keyed:
            listed = track.state.lists.get(self.step.keyed, ())
            keys = listed[-3:] if self.step.each else (None, *listed[-2:])
        outcomes = self.step.outcomes if self.kind is not ActKind.SEND else (None,)
        found = []
        for key in keys:
            for outcome in outcomes:
                for decider in self._deciders(track):
                    goal = Goal(kind=self.kind, step=self.step.id, key=key, outcome=outcome, decider=decider)
                    if self.wanted is not None and self.chance.hit(60):
                        goal.fields = dict(self.wanted.fields)
                    found.append(self.crafter.act(track, goal))
        return found

    def _deciders(self, track: Track) -> tuple[str, ...]:
        if self.guarantee.pattern is Pattern.DIFFERS and self.guarantee.other:
            past = {run.decider for run in track.state.every(self.guarantee.other)}
            return tuple(sorted(past)) or (self.chance.pick(PEOPLE),)
        busy = {run.decider for name in self.step.separate for run in track.state.every(name)}
        free = [name for name in PEOPLE if name not in busy] or list(PEOPLE)
        return (self.chance.pick(free),)

    # -- walking ---------------------------------------------------------------------------------------------------

    def _walk(self, track: Track, stop: Callable[[], bool]) -> None:
        goal = Goal(kind=self.kind, step=self.step.id, key=self.crafter.key(track, self.step))
        if self.guarantee.pattern in {Pattern.NO_AFTER, Pattern.DIFFERS} and self.chance.hit(70):
            track = self._spoil(track) or track
        for _ in range(6):
            if stop() or len(track.events) > _LONGEST:
                return
            # Looking for a way down through the reasons branches; a hopeless search is cut, the next walk begins anew.
            self.limit = self.crafter.judged + _PATIENCE
            opened = self.open(track, goal, _DEEP)
            if opened is not None:
                track = opened
                self._remember(track, goal)
            for _ in range(1 + self.chance.below(3)):
                moved = self._spoil(track) if self.chance.hit(85) else self.crafter.wander(track, self.own)
                if moved is not None:
                    track = moved
                    self.fire(track)

    def _remember(self, track: Track, goal: Goal) -> None:
        """The trigger is open: keep how, and the run itself as a witness that it can be done."""
        self.wanted = goal
        if not self.reached:
            act = self.crafter.act(track, goal)
            if applies(self.procedure, self.guarantee, track.state, act, self.calendar):
                verdict = self.crafter.ask(track, act)
                if verdict.event is not None:
                    self.reached = (*track.events, verdict.event)

    def open(self, track: Track, goal: Goal, depth: int) -> Track | None:
        """Return the matter with the wanted act allowed (not done), doing what the reasons of refusal ask for."""
        own = goal.step == self.step.id
        for _ in range(_TRIES):
            if len(track.events) > _LONGEST or self.crafter.judged > self.limit:
                return None
            act = self.crafter.act(track, goal)
            verdict = self.crafter.ask(track, act)
            if verdict.allowed:
                goal.fields, goal.outcome, goal.decider = dict(act.fields), act.outcome, act.decider
                if not own or self._where(track, act, goal):
                    return track
                moved = self._towards(track, goal, act, self.guarantee.where, depth)
            else:
                moved = self._remedy(track, goal, act, self.chance.pick(verdict.blockers), depth)
            if moved is not None and moved.state is not track.state:
                track = moved
                self.fire(track)
            elif moved is not None:
                track = moved
        return None

    def _where(self, track: Track, act: Act, goal: Goal) -> bool:
        if self.guarantee.where is None or goal.kind is not self.kind:
            return True
        return applies(self.procedure, self.guarantee, track.state, act, self.calendar)

    def do(self, track: Track, goal: Goal, depth: int) -> Track | None:
        """Return the matter after the wanted act, or ``None`` when no way was found."""
        if depth <= 0:
            return None
        opened = self.open(track, goal, depth - 1)
        if opened is None:
            return None
        done = self.crafter.attempt(opened, self.crafter.act(opened, goal))
        if done is None:
            return opened
        if self.chance.hit(40):
            done = self.crafter.later(done, self.chance.pick((1, 1, 2, 3, 8)))
        return done

    def achieve(self, track: Track, name: str, depth: int, outcome: str | None = None) -> Track | None:
        """Do a step once more; of a call, send it and let it be answered."""
        step = self.procedure.steps[name]
        key = self._key_for(track, step)
        if step.each and key is None:
            adder = next((item for item in self.procedure.steps.values() if item.adds == step.each), None)
            return self.achieve(track, adder.id, depth - 1) if adder is not None and depth > 0 else None
        kind = self.crafter.kind(track, step, key)
        passing = [item for item in step.outcomes if item in step.passes]
        if outcome is None and passing and self.chance.hit(85):
            outcome = self.chance.pick(passing)
        goal = Goal(kind=kind, step=name, key=key, outcome=outcome if kind is not ActKind.SEND else None)
        done = self.do(track, goal, depth)
        if done is not None and kind is ActKind.SEND and self.chance.hit(85):
            answer = Goal(kind=ActKind.ANSWER, step=name, key=key, outcome=outcome)
            return self.do(done, answer, depth) or done
        return done

    def _key_for(self, track: Track, step: Step) -> str | None:
        """Prefer a key at which the step was not yet done."""
        if step.each:
            keys = track.state.lists.get(step.each, ())
            undone = [key for key in keys if not track.state.of(step.id, key)]
            pool = undone or list(keys)
            return self.chance.pick(pool) if pool else None
        return self.crafter.key(track, step)

    # -- remedies --------------------------------------------------------------------------------------------------

    def _remedy(self, track: Track, goal: Goal, act: Act, reason: Blocker, depth: int) -> Track | None:
        """Return the matter after something that may take the reason away; the goal itself may be changed instead."""
        match reason.kind:
            case BlockKind.AFTER if reason.field is not None:
                return self.achieve(track, reason.field, depth)
            case BlockKind.GATE:
                return self._towards(track, goal, act, reason.expr, depth)
            case BlockKind.SEPARATE | BlockKind.POST:
                goal.decider = self.chance.pick(PEOPLE)
                return track
            case BlockKind.KEY:
                step = self.procedure.steps[goal.step]
                keys = track.state.lists.get(step.keyed or "", ())
                if keys:
                    goal.key = self.chance.pick(keys)
                    return track
                adder = next((item for item in self.procedure.steps.values() if item.adds == step.keyed), None)
                return self.achieve(track, adder.id, depth) if adder is not None and adder is not step else None
            case BlockKind.CALL:
                send = Goal(kind=ActKind.SEND, step=goal.step, key=goal.key)
                return self.do(track, send, depth) if goal.kind is ActKind.ANSWER else None
            case BlockKind.CLOSED if track.state.closed is not None:
                return self._void_latest(track, track.state.closed[0])
            case BlockKind.ONCE if self.chance.hit(30):
                return self._void_latest(track, goal.step)
            case BlockKind.TERM:
                terms = [term for term in self.procedure.terms.values() if term.extend and term.extend.by == goal.step]
                return self._start(track, terms[0].id, depth) if terms else None
        goal.outcome = goal.outcome if self.chance.hit(70) else None
        goal.fields = {} if self.chance.hit(40) else goal.fields
        return track

    def _towards(self, track: Track, goal: Goal, act: Act, expr: Expr | None, depth: int) -> Track | None:
        if expr is None:
            return None
        view = act_view(self.procedure, track.state, act, self.calendar)
        blamed = blame(expr, view)
        if not blamed:
            return None
        atom = self.chance.pick(blamed).expr
        wanted = evaluate(atom, view) is not True
        while isinstance(atom, Not):
            atom, wanted = atom.operand, not wanted
        return self._make(track, goal, act, atom, wanted, depth)

    def _make(self, track: Track, goal: Goal, act: Act, atom: Expr, wanted: bool, depth: int) -> Track | None:
        """Return the matter after an act that may give the atom the wanted value."""
        match atom:
            case Call(fn="over", args=(Name(id=term),)) if wanted:
                return self._let_pass(track, goal, term, depth)
            case Call(fn="running" | "started", args=(Name(id=term),)) if wanted:
                return self._start(track, term, depth)
            case Call(fn="waiting", args=(Name(id=step),)) if not wanted:
                return self._answer(track, step, depth)
            case Call(fn="listed", args=(Name(id=name),)):
                adder = next((item for item in self.procedure.steps.values() if item.adds == name), None)
                return self.achieve(track, adder.id, depth) if adder is not None else None
            case Call(fn="present", args=(Ref() as ref,)):
                return self._set(track, goal, ref, None, depth)
            case Call(fn="in_force", args=(Ref() as ref,)):
                return self._set(track, goal, ref, None, depth)
            case Call(args=(Name(id=name), *rest)) if name in self.procedure.steps:
                named = [arg.value for arg in rest if isinstance(arg, Text)]
                if wanted:
                    return self.achieve(track, name, depth, self.chance.pick(named) if named else None)
                return self._spoil_step(track, name, depth)
            case Call(fn="days"):
                return self.crafter.later(track, self.chance.pick((1, 5, 15, 40)))
            case Ref():
                return self._set(track, goal, atom, wanted, depth)
            case Compare(left=left, right=right):
                if isinstance(left, Call):
                    return self._make(track, goal, act, left, True, depth)
                if isinstance(left, Ref):
                    return self._set(track, goal, left, self._fitting(goal, atom, left, wanted), depth)
                if isinstance(right, Ref):
                    return self._set(track, goal, right, None, depth)
        return None

    def _fitting(self, goal: Goal, atom: Compare, ref: Ref, wanted: bool) -> FieldValue | None:
        """Return a value of the reference that makes the comparison with a constant come out as wanted."""
        if atom.op == "==" and isinstance(atom.right, (Int, Text)) and wanted:
            return atom.right.value
        if atom.op == "!=" and isinstance(atom.right, (Int, Text)) and not wanted:
            return atom.right.value
        if atom.op == "in" and isinstance(atom.right, ListOf) and wanted:
            return self.chance.pick(atom.right.items).value
        return None

    def _set(self, track: Track, goal: Goal, ref: Ref, value: FieldValue | None, depth: int) -> Track | None:
        """Give a fact, an own answer or another step's answer a value; any value when none is named."""
        if ref.owner == "subject":
            item = self.procedure.subject[ref.name]
            if not item.mutable:
                return None
            given = value if value is not None else self.crafter.value("subject", item, track.today)
            return self.crafter.attempt(track, self.crafter.change(track, {item.id: given}))
        if ref.owner == "field":
            step = self.procedure.steps[goal.step]
            if ref.name == "outcome":
                goal.outcome = str(value) if value in step.outcomes else self.chance.pick(step.outcomes)
                return track
            own = next(field for field in step.fields if field.id == ref.name)
            goal.fields = dict(goal.fields)
            goal.fields[ref.name] = value if value is not None else self.crafter.value(step.id, own, track.today)
            return track
        if ref.owner not in self.procedure.steps:
            return None
        step = self.procedure.steps[ref.owner]
        if ref.name == "outcome":
            outcome = str(value) if value in step.outcomes else self.chance.pick(step.outcomes)
            return self.achieve(track, step.id, depth, outcome)
        wish = Goal(kind=self.crafter.kind(track, step, None), step=step.id, key=self._key_for(track, step))
        field = next((item for item in step.fields if item.id == ref.name), None)
        if field is not None:
            pool = cells(field.type, self.crafter.compared.get((step.id, field.id), ())) or (track.today.isoformat(),)
            wish.fields[field.id] = value if value is not None else self.chance.pick(pool)
        return self.do(track, wish, depth)

    def _let_pass(self, track: Track, goal: Goal, term: str, depth: int) -> Track | None:
        key = goal.key if self.procedure.terms[term].each else None
        clock = CalendarClocks(self.procedure, track.state, self.calendar, track.today).clock(term, key)
        if clock.due is None:
            return self._start(track, term, depth)
        days = (clock.due.due - track.today).days + 1
        return replace(track, today=track.today + timedelta(days=max(days, 1)))

    def _start(self, track: Track, term: str, depth: int) -> Track | None:
        names = [name for name in self.procedure.terms[term].start if not name.startswith("subject.")]
        if not names:
            return None
        name = self.chance.pick(names)
        return self.achieve(track, step_named(name), depth, name.partition(":")[2] or None)

    def _answer(self, track: Track, step: str, depth: int) -> Track | None:
        for (name, key), sendings in track.state.sendings.items():
            if name == step and any(item.answered is None and not item.voided for item in sendings):
                return self.do(track, Goal(kind=ActKind.ANSWER, step=step, key=key), depth)
        return None

    # -- spoiling --------------------------------------------------------------------------------------------------

    def _spoil(self, track: Track) -> Track | None:
        """Return the matter after an act aimed at what the promise rests on."""
        guarantee, chance = self.guarantee, self.chance
        match guarantee.pattern:
            case Pattern.UNLESS if guarantee.unless is not None:
                atom = chance.pick(atoms(guarantee.unless)).expr
                goal = Goal(kind=self.kind, step=self.step.id)
                act = self.crafter.act(track, goal)
                view = act_view(self.procedure, track.state, act, self.calendar)
                return self._make(track, goal, act, atom, evaluate(atom, view) is not True, 4)
            case Pattern.SINCE if guarantee.since is not None and guarantee.other is not None:
                name = guarantee.since if chance.hit(60) else guarantee.other
                return self._spoil_step(track, name, 4)
            case Pattern.NO_AFTER | Pattern.DIFFERS if guarantee.other is not None:
                if chance.hit(30):
                    return self._void_latest(track, guarantee.other)
                wanted = sorted(outcomes_of(self.procedure, guarantee))
                return self.achieve(track, guarantee.other, _DEEP, chance.pick(wanted))
            case Pattern.AT_LEAST if guarantee.other is not None:
                return self.achieve(track, guarantee.other, 5)
        return None

    def _spoil_step(self, track: Track, name: str, depth: int) -> Track | None:
        """Redo a step with any result, void it, register a fact of it, or touch what it rests on."""
        step, dice = self.procedure.steps[name], self.chance.below(100)
        if dice < 45:
            return self.achieve(track, name, depth, self.chance.pick(step.outcomes))
        if dice < 60:
            return self._void_latest(track, name)
        if dice < 72:
            key = self.crafter.key(track, step)
            return self.crafter.attempt(track, self.crafter.act(track, Goal(kind=ActKind.FACT, step=name, key=key)))
        beneath = [item for item in relevant(self.procedure, (), (name,)) if item != name]
        facts = [item.removeprefix("subject.") for item in step.uses if item.startswith("subject.")]
        if facts and self.chance.hit(50):
            return self._set(track, Goal(kind=self.kind, step=name), Ref(owner="subject", name=facts[0]), None, depth)
        if beneath:
            return self.achieve(track, self.chance.pick(beneath), depth)
        return self.achieve(track, name, depth)

    def _void_latest(self, track: Track, step: str) -> Track | None:
        runs = [run for run in track.state.every(step) if not run.voided]
        if not runs:
            return None
        newest = max(runs, key=lambda run: run.order)
        return self.crafter.attempt(track, self.crafter.void(track, newest.id))
