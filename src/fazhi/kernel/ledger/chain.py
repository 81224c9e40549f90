"""Chains: what may follow in a stream, and where a stream stops being what was written.

Each event carries the hash of the one before. Whoever changes an event without recomputing all that follow breaks
the chain at a place that can be named; whoever recomputes them moves the head, which a checkpoint kept elsewhere
shows. The four names ``stream seq prev recorded`` keep their meaning in every version of the envelope.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from fazhi.kernel.errors import LedgerError
from fazhi.kernel.ledger.canonical import loads_strict
from fazhi.kernel.ledger.digest import sm3_hex
from fazhi.kernel.ledger.envelope import GENESIS
from fazhi.kernel.ledger.merkle import RootBuilder


class Link(NamedTuple):
    """What chains an event, read from its bytes; ``hash`` is theirs."""

    stream: str
    seq: int
    prev: str
    recorded: str
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The state of a stream: ``count`` events, the last one's hash, the Merkle root over the hashes of all."""

    stream: str
    count: int
    head: str
    tree: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A head known from elsewhere, and the Chinese name of where.

    ``own`` marks a head that came along with the events (a list, a column); others came by a way of their own.
    """

    head: Head
    source: str
    own: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A difference: code, stream, number of the event it first shows in (``None``: no single one), Chinese message."""

    code: str
    stream: str
    seq: int | None
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamReport:
    """What was read of a stream and its first difference; ``head`` is what the bytes give, right or wrong."""

    stream: str
    count: int
    head: str
    finding: Finding | None

    @property
    def ok(self) -> bool:
        """Whether no difference was found."""
        return self.finding is None


# The end of a body of version 1. Its keys are sorted, and nothing between "prev" and the end can hold `,"prev":"`
# except the envelope's own member: a quote inside a string is always escaped, and sealed paths lead to objects.
_TAIL: Final = re.compile(
    rb',"prev":"([0-9a-f]{64})","recorded":"([0-9T:+-]{25})","run":(?:null|[1-9][0-9]*),'
    rb'"sealed":\{(?:"[^"\\]*":\{"class":"[^"\\]*","digest":"sm3:[0-9a-f]{64}"\},?)*\},'
    rb'"seq":([1-9][0-9]{0,15}),"step":(?:null|"[^"\\]*"),"stream":"([a-z]+/[A-Za-z0-9./_-]+)",'
    rb'"type":"[^"\\]*","v":1\}'
)


def read_link(body: bytes) -> Link:
    """Return what chains the event in ``body``. Raises LedgerError when that cannot be read.

    Reads the end of the bytes without parsing the rest; ``envelope.parse_body`` judges the form.
    """
    found = _TAIL.fullmatch(body, max(body.rfind(b',"prev":"'), 0))
    if found is not None:
        prev, recorded, seq, stream = found.groups()
        return Link(stream.decode(), int(seq), prev.decode(), recorded.decode(), sm3_hex(body))
    raw = loads_strict(body)
    if isinstance(raw, dict):
        stream_, seq_, prev_, recorded_ = (raw.get(name) for name in ("stream", "seq", "prev", "recorded"))
        if isinstance(stream_, str) and isinstance(seq_, int) and isinstance(prev_, str) and isinstance(recorded_, str):
            return Link(stream_, seq_, prev_, recorded_, sm3_hex(body))
    raise LedgerError("读不出流名、序号、前一哈希或记录时间", code="F142", hint="请用导出时的原始字节")


