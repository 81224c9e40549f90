"""What a condition speaks of, and how to rebuild it: for loader, engine, prover and lint. No values here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from fazhi.kernel.expressions.ast import (
    FUNCTIONS,
    OWN_SPACES,
    And,
    Arg,
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
)

Constant = int | str

FLIPPED = {"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
"""The comparison that says the same with its sides exchanged."""

OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
"""The comparison that says the contrary."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Atom:
    """A part that is neither and, or nor not; polarity +1 below an even number of not, -1 odd, 0 both."""

    expr: Expr
    polarity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """``subject op constant``, the subject always on the left; ``in`` gives one per listed constant."""

    subject: Expr
    op: str
    constant: Constant


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """The names that a condition reads; ``step_values`` are the pairs (step, attribute) of its references."""

    steps: frozenset[str]
    subjects: frozenset[str]
    params: frozenset[str]
    fields: frozenset[str]
    terms: frozenset[str]
    lists: frozenset[str]
    step_values: frozenset[tuple[str, str]]
    functions: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """A lint finding; ``refused`` ones fail the load, the others are printed to the author."""

    code: str
    message: str
    hint: str
    position: int
    refused: bool


def walk(expr: Expr) -> Iterator[Expr]:
    """Yield ``expr`` and all nodes below it, parents first."""
    yield expr
    for child in _children(expr):
        yield from walk(child)


def _children(expr: Expr) -> tuple[Expr, ...]:
    match expr:
        case And(items=items) | Or(items=items):
            return items
        case Not(operand=operand):
            return (operand,)
        case Compare(left=left, right=right):
            return (left, right)
        case Call(args=args):
            return args
        case ListOf(items=literals):
            return literals
    return ()


def signed_atoms(expr: Expr, polarity: int = 1) -> Iterator[tuple[Expr, int]]:
    """Yield every occurrence of an atom with the polarity of that occurrence, left to right."""
    match expr:
        case And(items=items) | Or(items=items):
            for item in items:
                yield from signed_atoms(item, polarity)
        case Not(operand=operand):
            yield from signed_atoms(operand, -polarity)
        case _:
            yield expr, polarity


def atoms(expr: Expr) -> tuple[Atom, ...]:
    """Return the distinct atoms in order of appearance, each with its polarity."""
    found: dict[Expr, int] = {}
    for atom, polarity in signed_atoms(expr):
        found[atom] = polarity if found.get(atom, polarity) == polarity else 0
    return tuple(Atom(expr=atom, polarity=polarity) for atom, polarity in found.items())


def comparisons(expr: Expr) -> tuple[Comparison, ...]:
    """Return every comparison of a reference or call with a constant; ``'x' in ref`` counts with op ``in``."""
    found: dict[Comparison, None] = {}
    for node in walk(expr):
        if isinstance(node, Compare):
            for one in _with_constants(node):
                found[one] = None
    return tuple(found)


def _with_constants(node: Compare) -> Iterator[Comparison]:
    left, right = node.left, node.right
    if isinstance(right, ListOf):
        for item in right.items:
            yield Comparison(subject=left, op="in", constant=item.value)
    elif isinstance(right, (Int, Text)):
        yield Comparison(subject=left, op=node.op, constant=right.value)
    elif isinstance(left, (Int, Text)):
        yield Comparison(subject=right, op=FLIPPED.get(node.op, "in"), constant=left.value)


def constants_of(expr: Expr) -> dict[Expr, tuple[Constant, ...]]:
    """Return, for each reference or call compared with constants, these constants, sorted and distinct."""
    found: dict[Expr, set[Constant]] = {}
    for one in comparisons(expr):
        found.setdefault(one.subject, set()).add(one.constant)
    return {subject: tuple(sorted(values, key=_constant_order)) for subject, values in found.items()}


def _constant_order(value: Constant) -> tuple[int, int, str]:
    return (0, value, "") if isinstance(value, int) else (1, 0, value)


def names_used(expr: Expr) -> Used:
    """Return all names that ``expr`` reads, by kind."""
    refs = [node for node in walk(expr) if isinstance(node, Ref)]
    calls = [node for node in walk(expr) if isinstance(node, Call)]
    of = {space: frozenset(ref.name for ref in refs if ref.owner == space) for space in OWN_SPACES}
    named = [(FUNCTIONS[call.fn].args[0], arg.id) for call in calls for arg in call.args[:1] if isinstance(arg, Name)]
    step_kinds = (Arg.STEP, Arg.CALL, Arg.LISTED)
    return Used(
        steps=frozenset(name for kind, name in named if kind in step_kinds)
        | frozenset(ref.owner for ref in refs if ref.is_step),
        subjects=of["subject"],
        params=of["param"],
        fields=of["field"],
        terms=frozenset(name for kind, name in named if kind is Arg.TERM),
        lists=frozenset(name for kind, name in named if kind is Arg.LIST),
        step_values=frozenset((ref.owner, ref.name) for ref in refs if ref.is_step),
        functions=frozenset(call.fn for call in calls),
    )


def conjuncts(expr: Expr) -> tuple[Expr, ...]:
    """Return the parts that must all hold, nested ``and`` flattened; a lone ``true`` gives none."""
    match expr:
        case And(items=items):
            return tuple(part for item in items for part in conjuncts(item))
        case Bool(value=True):
            return ()
    return (expr,)


