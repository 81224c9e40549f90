"""The envelope: what is built is read back; what does not belong in an event is refused by name."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from unicodedata import normalize

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.kernel.ledger_world import chain, event

from fazhi.kernel.errors import LedgerError
from fazhi.kernel.ledger import (
    GENESIS,
    Actor,
    Evidence,
    Json,
    Occurred,
    Precision,
    Sealed,
    build_event,
    canonical,
    hash_of,
    loads_strict,
    parse_body,
    read_link,
    sm3_hex,
    stamp,
)
from fazhi.kernel.ledger.envelope import FIELDS

TEXTS = st.text('abc结果é\u0301"\\\n\x01 ,:{}', min_size=1, max_size=9)
WEST = timezone(timedelta(hours=-5))
NOON = datetime(2026, 3, 5, 4, 0, 59, 900_000, tzinfo=UTC)


def body(**changes: object) -> bytes:
    """Return a small event with some arguments changed."""
    arguments: dict[str, object] = {
        "stream": "matter/2026-001",
        "seq": 1,
        "prev": GENESIS,
        "type": "opened",
        "act_id": "x-1",
        "actor": Actor(account="a1"),
        "recorded": NOON,
        "occurred": Occurred.on(date(2026, 3, 5)),
        "data": {},
    }
    written, told = build_event(**{**arguments, **changes})  # type: ignore[arg-type]
    assert told == parse_body(written), "what is handed back with the bytes is what they say"
    return written


@pytest.mark.parametrize(
    ("at", "precision"),
    [
        ("2026-02-30", Precision.DAY),
        ("2026-03-05T09:61+08:00", Precision.MINUTE),
        ("2026-03-05", Precision.MINUTE),
        ("2026-03-05T12:00+08:00", Precision.DAY),
        ("2026-03-05T12:00:00+08:00", Precision.MINUTE),
    ],
)
def test_no_event_is_built_of_a_time_that_is_none(at: str, precision: Precision) -> None:
    with pytest.raises(LedgerError):
        build_event(
            stream="matter/2026-001",
            seq=1,
            prev=GENESIS,
            type="opened",
            act_id="x-1",
            actor=Actor(account="a1"),
            recorded=NOON,
            occurred=Occurred(at=at, precision=precision),
            data={},
        )


def changed(original: bytes, **changes: object) -> bytes:
    """Return canonical bytes of an event with raw members replaced, past all checks of building."""
    return canonical({**json.loads(original), **changes})


def test_the_envelope_has_exactly_the_fields_that_were_fixed() -> None:
    expected = "v stream seq prev type pack_digest step run act_id actor recorded occurred data sealed evidence"
    assert set(json.loads(body())) == set(expected.split()) == FIELDS


def test_an_event_is_read_as_it_was_built() -> None:
    bodies = chain("matter/2026-001", 2)
    second = parse_body(bodies[1])
    assert (second.v, second.stream, second.seq) == (1, "matter/2026-001", 2)
    assert second.prev == hash_of(bodies[0]) == sm3_hex(bodies[0])
    assert second.recorded == "2026-03-02T09:14:00+08:00"
    assert second.occurred == Occurred(at="2026-03-02T09:14+08:00", precision=Precision.MINUTE)
    assert second.occurred.day == date(2026, 3, 2)
    assert second.actor == Actor(account="a17", post="reviewer", unit="justice_office")
    first = parse_body(bodies[0])
    assert set(first.sealed) == {"fields.applicant", "fields.applicant_id"}
    assert first.evidence[0].size == 1024


@given(
    st.dictionaries(TEXTS, TEXTS | st.integers(0, 9), max_size=4),
    st.integers(946_684_800, 4_102_444_800).map(lambda second: datetime.fromtimestamp(second, WEST)),
)
def test_building_and_reading_are_inverse(data: dict[str, str | int], moment: datetime) -> None:
    assume(len({normalize("NFC", key) for key in data}) == len(data))
    written = body(data=data, recorded=moment, occurred=Occurred.at_minute(moment))
    read = parse_body(written)
    assert canonical(dict(read.data)) == canonical(data)
    assert canonical(loads_strict(written)) == written
    link = read_link(written)
    assert (link.stream, link.seq, link.prev, link.recorded) == (read.stream, read.seq, read.prev, read.recorded)
    assert link.hash == hash_of(written)


@given(st.text('a"\\,:{}é\u0301 结', min_size=1, max_size=9).filter(str.isprintable), st.integers(1, 2**53 - 1))
def test_the_bytes_around_the_data_are_canonical_whatever_stands_in_them(who: str, number: int) -> None:
    files = [Evidence(sm3="a" * 64, sha256="b" * 64, size=number)]
    seals = {
        path: Sealed(cls="name", digest="sm3:" + "0" * 64) for path in ("why", "fields.b", "fields.a_b", "fields.a")
    }
    actor = Actor(account=who, post=who, unit=None)
    written = body(actor=actor, seq=number, run=number, step="s", pack_digest="c" * 64, sealed=seals, evidence=files)
    assert canonical(json.loads(written)) == written
    told = parse_body(written)
    assert (told.actor.account, told.seq, told.run) == (normalize("NFC", who), number, number)


def test_times_stand_in_china_with_whole_seconds() -> None:
    assert stamp(NOON) == "2026-03-05T12:00:59+08:00"
    assert Occurred.at_minute(NOON).at == "2026-03-05T12:00+08:00"
    assert Occurred.on(NOON).at == "2026-03-05"
    with pytest.raises(LedgerError, match="时区"):
        stamp(datetime(2026, 3, 5))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"seq": 0}, "seq"),
        ({"seq": True}, "seq"),
        ({"stream": "person/1"}, "stream"),
        ({"stream": "matter"}, "stream"),
        ({"stream": "matter/甲"}, "stream"),
        ({"stream": "matter/" + "x" * 200}, "stream"),
        ({"prev": "0" * 63}, "prev"),
        ({"prev": "A" * 64}, "prev"),
        ({"type": ""}, "type"),
        ({"type": "有 空格"}, "type"),
        ({"pack_digest": "sm3"}, "pack_digest"),
        ({"step": ""}, "step"),
        ({"run": 0}, "run"),
        ({"run": "first"}, "run"),
        ({"act_id": ""}, "act_id"),
        ({"actor": {"account": "a"}}, "actor"),
        ({"actor": {"account": "", "post": None, "unit": None}}, "actor.account"),
        ({"actor": {"account": "a\n", "post": None, "unit": None}}, "actor.account"),
        ({"recorded": "2026-03-05T12:00:59Z"}, "recorded"),
        ({"recorded": "2026-03-05T12:00:59.5+08:00"}, "recorded"),
        ({"recorded": "2026-02-30T12:00:00+08:00"}, "recorded"),
        ({"occurred": {"at": "2026-03-05", "precision": "minute"}}, "occurred.at"),
        ({"occurred": {"at": "2026-03-05T12:00+08:00", "precision": "day"}}, "occurred.at"),
        ({"occurred": {"at": "2026-13-05", "precision": "day"}}, "occurred.at"),
        ({"occurred": {"at": "2026-03", "precision": "month"}}, "occurred.precision"),
        ({"occurred": {"at": "2026-03-06", "precision": "day"}}, "occurred"),
        ({"occurred": {"at": "2026-03-05T12:01+08:00", "precision": "minute"}}, "occurred"),
        ({"data": []}, "data"),
        ({"sealed": {"f x": {"class": "name", "digest": "sm3:" + "0" * 64}}}, "sealed.f x"),
        ({"sealed": {"f": {"class": "Name", "digest": "sm3:" + "0" * 64}}}, "sealed.f.class"),
        ({"sealed": {"f": {"class": "name", "digest": "0" * 64}}}, "sealed.f.digest"),
        ({"sealed": {"f": "sm3:" + "0" * 64}}, "sealed.f"),
        ({"evidence": [{"sm3": "a" * 64, "sha256": "b" * 64}]}, "evidence[0]"),
        ({"evidence": [{"sm3": "a" * 64, "sha256": "b" * 64, "size": -1}]}, "evidence[0].size"),
        ({"evidence": {}}, "evidence"),
        ({"extra": 1}, "extra"),
        ({"v": "1"}, "v"),
        ({"v": True}, "v"),
    ],
)
def test_a_malformed_field_is_refused_by_name(changes: dict[str, object], where: str) -> None:
    with pytest.raises(LedgerError) as caught:
        parse_body(changed(body(), **changes))
    assert where in (caught.value.where or "")


def test_a_missing_field_is_named() -> None:
    raw = json.loads(body())
    del raw["evidence"]
    with pytest.raises(LedgerError, match="evidence"):
        parse_body(canonical(raw))


@pytest.mark.parametrize(
    ("path", "data"),
    [("fields.id", {"fields": {"id": "1"}}), ("data.id", {"id": None}), ("list/0/id", {"list": [{"id": "x"}]})],
)
def test_a_sealed_value_never_stands_open_beside_its_seal(path: str, data: dict[str, Json]) -> None:
    seal = {path: Sealed(cls="identity", digest="sm3:" + "0" * 64)}
    with pytest.raises(LedgerError, match="明文"):
        body(data=data, sealed=seal)
    assert parse_body(body(data={"fields": {"other": "1"}, "list": []}, sealed=seal)).sealed.keys() == {path}


def test_bytes_that_are_not_canonical_are_no_event() -> None:
    with pytest.raises(LedgerError):
        parse_body(json.dumps(json.loads(body())).encode())


def test_an_old_version_is_read_by_its_upcasters_and_its_bytes_stay() -> None:
    """Version 0 is invented: it had ``who`` for the account, no unit, and times without precision."""
    raw = json.loads(body())
    raw.update(v=0, who="a1", occurred="2026-03-05")
    del raw["actor"]
    old = canonical(raw)

    def lift(envelope: Mapping[str, Json]) -> Mapping[str, Json]:
        lifted = {name: value for name, value in envelope.items() if name != "who"}
        lifted["actor"] = {"account": envelope["who"], "post": None, "unit": None}
        lifted["occurred"] = {"at": envelope["occurred"], "precision": "day"}
        return lifted

    assert parse_body(old, {0: lift}) == parse_body(body())
    assert hash_of(old) != hash_of(body()), "what is hashed is what was stored"
    assert read_link(old).hash == hash_of(old)
    with pytest.raises(LedgerError, match="没有读法"):
        parse_body(old)


def test_a_newer_version_is_refused_and_not_guessed() -> None:
    with pytest.raises(LedgerError, match="比本程序所识的 1 新"):
        parse_body(changed(body(), v=2))


def test_the_chain_is_read_from_the_envelope_and_not_from_look_alikes_in_the_data() -> None:
    bait = {"pack_digest": None, "prev": "f" * 64, "recorded": "2001-01-01T00:00:00+08:00", "seq": 9, "v": 1}
    text = '","prev":"' + "e" * 64 + '","recorded":"'
    link = read_link(body(data={"inner": {**bait, "run": None, "sealed": {}}, "text": text}))
    assert (link.seq, link.prev, link.recorded) == (1, GENESIS, "2026-03-05T12:00:59+08:00")


def test_a_sealed_path_that_looks_like_a_field_does_not_mislead_the_chain() -> None:
    seals = {path: Sealed(cls="name", digest="sm3:" + "0" * 64) for path in ("prev", "seq", "v")}
    assert read_link(body(sealed=seals)).prev == GENESIS


def test_events_of_the_test_world_are_canonical() -> None:
    assert canonical(loads_strict(event("unit/a", 1, GENESIS))) == event("unit/a", 1, GENESIS)
