"""收件箱: a letter from the portal is read on record, becomes a matter or is set aside, and its sender is told."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from tests.records.conftest import FIRST, Cast

from fazhi.formats import letters, publication
from fazhi.formats.letters import LetterError
from fazhi.kernel.errors import PackError
from fazhi.kernel.procedures import load
from fazhi.packs import procedures
from fazhi.records import clock, evidence, ledger, matters
from fazhi.records.access import SYSTEM, Denied, actor_of
from fazhi.records.acts import accounts, organisation
from fazhi.records.acts import letters as acts
from fazhi.records.acts.base import ActRefused
from fazhi.records.acts.letters import take_in
from fazhi.records.models import Account, EvidenceLink, Letter, Matter
from fazhi.records.publishing import keys, packing
from fazhi.records.verification.site import verify_site

Sign = Callable[[str], Client]
ON = date(2026, 3, 3)
WHO = "欧阳某甲"
RAISED = {
    "违法行为线索": "power_use", "提请村（社区）协商的议题": "village_consultation",
    "申请公开政府信息": "disclosure_request",
}  # fmt: skip
ASKED = {
    "subject.wanted": "集镇停车场租赁合同", "receive.form": "电子", "receive.applicant_kind": "公民",
    "receive.applicant": WHO,    "receive.identity": "未提供", "receive.phone": "00000000000", "body": "liuhe",
}  # fmt: skip


def letter(number: str, kind: str = "request", *, key: str = "", **more: object) -> bytes:
    said = {"v": 1, "kind": kind, "number": number, "code": "123456789012", "sent": "2026-03-02T16:20:00+08:00", **more}
    public = bytes.fromhex(key or keys.addressee())
    return letters.close(public, json.dumps(said).encode(), number, bytes(range(32)))


@pytest.fixture
def town(cast: Cast) -> Cast:
    matters.forget()
    for login, where, post in (("gk", "liuhe-ny", "disclosure_officer"), ("far", "shanbei", "disclosure_officer")):
        organisation.create_person(actor=SYSTEM, unit=where, name="某收件", person=f"p-{login}")
        organisation.appoint(actor=SYSTEM, person=f"p-{login}", unit=where, post=post, role="work", starts=FIRST)
        accounts.create_account(
            actor=SYSTEM, login=login, person=f"p-{login}", unit=where, password="first-pass-1", created=FIRST
        )
    Account.objects.update(must_change_password=False)
    return cast


def status(number: str) -> dict[str, object]:
    with clock.fixed(ON):
        made = packing.make(always=True)
    parts = publication.read(made.body, key=keys.publisher()).parts
    assert WHO not in parts["status.jsonl"].decode()
    rows = {str(row["key"]): row for row in publication.rows(parts["status.jsonl"])}
    return rows[letters.lookup(number, "1234 5678 9012")]


def test_a_request_becomes_a_matter_with_one_form_and_its_sender_sees_it(town: Cast, sign: Sign) -> None:
    number = "20260302-000001"
    assert take_in(number, letter(number, procedure="disclosure_request", fields=ASKED)) == "liuhe"
    assert take_in(number, letter(number, procedure="disclosure_request", fields=ASKED)) == "", "taken once"
    assert WHO.encode() not in b"".join(ledger.bodies("unit/liuhe"))
    assert "等登记" in str(status(number)["state"])
    with clock.fixed(ON):
        clerk = sign("gk")
        assert "收件箱（新到 1 封）" in clerk.get("/register/").text
        listed = clerk.get("/register/inbox/").text
        assert number in listed and WHO not in listed
        looks = len(list(ledger.events("access/liuhe/2026-03")))
        page = clerk.get(f"/register/inbox/{number}/").text
        assert WHO in page and "集镇停车场租赁合同" in page and "登记为事项" in page
        assert len(list(ledger.events("access/liuhe/2026-03"))) == looks + 1, "each look is on record"
        form = clerk.get(f"/open/disclosure_request/?letter={number}").text
        assert f'value="{WHO}"' in form and 'value="2026-03-02"' in form and "已填入网上提交的内容" in form
        answers = {
            "title": "集镇停车场租赁合同", "s-wanted": "集镇停车场租赁合同", "s-channel": "互联网",
            "s-arrived": "2026-03-02", "received": "2026-03-03", "received_by": "确认之日", "applicant": WHO,
            "applicant_kind": "公民", "identity": "未提供", "form": "电子", "date": "2026-03-03", "_key": "k1",
        }  # fmt: skip
        posted = clerk.post(f"/open/disclosure_request/?letter={number}", answers)
        assert posted.status_code == 302, posted.text[:3000]
        clerk.post(f"/open/disclosure_request/?letter={number}", {**answers, "_key": "k2"})
    assert Matter.objects.count() == 1, "one letter, one matter"
    row = Letter.objects.get()
    assert (row.state, row.matter) == ("kept", Matter.objects.get().stream.key)
    told = status(number)
    assert told["state"] == "● 正在办理" and told["record"] == Matter.objects.get().number
    assert [step["name"] for step in told["steps"]] == ["收到申请"]  # type: ignore[attr-defined]
    assert told["clocks"][0]["left"] == "20 个工作日"  # type: ignore[index]
    found = [finding.message for finding in verify_site().findings]
    assert [message for message in found if "收件箱" in message] == []
    Letter.objects.update(state="new")
    assert any("收件箱" in finding.message for finding in verify_site().findings), "an altered row is named"


def test_nobody_else_reads_it_and_nothing_is_told_of_it(town: Cast, sign: Sign) -> None:
    number = "20260302-000002"
    take_in(number, letter(number, "problem", fields={"body": "liuhe", "about": "河道", "text": "有人采砂"}))
    with clock.fixed(ON):
        for login, expected in (("gk", 200), ("leader", 200), ("clerk", 403), ("far", 403), ("viewer", 403)):
            page = sign(login).get(f"/register/inbox/{number}/")
            assert page.status_code == expected, login
            assert ("有人采砂" in page.text) == (expected == 200)
            assert (number in sign(login).get("/register/inbox/").text) == (expected == 200), login
        assert Client().get(f"/register/inbox/{number}/").status_code == 302


def test_a_letter_is_set_aside_with_a_reason_that_its_sender_reads(town: Cast, sign: Sign) -> None:
    number = "20260302-000003"
    take_in(number, letter(number, "problem", fields={"body": "liuhe", "about": "路灯", "text": "不亮"}))
    with clock.fixed(ON):
        clerk = sign("gk")
        refused = clerk.post(f"/register/inbox/{number}/", {"_form": "aside", "aside-reason": "不", "_key": "a"})
        assert refused.status_code == 422 and "4 至 200 字" in refused.text
        done = clerk.post(
            f"/register/inbox/{number}/", {"_form": "aside", "aside-reason": "路灯由县住建局管理", "_key": "b"}
        )
        assert done.status_code == 302
        assert "路灯由县住建局管理" in clerk.get(f"/register/inbox/{number}/").text
    told = status(number)
    assert (told["state"], told["why"]) == ("– 没有登记", "理由：路灯由县住建局管理")


def test_a_problem_is_answered_passed_on_or_put_down_to_a_matter(town: Cast, sign: Sign) -> None:
    numbers = [f"20260302-00001{n}" for n in range(4)]
    for number in numbers[:3]:
        take_in(number, letter(number, "problem", fields={"body": "liuhe", "about": "路灯", "text": "不亮"}))
    take_in(numbers[3], letter(numbers[3], procedure="disclosure_request", fields=ASKED))
    with clock.fixed(ON):
        clerk = sign("gk")

        def post(number: str, **form: str) -> int:
            return clerk.post(f"/register/inbox/{number}/", {"_key": number + form["_form"], **form}).status_code

        assert post(numbers[0], **{"_form": "answer", "answer-words": "好"}) == 422
        assert post(numbers[0], **{"_form": "answer", "answer-words": "3月5日前换好路灯。"}) == 302
        assert post(numbers[0], **{"_form": "answer", "answer-words": "再答复一次。", "_key": "x"}) in {302, 422}
        passed = {"_form": "answer", "answer-words": "路灯由其管护。", "answer-to": "县住建局"}
        assert post(numbers[1], **passed) == 302
        assert post(numbers[2], **{"_form": "put", "put-number": "没有〔2026〕1号"}) == 422
        gk = actor_of(Account.objects.get(login="gk"))
        with pytest.raises(ActRefused, match="随事项办理"):
            acts.answer(actor=gk, letter=numbers[3], words="不在这里答复申请")
        with pytest.raises(Denied):
            acts.answer(actor=actor_of(Account.objects.get(login="far")), letter=numbers[2], words="不归我答复")
    told = status(numbers[0])
    assert (told["state"], told["why"]) == ("✓ 已答复", "3月5日前换好路灯。")
    assert status(numbers[1])["why"] == "转送县住建局：路灯由其管护。"
    assert Letter.objects.get(number=numbers[2]).state == "new"


def test_a_problem_opens_the_matter_that_packs_declare_with_the_letter_as_its_paper(town: Cast, sign: Sign) -> None:
    number = "20260302-000020"
    said = {"body": "liuhe", "about": "河道采砂", "text": "夜里有人采砂", "name": WHO, "contact": "00000000000"}
    take_in(number, letter(number, "problem", fields=said))
    organisation.appoint(actor=SYSTEM, person="p-gk", unit="liuhe-ny", post="handler", role="work", starts=FIRST)
    with clock.fixed(ON):
        clerk = sign("gk")
        page = clerk.get(f"/register/inbox/{number}/").text
        for name, procedure in RAISED.items():
            assert name in page and f"/open/{procedure}/?letter={number}" in page, name
        assert "登记为事项" not in page and "行政处罚法" in page
        way = f"/open/power_use/?letter={number}"
        form = clerk.get(way).text
        assert 'value="河道采砂"' in form and "夜里有人采砂" not in form
        assert clerk.get(f"/open/contract/?letter={number}").status_code == 404
        answers = {
            "title": "河道采砂", "s-kind": "行政处罚", "s-party": "某某", "outcome": "不予立案、受理",
            "what": "河道采砂", "reason": "清单上没有，已经转水利局", "decider": "p-gk", "_key": "k1",
        }  # fmt: skip
        assert clerk.post(way, {**answers, "what": ""}).status_code == 422
        posted = clerk.post(way, answers)
        assert posted.status_code == 302, posted.text[:3000]
        clerk.post(way, {**answers, "_key": "k2"})
        matter = Matter.objects.select_related("stream").get()
        row = Letter.objects.get()
        assert (row.state, row.matter) == ("opened", matter.stream.key)
        assert clerk.get(f"/open/village_consultation/?letter={number}").status_code == 403, "one letter, one matter"
        # Both ways are linked, and the letter is a paper of the matter, word for word.
        home = clerk.get(posted["Location"]).text
        assert f'href="/register/inbox/{number}/"' in home
        assert f'href="{posted["Location"]}"' in clerk.get(f"/register/inbox/{number}/").text
        link = EvidenceLink.objects.select_related("file").get(slot="letter")
        words = evidence.read(link.file.sm3).decode()
        assert "内容：夜里有人采砂" in words and f"姓名或者名称：{WHO}" in words and number in words
    told = status(number)
    assert told["name"] == "反映问题：违法行为线索" and told["record"] == matter.number
    assert [(step["name"], step["outcome"]) for step in told["steps"]] == [  # type: ignore[attr-defined]
        ("立案（受理）", "不予立案、受理")
    ]
    assert WHO not in json.dumps(told, ensure_ascii=False)
    assert not [one.message for one in verify_site().findings if "须改口令" not in one.message]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"fills": {"accept.what": "text"}}, "不密封"),
        ({"fills": {"accept.what": "subject"}}, "信件没有"),
        ({"fills": {"decide.number": "about"}}, "不是立项事实"),
        ({"fills": {"subject.kind": "about"}}, "装不下"),
        ({"sets": {"accept.what": "采砂"}}, "既填又定"),
        ({"course": ["gone"]}, "没有名为“gone”的步骤"),
        ({"terms": ["gone"]}, "没有名为“gone”的期限"),
    ],
)
def test_what_a_letter_cannot_open_is_refused_at_load(change: dict[str, object], message: str) -> None:
    data = dict(procedures.declaration("power_use"))
    raised = {**data["raised"], **change}  # type: ignore[dict-item]
    with pytest.raises(PackError, match=message):
        load({**data, "raised": raised}, tuple(procedures.posts()))


def test_what_is_not_written_to_this_site_is_not_taken(town: Cast, home: Path) -> None:
    number = "20260302-000004"
    elsewhere = letter(number, key=letters.public_of(bytes(32)).hex(), fields={})
    unknown = letter(number, "other", fields={})
    for body in (b"x", elsewhere, unknown, letter(number), letter("20260302-000009", fields={})):
        with pytest.raises(LetterError):
            take_in(number, body)
    assert not Letter.objects.exists()
