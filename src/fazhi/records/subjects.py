"""What a figure can be asked of: an indicator by its name, or a measure, read in one of the ways its kind allows.

``review_rate`` is an indicator, ``legality_review.days`` a measure read as usual, ``legality_review.days.mean`` the
same read as a mean. A measure is answered as an indicator whose formula is that one reading.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from fazhi.kernel.errors import FazhiError
from fazhi.kernel.measures import (
    READINGS,
    Direction,
    Indicator,
    Measure,
    MeasureKind,
    Reading,
    Unit,
    parse_formula,
    parts,
)
from fazhi.kernel.measures.formula import Binary, Earlier, Formula, Other
from fazhi.packs import measures as pack
from fazhi.packs import procedures

LIMITED: Final = "within"
"""A reading that needs a number of days besides: asked for as an indicator only."""

_USUAL: Final[Mapping[MeasureKind, str]] = {
    MeasureKind.FLOW: "sum",
    MeasureKind.STOCK: "closing",
    MeasureKind.LATE: "closing",
    MeasureKind.DURATION: "times",
    MeasureKind.DISTINCT: "distinct",
}
_DAYS: Final = frozenset({"total", "mean", "median", "longest"})
_PARTS: Final = frozenset({"mean", "median"})


def readings(measure: Measure) -> tuple[str, ...]:
    """Return in which ways a measure can be read, the usual one first."""
    usual = _USUAL[measure.kind]
    others = [how for how, (_, kinds) in READINGS.items() if measure.kind in kinds and how not in {usual, LIMITED}]
    return usual, *others


def keys(measure: Measure) -> tuple[str, ...]:
    """Return what the readings of a measure are called, the usual one by the measure's own name."""
    return measure.id, *(f"{measure.id}.{how}" for how in readings(measure)[1:])


def subject(key: str) -> Indicator:
    """Return what ``key`` names. Raises FazhiError where there is no such indicator, measure or reading."""
    found = pack.indicators().get(key)
    if found is not None:
        return found
    procedure, _, rest = key.partition(".")
    name, _, how = rest.partition(".")
    measure = pack.every().get(f"{procedure}.{name}")
    if measure is None or (how and how not in readings(measure)):
        raise FazhiError(
            f"没有“{key[:80]}”这一指标或者计量", hint="fazhi indicators list、fazhi indicators measures 列出全部"
        )
    return _of(measure, how or readings(measure)[0], key)


def _of(measure: Measure, how: str, key: str) -> Indicator:
    name = measure.name if how == readings(measure)[0] else f"{measure.name}（{READINGS[how][0]}）"
    source = f"{how}({measure.id})"
    return Indicator(
        id=key,
        name=name,
        area=procedures.get(measure.procedure).title,
        says=measure.says,
        formula=parse_formula(source, pack.every()),
        source=source,
        unit=_unit(measure, how),
        direction=Direction.NEITHER,
        digits=1 if how in _PARTS else 2 if measure.money and how == "sum" else 0,
    )


def _unit(measure: Measure, how: str) -> Unit:
    if how in _DAYS:
        return Unit.WORKING_DAYS if measure.unit == "working_day" else Unit.DAYS
    return Unit.YUAN if measure.money and how == "sum" else Unit.COUNT


def told_apart(indicator: Indicator) -> bool:
    """Say whether a figure can be told apart by kind: all it rests on is sorted by the same thing, of one procedure."""
    found = _readings(indicator.formula)
    measures = [pack.every()[one.measure] for one in found]
    sorts = {
        (one.procedure, (one.by.source, *(expr.source for expr in one.also)), one.each)
        for one in measures
        if one.by is not None
    }
    return (
        bool(found)
        and len(sorts) == 1
        and all(one.by is not None for one in measures)
        and not any(one.slices for one in found)
    )


def of_kind(indicator: Indicator, kind: str) -> Indicator:
    """Return an indicator that counts one kind only (`told_apart` must hold)."""
    return replace(indicator, formula=_only(indicator.formula, kind))


def _readings(formula: Formula) -> list[Reading]:
    found: list[Reading] = []
    for part in parts(formula):
        found += [part] if isinstance(part, Reading) else _readings(pack.indicators()[part.indicator].formula)
    return found


def _only(formula: Formula, kind: str) -> Formula:
    match formula:
        case Reading():
            return Reading(formula.measure, formula.how, (kind,), formula.limit)
        case Other():
            return _only(pack.indicators()[formula.indicator].formula, kind)
        case Earlier():
            return Earlier(_only(formula.inner, kind))
        case Binary():
            return Binary(formula.op, _only(formula.left, kind), _only(formula.right, kind))
    return formula
