"""议题包: which matters are offered, what the pack holds, who sees it."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date

import pypdfium2 as pdfium
import pytest
from django.test import Client
from PIL import Image
from tests.desk.conftest import populate
from tests.desk.test_reports import plain
from tests.records.conftest import Cast

from fazhi.desk import agenda
from fazhi.formats import office
from fazhi.formats.docx import write
from fazhi.formats.docx.read import lines
from fazhi.kernel.papers import Paper, Paragraph, Span
from fazhi.kernel.procedures import ActKind
from fazhi.records.access import actor_of
from fazhi.records.acts.matters import open_matter, record
from fazhi.records.acts.proposals import Proposal
from fazhi.records.evidence import Attached, receive
from fazhi.records.models import Account

Sign = Callable[[str], Client]
SUBJECT = {
    "kind": "公共政策和措施",
    "content": "明确村级公厕由谁管护、经费从哪里来。",
    **dict.fromkeys(
        ("departments", "groups", "concern", "hearing_required", "hearing_asked", "professional", "risk", "operators",
         "normative", "to_county", "exploratory"), False,
    ),
    "congress": "不需要",
}  # fmt: skip


@pytest.fixture
def decision(cast: Cast) -> str:
    """Open a decision with a draft; return the part of its stream that stands in addresses."""
    populate(cast)
    ann, cai = actor_of(Account.objects.get(login="ann")), actor_of(Account.objects.get(login="leader"))
    first = [Proposal(kind=ActKind.DO, step="propose", outcome="办结", fields={"source": "领导人员"})]
    done = open_matter(
        actor=ann, procedure="major_decision", unit="liuhe-ny", title="村级公厕管护办法", subject=SUBJECT, first=first
    )
    study = Proposal(kind=ActKind.DO, step="study", outcome="建议启动", fields={"view": "可行"})
    start = {"unit": "柳禾镇农业办", "excluded": False, "plan_meeting": "2026-03-31"}
    begin = Proposal(kind=ActKind.DO, step="initiate", outcome="启动", fields=start)
    text = ("第一条　村级公厕由所在村管护。", "第二条　经费列入年度预算。")
    body = write(Paper(title="草案", blocks=tuple(Paragraph(spans=(Span(text=line),)) for line in text)))
    file = Attached(file=receive([body], "草案.docx"), slot="text")
    prepare = Proposal(
        kind=ActKind.DO, step="prepare", outcome="办结", fields={"explanation": "调查了十二个村。"}, files=(file,)
    )
    stream = str(done["stream"])
    record(actor=ann, matter=stream, proposals=[study])
    record(actor=cai, matter=stream, proposals=[begin])
    record(actor=ann, matter=stream, proposals=[prepare])
    return stream.partition("/")[2]


def test_matters_in_hand_are_offered_with_what_they_lack(sign: Sign, decision: str) -> None:
    page = sign("ann").get("/agenda/").text
    assert "村级公厕管护办法" in page and "尚缺" in page and f'value="{decision}"' in page
    assert "村级公厕管护办法" not in sign("far").get("/agenda/").text


def test_what_a_meeting_has_passed_is_not_ticked_again(
    sign: Sign, decision: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticked = f'value="{decision}" checked'
    monkeypatch.setattr(agenda, "lacking", lambda *_: ())
    page = sign("ann").get("/agenda/").text
    assert ticked in page and "前置程序齐备" in page
    monkeypatch.setattr(agenda, "passed_on", lambda *_: date(2026, 3, 31))
    page = sign("ann").get("/agenda/").text
    assert ticked not in page and "已于2026年3月31日讨论通过" in page
    monkeypatch.setattr(agenda, "checklists", lambda _: ())
    page = sign("ann").get("/agenda/").text
    assert ticked not in page and "规程没有列出前置程序" in page


def test_the_pack_holds_agenda_checklist_materials_and_the_text(sign: Sign, decision: str) -> None:
    query = f"/agenda/?m={decision}&name=党政联席会议&time=3月31日&what="
    page = plain(sign("ann").get(query + "show").text)
    for words in ("党政联席会议议程", "议题前置程序核对表", "× 尚缺", "议题1材料清单", "第二条　经费列入年度预算。"):
        assert words in page
    said = lines(sign("ann").get(query + "docx").content)
    assert said[0] == "党政联席会议议程"
    assert "参照《重大行政决策程序暂行条例》第二十五条" in "".join(said)
    assert "议题1附件1：决策草案" in said and "第一条　村级公厕由所在村管护。" in said


def test_who_only_looks_gets_no_text_of_a_file(sign: Sign, decision: str) -> None:
    page = plain(sign("viewer").get(f"/agenda/?m={decision}&what=show").text)
    assert "未附：您无权打开，请承办单位打印" in page and "第二条　经费列入年度预算。" not in page


def test_nobody_prints_what_is_not_theirs_and_nothing_chosen_is_said(sign: Sign, client: Client, decision: str) -> None:
    assert sign("far").get(f"/agenda/?m={decision}&what=show").status_code == 403
    assert "没有勾选议题" in sign("ann").get("/agenda/?what=show", follow=True).text
    client.logout()
    assert client.get("/agenda/").status_code == 302


def pdf_of(pages: int) -> bytes:
    """Return a PDF whose pages are 300 points wide, to be known again."""
    made = pdfium.PdfDocument.new()
    for _ in range(pages):
        made.new_page(300, 400)
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def picture() -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (40, 60), "navy").save(target, "JPEG")
    return target.getvalue()


@pytest.fixture
def with_scans(decision: str) -> str:
    """Three sessions with their records: a PDF of three pages, a photograph, one that no program here can open."""
    heic = b"\0\0\0\x18ftypheic" + b"\0" * 200
    for body, name in ((pdf_of(3), "座谈记录.pdf"), (picture(), "走访.jpg"), (heic, "问卷.heic")):
        file = Attached(file=receive([body], name), slot="record")
        listen = Proposal(
            kind=ActKind.DO, step="listen", outcome="座谈会", fields={"people": 12, "opinions": 3}, files=(file,)
        )
        record(actor=actor_of(Account.objects.get(login="ann")), matter=f"matter/{decision}", proposals=[listen])
    return decision


def sizes(body: bytes) -> list[float]:
    document = pdfium.PdfDocument(body)
    return [round(page.get_width()) for page in document]


def test_what_does_not_fit_into_word_is_named_with_its_reason(sign: Sign, with_scans: str) -> None:
    said = "".join(lines(sign("ann").get(f"/agenda/?m={with_scans}&what=docx").content))
    assert "须另行打印的附件 3 件" in said
    assert "（HEIC 照片不能合并，请另存为 JPG）" in said and "在合并的 PDF 里" in said


def test_without_libreoffice_the_attachments_are_one_pdf_beside_the_word_file(
    sign: Sign, with_scans: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office, "installed", lambda: None)
    page = sign("ann").get(f"/agenda/?m={with_scans}&what=show").text
    assert "下载附件 PDF" in page and "下载合并的 PDF" not in page
    assert "决策草案：本机没有 LibreOffice" in page
    body = sign("ann").get(f"/agenda/?m={with_scans}&what=attachments").content
    assert sizes(body) == [300, 300, 300, 595, 595]  # three pages, a blank one, the photograph on A4
    assert "请改为下载 Word" in sign("ann").get(f"/agenda/?m={with_scans}&what=pdf").text


@pytest.mark.skipif(office.installed() is None, reason="LibreOffice 没有安装")
def test_with_libreoffice_one_pdf_holds_everything_each_part_on_a_right_hand_page(sign: Sign, with_scans: str) -> None:
    answer = sign("ann").get(f"/agenda/?m={with_scans}&name=党政联席会议&what=pdf")
    assert answer["Content-Type"] == "application/pdf"
    document = pdfium.PdfDocument(answer.content)
    texts = ["".join(page.get_textpage().get_text_range().split()) for page in document]
    found = {
        name: next(number for number, text in enumerate(texts, 1) if text.startswith(name))
        for name in ("党政联席会议议程", "议题前置程序核对表", "议题1材料清单")
    }
    assert list(found.values()) == sorted(found.values()) and all(number % 2 for number in found.values())
    draft = next(number for number, text in enumerate(texts, 1) if "第二条经费列入年度预算" in text)
    scan = sizes(answer.content).index(300) + 1
    assert draft % 2 and scan % 2 and draft < scan
    assert "附后，3页" in texts[found["议题1材料清单"] - 1] and "HEIC照片不能合并" in texts[0]


def test_a_version_that_was_replaced_is_not_printed_again(sign: Sign, with_scans: str) -> None:
    body = write(Paper(title="草案", blocks=(Paragraph(spans=(Span(text="第三条　由镇里管护。"),)),)))
    file = Attached(file=receive([body], "草案二稿.docx"), slot="text")
    again = Proposal(
        kind=ActKind.DO, step="prepare", outcome="办结", fields={"explanation": "改由镇里管护。"}, files=(file,)
    )
    record(actor=actor_of(Account.objects.get(login="ann")), matter=f"matter/{with_scans}", proposals=[again])
    said = "".join(lines(sign("ann").get(f"/agenda/?m={with_scans}&what=docx").content))
    assert "第三条　由镇里管护。" in said and "第二条　经费列入年度预算。" not in said
