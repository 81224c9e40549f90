"""本周收付: what is due of all contracts one may see, its sum, how late it is, what that costs, on which article."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.desk import replay
from tests.desk.conftest import populate
from tests.records.conftest import Cast

from fazhi.records import clock

pytestmark = pytest.mark.django_db
STORY = "先签后审：签订登记为不合规事实，照样登记、公告、付款，补审不算事前审查"
SHEETS = ("/owing/", "/owing/month/")


def text(answer) -> str:
    return answer.content.decode()


def contract(logins=None, title: str = "集镇路灯维护合同") -> dict[str, str]:
    """Leave a contract with a small enterprise unpaid, its bid deposit not given back."""
    case = replay.find("contract", STORY)
    known = logins or replay.people(case)
    unpaid = next(number for number, item in enumerate(case.acts) if item.act.step == "pay")
    replay.replay("contract", case, known, title=title, until=unpaid)
    return known


@pytest.fixture
def site(cast: Cast) -> Cast:
    return populate(cast)


@pytest.mark.parametrize("address", SHEETS)
def test_the_public_is_sent_to_sign_in(client: Client, site, address: str) -> None:
    assert client.get(address).status_code == 302


@pytest.mark.parametrize(("login", "sees"), [("ann", True), ("ada", True), ("cai", True), ("far", False)])
def test_a_town_sees_what_its_own_contracts_owe(site, sign, login: str, sees: bool) -> None:
    contract()
    with clock.fixed(date(2026, 10, 5)):
        shown = text(sign(login).get("/owing/week/"))
    assert ("集镇路灯维护合同" in shown) is sees
    assert ("没有要付、要收、要退的" in shown) is not sees


def test_a_late_payment_says_sum_days_interest_and_both_articles(site, sign) -> None:
    contract()
    with clock.fixed(date(2026, 10, 18)):
        shown = re.sub("<[^>]+>", "", text(sign("cai").get("/owing/")))
    for words in (
        "要付　1 笔，合计 180,000.00 元", "逾期 1 笔，逾期利息 170.14 元", "逾期 10 日", "明光照明有限公司",
        "付款：维护费",
        "《保障中小企业款项支付条例》第九条第一款", "第十七条", "10月8日",
    ):  # fmt: skip
        assert words in shown, words


def test_before_its_week_it_stands_on_the_month_only_and_beside_it_what_is_to_be_seen_to(site, sign) -> None:
    contract()
    with clock.fixed(date(2026, 9, 10)):
        client = sign("ann")
        assert "没有要付、要收、要退的" in text(client.get("/owing/week/"))
        month = text(client.get("/owing/month/"))
        assert "要付　1 笔" in month and "逾期" not in month.partition("<tbody>")[2].partition("</table>")[0]
    with clock.fixed(date(2026, 12, 1)):
        assert "要办　1 笔" in text(client.get("/owing/week/"))
    assert client.get("/owing/year/").status_code == 404


def test_it_is_narrowed_to_a_unit_and_to_a_person(site, sign) -> None:
    contract()
    with clock.fixed(date(2026, 10, 5)):
        client = sign("cai")
        assert "集镇路灯" in text(client.get("/owing/?unit=liuhe-ny"))
        assert "集镇路灯" not in text(client.get("/owing/?unit=liuhe-sfs"))
        assert "集镇路灯" not in text(client.get("/owing/?person=丑审查"))


def test_the_number_of_queries_does_not_grow_with_the_rows(site, sign) -> None:
    logins = contract()
    with clock.fixed(date(2026, 10, 5)):
        client = sign("cai")
        client.get("/owing/")
        with CaptureQueriesContext(connection) as one:
            client.get("/owing/")
    contract(logins, "农贸市场保洁合同")
    contract(logins, "敬老院食堂合同")
    with clock.fixed(date(2026, 10, 5)), CaptureQueriesContext(connection) as three:
        shown = text(client.get("/owing/"))
    assert "要付　3 笔，合计 540,000.00 元" in shown
    assert len(three) <= len(one)


def test_the_sheets_of_days_and_of_money_lead_to_one_another(site, sign) -> None:
    client = sign("ann")
    assert "/owing/week/" in text(client.get("/terms/week/"))
    assert "/terms/month/" in text(client.get("/owing/week/"))
