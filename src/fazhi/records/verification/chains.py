"""The first pass: every stream's chain, the columns copied from each event, the checkpoints."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from itertools import pairwise
from typing import Final

from django.db.models import Sum

from fazhi.kernel.errors import LedgerError
from fazhi.kernel.ledger import GENESIS, ChainReader, Checkpoint, Head, Mark, parse_body, parse_checkpoint, read_link
from fazhi.records import ledger
from fazhi.records.acts.base import row_of
from fazhi.records.ledger import Row
from fazhi.records.models import Checkpoint as Kept
from fazhi.records.models import Stream
from fazhi.records.verification import matters, stores
from fazhi.records.verification.folding import Trace
from fazhi.records.verification.gathered import Bound, Gathered

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


def read_checkpoints(into: Gathered) -> Checkpoint | None:
    """Check every kept checkpoint and that each follows the one before; return the last that could be read."""
    read: list[Checkpoint] = []
    for kept in Kept.objects.order_by("number").iterator():
        where = f"检查点第 {kept.number} 号"
        try:
            checkpoint = parse_checkpoint(bytes(kept.body))
        except LedgerError as error:
            into.found("checkpoint", "", None, f"{where}的内容有误：{error}")
            continue
        copies = (checkpoint.number, checkpoint.root, checkpoint.header.previous_root, checkpoint.header.events)
        if copies != (kept.number, kept.root, kept.previous_root, kept.events):
            into.found("checkpoint", "", None, f"{where}的列与其内容不符")
        read.append(checkpoint)
    for before, after in pairwise(read):
        if after.number != before.number + 1 or after.header.previous_root != before.root:
            into.found("checkpoint", "", None, f"检查点第 {after.number} 号没有接在第 {before.number} 号之后")
    if read and read[0].number == 1 and read[0].header.previous_root != GENESIS:
        into.found("checkpoint", "", None, "检查点第 1 号不是起点")
    return read[-1] if read else None


def read_streams(into: Gathered, checkpoint: Checkpoint | None, progress: Progress = silent) -> int:
    """Read every event of every stream once, comparing what rests on them; return how many streams there are."""
    vouched = {head.stream: head for head in checkpoint.heads} if checkpoint else {}
    source = f"检查点第 {checkpoint.number} 号" if checkpoint else ""
    seen: set[str] = set()
    filled: set[str] = set()
    batch: list[Bound] = []
    total = Stream.objects.aggregate(total=Sum("count"))["total"] or 0
    for stream in Stream.objects.order_by("key").iterator():
        seen.add(stream.key)
        marks = []
        if stream.count:
            own = Head(stream=stream.key, count=stream.count, head=stream.head, tree="")
            marks.append(Mark(head=own, source="流表", own=True))
        if stream.key in vouched:
            marks.append(Mark(head=vouched[stream.key], source=source))
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
    for missing in sorted(vouched.keys() - seen):
        into.found("missing", missing, None, f"{source}中有这条流，数据库中没有")
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
            into.found("copy", stream.key, event.seq, f"第 {event.seq} 件的“{_CN.get(name, name)}”列与原文不符")
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


def compare_reference(into: Gathered, reference: Checkpoint | str) -> None:
    """Check that a checkpoint got from elsewhere is one of those kept here."""
    root = reference if isinstance(reference, str) else reference.root
    if not Kept.objects.filter(root=root).exists():
        into.found("checkpoint", "", None, f"给出的根 {root[:16]}… 不是本机任何一个检查点的根：检查点或记录被改写过")
