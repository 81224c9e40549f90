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
from collections.abc import Sequence
from functools import lru_cache
from operator import add
from typing import Final, Literal

from fazhi.records.ledger.statements import fetch, here, run_many

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

_ORDER: Final = sys.byteorder
_CODING: Final = "utf-32-le" if _ORDER == "little" else "utf-32-be"
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
    """The texts of a year of several units put one after the other, as numbers to be added to others of the length."""

    __slots__ = ("_months", "_whole", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._months: int | None = None
        self._whole: int | None = None

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
    return int.from_bytes(text.encode(_CODING), _ORDER)


def months(texts: Sequence[YearText], units: int) -> list[int]:
    """Return the sums of several texts by calendar month: twelve of the first unit, then of the second, and so on."""
    total: list[int] | None = None
    for at in range(0, len(texts), AT_ONCE // 2):
        some = texts[at : at + AT_ONCE // 2]
        part = _sums_in(sum([text.months for text in some]), units * HALVES // 2, len(some) * 2)
        total = part if total is None else list(map(add, total, part))
    return [0] * (units * HALVES // 2) if total is None else total


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


def texts_of(
    kept: Sequence[Kept], measures: Sequence[str], units: Sequence[int], first: int | None, last: int
) -> dict[Kept, dict[YearKey, YearText]]:
    """Return the texts of ``units`` in their order, one after the other, by what they are sums of. Raises Outgrown.

    Of years from ``first`` (None: the beginning) to ``last``, both inclusive. ``highs`` come with the amounts, where
    anything was carried.
    """
    found: dict[Kept, dict[YearKey, YearText]] = {"numbers": {}, "amounts": {}, "highs": {}}
    if not measures or not units:
        return found
    where, values = _where(measures, units, first, last)
    order, there = Order(units), " + ".join(f"count({one})" for one in kept)
    each = [_joined(one) for one in kept]
    if "amounts" in kept:
        # Few were ever carried: they are listed by themselves.
        each += [_names("CASE WHEN highs IS NOT NULL THEN unit_id END"), _joined("highs")]
    for measure, year, by, bucket, listed, missing, *texts in fetch(
        f"SELECT measure, year, slice, bucket, {_names('unit_id')}, {len(kept)} * count(*) - ({there}), "  # noqa: S608  our own words
        f"{', '.join(each)} FROM records_yearsum {_by_unit(units)}WHERE {where} GROUP BY 1, 2, 3, 4",
        values,
    ):
        if missing:
            raise Outgrown
        key = measure, year, by, bucket
        for one, text in zip(kept, texts, strict=False):
            found[one][key] = YearText(order.of(listed, text))
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


def _by_unit(units: Sequence[int]) -> str:
    """Return the hint without which SQLite reads every unit's rows of a measure to find those of a few."""
    return "INDEXED BY year_sum_unit " if len(units) <= FEW and here().vendor == "sqlite" else ""


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


def _where(measures: Sequence[str], units: Sequence[int], first: int | None, last: int) -> tuple[str, list[str | int]]:
    values: list[str | int] = [*measures]
    if first == last:
        when = "year = %s"
    elif first is None:
        when = "year <= %s"
    else:
        when, values = "year >= %s AND year <= %s", [*values, first]
    where, values = f"measure IN ({_holes(measures)}) AND {when}", [*values, last]
    if len(units) <= FEW:
        where, values = f"{where} AND unit_id IN ({_holes(units)})", [*values, *units]
    return where, values


def _holes(values: Sequence[object]) -> str:
    return ", ".join(["%s"] * len(values))


_Texts = tuple[str | None, str | None, str | None]


def fill() -> None:
    """Make the rows of all years anew from the half months."""
    for unit in [one for (one,) in fetch("SELECT DISTINCT unit_id FROM records_rollup")]:
        run_many(
            "INSERT INTO records_yearsum (measure, year, slice, bucket, unit_id, numbers, amounts, highs)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
            [(*key, *texts) for key, texts in sorted(_from_halves(unit).items())],
        )


def _from_halves(unit: int) -> dict[tuple[str, int, str, int, int], _Texts]:
    """Return the texts of a unit as its half months make them, by measure, year, slice, bucket and unit."""
    sums: dict[tuple[str, int, str, int, int], tuple[list[int], list[int]]] = {}
    for measure, year, by, bucket, half, n, amount in fetch(_BY_HALF, [unit]):
        numbers, amounts = sums.setdefault((measure, year, by, bucket, unit), ([0] * HALVES, [0] * HALVES))
        numbers[half], amounts[half] = int(n), int(amount)
    return {key: _texts(numbers, amounts) for key, (numbers, amounts) in sums.items()}


def _texts(numbers: Sequence[int], amounts: Sequence[int]) -> _Texts:
    low, high = carried(amounts)
    texts = written(low), written(high)
    # As the trigger leaves them: nothing carried is NULL, and what has no character makes the amounts NULL.
    kept = (None, None) if None in texts else (texts[0], texts[1] if any(high) else None)
    return written(numbers), *kept


def years_that_differ() -> list[tuple[int, str]]:
    """Return (unit, measure) where the sums of years are not those of the half months.

    ``NULL`` agrees with everything: it says that the half months are to be read. Nothing carried any more is no
    difference to nothing carried ever.
    """
    units = fetch("SELECT unit_id FROM records_rollup UNION SELECT unit_id FROM records_yearsum ORDER BY 1")
    return sorted({(unit, measure) for (unit,) in units if not _alike(unit) for measure in _measures_apart(unit)})


def _alike(unit: int) -> bool:
    """Say whether all years of a unit are the sums of its half months, none ``NULL``: all texts are read as one."""
    years = fetch(
        "SELECT measure, year, slice, bucket, numbers, amounts, highs FROM records_yearsum WHERE unit_id = %s", [unit]
    )
    place = {(year[0], year[1], year[2], year[3]): at * HALVES for at, year in enumerate(years)}
    length = len(years) * HALVES
    numbers, amounts = [0] * length, [0] * length
    for measure, year, by, bucket, half, n, amount in fetch(_BY_HALF, [unit]):
        at = place.get((measure, year, by, bucket))
        if at is None:
            return False
        numbers[at + half], amounts[at + half] = n, amount
    texts = [[year[4] for year in years], [year[5] for year in years], [year[6] or NOTHING for year in years]]
    if any(text is None or len(text) != HALVES for column in texts for text in column):
        return False
    told, low, high = [_sums_in(_number("".join(column)), length, 1) for column in texts]
    if low and not (min(low) >= -CARRIED // 2 and max(low) < CARRIED // 2):
        return False
    return told == numbers and [one + more * CARRIED for one, more in zip(low, high, strict=True)] == amounts


_BY_HALF: Final = (
    "SELECT measure, slot / 24, slice, bucket, slot %% 24, n, amount FROM records_rollup WHERE unit_id = %s"
)


def _measures_apart(unit: int) -> set[str]:
    """Return the measures of a unit of which a year is another than its half months make, year by year."""
    wanted, found = _from_halves(unit), set[str]()
    there = fetch(
        "SELECT measure, year, slice, bucket, unit_id, numbers, amounts, highs FROM records_yearsum WHERE unit_id = %s",
        [unit],
    )
    for *key, numbers, amounts, highs in there:
        texts = wanted.pop((key[0], key[1], key[2], key[3], key[4]), None) or (NOTHING, NOTHING, None)
        same = numbers in (None, texts[0]) and (
            amounts is None or (amounts, highs or NOTHING) == (texts[1], texts[2] or NOTHING)
        )
        if not same:
            found.add(str(key[0]))
    return found | {key[0] for key in wanted}
