"""本周、本月期限表: all last days of the coming days, whose they are, on which basis; one sheet."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.desk.conftest import opened

from fazhi.records import clock

pytestmark = pytest.mark.django_db


def text(answer) -> str:
    return answer.content.decode()


def test_the_public_is_sent_to_sign_in(client: Client, people) -> None:
    assert client.get("/terms/").status_code == 302


@pytest.mark.parametrize(("login", "sees"), [("ann", True), ("ada", True), ("ben", True), ("far", False)])
def test_a_town_sees_its_own_days(people, sign, login: str, sees: bool) -> None:
    opened()
    shown = text(sign(login).get("/terms/week/"))
    assert ("集镇公厕改造工程施工合同" in shown) is sees
    assert ("没有到期的事" in shown) is not sees


def test_each_line_says_day_number_title_whose_and_basis(people, sign) -> None:
    opened()
    shown = text(sign("ann").get("/terms/"))
    for words in ("3月3日（周二）", "柳禾测〔2026〕1号", "受理或退回补正", "丑审查", "本镇设定"):
        assert words in shown, words


def test_what_is_late_stands_on_top_and_what_is_far_is_left_to_the_month(people, sign) -> None:
    opened()
    with clock.fixed(date(2026, 3, 9)):
        client = sign("ann")
        shown = text(client.get("/terms/week/"))
        assert "已逾期" in shown
    with clock.fixed(date(2026, 2, 10)):
        client = sign("ann")
        assert "没有到期的事" in text(client.get("/terms/week/"))
        assert "集镇公厕改造工程施工合同" in text(client.get("/terms/month/"))
    assert client.get("/terms/year/").status_code == 404


def test_it_is_narrowed_to_a_unit_or_a_person(people, sign) -> None:
    opened()
    client = sign("cai")
    assert "集镇公厕" in text(client.get("/terms/week/?unit=liuhe-ny&person=丑审查"))
    assert "集镇公厕" not in text(client.get("/terms/week/?person=子经办"))
    assert "集镇公厕" not in text(client.get("/terms/week/?unit=liuhe-sfs"))


def test_the_number_of_statements_does_not_grow_with_the_rows(people, sign) -> None:
    client = sign("ann")
    counts = []
    for more in (1, 5):
        for _ in range(more):
            opened()
        client.get("/terms/")
        with CaptureQueriesContext(connection) as seen:
            client.get("/terms/")
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 12
