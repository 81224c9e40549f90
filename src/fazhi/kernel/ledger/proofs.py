"""Proofs against a checkpoint: that a stream's head is in it, that one event is in a stream; and their JSON.

A proof for one event among a million is some twenty hashes and shows nothing of the other events.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fazhi.kernel.errors import LedgerError
from fazhi.kernel.ledger.canonical import Json
from fazhi.kernel.ledger.chain import Head
from fazhi.kernel.ledger.checkpoint import Checkpoint, Header, head_fields, head_from, head_leaf
from fazhi.kernel.ledger.fields import read_hash, read_list, read_number, read_object
from fazhi.kernel.ledger.merkle import Tree, verify_inclusion


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamProof:
    """That ``head`` stands at ``index`` (from 0) among the heads of the checkpoint ``header``."""

    header: Header
    head: Head
    index: int
    path: tuple[bytes, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventProof:
    """That the event of number ``seq`` (from 1) is in the stream of ``stream``'s head; ``path`` lies in its tree."""

    stream: StreamProof
    seq: int
    path: tuple[bytes, ...]


class HeadTree:
    """The tree over a checkpoint's heads, kept so that many proofs cost one build."""

    __slots__ = ("_index", "_tree", "checkpoint")

    def __init__(self, checkpoint: Checkpoint) -> None:
        self.checkpoint = checkpoint
        self._tree = Tree(head_leaf(head) for head in checkpoint.heads)
        self._index = {head.stream: index for index, head in enumerate(checkpoint.heads)}

    def proof(self, stream: str) -> StreamProof:
        """Return the proof that a stream's head is in the checkpoint. Raises LedgerError when it is not."""
        if stream not in self._index:
            raise LedgerError("检查点里没有这条流", code="F145", where=stream, hint="请等下一个检查点，或即时做一个")
        index = self._index[stream]
        return StreamProof(
            header=self.checkpoint.header,
            head=self.checkpoint.heads[index],
            index=index,
            path=self._tree.inclusion(index),
        )


def inclusion_proof(checkpoint: Checkpoint, stream: str) -> StreamProof:
    """Return the proof for one stream; for many of the same checkpoint keep a HeadTree."""
    return HeadTree(checkpoint).proof(stream)


def verify_stream_proof(proof: StreamProof, root: str) -> bool:
    """Return whether the proof leads to ``root``, the published root of a checkpoint."""
    tree = bytes.fromhex(proof.header.tree)
    return proof.header.root == root and verify_inclusion(
        head_leaf(proof.head), proof.index, proof.header.streams, proof.path, tree
    )


def event_proof(stream: StreamProof, events: Tree, seq: int) -> EventProof:
    """Return the proof for event ``seq`` of a stream; ``events`` is the tree over its event hashes (may be longer).

    Raises LedgerError when the event came after the checkpoint.
    """
    if not 1 <= seq <= stream.head.count:
        raise LedgerError(
            f"第 {seq} 件不在这个检查点之内", code="F145", where=stream.head.stream, hint="请用较晚的检查点"
        )
    return EventProof(stream=stream, seq=seq, path=events.inclusion(seq - 1, stream.head.count))


def verify_event_proof(proof: EventProof, event_hash: str, root: str) -> bool:
    """Return whether the event with ``event_hash`` is event ``seq`` of its stream under the published ``root``."""
    head = proof.stream.head
    return verify_stream_proof(proof.stream, root) and verify_inclusion(
        bytes.fromhex(event_hash), proof.seq - 1, head.count, proof.path, bytes.fromhex(head.tree)
    )


def events_tree(hashes: Iterable[str]) -> Tree:
    """Return the tree over the event hashes of one stream, first to last."""
    return Tree(bytes.fromhex(item) for item in hashes)


def proof_fields(proof: StreamProof) -> dict[str, Json]:
    """Return a stream proof as JSON, without the header it shares with others of the same checkpoint."""
    path: list[Json] = [node.hex() for node in proof.path]
    return {**head_fields(proof.head), "index": proof.index, "path": path}


def proof_from(value: Json, header: Header) -> StreamProof:
    """Return the stream proof in JSON. Raises LedgerError when malformed; whether it holds, ask the verifier."""
    head = head_from(value)
    raw = read_object(value, head.stream, frozenset({"count", "head", "stream", "tree", "index", "path"}))
    return StreamProof(
        header=header,
        head=head,
        index=read_number(raw["index"], f"{head.stream}：index", 0),
        path=tuple(bytes.fromhex(read_hash(node, f"{head.stream}：path")) for node in read_list(raw["path"], "path")),
    )
