"""Verification of an export, line by line, and an honest list of what it could not rule out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from fazhi.kernel.errors import LedgerError
from fazhi.kernel.ledger.chain import ChainReader, Finding, Head, Link, Mark, StreamReport, read_link
from fazhi.kernel.ledger.checkpoint import Checkpoint
from fazhi.kernel.ledger.envelope import parse_body
from fazhi.kernel.ledger.export import Contents, read_header

Reference = Checkpoint | str
"""A checkpoint that came by another way than the export: all of it, or its root only."""

_CARRIED: Final = "导出件内的检查点"
_GIVEN: Final = "给定的检查点"


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyReport:
    """The verdict on an export: what was read, what differs, what could not be ruled out (Chinese sentences).

    ``number`` and ``root`` are of the checkpoint the export carries, ``None`` without one.
    """

    made: str
    streams: int
    events: int
    number: int | None
    root: str | None
    findings: tuple[Finding, ...]
    limits: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing differs; ``limits`` still apply."""
        return not self.findings


def verify_export(lines: Iterable[bytes], *, checkpoint: Reference | None = None, quick: bool = False) -> VerifyReport:
    """Return the report on an export read line by line (with or without line ends), in memory of one stream.

    ``checkpoint`` is one got from elsewhere: the portal, paper, an older bundle. ``quick`` checks hashes and chains
    only and leaves the form of each event unread. Raises LedgerError when the first line is no header.
    """
    source = iter(lines)
    first = next(source, None)
    if first is None:
        raise LedgerError("导出件是空的", code="F146", hint="请重新导出")
    contents = read_header(first.removesuffix(b"\n"))
    reading = _Reading(contents, checkpoint, quick)
    for number, line in enumerate(source, start=2):
        reading.take(number, line.removesuffix(b"\n"))
    return reading.report()


