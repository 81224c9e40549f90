"""From figures and given points to the score of a unit, and how far that score hangs on the weights. Pure and exact.

Each item is rounded once, to two decimals; the total is the sum of the rounded ones, so that anybody can add it up
by hand. Nothing here knows of other units: there is no rank.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from fazhi.kernel.measures.indicators import Direction, Figure
from fazhi.kernel.measures.indicators import Unit as MeasuredIn
from fazhi.kernel.measures.schemes import Dimension, Item, Scheme, ShareOut, share_of

_HUNDREDTH = Decimal("0.01")


def rounded(exact: Fraction) -> Decimal:
    """Return a number rounded half up to two decimals."""
    return (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(_HUNDREDTH, rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What is known of one item of one unit: its figure (and that of its denominator), points given, its exclusion."""

    figure: Figure | None = None
    over: Figure | None = None
    given: Decimal | None = None
    excluded: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """One item scored. ``weight``: the points it counts for here, shares of others included; 0: 不计分, and ``why``.

    ``score`` is ``None`` where it is not counted or not scored yet (``open``). ``reckoned``: what the figure alone
    gives.
    """

    item: Item
    evidence: Evidence
    weight: Fraction
    score: Decimal | None
    reckoned: Decimal | None
    why: str = ""

    @property
    def counted(self) -> bool:
        """Say whether the item counts for this unit."""
        return self.weight > 0

    @property
    def open(self) -> bool:
        """Say whether the item counts and nobody has scored it yet."""
        return self.counted and self.score is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One dimension scored."""

    dimension: Dimension
    items: tuple[Scored, ...]

    @property
    def weight(self) -> Fraction:
        """Return the points that its scored items count for."""
        return sum((one.weight for one in self.items if one.score is not None), Fraction(0))

    @property
    def score(self) -> Decimal:
        """Return the sum of its items."""
        return sum((one.score for one in self.items if one.score is not None), Decimal(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The score of one unit. ``percent`` of what could be reached here; ``None`` where nothing counts.

    ``why`` says why there is no band although there is a percentage.
    """

    scheme: Scheme
    parts: tuple[Part, ...]
    percent: Decimal | None
    band: str
    why: str = ""

    @property
    def items(self) -> Iterator[Scored]:
        """Yield all items in their order."""
        return (one for part in self.parts for one in part.items)

    @property
    def score(self) -> Decimal:
        """Return the sum of all items."""
        return sum((part.score for part in self.parts), Decimal(0))

    @property
    def reach(self) -> Decimal:
        """Return the points that could be reached here, rounded."""
        return rounded(sum((part.weight for part in self.parts), Fraction(0)))

    @property
    def open(self) -> tuple[Scored, ...]:
        """Return the items nobody has scored yet."""
        return tuple(one for one in self.items if one.open)

    def item(self, name: str) -> Scored | None:
        """Return an item by its id."""
        return next((one for one in self.items if one.item.id == name), None)


def score(scheme: Scheme, known: Mapping[str, Evidence]) -> Outcome:
    """Return the score of a unit from what is known of each item; an item that is missing there is one unscored."""
    held = {name: known.get(name, Evidence()) for name in scheme.items}
    why = {name: why_not(item, held[name]) for name, item in scheme.items.items()}
    parts = tuple(
        Part(
            dimension=dimension,
            items=tuple(
                _scored(item, held[item.id], why[item.id], _factor(scheme, dimension, why)) for item in dimension.items
            ),
        )
        for dimension in scheme.dimensions
    )
    return _banded(scheme, parts)


def why_not(item: Item, evidence: Evidence) -> str:
    """Return why an item is 不计分 for a unit; empty where it counts."""
    if evidence.excluded:
        return evidence.excluded
    if item.indicator is None:
        return ""
    figure = evidence.figure
    if figure is None or figure.value is None:
        return figure.why if figure is not None and figure.why else "没有可计的数据"
    below = figure.under if item.indicator.is_rate else evidence.over.value if evidence.over is not None else None
    if item.least and (below is None or below < item.least):
        name = "分母" if item.over is None else f"“{item.over.name}”"
        return f"{name}不足 {item.least} 件"
    return ""


