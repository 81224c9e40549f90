"""工作移交: all that is in hand goes over in one go; the list says what; earlier signatures stay."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.desk.conftest import opened

from fazhi.desk.pages import hand_over
from fazhi.formats.docx.read import lines
from fazhi.records import matters
from fazhi.records.models import Account, Holding, Matter

pytestmark = pytest.mark.django_db


def text(answer) -> str:
    return answer.content.decode()


def form(**more: object) -> dict[str, object]:
    streams = list(Matter.objects.values_list("stream__key", flat=True))
    return {"_form": "move", "_key": "k", "from": "p-ann", "to": "p-ada", "why": "轮岗", "m": streams, **more}


def test_the_public_is_sent_to_sign_in(client: Client, people) -> None:
    assert client.get("/hand-over/").status_code == 302


@pytest.mark.parametrize("login", ["ann", "far"])
def test_whoever_leads_nobody_is_refused(people, sign, login: str) -> None:
    opened()
    client = sign(login)
    assert client.get("/hand-over/").status_code == 403
    assert client.post("/hand-over/", form()).status_code == 403
    assert Matter.objects.get().handler.key == "p-ann"


@pytest.mark.parametrize("login", ["cai", "ben"])
def test_a_leader_or_the_review_head_moves_everything_and_gets_the_list(people, sign, login: str) -> None:
    streams = [opened(title=f"第{i}件合同") for i in (1, 2, 3)]
    client = sign(login)
    shown = text(client.get("/hand-over/?from=p-ann"))
    assert "第1件合同" in shown and "在办和办结未归档的事项 3 件" in shown
    answer = client.post("/hand-over/", form())
    assert answer.status_code == 302
    assert set(Matter.objects.values_list("handler__key", flat=True)) == {"p-ada"}
    paper = text(client.get(answer["Location"]))
    for words in ("工作移交清单", "移交人：子经办", "接手人：辰经办", "第3件合同", "移交事项 3 件", "监交人"):
        assert words in paper, words
    assert matters.folded(streams[0]).state.of("submit")[0].decider == "p-ann"


def test_many_are_moved_in_portions_and_the_page_says_how_far_it_is(people, sign, monkeypatch) -> None:
    monkeypatch.setattr(hand_over, "PORTION", 2)
    for i in range(3):
        opened(title=f"第{i}件合同")
    client = sign("cai")
    shown = text(client.post("/hand-over/", form()))
    assert "已移交 2 件，共 3 件" in shown and "继续移交余下 1 件" in shown
    answer = client.post("/hand-over/", form(moved="2"))
    assert answer.status_code == 302
    assert Matter.objects.filter(handler__key="p-ada").count() == 3


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"to": "p-ann"}, "请选择接手的人"),
        ({"to": "p-far"}, "请选择接手的人"),
        ({"why": " "}, "请写明移交事由"),
        ({"m": []}, "没有勾选"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_moves(people, sign, wrong: dict[str, object], words: str) -> None:
    opened()
    answer = sign("cai").post("/hand-over/", form(**wrong))
    assert answer.status_code == 422 and words in text(answer)
    assert Matter.objects.get().handler.key == "p-ann"


def test_a_deputy_is_named_for_a_time(people, sign) -> None:
    holding = Holding.objects.get(person__key="p-ann", post="handler")
    deputy = {
        "_form": "deputy", "_key": "d", "deputy-holding": holding.key, "deputy-person": "p-pub",
        "deputy-starts": "2026-03-03", "deputy-ends": "2026年3月20日",
    }  # fmt: skip
    client = sign("cai")
    assert client.post("/hand-over/", {**deputy, "deputy-ends": ""}).status_code == 422
    assert not Holding.objects.filter(acting_for=holding).exists()
    assert client.post("/hand-over/", deputy).status_code == 302
    acting = Holding.objects.get(acting_for=holding)
    assert (acting.person.key, acting.ends.isoformat()) == ("p-pub", "2026-03-20")


def test_an_administrator_stops_the_account_and_the_list_says_so(people, sign) -> None:
    opened()
    sign("cai").post("/hand-over/", form())
    client = sign("admin")
    stop = {"_form": "disable", "_key": "x", "disable-login": "ann", "disable-from": "2026-04-01"}
    assert client.post("/hand-over/", stop).status_code == 302
    assert Account.objects.get(login="ann").disabled_from.isoformat() == "2026-04-01"
    paper = text(client.get("/hand-over/list/?from=p-ann&to=p-ada&day=20260302"))
    assert "自2026年4月1日起停用" in paper


def test_an_empty_list_says_why(people, sign) -> None:
    assert "没有移交记录" in text(sign("cai").get("/hand-over/list/?from=p-ann&to=p-ada"))
    assert "没有要移交的事项" in text(sign("cai").get("/hand-over/?from=p-pub"))


def test_the_list_comes_as_a_word_file_for_three_signatures(people, sign) -> None:
    opened()
    sign("ben").post("/hand-over/", form())
    said = lines(sign("ben").get("/hand-over/list/?from=p-ann&to=p-ada&format=docx").content)
    assert said[0] == "工作移交清单" and "集镇公厕改造工程施工合同" in said
    assert any(line.startswith("移交人：") and "监交人：" in line for line in said)
