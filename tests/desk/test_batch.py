"""批量办理 on the desk: thirty registered from a sheet, papers of several as one file, closed and handed over."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.desk import replay
from tests.desk.conftest import opened, page_of, who
from tests.records.conftest import FIRST, Cast
from tests.records.files import docx

from fazhi.kernel.procedures import ActKind
from fazhi.records import matters
from fazhi.records.access import SYSTEM
from fazhi.records.acts import organisation
from fazhi.records.acts.matters import record
from fazhi.records.acts.proposals import Proposal
from fazhi.records.models import Account, Matter, Number
from fazhi.records.sheets import running

FILES = {"receive": docx("议题材料")}


def _id(stream: str) -> str:
    return stream.partition("/")[2]


def _sheet(rows: int, *, bad: bool = False) -> bytes:
    heads = "合同名称,合同种类,标的,金额（元）,相对方,订立的理由\n"
    lines = [f"路灯维护{n}号合同,采购服务,路灯{n},{n}000,清禾第{n}有限公司,常年维护" for n in range(1, rows + 1)]
    if bad:
        lines[-1] = "路灯维护合同,采购服务,,5000,,"
    return (heads + "\n".join(lines)).encode("gb18030")


@pytest.fixture
def town(cast: Cast) -> Cast:
    matters.forget()
    running.grid_of.cache_clear()
    Account.objects.update(must_change_password=False)
    return cast


def test_thirty_contracts_of_one_sheet_are_registered_with_numbers_in_order(town: Cast, sign) -> None:
    for person in ("p-leader", "p-clerk"):
        organisation.appoint(actor=SYSTEM, person=person, unit="liuhe", post="handler", role="work", starts=FIRST)
    client = sign("leader")
    page = client.get("/register/sheet/").content.decode()
    assert "批量登记" in page and "导入、未核验" not in page

    def mapped(body: bytes) -> str:
        sent = {"file": SimpleUploadedFile("新合同.csv", body), "procedure": "contract", "unit": "liuhe"}
        place = client.post("/register/sheet/", sent)["Location"]
        names = ("pays", "natural", "operators", "major", "county", "emergency", "template")
        form = {"c-0": "title", "c-1": "subject.kind", "c-2": "subject.object", "c-3": "subject.amount", "u-3": "元"}
        form |= {
            "c-4": "subject.party",
            "c-5": "register.purpose",
            **{f"x-{name}": "1" if name == "pays" else "0" for name in names},
        }
        assert client.post(place, form).status_code == 302
        return f"{place}check/"

    place = mapped(_sheet(3, bad=True))
    page = client.get(place).content.decode()
    assert "还不能登记" in page and "须填写“标的”" in page and "_act" not in page
    client.post(place, {"_act": "register", "_key": "a"})
    assert not Matter.objects.exists() and not Number.objects.exists()
    place = mapped(_sheet(30))
    assert "登记为 30 件新事项" in client.get(place).content.decode()
    answer = client.post(place, {"_act": "register", "_key": "b"})
    client.post(place, {"_act": "register", "_key": "b"})
    assert [row.n for row in Number.objects.filter(series__kind="合同").order_by("n")] == list(range(1, 31))
    assert not Matter.objects.filter(standing=4).exists()
    page = client.get(answer["Location"]).content.decode()
    assert "已登记 30 件" in page and "批量办理" in page
    rows = list(Matter.objects.order_by("pk").select_related("stream")[:3])
    (first,) = matters.folded(rows[0].stream.key).state.of("register")
    assert (first.decider, first.fields) == ("p-leader", {"purpose": "常年维护"}), "done with the registration"
    for row in rows[:2]:
        _diligent(row.stream.key)
    form = {"m": [_id(row.stream.key) for row in rows], "_key": "c"}
    missing = client.post("/batch/", {**form, "_act": "word"})
    assert missing.status_code == 422 and "请选择打印哪一种文书" in missing.content.decode()
    none = client.post("/batch/", {**form, "_act": "word", "paper": "contract|entry"}).content.decode()
    assert "没有办 3 件" in none and "还不能出" in none
    answer = client.post("/batch/", {**form, "_act": "word", "paper": "contract|diligence_form"})
    assert answer["Content-Type"].startswith("application/vnd")
    body = zipfile.ZipFile(io.BytesIO(answer.content)).read("word/document.xml").decode()
    printed, left, listed = body.partition("没有打印的事项")
    assert all(row.title in printed and row.title not in listed for row in rows[:2])
    assert left and rows[2].title not in printed and rows[2].title in listed and "还不能出" in listed


def _diligent(stream: str) -> None:
    said = {"standing": "登记在业", "assets": "有履约能力", "credit": "未发现失信、重大处罚和欠税", "own": "资金已落实"}
    record(
        actor=who("clerk"), matter=stream,
        proposals=[
            Proposal(kind=ActKind.DO, step="diligence", outcome="可以订立", fields={**said, "size": "小型企业"}),
        ],
    )  # fmt: skip


def test_what_cannot_be_closed_is_said_one_by_one(people: Cast, sign) -> None:
    first, second = opened(), opened(title="另一件合同")
    client = sign("ann")
    page = client.get("/batch/").content.decode()
    assert _id(first) in page and _id(second) in page
    empty = client.post("/batch/", {"_act": "archive", "place": "三号柜"})
    assert empty.status_code == 422 and "没有勾选事项" in empty.content.decode()
    page = client.post("/batch/", {"m": [_id(first), _id(second)], "_act": "archive", "place": "三号柜", "_key": "k"})
    said = page.content.decode()
    assert "已办 0 件，没有办 2 件" in said and "这一规程没有归档这一步" in said


def test_files_of_several_are_closed_at_once_and_who_lacks_something_is_told(town: Cast, sign) -> None:
    """One that is done, one whose vouchers are missing, one nobody has finished: each its own act and word."""
    case = replay.find("village_advice", "没有等指导意见就上会，不妨碍")
    logins = replay.people(case)
    ends = [place for place, item in enumerate(case.acts) if item.act.step == "archive"]
    streams = [
        replay.replay("village_advice", case, logins, title=title, until=until, files=FILES)
        for title, until in (("路灯建设议题", ends[-1]), ("水渠建设议题", ends[-1]), ("公墓建设议题", 1))
    ]
    client = sign(next(iter(logins.values())))
    form = {"m": [_id(stream) for stream in streams], "_act": "archive", "place": "四号柜三盒", "_key": "k"}
    page = client.post("/batch/", form).content.decode()
    assert "已办 2 件，没有办 1 件" in page and "还没有登记签订、上会的情况，不能归档" in page
    rows = [Matter.objects.get(stream__key=stream) for stream in streams]
    assert [row.archived is not None for row in rows] == [True, True, False]
    numbers = [row.archive_number for row in rows]
    assert len(set(numbers[:2])) == 2 and all(number in page for number in numbers[:2])
    place = [matters.folded(row.stream.key).state.every("archive")[-1].fields["place"] for row in rows[:2]]
    assert place == ["四号柜三盒"] * 2
    again = client.post("/batch/", {**form, "_key": "other"}).content.decode()
    assert "已办 0 件" in again, "who is archived is not archived twice"


def test_several_are_handed_over_and_what_is_not_ones_own_is_not_there(people: Cast, sign) -> None:
    first, second = opened(), opened(title="另一件合同")
    client = sign("cai")
    form = {"m": [_id(first), _id(second)], "_act": "hand", "to": "p-ada", "why": "休假代理", "_key": "k"}
    assert client.post("/batch/", {**form, "why": ""}).status_code == 422
    assert "已办 2 件" in client.post("/batch/", form).content.decode()
    assert set(Matter.objects.values_list("handler__key", flat=True)) == {"p-ada"}
    assert "没有办 2 件" in client.post("/batch/", {**form, "_key": "l"}).content.decode()
    answer = sign("far").post("/batch/", {**form, "_key": "m"})
    assert answer.status_code == 422 and first.partition("/")[2] not in answer.content.decode()
    assert set(Matter.objects.values_list("handler__key", flat=True)) == {"p-ada"}
    assert "移交勾选的事项" not in sign("ann").get("/batch/").content.decode()
    assert sign("ann").get(page_of(first)).status_code == 200


def test_the_public_is_asked_to_sign_in(client, people: Cast) -> None:
    assert client.get("/batch/").status_code == 302 and client.post("/batch/").status_code == 302
