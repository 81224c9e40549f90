"""总览: who sees it, the figures of the rows, units side by side without rank, down to the files."""

from __future__ import annotations

import html
import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.records.conftest import Cast, make_matter

from fazhi.components.charts import days
from fazhi.kernel.measures import Fact, Period
from fazhi.packs import overviews
from fazhi.records import access, exploring, overview
from fazhi.records.ledger import figures as rows
from fazhi.records.models import Account, Matter, Task, Unit

pytestmark = pytest.mark.django_db
RECORDED = "2026-03-02T09:00:00+08:00"
PRIOR, AFTER, MISSING = (f"legality_review.{name}" for name in ("prior", "afterwards", "unreviewed"))


@pytest.fixture
def counted(cast: Cast) -> Matter:
    """柳禾镇: 11 reviewed before, one afterwards; 山贝乡: 3 before. One duty of 柳禾镇 is late."""
    Account.objects.update(must_change_password=False)
    one, two = make_matter("liuhe-ny", key="matter/a1"), make_matter("shanbei", key="matter/a2")
    Matter.objects.filter(pk=two.pk).update(number="山收〔2026〕1号", title="山贝的事")
    day = date(2026, 2, 3)
    here = [Fact(measure=PRIOR, day=day, n=1, amount=1, by="行政合同（协议）", item=f"r{n}") for n in range(11)]
    here.append(Fact(measure=AFTER, day=date(2026, 1, 9), n=1, amount=1, by="行政合同（协议）", item="a"))
    here.append(Fact(measure=PRIOR, day=date(2025, 2, 3), n=1, amount=1, item="before"))
    here += [Fact(measure="legality_review.days", day=day, n=1, amount=n, bucket=n, item=f"d{n}") for n in (2, 2, 9)]
    rows.add_facts(one.pk, [(one.unit_id, fact) for fact in here], RECORDED)
    there = [Fact(measure=PRIOR, day=day, n=1, amount=1, item=f"s{n}") for n in range(3)]
    rows.add_facts(two.pk, [(two.unit_id, fact) for fact in there], RECORDED)
    Task.objects.create(
        matter=one, kind="step", name="opinion", title="出具意见", unit=one.unit, since=day, due=date(2026, 2, 20),
        statutory=True,
    )  # fmt: skip
    return one


def text(answer) -> str:
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", answer.content.decode()))


@pytest.mark.parametrize(
    ("login", "answer"),
    [("county", 200), ("leader", 200), ("reviewer", 200), ("viewer", 200), ("clerk", 403), ("other", 403)],
)
def test_those_who_lead_review_and_oversee_see_it_and_find_it(counted, sign, login: str, answer: int) -> None:
    client = sign(login)
    assert client.get("/overview/").status_code == answer
    assert client.get("/figures/review_rate/?period=2026").status_code == answer
    assert ('href="/overview/"' in client.get("/").content.decode()) is (answer == 200)


def test_the_public_is_sent_to_sign_in(client: Client, counted) -> None:
    assert client.get("/overview/").status_code == 302
    assert client.get("/figures/review_rate/").status_code == 302


def test_another_town_is_refused_and_not_named(counted, sign) -> None:
    answer = sign("leader").get("/overview/?unit=shanbei")
    assert answer.status_code == 403 and "山贝" not in answer.content.decode()


def test_figures_stand_with_numerator_denominator_and_the_year_before(counted, sign) -> None:
    shown = text(sign("county").get("/overview/?period=2026"))
    assert "93.3 %" in shown and "14 / 15" in shown
    assert "补审件数 1 件" in shown and "上年同期 0 增 1 件" in shown
    assert "山贝 3 " in shown and "不足 10 件，不计比率" in shown, "no rate on three"
    assert shown.index("柳禾 12") < shown.index("山贝 3"), "in the order of their codes, the better one not first"
    assert "法定 1，本地 0" in shown


def test_the_charts_draw_what_the_tables_say(counted, sign) -> None:
    page = sign("county").get("/overview/?period=2026").content.decode()
    assert "2月先审后定 11 件" in page and "1月补审 1 件" in page
    assert re.search(r'aria-label="柳禾2026年度逐月应审件数，共 12 件"', page)
    assert ">3月<" in page and ">12月<" not in page, "months that have not begun are not drawn"
    assert re.search(r"<title>2 日 2 件</title>", page) and re.search(r"<title>9 日 1 件</title>", page)


def test_a_figure_opens_to_its_matters_and_hides_those_of_others(counted, sign) -> None:
    shown = text(sign("county").get("/figures/review_rate/?unit=qinghe&period=2026"))
    assert "合法性审查率：93.3%" in shown and "14 / 15" in shown
    assert "柳收〔2026〕1号" in shown and "山收〔2026〕1号" in shown
    shown = text(sign("leader").get("/figures/review_rate/?unit=liuhe&period=2026"))
    assert "11 / 12" in shown and "山收" not in shown
    assert sign("county").get("/figures/no_such/").status_code == 404


