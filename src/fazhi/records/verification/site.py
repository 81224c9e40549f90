"""The whole verification of a site, and its report."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fazhi.kernel.ledger import Checkpoint, Finding
from fazhi.records import packs
from fazhi.records.verification import chains, days, forms, rounds, stores, surveys, tables, vouched
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
    seen = vouched.read_checkpoints(gathered, reference if isinstance(reference, Checkpoint) else None)
    trusted = seen.newest if reference is None else vouched.compare_reference(gathered, reference)
    streams = chains.read_streams(gathered, seen, progress)
    tables.compare_organisation(gathered)
    tables.compare_numbers(gathered)
    tables.compare_sums(gathered)
    uncounted = forms.compare_forms(gathered)
    unscored = rounds.compare_rounds(gathered)
    unreckoned = surveys.compare_surveys(gathered)
    stores.compare_evidence(gathered, quick=quick)
    stores.compare_blobs(gathered)
    unrecorded = days.compare_calendars(gathered)
    notes = [f"没有任何记录提到的文件，不影响核对：evidence/{words}" for words in sorted(stores.unbound_files())]
    if gathered.erased:
        notes.append(f"{gathered.erased} 个字段已按法定义务删除内容，链仍然完整")
    if uncounted:
        notes.append(f"{uncounted} 张报出的报表所用的计量口径已有改动，只核对了封存的数，没有复算")
    if unscored:
        notes.append(f"{unscored} 个封存的考核结果所用的计量口径已有改动，只核对了封存的数，没有复算")
    if unreckoned:
        notes.append(f"{unreckoned} 次测评的答卷已按法定义务删除，结果没有复算")
    if unrecorded:
        notes.append(f"{unrecorded} 个年度的节假日表还没有记入账本（启动工作台时自动记入）")
    return SiteReport(
        streams=streams,
        events=gathered.events,
        findings=tuple(gathered.findings),
        limits=tuple(_limits(gathered, trusted, seen, given=reference is not None, quick=quick)),
        notes=tuple(notes),
        checkpoint=seen.last,
    )


def _limits(
    gathered: Gathered, trusted: Checkpoint | None, seen: vouched.Vouched, *, given: bool, quick: bool
) -> Iterator[str]:
    if trusted is None:
        yield "没有检查点：有人同时改写全部记录和流表时，本机核对不出；请运行 fazhi checkpoint 并公布其根"
    elif not given:
        yield (
            f"检查点第 {trusted.number} 号取自本机的数据库和 checkpoints 文件夹：请把它的根与门户、卷宗或纸面上公布的"
            "对照（--checkpoint 文件），否则不能排除记录、检查点和文件夹一并被改写"
        )
    if trusted is not None:
        beyond = gathered.events - trusted.header.events
        words = f"有 {beyond} 件记录还没有公布过根，其中" if beyond > 0 else ""
        yield f"检查点第 {trusted.number} 号之后{words}有无整体改写、末尾有无去掉，看不出来"
    if seen.unpublished:
        yield f"{seen.unpublished} 个检查点只在数据库里，checkpoints 文件夹里没有：没有数据库之外的旁证"
    if seen.skipped:
        yield f"较早的检查点中有 {seen.skipped} 个头没有逐一对照（太多）：两个较早检查点之间的改写可能看不出来"
    if not gathered.calendars:
        yield "节假日表没有记入账本：程序所用的节假日有无改动，看不出来"
    if quick:
        yield "快速核对：证据文件只对大小，没有对内容"
    yield "口令、登录会话、草稿、保存的视图不在账上，没有核对"
    yield "从未录入的事，任何核对都看不出"
