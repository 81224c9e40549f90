"""Running a statement: by the driver itself on SQLite, by Django's cursor elsewhere and whenever somebody listens.

What Django puts around a statement (a cursor of its own, a regular expression over the text, the wrappers) takes longer
than SQLite takes for it, and an act runs nine. What it guards stands here too: the transaction must not be broken, and
errors are Django's own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

Values = Sequence[Any] | Mapping[str, Any]


def run(sql: str, values: Values = ()) -> None:
    """Execute a statement written with ``%s`` or ``%(name)s``, whose literal per cent signs are doubled."""
    _execute(sql, values)


def run_many(sql: str, rows: Sequence[Sequence[Any]]) -> None:
    """Execute a statement once for each of ``rows``."""
    base = connections[DEFAULT_DB_ALIAS]
    if not _directly(base):
        with base.cursor() as cursor:
            cursor.executemany(sql, rows)
        return
    with base.wrap_database_errors:
        base.connection.executemany(_native(sql), rows)


def fetch(sql: str, values: Values = ()) -> list[Any]:
    """Execute a statement and return its rows."""
    return _execute(sql, values, fetched=True)


def _execute(sql: str, values: Values, *, fetched: bool = False) -> list[Any]:
    base = connections[DEFAULT_DB_ALIAS]
    if not _directly(base):
        with base.cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.fetchall() if fetched else []
    with base.wrap_database_errors:
        cursor = base.connection.execute(_native(sql), values)
        return cursor.fetchall() if fetched else []


def _directly(base: Any) -> bool:
    """Return whether the driver may be asked directly: an open SQLite connection, sound, with nobody listening."""
    if base.vendor != "sqlite" or base.connection is None or base.queries_logged or base.execute_wrappers:
        return False
    base.validate_thread_sharing()
    base.validate_no_broken_transaction()
    return True


@lru_cache(maxsize=512)
def _native(sql: str) -> str:
    """Return the statement as SQLite's driver writes it."""
    return re.sub(r"(?<!%)%s", "?", re.sub(r"(?<!%)%\((\w+)\)s", r":\1", sql)).replace("%%", "%")
