"""Indicators of many units in many periods at once, from the sums of whole years: `Grid` reads one cell at a time.

What the sums of half months can answer (calendar months and those from 26日 to 25日, and what is made of them), as it
is known now, goes this way; other cut-offs, an earlier knowledge and DISTINCT go through a `Grid`. A test holds both to
the same figures. See ADR 24.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

from fazhi.kernel.measures import AskedOf, Cell, Days, Figure, Indicator, Reading, figure, measures_of
from fazhi.kernel.measures.columns import figure_columns, readings_of
from fazhi.records.grids import Grid, Place
from fazhi.records.ledger import figures as rows
from fazhi.records.ledger.yearly import Outgrown
from fazhi.records.summing import halves_of
from fazhi.records.survey_figures import Results
from fazhi.records.year_columns import YearColumns


class Table:
    """What is asked of several places below ``root`` in several periods: figures, and the kinds they are told apart by.

    ``kinds``: whether `kinds` will be asked for. ``known``, ``later``: as in `Grid`.
    """

    def __init__(
        self,
        indicators: Iterable[Indicator],
        every: Mapping[str, Indicator],
        root: str,
        places: Sequence[Place],
        periods: Sequence[Days],
        *,
        known: str | None = None,
        later: Sequence[rows.Later] = (),
        kinds: bool = False,
    ) -> None:
        listed = list(indicators)
        chosen = [one for one in listed if one.asked is None]
        self._every, self._places, self._periods = every, places, periods
        needed = set(readings_of(chosen, every))
        self._columns: YearColumns | None = None
        if known is None and needed and places and periods and _by_halves(needed, periods):
            # What has outgrown the sums of years is read from the half months.
            with suppress(Outgrown):
                self._columns = YearColumns(
                    root, places, periods, needed, kinds_of=measures_of(chosen, every) if kinds else ()
                )
        if self._columns is None:
            self._grid = Grid(root, periods, measures_of(chosen, every), known=known, later=later)
        if len(chosen) < len(listed) and periods:
            self._results = Results(root, periods, known)

    @property
    def at_once(self) -> bool:
        """Say whether the sums of years give the figures."""
        return self._columns is not None

    def figures(self, indicators: Sequence[Indicator]) -> list[Sequence[Figure]]:
        """Return the figures of each indicator: of the first place in all periods, then of the second, and so on.

        ``indicators`` rest on the measures of those given at first, read in the same ways.
        """
        counted = iter(self._counted([one for one in indicators if one.asked is None]))
        return [next(counted) if one.asked is None else self._told(one, one.asked) for one in indicators]

    def _counted(self, indicators: Sequence[Indicator]) -> Sequence[Sequence[Figure]]:
        if self._columns is not None:
            return figure_columns(indicators, self._every, self._columns)
        cells = [self._grid.at(place, period) for place in self._places for period in range(len(self._periods))]
        return [[figure(one, self._every, cell) for cell in cells] for one in indicators]

    def _told(self, one: Indicator, asked: AskedOf) -> Sequence[Figure]:
        return [self._results.figure(one, asked, place, days) for place in self._places for days in self._periods]

    def kinds(self, measures: Iterable[str]) -> list[str]:
        """Return the slices under which anything of some measures was counted at the last place, as `Grid.kinds`."""
        if self._columns is None:
            return self._grid.kinds(self._places[-1], measures)
        found = Counter[str]()
        for measure in measures:
            found.update(self._columns.frequencies(measure))
        return [by for by, n in sorted(found.items(), key=lambda one: (-one[1], one[0])) if n]


def _by_halves(needed: Iterable[tuple[Reading, int]], periods: Sequence[Days]) -> bool:
    """Say whether halves of months are all that is needed."""
    if any(reading.how == "distinct" for reading, _ in needed):
        return False
    for back in {back for _, back in needed}:
        for period in periods:
            days = _back(period, back)
            if halves_of(days, "within")[1] or halves_of(days, "opening")[1]:
                return False
    return True


def _back(period: Days, years: int) -> Days:
    for _ in range(years):
        period = period.year_before()
    return period


def counts_of(
    readings: Sequence[Reading], root: str, places: Sequence[Place], periods: Sequence[Days]
) -> list[list[int]]:
    """Return how often each of some readings of numbers (``times``) counted, cell by cell as in `Table.figures`."""
    needed = [(reading, 0) for reading in readings]
    if places and periods and _by_halves(needed, periods):
        with suppress(Outgrown):
            columns = YearColumns(root, places, periods, needed)
            return [[int(value or 0) for value in columns.read(reading).values] for reading in readings]
    grid = Grid(root, periods, {reading.measure for reading in readings})
    cells = [grid.at(place, period) for place in places for period in range(len(periods))]
    return [[int(cell.read(reading) or 0) for cell in cells] for reading in readings]


def cells_of(measures: Iterable[str], root: str, place: Place, period: Days) -> dict[str, list[Cell]]:
    """Return what each of some measures counted at a place within a period, as `Grid.cells`; amounts left out."""
    needed = [(Reading(measure, "times"), 0) for measure in measures]
    if _by_halves(needed, [period]):
        with suppress(Outgrown):
            columns = YearColumns(root, [place], [period], needed)
            return {
                one.measure: [
                    Cell(by=by, bucket=bucket, n=n, amount=0) for (by, bucket), n in columns.keys(one.measure)
                ]
                for one, _ in needed
            }
    grid = Grid(root, [period], [reading.measure for reading, _ in needed])
    return {
        one.measure: [replace(cell, amount=0) for cell in grid.cells(place, 0, one.measure, "within")]
        for one, _ in needed
    }
