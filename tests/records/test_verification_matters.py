"""`fazhi verify` folds every matter again: whatever the rows say otherwise is named, with both values."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from tests.records.conftest import TODAY, Cast
from tests.records.working import DO, opened, submit, who

from fazhi.records import clock
from fazhi.records.acts import matter_rows
from fazhi.records.acts.checkpoints import make_checkpoint
from fazhi.records.acts.matters import hand_over, record
from fazhi.records.acts.participants import add_participant
from fazhi.records.acts.proposals import Proposal
from fazhi.records.models import Blob, Event, Matter, Number, Participant, Person, Stream, Task, Unit, VaultItem
from fazhi.records.verification import SiteReport, chains, verify_site

ONE, TWO = "matter/one", "matter/two"
NUMBER = "柳禾测〔2026〕1号"


@pytest.fixture
def site(people: Cast) -> Cast:
    """Two matters, one with a participant and some way gone, the other handed over."""
    opened(stream=ONE, first=[submit()])
    record(actor=who("ben"), matter=ONE, proposals=[Proposal(kind=DO, step="intake", outcome="受理")])
    add_participant(actor=who("ben"), matter=ONE, unit="shanbei", role="review", reason="邻所交叉审")
    opened(stream=TWO, first=[submit()])
    hand_over(actor=who("cai"), matter=TWO, to="p-pub", reason="轮岗")
    return people


def messages(report: SiteReport, code: str = "projection") -> list[str]:
    """Return what was said under a code."""
    return [finding.message for finding in report.findings if finding.code == code]


def test_what_the_acts_wrote_is_what_the_events_give(site: Cast) -> None:
    assert verify_site().findings == ()
    with clock.fixed(TODAY + timedelta(days=40)):
        matter_rows.refresh(clock.today())
        assert verify_site().findings == (), "rows are compared as of the day they were made for"


def one(**columns: object) -> Callable[[], object]:
    """Return the tampering that sets columns of the first matter's row."""
    return lambda: Matter.objects.filter(stream__key=ONE).update(**columns)


def _unit() -> None:
    there = Unit.objects.get(code="shanbei")
    Matter.objects.filter(stream__key=ONE).update(unit=there, unit_path=there.path)


def _extra_task() -> None:
    first = Task.objects.filter(matter__stream__key=ONE).first()
    assert first is not None
    first.pk, first.name = None, "invented"
    first.save()


TAMPERINGS: list[tuple[str, Callable[[], object], str]] = [
    ("title", one(title="别的事"), f"事项 {NUMBER} 的“名称”：表中为“别的事”，按记录应为“集镇公厕改造工程施工合同”"),
    ("number", one(number="柳禾测〔2026〕9号"), f"事项 {NUMBER} 的“编号”：表中为“柳禾测〔2026〕9号”"),
    ("state", one(state="已归档"), f"事项 {NUMBER} 的“状态”：表中为“已归档”，按记录应为“在办"),
    ("outcome", one(outcome="合法"), "的“结论”：表中为“合法”，按记录应为“空”"),
    ("closed", one(closed=TODAY), "的“办结日期”：表中为“2026-03-02”，按记录应为“空”"),
    ("findings", one(findings=2), "的“违规数”：表中为“2”，按记录应为“0”"),
    ("urgent", one(urgent=True), "的“急件”：表中为“是”，按记录应为“否”"),
    ("due", one(next_due=date(2030, 1, 1)), "的“最近期限”：表中为“2030-01-01”"),
    ("last", one(last_recorded=""), "的“末次记录时间”：表中为“空”，按记录应为“2026-03-02T09:00:00+08:00”"),
    ("digest", one(pack_digest="0" * 64), "的“规程版本”"),
    ("unit", _unit, "的“承办单位”：表中为“shanbei”，按记录应为“liuhe-ny”"),
    (
        "handler",
        lambda: Matter.objects.filter(stream__key=TWO).update(handler=Person.objects.get(key="p-ann")),
        "的“承办人”：表中为“p-ann”，按记录应为“p-pub”",
    ),
    ("task gone", lambda: Task.objects.filter(matter__stream__key=ONE).delete(), f"事项 {NUMBER} 缺少任务“"),
    ("task made up", _extra_task, f"事项 {NUMBER} 多出任务“"),
    (
        "task's day",
        lambda: Task.objects.filter(matter__stream__key=ONE).update(due=date(2031, 1, 1)),
        "的“期限”：表中为“2031-01-01”",
    ),
    ("part ended", lambda: Participant.objects.update(ends=TODAY), "参与“shanbei”的“截止日”：表中为“2026-03-02”"),
    ("part gone", lambda: Participant.objects.all().delete(), "缺少参与“shanbei”"),
    (
        "part made up",
        lambda: Participant.objects.create(
            key="t-x", matter=Matter.objects.get(stream__key=TWO), unit=Unit.objects.get(code="shanbei"),
            role="review", starts=TODAY,
        ),
        "多出参与“shanbei”：账上没有",
    ),
    ("row gone", lambda: _cut_row(TWO), "事项表缺少 柳禾测〔2026〕2号"),
    ("declaration changed", lambda: Blob.objects.update(body=b"{}"), "事项不能从记录重算：第 1 件不能重算"),
]  # fmt: skip


