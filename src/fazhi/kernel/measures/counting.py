"""From facts to the readings that formulas ask for: the plain, slow meaning of every figure, kept in memory.

What the database answers from its rollups must be what this answers from the same facts (a test holds them together),
and what the script beside a published export recomputes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from fazhi.kernel.measures.formula import Reading
from fazhi.kernel.measures.model import Fact
from fazhi.kernel.measures.periods import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What is known of one measure and slice on some days: net number, net amount, and the histogram of its buckets."""

    by: str
    bucket: int
    n: int
    amount: int


def reading_of(reading: Reading, cells: Iterable[Cell]) -> Fraction | None:
    """Return a reading over the cells of the period (of what stands on its last day, for OPENING and CLOSING)."""
    chosen = [cell for cell in cells if not reading.slices or cell.by in reading.slices]
    n = sum(cell.n for cell in chosen)
    amount = sum(cell.amount for cell in chosen)
    match reading.how:
        case "sum" | "total":
            return Fraction(amount)
        case "times" | "opening" | "closing" | "distinct":
            return Fraction(n)
        case "mean":
            return Fraction(amount, n) if n > 0 else None
        case "median":
            return median(histogram(chosen))
        case "longest":
            return Fraction(max(held)) if (held := [days for days, k in histogram(chosen).items() if k > 0]) else None
        case "within":
            return Fraction(sum(k for days, k in histogram(chosen).items() if days <= reading.limit))
    raise AssertionError(reading.how)


def histogram(cells: Iterable[Cell]) -> dict[int, int]:
    """Return days -> how many, in order of days; the last bucket stands for all that took longer."""
    found: Counter[int] = Counter()
    for cell in cells:
        found[cell.bucket] += cell.n
    return {days: found[days] for days in sorted(found) if found[days]}


def median(counts: Mapping[int, int]) -> Fraction | None:
    """Return the median of a histogram: the middle one, or the mean of the two middle ones; ``None`` of nothing."""
    total = sum(counts.values())
    if total <= 0:
        return None
    low, high = (total - 1) // 2, total // 2
    seen = 0
    found: list[int] = []
    for days in sorted(counts):
        upper = seen + counts[days]
        found.extend(days for place in (low, high) if seen <= place < upper)
        seen = upper
    return Fraction(found[0] + found[-1], 2)


class FactCount:
    """The readings over a list of facts: one unit (and those below it), one period."""

    def __init__(self, facts: Sequence[Fact], period: Period) -> None:
        self._facts = facts
        self._period = period

    def read(self, reading: Reading) -> Fraction | None:
        """Return the value of one reading."""
        mine = [fact for fact in self._facts if fact.measure == reading.measure]
        if reading.how == "distinct":
            return Fraction(len(_standing(self._within(mine), reading)))
        if reading.how in {"opening", "closing"}:
            day = self._period.last if reading.how == "closing" else self._period.first - timedelta(days=1)
            return reading_of(reading, _cells(fact for fact in mine if fact.day <= day))
        return reading_of(reading, _cells(self._within(mine)))

    def year_before(self) -> FactCount:
        """Return the readings for the same period a year before."""
        return FactCount(self._facts, self._period.year_before())

    def _within(self, facts: Iterable[Fact]) -> list[Fact]:
        return [fact for fact in facts if self._period.first <= fact.day <= self._period.last]


def _standing(facts: Iterable[Fact], reading: Reading) -> set[str]:
    found: Counter[str] = Counter()
    for fact in facts:
        if not reading.slices or fact.by in reading.slices:
            found[fact.item] += fact.n
    return {item for item, n in found.items() if n > 0}


def _cells(facts: Iterable[Fact]) -> list[Cell]:
    return [Cell(by=fact.by, bucket=fact.bucket, n=fact.n, amount=fact.amount) for fact in facts]


def as_of(facts: Iterable[tuple[Fact, date]], known: date) -> list[Fact]:
    """Return the facts that were recorded on or before ``known``: how the figure stood then."""
    return [fact for fact, recorded in facts if recorded <= known]
