"""The readings of many units in many periods out of the sums of years: the texts of all units added up as numbers.

`records.columns` decides what is read this way. See ADR 24.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from operator import add
from typing import Final, NamedTuple

from fazhi.kernel.measures import Days, Reading
from fazhi.kernel.measures.columns import Column, Mixed, Whole, longest, medians
from fazhi.records.grids import Place
from fazhi.records.ledger import yearly
from fazhi.records.ledger.figures import units_below
from fazhi.records.ledger.yearly import HALVES, Kept, YearText
from fazhi.records.summing import halves_of

_BY_DAYS: Final = frozenset({"within", "median", "longest"})
"""Readings that ask how many took how many days."""
_STANDING: Final = frozenset({"opening", "closing"})
_AMOUNTS: Final = frozenset({"sum", "total", "mean"})
_NUMBERS: Final = frozenset({"times", "mean", "opening", "closing", *_BY_DAYS})

Halves = tuple[int | None, int]
"""The first and the last half of a month; from the beginning where the first is ``None``."""
Run = tuple[int, int]
"""Units that count at a place: from one number up to, not including, another."""
_Key = tuple[str, int]
"""Slice and bucket."""


class _Runs(NamedTuple):
    """Runs of halves of months; ``year``: they are the twelve calendar months of that year, read in one go."""

    each: Sequence[Halves | None]
    year: int | None


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
        units: tuple[Sequence[int], Sequence[Run]] | None = None,
        kinds_of: Iterable[str] = (),
    ) -> None:
        self._root, self._places, self._periods = root, places, periods
        self._units, self._at = units or _numbered(units_below(root), places)
        self._each = list(self._at) == [(at, at + 1) for at in range(len(self._units))]
        self._read: dict[Reading, Column] = {}
        self._spans: dict[str, _Runs] = {}
        self._kept: yearly.Held = {}
        needed = set(needed)
        self._fetch([reading for reading, back in needed if back == 0], kinds_of)
        self._earlier: YearColumns | None = None
        if earlier := [(reading, back - 1) for reading, back in needed if back]:
            before = [period.year_before() for period in periods]
            self._earlier = YearColumns(root, places, before, earlier, units=(self._units, self._at))

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
        found = self._read.get(reading)
        if found is None:
            found = self._read[reading] = self._made(reading)
        return found

    def frequencies(self, measure: str) -> Counter[str]:
        """Return how much of a measure was counted under each slice, at the last place in all periods together."""
        found = Counter[str]()
        runs = [halves_of(period, span)[0] for period in self._periods for span in ("within", "closing")]
        for by, sums in self._by_key(measure, _runs_of(runs)):
            found[by[0]] += sum(map(abs, sums))
        return found

    def keys(self, measure: str) -> list[tuple[_Key, int]]:
        """Return (slice and bucket, number) of what a measure counted at the last place within the periods."""
        return [(key, n) for key, sums in self._by_key(measure, self._runs("within")) if (n := sum(sums))]

    def _by_key(self, measure: str, runs: _Runs) -> Iterable[tuple[_Key, Sequence[int]]]:
        held, wide = self._kept.get(("numbers", measure), {}), len(runs.each)
        first, last = self._at[-1]
        for key in sorted({key for keys in held.values() for key in keys}):
            texts = {year: [keys[key]] for year, keys in held.items() if key in keys}
            yield key, _Added(len(self._units), texts).of(runs)[first * wide : last * wide]

    def _made(self, reading: Reading) -> Column:
        if reading.how not in _BY_DAYS and reading.how != "mean":
            return Whole(values=self._sums(reading, "amounts" if reading.how in _AMOUNTS else "numbers"))
        if reading.how == "mean":
            both = zip(self._sums(reading, "amounts"), self._sums(reading, "numbers"), strict=True)
            return Mixed(values=[Fraction(amount, n) if n > 0 else None for amount, n in both])
        days = self._days(reading)
        if reading.how == "within":
            return Whole(values=self._sums(reading, "numbers", {day for day in days if day <= reading.limit}))
        if not days:
            return Mixed(values=[None] * self.size)
        counts = [self._sums(reading, "numbers", {day}) for day in days]
        return Mixed(values=(medians if reading.how == "median" else longest)(days, counts))

    def _days(self, reading: Reading) -> list[int]:
        """Return which numbers of days anything of a measure took, in rising order."""
        held = self._kept.get(("numbers", reading.measure), {})
        return sorted({bucket for keys in held.values() for _, bucket in keys})

    def _sums(self, reading: Reading, kept: Kept, days: set[int] | None = None) -> Sequence[int]:
        """Return the sums of a reading's rows for every cell; of some numbers of ``days`` only, or of all."""
        runs = self._runs(reading.how if reading.how in _STANDING else "within")
        found: Sequence[int] = self._years(reading, kept, days).of(runs)
        if kept == "amounts" and ("highs", reading.measure) in self._kept:
            highs = self._years(reading, "highs", days).of(runs)
            found = [low + high * yearly.CARRIED for low, high in zip(found, highs, strict=True)]
        if self._each:
            return found
        wide, sums = len(self._periods), list[int]()
        for first, last in self._at:
            if last - first == 1:
                sums += found[first * wide : last * wide]
            else:
                sums += [sum(found[first * wide + at : last * wide : wide]) for at in range(wide)]
        return sums

    def _runs(self, span: str) -> _Runs:
        if span not in self._spans:
            self._spans[span] = _runs_of([halves_of(period, span)[0] for period in self._periods])
        return self._spans[span]

    def _years(self, reading: Reading, kept: Kept, days: set[int] | None) -> _Added:
        if not reading.slices and days is None:
            return _Added(
                len(self._units),
                {year: [*keys.values()] for year, keys in self._kept.get((kept, reading.measure), {}).items()},
            )
        texts = {
            year: [
                text
                for (by, bucket), text in keys.items()
                if (not reading.slices or by in reading.slices) and (days is None or bucket in days)
            ]
            for year, keys in self._kept.get((kept, reading.measure), {}).items()
        }
        return _Added(len(self._units), texts)

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
        halves = [half for run in self._runs("within").each if run is not None for half in run if half is not None]
        if not halves:
            return
        wanted = {
            measure: yearly.Asked("numbers" in kept, "amounts" in kept, measure in standing)
            for measure, kept in sorted(asked.items())
        }
        self._kept = yearly.texts_of(wanted, self._units, min(halves) // HALVES, max(halves) // HALVES)


class _Added:
    """The sums of some texts of every unit, between any halves of months: the texts of each year added up first."""

    def __init__(self, units: int, texts: Mapping[int, Sequence[YearText]]) -> None:
        self._units, self._texts = units, texts

    def of(self, runs: _Runs) -> list[int]:
        """Return the sums over each run of halves of months: all of the first unit, then of the second, and so on."""
        if runs.year is not None:
            return yearly.months(self._texts.get(runs.year, ()), self._units)
        split = {year: yearly.split(texts, self._units) for year, texts in self._texts.items() if texts}
        ends = [run[1] for run in runs.each if run is not None and run[0] is None]
        if len(ends) == len(runs.each) and self._units <= yearly.FEW:
            return self._upto(split, ends)
        columns = [self._between(split, run) for run in runs.each]
        return columns[0] if len(columns) == 1 else [one for row in zip(*columns, strict=True) for one in row]

    def _upto(self, split: Mapping[int, yearly.Split], ends: Sequence[int]) -> list[int]:
        """Return what each unit came to from the beginning to each of some halves of months."""
        total = [0] * (self._units * len(ends))
        for year, found in split.items():
            part = found.upto([max(min(end - year * HALVES, HALVES - 1), -1) for end in ends])
            total = list(map(add, total, part))
        return total

    def _between(self, split: Mapping[int, yearly.Split], run: Halves | None) -> list[int]:
        """Return the sums of each unit over a run of halves of months."""
        total: list[int] | None = None
        if run is not None:
            begin, end = run
            for year, found in split.items():
                low = 0 if begin is None else max(begin - year * HALVES, 0)
                high = min(end - year * HALVES, HALVES - 1)
                if low <= high:
                    part = found.between(low, high)
                    total = part if total is None else list(map(add, total, part))
        return [0] * self._units if total is None else total


def _runs_of(each: Sequence[Halves | None]) -> _Runs:
    year = each[0][1] // HALVES if each and each[0] is not None else 0
    months = [(year * HALVES + at, year * HALVES + at + 1) for at in range(0, HALVES, 2)]
    return _Runs(each, year if list(each) == months else None)


def _numbered(units: Sequence[tuple[str, int]], places: Sequence[Place]) -> tuple[list[int], list[Run]]:
    """Return the keys of the units that count at any place, and for each place which of them do.

    ``units`` are (path, key) in the order of their paths: those below a unit stand right behind it.
    """
    paths, runs = [path for path, _ in units], []
    for place in places:
        first = bisect_left(paths, place.path)
        last = (
            bisect_left(paths, place.path + _LAST)
            if place.below
            else first + (paths[first : first + 1] == [place.path])
        )
        runs.append((first, last))
    held = sorted({number for first, last in runs for number in range(first, last)})
    if len(held) == len(units):
        return [key for _, key in units], runs
    starts = [bisect_left(held, first) for first, _ in runs]
    return [units[number][1] for number in held], [
        (start, start + last - first) for start, (first, last) in zip(starts, runs, strict=True)
    ]


_LAST: Final = chr(0x10FFFF)
"""Greater than any sign of a path."""
