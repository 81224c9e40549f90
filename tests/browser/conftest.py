"""A real browser on a real server: Chromium through Playwright, Django through pytest-django's live server.

Playwright runs an event loop in the thread of the test; Django would refuse the database there, so it is told that this
thread is fine. Nothing here reaches any network but loopback.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, expect, sync_playwright
from scripts.needs import find_chromium

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session", autouse=True)
def clicks_that_wait() -> Iterator[None]:
    """Every click waits for the page it leads to: Playwright waits until it begins to load, a reader until it is there.

    What is read right after a click would else be told by an empty page when the machine is busy.
    """
    expect.set_options(timeout=30_000)  # five seconds unless told, which a busy machine may need for one page
    click = Locator.click

    def waited(self: Locator, **how: Any) -> None:
        click(self, **how)
        self.page.wait_for_load_state()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Locator, "click", waited)
        yield


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests, started with a fresh profile."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    found = find_chromium()
    if found is None:
        pytest.skip("没有 Chromium 浏览器 / no Chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(found), args=FLAGS)
        yield chromium
        chromium.close()
    os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE")


@pytest.fixture
def live_url(live_server, settings) -> str:
    """The address of the running site, which also shows the style guide."""
    settings.STYLEGUIDE = True
    return live_server.url


@pytest.fixture
def context(browser: Browser, live_url: str) -> Iterator[BrowserContext]:
    """A browser without history that can reach only the running site."""
    fresh = browser.new_context(viewport={"width": 1280, "height": 900}, locale="zh-CN", base_url=live_url)
    yield fresh
    fresh.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page that fails the test when the browser complains: a refused script or style, a missing file, an error.

    A form that was refused (422) or came too late (409) is an answer, though the browser counts it among the errors.
    """
    complaints: list[str] = []
    shown = context.new_page()

    def heard(said: ConsoleMessage) -> None:
        if said.type in {"error", "warning"} and not re.search(r"status of (?:422|409) ", said.text):
            complaints.append(said.text)

    shown.on("console", heard)
    shown.on("pageerror", lambda error: complaints.append(str(error)))
    yield shown
    assert complaints == []
