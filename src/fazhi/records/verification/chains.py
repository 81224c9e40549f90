"""The first pass: every stream's chain, held against every checkpoint, and the columns copied from each event."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import Final

from django.db.models import Sum

from fazhi.kernel.errors import LedgerError
from fazhi.kernel.ledger import ChainReader, Mark, parse_body, read_link
from fazhi.records import ledger
from fazhi.records.acts.base import row_of
from fazhi.records.ledger import Row
from fazhi.records.models import Stream
from fazhi.records.verification import matters, stores
from fazhi.records.verification.folding import Trace
from fazhi.records.verification.gathered import Bound, Gathered
from fazhi.records.verification.vouched import Vouched

Progress = Callable[[int, int], None]
"""Told now and then how many events were read, and how many there are."""

BATCH: Final = 100
"""Streams compared in one go."""

KEPT: Final = 20_000
"""Seals and files kept before they are compared, even if the streams are few."""

PACE: Final = 2_000
"""Events between two tellings of the progress."""


def silent(done: int, total: int) -> None:
    """Tell nobody."""


_CN = {
    "hash": "哈希", "type": "类型", "step": "步骤", "act_id": "操作号", "account": "账号", "recorded": "记录时间",
    "occurred": "发生时间", "seq": "序号",
}  # fmt: skip


def read_streams(into: Gathered, vouched: Vouched, progress: Progress = silent) -> int:
    """Read every event of every stream once, comparing what rests on them; return how many streams there are."""
    seen: set[str] = set()
    filled: set[str] = set()
    batch: list[Bound] = []
    total = Stream.objects.aggregate(total=Sum("count"))["total"] or 0
    for stream in Stream.objects.order_by("key").iterator():
        seen.add(stream.key)
        marks = vouched.marks(stream.key, stream.count, stream.head)
        matter = Trace() if stream.kind == "matter" else None
        bound = Bound(id=stream.pk, key=stream.key, matter=matter)
        if _read_stream(into, stream, marks, bound, lambda: progress(into.events, total)):
            filled.add(stream.key)
        batch.append(bound)
        if len(batch) >= BATCH or sum(one.size for one in batch) >= KEPT:
            _compare(into, batch)
            batch = []
    _compare(into, batch)
    progress(into.events, total)
    for name in sorted(into.named.keys() - filled):
        stream_key, seq, words = into.named[name]
        into.found("missing", stream_key, seq, f"{words}不见了：{name}")
    for missing, source in vouched.unseen(seen):
        into.found("missing", missing, None, f"{source}中有这条流，数据库中没有：整条流被删去")
    return len(seen)


def _compare(into: Gathered, batch: list[Bound]) -> None:
    """Compare everything that rests on the streams of a batch; afterwards they may be forgotten."""
    if batch:
        matters.compare(into, batch)
        stores.compare_links(into, batch)
        stores.compare_vault(into, batch)


def _read_stream(into: Gathered, stream: Stream, marks: list[Mark], bound: Bound, told: Callable[[], None]) -> int:
    reader = ChainReader(stream.key, marks)
    last = ""
    count = 0
    for row in ledger.rows_of(stream.pk):
        count += 1
        try:
            reader.add(read_link(row.body))
            event = parse_body(row.body)
        except LedgerError as error:
            reader.unreadable(error)
            continue
        wanted = row_of(stream.pk, row.body, event, ledger.hash_of(row.body))
        for name in _differing(row, wanted):
            held, said = getattr(row, name), getattr(wanted, name)
            words = "" if isinstance(held, bytes) else f"：列中为“{held}”，原文为“{said}”"
            into.found("copy", stream.key, event.seq, f"第 {event.seq} 件的“{_CN.get(name, name)}”列与原文不符{words}")
        into.take(event)
        bound.take(event, wanted.hash)
        if into.events % PACE == 0:
            told()
        last = event.recorded
    report = reader.report()
    if report.finding is not None:
        into.findings.append(report.finding)
    if count > stream.count:
        into.found("head", stream.key, stream.count + 1, f"流表记 {stream.count} 件，实有 {count} 件")
    if stream.last_recorded != last:
        into.found("copy", stream.key, None, "流表的末次记录时间与末件不符")
    return count


def _differing(row: Row, wanted: Row) -> list[str]:
    if row == wanted:
        return []
    return [f.name for f in fields(Row) if getattr(row, f.name) != getattr(wanted, f.name)]
