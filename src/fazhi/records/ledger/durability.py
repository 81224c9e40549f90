"""The assertion that every database connection keeps an answered act through a power cut."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection as default

from fazhi.kernel.errors import FazhiError


class NotDurableError(FazhiError):
    """A connection on which a committed act could be lost."""

    code = "F200"


def assert_durable(connection: Any, **_: object) -> None:
    """Refuse ``connection`` unless a committed transaction survives a power cut; a ``connection_created`` receiver.

    SQLite must answer ``PRAGMA synchronous`` with 2 (FULL) or 3 (EXTRA); PostgreSQL must have ``fsync`` on and
    ``synchronous_commit`` not off. Raises NotDurableError.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA synchronous")
            level = int(cursor.fetchone()[0])
            if level < 2:
                raise NotDurableError(
                    f"SQLite 的 synchronous 为 {level}，断电时可能丢失已办结的操作",
                    where=str(connection.settings_dict["NAME"]),
                    hint="数据库设置中应有 PRAGMA synchronous=FULL",
                )
        elif connection.vendor == "postgresql":
            cursor.execute("SELECT current_setting('fsync'), current_setting('synchronous_commit')")
            fsync, commit = cursor.fetchone()
            if fsync != "on" or commit == "off":
                raise NotDurableError(
                    f"PostgreSQL 的 fsync={fsync}、synchronous_commit={commit}，断电时可能丢失已办结的操作",
                    where=str(connection.settings_dict["NAME"]),
                    hint="在服务器上设 fsync=on，synchronous_commit 不设为 off",
                )


@contextmanager
def unhurried() -> Iterator[None]:
    """Let commits reach the disk only at the end of a ``with`` block, all together: for what nobody was told of yet.

    The building of the demonstration and the filling of an empty site from a backup; never an act of a person. At the
    end everything is on the disk and every further commit again before it is answered.
    """
    sqlite = default.vendor == "sqlite"
    with default.cursor() as cursor:
        cursor.execute("PRAGMA synchronous = OFF" if sqlite else "SET synchronous_commit = off")
    try:
        yield
    finally:
        with default.cursor() as cursor:
            if sqlite:
                cursor.execute("PRAGMA synchronous = FULL")
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            else:
                # A commit that waits for the disk takes all earlier ones with it; taking a number makes it wait.
                cursor.execute("SET synchronous_commit = on")
                cursor.execute("SELECT txid_current()")
        if sqlite:
            _sync(Path(default.settings_dict["NAME"]))
        assert_durable(default)


def _sync(database: Path) -> None:
    """Take what SQLite wrote without waiting, file and log, to the disk."""
    for path in (database, database.with_name(f"{database.name}-wal")):
        if path.exists():
            with path.open("rb+") as file:
                os.fsync(file.fileno())
