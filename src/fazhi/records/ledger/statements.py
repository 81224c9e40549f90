"""Running a statement: by the driver itself on SQLite, by Django's cursor elsewhere and whenever somebody listens.

What Django puts around a statement (a cursor of its own, a regular expression over the text, the wrappers) takes longer
than SQLite takes for it, and an act runs nine. What it guards stands here too:
a thread asks its own connection only, the transaction must not be broken, and errors are Django's own.
"""

from __future__ import annotations

import re
import sqlite3
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
    direct = driver()
    if direct is None:
        with here().cursor() as cursor:
            cursor.executemany(sql, rows)
        return
    try:
        direct.executemany(_native(sql), rows)
    except sqlite3.Error:
        with here().wrap_database_errors:
            raise


def fetch(sql: str, values: Values = ()) -> list[Any]:
    """Execute a statement and return its rows."""
    return _execute(sql, values, fetched=True)


def _execute(sql: str, values: Values, *, fetched: bool = False) -> list[Any]:
    direct = driver()
    if direct is None:
        with here().cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.fetchall() if fetched else []
    try:
        made = direct.execute(_native(sql), values)
        return made.fetchall() if fetched else []
    except sqlite3.Error:
        with here().wrap_database_errors:
            raise


def here() -> Any:
    """Return Django's connection for the place this runs in. Asked each time.

    Django keeps one for each thread *and* running event loop: one that was kept here once spoke past the transaction
    that was open in the other, which then waited for its own lock.
    """
    return connections[DEFAULT_DB_ALIAS]


def driver() -> Any:
    """Return the driver's connection if it may be asked directly: SQLite, open, sound, with nobody listening."""
    base = here()
    if base.connection is None or base.vendor != "sqlite":
        return None
    if base.queries_logged or base.execute_wrappers:
        return None
    if base.needs_rollback:
        base.validate_no_broken_transaction()
    return base.connection


@lru_cache(maxsize=512)
def _native(sql: str) -> str:
    """Return the statement as SQLite's driver writes it."""
    return re.sub(r"(?<!%)%s", "?", re.sub(r"(?<!%)%\((\w+)\)s", r":\1", sql)).replace("%%", "%")
