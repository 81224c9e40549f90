"""Checkpoints: the heads of all streams at one moment, chained by their roots; made daily and on demand."""

from __future__ import annotations

from django.db import transaction

from fazhi.kernel.ledger import checkpoint as kernel
from fazhi.kernel.ledger.envelope import GENESIS, stamp
from fazhi.records import clock, ledger
from fazhi.records.models import Checkpoint


def make_checkpoint() -> kernel.Checkpoint:
    """Make, keep and return the next checkpoint. A stream that has not grown keeps the tree of the last one."""
    with transaction.atomic(durable=True):
        last = Checkpoint.objects.select_for_update().order_by("-number").first()
        before = kernel.parse_checkpoint(bytes(last.body)) if last else None
        known = {head.stream: head for head in before.heads} if before else {}
        heads = []
        for head in ledger.all_heads():
            same = known.get(head.key)
            if same is not None and same.count == head.count and same.head == head.hash:
                heads.append(same)
            else:
                heads.append(kernel.head_of(head.key, ledger.hashes(head.id, head.count)))
        moment = stamp(clock.now())
        made = kernel.make_checkpoint(
            number=before.number + 1 if before else 1,
            previous_root=before.root if before else GENESIS,
            recorded=max(moment, before.header.recorded) if before else moment,
            heads=heads,
        )
        Checkpoint.objects.create(
            number=made.number, previous_root=made.header.previous_root, root=made.root,
            recorded=made.header.recorded, events=made.header.events, body=made.body,
        )  # fmt: skip
        return made
