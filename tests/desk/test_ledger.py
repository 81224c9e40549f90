"""台账: the declared columns in order, values over what was done, views that hide, Excel and A3 of the same."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest
from django.test import Client
from tests.desk.conftest import who
from tests.desk.rich import COLUMNS, rich
from tests.records.conftest import TODAY

from fazhi.kernel.procedures import ActKind
from fazhi.packs import procedures
from fazhi.records import matters, packs
from fazhi.records.acts.base import Signed
from fazhi.records.acts.matters import open_matter, record
from fazhi.records.acts.proposals import Proposal
from fazhi.records.models import Matter

pytestmark = pytest.mark.django_db

PLACE = "/ledger/mini/r/"
NAMES = [column["name"] for column in COLUMNS]


@pytest.fixture
def town(people, monkeypatch):
    monkeypatch.setattr(packs, "for_new", lambda name, unit, on: rich(name))
    monkeypatch.setattr(procedures, "get", rich)
    matters.forget()
    return people


def make(title: str, kind: str = "行政合同（协议）", *, amount: str = "42800.00") -> str:
    done = open_matter(
        actor=who("ann"), procedure="mini", unit="liuhe-ny", title=title, handler="p-ann",
        subject={"kind": kind, "risk": False, "amount": amount, "party": "某甲商行"},
        first=[Proposal(kind=ActKind.DO, step="submit", outcome="办结", text="v1")],
    )  # fmt: skip
    return str(done["stream"])


def reviewed(stream: str) -> None:
    do = ActKind.DO
    for item in (
        Proposal(kind=do, step="intake", outcome="受理"),
        Proposal(kind=do, step="raise", outcome="必须"),
        Proposal(kind=do, step="settle", key="1", outcome="采纳", signed=Signed(decider="p-ann")),
        Proposal(kind=do, step="opinion", outcome="合法"),
    ):
        record(actor=who("ben"), matter=stream, proposals=[item])


def read(answer) -> list[list[object]]:
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    assert book.active is not None
    return [[cell.value for cell in row] for row in book.active.iter_rows()]


def text(answer) -> str:
    return answer.content.decode()


def test_the_public_is_sent_to_sign_in(client: Client, town) -> None:
    assert client.get(PLACE).status_code == 302
    assert client.get("/ledger/").status_code == 302


@pytest.mark.parametrize(("login", "sees"), [("ann", True), ("ada", True), ("ben", True), ("far", False)])
def test_a_town_sees_its_own_register_only(town, sign, login: str, sees: bool) -> None:
    make("路灯合同")
    client = sign(login)
    assert ("路灯合同" in text(client.get(PLACE))) is sees
    assert (">1 件<" in text(client.get("/ledger/"))) is sees
    rows = read(client.get(f"{PLACE}?excel=1"))
    assert (len(rows) == 4) is sees


def test_an_unknown_register_is_answered_with_404(town, sign) -> None:
    client = sign("ann")
    assert client.get("/ledger/mini/no/").status_code == 404
    assert client.get("/ledger/no/r/").status_code == 404


def test_every_column_stands_in_the_order_and_under_the_name_of_the_pack(town, sign) -> None:
    reviewed(make("路灯合同"))
    rows = read(sign("ann").get(f"{PLACE}?excel=1"))
    assert rows[0][0] == "合法性审查台账" and rows[2] == NAMES
    line = dict(zip(rows[2], rows[3], strict=True))
    assert line["序号"] == 1
    assert line["收件登记号"] == Matter.objects.get().number
    assert (line["送审单位"], line["承办人"], line["审查人"]) == ("柳禾", "子经办", "丑审查")
    assert (line["事项类别"], line["可能影响社会稳定"]) == ("行政合同（协议）", "否")
    assert line["金额（元）"] == 42800
    assert line["收件日期"].date() == TODAY
    assert line["受理日期及结果"] == "2026-03-02 受理"
    assert (line["审查结论"], line["用时（工作日）"]) == ("合法", 0)
    assert line["意见条数（必须/建议）"] == "1/0"
    assert line["集体讨论"] is None
    assert line["归档号"] is None


def test_personal_values_are_masked_on_the_page_and_in_the_file(town, sign) -> None:
    make("路灯合同")
    client = sign("ann")
    rows = read(client.get(f"{PLACE}?excel=1"))
    assert rows[3][NAMES.index("相对方")] == "［姓名］"
    assert "某甲商行" not in text(client.get(PLACE))


def test_an_unlawful_fact_and_owed_vouchers_stand_in_the_remarks(town, sign) -> None:
    stream = make("路灯合同")
    fact = Proposal(
        kind=ActKind.FACT, step="meeting", outcome="办结", occurred=TODAY, why="先开会", signed=Signed(decider="p-cai")
    )
    record(actor=who("ben"), matter=stream, proposals=[fact])
    client = sign("ann")
    assert "不合规事实：集体讨论 03-02" in text(client.get(PLACE))
    line = dict(zip(NAMES, read(client.get(f"{PLACE}?excel=1"))[3], strict=True))
    assert line["集体讨论"] is None, "a fact is no lawful meeting"
    assert "不合规事实" in str(line["备注"])


def test_what_was_done_stays_in_the_register_when_the_text_has_changed_since(town, sign) -> None:
    stream = make("路灯合同")
    reviewed(stream)
    record(
        actor=who("ann"), matter=stream,
        proposals=[Proposal(kind=ActKind.DO, step="submit", outcome="办结", text="v2")],
    )  # fmt: skip
    line = dict(zip(NAMES, read(sign("ann").get(f"{PLACE}?excel=1"))[3], strict=True))
    assert line["审查结论"] == "合法"


def test_views_hide_and_never_rename(town, sign) -> None:
    make("路灯合同")
    client = sign("ann")
    for address in (f"{PLACE}?view=work", f"{PLACE}?view=month", f"{PLACE}?c=12"):
        rows = read(client.get(f"{address}&excel=1"))
        kept = [name for name in NAMES if name in rows[2]]
        assert rows[2] == kept and len(kept) < len(NAMES)
        assert {"序号", "收件登记号", "事项名称"} <= set(kept)
    shown = text(client.get(PLACE))
    assert "标准 19 列" in shown and "经办" in shown and "月报" in shown and "选列" in shown


def test_what_stands_in_a_column_is_filtered_and_the_totals_follow(town, sign) -> None:
    make("路灯合同")
    make("集镇管理办法", "规范性文件")
    client = sign("ann")
    place = NAMES.index("事项类别")
    shown = text(client.get(PLACE, {f"v{place}": "规范性文件"}))
    assert "集镇管理办法" in shown and "路灯合同" not in shown
    assert "1 件：在办 1" in shown and "事项类别：规范性文件" in shown
    rows = read(client.get(PLACE, {f"v{place}": "规范性文件", "excel": "1"}))
    assert [row[4] for row in rows[3:]] == ["集镇管理办法"]
    assert "没有符合条件的事项" in text(client.get(PLACE, {f"v{NAMES.index('审查结论')}": "合法"}))


def test_too_much_to_fold_is_said_instead_of_done(town, sign, monkeypatch) -> None:
    from fazhi.desk import ledgers

    monkeypatch.setattr(ledgers, "SCAN", 1)
    make("路灯合同")
    make("集镇管理办法")
    shown = text(sign("ann").get(PLACE, {f"v{NAMES.index('事项类别')}": "规范性文件"}))
    assert "范围太大" in shown and "缩小收件日期范围" in shown


def test_on_paper_it_runs_from_the_first_number_on_a3_sideways(town, sign) -> None:
    make("第一件合同")
    make("第二件合同")
    shown = text(sign("ann").get(f"{PLACE}?print=1"))
    assert 'class="paper-a3"' in shown
    assert shown.index("第一件合同") < shown.index("第二件合同")
    assert shown.count('<th scope="col"') == len(NAMES)


def test_the_file_is_laid_out_for_a3_and_no_value_is_a_formula(town, sign) -> None:
    make('=HYPERLINK("http://far.example")合同')
    answer = sign("ann").get(f"{PLACE}?excel=1")
    assert "filename*=UTF-8''" in answer["Content-Disposition"]
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    sheet = book.active
    assert sheet is not None
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (8, "landscape")
    assert sheet.freeze_panes == "C4"
    cell = sheet.cell(4, NAMES.index("事项名称") + 1)
    assert cell.data_type == "s" and cell.quotePrefix
    assert all(item.data_type != "f" for row in sheet.iter_rows() for item in row)


def test_an_empty_register_says_why_and_what_to_do(town, sign) -> None:
    shown = text(sign("ann").get(PLACE))
    assert "台账还是空的" in shown and "登记收件" in shown


def test_a_late_matter_says_by_how_many_working_days(town, sign) -> None:
    from fazhi.records import clock

    make("路灯合同")
    with clock.fixed(date(2026, 3, 9)):
        assert "逾期 4 个工作日" in text(sign("ann").get(PLACE))


def test_a_register_that_was_drawn_is_not_folded_again_until_something_moves(town, sign, monkeypatch) -> None:
    from fazhi.records import register_cells
    from fazhi.records.models import Person, RegisterLine
    from fazhi.records.verification import verify_site

    stream = make("路灯合同")
    reviewed(stream)
    client = sign("ann")
    first = read(client.get(f"{PLACE}?excel=1"))
    assert RegisterLine.objects.count() == 1
    with monkeypatch.context() as patch:
        patch.setattr(register_cells.matters, "fold_many", lambda ids: iter(()) if not list(ids) else pytest.fail())
        Person.objects.filter(key="p-ben").update(name="丑改名")
        second = read(client.get(f"{PLACE}?excel=1"))
        reviewer = NAMES.index("审查人")
        assert second[3][reviewer] == "丑改名", "names are put in when it is read"
        second[3][reviewer] = first[3][reviewer]
        assert second == first
        narrow = read(client.get(f"{PLACE}?excel=1&c={reviewer}"))
        assert len(narrow[3]) < len(first[3]) and narrow[3][narrow[2].index("审查人")] == "丑改名"
    again = Proposal(kind=ActKind.DO, step="submit", outcome="办结", text="v2")
    record(actor=who("ann"), matter=stream, proposals=[again])
    assert read(client.get(f"{PLACE}?excel=1"))[3][1] == first[3][1]
    assert register_cells.complete(TODAY) == 0, "whoever drew it kept it"
    line = RegisterLine.objects.get()
    RegisterLine.objects.update(cells=line.cells.replace("合法", "违法"))
    assert any("留存的台账行" in one.message for one in verify_site().findings)


def test_lines_are_read_ahead_for_what_moved_and_for_nothing_else(town, sign) -> None:
    from fazhi.records import register_cells
    from fazhi.records.models import RegisterLine
    from fazhi.records.verification import verify_site

    one, other = make("路灯合同"), make("广场改造")
    assert not RegisterLine.objects.exists(), "an act pays nothing for it"
    told: list[int] = []
    assert register_cells.complete(TODAY, told.append) == 2 and told == [2]
    assert register_cells.complete(TODAY, told.append) == 0 and told == [2]
    kept = dict(RegisterLine.objects.values_list("matter__stream__key", "head"))
    reviewed(one)
    assert register_cells.complete(TODAY) == 1
    now = dict(RegisterLine.objects.values_list("matter__stream__key", "head"))
    assert now[other] == kept[other] and now[one] != kept[one]
    RegisterLine.objects.filter(matter__stream__key=other).update(form="another")
    assert register_cells.complete(TODAY) == 1, "read under another declaration"
    RegisterLine.objects.filter(matter__stream__key=other).update(day=date(2020, 1, 1))
    assert register_cells.complete(TODAY) == 1, "good for another day"
    assert not [one for one in verify_site().findings if "台账行" in one.message]
    assert len(read(sign("ann").get(f"{PLACE}?excel=1"))) == 5
