"""Few values that stand for all: one for each way the conditions of a pack can tell values apart."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from itertools import chain, combinations
from typing import Final

from fazhi.kernel.expressions import Compare, Expr, Int, Item, Kind, ListOf, Ref, Text, Type, walk
from fazhi.kernel.procedures.checks import expressions
from fazhi.kernel.procedures.events import FieldValue
from fazhi.kernel.procedures.model import Procedure

_STANDING: Final = Item(code="甲-001", name="在册事项", since=date(2000, 1, 1)).text
_GONE: Final = Item(code="甲-002", name="取消事项", since=date(2000, 1, 1), until=date(2000, 12, 31)).text

Place = tuple[str, str]
"""(``subject`` or a step id, name of the fact or field)."""


def constants(procedure: Procedure) -> Mapping[Place, tuple[int | Decimal | str, ...]]:
    """Return what each fact and field is compared with anywhere in the pack, parameters read as their values."""
    found: dict[Place, set[int | Decimal | str]] = {}
    for where, expr, _, _ in expressions(procedure):
        if where.startswith("register"):
            continue
        own = _own_step(procedure, where)
        for node in walk(expr):
            if isinstance(node, Compare):
                for one, other in ((node.left, node.right), (node.right, node.left)):
                    for place in _places(one, own):
                        found.setdefault(place, set()).update(_constants(procedure, other))
    return {
        place: tuple(sorted(values, key=lambda item: (isinstance(item, str), item))) for place, values in found.items()
    }


def _own_step(procedure: Procedure, where: str) -> str:
    name = where.partition("[")[2].partition("]")[0]
    if where.startswith("step["):
        return name
    return procedure.guarantees[name].trigger if where.startswith("guarantee[") else ""


def _places(expr: Expr, own: str) -> list[Place]:
    match expr:
        case Ref(owner="field", name=name):
            return [(own, name)]
        case Ref(owner="param"):
            return []
        case Ref(owner=owner, name=name):
            return [(owner, name)]
    return []


def _constants(procedure: Procedure, expr: Expr) -> list[int | Decimal | str]:
    match expr:
        case Int(value=number):
            return [number]
        case Text(value=text):
            return [text]
        case ListOf(items=items):
            return [item.value for item in items]
        case Ref(owner="param", name=name):
            value = procedure.params[name].value
            return [] if isinstance(value, bool) else [value]
    return []


def cells(type_: Type, compared: tuple[int | Decimal | str, ...]) -> tuple[FieldValue, ...]:
    """Return one stored value for each class that comparing with these constants can tell apart; never empty.

    Dates give none: what a condition asks of them depends on other dates.
    """
    match type_.kind:
        case Kind.BOOL:
            return (True, False)
        case Kind.ENUM:
            named = tuple(value for value in type_.values if value in compared)
            others = tuple(value for value in type_.values if value not in compared)
            return (*named, *others[:1])
        case Kind.SET:
            named = tuple(value for value in type_.values if value in compared)
            others = tuple(value for value in type_.values if value not in compared)[:1]
            pool = (*named, *others)
            return tuple(chain.from_iterable(combinations(pool, size) for size in range(1, len(pool) + 1)))
        case Kind.INT:
            numbers = [item for item in compared if isinstance(item, int)]
            return tuple(sorted({n + step for n in numbers for step in (-1, 0, 1)})) or (1,)
        case Kind.MONEY:
            amounts = [Decimal(item) for item in compared if not isinstance(item, str)]
            around = {amount + step for amount in amounts for step in (-1, 0, 1)}
            return tuple(str(item) for item in sorted(around) if item >= 0) or ("1.00",)
        case Kind.DATE:
            return ()
        case Kind.ITEM:
            return (_STANDING, _GONE)
    return (*(str(item) for item in compared), "甲")
