"""The two small packs of the engine's tests, and short words for acts on them."""

from __future__ import annotations

import copy
import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from fazhi.kernel.calendar import Calendar
from fazhi.kernel.procedures import (
    Act,
    ActKind,
    EventType,
    MatterEvent,
    Procedure,
    Rules,
    State,
    Verdict,
    apply,
    judge,
    load,
)
from fazhi.packs import procedures
from fazhi.packs.calendar import load as load_calendar

HERE = Path(__file__).parent / "packs"
POSTS = ("handler", "reviewer", "leader", "disclosure_officer", "disclosure_head")


@cache
def _raw(name: str) -> dict[str, object]:
    return tomllib.loads((HERE / name / "procedure.toml").read_text(encoding="utf-8"))


def raw(name: str) -> dict[str, object]:
    """Return a pack's data, free to be spoilt."""
    return copy.deepcopy(_raw(name))


@cache
def pack(name: str) -> Procedure:
    """Return a small pack, loaded."""
    return load(raw(name), POSTS)


def day(text: str) -> date:
    """Return a date of 2026 from ``02-14``, or any date in full."""
    return date.fromisoformat(text if len(text) > 5 else f"2026-{text}")


class Matter:
    """A matter that grows act by act, through the judge."""

    def __init__(self, name: str, *, opened: str = "02-09", **subject: object) -> None:
        self.procedure = pack(name)
        self.calendar: Calendar = load_calendar()
        first = MatterEvent(
            seq=1, type=EventType.OPENED, occurred=day(opened), recorded=day(opened), fields=dict(subject)
        )
        self.events = [first]
        self.state = apply(self.procedure, State(), first)

    def ask(self, kind: ActKind, step: str | None, on: str, by: str = "甲", **more: object) -> Verdict:
        """Return what the judge says, recording nothing."""
        recorded = day(str(more.pop("recorded", on)))
        declared = self.procedure.steps.get(step or "")
        outcome = more.pop("outcome", None)
        if outcome is None and declared is not None and kind is not ActKind.SEND:
            outcome = declared.outcomes[0]
        act = Act(
            kind=kind,
            step=step,
            occurred=day(on),
            recorded=recorded,
            decider=by,
            posts=frozenset(POSTS),
            outcome=outcome,
            text=f"v{on}" if declared is not None and declared.makes else None,
            **more,
        )
        return judge(self.procedure, self.state, act, self.calendar, lambda: self.events, Rules())

    def do(self, kind: ActKind, step: str | None, on: str, by: str = "甲", **more: object) -> MatterEvent:
        """Record an act that must be allowed."""
        verdict = self.ask(kind, step, on, by, **more)
        assert verdict.event is not None, [item.text for item in verdict.blockers]
        self.events.append(verdict.event)
        self.state = apply(self.procedure, self.state, verdict.event)
        return verdict.event


def altering(name: str) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """Return a copy of a shipped declaration to be altered, and its steps by name, which stand in it."""
    data: dict[str, Any] = copy.deepcopy(dict(procedures.declaration(name)))
    return data, {step["id"]: step for step in data["step"]}
