"""The state of a matter: a pure, total fold over its events.

The fold never refuses and never raises on a well-formed event: gates guard acts, not history. What happened
unlawfully moves the world as well (it changes the text, makes stale what rested on it, starts and ends duties);
whether it *counts* is asked by the view, not decided here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Any, Final, TypeVar

from fazhi.kernel.making import maker
from fazhi.kernel.procedures.events import EventType, MatterEvent
from fazhi.kernel.procedures.model import Procedure, Step
from fazhi.kernel.procedures.state import Run, Sending, Slot, State, added

ENGINE: Final = "2"
"""Version of the fold. Caches of states are keyed by it; change it when the fold gives other answers."""


_RAN: Final = EventType.RAN
_state, _done = maker(State), maker(Run)


def fold(procedure: Procedure, events: Iterable[MatterEvent], start: State | None = None) -> State:
    """Return the state after all events, beginning from ``start`` (default: nothing has happened)."""
    state = start or State()
    for event in events:
        state = apply(procedure, state, event)
    return state


def apply(procedure: Procedure, state: State, event: MatterEvent) -> State:
    """Return the state after one more event. Total: an event about an unknown step or run only advances the clock."""
    after = _effect(procedure, state, event)
    if isinstance(after, State):
        state, after = after, {}
    # Written out: `replace` would take three times as long, and every act makes one.
    return _state(
        opened=state.opened,
        subject=state.subject,
        runs=after.get("runs", state.runs),
        sendings=after.get("sendings", state.sendings),
        texts=after.get("texts", state.texts),
        lists=after.get("lists", state.lists),
        changed=state.changed,
        closed=after.get("closed", state.closed),
        latest=event.occurred if state.latest is None else max(state.latest, event.occurred),
        last_recorded=event.recorded,
        imported=state.imported,
        seq=event.seq,
        known=after.get("known", state.known),
    )


def _effect(procedure: Procedure, state: State, event: MatterEvent) -> State | dict[str, Any]:
    """Return the state after the event, or only the parts of it that are others."""
    kind = event.type
    if kind is _RAN:
        return _run(procedure, state, event, lawful=not event.imported)
    match kind:
        case EventType.OPENED:
            return replace(state, opened=event.occurred, subject=event.fields, imported=event.imported)
        case EventType.CHANGED:
            return _changed(state, event)
        case EventType.FACT:
            return _run(procedure, state, event, lawful=False)
        case EventType.SENT:
            return _sent(procedure, state, event)
        case EventType.ANSWERED:
            return _run(procedure, state, event, lawful=not event.imported)
        case EventType.VOIDED:
            return _voided(procedure, state, event)
        case EventType.VOUCHED:
            return _edit(state, event.run, lambda run: replace(run, missing=run.missing - event.vouchers))
        case EventType.CONFIRMED:
            return replace(state, imported=False, subject=MappingProxyType({**state.subject, **event.fields}))
        case EventType.AMENDED:
            return _edit(
                state, event.run, lambda run: replace(run, fields=MappingProxyType({**run.fields, **event.fields}))
            )


def _changed(state: State, event: MatterEvent) -> State:
    """A change entered late never takes the place of one that occurred later."""
    order = (event.occurred, event.seq)
    now = {
        name: value for name, value in event.fields.items() if name not in state.changed or state.changed[name] < order
    }
    return replace(
        state,
        subject=MappingProxyType({**state.subject, **now}),
        changed=MappingProxyType({**state.changed, **dict.fromkeys(now, order)}),
    )


def _run(procedure: Procedure, state: State, event: MatterEvent, *, lawful: bool) -> dict[str, Any]:
    step = procedure.steps.get(event.step or "")
    if step is None:
        return {}
    sending = _open_sending(state, step.id, event.key, event.run) if step.call else None
    owed = _owed_evidence(event)
    run = _done(
        id=event.seq,
        step=step.id,
        key=event.key,
        lawful=lawful,
        outcome=event.outcome,
        occurred=event.occurred,
        recorded=event.recorded,
        decider=event.decider,
        fields=MappingProxyType({**sending.fields, **event.fields}) if sending else event.fields,
        uses=_rests_on(step, sending.uses, event) if sending else event.uses,
        text=event.text,
        missing=owed - event.vouchers,
        late=event.late,
        sent=sending.id if sending else None,
        sent_on=sending.occurred if sending else None,
        imported=event.imported,
        dated=not event.extra.get("undated"),
    )
    slot = (step.id, event.key)
    changed: dict[str, Any] = {
        "runs": added(state.runs, slot, _insert(state.of(*slot), run)),
        "known": state.index.with_run(run),
    }
    if sending:
        changed["sendings"] = _answer(state, sending, run.id)
    if step.keyed and event.key is not None:
        keys = state.lists.get(step.keyed, ())
        if step.adds and event.key not in keys:
            changed["lists"] = added(state.lists, step.keyed, (*keys, event.key))
    if made := _text_made(step, run):
        current = state.texts.get(made)
        if current is None or (current[0], current[1]) < run.order:
            changed["texts"] = added(state.texts, made, _version(run))
    if step.ends and lawful and state.closed is None:
        changed["closed"] = (step.id, run.occurred)
    return changed


def _text_made(step: Step, run: Run) -> str | None:
    """Return the text of which the run gives a version, if it gives one."""
    return step.makes or (step.call.returns if step.call is not None and run.text is not None else None)


def _version(run: Run) -> tuple[date, int, str]:
    """Return the version of a text that a run made: its order and its token."""
    return (*run.order, run.text or f"#{run.id}")


_Dated = TypeVar("_Dated", bound=Run | Sending)


def _rests_on(step: Step, sent: Mapping[str, str], event: MatterEvent) -> Mapping[str, str]:
    """Return what an answer rests on: what was sent; the text it brings back takes the place of the one sent."""
    if step.call is None or step.call.returns is None or event.text is None or step.call.returns not in step.uses:
        return sent
    return MappingProxyType({**sent, step.call.returns: event.text})


def _owed_evidence(event: MatterEvent) -> frozenset[str]:
    """Return the evidence items the act owed; the judge found them out, the event carries them."""
    owed = event.extra.get("owed")
    return frozenset(str(item) for item in owed) if isinstance(owed, list) else frozenset()


def _insert(items: tuple[_Dated, ...], item: _Dated) -> tuple[_Dated, ...]:
    """Return ``items`` with one more in its place. Nearly always it is the last, so that costs no sorting."""
    if not items or items[-1].order < item.order:
        return (*items, item)
    return tuple(sorted((*items, item), key=lambda each: each.order))


def _sent(procedure: Procedure, state: State, event: MatterEvent) -> State:
    step = procedure.steps.get(event.step or "")
    if step is None:
        return state
    sending = Sending(
        id=event.seq,
        step=step.id,
        key=event.key,
        occurred=event.occurred,
        decider=event.decider,
        fields=event.fields,
        uses=event.uses,
        carried=event.text,
    )
    slot = (step.id, event.key)
    return replace(
        state,
        sendings=added(state.sendings, slot, _insert(state.calls(*slot), sending)),
        known=state.index.decided(step.id, event.decider),
    )


def _open_sending(state: State, step: str, key: str | None, run: int | None) -> Sending | None:
    """Return the sending an answer belongs to: the one it names, else the latest that still waits."""
    waiting = [item for item in state.calls(step, key) if item.answered is None and not item.voided]
    if run is not None:
        return next((item for item in waiting if item.id == run), None)
    return waiting[-1] if waiting else None


def _answer(state: State, sending: Sending, run: int) -> Mapping[Slot, tuple[Sending, ...]]:
    slot = (sending.step, sending.key)
    sendings = tuple(replace(item, answered=run) if item.id == sending.id else item for item in state.sendings[slot])
    return added(state.sendings, slot, sendings)


def _voided(procedure: Procedure, state: State, event: MatterEvent) -> State:
    for slot, sendings in state.sendings.items():
        if any(item.id == event.run for item in sendings):
            changed = tuple(replace(item, voided=True) if item.id == event.run else item for item in sendings)
            return replace(state, sendings=added(state.sendings, slot, changed))
    after = _edit(state, event.run, lambda run: replace(run, voided=True))
    after = _standing_texts(procedure, _asked_again(after, event.run), event.run)
    if state.closed is None:
        return after
    # Another run that ends the matter still does: the earliest of them on record counts.
    ends = [run for step in procedure.steps.values() if step.ends for run in after.every(step.id)]
    standing = [run for run in ends if run.lawful and not run.voided]
    first = min(standing, key=lambda run: run.id, default=None)
    return replace(after, closed=(first.step, first.occurred) if first is not None else None)


def _asked_again(state: State, run: int | None) -> State:
    """Return the state in which the call a voided answer belonged to waits once more, so that it can be put right."""
    for slot, sendings in state.sendings.items():
        if run is not None and any(item.answered == run for item in sendings):
            changed = tuple(replace(item, answered=None) if item.answered == run else item for item in sendings)
            return replace(state, sendings=added(state.sendings, slot, changed))
    return state


def _standing_texts(procedure: Procedure, state: State, gone: int | None) -> State:
    """Return the state with the texts that the voided run ``gone`` had made back at the latest version that stands.

    Else the paper of a voided opinion would go on carrying what rested on it. Facts stand: what happened unlawfully
    moved the text all the same, until its record is voided as well.
    """
    texts = dict(state.texts)
    for name in [name for name, version in state.texts.items() if version[1] == gone]:
        makers = (run for runs in state.runs.values() for run in runs if not run.voided)
        standing = [run for run in makers if _text_made(procedure.steps[run.step], run) == name]
        del texts[name]
        if standing:
            texts[name] = _version(max(standing, key=lambda run: run.order))
    return state if texts == state.texts else replace(state, texts=MappingProxyType(texts))


def _edit(state: State, run_id: int | None, change: Callable[[Run], Run]) -> State:
    for slot, runs in state.runs.items():
        if any(run.id == run_id for run in runs):
            changed = tuple(change(run) if run.id == run_id else run for run in runs)
            return replace(state, runs=added(state.runs, slot, changed))
    return state
