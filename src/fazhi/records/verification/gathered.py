"""What one pass over the events gathers for the comparisons.

What can be many is kept a stream at a time (``Bound``) and compared in batches. Kept to the end are only the events
that make units, people and settings, the number book (some hundred bytes a number) and the streams that others name.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from fazhi.kernel.ledger import Event, Finding
from fazhi.kernel.ledger.envelope import Evidence
from fazhi.records import calendars
from fazhi.records.organisation import PROJECTORS
from fazhi.records.verification.folding import Trace

NUMBER_EVENTS = frozenset({"number_taken", "paper_number_entered", "number_voided"})


@dataclass(slots=True, kw_only=True)
class Bound:
    """One stream as its events have it: seals, erasures, evidence, and the matter folded from them."""

    id: int
    key: str
    evidence: dict[tuple[int, str], Evidence] = field(default_factory=dict)
    seals: dict[tuple[int, str], str] = field(default_factory=dict)
    erased: set[tuple[int, str]] = field(default_factory=set)
    matter: Trace | None = None

    def take(self, event: Event, digest: str) -> None:
        """Take one event as read from its bytes."""
        for file in event.evidence:
            self.evidence[event.seq, file.sm3] = file
        for path, sealed in event.sealed.items():
            self.seals[event.seq, path] = sealed.digest
        if event.type == "erased":
            fields: Any = event.data["fields"]
            for place in fields:
                seq, _, path = place.partition(":")
                self.erased.add((int(seq), path))
        if self.matter is not None:
            self.matter.take(event, digest)

    @property
    def size(self) -> int:
        """How much is kept, in entries."""
        return 1 + len(self.evidence) + len(self.seals)


@dataclass(slots=True)
class Gathered:
    """Events of the projected kinds and numbers as the ledger has them; and what was found wrong."""

    findings: list[Finding] = field(default_factory=list)
    organisation: list[tuple[str, int, Event]] = field(default_factory=list)
    numbers: dict[tuple[str, str, int, str], dict[str, Any]] = field(default_factory=dict)
    named: dict[str, tuple[str, int, str]] = field(default_factory=dict)
    packs: set[str] = field(default_factory=set)
    calendars: dict[int, tuple[str, int]] = field(default_factory=dict)
    events: int = 0
    erased: int = 0

    def found(self, code: str, stream: str, seq: int | None, message: str) -> None:
        """Note a difference."""
        self.findings.append(Finding(code=code, stream=stream, seq=seq, message=message))

    def take(self, event: Event) -> None:
        """Take one event as read from its bytes."""
        self.events += 1
        # A matter has events of its own kinds, which may bear the same words.
        if event.stream.startswith(("unit/", "config/")):
            if event.type in PROJECTORS:
                self.organisation.append((event.recorded, event.seq, event))
            elif event.type in NUMBER_EVENTS:
                self._number(event)
            elif event.type == calendars.KEPT:
                year: Any = event.data["year"]
                self.calendars[int(year)] = (str(event.data["digest"]), event.seq)
        elif event.stream.startswith("matter/"):
            self._relatives(event)
        if event.pack_digest:
            self.packs.add(event.pack_digest)

    def _relatives(self, event: Event) -> None:
        """Note the matters that this event names: the one it opened, the one that called it."""
        child, parent = event.data.get("child"), event.data.get("parent")
        if isinstance(child, str):
            self.named.setdefault(child, (event.stream, event.seq, f"第 {event.seq} 件送出时所开的事项"))
        if isinstance(parent, dict) and isinstance(parent.get("stream"), str):
            self.named.setdefault(str(parent["stream"]), (event.stream, event.seq, "送来本件的事项"))

    def _number(self, event: Event) -> None:
        data: Any = event.data
        key = (data["unit"], data["kind"], data["year"], data["text"])
        if event.type == "number_voided":
            known = self.numbers.get(key)
            voided = {"state": "void", "void_reason": data["reason"][:400]}
            self.numbers[key] = {**(known or {}), **voided}
            return
        matter = data.get("matter")
        if isinstance(matter, str):
            self.named.setdefault(matter, (event.stream, event.seq, f"编号 {data['text']} 所给的事项"))
        state = "taken" if event.type == "number_taken" else "paper"
        row = {"n": data["n"], "state": state, "stream_key": event.stream, "act_id": event.act_id, "void_reason": "",
               "taken": event.recorded}  # fmt: skip
        # A voiding in another stream may have been read first: it wins whichever order the streams come in.
        self.numbers[key] = {**row, **self.numbers.get(key, {})}
