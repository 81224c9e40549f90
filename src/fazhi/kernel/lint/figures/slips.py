"""What a relation between figures yields: a slip, or the plain note that it was checked."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from .numbers import Number

__all__ = ["Checked", "Slip", "agrees", "agrees_mean", "plain", "quotient", "shown", "shown_percent"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """A figure that does not agree with those it stands beside. Offsets are those of the sentence."""

    start: int
    end: int
    message: str
    suggestion: str = ""
    mild: bool = False
    """Whether the relation is likely and not certain: shown as something to check."""
    short: bool = False
    """Whether it holds only where the list ends with the sentence: parts that come to less than their total."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A figure that was compared and agrees (``start``: where it stands)."""

    start: int


def agrees(stated: Number, low: Fraction, high: Fraction, scale: int = 1) -> bool:
    """Say whether a stated figure can be the rounded form of a true one that lies in [low, high].

    Rounded half up at its printed decimals; cut off behind them is let pass where it has any, since offices do so and
    the difference is below one printed unit. ``scale`` multiplies the true value first (100 for percent).
    """
    low, high = low * scale, high * scale
    if high >= stated.low and low <= stated.high:
        return True
    cut = stated.decimals > 0 and not stated.hedged
    return cut and high >= stated.value and low < stated.value + stated.step


def agrees_mean(stated: Number, low: Fraction, high: Fraction) -> bool:
    """Say whether an average can be that of a true one in [low, high], rounded or cut off at its last printed place."""
    return low - stated.step / 2 <= stated.value <= high + stated.step / 2 or (
        stated.value <= high and low < stated.value + stated.step
    )


def quotient(part: Number, whole: Number) -> tuple[Fraction, Fraction] | None:
    """Return the least and greatest share that two counts allow, or None where the whole may be nothing."""
    if whole.low <= 0:
        return None
    return part.low / whole.high, part.high / whole.low


def shown(value: Fraction) -> str:
    """Return a count as an office writes it: whole where it is whole, in 万 where that is shorter."""
    if value >= 10**5 and value.denominator == 1 and value.numerator % 1000 == 0:
        return shown(value / 10**4) + "万"
    return plain(value)


def plain(value: Fraction) -> str:
    """Return a number in digits, up to four behind the point."""
    if value.denominator == 1:
        return str(value.numerator)
    return f"{float(value):.4f}".rstrip("0").rstrip(".")


def shown_percent(share: Fraction, decimals: int) -> str:
    """Return a share (0 to 1 and beyond) in percent, rounded half up at so many decimals."""
    power = 10**decimals
    whole = int(abs(share) * 100 * power + Fraction(1, 2))
    text = f"{whole // power}" + (f".{whole % power:0{decimals}d}" if decimals else "")
    return ("-" if share < 0 and whole else "") + text + "%"
