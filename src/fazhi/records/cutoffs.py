"""Which days a month counts: the local cut-off (26日—25日) as a dated setting, and the periods that follow from it.

The cut-off of a month is the one in force on its first day; the county's serves where a township has set none, and
without any a month is the calendar's own. Writing: ``acts.periodic.set_cut``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db.models import Q

from fazhi.kernel.measures import Period, PeriodKind
from fazhi.records.models import ConfigEntry

CUT: Final = "figures.cut"
"""Name of the setting. Its value: the last day of a month's count, 0 for calendar months, and whether years are whole.

Whole years: December ends on the 31st and January begins on the 1st, whatever the cut-off between.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class CutEntry:
    """One setting; ``depth`` is the length of the unit's path: the nearer unit wins."""

    depth: int
    starts: date
    ends: date | None
    cut: int
    whole_years: bool
    basis: str = ""

    @property
    def words(self) -> str:
        """Return the setting as it is said: 上月26日至本月25日."""
        if not self.cut:
            return "按自然月"
        said = f"上月{self.cut + 1}日至本月{self.cut}日"
        return f"{said}，年初年末按自然年" if self.whole_years else said


CALENDAR: Final = CutEntry(depth=0, starts=date.min, ends=None, cut=0, whole_years=False)


@dataclass(frozen=True, slots=True)
class Cuts:
    """The cut-offs of one unit through the years, read once."""

    entries: tuple[CutEntry, ...]

    def entry(self, day: date) -> CutEntry:
        """Return the setting in force on a day."""
        held = [one for one in self.entries if one.starts <= day and (one.ends is None or day <= one.ends)]
        return max(held, key=lambda one: (one.depth, one.starts), default=CALENDAR)

    def cut(self, year: int, month: int) -> int:
        """Return the last day that a month counts; 0: its own last day."""
        found = self.entry(date(year, month, 1))
        return 0 if found.whole_years and month == 12 else found.cut

    def period(self, kind: PeriodKind, year: int, number: int) -> Period:
        """Return a period with the cut-offs of its first and last month. Raises FazhiError where there is none."""
        bare = Period(year, number, kind)
        before = bare.first - timedelta(days=1)
        cut, opened = self.cut(*bare.months[-1]), self.cut(before.year, before.month)
        return Period(year, number, kind, cut, -1 if opened == cut else opened)

    def on(self, day: date, kind: PeriodKind = PeriodKind.MONTH) -> Period:
        """Return the period in which a day is counted."""
        month = next(one for one in self._near(day) if one.first <= day <= one.last)
        bare = Period.of(date(month.year, month.number, 1), kind)
        return self.period(kind, bare.year, bare.number)

    def _near(self, day: date) -> Iterator[Period]:
        for shift in (0, 1, -1):
            month = day.year * 12 + day.month - 1 + shift
            yield self.period(PeriodKind.MONTH, month // 12, month % 12 + 1)

    def before(self, period: Period) -> Period:
        """Return the period before another, of its kind."""
        bare = period.before()
        return self.period(bare.kind, bare.year, bare.number)

    def read(self, text: str) -> Period:
        """Return the period that ``2026-03`` and the like names. Raises FazhiError."""
        bare = Period.read(text)
        return self.period(bare.kind, bare.year, bare.number)


def always(cut: int) -> Cuts:
    """Return one cut-off for all times, whatever a unit has set. Raises FazhiError for a day that none can be."""
    Period(2000, 1, cut=cut)
    return Cuts((CutEntry(depth=1, starts=date.min, ends=None, cut=cut, whole_years=False),))


def cuts_of(path: str) -> Cuts:
    """Return the cut-offs of the unit at ``path``: its own, and those of the units above it and of the site."""
    above = [path[: i + 1] for i, sign in enumerate(path) if sign == "/"]
    found = ConfigEntry.objects.filter(kind="setting", name=CUT).filter(Q(unit__isnull=True) | Q(unit__path__in=above))
    return Cuts(tuple(_entry(one) for one in found.select_related("unit").order_by("pk")))


def _entry(one: ConfigEntry) -> CutEntry:
    value = json.loads(one.value)
    return CutEntry(
        depth=len(one.unit.path) if one.unit else 0,
        starts=one.starts,
        ends=one.ends,
        cut=int(value["cut"]),
        whole_years=bool(value["whole_years"]),
        basis=one.basis,
    )
