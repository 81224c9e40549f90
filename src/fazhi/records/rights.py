"""What an account may do, as an act reads it when it begins: together with whether its form was done before.

On SQLite it is read in full once: afterwards, while the mark stands that all rights stand under, it is known.
"""

from __future__ import annotations

from collections.abc import Callable
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

    def asked(self, account: int, on: date, key: str) -> Begun | None:
        """Return what `begin` gives, if that was read before and no right has changed since."""
        kept = self._found.get((account, on))
        told = None if kept is None else ledger.mark_of_rights(account, key)
        return None if kept is None or told is None or told[0] != kept[0] else (kept[1], told[1])

    def keep(self, account: int, on: date, mark: int, grants: Grants) -> None:
        """Keep what was read together with the mark."""
        if len(self._found) >= self.MANY:
            self._found = {}
        self._found[account, on] = mark, grants


_kept = _Kept()


def begin(actor: Actor, on: date, key: str) -> Callable[[], Begun]:
    """Return what gives, once, the grants of ``actor`` and, when form ``key`` was done already, its stored result.

    One statement, two where rights have changed since; within an act a server is asked together with what is read next.
    Raises Denied when it is read.
    """
    if (account := actor.account_id) is None:
        return lambda: (EVERYTHING, None)
    if (known := _kept.asked(account, on, key)) is not None:
        return lambda: known
    asked = ledger.ask_actor_rows(account, on, key)

    def read() -> Begun:
        rows = asked()
        done = [row[2] for row in rows if row[0] == "done"]
        marks = [int(row[1]) for row in rows if row[0] == "mark"]
        grants = _read(account, tuple([row for row in rows if row[0] not in ("done", "mark")]))
        for mark in marks:
            _kept.keep(account, on, mark, grants)
        return grants, done[0] if done else None

    return read


@lru_cache(maxsize=1024)
def _read(account_id: int, rows: tuple[tuple[str, str, str, str, str, int], ...]) -> Grants:
    """Return the grants that rows say; what was read before is not put together again. The rows are always read."""
    return grants_from_rows(account_id, rows)
