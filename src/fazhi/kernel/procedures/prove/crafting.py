"""Concrete acts for walks: who, when, with which answers. Everything is put to the real judge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from fazhi.kernel.calendar import Calendar
from fazhi.kernel.expressions import Expr, Kind, names_used
from fazhi.kernel.procedures.acts import Act, ActKind, Late, Verdict
from fazhi.kernel.procedures.events import EventType, FieldValue, MatterEvent
from fazhi.kernel.procedures.folding import apply
from fazhi.kernel.procedures.judge import judge
from fazhi.kernel.procedures.model import Field, Procedure, Step
from fazhi.kernel.procedures.names import step_named
from fazhi.kernel.procedures.prove.cells import cells, constants
from fazhi.kernel.procedures.prove.chance import Chance
from fazhi.kernel.procedures.state import State

PEOPLE = ("甲", "乙", "丙", "丁", "戊", "己")
DAY_ONE = date(2026, 3, 2)
"""A Monday well inside the known calendar. Walks begin here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """A matter on its way: what happened, the state, and the day on which the next act is recorded."""

    events: tuple[MatterEvent, ...]
    state: State
    today: date


@dataclass(slots=True, kw_only=True)
class Goal:
    """An act that is wanted. ``fields`` are the answers that must stand; the rest is filled in freely."""

    kind: ActKind
    step: str
    key: str | None = None
    outcome: str | None = None
    fields: dict[str, FieldValue] = field(default_factory=dict)
    decider: str = ""


