"""The portal in a real browser: axe finds nothing, nothing overflows, and it is walked with the keyboard alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser
from tests.browser.a11y import assert_accessible
from tests.portal.test_portal import Portal, portal  # noqa: F401  the fixture that runs a portal

pytestmark = pytest.mark.browser

PAGES = (
    "/", "/items/?open=1", "/items/aaaa000000000001/", "/lists/mou/", "/catalogue/", "/roots/", "/ask/asking/",
    "/progress/",
)  # fmt: skip


@pytest.mark.parametrize(("look", "width"), [("", 1280), ("elder", 360), ("contrast", 1280)])
def test_pages_hold_for_everybody(browser: Browser, portal: Portal, look: str, width: int) -> None:  # noqa: F811
    context = browser.new_context(viewport={"width": width, "height": 800}, base_url=portal.address)
    if look:
        context.add_cookies([{"name": "fazhi_portal_look", "value": look, "url": portal.address}])
    page, complaints = context.new_page(), []
    page.on("console", lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None)
    for path in PAGES:
        page.goto(path)
        assert_accessible(page)
        if look == "elder":
            size = page.evaluate("parseFloat(getComputedStyle(document.querySelector('main p')).fontSize)")
            assert size >= 24, (path, size)
    context.close()
    assert complaints == []


def test_a_form_is_sent_with_the_keyboard_alone(browser: Browser, portal: Portal) -> None:  # noqa: F811
    context = browser.new_context(base_url=portal.address, java_script_enabled=False)
    page = context.new_page()
    page.goto("/ask/asking/")
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "跳到正文"
    page.locator("#body").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("停车场租赁合同")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "已经收到" in page.locator("h1").inner_text()
    assert page.locator(".figure").count() == 2
    context.close()
