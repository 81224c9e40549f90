"""What comes in: empty, too large, of a wrong type, with a hostile name, with a secrecy mark; what lies on disk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.uploadhandler import SkipFile, StopUpload
from tests.records import files

from fazhi.kernel.ledger import sm3_hex
from fazhi.kernel.lint import secrecy
from fazhi.records import evidence
from fazhi.records.evidence import SecrecyMark, UploadRefused, receive
from fazhi.records.intake import names, sniff, uploads


def on_disk(home: Path) -> list[Path]:
    return [path for path in (home / "evidence").rglob("*") if path.is_file()]


def test_a_file_is_kept_under_its_content(home: Path) -> None:
    body = files.docx("关于建设农贸市场的请示")
    kept = receive([body], "请示（最终版(3)）.docx")
    assert (kept.kind, kept.marks, kept.warning, kept.sm3) == ("docx", "checked", None, sm3_hex(body))
    path = evidence.path_of(kept.sm3)
    assert path == home / "evidence" / kept.sm3[:2] / kept.sm3[2:4] / kept.sm3
    assert evidence.read(kept.sm3) == body
    assert path.stat().st_mode & 0o077 == 0
    receive([body], "另一个名字.docx")
    assert on_disk(home) == [path], "the same content is one file and no draft is left"


KINDS = [
    ("文.docx", files.docx("正文"), "docx", "checked"),
    ("表.xlsx", files.xlsx("一", "二"), "xlsx", "checked"),
    ("版.ofd", files.ofd("正文"), "ofd", "checked"),
    ("文.pdf", files.pdf("正文"), "pdf", "checked"),
    ("扫描.pdf", b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n%%EOF", "pdf", "image"),
    ("锁.pdf", files.pdf("正文", encrypted=True), "pdf", "closed"),
    ("旧.doc", files.OLE, "doc", "partly"),
    ("旧.wps", files.OLE, "wps", "partly"),
    ("旧.et", files.OLE, "et", "partly"),
    ("新.wps", files.docx("正文"), "docx", "checked"),
    ("照.jpg", files.JPG, "jpg", "image"),
    ("照.JPEG", files.JPG, "jpg", "image"),
    ("照.png", files.PNG, "png", "image"),
    ("照.heic", files.HEIC, "heic", "image"),
    ("包.zip", files.packed({"a.txt": "1"}), "zip", "closed"),
    ("记.txt", "会议记录".encode(), "txt", "checked"),
    ("记.txt", "会议记录".encode("gb18030"), "txt", "checked"),
    ("记.txt", "会议记录".encode("utf-16"), "txt", "checked"),
    ("没有扩展名", files.PNG, "png", "image"),
]


@pytest.mark.parametrize(("name", "body", "kind", "state"), KINDS, ids=[f"{row[0]}-{row[3]}" for row in KINDS])
def test_every_common_format_is_taken(home: Path, name: str, body: bytes, kind: str, state: str) -> None:
    kept = receive([body], name)
    assert (kept.kind, kept.marks) == (kind, state)
    assert (kept.warning is None) == (state == "checked")


REFUSED = [
    ("空.docx", b"", "0 字节"),
    ("改名.pdf", files.docx("x"), "扩展名是 .pdf，内容却是 docx"),
    ("改名.docx", files.PNG, "扩展名是 .docx，内容却是 png"),
    ("程序.exe", b"MZ\x90\x00" + b"\x00" * 64, "认不出的文件类型"),
    ("程序.pdf", b"MZ\x90\x00" + b"\x00" * 64, "认不出"),
    ("脚本.html", b"<script>alert(1)</script>", "认不出"),
    ("坏.docx", files.docx("x")[:60], "损坏"),
    ("讲.pptx", files.packed({"[Content_Types].xml": "", "ppt/presentation.xml": ""}), "不收的 Office"),
]


@pytest.mark.parametrize(("name", "body", "words"), REFUSED, ids=[row[0] for row in REFUSED])
def test_what_is_not_taken_leaves_nothing_on_disk(home: Path, name: str, body: bytes, words: str) -> None:
    with pytest.raises(UploadRefused, match=words):
        receive([body], name)
    assert on_disk(home) == []


def test_two_gigabytes_are_refused_without_being_read(home: Path) -> None:
    def endless() -> Iterator[bytes]:
        raise AssertionError("read although refused")
        yield b""

    with pytest.raises(UploadRefused, match="2048 MB"):
        receive(endless(), "录像.zip", declared=2 * 1024**3)
    assert on_disk(home) == []


def test_a_file_that_grows_too_large_is_cut_off(home: Path, monkeypatch) -> None:
    monkeypatch.setattr(evidence, "LIMIT", 1000)
    read = []

    def chunks() -> Iterator[bytes]:
        for n in range(100):
            read.append(n)
            yield b"a" * 300

    with pytest.raises(UploadRefused, match="超过"):
        receive(chunks(), "记.txt")
    assert len(read) == 4
    assert on_disk(home) == []


def test_a_zip_bomb_is_not_unfolded(home: Path) -> None:
    bomb = files.packed(
        {"[Content_Types].xml": "", "word/document.xml": b"<w:t>" + b"0" * (80 * 1024 * 1024) + b"</w:t>"}
    )
    with pytest.raises(UploadRefused, match="解开后过大"):
        receive([bomb], "弹.docx")
    receive([files.packed({"里.zip": bomb})], "包.zip")
    assert len(on_disk(home)) == 1, "an archive inside an archive is kept as it is and never opened"


HOSTILE = [
    ("../../etc/passwd", "passwd"),
    ("C:\\用户\\桌面\\合同.docx", "合同.docx"),
    ("合同\u202excod.exe", "合同xcod.exe"),
    ("a\x00b\r\n.pdf", "ab.pdf"),
    ("   ", "未命名"),
    ("..", "未命名"),
    (".docx", "未命名.docx"),
    ("长" * 300 + ".docx", "长" * 115 + ".docx"),
    ("请示 （最终版(3)）.doc", "请示 （最终版(3)）.doc"),
]


@pytest.mark.parametrize(("name", "shown"), HOSTILE, ids=range(len(HOSTILE)))
def test_a_name_is_shown_and_never_a_path(name: str, shown: str) -> None:
    assert names.clean(name) == shown
    assert len(names.clean(name)) <= names.LONGEST


MARKED = [
    ("机密★1年", "机密★"),
    ("秘 密 ★ 长期", "秘密★"),
    ("绝密★", "绝密★"),
    ("正文\n机密\n关于某事的报告", "机密"),
    ("【秘密】\n通知", "秘密"),
    ("密级：秘密", "密级:秘密"),
    ("内部资料 不得外传", "内部资料不得外传"),
    ("内部文件，请勿外传", "内部文件,请勿外传"),
    ("涉密资料严禁外传", "涉密资料严禁外传"),
    ("工作秘密\n某某情况", "工作秘密"),
]


@pytest.mark.parametrize(("text", "mark"), MARKED)
def test_a_secrecy_mark_is_seen(text: str, mark: str) -> None:
    assert secrecy.secrecy_mark(text) == mark


@pytest.mark.parametrize(
    "text",
    [
        "涉及国家秘密、商业秘密、个人隐私的，不予公开。",
        "机关、单位应当保守国家秘密。",
        "本合同双方对商业秘密负有保密义务，不得泄露。",
        "秘密级国家秘密的保密期限不超过十年。",
        "一、密切联系群众\n二、秘书工作",
        "机密性、完整性、可用性",
        "党内法规\n" * 60 + "秘密\n",
    ],
)
def test_a_text_about_secrets_bears_no_mark(text: str) -> None:
    assert secrecy.secrecy_mark(text) is None


@pytest.mark.parametrize(
    "name", ["机密★报告", "（秘密）会议纪要.docx", "[绝密]方案.pdf", "2026-机密-名单.xlsx", "涉密件_秘密★.doc"]
)
def test_a_marked_name_is_seen(name: str) -> None:
    assert secrecy.in_name(name)


@pytest.mark.parametrize(
    "name", ["保守国家秘密法宣传方案.docx", "商业秘密保护合同.pdf", "秘书处通知.doc", "机密性评估办法.pdf"]
)
def test_a_name_about_secrets_is_not_marked(name: str) -> None:
    assert secrecy.in_name(name) is None


SECRET = [
    ("文.docx", files.docx("机密★3年", "正文")),
    ("页眉.docx", files.docx("正文", header="秘密★长期")),
    ("表.xlsx", files.xlsx("内部资料 不得外传")),
    ("表名.xlsx", files.xlsx("一", sheet="机密★")),
    ("版.ofd", files.ofd("绝密★30年")),
    ("文.pdf", files.pdf("机密★一年")),
    ("两种字体.pdf", files.pdf("绝密★关于某事", fonts=2)),
    ("记.txt", "秘密★\n正文".encode("gb18030")),
    ("旧.doc", files.OLE + "机密★".encode("utf-16-le")),
    ("旧错位.wps", files.OLE + b"\x01" + "机密★".encode("utf-16-le")),
    ("包.zip", files.packed({"附件/机密★名单.docx": "x"})),
    ("机密★名单.jpg", files.JPG),
]


@pytest.mark.parametrize(("name", "body"), SECRET, ids=[row[0] for row in SECRET])
def test_a_marked_file_is_refused_and_never_touches_the_disk(home: Path, monkeypatch, name: str, body: bytes) -> None:
    def forbidden(*_: object, **__: object) -> None:
        raise AssertionError("written before it was looked at")

    monkeypatch.setattr(evidence, "keep", forbidden)
    with pytest.raises(SecrecyMark, match="未保存") as refused:
        receive([body], name)
    assert "线下办理" in str(refused.value)
    assert on_disk(home) == []


def test_a_changed_or_missing_file_is_named(home: Path) -> None:
    kept = receive([b"text"], "a.txt")
    evidence.path_of(kept.sm3).write_bytes(b"tixt")
    with pytest.raises(UploadRefused, match="被改动"):
        evidence.read(kept.sm3)
    evidence.path_of(kept.sm3).unlink()
    with pytest.raises(UploadRefused, match="不见了"):
        evidence.read(kept.sm3)
    with pytest.raises(UploadRefused, match="不是文件的摘要"):
        evidence.path_of("../../keys/site.key")


class Request:
    """What an upload handler touches of a request."""

    upload_refused: UploadRefused | None = None


def test_an_upload_is_held_in_memory_and_bounded(monkeypatch) -> None:
    handler = uploads.HeldInMemory(Request())
    handler.handle_raw_input(None, {}, 100, b"")
    handler.new_file("f", "a.txt", "text/plain", 4, None, None)
    handler.receive_data_chunk(b"text", 0)
    assert handler.file_complete(4).read() == b"text"
    monkeypatch.setattr(uploads, "LIMIT", 5)
    handler.new_file("f", "b.txt", "text/plain", 4, None, None)
    with pytest.raises(SkipFile):
        handler.receive_data_chunk(b"longer", 0)
    assert handler.request.upload_refused.code == "F250"


def test_of_two_gigabytes_nothing_is_held_and_the_answers_after_them_are_read() -> None:
    handler = uploads.HeldInMemory(Request())
    handler.handle_raw_input(None, {}, 2 * 1024**3, b"")
    with pytest.raises(SkipFile):
        handler.new_file("f", "录像.zip", "application/zip", None, None, None)
    assert "2048 MB" in str(handler.request.upload_refused)


def test_a_request_that_announces_more_than_can_be_read_is_cut_off_unread() -> None:
    handler = uploads.HeldInMemory(Request())
    handler.handle_raw_input(None, {}, 5 * 1024**3, b"")
    with pytest.raises(StopUpload) as stop:
        handler.new_file("f", "录像.zip", "application/zip", None, None, None)
    assert stop.value.connection_reset


def test_the_list_of_kinds_is_what_the_message_says() -> None:
    with pytest.raises(sniff.Unfit) as refused:
        sniff.kind_of(b"\x00\x01\x02", "a.bin")
    assert all(kind in (refused.value.hint or "") for kind in sniff.KINDS)
