"""Which units have sums that are not those of their rows, found on a server without adding up sum by sum.

To add up a million rows by unit, half month and series takes a server as long as everything else about an audit: there
are nearly as many sums as rows. Here each sum is weighed instead: its number and its amount are multiplied by two
weights that are drawn from a seed for its half month and series, and all of a unit is added up, once from the rows and
once from the half months. Where the sums are the same, so is this; where they are not, it is another but for one chance
in 2^29, and twice over in 2^58. The seeds are drawn anew each time. What is found so is looked at sum by sum.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from fazhi.records import chance
from fazhi.records.ledger.statements import fetch

_WEIGHT: Final = (1 << 29) - 1
_LOW: Final = (1 << 31) - 1
"""Numbers and amounts are weighed in two parts, below and from 2^31 on, so that nothing outgrows 64 bits."""

_LONGEST: Final = 200
"""Years for which each day's half of a month is told to the server."""

_FROM_ROWS: Final = (
    "records_yieldedfact f LEFT JOIN records_sumseries s"
    " ON s.measure = f.measure AND s.slice = f.slice AND s.bucket = f.bucket"
)


def units_apart(slot: str) -> list[int] | None:
    """Return the units that weigh otherwise by their half months than by their rows; ``None``: they were not weighed.

    ``slot``: the half of a month of ``{day}``, in SQL. For PostgreSQL.
    """
    ((first, last),) = fetch("SELECT min(year), max(year) FROM records_yearsum")
    if first is None or last - first >= _LONGEST or not date.min.year <= first <= last <= date.max.year:
        return None
    begin, end = date(first, 1, 1), date(last, 12, 31)
    # A list of them, looked up by the number of the day: to take year, month and day apart for each row and use would
    # take longer than all the rest. What lies in no year with sums has none, and weighs otherwise.
    listed = fetch(
        f"SELECT CAST(ARRAY(SELECT {slot.format(day='d')} FROM generate_series("  # noqa: S608  our own words
        "CAST(%(begin)s AS timestamp), CAST(%(end)s AS timestamp), interval '1 day') AS d ORDER BY d) AS text)",
        {"begin": begin, "end": end},
    )[0][0]
    values: dict[str, object] = {"first": begin - timedelta(days=1), "halves": listed}
    values |= {f"seed{at}": int.from_bytes(chance.token_bytes(8), signed=True) for at in range(2)}
    day = "coalesce((CAST(%(halves)s AS int[]))[f.day - CAST(%(first)s AS date)], -1)"
    rows = _weighed("f.n", "f.amount", "coalesce(s.id, 0)", day, _FROM_ROWS)
    sums = _weighed("n", "amount", "series_id", "slot", "records_rollup")
    return [
        unit
        for (unit,) in fetch(
            f"SELECT coalesce(a.unit_id, b.unit_id) FROM ({rows}) AS a"  # noqa: S608  our own words
            f" FULL JOIN ({sums}) AS b ON b.unit_id = a.unit_id"
            " WHERE a.one IS DISTINCT FROM b.one OR a.other IS DISTINCT FROM b.other ORDER BY 1",
            values,
        )
    ]


def _weighed(number: str, amount: str, series: str, slot: str, of: str) -> str:
    """Return what weighs everything of each unit, twice.

    What is drawn for a row is told apart (``OFFSET 0`` keeps it so): used eight times, it would be drawn as often.
    """
    drawn = ", ".join(
        f"hashint8extended({slot}, hashint8extended({series}, %(seed{at})s)) AS {name}"
        for at, name in enumerate(("one", "other"))
    )
    each = f"SELECT unit_id, {number}::bigint AS n, {amount} AS amount, {drawn} FROM {of} OFFSET 0"  # noqa: S608
    both = ", ".join(f"{_side('w.n', 'w.amount', f'w.{name}')} AS {name}" for name in ("one", "other"))
    return f"SELECT w.unit_id, {both} FROM ({each}) AS w GROUP BY w.unit_id"  # noqa: S608  our own words


def _side(number: str, amount: str, drawn: str) -> str:
    weights = f"({drawn} & {_WEIGHT})", f"(({drawn} >> 29) & {_WEIGHT})"
    low, high = (
        f"sum({weights[0]} * ({number} {part}) + {weights[1]} * ({amount} {part}))" for part in (f"& {_LOW}", ">> 31")
    )
    return f"{low} + {high} * {_LOW + 1}"