@pytest.mark.parametrize("period", ["2027", "2026-13", "去年", "2026-Q4"])
def test_a_period_that_is_none_or_has_not_begun_is_refused_in_words(counted, sign, period: str) -> None:
    answer = sign("county").get("/overview/", {"period": period})
    assert answer.status_code == 400
    assert re.search("还没有开始|不认识的时段|没有第13个", text(answer))
    answer = sign("county").get("/figures/review_rate/", {"period": period})
    assert answer.status_code == 400


def test_every_area_is_drawn_with_nothing_in_it(cast: Cast, sign) -> None:
    Account.objects.update(must_change_password=False)
    for area in overviews.every():
        assert sign("county").get("/overview/", {"area": area}).status_code == 200
    assert sign("county").get("/overview/?area=no").status_code == 404


def test_statements_do_not_grow_with_the_units(counted) -> None:
    grants = access.grants_of(Account.objects.get(login="county"), date(2026, 3, 2))
    top = exploring.unit_of(grants, date(2026, 3, 2), "")
    asked = (overviews.every()["review"], top, Period.read("2026"), date(2026, 3, 2))
    with CaptureQueriesContext(connection) as before:
        overview.seen(*asked)
    parent = Unit.objects.get(code="shanbei")
    for n in range(5):
        Unit.objects.create(
            code=f"new{n}", name=f"新{n}乡", short=f"新{n}乡", kind="township", parent=top, path=f"{top.path}new{n}/",
            starts=parent.starts,
        )  # fmt: skip
    with CaptureQueriesContext(connection) as after:
        assert len(overview.seen(*asked).units) == 7
    assert len(after) == len(before) <= 14


def test_a_figure_says_how_many_imported_rows_it_leaves_out(counted: Matter, sign) -> None:
    client, address = sign("leader"), "/explore/?subject=review_rate&period=2026&unit=liuhe"
    assert "未核验" not in text(client.get(address)) + text(client.get("/overview/?period=2026&unit=liuhe"))
    for number in range(3):
        row = make_matter("liuhe-ny" if number else "shanbei", key=f"matter/old{number}")
        Matter.objects.filter(pk=row.pk).update(procedure="legality_review", standing=4, number=f"旧{number}")
    for page in (address, "/overview/?period=2026&unit=liuhe"):
        assert "导入、未核验的 2 件，逐件核验以后才计入" in text(client.get(page)), (
            "its own, of this kind, nobody else's"
        )


def test_every_number_on_the_page_opens_to_the_same_number(counted: Matter, sign) -> None:
    county = sign("county")
    opened = 0
    for area in overviews.every():
        page = county.get("/overview/", {"area": area, "period": "2026"}).content.decode()
        for address, shown in re.findall(r'<a href="(/figures/[^"]+)">(?:<strong>)?([\d.,—]+)', page):
            answer = county.get(html.unescape(address))
            heading = re.search(r"<h1[^>]*>(.*?)</h1>", answer.content.decode(), re.S)
            assert answer.status_code == 200 and heading is not None, address
            told = re.sub(r"<[^>]+>", "", heading[1]).rpartition("：")[2].strip()
            assert told.startswith(shown), (address, shown, told)
            opened += 1
    assert opened > 30
    late = re.search(r'<a href="(/matters/\?[^"]+)">', county.get("/overview/?period=2026").content.decode())
    assert late is not None
    listed = county.get(html.unescape(late[1]))
    assert listed.status_code == 200 and "承办单位：柳禾镇，情形：逾期" in text(listed)


@pytest.mark.parametrize(
    ("counts", "drawn"),
    [
        ({0: 3, 2: 1}, {"0": 3, "1": 0, "2": 1}),
        # an outlier does not blur the others
        ({1: 5, 3: 4, 40: 1}, {"1": 5, "2": 0, "3": 4, **{str(n): 0 for n in range(4, 12)}, "12以上": 1}),
        ({31: 1, 36: 1, 42: 2}, {"30—31": 1, "32—33": 0, "34—35": 0, "36—37": 1, "38—39": 0, "40—41": 0, "42—43": 2}),
        ({7: 1, 30: 2, 99: 1}, {"0—19": 1, "20—39": 2, "40—59": 0, "60—79": 0, "80以上": 1}),
    ],
)
def test_days_are_drawn_so_that_they_can_be_told_apart(counts: dict[int, int], drawn: dict[str, int]) -> None:
    chart = days(counts, says="用时")
    told = {
        bar.says.rpartition(" 日 ")[0]: int(bar.says.rpartition(" 日 ")[2].removesuffix(" 件")) for bar in chart.bars
    }
    assert told == drawn and sum(told.values()) == sum(counts.values())
    assert all(bar.width <= (chart.wide - 16) / 3 for bar in chart.bars)
