"""Tier 3, the smaller pack: only the steps a promise depends on, every gate weakened to what can be followed there.

The result is a `Procedure` like any other, so the real guard and the real fold run on it. A step that runs once per
key becomes one that runs once: it stands for any one key, the same for all. What is left out helps every act.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from types import MappingProxyType

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
    conjuncts,
    names_used,
    walk,
)
from fazhi.kernel.procedures.gating import Gate
from fazhi.kernel.procedures.model import Guarantee, Pattern, Procedure, Step
from fazhi.kernel.procedures.prove.local import weaken
from fazhi.kernel.procedures.prove.promise import seen_key

_FOLLOWED = {"ok", "did", "happened", "stale", "required", "settled"}
UNSEEN = "~"
"""Marks a text that stands for everything a step rests on and the slice does not follow: it may change at any time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """A small pack and how to walk it.

    ``marks`` are, for each step, the names whose tokens its runs carry: what they rest on, and ``since`` beside.
    ``moving`` are the texts that may change without any step of the slice. ``fields`` are the answers that are kept.
    ``read`` are the steps whose runs anything asks about, ``past`` those of which it is asked whether they happened.
    """

    procedure: Procedure
    marks: dict[str, tuple[str, ...]]
    moving: tuple[str, ...]
    facts: tuple[str, ...]
    fields: dict[str, tuple[str, ...]]
    where: Expr | None
    unless: Expr | None
    read: frozenset[str]
    past: frozenset[str]


def follows(procedure: Procedure, trigger: Step, atom: Expr) -> bool:
    """Return whether the abstraction follows this atom exactly."""
    if isinstance(atom, Compare) and not any(_constant(side) for side in (atom.left, atom.right)):
        return False
    asks_presence = isinstance(atom, Call) and atom.fn == "present"
    for node in walk(atom):
        match node:
            case Call(fn="present"):
                continue
            case Call(fn=fn, args=(Name(id=name), *_)):
                if fn not in _FOLLOWED or name not in procedure.steps or not _single(procedure, trigger, name):
                    return False
                if fn == "settled" and procedure.steps[name].call is not None:
                    return False
                when = procedure.steps[name].when
                if fn in {"required", "settled"} and when is not None and not _facts_only(procedure, when):
                    return False
            case Call():
                return False
            case Ref(owner="param"):
                continue
            case Ref(owner="field", name=name):
                # A date can be asked for presence; more of it depends on other dates.
                kinds = {item.type.kind for step in procedure.steps.values() for item in step.fields if item.id == name}
                if Kind.DATE in kinds and not asks_presence:
                    return False
            case Ref(owner="subject", name=name):
                if procedure.subject[name].type.kind is Kind.DATE:
                    return False
            case Ref(owner=owner, name=name):
                declared = next((item for item in procedure.steps[owner].fields if item.id == name), None)
                if not _single(procedure, trigger, owner) or (name != "outcome" and declared is None):
                    return False
                if declared is not None and declared.type.kind is Kind.DATE and not asks_presence:
                    return False
    return True


def _constant(expr: Expr) -> bool:
    return isinstance(expr, Int | Text | ListOf) or (isinstance(expr, Ref) and expr.owner == "param")


def _facts_only(procedure: Procedure, expr: Expr) -> bool:
    used = names_used(expr)
    dates = any(procedure.subject[name].type.kind is Kind.DATE for name in used.subjects)
    return not (used.steps or used.terms or used.lists or used.fields or used.functions - {"present"} or dates)


def _single(procedure: Procedure, trigger: Step, name: str) -> bool:
    step = procedure.steps[name]
    return step.keyed is None or seen_key(procedure, trigger, step)


def supported(procedure: Procedure, guarantee: Guarantee) -> bool:
    """Return whether the promise itself can be followed: about runs and their freshness, not about counts or dates."""
    trigger = procedure.steps[guarantee.trigger]
    if guarantee.pattern not in {Pattern.UNLESS, Pattern.SINCE, Pattern.NO_AFTER}:
        return False
    names = [name for name in (guarantee.other, guarantee.since) if name is not None]
    if not all(_single(procedure, trigger, name) for name in names):
        return False
    return guarantee.unless is None or follows(procedure, trigger, guarantee.unless)


