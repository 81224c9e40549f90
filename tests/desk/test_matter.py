"""The page of a matter: access, what is open, what is missing, the course, personal values, past days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.desk.conftest import opened, page_of, who
from tests.records.conftest import Cast

from fazhi.kernel.procedures import ActKind, Late
from fazhi.records import clock
from fazhi.records.acts.base import Signed
from fazhi.records.acts.matters import hand_over, open_matter, record
from fazhi.records.acts.proposals import Proposal
from fazhi.records.models import Event

Sign = Callable[[str], Client]
ACCESS = [("ann", 200), ("ada", 200), ("ben", 200), ("county", 200), ("viewer", 200), ("far", 403), ("admin", 403)]
PARTS = ("", "flow/", "flow/?view=table", "terms/", "terms/accept/")


@pytest.mark.parametrize(("login", "status"), ACCESS)
@pytest.mark.parametrize("part", PARTS)
def test_who_may_see_the_pages_of_a_matter(sign: Sign, people: Cast, login: str, status: int, part: str) -> None:
    assert sign(login).get(page_of(opened()) + part).status_code == status


@pytest.mark.parametrize("part", PARTS)
def test_the_public_is_sent_to_the_sign_in(client: Client, people: Cast, part: str) -> None:
    assert client.get(page_of(opened()) + part).status_code == 302


def test_another_town_is_not_told_whether_a_matter_exists(sign: Sign, people: Cast) -> None:
    client = sign("far")
    there, nowhere = client.get(page_of(opened())), client.get("/m/0123456789abcdef0123/")
    assert there.status_code == nowhere.status_code == 403
    assert "没有这个事项，或您无权办理" in there.text and "没有这个事项，或您无权办理" in nowhere.text


def test_the_form_of_the_own_duty_stands_open_and_others_see_whose_it_is(sign: Sign, people: Cast) -> None:
    page = page_of(opened())
    own = sign("ben").get(page).text
    assert "现在要办：受理" in own and 'name="outcome"' in own
    other = sign("ann").get(page).text
    assert 'name="outcome"' not in other and "受理或退回补正" in other and "审查员" in other


def test_a_viewer_sees_no_way_to_act(sign: Sign, people: Cast) -> None:
    text = sign("viewer").get(page_of(opened())).text
    assert "/act/" not in text and "登记不合规事实" not in text
    assert sign("viewer").get(page_of(opened()) + "act/do/intake/").status_code == 403


def test_what_is_missing_stands_beside_with_the_next_move(sign: Sign, people: Cast) -> None:
    text = sign("ben").get(page_of(opened(accepted=True))).text
    assert "集体讨论前还缺" in text
    assert "尚未办理“审查意见”" in text and "可先办：审查意见" in text


def test_the_course_says_who_decided_and_who_typed(sign: Sign, people: Cast) -> None:
    stream = opened()
    signed = Signed(decider="p-ben", handler="p-ada", voucher="党政办3号柜", page="第2页")
    proposal = Proposal(kind=ActKind.DO, step="intake", outcome="受理", signed=signed)
    record(actor=who("ann"), matter=stream, proposals=[proposal])
    text = sign("ann").get(page_of(stream)).text
    assert "决定人丑审查；经办辰经办；录入子经办；原件：党政办3号柜（第2页）" in text


def test_facts_late_entries_voids_and_hand_overs_are_all_in_the_course(sign: Sign, people: Cast) -> None:
    with clock.fixed(date(2026, 2, 9)):
        stream = opened(submitted=False)
    late = Late(reason="纸质件漏登", approver="p-cai")
    submit = Proposal(kind=ActKind.DO, step="submit", outcome="办结", text="v1", occurred=date(2026, 2, 10), late=late)
    record(actor=who("ann"), matter=stream, proposals=[submit])
    fact = Proposal(
        kind=ActKind.FACT, step="meeting", outcome="办结", why="会议先于审查", signed=Signed(decider="p-cai")
    )
    record(actor=who("ben"), matter=stream, proposals=[fact])
    intake = Proposal(kind=ActKind.DO, step="intake", outcome="受理")
    done = record(actor=who("ben"), matter=stream, proposals=[intake])
    record(actor=who("ben"), matter=stream, proposals=[Proposal(kind=ActKind.VOID, run=int(done["seq"]), why="登错")])
    record(actor=who("ann"), matter=stream, proposals=[Proposal(kind=ActKind.CHANGE, fields={"amount": "600000.00"})])
    hand_over(actor=who("cai"), matter=stream, to="p-ada", reason="轮岗")
    text = sign("ben").get(page_of(stream)).text
    assert "补录（晚 " in text
    assert "不合规事实：集体讨论" in text and "尚未办理“审查意见”" in text and "须依法补救" in text
    assert "<s>受理：受理</s>（已作废）" in text
    assert "金额改为" in text and "600,000.00 元" in text
    assert "由子经办交辰经办" in text
    watching = sign("viewer").get(page_of(stream)).text
    for free in ("会议先于审查", "登错", "轮岗", "纸质件漏登"):
        assert free not in watching, "free words are masked for those who only watch"
    assert "会议先于审查" in text, "who works on the matter reads its reasons"
    assert Event.objects.filter(type="looked", account="ben").exists(), "and that is logged"


def request_of(applicant: str) -> str:
    done = open_matter(
        actor=who("pub"), procedure="request", unit="liuhe", title="申请公开村道养护支出", subject={},
        first=[Proposal(kind=ActKind.DO, step="receive", outcome="办结", fields={"applicant": applicant})],
    )  # fmt: skip
    return page_of(str(done["stream"]))


def test_personal_values_are_masked_until_asked_for_and_the_look_is_logged(sign: Sign, people: Cast) -> None:
    page = request_of("某甲乙丙")
    client = sign("pub")
    shown = client.get(page).text
    assert "某甲乙丙" not in shown and "某***" in shown
    assert not Event.objects.filter(type="looked").exists(), "to see a mask is no look"
    assert "某甲乙丙" in client.post(page).text
    assert Event.objects.filter(type="looked", account="pub").count() == 1


def test_a_viewer_may_not_unmask(sign: Sign, people: Cast) -> None:
    page = request_of("某甲乙丙")
    client = sign("viewer")
    assert "查看个人信息（将留痕）" not in client.get(page).text
    assert client.post(page).status_code == 403
    assert not Event.objects.filter(type="looked").exists()


def test_a_past_day_is_shown_and_nothing_can_be_done_there(sign: Sign, people: Cast) -> None:
    with clock.fixed(date(2026, 2, 9)):
        stream = opened(submitted=False)
    record(
        actor=who("ann"), matter=stream, proposals=[Proposal(kind=ActKind.DO, step="submit", outcome="办结", text="v1")]
    )
    client = sign("ann")
    text = client.get(page_of(stream) + "?as_of=2026.2.20").text
    assert "这是 2026年2月20日 当时的情况" in text
    assert 'class="act-form"' not in text and "作废" not in text
    assert text.count("<h3>") < client.get(page_of(stream)).text.count("<h3>")


def test_the_page_costs_few_statements_however_long_the_course(sign: Sign, people: Cast) -> None:
    stream = opened(accepted=True)
    client = sign("ben")
    client.get(page_of(stream))
    raised = [Proposal(kind=ActKind.DO, step="raise", outcome="建议") for _ in range(6)]
    for _ in range(3):
        record(actor=who("ben"), matter=stream, proposals=raised)
    with CaptureQueriesContext(connection) as seen:
        client.get(page_of(stream))
    assert len(seen) <= 30, "\n".join(query["sql"][:150] for query in seen.captured_queries)
