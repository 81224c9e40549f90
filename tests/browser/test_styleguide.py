"""The components in a browser: every look, wide and narrow, by keyboard, without scripts, on paper."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from tests.browser.a11y import assert_accessible, unlabelled

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = ("", "/desk", "/register", "/matter", "/ledger", "/flow", "/term-sheet")


# Large type is tightest where it is narrow; colours are the same at any width.
LOOKS = (("", 1280), ("", 360), ("contrast", 1280), ("large", 360), ("large+contrast", 360))


@pytest.mark.parametrize(("look", "width"), LOOKS)
def test_every_page_is_accessible_in_every_look(context: BrowserContext, page: Page, look: str, width: int) -> None:
    if look:
        context.add_cookies([{"name": "fazhi_look", "value": look, "domain": "localhost", "path": "/"}])
    page.set_viewport_size({"width": width, "height": 800})
    for name in PAGES:
        page.goto(f"/styleguide{name}")
        assert_accessible(page)


def test_a_placeholder_is_no_label(page: Page) -> None:
    page.set_content('<form><input placeholder="姓名"><label>乙 <input name="b"></label></form>')
    found = unlabelled(page)
    assert len(found) == 1 and "没有标签" in found[0]


def test_two_controls_of_a_form_may_not_bear_the_same_label(page: Page) -> None:
    page.set_content('<form><label>名称 <input id="a"></label><label>名称 <input id="b"></label></form>')
    assert unlabelled(page) == ["b：与 a 的标签相同：／名称"]


def test_the_keyboard_reaches_the_text_first_and_shows_where_it_is(page: Page) -> None:
    page.goto("/styleguide/desk")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    outline = page.evaluate("getComputedStyle(document.activeElement).outline")
    assert "3px" in outline and "solid" in outline


def test_the_look_is_chosen_without_a_script(browser: Browser, live_url: str) -> None:
    with browser.new_context(java_script_enabled=False, base_url=live_url) as plain:
        page = plain.new_page()
        page.goto("/styleguide/desk")
        page.locator(".topbar-person").get_by_text("字号").click()
        page.get_by_label("大字（放大四分之一）").check()
        page.get_by_label("高对比").check()
        page.get_by_role("button", name="按此显示").click()
        assert page.url.endswith("/styleguide/desk")
        assert page.locator("html").get_attribute("class") == "large contrast"


def test_the_errors_are_read_first_and_lead_to_their_field(page: Page) -> None:
    page.goto("/styleguide/matter")
    assert "还不能送复核" in page.evaluate("document.activeElement.textContent")
    page.get_by_role("link", name="第 1 条：“必须”意见不能登记为不采纳").click()
    assert page.evaluate("document.activeElement.id || location.hash.slice(1)") == "f-answer-1-1"


def test_what_is_typed_survives_a_lost_page(page: Page) -> None:
    page.goto("/styleguide/register")
    page.get_by_label("事项名称").fill("集镇公厕改造工程施工合同（修改）")
    page.get_by_text("草稿已存在本机").wait_for()
    page.goto("/styleguide/desk")
    page.goto("/styleguide/register")
    assert page.get_by_label("事项名称").input_value() == "集镇公厕改造工程施工合同（修改）"
    assert page.get_by_text("已恢复").is_visible()


def test_the_ledger_moves_inside_its_region_and_keeps_three_columns_in_sight(page: Page) -> None:
    page.goto("/styleguide/ledger")
    region = page.locator(".register-region")
    region.evaluate("region => { region.scrollLeft = region.scrollWidth }")
    left = region.bounding_box()
    assert left is not None
    for pin, offset in (("seq", 0), ("number", 56), ("name", 168)):
        box = page.locator(f"td.pin-{pin}").first.bounding_box()
        assert box is not None and abs(box["x"] - left["x"] - offset) <= 2
    assert page.get_by_role("columnheader", name="备注").is_visible()


def test_paper_leaves_out_the_chrome_and_shows_every_column(page: Page) -> None:
    page.emulate_media(media="print")
    page.goto("/styleguide/ledger-print")
    for gone in (".topbar", ".nav", ".filters", ".views", ".actions", ".cards"):
        assert not page.locator(gone).first.is_visible()
    assert page.locator("thead tr:last-child th:visible").count() == 27
    assert page.locator("tr.bands").is_visible()
    assert "合法性审查台账　打印：" in (page.locator("html").get_attribute("data-foot") or "")


@pytest.mark.parametrize(("name", "sheets"), [("flow", 1), ("term-sheet", 1), ("matter", 2), ("ledger-print", 1)])
def test_a_page_takes_no_more_paper_than_it_should(page: Page, name: str, sheets: int) -> None:
    page.goto(f"/styleguide/{name}")
    printed = page.pdf(prefer_css_page_size=True)
    assert printed.count(b"/Type /Page\n") == sheets