def and_(*exprs: Expr) -> Expr:
    """Return the conjunction, flattened; of nothing it is ``true``."""
    parts = tuple(part for expr in exprs for part in conjuncts(expr))
    return parts[0] if len(parts) == 1 else And(items=parts) if parts else Bool(value=True)


def or_(*exprs: Expr) -> Expr:
    """Return the disjunction, flattened; of nothing it is ``false``."""
    parts = tuple(part for expr in exprs for part in _disjuncts(expr))
    return parts[0] if len(parts) == 1 else Or(items=parts) if parts else Bool(value=False)


def _disjuncts(expr: Expr) -> tuple[Expr, ...]:
    match expr:
        case Or(items=items):
            return tuple(part for item in items for part in _disjuncts(item))
        case Bool(value=False):
            return ()
    return (expr,)


def not_(expr: Expr) -> Expr:
    """Return the negation; of a negation, what it negates."""
    match expr:
        case Not(operand=operand):
            return operand
        case Bool(value=value):
            return Bool(value=not value)
    return Not(operand=expr)


def substitute(expr: Expr, replacements: Mapping[Expr, Expr]) -> Expr:
    """Return ``expr`` with every node equal to a key replaced; unchanged parts are the same objects.

    Inside a call only names, references, texts and calls can stand, so a literal number is not put there.
    """
    if expr in replacements:
        return replacements[expr]
    match expr:
        case And(items=items) | Or(items=items):
            parts = tuple(substitute(item, replacements) for item in items)
            return expr if _same(parts, items) else replace(expr, items=parts, text="")
        case Not(operand=operand):
            inner = substitute(operand, replacements)
            return expr if inner is operand else replace(expr, operand=inner, text="")
        case Compare(left=left, right=right):
            sides = (substitute(left, replacements), substitute(right, replacements))
            return expr if _same(sides, (left, right)) else replace(expr, left=sides[0], right=sides[1], text="")
        case Call(args=args):
            fit = {old: new for old, new in replacements.items() if isinstance(new, (Name, Ref, Text, Call))}
            given = tuple(substitute(arg, fit) for arg in args)
            return expr if _same(given, args) else replace(expr, args=given, text="")
    return expr


def _same(new: tuple[Expr, ...], old: tuple[Expr, ...]) -> bool:
    return all(a is b for a, b in zip(new, old, strict=True))


def negation_warnings(expr: Expr) -> tuple[Advice, ...]:
    """Return what is dangerous though well typed.

    ``did`` below an odd number of ``not`` is refused: an unlawful or voided act would leave the gate open, so
    ``happened`` must be asked. ``ok`` there is a warning, and so is ``all`` without a list that is known not to be
    empty, for of an empty list everything is true.
    """
    found = [advice for atom, polarity in signed_atoms(expr) for advice in _negated(atom, polarity)]
    found += _vacuous(expr, 1, guarded=False)
    return tuple(sorted(found, key=lambda advice: advice.position))


def _negated(atom: Expr, polarity: int) -> Iterator[Advice]:
    if polarity > 0 or not isinstance(atom, Call) or atom.fn not in ("did", "ok"):
        return
    name = atom.args[0].source if atom.args else ""
    if atom.fn == "did":
        yield Advice(
            code="F115",
            message=f"not 之下不能用 did({name})：违规办理或者已作废的不算在内，会被当作没有办理",
            hint=f"改用 happened({name})",
            position=atom.position,
            refused=True,
        )
    else:
        yield Advice(
            code="F116",
            message=f"not 之下的 ok({name}) 在失效、作废后又会成立",
            hint=f"要问是否办理过，改用 happened({name})",
            position=atom.position,
            refused=False,
        )


def _vacuous(expr: Expr, polarity: int, *, guarded: bool) -> list[Advice]:
    """``guarded``: some enclosing part already sees to it that the list is not empty."""
    match expr:
        case Not(operand=operand):
            return _vacuous(operand, -polarity, guarded=guarded)
        case And(items=items) | Or(items=items):
            joins = isinstance(expr, And) == (polarity > 0)
            guarded = guarded or any(_says_filled(item, polarity if joins else -polarity) for item in items)
            return [advice for item in items for advice in _vacuous(item, polarity, guarded=guarded)]
        case Call(fn="all", args=args) if polarity > 0 and not guarded:
            name = args[0].source if args else ""
            return [
                Advice(
                    code="F117",
                    message=f"名单为空时 all({name}) 也成立",
                    hint="同一条件中加上 listed(名单) > 0",
                    position=expr.position,
                    refused=False,
                )
            ]
    return []


def _says_filled(expr: Expr, polarity: int) -> bool:
    """True if ``expr`` (or its contrary, for polarity -1) holds only with something on the list or counted."""
    while isinstance(expr, Not):
        expr, polarity = expr.operand, -polarity
    if not isinstance(expr, Compare):
        return False
    for one in _with_constants(expr):
        if isinstance(one.subject, Call) and one.subject.fn in ("listed", "count") and one.op in OPPOSITE:
            op = one.op if polarity > 0 else OPPOSITE[one.op]
            least = {">": 0, ">=": 1, "==": 1}.get(op)
            if (op == "!=" and one.constant == 0) or (
                least is not None and isinstance(one.constant, int) and one.constant >= least
            ):
                return True
    return False
