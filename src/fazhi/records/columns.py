"""Indicators of many units in many periods at once, from the sums of whole years: `Grid` reads one cell at a time.

What the sums of half months can answer (calendar months and those from 26日 to 25日, and what is made of them), as it
is known now, goes this way; other cut-offs, an earlier knowledge and DISTINCT go through a `Grid`. A test holds both to
the same figures. See ADR 24.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from fractions import Fraction
from operator import add
from typing import Final

from fazhi.kernel.measures import Days, Figure, Indicator, Reading, figure, measures_of
from fazhi.kernel.measures.columns import Column, figure_columns, longest, medians, readings_of
from fazhi.records.grids import Grid, Place
from fazhi.records.ledger import figures as rows
from fazhi.records.ledger import yearly
from fazhi.records.ledger.yearly import HALVES, Kept, Outgrown
from fazhi.records.models import Unit
from fazhi.records.summing import between, pieces

_BY_DAYS: Final = frozenset({"within", "median", "longest"})
"""Readings that ask how many took how many days."""
_STANDING: Final = frozenset({"opening", "closing"})
_AMOUNTS: Final = frozenset({"sum", "total", "mean"})
_NUMBERS: Final = frozenset({"times", "mean", "opening", "closing", *_BY_DAYS})

Halves = tuple[int | None, int]
"""The first and the last half of a month; from the beginning where the first is ``None``."""
_Key = tuple[str, int]
"""Slice and bucket."""


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
        chosen = list(indicators)
        self._every, self._places, self._periods = every, places, periods
        needed, wanted = set(readings_of(chosen, every)), measures_of(chosen, every)
        self._columns: YearColumns | None = None
        if known is None and places and periods and _by_halves(needed, periods):
            # What has outgrown the sums of years is read from the half months.
            with suppress(Outgrown):
                self._columns = YearColumns(root, places, periods, needed, kinds_of=wanted if kinds else ())
        self._grid = Grid(root, periods, wanted, known=known, later=later)

    @property
    def at_once(self) -> bool:
        """Say whether the sums of years give the figures."""
        return self._columns is not None

    def figures(self, indicators: Sequence[Indicator]) -> list[Sequence[Figure]]:
        """Return the figures of each indicator: of the first place in all periods, then of the second, and so on.

        ``indicators`` rest on the measures of those given at first, read in the same ways.
        """
        if self._columns is not None:
            found: list[Sequence[Figure]] = []
            found.extend(figure_columns(indicators, self._every, self._columns))
            return found
        cells = [self._grid.at(place, period) for place in self._places for period in range(len(self._periods))]
        return [[figure(one, self._every, cell) for cell in cells] for one in indicators]

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
            if pieces(days.first, days.last)[1] or pieces(None, between(days, "opening")[1])[1]:
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


class YearColumns:
    """The readings at several places in several periods (`kernel.measures.columns.Columns`), read once when made.

    ``needed``: every reading that will be asked for, with how many years before. ``kinds_of``: measures whose
    `frequencies` will be asked for. Raises Outgrown where the sums of years cannot say it.
    """

    def __init__(
        self,
        root: str,
        places: Sequence[Place],
        periods: Sequence[Days],
        needed: Iterable[tuple[Reading, int]],
        *,
        units: Sequence[tuple[int, str]] | None = None,
        kinds_of: Iterable[str] = (),
    ) -> None:
        self._periods, self._places = periods, places
        self._units = _units(root) if units is None else units
        self._at_place = _at_places(self._units, places)
        self._read: dict[Reading, Column] = {}
        self._spans: dict[str, list[Halves | None]] = {}
        self._kept: dict[tuple[Kept, str], dict[int, dict[_Key, str]]] = {}
        needed = set(needed)
        self._fetch([reading for reading, back in needed if back == 0], kinds_of)
        self._earlier: YearColumns | None = None
        if earlier := [(reading, back - 1) for reading, back in needed if back]:
            before = [period.year_before() for period in periods]
            self._earlier = YearColumns(root, places, before, earlier, units=self._units)

    @property
    def size(self) -> int:
        """Return the number of cells: places times periods."""
        return len(self._places) * len(self._periods)

    def year_before(self) -> YearColumns:
        """Return the readings of the same periods a year before; only where some are needed."""
        if self._earlier is None:
            raise LookupError("nothing of the year before was needed")
        return self._earlier

    def read(self, reading: Reading) -> Column:
        """Return one reading for every cell."""
        if reading not in self._read:
            self._read[reading] = self._made(reading)
        return self._read[reading]

    def _made(self, reading: Reading) -> Column:
        if reading.how not in _BY_DAYS | {"mean"}:
            kept: Kept = "amounts" if reading.how in _AMOUNTS else "numbers"
            return Column(values=self._sums(reading, kept, None), whole=True)
        if reading.how == "mean":
            both = zip(self._sums(reading, "amounts", None), self._sums(reading, "numbers", None), strict=True)
            return Column(values=[Fraction(amount, n) if n > 0 else None for amount, n in both], whole=False)
        days = self._days(reading)
        if reading.how == "within":
            short = frozenset(day for day in days if day <= reading.limit)
            return Column(values=self._sums(reading, "numbers", short), whole=True)
        if not days:
            return Column(values=[None] * self.size, whole=False)
        counts = [self._sums(reading, "numbers", frozenset({day})) for day in days]
        work = medians if reading.how == "median" else longest
        return Column(values=work(days, counts), whole=False)

    def _days(self, reading: Reading) -> list[int]:
        """Return which numbers of days anything of a measure took, in rising order."""
        held = self._kept.get(("numbers", reading.measure), {})
        return sorted({bucket for keys in held.values() for _, bucket in keys})

    def _sums(self, reading: Reading, kept: Kept, days: frozenset[int] | None) -> list[int]:
        """Return the sums of a reading's rows for every cell; of some numbers of ``days`` only, or of all."""
        span = reading.how if reading.how in _STANDING else "within"
        runs = self._runs(span)
        found = self._years(reading, kept, days).of(runs)
        if kept == "amounts" and ("highs", reading.measure) in self._kept:
            highs = self._years(reading, "highs", days).of(runs)
            found = [low + high * yearly.CARRIED for low, high in zip(found, highs, strict=True)]
        if self._at_place is None:
            return found
        wide = len(runs)
        by_unit = [found[at : at + wide] for at in range(0, len(found), wide)]
        return [
            one
            for units in self._at_place
            for one in (by_unit[units[0]] if len(units) == 1 else _added([by_unit[unit] for unit in units], wide))
        ]

    def _runs(self, span: str) -> list[Halves | None]:
        if span not in self._spans:
            self._spans[span] = [pieces(*between(period, span))[0] for period in self._periods]
        return self._spans[span]

    def _years(self, reading: Reading, kept: Kept, days: frozenset[int] | None) -> _Years:
        texts = {
            year: [
                text
                for (by, bucket), text in keys.items()
                if (not reading.slices or by in reading.slices) and (days is None or bucket in days)
            ]
            for year, keys in self._kept.get((kept, reading.measure), {}).items()
        }
        return _Years(len(self._units), texts)

    def frequencies(self, measure: str) -> Counter[str]:
        """Return how much of a measure was counted under each slice, at the last place in all periods together."""
        found = Counter[str]()
        here = range(len(self._units)) if self._at_place is None else self._at_place[-1]
        runs = [
            pieces(*between(period, span))[0] for period in self._periods for span in ("within", "closing")
        ]  # fmt: skip
        held = self._kept.get(("numbers", measure), {})
        for by, bucket in {key for keys in held.values() for key in keys}:
            sums = self._years(Reading(measure, "times", (by,)), "numbers", frozenset({bucket})).of(runs)
            found[by] += sum([abs(sums[unit * len(runs) + at]) for unit in here for at in range(len(runs))])
        return found

    def _fetch(self, readings: Iterable[Reading], kinds_of: Iterable[str]) -> None:
        """Read the rows that the readings need: amounts or numbers, of the periods' years or since the beginning."""
        asked: dict[str, set[Kept]] = defaultdict(set)
        standing = set(kinds_of)
        for reading in readings:
            if reading.how in _AMOUNTS:
                asked[reading.measure].add("amounts")
            if reading.how in _NUMBERS:
                asked[reading.measure].add("numbers")
            if reading.how in _STANDING:
                standing.add(reading.measure)
        for measure in kinds_of:
            asked[measure].add("numbers")
        runs = self._runs("within")
        halves = [half for run in runs if run is not None for half in run if half is not None]
        if not halves:
            return
        first, last = min(halves) // HALVES, max(halves) // HALVES
        together: dict[tuple[tuple[Kept, ...], bool], list[str]] = defaultdict(list)
        for measure in sorted(asked):
            together[tuple(sorted(asked[measure])), measure in standing].append(measure)
        for (kept, whole), measures in together.items():
            self._take(kept, measures, None if whole else first, last)

    def _take(self, kept: tuple[Kept, ...], measures: Sequence[str], first: int | None, last: int) -> None:
        found = yearly.texts_of(kept, measures, [unit for unit, _ in self._units], first, last)
        for one, texts in found.items():
            for (measure, year, by, bucket), text in texts.items():
                self._kept.setdefault((one, measure), {}).setdefault(year, {})[by, bucket] = text


