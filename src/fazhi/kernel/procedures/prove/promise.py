"""What a guarantee promises of one act, read off the real state. The only place that says what the patterns mean.

A promise speaks of lawful acts in recorded order. The state keeps every run with the number of its event and the day
it occurred, so each of the five patterns is a question about the state in which the act is done; no monitor runs
beside the matter. A call is an act when it is sent; it is one when it is answered
where the promise reads the answer or asks who decided.
"""

from __future__ import annotations

from collections.abc import Iterator

from fazhi.kernel.calendar import Calendar
from fazhi.kernel.expressions import Ref, evaluate, walk
from fazhi.kernel.procedures.acts import Act, ActKind
from fazhi.kernel.procedures.clocks import CalendarClocks
from fazhi.kernel.procedures.model import Guarantee, Pattern, Procedure, Step
from fazhi.kernel.procedures.state import Run, State
from fazhi.kernel.procedures.view import View
from fazhi.kernel.terms import EndPolicy, Kind, TermSpec, compute


def trigger_kind(procedure: Procedure, guarantee: Guarantee) -> ActKind:
    """Return which act of the trigger the promise speaks of."""
    step = procedure.steps[guarantee.trigger]
    if step.call is None:
        return ActKind.DO
    if guarantee.pattern is Pattern.DIFFERS:
        # Of a call, the one who answers decides.
        return ActKind.ANSWER
    later = {"outcome", *(item.id for item in step.fields if item.at_answer)}
    for expr in (guarantee.where, guarantee.unless):
        if expr is not None and any(
            isinstance(node, Ref) and node.owner == "field" and node.name in later for node in walk(expr)
        ):
            return ActKind.ANSWER
    return ActKind.SEND


def outcomes_of(procedure: Procedure, guarantee: Guarantee) -> frozenset[str]:
    """Return the outcomes of the other step that count: as declared, else those that pass (since), else all."""
    if guarantee.outcomes or guarantee.other is None:
        return frozenset(guarantee.outcomes)
    other = procedure.steps[guarantee.other]
    return other.passes if guarantee.pattern is Pattern.SINCE else frozenset(other.outcomes)


def act_view(procedure: Procedure, state: State, act: Act, calendar: Calendar) -> View:
    """Return how conditions read the state for an act, as the judge reads it."""
    clocks = CalendarClocks(procedure, state, calendar, act.occurred)
    step = procedure.steps[act.step or ""]
    return View(procedure, state, clocks, step=step, key=act.key, outcome=act.outcome, fields=act.fields)


def applies(procedure: Procedure, guarantee: Guarantee, state: State, act: Act, calendar: Calendar) -> bool:
    """Return whether the act is a trigger of the promise: the right step, and ``where`` true."""
    if act.step != guarantee.trigger or act.kind is not trigger_kind(procedure, guarantee):
        return False
    if guarantee.where is None:
        return True
    return evaluate(guarantee.where, act_view(procedure, state, act, calendar)) is True


def broken(procedure: Procedure, guarantee: Guarantee, state: State, act: Act, calendar: Calendar) -> bool:
    """Return whether doing this act in this state, were it allowed, would break the promise."""
    if not applies(procedure, guarantee, state, act, calendar):
        return False
    match guarantee.pattern:
        case Pattern.UNLESS:
            if guarantee.unless is None:
                return False
            return evaluate(guarantee.unless, act_view(procedure, state, act, calendar)) is not True
        case Pattern.SINCE:
            return not _since(procedure, guarantee, state, act)
        case Pattern.NO_AFTER:
            wanted = outcomes_of(procedure, guarantee)
            runs = _runs(procedure, state, act, guarantee.other)
            return any((run.lawful or guarantee.facts) and run.outcome in wanted for run in runs)
        case Pattern.DIFFERS:
            return act.decider in _deciders(state, guarantee.other or "")
        case Pattern.AT_LEAST:
            return not _long_enough(procedure, guarantee, state, act, calendar)


def seen_key(procedure: Procedure, trigger: Step, other: Step) -> bool:
    """Return whether the trigger reads the other step at its own key only."""
    return other.keyed is not None and other.keyed == trigger.keyed


def _runs(procedure: Procedure, state: State, act: Act, name: str | None) -> tuple[Run, ...]:
    other = procedure.steps[name or ""]
    if seen_key(procedure, procedure.steps[act.step or ""], other):
        return state.of(other.id, act.key)
    return state.every(other.id)


def _since(procedure: Procedure, guarantee: Guarantee, state: State, act: Act) -> bool:
    """A run of the other step that counts was made in view of the last ``since``.

    What happened unlawfully moves the world, so the last ``since`` may be a fact; a voided run is none. "In view of"
    means after it in recorded order and in order of occurrence, for a call: sent after it. Where ``since`` makes a
    text, handing in the very same text again changes nothing.
    """
    sources = _runs(procedure, state, act, guarantee.since)
    last = max((run for run in sources if not run.voided), key=lambda run: run.order, default=None)
    wanted = outcomes_of(procedure, guarantee)
    for run in _runs(procedure, state, act, guarantee.other):
        if run.lawful and not run.voided and run.outcome in wanted:
            if last is None:
                return True
            if any(_same(procedure, seen, last) for seen in _seen_by(run, sources)):
                return True
    return False


def _seen_by(run: Run, sources: tuple[Run, ...]) -> Iterator[Run]:
    """Yield the last ``since`` before a run: the last of those that stand, and the last of all."""
    made = (run.sent_on or run.occurred, run.sent or run.id)
    before = [item for item in sources if item.order < made and item.id < made[1]]
    standing = [item for item in before if not item.voided]
    for found in (standing, before):
        if found:
            yield max(found, key=lambda item: item.order)


def _same(procedure: Procedure, seen: Run, last: Run) -> bool:
    if seen.id == last.id:
        return True
    return procedure.steps[last.step].makes is not None and seen.text is not None and seen.text == last.text


def _deciders(state: State, step: str) -> set[str]:
    deciders = {run.decider for run in state.every(step) if run.lawful}
    for (name, _), sendings in state.sendings.items():
        if name == step:
            deciders |= {item.decider for item in sendings}
    return deciders - {""}


def _long_enough(procedure: Procedure, guarantee: Guarantee, state: State, act: Act, calendar: Calendar) -> bool:
    """The public was given the whole period: the act comes after its last day, counted from the latest lawful run."""
    runs = [run for run in _runs(procedure, state, act, guarantee.other) if run.lawful and not run.voided]
    if not runs:
        return False
    spec = TermSpec(
        amount=guarantee.amount,
        unit=guarantee.unit,
        end=EndPolicy.agency,
        kind=Kind.at_least,
        basis=None,
        name=guarantee.say,
    )
    latest = max(runs, key=lambda run: run.order)
    return act.occurred > compute(spec, latest.occurred, calendar).due
