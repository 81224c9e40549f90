"""Acts on the lists of changed laws: what was done about a place, with the reason, and until when one means to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from fazhi.kernel.ledger.canonical import JsonInput
from fazhi.records.access import Role
from fazhi.records.acts.base import Act, ActRefused, Result, act
from fazhi.records.acts.organisation import add, unit_of
from fazhi.records.radar import SITE, USERS, State

MOST = 1000
"""Places marked in one go."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place on a list: its key, the unit whose it is (None: the site), and where it is, in words."""

    key: str
    unit: str | None
    place: str


def stream_of(unit: str | None) -> str:
    """Return the stream that keeps what a unit did about changed laws."""
    return f"unit/{unit}/radar" if unit else "config/radar"


@act
def mark(
    running: Act,
    *,
    home: str,
    change: str,
    spots: Sequence[Spot],
    state: State | None = None,
    reason: str = "",
    due: date | None = None,
) -> Result:
    """Record for several places of one change that they were looked at or changed, or until when they will be.

    ``home`` is the unit of whoever acts: what is the site's own belongs to the county above it. Raises Denied for a
    place of a unit the actor does not review, ActRefused without a reason.
    """
    reason = " ".join(reason.split())
    if not spots or len(spots) > MOST:
        raise ActRefused(f"请选 1 至 {MOST} 处", field="rows")
    if state is None and due is None:
        raise ActRefused("请选择怎么办，或者写明完成日期", field="state")
    if state in (State.FINE, State.CHANGED) and not reason:
        raise ActRefused(f"“{state}”须写明理由", field="reason", hint="例如：只引用名称，条文没有变化；已改为新条号")
    if len(reason) > 400:
        raise ActRefused("理由至多 400 字", field="reason")
    if due is not None and due < running.today:
        raise ActRefused("完成日期早于今天", field="due")
    by_unit: dict[str | None, list[Spot]] = {}
    for spot in spots:
        by_unit.setdefault(spot.unit, []).append(spot)
    for unit in by_unit:
        if unit is None:
            running.require(unit_of(home).path.split("/")[0] + "/", Role.COUNTY)
        else:
            running.require(unit_of(unit).path, *USERS)
    running.lock(*(stream_of(unit) for unit in by_unit))
    for unit, many in by_unit.items():
        data: dict[str, JsonInput] = {
            "change": change, "unit": unit, "day": running.today.isoformat(),
            "rows": [{"key": spot.key, "place": (spot.place or SITE)[:300]} for spot in many],
        }  # fmt: skip
        if state is not None:
            data |= {"state": state.value, "reason": reason}
        if due is not None:
            data["due"] = due.isoformat()
        add(running, stream_of(unit), "radar_marked", data)
    return {"marked": len(spots)}