def append(tip: Link | None, body: bytes) -> Link:
    """Return the new tip of a stream after the event in ``body``; ``tip`` is ``None`` for an empty stream.

    Raises LedgerError when the event belongs to another stream, does not carry the next number, does not name the
    tip's hash, or was recorded before it. Equal times are allowed: one act may write several events.
    """
    link = read_link(body)
    where = f"{link.stream} 第 {link.seq} 件"
    if tip is not None and link.stream != tip.stream:
        raise LedgerError(f"记录属于另一条流，这里是 {tip.stream}", code="F142", where=where)
    due = 1 if tip is None else tip.seq + 1
    if link.seq != due:
        raise LedgerError(f"序号应为 {due}", code="F142", where=where, hint="别处已有新记录，请刷新后再办")
    if link.prev != (GENESIS if tip is None else tip.hash):
        raise LedgerError("所记的前一哈希不是上一件的哈希", code="F142", where=where, hint="请刷新后再办")
    if tip is not None and link.recorded < tip.recorded:
        raise LedgerError(
            f"记录时间早于上一件（{tip.recorded}）", code="F142", where=where, hint="请校准服务器时钟后再办"
        )
    return link


def verify_stream(bodies: Iterable[bytes], *, stream: str | None = None, marks: Sequence[Mark] = ()) -> StreamReport:
    """Return the report on one stream read from its stored bytes, in the order they are handed over.

    ``stream`` defaults to the first event's. Each of ``marks`` is compared at its count, and the stream must reach the
    highest of them. A mark whose head has no ``tree`` (empty string) is compared by hash only.
    """
    reader: ChainReader | None = None if stream is None else ChainReader(stream, marks)
    for body in bodies:
        try:
            link = read_link(body)
        except LedgerError as error:
            reader = reader or ChainReader("", marks)
            reader.unreadable(error)
            break
        if reader is None:
            reader = ChainReader(link.stream, marks)
        reader.add(link)
    return (reader or ChainReader("", marks)).report()


