"""Bases that rest on the kind of matter: which of a declaration's bases are said of the matter at hand.

A review cites the regulation on decisions of a decision, the policy on normative documents of such a document. A basis
may therefore carry a condition on the opening facts; what is said of a matter leaves out the bases whose condition is
known not to hold. What may be done never depends on it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final

from fazhi.kernel.errors import ExpressionError, PackError
from fazhi.kernel.expressions import Call, Ref, Value, check_condition, evaluate, walk
from fazhi.kernel.procedures.events import FieldValue
from fazhi.kernel.procedures.model import Procedure
from fazhi.kernel.procedures.scope import names_of
from fazhi.kernel.procedures.values import typed


def check_applies(procedure: Procedure) -> None:
    """Raise PackError where the condition of a basis asks for more than opening facts, or does not fit them."""
    for name, expr in procedure.applies.items():
        where = f"basis.{name}.if：{expr.source}"
        if any(isinstance(node, Call) or (isinstance(node, Ref) and node.owner != "subject") for node in walk(expr)):
            raise PackError("依据的条件只能看立项事实", where=where, hint="只写 subject.x")
        try:
            check_condition(expr, names_of(procedure))
        except ExpressionError as error:
            raise PackError(error.message, code=error.code, where=where, hint=error.hint) from error


def in_hand(procedure: Procedure, facts: Mapping[str, FieldValue]) -> Procedure:
    """Return the declaration with those bases hidden whose condition does not hold of these opening facts.

    Where the facts needed are not known yet a basis is shown. The same object comes back for matters of one kind.
    """
    if not procedure.applies:
        return procedure
    env = _Facts(procedure, facts)
    hidden = frozenset(name for name, expr in procedure.applies.items() if evaluate(expr, env) is False)
    if hidden == procedure.hidden:
        return procedure
    place = (id(procedure.source), hidden)
    found = _MADE.get(place)
    if found is None or found.source is not procedure.source:
        if len(_MADE) >= _KEPT:
            _MADE.clear()
        found = _MADE[place] = replace(procedure, hidden=hidden)
    return found


_MADE: Final[dict[tuple[int, frozenset[str]], Procedure]] = {}
_KEPT: Final = 1024


class _Facts:
    """The environment of these conditions: opening facts and nothing else."""

    def __init__(self, procedure: Procedure, facts: Mapping[str, FieldValue]) -> None:
        self._procedure = procedure
        self._facts = facts

    def subject(self, name: str) -> Value:
        return typed(self._facts.get(name), self._procedure.subject[name].type)

    def param(self, name: str) -> Value:
        return None

    def field(self, name: str) -> Value:
        return None

    def step_value(self, step: str, attr: str) -> Value:
        return None

    def call(self, fn: str, args: tuple[str, ...]) -> Value:
        return None

    def days(self, a: date, b: date, unit: str) -> int | None:
        return None

    def today(self) -> date | None:
        return None

    def total(self, step: str, attr: str) -> int | Decimal:
        return 0
