"""Random histories of matters, driven through the judge: lawful and unlawful acts, late entries, corrections."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from random import Random

from tests.kernel.packing import pack

from fazhi.kernel.calendar import Calendar
from fazhi.kernel.expressions import Kind
from fazhi.kernel.procedures import (
    Act,
    ActKind,
    Case,
    EventType,
    Field,
    FieldValue,
    Late,
    MatterEvent,
    Procedure,
    State,
    Step,
    Verdict,
    aim,
    apply,
    judge,
)
from fazhi.packs import procedures
from fazhi.packs.calendar import load as load_calendar

PEOPLE = ("甲", "乙", "丙", "丁", "戊")
ODD: tuple[FieldValue, ...] = ("", "x", -1, 10**12, 10**30, True, "NaN", "9999-12-31", "0001-01-01", ("无",), "1E+9999")
KINDS = (
    *[ActKind.DO] * 10,
    *[ActKind.SEND] * 3,
    *[ActKind.ANSWER] * 4,
    *[ActKind.FACT] * 2,
    *[ActKind.VOID] * 2,
    ActKind.CHANGE,
    ActKind.VOUCH,
    ActKind.AMEND,
)


@cache
def calendar() -> Calendar:
    """Return the calendar that ships."""
    return load_calendar()


def known(name: str) -> tuple[Procedure, tuple[Case, ...]]:
    """Return a pack by name: a small one of the tests, or one that ships with its expected runs."""
    return (pack(name), ()) if name in {"mini", "request"} else (procedures.get(name), procedures.cases(name))


class Walk:
    """One matter on its random way. Every verdict is kept beside the state and the act it was asked for."""

    def __init__(self, name: str, seed: int, length: int) -> None:
        self.rng = Random(seed)
        self.procedure, cases = known(name)
        self.events: list[MatterEvent] = []
        self.asked: list[tuple[State, Act, Verdict, int]] = []
        self.state = State()
        self.today = date(2026, 2, 9) + timedelta(days=self.rng.randrange(240))
        case = self.rng.choice(cases) if cases and self.rng.random() < 0.8 else None
        if case is not None:
            self.today = case.opened
        self._open(dict(case.subject) if case is not None else self._facts())
        if case is not None:
            for item in case.acts[: self.rng.randint(1, len(case.acts))]:
                if self.rng.random() < 0.2:
                    self.any_act()
                self.today = max(self.today, item.act.recorded)
                self.put(aim(self.state, item))
        for _ in range(length):
            self.today += timedelta(days=self.rng.choice((0, 0, 0, 1, 1, 2, 5, 12)))
            self.any_act()

    def _open(self, facts: dict[str, FieldValue]) -> None:
        first = MatterEvent(seq=1, type=EventType.OPENED, occurred=self.today, recorded=self.today, fields=facts)
        self.events.append(first)
        self.state = apply(self.procedure, self.state, first)

    def _facts(self) -> dict[str, FieldValue]:
        return {item.id: self.value(item) for item in self.procedure.subject.values() if self.rng.random() < 0.7}

    def put(self, act: Act) -> Verdict:
        """Ask the judge, and record the event if there is one."""
        verdict = judge(self.procedure, self.state, act, calendar(), lambda: self.events)
        self.asked.append((self.state, act, verdict, len(self.events)))
        if verdict.event is not None:
            self.events.append(verdict.event)
            self.state = apply(self.procedure, self.state, verdict.event)
        return verdict

    def any_act(self) -> Verdict:
        """Put any act that could be thought of to the judge."""
        rng, kind = self.rng, self.rng.choice(KINDS)
        late = rng.random() < 0.2
        occurred = self.today - timedelta(days=rng.choice((1, 2, 4, 9, 25))) if late else self.today
        allowed = Late(reason="漏登", approver="主任", evidence=rng.random() < 0.9) if rng.random() < 0.9 else None
        ids = [run.id for runs in self.state.runs.values() for run in runs]
        ids += [item.id for items in self.state.sendings.values() for item in items]
        about = kind in {ActKind.VOID, ActKind.VOUCH, ActKind.AMEND}
        calls = [step for step in self.procedure.steps.values() if step.call]
        steps = calls if calls and kind in {ActKind.SEND, ActKind.ANSWER} else list(self.procedure.steps.values())
        step = None if about or kind is ActKind.CHANGE else rng.choice(steps)
        if step is not None and step.call and kind is ActKind.DO:
            kind = ActKind.SEND
        return self.put(
            Act(
                kind=kind,
                occurred=occurred,
                recorded=self.today,
                decider=rng.choice(PEOPLE) if rng.random() < 0.97 else "",
                posts=frozenset(step.posts if step is not None else ()) if rng.random() < 0.95 else frozenset(),
                step=step.id if step is not None else None,
                key=self.key(step) if step is not None else None,
                outcome=rng.choice(step.outcomes) if step is not None and rng.random() < 0.97 else None,
                fields=self.fields(step, kind),
                text=f"v{rng.randrange(3)}" if rng.random() < 0.6 else None,
                vouchers=frozenset({item.id for item in step.evidence if rng.random() < 0.5} if step else ()),
                run=rng.choice(ids) if about and ids and rng.random() < 0.95 else None,
                why="核查时发现" if rng.random() < 0.8 else "",
                late=allowed if late else None,
            )
        )

    def key(self, step: Step) -> str | None:
        """Return a key that mostly fits the step."""
        keys = self.state.lists.get(step.keyed or "", ())
        if self.rng.random() < 0.05:
            return "9"
        if step.each or (step.adds and self.rng.random() < 0.2):
            return self.rng.choice(keys) if keys else None
        return None

    def fields(self, step: Step | None, kind: ActKind) -> dict[str, FieldValue]:
        """Return answers: mostly all that are asked, of their types."""
        if kind is ActKind.CHANGE:
            changed = list(self.procedure.subject.values())
            return {item.id: self.value(item) for item in changed if self.rng.random() < 0.4}
        if kind is ActKind.AMEND:
            every = [item for each in self.procedure.steps.values() for item in each.fields]
            return {item.id: self.value(item) for item in self.rng.sample(every, 1)} if every else {"x": 1}
        if step is None:
            return {}
        fitting = [item for item in step.fields if not step.call or item.at_answer == (kind is ActKind.ANSWER)]
        return {item.id: self.value(item) for item in fitting if self.rng.random() < 0.9}

    def value(self, item: Field) -> FieldValue:
        """Return an answer to a question, now and then a senseless one."""
        rng = self.rng
        if rng.random() < 0.03:
            return rng.choice(ODD)
        match item.type.kind:
            case Kind.BOOL:
                return rng.random() < 0.5
            case Kind.INT:
                return rng.choice((0, 1, 5, 10, 15, 20, 25))
            case Kind.MONEY:
                return rng.choice(("0", "999.99", "50000", "400000.00", "1000000"))
            case Kind.DATE:
                return (self.today + timedelta(days=rng.choice((-5, 0, 0, 0, 1, 10, 30)))).isoformat()
            case Kind.ENUM:
                return rng.choice(item.type.values)
            case Kind.SET:
                return tuple(value for value in item.type.values if rng.random() < 0.5)
            case _:
                return rng.choice(("有", "说明"))
