"""What an overview (总览) shows of a unit: figures beside those of a year before, its units side by side, months, days.

Everything is read from the sums; what is late today is counted from the open duties.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Count, F, Q

from fazhi.kernel.errors import FazhiError
from fazhi.kernel.measures import (
    Cell,
    Figure,
    Indicator,
    Overview,
    Period,
    Reading,
    figure,
    histogram,
    measures_of,
    parts,
    sentence,
)
from fazhi.kernel.measures import Unit as In
from fazhi.packs import measures as pack
from fazhi.records import access, figures, queries
from fazhi.records.access import Denied, Grants, UnitAction
from fazhi.records.figures import Asked, Counts
from fazhi.records.ledger import figures as rows
from fazhi.records.models import Task, Unit

SEE: Final = access.ALLOWED_ON_UNIT[UnitAction.SEE_FORMS]
"""Who sees the figures of a unit, in forms as on this page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """Open duties past their last day: under a term set by law, and under one the county or town set."""

    statutory: int = 0
    local: int = 0

    @property
    def all(self) -> int:
        """Return both together."""
        return self.statutory + self.local


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRow:
    """One unit beside the others: its figures by indicator, how often each part of the months counted, what is late.

    ``months``: for each part of the overview, (year, month) -> how many. ``unit`` None: what lies at the upper unit
    itself and at none below it.
    """

    unit: Unit | None
    name: str
    figures: Mapping[str, Figure]
    months: tuple[Mapping[tuple[int, int], int], ...]
    late: Late


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """All an overview shows. ``before`` are the figures of the same period a year before."""

    overview: Overview
    unit: Unit
    period: Period
    on: date
    whole: UnitRow
    before: Mapping[str, Figure]
    units: tuple[UnitRow, ...]
    spread: Mapping[int, int]
    shares: tuple[tuple[str, tuple[tuple[str, int], ...]], ...]


def units_seen(grants: Grants, on: date) -> tuple[Unit, ...]:
    """Return the units whose figures one may see, and which have figures of their own: counties, towns, offices."""
    return queries.units_of(grants, on, SEE)


def unit_of(grants: Grants, on: date, code: str) -> Unit:
    """Return the unit named (the first one may see, without a name). Raises Denied."""
    found = units_seen(grants, on)
    chosen = next((unit for unit in found if unit.code == code), None) if code else next(iter(found), None)
    if chosen is None:
        raise Denied("您没有查看这个单位总数的权限", hint="经办人在事项和台账里看自己的件")
    return chosen


def seen(overview: Overview, unit: Unit, period: Period, on: date) -> Seen:
    """Return an overview of a unit for a period. Raises FazhiError for a period that has not begun."""
    _begun(period, on)
    below = tuple(Unit.objects.filter(parent=unit).order_by("path"))
    paths = [unit.path, *(one.path for one in below)]
    asked = Asked(path=unit.path, period=period)
    shown = figures.side_by_side(overview.indicators, asked, paths)
    months = _months(overview, asked, paths)
    late = _late(unit, paths, on)
    rows_ = {
        path: UnitRow(
            unit=one,
            name=one.short,
            figures={item.indicator.id: item for item in shown[path]},
            months=months[path],
            late=late[path],
        )
        for path, one in zip(paths, (unit, *below), strict=True)
    }
    spread, shares = _told_apart(overview, asked)
    year_before = Asked(path=unit.path, period=period.year_before())
    return Seen(
        overview=overview,
        unit=unit,
        period=period,
        on=on,
        whole=rows_[unit.path],
        before={item.indicator.id: item for item in figures.figures(overview.headline, year_before)},
        units=tuple(rows_[one.path] for one in below if _counts(rows_[one.path], on)),
        spread=spread,
        shares=shares,
    )


def _begun(period: Period, on: date) -> None:
    if period.first > on:
        raise FazhiError(f"{period.title}还没有开始", hint=f"今天是{on.isoformat()}")


