"""The form that opens a matter, with the packs as they ship: what an answer rules out is asked no longer."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client
from tests.desk.conftest import populate
from tests.records.conftest import Cast

Sign = Callable[[str], Client]


@pytest.fixture
def real(cast: Cast) -> Cast:
    return populate(cast)


def names(html: str) -> set[str]:
    return set(re.findall(r'name="(s-[a-z_]+)"', html))


def test_the_facts_are_drawn_again_as_they_are_answered(sign: Sign, real: Cast) -> None:
    client = sign("ann")
    page = client.get("/open/contract/").text
    parts = page[page.index('class="form-parts"') :]
    assert 'hx-post="/open/contract/?_ask=1"' in parts[:200], (
        "a question that depends on another is asked of the server"
    )
    assert {"s-party", "s-person", "s-code", "s-blanks_only"} <= names(page), "without scripts all stand there"
    firm = client.post("/open/contract/?_ask=1", {"title": "路灯合同", "s-natural": "0", "s-template": "0"}).text
    assert "s-party" in names(firm) and not {"s-person", "s-blanks_only"} & names(firm)
    assert 'value="路灯合同"' in firm, "what was typed stays"
    person = client.post("/open/contract/?_ask=1", {"s-natural": "1", "s-template": "1"}).text
    assert {"s-person", "s-blanks_only"} <= names(person) and not {"s-party", "s-code"} & names(person)


def test_bases_of_another_kind_go_as_the_kind_is_chosen(sign: Sign, real: Cast) -> None:
    client = sign("ann")
    assert "_ask=1" in client.get("/open/village_disclosure/").text
    village = client.post("/open/village_disclosure/?_ask=1", {"s-organ": "村务公开"}).text
    assert "村民委员会组织法" in village and "居民委员会组织法" not in village
