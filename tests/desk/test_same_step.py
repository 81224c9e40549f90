"""批量办同一步: one form for many matters, tried first and then done, each matter by itself."""

from __future__ import annotations

import re

import pytest
from tests.desk.conftest import opened, who
from tests.records.conftest import Cast

from fazhi.kernel.procedures import ActKind
from fazhi.records import matters
from fazhi.records.acts.matters import record, rehearse
from fazhi.records.acts.proposals import Proposal, Refused
from fazhi.records.models import Draft, Event, Matter

INTAKE = "/batch/step/?procedure=mini&step=intake&kind=do"
TITLES = ("甲合同", "乙合同", "丙合同")


@pytest.fixture
def three(people: Cast) -> list[str]:
    return [opened(title=title) for title in TITLES]


def _ids(streams: list[str]) -> list[str]:
    return [stream.partition("/")[2] for stream in streams]


def _form(client, address: str, **more: object) -> dict[str, object]:
    """Return what the form at an address sends when nothing is changed in it, with more answered."""
    page = client.get(address).content.decode()
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    form: dict[str, object] = {name: value for name, value in hidden if name not in {"r", "csrfmiddlewaretoken"}}
    rows = [value for name, value in hidden if name == "r"]
    return {**form, "r": rows, "m": rows, "decider": "p-ben", **more}


def _state(stream: str) -> list[str]:
    return [run.outcome for run in matters.folded(stream).state.of("intake")]


def test_it_offers_what_is_open_and_what_needs_no_text_of_its_own(three: list[str], sign) -> None:
    record(actor=who("ben"), matter=three[0], proposals=[Proposal(kind=ActKind.DO, step="intake", outcome="受理")])
    page = sign("ben").get("/batch/step/").content.decode()
    assert re.search(r"受理</a></td>.*?2 件.*?2 件", page, re.S) and "逐条意见" in page
    assert "step=submit" not in page, "every sending for review has its own text"
    form = sign("ben").get(INTAKE).content.decode()
    assert "甲合同" not in form and "乙合同" in form and "丙合同" in form
    assert sign("ben").get("/batch/step/?step=intake").status_code == 404
    assert "现在没有一件可以办这一步" in sign("far").get(INTAKE).content.decode()


def test_one_is_refused_and_the_others_are_done_once(three: list[str], sign) -> None:
    client, ids = sign("ben"), _ids(three)
    form = _form(client, INTAKE, outcome="受理", differ=["outcome", "missing"])
    form |= {f"{ids[1]}-outcome": "退回补正"}
    before = Event.objects.count()
    tried = client.post(INTAKE, {**form, "_preview": "1"})
    page = tried.content.decode()
    assert tried.status_code == 422 and "可以办 2 件，不能办 1 件" in page and "须填写“缺什么”" in page
    assert page.index("乙合同") < page.index("甲合同"), "what is refused stands first"
    assert Event.objects.count() == before, "a preview writes nothing"
    page = client.post(INTAKE, {**form, "_do": "1"}).content.decode()
    assert "已办 2 件，没有办 1 件" in page and [_state(one) for one in three] == [["受理"], [], ["受理"]]
    acts = Event.objects.filter(type="ran", step="intake").values_list("act_id", flat=True)
    assert len(set(acts)) == 2, "one act for each matter"
    assert re.findall(r'name="m" value="([^"]+)"', page) == [ids[1]], "what is done is left out of the form"
    assert "没有重复记入" in client.post(INTAKE, {**form, "_do": "1"}).content.decode()
    assert [_state(one) for one in three] == [["受理"], [], ["受理"]], "the same form twice is done once"
    client.post(INTAKE, {**form, f"{ids[1]}-missing": "附件二", "_do": "1"})
    assert _state(three[1]) == ["退回补正"]


def test_what_came_since_holds_up_that_matter_only(three: list[str], sign) -> None:
    client = sign("ben")
    form = _form(client, INTAKE, outcome="受理")
    record(actor=who("ben"), matter=three[2], proposals=[Proposal(kind=ActKind.DO, step="intake", outcome="受理")])
    page = client.post(INTAKE, {**form, "_do": "1"}).content.decode()
    assert "已办 2 件，没有办 1 件" in page and [_state(one) for one in three] == [["受理"]] * 3


