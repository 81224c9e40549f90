"""The desk in a browser: accessible at both widths, usable without scripts, what was typed is never lost.

With ``FAZHI_SHOTS=FOLDER`` every page that is looked at is kept there as a picture.
"""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import unquote

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from tests.browser.a11y import assert_accessible
from tests.desk import replay
from tests.desk.conftest import opened, page_of, populate, who
from tests.kernel.packing import pack
from tests.records.conftest import build, home  # noqa: F401

from fazhi.desk.bundle import export
from fazhi.kernel.procedures import ActKind
from fazhi.packs import procedures
from fazhi.records import clock, matters, packs
from fazhi.records.access import SYSTEM
from fazhi.records.acts.matters import record
from fazhi.records.acts.proposals import Proposal
from fazhi.records.bundle import Form
from fazhi.records.models import Matter

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SHOTS = os.environ.get("FAZHI_SHOTS")
NOW = date(2026, 11, 20)


@pytest.fixture
def county(transactional_db, monkeypatch: pytest.MonkeyPatch, home: Path) -> Iterator[dict[str, str]]:  # noqa: F811
    """A county with small matters and one of a real procedure, on a Friday in November; name -> address."""
    matters.forget()
    real = packs.for_new
    monkeypatch.setattr(packs, "for_new", lambda name, unit, on: pack(name) if name == "mini" else real(name, unit, on))
    ids = procedures.ids()
    monkeypatch.setattr(procedures, "ids", lambda: (*ids, "mini"))
    get = procedures.get
    monkeypatch.setattr(procedures, "get", lambda name: pack(name) if name == "mini" else get(name))
    populate(build())
    case = replay.find("disclosure_request", "补正重新起算、征求第三方、延期相接：11月30日届满")
    logins = replay.people(case)
    request = replay.replay("disclosure_request", case, logins, title="2024年至2025年高标准农田建设项目验收资料")
    with clock.fixed(date(2026, 11, 16)):
        late = opened(title="2027年度集镇环境卫生保洁服务合同")
    with clock.fixed(date(2026, 11, 19)):
        due = opened(title="王家桥村道养护工程施工合同")
        reviewed = opened(accepted=True, title="中心农贸市场改造和经营户临时安置方案")
    with clock.fixed(NOW):
        raised = [
            Proposal(kind=ActKind.DO, step="raise", outcome=weight) for weight in ("必须", "应当", "应当", "建议")
        ]
        record(actor=who("ben"), matter=reviewed, proposals=raised)
        record(
            actor=who("ben"), matter=reviewed,
            proposals=[Proposal(kind=ActKind.FACT, step="meeting", outcome="办结", why="会议先于审查召开",
                                occurred=date(2026, 11, 19))],
        )  # fmt: skip
    clock.fix(NOW)
    yield {
        "late": page_of(late), "due": page_of(due), "reviewed": page_of(reviewed), "request": page_of(request),
        "clerk": next(iter(logins.values())),
    }  # fmt: skip
    clock.set_source(None)


def sign_in(page: Page, login: str) -> None:
    page.goto("/sign-in/")
    page.get_by_label("账号").fill(login)
    page.get_by_label("口令").fill("first-pass-1")
    page.get_by_role("button", name="登录").click()


def look_at(page: Page, name: str) -> None:
    """Check a page at both widths and keep its picture if wanted."""
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 900 if width > 400 else 780})
        assert_accessible(page)
        if SHOTS:
            page.screenshot(path=str(Path(SHOTS) / f"desk1-{name}-{width}.png"), full_page=True)
    page.set_viewport_size({"width": 1280, "height": 900})


def test_every_page_is_accessible_wide_and_narrow(page: Page, county: dict[str, str]) -> None:
    page.goto("/sign-in/")
    look_at(page, "sign-in")
    sign_in(page, "ben")
    look_at(page, "work")
    for name, address in (
        ("review", county["late"]),
        ("flow", county["reviewed"] + "flow/"),
        ("flow-table", county["reviewed"] + "flow/?view=table"),
        ("closed-step", county["late"] + "act/do/meeting/"),
        ("fact", county["late"] + "act/fact/meeting/"),
        ("facts", county["late"] + "facts/"),
        ("void", county["reviewed"] + "record/void/3/"),
        ("change", county["late"] + "change/"),
        ("guide", "/guide/disclosure_request/"),
        ("guides", "/guide/"),
        ("raise", county["reviewed"] + "act/do/raise/"),
        ("overview", "/overview/"),
        ("reports", "/reports/"),
        ("annual", "/annual/liuhe/yearly/2026/"),
        ("annual-paper", "/annual/liuhe/yearly/2026/paper/"),
    ):
        page.goto(address)
        look_at(page, name)


def test_the_pages_of_a_handler_are_accessible(page: Page, county: dict[str, str]) -> None:
    sign_in(page, "ann")
    for name, address in (
        ("matter", county["reviewed"]),
        ("open", "/open/"),
        ("open-real", "/open/major_decision/"),
        ("term", county["late"] + "terms/accept/"),
        ("old-ledgers", "/old-ledgers/"),
        ("batch", "/batch/"),
        ("powers", "/powers/"),
    ):
        page.goto(address)
        look_at(page, name)


