"""Values of conditions in Kleene's three-valued logic; None is "unknown".

Each node is compiled once to a closure that the node keeps. Total on checked expressions: a value of a kind that the
declaration does not allow counts as unknown, so the gate stays closed and nothing is raised.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Any, Protocol, TypeGuard

from fazhi.kernel.expressions.ast import (
    SHARES,
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
    Share,
    Text,
)
from fazhi.kernel.expressions.items import read_item

Value = bool | int | Decimal | str | date | frozenset[str] | None


class Env(Protocol):
    """Where a condition reads its values. Every answer may be None: not known."""

    def subject(self, name: str, /) -> Value: ...
    def param(self, name: str, /) -> Value: ...
    def field(self, name: str, /) -> Value: ...
    def step_value(self, step: str, attr: str, /) -> Value: ...
    def call(self, fn: str, args: tuple[str, ...], /) -> Value: ...
    def days(self, a: date, b: date, unit: str, /) -> int | None: ...
    def today(self) -> date | None: ...
    def total(self, step: str, attr: str, /) -> int | Decimal: ...


Run = Callable[[Env], Value]


def evaluate(expr: Expr, env: Env) -> Value:
    """Return the value of ``expr``; None when it is unknown. Never raises on a checked expression."""
    try:
        run: Run = expr._run
    except AttributeError:
        run = compile(expr)
    return run(env)


def compile(expr: Expr) -> Run:
    """Return the closure that evaluates ``expr``, built once and kept on the node."""
    try:
        return expr._run
    except AttributeError:
        run = _build(expr)
        # The node is frozen for everyone else; the closure follows from its fields alone.
        object.__setattr__(expr, "_run", run)
        return run


def _build(expr: Expr) -> Run:
    match expr:
        case Bool(value=value) | Int(value=value) | Text(value=value):
            return _constant(value)
        case ListOf(items=items):
            return _constant(frozenset(str(item.value) for item in items))
        case Ref():
            return _ref(expr)
        case Call():
            return _call(expr)
        case Compare():
            return _compare(expr)
        case Not(operand=operand):
            return _not(compile(operand))
        case And(items=parts):
            return _and(tuple(map(compile, parts)))
        case Or(items=parts):
            return _or(tuple(map(compile, parts)))
    raise TypeError(f"has no value: {expr!r}")


def _constant(value: Value) -> Run:
    return lambda env: value


def _ref(expr: Ref) -> Run:
    name, owner = expr.name, expr.owner
    match owner:
        case "subject":
            return lambda env: env.subject(name)
        case "param":
            return lambda env: env.param(name)
        case "field":
            return lambda env: env.field(name)
    return lambda env: env.step_value(owner, name)


def _call(expr: Call) -> Run:
    fn = expr.fn
    if fn == "today":
        return lambda env: env.today()
    if fn == "present":
        return _present(compile(expr.args[0]))
    if fn == "in_force":
        return _in_force(compile(expr.args[0]))
    if fn == "days":
        unit = expr.args[2]
        return _days(compile(expr.args[0]), compile(expr.args[1]), unit.value if isinstance(unit, Text) else "")
    if fn == "sum":
        return _sum(tuple(_addend(arg) for arg in expr.args))
    if fn == "share":
        return _share(compile(expr.args[0]), compile(expr.args[1]))
    if fn == "needed":
        share = expr.args[1]
        return _needed(compile(expr.args[0]), SHARES[share.value if isinstance(share, Text) else ""])
    args = tuple(arg.id if isinstance(arg, Name) else arg.value for arg in expr.args if isinstance(arg, (Name, Text)))
    return lambda env: env.call(fn, args)


def _present(read: Run) -> Run:
    def run(env: Env) -> Value:
        value = read(env)
        return value is not None and value != "" and value != frozenset()

    return run


def _in_force(read: Run) -> Run:
    """What names no item is unknown: the gate stays closed and says what to fill in."""

    def run(env: Env) -> Value:
        value, today = read(env), env.today()
        item = read_item(value) if isinstance(value, str) else None
        return item.on(today) if item is not None and today is not None else None

    return run


def _days(first: Run, second: Run, unit: str) -> Run:
    def run(env: Env) -> Value:
        a, b = first(env), second(env)
        return env.days(a, b, unit) if isinstance(a, date) and isinstance(b, date) else None

    return run


def _addend(expr: Expr) -> Run:
    if isinstance(expr, Ref) and expr.is_step:
        owner, name = expr.owner, expr.name
        return lambda env: env.total(owner, name)
    return compile(expr)


def _sum(parts: tuple[Run, ...]) -> Run:
    def run(env: Env) -> Value:
        whole: int | Decimal = 0
        for part in parts:
            value = part(env)
            if not _is_number(value):
                return None
            whole += value
        return whole

    return run


def _share(part: Run, whole: Run) -> Run:
    """A share is rounded up: what is over ten per cent by a fen is eleven, so that a bound is kept to the fen."""

    def run(env: Env) -> Value:
        a, b = part(env), whole(env)
        if not _is_number(a) or not _is_number(b) or b <= 0:
            return None
        return ceil(Fraction(a) * 100 / Fraction(b))

    return run


def _needed(whole: Run, share: Share) -> Run:
    """Counted in whole people: two thirds of 100 are 67. Of nobody no share can be reached, so that is unknown."""

    def run(env: Env) -> Value:
        number = whole(env)
        if not isinstance(number, int) or isinstance(number, bool) or number <= 0:
            return None
        return share.of(number)

    return run


def _is_number(value: Value) -> TypeGuard[int | Decimal]:
    if isinstance(value, Decimal):
        return value.is_finite()
    return isinstance(value, int) and not isinstance(value, bool)


_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def _compare(expr: Compare) -> Run:
    left = compile(expr.left)
    if expr.op == "in":
        if isinstance(expr.right, ListOf):
            return _among(left, frozenset(item.value for item in expr.right.items))
        return _member(left, compile(expr.right))
    test = _OPERATORS[expr.op]
    if isinstance(expr.right, (Int, Text)):
        return _compare_constant(left, test, expr.right.value)
    return _compare_values(left, test, compile(expr.right))


def _compare_constant(left: Run, test: Callable[[Any, Any], bool], constant: int | str) -> Run:
    def run(env: Env) -> Value:
        value = left(env)
        if value is None:
            return None
        try:
            return test(value, constant)
        except (TypeError, ArithmeticError):
            return None

    return run


def _compare_values(left: Run, test: Callable[[Any, Any], bool], right: Run) -> Run:
    def run(env: Env) -> Value:
        a, b = left(env), right(env)
        if a is None or b is None:
            return None
        try:
            return test(a, b)
        except (TypeError, ArithmeticError):
            return None

    return run


def _among(left: Run, values: frozenset[int | str]) -> Run:
    def run(env: Env) -> Value:
        value = left(env)
        return value in values if isinstance(value, (int, str)) else _equals_any(value, values)

    return run


def _equals_any(value: Value, values: frozenset[int | str]) -> Value:
    """Only a finite amount of money is comparable with listed values; a signalling NaN cannot even be hashed."""
    return value in values if isinstance(value, Decimal) and value.is_finite() else None


def _member(left: Run, right: Run) -> Run:
    def run(env: Env) -> Value:
        value, held = left(env), right(env)
        return value in held if isinstance(value, str) and isinstance(held, frozenset) else None

    return run


def _not(operand: Run) -> Run:
    def run(env: Env) -> Value:
        value = operand(env)
        return False if value is True else True if value is False else None

    return run


def _and(parts: tuple[Run, ...]) -> Run:
    """Only a False ends the search early: an unknown part may still be followed by a False one."""
    if len(parts) == 2:
        first, second = parts

        def both(env: Env) -> Value:
            a = first(env)
            if a is False:
                return False
            b = second(env)
            if b is False:
                return False
            return True if a is True and b is True else None

        return both

    def run(env: Env) -> Value:
        result: Value = True
        for part in parts:
            value = part(env)
            if value is False:
                return False
            if value is not True:
                result = None
        return result

    return run


def _or(parts: tuple[Run, ...]) -> Run:
    """Only a True ends the search early: an unknown part may still be followed by a True one."""
    if len(parts) == 2:
        first, second = parts

        def either(env: Env) -> Value:
            a = first(env)
            if a is True:
                return True
            b = second(env)
            if b is True:
                return True
            return False if a is False and b is False else None

        return either

    def run(env: Env) -> Value:
        result: Value = False
        for part in parts:
            value = part(env)
            if value is True:
                return True
            if value is not False:
                result = None
        return result

    return run
