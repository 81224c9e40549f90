"""The page of a matter: handing it over, entries of a list as a table, corrected personal values, names."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.test import Client
from tests.desk.conftest import opened, page_of, who
from tests.kernel.packing import POSTS, raw

from fazhi.desk import people as names
from fazhi.kernel.procedures import ActKind, Late, load
from fazhi.records import clock, matters, packs
from fazhi.records.access import SYSTEM
from fazhi.records.acts import organisation
from fazhi.records.acts.matters import open_matter, record
from fazhi.records.acts.proposals import Proposal
from fazhi.records.models import Account, Event, Matter, Person

pytestmark = pytest.mark.django_db
DO = ActKind.DO


def text(answer) -> str:
    return answer.content.decode().replace('<span class="nb">', "").replace("</span>", "")


def step(data: dict, name: str) -> dict:
    return next(item for item in data["step"] if item["id"] == name)


@pytest.fixture
def named(people, monkeypatch):
    """The small pack with personal answers: a fact that may change, an answer that may be corrected."""
    data = raw("mini")
    data["subject"].append({"id": "party", "name": "相对方", "type": "text", "pii": "name", "mutable": True})
    step(data, "intake")["field"].append({"id": "by", "name": "送来的人", "type": "text", "pii": "name"})
    step(data, "raise")["field"] = [
        {"id": "clause", "name": "条款", "type": "text"},
        {"id": "issue", "name": "问题", "type": "long", "pii": "none"},
    ]
    made = load(data, POSTS)
    monkeypatch.setattr(packs, "for_new", lambda name, unit, on: made)
    matters.forget()
    return people


def matter() -> str:
    done = open_matter(
        actor=who("ann"), procedure="mini", unit="liuhe-ny", title="鱼塘承包合同", handler="p-ann",
        subject={"risk": False, "party": "王小满"}, first=[Proposal(kind=DO, step="submit", outcome="办结", text="v1")],
    )  # fmt: skip
    stream = str(done["stream"])
    do(stream, "ben", Proposal(kind=DO, step="intake", outcome="受理", fields={"by": "赵大田"}))
    return stream


def do(stream: str, login: str, *proposals: Proposal) -> None:
    record(actor=who(login), matter=stream, proposals=list(proposals))


@pytest.mark.parametrize(("login", "shown"), [("cai", True), ("ben", True), ("ann", False), ("viewer", False)])
def test_a_matter_leads_to_its_own_hand_over(people, sign, login: str, shown: bool) -> None:
    stream = opened()
    opened(title="另一件合同")
    page = text(sign(login).get(page_of(stream)))
    links = re.findall(r'href="(/hand-over/[^"]*)">移交给他人承办', page)
    assert bool(links) is shown
    if links:
        page = text(sign(login).get(links[0].replace("&amp;", "&")))
        assert re.findall(r'name="m" value="([^"]*)" checked', page) == [stream], "this one alone is ticked"
        given = {"_form": "move", "_key": "k", "from": "p-ann", "to": "p-ada", "why": "轮岗", "m": [stream]}
        assert sign(login).post("/hand-over/", given).status_code == 302
        assert set(Matter.objects.values_list("title", "handler__key")) == {
            ("集镇公厕改造工程施工合同", "p-ada"), ("另一件合同", "p-ann"),
        }  # fmt: skip


def test_the_public_and_another_town_get_no_hand_over(people, sign, client: Client) -> None:
    address = f"/hand-over/?from=p-ann&m={opened()}"
    assert client.get(address).status_code == 302
    assert sign("far").get(address).status_code == 403


def test_entries_made_in_one_act_are_a_table(named, sign) -> None:
    stream = matter()
    rows = [("必须", "第五条", "违约金过高"), ("建议", "第九条", "写明日期")]
    do(
        stream, "ben",
        *(
            Proposal(kind=DO, step="raise", outcome=weight, fields={"clause": clause, "issue": issue})
            for weight, clause, issue in rows
        ),
    )  # fmt: skip
    do(stream, "ben", Proposal(kind=ActKind.VOID, run=matters.folded(stream).state.of("raise", "2")[0].id, why="误记"))
    page = text(sign("ann").get(page_of(stream)))
    assert "逐条意见 2 项：必须 1、建议 1" in page
    table = re.search(r'<caption class="unseen">逐条意见，2 项</caption>(.*?)</table>', page, re.S)
    assert table is not None
    assert re.findall(r'<th scope="col">(.*?)</th>', table[1]) == ["项", "条款", "问题", "结果"]
    plain = re.sub(r"<[^>]+>", " ", table[1]).split()
    assert plain == [
        "项",
        "条款",
        "问题",
        "结果",
        "1",
        "第五条",
        "违约金过高",
        "必须",
        "2（已作废）",
        "第九条",
        "写明日期",
        "建议",
    ]
    assert "<s>第九条</s>" in table[1]


def test_a_corrected_personal_value_is_shown_as_corrected_where_it_holds_and_as_said_where_it_was_said(
    named, sign
) -> None:
    stream = matter()
    run = matters.folded(stream).state.of("intake")[0].id
    with clock.fixed(date(2026, 3, 3)):
        do(stream, "ben", Proposal(kind=ActKind.AMEND, run=run, fields={"by": "钱大田"}, why="写错"))
        do(stream, "ben", Proposal(kind=ActKind.CHANGE, fields={"party": "孙小满"}, why="更名"))
        bodies = b"".join(bytes(body) for body in Event.objects.values_list("body", flat=True))
        assert not any(word.encode() in bodies for word in ("赵大田", "钱大田", "王小满", "孙小满")), "all are sealed"
        client = sign("ben")
        page = text(client.post(page_of(stream)))
        head = page.split('class="facts"')[1].split("</dl>")[0]
        assert "孙小满" in head and "王小满" not in head
        course = page.split('class="timeline"')[1]
        assert all(word in course for word in ("赵大田", "钱大田", "王小满", "孙小满")), "the course says what was said"
        about = text(client.get(f"{page_of(stream)}record/void/{run}/"))
        assert "钱**" in about and "赵**" not in about
        past = text(client.post(f"{page_of(stream)}?as_of=2026-03-02"))
        assert "王小满" in past.split('class="facts"')[1].split("</dl>")[0]


def test_who_allowed_a_late_entry_is_named(people, sign) -> None:
    stream = opened()
    with clock.fixed(date(2026, 3, 16)):
        late = Late(reason="停电", approver="p-cai")
        do(stream, "ben", Proposal(kind=DO, step="intake", outcome="受理", occurred=date(2026, 3, 3), late=late))
        page = text(sign("ann").get(page_of(stream)))
    assert "补录批准寅镇长" in page and "p-cai" not in page


def test_a_post_with_brackets_gets_no_second_ones(people, sign) -> None:
    assert names.said("沈若兰", "柳湾司法所审查员") == "沈若兰（柳湾司法所审查员）"
    assert names.said("韩志成", "主要负责人（镇长、主任）") == "韩志成　主要负责人（镇长、主任）"
    organisation.appoint(actor=SYSTEM, person="p-cai", unit="liuhe", post="head", role="lead", starts=date(2026, 1, 5))
    Account.objects.update(must_change_password=False)
    stream = opened()
    for login in ("cai", "ben", "ann"):
        page = text(sign(login).get(f"{page_of(stream)}act/fact/meeting/")) + text(sign(login).get(page_of(stream)))
        assert not re.search(r"（[^（）]*（", re.sub(r"<[^>]+>", "\n", page)), login
    assert Person.objects.filter(key="p-cai").exists()


def test_terms_have_a_button_that_prints_and_hides_without_a_script(people, sign) -> None:
    stream = opened()
    for part, label in (("terms/", "打印期限表"), ("terms/accept/", "打印期限计算书"), ("receipt/", "打印")):
        page = text(sign("ann").get(page_of(stream) + part))
        assert re.search(rf'<button [^>]*type="button" data-print hidden>{label}</button>', page), part
