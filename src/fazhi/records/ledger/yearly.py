"""The sums of a year in one row: 24 halves of months as the characters of one text, read and checked.

A character stands for the sum ``ord(character) - ZERO``. All that a text can hold take four bytes, so that a text is a
row of numbers as it stands, and texts of many units are added up as one large number. Amounts may be money: what goes
beyond ±2^18 is carried to ``highs``, in which one stands for ``CARRIED``; that is ``NULL`` where nothing was. A sum
that has no character makes ``numbers`` or ``amounts`` ``NULL`` (a trigger writes them, see the migration): then the
half months are read.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import accumulate
from operator import add
from typing import Final, Literal

from fazhi.records.ledger.statements import fetch, here

ZERO: Final = 0x90000
LEAST: Final = 0x10000
MOST: Final = 0x10FFFF
CARRIED: Final = 1 << 19
HALVES: Final = 24
NOTHING: Final = chr(ZERO) * HALVES
"""A year of nothing."""

Kept = Literal["numbers", "amounts", "highs"]
YearKey = tuple[str, int, str, int]
"""Measure, year, slice, bucket."""
Series = Mapping[int, tuple[str, str, int]]
"""Numbers of series: measure, slice, bucket."""

_ORDER: Final = sys.byteorder
CODING: Final = "utf-32-le" if _ORDER == "little" else "utf-32-be"
_LANE: Final = 4
AT_ONCE: Final = 1800
"""As many characters can be added up in one lane: 1,800 times the greatest stays below 2^31."""
FEW: Final = 400
"""Units asked for by name; where there are more, all of a measure are read and the others left out."""


def written(sums: Sequence[int]) -> str | None:
    """Return the text of 24 sums; ``None`` where one of them has no character."""
    if min(sums) + ZERO < LEAST or max(sums) + ZERO > MOST:
        return None
    return "".join([chr(one + ZERO) for one in sums])


def carried(amounts: Sequence[int]) -> tuple[list[int], list[int]]:
    """Return what stands in the text of amounts, and what is carried."""
    highs = [(one + CARRIED // 2) // CARRIED for one in amounts]
    return [one - high * CARRIED for one, high in zip(amounts, highs, strict=True)], highs


class YearText:
    """The texts of a year of several units put one after the other, as numbers to be added to others of the length.

    ``beside``: short ones of the same length, that are taken apart together once one of them is.
    """

    __slots__ = ("_beside", "_by_month", "_months", "_whole", "text")

    def __init__(self, text: str, beside: list[YearText] | None = None) -> None:
        self.text = text
        self._months: int | None = None
        self._whole: int | None = None
        self._beside = beside
        self._by_month: list[int] | None = None
        if beside is not None:
            beside.append(self)

    @property
    def by_month(self) -> list[int] | None:
        """Return the sums by calendar month, a list that nobody changes; ``None`` where nothing stands beside it."""
        if self._by_month is None and self._beside:
            text = "".join([one.text for one in self._beside])
            wide = len(self.text) // 2
            found = _sums_in(_number(text[::2]) + _number(text[1::2]), len(text) // 2, 2)
            for at, one in enumerate(self._beside):
                one._by_month = found[at * wide : (at + 1) * wide]
        return self._by_month

    @property
    def whole(self) -> int:
        """Return one number with a lane for every character."""
        if self._whole is None:
            self._whole = _number(self.text)
        return self._whole

    @property
    def months(self) -> int:
        """Return one number with a lane for every calendar month: its two halves added."""
        if self._months is None:
            self._months = _number(self.text[::2]) + _number(self.text[1::2])
        return self._months


def _number(text: str) -> int:
    return int.from_bytes(text.encode(CODING), _ORDER)


def months(texts: Sequence[YearText], units: int) -> list[int]:
    """Return the sums of several texts by calendar month: twelve of the first unit, then of the second, and so on."""
    total: list[int] | None = None
    if len(texts) <= _SINGLY:
        for text in texts:
            part = text.by_month
            if part is None:
                break
            total = part if total is None else list(map(add, total, part))
        else:
            return [0] * (units * HALVES // 2) if total is None else total
        total = None
    for at in range(0, len(texts), AT_ONCE // 2):
        some = texts[at : at + AT_ONCE // 2]
        part = _sums_in(sum([text.months for text in some]), units * HALVES // 2, len(some) * 2)
        total = part if total is None else list(map(add, total, part))
    return [0] * (units * HALVES // 2) if total is None else total


_SINGLY: Final = 3
"""So many short lists are added up as quickly as long numbers are, which are to be taken apart afterwards."""


class Split:
    """Several texts added up and taken apart by halves of months: a number with a lane for every unit for each."""

    def __init__(self, layers: Sequence[tuple[int, array[int]]], units: int) -> None:
        self._layers, self._units = layers, units
        # For each layer what was added up before each half: a run is the difference of two, in every lane by itself.
        self._before: list[list[int]] = [[0] for _ in layers]

    def between(self, low: int, high: int) -> list[int]:
        """Return the sums of each unit from one half of a month of the year (0 to 23) to another, both inclusive."""
        total: list[int] | None = None
        for (added, of), before in zip(self._layers, self._before, strict=True):
            while len(before) <= high + 1:
                before.append(before[-1] + int.from_bytes(of[len(before) - 1 :: HALVES].tobytes(), _ORDER))
            part = _sums_in(before[high + 1] - before[low], self._units, added * (high - low + 1))
            total = part if total is None else list(map(add, total, part))
        return [0] * self._units if total is None else total

    def upto(self, ends: Sequence[int]) -> list[int]:
        """Return what each unit came to from the beginning of the year to some halves of it, unit by unit.

        A half before the year is below 0: nothing. For few units: each is added up by itself.
        """
        total: list[int] | None = None
        for added, of in self._layers:
            zero, part = added * ZERO, list[int]()
            for at in range(0, self._units * HALVES, HALVES):
                sums = [0, *accumulate([one - zero for one in of[at : at + HALVES]])]
                part += [sums[end + 1] if end >= 0 else 0 for end in ends]
            total = part if total is None else list(map(add, total, part))
        return [0] * (self._units * len(ends)) if total is None else total


def split(texts: Sequence[YearText], units: int) -> Split:
    """Return several texts added up, to be asked for halves of months."""
    layers, at_once = [], AT_ONCE // HALVES
    for at in range(0, len(texts), at_once):
        some, of = texts[at : at + at_once], array("I")
        of.frombytes(sum([text.whole for text in some]).to_bytes(units * HALVES * _LANE, _ORDER))
        layers.append((len(some), of))
    return Split(layers, units)


def _sums_in(number: int, length: int, added: int) -> list[int]:
    """Return the sums that the ``length`` lanes of a number stand for, each added up of ``added`` characters."""
    # 2^31 + sum in each lane, never a carry; without its highest bit that is the sum as the machine writes it.
    lift, high = _lifting(length, added)
    found = array("i")
    found.frombytes(((number + lift) ^ high).to_bytes(length * _LANE, _ORDER))
    return found.tolist()


_HIGH: Final = 1 << 31


@lru_cache(maxsize=32)
def _lifting(length: int, added: int) -> tuple[int, int]:
    """Return what lifts a sum of 0 in each of ``length`` lanes to 2^31, and the numbers with that bit in each."""
    one = int.from_bytes(array("I", [1]) * length, _ORDER)
    return one * (_HIGH - added * ZERO), one * _HIGH


class Outgrown(Exception):
    """A sum of those asked for has no character: the half months know it."""


def series_of(measures: Sequence[str], since: Sequence[str] = ()) -> tuple[Series, dict[int, int]]:
    """Return the series of some measures, and the first year with sums of any unit for those of measures ``since``.

    A series of which nothing is added up yet has no first year.
    """
    if not measures:
        return {}, {}
    year = "NULL"
    if since:
        earliest = "SELECT min(y.year) FROM records_yearsum y WHERE y.series_id = s.id"
        year = f"CASE WHEN s.measure IN ({_holes(since)}) THEN ({earliest}) END"
    rows = fetch(
        f"SELECT s.id, s.measure, s.slice, s.bucket, {year} FROM records_sumseries s"  # noqa: S608  our own words
        f" WHERE s.measure IN ({_holes(measures)})",
        (*since, *measures),
    )
    return {row[0]: row[1:4] for row in rows}, {row[0]: row[4] for row in rows if row[4] is not None}


def texts_of(
    kept: Sequence[Kept], series: Series, units: Sequence[int], first: int, last: int
) -> dict[Kept, dict[YearKey, YearText]]:
    """Return the texts of ``units`` in their order, one after the other, by what they are sums of. Raises Outgrown.

    Of the years from ``first`` to ``last``, both inclusive. ``highs`` come with the amounts where anything was carried.
    """
    found: dict[Kept, dict[YearKey, YearText]] = {"numbers": {}, "amounts": {}, "highs": {}}
    if not series or not units or first > last:
        return found
    where, values = _where(list(series), units, first, last)
    # Of more units the numbers are added up before anything is taken apart: fewer pieces.
    beside: dict[Kept, list[YearText] | None] = {one: [] if len(units) <= FEW else None for one in found}
    order, there = Order(units), " + ".join(f"count({one})" for one in kept)
    each = [_joined(one) for one in kept]
    if "amounts" in kept:
        # Few were ever carried: they are listed by themselves.
        each += [_names("CASE WHEN highs IS NOT NULL THEN unit_id END"), _joined("highs")]
    for number, year, listed, missing, *texts in fetch(
        f"SELECT series_id, year, {_names('unit_id')}, {len(kept)} * count(*) - ({there}), "  # noqa: S608  our own words
        f"{', '.join(each)} FROM records_yearsum WHERE {where} GROUP BY series_id, year",
        values,
    ):
        if missing:
            raise Outgrown
        measure, by, bucket = series[number]
        key = measure, year, by, bucket
        for one, text in zip(kept, texts, strict=False):
            found[one][key] = YearText(order.of(listed, text), beside[one])
        if "amounts" in kept and texts[-1] is not None:
            found["highs"][key] = YearText(order.of(texts[-2], texts[-1]))
    return found


def _joined(text: str) -> str:
    """Return the words that join the texts of all units that have one, as `_names` lists them."""
    return f"group_concat({text}, '')" if here().vendor == "sqlite" else f"string_agg({text}, '' ORDER BY unit_id)"


def _names(unit: str) -> str:
    if here().vendor == "sqlite":
        return f"group_concat({unit})"
    return f"string_agg(({unit})::text, ',' ORDER BY unit_id)"


class Order:
    """Puts texts of units that are listed in any order into the order asked for; nothing for those not listed.

    Most lists are alike: how one is put in order is found out once, in runs of units that stand together in both.
    """

    def __init__(self, units: Sequence[int]) -> None:
        self._units = [str(unit) for unit in units]
        self._runs: dict[str, list[tuple[int, int] | None]] = {",".join(self._units): [(0, len(units))]}

    def of(self, listed: str, text: str) -> str:
        """Return the text with those of the units asked for in their order."""
        if listed not in self._runs:
            self._runs[listed] = self._found(listed.split(","))
        runs = self._runs[listed]
        if len(runs) == 1 and runs[0] == (0, len(text) // HALVES):
            return text
        return "".join([NOTHING if run is None else text[run[0] * HALVES : run[1] * HALVES] for run in runs])

    def _found(self, listed: Sequence[str]) -> list[tuple[int, int] | None]:
        """Return which of those listed stand one after the other in the order asked for; ``None``: one is not there."""
        number = {unit: at for at, unit in enumerate(listed)}
        runs: list[tuple[int, int] | None] = []
        for unit in self._units:
            at, last = number.get(unit), runs[-1] if runs else None
            if at is None:
                runs.append(None)
            elif last is not None and last[1] == at:
                runs[-1] = last[0], at + 1
            else:
                runs.append((at, at + 1))
        return runs


def _where(series: Sequence[int], units: Sequence[int], first: int, last: int) -> tuple[str, list[int]]:
    """Return the condition that lets each series, year and run of units be looked for by itself."""
    values = [*series]
    if last - first < _YEARS:
        years = range(first, last + 1)
        when, values = f"year IN ({_holes(years)})", [*values, *years]
    else:
        when, values = "year BETWEEN %s AND %s", [*values, first, last]
    where = f"series_id IN ({_holes(series)}) AND {when}"
    least, most = min(units), max(units)
    if most - least < 2 * len(units):
        # Units of one county were mostly founded one after the other; those between are left out by `Order`.
        return f"{where} AND unit_id BETWEEN %s AND %s", [*values, least, most]
    if len(units) <= FEW:
        return f"{where} AND unit_id IN ({_holes(units)})", [*values, *units]
    return where, values


_YEARS: Final = 60
"""Years that are looked for one by one; to read all that came before would pass by the units of all of them."""


def _holes(values: Sequence[object]) -> str:
    return ", ".join(["%s"] * len(values))