def slices(procedure: Procedure, guarantee: Guarantee) -> Iterator[frozenset[str]]:
    """Yield ever larger sets of steps: those of the promise; with one step of the trigger's gates; with all; then the
    gates of all these, and what they rest on, by turns until nothing is left out that can be followed.
    """
    trigger = procedure.steps[guarantee.trigger]
    names = {trigger.id, *(name for name in (guarantee.other, guarantee.since) if name is not None)}
    for expr in (guarantee.where, guarantee.unless):
        if expr is not None:
            names |= names_used(expr).steps
    current = frozenset(name for name in names if _single(procedure, trigger, name))
    yield current
    for name in sorted(_gated(procedure, frozenset({trigger.id})) - current):
        # One at a time first: most promises hang on a single step in between.
        if _single(procedure, trigger, name):
            yield current | {name}
    growing: list[Callable[[frozenset[str]], set[str]]] = [
        lambda found: _gated(procedure, frozenset({trigger.id})),
        lambda found: _rested(procedure, found),
        lambda found: _gated(procedure, found),
    ]
    still = 0
    while still < len(growing):
        for grow in growing:
            more = current | {name for name in grow(current) if _single(procedure, trigger, name)}
            still = still + 1 if more == current else 0
            if more != current:
                current = more
                yield current
            if still == len(growing):
                return


def _gated(procedure: Procedure, names: frozenset[str]) -> set[str]:
    found: set[str] = set()
    for name in names:
        step = procedure.steps[name]
        found.update(step.after)
        for gate in (*step.needs, *step.needs_answer):
            found |= names_used(gate.expr).steps
    return found


def _rested(procedure: Procedure, names: frozenset[str]) -> set[str]:
    return {used for name in names for used in procedure.steps[name].uses if used in procedure.steps}


def sliced(procedure: Procedure, guarantee: Guarantee, names: frozenset[str], *, deep: bool) -> Slice:
    """Return the small pack for these steps. Sound by construction: each gate is implied by the one it stands for.

    Only a ``deep`` slice follows texts and facts of the subject; else whatever rests on them may go stale, and be
    fresh again, at any time.
    """
    trigger = procedure.steps[guarantee.trigger]

    def keep(atom: Expr) -> Expr | None:
        return atom if follows(procedure, trigger, atom) and names_used(atom).steps <= names else None

    weak = {name: _weakened(procedure, procedure.steps[name], names, keep) for name in procedure.steps if name in names}
    asked: list[Expr] = [expr for expr in (guarantee.where, guarantee.unless) if expr is not None]
    asked += [gate.expr for step in weak.values() for gate in (*step.needs, *step.needs_answer)]
    read = _asked_of(procedure, guarantee, weak, asked)
    texts: dict[str, str] = {}
    steps: dict[str, Step] = {}
    marks: dict[str, tuple[str, ...]] = {}
    moving: dict[str, None] = {}
    for name, step in weak.items():
        rests = procedure.steps[name].uses if name in read else ()
        uses = [item for item in rests if _followed_use(procedure, step, item, names, deep)]
        if len(uses) < len(rests):
            uses.append(UNSEEN + name)
            moving[UNSEEN + name] = None
        texts.update((item, item) for item in uses if item in procedure.texts or item.startswith(UNSEEN))
        marks[name] = tuple(uses)
        steps[name] = replace(step, uses=tuple(uses), adds=None, each=None)
    if guarantee.pattern is Pattern.SINCE and guarantee.other is not None and guarantee.since is not None:
        marks[guarantee.other] = tuple(dict.fromkeys((*marks[guarantee.other], guarantee.since)))
    for name in texts:
        makers = {step.id for step in procedure.steps.values() if step.makes == name}
        makers |= {item.id for item in procedure.steps.values() if item.call is not None and item.call.returns == name}
        keyed = any(procedure.steps[maker].keyed for maker in makers)
        if not makers <= names or keyed or any(procedure.steps[maker].call for maker in makers):
            moving[name] = None
    fields: dict[str, tuple[str, ...]] = {}
    for name in steps:
        own = {item.id for item in procedure.steps[name].fields}
        fields[name] = tuple(sorted(own & set(_read(asked, name))))
    facts = {item.removeprefix("subject.") for uses in marks.values() for item in uses if item.startswith("subject.")}
    for expr in (*asked, *(step.when for step in steps.values() if step.when is not None)):
        facts |= names_used(expr).subjects
    steps = {name: replace(step, makes=step.makes if step.makes in texts else None) for name, step in steps.items()}
    small = replace(
        procedure,
        steps=MappingProxyType(steps),
        texts=MappingProxyType(texts),
        lists=MappingProxyType({}),
        terms=MappingProxyType({}),
    )
    return Slice(
        read=read | {name for name, step in steps.items() if step.makes is not None},
        past=_past(guarantee, steps, asked),
        procedure=small,
        marks=marks,
        moving=tuple(moving),
        facts=tuple(sorted(facts)),
        fields=fields,
        where=weaken(guarantee.where, keep) if guarantee.where is not None else None,
        unless=guarantee.unless,
    )


