"""The sums as the rows make them: put in anew, and held against those that the triggers kept.

Sums stand under a number for their measure, slice and bucket (a series): whoever adds up compares whole numbers.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from typing import Final

from django.db import connection

from fazhi.records.ledger import weighing, yearly
from fazhi.records.ledger.abreast import abreast
from fazhi.records.ledger.copying import copy_in
from fazhi.records.ledger.statements import fetch, run, run_many
from fazhi.records.ledger.yearly import CARRIED, HALVES, LEAST, MOST, NOTHING, ZERO

SLOT: Final = {
    # A day is kept as a text: to cut it takes a fifth of the time that reading it as a date does. What is multiplied is
    # a number by that: no cast, which would take as long as the cut.
    "sqlite": "(substr({day}, 1, 4) * 24 + substr({day}, 6, 2) * 2 - 2 + (substr({day}, 9, 2) > '25'))",
    # ``extract`` makes decimals, which take as long again to be reckoned with.
    "postgresql": "((date_part('year', {day}) * 24 + (date_part('month', {day}) - 1) * 2)::int"
    " + CASE WHEN date_part('day', {day}) > 25 THEN 1 ELSE 0 END)",
}
"""The half of a month a day lies in, as the databases count it: ``records.summing.slot`` in SQL."""

Texts = tuple[str | None, str | None, str | None]
"""What the row of a year holds: numbers, amounts, what was carried."""
YearKey = tuple[int, int]
"""Series and year."""

_LINES: Final = 100_000
"""Rows of years held at a time."""
_NAMED: Final = "s.measure = f.measure AND s.slice = f.slice AND s.bucket = f.bucket"


def _slot() -> str:
    return SLOT[connection.vendor].format(day="f.day").replace("%", "%%")


def fill() -> None:
    """Add all rows up into sums, of which there are none: give numbers to series, then half months, then years."""
    run(
        "INSERT INTO records_sumseries (measure, slice, bucket)"
        " SELECT DISTINCT measure, slice, bucket FROM records_yieldedfact WHERE true ON CONFLICT DO NOTHING"
    )
    # CROSS: SQLite reads the rows and looks for the series of each, never the other way round.
    run(
        "INSERT INTO records_rollup (unit_id, slot, series_id, n, amount)"  # noqa: S608  our own words
        f" SELECT f.unit_id, {_slot()}, s.id, sum(f.n), sum(f.amount)"
        f" FROM records_yieldedfact f CROSS JOIN records_sumseries s WHERE {_NAMED} GROUP BY 1, 2, 3"
    )
    fill_years()


def fill_years() -> None:
    """Make the rows of all years, of which there are none, from the half months."""
    units, rows = _units(), list[tuple[int | str | None, ...]]()
    for unit in units:
        rows += [(*key, unit, *texts) for key, texts in years_of(unit).items()]
        if len(rows) >= _LINES or unit == units[-1]:
            # In the order of the key: pages are filled one after the other.
            rows.sort(key=lambda row: row[:3])
            _put(rows)
            rows = []


def _put(rows: Sequence[Sequence[int | str | None]]) -> None:
    table = "records_yearsum (series_id, year, unit_id, numbers, amounts, highs)"
    if connection.vendor == "postgresql":
        copy_in(table, rows)
        return
    run_many(f"INSERT INTO {table} VALUES (%s, %s, %s, %s, %s, %s)", rows)  # noqa: S608  our own words


def _units() -> list[int]:
    return [unit for (unit,) in fetch("SELECT id FROM records_unit ORDER BY id")]


def years_of(unit: int) -> dict[YearKey, Texts]:
    """Return what the years of a unit hold as its half months make them, by series and year."""
    places: dict[int, dict[int, int]] = {}
    numbers, amounts, blank = list[int](), list[int](), [0] * HALVES
    last, year, half = -1, 0, 0
    of_year: dict[int, int] = {}
    for series, slot, n, amount in fetch(
        "SELECT series_id, slot, n, amount FROM records_rollup WHERE unit_id = %s ORDER BY slot", [unit]
    ):
        if slot != last:
            last = slot
            year, half = divmod(slot, HALVES)
            of_year = places.setdefault(year, {})
        at = of_year.get(series)
        if at is None:
            at = of_year[series] = len(numbers)
            numbers += blank
            amounts += blank
        numbers[at + half], amounts[at + half] = n, amount
    keys = ((series, year, at) for year, of_year in places.items() for series, at in of_year.items())
    return dict(_texts(keys, numbers, amounts))


def _texts(
    keys: Iterator[tuple[int, int, int]], numbers: Sequence[int], amounts: Sequence[int]
) -> Iterator[tuple[YearKey, Texts]]:
    """Yield what 24 numbers and amounts each, from a place on, are written as: in one go where all have characters."""
    if numbers and min(numbers) >= -CARRIED and max(numbers) < CARRIED and _low(amounts):
        whole, amounts_whole = _written(numbers), _written(amounts)
        for series, year, at in keys:
            yield (series, year), (whole[at : at + HALVES], amounts_whole[at : at + HALVES], None)
        return
    for series, year, at in keys:
        yield (series, year), _one(numbers[at : at + HALVES], amounts[at : at + HALVES])


def _low(amounts: Sequence[int]) -> bool:
    """Say whether nothing is carried of any amount."""
    return min(amounts) >= -CARRIED // 2 and max(amounts) < CARRIED // 2


def _written(sums: Sequence[int]) -> str:
    return array("I", [one + ZERO for one in sums]).tobytes().decode(yearly.CODING)


def _one(numbers: Sequence[int], amounts: Sequence[int]) -> Texts:
    low, high = yearly.carried(amounts)
    texts = yearly.written(low), yearly.written(high)
    # As the trigger leaves them: nothing carried is NULL, and what has no character makes the amounts NULL.
    kept = (None, None) if None in texts else (texts[0], texts[1] if any(high) else None)
    return yearly.written(numbers), *kept


def sums_that_differ() -> list[tuple[int, str]]:
    """Return (unit, measure) where the sums are not those of the rows: none, unless somebody wrote past the acts."""
    if connection.vendor != "postgresql":
        return sorted({*_halves_that_differ(None), *years_that_differ()})
    # The server weighs while years are compared here: each takes as long as the other.
    with abreast(lambda: weighing.units_apart(SLOT["postgresql"])) as weighed:
        years = years_that_differ()
        return sorted({*_halves_that_differ(weighed()), *years})


def _halves_that_differ(units: Sequence[int] | None) -> set[tuple[int, str]]:
    """Return (unit, measure) where the half months are not those of the rows, of some units; ``None``: of all."""
    if units is not None and not units:
        return set()
    where, values = "", list[int]()
    if units is not None and len(units) <= _FEW:
        where, values = f" WHERE unit_id IN ({', '.join(['%s'] * len(units))})", list(units)
    apart = fetch(
        "SELECT unit_id, series_id FROM ("  # noqa: S608  our own words
        f"SELECT f.unit_id, s.id AS series_id, {_slot()} AS slot, f.n, f.amount"
        f" FROM records_yieldedfact f LEFT JOIN records_sumseries s ON {_NAMED}{where} UNION ALL"
        f" SELECT unit_id, series_id, slot, -n, -amount FROM records_rollup{where}) AS both_sides"
        " GROUP BY unit_id, series_id, slot HAVING sum(n) <> 0 OR sum(amount) <> 0",
        [*values, *values],
    )
    unnumbered = (
        fetch(
            "SELECT DISTINCT f.unit_id, f.measure FROM records_yieldedfact f"  # noqa: S608  our own words
            f" LEFT JOIN records_sumseries s ON {_NAMED} WHERE s.id IS NULL"
        )
        if any(series is None for _, series in apart)
        else []
    )
    named = _measures({(unit, series) for unit, series in apart if series is not None})
    return {*named, *((unit, measure) for unit, measure in unnumbered)}


_FEW: Final = 400
"""Units that are asked for by name."""


def _measures(found: set[tuple[int, int]]) -> set[tuple[int, str]]:
    if not found:
        return set()
    names = dict(fetch("SELECT id, measure FROM records_sumseries"))
    return {(unit, names[series]) for unit, series in found}


def years_that_differ() -> list[tuple[int, str]]:
    """Return (unit, measure) where the sums of years are not those of the half months.

    ``NULL`` agrees with everything: it says that the half months are to be read. Nothing carried any more is no
    difference to nothing carried ever.
    """
    units = _units()
    count = int(fetch("SELECT count(*) FROM records_yearsum")[0][0])
    # The rows stand in the order of their series: each reading of some units passes by all the others.
    many = max(len(units) * _LINES // max(count, 1), 1)
    found = set[tuple[int, int]]()
    for at in range(0, len(units), many):
        some = units[at : at + many]
        there: dict[int, dict[YearKey, Texts]] = {unit: {} for unit in some}
        for unit, series, year, *texts in fetch(
            "SELECT unit_id, series_id, year, numbers, amounts, highs FROM records_yearsum"
            " WHERE unit_id BETWEEN %s AND %s",
            [some[0], some[-1]],
        ):
            there[unit][series, year] = texts[0], texts[1], texts[2]
        halves: dict[int, list[_Half]] = {unit: [] for unit in some}
        for unit, *half in fetch(_halves_as_texts(), [some[0], some[-1]]):
            halves[unit].append((half[0], half[1]))
        for unit, kept in there.items():
            if not _alike(kept, halves[unit]):
                found |= {(unit, series) for series in _apart(kept, years_of(unit))}
    return sorted(_measures(found))


_Half = tuple[int, str]
"""A half of a month: four characters for each of its series, which it is and what stands of it in the year's texts."""


