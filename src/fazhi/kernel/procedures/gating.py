"""A gate as data: the condition of an act, and what can be told of it before any state is known."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from fazhi.kernel.expressions import And, Compare, Expr, Not, Or, Ref, Text, walk


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """A condition that must hold before an act, with the words an official reads when it does not.

    ``asks`` are the act's own answers it reads, ``outcome`` among them: until they are given it says nothing. ``met``
    are the words of the condition itself: such a gate is foretold when a matter opens (`Step.foretold`), and they stand
    for it in the checklist of a paper. ``only`` is the one result it speaks of, where it is written
    ``field.outcome != '…' or …``: it holds for the others. ``shuts`` is false where it can close nothing before the
    answers it asks for are given: nobody need ask it until they are.
    """

    expr: Expr
    say: str | None = None
    met: str | None = None
    next: str | None = None
    basis: tuple[str, ...] = ()
    asks: frozenset[str] = field(init=False, compare=False, repr=False)
    only: str | None = field(init=False, compare=False, repr=False)
    shuts: bool = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        read = {node.name for node in walk(self.expr) if isinstance(node, Ref) and node.owner == "field"}
        object.__setattr__(self, "asks", frozenset(read))
        object.__setattr__(self, "only", _only(self.expr))
        object.__setattr__(self, "shuts", not _never_false(self.expr))

    def tellable(self, passes: Collection[str]) -> bool:
        """Return whether it can be told before the act: it reads the result alone, and speaks of every good one."""
        return self.asks <= {"outcome"} and (self.only is None or set(passes) == {self.only})

    def speaks_of(self, outcome: str | None) -> bool:
        """Return whether the gate may be closed for a result; ``None``: the result is not known."""
        return outcome is None or self.only is None or self.only == outcome


def _only(expr: Expr) -> str | None:
    for part in expr.items if isinstance(expr, Or) else ():
        match part:
            case Compare(op="!=", left=Ref(owner="field", name="outcome"), right=Text(value=named)):
                return named
    return None


def _never_false(expr: Expr) -> bool:
    """Return whether a condition is true or unknown, whatever the state, while no answer but the result is given."""
    match expr:
        case Or(items=parts):
            return any(map(_never_false, parts))
        case And(items=parts):
            return all(map(_never_false, parts))
    return _unknown(expr)


def _unknown(expr: Expr) -> bool:
    """Return whether a condition is unknown, whatever the state, while no answer but the result is given."""
    match expr:
        case Ref(owner="field", name=name):
            return name != "outcome"
        case Compare(left=left, right=right):
            return _unknown(left) or _unknown(right)
        case Not(operand=operand):
            return _unknown(operand)
        case And(items=parts) | Or(items=parts):
            return all(map(_unknown, parts))
    return False
