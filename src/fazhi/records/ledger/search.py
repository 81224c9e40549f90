"""Opinions as rows, and the full-text index over them: FTS5 on SQLite, GIN over a tsvector on PostgreSQL.

The index follows the rows by the database's own means (see the migration); here it is asked. Words are pairs of
characters made in Python (``kernel.citations.bigrams``), the same on both databases.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from fazhi.records.ledger.statements import fetch, run, run_many

_COLUMNS = (
    "key", "day", "weight", "place", "message", "basis", "suggestion", "code", "fate", "later", "tokens",
)  # fmt: skip


def replace_opinions(matter_id: int, rows: Sequence[tuple[str, ...]]) -> None:
    """Put ``rows`` in the place of all opinions of a matter; columns in the order of the table. Two statements."""
    run("DELETE FROM records_opinion WHERE matter_id = %s", (matter_id,))
    if rows:
        holes = ", ".join(["%s"] * (len(_COLUMNS) + 1))
        run_many(
            f"INSERT INTO records_opinion (matter_id, {', '.join(_COLUMNS)}) VALUES ({holes})",  # noqa: S608  our names
            [(matter_id, *row) for row in rows],
        )


def ids_in(query: QuerySet[Any]) -> tuple[str, tuple[Any, ...]] | None:
    """Return a query of ids as SQL with its values, to be put into another; None where it can find nothing at all."""
    try:
        return query.values("pk").order_by().query.sql_with_params()
    except EmptyResultSet:
        return None


def found_opinions(phrases: Sequence[str], among: QuerySet[Any], *, every: bool, most: int) -> list[tuple[int, float]]:
    """Return (id, rank, smaller is better) of opinions that hold every phrase (or any), best first.

    ``phrases`` are runs of tokens between blanks; ``among`` is the query of the ids one may see. One statement.
    """
    if not phrases:
        return []
    found = ids_in(among)
    if found is None:
        return []
    subquery, values = found
    sqlite, asked = connection.vendor == "sqlite", asked_words(phrases, every=every)
    rows = fetch((_ON_SQLITE if sqlite else _ON_POSTGRESQL).replace("<seen>", subquery), (asked, *values, most))
    return [(row[0], row[1]) for row in rows]


def asked_words(phrases: Sequence[str], *, every: bool) -> str:
    """Return what is asked of the full-text index of this database: every phrase, or any of them."""
    sqlite = connection.vendor == "sqlite"
    return ((" AND " if every else " OR ") if sqlite else (" & " if every else " | ")).join(
        _sqlite(phrase) if sqlite else _postgres(phrase) for phrase in phrases
    )


_ON_SQLITE = (
    "SELECT rowid, rank FROM search_opinion WHERE search_opinion MATCH %s AND rowid IN (<seen>) "
    "ORDER BY rank, rowid DESC LIMIT %s"
)
_ON_POSTGRESQL = (
    "SELECT id, -ts_rank(to_tsvector('simple', tokens), asked) FROM records_opinion, to_tsquery('simple', %s) asked "
    "WHERE to_tsvector('simple', tokens) @@ asked AND id IN (<seen>) ORDER BY 2, id DESC LIMIT %s"
)


def _sqlite(phrase: str) -> str:
    # A single character is the beginning of the pairs that begin with it.
    return f'"{phrase}"*' if len(phrase) == 1 else f'"{phrase}"'


def _postgres(phrase: str) -> str:
    return f"'{phrase}':*" if len(phrase) == 1 else "(" + " <-> ".join(f"'{part}'" for part in phrase.split(" ")) + ")"
