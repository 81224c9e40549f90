"""A run of events put to the real judge again, act by act; and made as short as it can be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Final

from fazhi.kernel.calendar import Calendar
from fazhi.kernel.procedures.acts import Act, ActKind, Late
from fazhi.kernel.procedures.events import EventType, MatterEvent
from fazhi.kernel.procedures.folding import apply
from fazhi.kernel.procedures.judge import judge
from fazhi.kernel.procedures.model import Guarantee, Procedure
from fazhi.kernel.procedures.prove.promise import broken
from fazhi.kernel.procedures.state import State

Events = tuple[MatterEvent, ...]

_KINDS: Final = {
    EventType.RAN: ActKind.DO,
    EventType.SENT: ActKind.SEND,
    EventType.ANSWERED: ActKind.ANSWER,
    EventType.FACT: ActKind.FACT,
    EventType.VOIDED: ActKind.VOID,
    EventType.CHANGED: ActKind.CHANGE,
    EventType.VOUCHED: ActKind.VOUCH,
    EventType.AMENDED: ActKind.AMEND,
}


def act_of(procedure: Procedure, event: MatterEvent) -> Act:
    """Return the act that made an event, its decider holding the posts of the step."""
    step = procedure.steps.get(event.step or "")
    late = event.extra.get("late")
    given = late if isinstance(late, dict) else None
    return Act(
        kind=_KINDS[event.type],
        occurred=event.occurred,
        recorded=event.recorded,
        decider=event.decider,
        posts=frozenset(step.posts if step is not None else ()),
        step=event.step,
        key=event.key,
        outcome=event.outcome or None,
        fields=event.fields,
        text=event.text if event.type is not EventType.SENT else None,
        vouchers=event.vouchers,
        run=event.run,
        why=str(event.extra.get("why", "")),
        late=Late(reason=str(given["reason"]), approver=str(given["approver"])) if given else None,
    )


def confirmed(procedure: Procedure, guarantee: Guarantee, events: Events, calendar: Calendar) -> bool:
    """Return whether the real judge allows every act of the run, just so, and the last one breaks the promise."""
    again = replayed(procedure, guarantee, events, calendar)
    return again == events


def replayed(procedure: Procedure, guarantee: Guarantee, events: Events, calendar: Calendar) -> Events | None:
    """Return the run as the judge makes it now, or ``None`` if an act is refused or the last one keeps the promise.

    Numbers may have moved: a run, a sending or a key that an act speaks of is found by the event that made it.
    """
    state = apply(procedure, State(), events[0])
    made: list[MatterEvent] = [events[0]]
    moved = {events[0].seq: events[0].seq}
    keys: dict[tuple[str, str], str] = {}
    for number, event in enumerate(events[1:], start=1):
        act = _aimed(procedure, event, moved, keys)
        verdict = judge(procedure, state, act, calendar, partial(tuple, made))
        if verdict.event is None:
            return None
        if number == len(events) - 1 and not broken(procedure, guarantee, state, act, calendar):
            return None
        moved[event.seq] = verdict.event.seq
        step = procedure.steps.get(event.step or "")
        if step is not None and step.adds and event.key is not None and verdict.event.key is not None:
            keys.setdefault((step.adds, event.key), verdict.event.key)
        made.append(verdict.event)
        state = apply(procedure, state, verdict.event)
    return tuple(made)


def _aimed(procedure: Procedure, event: MatterEvent, moved: dict[int, int], keys: dict[tuple[str, str], str]) -> Act:
    act = act_of(procedure, event)
    step = procedure.steps.get(event.step or "")
    run = moved.get(event.run, -1) if event.run is not None else None
    if step is not None and step.keyed is not None and event.key is not None:
        # The first run at a key added it; a later one names it.
        act = replace(act, key=keys.get((step.keyed, event.key)))
    return replace(act, run=run)


def shortened(
    procedure: Procedure, guarantee: Guarantee, events: Events, calendar: Calendar, stop: Callable[[], bool]
) -> Events:
    """Return a shorter run that still breaks the promise: acts are left out as long as the judge goes along."""
    size = max(1, len(events) // 3)
    while size:
        at = 1
        while at < len(events) - 1:
            if stop():
                return events
            tried = replayed(procedure, guarantee, (*events[:at], *events[min(at + size, len(events) - 1) :]), calendar)
            if tried is not None:
                events = tried
            else:
                at += size
        size //= 2
    return events
