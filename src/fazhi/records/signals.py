"""What stands beside a score: closing in bulk before the cut-off, late entries, what was put right after the cut-off.

None of it changes a score. It is shown because a figure may be right and yet have come about in the last week.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, Final

from django.db.models import Count, Min, Sum

from fazhi.kernel.ledger.canonical import JsonInput
from fazhi.kernel.measures import Item, MeasureKind, Period, Scheme
from fazhi.packs import measures as pack
from fazhi.records import access, figures, known
from fazhi.records.ledger import figures as rows
from fazhi.records.models import Matter, Unit, YieldedFact

TIMES: Final = 3
"""So many times the daily mean of before, and at least ``MANY`` matters: then the closings are to be looked at."""
MANY: Final = 5

_COUNTED: Final = frozenset({MeasureKind.FLOW, MeasureKind.DURATION, MeasureKind.DISTINCT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """Of the matters that a figure counts: how many, how many in the last days, entered late, moved after the end."""

    matters: int = 0
    last: int = 0
    late: int = 0
    moved: int = 0

    def plain(self) -> list[JsonInput]:
        """Return it as it is sealed."""
        return [self.matters, self.last, self.late, self.moved]


@dataclass(frozen=True, slots=True, kw_only=True)
class Signals:
    """Of a whole unit: matters closed in the period and in the last ``window`` days of it; and item by item.

    ``days``: of the period; ``late``: days after which an entry counts as late.
    """

    closed: int
    last: int
    days: int
    window: int
    late: int
    items: Mapping[str, Beside] = field(default_factory=dict)

    @property
    def bulk(self) -> bool:
        """Say whether the last days closed so many times what the days before did."""
        before = Fraction(self.closed - self.last, max(self.days - self.window, 1))
        return self.last >= MANY and Fraction(self.last, self.window) >= TIMES * before

    @property
    def words(self) -> str:
        """Return the closings in words."""
        if not self.closed:
            return "时段内没有办结的事项"
        before = self.closed - self.last
        mean, last = before / max(self.days - self.window, 1), self.last / self.window
        said = f"截止前{self.window}日办结{self.last}件，占全期{self.closed}件的{round(self.last * 100 / self.closed)}%"
        times = f"，是此前的{last / mean:.1f}倍" if mean and self.last else ""
        return f"{said}；此前日均{mean:.2f}件，这{self.window}日日均{last:.2f}件{times}"

    def of(self, item: str) -> Beside:
        """Return what stands beside one item."""
        return self.items.get(item, Beside())

    def plain(self) -> dict[str, JsonInput]:
        """Return it as it is sealed."""
        return {
            "closed": self.closed, "last": self.last, "days": self.days, "window": self.window, "late": self.late,
            "items": {name: one.plain() for name, one in self.items.items()},
        }  # fmt: skip


def read_signals(data: Mapping[str, Any]) -> Signals:
    """Return what was sealed."""
    items = {
        name: Beside(matters=one[0], last=one[1], late=one[2], moved=one[3]) for name, one in data["items"].items()
    }
    return Signals(**{name: data[name] for name in ("closed", "last", "days", "window", "late")}, items=items)


def signals_of(scheme: Scheme, unit: Unit, period: Period, moment: str) -> Signals:
    """Return what stands beside the score of a unit, by what is on record at ``moment``. Three statements."""
    since = period.last - timedelta(days=scheme.window - 1)
    closed = Matter.objects.filter(
        access.under("unit_path", unit.path), closed__gte=period.first, closed__lte=period.last
    ).values_list("closed").annotate(n=Count("pk"))  # fmt: skip
    by_day = dict(closed)
    read = {item.id: _measures(scheme, item, period) for item in scheme.items.values() if item.indicator is not None}
    every = sorted({name for names in read.values() for name in names})
    counted, moved = _matters(every, unit, period, moment), _moved(every, unit, period, moment)
    return Signals(
        closed=sum(by_day.values()),
        last=sum(n for day, n in by_day.items() if day >= since),
        days=(period.last - period.first).days + 1,
        window=scheme.window,
        late=scheme.late,
        items={name: _beside(names, counted, moved, since, scheme.late) for name, names in read.items() if names},
    )


def _measures(scheme: Scheme, item: Item, period: Period) -> frozenset[str]:
    """Return the measures of an item that count what happened in the period itself."""
    if item.indicator is None:
        return frozenset()
    read = figures.read_by(item.indicator.formula, period, scheme.indicators)
    every = pack.every()
    return frozenset(
        reading.measure for reading, days in read if days == period and every[reading.measure].kind in _COUNTED
    )


Counted = Mapping[str, list[tuple[int, date, date]]]
"""Measure -> (matter, day it counts for, day it was first recorded)."""


def _matters(measures: list[str], unit: Unit, period: Period, moment: str) -> Counted:
    standing = (
        YieldedFact.objects.filter(
            access.under("unit__path", unit.path), measure__in=measures, day__gte=period.first, day__lte=period.last,
            recorded__lte=moment,
        )
        .values_list("measure", "matter_id", "day")
        .annotate(n=Sum("n"), first=Min("recorded"))
    )  # fmt: skip
    found: dict[str, list[tuple[int, date, date]]] = {}
    for measure, matter, day, n, first in standing:
        if n > 0:
            found.setdefault(measure, []).append((matter, day, date.fromisoformat(first[:10])))
    return found


def _moved(measures: list[str], unit: Unit, period: Period, moment: str) -> Mapping[str, set[int]]:
    after = known.end_of(period.last.isoformat())
    found: dict[str, set[int]] = {}
    if measures:
        for row in rows.moved(measures, unit.path, period.first, period.last, after, moment):
            found.setdefault(row[2], set()).add(row[0])
    return found


def _beside(
    measures: Iterable[str], counted: Counted, moved: Mapping[str, set[int]], since: date, late: int
) -> Beside:  # fmt: skip
    held = [row for name in measures for row in counted.get(name, ())]
    return Beside(
        matters=len({matter for matter, _, _ in held}),
        last=len({matter for matter, day, _ in held if day >= since}),
        late=len({matter for matter, day, first in held if (first - day).days > late}),
        moved=len(set().union(*(moved.get(name, set()) for name in measures))),
    )
