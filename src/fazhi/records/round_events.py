"""What the events of a round of evaluation change: pure functions, one an event type (see ``records.organisation``)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from fazhi.kernel.ledger.canonical import canonical
from fazhi.kernel.ledger.envelope import Event
from fazhi.records.projection import Change, Value


def _day(event: Event) -> date:
    return date.fromisoformat(event.recorded[:10])


def _kept(value: Any) -> str:
    return canonical(value).decode()


def _round(data: Mapping[str, Any], **values: Value) -> list[Change]:
    return [Change(table="round", key={"key": data["round"]}, values=values)]


def _item(data: Mapping[str, Any], **values: Value) -> list[Change]:
    key = {"round": data["round"], "unit": data["unit"], "item": data["item"]}
    return [Change(table="round_item", key=key, values=values)]


def opened(event: Event) -> list[Change]:
    """Return the round as it was opened."""
    d: Mapping[str, Any] = event.data
    return _round(
        d, unit=d["unit"], name=d["kept"]["scheme"]["id"], title=d["title"], period=d["period"],
        units=_kept(d["units"]), scheme=_kept(d["kept"]), opened=_day(event), by=event.actor.account, note=d["note"],
        assess_until=date.fromisoformat(d["assess_until"]), object_until=date.fromisoformat(d["object_until"]),
    )  # fmt: skip


def moved(event: Event) -> list[Change]:
    """Return the dates as they are now."""
    d: Mapping[str, Any] = event.data
    until = {name: date.fromisoformat(d[name]) for name in ("assess_until", "object_until")}
    return _round(d, **until)


def assessed(event: Event) -> list[Change]:
    """Return what a township said of itself."""
    d: Mapping[str, Any] = event.data
    return _item(
        d, own_points=d["points"], own_note=d["note"], own_by=event.actor.account, own_day=_day(event),
        own_persons=_kept(d["persons"]), files=d["files"],
    )  # fmt: skip


def scored(event: Event) -> list[Change]:
    """Return the points the county gave."""
    d: Mapping[str, Any] = event.data
    return _item(
        d, points=d["points"], reason=d["reason"], by=event.actor.account, day=_day(event),
        scorers=_kept(d["scorers"]), excluded="",
    )  # fmt: skip


def excluded(event: Event) -> list[Change]:
    """Return that an item is not counted for a unit, and why; an empty reason lets it count again."""
    d: Mapping[str, Any] = event.data
    return _item(
        d, excluded=d["reason"], by=event.actor.account, day=_day(event), scorers=_kept(d["scorers"])
    )  # fmt: skip


def objected(event: Event) -> list[Change]:
    """Return what a township objects."""
    d: Mapping[str, Any] = event.data
    return _item(d, objection=d["reason"], objected_by=event.actor.account, objected_day=_day(event), files=d["files"])


def ruled(event: Event) -> list[Change]:
    """Return what became of an objection; upheld, it brings other points (or lets the item not count)."""
    d: Mapping[str, Any] = event.data
    said: dict[str, Value] = {
        "ruling": d["ruling"], "ruled_reason": d["reason"], "ruled_by": event.actor.account, "ruled_day": _day(event),
    }  # fmt: skip
    if d["ruling"] == "upheld":
        said |= {"points": d["points"], "excluded": ""}
    return _item(d, **said)


def corrected(event: Event) -> list[Change]:
    """Return points that were put right after the round was closed: they stand beside the sealed ones."""
    d: Mapping[str, Any] = event.data
    return _item(
        d, corrected=d["points"], corrected_reason=d["reason"], corrected_by=event.actor.account,
        corrected_day=_day(event),
    )  # fmt: skip


def sealed(event: Event) -> list[Change]:
    """Return the result of one unit."""
    d: Mapping[str, Any] = event.data
    key = {"round": d["round"], "unit": d["unit"]}
    values: dict[str, Value] = {"known": d["result"]["known"], "body": _kept(d["result"])}
    return [Change(table="round_result", key=key, values=values)]


def closed(event: Event) -> list[Change]:
    """Return that the round is over."""
    return _round(event.data, closed=_day(event))


PROJECTORS: Final[Mapping[str, Callable[[Event], list[Change]]]] = {
    "round_opened": opened,
    "round_moved": moved,
    "round_assessed": assessed,
    "round_scored": scored,
    "round_excluded": excluded,
    "round_objected": objected,
    "round_ruled": ruled,
    "round_corrected": corrected,
    "round_sealed": sealed,
    "round_closed": closed,
}
"""Event type -> the pure function that says what it changes."""