def test_a_draft_keeps_what_was_typed_and_ticked_until_it_is_done(three: list[str], sign) -> None:
    client, ids = sign("ben"), _ids(three)
    form = _form(client, INTAKE, outcome="退回补正", missing="附件一", differ=["missing"])
    form |= {"m": [ids[0], ids[1]], f"{ids[1]}-missing": "附件二"}
    kept = client.post(INTAKE, {**form, "_draft": "1"})
    assert kept.status_code == 302 and not any(_state(one) for one in three)
    record(actor=who("ben"), matter=three[0], proposals=[Proposal(kind=ActKind.DO, step="intake", outcome="受理")])
    later = opened(title="丁合同")
    page = client.get(INTAKE).content.decode()
    assert "已恢复" in page and "附件一" in page and f'name="{ids[1]}-missing" type="text" value="附件二"' in page
    picked = re.findall(r'name="m" value="([^"]+)" checked', page)
    assert picked == [ids[1], later.partition("/")[2]], "one is done, one was not ticked, one is new"
    assert "已恢复" not in sign("ann").get(INTAKE).content.decode(), "of its own account only"
    client = sign("ben")
    (name,) = re.findall(r'data-draft="([^"]+)"', page)
    assert client.post("/draft/drop/", {"_form": name, "back": INTAKE})["Location"] == INTAKE
    assert "已恢复" not in client.get(INTAKE).content.decode()
    client.post("/draft/", {**_form(client, INTAKE, outcome="受理"), "_form": name})
    page = client.post(INTAKE, {**_form(client, INTAKE, outcome="受理"), "_do": "1"}).content.decode()
    assert "已办 3 件" in page and not Draft.objects.exists(), "what is done leaves no draft"


def test_a_pasted_table_fills_in_its_rows_and_says_what_it_passed_over(three: list[str], sign) -> None:
    client, ids = sign("ben"), _ids(three)
    numbers = [Matter.objects.get(stream__key=one).number for one in three]
    form = _form(client, INTAKE, outcome="受理")
    rows = [("编号", "结果", "缺什么", "颜色"), (numbers[1], "退回补正", "附件二", ""), ("无此号", "受理", "", "")]
    form["pasted"] = "\n".join("\t".join(row) for row in rows)
    page = client.post(INTAKE, {**form, "_read": "1"}).content.decode()
    assert "读入 1 行" in page and "没有读：颜色" in page and "没有读：无此号" in page
    assert f'name="{ids[1]}-missing" type="text" value="附件二"' in page
    assert page.count('name="m"') == 3 and page.count("checked") >= 1
    assert re.findall(r'name="m" value="([^"]+)" checked', page) == [ids[1]]
    form["pasted"] = "名称\t结果\n甲\t受理"
    assert "表里没有“编号”这一栏" in client.post(INTAKE, {**form, "_read": "1"}).content.decode()
    form["pasted"] = ""
    assert "没有选择文件，也没有粘贴" in client.post(INTAKE, {**form, "_read": "1"}).content.decode()
    blank = client.get(f"{INTAKE}&excel=1")
    assert blank["Content-Type"].startswith("application/vnd")


def test_entries_of_lists_are_rows_of_their_own(three: list[str], sign) -> None:
    """Two entries of one matter are done one after the other: the later expects what the earlier wrote."""
    for one in three[:2]:
        record(actor=who("ben"), matter=one, proposals=[Proposal(kind=ActKind.DO, step="intake", outcome="受理")])
    client, address = sign("ben"), "/batch/step/?procedure=mini&step=raise&kind=do"
    for _ in range(2):
        page = client.post(address, {**_form(client, address, outcome="必须"), "_do": "1"}).content.decode()
        assert "已办 2 件" in page and "已办 3 件" not in page
    settle = "/batch/step/?procedure=mini&step=settle&kind=do"
    client = sign("ann")
    form = _form(client, settle, outcome="不采纳", decider="p-ann", differ=["outcome"])
    assert form["r"] == [f"{one}.{key}" for one in _ids(three[:2]) for key in ("1", "2")]
    first = _ids(three)[0]
    form |= {f"{first}.1-outcome": "采纳", f"{first}.2-outcome": "采纳"}
    page = client.post(settle, {**form, "_do": "1"}).content.decode()
    assert "已办 2 件，没有办 2 件" in page and "“必须”意见不能登记为不采纳" in page
    assert len(matters.folded(three[0]).state.every("settle")) == 2


def test_a_rehearsal_raises_what_the_act_would_and_leaves_nothing(three: list[str]) -> None:
    before = Event.objects.count()
    good = [Proposal(kind=ActKind.DO, step="intake", outcome="受理")]
    assert rehearse(actor=who("ben"), matter=three[0], proposals=good) is None
    with pytest.raises(Refused, match="缺什么"):
        rehearse(
            actor=who("ben"), matter=three[0], proposals=[Proposal(kind=ActKind.DO, step="intake", outcome="退回补正")]
        )
    assert Event.objects.count() == before and not _state(three[0])


def test_the_public_is_asked_to_sign_in(client, people: Cast) -> None:
    assert client.get("/batch/step/").status_code == 302 and client.post("/batch/step/").status_code == 302
