"""The transaction of an act: Django's own, with a short way in and out where nothing is unusual.

`BEGIN` and `COMMIT` go to the driver as other statements do, on PostgreSQL together with the first and the last of
them, and what Django notes of a transaction is noted here. Whatever else happens (an error, a broken transaction,
somebody listening) is left to Django.
"""

from __future__ import annotations

import sqlite3
from types import TracebackType
from typing import Any

from django.db import DEFAULT_DB_ALIAS, DatabaseError
from django.db.transaction import Atomic

from fazhi.records.ledger.serving import Server
from fazhi.records.ledger.statements import driver, here, hold


class Committed(Atomic):
    """``transaction.atomic(durable=True)``: what is done inside is on the disk when the block is left, or not done."""

    def __init__(self) -> None:
        super().__init__(DEFAULT_DB_ALIAS, savepoint=True, durable=True)
        self._driver: Any = None
        self._server: Server | None = None

    def __enter__(self) -> None:
        base = here()
        if base.in_atomic_block or not base.autocommit:
            super().__enter__()
            return
        if (found := driver(base)) is not None:
            try:
                found.execute("BEGIN IMMEDIATE")
            except sqlite3.Error:
                with base.wrap_database_errors:
                    raise
        elif _unheard(base):
            found = base.connection
            self._server = Server(found)
            base.execute_wrappers.append(self._before)
        else:
            super().__enter__()
            return
        self._driver = found
        base.commit_on_exit, base.needs_rollback = True, False
        base.autocommit, base.in_atomic_block = False, True
        base.atomic_blocks.append(self)
        hold(base, self._server)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        base = here()  # within a transaction the one that is in it
        hold(None)
        server, self._server = self._server, None
        if server is not None:
            base.execute_wrappers.remove(self._before)
        if self._driver is None or kind is not None or base.needs_rollback or base.connection is not self._driver:
            super().__exit__(kind, error, trace)
            return
        try:
            with base.wrap_database_errors:
                (server or self._driver).commit()
        except DatabaseError as failed:
            super().__exit__(type(failed), failed, failed.__traceback__)
            raise
        base.atomic_blocks.pop()
        base.in_atomic_block, base.autocommit, base.errors_occurred = False, True, False
        if base.run_on_commit:
            base.run_and_clear_commit_hooks()

    def _before(self, execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        """Execute what waits before a statement that comes by Django's cursor: it may read what was written."""
        if self._server is not None:
            with here().wrap_database_errors:
                self._server.send()
        return execute(sql, params, many, context)


def _unheard(base: Any) -> bool:
    """Return whether a PostgreSQL server can be asked past Django: open, nothing unusual set, nobody listening."""
    if base.vendor != "postgresql":
        return False
    base.close_if_health_check_failed()
    if base.connection is None or base.needs_rollback:
        return False
    return not base.queries_logged and not base.execute_wrappers and base.connection.isolation_level is None
