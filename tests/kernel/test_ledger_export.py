"""An export proves itself line by line, and the report says what it could not rule out."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable

import pytest
from tests.kernel.ledger_world import MADE, PACKS, altered, chain, checkpoint, export, head, rechained

from fazhi.kernel.errors import LedgerError
from fazhi.kernel.ledger import (
    Checkpoint,
    Listed,
    VerifyReport,
    canonical,
    export_header,
    export_lines,
    inclusion_proof,
    read_reference,
    verify_export,
)

A, B, C = chain("matter/1", 6), chain("matter/2", 4), chain("unit/justice", 3)
ALL = [A, B, C]
POINT = checkpoint(ALL)
LINES = export(ALL, POINT)


def codes(report: VerifyReport) -> list[tuple[str, str, int | None]]:
    return [(finding.code, finding.stream, finding.seq) for finding in report.findings]


def confesses(report: VerifyReport, words: str) -> bool:
    return any(words in limit for limit in report.limits)


def test_an_untouched_export_is_fine_and_confesses_its_limits() -> None:
    report = verify_export(LINES)
    assert report.ok, report.findings
    assert (report.streams, report.events, report.number, report.root) == (3, 13, 1, POINT.root)
    assert confesses(report, "没有给定另行取得的检查点")
    assert confesses(report, POINT.root)
    assert confesses(report, "6 项密封值")
    assert confesses(report, "3 个证据文件")
    assert confesses(report, "状态、统计数字")
    assert not confesses(report, "程序声明")


@pytest.mark.parametrize("reference", [POINT, POINT.root], ids=["whole checkpoint", "root from paper"])
def test_with_a_checkpoint_from_elsewhere_nothing_is_left_open_but_what_came_after(
    reference: Checkpoint | str,
) -> None:
    report = verify_export(LINES, checkpoint=reference)
    assert report.ok
    assert not confesses(report, "没有给定")
    assert not confesses(report, "之后另有")
    later = verify_export(export([chain("matter/1", 8, start=A), B, C], POINT), checkpoint=reference)
    assert later.ok
    assert confesses(later, "之后另有 2 件")


def test_an_older_checkpoint_kept_by_the_auditor_is_enough() -> None:
    old = checkpoint([A[:4], B[:1]])
    report = verify_export(export(ALL, checkpoint(ALL, 2, old.root)), checkpoint=old)
    assert report.ok
    assert confesses(report, "之后另有 8 件")


def test_the_next_checkpoint_must_follow_the_given_one() -> None:
    assert verify_export(export(ALL, checkpoint(ALL, 2, POINT.root)), checkpoint=POINT).ok
    stray = verify_export(export(ALL, checkpoint(ALL, 2, "1" * 64)), checkpoint=POINT)
    assert codes(stray) == [("root", "", None)]


def replaced(place: int, old: str, new: str) -> Callable[[list[bytes]], list[bytes]]:
    return lambda lines: [altered(line, old, new) if at == place else line for at, line in enumerate(lines)]


@pytest.mark.parametrize(
    ("tamper", "expected"),
    [
        (replaced(3, "同意", "不同"), ("changed", "matter/1", 3)),
        (replaced(6, "同意", "不同"), ("changed", "matter/1", 6)),
        (replaced(7, "同意", "不同"), ("changed", "matter/2", 1)),
        (lambda lines: lines[:-1], ("truncated", "unit/justice", 3)),
        (lambda lines: lines[:6] + lines[7:], ("truncated", "matter/1", 6)),
        (lambda lines: lines[:3] + lines[4:], ("missing", "matter/1", 3)),
        (lambda lines: [*lines[:2], lines[3], lines[2], *lines[4:]], ("order", "matter/1", 2)),
        (lambda lines: lines[:7] + lines[11:], ("stream_missing", "matter/2", None)),
        (lambda lines: [*lines[:4], b"{}\n", *lines[5:]], ("unreadable", "matter/1", 4)),
        (lambda lines: [*lines[:4], b"\n", *lines[5:]], ("unreadable", "matter/1", 4)),
        (lambda lines: [*lines[:4], lines[4][:-1] + b"\r\n", *lines[5:]], ("unreadable", "matter/1", 4)),
        (replaced(4, '"matter/1"', '"matter/2"'), ("stream", "matter/1", 4)),
        (replaced(4, '"matter/1"', '"matter/7"'), ("stream", "matter/1", 4)),
    ],
    ids=[
        "one character in a stream", "one character of a stream's end", "one character of a stream's start",
        "last line removed", "end of an earlier stream removed", "one removed", "two swapped", "a stream removed",
        "a line emptied", "a blank line", "a changed line end", "moved to another stream", "moved to no stream",
    ],
)  # fmt: skip
def test_tampering_is_named_once_for_what_it_is(
    tamper: Callable[[list[bytes]], list[bytes]], expected: tuple[str, str, int | None]
) -> None:
    for quick in (False, True):
        found = codes(verify_export(tamper(LINES), checkpoint=POINT, quick=quick))
        assert [item for item in found if item[0] != "form"] == [expected]


def test_a_rewritten_chain_passes_by_itself_and_falls_to_any_checkpoint_from_elsewhere() -> None:
    forged = [rechained(A, 2, "同意", "不同"), B, C]
    fresh = checkpoint(forged)
    lines = export(forged, fresh)
    alone = verify_export(lines)
    assert alone.ok, "the forger recomputed everything: only the confession is left"
    assert confesses(alone, "重算了全部哈希")
    assert ("rewritten", "matter/1", 6) in codes(verify_export(lines, checkpoint=POINT))
    assert ("root", "", None) in codes(verify_export(lines, checkpoint=POINT))
    assert codes(verify_export(lines, checkpoint=POINT.root)) == [("root", "", None)]
    older = verify_export(export(forged, checkpoint(forged, 2, POINT.root)), checkpoint=POINT)
    assert codes(older) == [("rewritten", "matter/1", 6)]


def test_a_removed_stream_passes_by_itself_and_falls_to_a_checkpoint_from_elsewhere() -> None:
    lines = export([A, C], checkpoint([A, C]))
    assert verify_export(lines).ok
    assert ("stream_missing", "matter/2", None) in codes(verify_export(lines, checkpoint=POINT))


def test_a_cut_end_passes_by_itself_and_falls_to_a_checkpoint_from_elsewhere() -> None:
    lines = export([A[:-1], B, C], checkpoint([A[:-1], B, C]))
    assert verify_export(lines).ok
    assert ("truncated", "matter/1", 6) in codes(verify_export(lines, checkpoint=POINT))


def test_a_list_that_does_not_fit_the_lines_is_named() -> None:
    honest = [Listed(stream=h.stream, count=h.count, head=h.head) for h in map(head, ALL)]
    short = [dataclasses.replace(honest[0], count=5, head=head(A[:5]).head), *honest[1:]]
    assert codes(verify_export(export(ALL, None, short))) == [("extra", "matter/1", 6)]
    wrong = [dataclasses.replace(honest[0], head="a" * 64), *honest[1:]]
    assert codes(verify_export(export(ALL, None, wrong))) == [("head", "matter/1", 6)]
    assert codes(verify_export(export(ALL, POINT, wrong))) == [("head", "matter/1", 6)]
    assert codes(verify_export(export(ALL, None, honest[1:]))) == [("unlisted", "matter/1", None)]


def test_a_stream_in_two_places_is_named() -> None:
    lines = [*LINES[:4], *LINES[7:11], *LINES[4:7], *LINES[11:]]
    found = codes(verify_export(lines))
    assert ("truncated", "matter/1", 4) in found
    assert ("order", "matter/1", 4) in found


def test_a_part_is_proved_under_the_root_and_says_that_it_is_a_part() -> None:
    listed = [Listed(stream="matter/2", count=4, head=head(B).head)]
    proof = inclusion_proof(POINT, "matter/2")
    header = export_header(made=MADE, streams=listed, packs=PACKS, checkpoint=[proof])
    lines = list(export_lines(header, B))
    report = verify_export(lines, checkpoint=POINT.root)
    assert report.ok, report.findings
    assert confesses(report, "另有 2 条流不在其中")
    assert not confesses(report, "之后另有")
    assert b"matter/1" not in b"".join(lines)
    assert verify_export(lines, checkpoint=POINT).ok
    forged = json.loads(lines[0])
    forged["checkpoint"]["proofs"][0]["path"][0] = "0" * 64
    assert codes(verify_export([canonical(forged), *lines[1:]])) == [("checkpoint", "matter/2", None)]


def test_a_damaged_checkpoint_inside_is_a_finding_and_the_rest_is_still_read() -> None:
    raw = json.loads(LINES[0])
    raw["checkpoint"]["heads"][0]["count"] += 1
    assert codes(verify_export([canonical(raw), *LINES[1:]])) == [("checkpoint", "", None)]


def test_a_declaration_must_fit_its_name() -> None:
    raw = json.loads(LINES[0])
    raw["packs"] = {digest: blob + " " for digest, blob in raw["packs"].items()}
    assert codes(verify_export([canonical(raw), *LINES[1:]])) == [("pack", "", None)]
    raw["packs"] = {}
    report = verify_export([canonical(raw), *LINES[1:]])
    assert report.ok
    assert confesses(report, "1 个程序声明未随导出件提供")


def test_a_malformed_event_in_an_unbroken_chain_is_a_matter_of_form() -> None:
    forged = rechained(A, 3, '"outcome": "passed"', '"outcome": "passed", "fields.x": 1.5, "y": 1'.replace("1.5", "2"))
    broken = [*forged[:-1], forged[-1].replace(b'"account":"a17"', b'"account":""')]
    lines = export([broken])
    assert codes(verify_export(lines)) == [("form", "matter/1", 6)]
    assert verify_export(lines, quick=True).ok
    assert confesses(verify_export(lines, quick=True), "快速核对")


def test_a_checkpoint_newer_than_the_export_proves_nothing_about_the_end() -> None:
    newer = dataclasses.replace(POINT.header, recorded="2026-04-01T00:00:00+08:00", number=2, previous_root="1" * 64)
    point = Checkpoint(header=newer, heads=POINT.heads)
    assert codes(verify_export(export([A[:3], B, C]), checkpoint=point)) == [("later", "", None)]
    assert codes(verify_export(export([A, B]), checkpoint=point)) == [("later", "", None)]
    assert verify_export(LINES, checkpoint=point).ok


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [b"\n"],
        [b"[]\n"],
        [b'{"format":"other/1"}\n'],
        [b'{"checkpoint":null,"format":"fazhi-export/1","made":"2026-03-09T09:00:00+08:00","packs":{}}\n'],
        [LINES[0].replace(b"matter/2", b"matter/1")],
        [b"PK\x03\x04\xff"],
    ],
)
def test_what_is_no_export_is_refused(lines: list[bytes]) -> None:
    with pytest.raises(LedgerError):
        verify_export(lines)


def test_a_reference_is_a_checkpoint_or_a_root_as_printed() -> None:
    assert read_reference(POINT.body + b"\n") == POINT
    printed = " ".join(POINT.root.upper()[at : at + 8] for at in range(0, 64, 8))
    assert read_reference(printed.encode() + b"\r\n") == POINT.root
    for content in (b"", b"{}", b"abc", POINT.root[:-1].encode(), POINT.body[:-1], "根".encode()):
        with pytest.raises(LedgerError):
            read_reference(content)