def test_a_request_for_disclosure_and_its_term_sheet(page: Page, county: dict[str, str]) -> None:
    sign_in(page, county["clerk"])
    look_at(page, "request-work")
    for name, address in (
        ("request", county["request"]),
        ("request-flow", county["request"] + "flow/"),
        ("request-term", county["request"] + "terms/reply_term/"),
        ("request-terms", county["request"] + "terms/"),
        ("request-volume", county["request"] + "volume/"),
        ("request-bundle", county["request"] + "bundle/"),
    ):
        page.goto(address)
        look_at(page, name)
    page.goto(county["request"] + "terms/reply_term/")
    assert "2026年11月30日（周一）" in page.content()
    printed = page.pdf(prefer_css_page_size=True)
    assert printed.count(b"/Type /Page\n") == 1, "restart, suspension and extension on one sheet"
    if SHOTS:
        for name, address in (
            ("request-term", county["request"] + "terms/reply_term/"),
            ("request", county["request"]),
        ):
            page.goto(address)
            page.pdf(path=str(Path(SHOTS) / f"desk1-{name}.pdf"), prefer_css_page_size=True)


def test_a_guide_prints_on_few_sheets_with_all_it_says(page: Page, county: dict[str, str]) -> None:
    """Twenty-one sheets nobody hangs on a wall; the law is named once and each rule stands where it is first needed."""
    sign_in(page, county["clerk"])
    for name, most in (("contract", 10), ("legality_review", 8), ("major_decision", 13)):
        page.goto(f"/guide/{name}/")
        printed = page.pdf(prefer_css_page_size=True)
        assert printed.count(b"/Type /Page\n") <= most, name
        page.emulate_media(media="print")
        for hidden, shown in (("#basis .simple", ".guide-bases"), (".node-fact", ".node-name")):
            assert not page.locator(hidden).first.is_visible() and page.locator(shown).first.is_visible()


def test_the_pages_of_a_bundle_need_nothing_but_a_browser(page: Page, county: dict[str, str], tmp_path: Path) -> None:
    row = Matter.objects.select_related("stream", "unit", "handler").get(
        stream__key="matter/" + county["request"].strip("/").removeprefix("m/")
    )
    with (tmp_path / "b.zip").open("wb+") as file:
        export(actor=SYSTEM, row=row, form=Form.FULL, target=file)
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        archive.extractall(tmp_path / "out")
    (folder,) = (tmp_path / "out").iterdir()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for name in ("目录.html", *(f"期限计算书/{path.name}" for path in (folder / "期限计算书").iterdir())):
        page.goto((folder / name).as_uri())
        look_at(page, f"bundle-{Path(name).stem}")
        for link in page.locator("a").all():
            target = (folder / name).parent / unquote(link.get_attribute("href") or "")
            assert target.is_file(), target
    assert asked and all(url.startswith("file:") for url in asked)


def test_a_refused_form_keeps_what_was_typed_and_leads_to_the_field(page: Page, county: dict[str, str]) -> None:
    sign_in(page, "ann")
    page.goto(county["reviewed"] + "act/do/settle/")
    assert page.locator("#f-k1-outcome-2").is_disabled(), "a result that is closed cannot be chosen"
    page.locator("#f-k1-outcome-1").check()
    page.locator("#f-occurred").fill("明天")
    page.locator("form.act-form button.primary").click()
    look_at(page, "refused")
    assert "还不能落实意见，有 1 处要改" in page.content()
    assert page.locator("#f-k1-outcome-1").is_checked(), "what was typed is still there"
    page.locator(".error-summary a").click()
    assert page.evaluate("document.activeElement.id || location.hash.slice(1)") == "f-occurred"


def test_the_whole_way_without_a_script(browser: Browser, live_url: str, county: dict[str, str]) -> None:
    with browser.new_context(java_script_enabled=False, base_url=live_url, locale="zh-CN") as plain:
        page = plain.new_page()
        sign_in(page, "ben")
        page.get_by_role("link", name="受理或退回补正").first.click()
        page.get_by_label("退回补正").check()
        page.locator("form.act-form button.primary").click()
        assert "还不能受理或退回补正，有 1 处要改" in page.content()
        assert page.get_by_role("radio", name="退回补正").is_checked()
        page.get_by_label("缺什么").fill("履行法定程序的说明")
        page.locator("form.act-form button.primary").click()
        assert "已记入：受理或退回补正" in page.content()


def test_a_draft_saves_itself_and_comes_back(context: BrowserContext, page: Page, county: dict[str, str]) -> None:
    sign_in(page, "ben")
    page.goto(county["late"] + "act/do/intake/")
    page.get_by_label("缺什么").fill("起草说明")
    page.get_by_text("草稿已自动保存").wait_for()
    page.goto("/")
    page.goto(county["late"] + "act/do/intake/")
    assert page.get_by_label("缺什么").input_value() == "起草说明"
    assert page.get_by_text("已恢复").is_visible()


def test_what_is_asked_follows_the_result_without_losing_answers(page: Page, county: dict[str, str]) -> None:
    sign_in(page, county["clerk"])
    page.goto(county["request"] + "act/do/reply/")
    clause = page.get_by_label("不予公开的具体条款")
    reasons = page.get_by_label("事实和理由")
    clause.fill("第十四条")
    reasons.fill("经审查，属于可以公开的内容")
    page.get_by_label("结果").select_option("予以公开")
    clause.wait_for(state="detached")
    assert page.get_by_label("结果").input_value() == "予以公开"
    assert reasons.input_value() == "经审查，属于可以公开的内容", "what was typed meanwhile is not drawn over"
    page.get_by_label("结果").select_option("不予公开")
    clause.wait_for(state="visible")
