"""The transaction of an act: Django's own, with a short way in and out where nothing is unusual.

On SQLite `BEGIN` and `COMMIT` go to the driver as other statements do, and what Django notes of a transaction is noted
here. Whatever else happens (an error, a broken transaction, another database, somebody listening) is left to Django.
"""

from __future__ import annotations

import sqlite3
from types import TracebackType
from typing import Any

from django.db import DEFAULT_DB_ALIAS, DatabaseError
from django.db.transaction import Atomic

from fazhi.records.ledger.statements import driver, here, hold


class Committed(Atomic):
    """``transaction.atomic(durable=True)``: what is done inside is on the disk when the block is left, or not done."""

    def __init__(self) -> None:
        super().__init__(DEFAULT_DB_ALIAS, savepoint=True, durable=True)
        self._driver: Any = None

    def __enter__(self) -> None:
        base = here()
        if base.in_atomic_block or not base.autocommit or (found := driver()) is None:
            super().__enter__()
            return
        try:
            found.execute("BEGIN IMMEDIATE")
        except sqlite3.Error:
            with base.wrap_database_errors:
                raise
        self._driver = found
        base.commit_on_exit, base.needs_rollback = True, False
        base.autocommit, base.in_atomic_block = False, True
        base.atomic_blocks.append(self)
        hold(base)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        base = here()
        hold(None)
        if self._driver is None or kind is not None or base.needs_rollback or base.connection is not self._driver:
            super().__exit__(kind, error, trace)
            return
        try:
            with base.wrap_database_errors:
                self._driver.commit()
        except DatabaseError as failed:
            super().__exit__(type(failed), failed, failed.__traceback__)
            raise
        base.atomic_blocks.pop()
        base.in_atomic_block, base.autocommit, base.errors_occurred = False, True, False
        if base.run_on_commit:
            base.run_and_clear_commit_hooks()