def _halves_as_texts() -> str:
    """Return what gives the half months of some units with the characters that stand in the years."""
    carry = f"((amount + {CARRIED // 2}) >> 19)"
    codes = f"{LEAST} + series_id", f"{ZERO} + n", f"{ZERO} + amount - ({carry} << 19)", f"{ZERO} + {carry}"
    if connection.vendor == "sqlite":
        # What has no character becomes one that stands in no year.
        text = f"group_concat(char({', '.join(codes)}), '')"
    else:
        each = (f"chr(CASE WHEN {code} BETWEEN {LEAST} AND {MOST} THEN ({code})::int ELSE 1 END)" for code in codes)
        text = f"string_agg({' || '.join(each)}, '')"
    return (
        f"SELECT unit_id, slot, {text} FROM records_rollup"  # noqa: S608  our own words
        " WHERE unit_id BETWEEN %s AND %s GROUP BY unit_id, slot"
    )


def _alike(kept: dict[YearKey, Texts], halves: Sequence[_Half]) -> bool:
    """Say whether the years of a unit are what its half months make, none ``NULL``: whole texts are compared."""
    places: dict[int, dict[str, int]] = {}
    for at, (series, year) in enumerate(kept):
        if series > MOST - LEAST:
            return False
        places.setdefault(year, {})[chr(series + LEAST)] = at * HALVES
    made = [[_NONE] * (len(kept) * HALVES) for _ in range(3)]
    numbers, amounts, highs = made
    for slot, text in halves:
        year, half = divmod(slot, HALVES)
        of_year = places.get(year, {})
        for name, n, amount, high in zip(text[::4], text[1::4], text[2::4], text[3::4], strict=True):
            at = of_year.get(name)
            if at is None:
                return False
            at += half
            numbers[at], amounts[at], highs[at] = n, amount, high
    stand = [[one[0] for one in kept.values()], [one[1] for one in kept.values()]]
    stand.append([one[2] or NOTHING for one in kept.values()])
    return all(
        None not in texts and "".join(cells) == "".join([text or "" for text in texts])
        for cells, texts in zip(made, stand, strict=True)
    )


_NONE: Final = chr(ZERO)


def _apart(kept: dict[YearKey, Texts], wanted: dict[YearKey, Texts]) -> Iterator[int]:
    """Yield the series of which a year is another than the half months make."""
    if kept == wanted:
        return
    nothing: Texts = NOTHING, NOTHING, None
    for key, (numbers, amounts, highs) in kept.items():
        texts = wanted.get(key, nothing)
        low = amounts is None or (amounts, highs or NOTHING) == (texts[1], texts[2] or NOTHING)
        if not low or numbers not in (None, texts[0]):
            yield key[0]
    yield from (series for series, year in wanted if (series, year) not in kept)
