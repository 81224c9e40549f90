"""Whole tables in and out: one moment of the database to read from, rows put back as they were."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any, Final

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models

AT_ONCE: Final = 500


@contextmanager
def one_moment() -> Iterator[None]:
    """Let everything that is read in the block be of one moment, while others go on writing.

    SQLite reads its log as it stood at the first statement; PostgreSQL under REPEATABLE READ. Nothing can be written.
    """
    connection.ensure_connection()
    with connection.cursor() as cursor:
        # Django's own transaction would take SQLite's one write lock.
        sqlite = connection.vendor == "sqlite"
        cursor.execute("BEGIN" if sqlite else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try:
            cursor.execute("SELECT count(*) FROM records_stream")
            cursor.fetchone()
            yield
        finally:
            cursor.execute("ROLLBACK")


def table_models() -> list[type[models.Model]]:
    """Return the models of records, parents before those that point to them where that is possible.

    Those that the database itself fills from others (``derived``) are left out.
    """
    return [model for model in apps.get_app_config("records").get_models() if not getattr(model, "derived", False)]


def put_back(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Insert rows as they were, keys and all; return how many. Inside a transaction: links are checked at its end."""
    names = ", ".join(f'"{name}"' for name in columns)
    holes = ", ".join(["%s"] * len(columns))
    source, count = iter(rows), 0
    with connection.cursor() as cursor:
        while some := list(islice(source, AT_ONCE)):
            cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({holes})', some)  # noqa: S608  our own names
            count += len(some)
    return count


def continue_keys() -> None:
    """Let new rows get keys after those that were put back (PostgreSQL counts them apart from the rows)."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), table_models()):
            cursor.execute(statement)


def tables_there() -> bool:
    """Return whether the tables of records exist."""
    return "records_event" in connection.introspection.table_names()