def _cut_row(stream: str) -> None:
    Task.objects.filter(matter__stream__key=stream).delete()
    Participant.objects.filter(matter__stream__key=stream).delete()
    Matter.objects.filter(stream__key=stream).delete()


@pytest.mark.parametrize(("name", "tamper", "words"), TAMPERINGS, ids=[row[0] for row in TAMPERINGS])
def test_each_difference_is_named(site: Cast, name: str, tamper: Callable[[], object], words: str) -> None:
    tamper()
    report = verify_site()
    assert any(words in message for message in messages(report)), report.findings


def test_one_column_altered_is_one_finding(site: Cast) -> None:
    one(findings=7)()
    assert len(verify_site().findings) == 1


def test_the_actor_column_of_an_event_is_a_copy_too(site: Cast) -> None:
    Event.objects.filter(stream__key=ONE, step="intake").update(account="ann")
    assert messages(verify_site(), "copy") == ["第 3 件的“账号”列与原文不符：列中为“ann”，原文为“ben”"]


def test_the_last_event_deleted_is_missed_in_the_chain_and_in_the_rows(site: Cast) -> None:
    last = Event.objects.filter(stream__key=TWO).latest("seq")
    VaultItem.objects.filter(stream__key=TWO, seq=last.seq).delete()
    last.delete()
    report = verify_site()
    assert "末尾缺少" in messages(report, "truncated")[0]
    assert any("的“承办人”：表中为“p-pub”，按记录应为“p-ann”" in message for message in messages(report))


def test_the_last_event_deleted_with_head_and_rows_put_right_is_missed_by_the_checkpoint(site: Cast) -> None:
    make_checkpoint()
    stream = Stream.objects.get(key=TWO)
    Event.objects.filter(stream=stream, seq=stream.count).delete()
    VaultItem.objects.filter(stream=stream).delete()
    last = Event.objects.get(stream=stream, seq=stream.count - 1)
    Stream.objects.filter(pk=stream.pk).update(count=last.seq, head=last.hash)
    Matter.objects.filter(pk=stream.pk).update(handler=Person.objects.get(key="p-ann"))
    Task.objects.filter(matter_id=stream.pk).update(person=None)
    report = verify_site()
    assert messages(report) == []
    assert messages(report, "truncated") == ["末尾缺少第 3 件"]


def _cut_whole(stream: str) -> None:
    """Remove a matter with every trace in the tables, as someone with the database could."""
    _cut_row(stream)
    VaultItem.objects.filter(stream__key=stream).delete()
    Event.objects.filter(stream__key=stream).delete()


def test_a_whole_matter_cut_out_is_missed_by_the_number_it_took(site: Cast) -> None:
    _cut_whole(TWO)
    Stream.objects.filter(key=TWO).update(count=0, head="0" * 64, last_recorded="")
    report = verify_site()
    assert [f.message for f in report.findings] == [f"编号 柳禾测〔2026〕2号 所给的事项不见了：{TWO}"]
    Number.objects.filter(text="柳禾测〔2026〕2号").delete()
    assert {f.code for f in verify_site().findings} >= {"missing", "number"}


def test_a_whole_matter_cut_out_is_missed_by_the_checkpoint(site: Cast) -> None:
    make_checkpoint()
    _cut_whole(TWO)
    Stream.objects.filter(key=TWO).update(count=0, head="0" * 64, last_recorded="")
    assert [f.message for f in verify_site().findings if f.stream == TWO] == ["末尾缺少第 1 件至第 3 件"]


def test_progress_is_told_and_batches_are_small(site: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chains, "PACE", 5)
    monkeypatch.setattr(chains, "BATCH", 2)
    seen: list[tuple[int, int]] = []
    report = verify_site(progress=lambda done, total: seen.append((done, total)))
    assert report.findings == ()
    assert seen[-1] == (report.events, report.events)
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert len(seen) > report.events // 5 - 1
