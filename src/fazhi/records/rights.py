"""What an account may do, as an act reads it when it begins: together with whether its form was done before.

On SQLite it is read in full once: afterwards, while the mark stands that all rights stand under, it is known.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Final

from fazhi.records import ledger
from fazhi.records.access import EVERYTHING, Actor, Grants, grants_from_rows

Begun = tuple[Grants, str | None]
"""What the actor may do, and the stored result of the form when it was done already."""


class _Kept:
    """What accounts may do, as it was read last, with the mark the rights stood under then; the mark is always read.

    A mark is drawn at random with every change of the rights, so that it speaks for its own database as well.
    """

    MANY: Final = 1024

    def __init__(self) -> None:
        self._found: dict[tuple[int, date], tuple[int, Grants]] = {}

    def of(self, account: int, on: date) -> tuple[int, Grants] | None:
        """Return what was read last, and its mark."""
        return self._found.get((account, on))

    def keep(self, account: int, on: date, mark: int, grants: Grants) -> None:
        """Keep what was read together with the mark."""
        if len(self._found) >= self.MANY:
            self._found = {}
        self._found[account, on] = mark, grants


_kept = _Kept()


class Beginning:
    """What an act asks when it begins: what ``actor`` may do, and what came of form ``key`` when it was done already.

    What was never read before is asked now; within an act a server is asked together with what is read next. What is
    known waits for the mark of the rights, which is read with the lock of the stream, or when somebody wants to know.
    """

    __slots__ = ("_account", "_asked", "_key", "_known", "_on", "_seen")

    def __init__(self, actor: Actor, on: date, key: str) -> None:
        self._account, self._on, self._key = actor.account_id, on, key
        self._known = None if self._account is None else _kept.of(self._account, on)
        self._seen: ledger.Mark | None = None
        self._asked = None
        if self._account is not None and self._known is None:
            self._asked = ledger.ask_actor_rows(self._account, on, key)

    @property
    def asks(self) -> tuple[int, str] | None:
        """The account and the form for which the mark is wanted; ``None`` where it is not, or was read."""
        return None if self._account is None or self._known is None or self._seen else (self._account, self._key)

    def saw(self, mark: ledger.Mark | None) -> None:
        """Take the mark that was read with something else."""
        self._seen = mark

    def read(self) -> Begun:
        """Return the answer. One statement at most, two where rights have changed since. Raises Denied."""
        account = self._account
        if account is None:
            return EVERYTHING, None
        if self._known is not None:
            seen = self._seen or ledger.mark_of_rights(account, self._key)
            if seen is not None and seen[0] == self._known[0]:
                return self._known[1], seen[1]
        rows = (self._asked or ledger.ask_actor_rows(account, self._on, self._key))()
        done = [row[2] for row in rows if row[0] == "done"]
        marks = [int(row[1]) for row in rows if row[0] == "mark"]
        grants = _read(account, tuple([row for row in rows if row[0] not in ("done", "mark")]))
        for mark in marks:
            _kept.keep(account, self._on, mark, grants)
        return grants, done[0] if done else None


@lru_cache(maxsize=1024)
def _read(account_id: int, rows: tuple[tuple[str, str, str, str, str, int], ...]) -> Grants:
    """Return the grants that rows say; what was read before is not put together again. The rows are always read."""
    return grants_from_rows(account_id, rows)
