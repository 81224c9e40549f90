"""The whole verification of a site, and its report."""

from __future__ import annotations

from dataclasses import dataclass

from fazhi.kernel.ledger import Checkpoint, Finding
from fazhi.records import packs
from fazhi.records.verification import chains, stores, tables
from fazhi.records.verification.gathered import Gathered


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteReport:
    """What was read, what differs, what could not be ruled out, what is merely worth knowing (Chinese sentences)."""

    streams: int
    events: int
    findings: tuple[Finding, ...]
    limits: tuple[str, ...]
    notes: tuple[str, ...]
    checkpoint: Checkpoint | None

    @property
    def ok(self) -> bool:
        """Whether nothing differs; ``limits`` still apply."""
        return not self.findings


def verify_site(
    *, quick: bool = False, reference: Checkpoint | str | None = None, progress: chains.Progress = chains.silent
) -> SiteReport:
    """Read the whole ledger again, fold every matter again and compare everything that rests on them.

    ``quick`` compares evidence files by size instead of by content. ``reference``: a checkpoint, or only its root,
    got from elsewhere (portal, paper): it must be one of those kept here. ``progress`` is told (read, of how many).
    """
    packs.by_digest.cache_clear()
    gathered = Gathered()
    last = chains.read_checkpoints(gathered)
    trusted = reference if isinstance(reference, Checkpoint) else last
    streams = chains.read_streams(gathered, trusted, progress)
    if reference is not None:
        chains.compare_reference(gathered, reference)
    tables.compare_organisation(gathered)
    tables.compare_numbers(gathered)
    stores.compare_evidence(gathered, quick=quick)
    stores.compare_blobs(gathered)
    notes = [f"没有任何记录提到的文件，不影响核对：evidence/{words}" for words in sorted(stores.unbound_files())]
    if gathered.erased:
        notes.append(f"{gathered.erased} 个字段已按法定义务删除内容，链仍然完整")
    return SiteReport(
        streams=streams,
        events=gathered.events,
        findings=tuple(gathered.findings),
        limits=tuple(_limits(gathered, trusted, reference, quick=quick)),
        notes=tuple(notes),
        checkpoint=last,
    )


def _limits(
    gathered: Gathered, trusted: Checkpoint | None, reference: Checkpoint | str | None, *, quick: bool
) -> list[str]:
    limits = []
    covered = trusted.header.events if trusted else 0
    if trusted is None:
        limits.append("没有检查点：有人同时改写全部记录和流表时，本机核对不出；请运行 fazhi checkpoint 并公布其根")
    elif reference is None:
        limits.append(
            f"检查点第 {trusted.number} 号取自本机：请把它的根与门户、卷宗或纸面上公布的对照（--checkpoint 文件），"
            "否则不能排除记录与检查点一并被改写"
        )
    if trusted is not None and gathered.events > covered:
        limits.append(f"检查点第 {trusted.number} 号之后的 {gathered.events - covered} 件记录还没有公布过根")
    if quick:
        limits.append("快速核对：证据文件只对大小，没有对内容")
    limits.append("从未录入的事，任何核对都看不出")
    return limits