def _counts(row: UnitRow, on: date) -> bool:
    """Say whether a unit stands in the table: it is there today, or there is something of it in the period."""
    unit = row.unit
    there = unit is not None and (unit.ends is None or unit.ends >= on)
    return there or any(item.value for item in row.figures.values()) or bool(row.late.all)


def _months(overview: Overview, asked: Asked, paths: Sequence[str]) -> dict[str, tuple[Counter[tuple[int, int]], ...]]:
    names = sorted({part.measure.id for part in overview.months})
    found = {path: tuple(Counter[tuple[int, int]]() for _ in overview.months) for path in paths}
    first, last = figures.slot(asked.period.first), figures.slot(asked.period.last)
    for where, measure, by, slot, n in rows.sums_by_slot(names, asked.path, first, last):
        month = (slot // 24, slot % 24 // 2 + 1)
        for path in paths:
            if where.startswith(path):
                for part, counter in zip(overview.months, found[path], strict=True):
                    if part.measure.id == measure and (not part.slices or by in part.slices):
                        counter[month] += int(n)
    return found


def _late(unit: Unit, paths: Sequence[str], on: date) -> dict[str, Late]:
    past = Task.objects.filter(access.under("matter__unit_path", unit.path), due__lt=on, paused=False)
    listed = past.values(path=F("matter__unit_path")).annotate(
        law=Count("pk", filter=Q(statutory=True)), local=Count("pk", filter=Q(statutory=False))
    )
    counted: dict[str, Counter[str]] = {path: Counter() for path in paths}
    for row in listed:
        for path in paths:
            if row["path"].startswith(path):
                counted[path].update(law=row["law"], local=row["local"])
    return {path: Late(statutory=found["law"], local=found["local"]) for path, found in counted.items()}


def _told_apart(
    overview: Overview, asked: Asked
) -> tuple[dict[int, int], tuple[tuple[str, tuple[tuple[str, int], ...]], ...]]:
    measures = [share.measure.id for share in overview.shares]
    named = [*measures, *([overview.spread.id] if overview.spread else [])]
    cells: dict[str, list[Cell]] = {name: [] for name in named}
    for _, measure, by, bucket, n, amount in figures.sums(asked, named, "within") if named else ():
        cells[measure].append(Cell(by=by, bucket=bucket, n=int(n), amount=int(amount)))
    shares = []
    for share in overview.shares:
        found: Counter[str] = Counter()
        for cell in cells[share.measure.id]:
            found[cell.by or "未注明"] += cell.n
        shares.append((share.title, tuple((by, n) for by, n in found.most_common() if n)))
    spread = histogram(cells[overview.spread.id]) if overview.spread else {}
    return spread, tuple(shares)


def opened(
    indicator_id: str, unit: Unit, period: Period, on: date
) -> tuple[Figure, tuple[tuple[str, tuple[int, ...]], ...]]:
    """Return a figure and, for each reading its formula makes, (name, matters it counts). Raises KeyError."""
    _begun(period, on)
    every = pack.indicators()
    chosen = every[indicator_id]
    asked = Asked(path=unit.path, period=period)
    shown = figure(chosen, every, Counts(asked, measures_of([chosen], every)))
    readings = list(dict.fromkeys(part for part in parts(chosen.formula) if isinstance(part, Reading)))
    found = []
    for reading in readings:
        name = pack.every()[reading.measure].name
        name += f"（{'、'.join(reading.slices)}）" if reading.slices else ""
        found.append((name, tuple(matter for matter, n, _ in figures.behind(reading, asked) if n)))
    return shown, tuple(found)


def in_words(indicator: Indicator) -> str:
    """Return the formula as a Chinese sentence over the names of measures."""
    names = {one.id: one.name for one in pack.every().values()}
    names |= {f"indicator.{one.id}": one.name for one in pack.indicators().values()}
    return sentence(indicator.formula, names)


def target_words(indicator: Indicator) -> str:
    """Return the target with its basis; empty for none."""
    if indicator.target is None:
        return ""
    return f"{indicator.target.value}{'%' if indicator.unit is In.PERCENT else ''}（{indicator.target.basis.cn()}）"
