"""Reading figures: what the sums say of a unit and those below it, in a period, today or as it was known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Final

from fazhi.kernel.measures import (
    Cell,
    Days,
    Earlier,
    Figure,
    Formula,
    Indicator,
    Reading,
    figure,
    measures_of,
    reading_of,
)
from fazhi.kernel.measures.formula import Binary, Other
from fazhi.packs import measures as pack
from fazhi.records.ledger import figures as rows

CUT: Final = 25
"""The sums are kept by halves of months that end here: calendar months and those from 26日 to 25日 are whole halves.

A county with another cut-off reads the rows themselves: right as well, slower.
"""


def slot(day: date) -> int:
    """Return the half of a month a day lies in, counted through the years: 1—25日, then 26日 to the end."""
    return day.year * 24 + (day.month - 1) * 2 + (day.day > CUT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked for: the unit's path (its subtree is counted), the days, and up to which time it was known.

    ``known`` is a time of the ledger, inclusive. What a parcel brought in after it was not known here then, although it
    was recorded elsewhere before: see `records.known`.
    """

    path: str
    period: Days
    known: str | None = None
    later: tuple[rows.Later, ...] = ()


class Counts:
    """The readings of one unit's subtree. What a set of indicators needs is read in a few statements, then kept."""

    def __init__(self, asked: Asked, wanted: Iterable[str], kept: Mapping[_Key, list[Cell]] | None = None) -> None:
        self._asked = asked
        self._wanted = sorted(set(wanted))
        self._kept: dict[_Key, list[Cell]] = dict(kept or {})

    def read(self, reading: Reading) -> Fraction | None:
        """Return the value of one reading (`kernel.measures.Counted`)."""
        if reading.how == "distinct":
            period = self._asked.period
            asked = self._asked
            found = rows.items(reading.measure, asked.path, period.first, period.last, asked.known, asked.later)
            return Fraction(len({item for _, by, item in found if not reading.slices or by in reading.slices}))
        return reading_of(reading, self._cells(reading))

    def year_before(self) -> Counts:
        """Return the readings of the same period a year before."""
        return Counts(replace(self._asked, period=self._asked.period.year_before()), self._wanted)

    def _cells(self, reading: Reading) -> list[Cell]:
        span = reading.how if reading.how in {"opening", "closing"} else "within"
        if (reading.measure, span) not in self._kept:
            if reading.measure not in self._wanted:
                self._wanted.append(reading.measure)
            self._read(span)
        return self._kept.get((reading.measure, span), [])

    def _read(self, span: str) -> None:
        for measure in self._wanted:
            self._kept.setdefault((measure, span), [])
        for _, measure, by, bucket, n, amount in sums(self._asked, self._wanted, span):
            self._kept[measure, span].append(Cell(by=by, bucket=bucket, n=int(n), amount=int(amount)))


_Key = tuple[str, str]


def sums(asked: Asked, wanted: Sequence[str], span: str) -> list[tuple[str, str, str, int, int, int]]:
    """Return (unit path, measure, slice, bucket, number, amount) ``within`` the period, or what stands at its ends."""
    period = asked.period
    last = period.first - timedelta(days=1) if span == "opening" else period.last
    first = period.first if span == "within" else None
    if asked.known is None and _whole(first, last):
        return rows.sums(wanted, asked.path, None if first is None else slot(first), slot(last))
    return rows.fact_sums(wanted, asked.path, first, last, asked.known, asked.later)


def _whole(first: date | None, last: date) -> bool:
    """Say whether days begin and end where the halves of months do."""
    ends = last.day == CUT or (last + timedelta(days=1)).day == 1
    return ends and (first is None or first.day in {1, CUT + 1})


def figures(
    indicators: Iterable[Indicator], asked: Asked, among: Mapping[str, Indicator] | None = None
) -> list[Figure]:
    """Return the figures of a unit in a period, in the order asked; ``among``: those they may name, else the packs'."""
    chosen, every = list(indicators), pack.indicators() if among is None else among
    counts = Counts(asked, measures_of(chosen, every))
    return [figure(indicator, every, counts) for indicator in chosen]


def side_by_side(indicators: Iterable[Indicator], asked: Asked, paths: Sequence[str]) -> dict[str, list[Figure]]:
    """Return the figures of each of several units, ``paths`` below ``asked.path``, in as few statements as for one."""
    chosen, every = list(indicators), pack.indicators()
    wanted = sorted(measures_of(chosen, every))
    kept: dict[str, dict[_Key, list[Cell]]] = {
        path: {(measure, span): [] for measure in wanted for span in ("within", "opening", "closing")} for path in paths
    }
    for span in ("within", "opening", "closing"):
        for unit, measure, by, bucket, n, amount in sums(asked, wanted, span):
            for path in paths:
                if unit.startswith(path):
                    kept[path][measure, span].append(Cell(by=by, bucket=bucket, n=int(n), amount=int(amount)))
    return {
        path: [figure(one, every, Counts(replace(asked, path=path), wanted, kept[path])) for one in chosen]
        for path in paths
    }


def behind(reading: Reading, asked: Asked) -> list[tuple[int, int, int]]:
    """Return (matter, number, amount) of what a reading counts: how a figure opens down to its files."""
    first, last = span_of(reading, asked.period)
    return rows.matters_behind(reading.measure, asked.path, first, last, reading.slices, asked.known, asked.later)


def read_by(formula: Formula, days: Days, among: Mapping[str, Indicator]) -> list[tuple[Reading, Days]]:
    """Return every reading that a formula rests on, other indicators followed, each with the days it is read for."""
    match formula:
        case Reading():
            return [(formula, days)]
        case Other():
            return read_by(among[formula.indicator].formula, days, among)
        case Earlier():
            return read_by(formula.inner, days.year_before(), among)
        case Binary():
            return [*read_by(formula.left, days, among), *read_by(formula.right, days, among)]
    return []


def span_of(reading: Reading, period: Days) -> tuple[date | None, date]:
    """Return the days whose rows a reading adds up; the first is ``None`` for what stands at an end of the period."""
    standing = reading.how in {"opening", "closing"}
    last = period.first - timedelta(days=1) if reading.how == "opening" else period.last
    return None if standing else period.first, last
