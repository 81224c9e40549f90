"""The prover: each guarantee of a pack through the tiers, in the order in which they are cheap.

Local implication first; then walks of the real engine from the expected runs; then sliced reachability. Every
counterexample is a list of events that the real judge allowed; it is judged once more, from the first event on,
before it is reported.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from fazhi.kernel.calendar import Calendar
from fazhi.kernel.procedures.cases import Case, play
from fazhi.kernel.procedures.events import EventType, MatterEvent
from fazhi.kernel.procedures.folding import apply
from fazhi.kernel.procedures.model import Guarantee, Procedure
from fazhi.kernel.procedures.prove.crafting import Track
from fazhi.kernel.procedures.prove.local import proved_locally
from fazhi.kernel.procedures.prove.promise import applies
from fazhi.kernel.procedures.prove.reach import proved_by_reach
from fazhi.kernel.procedures.prove.replay import act_of, confirmed, shortened
from fazhi.kernel.procedures.prove.report import Outcome, Proof, Tier, story
from fazhi.kernel.procedures.prove.walk import Walker
from fazhi.kernel.procedures.state import State

Ticker = Callable[[], float]
"""Seconds of some steady clock. The kernel has none of its own."""


def prove(
    procedure: Procedure,
    cases: Iterable[Case],
    calendar: Calendar,
    *,
    ticker: Ticker,
    seconds: float = 60.0,
    seed: int = 0,
) -> tuple[Proof, ...]:
    """Return the verdict on each guarantee, in the order of the pack, within about ``seconds`` in all.

    ``cases`` are the pack's expected runs: a guarantee whose trigger none of them does lawfully is VACUOUS, whatever
    else is true of it. ``seed`` moves the walks. The time left is shared among the guarantees still to come.
    """
    begun = ticker()
    runs = _runs(procedure, cases, calendar)
    found = []
    guarantees = tuple(procedure.guarantees.values())
    for number, guarantee in enumerate(guarantees):
        left = max(seconds - (ticker() - begun), 0.5)
        share = max(left / (len(guarantees) - number), 0.5)
        found.append(_one(procedure, guarantee, runs, calendar, ticker, min(3 * share, left), seed))
    return tuple(found)


Runs = tuple[tuple[str, tuple[MatterEvent, ...]], ...]


def _runs(procedure: Procedure, cases: Iterable[Case], calendar: Calendar) -> Runs:
    """Return the events of each expected run, with its name."""
    return tuple((case.name, tuple(play(procedure, case, calendar).events)) for case in cases)


def _one(
    procedure: Procedure,
    guarantee: Guarantee,
    runs: Runs,
    calendar: Calendar,
    ticker: Ticker,
    seconds: float,
    seed: int,
) -> Proof:
    begun = ticker()

    def within(part: float) -> Callable[[], bool]:
        limit = ticker() + part
        return lambda: ticker() > limit

    witness, openings, near = _seen_in(procedure, guarantee, runs, calendar)
    proved, states = proved_locally(procedure, guarantee, within(seconds / 2))
    if proved and witness:
        return Proof(
            guarantee=guarantee,
            verdict=Outcome.PROVED,
            tier=Tier.LOCAL,
            states=states,
            seconds=ticker() - begun,
            witness=witness,
        )
    walker = Walker(procedure, guarantee, calendar, seed)
    events = () if proved else walker.hunt(openings, within(seconds / 3), near)
    if events and not confirmed(procedure, guarantee, events, calendar):
        events = ()
    if events:
        events = shortened(procedure, guarantee, events, calendar, within(seconds / 4))
        return Proof(
            guarantee=guarantee,
            verdict=Outcome.REFUTED,
            tier=Tier.WALK,
            states=walker.crafter.judged,
            seconds=ticker() - begun,
            events=events,
            counterexample=story(procedure, events),
            witness=witness,
        )
    tier = Tier.LOCAL if proved else Tier.NONE
    if not proved:
        reached = proved_by_reach(procedure, guarantee, within(seconds / 2))
        states = reached.worlds or walker.crafter.judged
        proved, tier = reached.proved is True, Tier.REACH if reached.proved else Tier.NONE
    result = Proof(
        guarantee=guarantee,
        verdict=Outcome.PROVED if proved else Outcome.UNDECIDED,
        tier=tier,
        states=states,
        seconds=ticker() - begun,
        witness=witness,
        note="" if proved else "本步的条件推不出这项保证，试走也没有找到反例。请在本步重复写明起决定作用的条件",
    )
    if witness:
        return result
    if not walker.reached:
        over = within(min(seconds / 6, 3.0))
        walker.hunt((), lambda: bool(walker.reached) or over())
    return _vacuous(procedure, result, walker.reached)


def _seen_in(
    procedure: Procedure, guarantee: Guarantee, runs: Runs, calendar: Calendar
) -> tuple[str, tuple[Track, ...], tuple[Track, ...]]:
    """Return the expected run that does the trigger with ``where`` true, the matters on the way in all runs, and of
    these the ones in which the trigger comes next.
    """
    witness = ""
    openings: list[Track] = []
    near: list[Track] = []
    for name, events in runs:
        state = State()
        for number, event in enumerate(events):
            if number:
                openings.append(Track(events=events[:number], state=state, today=event.recorded))
                if event.type is not EventType.FACT:
                    act = act_of(procedure, event)
                    if act.step == guarantee.trigger and applies(procedure, guarantee, state, act, calendar):
                        witness = witness or name
                        near.append(openings[-1])
            state = apply(procedure, state, event)
        openings.append(Track(events=events, state=state, today=events[-1].recorded))
    return witness, tuple(openings), tuple(near)


def _vacuous(procedure: Procedure, proof: Proof, reached: tuple[MatterEvent, ...]) -> Proof:
    note = "cases.toml 没有一例依法走到这一步；"
    note += "引擎试走走到过，可照下面补写一例" if reached else "引擎试走也没有走到，请核对条件是否永远不成立"
    return replace(proof, verdict=Outcome.VACUOUS, note=note, counterexample=story(procedure, reached))
