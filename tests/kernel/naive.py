"""The clocks written a second time, plainly and slowly, from the raw events: what the engine must agree with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from fazhi.kernel.calendar import Calendar
from fazhi.kernel.procedures import EventType, FieldValue, MatterEvent, Procedure, Term
from fazhi.kernel.terms import Kind, Unit

DAY = timedelta(days=1)
Order = tuple[date, int]


@dataclass
class Doing:
    """A run or a sending as the events tell it."""

    id: int
    step: str
    key: str | None
    occurred: date
    lawful: bool
    outcome: str
    decider: str
    fields: Mapping[str, FieldValue]
    voided: bool = False
    answered: int | None = None

    @property
    def order(self) -> Order:
        return (self.occurred, self.id)


@dataclass
class Told:
    """All that happened, told from the events one after the other."""

    runs: list[Doing] = field(default_factory=list)
    sent: list[Doing] = field(default_factory=list)
    subject: dict[str, FieldValue] = field(default_factory=dict)
    lists: dict[str, list[str]] = field(default_factory=dict)

    def of(self, step: str, key: str | None) -> list[Doing]:
        return sorted((item for item in self.runs if (item.step, item.key) == (step, key)), key=lambda item: item.order)

    def calls(self, step: str, key: str | None) -> list[Doing]:
        return sorted((item for item in self.sent if (item.step, item.key) == (step, key)), key=lambda item: item.order)

    def latest(self, step: str, key: str | None) -> Doing | None:
        good = [item for item in self.of(step, key) if item.lawful and not item.voided]
        return good[-1] if good else None


def tell(procedure: Procedure, events: Sequence[MatterEvent]) -> Told:
    """Return what the events say, without the fold."""
    told = Told()
    changes: list[tuple[Order, Mapping[str, FieldValue]]] = []
    for event in events:
        step = procedure.steps.get(event.step or "")
        match event.type:
            case EventType.OPENED:
                told.subject.update(event.fields)
            case EventType.CHANGED:
                changes.append(((event.occurred, event.seq), event.fields))
            case EventType.SENT if step is not None:
                told.sent.append(_doing(event, lawful=True))
            case EventType.RAN | EventType.FACT | EventType.ANSWERED if step is not None:
                made = _doing(event, lawful=event.type is not EventType.FACT and not event.imported)
                if step.call:
                    out = [x for x in told.calls(step.id, event.key) if x.answered is None and not x.voided]
                    mine = [x for x in out if x.id == event.run] if event.run is not None else out[-1:]
                    for sending in mine:
                        sending.answered = made.id
                        made.fields = {**sending.fields, **made.fields}
                told.runs.append(made)
                if step.adds and event.key is not None and event.key not in told.lists.setdefault(step.adds, []):
                    told.lists[step.adds].append(event.key)
            case EventType.VOIDED:
                for item in (*told.runs, *told.sent):
                    item.voided = item.voided or item.id == event.run
                for item in told.sent:
                    if item.answered == event.run:
                        item.answered = None
    for _, fields in sorted(changes, key=lambda item: item[0]):
        told.subject.update(fields)
    return told


def _doing(event: MatterEvent, *, lawful: bool) -> Doing:
    return Doing(
        id=event.seq, step=event.step or "", key=event.key, occurred=event.occurred, lawful=lawful,
        outcome=event.outcome, decider=event.decider, fields=event.fields,
    )  # fmt: skip


def keys_of(procedure: Procedure, told: Told, term: Term, step: str, key: str | None) -> list[str | None]:
    keyed = procedure.steps[step].keyed
    if keyed is None:
        return [None]
    return [key] if term.each == keyed else list(told.lists.get(keyed, []))


def moments(procedure: Procedure, told: Told, term: Term, names: Sequence[str], key: str | None, *, strict: bool
            ) -> Iterator[tuple[Order, str, Doing | None]]:  # fmt: skip
    """Yield what may start or end a term. A voided run stays a moment until a later entry has put it right."""
    for name in names:
        if name.startswith("subject."):
            value = told.subject.get(name.removeprefix("subject."))
            try:
                found = date.fromisoformat(value) if isinstance(value, str) else None
            except ValueError:
                found = None
            if found is not None and 1900 <= found.year <= 2199:
                yield (found, 0), name, None
            continue
        base, _, outcome = name.partition(":")
        step, _, stated = base.removesuffix(".sent").partition(".")
        for own in keys_of(procedure, told, term, step, key):
            if stated:
                newest = newest_standing(told.of(step, own))
                if newest is not None and outcome in ("", newest.outcome) and day_of(newest, stated) is not None:
                    yield newest.order, name, newest
                continue
            if base.endswith(".sent"):
                yield from ((item.order, name, item) for item in told.calls(step, own) if not item.voided)
                continue
            runs = told.of(step, own)
            last_entered = max((item.id for item in runs), default=0)
            for run in runs:
                if outcome and run.outcome != outcome:
                    continue
                if run.voided and (strict or run.id != last_entered):
                    continue
                if strict and not run.lawful:
                    continue
                yield run.order, name, run


def newest_standing(runs: Sequence[Doing]) -> Doing | None:
    """Return the newest run, voided ones that a later entry has put right left out."""
    last_entered = max((item.id for item in runs), default=0)
    left = [run for run in runs if not run.voided or run.id == last_entered]
    return left[-1] if left else None


def day_of(run: Doing, name: str) -> date | None:
    """Return the date that a run states, if it is one."""
    value = run.fields.get(name)
    try:
        found = date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return found if found is not None and 1900 <= found.year <= 2199 else None


def walked(unit: Unit, amount: int, start: date, off: set[date], calendar: Calendar, *, first: bool) -> date:
    """Return the last day, found by walking from day to day (working and calendar days only)."""
    day = start - DAY if first else start
    while amount:
        day += DAY
        if day not in off and (unit is Unit.calendar_day or calendar.is_working(day)):
            amount -= 1
    return day


@dataclass
class Counted:
    """What the plain clock says."""

    began: Order | None = None
    ended: Order | None = None
    due: date | None = None


def clock(procedure: Procedure, told: Told, calendar: Calendar, term: Term, key: str | None) -> Counted:
    """Return a clock: the latest start, the first end after it, suspensions capped, extensions granted in time."""
    begun = list(moments(procedure, told, term, term.start, key, strict=term.kind is Kind.at_least))
    if not begun:
        return Counted()
    began, name, starter = max(begun, key=lambda item: item[0])
    base = name.partition(":")[0]
    stated = "" if name.startswith("subject.") or base.endswith(".sent") else base.partition(".")[2]
    first = (day_of(starter, stated) if stated and starter is not None else None) or began[0]
    after = [order for order, _, _ in moments(procedure, told, term, term.until, key, strict=False) if order > began]
    ended = min(after, default=None)
    amount = length(procedure, told, term, key, starter)
    if not 1 <= amount <= 9999:
        return Counted(began=began)
    off = {day for day in _off(procedure, told, calendar, term, key) if day >= began[0]}
    due = _last(term, amount, first, off, calendar)
    if term.extend is not None:
        by = procedure.steps[term.extend.by]
        for run in told.of(by.id, key if by.keyed else None):
            more = run.fields.get(str(term.extend.amount).partition(".")[2])
            if not (run.lawful and not run.voided and run.order > began and type(more) is int and more > 0):
                continue
            if run.occurred <= due:
                amount += more
                due = _last(term, amount, first, off, calendar)
    return Counted(began=began, ended=ended, due=due)


def _last(term: Term, amount: int, start: date, off: set[date], calendar: Calendar) -> date:
    last = walked(term.unit, amount, start, off, calendar, first=term.count_start)
    while term.end.rolls and not calendar.is_working(last):
        last += DAY
    return last


def length(procedure: Procedure, told: Told, term: Term, key: str | None, starter: Doing | None) -> int:
    if isinstance(term.amount, int):
        return term.amount
    place, _, name = term.amount.partition(".")
    if place == "param":
        value: object = procedure.params[name].value
    elif starter is not None and starter.step == place:
        value = starter.fields.get(name)
    else:
        runs = [run for run in (told.of(place, key) or told.of(place, None)) if not run.voided]
        value = runs[-1].fields.get(name) if runs else None
    return value if type(value) is int else 0


def _off(procedure: Procedure, told: Told, calendar: Calendar, term: Term, key: str | None) -> Iterator[date]:
    for suspend in term.suspend:
        cap = procedure.terms[suspend.cap]
        for own in keys_of(procedure, told, term, suspend.call, key):
            sendings = [item for item in told.calls(suspend.call, own) if not item.voided]
            for number, sending in enumerate(sendings):
                until = sendings[number + 1].order if number + 1 < len(sendings) else (date.max, 0)
                begun: list[tuple[Order, Doing | None]] = [
                    (order, item)
                    for order, _, item in moments(
                        procedure, told, cap, cap.start, own, strict=cap.kind is Kind.at_least
                    )
                    if sending.order <= order < until
                ]
                start, starter = max(begun, key=lambda item: item[0], default=(sending.order, sending))
                amount = length(procedure, told, cap, own, starter)
                last = _last(cap, amount, start[0], set(), calendar) if 1 <= amount <= 9999 else start[0]
                if sending.answered is not None:
                    last = min(last, next(run.occurred for run in told.runs if run.id == sending.answered))
                day = sending.occurred
                while day <= max(last, sending.occurred):
                    yield day
                    day += DAY
