"""登记台: what is told beforehand, giving back in one sitting, photographs as one PDF, papers printed in one go."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from tests.desk.conftest import page_of, populate, who
from tests.kernel.packing import POSTS, raw
from tests.records.conftest import TODAY
from tests.records.files import docx

from fazhi.kernel.procedures import ActKind, load
from fazhi.packs import procedures
from fazhi.records import evidence, matters, packs
from fazhi.records.acts.matters import record
from fazhi.records.acts.proposals import Proposal
from fazhi.records.intake.pages import pages_of
from fazhi.records.models import Account, EvidenceLink, Matter

pytestmark = pytest.mark.django_db

KIND = "legality_review|行政合同（协议）"
FAST = {"s-amount": "42800", "s-already_done": "0", "s-template": "1", "s-blanks_only": "1"}


@pytest.fixture
def town(cast):
    matters.forget()
    return populate(cast)


def form(**more: object) -> dict[str, object]:
    paper = SimpleUploadedFile("集镇公厕改造工程施工合同.docx", docx("甲方：柳禾镇"))
    return {"_key": "k", "_act": "register", "file-material": [paper], "kind": KIND, "sender": "liuhe-ny|p-ann", **more}


def text(answer) -> str:
    plain = answer.content.decode().replace('<span class="nb">', "").replace("</span>", "")
    return re.sub(r"</?svg.*?>|<use[^>]*>", "", plain)


def told(client: Client, **facts: str) -> str:
    """Return the panel as the script asks for it; without a script the same stands on the page that comes back."""
    given = form(**{"file-material": [], "_act": "choose", **facts})
    beside = text(client.post("/register/?_ask=beside", given))
    alone = beside.split('aria-live="polite"', 1)[1]
    page = text(client.post("/register/", given))
    assert re.sub(r"\s", "", alone) in re.sub(r"\s", "", page)
    return alone


def test_whether_the_fast_line_is_open_is_told_with_each_condition_and_its_figures(town, sign) -> None:
    shown = told(sign("ben"), **FAST)
    for words in (
        "能否快审", "用的是县司法局备案的示范文本", "只填写了示范文本的空白处", "金额低于快审金额上限",
        "金额（元）：42,800.00", "500,000.00", "现有条件都具备", "“定级”办结后最后确定",
    ):  # fmt: skip
        assert words in shown, words
    assert shown.count("tone-done") == 5, "five hold, the level is told at 定级"


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"s-template": "0"}, "没有使用县司法局备案的示范文本"),
        ({"s-blanks_only": "0"}, "改动了示范文本的条款"),
        ({"s-amount": "500000"}, "不低于快审金额上限"),
        ({"s-already_done": "1", "s-done_on": "2026-02-27"}, "已先行作出"),
        ({"kind": "legality_review|规范性文件"}, "规范性文件、重大行政决策、重大执法决定不得快审"),
        ({"kind": "legality_review|重大行政决策"}, "规范性文件、重大行政决策、重大执法决定不得快审"),
    ],
)
def test_one_condition_that_fails_closes_it_and_says_what_to_do(town, sign, facts: dict[str, str], words: str) -> None:
    shown = told(sign("ben"), **{**FAST, **facts})
    assert words in shown and "不能办“快审”" in shown and "按一般程序出具" in shown


def test_what_was_not_answered_leaves_it_open(town, sign) -> None:
    shown = told(sign("ben"))
    assert "还不能判断" in shown and "还没有填写“金额（元）”" in shown and "不能办" not in shown


def test_a_kind_without_such_a_promise_shows_no_panel(town, sign) -> None:
    assert "能否" not in told(sign("ben"), kind="disclosure_request|当面提交")
    assert "能否快审" not in text(sign("ben").get("/register/"))


def test_the_panel_stands_where_a_matter_is_opened_too(town, sign) -> None:
    client = sign("ann")
    assert "能否快审" in text(client.get("/open/legality_review/"))
    shown = text(client.post("/open/legality_review/?_ask=told", {"s-kind": "行政合同（协议）", **FAST}))
    assert "现有条件都具备" in shown


def test_another_pack_says_its_own_words(people, sign, monkeypatch) -> None:
    data = raw("mini")
    step = next(item for item in data["step"] if item["id"] == "opinion")
    step["foretold"] = "能否当场出"
    step["needs"] = [*step.get("needs", []), {"if": "not subject.risk", "say": "涉稳，不能当场出", "met": "不涉稳"}]
    monkeypatch.setattr(packs, "for_new", lambda name, unit, on: load(data, POSTS))
    monkeypatch.setattr(procedures, "ids", lambda: ("mini",))
    client = sign("ann")
    shown = text(client.post("/register/?_ask=beside", {"kind": "mini", "s-risk": "1"}))
    assert "能否当场出" in shown and "涉稳，不能当场出" in shown


def give_back(client: Client, **more: object):
    wanted = (TODAY + timedelta(days=14)).isoformat()
    given = {**FAST, "o-materials": ["起草说明"], "o-wanted": wanted, "_act": "give-back", **more}
    return client.post("/register/", form(**given), follow=True)


def forwarded(monkeypatch) -> None:
    """A town that does not send files round by its office first."""
    data = procedures.declaration("legality_review")
    plain = {**data, "param": {**data["param"], "three_step": {**data["param"]["three_step"], "value": False}}}
    made = procedures.checked(plain, where="test")
    real = packs.for_new
    monkeypatch.setattr(
        packs, "for_new", lambda name, unit, on: made if name == "legality_review" else real(name, unit, on)
    )


def test_register_and_give_back_in_one_sitting(town, sign, monkeypatch) -> None:
    forwarded(monkeypatch)
    client = sign("ben")
    page = give_back(client)
    row = Matter.objects.select_related("stream").get()
    base = page_of(row.stream.key)
    assert page.redirect_chain[-1][0] == f"{base}act/do/intake/?give_back=1"
    shown = text(page)
    assert re.search(r'value="退回补正"[^>]*checked', shown)
    listed = re.search(r'<textarea id="f-missing"[^>]*>\n(.*?)</textarea>', shown, re.S)
    assert listed is not None and "1. 送审单（承办单位负责人签字）" in listed[1]
    answer = client.post(
        f"{base}act/do/intake/",
        {"_key": "b", "_seq": str(matters.folded(row.stream.key).count), "outcome": "退回补正", "decider": "p-ben",
         "missing": "1. 送审单（承办单位负责人签字）\n2、相对方营业执照复印件"},
    )  # fmt: skip
    run = matters.folded(row.stream.key).state.of("intake")[-1]
    assert answer["Location"] == f"{base}notice/{run.id}/"
    paper = text(client.get(answer["Location"]))
    for words in (
        "送审材料接收单", "一次性补正告知书", row.number, "柳禾镇农业办", "送审单（承办单位负责人签字）",
        "相对方营业执照复印件", "前（含当日）补齐并重新送审", "送件人签收", "取号印发告知书",
    ):  # fmt: skip
        assert words in paper, words
    assert paper.count('class="paper sheet"') == 1, "the pack's paper and no other"
    drafted = text(client.get(f"{base}papers/correction/"))
    assert "相对方营业执照复印件" in drafted and "送件人签收" in drafted, "the same paper as among the papers"


def test_where_it_cannot_be_recorded_yet_the_papers_come_out_and_the_reason_is_said(town, sign) -> None:
    page = text(give_back(sign("ben"), **{"o-materials": [], "o-wanted": ""}))
    assert "还没有记入“退回" in page and "“送审”" in page
    for words in ("送审材料接收单", "送审材料", "要求出具日期", "送审单（承办单位负责人签字）", "一次告知"):
        assert words in page, words
    assert "一次性补正告知书" not in page, "what is not recorded has no notice"
    assert "是否急件" not in page, "急件 was answered at the desk"
    assert not matters.folded(Matter.objects.get().stream.key).state.of("intake")


def test_the_papers_belong_to_those_who_may_see_the_matter(town, sign, client: Client, monkeypatch) -> None:
    forwarded(monkeypatch)
    give_back(sign("ben"))
    row = Matter.objects.select_related("stream").get()
    record(
        actor=who("ben"), matter=row.stream.key,
        proposals=[Proposal(kind=ActKind.DO, step="intake", outcome="退回补正", fields={"missing": "1. 营业执照"})],
    )  # fmt: skip
    run = matters.folded(row.stream.key).state.of("intake")[-1].id
    base = page_of(row.stream.key)
    for login, expected in (("ann", 200), ("ada", 200), ("far", 403), ("", 302)):
        client.logout()
        at = sign(login) if login else client
        for address in ("notice/", f"notice/{run}/"):
            assert at.get(f"{base}{address}").status_code == expected, (login, address)
        assert at.get(f"{base}give-back/").status_code == (expected if expected != 200 else 302), login
        batch = at.get("/register/print/", {"what": "receipts", "m": base.split("/")[2]})
        assert batch.status_code == expected, login
    assert sign("ben").get(f"{base}notice/1/").status_code == 404, "the opening gave nothing back"


def photo(name: str, colour: str, format: str = "JPEG") -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (400, 300), colour).save(out, format)
    return SimpleUploadedFile(name, out.getvalue())


def test_photographs_chosen_together_are_one_file_and_no_other_is_left(town, sign, home) -> None:
    given = [photo("IMG_1.jpg", "red"), photo("IMG_2.jpg", "blue"), photo("IMG_3.png", "green", "PNG")]
    paper = SimpleUploadedFile("合同.docx", docx("甲方"))
    answer = sign("ben").post("/register/", form(**FAST, **{"file-material": [paper, *given]}))
    assert answer.status_code == 302
    links = EvidenceLink.objects.filter(seq=1).select_related("file").order_by("pk")
    assert [(link.file.kind, link.pages) for link in links] == [("docx", ""), ("pdf", "3 页")]
    assert pages_of(evidence.read(links[1].file.sm3), "pdf") == 3
    kept = [path for path in (home / "evidence").rglob("*") if path.is_file()]
    assert len(kept) == 2, "the single pictures never touched the disk"
    receipt = text(sign("ben").get(answer["Location"]))
    assert "IMG_1等3张.pdf 1 份（3 页，图像，未检查）" in receipt


def test_one_photograph_and_a_damaged_one_stay_what_they_are(town, sign) -> None:
    given = [photo("a.jpg", "red"), SimpleUploadedFile("b.jpg", b"\xff\xd8\xff\xe0" + b"\x00" * 32)]
    assert sign("ben").post("/register/", form(**FAST, title="现场照片", **{"file-material": given})).status_code == 302
    kinds = EvidenceLink.objects.filter(seq=1).values_list("file__kind", flat=True)
    assert sorted(kinds) == ["jpg", "jpg"]


def test_a_marked_name_among_photographs_is_refused_and_the_others_wait(town, sign) -> None:
    given = [photo("机密★.jpg", "red"), photo("b.jpg", "blue"), photo("c.jpg", "green")]
    answer = sign("ben").post("/register/", form(**FAST, **{"file-material": given}))
    assert answer.status_code == 422 and "未保存" in text(answer) and "b等2张.pdf" in text(answer)


def test_receipts_and_labels_are_printed_in_one_go(town, sign) -> None:
    client = sign("ben")
    for key in ("k1", "k2"):
        client.post("/register/", form(**FAST, _key=key, title=f"合同{key}", place="2 号柜", again="1"))
    ids = [key.partition("/")[2] for key in Matter.objects.values_list("stream__key", flat=True)]
    chooser = text(client.get("/register/print/"))
    assert all(f'value="{one}" checked' in chooser for one in ids), "today's are ticked"
    papers = text(client.get("/register/print/", {"what": "receipts", "m": ids}))
    assert papers.count('class="receipt"') == 4 and papers.count('class="sheet"') == 2
    labels = text(client.get("/register/print/", {"what": "labels", "m": ids}))
    assert labels.count('class="shelf-label"') == 2 and "2 号柜" in labels
    assert "没有勾选" in text(client.get("/register/print/", {"what": "labels"}, follow=True))
    assert Account.objects.filter(login="ben").exists()
