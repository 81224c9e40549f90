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
from fazhi.kernel.procedures.model import Gate, Guarantee, Pattern, Procedure, Step
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


def first_steps(procedure: Procedure, guarantee: Guarantee) -> frozenset[str]:
    """Return the steps the promise speaks of and what they rest on."""
    names = {guarantee.trigger, *(name for name in (guarantee.other, guarantee.since) if name is not None)}
    for expr in (guarantee.where, guarantee.unless):
        if expr is not None:
            names |= names_used(expr).steps
    trigger = procedure.steps[guarantee.trigger]
    return closed(procedure, trigger, frozenset(name for name in names if _single(procedure, trigger, name)))


def closed(procedure: Procedure, trigger: Step, names: frozenset[str]) -> frozenset[str]:
    """Return the steps with all steps they use, as far as these can be followed."""
    found = set(names)
    todo = list(names)
    while todo:
        for name in procedure.steps[todo.pop()].uses:
            if name in procedure.steps and name not in found and _single(procedure, trigger, name):
                found.add(name)
                todo.append(name)
    return frozenset(found)


def wider(procedure: Procedure, trigger: Step, names: frozenset[str]) -> frozenset[str]:
    """Return the steps and, beside them, all that their gates speak of and that can be followed."""
    found = set(names)
    for name in names:
        step = procedure.steps[name]
        found.update(step.after)
        for gate in (*step.needs, *step.needs_answer):
            found |= names_used(gate.expr).steps
    return closed(procedure, trigger, frozenset(item for item in found if _single(procedure, trigger, item)))


def sliced(procedure: Procedure, guarantee: Guarantee, names: frozenset[str]) -> Slice:
    """Return the small pack for these steps. Sound by construction: each gate is implied by the one it stands for."""
    trigger = procedure.steps[guarantee.trigger]

    def keep(atom: Expr) -> Expr | None:
        return atom if follows(procedure, trigger, atom) and names_used(atom).steps <= names else None

    texts: dict[str, str] = {}
    steps: dict[str, Step] = {}
    marks: dict[str, tuple[str, ...]] = {}
    fields: dict[str, tuple[str, ...]] = {}
    moving: dict[str, None] = {}
    asked: list[Expr] = [expr for expr in (guarantee.where, guarantee.unless) if expr is not None]
    for name in procedure.steps:
        if name not in names:
            continue
        step = procedure.steps[name]
        needs = tuple(Gate(expr=part) for part in _weak(step.needs, keep))
        answers = tuple(Gate(expr=part) for part in _weak(step.needs_answer, keep))
        asked += [gate.expr for gate in (*needs, *answers)]
        uses = [item for item in step.uses if _followed_use(procedure, step, item, names)]
        if len(uses) < len(step.uses):
            uses.append(UNSEEN + name)
            moving[UNSEEN + name] = None
        texts.update((item, item) for item in uses if item in procedure.texts or item.startswith(UNSEEN))
        marks[name] = tuple(uses)
        when = step.when if step.when is not None and _facts_only(procedure, step.when) else None
        steps[name] = replace(
            step,
            needs=needs,
            needs_answer=answers,
            after=tuple(
                item
                for item in step.after
                if item in names
                and procedure.steps[item].keyed in {None, step.keyed}
                and keep(Call(fn="settled", args=(Name(id=item),))) is not None
            ),
            when=when if step.when is None or when is not None else Bool(value=False),
            uses=tuple(uses),
            makes=step.makes,
            adds=None,
            each=None,
            once=False,
            ends=False,
            separate=(),
            evidence=(),
        )
    if guarantee.pattern is Pattern.SINCE and guarantee.other is not None and guarantee.since is not None:
        marks[guarantee.other] = tuple(dict.fromkeys((*marks[guarantee.other], guarantee.since)))
    for name in texts:
        makers = {step.id for step in procedure.steps.values() if step.makes == name}
        makers |= {item.id for item in procedure.steps.values() if item.call is not None and item.call.returns == name}
        keyed = any(procedure.steps[maker].keyed for maker in makers)
        if not makers <= names or keyed or any(procedure.steps[maker].call for maker in makers):
            moving[name] = None
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
    read, past = _asked_of(guarantee, steps, marks, asked)
    return Slice(
        read=read,
        past=past,
        procedure=small,
        marks=marks,
        moving=tuple(moving),
        facts=tuple(sorted(facts)),
        fields=fields,
        where=weaken(guarantee.where, keep) if guarantee.where is not None else None,
        unless=guarantee.unless,
    )


def _followed_use(procedure: Procedure, step: Step, name: str, names: frozenset[str]) -> bool:
    if name in names:
        # One entry of a list is followed: who reads the whole list may go stale by any other.
        return procedure.steps[name].keyed in {None, step.keyed}
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


def _asked_of(
    guarantee: Guarantee, steps: dict[str, Step], marks: dict[str, tuple[str, ...]], asked: list[Expr]
) -> tuple[frozenset[str], frozenset[str]]:
    read = {name for names in marks.values() for name in names if name in steps}
    read |= {name for name in (guarantee.other, guarantee.since) if name is not None}
    read |= {step.id for step in steps.values() if step.makes is not None}
    past = {guarantee.other} if guarantee.pattern is Pattern.NO_AFTER and guarantee.other is not None else set()
    for step in steps.values():
        past.update(step.after)
    for expr in asked:
        read |= names_used(expr).steps
        for node in walk(expr):
            if isinstance(node, Call) and node.fn in {"happened", "settled"}:
                past |= {arg.id for arg in node.args if isinstance(arg, Name)}
    return frozenset(read | past) & frozenset(steps), frozenset(past) & frozenset(steps)
