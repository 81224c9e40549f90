"""Where the paper originals of a matter lie: shelf and box, who has borrowed them and until when, to whom they went.

Everything is read off the ``placed`` events of the matter's stream, and off what was said of the place at the opening
and at the filing. Who borrowed and why is personal and lies in the vault. Writing: ``acts.originals``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from django.db.models import QuerySet

from fazhi.kernel.ledger.envelope import Event, parse_body
from fazhi.kernel.procedures import filed
from fazhi.records.matters import BATCH, Folded
from fazhi.records.models import Event as EventRow
from fazhi.records.models import Matter

PLACED: Final = "placed"

WHO: Final = "to"
WHY: Final = "why"
"""Paths of the sealed values in a ``placed`` event: who took the originals, and for what."""


class Way(StrEnum):
    """What happened to the originals."""

    KEPT = "kept"
    LENT = "lent"
    RETURNED = "returned"
    GIVEN = "given"

    @property
    def cn(self) -> str:
        """The word people see."""
        return {"kept": "存放", "lent": "借出", "returned": "归还", "given": "移交"}[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One entry: the day it happened, the place afterwards, and of a loan the day by which it is due back."""

    seq: int
    day: date
    way: Way
    place: str
    until: date | None
    login: str

    def overdue(self, on: date) -> int:
        """Return by how many days a loan is overdue on a day; 0 when it is not, or is none."""
        return max((on - self.until).days, 0) if self.until is not None else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Originals:
    """Where the originals stand: their place, the loan that is open, and to where they were handed over for good.

    ``since`` is the latest day anything was said of them, None where nothing was.
    """

    place: str
    lent: Move | None
    given: Move | None
    since: date | None
    moves: tuple[Move, ...]


def read(event: Event) -> Move:
    """Return a ``placed`` event as a move. One without a way (of an earlier version) says where they are kept."""
    way, until = event.data.get("way"), event.data.get("until")
    return Move(
        seq=event.seq,
        day=date.fromisoformat(event.occurred.at[:10]),
        way=Way(way) if isinstance(way, str) and way in set(Way) else Way.KEPT,
        place=str(event.data.get("place", "")),
        until=date.fromisoformat(until) if isinstance(until, str) else None,
        login=event.actor.account,
    )


def moves(stream_id: int, count: int | None = None) -> tuple[Move, ...]:
    """Return what was recorded of the originals of a matter (among its first ``count`` events), earliest first."""
    rows = EventRow.objects.filter(stream_id=stream_id, type=PLACED).order_by("seq")
    if count is not None:
        rows = rows.filter(seq__lte=count)
    return tuple(read(parse_body(bytes(body))) for body in rows.values_list("body", flat=True))


def originals(matter: Folded, stream_id: int) -> Originals:
    """Return where the originals of a matter stand as of the event it was folded to."""
    found = moves(stream_id, matter.count)
    file = filed(matter.procedure, matter.state)
    place, since = matter.card.place, None
    # A later word counts: the filing names the place anew, and so does every entry after it.
    after_filing = [move for move in found if file is None or move.seq > file.seq]
    if file is not None and not after_filing:
        place, since = file.place or place, file.day
    elif after_filing:
        place = after_filing[-1].place or place
    last = found[-1] if found else None
    return Originals(
        place=place,
        lent=last if last is not None and last.way is Way.LENT else None,
        given=last if last is not None and last.way is Way.GIVEN else None,
        since=max((day for day in (since, last.day if last else None) if day), default=None),
        moves=found,
    )


def lent_out(seen: QuerySet[Matter]) -> list[tuple[Matter, Move]]:
    """Return the matters among ``seen`` whose originals are lent out, with the loan, those due first at the top."""
    last: dict[int, Move] = {}
    events = EventRow.objects.filter(type=PLACED).order_by("stream_id", "seq")
    for stream_id, body in events.values_list("stream_id", "body"):
        last[stream_id] = read(parse_body(bytes(body)))
    lent = {stream_id: move for stream_id, move in last.items() if move.way is Way.LENT}
    out: list[tuple[Matter, Move]] = []
    ids = sorted(lent)
    for at in range(0, len(ids), BATCH):
        out += [(row, lent[row.pk]) for row in seen.filter(pk__in=ids[at : at + BATCH])]
    return sorted(out, key=lambda pair: (pair[1].until or pair[1].day, pair[0].number))
