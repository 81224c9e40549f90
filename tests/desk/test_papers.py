"""The pages of papers: who sees them, what they offer, issuing and taking back through the forms, masked and whole."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.desk.conftest import populate
from tests.records.conftest import Cast
from tests.records.files import pdf
from tests.records.test_papers import APPLICANT, RECEIVED, changed, told

from fazhi.formats.docx.read import lines
from fazhi.kernel.procedures import ActKind
from fazhi.records import evidence, papers
from fazhi.records.access import actor_of
from fazhi.records.acts.matters import open_matter
from fazhi.records.acts.proposals import Proposal
from fazhi.records.models import Account, Event, Matter

Sign = Callable[[str], Client]
ACCESS = [("pub", 200), ("ann", 200), ("county", 200), ("viewer", 200), ("far", 403), ("admin", 403)]
PAGES = ("papers/", "papers/receipt/", "papers/correction/", "papers/approval/", "papers/receipt/word/")


@pytest.fixture
def asked(cast: Cast) -> str:
    """Open a request for information that waits to be completed; return its stream."""
    populate(cast)
    first = [Proposal(kind=ActKind.DO, step="receive", outcome="办结", fields=RECEIVED)]
    subject = {"channel": "当面提交", "arrived": "2026-03-02", "wanted": "2025年村道养护支出"}
    done = open_matter(
        actor=actor_of(Account.objects.get(login="pub")), procedure="disclosure_request", unit="liuhe-ny",
        title="政府信息公开申请：村道养护", subject=subject, first=first,
    )  # fmt: skip
    told(str(done["stream"]))
    return str(done["stream"])


def at(stream: str, rest: str = "") -> str:
    return f"/m/{stream.partition('/')[2]}/{rest}"


def issue(client: Client, stream: str) -> papers.Issued:
    client.post(at(stream, "papers/correction/"), {"_form": "issue", "_key": "k1"})
    (item,) = papers.issued(Matter.objects.get(stream__key=stream).pk)
    return item


@pytest.mark.parametrize(("login", "status"), ACCESS)
@pytest.mark.parametrize("page", PAGES)
def test_who_may_see_the_papers_of_a_matter(sign: Sign, asked: str, login: str, status: int, page: str) -> None:
    assert sign(login).get(at(asked, page)).status_code == status


@pytest.mark.parametrize("page", PAGES)
def test_the_public_is_sent_to_the_sign_in(client: Client, asked: str, page: str) -> None:
    assert client.get(at(asked, page)).status_code == 302


def test_a_paper_or_an_entry_that_does_not_exist_is_not_found(sign: Sign, asked: str) -> None:
    client = sign("pub")
    for page in ("papers/none/", "papers/third_letter/9/", "papers/correction/1/", "issued/99/", "issued/1/back/2/"):
        assert client.get(at(asked, page)).status_code == 404


def test_the_matter_lists_what_can_be_printed_and_the_list_says_what_must_come_first(sign: Sign, asked: str) -> None:
    client = sign("pub")
    page = client.get(at(asked)).text
    assert "补正告知书" in page and "可印发" in page and "延期答复告知书" not in page
    every = client.get(at(asked, "papers/")).text
    assert "延期答复告知书" in every and "“延长答复期限”曾依法办理" in every


def test_a_page_masks_the_applicant_until_somebody_asks_and_that_is_logged(sign: Sign, asked: str) -> None:
    client = sign("pub")
    page = client.get(at(asked, "papers/correction/")).text
    assert APPLICANT not in page and "周**" in page and "将留痕" in page
    before = Event.objects.filter(type="looked").count()
    whole = client.post(at(asked, "papers/correction/")).text
    assert APPLICANT in whole
    assert Event.objects.filter(type="looked").count() == before + 1


def test_a_viewer_gets_no_personal_value_whatever_is_posted(sign: Sign, asked: str) -> None:
    client = sign("viewer")
    assert APPLICANT not in client.post(at(asked, "papers/correction/")).text
    sent = client.post(at(asked, "papers/correction/word/"))
    assert APPLICANT not in "".join(lines(b"".join([sent.content])))


def test_the_word_file_is_a_draft_masked_or_whole(sign: Sign, asked: str) -> None:
    client = sign("pub")
    masked, whole = client.get(at(asked, "papers/correction/word/")), client.post(at(asked, "papers/correction/word/"))
    assert "送签稿" in lines(masked.content) and "周**：" in lines(masked.content)
    assert f"{APPLICANT}：" in lines(whole.content)
    assert "attachment" in masked["Content-Disposition"]
    assert not papers.issued(Matter.objects.get(stream__key=asked).pk)


def test_a_viewer_is_offered_no_way_to_issue(sign: Sign, asked: str) -> None:
    assert "签发后印发" in sign("pub").get(at(asked, "papers/correction/")).text
    client = sign("viewer")
    assert "签发后印发" not in client.get(at(asked, "papers/correction/")).text
    client.post(at(asked, "papers/correction/"), {"_form": "issue"})
    assert not papers.issued(Matter.objects.get(stream__key=asked).pk)


def test_issuing_returning_and_sealing_go_through_the_forms(sign: Sign, asked: str) -> None:
    client = sign("pub")
    item = issue(client, asked)
    assert client.get(at(asked, "papers/correction/")).status_code == 302
    page = at(asked, f"issued/{item.seq}/")
    assert item.number in client.get(page).text and "待盖章件" in client.get(page).text
    body = changed(evidence.read(item.sm3), "写明年度。", "写明年度和金额。")
    file = SimpleUploadedFile("改.docx", body)
    said = client.post(page, {"_form": "back", "back-file": file}, follow=True).text
    assert "1 处与印发件不同" in said
    (item,) = papers.issued(Matter.objects.get(stream__key=asked).pk)
    shown = client.get(at(asked, f"issued/{item.seq}/back/{item.returned[0].seq}/")).text
    assert "<ins>和金额</ins>" in shown and "1 处不同" in shown
    scan = SimpleUploadedFile("章.pdf", pdf("盖章"))
    done = client.post(page, {"_form": "seal", "seal-scan": scan, "seal-pages": "1"}, follow=True).text
    assert "正式件" in done and 'id="form-seal"' not in done
    course = client.get(at(asked)).text
    for word in ("印发", "传回文本", "收到盖章件（正式件）"):
        assert word in course


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"_form": "seal"}, "请选择文件"),
        ({"_form": "back"}, "请选择文件"),
        ({"_form": "void"}, "须填写“作废的理由”"),
        ({"_form": "back", "back-file": ("改.docx", b"nothing")}, "认不出的文件类型"),
        ({"_form": "back", "back-file": ("改.pdf", pdf("改"))}, "不是 Word 文件"),
        ({"_form": "seal", "seal-scan": ("章.txt", "盖章".encode())}, "应为扫描件"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(
    sign: Sign, asked: str, form: dict[str, str | tuple[str, bytes]], said: str
) -> None:
    client = sign("pub")
    item = issue(client, asked)
    sent = {name: value if isinstance(value, str) else SimpleUploadedFile(*value) for name, value in form.items()}
    page = client.post(at(asked, f"issued/{item.seq}/"), sent)
    assert page.status_code == 200 and said in page.text
    assert len(papers.issued(Matter.objects.get(stream__key=asked).pk)[0].returned) == 0


def test_a_voided_paper_is_struck_through_and_may_be_issued_anew(sign: Sign, asked: str) -> None:
    client = sign("pub")
    item = issue(client, asked)
    client.post(at(asked, f"issued/{item.seq}/"), {"_form": "void", "void-reason": "年度写错"})
    listed = client.get(at(asked, "papers/")).text
    assert "已作废" in listed and "可印发" in listed
    assert 'id="form-seal"' not in client.get(at(asked, f"issued/{item.seq}/")).text


def test_the_sheet_of_a_term_and_the_receipt_come_as_word_files(sign: Sign, asked: str) -> None:
    client = sign("pub")
    term = client.get(at(asked, "terms/reply_term/?format=docx"))
    text = lines(term.content)
    assert text[0] == "期限计算书" and "计入" in text
    assert "《中华人民共和国政府信息公开条例》第三十三条第二款" in "".join(text)
    receipt = lines(client.get(at(asked, "receipt/?format=docx")).content)
    assert "事项名称" in receipt and "政府信息公开申请：村道养护" in receipt
    assert sign("far").get(at(asked, "receipt/?format=docx")).status_code == 403
