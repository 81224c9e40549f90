"""`fazhi verify` of a site: silent when nothing differs, and naming each kind of difference. Exports likewise."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date

import pytest
from tests.records.conftest import TODAY, Cast
from tests.records.test_vault import register
from tests.records.working import opened, submit, who

from fazhi.kernel.ledger import Actor as Name
from fazhi.kernel.ledger import Occurred, build_event, hash_of, parse_checkpoint, verify_export
from fazhi.records import checkpoints, clock, evidence, export, ledger
from fazhi.records.access import SYSTEM
from fazhi.records.acts import config, numbers, organisation
from fazhi.records.acts.calendars import keep_calendars
from fazhi.records.acts.checkpoints import Laundering, make_checkpoint
from fazhi.records.acts.participants import add_participant
from fazhi.records.evidence import Attached, receive
from fazhi.records.models import (
    Account,
    Blob,
    Checkpoint,
    Event,
    EvidenceFile,
    Holding,
    Number,
    NumberSeries,
    Person,
    Stream,
    Unit,
    VaultItem,
)
from fazhi.records.verification import verify_site


@pytest.fixture
def full(people: Cast) -> Cast:
    """A site with something of every kind in it."""
    cast = people
    opened(first=[submit()], stream="matter/2026/1", number="柳收〔2026〕1号")
    add_participant(actor=who("ben"), matter="matter/2026/1", unit="shanbei", role="review", reason="邻所交叉审")
    file = receive(["正文".encode()], "申请.txt")
    register(actor=cast.actor("clerk"), files=[Attached(file=file, slot="application")])
    for _ in range(2):
        text = numbers.take(actor=cast.actor("clerk"), unit="liuhe-ny", kind="收件")["number"]
    numbers.void(actor=cast.actor("clerk"), unit="liuhe-ny", kind="收件", text=text, reason="误取")
    numbers.enter_paper_number(
        actor=cast.actor("clerk"), unit="liuhe-ny", kind="收件", text="柳禾收件〔2026〕7号", day=date(2026, 1, 9)
    )
    organisation.rename_unit(actor=SYSTEM, unit="shanbei", name="山贝镇", short="山贝", kind="township", starts=TODAY)
    config.keep_blob(actor=SYSTEM, kind="pack", name="试验", body=b"{}")
    keep_calendars()
    assert keep_calendars() == [], "what is recorded already is not recorded again"
    make_checkpoint()
    return cast


def test_an_untouched_site_is_fine_and_says_what_it_cannot_know(full) -> None:
    report = verify_site()
    assert report.findings == ()
    assert report.events == Event.objects.count()
    assert any("门户" in limit for limit in report.limits)
    assert report.checkpoint is not None and verify_site(reference=report.checkpoint.root).ok


def _body() -> None:
    row = Event.objects.get(stream__key="unit/liuhe-ny", seq=2)
    changed = bytes(row.body).replace("丙经办".encode(), "丙经力".encode())
    Event.objects.filter(pk=row.pk).update(body=changed)


def _rewritten() -> None:
    """Someone with the database rewrites the last event of a stream, hash and head included."""
    stream = Stream.objects.get(key="unit/shanbei")
    row = Event.objects.get(stream=stream, seq=stream.count)
    prev = Event.objects.get(stream=stream, seq=stream.count - 1).hash
    body = build_event(
        stream=stream.key, seq=row.seq, prev=prev, type="unit_renamed", act_id=row.act_id, actor=Name(account="system"),
        recorded=clock.now(), occurred=Occurred.on(TODAY),
        data={
            "code": "shanbei", "name": "改名镇", "short": "改", "kind": "township", "starts": "2026-03-02",
            "previous_starts": "2026-01-05",
        },
    )[0]  # fmt: skip
    Event.objects.filter(pk=row.pk).update(body=body, hash=hash_of(body), occurred="2026-03-02")
    Stream.objects.filter(pk=stream.pk).update(head=hash_of(body))


def _cut() -> None:
    stream = Stream.objects.get(key="unit/shanbei")
    Event.objects.filter(stream=stream, seq=stream.count).delete()
    last = Event.objects.get(stream=stream, seq=stream.count - 1)
    Stream.objects.filter(pk=stream.pk).update(count=last.seq, head=last.hash)


def _file() -> None:
    evidence.path_of(EvidenceFile.objects.get().sm3).write_bytes(b"other")


TAMPERINGS: list[tuple[str, Callable[[], object], str, str]] = [
    ("body", _body, "changed", "第 2 件被改动"),
    ("rewritten", _rewritten, "rewritten", "检查点第 1 号"),
    ("cut", _cut, "truncated", "末尾缺少"),
    ("removed stream", lambda: Event.objects.filter(stream__key="unit/shanbei").delete(), "truncated", "末尾缺少"),
    ("copy", lambda: Event.objects.filter(stream__key="unit/qinghe", seq=1).update(account="x"), "copy", "“账号”列"),
    ("head", lambda: Stream.objects.filter(key="unit/qinghe").update(last_recorded=""), "copy", "末次记录时间"),
    ("checkpoint", lambda: Checkpoint.objects.update(root="0" * 64), "checkpoint", "列与其内容不符"),
    ("unit", lambda: Unit.objects.filter(code="liuhe").update(name="别名"), "projection", "单位表 liuhe 的 名称"),
    ("person", lambda: Person.objects.create(key="p-x", name="无"), "projection", "人员表多出 p-x"),
    ("holding", lambda: Holding.objects.filter(post="clerk").update(role="lead"), "projection", "任职表"),
    ("account", lambda: Account.objects.update(disabled_from=TODAY), "projection", "账号表 admin 的 停用日"),
    ("number gone", lambda: Number.objects.filter(n=1).delete(), "number", "编号簿缺少 柳禾收件〔2026〕1号"),
    ("number unvoided", lambda: Number.objects.filter(n=2).update(state="taken"), "number", "的 state 与账上不符"),
    ("counter", lambda: NumberSeries.objects.update(last=0), "number", "计数器 0 低于"),
    ("file", _file, "evidence", "被改动"),
    ("file row", lambda: EvidenceFile.objects.update(size=1), "evidence", "大小不符"),
    ("box", lambda: VaultItem.objects.filter(field="applicant.name").update(box=None), "vault", "却没有删除的记录"),
    ("seal", lambda: VaultItem.objects.filter(field="applicant.name").update(digest="sm3:0"), "vault", "摘要"),
    ("blob", lambda: Blob.objects.update(body=b"{ }"), "blob", "内容与摘要不符"),
]


@pytest.mark.parametrize(("name", "tamper", "code", "words"), TAMPERINGS, ids=[row[0] for row in TAMPERINGS])
def test_each_tampering_is_named(full, name: str, tamper: Callable[[], object], code: str, words: str) -> None:
    tamper()
    report = verify_site()
    assert [f for f in report.findings if f.code == code and words in f.message], report.findings


def test_a_root_from_elsewhere_shows_that_all_was_rewritten(full) -> None:
    published = verify_site().checkpoint
    _rewritten()
    Checkpoint.objects.all().delete()
    with pytest.raises(Laundering, match="已有另一个第 1 号检查点"):
        make_checkpoint()
    shutil.rmtree(checkpoints.folder())
    make_checkpoint()
    tables_only = [f for f in verify_site().findings if f.code != "projection"]
    assert tables_only == [], "a rewriting of everything is consistent in itself"
    found = {f.code for f in verify_site(reference=published).findings}
    assert {"rewritten", "checkpoint"} <= found
    assert "checkpoint" in {f.code for f in verify_site(reference=published.root).findings}


def test_checkpoints_follow_one_another(full) -> None:
    numbers.take(actor=full.actor("clerk"), unit="liuhe-ny", kind="收件")
    checkpoints.path_of(1).unlink()  # a power cut between database and folder
    assert any("只在数据库里" in limit for limit in verify_site().limits)
    second = make_checkpoint()
    assert checkpoints.numbers() == [1, 2] and checkpoints.read(2) == second.body
    assert second.number == 2
    assert second.header.previous_root == parse_checkpoint(bytes(Checkpoint.objects.get(number=1).body)).root
    assert verify_site().ok
    checkpoints.path_of(1).unlink()
    assert [f.message for f in verify_site().findings] == []
    checkpoints.path_of(2).write_bytes(b"{}")
    assert [f.code for f in verify_site().findings] == ["checkpoint", "checkpoint"]


def test_a_checkpoint_that_is_gone_from_the_database_still_stands_in_the_folder(full) -> None:
    numbers.take(actor=full.actor("clerk"), unit="liuhe-ny", kind="收件")
    make_checkpoint()
    Checkpoint.objects.filter(number=2).delete()
    assert ["第 2 号在 checkpoints 文件夹里有，数据库里没有" in f.message for f in verify_site().findings] == [True]
    numbers.take(actor=full.actor("clerk"), unit="liuhe-ny", kind="收件")
    with pytest.raises(Laundering):
        make_checkpoint()


def test_a_shorter_stream_gets_no_new_checkpoint(full) -> None:
    _cut()
    with pytest.raises(Laundering, match="末尾缺少第"):
        make_checkpoint()
    Stream.objects.filter(key="unit/shanbei").update(count=0)
    with pytest.raises(Laundering, match="这条流不见了"):
        make_checkpoint()


def test_an_export_verifies_offline_whole_and_in_part(full) -> None:
    whole = verify_export(export.lines())
    assert (whole.ok, whole.events) == (True, Event.objects.count())
    part = verify_export(export.lines(["unit/liuhe-ny", "matter/2026/1"]))
    assert (part.ok, part.streams) == (True, 2)
    root = verify_site().checkpoint
    assert verify_export(export.lines(["matter/2026/1"]), checkpoint=root.root).ok
    exported = [bytes(line) for line in export.lines(["matter/2026/1"])]
    assert exported[1] == next(iter(ledger.bodies("matter/2026/1"))) + b"\n"
    assert export.streams_named(["柳收〔2026〕1号", "unit/liuhe"]) == ["matter/2026/1", "unit/liuhe"]
    for nothing in (["matter/2026/99"], ["没有这个号"]):
        with pytest.raises(export.NothingToExport):
            export.lines(export.streams_named(nothing))


def test_files_that_were_never_bound_are_named_and_no_finding(full) -> None:
    assert verify_site().notes == ()
    left = receive([b"left over"], "a.txt")
    path = evidence.path_of(left.sm3)
    half = path.with_name(f"{left.sm3}.77.0a0b0c0d.part")
    half.write_bytes(b"lef")
    path.parent.parent.joinpath("note.txt").write_bytes(b"x")
    report = verify_site()
    assert report.ok
    notes = "\n".join(report.notes)
    folder = f"evidence/{left.sm3[:2]}"
    assert f"{folder}/{left.sm3[2:4]}/{left.sm3}（9 字节，上传后没有提交）" in notes
    assert f"{half.name}（3 字节，写到一半中断的残件，可以删除）" in notes
    assert f"{folder}/note.txt（1 字节，不是本程序写入的）" in notes
    assert len(report.notes) == 3, "what events speak of is not among them"
