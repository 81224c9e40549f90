"""Writing an event: the bytes that are hashed and stored, and the event as it will be read from them.

The bytes made here are never written again. What is written is checked as strictly as what is read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from json.encoder import encode_basestring
from types import MappingProxyType
from typing import Final
from unicodedata import normalize

from fazhi.kernel.ledger.canonical import JsonInput, set_down
from fazhi.kernel.ledger.envelope import (
    NAME,
    VERSION,
    Actor,
    Event,
    Evidence,
    Occurred,
    Precision,
    checked_file,
    checked_seal,
    in_order,
    minute_of,
    occurred_at,
    read_actor,
    stamp,
)
from fazhi.kernel.ledger.fields import read_hash, read_match, read_number, read_object, read_stream
from fazhi.kernel.ledger.sealed import Sealed
from fazhi.kernel.making import maker

_made = maker(Event)
_MINUTE: Final = Precision.MINUTE


def build_event(
    *,
    stream: str,
    seq: int,
    prev: str,
    type: str,
    act_id: str,
    actor: Actor,
    recorded: datetime,
    occurred: Occurred,
    data: Mapping[str, JsonInput],
    pack_digest: str | None = None,
    step: str | None = None,
    run: int | None = None,
    sealed: Mapping[str, Sealed] = MappingProxyType({}),
    evidence: Sequence[Evidence] = (),
) -> tuple[bytes, Event]:
    """Return the canonical bytes of one event of the current version and the event as ``parse_body`` will read it.

    Checked as strictly as reading. Raises LedgerError naming the field. Whether it may follow the stream's last event
    is asked of ``chain.append``.
    """
    written, settled = set_down(data, "data", 1)
    open_data = read_object(settled, "data")
    moment = stamp(recorded)
    # The minute of the record itself exists: it was written here.
    now = occurred.precision is _MINUTE and occurred.at == minute_of(moment)
    when = occurred if now else occurred_at(occurred.at, occurred.precision)
    told = _made(
        v=VERSION,
        stream=_stream(stream),
        seq=read_number(seq, "seq", 1),
        prev=read_hash(prev, "prev"),
        type=_name(type, "type"),
        pack_digest=None if pack_digest is None else _digest(pack_digest),
        step=None if step is None else _name(step, "step"),
        run=None if run is None else read_number(run, "run", 1),
        act_id=read_match(act_id, NAME, "act_id"),
        actor=_actor_of(actor.account, actor.post, actor.unit),
        recorded=in_order(when, moment),
        occurred=when,
        data=open_data,
        sealed=MappingProxyType(
            {path: checked_seal(path, each.cls, each.digest, open_data) for path, each in sealed.items()}
            if sealed
            else {}
        ),
        evidence=tuple([checked_file(each.sm3, each.sha256, each.size, at) for at, each in enumerate(evidence)]),
    )
    return _written(told, written), told


# What comes again with nearly every event of a site is checked once; what is refused is refused each time.


@lru_cache(maxsize=1024)
def _name(value: str, where: str) -> str:
    return read_match(value, NAME, where)


@lru_cache(maxsize=256)
def _digest(value: str) -> str:
    return read_hash(value, "pack_digest")


@lru_cache(maxsize=1024)
def _stream(value: str) -> str:
    return read_stream(value, "stream")


@lru_cache(maxsize=1024)
def _actor_of(account: str, post: str | None, unit: str | None) -> Actor:
    return read_actor({"account": _nfc(account), "post": _nfc(post), "unit": _nfc(unit)})


def _written(told: Event, data: bytes) -> bytes:
    """Return the canonical bytes of an event around those of its data. What was checked needs no escapes in JSON."""
    actor, occurred = told.actor, told.occurred
    files = ",".join(f'{{"sha256":"{file.sha256}","size":{file.size},"sm3":"{file.sm3}"}}' for file in told.evidence)
    sealed = ",".join(
        f'"{path}":{{"class":"{seal.cls}","digest":"{seal.digest}"}}' for path, seal in sorted(told.sealed.items())
    )
    head = (
        f'{{"act_id":"{told.act_id}","actor":{{"account":{_text(actor.account)},"post":{_text(actor.post)},'
        f'"unit":{_text(actor.unit)}}},"data":'
    )
    tail = (
        f',"evidence":[{files}],"occurred":{{"at":"{occurred.at}","precision":"{occurred.precision}"}},'
        f'"pack_digest":{_text(told.pack_digest)},"prev":"{told.prev}","recorded":"{told.recorded}",'
        f'"run":{"null" if told.run is None else told.run},"sealed":{{{sealed}}},"seq":{told.seq},'
        f'"step":{_text(told.step)},"stream":"{told.stream}","type":"{told.type}","v":{told.v}}}'
    )
    return head.encode() + data + tail.encode()


def _text(value: str | None) -> str:
    return "null" if value is None else encode_basestring(value)


def _nfc(value: str | None) -> str | None:
    return value if value is None else normalize("NFC", value)
