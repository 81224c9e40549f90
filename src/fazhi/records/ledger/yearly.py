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
from typing import Final, Literal, NamedTuple

from fazhi.records.ledger.statements import fetch, here

ZERO: Final = 0x90000
LEAST: Final = 0x10000
MOST: Final = 0x10FFFF
CARRIED: Final = 1 << 19
HALVES: Final = 24
NOTHING: Final = chr(ZERO) * HALVES
"""A year of nothing."""

Kept = Literal["numbers", "amounts", "highs"]

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


class Asked(NamedTuple):
    """What is asked of a measure: its numbers, its amounts; ``standing``: of all years in which it has sums as well."""

    numbers: bool
    amounts: bool
    standing: bool


Held = dict[tuple[Kept, str], dict[int, dict[tuple[str, int], YearText]]]
"""Texts by what they are sums of and measure, then by year, then by slice and bucket."""


def texts_of(asked: Mapping[str, Asked], units: Sequence[int], first: int, last: int) -> Held:
    """Return the texts of ``units`` in their order, one after the other, of some measures. Raises Outgrown.

    Of the years from ``first`` to ``last``, both inclusive; of what stands, from the first with sums of any unit.
    ``highs`` come with the amounts where anything was carried. One statement.
    """
    found: Held = {}
    if not asked or not units or first > last:
        return found
    # Of more units the numbers are added up before anything is taken apart: fewer pieces.
    beside: dict[Kept, list[YearText] | None] = {one: [] if len(units) <= FEW else None for one in _KEPT}
    order = Order(units)
    for measure, year, by, bucket, texts in fetch(*_statement(asked, units, first, last)):
        if texts is None:
            continue  # nothing of the units asked for
        listed, numbers, amounts, carrying, highs = texts.split(";")
        length, (of_numbers, of_amounts, _) = (listed.count(",") + 1) * HALVES, asked[measure]
        if (of_numbers and len(numbers) != length) or (of_amounts and len(amounts) != length):
            raise Outgrown
        key = by, bucket
        if of_numbers:
            text = YearText(order.of(listed, numbers), beside["numbers"])
            found.setdefault(("numbers", measure), {}).setdefault(year, {})[key] = text
        if of_amounts:
            text = YearText(order.of(listed, amounts), beside["amounts"])
            found.setdefault(("amounts", measure), {}).setdefault(year, {})[key] = text
        if highs:
            text = YearText(order.of(carrying, highs))
            found.setdefault(("highs", measure), {}).setdefault(year, {})[key] = text
    return found


_KEPT: Final[tuple[Kept, ...]] = "numbers", "amounts", "highs"


def _statement(
    asked: Mapping[str, Asked], units: Sequence[int], first: int, last: int
) -> tuple[str, dict[str, int | str]]:
    """Return what gives, for each series and year, the units that have a row of it and their texts, in one text.

    Each series, year and run of units is looked for by itself, in the order of the key: nothing is sorted, and no year
    of others is passed by. The first years are found for what stands only.
    """
    each: list[str] = []
    values: dict[str, int | str] = {"first": first, "last": last}
    for at, (measure, (of_numbers, of_amounts, standing)) in enumerate(asked.items()):
        values[f"m{at}"] = measure
        each.append(f"(%(m{at})s, {of_numbers:d}, {of_amounts:d}, {standing:d})")
    there, more = _there(units)
    earliest = "SELECT min(y.year) FROM records_yearsum y WHERE y.series_id = s.id AND y.year < %(first)s"
    return (
        f"WITH RECURSIVE asked (measure, numbers, amounts, standing) AS (VALUES {', '.join(each)}),"  # noqa: S608
        f" found AS (SELECT s.*, a.numbers, a.amounts, CASE WHEN a.standing = 1 THEN coalesce(({earliest}), %(first)s)"
        " ELSE %(first)s END AS begun FROM asked a CROSS JOIN records_sumseries s WHERE s.measure = a.measure),"
        " years (year) AS (SELECT CAST(min(begun) AS int) FROM found"
        " UNION ALL SELECT year + 1 FROM years WHERE year < %(last)s)"
        f" SELECT f.measure, t.year, f.slice, f.bucket, (SELECT {_TEXTS[here().vendor]} FROM {there})"
        " FROM found f CROSS JOIN years t WHERE t.year >= f.begun",
        {**values, **more},
    )


def _joined(text: str, between: str = "") -> str:
    """Return the words that join the texts of all units that have one, in the order they are read; never ``NULL``."""
    return f"coalesce(group_concat({text}, '{between}'), '')"


_WANTED: Final = {one: f"CASE WHEN f.{one} = 1 THEN y.{one} END" for one in ("numbers", "amounts")}
_CARRYING: Final = "CASE WHEN f.amounts = 1 AND y.highs IS NOT NULL THEN y.{} END"
_LISTED: Final = " || ';' || ".join(
    [
        "group_concat(y.unit_id, ',')",  # NULL where there is none: then all of it is
        _joined(_WANTED["numbers"]),
        _joined(_WANTED["amounts"]),
        _joined(_CARRYING.format("unit_id"), ","),
        _joined(_CARRYING.format("highs")),
    ]
)
_TEXTS: Final = {
    "sqlite": _LISTED,
    "postgresql": _LISTED.replace("group_concat", "string_agg").replace("y.unit_id", "CAST(y.unit_id AS text)"),
}
"""The units, their numbers and amounts, those of which anything was carried, and what: parted by semicolons."""


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


def _there(units: Sequence[int]) -> tuple[str, dict[str, int]]:
    """Return what gives the rows of a series ``f`` and a year ``t`` with no more units than need be, and its values."""
    least, most = min(units), max(units)
    where, values = "y.series_id = f.id AND y.year = t.year", dict[str, int]()
    if most - least < 2 * len(units):
        # Units of one county were mostly founded one after the other; those between are left out by `Order`.
        where, values = f"{where} AND y.unit_id BETWEEN %(least)s AND %(most)s", {"least": least, "most": most}
    elif len(units) <= FEW:
        values = {f"u{at}": unit for at, unit in enumerate(units)}
        where = f"{where} AND y.unit_id IN ({', '.join([f'%({name})s' for name in values])})"
    return f"records_yearsum y WHERE {where}", values
