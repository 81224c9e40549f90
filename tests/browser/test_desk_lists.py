"""Lists, ledgers, register desk, hand-over, numbers and people in a browser: for everybody, narrow, and on paper."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import BrowserContext, Page
from tests.browser.a11y import axe_violations, sideways, small_targets, small_text, unlabelled
from tests.desk.conftest import populate, who
from tests.desk.rich import rich
from tests.records.conftest import TODAY, build, home  # noqa: F401
from tests.records.files import docx

from fazhi.kernel.procedures import ActKind
from fazhi.packs import procedures
from fazhi.records import matters, packs
from fazhi.records.acts import numbers
from fazhi.records.acts.base import Signed
from fazhi.records.acts.matters import open_matter, record
from fazhi.records.acts.proposals import Proposal
from fazhi.records.models import Account, Matter

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SHOTS = os.environ.get("FAZHI_SHOTS")
PAGES = {
    "register": "/register/",
    "matters": "/matters/",
    "matters-choose": "/matters/?choose=1",
    "ledgers": "/ledger/",
    "ledger": "/ledger/mini/r/",
    "ledger-choose": "/ledger/mini/r/?choose=1",
    "search": "/search/?q=%E5%90%88%E5%90%8C",
    "hand-over": "/hand-over/?from=p-ann",
    "week": "/terms/week/",
    "numbers": "/numbers/?unit=liuhe",
    "offline": "/register/offline/",
    "manage": "/manage/",
}
TITLES = (
    ("集镇公厕改造工程施工合同", "行政合同（协议）"),
    ("王家桥村道养护工程施工合同", "行政合同（协议）"),
    ("关于规范集镇占道经营的通告", "规范性文件"),
    ("2027年度集镇环境卫生保洁服务合同", "行政合同（协议）"),
    ("柳禾镇政府投资小型工程管理办法", "规范性文件"),
    ("沿河路路灯合同能源管理协议", "行政合同（协议）"),
)


@pytest.fixture
def town(transactional_db, monkeypatch) -> Iterator[None]:
    """A town with six matters in different states, one of them with an unlawful fact."""
    matters.forget()
    monkeypatch.setattr(packs, "for_new", lambda name, unit, on: rich(name))
    monkeypatch.setattr(procedures, "get", rich)
    monkeypatch.setattr(procedures, "ids", lambda: ("mini",))
    populate(build())
    do = ActKind.DO
    for place, (title, kind) in enumerate(TITLES):
        done = open_matter(
            actor=who("ann"), procedure="mini", unit="liuhe-ny", title=title, handler="p-ann",
            subject={"kind": kind, "risk": False, "amount": "42800.00", "party": "某甲商行"},
            first=[Proposal(kind=do, step="submit", outcome="办结", text="v1")],
        )  # fmt: skip
        steps = [
            Proposal(kind=do, step="intake", outcome="受理"),
            Proposal(kind=do, step="raise", outcome="必须"),
            Proposal(kind=do, step="settle", key="1", outcome="采纳", signed=Signed(decider="p-ann")),
            Proposal(kind=do, step="opinion", outcome="合法"),
        ]
        for item in steps[: place % 5]:
            record(actor=who("ben"), matter=str(done["stream"]), proposals=[item])
        if place == 2:
            fact = Proposal(
                kind=ActKind.FACT, step="meeting", outcome="办结", occurred=TODAY, why="会议先于审查召开",
                signed=Signed(decider="p-cai"),
            )  # fmt: skip
            record(actor=who("ben"), matter=str(done["stream"]), proposals=[fact])
    numbers.enter_paper_number(actor=who("cai"), unit="liuhe", kind="测", text="柳禾测〔2026〕9号", day=TODAY)
    numbers.take(actor=who("cai"), unit="liuhe", kind="测")
    numbers.void(actor=who("cai"), unit="liuhe", kind="测", text="柳禾测〔2026〕7号", reason="打印错误")
    yield
    matters.forget()


@pytest.fixture
def signed(town, context: BrowserContext, live_url: str):
    """Sign somebody in: the session is made on the server, the browser gets its cookie."""

    def sign(login: str) -> None:
        client = Client()
        client.force_login(Account.objects.get(login=login), backend="django.contrib.auth.backends.ModelBackend")
        kept = client.cookies["fazhi_session"].value
        context.add_cookies([{"name": "fazhi_session", "value": kept, "url": live_url}])

    return sign


def wrong(page: Page) -> list[str]:
    """Return everything that keeps somebody from using the page as it stands."""
    checks = (axe_violations, unlabelled, small_text, sideways, small_targets)
    return [f"{check.__name__}: {line}" for check in checks for line in check(page)]


def shoot(page: Page, name: str) -> None:
    """Keep a picture when somebody asked for pictures."""
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"desk2-{name}.png"), full_page=True)


@pytest.mark.parametrize("width", [1280, 360])
def test_every_page_is_accessible_wide_and_narrow(page: Page, signed, width: int) -> None:
    signed("cai")
    page.set_viewport_size({"width": width, "height": 900})
    found = {}
    for name, address in PAGES.items():
        page.goto(address)
        shoot(page, f"{name}-{width}")
        found[name] = wrong(page)
    assert {name: lines for name, lines in found.items() if lines} == {}


@pytest.mark.parametrize("width", [1280, 360])
def test_the_pages_of_an_administrator_are_accessible(page: Page, signed, width: int) -> None:
    signed("admin")
    page.set_viewport_size({"width": width, "height": 900})
    for name, address in (
        ("people", "/people/"),
        ("person", "/people/p-ann/"),
        ("numbers-admin", "/numbers/?unit=liuhe"),
    ):
        page.goto(address)
        for summary in page.locator("details.small-form > summary").all():
            summary.click()
        shoot(page, f"{name}-{width}")
        assert wrong(page) == []


@pytest.mark.parametrize("look", ["contrast", "large", "large+contrast"])
def test_the_widest_pages_are_accessible_in_every_look(context: BrowserContext, page: Page, signed, look: str) -> None:
    signed("cai")
    context.add_cookies([{"name": "fazhi_look", "value": look, "domain": "localhost", "path": "/"}])
    page.set_viewport_size({"width": 360, "height": 800})
    for name in ("register", "matters", "ledger", "week"):
        page.goto(PAGES[name])
        assert wrong(page) == []


def test_a_file_is_registered_and_its_receipt_fits_one_a4(page: Page, signed, tmp_path: Path) -> None:
    signed("ann")
    scan = tmp_path / "镇区路灯维修合同（最终版2）.docx"
    scan.write_bytes(docx("甲方：柳禾镇", "乙方：某甲商行"))
    page.goto("/register/")
    page.get_by_label("事项类别").select_option("mini|行政合同（协议）")
    page.get_by_label("送审文件").set_input_files(str(scan))
    page.get_by_text("行政合同（协议）的其他情况").wait_for()
    shoot(page, "register-filled-1280")
    page.get_by_role("button", name="登记并打印接收单（两份）").click()
    page.get_by_role("heading", name="柳禾镇送审材料接收单").first.wait_for()
    assert Matter.objects.filter(title="镇区路灯维修合同").exists()
    assert wrong(page) == []
    shoot(page, "receipt-1280")
    page.emulate_media(media="print")
    printed = page.pdf(prefer_css_page_size=True)
    assert printed.count(b"/Type /Page\n") == 1
    _paper("receipt", printed)
    page.set_viewport_size({"width": 640, "height": 960})
    shoot(page, "receipt-print")


def test_a_form_that_is_refused_is_read_first_and_keeps_the_file(
    context: BrowserContext, signed, tmp_path: Path
) -> None:
    signed("ann")
    page = context.new_page()  # a refusal is answered with 422, of which the browser complains
    paper = tmp_path / "合同.docx"
    paper.write_bytes(docx("甲方"))
    page.goto("/register/")
    page.get_by_label("送审文件").set_input_files(str(paper))
    page.get_by_role("button", name="登记并打印接收单（两份）").click()
    page.get_by_text("还不能登记").wait_for()
    assert "还不能登记" in page.evaluate("document.activeElement.textContent")
    assert page.get_by_text("新件，第 1 版").is_visible()
    assert wrong(page) == []
    shoot(page, "register-refused-1280")


def test_a_file_that_is_too_large_is_said_before_it_is_sent(page: Page, signed, tmp_path: Path) -> None:
    signed("ann")
    page.goto("/register/")
    page.locator("form[data-largest]").evaluate("form => { form.dataset.largest = '10' }")
    paper = tmp_path / "录像.zip"
    paper.write_bytes(b"x" * 100)
    page.get_by_label("送审文件").set_input_files(str(paper))
    assert page.get_by_text("录像.zip 超过").is_visible()


def test_the_register_works_without_scripts(browser, live_url: str, signed, context: BrowserContext) -> None:
    signed("ann")
    with browser.new_context(
        java_script_enabled=False, base_url=live_url, storage_state=context.storage_state()
    ) as plain:
        page = plain.new_page()
        page.goto("/register/")
        page.get_by_label("事项类别").select_option("mini|规范性文件")
        page.get_by_role("button", name="列出这一类要填的内容").click()
        assert page.get_by_text("规范性文件的其他情况").is_visible()
        assert page.get_by_label("事项类别").input_value() == "mini|规范性文件"


def test_the_ledger_prints_every_column_on_a3_sideways(page: Page, signed) -> None:
    signed("cai")
    page.goto("/ledger/mini/r/?print=1")
    page.emulate_media(media="print")
    for gone in (".topbar", ".nav", ".actions", ".cards", ".views"):
        assert not page.locator(gone).first.is_visible()
    assert page.locator(".register thead tr:last-child th:visible").count() == 19
    printed = page.pdf(prefer_css_page_size=True)
    assert b"[0 0 1190.88 841.92]" in printed or b"/MediaBox [0 0 1191" in printed
    _paper("ledger", printed)
    page.set_viewport_size({"width": 1450, "height": 1020})
    shoot(page, "ledger-print")


THIRTY = """() => {
  const day = document.querySelector('.due-sheet tbody'), head = day.querySelector('th'), row = day.rows[0];
  while (day.rows.length < 30) {
    const more = row.cloneNode(true);
    if (more.querySelector('th')) more.querySelector('th').remove();
    day.append(more);
  }
  head.rowSpan = day.rows.length;
}"""
"""A town's week as it comes: thirty matters due on one day."""


