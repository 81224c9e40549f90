"""Running a statement: by the driver itself on SQLite, by Django's cursor elsewhere and whenever somebody listens.

What Django puts around a statement (a cursor of its own, a regular expression over the text, the wrappers, the look-up
of the thread's connection) takes longer than SQLite takes for it, and an act runs nine. What it guards stands here too:
a thread asks its own connection only, the transaction must not be broken, and errors are Django's own.
"""

from __future__ import annotations

import re
import sqlite3
import threading
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections

Values = Sequence[Any] | Mapping[str, Any]


class _Here(threading.local):
    """The connection of this thread, as Django keeps it for the thread too, and whether all statements are logged."""

    base: Any = None
    logged: bool = False


_here = _Here()


def run(sql: str, values: Values = ()) -> None:
    """Execute a statement written with ``%s`` or ``%(name)s``, whose literal per cent signs are doubled."""
    _execute(sql, values)


def run_many(sql: str, rows: Sequence[Sequence[Any]]) -> None:
    """Execute a statement once for each of ``rows``."""
    direct = driver()
    if direct is None:
        with _here.base.cursor() as cursor:
            cursor.executemany(sql, rows)
        return
    try:
        direct.executemany(_native(sql), rows)
    except sqlite3.Error:
        with _here.base.wrap_database_errors:
            raise


def fetch(sql: str, values: Values = ()) -> list[Any]:
    """Execute a statement and return its rows."""
    return _execute(sql, values, fetched=True)


def _execute(sql: str, values: Values, *, fetched: bool = False) -> list[Any]:
    direct = driver()
    if direct is None:
        with _here.base.cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.fetchall() if fetched else []
    try:
        made = direct.execute(_native(sql), values)
        return made.fetchall() if fetched else []
    except sqlite3.Error:
        with _here.base.wrap_database_errors:
            raise


def here() -> Any:
    """Return Django's connection of this thread."""
    if _here.base is None:
        _here.base = connections[DEFAULT_DB_ALIAS]
        _here.logged = settings.DEBUG
    return _here.base


def driver() -> Any:
    """Return the driver's connection if it may be asked directly: SQLite, open, sound, with nobody listening."""
    base = here()
    if base.connection is None or base.vendor != "sqlite":
        return None
    if _here.logged or base.force_debug_cursor or base.execute_wrappers:
        return None
    if base.needs_rollback:
        base.validate_no_broken_transaction()
    return base.connection


@lru_cache(maxsize=512)
def _native(sql: str) -> str:
    """Return the statement as SQLite's driver writes it."""
    return re.sub(r"(?<!%)%s", "?", re.sub(r"(?<!%)%\((\w+)\)s", r":\1", sql)).replace("%%", "%")
