"""报表: what is due, a form that opens to its matters, issuing, corrections, collection; the superior's workbook."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date, datetime

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.desk.conftest import who
from tests.formats.test_xlsx_fill import superior
from tests.records import counted
from tests.records.conftest import Cast

from fazhi.kernel.procedures import ActKind
from fazhi.records import clock
from fazhi.records.acts.matters import open_matter, record
from fazhi.records.acts.periodic import issue_form
from fazhi.records.acts.proposals import Proposal
from fazhi.records.models import IssuedForm, SuperiorSheet
from fazhi.records.verification import verify_site

Sign = Callable[[str], Client]
MARCH = "/reports/liuhe/small/2026-03/"


def at(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 9, tzinfo=clock.CHINA)


def come_in(title: str, *, returned: bool = False, occurred: date | None = None) -> str:
    first = Proposal(kind=ActKind.DO, step="submit", outcome="办结", text="v1", occurred=occurred)
    done = open_matter(
        actor=who("ann"), procedure="mini", unit="liuhe-ny", title=title, handler="p-ann",
        subject={"risk": False, "amount": "42800.00"}, first=[first],
    )  # fmt: skip
    if returned:
        back = Proposal(kind=ActKind.DO, step="intake", outcome="退回补正", fields={"missing": "附件"})
        record(actor=who("ben"), matter=str(done["stream"]), proposals=[back])
    return str(done["stream"])


@pytest.fixture
def march(monkeypatch: pytest.MonkeyPatch, people: Cast) -> None:
    """Three matters of March, one sent back."""
    counted.install(monkeypatch)
    with clock.fixed(at(3, 10)):
        come_in("集镇公厕改造工程施工合同", returned=True)
        come_in("王家桥村道养护合同")
        come_in("沿河路路灯合同")


def assert_sound() -> None:
    """What is verified of forms and workbooks differs nowhere (the cast's passwords were set past the acts)."""
    told = [finding.message for finding in verify_site().findings if "须改口令" not in finding.message]
    assert told == []


def plain(text: str) -> str:
    return text.replace('<span class="nb">', "").replace("</span>", "")


def post(client: Client, address: str, **more: str) -> object:
    page = client.get(address).text
    seen = re.search(r'name="issue-seen" value="(\w+)"', page)
    assert seen is not None, "the form to issue is on the page"
    return client.post(address, {"_form": "issue", "_key": "k1", "issue-seen": seen[1], **more})


def test_a_form_is_due_opens_to_its_matters_is_issued_and_corrected_in_the_next(sign: Sign, march: None) -> None:
    with clock.fixed(at(3, 20)):
        page = plain(sign("ben").get(MARCH).text)
        assert "时段还没有结束" in page and 'name="issue-seen"' not in page
        waits = plain(sign("ben").get("/reports/").text)
        assert "待报出，已过2026-03-05" in waits and "时段到2026-03-31止，未到报出时间" in waits
    with clock.fixed(at(4, 1)):
        ben = sign("ben")
        index = plain(ben.get("/reports/").text)
        assert "试验工作月报表" in index and "待报出，2026-04-05前" in index and f'href="{MARCH}"' in index
        page = plain(ben.get(MARCH).text)
        assert "柳禾镇试验工作月报表" in page and "33.3%（1/3）" in page and "128,400.00 元" in page
        opened = plain(ben.get(f"{MARCH}return_rate/period/").text)
        assert opened.count("集镇公厕改造工程施工合同") == 2 and "“退回” ÷ “收件”" in opened and "口径摘要" in opened
        assert ben.get(f"{MARCH}nothing/period/").status_code == 404
        sheet = openpyxl.load_workbook(io.BytesIO(b"".join(ben.get(f"{MARCH}?excel=1").streaming_content))).active
        assert sheet["B4"].value == 3 and "预览，没有报出" in sheet["A2"].value
        answer = post(ben, MARCH, **{"issue-note": "三月全部收件"})
        assert answer.status_code == 302  # type: ignore[attr-defined]
        page = plain(ben.get(MARCH).text)
        assert "2026年4月1日报出，已封存" in page and "说明：三月全部收件" in page and "issue-seen" not in page
    with clock.fixed(at(4, 2)):
        come_in("迟报的合同", occurred=date(2026, 3, 31))
    with clock.fixed(at(4, 3)):
        ben = sign("ben")
        assert "3（现为 4）" in plain(ben.get(MARCH).text)
        with clock.fixed(at(5, 2)):
            april = plain(sign("ben").get("/reports/liuhe/small/2026-04/").text)
            for words in ("上期更正", "2026年3月", "33.3%（1/3）", "25.0%（1/4）", "报出后补录"):
                assert words in april, words
    assert_sound()


def test_what_changed_while_somebody_looked_is_shown_before_it_is_issued(sign: Sign, march: None) -> None:
    with clock.fixed(at(4, 1)):
        ben = sign("ben")
        old = ben.get(MARCH).text
    with clock.fixed(at(4, 2)):
        come_in("迟报的合同", occurred=date(2026, 3, 31))
    with clock.fixed(at(4, 2).replace(hour=10)):
        seen = re.search(r'name="issue-seen" value="(\w+)"', old)
        assert seen is not None
        refused = ben.post(MARCH, {"_form": "issue", "_key": "k", "issue-seen": seen[1], "issue-note": "说明还在"})
        assert "预览以后，有的数变了" in plain(refused.text) and "说明还在" in refused.text
        assert not IssuedForm.objects.exists()
        assert post(ben, MARCH).status_code == 302 and IssuedForm.objects.count() == 1  # type: ignore[attr-defined]


def test_each_page_is_open_to_whom_it_concerns_only(sign: Sign, client: Client, march: None) -> None:
    with clock.fixed(at(4, 1)):
        issue_form(actor=who("ben"), unit="liuhe", form="small", period="2026-03")
        sheets, all_ = "/reports/sheets/liuhe/", "/reports/collected/qinghe/small/2026-03/"
        periods = "/report-periods/"
        for address in ("/reports/", MARCH, f"{MARCH}received/period/", sheets, all_, periods):
            assert client.get(address).status_code == 302, "the public signs in first"
        want = {
            #        list own  figure sheets county periods
            "ben": (200, 200, 200, 200, 403, 403),
            "cai": (200, 200, 200, 200, 403, 403),
            "viewer": (200, 200, 200, 403, 403, 403),
            "county": (200, 200, 200, 403, 200, 403),
            "ann": (200, 403, 403, 403, 403, 403),
            "far": (200, 403, 403, 403, 403, 403),
            "admin": (200, 403, 403, 403, 403, 200),
        }
        for login, codes in want.items():
            user = sign(login)
            found = tuple(
                user.get(one).status_code
                for one in ("/reports/", MARCH, f"{MARCH}received/period/", sheets, all_, periods)
            )
            assert found == codes, login
        assert "您看不到报表" in sign("far").get("/reports/").text
        assert sign("viewer").post(MARCH.replace("03", "02"), {"_form": "issue"}).status_code in (200, 302)
        assert IssuedForm.objects.count() == 1, "who may only look issues nothing"
        assert sign("ben").get("/reports/liuhe/small/2026-W1/").status_code == 404
        assert sign("ben").get("/reports/nowhere/small/2026-03/").status_code == 403


def test_the_county_sees_all_townships_and_sets_the_days_of_a_month(sign: Sign, march: None) -> None:
    with clock.fixed(at(4, 7)):
        issue_form(actor=who("ben"), unit="liuhe", form="small", period="2026-03")
        index = plain(sign("county").get("/reports/").text)
        assert "1 / 2" in index and "山贝" in index
        page = plain(sign("county").get("/reports/collected/qinghe/small/2026-03/").text)
        assert "应报2个单位，已报1个，未报：山贝乡" in page and "逾期未报" in page and "不排名" in page
        cell = re.search(r'<a href="(/reports/liuhe/small/2026-03/received/period/)">3</a>', page)
        assert cell is not None and "王家桥村道养护合同" in sign("county").get(cell[1]).text, "down to the matters"
        book = sign("county").get("/reports/collected/qinghe/small/2026-03/?excel=1")
        rows = list(
            openpyxl.load_workbook(io.BytesIO(b"".join(book.streaming_content))).active.iter_rows(values_only=True)
        )
        assert rows[4] == ("收件", 3, 3, None)
        admin = sign("admin")
        wrong = admin.post(
            "/report-periods/?unit=qinghe", {"_form": "cut", "cut-cut": "31", "cut-starts": "2026-05-01"}
        )
        assert "1 至 28 日" in plain(wrong.text)
        good = {
            "_form": "cut", "cut-cut": "25", "cut-starts": "2026-05-01", "cut-whole": "1", "cut-basis": "县局通知",
        }  # fmt: skip
        assert admin.post("/report-periods/?unit=qinghe", good).status_code == 302
        asked = {"_form": "forms", "forms-small": ["year"], "forms-starts": "2026-03-31"}
        assert "须填写“依据”" in plain(admin.post("/report-periods/?unit=qinghe", asked).text)
        assert admin.post("/report-periods/?unit=qinghe", asked | {"forms-basis": "县局通知"}).status_code == 302
        assert "未要求报送" in plain(sign("ben").get("/reports/").text)
        assert "1 / 2" in plain(sign("county").get("/reports/").text), "what was issued is shown all the same"
        page = plain(sign("admin").get("/report-periods/?unit=qinghe").text)
        assert "2026-05-25" in page and "2026-11-26" in page and "2026-12-31" in page
    with clock.fixed(at(6, 1)):
        assert "统计时段：上月26日至本月25日，年初年末按自然年" in plain(sign("ben").get("/reports/").text)


def test_a_superiors_workbook_is_mapped_once_and_filled_ever_after(sign: Sign, march: None) -> None:
    address = "/reports/sheets/liuhe/"
    with clock.fixed(at(4, 1)):
        ben = sign("ben")
        bad = {"_form": "take", "take-file": SimpleUploadedFile("坏.xlsx", b"PK\x03\x04nothing"), "take-title": "坏"}
        assert "不是 Excel 文件" in plain(ben.post(address, bad).text) and not SuperiorSheet.objects.exists()
        good = {"_form": "take", "take-file": SimpleUploadedFile("市局月报.xlsx", superior()), "take-title": ""}
        answer = ben.post(address, good)
        assert answer.status_code == 302 and SuperiorSheet.objects.get().title == "市局月报"
        page = plain(ben.get(answer.url).text)
        cells = dict(re.findall(r'name="what-(\d+)" list="sources" value="([^"]*)"', page))
        places = re.findall(r'data-label="格">月报 (\w+)<', page)
        assert places == ["B2", "D3", "B4", "C4", "D4", "B5", "C5", "D5", "C6", "D6", "B7", "C7", "D7"]
        assert cells[str(places.index("B5"))] == "收件（mini.received）", "what has the same name is offered"
        assert cells[str(places.index("B2"))] == "单位名称（text.unit）"
        number = {place: str(at_) for at_, place in enumerate(places)}
        typed = {f"what-{key}": "" for key in cells} | {
            f"what-{number['B2']}": "单位名称（text.unit）", f"what-{number['B5']}": "收件",
            f"what-{number['C5']}": "收件（mini.received）", f"column-{number['C5']}": "to_date",
            f"what-{number['B7']}": "退回率（return_rate）", f"what-{number['C7']}": "退回率",
            f"column-{number['C7']}": "year_before",
        }  # fmt: skip
        wrong = plain(ben.post(answer.url, {**typed, f"what-{number['B4']}": "没有的"}).text)
        assert "有 1 格写的不认识" in wrong and 'value="没有的"' in wrong and "退回率（return_rate）" in wrong
        done = ben.post(answer.url, typed)
        assert done.status_code == 302
        page = plain(ben.get(f"{done.url}?period=2026-03").text)
        assert "不能填的格" in page and "分母为零" in page and "月报 C7" in page and "33.3%" in page
        body = b"".join(ben.get(f"{done.url}?period=2026-03&file=1").streaming_content)
        sheet = openpyxl.load_workbook(io.BytesIO(body))["月报"]
        assert (sheet["B2"].value, sheet["B5"].value, sheet["C5"].value) == ("柳禾镇", 3, 3)
        assert abs(sheet["B7"].value - 1 / 3) < 1e-5 and sheet["C7"].value is None and sheet["B6"].value.startswith("=")
        note = sheet["B5"].comment.text
        assert (
            "来源：收件（mini.received）" in note and "涉及事项：3件" in note and "2026年3月1日至2026年3月31日" in note
        )
        assert_sound()
        assert ben.post(answer.url, {"drop": "1"}).status_code == 302
        assert "还没有上级表样" in ben.get(address).text and ben.get(answer.url).status_code == 403
