"""Statements for what the files yield: rows added, sums read.

The sums follow the rows by a trigger of the database, in the same statement: no row comes without its sum.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from hashlib import sha256
from typing import Any

from django.db import connection

from fazhi.kernel.measures import Fact
from fazhi.records.ledger.statements import fetch, here, run, run_many

_ROW = "(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
_ADD = (
    "INSERT INTO records_yieldedfact (matter_id, unit_id, measure, day, slice, bucket, item, n, amount, recorded)"
    " VALUES "
)
_ADD_ONE = _ADD + _ROW
FactRow = tuple[int, str, str, str, int, str, int, int, str]
"""Unit, measure, day, slice, bucket, item, number, amount, time recorded: one row of one matter."""

AT_ONCE = 90
"""Rows in one statement: SQLite takes a thousand values in any build."""

_FACTS = "FROM records_unit u CROSS JOIN records_yieldedfact f WHERE f.unit_id = u.id AND"
_SUMS = (
    "FROM records_unit u CROSS JOIN records_rollup r CROSS JOIN records_sumseries s"
    " WHERE r.unit_id = u.id AND s.id = r.series_id AND"
)
"""The units come first, and CROSS says so: SQLite never takes such a join in another order.

Left to itself it reads every row there is and looks at the unit of each; the rows stand in the order of their units.
"""


def add_facts(matter: int, rows: Sequence[tuple[int, Fact]], recorded: str) -> None:
    """Add rows of one matter: (unit, fact). One statement for ninety; on SQLite one that is done for each.

    In the order of the sums they move (a year's before those of its half months, see the triggers): two acts that move
    the same sums never wait for one another.
    """
    ordered = sorted(rows, key=lambda row: (row[0], row[1].measure, row[1].by, row[1].bucket, row[1].day))
    if len(ordered) > 1 and here().vendor == "sqlite":
        # With the trigger behind it, two rows in one statement take it a third longer than one after the other.
        run_many(_ADD_ONE, [_values(matter, unit, fact, recorded) for unit, fact in ordered])
        return
    for at in range(0, len(ordered), AT_ONCE):
        some = ordered[at : at + AT_ONCE]
        run(
            _ADD + ", ".join([_ROW] * len(some)),
            [value for unit, fact in some for value in _values(matter, unit, fact, recorded)],
        )


def _values(matter: int, unit: int, fact: Fact, recorded: str) -> tuple[int | str, ...]:
    return (matter, *row_of(unit, fact, recorded))


def row_of(unit: int, fact: Fact, recorded: str) -> FactRow:
    """Return the row that a fact stands in, but for its matter."""
    return (
        unit, fact.measure, fact.day.isoformat(), fact.by[:100], fact.bucket, fact.item[:200], fact.n, fact.amount,
        recorded,
    )  # fmt: skip


def standing_facts(matters: Iterable[int]) -> dict[int, list[tuple[int, Fact]]]:
    """Return the rows of matters that no other row takes back: matter -> (unit, fact)."""
    ids = list(matters)
    if not ids:
        return {}
    holes = ", ".join(["%s"] * len(ids))
    found: dict[int, list[tuple[int, Fact]]] = {}
    for matter, unit, measure, day, by, bucket, item, n, amount in fetch(
        "SELECT matter_id, unit_id, measure, day, slice, bucket, item, sum(n), sum(amount) FROM records_yieldedfact "  # noqa: S608
        f"WHERE matter_id IN ({holes}) GROUP BY 1, 2, 3, 4, 5, 6, 7 HAVING sum(n) <> 0 OR sum(amount) <> 0",
        ids,
    ):
        times, whole = int(n), int(amount)
        # Two equal facts of one matter stand in one group: told apart again.
        fact = Fact(
            measure=measure,
            day=day if isinstance(day, date) else date.fromisoformat(day),
            n=1 if times > 0 else -1,
            amount=whole // abs(times) if times else whole,
            by=by,
            bucket=bucket,
            item=item,
        )
        found.setdefault(matter, []).extend([(unit, fact)] * max(abs(times), 1))
    return found


def sums(measures: Sequence[str], path: str, first: int | None, last: int) -> list[tuple[str, str, str, int, int, int]]:
    """Return (unit path, measure, slice, bucket, number, amount) of a unit and those below it, slots inclusive.

    ``first`` None: from the beginning.
    """
    holes = ", ".join(["%s"] * len(measures))
    since = "" if first is None else "AND r.slot >= %s "
    values = [*measures, path + "%", last, *([] if first is None else [first])]
    return fetch(
        f"SELECT u.path, s.measure, s.slice, s.bucket, sum(r.n), sum(r.amount) {_SUMS} "
        f"s.measure IN ({holes}) AND u.path LIKE %s AND r.slot <= %s "
        f"{since}GROUP BY 1, 2, 3, 4",
        values,
    )


def units_below(path: str) -> list[tuple[str, int]]:
    """Return (path, key) of a unit and those below it, in the order of their paths, whatever the database sorts by."""
    if here().vendor == "sqlite":
        # What is alike but for capitals does not count either; an index finds what lies between two texts.
        found = fetch("SELECT path, id FROM records_unit WHERE path >= %s AND path < %s", [path, path + chr(0x10FFFF)])
    else:
        found = fetch("SELECT path, id FROM records_unit WHERE path LIKE %s", [path + "%"])
    return sorted(found)


Later = tuple[int, str]
"""(matter, time): rows of the matter recorded after the time came to this site later than what is asked for."""

_FEW = 200


def fact_sums(
    measures: Sequence[str], path: str, first: date | None, last: date, known: str | None, later: Sequence[Later] = ()
) -> list[tuple[str, str, str, int, int, int]]:
    """Return what `sums` returns, from the rows themselves: between any days, as known at a time (inclusive).

    What came in ``later`` is taken away by rows of its own, so that those of one key are to be added up.
    """
    holes = ", ".join(["%s"] * len(measures))
    what = f"f.measure IN ({holes}) AND u.path LIKE %s"
    found = []
    for sign, more, values in _parts(what, [*measures, path + "%"], first, last, known, later):
        rows = fetch(
            f"SELECT u.path, f.measure, f.slice, f.bucket, sum(f.n), sum(f.amount) {_FACTS} {more} GROUP BY 1, 2, 3, 4",
            values,
        )
        found += rows if sign > 0 else [(*row[:4], -row[4], -row[5]) for row in rows]
    return found


def _parts(
    what: str, given: Sequence[Any], first: date | None, last: date, known: str | None, later: Sequence[Later]
) -> Iterator[tuple[int, str, list[Any]]]:
    """Yield (sign, condition, values): all rows of the days known by a time, then, to take away, what came later."""
    more, values = f"{what} AND f.day <= %s", [*given, last.isoformat()]
    if first is not None:
        more, values = f"{more} AND f.day >= %s", [*values, first.isoformat()]
    if known is not None:
        more, values = f"{more} AND f.recorded <= %s", [*values, known]
    yield 1, more, values
    for at in range(0, len(later), _FEW):
        some = later[at : at + _FEW]
        either = " OR ".join(["(f.matter_id = %s AND f.recorded > %s)"] * len(some))
        yield -1, f"{more} AND ({either})", [*values, *(part for pair in some for part in pair)]


def sums_by_slot(
    measures: Sequence[str], path: str, first: int | None, last: int
) -> list[tuple[str, str, str, int, int, int, int]]:
    """Return (unit path, measure, slice, bucket, slot, number, amount) of a unit and those below it, slots inclusive.

    ``first`` None: from the beginning.
    """
    holes = ", ".join(["%s"] * len(measures))
    since = "" if first is None else " AND r.slot >= %s"
    return fetch(
        f"SELECT u.path, s.measure, s.slice, s.bucket, r.slot, r.n, r.amount {_SUMS} "
        f"s.measure IN ({holes}) AND u.path LIKE %s "
        f"AND r.slot <= %s{since}",
        [*measures, path + "%", last, *([] if first is None else [first])],
    )


def items_by_day(
    measure: str, path: str, first: date, last: date, known: str | None, later: Sequence[Later] = ()
) -> list[tuple[str, str, str, date, int]]:
    """Return (unit path, slice, item, day, number) of what a measure counts by what differs; rows to be added up."""
    found = []
    what = "f.measure = %s AND u.path LIKE %s"
    for sign, more, values in _parts(what, [measure, path + "%"], first, last, known, later):
        for unit, by, item, day, n in fetch(
            f"SELECT u.path, f.slice, f.item, f.day, sum(f.n) {_FACTS} {more} GROUP BY 1, 2, 3, 4",
            values,
        ):
            found.append((unit, by, item, day if isinstance(day, date) else date.fromisoformat(day), sign * int(n)))
    return found


def matters_behind(
    measure: str,
    path: str,
    first: date | None,
    last: date,
    slices: Sequence[str],
    known: str | None = None,
    later: Sequence[Later] = (),
    *,
    below: bool = True,
) -> list[tuple[int, int, int]]:
    """Return (matter, number, amount) of the matters that a reading counts, by number of the matter.

    ``below``: those of the units below the path too.
    """
    what, given = "f.measure = %s AND u.path LIKE %s", [measure, path + ("%" if below else "")]
    if slices:
        what, given = f"{what} AND f.slice IN ({', '.join(['%s'] * len(slices))})", [*given, *slices]
    found: dict[int, tuple[int, int]] = {}
    for sign, more, values in _parts(what, given, first, last, known, later):
        for matter, n, amount in fetch(
            f"SELECT f.matter_id, sum(f.n), sum(f.amount) {_FACTS} {more} GROUP BY 1",
            values,
        ):
            had = found.get(matter, (0, 0))
            found[matter] = (had[0] + sign * int(n), had[1] + sign * int(amount))
    return [(matter, n, amount) for matter, (n, amount) in sorted(found.items()) if n or amount]


def fact_rows(
    measures: Sequence[str], path: str, first: date | None, last: date, known: str
) -> list[tuple[int, str, Any, str, int, str, int, int, str, str]]:
    """Return (matter, measure, day, slice, bucket, item, number, amount, unit path, recorded) of every row counted."""
    if not measures:
        return []
    holes = ", ".join(["%s"] * len(measures))
    more, values = "", [*measures, path + "%", last.isoformat(), known]
    if first is not None:
        more, values = "AND f.day >= %s ", [*values, first.isoformat()]
    return fetch(
        "SELECT f.matter_id, f.measure, f.day, f.slice, f.bucket, f.item, f.n, f.amount, u.path, f.recorded "
        f"{_FACTS} f.measure IN ({holes}) "
        f"AND u.path LIKE %s AND f.day <= %s AND f.recorded <= %s {more}ORDER BY f.measure, f.day, f.matter_id, f.id",
        values,
    )


def moved(
    measures: Sequence[str], path: str, first: date | None, last: date, after: str, known: str
) -> list[tuple[int, str, str, int, int]]:
    """Return (matter, time, measure, number, amount) of rows recorded after one time and by another (inclusive)."""
    holes = ", ".join(["%s"] * len(measures))
    more, values = "", [*measures, path + "%", last.isoformat(), after, known]
    if first is not None:
        more, values = "AND f.day >= %s ", [*values, first.isoformat()]
    return fetch(
        f"SELECT f.matter_id, f.recorded, f.measure, sum(f.n), sum(f.amount) {_FACTS} "
        f"f.measure IN ({holes}) AND u.path LIKE %s AND f.day <= %s "
        f"AND f.recorded > %s AND f.recorded <= %s {more}"
        "GROUP BY 1, 2, 3 HAVING sum(f.n) <> 0 OR sum(f.amount) <> 0 ORDER BY 1, 2, 3",
        values,
    )


def fingerprint() -> tuple[int, str]:
    """Return how many rows there are, and the SHA-256 of all of them in an order of their own, row keys left out."""
    digest, count = sha256(), 0
    for row in fetch(
        "SELECT matter_id, unit_id, measure, day, slice, bucket, item, n, amount, recorded FROM records_yieldedfact "
        "ORDER BY 1, 10, 3, 4, 5, 7, 6, 8, 9, 2"
    ):
        digest.update("\x1f".join(map(str, row)).encode() + b"\x1e")
        count += 1
    return count, digest.hexdigest()


def rows() -> Iterator[tuple[Any, ...]]:
    """Yield (unit, measure, day, slice, bucket, number, amount) of every row, in no order."""
    yield from _each("SELECT unit_id, measure, day, slice, bucket, n, amount FROM records_yieldedfact")


def kept_sums() -> Iterator[tuple[Any, ...]]:
    """Yield (unit, measure, slot, slice, bucket, number, amount) of every sum kept, in no order."""
    yield from _each(
        "SELECT r.unit_id, s.measure, r.slot, s.slice, s.bucket, r.n, r.amount"
        " FROM records_rollup r CROSS JOIN records_sumseries s WHERE s.id = r.series_id"
    )


def _each(sql: str) -> Iterator[tuple[Any, ...]]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql)
        while some := cursor.fetchmany(20_000):
            yield from some
