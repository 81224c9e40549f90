"""What is said of a total that its parts do not make: the mistakes of ``sums`` and ``rests``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum
from fractions import Fraction

from .numbers import Number
from .slips import Slip, shown

__all__ = ["Summed", "near", "told"]

_FEW = 10**6
"""Amounts in whole 万元 below this are sums agreed upon (two digits at most), not rounded ones."""


class Summed(Enum):
    """Which mistake."""

    SUM = "Q002"
    UNIT = "Q004"
    PART = "Q012"


def _slack(number: Number) -> Fraction:
    """Return by how much a part may be off through rounding."""
    if number.hedged:
        return number.high - number.low
    if number.unit == "元" and not number.decimals and number.step == 10**4 and number.value < _FEW:
        return Fraction(0)
    return (number.high - number.low) / 2


def near(value: Fraction, parts: Sequence[Number], total: Number) -> bool:
    """Say whether a sum can be the total at the rounding of all that is printed."""
    slack = sum((_slack(part) for part in parts), start=_slack(total))
    off = abs(value - total.value)
    return total.low <= value <= total.high or off < slack or value == total.value


def told(
    total: Number, parts: Sequence[Number], value: Fraction, *, mild: bool = False
) -> Iterator[tuple[Summed, Slip]]:
    """Yield that the parts come to another value than the total."""
    for power in (10**4, 10**8):
        if total.unit == "元" and value and (total.value in (value * power, value / power)):
            yield (
                Summed.UNIT,
                Slip(
                    start=total.start,
                    end=total.end,
                    message=f"各项相加为 {shown(value)} 元，合计写的是 {shown(total.value)} 元，疑似“元”“万元”混用",
                    suggestion="核对各项和合计的单位",
                ),
            )
            return
    numerals = "+".join(shown(part.value) for part in parts)
    yield (
        Summed.SUM,
        Slip(
            start=total.start,
            end=total.end,
            message=f"各项相加 {numerals}={shown(value)}，与所写的 {shown(total.value)} 不符",
            suggestion=f"核对各项和合计；各项无误的，合计应为 {shown(value)}",
            mild=mild,
        ),
    )
