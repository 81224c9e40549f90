"""The readings of several units in several periods, read in as few statements as those of one unit in one period."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from fazhi.kernel.measures import Cell, Days, Reading, reading_of
from fazhi.records import summing
from fazhi.records.ledger import figures as rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A unit with all below it; ``below`` False: the unit alone."""

    path: str
    below: bool = True

    def holds(self, path: str) -> bool:
        """Say whether what a unit yielded counts here."""
        return path.startswith(self.path) if self.below else path == self.path


class Grid:
    """What is known of measures under a path, for each of several periods. Everything is read once, when asked for.

    ``known``: as it was known at that time (inclusive); ``later`` as in `records.figures.Asked`.
    """

    def __init__(
        self,
        path: str,
        periods: Sequence[Days],
        wanted: Iterable[str],
        *,
        known: str | None = None,
        later: Sequence[rows.Later] = (),
    ) -> None:
        self._path, self._periods = path, tuple(periods)
        self._wanted = sorted(set(wanted))
        self._known, self._later = known, tuple(later)
        self._spans: dict[str, list[dict[str, dict[str, list[Cell]]]]] = {}
        self._items: dict[str, list[tuple[str, str, str, int, int]]] = {}
        self._sorted: dict[tuple[Place, int, str, str], list[Cell]] = {}
        self._earlier: Grid | None = None

    def at(self, place: Place, period: int = 0) -> At:
        """Return the readings of a unit in one of the periods."""
        return At(grid=self, place=place, period=period)

    def cells(self, place: Place, period: int, measure: str, span: str) -> list[Cell]:
        """Return what counts ``within`` a period, or stands at its ``opening`` or ``closing``."""
        key = (place, period, measure, span)
        if key not in self._sorted:
            held = self._read(span)[period].get(measure, {})
            self._sorted[key] = [cell for path in _inside(held, place) for cell in held[path]]
        return self._sorted[key]

    def items(self, place: Place, period: int, reading: Reading) -> set[str]:
        """Return the different things counted in a period."""
        found: Counter[tuple[str, str, str]] = Counter()
        days = self._periods[period]
        for path, by, item, day, n in self._distinct(reading.measure):
            if days.first.toordinal() <= day <= days.last.toordinal() and place.holds(path):
                found[path, by, item] += n
        return {item for (_, by, item), n in found.items() if n > 0 and (not reading.slices or by in reading.slices)}

    def kinds(self, place: Place, measures: Iterable[str]) -> list[str]:
        """Return the slices under which anything of some measures was counted at a place, the most frequent first."""
        found: Counter[str] = Counter()
        for measure in sorted(measures):
            for period in range(len(self._periods)):
                for span in ("within", "closing"):
                    for cell in self.cells(place, period, measure, span):
                        found[cell.by] += abs(cell.n)
        return [by for by, n in sorted(found.items(), key=lambda one: (-one[1], one[0])) if n]

    def year_before(self) -> Grid:
        """Return the readings of the same periods a year before."""
        if self._earlier is None:
            periods = [period.year_before() for period in self._periods]
            self._earlier = Grid(self._path, periods, self._wanted, known=self._known, later=self._later)
        return self._earlier

    def _read(self, span: str) -> list[dict[str, dict[str, list[Cell]]]]:
        if span not in self._spans:
            made: list[dict[str, dict[str, list[Cell]]]] = []
            for found in summing.sums(self._wanted, self._path, self._periods, span, self._known, self._later):
                by_measure: dict[str, dict[str, list[Cell]]] = {}
                for path, measure, by, bucket, n, amount in found:
                    cell = Cell(by=by, bucket=bucket, n=int(n), amount=int(amount))
                    by_measure.setdefault(measure, {}).setdefault(path, []).append(cell)
                made.append({measure: dict(sorted(paths.items())) for measure, paths in by_measure.items()})
            self._spans[span] = made
        return self._spans[span]

    def _distinct(self, measure: str) -> list[tuple[str, str, str, int, int]]:
        if measure not in self._items:
            first, last = min(one.first for one in self._periods), max(one.last for one in self._periods)
            found = rows.items_by_day(measure, self._path, first, last, self._known, self._later)
            self._items[measure] = [(path, by, item, day.toordinal(), n) for path, by, item, day, n in found]
        return self._items[measure]


def _inside(held: Mapping[str, object], place: Place) -> Iterator[str]:
    """Yield the paths that count at a place. ``held`` is in the order of its paths: no other is looked at."""
    if not place.below:
        yield from (place.path,) if place.path in held else ()
        return
    paths = list(held)
    at = bisect_left(paths, place.path)
    while at < len(paths) and paths[at].startswith(place.path):
        yield paths[at]
        at += 1


@dataclass(frozen=True, slots=True, kw_only=True)
class At:
    """The readings of one unit in one period (`kernel.measures.Counted`)."""

    grid: Grid
    place: Place
    period: int

    def read(self, reading: Reading) -> Fraction | None:
        """Return the value of one reading."""
        if reading.how == "distinct":
            return Fraction(len(self.grid.items(self.place, self.period, reading)))
        span = reading.how if reading.how in {"opening", "closing"} else "within"
        return reading_of(reading, self.grid.cells(self.place, self.period, reading.measure, span))

    def year_before(self) -> At:
        """Return the readings of the same period a year before."""
        return At(grid=self.grid.year_before(), place=self.place, period=self.period)
