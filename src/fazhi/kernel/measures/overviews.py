"""Overviews (总览) as data: which figures stand on top, which beside each unit, what is drawn by month and by days.

An overview is declared in ``packs/overviews``, one for each area of work; a page draws whichever there are. It ranks
nothing: units stand in administrative order, and a rate on too small a denominator is not drawn.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from fazhi.kernel.errors import PackError
from fazhi.kernel.measures.indicators import Indicator, Unit
from fazhi.kernel.measures.model import Measure, MeasureKind
from fazhi.kernel.procedures.tables import Table

MOST = 6
"""Figures on top, and columns beside the units: more than an A4 page holds is a register, not an overview."""


class Tone(StrEnum):
    """How a part of a bar is drawn, always with its word beside: as it should be, to be looked at, unlawful."""

    PLAIN = "plain"
    AMBER = "amber"
    RED = "red"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of the bar of a month: how often a measure counted, under some of its slices (none named: all)."""

    name: str
    measure: Measure
    slices: tuple[str, ...]
    tone: Tone


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A measure told apart by its slice: reasons, conclusions, kinds."""

    title: str
    measure: Measure


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """One area. ``rate`` is drawn as a point on a line for every unit; ``spread`` a duration by days.

    ``months`` may be absent only where every figure is asked of people: nothing of it happens month by month.
    """

    id: str
    title: str
    says: str
    headline: tuple[Indicator, ...]
    columns: tuple[Indicator, ...]
    rate: Indicator | None
    months: tuple[Part, ...]
    months_title: str
    spread: Measure | None
    spread_title: str
    shares: tuple[Share, ...]

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """Return every indicator on the page once."""
        named = (*self.headline, *self.columns, *((self.rate,) if self.rate else ()))
        return tuple({one.id: one for one in named}.values())


def read_overview(
    data: Mapping[str, object], name: str, indicators: Mapping[str, Indicator], measures: Mapping[str, Measure]
) -> Overview:
    """Return one overview. Raises PackError for an unknown key, indicator or measure, or one of the wrong kind."""
    top = Table(data, "")
    rate = top.maybe("rate")
    spread = top.table("spread") if top.has("spread") else None
    months = top.table("months") if top.has("months") else None
    found = Overview(
        id=name,
        title=top.text("title"),
        says=top.text("says"),
        headline=_figures(top, "headline", indicators),
        columns=_figures(top, "columns", indicators),
        rate=None if rate is None else _rate(rate, top.at("rate"), indicators),
        months_title="" if months is None else months.text("title"),
        months=() if months is None else tuple(_part(table, measures) for table in months.tables("part")),
        spread=None if spread is None else _measure(spread, measures, MeasureKind.DURATION),
        spread_title="" if spread is None else spread.text("title"),
        shares=tuple(_share(table, measures) for table in top.tables("share")),
    )
    if not found.months and (months is not None or any(one.asked is None for one in found.indicators)):
        raise PackError("没有写逐月画什么", where=top.at("months.part"), hint="至少写一个 [[months.part]]")
    for table in (*((months,) if months else ()), *((spread,) if spread else ()), top):
        table.done()
    return found


def _share(table: Table, measures: Mapping[str, Measure]) -> Share:
    made = Share(title=table.text("title"), measure=_measure(table, measures, sliced=True))
    table.done()
    return made


def _figures(top: Table, key: str, indicators: Mapping[str, Indicator]) -> tuple[Indicator, ...]:
    names = top.texts(key)
    if not 1 <= len(names) <= MOST:
        raise PackError(f"应写 1 至 {MOST} 个指标，写了 {len(names)} 个", where=top.at(key))
    return tuple(_indicator(name, top.at(key), indicators) for name in names)


def _indicator(name: str, where: str, indicators: Mapping[str, Indicator]) -> Indicator:
    if name not in indicators:
        raise PackError(f"没有“{name}”这一指标", where=where, hint="fazhi indicators list 列出全部")
    return indicators[name]


def _rate(name: str, where: str, indicators: Mapping[str, Indicator]) -> Indicator:
    found = _indicator(name, where, indicators)
    if found.unit is not Unit.PERCENT or not found.is_rate:
        raise PackError(f"“{found.name}”不是比率，不能画在一条线上", where=where)
    return found


def _part(table: Table, measures: Mapping[str, Measure]) -> Part:
    made = Part(
        name=table.text("name"),
        measure=_measure(table, measures),
        slices=table.texts("slices"),
        tone=Tone(table.choice("tone", [tone.value for tone in Tone])),
    )
    if made.slices and made.measure.by is None:
        raise PackError(f"“{made.measure.name}”没有分类，不能只取几类", where=table.at("slices"))
    if made.measure.kind not in {MeasureKind.FLOW, MeasureKind.DURATION}:
        raise PackError(f"“{made.measure.name}”不是按发生计的，不能逐月画", where=table.at("measure"))
    table.done()
    return made


def _measure(
    table: Table, measures: Mapping[str, Measure], kind: MeasureKind | None = None, *, sliced: bool = False
) -> Measure:
    name = table.text("measure")
    if name not in measures:
        raise PackError(f"没有“{name}”这一计量", where=table.at("measure"))
    found = measures[name]
    if kind is not None and found.kind is not kind:
        raise PackError(f"“{found.name}”不是用时", where=table.at("measure"))
    if sliced and (found.by is None or found.kind is not MeasureKind.FLOW):
        raise PackError(f"“{found.name}”没有分类", where=table.at("measure"))
    return found
