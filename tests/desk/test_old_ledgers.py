"""旧台账导入 on the desk: from the file to the result, the returned table, and the matter that was held against."""

from __future__ import annotations

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook
from tests.desk.conftest import who
from tests.records.conftest import Cast
from tests.records.old_ledger import made

from fazhi.records import matters
from fazhi.records.models import Account, ImportedRow, Matter, SheetImport
from fazhi.records.sheets import running


@pytest.fixture
def town(cast: Cast) -> Cast:
    matters.forget()
    running.grid_of.cache_clear()
    Account.objects.update(must_change_password=False)
    return cast


def _sent(client: Client, body: bytes, name: str = "合同台账.xlsx") -> str:
    answer = client.post(
        "/old-ledgers/", {"file": SimpleUploadedFile(name, body), "procedure": "contract", "unit": "liuhe"}
    )
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return answer["Location"]


def test_from_the_file_to_the_result(town: Cast, sign) -> None:
    client = sign("leader")
    body, expected = made(60)
    place = _sent(client, body)
    page = client.get(place).content.decode()
    assert "“合同名称”对应什么" in page and "隐藏的栏" in page and 'value="title" selected' in page
    form = dict(re.findall(r'<select id="[^"]+" name="([cu]-\d+)".*?<option value="([^"]*)" selected', page, re.S))
    form |= {"x-pays": "1", "x-natural": "0"}
    wrong = client.post(place, {name: value for name, value in form.items() if value != "title"})
    assert wrong.status_code == 422 and "还没有选哪一栏是名称" in wrong.content.decode()
    assert client.post(place, form)["Location"] == f"{place}check/"
    page = client.get(f"{place}check/").content.decode()
    assert f"{expected['ready']} 行" in page and "只有年月，没有日" in page and "没有名称" not in page
    run = client.post(f"{place}check/")["Location"]
    assert "已处理到第 0 行" in client.get(run).content.decode()
    while "已处理完" not in (page := client.get(run).content.decode()):
        client.post(run)
    assert f"{expected['ready']} 件，都标“导入、未核验”" in page
    assert SheetImport.objects.get().taken == Matter.objects.count() == expected["ready"]
    assert "导入、未核验" in client.get("/matters/?standing=imported").content.decode()
    assert "导入、未核验" in client.get("/ledger/contract/contract/").content.decode()
    assert client.get("/").status_code == 200
    second = _sent(client, body)
    assert "已按上次保存的对照填好" in client.get(second).content.decode()
    page = client.get(f"{second}check/").content.decode()
    assert "已经导入过" in page and "没有可以导入的行" in page
    other = sign("other")
    assert other.get(run).status_code == 404 and other.get(place).status_code == 404


def test_rows_with_problems_come_back_without_a_formula(town: Cast, sign) -> None:
    client = sign("leader")
    rows = "编号,合同名称,金额（元）\n1,=HYPERLINK(1),约5万\n2,,3\n3,+1路灯,4\n"
    place = _sent(client, rows.encode("gb18030"), "台账.csv")
    page = client.get(place).content.decode()
    assert "合同名称" in page
    client.post(place, {"c-0": "number", "c-1": "title", "c-2": "subject.amount", "u-2": "元"})
    back = b"".join(client.get(f"{place}returned/").streaming_content)
    sheet = load_workbook(io.BytesIO(back)).active
    found = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]
    assert [row[2] for row in found] == ["=HYPERLINK(1)", None] and all(
        cell.data_type == "s" for row in sheet.iter_rows(min_row=3) for cell in row if cell.value is not None
    )
    assert "没有名称" in found[1][0] and sheet.cell(3, 4).comment.text.startswith("“约5万”")
    assert b"<f>" not in back


def test_an_imported_matter_says_so_until_it_is_confirmed(town: Cast, sign) -> None:
    from tests.records.test_sheets import _old

    body, expected = made(20)
    old = _old(town, body, expected)
    old.all()
    row = ImportedRow.objects.select_related("matter__stream").order_by("row").first()
    place = f"/m/{row.matter.stream.key.partition('/')[2]}/"
    client = sign("leader")
    page = client.get(place).content.decode()
    assert f"从旧台账第 {row.row} 行导入，尚未核验" in page and f"{place}confirm/" in page
    assert "不合规事实" not in page and "旧台账所记，未核验" in page
    page = client.get(f"{place}confirm/").content.decode()
    assert "旧台账原来的内容" in page and "柳禾镇农业办" not in page and "农业办" in page
    answer = client.post(f"{place}confirm/", {"s-kind": "采购服务", "against": ""})
    assert answer.status_code == 422
    kept = {
        "s-object": "路灯",
        "s-amount": "5000",
        "s-party": "清禾有限公司",
        "s-kind": "采购服务",
        "against": "合同原件",
    }
    facts = {f"s-{name}": "0" for name in ("natural", "operators", "major", "county", "emergency", "template")}
    answer = client.post(f"{place}confirm/", {**kept, **facts, "s-pays": "1"})
    assert answer.status_code == 302, re.findall(r"field-error[^>]*>([^<]+)", answer.content.decode())
    page = client.get(place).content.decode()
    assert "核验导入的内容" in page and "尚未核验：" not in page
    assert client.get(f"{place}confirm/").status_code == 404
    assert sign("other").get(f"{place}confirm/").status_code in {403, 404}
    assert sign("viewer").get(f"{place}confirm/").status_code in {403, 404}
    assert who("leader")


@pytest.mark.parametrize("login", ["viewer", "admin"])
def test_who_only_looks_does_not_import(town: Cast, sign, login: str) -> None:
    assert sign(login).get("/old-ledgers/").status_code == 403


def test_the_public_is_asked_to_sign_in(client: Client, town: Cast) -> None:
    assert client.get("/old-ledgers/").status_code == 302
    assert client.get("/old-ledgers/run/s1/").status_code == 302


def test_what_is_no_table_is_refused_in_words(town: Cast, sign) -> None:
    client = sign("leader")
    answer = client.post(
        "/old-ledgers/",
        {"file": SimpleUploadedFile("a.xlsx", b"PK\x03\x04xx"), "procedure": "contract", "unit": "liuhe"},
    )
    assert answer.status_code == 422 and "打不开" in answer.content.decode()
    answer = client.post("/old-ledgers/", {"procedure": "", "unit": "shanbei"})
    assert answer.status_code == 422 and "请选择台账文件" in answer.content.decode()