class _Reading:
    """One pass over an export: the stream being read, and what was found so far."""

    def __init__(self, contents: Contents, reference: Reference | None, quick: bool) -> None:
        self.contents = contents
        self.reference = reference
        self.quick = quick
        self.findings: list[Finding] = [*contents.findings, *_compare_roots(contents, reference)]
        self.given: Mapping[str, Head] = (
            {head.stream: head for head in reference.heads} if isinstance(reference, Checkpoint) else {}
        )
        self.listed = {item.stream: item for item in contents.streams}
        self.done: dict[str, StreamReport] = {}
        self.current: ChainReader | None = None
        self.events = 0
        self.later = 0
        self.beyond = 0
        self.seals = 0
        self.files = 0
        self.packs: set[str] = set()

    def take(self, number: int, body: bytes) -> None:
        """Take one line after the first."""
        self.events += 1
        try:
            link = read_link(body)
        except LedgerError as error:
            self._unreadable(number, error)
            return
        if not self.quick:
            self._form(body, link)
        current = self.current
        if current is None or (link.stream != current.stream and link.prev != current.tip):
            current = self._turn(link)
        if current is not None:
            current.add(link)

    def report(self) -> VerifyReport:
        """Return the verdict after the last line."""
        self._close()
        absent = [stream for stream in self.listed if stream not in self.done]
        if not self.contents.part:
            known = self.contents.heads.keys() | self.given.keys()
            unlisted = known - self.listed.keys() - self.done.keys()
            newer = {stream for stream in unlisted if stream not in self.contents.heads and self._given_is_later()}
            self.later += len(newer)
            absent += sorted(unlisted - newer)
        for stream in absent:
            self._found("stream_missing", stream, None, "清单或检查点中有这条流，导出件里却没有")
        if self.later:
            message = f"{self.later} 条流在给定的检查点中件数更多：不是检查点晚于导出，就是导出时末尾被去掉"
            self._found("later", "", None, f"{message}。请用不晚于导出时间的检查点再核对")
        header = self.contents.header
        return VerifyReport(
            made=self.contents.made,
            streams=len(self.done),
            events=self.events,
            number=None if header is None else header.number,
            root=None if header is None else header.root,
            findings=tuple(self.findings),
            limits=tuple(self._limits()),
        )

    def _turn(self, link: Link) -> ChainReader | None:
        """Close the current stream and start the one ``link`` belongs to; ``None`` if that was closed before."""
        if link.stream in self.done:
            self._found("order", link.stream, link.seq, f"第 {link.seq} 件没有与本流的其他记录放在一起，或重复出现")
            return None
        self._close()
        if link.stream not in self.listed:
            self._found("unlisted", link.stream, None, "导出件首行的清单里没有这条流")
        return self._start(link.stream)

    def _start(self, stream: str) -> ChainReader:
        marks = []
        if stream in self.listed:
            item = self.listed[stream]
            own = Head(stream=stream, count=item.count, head=item.head, tree="")
            marks.append(Mark(head=own, source="导出件清单", own=True))
        if stream in self.contents.heads:
            marks.append(Mark(head=self.contents.heads[stream], source=_CARRIED))
        if stream in self.given and not self._is_later(stream):
            marks.append(Mark(head=self.given[stream], source=_GIVEN))
        self.current = ChainReader(stream, marks)
        return self.current

    def _given_is_later(self) -> bool:
        return isinstance(self.reference, Checkpoint) and self.reference.header.recorded > self.contents.made

    def _is_later(self, stream: str) -> bool:
        """Return whether the given checkpoint knows more of a stream than the export promises, and may well do so."""
        if not self._given_is_later() or stream not in self.listed:
            return False
        return self.given[stream].count > self.listed[stream].count

    def _close(self) -> None:
        if self.current is None:
            return
        report, stream = self.current.report(), self.current.stream
        self.current = None
        self.done[stream] = report
        if report.finding is not None:
            self.findings.append(report.finding)
        elif stream in self.listed and report.count > self.listed[stream].count:
            self._found("extra", stream, report.count, f"有 {report.count} 件，清单只列 {self.listed[stream].count} 件")
        if stream in self.given and self._is_later(stream):
            self.later += 1
        covered = max((heads[stream].count for heads in self._vouched() if stream in heads), default=0)
        self.beyond += max(report.count - covered, 0)

    def _vouched(self) -> list[Mapping[str, Head]]:
        """Return the heads that stand under a root which came from elsewhere."""
        if self.reference is None:
            return []
        header = self.contents.header
        root = self.reference if isinstance(self.reference, str) else self.reference.root
        return [self.given, self.contents.heads] if header is not None and header.root == root else [self.given]

    def _unreadable(self, number: int, error: LedgerError) -> None:
        current = self.current
        if current is not None and not current.complete:
            current.unreadable(error)
        else:
            self._found("unreadable", "", None, f"第 {number} 行不是一件记录：{error}")

    def _form(self, body: bytes, link: Link) -> None:
        try:
            event = parse_body(body)
        except LedgerError as error:
            self._found("form", link.stream, link.seq, f"第 {link.seq} 件的写法不合规定：{error}")
            return
        self.seals += len(event.sealed)
        self.files += len(event.evidence)
        if event.pack_digest is not None:
            self.packs.add(event.pack_digest)

    def _found(self, code: str, stream: str, seq: int | None, message: str) -> None:
        self.findings.append(Finding(code=code, stream=stream, seq=seq, message=message))

    def _limits(self) -> Iterable[str]:
        header = self.contents.header
        if self.reference is None:
            yield (
                "没有给定另行取得的检查点：如果有人改动后重算了全部哈希，或去掉了整条流、各流末尾的记录，"
                "本次核对看不出来。请从门户、纸质公告或旧的举证包取得检查点，用 --checkpoint 再核对"
            )
            if header is not None:
                yield f"导出件自带第 {header.number} 号检查点，请把它的根与公布的逐位比对：{header.root}"
        elif self.beyond:
            yield f"给定的检查点之后另有 {self.beyond} 件记录：其中有无整体改写、末尾有无去掉，看不出来"
        if self.contents.part and header is not None:
            others = header.streams - len(self.contents.heads)
            yield f"这是部分导出：检查点另有 {others} 条流不在其中，没有核对"
        if self.quick:
            yield "快速核对：只核对了哈希和链，没有逐件核对写法，没有清点密封值、证据和程序声明"
        if self.seals:
            yield f"{self.seals} 项密封值未随导出件提供：摘要在链上，值本身没有核对"
        if self.files:
            yield f"{self.files} 个证据文件不在导出件内：摘要在链上，文件本身没有核对"
        if missing := self.packs - self.contents.packs:
            yield f"{len(missing)} 个程序声明未随导出件提供：所依据的程序版本无从核对"
        yield "只核对了记录本身：由记录得出的状态、统计数字，以及导出件首行的导出时间，没有核对"


def _compare_roots(contents: Contents, reference: Reference | None) -> Iterable[Finding]:
    header = contents.header
    if isinstance(reference, str) and (header is None or header.root != reference):
        carried = (
            "导出件没有自带检查点" if header is None else f"导出件自带的第 {header.number} 号检查点的根是 {header.root}"
        )
        message = f"给定的根 {reference} 无从核对：{carried}。请按给定的根所属的检查点重新导出，或给出整个检查点文件"
        yield Finding(code="root", stream="", seq=None, message=message)
    if isinstance(reference, Checkpoint) and header is not None:
        if header.number == reference.number and header.root != reference.root:
            message = f"第 {header.number} 号检查点有两个不同的根：导出件内 {header.root}，给定的 {reference.root}"
            yield Finding(code="root", stream="", seq=None, message=message)
        elif header.number == reference.number + 1 and header.previous_root != reference.root:
            message = f"导出件内第 {header.number} 号检查点没有接在给定的第 {reference.number} 号之后"
            yield Finding(code="root", stream="", seq=None, message=message)