class Crafter:
    """Makes acts and lets the real judge decide. ``judged`` counts what was asked."""

    def __init__(self, procedure: Procedure, calendar: Calendar, chance: Chance) -> None:
        self.procedure = procedure
        self.calendar = calendar
        self.chance = chance
        self.compared = constants(procedure)
        self.judged = 0
        self._texts = 0

    # -- values ----------------------------------------------------------------------------------------------------

    def value(self, place: str, item: Field, today: date) -> FieldValue:
        """Return some answer to a question, one of those that conditions can tell apart."""
        if item.type.kind is Kind.DATE:
            return (today + timedelta(days=self.chance.pick((0, 1, 5, 10, 20, 40, -3)))).isoformat()
        return self.chance.pick(cells(item.type, self.compared.get((place, item.id), ())))

    def start(self, wanted: Mapping[str, FieldValue] | None = None) -> Track:
        """Return a matter just opened, its facts answered."""
        fields: dict[str, FieldValue] = {}
        for item in self.procedure.subject.values():
            if item.required is not False or self.chance.hit(80):
                fields[item.id] = self.value("subject", item, DAY_ONE)
        fields.update(wanted or {})
        opened = MatterEvent(seq=1, type=EventType.OPENED, occurred=DAY_ONE, recorded=DAY_ONE, fields=fields)
        return Track(events=(opened,), state=apply(self.procedure, State(), opened), today=DAY_ONE)

    # -- acts ------------------------------------------------------------------------------------------------------

    def act(self, track: Track, goal: Goal, *, occurred: date | None = None) -> Act:
        """Return the act a goal describes, done on the day of the track (or entered late on it)."""
        step = self.procedure.steps[goal.step]
        outcome = goal.outcome
        if outcome is None and goal.kind is not ActKind.SEND:
            outcome = self.outcome(step)
        text = None
        if step.makes and goal.kind in {ActKind.DO, ActKind.FACT, ActKind.ANSWER}:
            text = self.text()
        late = occurred is not None and occurred < track.today
        return Act(
            kind=goal.kind,
            occurred=occurred or track.today,
            recorded=track.today,
            decider=goal.decider or self.chance.pick(PEOPLE),
            posts=frozenset(step.posts),
            step=step.id,
            key=goal.key,
            outcome=outcome,
            fields=self.fill(step, goal, occurred or track.today),
            text=text,
            why="核查时发现" if goal.kind is ActKind.FACT else "",
            late=Late(reason="当日停电", approver="庚") if late else None,
        )

    def text(self) -> str:
        """Return the digest of a version: nearly always a new one, now and then an old one handed in again."""
        if self._texts and self.chance.hit(15):
            return f"第{1 + self.chance.below(self._texts)}稿"
        self._texts += 1
        return f"第{self._texts}稿"

    def outcome(self, step: Step) -> str:
        """Return a result: in most cases one that passes."""
        passing = [item for item in step.outcomes if item in step.passes]
        return self.chance.pick(passing) if passing and self.chance.hit(70) else self.chance.pick(step.outcomes)

    def fill(self, step: Step, goal: Goal, today: date) -> dict[str, FieldValue]:
        """Return answers to the questions asked at this act."""
        found: dict[str, FieldValue] = {}
        for item in step.fields:
            if step.call and item.at_answer != (goal.kind is ActKind.ANSWER):
                continue
            if item.id in goal.fields:
                found[item.id] = goal.fields[item.id]
            elif item.required is True or self.chance.hit(75 if item.required is not False else 50):
                found[item.id] = self.value(step.id, item, today)
        return found

    def void(self, track: Track, run: int) -> Act:
        """Return the act that voids a run or a sending."""
        return self._about(track, ActKind.VOID, run=run, why="登记有误")

    def change(self, track: Track, fields: Mapping[str, FieldValue]) -> Act:
        """Return the act that changes facts of the subject."""
        return replace(self._about(track, ActKind.CHANGE), fields=fields)

    def vouch(self, track: Track, run: int, items: frozenset[str]) -> Act:
        """Return the act that hands in vouchers."""
        return replace(self._about(track, ActKind.VOUCH, run=run), vouchers=items)

    def _about(self, track: Track, kind: ActKind, *, run: int | None = None, why: str = "") -> Act:
        return Act(kind=kind, occurred=track.today, recorded=track.today, decider="甲", run=run, why=why)

    # -- the judge -------------------------------------------------------------------------------------------------

    def ask(self, track: Track, act: Act) -> Verdict:
        """Return what the real judge says."""
        self.judged += 1
        return judge(self.procedure, track.state, act, self.calendar, lambda: track.events)

    def record(self, track: Track, verdict: Verdict) -> Track | None:
        """Return the matter after an allowed act, or ``None``."""
        if verdict.event is None:
            return None
        return Track(
            events=(*track.events, verdict.event),
            state=apply(self.procedure, track.state, verdict.event),
            today=track.today,
        )

    def attempt(self, track: Track, act: Act) -> Track | None:
        """Ask and record in one."""
        return self.record(track, self.ask(track, act))

    def later(self, track: Track, days: int) -> Track:
        """Return the same matter some days on."""
        return replace(track, today=track.today + timedelta(days=days))

    # -- anything at all -------------------------------------------------------------------------------------------

    def wander(self, track: Track, steps: tuple[str, ...]) -> Track | None:
        """Return the matter after one act chosen blindly: a step, a fact, a void, a late entry, a changed fact."""
        chance = self.chance
        dice = chance.below(100)
        if dice < 10:
            return self.attempt(track, self._some_void(track)) if self._voidable(track) else None
        if dice < 18:
            return self._some_change(track)
        if dice < 22:
            return self.later(track, chance.pick((1, 2, 5, 11, 35)))
        step = self.procedure.steps[chance.pick(steps)]
        kind = self.kind(track, step, self.key(track, step))
        if dice < 36:
            kind = ActKind.FACT
        goal = Goal(kind=kind, step=step.id, key=self.key(track, step))
        occurred = track.today
        if dice >= 75:
            days = max(1, (track.today - DAY_ONE).days)
            occurred = track.today - timedelta(days=min(days, 1 + chance.below(days)))
        return self.attempt(track, self.act(track, goal, occurred=occurred))

    def kind(self, track: Track, step: Step, key: str | None) -> ActKind:
        """Return the next act of a step: a call out is answered, a call not out is sent."""
        if step.call is None:
            return ActKind.DO
        waits = any(item.answered is None and not item.voided for item in track.state.calls(step.id, key))
        return ActKind.ANSWER if waits and self.chance.hit(80) else ActKind.SEND

    def key(self, track: Track, step: Step) -> str | None:
        """Return some key a step can run at; ``None`` for a new entry or a step without a list."""
        keys = track.state.lists.get(step.keyed, ()) if step.keyed else ()
        if not keys or (step.adds and self.chance.hit(60)):
            return None
        return self.chance.pick(keys)

    def _voidable(self, track: Track) -> tuple[int, ...]:
        runs = [run.id for many in track.state.runs.values() for run in many if not run.voided]
        return (*runs, *(item.id for many in track.state.sendings.values() for item in many if not item.voided))

    def _some_void(self, track: Track) -> Act:
        return self.void(track, self.chance.pick(self._voidable(track)))

    def _some_change(self, track: Track) -> Track | None:
        mutable = [item for item in self.procedure.subject.values() if item.mutable]
        if not mutable:
            return None
        item = self.chance.pick(mutable)
        return self.attempt(track, self.change(track, {item.id: self.value("subject", item, track.today)}))


def relevant(procedure: Procedure, exprs: tuple[Expr, ...], names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the steps a promise speaks of and all they rest on: through ``uses``, makers of texts and adders."""
    todo = [*names, *(name for expr in exprs for name in names_used(expr).steps)]
    for expr in exprs:
        used = names_used(expr)
        todo += [step.id for step in procedure.steps.values() if step.adds in used.lists]
        for term in used.terms:
            declared = procedure.terms[term]
            todo += [step_named(name) for name in (*declared.start, *declared.until)]
    found: dict[str, None] = {}
    while todo:
        name = todo.pop()
        step = procedure.steps.get(name)
        if step is None or name in found:
            continue
        found[name] = None
        todo += list(step.uses)
        todo += [maker.id for maker in procedure.steps.values() if maker.makes is not None and maker.makes in step.uses]
        todo += [adder.id for adder in procedure.steps.values() if adder.adds is not None and adder.adds == step.each]
    return tuple(found)
