"""Statements for making the rows of figures anew: what stands is read many matters at a time, what differs is put aside
in tables of this connection alone, and all of it takes the place of what stood in one go.

The rows that are put in move no sums one by one: the triggers rest meanwhile, and all is added up once afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Final, Literal

from django.db import connection

from fazhi.records.ledger import adding_up
from fazhi.records.ledger.copying import copy_in
from fazhi.records.ledger.figures import FactRow
from fazhi.records.ledger.statements import fetch, run, run_many

_COLUMNS: Final = "unit_id, measure, day, slice, bucket, item, n, amount, recorded"
_STANDING: Final = (
    # A day that is asked for as a text costs no date to be made of it.
    "SELECT matter_id, unit_id, measure, CAST(day AS text), slice, bucket, item, n, amount, recorded"
    " FROM records_yieldedfact WHERE matter_id IN ({})"
)
_MATTERS: Final = "matter_anew"
_FACTS: Final = "fact_anew"


def standing_rows(matters: Sequence[int]) -> dict[int, list[FactRow]]:
    """Return the rows that stand of some matters, in no order."""
    found: dict[int, list[FactRow]] = {}
    for matter, *row in fetch(_STANDING.format(", ".join(["%s"] * len(matters))), matters):
        found.setdefault(matter, []).append((row[0], row[1], row[2], row[3], row[4], row[5], row[6], row[7], row[8]))
    return found


@contextmanager
def apart() -> Iterator[None]:
    """Keep tables for what differs while the block runs; nobody else sees them, no act waits for them."""
    _drop()
    run(f"CREATE TEMP TABLE {_MATTERS} (matter_id bigint PRIMARY KEY, events bigint NOT NULL)")
    run(
        f"CREATE TEMP TABLE {_FACTS} (matter_id bigint, unit_id bigint, measure text, day {_DAY[connection.vendor]},"
        " slice text, bucket smallint, item text, n smallint, amount bigint, recorded text)"
    )
    yield
    _drop()  # after an error they go with the connection, or with the next time


_DAY: Final = {"sqlite": "text", "postgresql": "date"}


def _drop() -> None:
    for table in (_MATTERS, _FACTS):
        run(f"DROP TABLE IF EXISTS {table}")


def put_aside(found: Mapping[int, tuple[int, Sequence[FactRow]]]) -> None:
    """Put aside what some matters yield: matter -> how many events that rests on, its rows."""
    if not found:
        return
    rows = ((matter, *row) for matter, (_, rows) in found.items() for row in rows)
    counted = [(matter, events) for matter, (events, _) in found.items()]
    if connection.vendor == "postgresql":
        copy_in(_MATTERS, counted)
        copy_in(_FACTS, rows)
        return
    own = not connection.in_atomic_block
    if own:
        # Deferred: it writes to tables of this connection only, so it never takes the lock that acts wait for.
        run("BEGIN DEFERRED")
    run_many(f"INSERT INTO {_MATTERS} VALUES (%s, %s)", counted)  # noqa: S608
    run_many(f"INSERT INTO {_FACTS} VALUES ({', '.join(['%s'] * 10)})", list(rows))  # noqa: S608
    if own:
        run("COMMIT")


def hold() -> None:
    """Wait until the acts that run have ended, and let no other begin before this transaction ends.

    On SQLite the transaction does that by itself. Reading goes on.
    """
    if connection.vendor == "postgresql":
        run("LOCK TABLE records_stream IN EXCLUSIVE MODE")


def outrun() -> list[int]:
    """Return the matters put aside that were acted on since their events were read."""
    return [
        matter
        for (matter,) in fetch(
            f"SELECT a.matter_id FROM {_MATTERS} a JOIN records_stream s ON s.id = a.matter_id"  # noqa: S608  our own names
            " WHERE s.count <> a.events ORDER BY 1"
        )
    ]


def take_back(matters: Sequence[int]) -> None:
    """Forget what was put aside of some matters."""
    holes = ", ".join(["%s"] * len(matters))
    for table in (_MATTERS, _FACTS):
        run(f"DELETE FROM {table} WHERE matter_id IN ({holes})", matters)  # noqa: S608  our own names


def waiting() -> int:
    """Return how many matters are put aside."""
    return int(fetch(f"SELECT count(*) FROM {_MATTERS}")[0][0])  # noqa: S608  our own names


def put_in() -> None:
    """Let what was put aside take the place of what stands of those matters. The sums are to be made anew."""
    with _resting("records_yieldedfact"):
        run(
            f"DELETE FROM records_yieldedfact WHERE matter_id IN (SELECT matter_id FROM {_MATTERS})"  # noqa: S608
        )
        run(
            f"INSERT INTO records_yieldedfact (matter_id, {_COLUMNS}) SELECT matter_id, {_COLUMNS} FROM {_FACTS}"  # noqa: S608
        )


def sums_anew() -> None:
    """Add up all sums from the rows."""
    run("DELETE FROM records_rollup")
    run("DELETE FROM records_yearsum")
    with _resting("records_rollup"):
        adding_up.fill()


@contextmanager
def _resting(table: Literal["records_yieldedfact", "records_rollup"]) -> Iterator[None]:
    """Let the triggers of the rows, or of the half months, rest. Within a transaction: nobody else ever sees it so."""
    if connection.vendor == "postgresql" and table == "records_rollup":
        yield  # there the years follow the rows themselves
        return
    if connection.vendor == "postgresql":
        # What is still to be checked at the end of the transaction is in the way of altering the table.
        run("SET CONSTRAINTS ALL IMMEDIATE")
        run("ALTER TABLE records_yieldedfact DISABLE TRIGGER USER")
        yield
        run("ALTER TABLE records_yieldedfact ENABLE TRIGGER USER")
        run("SET CONSTRAINTS ALL DEFERRED")
        return
    triggers: list[tuple[str, str]] = fetch(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", (table,)
    )
    with connection.cursor() as cursor:
        for name, _ in triggers:
            cursor.execute(f'DROP TRIGGER "{name}"')
        yield
        for _, sql in triggers:
            cursor.execute(sql)
