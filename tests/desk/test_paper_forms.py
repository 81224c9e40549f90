"""文书版式: who may change it, what is refused, and that what is issued then stands in the county's own form."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.desk.test_papers import asked, at  # noqa: F401
from tests.formats.test_docx_back import p, word
from tests.records.test_papers import APPLICANT

from fazhi.formats.docx.read import lines
from fazhi.records import evidence, papers
from fazhi.records.models import Blob, ConfigEntry, Matter
from fazhi.records.verification import verify_site

Sign = Callable[[str], Client]
PAGE = "/paper-forms/disclosure_request/correction/"
FORM = word(p("青禾县统一版式") + p("{{文", "号}}") + p("{{receive.applicant}}：") + p("{{正文}}") + p("{{落款日期}}"))


def use(client: Client, body: bytes, name: str = "版式.docx") -> str:
    sent = {"_form": "use", "use-file": SimpleUploadedFile(name, body), "use-basis": "县司法局设定"}
    return client.post(PAGE, sent, follow=True).text


@pytest.mark.parametrize(("login", "status"), [("admin", 200), ("pub", 403), ("county", 403), ("far", 403)])
@pytest.mark.parametrize("page", ["/paper-forms/", PAGE, f"{PAGE}sample/"])
def test_only_administrators_see_the_forms(sign: Sign, asked: str, login: str, status: int, page: str) -> None:  # noqa: F811
    assert sign(login).get(page).status_code == status


def test_the_public_is_sent_to_the_sign_in(client: Client, asked: str) -> None:  # noqa: F811
    assert client.get(PAGE).status_code == 302


def test_every_place_is_named_and_a_sample_has_them_written_out(sign: Sign, asked: str) -> None:  # noqa: F811
    client = sign("admin")
    page = client.get(PAGE).text
    assert "{{receive.applicant}}" in page and "申请人姓名或者名称" in page
    said = "".join(lines(client.get(f"{PAGE}sample/").content))
    assert "{{matter.number}}" in said and "{{依据 gk30}}" in said
    assert client.get("/paper-forms/disclosure_request/none/").status_code == 404


def test_a_paper_is_issued_in_the_county_s_own_form(sign: Sign, asked: str) -> None:  # noqa: F811
    page = use(sign("admin"), FORM)
    assert "现用：县里版式" in page
    draft = lines(sign("pub").post(at(asked, "papers/correction/word/")).content)
    assert draft[0] == "青禾县统一版式" and f"{APPLICANT}：" in draft
    sign("pub").post(at(asked, "papers/correction/"), {"_form": "issue"})
    (item,) = papers.issued(Matter.objects.get(stream__key=asked).pk)
    said = lines(evidence.read(item.sm3))
    assert said[:3] == ("青禾县统一版式", item.number, f"{APPLICANT}：")
    assert "写明村道名称。" in said and said[-1] == "2026年3月2日"
    # The fixture lets everybody in without a change of password, which verify rightly names.
    assert [item.message for item in verify_site().findings if not item.message.startswith("账号表")] == []


def test_the_pack_s_own_form_can_be_put_back(sign: Sign, asked: str) -> None:  # noqa: F811
    client = sign("admin")
    use(client, FORM)
    again = {"_form": "drop", "drop-basis": "县司法局设定", "drop-starts": "2026-03-02"}
    assert "生效日期须晚于现有设置" in client.post(PAGE, again).text
    assert ConfigEntry.objects.filter(name="paper.form.disclosure_request.correction").count() == 1


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (word(p("{{receive.nobody}}")), "不是这件文书的占位名"),
        (word(p("{{正文}}"), word__vbaProject_dot_bin=b"x"), "含有宏"),
        (b"nothing", "不是 Word 文件"),
    ],
)
def test_an_unfit_form_is_refused_and_nothing_is_kept(sign: Sign, asked: str, body: bytes, said: str) -> None:  # noqa: F811
    assert said in use(sign("admin"), body)
    assert not ConfigEntry.objects.filter(name__startswith="paper.form").exists()
    assert not Blob.objects.filter(kind="paper_form").exists()
