"""Formulas over columns: one indicator for many units and periods at once, with the numbers that `figure` gives.

A column holds one exact number for each unit and period. The formula's tree is walked once for all of them; what is
counted stays a whole number, and a rate is kept as its two parts: a fraction of its own for every cell would take
longer than everything else. A single figure is made when somebody reads it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from operator import add, mul, sub
from typing import Protocol, overload

from fazhi.kernel.measures.counting import median
from fazhi.kernel.measures.formula import Binary, Earlier, Formula, Number, Other, Reading
from fazhi.kernel.measures.indicators import Figure, Indicator, of_parts, of_value

Exact = int | Fraction | None
"""A number, or ``None`` where there is none (the mean of nothing)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """A whole number for each cell, none missing: counts, and what is added up, taken off, multiplied of them."""

    values: Sequence[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mixed:
    """An exact number for each cell, or none."""

    values: Sequence[Exact]


Column = Whole | Mixed
"""One number for each cell. Which of the two it is says how it is reckoned with, never what comes out."""


class Columns(Protocol):
    """The readings of several units in several periods, one column each, all of ``size`` cells in the same order."""

    @property
    def size(self) -> int:
        """Return the number of cells."""
        ...

    def read(self, reading: Reading) -> Column:
        """Return one reading for every cell, the same however often it is asked for."""
        ...

    def year_before(self) -> Columns:
        """Return the same for the same periods a year before."""
        ...


class FigureColumn(Sequence[Figure]):
    """The figures of one indicator, cell by cell: what `figure` gives, made only when it is asked for."""

    __slots__ = ("_over", "_under", "_value", "indicator")

    def __init__(
        self, indicator: Indicator, *, value: Column | None = None, parts: tuple[Column, Column] | None = None
    ) -> None:
        self.indicator = indicator
        self._value = value
        self._over: Column | None = None
        self._under: Column | None = None
        if parts is not None:
            self._over, self._under = parts

    def __len__(self) -> int:
        one = self._value or self._under
        return 0 if one is None else len(one.values)

    @overload
    def __getitem__(self, at: int) -> Figure: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Figure]: ...
    def __getitem__(self, at: int | slice) -> Figure | Sequence[Figure]:
        if isinstance(at, slice):
            return [self[place] for place in range(*at.indices(len(self)))]
        if self._over is not None and self._under is not None:
            return of_parts(self.indicator, _fraction(self._over.values[at]), _fraction(self._under.values[at]))
        assert self._value is not None  # noqa: S101  one of the two was given
        return of_value(self.indicator, _fraction(self._value.values[at]))

    def given(self) -> list[bool]:
        """Return for each cell whether there is a figure: the denominator is not zero and not below the least."""
        if self._under is not None and self._over is not None:
            least = self.indicator.least
            if isinstance(self._over, Whole) and isinstance(self._under, Whole):
                if least > 0:
                    return [under >= least for under in self._under.values]
                return [under != 0 and under >= least for under in self._under.values]
            both = zip(self._over.values, self._under.values, strict=True)
            return [
                over is not None and under is not None and under != 0 and under >= least for over, under in both
            ]  # fmt: skip
        assert self._value is not None  # noqa: S101  one of the two was given
        return (
            [True] * len(self)
            if isinstance(self._value, Whole)
            else [value is not None for value in self._value.values]
        )


def figure_columns(
    indicators: Iterable[Indicator], every: Mapping[str, Indicator], columns: Columns
) -> list[FigureColumn]:
    """Return the figures of several indicators for all cells. ``every``: the indicators that they may name."""
    value, found = _Values(every, columns), []
    for one in indicators:
        if one.is_rate and isinstance(one.formula, Binary):
            found.append(FigureColumn(one, parts=(value.of(one.formula.left), value.of(one.formula.right))))
        else:
            found.append(FigureColumn(one, value=value.of(one.formula)))
    return found


