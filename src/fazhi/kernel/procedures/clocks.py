"""The clocks of a matter, derived from its state. No due date is ever stored.

A running term is a budget (amount, unit) with the run that started it, the suspensions and the extensions; the date
follows. The latest start wins, so a term that restarts needs no construct of its own. Facts start and stop duties
(*within*) but never start a protection of the public (*at least*): an unlawful notice gives the public nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import Final, Protocol

from fazhi.kernel.calendar import Calendar
from fazhi.kernel.making import maker
from fazhi.kernel.procedures.events import SEALED, SEALED_WORD, FieldValue
from fazhi.kernel.procedures.lengths import LONGEST, amount_of, basis_of, spec_of
from fazhi.kernel.procedures.model import Procedure, Suspend, Term
from fazhi.kernel.procedures.names import step_named
from fazhi.kernel.procedures.starting import Order, first_day, first_end, latest_start, starts
from fazhi.kernel.procedures.state import Sending, Slot, State
from fazhi.kernel.terms import Due, Extension, Kind, Suspension, TermSpec, compute


class ClockState(StrEnum):
    """Where a clock stands on a day."""

    IDLE = "idle"
    RUNNING = "running"
    PAUSED = "paused"
    OVER = "over"
    MET = "met"
    MISSED = "missed"


# Members of an enumeration, looked up once: to find one by its name takes Python 3.11 longer than to compare it.
_IDLE, _RUNNING, _PAUSED = ClockState.IDLE, ClockState.RUNNING, ClockState.PAUSED
_OVER, _MET, _MISSED = ClockState.OVER, ClockState.MET, ClockState.MISSED
_AT_LEAST: Final = Kind.at_least


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """One term of one matter (and key). ``due`` is ``None`` while nothing has started it.

    ``began`` and ``ended`` are (day, id of the event); ``pauses`` are the suspensions as closed intervals, the last
    one reaching to the cap while the other body is silent; ``waiting`` says that such a call is still out;
    ``plain`` is the due date without suspensions and extensions, so that a paper can say what moved it.
    """

    term: Term
    key: str | None = None
    began: Order | None = None
    began_by: str = ""
    ended: Order | None = None
    ended_by: str = ""
    due: Due | None = None
    plain: Due | None = None
    pauses: tuple[Suspension, ...] = ()
    waiting: bool = False
    extensions: tuple[Extension, ...] = ()

    def state_on(self, today: date) -> ClockState:
        """Return where the clock stands on ``today`` (inclusive: the due day itself is still in time)."""
        if self.began is None or self.due is None:
            return _IDLE
        if self.ended is not None and self.ended[0] <= today:
            return _MET if self._kept(self.ended[0]) else _MISSED
        if today > self.due.due:
            return _OVER
        if self.waiting and any(pause.start <= today <= pause.end for pause in self.pauses):
            return _PAUSED
        return _RUNNING

    def _kept(self, day: date) -> bool:
        if self.due is None:
            return False
        return day > self.due.due if self.term.kind is _AT_LEAST else day <= self.due.due


_clock = maker(Clock)


class Clocks(Protocol):
    """What conditions ask of clocks. The prover brings a provider of its own."""

    def started(self, term: str, key: str | None) -> bool | None: ...

    def running(self, term: str, key: str | None) -> bool | None: ...

    def over(self, term: str, key: str | None) -> bool | None: ...

    def met(self, term: str, key: str | None) -> bool | None: ...

    def extended(self, term: str, key: str | None) -> int | None: ...

    def added(self, term: str, key: str | None) -> int | None: ...

    def days(self, first: date, last: date, unit: str) -> int | None: ...

    def today(self) -> date | None: ...


class CalendarClocks:
    """The clocks of one state, read on one day by one calendar. Computed when asked, once each, unless ``known``."""

    __slots__ = ("_cache", "_former", "calendar", "on", "procedure", "state")

    def __init__(
        self,
        procedure: Procedure,
        state: State,
        calendar: Calendar,
        on: date,
        known: Mapping[Slot, Clock] = MappingProxyType({}),
    ) -> None:
        self.procedure = procedure
        self.state = state
        self.calendar = calendar
        self.on = on
        self._cache: dict[Slot, Clock] = dict(known)
        self._former: dict[Slot, Clock] = {}

    def clock(self, term: str, key: str | None = None) -> Clock:
        """Return the clock of a term (and key)."""
        slot = (term, key)
        found = self._cache.get(slot)
        if found is None:
            former = self._former.get(slot)
            found = clock(self.procedure, self.state, self.calendar, term, key, self.on, former)
            self._cache[slot] = found
        return found

    def all(self) -> Iterator[Clock]:
        """Yield every clock that has begun, in the order of the pack."""
        for term in self.procedure.terms.values():
            for key in self.state.keys(term.each) if term.each else (None,):
                found = self.clock(term.id, key)
                if found.began is not None:
                    yield found

    def started(self, term: str, key: str | None) -> bool | None:
        """Return whether anything has started the term."""
        return self.clock(term, key).began is not None

    def running(self, term: str, key: str | None) -> bool | None:
        """Return whether the term has begun, was not ended, and its last day is not past."""
        return self.clock(term, key).state_on(self.on) in (_RUNNING, _PAUSED)

    def over(self, term: str, key: str | None) -> bool | None:
        """Return whether the last day is past: for *within* late, for *at least* open. An ended duty is not over."""
        found = self.clock(term, key)
        if found.due is None:
            return False
        if found.term.kind is _AT_LEAST:
            return self.on > found.due.due
        return found.state_on(self.on) in (_OVER, _MISSED)

    def met(self, term: str, key: str | None) -> bool | None:
        """Return whether the term was ended in time."""
        return self.clock(term, key).state_on(self.on) is _MET

    def extended(self, term: str, key: str | None) -> int | None:
        """Return how many times the present count was extended."""
        return len(self.clock(term, key).extensions)

    def added(self, term: str, key: str | None) -> int | None:
        """Return by how much the present count was extended in all, in the unit of the term."""
        return sum(item.amount for item in self.clock(term, key).extensions)

    def days(self, first: date, last: date, unit: str) -> int | None:
        """Return the days after ``first`` up to and including ``last`` in the unit; negative backwards."""
        if unit == "working_day":
            if last < first:
                return -self.calendar.working_between(last, first)
            return self.calendar.working_between(first, last)
        return (last - first).days

    def today(self) -> date | None:
        """Return the day the clocks are read on."""
        return self.on


def clock(
    procedure: Procedure,
    state: State,
    calendar: Calendar,
    term_id: str,
    key: str | None,
    today: date,
    former: Clock | None = None,
) -> Clock:
    """Return one clock as derived from the state. ``today`` bounds a suspension whose end is not known yet.

    ``former`` is the same clock in another state, by the same calendar: what it counted from the same day serves again.
    """
    term = procedure.terms[term_id]
    begun = latest_start(procedure, state, term, key)
    if begun is None:
        return Clock(term=term, key=key)
    began, by, starter = begun
    first = first_day(begun)
    ended = first_end(procedure, state, term, key, began)
    plain = former.plain if former is not None and not term.last else None
    if (
        plain is None
        or plain.start != first
        or plain.spec.amount != amount_of(procedure, state, term.amount, key, starter=starter)
    ):
        spec = spec_of(procedure, state, term, key, starter, first)
        if spec is None:
            return Clock(term=term, key=key, began=began, began_by=by)
        plain = _plain(spec, first, calendar)
    spec = plain.spec
    pauses, waiting = _pauses(procedure, state, calendar, term, key, began, today) if term.suspend else ((), False)
    due = compute(spec, first, calendar, suspensions=pauses) if pauses else plain
    extensions: tuple[Extension, ...] = ()
    for extension in _extensions(procedure, state, term, key, began) if term.extend is not None else ():
        # What was granted in time may have come too late since, e.g. when a suspension was taken back: an expired
        # term does not revive.
        if extension.decided <= due.due:
            extensions = (*extensions, extension)
            due = compute(spec, first, calendar, suspensions=pauses, extensions=extensions)
    return _clock(
        term=term,
        key=key,
        began=began,
        began_by=by,
        ended=ended[0] if ended else None,
        ended_by=ended[1] if ended else "",
        due=due,
        plain=plain,
        pauses=pauses,
        waiting=waiting,
        extensions=extensions,
    )


@lru_cache(maxsize=4096)
def _plain(spec: TermSpec, first: date, calendar: Calendar) -> Due:
    """Return a term without suspensions and extensions: many matters begin the same one on the same day."""
    return compute(spec, first, calendar)


def _extensions(procedure: Procedure, state: State, term: Term, key: str | None, began: Order) -> Iterator[Extension]:
    if term.extend is None:
        return
    step = procedure.steps[term.extend.by]
    for run in state.of(step.id, key if step.keyed else None):
        amount = amount_of(procedure, state, term.extend.amount, key, own=run)
        if run.lawful and not run.voided and run.order > began and 0 < amount <= LONGEST[term.unit]:
            yield Extension(
                amount=amount,
                decided=run.occurred,
                approver=_said(run.fields.get("approver", run.decider)),
                reason=_said(run.fields.get("reason", "")),
                basis=basis_of(procedure, term.extend.basis),
            )


def _said(value: FieldValue) -> str:
    """Return an answer in words; of a sealed one, that it is."""
    return SEALED_WORD if value == SEALED else str(value)


def _pauses(
    procedure: Procedure, state: State, calendar: Calendar, term: Term, key: str | None, began: Order, today: date
) -> tuple[tuple[Suspension, ...], bool]:
    """Return the suspensions (closed intervals, day of sending and of answer included) and whether one is open."""
    found: list[Suspension] = []
    waiting = False
    for suspend in term.suspend:
        step = procedure.steps[suspend.call]
        keys: tuple[str | None, ...] = (None,)
        if step.keyed:
            keys = (key,) if term.each == step.keyed else state.keys(step.keyed)
        for own in keys:
            answers = {run.id: run for run in state.of(step.id, own)}
            for sending in state.calls(step.id, own):
                if sending.voided:
                    continue
                cap, received = _cap(procedure, state, calendar, suspend, sending, own)
                answer = answers.get(sending.answered) if sending.answered is not None else None
                if answer is None and today <= cap:
                    waiting = True
                end = max(cap if answer is None else min(answer.occurred, cap), sending.occurred)
                if end < began[0]:
                    continue
                found.append(
                    Suspension(
                        start=max(sending.occurred, began[0]),
                        end=end,
                        reason=step.name,
                        basis=basis_of(procedure, suspend.basis),
                        open=_open(procedure, suspend, received=received) if answer is None else "",
                    )
                )
    return tuple(sorted(found, key=lambda item: (item.start, item.end))), waiting


def _cap(
    procedure: Procedure, state: State, calendar: Calendar, suspend: Suspend, sending: Sending, key: str | None
) -> tuple[date, bool]:
    """Return the last day this sending may stop the clock, and whether what that day is counted from is on record.

    It is the due day of the called body's own term. Where that term runs from the receipt of what was sent, the receipt
    of this very sending counts; until it is on record the term is counted from the sending, which is never to the
    disadvantage of the one who waits.
    """
    term = procedure.terms[suspend.cap]
    later = [item.order for item in state.calls(suspend.call, key) if not item.voided and item.order > sending.order]
    own = [
        (order, item)
        for order, _, item in starts(procedure, state, term, key)
        if order >= sending.order and (not later or order < min(later))
    ]
    begun, starter = max(own, key=lambda item: item[0], default=(sending.order, sending))
    spec = spec_of(procedure, state, term, key, starter, begun[0])
    return (begun[0] if spec is None else compute(spec, begun[0], calendar).due), bool(own)


def _open(procedure: Procedure, suspend: Suspend, *, received: bool) -> str:
    """Return why a stop has not ended and up to when it is counted for the present."""
    cap = procedure.terms[suspend.cap]
    until = f"算至“{cap.name}”届满之日为止"
    if received:
        return f"尚未答复，停止没有结束，至迟{until}"
    lacking = "、".join(f"“{procedure.steps[step_named(name)].name}”" for name in cap.start)
    return f"{lacking}没有登记，停止到哪一日未定；暂按自送出之日起算，{until}"
