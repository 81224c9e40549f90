"""Waiting until what was recorded before a time can be read: an issued figure must not miss an act on its way."""

from __future__ import annotations

from time import monotonic, sleep
from typing import Final

from django.db import OperationalError

from fazhi.records.ledger.statements import fetch, here

WAIT: Final = 5.0
"""Seconds waited for others."""

_OTHERS: Final = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
    "AND backend_type = 'client backend' "  # a vacuum has a number too and records nothing
    "AND (backend_xid IS NOT NULL OR wait_event_type = 'Lock') AND NOT pg_backend_pid() = ANY (pg_blocking_pids(pid)) "
    "AND xact_start < (SELECT xact_start FROM pg_stat_activity WHERE pid = pg_backend_pid())"
)


def settle() -> None:
    """Wait until every act that began before this one has ended; those that wait for this one are left waiting.

    SQLite lets one act write at a time: nothing to wait for. Raises OperationalError when somebody takes too long.
    """
    if here().vendor != "postgresql":
        return
    limit = monotonic() + WAIT
    while fetch(_OTHERS)[0][0]:
        if monotonic() > limit:
            raise OperationalError("acts that began earlier are still running")
        sleep(0.02)
        fetch("SELECT pg_stat_clear_snapshot()")  # else a transaction sees for ever what it saw first
