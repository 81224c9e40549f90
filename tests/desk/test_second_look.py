"""The text that comes back: beside the reviewed one, with the opinions it answers and what was altered after review."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client
from tests.desk.conftest import page_of
from tests.desk.reviewing import RETURNED, REVIEWED, accepted, handed_in, opinion, reviewing, settled, word
from tests.records.conftest import Cast
from tests.records.files import pdf

from fazhi.packs import procedures
from fazhi.records import packs
from fazhi.records.models import Event

pytestmark = pytest.mark.django_db

Sign = Callable[[str], Client]


@pytest.fixture
def cast_of_review(people: Cast, monkeypatch: pytest.MonkeyPatch) -> Cast:
    monkeypatch.setattr(packs, "for_new", lambda name, unit, on: reviewing(name))
    monkeypatch.setattr(procedures, "get", reviewing)
    return people


@pytest.fixture
def returned(sign: Sign, cast_of_review: Cast) -> str:
    """A text reviewed with five opinions, one withdrawn, that came back; return its stream."""
    client = sign("ann")
    stream = accepted(client)
    opinion(stream, "应当", "前言", "合同法已经废止")
    opinion(stream, "必须", "草案第三条", "政府不得提供保证")
    opinion(stream, "建议", "第二条", "完成率与次数不符")
    opinion(stream, "建议", "签字页", "缺签字栏")
    opinion(stream, "建议", "第五条", "份数")
    opinion(stream, "撤回", "", "", key="5")
    settled(stream, "1", "采纳")
    settled(stream, "2", "采纳")
    handed_in(client, stream, "revise", word(*RETURNED))
    return stream


def at(stream: str, rest: str = "text/draft/") -> str:
    return page_of(stream) + rest


def plain(page: str) -> str:
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", page))


@pytest.mark.parametrize(
    ("login", "status"), [("ann", 200), ("ada", 200), ("ben", 200), ("viewer", 403), ("far", 403), ("admin", 403)]
)
def test_who_may_compare_the_texts_of_a_matter(sign: Sign, returned: str, login: str, status: int) -> None:
    assert sign(login).get(at(returned)).status_code == status
    assert Event.objects.filter(type="looked", account=login).exists() == (status == 200), "the look is logged"


def test_the_public_is_sent_to_sign_in(returned: str) -> None:
    assert Client().get(at(returned)).status_code == 302


def test_each_opinion_stands_at_its_clause_with_what_became_of_it(sign: Sign, returned: str) -> None:
    page = plain(sign("ben").get(at(returned)).text)
    assert "意见4条：已改1，未动1，删去1，没有对上条款1。审后改1处。" in page
    assert "应当第1条（前言）合同法已经废止已改落实意见：采纳" in page
    assert "必须第2条（草案第三条）政府不得提供保证删去落实意见：采纳" in page
    assert "建议第3条（第二条）完成率与次数不符未动" in page
    assert "没有对上条款的意见" in page and "第4条（签字页）" in page
    assert "份数" not in page, "a withdrawn opinion is none"


def test_what_no_opinion_speaks_of_is_called_altered_after_review(sign: Sign, returned: str) -> None:
    page = sign("ben").get(at(returned)).text
    assert page.count("审后改</strong>") == 1
    assert "本合同一式<del>六</del>份" in page and "本合同一式<ins>八</ins>份" in page
    assert "争议提交仲裁" not in page, "what is the same and of no opinion is left out"
    assert "争议提交仲裁" in sign("ben").get(at(returned) + "?all=1").text


def test_the_matter_leads_there_once_two_versions_lie_in_it(sign: Sign, cast_of_review: Cast) -> None:
    client = sign("ann")
    stream = accepted(client)
    assert at(stream) not in client.get(page_of(stream)).text
    assert client.get(at(stream)).status_code == 404
    handed_in(client, stream, "revise", word(*RETURNED))
    assert at(stream) in client.get(page_of(stream)).text
    assert at(stream) not in sign("viewer").get(page_of(stream)).text
    assert sign("ann").get(at(stream, "text/none/")).status_code == 404


def test_the_reviewed_version_is_the_one_the_opinions_were_given_on(sign: Sign, returned: str) -> None:
    client = sign("ann")
    handed_in(client, returned, "revise", word(*RETURNED[:-1], "第五条 本合同一式九份。"))
    page = plain(client.get(at(returned)).text)
    assert "草案第1版" in page and "草案第3版" in page and "一式六份" in page and "一式九份" in page
    seqs = re.findall(r'<option value="(\d+)"', client.get(at(returned)).text)
    page = plain(client.get(at(returned) + f"?before={seqs[1]}&after={seqs[2]}").text)
    assert "一式八份" in page and "一式九份" in page and "未动" in page


def test_a_version_that_cannot_be_read_is_told(sign: Sign, cast_of_review: Cast) -> None:
    client = sign("ann")
    stream = accepted(client, word(*REVIEWED))
    handed_in(client, stream, "revise", pdf(""), "扫描.pdf")
    answer = client.get(at(stream))
    assert answer.status_code == 422 and "文字" in answer.text
