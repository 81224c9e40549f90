"""The assertion that every database connection keeps an answered act through a power cut."""

from __future__ import annotations

from typing import Any

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
