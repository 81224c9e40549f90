"""Matters as they stand: folded from their events, kept in memory between acts, never trusted beyond their head.

A folded matter is reused only while the head of its stream (count and hash) is the one it was folded to; what has been
added since is folded on. So the cost of an act does not grow with the history of its matter.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from itertools import islice
from threading import Lock
from typing import Any, Final

from fazhi.kernel.calendar import Calendar
from fazhi.kernel.errors import LedgerError
from fazhi.kernel.ledger.canonical import Json
from fazhi.kernel.ledger.envelope import Event, hash_of, parse_body
from fazhi.kernel.making import maker
from fazhi.kernel.measures import Tally
from fazhi.kernel.procedures import (
    EventType,
    FieldValue,
    Followed,
    MatterEvent,
    Picture,
    Procedure,
    Remembered,
    State,
    apply,
    fold,
    follow,
    from_ledger,
    outline,
    picture,
)
from fazhi.kernel.procedures.inhand import in_hand
from fazhi.kernel.procedures.library import Issued
from fazhi.packs import calendar as calendar_pack
from fazhi.records import ledger, packs
from fazhi.records.ledger import Head

KEPT: Final = 512
"""Folded matters kept in memory."""

BATCH: Final = 100
"""Matters read in one statement by ``fold_many``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where an imported matter came from: the table (SM3 of its file), its row there, and the unit that kept it.

    ``key`` is what tells rows of one table apart, ``print`` the fingerprint of the whole row, both under the site's
    key: who has neither cannot try values against them.
    """

    sheet: str
    row: int
    unit: str
    key: str
    print: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What stands on the cover of a file: facts of the matter that no procedure declares. Codes and keys, no names.

    ``moved``: it has belonged to another unit before. ``origin``: of what was imported.
    """

    title: str
    number: str
    unit: str
    handler: str | None
    opened: date
    urgent: bool = False
    source: str = ""
    place: str = ""
    moved: bool = False
    origin: Origin | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What stands in the tables of a matter: tasks (``standing.TaskRow``), columns as of ``on``, opinions, document.

    It holds only while the row of the matter was made for the same day: another process may have made it again.
    ``tally`` is what the matter yields as this process last wrote it; it does not depend on the day.
    """

    on: date
    tasks: tuple[Hashable, ...]
    columns: Mapping[str, Any]
    opinions: tuple[Remembered, ...] = ()
    tally: Tally | None = None
    issued: Issued | None = None
    listed: tuple[Hashable, ...] = ()
    uses: tuple[Hashable, ...] = ()

    @property
    def handler(self) -> int | None:
        """The 承办人 (row id)."""
        found: int | None = self.columns["handler_id"]
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """A matter after ``count`` events of its stream, whose last has ``hash``.

    ``parent`` is the stream of the matter that called this one, ``parent_run`` the sending it answers; ``children``
    maps a sending of this matter to the stream it opened. ``handed`` are answers for the first step that the calling
    matter brought along. ``written`` are the tasks this process wrote last for the matter, while nobody else has added
    to it: an act writes only the tasks that it changes. ``outline`` is the last one drawn of it, perhaps of an earlier
    state: the next is drawn on from it.
    """

    stream: str
    card: Card
    procedure: Procedure
    state: State
    count: int
    hash: str
    parent: str | None = None
    parent_run: int | None = None
    children: Mapping[int, str] = field(default_factory=dict)
    handed: Mapping[str, FieldValue] = field(default_factory=dict)
    written: Written | None = field(default=None, compare=False)
    outline: Followed | None = field(default=None, compare=False, repr=False)


_folded = maker(Folded)
_cache: OrderedDict[str, Folded] = OrderedDict()
_guard = Lock()


@cache
def calendar() -> Calendar:
    """Return the calendar in force."""
    return calendar_pack.load()


def folded(stream: str, head: Head | None = None) -> Folded:
    """Return a matter as it stands (or as it stood at ``head``). Raises LedgerError for a stream without an opening.

    What is kept in memory serves only under the very head it was folded to, which is read each time: one statement.
    """
    if head is None:
        head = ledger.head(stream)
        if head is None:
            raise LedgerError("没有这一事项", where=stream)
    with _guard:
        known = _cache.get(stream)
    if known is not None:
        if (known.count, known.hash) == (head.count, head.hash):
            return known
        if known.count >= head.count:
            known = None
    result = _advance(head, known)
    remember(result)
    return result


def fold_many(stream_ids: Iterable[int]) -> Iterator[tuple[int, Folded]]:
    """Yield (stream id, matter) for many matters in the order given, past the cache: for ledgers and exports.

    One statement for every ``BATCH`` matters; what was yielded is forgotten, so that memory does not grow.
    """
    wanted = iter(stream_ids)
    while batch := list(islice(wanted, BATCH)):
        found: dict[int, Folded] = {}
        for stream_id, body, digest in ledger.bodies_of(batch):
            found[stream_id] = with_event(found.get(stream_id), parse_body(body), digest)
        for stream_id in batch:
            if stream_id in found:
                yield stream_id, found.pop(stream_id)


def glimpse(stream: str) -> Folded:
    """Return a matter as it is remembered, perhaps behind its head: for what never changes (procedure, parent)."""
    with _guard:
        known = _cache.get(stream)
    return known if known is not None else folded(stream)


def remember(result: Folded) -> None:
    """Keep a folded matter for the next act. Called after the act that led to it was committed, or after reading."""
    with _guard:
        _cache[result.stream] = result
        _cache.move_to_end(result.stream)
        while len(_cache) > KEPT:
            _cache.popitem(last=False)


def forget() -> None:
    """Drop everything that is kept in memory (another site, another database)."""
    with _guard:
        _cache.clear()
    packs.by_digest.cache_clear()


def _advance(head: Head, known: Folded | None) -> Folded:
    """Fold what ``head`` has beyond ``known``; from the beginning when that does not follow."""
    count, last, result = (known.count, known.hash, known) if known else (0, "", None)
    for body in ledger.bodies(head.key, after=count, until=head.count, stream_id=head.id):
        event = parse_body(body)
        if result is not None and event.prev != last:
            return _advance(head, None)
        last = hash_of(body)
        result = replace(with_event(result, event, last), written=None)
    if result is None:
        raise LedgerError("没有这一事项", where=head.key)
    return result


def with_event(before: Folded | None, event: Event, digest: str) -> Folded:
    """Return a matter after one more event of its stream."""
    if before is None:
        before = _opened(event)
    seen = from_ledger(event)
    child = event.data.get("child")
    children = before.children
    if event.type == EventType.SENT and isinstance(child, str):
        children = {**children, event.seq: child}
    state = apply(before.procedure, before.state, seen) if seen is not None else before.state
    procedure, outline = before.procedure, before.outline
    if state.subject is not before.state.subject:
        procedure = in_hand(procedure, state.subject)
        outline = outline if procedure is before.procedure else None
    return _made(
        before,
        card=_card(before.card, event),
        procedure=procedure,
        state=state,
        count=event.seq,
        hash=digest,
        children=children,
        written=before.written,
        outline=outline,
    )


def with_events(before: Folded | None, events: Iterable[Event]) -> Folded | None:
    """Return a matter after several events, as it is after each of them in turn but for its hash, which is not known.

    For who folds whole acts: what lies between two events of an act is never looked at.
    """
    card, state, count, children = (
        (before.card, before.state, before.count, before.children) if before else (None, State(), 0, {})
    )
    for event in events:
        if before is None:
            before = _opened(event)
        seen = from_ledger(event)
        child = event.data.get("child")
        if event.type == EventType.SENT and isinstance(child, str):
            children = {**children, event.seq: child}
        card, count = _card(card or before.card, event), event.seq
        if seen is not None:
            state = apply(before.procedure, state, seen)
    if before is None or card is None:
        return before
    procedure = before.procedure if state.subject is before.state.subject else in_hand(before.procedure, state.subject)
    return _made(
        before,
        card=card,
        procedure=procedure,
        state=state,
        count=count,
        hash="",
        children=children,
        written=None,
        outline=None,
    )


def as_written(matter: Folded, written: Written, outline: Followed) -> Folded:
    """Return a matter with what stands in its tables now, and with the outline that was drawn of it for that."""
    return _made(
        matter,
        card=matter.card,
        procedure=matter.procedure,
        state=matter.state,
        count=matter.count,
        hash=matter.hash,
        children=matter.children,
        written=written,
        outline=outline,
    )


def _made(
    before: Folded,
    *,
    card: Card,
    procedure: Procedure,
    state: State,
    count: int,
    hash: str,
    children: Mapping[int, str],
    written: Written | None,
    outline: Followed | None,
) -> Folded:
    """Return a matter with all given that an act may change: `replace` would take three times as long."""
    return _folded(
        stream=before.stream,
        card=card,
        procedure=procedure,
        state=state,
        count=count,
        hash=hash,
        parent=before.parent,
        parent_run=before.parent_run,
        children=children,
        handed=before.handed,
        written=written,
        outline=outline,
    )


def _opened(event: Event) -> Folded:
    linked = event.data.get("parent")
    parent = linked if isinstance(linked, dict) else {}
    run, handed = parent.get("run"), parent.get("handed")
    return Folded(
        stream=event.stream,
        card=Card(
            title=_text(event, "title"),
            number=_text(event, "number"),
            unit=_text(event, "unit"),
            handler=_text(event, "handler") or None,
            opened=date.fromisoformat(event.occurred.at[:10]),
            urgent=event.data.get("urgent") is True,
            source=_text(event, "source"),
            place=_text(event, "place"),
            origin=_origin(event),
        ),
        procedure=packs.by_digest(event.pack_digest or ""),
        state=State(),
        count=0,
        hash="",
        parent=str(parent["stream"]) if "stream" in parent else None,
        parent_run=run if isinstance(run, int) else None,
        handed={name: _answer(value) for name, value in handed.items()} if isinstance(handed, dict) else {},
    )


def _origin(event: Event) -> Origin | None:
    said = event.data.get("imported")
    if not isinstance(said, dict):
        return None
    row = said.get("row")
    return Origin(
        sheet=str(said.get("sheet", "")),
        row=row if isinstance(row, int) else 0,
        unit=str(said.get("unit", "")),
        key=str(said.get("key", "")),
        print=str(said.get("print", "")),
    )


def _answer(value: Json) -> FieldValue:
    """Return an answer as it stands in an event, as the engine holds it."""
    if isinstance(value, list):
        return tuple(str(item) for item in value)
    return value if isinstance(value, bool | int | str) else ""


def _card(card: Card, event: Event) -> Card:
    match event.type:
        case "handed_over":
            return replace(card, handler=_text(event, "to") or None)
        case "moved":
            return replace(card, unit=_text(event, "unit"), moved=True)
        case "placed":
            return replace(card, place=_text(event, "place"))
    return card


def _text(event: Event, name: str) -> str:
    value = event.data.get(name)
    return value if isinstance(value, str) else ""


def history(stream: str) -> Iterator[MatterEvent]:
    """Yield all events of a matter that the fold knows."""
    for event in ledger.events(stream):
        seen = from_ledger(event)
        if seen is not None:
            yield seen


def as_of(stream: str, day: date, *, recorded: bool = False) -> State:
    """Return the state on a past day: of what had occurred by then, or (``recorded``) of what was on record by then."""
    procedure = folded(stream).procedure
    return fold(
        procedure,
        (event for event in history(stream) if (event.recorded if recorded else event.occurred) <= day),
    )


def outlined(matter: Folded, on: date) -> Picture:
    """Return what the rows of a matter need on a day, found from its events alone: no reason is put into words."""
    return outline(matter.procedure, matter.state, calendar(), on)


def followed(matter: Folded, on: date) -> Followed:
    """Return the same drawn on from what this process drew last of the matter: what an act pays for."""
    return follow(matter.procedure, matter.state, calendar(), on, matter.outline)


def shown(matter: Folded, on: date) -> Picture:
    """Return all that a page shows of a matter on a day."""
    return picture(matter.procedure, matter.state, calendar(), on)