class _Values:
    """The columns that formulas come to; what several of them name is reckoned once."""

    def __init__(self, every: Mapping[str, Indicator], columns: Columns) -> None:
        self._every, self._columns = every, columns
        self._made: dict[Formula, Column] = {}
        self._earlier: _Values | None = None

    def of(self, formula: Formula) -> Column:
        if isinstance(formula, Reading):
            return self._columns.read(formula)  # which remembers what it read
        found = self._made.get(formula)
        if found is None:
            found = self._made[formula] = self._column(formula)
        return found

    def _column(self, formula: Number | Other | Earlier | Binary) -> Column:
        match formula:
            case Number():
                return Whole(values=[formula.value] * self._columns.size)
            case Other():
                return self.of(self._every[formula.indicator].formula)
            case Earlier():
                if self._earlier is None:
                    self._earlier = _Values(self._every, self._columns.year_before())
                return self._earlier.of(formula.inner)
        return _joined(formula.op, self.of(formula.left), self.of(formula.right))


def _joined(op: str, left: Column, right: Column) -> Column:
    if op == "/":
        return Mixed(values=[_ratio(a, b) for a, b in zip(left.values, right.values, strict=True)])
    if isinstance(left, Whole) and isinstance(right, Whole):
        return Whole(values=list(map(_WHOLE[op], left.values, right.values)))
    work, both = _OPERATIONS[op], zip(left.values, right.values, strict=True)
    return Mixed(values=[None if a is None or b is None else work(a, b) for a, b in both])


_WHOLE: Mapping[str, Callable[[int, int], int]] = {"+": add, "-": sub, "*": mul}
_OPERATIONS: Mapping[str, Callable[[int | Fraction, int | Fraction], int | Fraction]] = {"+": add, "-": sub, "*": mul}


def _ratio(over: Exact, under: Exact) -> Fraction | None:
    return None if over is None or under is None or under == 0 else Fraction(over) / Fraction(under)


def _fraction(value: Exact) -> Fraction | None:
    return None if value is None else Fraction(value)


def readings_of(
    indicators: Iterable[Indicator], every: Mapping[str, Indicator], back: int = 0
) -> Iterator[tuple[Reading, int]]:
    """Yield every reading that indicators rest on, others followed, with how many years before it is read."""
    for one in indicators:
        yield from _readings(one.formula, every, back)


def _readings(formula: Formula, every: Mapping[str, Indicator], back: int) -> Iterator[tuple[Reading, int]]:
    match formula:
        case Reading():
            yield formula, back
        case Other():
            yield from _readings(every[formula.indicator].formula, every, back)
        case Earlier():
            yield from _readings(formula.inner, every, back + 1)
        case Binary():
            yield from _readings(formula.left, every, back)
            yield from _readings(formula.right, every, back)


def medians(days: Sequence[int], counts: Sequence[Sequence[int]]) -> list[Exact]:
    """Return the median of each cell: ``days`` in rising order, ``counts`` for each of them a column of how many."""
    if min(map(min, counts)) < 0:
        # More was taken back than stood there: the plain meaning decides.
        return [median(dict(zip(days, cell, strict=True))) for cell in zip(*counts, strict=True)]
    upto = [list(counts[0])]
    for column in counts[1:]:
        upto.append(list(map(add, upto[-1], column)))
    found: list[Exact] = []
    for cell in zip(*upto, strict=True):
        if total := cell[-1]:
            low = days[bisect_right(cell, (total - 1) // 2)]
            high = low if total % 2 else days[bisect_right(cell, total // 2)]
            found.append(low if low == high else _between(low + high))
        else:
            found.append(None)
    return found


@lru_cache(maxsize=1024)
def _between(both: int) -> Fraction:
    return Fraction(both, 2)


def longest(days: Sequence[int], counts: Sequence[Sequence[int]]) -> list[Exact]:
    """Return the greatest number of days that anything took, of each cell; ``None`` of nothing."""
    found: list[Exact] = [None] * len(counts[0])
    for day, column in zip(days, counts, strict=True):
        found = [day if n > 0 else until for until, n in zip(found, column, strict=True)]
    return found
