"""How quick the ledger is: building, verifying, sealing and proving, beside the plain parts it is made of.

Ratios are within one run. Set FAZHI_BENCH_EVENTS for another number of events (default 200,000; proofs always use a
tree of a million leaves). Exits 1 when following a chain in raw bytes is no quicker than parsing JSON and hashing, when
the full verification runs at less than half the speed of canonical JSON and SM3 alone, or a proof takes a millisecond.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

from fazhi.kernel.ledger import (
    GENESIS,
    Actor,
    HeadTree,
    Listed,
    Occurred,
    Opening,
    Tree,
    build_event,
    canonical,
    event_proof,
    export_header,
    export_lines,
    hash_of,
    head_of,
    make_checkpoint,
    parse_body,
    sm3,
    sm3_hex,
    verify_consistency,
    verify_event_proof,
    verify_export,
    verify_stream,
)
from fazhi.kernel.ledger.vault import Algorithm, lock

EVENTS = int(os.environ.get("FAZHI_BENCH_EVENTS", "200000"))
LEAVES = 1_000_000
PER_STREAM = 20
START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
SORTED = {"sort_keys": True, "ensure_ascii": False, "separators": (",", ":")}
"""What makes the standard library's JSON canonical for these events: its keys are ASCII, its numbers whole."""

ACTOR = Actor(account="a17", post="p3", unit="u1")


def timed(name: str, count: int, work: Callable[[], object]) -> float:
    """Print what ``count`` pieces of ``work`` cost and return pieces a second."""
    begin = time.perf_counter()
    work()
    seconds = time.perf_counter() - begin
    print(f"{name:<58}{count / seconds:>12,.0f} /s{seconds / count * 1e6:>10.2f} µs", flush=True)
    return count / seconds


def build(stream: str, seq: int, prev: str) -> bytes:
    """Return an event of about 400 bytes."""
    moment = START + timedelta(minutes=seq)
    return build_event(
        stream=stream,
        seq=seq,
        prev=prev,
        type="ran",
        act_id=f"act-{seq}",
        actor=ACTOR,
        recorded=moment,
        occurred=Occurred.on(moment.date()),
        data={"outcome": "passed", "opinion": "同意"},
        step="review",
    )[0]


def chains(count: int) -> list[list[bytes]]:
    """Return ``count`` events in streams of PER_STREAM."""
    streams = []
    for number in range(count // PER_STREAM):
        bodies: list[bytes] = []
        for seq in range(1, PER_STREAM + 1):
            bodies.append(build(f"matter/{number:07}", seq, hash_of(bodies[-1]) if bodies else GENESIS))
        streams.append(bodies)
    return streams


def main() -> int:
    """Run all and return the exit code."""
    streams: list[list[bytes]] = []
    timed(f"build, check and hash {EVENTS:,} events", EVENTS, lambda: streams.extend(chains(EVENTS)))
    bodies = [body for stream in streams for body in stream]
    size = sum(map(len, bodies)) / len(bodies)
    print(f"{'mean size of an event':<58}{size:>12,.0f} bytes")
    timed("SM3 alone", EVENTS, lambda: [sm3(body) for body in bodies])
    plain = timed(
        "json.loads and SM3 (the usual way to follow a chain)",
        EVENTS,
        lambda: [(json.loads(b), sm3(b)) for b in bodies],
    )
    alone = timed(
        "canonical JSON written again and SM3, alone",
        EVENTS,
        lambda: [(canonical(json.loads(b)), sm3(b)) for b in bodies],
    )
    written = timed(
        "json.loads, json.dumps with sorted keys, SM3, alone",
        EVENTS,
        lambda: [(json.dumps(json.loads(b), **SORTED).encode(), sm3(b)) for b in bodies],
    )
    timed("parse_body (canonical to the byte, every field checked)", EVENTS, lambda: [parse_body(b) for b in bodies])
    chained = timed("verify_stream (raw bytes)", EVENTS, lambda: [verify_stream(stream) for stream in streams])
    heads = [head_of(f"matter/{n:07}", [hash_of(body) for body in stream]) for n, stream in enumerate(streams)]
    point = make_checkpoint(number=1, previous_root=GENESIS, recorded="2026-03-08T18:00:00+08:00", heads=heads)
    listed = [Listed(stream=head.stream, count=head.count, head=head.head) for head in heads]
    made = "2026-03-09T09:00:00+08:00"

    def lines(carried: bool) -> Iterator[bytes]:
        header = export_header(made=made, streams=listed, packs={}, checkpoint=point if carried else None)
        return export_lines(header, bodies)

    timed("verify_export, quick, no checkpoint", EVENTS, lambda: verify_export(lines(False), quick=True))
    quick = timed(
        "verify_export, quick, with checkpoint and trees",
        EVENTS,
        lambda: verify_export(lines(True), checkpoint=point, quick=True),
    )
    whole = timed(
        "verify_export, full, with checkpoint and trees",
        EVENTS,
        lambda: verify_export(lines(True), checkpoint=point),
    )
    proof = proofs(point_streams=len(heads), heads=HeadTree(point))
    opening = Opening(value="110101199003070011", salt=bytes(16))
    for algorithm in Algorithm:
        key = bytes(algorithm.key_size)
        timed(
            f"lock one value ({algorithm})",
            20_000,
            lambda a=algorithm, k=key: [
                lock(a, k, bytes(12), opening, stream="m", seq=n, path="p") for n in range(20_000)
            ],
        )
    print(f"\nverify_stream / (json.loads + SM3): {chained / plain:.2f}")
    print(f"verify_export, quick, with trees / (canonical JSON + SM3): {quick / alone:.2f}")
    print(f"verify_export, full, with trees / (canonical JSON + SM3): {whole / alone:.2f}, wanted at least 0.50")
    print(f"the same / (json.dumps with sorted keys + SM3): {whole / written:.2f}, no bar")
    print(f"proof of one event among {LEAVES:,}: {proof * 1000:.3f} ms, wanted below 1 ms")
    return 0 if chained >= plain and whole >= alone / 2 and proof < 0.001 else 1


def proofs(*, point_streams: int, heads: HeadTree) -> float:
    """Time proofs in one stream of a million events beside other streams; return the seconds that one takes."""
    hashes = [sm3_hex(str(number).encode()) for number in range(LEAVES)]
    tree = Tree()
    timed("append to a tree of a million leaves", LEAVES, lambda: [tree.add(bytes.fromhex(item)) for item in hashes])
    big = head_of("matter/big", hashes)
    point = make_checkpoint(
        number=1,
        previous_root=GENESIS,
        recorded="2026-03-08T18:00:00+08:00",
        heads=[big, *heads.checkpoint.heads],
    )
    kept = HeadTree(point)
    seqs = range(1, LEAVES, 499)
    made = []
    proved = timed(
        f"prove one event of a million (and of {point_streams + 1:,} streams)",
        len(seqs),
        lambda: made.extend(event_proof(kept.proof("matter/big"), tree, seq) for seq in seqs),
    )
    root = point.root
    timed("verify such a proof", len(seqs), lambda: [verify_event_proof(p, hashes[p.seq - 1], root) for p in made])
    paths = [(old, tree.consistency(old)) for old in seqs]
    timed("prove consistency with an older size", len(seqs), lambda: [tree.consistency(old) for old in seqs])
    new_root = tree.root()
    roots = {old: tree.root(old) for old in seqs}
    timed(
        "verify consistency",
        len(seqs),
        lambda: [verify_consistency(old, LEAVES, roots[old], new_root, path) for old, path in paths],
    )
    return 1 / proved


if __name__ == "__main__":
    raise SystemExit(main())
