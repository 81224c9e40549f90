"""What an overview (总览) shows of a unit: figures beside those of a year before, its units side by side, months, days.

Everything is read from the sums; what is late today is counted from the open duties.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q

from fazhi.kernel.errors import FazhiError
from fazhi.kernel.measures import Figure, Overview, Period, PeriodKind, Reading, histogram
from fazhi.records import access, figures
from fazhi.records.columns import cells_of, counts_of
from fazhi.records.cutoffs import cuts_of
from fazhi.records.figures import Asked
from fazhi.records.grids import Place
from fazhi.records.models import Task, Unit
from fazhi.records.periodic import KINDS


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
        units=tuple(rows_[one.path] for one in below if _counts(rows_[one.path], on, asks=not overview.months)),
        spread=spread,
        shares=shares,
    )


def _begun(period: Period, on: date) -> None:
    if period.first > on:
        raise FazhiError(f"{period.title}还没有开始", hint=f"今天是{on.isoformat()}")


def _counts(row: UnitRow, on: date, *, asks: bool) -> bool:
    """Say whether a unit stands in the table: it is there today, or there is something of it in the period.

    ``asks``: every figure is asked of people, which a township does and none of its offices.
    """
    unit = row.unit
    there = unit is not None and (unit.ends is None or unit.ends >= on) and (not asks or unit.kind in KINDS)
    return there or any(item.value for item in row.figures.values()) or bool(row.late.all and not asks)


def _months(overview: Overview, asked: Asked, paths: Sequence[str]) -> dict[str, tuple[Counter[tuple[int, int]], ...]]:
    months = months_of(asked)
    readings = [Reading(part.measure.id, "times", part.slices) for part in overview.months]
    columns = counts_of(readings, asked.path, [Place(path=path) for path in paths], [days for _, days in months])
    wide = len(months)
    return {
        path: tuple(
            Counter({month: n for at, (month, _) in enumerate(months) if (n := column[number * wide + at])})
            for column in columns
        )
        for number, path in enumerate(paths)
    }


def months_of(asked: Asked) -> list[tuple[tuple[int, int], Period]]:
    """Return (year, month) and the days of each month of the period, by the unit's cut-offs."""
    cuts, period = cuts_of(asked.path), asked.period
    months = period.months if isinstance(period, Period) else ()
    return [(month, cuts.period(PeriodKind.MONTH, *month)) for month in months]


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
    cells = cells_of(
        [*measures, *([overview.spread.id] if overview.spread else [])],
        asked.path,
        Place(path=asked.path),
        asked.period,
    )
    shares = []
    for share in overview.shares:
        found: Counter[str] = Counter()
        for cell in cells[share.measure.id]:
            found[cell.by or "未注明"] += cell.n
        in_order = sorted(found.items(), key=lambda one: (-one[1], one[0]))
        shares.append((share.title, tuple((by, n) for by, n in in_order if n)))
    return histogram(cells[overview.spread.id]) if overview.spread else {}, tuple(shares)