def _factor(scheme: Scheme, dimension: Dimension, why: Mapping[str, str]) -> Fraction:
    """Return by how much the points of counted items grow, because those that are not counted are shared out."""
    if scheme.share is ShareOut.NONE:
        return Fraction(1)
    among = dimension.items if scheme.share is ShareOut.DIMENSION else tuple(scheme.items.values())
    counted = sum((item.points for item in among if not why[item.id]), Decimal(0))
    whole = sum((item.points for item in among), Decimal(0))
    return Fraction(whole) / Fraction(counted) if counted else Fraction(1)


def _scored(item: Item, evidence: Evidence, why: str, factor: Fraction) -> Scored:
    if why:
        return Scored(item=item, evidence=evidence, weight=Fraction(0), score=None, reckoned=None, why=why)
    weight = Fraction(item.points) * factor
    share = _reckoned(item, evidence.figure)
    reckoned = None if share is None else rounded(share * weight)
    given = None if evidence.given is None else rounded(Fraction(evidence.given) * factor)
    return Scored(
        item=item, evidence=evidence, weight=weight, score=reckoned if given is None else given, reckoned=reckoned
    )


def _reckoned(item: Item, figure: Figure | None) -> Fraction | None:
    if item.indicator is None or item.rule is None or figure is None or figure.value is None:
        return None
    scale = {MeasuredIn.PERCENT: Fraction(100), MeasuredIn.YUAN: Fraction(1, 100)}.get(item.indicator.unit, Fraction(1))
    return share_of(item.rule, item.points, figure.value * scale, up=item.indicator.direction is Direction.UP)


def _banded(scheme: Scheme, parts: tuple[Part, ...]) -> Outcome:
    percent = percent_of((part.weight, part.score, Fraction(1)) for part in parts)
    counted = sum((one.item.points for part in parts for one in part.items if one.counted), Decimal(0))
    waiting = sum(one.open for part in parts for one in part.items)
    why = ""
    if percent is None:
        why = "没有可以计分的项目"
    elif waiting:
        why = f"还有 {waiting} 项没有评分"
    elif counted * 100 < scheme.covered * scheme.enough:
        why = f"计分的项目不足应计分值的 {scheme.enough}%，不分档"
    band = "" if why or percent is None else scheme.band(percent)
    return Outcome(scheme=scheme, parts=parts, percent=percent, band=band, why=why)


def percent_of(parts: Iterator[tuple[Fraction, Decimal, Fraction]]) -> Decimal | None:
    """Return the percentage reached over (weight, score, by how much the weight is moved); ``None`` without weight."""
    reached = weight = Fraction(0)
    for own, earned, moved in parts:
        reached += Fraction(earned) * moved
        weight += own * moved
    return rounded(reached / weight * 100) if weight else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """What happens to the percentage when the weight of one dimension is moved down and up, the others staying."""

    dimension: Dimension
    down: Decimal
    down_band: str
    up: Decimal
    up_band: str
    most: Decimal
    changes: bool


def sensitivity(outcome: Outcome, by: int) -> tuple[Shift, ...]:
    """Return, for each dimension that counts, the percentage and band with its weight moved by ``by`` percent.

    Only where there is a percentage; a unit without a band has none here either, and nothing to change.
    """
    if outcome.percent is None:
        return ()
    found = []
    for part in outcome.parts:
        if part.weight == 0:
            continue
        down, up = (_moved(outcome, part, 1 + Fraction(sign * by, 100)) for sign in (-1, 1))
        banded = bool(outcome.band)
        bands = [outcome.scheme.band(value) if banded else "" for value in (down, up)]
        found.append(
            Shift(
                dimension=part.dimension, down=down, down_band=bands[0], up=up, up_band=bands[1],
                most=max(abs(down - outcome.percent), abs(up - outcome.percent)),
                changes=any(band != outcome.band for band in bands),
            )
        )  # fmt: skip
    return tuple(found)


def _moved(outcome: Outcome, which: Part, factor: Fraction) -> Decimal:
    moved = percent_of((part.weight, part.score, factor if part is which else Fraction(1)) for part in outcome.parts)
    if moved is None:
        raise AssertionError(which.dimension.id)
    return moved
