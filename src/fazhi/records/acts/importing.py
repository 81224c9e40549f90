"""The act that takes in what another site recorded: streams as they are, byte for byte, with rows made from them.

What only the parcel has is taken over whole, what it continued is continued here. Where both sides went on, the chain
here stays as it is: numbers and looks of the other side are entered as what they are, and everything else is kept as a
*branch*, listed until somebody has entered it late or it has been shown to be done with. Nothing is dropped.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from fazhi.kernel.errors import LedgerError
from fazhi.kernel.ledger.canonical import JsonInput
from fazhi.kernel.ledger.envelope import Event, hash_of, parse_body
from fazhi.records import ledger, matters, organisation, participation
from fazhi.records.acts import matter_rows, projecting
from fazhi.records.acts.base import Act, Result, act, row_of
from fazhi.records.acts.numbers import enter_in
from fazhi.records.acts.organisation import person_of, unit_of
from fazhi.records.carrying.parcel import Parcel
from fazhi.records.carrying.relations import Relation, Standing
from fazhi.records.ledger import Head
from fazhi.records.matters import Folded
from fazhi.records.models import Number, NumberSeries, Participant, Person
from fazhi.records.organisation import PROJECTORS
from fazhi.records.vault import Private, StreamVault

STREAM: Final = "config/imports"
BRANCH, SETTLED, IMPORTED = "branch_kept", "branch_settled", "imported"
_NUMBERS: Final = {"number_taken", "paper_number_entered"}
_GIVEN: Final = "number_voided"

Taken = tuple[bytes, Event, str]


@act
def take_in(running: Act, *, parcel: Parcel, standings: Sequence[Standing]) -> Result:
    """Take a parcel in, all of it or nothing. Its papers lie on the disk already (``parcel.keep_files``).

    Returns how many streams were new and continued, and the keys of those that parted. Raises LedgerError when a
    stream here has moved since it was compared, or when a unit or person that an event names is unknown here.
    """
    taken = {one.stream: one for one in standings if one.relation in {Relation.NEW, Relation.AHEAD}}
    parted = [one for one in standings if one.relation is Relation.PARTED]
    running.lock(STREAM, *taken, *(one.stream for one in parted))
    for one in standings:
        if one.stream in running.heads and running.heads[one.stream].count < one.common:
            raise LedgerError("这条流刚刚变动，请再并入一次", where=one.stream)
    for digest, body in parcel.packs.items():
        ledger.put_blob(digest, "procedure", body.encode())
    added = {key: parcel.events(key, one.common) for key, one in taken.items()}
    for key, events in added.items():
        _continue(running.heads[key], events)
    _project(event for events in added.values() for _body, event, _hash in events)
    _keep_private(running, parcel, added)
    _keep_links(running, parcel, added)
    _matters(running, {key: one for key, one in taken.items() if key.startswith("matter/")}, parcel)
    carried = [one.stream for one in parted if _parted(running, parcel, one)]
    running.event(
        STREAM,
        IMPORTED,
        {
            "parcel": parcel.digest,
            "made": parcel.made,
            "streams": [
                {"stream": key, "from": one.common, "to": len(parcel.streams[key])} for key, one in taken.items()
            ],
            "parted": [one.stream for one in parted],
        },
    )
    return {
        "new": sum(one.relation is Relation.NEW for one in taken.values()),
        "ahead": sum(one.relation is Relation.AHEAD for one in taken.values()),
        "parted": [one.stream for one in parted],
        "carried": carried,
    }


def _continue(head: Head, events: Sequence[Taken]) -> None:
    """Append events made elsewhere to the stream they belong to. Raises LedgerError unless they follow its last one."""
    rows = []
    for body, event, digest in events:
        if (event.seq, event.prev) != (head.count + 1, head.hash) or event.recorded < head.last_recorded:
            raise LedgerError("接不上这里的最后一件", where=f"{head.key} 第 {event.seq} 件")
        rows.append(row_of(head.id, body, event, digest))
        head.count, head.hash, head.last_recorded = event.seq, digest, event.recorded
    ledger.insert(rows)
    ledger.advance([head])


def _project(events: Iterable[Event]) -> None:
    """Make rows of units, people, accounts, scopes and numbers. What names another row waits until that one is made."""
    ordered = sorted(events, key=lambda event: (event.recorded, event.stream, event.seq))
    waiting = [event for event in ordered if event.type in PROJECTORS and event.stream.startswith("unit/")]
    while waiting:
        again: list[Event] = []
        for event in waiting:
            try:
                projecting.write(organisation.changes(event))
            except LedgerError as error:
                again.append(event)
                last = error
        if len(again) == len(waiting):
            raise LedgerError(
                f"所属或所指的单位、人员这里没有：{last}", where=again[0].stream, hint="连同上级单位一并导出"
            )
        waiting = again
    for event in ordered:
        if event.stream.startswith("unit/") and (event.type in _NUMBERS or event.type == _GIVEN):
            _number(event)


def _number(event: Event) -> None:
    data: Any = event.data
    series, _made = NumberSeries.objects.get_or_create(
        unit=unit_of(str(data["unit"])), kind=data["kind"], year=data["year"]
    )
    if event.type == _GIVEN:
        reason = str(data["reason"])[:400]
        Number.objects.filter(series=series, text=data["text"]).update(state="void", void_reason=reason)
        return
    state = "taken" if event.type == "number_taken" else "paper"
    Number.objects.create(
        series=series, n=data["n"], text=data["text"], state=state, stream_key=event.stream, taken=event.recorded,
        act_id=event.act_id,
    )  # fmt: skip
    if state == "taken" and data["n"] is not None and series.last < data["n"]:
        NumberSeries.objects.filter(pk=series.pk).update(last=data["n"])


def _keep_private(running: Act, parcel: Parcel, added: dict[str, list[Taken]]) -> None:
    rows = []
    for key, events in added.items():
        head = running.heads[key]
        keeper = StreamVault(head)
        for _body, event, _hash in events:
            for path, sealed in event.sealed.items():
                place = (key, event.seq, path)
                if place not in parcel.openings:
                    raise LedgerError("并入件里缺少密封的内容", where=f"{key} 第 {event.seq} 件 {path}")
                opening = parcel.openings[place]
                if opening is None:
                    ledger.add_erased(head.id, event.seq, path, sealed.cls, "", sealed.digest, parcel.made)
                else:
                    rows.append(keeper.keep(event.seq, path, sealed.cls, opening, sealed.digest))
    if rows:
        ledger.add_vault_items(rows)


def _keep_links(running: Act, parcel: Parcel, added: dict[str, list[Taken]]) -> None:
    new = {(key, event.seq) for key, events in added.items() for _body, event, _hash in events}
    bound = [one for one in parcel.links if (one.stream, one.seq) in new]
    files = [(sm3, *parcel.files[sm3]) for sm3 in dict.fromkeys(one.sm3 for one in bound)]
    links = [
        (running.heads[one.stream].id, one.seq, one.slot, one.step, one.pages, one.name_field, one.sm3) for one in bound
    ]
    if links:
        ledger.add_evidence(files, links)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """A matter of the parcel: folded, who takes part, when its last event was recorded."""

    folded: Folded
    parts: participation.Parts
    recorded: str


def _matters(running: Act, taken: dict[str, Standing], parcel: Parcel) -> None:
    """Make the rows of matters, those that others were opened from first."""
    told = {key: _told(key, parcel) for key in taken}
    order = sorted(told, key=lambda key: (told[key].folded.parent is not None, key))
    for key in order:
        one, head = told[key], running.heads[key]
        card = one.folded.card
        if taken[key].relation is Relation.NEW:
            handler = person_of(card.handler) if card.handler else None
            row = matter_rows.create(head.id, one.folded, unit_of(card.unit), handler, running.today)
        else:
            head.beside = None
            row = matter_rows.read(head)
        matter_rows.update(row, replace(one.folded, written=None), running.today, one.recorded)
        for part in one.parts.values():
            values = {
                "unit": unit_of(part.unit) if part.unit else None,
                "person": Person.objects.get(key=part.person) if part.person else None,
                "role": part.role, "starts": part.starts, "ends": part.ends, "run": part.run, "stated": part.stated,
            }  # fmt: skip
            Participant.objects.update_or_create(key=part.key, matter_id=head.id, defaults=values)
    matters.forget()


def _told(key: str, parcel: Parcel) -> _Told:
    folded: Folded | None = None
    parts: participation.Parts = participation.NOBODY
    recorded = ""
    for body in parcel.streams[key]:
        event = parse_body(body)
        folded = matters.with_event(folded, event, hash_of(body))
        parts = participation.after(parts, event)
        recorded = event.recorded
    if folded is None:
        raise LedgerError("空的事项", where=key)
    return _Told(folded=folded, parts=parts, recorded=recorded)


def _parted(running: Act, parcel: Parcel, one: Standing) -> bool:
    """Deal with a stream that both sides continued; return whether nothing of it waits for anybody."""
    waits = []
    for body, event, digest in parcel.events(one.stream, one.common):
        data: Any = event.data
        origin: dict[str, JsonInput] = {"hash": digest, "seq": event.seq, "recorded": event.recorded}
        if event.type in _NUMBERS and not _given(data):
            enter_in(
                running, stream=one.stream, unit=unit_of(str(data["unit"])), kind=str(data["kind"]),
                text=str(data["text"]), day=running.today, matter=data.get("matter"),
            )  # fmt: skip
        elif event.type == "looked":
            running.event(one.stream, "looked", {**data, "carried": origin})
        else:
            waits.append((body, event))
    if waits:
        _keep_branch(running, parcel, one, waits)
    return not waits


def _given(data: Any) -> bool:
    """Say whether the same number stands in the book here already."""
    return Number.objects.filter(series__unit__code=data["unit"], series__kind=data["kind"], text=data["text"]).exists()


def _keep_branch(running: Act, parcel: Parcel, one: Standing, waits: Sequence[tuple[bytes, Event]]) -> None:
    kept: list[JsonInput] = []
    for body, event in waits:
        opened = {
            path: [base64.b64encode(opening.salt).decode(), opening.value]
            for path in event.sealed
            if (opening := parcel.openings.get((one.stream, event.seq, path))) is not None
        }
        links = [
            [link.slot, link.step, link.pages, link.name_field, link.sm3, *parcel.files[link.sm3]]
            for link in parcel.links
            if (link.stream, link.seq) == (one.stream, event.seq)
        ]
        kept.append({"body": body.decode(), "openings": opened, "links": links})
    data: dict[str, JsonInput] = {
        "stream": one.stream,
        "common": one.common,
        "head": hash_of(waits[-1][0]),
        "seqs": [event.seq for _body, event in waits],
        "parcel": parcel.digest,
    }
    branch = Private(cls="free", value=json.dumps(kept, ensure_ascii=False))
    running.event(STREAM, BRANCH, data, private={"branch": branch})


@act
def settle(
    running: Act, *, branch: int, entered: Sequence[int], refused: Sequence[tuple[int, str]], why: str = ""
) -> Result:
    """Record what became of a kept branch (its seq in the stream of imports): which of its events were entered late."""
    running.lock(STREAM)
    data: dict[str, JsonInput] = {
        "branch": branch, "entered": list(entered), "refused": [[seq, reason] for seq, reason in refused],
    }  # fmt: skip
    private = {"why": Private(cls="free", value=why)} if why else {}
    running.event(STREAM, SETTLED, data, private=private)
    return {"left": len(refused)}
