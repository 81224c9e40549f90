"""Opinions as the memory keeps them: folded from matters, found by words and likeness, seen by whom the matter is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from tests.desk.reviewing import accepted, opinion, reviewing, settled
from tests.records.conftest import TODAY, Cast

from fazhi.packs import procedures
from fazhi.records import access, memory, packs
from fazhi.records.memory import Clause
from fazhi.records.models import Account, Opinion
from fazhi.records.verification.site import verify_site

pytestmark = pytest.mark.django_db

Sign = Callable[[str], Client]
GUARANTEE = "甲方为乙方购车贷款提供连带责任保证，政府不得为他人提供担保"


@pytest.fixture
def cast_of_review(people: Cast, monkeypatch: pytest.MonkeyPatch) -> Cast:
    monkeypatch.setattr(packs, "for_new", lambda name, unit, on: reviewing(name))
    monkeypatch.setattr(procedures, "get", reviewing)
    return people


@pytest.fixture
def stream(sign: Sign, cast_of_review: Cast) -> str:
    made = accepted(sign("ann"))
    opinion(
        made,
        "必须",
        "第三条",
        GUARANTEE,
        ground="《中华人民共和国民法典》第六百八十三条",
        proposal="删去第三条",
        rule="C007",
    )
    opinion(made, "建议", "第五条", "份数前后不一致，请核对", proposal="统一为一式八份")
    return made


def grants(login: str) -> access.Grants:
    return access.grants_of(Account.objects.get(login=login), TODAY)


def differing() -> list[str]:
    """What the verification finds of matters; the cast has changed its first passwords past the ledger."""
    return [finding.message for finding in verify_site().findings if finding.message.startswith("事项")]


def found(login: str, words: str) -> list[str]:
    return [each.place for each in memory.find(grants(login), TODAY, words)]


def alike(login: str, **clause: str) -> list[tuple[str, str]]:
    return [(each.place, each.same) for each in memory.like(grants(login), TODAY, Clause(**clause))]


def test_rows_are_what_the_matter_says_and_follow_it(stream: str) -> None:
    assert [(row.place, row.weight, row.fate) for row in Opinion.objects.order_by("key")] == [
        ("第三条", "必须", ""),
        ("第五条", "建议", ""),
    ]
    settled(stream, "1", "采纳")
    opinion(stream, "撤回", "", "", key="2")
    assert [(row.place, row.fate, row.code) for row in Opinion.objects.all()] == [("第三条", "采纳", "C007")]
    assert differing() == []


def test_words_of_two_characters_are_found_and_words_apart_are_not(stream: str) -> None:
    assert found("ben", "担保") == ["第三条"] and found("ben", "份数") == ["第五条"]
    assert found("ben", "保") == ["第三条"], "one character is the beginning of pairs"
    assert found("ben", "连带责任保证 民法典") == ["第三条"]
    assert found("ben", "担保 份数") == [] and found("ben", "贷款保证") == [] and found("ben", "，") == []


def test_likeness_is_the_same_rule_the_same_article_or_like_wording(stream: str) -> None:
    assert alike("ben", text="政府为企业贷款提供担保")[0][0] == "第三条"
    assert alike("ben", text="完全不同的一段话语", code="C007") == [("第三条", "同类提示")]
    assert alike("ben", text="", basis="《民法典》第六百八十三条第一款") == [("第三条", "同一条文")]
    assert alike("ben", text="会议应当有过半数成员参加方可举行") == []


def test_another_town_sees_nothing_the_county_sees_all(stream: str) -> None:
    assert found("ann", "担保") == ["第三条"] and found("county", "担保") == ["第三条"]
    assert found("far", "担保") == [] and alike("far", text=GUARANTEE, code="C007") == []
    key = f"o{Opinion.objects.get(code='C007').pk}"
    assert memory.one(grants("far"), TODAY, key) is None
    assert memory.one(grants("ben"), TODAY, key) is not None
    assert memory.one(grants("ben"), TODAY, "o99999") is None and memory.one(grants("ben"), TODAY, "x") is None


def test_the_index_follows_a_row_that_is_put_back_and_one_that_goes(stream: str) -> None:
    row = Opinion.objects.get(code="C007")
    values = {name: getattr(row, name) for name in ("key", "weight", "place", "basis", "suggestion", "code", "fate")}
    row.delete()
    assert found("ben", "担保") == []
    Opinion.objects.create(
        matter=row.matter, day=date(2026, 3, 2), message=GUARANTEE, later="", tokens=row.tokens, **values
    )
    assert found("ben", "担保") == ["第三条"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("UPDATE records_opinion SET suggestion = '照旧' WHERE code = 'C007'", "“建议”"),
        ("UPDATE records_opinion SET tokens = '' WHERE code = 'C007'", "“检索词”"),
        ("DELETE FROM records_opinion WHERE code = 'C007'", "缺少留存意见"),
    ],
)
def test_verify_names_an_opinion_that_was_tampered_with(stream: str, change: str, words: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(change)
    assert len(differing()) == 1 and words in differing()[0], differing()
