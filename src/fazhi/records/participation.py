"""Who takes part in a matter of another unit: read off its events, pure, so that `fazhi verify` makes the rows again.

A bureau that is asked to review, the justice office of a neighbour, counsel from outside: they see the matter and may
decide in it for as long as they take part. ``acts.participants`` is what adds and ends it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Final

from fazhi.kernel.ledger.envelope import Event
from fazhi.records.models import Participant

ADDED: Final = "participant_added"
ENDED: Final = "participant_ended"
STATED: Final = "interest_stated"
"""Somebody commissioned stated that there is no conflict of interest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One taking part: a unit (code) or a person (key), never both. ``starts`` and ``ends`` are both days of it.

    ``run`` is the sending that somebody outside is commissioned for, ``stated`` the day on which he stated that he has
    no conflict of interest.
    """

    key: str
    unit: str | None
    person: str | None
    role: str
    starts: date
    ends: date | None
    run: int | None = None
    stated: date | None = None


Parts = Mapping[str, Part]
"""Key -> taking part, of one matter."""

NOBODY: Final[Parts] = MappingProxyType({})


def after(parts: Parts, event: Event) -> Parts:
    """Return who takes part after one more event of the matter; other events change nothing.

    Raises ValueError or KeyError for an event that lacks what it must carry, LedgerError never.
    """
    data = event.data
    if event.type == ADDED:
        key = str(data["key"])
        made = Part(
            key=key,
            unit=_name(data.get("unit")),
            person=_name(data.get("person")),
            role=str(data["role"]),
            starts=date.fromisoformat(str(data["starts"])),
            ends=_day(data.get("ends")),
            run=run if isinstance(run := data.get("run"), int) else None,
        )
        return {**parts, key: made}
    if event.type == ENDED:
        key = str(data["key"])
        return {**parts, key: replace(parts[key], ends=_day(data["ends"]))}
    if event.type == STATED:
        key = str(data["key"])
        return {**parts, key: replace(parts[key], stated=_day(event.recorded[:10]))}
    return parts


def stored(matter_ids: list[int]) -> dict[int, dict[str, Part]]:
    """Return matter id -> key -> taking part as the table has it."""
    found: dict[int, dict[str, Part]] = {}
    rows = Participant.objects.filter(matter_id__in=matter_ids).values_list(
        "matter_id", "key", "unit__code", "person__key", "role", "starts", "ends", "run", "stated"
    )
    for matter_id, key, unit, person, role, starts, ends, run, stated in rows:
        part = Part(
            key=key, unit=unit, person=person, role=role, starts=starts, ends=ends, run=run, stated=stated
        )  # fmt: skip
        found.setdefault(matter_id, {})[key] = part
    return found


def _name(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _day(value: object) -> date | None:
    return None if value is None else date.fromisoformat(str(value))
