"""A small ledger made of nothing but arguments: streams of events, their heads, an export."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from fazhi.kernel.ledger import (
    GENESIS,
    Actor,
    Checkpoint,
    Evidence,
    Head,
    Listed,
    Occurred,
    Opening,
    build_event,
    canonical,
    export_header,
    export_lines,
    hash_of,
    head_of,
    make_checkpoint,
    seal_fields,
    sm3_hex,
)

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
MADE = "2026-03-09T09:00:00+08:00"
LAW = "程序：示例"
PACKS = {sm3_hex(LAW.encode()): LAW}
CITIZEN = {"fields.applicant_id": "110101199003070011", "fields.applicant": "示例甲"}


def event(stream: str, seq: int, prev: str, note: str = "", *, private: bool = False) -> bytes:
    """Return one plausible event; ``private`` seals an identity number and a name and binds a file."""
    moment = START + timedelta(minutes=7 * seq)
    salts = {path: bytes([seq % 256, index]) * 8 for index, path in enumerate(CITIZEN)}
    classes = {"fields.applicant_id": "identity", "fields.applicant": "name"}
    return build_event(
        stream=stream,
        seq=seq,
        prev=prev,
        type="ran",
        act_id=f"act-{seq}",
        actor=Actor(account="a17", post="reviewer", unit="justice_office"),
        recorded=moment,
        occurred=Occurred.at_minute(moment),
        data={"outcome": "passed", "fields": {"opinion": note or f"第{seq}次审查，同意", "amount": "1200.50"}},
        pack_digest=next(iter(PACKS)),
        step="legal_review",
        sealed=seal_fields(CITIZEN, classes, salts) if private else {},
        evidence=[Evidence(sm3="a" * 64, sha256="b" * 64, size=1024)] if private else [],
    )[0]


def chain(stream: str, count: int, *, note: str = "", start: Sequence[bytes] = ()) -> list[bytes]:
    """Return ``count`` events of a stream in all, those of ``start`` first."""
    bodies = list(start)
    while len(bodies) < count:
        prev = hash_of(bodies[-1]) if bodies else GENESIS
        bodies.append(event(stream, len(bodies) + 1, prev, note, private=not bodies))
    return bodies


def head(bodies: Sequence[bytes]) -> Head:
    """Return the head of a stream of events as they stand."""
    stream = json.loads(bodies[0])["stream"]
    return head_of(stream, [hash_of(body) for body in bodies])


def checkpoint(streams: Sequence[Sequence[bytes]], number: int = 1, previous: str = GENESIS) -> Checkpoint:
    """Return a checkpoint over whole streams."""
    return make_checkpoint(
        number=number,
        previous_root=previous,
        recorded="2026-03-08T18:00:00+08:00",
        heads=[head(bodies) for bodies in streams],
    )


def export(
    streams: Sequence[Sequence[bytes]], carried: Checkpoint | None = None, listed: Sequence[Listed] | None = None
) -> list[bytes]:
    """Return the lines of an export; ``listed`` replaces the honest list of heads."""
    honest = [Listed(stream=h.stream, count=h.count, head=h.head) for h in map(head, streams)]
    header = export_header(made=MADE, streams=honest if listed is None else listed, packs=PACKS, checkpoint=carried)
    return list(export_lines(header, [body for bodies in streams for body in bodies]))


def altered(body: bytes, old: str, new: str) -> bytes:
    """Return a body with one text replaced, still the same bytes otherwise."""
    assert old.encode() in body
    return body.replace(old.encode(), new.encode(), 1)


def openings(seq: int) -> dict[str, Opening]:
    """Return what opens the seals of ``event(..., private=True)``."""
    return {
        path: Opening(value=value, salt=bytes([seq % 256, index]) * 8)
        for index, (path, value) in enumerate(CITIZEN.items())
    }


def rechained(bodies: Sequence[bytes], at: int, old: str, new: str) -> list[bytes]:
    """Return a stream rewritten from event ``at`` on with every later hash recomputed: the careful forger's work."""
    forged = list(bodies[: at - 1])
    for place, body in enumerate(bodies[at - 1 :], start=at):
        raw = json.loads(body)
        raw["prev"] = hash_of(forged[-1]) if forged else GENESIS
        text = json.dumps(raw, ensure_ascii=False)
        if place == at:
            assert old in text
            text = text.replace(old, new, 1)
        forged.append(canonical(json.loads(text)))
    return forged
