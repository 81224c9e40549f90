"""Checkpoints: the heads of all streams at one moment, chained by their roots; made daily and on demand."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction

from fazhi.kernel.errors import LedgerError
from fazhi.kernel.ledger import checkpoint as kernel
from fazhi.kernel.ledger.chain import Head as Known
from fazhi.kernel.ledger.envelope import GENESIS, stamp
from fazhi.records import checkpoints, clock, ledger
from fazhi.records.ledger import Head
from fazhi.records.models import Checkpoint


class Laundering(LedgerError):
    """The ledger is not what an earlier checkpoint saw: a new one over it would vouch for the change."""

    code = "F148"


def make_checkpoint() -> kernel.Checkpoint:
    """Make, keep and return the next checkpoint, in the database and in the folder of published ones.

    A stream that has not grown keeps the tree of the last one. Raises Laundering when a stream that the last
    checkpoint knows is shorter, gone or another, or when the folder holds another checkpoint of this number.
    """
    with transaction.atomic(durable=True):
        last = Checkpoint.objects.select_for_update().order_by("-number").first()
        before = kernel.parse_checkpoint(bytes(last.body)) if last else None
        known = {head.stream: head for head in before.heads} if before else {}
        heads = []
        for head in ledger.all_heads():
            same = known.pop(head.key, None)
            if same is not None and same.count == head.count and same.head == head.hash:
                heads.append(same)
            else:
                heads.append(kernel.head_of(head.key, _grown(head, same, before)))
        if known and before is not None:
            raise _laundering(min(known), before, "这条流不见了")
        moment = stamp(clock.now())
        made = kernel.make_checkpoint(
            number=before.number + 1 if before else 1,
            previous_root=before.root if before else GENESIS,
            recorded=max(moment, before.header.recorded) if before else moment,
            heads=heads,
        )
        held = checkpoints.read(made.number)
        if held is not None and held != made.body:
            raise Laundering(
                f"文件夹里已有另一个第 {made.number} 号检查点：数据库里的检查点被删改过，没有做新的",
                where=str(checkpoints.path_of(made.number)),
                hint="先运行 fazhi verify，查清后从备份中恢复",
            )
        Checkpoint.objects.create(
            number=made.number, previous_root=made.header.previous_root, root=made.root,
            recorded=made.header.recorded, events=made.header.events, body=made.body,
        )  # fmt: skip
    publish()
    return made


def make_daily() -> kernel.Checkpoint | None:
    """Make the checkpoint of the day; ``None`` when there is one of today already, or nothing was ever recorded."""
    last = Checkpoint.objects.order_by("-number").first()
    if last is not None and last.recorded[:10] >= clock.today().isoformat():
        publish()
        return None
    return make_checkpoint() if ledger.all_heads() else None


def publish() -> None:
    """Write what the folder does not hold yet: a power cut may have come between the database and the folder."""
    held = set(checkpoints.numbers())
    last = Checkpoint.objects.order_by("-number").values_list("number", flat=True).first() or 0
    for number in sorted(set(range(1, last + 1)) - held):
        body = Checkpoint.objects.filter(number=number).values_list("body", flat=True).first()
        if body is not None:
            checkpoints.write(number, bytes(body))


def _grown(head: Head, same: Known | None, before: kernel.Checkpoint | None) -> Iterator[str]:
    """Yield the hashes of a stream, first to last, after looking whether the last checkpoint's part still stands."""
    if same is not None and before is not None and head.count < same.count:
        raise _laundering(head.key, before, f"末尾缺少第 {head.count + 1} 件至第 {same.count} 件")
    for seq, digest in enumerate(ledger.hashes(head.id, head.count), 1):
        if same is not None and before is not None and seq == same.count and digest != same.head:
            raise _laundering(head.key, before, f"前 {seq} 件被改写过")
        yield digest


def _laundering(stream: str, before: kernel.Checkpoint, words: str) -> Laundering:
    return Laundering(
        f"与检查点第 {before.number} 号不符：{words}。没有做新的检查点，以免替改动作证",
        where=stream,
        hint="先运行 fazhi verify，查清后从备份中恢复",
    )
