"""Running a statement: by the driver itself, by Django's cursor whenever somebody listens.

What Django puts around a statement (a cursor of its own, a regular expression over the text, the wrappers) takes longer
than SQLite takes for it, and an act runs nine. What it guards stands here too:
a thread asks its own connection only, the transaction must not be broken, and errors are Django's own.
On PostgreSQL each statement would be read and planned anew, which takes the server longer than doing it, and each would
be waited for: they are prepared, and within an act's transaction what nobody reads is sent together (``serving``).
"""

from __future__ import annotations

import re
import sqlite3
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, Final

from django.db import DEFAULT_DB_ALIAS, connections

from fazhi.records.ledger.serving import Server

Values = Sequence[Any] | Mapping[str, Any]


class _Open(threading.local):
    """The connection on which this thread has an act's transaction open, begun at the driver; else none."""

    base: Any = None
    server: Server | None = None


_open = _Open()


def run(sql: str, values: Values = ()) -> None:
    """Execute a statement written with ``%s`` or ``%(name)s``, whose literal per cent signs are doubled.

    Within an act's transaction on PostgreSQL it may be executed later: before the next one that is read, at the latest
    with the commit. What it violates is told then.
    """
    direct = driver()
    if direct is not None:
        try:
            direct.execute(_native(sql), _plain(values))
        except sqlite3.Error:
            with here().wrap_database_errors:
                raise
    elif (server := serving()) is not None:
        with here().wrap_database_errors:
            server.run(sql, values)
    else:
        with here().cursor() as cursor:
            cursor.execute(sql, values)


def run_many(sql: str, rows: Sequence[Sequence[Any]]) -> None:
    """Execute a statement once for each of ``rows``. When: as ``run``."""
    direct = driver()
    if direct is not None:
        try:
            direct.executemany(_native(sql), rows)
        except sqlite3.Error:
            with here().wrap_database_errors:
                raise
    elif (server := serving()) is not None:
        with here().wrap_database_errors:
            server.run_many(sql, rows)
    else:
        with here().cursor() as cursor:
            cursor.executemany(sql, rows)


def fetch(sql: str, values: Values = ()) -> list[Any]:
    """Execute a statement and return its rows."""
    direct = driver()
    if direct is not None:
        try:
            rows: list[Any] = direct.execute(_native(sql), _plain(values)).fetchall()
            return rows
        except sqlite3.Error:
            with here().wrap_database_errors:
                raise
    return fetch_each((sql, values))[0]


def fetch_each(*asked: tuple[str, Values]) -> list[list[Any]]:
    """Execute statements in their order and return the rows of each; a server is waited for once."""
    if (server := serving()) is not None:
        with here().wrap_database_errors:
            return server.fetch(asked)
    rows = []
    for sql, values in asked:
        with here().cursor() as cursor:
            cursor.execute(sql, values)
            rows.append(cursor.fetchall())
    return rows


def fetch_later(sql: str, values: Values = ()) -> Callable[[], list[Any]]:
    """Return what gives the rows of a statement, once: a server is asked together with what is read next.

    Its errors are told then. Where each statement is waited for anyway it is executed now.
    """
    server = serving()
    if server is None:
        rows = fetch(sql, values)
        return lambda: rows
    later = server.ask(sql, values)

    def read() -> list[Any]:
        with here().wrap_database_errors:
            return later.rows()

    return read


def here() -> Any:
    """Return Django's connection for the place this runs in. Asked each time, but within an act's transaction.

    Django keeps one for each thread *and* running event loop: one that was kept here once spoke past the transaction
    that was open in the other, which then waited for its own lock. Within a transaction it is the one that is in it.
    """
    return _open.base or connections[DEFAULT_DB_ALIAS]


def once_committed(work: Callable[[], None]) -> None:
    """Do ``work`` once the transaction that is open is committed; at once where none is."""
    here().on_commit(work)


def hold(base: Any, server: Server | None = None) -> None:
    """Let this thread's statements go to ``base`` until ``hold(None)``: a transaction was begun at its driver.

    Only with nobody listening; who begins to listen later is heard all the same.
    """
    _open.base, _open.server = base, server


def driver(base: Any = None) -> Any:
    """Return the driver's connection if it may be asked directly: SQLite, open, sound, with nobody listening.

    ``base`` is what ``here`` says, for who has asked already, outside an act's transaction.
    """
    if base is None and (base := _open.base) is not None:
        if _open.server is not None or base.force_debug_cursor or base.execute_wrappers:
            return None
        if base.needs_rollback:
            base.validate_no_broken_transaction()
        return base.connection
    base = base or here()
    if base.connection is None or base.vendor != "sqlite":
        return None
    if base.queries_logged or base.execute_wrappers:
        return None
    if base.needs_rollback:
        base.validate_no_broken_transaction()
    return base.connection


def serving() -> Server | None:
    """Return what a PostgreSQL server is asked through: within an act's transaction, sound, with nobody listening.

    Elsewhere Django asks: a list that was planned for any values would not be planned for those that are asked.
    """
    server, base = _open.server, _open.base
    if server is None or base.queries_logged or len(base.execute_wrappers) > 1:
        return None
    if base.needs_rollback:
        base.validate_no_broken_transaction()
    return server


_TOLD: Final = {date: date.isoformat, bool: int}


def _plain(values: Values) -> Values:
    """Return values as the driver stores them anyway; to find out how, for each, takes it longer than the statement."""
    if isinstance(values, dict):
        return values
    return [_TOLD[type(value)](value) if type(value) in _TOLD else value for value in values]


@lru_cache(maxsize=512)
def _native(sql: str) -> str:
    """Return the statement as SQLite's driver writes it."""
    return re.sub(r"(?<!%)%s", "?", re.sub(r"(?<!%)%\((\w+)\)s", r":\1", sql)).replace("%%", "%")
