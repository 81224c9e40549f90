"""Tier 1: do the trigger's own gates already imply the promise?

Everything the promise asks of a state is enumerated; of the gates only what speaks of the same things is kept, the
rest takes the value that helps the act most (by polarity). The real guard (`reasons`) is then asked, guess by guess.
If it never lets the act through while the promise is broken, no state whatsoever can break it: nothing about how
states come to be was used. If it does, nothing follows; then other tiers decide.

Three promises become questions of this kind by what the engine guarantees of any state, see `conclusions`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import product
from types import MappingProxyType

from fazhi.kernel.expressions import (
    And,
    Bool,
    Call,
    Compare,
    Expr,
    Int,
    ListOf,
    Name,
    Not,
    Or,
    Ref,
    Text,
    and_,
    conjuncts,
    evaluate,
    not_,
    or_,
)
from fazhi.kernel.procedures.acts import Act, ActKind, BlockKind
from fazhi.kernel.procedures.gates import blockers, reasons
from fazhi.kernel.procedures.gating import Gate
from fazhi.kernel.procedures.model import Guarantee, Pattern, Procedure, Step, Term
from fazhi.kernel.procedures.prove.cells import constants
from fazhi.kernel.procedures.prove.promise import outcomes_of, seen_key, trigger_kind
from fazhi.kernel.procedures.prove.theory import FREE, Guess, Variable, Vocabulary
from fazhi.kernel.procedures.state import Run, Sending, State
from fazhi.kernel.terms import Kind

LIMIT = 40_000
NARROW = 10_000
_ANY_DAY = date(2026, 3, 2)


class Helpful:
    """Clocks that never stand in the way: what tier 1 does not ask about is taken as it helps the act."""

    def started(self, term: str, key: str | None) -> bool | None:
        return True

    def running(self, term: str, key: str | None) -> bool | None:
        return True

    def over(self, term: str, key: str | None) -> bool | None:
        return True

    def met(self, term: str, key: str | None) -> bool | None:
        return True

    def extended(self, term: str, key: str | None) -> int | None:
        return 0

    def added(self, term: str, key: str | None) -> int | None:
        return 0

    def days(self, first: date, last: date, unit: str) -> int | None:
        return None

    def today(self) -> date | None:
        return None


def weaken(expr: Expr, keep: Callable[[Expr], Expr | None], polarity: int = 1) -> Expr:
    """Return a condition that holds wherever ``expr`` does: every atom that ``keep`` does not keep helps."""
    match expr:
        case And(items=items):
            return and_(*(weaken(item, keep, polarity) for item in items))
        case Or(items=items):
            return or_(*(weaken(item, keep, polarity) for item in items))
        case Not(operand=operand):
            return not_(weaken(operand, keep, -polarity))
    kept = keep(expr)
    return kept if kept is not None else Bool(value=polarity > 0)


def proved_locally(procedure: Procedure, guarantee: Guarantee, stop: Callable[[], bool]) -> tuple[bool, int]:
    """Return whether the trigger's own gates imply the promise, and how many guesses were put to the guard."""
    if guarantee.pattern is Pattern.DIFFERS:
        return _separated(procedure, guarantee)
    seen = 0
    for wanted in conclusions(procedure, guarantee):
        question = _Question(procedure, guarantee, wanted)
        proved = question.answer(stop)
        seen += question.seen
        if not proved:
            return False, seen
    return True, seen


def conclusions(procedure: Procedure, guarantee: Guarantee) -> tuple[Expr, ...]:
    """Return conditions on the state that together imply the promise.

    SINCE: the other step's run is fresh and itself uses ``since``. Then the last run of ``since`` is the one it
    rested on, so it was made after it. AT_LEAST: a clock of the *at least* kind that every run of the other step
    starts, of the same unit and at least as long, is over. Such a clock counts from the latest lawful start and
    suspensions and extensions only lengthen it. NO_AFTER: the gates exclude that the other step ever happened.
    """
    match guarantee.pattern:
        case Pattern.UNLESS if guarantee.unless is not None:
            return conjuncts(guarantee.unless)
        case Pattern.SINCE:
            return (_fresh_and_since(procedure, guarantee),)
        case Pattern.AT_LEAST:
            other = Name(id=guarantee.other or "")
            long = [term for term in procedure.terms.values() if _covers(procedure, guarantee, term)]
            lone = [Call(fn="over", args=(Name(id=term.id),)) for term in long if term.start == (guarantee.other,)]
            more = [Call(fn="over", args=(Name(id=term.id),)) for term in long if term.start != (guarantee.other,)]
            did = Call(fn="did", args=(other,))
            return (or_(*lone, *(and_(did, over) for over in more)),)
        case Pattern.NO_AFTER:
            own = procedure.steps[guarantee.other or ""]
            if own.keyed is not None and not seen_key(procedure, procedure.steps[guarantee.trigger], own):
                return (Bool(value=False),)
            return (not_(Call(fn="happened", args=(Name(id=own.id),))),)
    return (Bool(value=False),)


