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


def lanes(text: str) -> int:
    """Return texts put one after the other as one number, to be added to others of the same length."""
    return int.from_bytes(text.encode(_CODING), _ORDER)


def characters(number: int, length: int) -> array[int]:
    """Return the ``length`` lanes of a number as they are, to take some of them out."""
    found = array("I")
    found.frombytes(number.to_bytes(length * _LANE, _ORDER))
    return found


def some(of: array[int], first: int, step: int) -> int:
    """Return every ``step``-th lane from ``first`` on as a number of its own."""
    return int.from_bytes(of[first::step].tobytes(), _ORDER)


def sums_in(number: int, length: int, added: int) -> list[int]:
    """Return the sums that the ``length`` lanes of a number stand for, each added up of ``added`` characters."""
    one = _ones(length)
    # 2^31 + sum in each lane, never a carry; without its highest bit that is the sum as the machine writes it.
    signed = (number + one * (_HIGH - added * ZERO)) ^ (one * _HIGH)
    found = array("i")
    found.frombytes(signed.to_bytes(length * _LANE, _ORDER))
    return found.tolist()


_HIGH: Final = 1 << 31


@lru_cache(maxsize=8)
def _ones(length: int) -> int:
    return int.from_bytes(array("I", [1]) * length, _ORDER)


class Outgrown(Exception):
    """A sum of those asked for has no character: the half months know it."""


def texts_of(
    kept: Sequence[Kept], measures: Sequence[str], units: Sequence[int], first: int | None, last: int
) -> dict[Kept, dict[YearKey, str]]:
    """Return the texts of ``units`` (rising), one after the other, by what they are sums of. Raises Outgrown.

    Of years from ``first`` (None: the beginning) to ``last``, both inclusive. ``highs`` come with the amounts, where
    anything was carried.
    """
    found: dict[Kept, dict[YearKey, str]] = {"numbers": {}, "amounts": {}, "highs": {}}
    if not measures or not units:
        return found
    where, values = _where(measures, units, first, last)
    joined, names = _JOINED[here().vendor], _JOINED_NAMES[here().vendor]
    each = [joined.format(text=one) for one in kept]
    if "amounts" in kept:
        each.append(f"CASE WHEN count(highs) > 0 THEN {joined.format(text=_HIGHS)} END")
    there = " + ".join(f"count({one})" for one in kept)
    wanted, number = ",".join(map(str, units)), {str(unit): place for place, unit in enumerate(units)}
    names_of = (*kept, "highs")
    for measure, year, by, bucket, listed, missing, *texts in fetch(
        f"SELECT measure, year, slice, bucket, {names}, {len(kept)} * count(*) - ({there}), {', '.join(each)} "  # noqa: S608  our own words
        f"FROM records_yearsum {_by_unit(units)}WHERE {where} GROUP BY 1, 2, 3, 4",
        values,
    ):
        if missing:
            raise Outgrown
        for one, text in zip(names_of, texts, strict=False):
            if text is not None:
                whole = text if listed == wanted else _in_place(listed.split(","), text, number)
                found[one][measure, year, by, bucket] = whole
    return found


_HIGHS: Final = f"coalesce(highs, '{NOTHING}')"
_JOINED: Final = {"sqlite": "group_concat({text}, '')", "postgresql": "string_agg({text}, '' ORDER BY unit_id)"}
_JOINED_NAMES: Final = {
    "sqlite": "group_concat(unit_id)",
    "postgresql": "string_agg(unit_id::text, ',' ORDER BY unit_id)",
}


def _by_unit(units: Sequence[int]) -> str:
    """Return the hint without which SQLite reads every unit's rows of a measure to find those of a few."""
    return "INDEXED BY year_sum_unit " if len(units) <= FEW and here().vendor == "sqlite" else ""


def _in_place(listed: Sequence[str], text: str, number: Mapping[str, int]) -> str:
    """Return the texts of the units asked for, in their order, nothing for those that are not ``listed``."""
    found = [NOTHING] * len(number)
    for at, unit in enumerate(listed):
        if unit in number:
            found[number[unit]] = text[at * HALVES : (at + 1) * HALVES]
    return "".join(found)


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
_HALF = "SELECT measure, slot / 24, slice, bucket, unit_id, slot % 24, n, amount FROM records_rollup "


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
    for *key, half, n, amount in fetch(_HALF.replace("%", "%%") + "WHERE unit_id = %s", [unit]):
        numbers, amounts = sums.setdefault((key[0], key[1], key[2], key[3], key[4]), ([0] * HALVES, [0] * HALVES))
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
    found = set()
    for (unit,) in units:
        wanted = _from_halves(unit)
        there = fetch(
            "SELECT measure, year, slice, bucket, unit_id, numbers, amounts, highs FROM records_yearsum"
            " WHERE unit_id = %s",
            [unit],
        )
        for *key, numbers, amounts, highs in there:
            texts = wanted.pop((key[0], key[1], key[2], key[3], key[4]), None) or (NOTHING, NOTHING, None)
            same = numbers in (None, texts[0]) and (
                amounts is None or (amounts, highs or NOTHING) == (texts[1], texts[2] or NOTHING)
            )
            if not same:
                found.add((unit, str(key[0])))
        found |= {(unit, key[0]) for key, texts in wanted.items()}
    return sorted(found)
