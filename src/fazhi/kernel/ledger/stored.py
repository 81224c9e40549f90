"""Reading events that were written and stored already, many of them at a time, for what is counted from them.

`parse_body` also asks whether the bytes are canonical and every field is well formed, which takes four times as long.
Acts asked that when they wrote the event, and ``fazhi verify`` asks it again; who folds the whole ledger for its
figures need not ask it a third time.
"""

from __future__ import annotations

from json import JSONDecoder
from types import MappingProxyType

from fazhi.kernel.ledger.envelope import VERSION, Actor, Event, Evidence, Occurred, Precision, parse_body
from fazhi.kernel.ledger.sealed import Sealed
from fazhi.kernel.making import maker

_event, _actor, _occurred = maker(Event), maker(Actor), maker(Occurred)
_read = JSONDecoder().raw_decode
_DAY, _MINUTE = Precision.DAY, Precision.MINUTE


def read_stored(body: bytes) -> Event:
    """Return the event in stored bytes, the same as `parse_body` gives; only what is read is looked at.

    Bytes of an older version, or bytes that do not read as an event, go to `parse_body`. Raises LedgerError as it does.
    Bytes that are no more canonical, yet still read as an event, are found by ``fazhi verify``, not here.
    """
    try:
        text = str(body, "utf-8")
        raw, end = _read(text)
        if raw["v"] != VERSION or end != len(text):
            return parse_body(body)
        actor, occurred, sealed, files = raw["actor"], raw["occurred"], raw["sealed"], raw["evidence"]
        return _event(
            v=VERSION,
            stream=raw["stream"],
            seq=raw["seq"],
            prev=raw["prev"],
            type=raw["type"],
            pack_digest=raw["pack_digest"],
            step=raw["step"],
            run=raw["run"],
            act_id=raw["act_id"],
            actor=_actor(account=actor["account"], post=actor["post"], unit=actor["unit"]),
            recorded=raw["recorded"],
            occurred=_occurred(at=occurred["at"], precision=_DAY if occurred["precision"] == "day" else _MINUTE),
            data=raw["data"],
            sealed=MappingProxyType(
                {path: Sealed(cls=seal["class"], digest=seal["digest"]) for path, seal in sealed.items()}
            ),
            evidence=tuple(Evidence(sm3=each["sm3"], sha256=each["sha256"], size=each["size"]) for each in files),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return parse_body(body)