def _fresh_and_since(procedure: Procedure, guarantee: Guarantee) -> Expr:
    trigger = procedure.steps[guarantee.trigger]
    other, since = procedure.steps[guarantee.other or ""], procedure.steps[guarantee.since or ""]
    wanted = sorted(outcomes_of(procedure, guarantee))
    own = other.keyed is None or seen_key(procedure, trigger, other)
    single = since.keyed is None or (seen_key(procedure, trigger, since) and since.keyed == other.keyed)
    if since.id not in other.uses or not single:
        return Bool(value=False)
    if not own:
        args = (Name(id=other.id), *(Text(value=item) for item in wanted))
        return Compare(op=">=", left=Call(fn="count", args=args), right=Int(value=1))
    # A reference is known only while the run is fresh, so this says both.
    listed = ListOf(items=tuple(Text(value=item) for item in wanted))
    return Compare(op="in", left=Ref(owner=other.id, name="outcome"), right=listed)


def _covers(procedure: Procedure, guarantee: Guarantee, term: Term) -> bool:
    trigger, other = procedure.steps[guarantee.trigger], procedure.steps[guarantee.other or ""]
    if term.kind is not Kind.at_least or term.unit is not guarantee.unit or term.count_start:
        return False
    if other.id not in term.start:
        return False
    if term.each is not None and not (term.each == trigger.keyed == other.keyed):
        return False
    amount: object = term.amount
    if isinstance(amount, str):
        place, _, name = amount.partition(".")
        amount = procedure.params[name].value if place == "param" else None
    return isinstance(amount, int) and amount >= guarantee.amount


class _Question:
    """One conclusion of one guarantee. ``seen`` counts the guesses."""

    def __init__(self, procedure: Procedure, guarantee: Guarantee, wanted: Expr) -> None:
        self.procedure = procedure
        self.guarantee = guarantee
        self.wanted = wanted
        self.kind = trigger_kind(procedure, guarantee)
        self.step = procedure.steps[guarantee.trigger]
        outcomes: tuple[str | None, ...] = self.step.outcomes if self.kind is not ActKind.SEND else (None,)
        self.words = Vocabulary(procedure, self.step, constants(procedure), outcomes)
        self.seen = 0
        gates = self.step.needs_answer if self.kind is ActKind.ANSWER else self.step.needs
        self.given = [part for gate in gates for part in conjuncts(gate.expr)]
        self.given += conjuncts(guarantee.where) if guarantee.where is not None else ()
        if self.kind is not ActKind.ANSWER:
            # `after` says settled(x); of a step of another list that is a question of its own, and left out.
            self.given += [
                Call(fn="settled", args=(Name(id=name),))
                for name in self.step.after
                if procedure.steps[name].keyed in {None, self.step.keyed}
            ]
            # The engine itself lets a term be extended only while it runs.
            self.given += [
                Call(fn="running", args=(Name(id=term.id),))
                for term in procedure.terms.values()
                if term.extend is not None and term.extend.by == self.step.id
            ]

    def answer(self, stop: Callable[[], bool]) -> bool:
        """Return whether the gates imply the conclusion, looking at more of them as long as that may help."""
        tracked = self.words.of(self.wanted)
        for narrow in self._narrow(tracked):
            if self._implied(narrow, stop, most=NARROW):
                return True
        while True:
            verdict = self._implied(tracked, stop)
            if verdict is not False:
                return verdict is True
            wider = tracked.union(
                *(names for part in self.given if (names := self.words.of(part)) & tracked or self._closed(part))
            )
            if wider == tracked:
                return False
            tracked = wider

    def _narrow(self, tracked: frozenset[Variable]) -> list[frozenset[Variable]]:
        """Return small choices of what to look at: the promise, its ``where`` and one gate that speaks of the same.

        Nearly every gate speaks of the outcome, so that looking at all of them at once is often too much.
        """
        where = self.guarantee.where
        base = tracked | (self.words.of(where) if where is not None else frozenset())
        parts = {base | names for part in self.given if (names := self.words.of(part)) & base}
        return sorted({base, *parts}, key=lambda names: (len(names), sorted(map(str, names))))

    def _closed(self, part: Expr) -> bool:
        """A part that no state can make true closes the act altogether."""
        return part == Bool(value=False)

    def _implied(self, tracked: frozenset[Variable], stop: Callable[[], bool], most: int = LIMIT) -> bool | None:
        """Return true or false, or ``None`` when there are more than ``most`` guesses or no time is left."""

        def keep(atom: Expr) -> Expr | None:
            if not self.words.of_atom(atom) <= tracked:
                return None
            return Ref(owner="subject", name=FREE + atom.source) if self.words.is_free(atom) else atom

        given = [weaken(part, keep) for part in self.given]
        wanted = weaken(self.wanted, keep)
        sliced = _sliced(self.procedure, self.step, given, keep)
        domains = self.words.domains(tracked, (*self.given, self.wanted, *_whens(self.procedure, tracked)))
        size = 1
        for values in domains.values():
            size *= len(values)
        if size > most:
            return None
        for number, values in enumerate(product(*domains.values())):
            if number % 512 == 0 and stop():
                return None
            known = dict(zip(domains, values, strict=True))
            if self.words.fits(known):
                self.seen += 1
                if self._lets_through(sliced, known, wanted):
                    return False
        return True

    def _lets_through(self, sliced: Procedure, known: Mapping[Variable, object], wanted: Expr) -> bool:
        step = sliced.steps[self.step.id]
        guess = Guess(sliced, State(), Helpful(), step=step)
        guess.known = known
        if evaluate(wanted, guess) is True:
            return False
        outcome = known.get(("field", "outcome"))
        act = Act(
            kind=self.kind,
            occurred=_ANY_DAY,
            recorded=_ANY_DAY,
            posts=frozenset(step.posts),
            step=step.id,
            outcome=outcome if isinstance(outcome, str) else None,
        )
        return next(reasons(sliced, State(), act, Helpful(), guess), None) is None


