"""The pages of the yearly report: writing with the figures beside, the checker, issuing, what each may see."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.test import Client
from tests.desk import replay
from tests.desk.conftest import populate
from tests.desk.test_reports import plain
from tests.records import yearly
from tests.records.conftest import Cast
from tests.records.working import opened, submit

from fazhi.records import clock, matters
from fazhi.records.models import IssuedForm
from fazhi.records.publishing.reports import issued_reports

Sign = Callable[[str], Client]
PAGE = "/annual/liuhe/small_year/2026/"


def at(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 9, tzinfo=clock.CHINA)


@pytest.fixture
def year(monkeypatch: pytest.MonkeyPatch, people: Cast) -> None:
    """Three matters of 2026."""
    yearly.install(monkeypatch)
    for month in (2, 3, 11):
        with clock.fixed(at(2026, month, 10)):
            opened(first=[submit()])


def write(client: Client, **texts: str) -> None:
    """Keep the draft as the button of the form does."""
    page = client.get(PAGE).text
    form = re.search(r'name="_form" value="(annual:[^"]+)"', page)
    assert form is not None
    boxes = {f"t-{name}": text for name, text in texts.items()}
    assert client.post(PAGE, {"_form": form[1], **boxes}).status_code == 302


def issue(client: Client, **more: str) -> str:
    """Press the button that issues; return the answer as text, empty where it led on."""
    seen = re.search(r'name="issue-seen" value="(\w+)"', client.get(PAGE).text)
    given = {"_form": "issue", "_key": "k1", "issue-signer": "p-cai", "issue-seen": seen[1] if seen else "", **more}
    answer = client.post(PAGE, given)
    return "" if answer.status_code == 302 else plain(answer.text)


def test_a_report_is_written_checked_issued_published_and_its_corrections_shown(sign: Sign, year: None) -> None:
    with clock.fixed(at(2027, 1, 2)):
        ben = sign("ben")
        index = plain(ben.get("/annual/").text)
        assert "试验年度报告" in index and "未签发" in index and "2027-04-01止" in index
        page = plain(ben.get(PAGE).text)
        assert "收件3件，金额128400.00元，退回率0.0%（0/3）；期末在办3件。" in page
        assert "还有 3 处没有写" in page and "其中错误 3 处" in page
        assert "写完、改正错误以后，在这里签发" in page and "issue-seen" not in page
        write(ben, lead="听取汇报3次。", short="<script>alert(1)</script>一次送全的不多。")
        assert "还有1处没有写" in issue(ben) and not IssuedForm.objects.exists()
        kept = ben.get(PAGE).text
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in kept and "<script>alert(1)" not in kept
        write(ben, **yearly.TEXTS)
        page = plain(ben.get(PAGE).text)
        assert "要写的都写了" in page and "错误 0 处" in page and yearly.TEXTS["plan"] in page
        assert "issue-seen" in page and ">无记录<" in page
        assert yearly.TEXTS["plan"] in plain(ben.get(f"{PAGE}paper/").text)
        assert "没有提示" in plain(ben.get(f"{PAGE}check/").text) or "提示 " in ben.get(f"{PAGE}check/").text
        opened_ = plain(ben.get(f"{PAGE}received/period/").text)
        assert opened_.count("集镇公厕改造工程施工合同") == 3
        assert ben.get(f"{PAGE}nothing/period/").status_code == 404
        assert b"endnoteReference" in zipfile.ZipFile(io.BytesIO(ben.get(f"{PAGE}?word=1").content)).read(
            "word/document.xml"
        )
        assert "recompute.py" in zipfile.ZipFile(io.BytesIO(ben.get(f"{PAGE}?data=1").content)).namelist()
        assert issue(ben) == ""
    with clock.fixed(at(2027, 1, 4)):
        opened(first=[submit(occurred=date(2026, 12, 31))])
    with clock.fixed(at(2027, 1, 5)):
        page = plain(sign("ben").get(PAGE).text)
        assert "2027年1月2日签发（签发人：寅镇长），已封存" in page and "3（现为 4）" in page
        assert "剩86日，2027-04-01止" in page
        done = sign("ben").post(
            PAGE, {"_form": "publish", "_key": "k2", "publish-day": "20270105", "publish-place": "政府网站"}
        )
        assert done.status_code == 302
        page = plain(sign("ben").get(PAGE).text)
        assert "2027年1月5日公开：政府网站" in page and "登记公开</button>" not in page
        (told,) = issued_reports(date(2027, 1, 5))
        assert (told["section"], told["day"]) == ("年度报告", "2027-01-02") and yearly.TEXTS["plan"] in str(
            told["text"]
        )
        assert ["公开", "2027-01-05，政府网站"] in told["facts"] and "寅镇长" not in str(told["facts"])
        assert issued_reports(date(2027, 1, 1)) == [], "not before it was issued"
        assert yearly.TEXTS["plan"] in plain(sign("ben").get(f"{PAGE}paper/").text)


def test_the_county_sees_which_units_owe_theirs_with_the_days_and_no_rank(sign: Sign, year: None) -> None:
    def rows(login: str) -> list[list[str]]:
        text = sign(login).get("/annual/?year=2026").text.partition("2026年度各单位的年度报告")[2]
        cells = [re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.S) for row in re.findall(r"<tr.*?</tr>", text, re.S)]
        # The second table of the page, of one unit, has four columns.
        return [[plain(cell) for cell in row] for row in cells if len(row) == 5][1:]

    with clock.fixed(at(2027, 3, 5)):
        write(sign("ben"), **yearly.TEXTS)
        assert issue(sign("ben")) == ""
        found = rows("county")
        assert [row[0] for row in found] == ["柳禾", "山贝"], "in the order of the units"
        assert "2027-03-05已签发" in found[0][2] and "未签发" in found[1][2]
        assert "2027-04-01" in found[1][3]
        assert rows("ben") == [] == rows("cai"), "a township sees its own"
    with clock.fixed(at(2027, 4, 3)):
        assert "已逾期2日" in rows("county")[1][4]


def test_what_changed_while_somebody_looked_is_not_issued(sign: Sign, year: None) -> None:
    with clock.fixed(at(2027, 1, 2)):
        ben = sign("ben")
        write(ben, **yearly.TEXTS)
        assert "看过以后，数或者文字变了" in issue(ben, **{"issue-seen": "0" * 64})
        assert "签发人今天不担任" in issue(ben, **{"issue-signer": "p-ben"})
    with clock.fixed(at(2027, 4, 2)):
        assert "须说明逾期原因" in issue(sign("ben"))
        assert issue(sign("ben"), **{"issue-late": "机构调整"}) == ""


def test_a_year_that_is_not_over_can_be_drafted_only(sign: Sign, year: None) -> None:
    with clock.fixed(at(2026, 12, 31)):
        page = sign("ben").get(PAGE).text
        assert "年度未结束，可起草" in page and "issue-seen" not in page
        assert sign("ben").get(PAGE.replace("2026", "2027")).status_code == 404
        assert sign("ben").get(PAGE.replace("2026", "2020")).status_code == 404
        assert sign("ben").get(PAGE.replace("small_year", "nothing")).status_code == 404


@pytest.mark.parametrize(
    ("login", "sees", "issues"),
    [("ben", True, True), ("cai", True, True), ("county", True, False), ("ann", False, False), ("far", False, False)],
)
def test_who_may_see_and_who_may_issue(sign: Sign, year: None, login: str, sees: bool, issues: bool) -> None:
    with clock.fixed(at(2027, 1, 2)):
        somebody = sign(login)
        for tail in ("", "paper/", "check/", "received/period/", "?word=1", "?data=1"):
            assert somebody.get(PAGE + tail).status_code == (200 if sees else 403), tail
        assert ("在这里签发" in plain(somebody.get(PAGE).text)) is issues
        if sees and not issues:
            somebody.post(PAGE, {"_form": "issue", "issue-signer": "p-cai"})
            assert not IssuedForm.objects.exists()
        if not sees:
            assert "您看不到年度报告" in plain(somebody.get("/annual/").text)


def test_the_public_is_asked_to_sign_in(client: Client, year: None) -> None:
    for tail in ("", "paper/", "check/", "?word=1", "?data=1"):
        assert client.get(PAGE + tail).status_code == 302


def test_the_report_on_disclosure_shows_its_table_and_each_number_opens(sign: Sign, cast: Cast) -> None:
    matters.forget()
    case = replay.find("disclosure_request", "组织申请须写明哪一类，不予公开须写明年度报告计入哪一种情形")
    replay.replay("disclosure_request", case, replay.people(case), title="村镇规划调整讨论稿")
    populate(cast)
    with clock.fixed(at(2027, 1, 5)):
        leader = sign("leader")
        page = leader.get("/annual/liuhe/disclosure_yearly/2026/")
        assert page.status_code == 200
        assert "参照《中华人民共和国政府信息公开条例》第四十九条第一款" in plain(page.text)
        assert "一、本年新收政府信息公开申请数量" in page.text and "不等于零" in page.text
        way = re.search(r'href="(/annual/liuhe/disclosure_yearly/[^"]*applied_process_2[^"]*)"[^>]*>1<', page.text)
        assert way is not None, "one refusal, for a draft, to a company"
        assert "村镇规划调整讨论稿" in leader.get(way[1]).text
        word = leader.get("/annual/liuhe/disclosure_yearly/2026/?word=1")
        assert word.status_code == 200 and word["Content-Type"].startswith("application/vnd.openxmlformats")
        assert "条例第二十条第（八）项" in plain(leader.get("/annual/liuhe/disclosure_yearly/2026/paper/").text)
        here = "/annual/liuhe/disclosure_yearly/2026/"
        form = {"_form": "annual:liuhe:disclosure_yearly:2026", "t-item1.1.1": "0", "t-item5.3.1": "无"}
        leader.post(here, form)
        page = plain(leader.get(here).text)
        assert "“规章”由撰写人填写" in page and "“行政强制：本年处理决定数量”只写整数" in page
        assert "没有放进报告的 1 处" in page and 'value="无"' in page, "what was typed stays"
        assert "行政强制”由撰写人填写" not in plain(leader.get(f"{here}paper/").text)
