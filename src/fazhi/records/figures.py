"""Reading figures: what the sums say of a unit and those below it, in a period, today or as it was known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from fazhi.kernel.measures import Days, Earlier, Figure, Formula, Indicator, Reading
from fazhi.kernel.measures.formula import Binary, Other
from fazhi.packs import measures as pack
from fazhi.records.columns import Table
from fazhi.records.grids import Place
from fazhi.records.ledger import figures as rows
from fazhi.records.summing import CUT, slot

__all__ = ["CUT", "Asked", "behind", "figures", "read_by", "side_by_side", "slot", "span_of"]

_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked for: the unit's path (its subtree is counted), the days, and up to which time it was known.

    ``known`` is a time of the ledger, inclusive. What a parcel brought in after it was not known here then, although it
    was recorded elsewhere before: see `records.known`. ``below`` False: the unit alone, without those below it.
    """

    path: str
    period: Days
    known: str | None = None
    later: tuple[rows.Later, ...] = ()
    below: bool = True


def figures(
    indicators: Iterable[Indicator], asked: Asked, among: Mapping[str, Indicator] | None = None
) -> list[Figure]:
    """Return the figures of a unit in a period, in the order asked; ``among``: those they may name, else the packs'."""
    chosen, every = list(indicators), pack.indicators() if among is None else among
    places = [Place(path=asked.path, below=asked.below)]
    table = Table(chosen, every, asked.path, places, (asked.period,), known=asked.known, later=asked.later)
    return [column[0] for column in table.figures(chosen)]


def side_by_side(indicators: Iterable[Indicator], asked: Asked, paths: Sequence[str]) -> dict[str, list[Figure]]:
    """Return the figures of each of several units, ``paths`` below ``asked.path``, in as few statements as for one."""
    chosen, every = list(indicators), pack.indicators()
    places = [Place(path=path) for path in paths]
    table = Table(chosen, every, asked.path, places, (asked.period,), known=asked.known, later=asked.later)
    found = table.figures(chosen)
    return {path: [column[number] for column in found] for number, path in enumerate(paths)}


def behind(reading: Reading, asked: Asked) -> list[tuple[int, int, int]]:
    """Return (matter, number, amount) of what a reading counts: how a figure opens down to its files."""
    first, last = span_of(reading, asked.period)
    return rows.matters_behind(
        reading.measure, asked.path, first, last, reading.slices, asked.known, asked.later, below=asked.below
    )


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
    last = period.first - _DAY if reading.how == "opening" else period.last
    return None if standing else period.first, last
