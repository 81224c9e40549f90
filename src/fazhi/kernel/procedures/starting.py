"""What starts a term: runs, sendings, dates of the opening facts, and dates that a run states.

A date that somebody else's doing sets (the day of delivery, of a passed acceptance, the day a lease names) is an answer
of the step that records it: ``delivery.day``. The term then counts from that day, but it *begins* with the run that
states it: what was done between the two, a payment before its day, still ends it. A step done again states the date
anew, and one that no longer states any starts nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from itertools import islice
from typing import Final

from fazhi.kernel.expressions import DATE
from fazhi.kernel.procedures.model import Procedure, Term
from fazhi.kernel.procedures.names import SENT, date_stated, step_named
from fazhi.kernel.procedures.state import Run, Sending, State
from fazhi.kernel.procedures.values import typed
from fazhi.kernel.terms import Kind

Order = tuple[date, int]

_AT_LEAST: Final = Kind.at_least

SHOWN_RESTARTS: Final = 8
"""How many superseded starts are named; the count never depends on them."""

Start = tuple[Order, str, "Run | Sending | None"]
"""What started or ended a term: its order, the name in the declaration, the run or sending (``None``: a date)."""

End = tuple[Order, str]


def starts(procedure: Procedure, state: State, term: Term, key: str | None) -> Iterator[Start]:
    """Yield all that has started the term, for each of its names the newest first."""
    for name in term.start:
        for found in named(procedure, state, term, name, key, lawful_only=term.kind is _AT_LEAST):
            yield from found


def latest_start(procedure: Procedure, state: State, term: Term, key: str | None) -> Start | None:
    """Return the start that counts: the latest one begins the count anew. Looks at the newest of each name only."""
    latest: Start | None = None
    for name in term.start:
        for found in named(procedure, state, term, name, key, lawful_only=term.kind is _AT_LEAST):
            newest = next(found, None)
            if newest is not None and (latest is None or newest[0] > latest[0]):
                latest = newest
    return latest


def restarts(procedure: Procedure, state: State, term: Term, key: str | None, began: Order | None) -> tuple[Order, ...]:
    """Return the starts that a later one put out of count, earliest first; of each name the last few."""
    if began is None:
        return ()
    found = (
        order
        for name in term.start
        for items in named(procedure, state, term, name, key, lawful_only=term.kind is _AT_LEAST)
        for order, _, _ in islice(items, SHOWN_RESTARTS)
        if order < began
    )
    return tuple(sorted(found))


def first_end(
    procedure: Procedure, state: State, term: Term, key: str | None, began: Order
) -> tuple[Order, str] | None:
    """Return the first thing after the start that ends the term. Nothing before the start is looked at."""
    first: End | None = None
    for name in term.until:
        for found in named(procedure, state, term, name, key, lawful_only=False, after=began):
            for order, _, _ in found:
                if order <= began:
                    break
                if first is None or (order, name) < first:
                    first = order, name
    return first


def first_day(start: Start) -> date:
    """Return the day a start counts from: the one it states, else the one on which it occurred."""
    order, name, source = start
    field = None if name.startswith("subject.") else date_stated(name)
    stated = _stated(source, field) if field is not None and isinstance(source, Run) else None
    return stated if stated is not None else order[0]


def _stated(run: Run, field: str) -> date | None:
    value = typed(run.fields.get(field), DATE)
    return value if isinstance(value, date) else None


def named(
    procedure: Procedure,
    state: State,
    term: Term,
    name: str,
    key: str | None,
    *,
    lawful_only: bool,
    after: Order | None = None,
) -> Sequence[Iterator[Start]]:
    """Return, for each slot that a name means, what bears it, newest first; of runs only those ``after`` an order."""
    fact, step_id, outcome, field, sent = _meant(name)
    if fact:
        value = typed(state.fact(fact), procedure.subject[fact].type)
        return (iter([((value, 0), name, None)]),) if isinstance(value, date) else ()
    step = procedure.steps[step_id]
    keys: tuple[str | None, ...] = (None,)
    if step.keyed:
        keys = (key,) if term.each == step.keyed else state.keys(step.keyed)
    elif not sent and field is None:  # as below, for the usual name: acts ask this all day
        if outcome and not state.had(step_id, None, outcome):
            return ()
        return (_runs(state.of(step_id), name, outcome, lawful_only=lawful_only, after=after),)
    found: list[Iterator[Start]] = []
    for own in keys:
        if sent:
            sendings = [item for item in reversed(state.calls(step.id, own)) if not item.voided]
            found.append(iter([(item.order, name, item) for item in sendings]))
        elif field is not None:
            newest = next(standing(state.of(step.id, own)), None)
            if newest is not None and outcome in ("", newest.outcome) and _stated(newest, field) is not None:
                found.append(iter([(newest.order, name, newest)]))
        elif not outcome or state.had(step.id, own, outcome):
            found.append(_runs(state.of(step.id, own), name, outcome, lawful_only=lawful_only, after=after))
    return found


@lru_cache(maxsize=4096)
def _meant(name: str) -> tuple[str, str, str, str | None, bool]:
    """Return the subject fact or else the step a name means, its result, its date, and whether its sending is meant."""
    if name.startswith("subject."):
        return name.removeprefix("subject."), "", "", None, False
    bare, _, outcome = name.partition(":")
    return "", step_named(name), outcome, date_stated(name), bare.endswith(SENT)


def _runs(
    runs: tuple[Run, ...], name: str, outcome: str, *, lawful_only: bool, after: Order | None = None
) -> Iterator[Start]:
    newest: int | None = None
    for run in reversed(runs):
        order = (run.occurred, run.id)
        if after is not None and order <= after:
            return
        if run.voided:  # as in ``standing``, without a generator inside a generator: acts ask this all day
            newest = max(item.id for item in runs) if newest is None else newest
            if lawful_only or run.id != newest:
                continue
        elif lawful_only and not run.lawful:
            continue
        if not outcome or run.outcome == outcome:
            yield order, name, run


def standing(runs: tuple[Run, ...]) -> Iterator[Run]:
    """Yield the runs that move the world, newest first: all but the voided ones that a later entry has put right."""
    newest: int | None = None
    for run in reversed(runs):
        if run.voided:
            newest = max(item.id for item in runs) if newest is None else newest
            if run.id != newest:
                continue
        yield run
