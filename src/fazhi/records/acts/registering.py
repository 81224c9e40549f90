"""Registering many matters at once: one form, one act, numbers one after the other, all of them or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from fazhi.kernel.procedures import FieldValue
from fazhi.records import packs
from fazhi.records.access import Role
from fazhi.records.acts import matter_rows
from fazhi.records.acts.base import Act, ActRefused, Result, act
from fazhi.records.acts.matters import new_stream
from fazhi.records.acts.opening import open_in
from fazhi.records.acts.organisation import stream_of, unit_of
from fazhi.records.acts.proposals import Proposal, Refused
from fazhi.records.acts.recording import record_all

MOST: Final = 100
"""Matters registered in one act at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One matter to register: its place in the form (from 1), title, facts, who handles it, its ``first`` steps."""

    place: int
    title: str
    subject: Mapping[str, FieldValue]
    handler: str | None = None
    kept: str = ""
    first: Sequence[Proposal] = ()


@act
def register_many(running: Act, *, procedure: str, unit: str, entries: Sequence[Entry], source: str = "") -> Result:
    """Open a matter for each entry, in their order. Returns streams and numbers, which follow one another.

    Raises ActRefused naming the entry; then none was opened and no number is gone.
    """
    if not 0 < len(entries) <= MOST:
        raise ActRefused(f"一次登记 1 至 {MOST} 件", hint="分几次登记")
    found = unit_of(unit)
    declared = packs.for_new(procedure, found, running.now.date())
    # Streams are made in the order of their names, and lists follow it.
    opened = list(zip(sorted(new_stream() for _ in entries), entries, strict=True))
    running.lock(stream_of(unit), *(stream for stream, _ in opened))
    running.require(found.path, Role.WORK, Role.REVIEW, Role.LEAD, Role.COUNTY)
    folded, rows = {}, {}
    for stream, entry in opened:
        try:
            folded[stream], rows[stream] = open_in(
                running,
                declared,
                found,
                stream=stream,
                title=entry.title,
                subject=entry.subject,
                handler=entry.handler,
                occurred=None,
                number=None,
                source=source,
                place=entry.kept,
            )
            folded[stream] = record_all(running, folded[stream], rows[stream], entry.first)
        except (ActRefused, Refused) as error:
            raise ActRefused(
                f"第 {entry.place} 行：{error.message}",
                field=error.field if isinstance(error, ActRefused) else None,
                hint=error.hint or "整批都没有登记，改好后再提交",
            ) from error
    matter_rows.settle(running, folded, rows)
    return {
        "streams": [stream for stream, _ in opened],
        "numbers": [folded[stream].card.number for stream, _ in opened],
    }
