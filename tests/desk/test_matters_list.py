"""事项: who sees what, filters, pages by key, totals that match, saved views, Excel of exactly the filter."""

from __future__ import annotations

import io
from datetime import date, timedelta
from urllib.parse import parse_qs, urlparse

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.desk.conftest import opened
from tests.records.conftest import TODAY

from fazhi.records import clock
from fazhi.records.models import Matter, SavedView

pytestmark = pytest.mark.django_db


def read(answer) -> list[list[object]]:
    body = io.BytesIO(b"".join(answer.streaming_content))
    sheet = openpyxl.load_workbook(body).active
    assert sheet is not None
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def text(answer) -> str:
    return answer.content.decode()


def test_the_public_is_sent_to_sign_in(client: Client, people) -> None:
    answer = client.get("/matters/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/")


@pytest.mark.parametrize(
    ("login", "sees"), [("ann", True), ("ada", True), ("ben", True), ("cai", True), ("far", False)]
)
def test_owner_colleague_and_leader_see_it_another_town_does_not(people, sign, login: str, sees: bool) -> None:
    opened()
    shown = text(sign(login).get("/matters/"))
    assert ("集镇公厕改造工程施工合同" in shown) is sees
    assert ("还没有事项" in shown) is not sees


def test_the_number_of_statements_does_not_grow_with_the_rows(people, sign) -> None:
    client = sign("ann")
    counts = []
    for more in (1, 6):
        for _ in range(more):
            opened()
        client.get("/matters/")
        with CaptureQueriesContext(connection) as seen:
            client.get("/matters/")
        counts.append(len(seen))
    assert counts[0] == counts[1]
    assert counts[1] <= 12 + 2, "twelve, and two for the session"


def test_pages_are_cut_by_key_and_numbered_from_the_oldest(people, sign, monkeypatch) -> None:
    from fazhi.records import browsing

    monkeypatch.setattr(browsing.page, "__kwdefaults__", {**browsing.page.__kwdefaults__, "size": 2})
    for i in range(5):
        opened(title=f"第{i + 1}件合同")
    client = sign("ann")
    first = text(client.get("/matters/"))
    assert "第 1 至 2 件，共 5 件" in first and "第5件合同" in first and "第3件合同" not in first
    assert "OFFSET" not in first
    key = first.split("after=")[1].split('"')[0]
    second = text(client.get(f"/matters/?after={key}"))
    assert "第 3 至 4 件，共 5 件" in second and "第3件合同" in second
    back = second.split("before=")[1].split('"')[0]
    assert "第5件合同" in text(client.get(f"/matters/?before={back}"))
    assert client.get("/matters/?after=nonsense").status_code == 200


def test_filters_in_words_and_totals_over_all_that_is_let_through(people, sign) -> None:
    opened(title="沿河路路灯合同")
    with clock.fixed(TODAY + timedelta(days=14)):
        opened(title="农贸市场改造方案")
        client = sign("ann")
        shown = text(client.get("/matters/?opened=20260302至2026年3月3日"))
        assert "沿河路路灯合同" in shown and "农贸市场改造方案" not in shown
        assert "1 件：在办 1" in shown
        shown = text(client.get("/matters/?words=农贸"))
        assert "农贸市场改造方案" in shown and "沿河路路灯合同" not in shown
        shown = text(client.get("/matters/?mark=late"))
        assert "沿河路路灯合同" in shown and "逾期" in shown and "农贸市场改造方案" not in shown
        assert "没有符合条件的事项" in text(client.get("/matters/?standing=archived"))
        assert "没有符合条件的事项" in text(client.get("/matters/?unit=shanbei"))


def test_a_day_that_does_not_exist_is_said_beside_what_was_typed(people, sign) -> None:
    opened()
    answer = sign("ann").get("/matters/?opened=2026-02-30&words=公厕")
    assert answer.status_code == 422
    assert "不存在" in text(answer) and "2026-02-30" in text(answer) and 'value="公厕"' in text(answer)


def test_columns_are_chosen_and_kept_as_a_view(people, sign) -> None:
    opened()
    client = sign("ann")
    shown = text(client.get("/matters/?c=state"))
    assert ">承办单位</th>" not in shown and ">编号</th>" in shown and ">状态</th>" in shown
    assert "保存视图" in text(client.get("/matters/?c=state&choose=1"))
    saved = client.post(
        "/views/save/", {"page": "matters", "name": "我的简表", "query": "c=state", "back": "/matters/"}
    )
    assert saved["Location"] == "/matters/?c=state"
    assert SavedView.objects.get().name == "我的简表"
    assert "我的简表" in text(client.get("/matters/"))
    client.post("/views/drop/", {"page": "matters", "name": "我的简表", "back": "/matters/"})
    assert not SavedView.objects.exists()
    assert (
        client.post("/views/save/", {"page": "m", "name": "x", "query": "", "back": "//far.example/"})["Location"]
        == "/?"
    )


def test_excel_holds_exactly_what_the_filter_lets_through(people, sign) -> None:
    opened(title="=cmd|' /C calc'!A0 合同")
    opened(title="沿河路路灯合同")
    client = sign("ann")
    rows = read(client.get("/matters/?excel=1&words=合同"))
    assert rows[0][0] == "事项表" and "名称、编号：合同" in str(rows[1][0])
    assert rows[2][:3] == ["序号", "编号", "事项名称"]
    assert [row[2] for row in rows[3:]] == ["=cmd|' /C calc'!A0 合同", "沿河路路灯合同"]
    listed = [row.number for row in Matter.objects.order_by("opened", "pk")]
    assert [row[1] for row in rows[3:]] == listed
    assert rows[3][rows[2].index("收件日期")].date() == date(2026, 3, 2)
    assert len(read(client.get("/matters/?excel=1&words=路灯"))) == 4


def test_print_runs_from_the_oldest_on(people, sign) -> None:
    opened(title="第一件合同")
    opened(title="第二件合同")
    shown = text(sign("ann").get("/matters/?print=1"))
    assert shown.index("第一件合同") < shown.index("第二件合同")
    assert 'class="paper-a3"' in shown


def test_the_buttons_lead_to_the_same_filter(people, sign) -> None:
    opened()
    shown = text(sign("ann").get("/matters/?words=公厕&mark="))
    address = next(part for part in shown.split('"') if "excel=1" in part)
    assert parse_qs(urlparse(address.replace("&amp;", "&")).query) == {"words": ["公厕"], "excel": ["1"]}
