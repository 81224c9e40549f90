"""Tier 1, the small world: answers a state could give to the conditions of one act, and which of them go together.

A *variable* is something conditions ask of a state: the record of a step, a count over a list, a clock, a fact. A
*guess* fixes some variables; whatever conditions ask beyond them was weakened away before. Guesses that no state can
give are left out where that is cheap (counts of one list fit together, a run that exists has happened); those left in
make a proof harder, never wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import product

from fazhi.kernel.expressions import (
    Bool,
    Call,
    Compare,
    Expr,
    Int,
    Kind,
    ListOf,
    Name,
    Ref,
    Text,
    Value,
    evaluate,
    walk,
)
from fazhi.kernel.expressions.analyse import signed_atoms
from fazhi.kernel.procedures.model import Procedure, Step
from fazhi.kernel.procedures.prove.cells import Place, cells
from fazhi.kernel.procedures.values import typed
from fazhi.kernel.procedures.view import View
from fazhi.kernel.terms import Kind as TermKind

Variable = tuple[str, ...]
"""("step", s), ("value", s, x), ("subject", x), ("field", x), ("count", s, o…), ("all", s), ("listed", l),
("actors", s), ("facts", s), ("waits", s), ("term", t) or ("free", text of an atom)."""

_STEP_CALLS = {"ok", "did", "happened", "stale", "required", "settled", "begun", "ever"}
_TERM_CALLS = {"running", "over", "started", "met"}
FREE = "?"
"""Marks a fact of the subject that stands for an atom about which nothing is assumed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What conditions can see of a step at one key: the latest lawful run, whether anything happened, what ever was."""

    outcome: str | None = None
    fresh: bool = False
    happened: bool = False
    waits: bool = False
    ever: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Clocked:
    """What conditions can see of a clock."""

    started: bool
    running: bool
    over: bool
    met: bool


class Vocabulary:
    """Which variables an atom asks, and the values they can have. One for each guarantee."""

    def __init__(
        self,
        procedure: Procedure,
        step: Step,
        compared: Mapping[Place, tuple[int | Decimal | str, ...]],
        outcomes: tuple[str | None, ...],
    ) -> None:
        self.outcomes = outcomes
        self.procedure = procedure
        self.step = step
        self.compared = compared
        self.whens = {item.id: item.when for item in procedure.steps.values()}

    # -- variables -------------------------------------------------------------------------------------------------

    def of(self, expr: Expr) -> frozenset[Variable]:
        """Return the variables an expression asks."""
        return frozenset(name for atom, _ in signed_atoms(expr) for name in self.of_atom(atom))

    def of_atom(self, atom: Expr) -> frozenset[Variable]:
        """Return the variables of one atom; a free one if it is not of a known form."""
        found = self._known(atom)
        return found if found is not None else frozenset({("free", atom.source)})

    def is_free(self, atom: Expr) -> bool:
        """Return whether nothing is known of an atom but that it is the same wherever it stands."""
        return self._known(atom) is None

    def _known(self, atom: Expr) -> frozenset[Variable] | None:
        match atom:
            case Bool():
                return frozenset()
            case Call(fn="present", args=(Ref() as ref,)):
                return self._of_ref(ref)
            case Call():
                return self._of_call(atom)
            case Ref():
                return self._of_ref(atom)
            case Compare(left=left, right=right):
                if self._constant(right):
                    return self._of_side(left)
                if self._constant(left):
                    return self._of_side(right)
        return None

    def _constant(self, expr: Expr) -> bool:
        return isinstance(expr, Int | Text | ListOf) or (isinstance(expr, Ref) and expr.owner == "param")

    def _of_side(self, expr: Expr) -> frozenset[Variable] | None:
        if isinstance(expr, Ref):
            return self._of_ref(expr)
        if isinstance(expr, Call) and expr.fn in {"count", "listed", "actors", "facts"}:
            return self._of_call(expr)
        return None

    def _of_ref(self, ref: Ref) -> frozenset[Variable] | None:
        if ref.owner == "param":
            return frozenset()
        if ref.owner in {"subject", "field"}:
            fields = self.procedure.subject.values() if ref.owner == "subject" else self.step.fields
            declared = next((item for item in fields if item.id == ref.name), None)
            if declared is not None and declared.type.kind is Kind.DATE:
                return None
            return frozenset({(ref.owner, ref.name)})
        step = self.procedure.steps[ref.owner]
        if step.keyed is not None and step.keyed != self.step.keyed:
            return None
        if ref.name == "outcome":
            return frozenset({("step", step.id)})
        declared = next((item for item in step.fields if item.id == ref.name), None)
        if declared is None or declared.type.kind is Kind.DATE:
            return None
        return frozenset({("step", step.id), ("value", step.id, ref.name)})

    def _of_call(self, call: Call) -> frozenset[Variable] | None:
        name = call.args[0].id if call.args and isinstance(call.args[0], Name) else ""
        outcomes = tuple(sorted(arg.value for arg in call.args[1:] if isinstance(arg, Text)))
        if call.fn in _TERM_CALLS:
            return frozenset({("term", name)})
        if call.fn == "listed":
            return frozenset({("listed", name)})
        step = self.procedure.steps.get(name)
        if step is None:
            return None
        own = step.keyed is None or step.keyed == self.step.keyed
        match call.fn:
            case "actors" | "facts":
                return frozenset({(call.fn, name)})
            case "waiting":
                return frozenset({("step", name)}) if own else frozenset({("waits", name)})
            case "count" if step.keyed is None:
                return frozenset({("step", name)})
            case "count":
                return frozenset({("count", name, *outcomes)})
            case "all" if step.keyed is not None:
                return frozenset({("all", name), ("listed", step.keyed), ("count", name, *sorted(step.passes))})
            case "required" | "settled" if own:
                when = self.whens[name]
                return frozenset({("step", name)}) | (self.of(when) if when is not None else frozenset())
        return frozenset({("step", name)}) if call.fn in _STEP_CALLS and own else None

    # -- values ----------------------------------------------------------------------------------------------------

    def domains(self, names: Iterable[Variable], exprs: Iterable[Expr]) -> dict[Variable, tuple[object, ...]]:
        """Return the values each variable can have, told apart as far as the expressions can."""
        asked = [node for expr in exprs for node in walk(expr)]
        top = 2 + max((node.value for node in asked if isinstance(node, Int)), default=0)
        top = max(top, 2 + max((value for value in self._int_params(asked)), default=0))
        return {name: self._domain(name, asked, top) for name in sorted(names)}

    def _int_params(self, asked: list[Expr]) -> Iterator[int]:
        for node in asked:
            if isinstance(node, Compare) and isinstance(node.left, Call):
                for side in (node.left, node.right):
                    if isinstance(side, Ref) and side.owner == "param":
                        value = self.procedure.params[side.name].value
                        if isinstance(value, int) and not isinstance(value, bool):
                            yield value

    def _domain(self, name: Variable, asked: list[Expr], top: int) -> tuple[object, ...]:
        match name:
            case ("step", step):
                return tuple(self._records(self.procedure.steps[step], asked))
            case ("value", step, attr):
                declared = next(item for item in self.procedure.steps[step].fields if item.id == attr)
                return (None, *(typed(v, declared.type) for v in cells(declared.type, self._compared(step, attr))))
            case ("subject", attr):
                item = self.procedure.subject[attr]
                return (None, *(typed(v, item.type) for v in cells(item.type, self._compared("subject", attr))))
            case ("field", "outcome"):
                return self.outcomes
            case ("field", attr):
                item = next(item for item in self.step.fields if item.id == attr)
                return (None, *(typed(v, item.type) for v in cells(item.type, self._compared(self.step.id, attr))))
            case ("count" | "listed" | "actors" | "facts", *_):
                return tuple(range(top + 1))
            case ("all" | "waits", *_):
                return (True, False)
            case ("term", term):
                return tuple(_clocks(self.procedure.terms[term].kind is TermKind.at_least))
        return (True, False, None)

    def _compared(self, owner: str, attr: str) -> tuple[int | Decimal | str, ...]:
        return self.compared.get((owner, attr), ())

    def _records(self, step: Step, asked: list[Expr]) -> Iterator[Record]:
        named: set[str] = set()
        ever: set[str] = set()
        waits = happened = False
        for node in asked:
            if isinstance(node, Call) and node.args and node.args[0] == Name(id=step.id):
                named |= {arg.value for arg in node.args[1:] if isinstance(arg, Text)}
                ever |= {arg.value for arg in node.args[1:] if isinstance(arg, Text) and node.fn == "ever"}
                waits = waits or node.fn in {"waiting", "begun", "settled"}
                happened = happened or node.fn in {"happened", "begun", "settled"}
            elif isinstance(node, Compare):
                for one, other in ((node.left, node.right), (node.right, node.left)):
                    if one == Ref(owner=step.id, name="outcome"):
                        literals = other.items if isinstance(other, ListOf) else (other,)
                        named |= {str(item.value) for item in literals if isinstance(item, Text)}
        classes: dict[tuple[bool, str], str] = {}
        for outcome in step.outcomes:
            classes.setdefault((outcome in step.passes, outcome if outcome in named else ""), outcome)
        out = (False, True) if waits and step.call is not None else (False,)
        for waiting in out:
            for past in (False, True) if happened else (False,):
                yield Record(happened=past, waits=waiting)
            for outcome in classes.values():
                for fresh in (True, False):
                    for also in _subsets(ever - {outcome}):
                        yield Record(outcome=outcome, fresh=fresh, happened=True, waits=waiting, ever=also | {outcome})

    def fits(self, known: Mapping[Variable, object]) -> bool:
        """Return whether counts over one list can go together; the greatest number stands for "so many or more"."""
        for name, value in known.items():
            if name[0] == "count" and isinstance(value, int) and not self._count_fits(name, value, known):
                return False
            if name[0] == "all" and not self._all_fits(name[1], value is True, known):
                return False
            if (
                name[0] == "actors"
                and value == 0
                and any(other[:2] == ("count", name[1]) and number != 0 for other, number in known.items())
            ):
                return False
        return True

    def _count_fits(self, name: Variable, value: int, known: Mapping[Variable, object]) -> bool:
        step = self.procedure.steps[name[1]]
        mine = frozenset(name[2:]) or frozenset(step.outcomes)
        listed = known.get(("listed", step.keyed or ""))
        if isinstance(listed, int) and value > listed:
            return False
        for other, number in known.items():
            if other[:2] == name[:2] and isinstance(number, int):
                theirs = frozenset(other[2:]) or frozenset(step.outcomes)
                if mine <= theirs and value > number:
                    return False
        return True

    def _all_fits(self, step: str, value: bool, known: Mapping[Variable, object]) -> bool:
        declared = self.procedure.steps[step]
        listed = known.get(("listed", declared.keyed or ""))
        passed = known.get(("count", step, *sorted(declared.passes)))
        if not isinstance(listed, int) or not isinstance(passed, int):
            return True
        # The greatest number of the domain is at least 2 and means "or more": there equality says nothing.
        return passed == listed if value else passed < listed or listed >= 2


def _subsets(items: Iterable[str]) -> Iterator[frozenset[str]]:
    pool = sorted(items)
    for chosen in product((False, True), repeat=len(pool)):
        yield frozenset(item for item, taken in zip(pool, chosen, strict=True) if taken)


def _clocks(at_least: bool) -> Iterator[Clocked]:
    yield Clocked(started=False, running=False, over=False, met=False)
    yield Clocked(started=True, running=True, over=False, met=False)
    yield Clocked(started=True, running=False, over=True, met=False)
    yield Clocked(started=True, running=False, over=False, met=False)
    yield Clocked(started=True, running=False, over=at_least, met=True)


class Guess(View):
    """A state of which only the guessed variables are known. Conditions, and the real guard, read it as any other."""

    __slots__ = ("known",)
    known: Mapping[Variable, object]

    def subject(self, name: str) -> Value | None:
        """Return the guessed fact, or the guessed value of a free atom."""
        if name.startswith(FREE):
            return _value(self.known.get(("free", name[1:])))
        return _value(self.known.get(("subject", name)))

    def field(self, name: str) -> Value | None:
        """Return the guessed answer."""
        return _value(self.known.get(("field", name)))

    def step_value(self, step: str, attr: str) -> Value | None:
        """Return the guessed answer of the latest lawful run, if it is fresh."""
        record = self._record(step)
        if not record.fresh:
            return None
        return record.outcome if attr == "outcome" else _value(self.known.get(("value", step, attr)))

    def call(self, fn: str, args: tuple[str, ...]) -> Value | None:
        """Return the guessed answer of a function."""
        name = args[0] if args else ""
        if fn in _TERM_CALLS:
            clock = self.known.get(("term", name))
            return bool(getattr(clock, fn)) if isinstance(clock, Clocked) else None
        if fn in {"listed", "actors", "facts", "all"}:
            return _value(self.known.get((fn, name)))
        step = self.procedure.steps[name]
        if fn == "count" and step.keyed is not None:
            return _value(self.known.get(("count", name, *sorted(args[1:]))))
        if fn == "waiting" and ("waits", name) in self.known:
            return _value(self.known[("waits", name)])
        record = self._record(name)
        match fn:
            case "ok":
                return record.fresh and record.outcome in step.passes
            case "did":
                return record.outcome is not None
            case "happened":
                return record.happened
            case "stale":
                return record.outcome is not None and not record.fresh
            case "ever":
                return args[1] in record.ever
            case "waiting":
                return record.waits
            case "begun":
                return record.happened or record.waits
            case "count":
                return int(record.fresh and (len(args) == 1 or record.outcome in args[1:]))
            case "required":
                return self.required(name)
            case "settled":
                return self.settled(name)
        return None

    def settled(self, step: str) -> bool | None:
        """Passed; or neither owed nor begun."""
        record = self._record(step)
        if record.fresh and record.outcome in self.procedure.steps[step].passes:
            return True
        if record.happened or record.waits:
            return False
        owed = self.required(step)
        return None if owed is None else not owed

    def required(self, step: str) -> bool | None:
        """Return the guessed duty."""
        duty = self.procedure.steps[step].when
        if duty is None:
            return True
        value = evaluate(duty, self)
        return value if isinstance(value, bool) else None

    def _record(self, step: str) -> Record:
        found = self.known.get(("step", step))
        return found if isinstance(found, Record) else Record()


def _value(value: object) -> Value | None:
    return value if isinstance(value, bool | int | str | date | frozenset | Decimal) else None
