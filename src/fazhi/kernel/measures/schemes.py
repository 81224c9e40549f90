"""Schemes of evaluation (考核体系) as data: dimensions, items, rules of scoring, and what they openly leave out.

An item is either *counted* (an indicator and a rule that turns its figure into points) or *assessed* (the township says
what it did and shows evidence, the county gives points). What no file yields is declared as uncovered, with its weight
and the reason: a scheme adds up to its total only together with what it cannot see. Points are decimals of at most two
places; `declaring_schemes` refuses what does not add up or cannot be reached.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cached_property

from fazhi.kernel.citations import Basis
from fazhi.kernel.measures.indicators import Indicator
from fazhi.kernel.measures.periods import PeriodKind


class ShareOut(StrEnum):
    """Where the points of an item go that is not counted for a unit (too few matters, or excluded)."""

    DIMENSION = "dimension"
    SCHEME = "scheme"
    NONE = "none"

    @property
    def cn(self) -> str:
        """Return the rule in words."""
        return _SHARES[self]


_SHARES = {
    ShareOut.DIMENSION: "不计分的项目，分值按比例分给本方面其他计分的项目；一个方面都不计分的，满分相应减少",
    ShareOut.SCHEME: "不计分的项目，分值按比例分给全部其他计分的项目",
    ShareOut.NONE: "不计分的项目不分摊，满分相应减少",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Linear:
    """Nothing at ``zero`` and beyond, all points at ``full`` and beyond, in proportion between."""

    zero: Decimal
    full: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """(value, points), the best first: whoever reaches a value gets its points; who reaches none gets none."""

    steps: tuple[tuple[Decimal, Decimal], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Met:
    """All points where the value is reached, else none."""

    value: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Deduct:
    """``each`` points less a case, never below ``floor``."""

    each: Decimal
    floor: Decimal


Rule = Linear | Steps | Met | Deduct


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item. ``indicator`` with ``rule``: counted; without: assessed, ``evidence`` says what must be shown.

    ``least``: with fewer matters in the denominator (of a rate its own, else of the indicator ``over``) the item is
    不计分. ``excludes`` says what is left out of the item and why.
    """

    id: str
    name: str
    says: str
    points: Decimal
    basis: Basis
    indicator: Indicator | None = None
    rule: Rule | None = None
    least: int = 0
    over: Indicator | None = None
    evidence: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncovered:
    """What the scheme ought to look at and no file yields yet: its weight, and why."""

    name: str
    points: Decimal
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dimension:
    """One dimension: its items and what of it is not covered make up its points."""

    id: str
    name: str
    says: str
    points: Decimal
    items: tuple[Item, ...]
    uncovered: tuple[Uncovered, ...]

    @property
    def covered(self) -> Decimal:
        """Return the points of its items."""
        return sum((item.points for item in self.items), Decimal(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A band (档) by the percentage reached: ``at`` and above, up to the band before."""

    name: str
    at: Decimal


@dataclass(frozen=True, kw_only=True)
class Scheme:
    """A whole scheme. ``vary``: by how many percent weights are moved to see how far the total hangs on them.

    ``enough``: percent of the covered points that must be counted before a unit is put into a band. ``window``: days
    before the cut-off whose closings are shown beside the score; ``late``: days after which an entry is 补录.
    """

    id: str
    title: str
    says: str
    basis: Basis
    kinds: tuple[PeriodKind, ...]
    total: Decimal
    share: ShareOut
    vary: int
    enough: int
    window: int
    late: int
    dimensions: tuple[Dimension, ...]
    bands: tuple[Band, ...]
    indicators: Mapping[str, Indicator] = field(default_factory=dict)
    source: Mapping[str, object] = field(default_factory=dict)

    @cached_property
    def items(self) -> Mapping[str, Item]:
        """Return all items by id, in their order."""
        return {item.id: item for dimension in self.dimensions for item in dimension.items}

    @property
    def covered(self) -> Decimal:
        """Return the points that can be given at all."""
        return sum((dimension.covered for dimension in self.dimensions), Decimal(0))

    @property
    def uncovered(self) -> Decimal:
        """Return the points of what cannot be recorded so far."""
        return self.total - self.covered

    def band(self, percent: Decimal) -> str:
        """Return the band of a percentage; empty below the last one (or where there are none)."""
        return next((band.name for band in self.bands if percent >= band.at), "")


def share_of(rule: Rule, points: Decimal, value: Fraction, *, up: bool) -> Fraction:
    """Return which share of the points (0 to 1) a value in the unit of the indicator earns; exact."""
    match rule:
        case Linear():
            reached = (value - Fraction(rule.zero)) / Fraction(rule.full - rule.zero)
            return min(max(reached, Fraction(0)), Fraction(1))
        case Steps():
            for step, earned in rule.steps:
                if value >= Fraction(step) if up else value <= Fraction(step):
                    return Fraction(earned) / Fraction(points)
            return Fraction(0)
        case Met():
            return Fraction(int(value >= Fraction(rule.value) if up else value <= Fraction(rule.value)))
    return max(Fraction(points) - Fraction(rule.each) * value, Fraction(rule.floor)) / Fraction(points)
