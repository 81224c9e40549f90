"""What checkpoints vouch for: the heads of streams at past moments, from the database, the folder, and from elsewhere.

All kept checkpoints are compared, not the last one only: what was rewritten between two of them agrees with the later.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from fazhi.kernel.errors import LedgerError
from fazhi.kernel.ledger import GENESIS, Checkpoint, Head, Mark, parse_checkpoint
from fazhi.records import checkpoints
from fazhi.records.models import Checkpoint as Kept
from fazhi.records.verification.gathered import Gathered

BUDGET: Final = 1_000_000
"""Heads of older checkpoints that are kept for the comparison; what is beyond is said among the limits."""


@dataclass(slots=True)
class Vouched:
    """Stream -> (number of events, hash of the last) -> (root of the tree or empty, who says so).

    ``last`` is the newest checkpoint of the database that could be read, ``newest`` the newest of all of this machine;
    ``unpublished`` counts those that the folder does not hold.
    """

    heads: dict[str, dict[tuple[int, str], tuple[str, str]]] = field(default_factory=dict)
    last: Checkpoint | None = None
    newest: Checkpoint | None = None
    kept: int = 0
    skipped: int = 0
    unpublished: int = 0

    def take(self, checkpoint: Checkpoint, source: str, *, trees: bool = False) -> None:
        """Keep the heads of a checkpoint; of two that say the same the first is kept, of two that differ both."""
        for head in checkpoint.heads:
            if self.kept >= BUDGET and not trees:
                self.skipped += 1
                continue
            of_stream = self.heads.setdefault(head.stream, {})
            if (head.count, head.head) not in of_stream:
                of_stream[head.count, head.head] = (head.tree if trees else "", source)
                self.kept += 1

    def marks(self, stream: str, count: int, head: str) -> list[Mark]:
        """Return what a stream must be measured by: its own row (``count`` events, ``head``) and every checkpoint."""
        marks = []
        if count:
            own = Head(stream=stream, count=count, head=head, tree="")
            marks.append(Mark(head=own, source="流表", own=True))
        for (at, digest), (tree, source) in self.heads.get(stream, {}).items():
            then = Head(stream=stream, count=at, head=digest, tree=tree)
            marks.append(Mark(head=then, source=source))
        return marks

    def unseen(self, seen: set[str]) -> Iterator[tuple[str, str]]:
        """Yield (stream, who knows it) for streams that a checkpoint knows and ``seen`` does not."""
        for stream in sorted(self.heads.keys() - seen):
            yield stream, next(iter(self.heads[stream].values()))[1]


def read_checkpoints(into: Gathered, reference: Checkpoint | None) -> Vouched:
    """Read every checkpoint of database and folder, check each and that they follow one another; newest first."""
    vouched = Vouched()
    if reference is not None:
        vouched.take(reference, f"给定的检查点第 {reference.number} 号", trees=True)
    after: Checkpoint | None = None
    published = set(checkpoints.numbers())
    known: set[int] = set()
    for kept in Kept.objects.order_by("-number").iterator(chunk_size=20):
        known.add(kept.number)
        body = bytes(kept.body)
        checkpoint = _parsed(into, body, f"检查点第 {kept.number} 号")
        if kept.number in published:
            _compare_published(into, vouched, kept.number, body)
        if checkpoint is None:
            continue
        copies = (checkpoint.number, checkpoint.root, checkpoint.header.previous_root, checkpoint.header.events)
        if copies != (kept.number, kept.root, kept.previous_root, kept.events):
            into.found("checkpoint", "", None, f"检查点第 {kept.number} 号的列与其内容不符")
        if after is not None and not _follows(after, checkpoint):
            into.found("checkpoint", "", None, f"检查点第 {after.number} 号没有接在第 {checkpoint.number} 号之后")
        vouched.take(checkpoint, f"检查点第 {checkpoint.number} 号", trees=vouched.last is None)
        vouched.last = vouched.last or checkpoint
        vouched.newest = vouched.newest or checkpoint
        after = checkpoint
    if after is not None and (after.number, after.header.previous_root) != (1, GENESIS):
        into.found("checkpoint", "", None, f"检查点从第 {after.number} 号开始，之前的不见了")
    for number in sorted(published - known, reverse=True):
        into.found("checkpoint", "", None, f"检查点第 {number} 号在 checkpoints 文件夹里有，数据库里没有：被删去")
        _take_published(into, vouched, number)
    _compare_order(into, published)
    vouched.unpublished = len(known - published)
    return vouched


def _follows(after: Checkpoint, before: Checkpoint) -> bool:
    return after.number == before.number + 1 and after.header.previous_root == before.root


def _parsed(into: Gathered, body: bytes, where: str) -> Checkpoint | None:
    try:
        return parse_checkpoint(body)
    except LedgerError as error:
        into.found("checkpoint", "", None, f"{where}的内容有误：{error}")
        return None


def _compare_published(into: Gathered, vouched: Vouched, number: int, body: bytes) -> None:
    held = checkpoints.read(number)
    if held is not None and held != body:
        into.found(
            "checkpoint", "", None, f"检查点第 {number} 号：数据库里的与 checkpoints 文件夹里公布的不同，有一份被改写"
        )
        _take_published(into, vouched, number)


def _take_published(into: Gathered, vouched: Vouched, number: int) -> None:
    held = checkpoints.read(number)
    found = None if held is None else _parsed(into, held, f"文件 {checkpoints.path_of(number).name} ")
    if found is None:
        return
    if found.number != number:
        into.found("checkpoint", "", None, f"文件 {checkpoints.path_of(number).name} 里是第 {found.number} 号检查点")
    vouched.take(found, f"文件夹中的检查点第 {number} 号")
    if vouched.newest is None or found.number > vouched.newest.number:
        vouched.newest = found


def _compare_order(into: Gathered, published: set[int]) -> None:
    """Say which files are missing between those that are there: each was published once and is never taken away."""
    for before, after in pairwise(sorted(published)):
        if after != before + 1:
            into.found("checkpoint", "", None, f"checkpoints 文件夹里第 {before} 号之后缺少第 {before + 1} 号")


def compare_reference(into: Gathered, reference: Checkpoint | str) -> Checkpoint | None:
    """Check that a checkpoint got from elsewhere is one of those kept here, and return it."""
    root = reference if isinstance(reference, str) else reference.root
    kept = Kept.objects.filter(root=root).first()
    if kept is None:
        into.found("checkpoint", "", None, f"给出的根 {root[:16]}… 不是本机任何一个检查点的根：检查点或记录被改写过")
        return None if isinstance(reference, str) else reference
    if isinstance(reference, Checkpoint):
        return reference
    found = _parsed(into, bytes(kept.body), f"检查点第 {kept.number} 号")
    if found is not None and found.root != root:
        into.found("checkpoint", "", None, f"检查点第 {kept.number} 号的内容算不出给出的根：内容被改写过")
        return None
    return found