def _followed_use(procedure: Procedure, step: Step, name: str, names: frozenset[str], deep: bool) -> bool:
    if name in names:
        # One entry of a list is followed: who reads the whole list may go stale by any other.
        return procedure.steps[name].keyed in {None, step.keyed}
    if not deep:
        return False
    if name.startswith("subject."):
        return procedure.subject[name.removeprefix("subject.")].type.kind is not Kind.DATE
    return name in procedure.texts


def _weak(gates: tuple[Gate, ...], keep: Callable[[Expr], Expr | None]) -> Iterator[Expr]:
    for gate in gates:
        for part in conjuncts(gate.expr):
            weak = weaken(part, keep)
            if weak != Bool(value=True):
                yield weak


def _read(exprs: list[Expr], step: str) -> Iterator[str]:
    """Yield the names of answers that the kept conditions may read of a step."""
    for expr in exprs:
        for node in walk(expr):
            if isinstance(node, Ref) and (node.owner == step or node.owner == "field"):
                yield node.name


def _weakened(procedure: Procedure, step: Step, names: frozenset[str], keep: Callable[[Expr], Expr | None]) -> Step:
    """Return the step with everything gone that the slice does not follow, always to the help of the act."""
    when = step.when
    if when is not None and not _facts_only(procedure, when):
        when = Bool(value=False)
    after = [
        name
        for name in step.after
        if name in names
        and procedure.steps[name].keyed in {None, step.keyed}
        and keep(Call(fn="settled", args=(Name(id=name),))) is not None
    ]
    return replace(
        step,
        needs=tuple(Gate(expr=part) for part in _weak(step.needs, keep)),
        needs_answer=tuple(Gate(expr=part) for part in _weak(step.needs_answer, keep)),
        after=tuple(after),
        when=when,
        once=False,
        ends=False,
        separate=(),
        evidence=(),
    )


def _asked_of(procedure: Procedure, guarantee: Guarantee, steps: dict[str, Step], asked: list[Expr]) -> frozenset[str]:
    """Return the steps whose runs the promise or a kept gate asks about, and those they rest on in turn."""
    todo = [name for name in (guarantee.other, guarantee.since) if name is not None]
    todo += [name for step in steps.values() for name in step.after]
    todo += [name for expr in asked for name in names_used(expr).steps]
    found: set[str] = set()
    while todo:
        name = todo.pop()
        if name in steps and name not in found:
            found.add(name)
            todo += [used for used in procedure.steps[name].uses if used in steps]
    return frozenset(found)


def _past(guarantee: Guarantee, steps: dict[str, Step], asked: list[Expr]) -> frozenset[str]:
    """Return the steps of which it is asked whether they happened at all."""
    past = {guarantee.other} if guarantee.pattern is Pattern.NO_AFTER and guarantee.other is not None else set()
    past.update(name for step in steps.values() for name in step.after)
    for expr in asked:
        for node in walk(expr):
            if isinstance(node, Call) and node.fn in {"happened", "settled"}:
                past |= {arg.id for arg in node.args if isinstance(arg, Name)}
    return frozenset(past) & frozenset(steps)
