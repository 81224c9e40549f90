"""Checkpoints: the heads of all streams at one moment, under one root that can be printed on paper.

Two trees, both after RFC 6962. In each stream the hashes of its events are the leaves, so that one event can be proved
without showing the others. The heads of all streams, sorted by stream key, are the leaves of the site's tree. The
root that is published is SM3 of the header, which names that tree, the number, the time and the previous root.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from fazhi.kernel.errors import LedgerError
from fazhi.kernel.ledger.canonical import Json, canonical, loads_strict
from fazhi.kernel.ledger.chain import Head
from fazhi.kernel.ledger.digest import sm3_hex
from fazhi.kernel.ledger.envelope import GENESIS
from fazhi.kernel.ledger.fields import RECORDED, read_hash, read_list, read_number, read_object, read_stream, read_time
from fazhi.kernel.ledger.merkle import RootBuilder

FORMAT: Final = "fazhi-checkpoint/1"

_W: Final = "checkpoint"
_HEADER: Final = frozenset({"events", "format", "number", "previous", "recorded", "streams", "tree"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What the published root covers: small enough to stand in every bundle. ``tree`` is the root over the heads."""

    number: int
    previous_root: str
    recorded: str
    events: int
    streams: int
    tree: str

    @property
    def body(self) -> bytes:
        """The canonical bytes."""
        return canonical(self.fields())

    @property
    def root(self) -> str:
        """The root as published: SM3 of ``body``, hexadecimal."""
        return sm3_hex(self.body)

    def fields(self) -> dict[str, Json]:
        """The members of the header as JSON."""
        return {
            "events": self.events,
            "format": FORMAT,
            "number": self.number,
            "previous": self.previous_root,
            "recorded": self.recorded,
            "streams": self.streams,
            "tree": self.tree,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """A checkpoint with all its heads, sorted by stream key. Made by ``make_checkpoint`` or ``parse_checkpoint``."""

    header: Header
    heads: tuple[Head, ...]

    @property
    def number(self) -> int:
        """Counted from 1."""
        return self.header.number

    @property
    def root(self) -> str:
        """The root as published, hexadecimal."""
        return self.header.root

    @property
    def body(self) -> bytes:
        """The canonical bytes of header and heads: what a site stores and hands out."""
        return canonical({**self.header.fields(), "heads": [head_fields(head) for head in self.heads]})


def head_of(stream: str, hashes: Iterable[str]) -> Head:
    """Return the head of a stream from the hashes of its events, first to last."""
    roots, last = RootBuilder(), GENESIS
    for last in hashes:
        roots.add(bytes.fromhex(last))
    return Head(stream=stream, count=roots.size, head=last, tree=roots.root().hex())


def make_checkpoint(*, number: int, previous_root: str, recorded: str, heads: Iterable[Head]) -> Checkpoint:
    """Return checkpoint ``number`` over ``heads`` (any order), following the one whose root is ``previous_root``.

    The first has number 1 and sixty-four zeros before it; ``recorded`` as in events. Raises LedgerError for two
    heads of one stream, an empty stream, or a malformed value.
    """
    ordered = tuple(sorted(heads, key=lambda head: head.stream))
    header = Header(
        number=number,
        previous_root=previous_root,
        recorded=recorded,
        events=sum(head.count for head in ordered),
        streams=len(ordered),
        tree=heads_root(ordered),
    )
    return parse_checkpoint(Checkpoint(header=header, heads=ordered).body)


def parse_checkpoint(body: bytes) -> Checkpoint:
    """Return the checkpoint written in ``body``, after recomputing its tree, counts and order.

    Raises LedgerError when it is not canonical, malformed, or does not hold together.
    """
    return checkpoint_from(loads_strict(body))


def checkpoint_from(value: Json) -> Checkpoint:
    """Return the checkpoint in a JSON value (an export carries one in its first line); as ``parse_checkpoint``."""
    header = header_from(value)
    heads = tuple(head_from(item) for item in read_list(read_object(value, _W).get("heads"), f"{_W}.heads"))
    streams = [head.stream for head in heads]
    if any(first >= second for first, second in pairwise(streams)):
        raise _bad("检查点中的流没有按名称排列，或有重复")
    if header.events != sum(head.count for head in heads) or header.streams != len(heads):
        raise _bad("检查点所写的总数与各流不符")
    if header.tree != heads_root(heads):
        raise _bad("检查点的树根与各流的头不符")
    return Checkpoint(header=header, heads=heads)


def header_from(value: Json) -> Header:
    """Return the header in a JSON value that may also hold heads or proofs. Raises LedgerError when malformed."""
    raw = read_object(value, _W)
    if raw.get("format") != FORMAT:
        raise _bad(f"不是 {FORMAT} 格式的检查点")
    if raw.keys() - _HEADER not in (set(), {"heads"}, {"proofs"}):
        raise _bad("检查点含有不认识的字段")
    header = Header(
        number=read_number(raw.get("number"), f"{_W}.number", 1),
        previous_root=read_hash(raw.get("previous"), f"{_W}.previous"),
        recorded=read_time(raw.get("recorded"), RECORDED, f"{_W}.recorded"),
        events=read_number(raw.get("events"), f"{_W}.events", 0),
        streams=read_number(raw.get("streams"), f"{_W}.streams", 0),
        tree=read_hash(raw.get("tree"), f"{_W}.tree"),
    )
    if (header.number == 1) != (header.previous_root == GENESIS):
        raise _bad("只有第一个检查点的前一根是六十四个零")
    return header


def heads_root(heads: Sequence[Head]) -> str:
    """Return the root, hexadecimal, of the tree whose leaves are ``heads`` in the order given (by stream key)."""
    roots = RootBuilder()
    for head in heads:
        roots.add(head_leaf(head))
    return roots.root().hex()


def head_leaf(head: Head) -> bytes:
    """Return the bytes of a head's leaf: its canonical JSON."""
    return canonical(head_fields(head))


def head_fields(head: Head) -> dict[str, Json]:
    """Return a head as JSON."""
    return {"count": head.count, "head": head.head, "stream": head.stream, "tree": head.tree}


def head_from(value: Json) -> Head:
    """Return a head from JSON; other members are left to the caller. Raises LedgerError when malformed."""
    raw = read_object(value, f"{_W}.heads")
    stream = read_stream(raw.get("stream"), f"{_W}.heads")
    where = f"{_W}.heads：{stream}"
    return Head(
        stream=stream,
        count=read_number(raw.get("count"), where, 1),
        head=read_hash(raw.get("head"), where),
        tree=read_hash(raw.get("tree"), where),
    )


def _bad(message: str) -> LedgerError:
    return LedgerError(message, code="F145", where=_W, hint="请向出具方重新索取检查点文件")
