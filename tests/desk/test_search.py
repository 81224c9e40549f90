"""Search: an exact number jumps, words find, and nobody finds what he may not see."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.desk.conftest import opened, page_of

from fazhi.records.models import Matter

pytestmark = pytest.mark.django_db


def text(answer) -> str:
    return answer.content.decode()


def test_the_public_is_sent_to_sign_in(client: Client, people) -> None:
    assert client.get("/search/?q=公厕").status_code == 302


@pytest.mark.parametrize(
    "typed", ["柳禾测〔2026〕1号", "柳禾测[2026]1号", "柳禾测【2026】 1号", "2026-1", "〔2026〕1号"]
)
def test_a_number_in_any_bracket_jumps_to_its_matter(people, sign, typed: str) -> None:
    stream = opened()
    opened()
    answer = sign("ann").get("/search/", {"q": typed})
    assert answer["Location"] == page_of(stream)


def test_words_of_the_title_and_the_name_of_the_handler_find(people, sign) -> None:
    opened(title="沿河路路灯合同")
    client = sign("ben")
    for typed in ("路灯", "沿河 合同", "子经办", "子经办 路灯", "测〔2026〕"):
        assert "沿河路路灯合同" in text(client.get("/search/", {"q": typed})), typed
    assert "没有找到" in text(client.get("/search/", {"q": "公厕"}))
    assert "括号随意" in text(client.get("/search/"))


def test_another_town_finds_nothing_and_is_not_told_that_it_exists(people, sign) -> None:
    opened(title="沿河路路灯合同")
    client = sign("far")
    for typed in ("路灯", Matter.objects.get().number):
        answer = client.get("/search/", {"q": typed})
        assert answer.status_code == 200 and "没有找到" in text(answer)


def test_what_was_searched_for_stays_in_the_box_and_is_harmless(people, sign) -> None:
    shown = text(sign("ann").get("/search/", {"q": '"><script>x%_'}))
    assert "<script>x" not in shown and "&quot;&gt;&lt;script&gt;x%_" in shown


def test_wildcards_of_the_database_are_plain_characters(people, sign) -> None:
    opened(title="沿河路路灯合同")
    assert "没有找到" in text(sign("ann").get("/search/", {"q": "%"}))
