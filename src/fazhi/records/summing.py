"""Sums of what the files yield, between any days: whole halves of months from the sums kept, the rest from the rows.

The sums are kept by halves of months that end on the 25th: calendar months and those from 26日 to 25日 consist of them.
A county with another cut-off has a few days at each end read from the rows; so does what is asked for up to some day.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from fazhi.kernel.measures import Days
from fazhi.records.ledger import figures as rows

CUT: Final = 25
"""The last day of the first half of a month."""

Row = tuple[str, str, str, int, int, int]
"""Unit path, measure, slice, bucket, number, amount. Those of one key are to be added up."""

Edge = tuple[date, date]
Slots = tuple[int | None, int]

_DAY: Final = timedelta(days=1)


def slot(day: date) -> int:
    """Return the half of a month a day lies in, counted through the years: 1—25日, then 26日 to the end."""
    return day.year * 24 + (day.month - 1) * 2 + (day.day > CUT)


def ends_of(number: int) -> Edge:
    """Return the first and the last day of a half of a month."""
    year, month, second = number // 24, number % 24 // 2 + 1, number % 2
    if not second:
        return date(year, month, 1), date(year, month, CUT)
    return date(year, month, CUT + 1), date(year + month // 12, month % 12 + 1, 1) - _DAY


@lru_cache(maxsize=1024)
def pieces(first: date | None, last: date) -> tuple[Slots | None, tuple[Edge, ...]]:
    """Return the whole halves of months between two days (inclusive), and the days at the ends that are left over.

    ``first`` None: from the beginning.
    """
    if first is not None and first > last:
        return None, ()
    edges = list[Edge]()
    begin, end = None if first is None else slot(first), slot(last)
    if first is not None and begin is not None and ends_of(begin)[0] != first:
        edges.append((first, min(ends_of(begin)[1], last)))
        begin += 1
    if (begin is None or begin <= end) and ends_of(end)[1] != last:
        edges.append((ends_of(end)[0], last))
        end -= 1
    return (None if begin is not None and begin > end else (begin, end)), tuple(edges)


def between(period: Days, span: str) -> tuple[date | None, date]:
    """Return the days to add up ``within`` a period, or for what stands at its ``opening`` or ``closing``."""
    if span == "within":
        return period.first, period.last
    return None, period.first - _DAY if span == "opening" else period.last


@lru_cache(maxsize=1024)
def halves_of(period: Days, span: str) -> tuple[Slots | None, tuple[Edge, ...]]:
    """Return the `pieces` of what lies `between` the days of a period, found once for each period."""
    return pieces(*between(period, span))


def sums(
    wanted: Sequence[str], path: str, periods: Sequence[Days], span: str, known: str | None, later: Sequence[rows.Later]
) -> list[list[Row]]:
    """Return, for each period, the rows of a unit and those below it: ``within`` it, or what stands at its ends."""
    asked = [between(period, span) for period in periods]
    if not wanted:
        return [[] for _ in asked]
    if known is not None:
        return [rows.fact_sums(wanted, path, first, last, known, later) for first, last in asked]
    parts = [pieces(first, last) for first, last in asked]
    found = _whole(wanted, path, [slots for slots, _ in parts])
    for place, (_, edges) in enumerate(parts):
        for first, last in edges:
            found[place].extend(rows.fact_sums(wanted, path, first, last, None))
    return found


def _whole(wanted: Sequence[str], path: str, asked: Sequence[Slots | None]) -> list[list[Row]]:
    """Return what the sums kept hold of several runs of halves of months, in one statement."""
    there = [slots for slots in asked if slots is not None]
    if len(there) == 1:
        begin, end = there[0]
        only = rows.sums(wanted, path, begin, end)
        return [list(only) if slots is not None else [] for slots in asked]
    found: list[list[Row]] = [[] for _ in asked]
    if not there:
        return found
    begins = [begin for begin, _ in there]
    first = None if None in begins else min(begin for begin in begins if begin is not None)
    for unit, measure, by, bucket, number, n, amount in rows.sums_by_slot(
        wanted, path, first, max(end for _, end in there)
    ):
        row = (unit, measure, by, bucket, n, amount)
        for place in _holding(asked, number):
            found[place].append(row)
    return found


def _holding(asked: Sequence[Slots | None], number: int) -> Iterator[int]:
    for place, slots in enumerate(asked):
        if slots is not None and (slots[0] is None or slots[0] <= number) and number <= slots[1]:
            yield place
