"""How dates, sums and numbers are written on official papers.

Sums in words follow 正确填写票据和结算凭证的基本规定: 壹贰叁, 整 after 元 or 角, 零 where places are skipped.
"""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

_CAPITALS: Final = "零壹贰叁肆伍陆柒捌玖"
_PLACES: Final = ("", "拾", "佰", "仟")
_GROUPS: Final = ("", "万", "亿", "万亿")
LARGEST: Final = Decimal(10) ** 16
"""Sums below this can be written in words."""


def cn_date(day: date) -> str:
    """Return 2026年11月21日."""
    return f"{day.year}年{day.month}月{day.day}日"


def table_date(day: date) -> str:
    """Return 2026-11-21, as tables write it."""
    return day.isoformat()


def money(amount: Decimal) -> str:
    """Return a sum as papers print it: 42800.00元."""
    return f"{amount.quantize(Decimal('0.01'), rounding=ROUND_HALF_UP)}元"


def capital(amount: Decimal) -> str:
    """Return a sum in words: 肆万贰仟捌佰元整. A sum that has no words (negative, too large) stays in figures.

    >>> capital(Decimal("1409.50")), capital(Decimal("6007.14")), capital(Decimal("107000.53"))
    ('壹仟肆佰零玖元伍角整', '陆仟零柒元壹角肆分', '壹拾万柒仟元零伍角叁分')
    """
    rounded = amount.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    if not 0 <= rounded < LARGEST:
        return money(amount)
    cents = int(rounded * 100)
    yuan, jiao, fen = cents // 100, cents // 10 % 10, cents % 10
    words = _yuan(yuan) + "元" if yuan else ""
    if not jiao and not fen:
        return (words or "零元") + "整"
    if yuan and (not jiao or yuan % 10 == 0):
        words += "零"
    if jiao:
        words += _CAPITALS[jiao] + "角"
    return words + (f"{_CAPITALS[fen]}分" if fen else "整")


def _yuan(number: int) -> str:
    groups = []
    while number:
        number, rest = divmod(number, 10_000)
        groups.append(rest)
    words = ""
    for index in range(len(groups) - 1, -1, -1):
        group = groups[index]
        if not group:
            continue
        if words and (group < 1000 or not groups[index + 1]):
            words += "零"
        words += _four(group) + _GROUPS[index]
    return words


def _four(number: int) -> str:
    words, pending = "", False
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if digit:
            words += ("零" if pending else "") + _CAPITALS[digit] + _PLACES[place]
            pending = False
        elif words:
            pending = True
    return words