class ChainReader:
    """Reads one stream link by link and keeps its first difference.

    A broken link is judged with the next one in hand: if that still fits, the event before the break was changed;
    if not, the event at the break was. A gap is judged at the end: whether the missing number came later.
    """

    __slots__ = ("_break", "_finding", "_gap", "_last", "_mark_miss", "_marks", "_roots", "_top", "count", "stream")

    def __init__(self, stream: str, marks: Sequence[Mark] = ()) -> None:
        self.stream = stream
        self.count = 0
        self._last = Link(stream, 0, "", "", GENESIS)
        self._marks: dict[int, list[Mark]] = {}
        for mark in marks:
            self._marks.setdefault(mark.head.count, []).append(mark)
        self._top = max(self._marks, default=0)
        self._roots = RootBuilder() if any(mark.head.tree for mark in marks) else None
        self._finding: Finding | None = None
        self._mark_miss: Finding | None = None
        self._break: Link | None = None
        self._gap: int | None = None

    @property
    def tip(self) -> str:
        """The hash of the last event that followed."""
        return self._last.hash

    @property
    def complete(self) -> bool:
        """Whether as many events were read as the marks promise."""
        return self.count >= self._top

    def add(self, link: Link) -> None:
        """Take the next event."""
        last = self._last
        if self._finding is not None:
            if self._gap is not None and link.seq == self._gap:
                self._swapped(self._gap)
            return
        if self._break is not None:
            self._blame(link.prev == self._break.hash)
            return
        self.count += 1
        if link.prev == last.hash and link.seq == self.count and link.stream == self.stream:
            if link.recorded < last.recorded:
                self._found("time", self.count, f"第 {self.count} 件的记录时间早于上一件（{last.recorded}）")
                return
        elif self._differs(link, last):
            return
        self._last = link
        if self._roots is not None:
            self._roots.add(bytes.fromhex(link.hash))
        if self.count in self._marks and self._mark_miss is None:
            self._compare(self._marks[self.count], link)

    def unreadable(self, error: LedgerError) -> None:
        """Take an event whose bytes could not be read."""
        if self._finding is None and self._break is None:
            self.count += 1
            self._found("unreadable", self.count, f"第 {self.count} 件的字节已不是一件记录：{error}")
        elif self._break is not None:
            self._blame(False)

    def report(self) -> StreamReport:
        """Return what was read, after the last event."""
        if self._break is not None:
            marks = self._marks.get(self.count)
            self._blame(any(mark.head.head == self._break.hash for mark in marks) if marks else None)
        finding = self._finding
        if finding is None and self.count < self._top:
            missing = f"第 {self.count + 1} 件" + (f"至第 {self._top} 件" if self._top > self.count + 1 else "")
            self._found("truncated", self.count + 1, f"末尾缺少{missing}")
            finding = self._finding
        miss = self._mark_miss
        if miss is not None and (finding is None or (finding.seq or 0) > (miss.seq or 0)):
            finding = miss
        return StreamReport(stream=self.stream, count=self.count, head=self._last.hash, finding=finding)

    def _differs(self, link: Link, last: Link) -> bool:
        """Judge an event that does not simply follow; return whether the difference is settled."""
        if link.stream != self.stream:
            self._found("stream", self.count, f"第 {self.count} 件写着属于另一条流（{link.stream}）")
        elif link.seq == self.count:
            self._break = link
        elif link.prev == last.hash:
            self._found("changed", self.count, f"第 {self.count} 件被改动：所写序号成了 {link.seq}")
        elif link.seq < self.count:
            self._swapped(link.seq)
        else:
            self._gap = self.count
            missing = f"第 {self.count} 件" + (f"至第 {link.seq - 1} 件" if link.seq > self.count + 1 else "")
            self._found("missing", self.count, f"缺少{missing}，后面的记录还在")
        return True

    def _blame(self, next_fits: bool | None) -> None:
        """Settle a broken link: ``next_fits`` tells whether the event at the break is still what was written."""
        at = self.count
        self._break = None
        if next_fits is False:
            self._found("prev", at, f"第 {at} 件被改动：所记的前一哈希与上一件不符，它自己的哈希也已变")
        elif at == 1:
            self._found("prev", 1, "第 1 件所记的前一哈希不是六十四个零：前面的记录被去掉，或它被改写")
        elif next_fits:
            self._found("changed", at - 1, f"第 {at - 1} 件被改动：哈希与第 {at} 件所记的不符")
        else:
            self._found("changed", at - 1, f"第 {at - 1} 件与第 {at} 件（末件）之间断开：两件之一被改动")

    def _swapped(self, seq: int) -> None:
        first = seq if self._finding is None else self._finding.seq
        self._gap = None
        self._finding = None
        self._found("order", first, f"次序不对：第 {seq} 件出现在后面的记录之后，或重复出现")

    def _compare(self, marks: list[Mark], link: Link) -> None:
        at = self.count
        own = [mark for mark in marks if mark.own]
        others = [mark for mark in marks if not mark.own]
        own_miss = any(mark.head.head != link.hash for mark in own)
        missed = [mark for mark in others if mark.head.head != link.hash]
        roots = "" if self._roots is None else self._roots.root().hex()
        if missed and own_miss:
            code, message = "changed", f"第 {at} 件被改动：哈希与{missed[0].source}所记的不符"
        elif missed:
            code = "rewritten"
            message = f"前 {at} 件自身连贯，但与{missed[0].source}所记的头不符：有记录被改写，并重算了其后的哈希"
        elif own_miss and others:
            code, message = "head", f"{own[0].source}所记的头不对：第 {at} 件与{others[0].source}相符"
        elif own_miss:
            code, message = "head", f"第 {at} 件（末件）被改动，或{own[0].source}所记的头不对"
        elif any(mark.head.tree not in ("", roots) for mark in marks):
            code, message = "tree", f"前 {at} 件的树根与检查点所记的不符：据此出具的单件证明不可信"
        else:
            return
        self._mark_miss = Finding(code=code, stream=self.stream, seq=at, message=message)

    def _found(self, code: str, seq: int | None, message: str) -> None:
        self._finding = Finding(code=code, stream=self.stream, seq=seq, message=message)
