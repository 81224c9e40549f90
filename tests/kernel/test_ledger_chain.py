"""Chains: what may follow, and that each way of tampering with a stream is named for what it is."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.kernel.ledger_world import altered, chain, event, head, rechained

from fazhi.kernel.errors import LedgerError
from fazhi.kernel.ledger import GENESIS, Mark, append, hash_of, read_link, verify_stream

STREAM = "matter/1"
BODIES = chain(STREAM, 7)
OWN = Mark(head=head(BODIES), source="清单", own=True)
OUTSIDE = Mark(head=head(BODIES), source="检查点")
Bodies = list[bytes]


def swapped(bodies: Bodies, first: int, second: int) -> Bodies:
    new = list(bodies)
    new[first - 1], new[second - 1] = new[second - 1], new[first - 1]
    return new


def change(bodies: Bodies, seq: int, old: str, new: str) -> Bodies:
    return [altered(body, old, new) if place == seq else body for place, body in enumerate(bodies, 1)]


def test_an_untouched_stream_holds() -> None:
    report = verify_stream(BODIES, marks=[OWN, OUTSIDE])
    assert (report.ok, report.stream, report.count, report.head) == (True, STREAM, 7, hash_of(BODIES[-1]))
    assert verify_stream([]).ok
    assert verify_stream([], stream=STREAM, marks=[OWN]).finding.code == "truncated"  # type: ignore[union-attr]


TAMPERINGS: list[tuple[str, Callable[[Bodies], Bodies], str, int]] = [
    ("one character of an early event", lambda b: change(b, 3, "同意", "不同"), "changed", 3),
    ("one character of the first event", lambda b: change(b, 1, "同意", "不同"), "changed", 1),
    ("one character of the last but one", lambda b: change(b, 6, "同意", "不同"), "changed", 6),
    ("one character of the last event", lambda b: change(b, 7, "同意", "不同"), "head", 7),
    ("the recorded time", lambda b: change(b, 4, "09:28:00", "08:28:00"), "time", 4),
    ("the number an event bears", lambda b: change(b, 4, '"seq":4', '"seq":9'), "changed", 4),
    ("the stream an event bears", lambda b: change(b, 4, '"matter/1"', '"matter/2"'), "stream", 4),
    ("the link itself", lambda b: [*b[:3], b[3].replace(hash_of(b[2]).encode(), b"f" * 64), *b[4:]], "prev", 4),
    ("the link of the first", lambda b: [b[0].replace(GENESIS.encode(), b"f" * 64), *b[1:]], "prev", 1),
    ("the last event removed", lambda b: b[:-1], "truncated", 7),
    ("the last three removed", lambda b: b[:-3], "truncated", 5),
    ("one removed from the middle", lambda b: b[:3] + b[4:], "missing", 4),
    ("two removed from the middle", lambda b: b[:2] + b[4:], "missing", 3),
    ("the first removed", lambda b: b[1:], "missing", 1),
    ("neighbours swapped", lambda b: swapped(b, 3, 4), "order", 3),
    ("the first two swapped", lambda b: swapped(b, 1, 2), "order", 1),
    ("distant ones swapped", lambda b: swapped(b, 2, 6), "order", 2),
    ("one repeated", lambda b: [*b[:4], b[2], *b[4:]], "order", 3),
    ("bytes that are no event", lambda b: [*b[:4], b[4][:-1], *b[5:]], "unreadable", 5),
    ("an event of another stream put in", lambda b: [*b[:4], event("matter/2", 5, "0" * 64), *b[5:]], "stream", 5),
]  # fmt: skip


@pytest.mark.parametrize(("tamper", "code", "seq"), [item[1:] for item in TAMPERINGS], ids=[i[0] for i in TAMPERINGS])
def test_a_tampered_stream_is_named_for_what_was_done(tamper: Callable[[Bodies], Bodies], code: str, seq: int) -> None:
    finding = verify_stream(tamper(BODIES), stream=STREAM, marks=[OWN]).finding
    assert (("ok", 0) if finding is None else (finding.code, finding.seq)) == (code, seq), finding


def test_a_break_before_the_last_event_without_a_head_names_both() -> None:
    finding = verify_stream(change(BODIES, 6, "同意", "不同")).finding
    assert finding is not None
    assert "第 6 件与第 7 件" in finding.message


def test_without_a_head_the_end_of_a_stream_is_anyones() -> None:
    """The limit of a bare chain, stated as a test: what verify must confess."""
    assert verify_stream(BODIES[:-1]).ok
    assert verify_stream(change(BODIES, 7, "同意", "不同")).ok
    assert verify_stream(rechained(BODIES, 3, "同意", "不同")).ok


def test_a_rewritten_chain_is_caught_only_by_a_head_kept_elsewhere() -> None:
    forged = rechained(BODIES, 3, "同意", "不同")
    own = Mark(head=head(forged), source="清单", own=True)
    assert verify_stream(forged, marks=[own]).ok
    finding = verify_stream(forged, marks=[own, OUTSIDE]).finding
    assert finding is not None
    assert (finding.code, finding.seq) == ("rewritten", 7)
    early = Mark(head=head(BODIES[:2]), source="检查点")
    assert verify_stream(forged, marks=[own, early]).ok, "a checkpoint from before the forgery cannot show it"


def test_a_wrong_list_is_told_from_a_wrong_event() -> None:
    wrong = Mark(head=head(rechained(BODIES, 3, "同意", "不同")), source="清单", own=True)
    assert verify_stream(BODIES, marks=[wrong, OUTSIDE]).finding.code == "head"  # type: ignore[union-attr]
    last = change(BODIES, 7, "同意", "不同")
    assert verify_stream(last, marks=[OWN, OUTSIDE]).finding.code == "changed"  # type: ignore[union-attr]


def test_a_checkpoint_with_a_false_event_tree_is_named() -> None:
    false = Mark(head=type(OWN.head)(stream=STREAM, count=7, head=OWN.head.head, tree="a" * 64), source="检查点")
    assert verify_stream(BODIES, marks=[false]).finding.code == "tree"  # type: ignore[union-attr]


@settings(max_examples=200)
@given(st.integers(0, sum(map(len, BODIES)) - 1), st.integers(1, 255))
def test_no_changed_byte_escapes_when_the_head_is_known(place: int, flip: int) -> None:
    bodies, seq = list(BODIES), 0
    while place >= len(bodies[seq]):
        place -= len(bodies[seq])
        seq += 1
    body = bytearray(bodies[seq])
    body[place] ^= flip
    bodies[seq] = bytes(body)
    finding = verify_stream(bodies, stream=STREAM, marks=[OUTSIDE]).finding
    assert finding is not None
    assert finding.seq in (seq + 1, seq + 2), "the first difference is at the event or at the link after it"
    if finding.code != "unreadable":
        assert finding.seq == seq + 1 or finding.code in {"order", "missing"}, finding


@given(st.permutations(range(7)))
def test_no_reordering_escapes(order: list[int]) -> None:
    report = verify_stream([BODIES[place] for place in order], marks=[OUTSIDE])
    assert report.ok == (order == sorted(order))


@given(st.sets(st.integers(0, 6)))
def test_no_removal_escapes(gone: set[int]) -> None:
    left = [body for place, body in enumerate(BODIES) if place not in gone]
    assert verify_stream(left, stream=STREAM, marks=[OUTSIDE]).ok == (not gone)


def test_an_event_is_appended_only_where_it_belongs() -> None:
    tip = None
    for body in BODIES:
        tip = append(tip, body)
    assert tip == read_link(BODIES[-1])
    second = read_link(BODIES[1])
    for body, words in [
        (BODIES[1], "序号应为 3"),
        (BODIES[3], "序号应为 3"),
        (event(STREAM, 3, GENESIS), "前一哈希"),
        (event("matter/2", 3, second.hash), "另一条流"),
    ]:
        with pytest.raises(LedgerError, match=words):
            append(second, body)
    with pytest.raises(LedgerError, match="序号应为 1"):
        append(None, BODIES[1])
    with pytest.raises(LedgerError, match="前一哈希"):
        append(None, event(STREAM, 1, "1" * 64))


def test_recorded_never_runs_backwards_but_may_stand_still() -> None:
    second = read_link(BODIES[1])
    still = altered(event(STREAM, 3, second.hash), "09:21:00", "09:14:00")
    still = altered(still, "09:21+08:00", "09:14+08:00")
    assert append(second, still).recorded == second.recorded
    back = altered(altered(event(STREAM, 3, second.hash), "09:21:00", "09:13:59"), "09:21+08:00", "09:13+08:00")
    with pytest.raises(LedgerError, match="早于上一件"):
        append(second, back)
    assert verify_stream([*BODIES[:2], back]).finding.code == "time"  # type: ignore[union-attr]
