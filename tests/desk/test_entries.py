"""成批列入: a list of powers from a table, documents of the library for a clean-up; gates, errors, a second time."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook, load_workbook
from tests.desk.conftest import page_of, populate
from tests.desk.test_library import AMENDED, played
from tests.kernel.packing import altering
from tests.records.conftest import FIRST, Cast
from tests.records.listing import Office, office

from fazhi.kernel.errors import PackError
from fazhi.kernel.procedures import load
from fazhi.packs import procedures
from fazhi.records import clock, matters
from fazhi.records.models import Event, IssuedDocument
from fazhi.records.sheets import running
from fazhi.records.verification import verify_site

pytestmark = pytest.mark.django_db
Sign = Callable[[str], Client]
DAY = date(2026, 3, 30)
HEADS = ("事项编码", "事项名称", "类别", "依据（法律名称及条款）", "实施主体", "责任岗位")
ROWS = (
    ("ZF-001", "擅自占道堆放物料的处罚", "基本履职", "城市市容条例第三十六条", "柳禾镇人民政府", "综合执法队"),
    ("ZF-002", "露天焚烧秸秆的处罚", "基本履职", "大气污染防治法第一百一十九条", "柳禾镇人民政府", "综合执法队"),
    ("ZF-001", "同一编码的另一项", "基本履职", "某条", "柳禾镇人民政府", "综合执法队"),
    ("ZF-003", "类别写错的一项", "其他", "某条", "柳禾镇人民政府", "综合执法队"),
    ("ZF-004", "没有写依据的一项", "基本履职", "", "柳禾镇人民政府", "综合执法队"),
    ("ZF-005", "本机关定不了的一项", "赋权执法", "某条", "柳禾镇人民政府", "综合执法队"),
)  # fmt: skip


def book(rows=ROWS, heads=HEADS) -> bytes:
    made, out = Workbook(), io.BytesIO()
    sheet = made.active
    sheet.append(("柳禾镇履行职责事项清单",))
    for row in (heads, *rows):
        sheet.append(row)
    made.save(out)
    return out.getvalue()


@pytest.fixture
def town(cast: Cast) -> Office:
    matters.forget()
    running.grid_of.cache_clear()
    populate(cast)
    return office(FIRST)


def begun(town: Office) -> str:
    subject = {"cause": "初次建立清单", "approver": "本机关决定"}
    stream = town.open("list_change", "履职事项清单", subject, "2026-03-30")
    town.act(stream, "2026-03-30", "start", fields={"reason": "初次建立"})
    return stream


def sent(client: Client, way: str, body: bytes) -> str:
    """Send a table, keep the mapping that is proposed with the day all rows share, and return where it is looked at."""
    done = client.post(way, {"_sheet": "1", "file": SimpleUploadedFile("清单.xlsx", body)})
    assert done.status_code == 302, done.text
    page = client.get(done["Location"]).text
    assert "“事项名称”对应什么" in page and 'name="x-checked"' in page
    targets = ("code", "title", "kind", "ground", "organ", "post")
    typed = {f"c-{place}": f"propose.{target}" for place, target in enumerate(targets)}
    for place, target in enumerate(targets):
        assert f'<option value="propose.{target}" selected' in page, (place, target)
    bad = client.post(done["Location"], {**typed, "x-checked": "三月"})
    assert bad.status_code == 422 and "须为日期" in bad.text
    kept = client.post(done["Location"], {**typed, "x-checked": "2026年3月2日"})
    assert kept["Location"] == f"{done['Location']}check/"
    return kept["Location"]


def test_a_list_of_powers_comes_from_a_table_row_by_row_through_the_gates(town: Office, sign: Sign) -> None:
    stream = begun(town)
    with clock.fixed(DAY):
        client, way = sign("officer"), f"{page_of(stream)}entries/propose/"
        assert "从表格列入" in client.get(f"{page_of(stream)}act/do/propose/").text
        place = sent(client, way, book())
        page = client.get(place).text
        assert "列入这 2 项" in page and "与第 3 行相同" in page and "须填写“依据" in page
        assert "赋权执法事项由县级人民政府编制目录" in page and "其他" in page
        back = load_workbook(
            io.BytesIO(b"".join(client.get(f"{place.removesuffix('check/')}returned/").streaming_content))
        )
        told = [str(row[0].value) for row in back.active.iter_rows(min_row=3)]
        assert [words[:6] for words in told] == ["原表第 5 ", "原表第 6 ", "原表第 7 ", "原表第 8 "], told
        done = client.post(place)
        assert done.status_code == 302, done.text
        folded = matters.folded(stream)
        assert folded.state.lists["items"] == ("1", "2")
        events = [
            json.loads(bytes(body)) for body in Event.objects.filter(step="propose").values_list("body", flat=True)
        ]
        assert [event["data"]["filled"]["row"] for event in events] == [3, 4] and events[0]["evidence"]
        assert "从表格列入" in client.get(page_of(stream)).text
        # What takes it into force is what it was: nothing is listed before the change is published.
        assert "还没有清单事项" in client.get("/powers/").text

        # A second time adds nothing; what stands otherwise is shown and left alone.
        other = [("ZF-001", "改了名称的处罚", *ROWS[0][2:]), ROWS[1]]
        again = client.get(sent(client, way, book(other))).text
        assert "已经列入" in again and "与名单第 1 项内容不同，没有改动" in again and "没有可以列入的行" in again
        assert client.get(f"{page_of(stream)}entries/start/").status_code == 404
        assert sign("far").get(way).status_code in {403, 404}
    matters.forget()
    assert not [one.message for one in verify_site().findings if "须改口令" not in one.message]


def test_a_clean_up_is_filled_from_the_library_in_force(town: Office, sign: Sign) -> None:
    played(AMENDED)
    row = IssuedDocument.objects.select_related("matter__unit").get()
    facts = {"kind": "定期清理", "finish_by": "2026-12-31"}

    def campaign(base: str) -> str:
        stream = town.open("cleanup", "规范性文件清理", {**facts, "base_day": base}, "2026-12-01")
        town.act(stream, "2026-12-01", "launch", fields={"requirement": "全部"})
        return f"{page_of(stream)}entries/enlist/"

    early, way = campaign("2020-01-01"), campaign("2026-12-01")
    with clock.fixed(date(2026, 12, 1)):
        client = sign("officer")
        assert "现行有效的文件 0 件" in client.get(early).text
        page = client.get(way).text
        assert "现行有效的文件 1 件" in page and row.document in page and "村级公墓管理办法" in page
        nothing = client.post(way, {"decider": "p-officer"})
        assert nothing.status_code == 422 and "没有选要列入的文件" in nothing.text
        wrong = client.post(way, {"decider": "p-judge", "take": row.document})
        assert wrong.status_code == 422 and "第 1 行" not in wrong.text and "决定" in wrong.text
        done = client.post(way, {"decider": "p-officer", "take": row.document})
        assert done.status_code == 302, done.text
        again = client.get(way).text
        assert "1 件已经列入" in again and "没有可以列入的文件" in again
    event = json.loads(bytes(Event.objects.get(step="enlist").body))
    assert event["data"]["fields"] == {
        "name": "村级公墓管理办法", "register_no": row.number, "document_no": row.document,
        "issued_on": row.published.isoformat(), "unit": row.matter.unit.short,
    }  # fmt: skip
    assert event["data"]["filled"] == {"matter": row.matter.stream.key} and event["data"]["outcome"] == "列入"
    assert "从现行有效文件库列入" in sign("officer").get(way.removesuffix("entries/enlist/")).text


@pytest.mark.parametrize(
    ("fills", "message"),
    [
        ({"name": "title", "key": ["code"], "outcome": "没有这个", "sheet": True}, "结果中没有"),
        ({"name": "title", "key": [], "outcome": "新增", "sheet": True}, "凭哪几项"),
        ({"name": "checked", "key": ["code"], "outcome": "新增", "sheet": True}, "不密封的文字字段"),
        ({"name": "title", "key": ["code"], "outcome": "新增"}, "从哪里列入"),
        ({"name": "title", "key": ["code"], "outcome": "新增", "library": {"title": "title"}}, "哪一天"),
        ({"name": "title", "key": ["code"], "outcome": "新增", "sheet": True, "on": "subject.cause"}, "哪一天"),
        (
            {"name": "title", "key": ["code"], "outcome": "新增", "library": {"title": "date"}, "on": "today()"},
            "文件库没有",
        ),
        (
            {"name": "title", "key": ["code"], "outcome": "新增", "library": {"title": "published"}, "on": "today()"},
            "装不下",
        ),
        (
            {"name": "title", "key": ["code"], "outcome": "新增", "library": {"title": "title"}, "on": "subject.cause"},
            "不是日期",
        ),
        (None, "只有自己列入名单的步骤"),
    ],
)
def test_what_cannot_be_filled_so_is_refused_at_load(fills: dict[str, object] | None, message: str) -> None:
    data, own = altering("list_change")
    if fills is None:
        own["assess"]["fills"] = own["propose"].pop("fills")
    else:
        own["propose"]["fills"] = fills
    with pytest.raises(PackError, match=message):
        load(data, tuple(procedures.posts()))