def _added(rows_: Sequence[Sequence[int]], wide: int) -> Sequence[int]:
    return [sum(column) for column in zip(*rows_, strict=True)] if rows_ else [0] * wide


class _Years:
    """The sums of one reading of every unit, between any halves of months: the texts of each year added up first."""

    def __init__(self, units: int, texts: Mapping[int, Sequence[str]]) -> None:
        self._units = units
        self._added: dict[int, list[tuple[int, array[int]]]] = {}
        self._lanes: dict[tuple[int, int, int], int] = {}
        at_once = yearly.AT_ONCE // HALVES
        for year, listed in texts.items():
            for start in range(0, len(listed), at_once):
                part = listed[start : start + at_once]
                whole = sum([yearly.lanes(text) for text in part])
                self._added.setdefault(year, []).append((len(part), yearly.characters(whole, units * HALVES)))

    def of(self, runs: Sequence[Halves | None]) -> list[int]:
        """Return the sums over each run of halves of months: all of the first unit, then of the second, and so on."""
        months = self._whole_year(runs)
        if months is not None:
            return months
        columns = [self._between(run) for run in runs]
        return columns[0] if len(columns) == 1 else [one for row in zip(*columns, strict=True) for one in row]

    def _whole_year(self, runs: Sequence[Halves | None]) -> list[int] | None:
        """Return the sums of the twelve calendar months of one year, which are read in one go; ``None`` for others."""
        year = runs[0][1] // HALVES if runs[0] is not None else 0
        first = year * HALVES
        if list(runs) != [(first + at, first + at + 1) for at in range(0, HALVES, 2)]:
            return None
        length, total = self._units * len(runs), None
        for layers, of in self._added.get(year, ()):
            part = yearly.sums_in(yearly.some(of, 0, 2) + yearly.some(of, 1, 2), length, layers * 2)
            total = part if total is None else list(map(add, total, part))
        return [0] * length if total is None else total

    def _between(self, run: Halves | None) -> list[int]:
        """Return the sums of each unit over a run of halves of months."""
        total: list[int] | None = None
        if run is not None:
            begin, end = run
            for year in self._added:
                low = 0 if begin is None else max(begin - year * HALVES, 0)
                high = min(end - year * HALVES, HALVES - 1)
                for number in range(len(self._added[year]) if low <= high else 0):
                    part = self._within(year, number, low, high)
                    total = part if total is None else list(map(add, total, part))
        return [0] * self._units if total is None else total

    def _within(self, year: int, number: int, low: int, high: int) -> list[int]:
        layers, of = self._added[year][number]
        both = 0
        for half in range(low, high + 1):
            key = (year, number, half)
            if key not in self._lanes:
                self._lanes[key] = yearly.some(of, half, HALVES)
            both += self._lanes[key]
        return yearly.sums_in(both, self._units, layers * (high - low + 1))


def _units(root: str) -> list[tuple[int, str]]:
    """Return (key, path) of a unit and those below it, in the order of their keys."""
    return sorted(Unit.objects.filter(path__startswith=root).values_list("pk", "path"))


def _at_places(units: Sequence[tuple[int, str]], places: Sequence[Place]) -> list[list[int]] | None:
    """Return for each place the numbers of the units that count there; ``None`` where each is the one of its number."""
    here = [path for _, path in units]
    if (
        [place.path for place in places] == here
        and not any(map(str.startswith, here[1:], here))
        and here == sorted(here)
    ):
        return None
    in_order = sorted((path, number) for number, (_, path) in enumerate(units))
    paths, found = [path for path, _ in in_order], []
    for place in places:
        first = last = bisect_left(paths, place.path)
        while last < len(paths) and place.holds(paths[last]):
            last += 1
        found.append([number for _, number in in_order[first:last]])
    return None if found == [[number] for number in range(len(units))] else found
