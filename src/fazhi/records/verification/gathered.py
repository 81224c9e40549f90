"""What one pass over the events gathers for the comparisons that follow."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from fazhi.kernel.ledger import Event, Finding
from fazhi.records.organisation import PROJECTORS

NUMBER_EVENTS = frozenset({"number_taken", "paper_number_entered", "number_voided"})


@dataclass(slots=True)
class Gathered:
    """Events of the projected kinds, numbers, evidence and seals as the ledger has them; and what was found wrong."""

    findings: list[Finding] = field(default_factory=list)
    organisation: list[tuple[str, int, Event]] = field(default_factory=list)
    numbers: dict[tuple[str, str, int, str], dict[str, Any]] = field(default_factory=dict)
    evidence: dict[str, tuple[str, int]] = field(default_factory=dict)
    links: set[tuple[str, int, str]] = field(default_factory=set)
    seals: dict[tuple[str, int, str], str] = field(default_factory=dict)
    erased: set[tuple[str, int, str]] = field(default_factory=set)
    packs: set[str] = field(default_factory=set)
    events: int = 0

    def found(self, code: str, stream: str, seq: int | None, message: str) -> None:
        """Note a difference."""
        self.findings.append(Finding(code=code, stream=stream, seq=seq, message=message))

    def take(self, event: Event) -> None:
        """Take one event as read from its bytes."""
        self.events += 1
        here = (event.stream, event.seq)
        # A matter has events of its own kinds, which may bear the same words.
        if event.type in PROJECTORS and event.stream.startswith(("unit/", "config/")):
            self.organisation.append((event.recorded, event.seq, event))
        elif event.type in NUMBER_EVENTS:
            self._number(event)
        elif event.type == "erased":
            fields: Any = event.data["fields"]
            for place in fields:
                seq, _, path = place.partition(":")
                self.erased.add((event.stream, int(seq), path))
        for file in event.evidence:
            self.evidence.setdefault(file.sm3, here)
            self.links.add((*here, file.sm3))
        for path, sealed in event.sealed.items():
            self.seals[(*here, path)] = sealed.digest
        if event.pack_digest:
            self.packs.add(event.pack_digest)

    def _number(self, event: Event) -> None:
        data: Any = event.data
        key = (data["unit"], data["kind"], data["year"], data["text"])
        if event.type == "number_voided":
            known = self.numbers.get(key)
            voided = {"state": "void", "void_reason": data["reason"][:400]}
            self.numbers[key] = {**(known or {}), **voided}
            return
        state = "taken" if event.type == "number_taken" else "paper"
        row = {"n": data["n"], "state": state, "stream_key": event.stream, "act_id": event.act_id, "void_reason": ""}
        # A voiding in another stream may have been read first: it wins whichever order the streams come in.
        self.numbers[key] = {**row, **self.numbers.get(key, {})}
