"""Matters folded again while their events go by, past every cache."""

from __future__ import annotations

from dataclasses import dataclass, field

from fazhi.kernel.errors import FazhiError
from fazhi.kernel.ledger import Event
from fazhi.kernel.procedures import EventType
from fazhi.records import matters, participation
from fazhi.records.matters import Folded
from fazhi.records.participation import Parts


@dataclass(slots=True)
class Trace:
    """One matter as its events say. ``trouble`` is why it could not be folded to the end: what was read stands."""

    folded: Folded | None = None
    parts: Parts = field(default_factory=lambda: participation.NOBODY)
    recorded: str = ""
    trouble: str = ""

    def take(self, event: Event, digest: str) -> None:
        """Fold one more event."""
        if self.trouble:
            return
        if self.folded is None and event.type != EventType.OPENED:
            self.trouble = f"第 {event.seq} 件之前没有立项"
            return
        try:
            self.folded = matters.with_event(self.folded, event, digest)
            self.parts = participation.after(self.parts, event)
        except (FazhiError, KeyError, ValueError, TypeError) as error:
            self.trouble = f"第 {event.seq} 件不能重算：{error}"
            return
        self.recorded = event.recorded
