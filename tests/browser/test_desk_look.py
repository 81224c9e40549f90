"""Large type and high contrast: every main page of the desk stays within the screen, and says what each control is."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page
from tests.browser.a11y import axe_violations, sideways, small_targets, small_text, spilled, unlabelled
from tests.browser.test_desk_pages import county, sign_in  # noqa: F401
from tests.records.conftest import home  # noqa: F401

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SHOTS = os.environ.get("FAZHI_SHOTS")
LOOKS = {"plain": "", "large": "large", "contrast": "contrast", "both": "large+contrast"}
PAGES = {
    "work": "/",
    "register": "/register/",
    "batch": "/register/print/",
    "matters": "/matters/",
    "week": "/terms/week/",
    "search": "/search/?q=%E5%90%88%E5%90%8C",
    "ledger": "/ledger/mini/r/",
    "guide": "/guide/legality_review/",
    "open": "/open/legality_review/",
}
OF_A_MATTER = {"matter": "", "terms": "terms/", "sheet": "terms/accept/", "flow": "flow/", "receipt": "receipt/",
               "notice": "notice/", "act": "act/do/intake/"}  # fmt: skip


def wear(page: Page, address: str, look: str) -> None:
    """Choose a look as the cookie keeps it, for the whole site."""
    page.context.add_cookies([{"name": "fazhi_look", "value": LOOKS[look], "url": address}])


@pytest.mark.parametrize("look", LOOKS)
def test_the_main_pages_in_every_look(page: Page, county: dict[str, str], live_url: str, look: str) -> None:  # noqa: F811
    sign_in(page, "ben")
    wear(page, live_url, look)
    addresses = {**PAGES, **{name: county["late"] + part for name, part in OF_A_MATTER.items()}}
    addresses["rows"] = county["reviewed"]
    wrong: dict[str, object] = {}
    for name, address in addresses.items():
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 900})
            answer = page.goto(address)
            assert answer is not None and answer.status == 200, (name, address)
            assert page.evaluate("document.documentElement.className") == LOOKS[look].replace("+", " ")
            found = {
                "sideways": sideways(page),
                "spilled": spilled(page),
                "labels": unlabelled(page),
                "text": small_text(page),
                "targets": small_targets(page),
                "axe": axe_violations(page) if width == 360 and look == "both" else [],
            }
            wrong |= {f"{name} {width} {check}": what for check, what in found.items() if what}
            if SHOTS:
                page.screenshot(path=str(Path(SHOTS) / f"look-{look}-{name}-{width}.png"), full_page=True)
    assert not wrong, wrong


def test_large_type_is_a_quarter_larger_and_contrast_is_black(page: Page, live_url: str) -> None:
    seen = {}
    for look in LOOKS:
        wear(page, live_url, look)
        page.goto("/sign-in/")
        style = "const s = getComputedStyle(document.body); return [parseFloat(s.fontSize), s.color]"
        seen[look] = tuple(page.evaluate(f"() => {{ {style} }}"))
    assert seen["large"][0] == seen["plain"][0] * 1.25 == seen["both"][0]
    assert seen["contrast"][1] == seen["both"][1] == "rgb(0, 0, 0)" != seen["plain"][1]