@pytest.mark.parametrize(("name", "sheets"), [("week", 1), ("numbers", 1)])
def test_a_sheet_for_the_wall_takes_one_a4(page: Page, signed, name: str, sheets: int) -> None:
    signed("cai")
    page.goto(PAGES[name])
    if name == "week":
        page.evaluate(THIRTY)
    page.emulate_media(media="print")
    printed = page.pdf(prefer_css_page_size=True)
    assert printed.count(b"/Type /Page\n") == sheets
    _paper(name, printed)
    page.set_viewport_size({"width": 800, "height": 1000})
    shoot(page, f"{name}-print")


def test_the_hand_over_is_printed_for_both_signatures(page: Page, signed) -> None:
    signed("cai")
    page.goto(PAGES["hand-over"])
    page.get_by_label("接手的人").select_option("p-ada")
    page.get_by_label("移交事由").fill("轮岗")
    page.get_by_role("button", name="移交勾选的事项").click()
    page.get_by_role("heading", name="工作移交清单").wait_for()
    assert wrong(page) == []
    shoot(page, "hand-over-list-1280")
    page.emulate_media(media="print")
    printed = page.pdf(prefer_css_page_size=True)
    assert printed.count(b"/Type /Page\n") == 1
    _paper("hand-over-list", printed)
    page.set_viewport_size({"width": 800, "height": 1000})
    shoot(page, "hand-over-list-print")


def _paper(name: str, printed: bytes) -> None:
    if SHOTS:
        (Path(SHOTS) / f"desk2-{name}-print.pdf").write_bytes(printed)
