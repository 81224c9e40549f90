"""The act that brings the holiday tables of the program into the ledger, so that a change of one shows for ever."""

from __future__ import annotations

from typing import Any

from fazhi.kernel.ledger import loads_strict
from fazhi.kernel.ledger.digest import sm3_hex
from fazhi.records import calendars, ledger
from fazhi.records.access import SYSTEM
from fazhi.records.acts.base import Act, Result, act


def keep_calendars() -> list[int]:
    """Record the tables that the ledger does not hold yet, or holds otherwise; return their years, oldest first.

    Called when a site is founded and when it starts to serve: a new yearly notice, or an updated program, leaves an
    event that names what it replaces.
    """
    known = calendars.recorded()
    new = {year: body for year, body in calendars.of_program().items() if known.get(year) != sm3_hex(body)}
    if new:
        _keep(actor=SYSTEM, tables=dict(sorted(new.items())))
    return sorted(new)


@act
def _keep(running: Act, *, tables: dict[int, bytes]) -> Result:
    running.lock(calendars.STREAM)
    known = calendars.recorded()
    for year, body in tables.items():
        digest = sm3_hex(body)
        raw: Any = loads_strict(body)
        ledger.put_blob(digest, "calendar", body)
        running.event(
            calendars.STREAM,
            calendars.KEPT,
            {
                "year": year,
                "digest": digest,
                "replaces": known.get(year),
                "days": len(raw["days"]),
                "notices": [notice["title"] for notice in raw["notices"]],
            },
        )
    return {"years": list(tables)}
