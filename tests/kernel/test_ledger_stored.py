"""Stored events read for what is counted: the same as the strict reading gives, or what the strict reading says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from fazhi.kernel.errors import LedgerError
from fazhi.kernel.ledger import GENESIS, Actor, Evidence, Occurred, Sealed, build_event, parse_body, read_stored
from fazhi.kernel.ledger.envelope import CHINA

NOW = datetime(2026, 3, 5, 9, 12, 33, tzinfo=CHINA)
PLAIN = {
    "stream": "matter/2026/1", "seq": 1, "prev": GENESIS, "type": "ran", "act_id": "a1", "actor": Actor(account="ann"),
    "recorded": NOW, "occurred": Occurred.on(date(2026, 3, 4)), "data": {"fields": {"issue": "越权𠮷", "n": 3}},
}  # fmt: skip
BODIES = [
    build_event(**PLAIN)[0],
    build_event(**{**PLAIN, "occurred": Occurred.at_minute(NOW), "step": "submit", "run": 4, "pack_digest": "a" * 64})[
        0
    ],
    build_event(
        **{
            **PLAIN,
            "actor": Actor(account="ann", post="handler", unit="liuhe"),
            "sealed": {"fields.name": Sealed(cls="id", digest="sm3:" + "b" * 64)},
            "evidence": [Evidence(sm3="c" * 64, sha256="d" * 64, size=7)],
        }
    )[0],
]


@pytest.mark.parametrize("body", BODIES)
def test_it_is_the_same_event(body: bytes) -> None:
    told = read_stored(body)
    assert told == parse_body(body)
    assert type(told) is type(parse_body(body)) and replace(told, seq=2).seq == 2


@pytest.mark.parametrize(
    "body",
    [
        b"", b"[]", b"{}", b"\xff", BODIES[0] + b" ", BODIES[0][:-1], BODIES[0].replace(b'"v":1', b'"v":2'),
        BODIES[0].replace(b'"actor":{"account":"ann",', b'"actor":{'),
        BODIES[0].replace(b'"sealed":{}', b'"sealed":[]'),
    ],
)  # fmt: skip
def test_what_does_not_read_as_an_event_is_refused_as_ever(body: bytes) -> None:
    with pytest.raises(LedgerError) as strictly:
        parse_body(body)
    with pytest.raises(LedgerError) as found:
        read_stored(body)
    assert str(found.value) == str(strictly.value)
