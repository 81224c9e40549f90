"""The pages of papers in a browser: accessible wide and narrow, printed on the page of the standard, used by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page
from tests.browser.a11y import assert_accessible
from tests.browser.test_desk_pages import sign_in
from tests.desk.conftest import populate
from tests.records.conftest import build, home  # noqa: F401
from tests.records.files import pdf
from tests.records.test_papers import RECEIVED, changed, told

from fazhi.kernel.procedures import ActKind
from fazhi.records import evidence, papers
from fazhi.records.access import actor_of
from fazhi.records.acts.matters import open_matter
from fazhi.records.acts.proposals import Proposal
from fazhi.records.models import Account, Matter

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def asked(transactional_db, home: Path) -> str:  # noqa: F811
    """A request for information that waits to be completed; the address of its page."""
    populate(build())
    first = [Proposal(kind=ActKind.DO, step="receive", outcome="办结", fields=RECEIVED)]
    subject = {"channel": "当面提交", "arrived": "2026-03-02", "wanted": "2025年村道养护支出"}
    done = open_matter(
        actor=actor_of(Account.objects.get(login="pub")), procedure="disclosure_request", unit="liuhe-ny",
        title="政府信息公开申请：村道养护", subject=subject, first=first,
    )  # fmt: skip
    told(str(done["stream"]))
    return f"/m/{str(done['stream']).partition('/')[2]}/"


def look_at(page: Page) -> None:
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 900})
        assert_accessible(page)
    page.set_viewport_size({"width": 1280, "height": 900})


def test_a_paper_is_issued_compared_and_sealed_by_hand(page: Page, asked: str, tmp_path: Path) -> None:
    sign_in(page, "pub")
    for address in (f"{asked}papers/", f"{asked}papers/approval/", f"{asked}papers/correction/"):
        page.goto(address)
        look_at(page)
    assert "周**" in page.locator("article.sheet").inner_text()
    page.get_by_role("button", name="印发").click()
    page.goto(f"{asked}papers/correction/")
    look_at(page)
    (item,) = papers.issued(Matter.objects.get().pk)
    back, scan = tmp_path / "改.docx", tmp_path / "章.pdf"
    back.write_bytes(changed(evidence.read(item.sm3), "写明年度。", "写明年度和金额。"))
    scan.write_bytes(pdf("盖章"))
    page.get_by_text("传回文本，逐条比对").click()
    page.get_by_label("传回的 Word 文件").set_input_files(str(back))
    page.get_by_role("button", name="收下并比对").click()
    page.get_by_role("link", name="2026年3月2日").click()
    look_at(page)
    assert page.locator("ins").all_inner_texts() == ["增加", "和金额"]
    page.go_back()
    page.get_by_label("盖章扫描件").set_input_files(str(scan))
    page.get_by_role("button", name="收下盖章件").click()
    assert "正式件" in page.locator(".page-head").inner_text()


def test_a_paper_prints_on_the_page_of_the_standard(page: Page, asked: str) -> None:
    sign_in(page, "pub")
    page.goto(f"{asked}papers/correction/")
    page.emulate_media(media="print")
    paper = page.locator("article.sheet")
    style = "e => { const s = getComputedStyle(e); return [s.fontSize, s.lineHeight, s.letterSpacing] }"
    size, line, spacing = paper.locator("p.sheet-body").first.evaluate(style)
    assert (size, line) == ("21.3333px", "38.6px") and float(spacing.removesuffix("px")) == pytest.approx(
        -1 / 3, abs=0.01
    )
    assert not page.get_by_role("button", name="印发").is_visible()
    body = page.pdf(prefer_css_page_size=True)
    assert body.startswith(b"%PDF") and b"595" in body


def test_the_forms_of_the_county_are_accessible(page: Page, asked: str) -> None:
    sign_in(page, "admin")
    for address in ("/paper-forms/", "/paper-forms/disclosure_request/reply/"):
        page.goto(address)
        look_at(page)
