"""Stored answers and typed values: text in the ledger, Decimal and date in conditions."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

from fazhi.kernel.expressions import Kind, Type, Value, read_item
from fazhi.kernel.procedures.events import SEALED, FieldValue

SealedText = SEALED
"""What a condition sees of a sealed value: something is there."""


YEARS: Final = range(1900, 2200)
"""Years a date of an office can lie in; the same as everywhere dates are read."""

WHOLE: Final = 2**53
"""Whole numbers are smaller than this: what the canonical form of the ledger holds exactly."""

MONEY_DIGITS: Final = 15
"""Digits before the point of an amount of money."""


# Members of an enumeration, looked up once: to find one by its name takes Python 3.11 longer than to compare it.
_BOOL, _INT, _MONEY, _DATE = Kind.BOOL, Kind.INT, Kind.MONEY, Kind.DATE
_SET, _ITEM = Kind.SET, Kind.ITEM


def typed(value: FieldValue | None, type_: Type) -> Value | None:
    """Return a stored answer as a value of its type; ``None`` where it is absent, empty or not of that type."""
    if value is None or value == "" or value == ():
        return None
    if value == SEALED:
        return SEALED
    kind = type_.kind
    if kind is _BOOL:
        return value if isinstance(value, bool) else None
    if kind is _INT:
        return value if isinstance(value, int) and not isinstance(value, bool) else None
    if kind is _MONEY:
        return _money_of(value)
    if kind is _DATE:
        return _date_of(value)
    if kind is _SET:
        return frozenset(value) if isinstance(value, tuple) else None
    if kind is _ITEM:
        return value if isinstance(value, str) and read_item(value) is not None else None
    return value if isinstance(value, str) else None


def _money_of(value: FieldValue) -> Decimal | None:
    if isinstance(value, bool | tuple):
        return None
    try:
        return Decimal(value)
    except InvalidOperation:
        return None


def _date_of(value: FieldValue) -> date | None:
    if not isinstance(value, str):
        return None
    try:
        found = date.fromisoformat(value)
    except ValueError:
        return None
    return found if found.year in YEARS else None


def stored(value: Value) -> FieldValue:
    """Return a value of a condition as an answer is stored: money and dates as text, a set as its sorted members."""
    if isinstance(value, frozenset):
        return tuple(sorted(str(item) for item in value))
    return value if isinstance(value, bool | int | str) else str(value)


def choices(names: tuple[str, ...]) -> str:
    """Return names in print, each in quotes: some hold a 、 themselves."""
    return "、".join(f"“{name}”" for name in names)


def problem_with(value: FieldValue, type_: Type) -> str | None:
    """Return what is wrong with an answer as the end of a Chinese sentence, or ``None``."""
    if value == SEALED:
        return None
    if typed(value, type_) is None:
        return _WRONG[type_.kind]
    if type_.kind is Kind.INT and isinstance(value, int) and abs(value) >= WHOLE:
        return "数字过大，请核对"
    if type_.kind is Kind.ENUM and value not in type_.values:
        return f"只能是：{choices(type_.values)}"
    if type_.kind is Kind.SET and isinstance(value, tuple) and not set(value) <= set(type_.values):
        return f"只能从以下选择：{choices(type_.values)}"
    if type_.kind is Kind.MONEY:
        amount = _money_of(value)
        if amount is None or not amount.is_finite() or amount < 0:
            return "须为不小于零的金额（元）"
        if amount.adjusted() >= MONEY_DIGITS:
            return "数额过大，请核对"
        exponent = amount.as_tuple().exponent
        if isinstance(exponent, int) and exponent < -2:
            return "至多两位小数（元、角、分）"
    return None


_WRONG = {
    Kind.BOOL: "须选择是或者否",
    Kind.INT: "须为整数",
    Kind.MONEY: "须为金额（元），例如 42800.00",
    Kind.TEXT: "须为文字",
    Kind.DATE: "须为日期，例如 2026-11-21",
    Kind.ENUM: "须从选项中选择",
    Kind.SET: "须从选项中选择",
    Kind.ITEM: "须为权责清单上的事项，从列出的事项中选择或者填写事项编码",
}