def _whens(procedure: Procedure, tracked: frozenset[Variable]) -> Iterator[Expr]:
    for name in tracked:
        if name[0] == "step" and (when := procedure.steps[name[1]].when) is not None:
            yield when


def _sliced(procedure: Procedure, trigger: Step, given: list[Expr], keep: Callable[[Expr], Expr | None]) -> Procedure:
    """Return the pack with the trigger's gates weakened, ``after`` and ``where`` among them, and free atoms marked."""
    gates = tuple(Gate(expr=part) for part in given)
    steps = {
        step.id: replace(step, when=weaken(step.when, keep) if step.when is not None else None)
        for step in procedure.steps.values()
    }
    steps[trigger.id] = replace(steps[trigger.id], needs=gates, needs_answer=gates, after=())
    return replace(procedure, steps=MappingProxyType(steps))


def _separated(procedure: Procedure, guarantee: Guarantee) -> tuple[bool, int]:
    """Whoever decided the other step is refused by the real guard, in whatever way he or she decided it."""
    kind, other = trigger_kind(procedure, guarantee), procedure.steps[guarantee.other or ""]
    step = procedure.steps[guarantee.trigger]
    key = "1" if other.keyed else None
    act = Act(
        kind=kind,
        occurred=_ANY_DAY,
        recorded=_ANY_DAY,
        decider="甲",
        posts=frozenset(step.posts),
        step=step.id,
        outcome=step.outcomes[0] if kind is not ActKind.SEND else None,
    )
    states = [State(sendings={(other.id, key): (_sending(other.id, key),)})] if other.call is not None else []
    states += [
        State(runs={(other.id, key): (_run(other.id, key, outcome, voided),)})
        for outcome in other.outcomes
        for voided in (False, True)
    ]
    refused = all(
        any(item.kind is BlockKind.SEPARATE for item in blockers(procedure, state, act, Helpful())) for state in states
    )
    return refused, len(states)


def _run(step: str, key: str | None, outcome: str, voided: bool) -> Run:
    return Run(
        id=2,
        step=step,
        key=key,
        lawful=True,
        outcome=outcome,
        occurred=_ANY_DAY,
        recorded=_ANY_DAY,
        decider="甲",
        voided=voided,
    )


def _sending(step: str, key: str | None) -> Sending:
    return Sending(id=2, step=step, key=key, occurred=_ANY_DAY, decider="甲")
