"""Asking a PostgreSQL server with few waits: statements prepared, and sent together where nobody reads between them.

The server reads and plans a statement for as long as it takes to do it, or longer (who may what: 1.8 ms of 1.9), and
each statement that is waited for costs two changes of process. psycopg prepares what was asked five times on a
connection; ``prepare_threshold`` in the address of the database turns that off (see ``site.database``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import psycopg
from psycopg.pq import TransactionStatus

Values = Sequence[Any] | Mapping[str, Any]
_Cursor = psycopg.Cursor[tuple[Any, ...]]
_BEGIN = ("BEGIN", (), None)


class Later:
    """What was asked of a server and is not read yet."""

    __slots__ = ("_cursor", "_server")

    def __init__(self, server: Server) -> None:
        self._server = server
        self._cursor: _Cursor | None = None

    def done(self, cursor: _Cursor) -> None:
        """Take the cursor by which it was asked."""
        self._cursor = cursor

    def rows(self) -> list[Any]:
        """Return its rows; to be read once. The server is waited for unless something asked since was read."""
        if self._cursor is None:
            self._server.send()
        if self._cursor is None:
            raise RuntimeError("what was asked was never sent")
        return self._cursor.fetchall()


class Server:
    """The transaction of an act on one connection. Nothing is sent before something is read, ``send`` or ``commit``.

    Not more than one thread at a time, and none of it outlives its transaction. Errors are psycopg's own.
    """

    __slots__ = ("_connection", "_waiting")

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._waiting: list[tuple[str, Values, Later | None]] = [_BEGIN]

    def run(self, sql: str, values: Values) -> None:
        """Execute a statement before the next that is read."""
        self._waiting.append((sql, values, None))

    def run_many(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        """Execute a statement once for each row, before the next that is read."""
        self._waiting += [(sql, row, None) for row in rows]

    def ask(self, sql: str, values: Values) -> Later:
        """Execute a statement before the next that is read; its rows are read when they are wanted."""
        later = Later(self)
        self._waiting.append((sql, values, later))
        return later

    def fetch(self, asked: Sequence[tuple[str, Values]]) -> list[list[Any]]:
        """Execute what waits and what is asked, in this order; return the rows of what is asked."""
        if not self._waiting and len(asked) == 1:
            return [_Cursor(self._connection).execute(*asked[0]).fetchall()]
        with self._connection.pipeline():
            self._give()
            cursors = [_Cursor(self._connection).execute(sql, values) for sql, values in asked]
            return [cursor.fetchall() for cursor in cursors]

    def send(self) -> None:
        """Execute what waits: somebody else is about to ask through the same connection."""
        if self._waiting:
            with self._connection.pipeline():
                self._give()

    def commit(self) -> None:
        """Execute what waits and commit. When this returns, the server has said that it is on its disk."""
        if self._waiting[:1] == [_BEGIN]:
            self.send()  # nothing was read: rare, and then what is wrong is found before the commit
        with self._connection.pipeline():
            self._give()
            told = _Cursor(self._connection).execute("COMMIT")
        # A transaction that has failed answers COMMIT with ROLLBACK; the error has come before that, or should have.
        if told.statusmessage != "COMMIT" or self._connection.info.transaction_status != TransactionStatus.IDLE:
            raise psycopg.InternalError(f"the server answered COMMIT with {told.statusmessage}")

    def _give(self) -> None:
        cursor = _Cursor(self._connection)
        waiting, self._waiting = self._waiting, []
        for sql, values, later in waiting:
            if later is None:
                cursor.execute(sql, values)
            else:
                later.done(_Cursor(self._connection).execute(sql, values))
