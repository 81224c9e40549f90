"""What this site knew at a time. A parcel brings records of before that were not here yet: known since it came."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from fazhi.kernel.ledger import stamp
from fazhi.records import ledger
from fazhi.records.ledger.figures import Later
from fazhi.records.models import Event, Matter

IMPORTS: Final = "config/imports"
"""The stream in which taking in a parcel is recorded (`acts.importing`)."""


def just_before(moment: datetime) -> str:
    """Return the last second that is over: acts of the running one may still be to come."""
    return stamp(moment - timedelta(seconds=1))


def end_of(day: str) -> str:
    """Return the last second of a day, in the form of the ledger."""
    return f"{day}T23:59:59+08:00"


def later(known: str) -> tuple[Later, ...]:
    """Return (matter, time) of matters of which rows recorded after the time came in after ``known``, by a parcel."""
    came: dict[str, int] = {}
    for event in ledger.events(IMPORTS):
        if event.type == "imported" and event.recorded > known:
            data: Any = event.data
            for one in data["streams"]:
                if str(one["stream"]).startswith("matter/"):
                    came[one["stream"]] = min(came.get(one["stream"], one["from"]), one["from"])
    matters = dict(Matter.objects.filter(stream__key__in=came).values_list("stream__key", "pk"))
    return tuple(sorted((pk, _recorded(key, came[key])) for key, pk in matters.items()))


def _recorded(stream: str, seq: int) -> str:
    """Return when event ``seq`` was recorded; empty for none."""
    found = Event.objects.filter(stream__key=stream, seq=seq).values_list("recorded", flat=True).first()
    return found or ""
