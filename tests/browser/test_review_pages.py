"""The pages of a review in a browser: a file with its hints, the text that came back; wide and narrow, no scripts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page
from tests.browser.test_desk_pages import look_at, sign_in
from tests.desk.conftest import page_of, populate
from tests.desk.reviewing import RETURNED, accepted, handed_in, opinion, reviewing, settled, word
from tests.records.conftest import build, home  # noqa: F401

from fazhi.packs import procedures
from fazhi.records import clock, matters, packs
from fazhi.records.models import Account, EvidenceLink

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def review(transactional_db, monkeypatch: pytest.MonkeyPatch, home: Path) -> Iterator[str]:  # noqa: F811
    """A text under review, not yet with opinions; return its stream."""
    matters.forget()
    monkeypatch.setattr(packs, "for_new", lambda name, unit, on: reviewing(name))
    monkeypatch.setattr(procedures, "get", reviewing)
    populate(build())
    clock.fix(date(2026, 11, 20))
    yield accepted(handler())
    clock.set_source(None)


def handler() -> Client:
    client = Client()
    client.force_login(Account.objects.get(login="ann"), backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_a_file_with_its_hints_is_accessible_wide_and_narrow(page: Page, review: str) -> None:
    sign_in(page, "ben")
    page.goto(page_of(review))
    page.get_by_role("link", name="体检", exact=True).click()
    assert page.get_by_text("提示不是结论").is_visible()
    look_at(page, "check-file")


def test_a_hint_becomes_a_draft_opinion_without_a_script(browser: Browser, live_url: str, review: str) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=live_url, locale="zh-CN")
    page = context.new_page()
    sign_in(page, "ben")
    page.goto(page_of(review))
    page.get_by_role("link", name="体检", exact=True).click()
    page.get_by_role("link", name="写成意见").first.click()
    page.get_by_label("应当").check()
    page.get_by_role("button", name="写成意见，存进草稿").click()
    assert page.get_by_text("已写成意见草稿第 1 条").is_visible()
    page.get_by_role("link", name="不采用（写明理由）", exact=True).first.click()
    page.get_by_label("不采用的理由").fill("附件另行提供")
    page.get_by_role("button", name="不采用（写明理由），存进草稿").click()
    assert page.get_by_text("交出这张表才入卷", exact=True).count() == 2
    page.get_by_role("link", name="核对并逐条意见").click()
    assert page.get_by_label("应当").first.is_checked()
    context.close()


def test_the_choices_beside_the_hints_are_accessible_wide_and_narrow(page: Page, review: str) -> None:
    sign_in(page, "ben")
    page.goto(page_of(review))
    page.get_by_role("link", name="体检", exact=True).click()
    page.get_by_role("link", name="写成意见").first.click()
    page.get_by_label("必须").check()
    page.get_by_role("button", name="写成意见，存进草稿").click()
    page.get_by_role("link", name="写成意见").first.click()
    look_at(page, "check-choice")


def test_the_text_that_came_back_is_accessible_wide_and_narrow(page: Page, review: str) -> None:
    opinion(review, "应当", "前言", "《合同法》已经废止，改引《民法典》")
    opinion(review, "必须", "第三条", "政府不得提供保证，删去本条")
    opinion(review, "建议", "第二条", "完成率与所列次数不符，请核对")
    settled(review, "1", "采纳")
    settled(review, "2", "采纳")
    handed_in(handler(), review, "revise", word(*RETURNED))
    assert EvidenceLink.objects.count() == 2
    sign_in(page, "ben")
    page.goto(page_of(review))
    page.get_by_role("link", name="对照修改：草案").click()
    assert page.get_by_text("意见 3 条").is_visible()
    look_at(page, "second-look")
