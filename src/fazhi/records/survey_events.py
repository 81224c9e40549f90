"""What the events of a survey change: pure functions, one an event type (see ``records.organisation``)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from fazhi.kernel.ledger.canonical import canonical
from fazhi.kernel.ledger.envelope import Event
from fazhi.records.projection import Change, Value


def _survey(event: Event, **values: Value) -> list[Change]:
    return [Change(table="survey", key={"key": str(event.data["survey"])}, values=values)]


def _day(event: Event) -> date:
    return date.fromisoformat(event.recorded[:10])


def opened(event: Event) -> list[Change]:
    """Return the survey as it was opened."""
    d: Mapping[str, Any] = event.data
    return _survey(
        event, unit=d["unit"], name=d["kept"]["id"], title=d["title"], kept=canonical(d["kept"]).decode(),
        places=canonical(d["places"]).decode(), opened=_day(event),
        until=date.fromisoformat(d["until"]), by=event.actor.account,
    )  # fmt: skip


def issued(event: Event) -> list[Change]:
    """Return how many codes there are now."""
    return _survey(event, issued=int(str(event.data["total"])))


def moved(event: Event) -> list[Change]:
    """Return the last day as it is now."""
    return _survey(event, until=date.fromisoformat(str(event.data["until"])))


def closed(event: Event) -> list[Change]:
    """Return the result; the answers themselves are sealed with the event."""
    d: Mapping[str, Any] = event.data
    return _survey(event, closed=_day(event), answers=d["answers"], result=canonical(d["result"]).decode())


PROJECTORS: Final[Mapping[str, Callable[[Event], list[Change]]]] = {
    "survey_opened": opened,
    "survey_codes_issued": issued,
    "survey_moved": moved,
    "survey_closed": closed,
}
"""Event type -> the pure function that says what it changes."""
