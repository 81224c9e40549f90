"""登记台: a file registered on one screen, its receipt, and every bad file said beside the box with nothing lost."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.desk.conftest import page_of
from tests.desk.rich import rich
from tests.desk.test_reports import plain
from tests.records.files import JPG, docx, pdf

from fazhi.desk import registering
from fazhi.packs import procedures
from fazhi.records import evidence, matters, packs
from fazhi.records.models import Event, EvidenceLink, Matter, Number, OfflineStub, Task

pytestmark = pytest.mark.django_db

PAPER = docx("甲方：柳禾镇", "乙方：某甲商行")
KIND = "mini|行政合同（协议）"


@pytest.fixture
def town(people, monkeypatch):
    monkeypatch.setattr(packs, "for_new", lambda name, unit, on: rich(name))
    monkeypatch.setattr(procedures, "get", rich)
    matters.forget()
    return people


def file(body: bytes | None = None, name: str = "公厕改造合同（最终版3）.docx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PAPER if body is None else body)


def form(**more: object) -> dict[str, object]:
    return {
        "_key": "k1", "_act": "register", "file-material": [file()], "title": "", "kind": KIND,
        "sender": "liuhe-ny|p-ann", "source": "窗口", "urgent": "0", **more,
    }  # fmt: skip


def text(answer) -> str:
    return answer.content.decode()


def test_the_public_is_sent_to_sign_in(client: Client, town) -> None:
    assert client.get("/register/").status_code == 302
    assert client.post("/register/", form()).status_code == 302
    assert not Matter.objects.exists()


def test_whoever_may_only_look_does_not_register(town, sign) -> None:
    client = sign("viewer")
    assert client.get("/register/").status_code == 403
    assert client.post("/register/", form()).status_code == 403
    assert not Matter.objects.exists()


def test_nobody_registers_for_another_town(town, sign) -> None:
    answer = sign("far").post("/register/", form())
    assert answer.status_code == 422 and "请选择送审单位和承办人" in text(answer)
    assert not Matter.objects.exists()


@pytest.mark.parametrize("login", ["ann", "ada", "ben"])
def test_owner_colleague_and_reviewer_register_and_get_the_receipt(town, sign, login: str) -> None:
    client = sign(login)
    answer = client.post("/register/", form())
    row = Matter.objects.select_related("stream", "unit", "handler").get()
    assert answer["Location"] == f"{page_of(row.stream.key)}receipt/"
    assert (row.title, row.unit.code, row.handler.key) == ("公厕改造合同", "liuhe-ny", "p-ann")
    paper = text(client.get(answer["Location"])).replace('<span class="nb">', "").replace("</span>", "")
    for words in (
        "柳禾镇送审材料接收单", "柳禾测〔2026〕1号", "行政合同（协议）", "柳禾镇农业办", "子经办",
        "公厕改造合同（最终版3）.docx 1 份", "2026-03-03（周二）前", "本县（镇）设定，无法定期限", "第二联",
    ):  # fmt: skip
        assert words in paper, words
    assert paper.count('class="receipt"') == 2


def test_the_first_step_is_done_with_it_and_the_materials_are_bound_to_the_opening(town, sign) -> None:
    sign("ben").post("/register/", form())
    row = Matter.objects.get()
    folded = matters.folded(row.stream.key)
    assert [run.decider for run in folded.state.of("submit")] == ["p-ann"]
    assert row.state == "在办：受理"
    assert folded.card.source == "窗口"
    assert set(EvidenceLink.objects.values_list("seq", "slot")) == {(1, "material"), (2, "text")}


def test_at_most_three_answers_are_owed_beside_the_file(town, sign) -> None:
    """The commonest kind: everything else has a default, may stay empty, or is taken from the file."""
    shown = text(sign("ann").post("/register/", form(_act="choose", **{"file-material": []})))
    body = shown.split('id="register-form"')[1].split("</form>")[0]
    plain = body.split("<details")[0]
    owed = re.findall(r'aria-required="true"', plain)
    assert len(owed) <= 3
    answer = sign("ann").post(
        "/register/",
        {"_key": "z", "_act": "register", "file-material": [file()], "kind": KIND, "sender": "liuhe-ny|p-ann"},
    )
    assert answer.status_code == 302


def test_a_step_that_its_handler_may_not_do_stays_a_task(town, sign) -> None:
    client = sign("ben")
    answer = client.post("/register/", form(sender="liuhe-ny|p-clerk"))
    assert answer.status_code == 302
    row = Matter.objects.get()
    assert not matters.folded(row.stream.key).state.of("submit")
    assert Task.objects.filter(matter=row, name="submit").exists()
    paper = text(client.get(answer["Location"]))
    assert "没有同时办理" in paper and "登记“送审”后起算" in paper


def test_what_is_missing_is_said_once_on_the_receipt(town, sign, monkeypatch) -> None:
    import copy

    from tests.kernel.packing import POSTS

    from fazhi.kernel.procedures import load
    from fazhi.kernel.procedures.load import plain

    data = copy.deepcopy(dict(plain(rich("mini").source)))
    data["step"][0]["evidence"] = [{"id": "note", "name": "起草说明"}]
    fuller = load(data, POSTS)
    monkeypatch.setattr(packs, "for_new", lambda name, unit, on: fuller)
    client = sign("ann")
    paper = text(client.get(client.post("/register/", form())["Location"]))
    assert paper.count("起草说明") == 2, "once on each of the two copies"
    assert "一次告知" in paper


def test_the_same_form_twice_registers_once(town, sign) -> None:
    client = sign("ann")
    client.post("/register/", form())
    answer = client.post("/register/", form(again="1"))
    assert answer.status_code == 302
    assert Matter.objects.count() == 1 and Number.objects.count() == 1


def test_a_file_that_is_registered_already_is_recognised(town, sign) -> None:
    client = sign("ann")
    client.post("/register/", form())
    answer = client.post("/register/", form(_key="k2"))
    assert answer.status_code == 422
    assert "同一文件已在 柳禾测〔2026〕1号" in plain(answer.text) and "仍然登记" in text(answer)
    assert client.post("/register/", form(_key="k2", again="1")).status_code == 302
    assert Matter.objects.count() == 2


def test_what_another_town_registered_is_not_told(town, sign) -> None:
    sign("ann").post("/register/", form())
    shown = text(sign("far").post("/register/", form(_key="k3", sender="shanbei|p-far")))
    assert "柳禾测" not in shown
    assert Matter.objects.count() == 2


def test_several_files_of_any_common_format_keep_their_names_and_say_what_was_not_checked(town, sign) -> None:
    client = sign("ann")
    files = [
        file(),
        file(JPG, "现场照片.jpg"),
        file(pdf("附件"), "附件.pdf"),
        file(docx("二稿"), "公厕改造合同(2).docx"),
    ]
    shown = text(client.post("/register/", form(_act="choose", **{"file-material": files})))
    for words in (
        "公厕改造合同（最终版3）.docx",
        "新件，第 1 版",
        "未检查：图像",
        "公厕改造合同(2).docx",
        "同名，第 2 版",
    ):
        assert words in shown, words
    kept = re.findall(r'name="kept-material" value="([^"]+)"', shown)
    assert len(kept) == 4
    answer = client.post("/register/", form(**{"file-material": [], "kept-material": kept}))
    paper = text(client.get(answer["Location"]))
    assert "现场照片.jpg 1 份（1 页，图像，未检查）" in paper and "附件.pdf 1 份（1 页）" in paper
    assert Matter.objects.get().title == "公厕改造合同"


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (file(b"", "空.docx"), "0 字节"),
        (file(b"\x00\x01\x02\x03", "程序.exe"), "认不出的文件类型"),
        (file(JPG, "照片.docx"), "内容却是 jpg"),
        (file(b"PK\x03\x04broken", "坏.docx"), "压缩结构损坏"),
    ],
)
def test_a_bad_file_is_said_at_the_box_and_nothing_is_lost(town, sign, bad, words: str) -> None:
    answer = sign("ann").post(
        "/register/", form(title="集镇公厕改造", place="2号柜", **{"file-material": [file(), bad], "s-amount": "42800"})
    )
    shown = text(answer)
    assert answer.status_code == 422 and words in shown
    assert 'id="f-file-material-error"' in shown
    for kept in (
        'value="集镇公厕改造"',
        'value="2号柜"',
        'value="42800"',
        'value="窗口" checked',
        f'value="{KIND}" selected',
    ):
        assert kept in shown, kept
    assert shown.count('name="kept-material"') == 1, "the good file needs not be chosen again"
    assert not Matter.objects.exists() and not Event.objects.filter(type="opened").exists()


def test_hostile_names_are_shown_harmless(town, sign) -> None:
    client = sign("ann")
    name = "../../etc/\u202e<script>alert(1)</script>合同.docx"
    answer = client.post("/register/", form(**{"file-material": [file(None, name)]}))
    assert answer.status_code == 302
    paper = text(client.get(answer["Location"]))
    assert "<script>alert" not in paper and "../" not in Matter.objects.get().title


def test_a_request_that_announces_too_much_is_refused_and_what_was_typed_is_kept(town, sign, monkeypatch) -> None:
    from fazhi.records.intake import uploads

    monkeypatch.setattr(uploads, "WHOLE", 100)  # stands for the two gigabytes that no test should send
    answer = sign("ann").post("/register/", form(title="集镇公厕改造"))
    shown = text(answer)
    assert answer.status_code == 422 and "超过 100 MB" in shown
    assert 'value="集镇公厕改造"' in shown
    assert not Matter.objects.exists()


def test_a_marked_file_never_touches_the_disk_and_the_stub_is_offered(town, sign, home, monkeypatch) -> None:
    def forbidden(*_: object, **__: object) -> None:
        raise AssertionError("written before it was looked at")

    monkeypatch.setattr(evidence, "keep", forbidden)
    client = sign("ann")
    answer = client.post("/register/", form(**{"file-material": [file(docx("机密★5年", "某件"), "某件.docx")]}))
    shown = text(answer)
    assert answer.status_code == 422 and "未保存" in shown and "登记为“涉密件，线下办理”" in shown
    assert not list((home / "evidence").rglob("*.*")) and not Matter.objects.exists()
    stub = {
        "_form": "stub", "_key": "s", "stub-number": "柳密〔2026〕1号", "stub-day": "2026-03-02", "stub-result": "在办",
        "stub-unit": "liuhe-ny",
    }  # fmt: skip
    assert client.post("/register/offline/", stub).status_code == 302
    assert OfflineStub.objects.get().number == "柳密〔2026〕1号"
    assert "柳密〔2026〕1号" in text(client.get("/register/offline/"))
    assert "柳密〔2026〕1号" not in text(sign("far").get("/register/offline/"))


def test_an_urgent_matter_needs_the_leaders_instruction(town, sign) -> None:
    client = sign("ann")
    answer = client.post("/register/", form(urgent="1"))
    assert answer.status_code == 422 and "急件须附分管领导批示" in text(answer)
    answer = client.post("/register/", form(urgent="1", **{"file-instruction": [file(JPG, "批示.jpg")]}))
    assert answer.status_code == 302
    assert Matter.objects.get().urgent
    assert "分管领导批示：批示.jpg 1 份" in text(client.get(answer["Location"]))


def test_an_old_paper_number_and_day_are_taken_over_once(town, sign) -> None:
    client = sign("ann")
    answer = client.post("/register/", form(number="柳禾测〔2026〕7号", received="2026年2月27日"))
    assert answer.status_code == 302
    row = Matter.objects.get()
    assert (row.number, row.opened.isoformat()) == ("柳禾测〔2026〕7号", "2026-02-27")
    answer = client.post("/register/", form(_key="k9", number="柳禾测〔2026〕7号", again="1"))
    assert answer.status_code == 422 and "已经用过" in text(answer)
    answer = client.post("/register/", form(_key="k9", received="2026-02-30", again="1"))
    assert answer.status_code == 422 and "不存在" in text(answer)


def test_a_wrong_amount_stands_beside_its_field(town, sign) -> None:
    answer = sign("ann").post("/register/", form(**{"s-amount": "四万"}))
    assert answer.status_code == 422
    assert 'id="f-s-amount-error"' in text(answer) and 'value="四万"' in text(answer)


def test_the_personal_fact_is_sealed(town, sign) -> None:
    sign("ann").post("/register/", form(**{"s-party": "某甲商行"}))
    body = bytes(Event.objects.get(type="opened").body)
    assert "某甲商行".encode() not in body and b'"fields.party"' in body


def test_the_receipt_of_another_town_is_not_there(town, sign) -> None:
    place = sign("ann").post("/register/", form())["Location"]
    assert sign("far").get(place).status_code == 403
    assert Client().get(place).status_code == 302


def test_the_number_of_statements_does_not_grow_with_what_is_registered(town, sign) -> None:
    client = sign("ann")
    counts = []
    for i in range(4):
        client.post("/register/", form(_key=f"n{i}", again="1"))
        client.get("/register/")
        with CaptureQueriesContext(connection) as seen:
            client.get("/register/")
        counts.append(len(seen))
    assert counts[0] == counts[-1] <= 16


@pytest.mark.parametrize(
    ("name", "base"),
    [
        ("公厕改造合同（最终版3）.docx", "公厕改造合同"),
        ("公厕改造合同(2).docx", "公厕改造合同"),
        ("路灯协议_v2.1.pdf", "路灯协议"),
        ("路灯协议 第三稿 修改版.wps", "路灯协议"),
        ("关于2026年道路养护的通告.docx", "关于2026年道路养护的通告"),
        ("最终版.docx", "最终版"),
        ("合同", "合同"),
    ],
)
def test_marks_of_versions_are_taken_off_a_name(name: str, base: str) -> None:
    assert registering.base_name(name) == base
