"""Bad input on real procedures: refused with what, where and what to do, or recorded as it is; nothing half-written.

Files, forms and broken packs have tests beside their code (test_evidence, test_act, test_procedures_load); here are
the cases that only show on a site: dates, two people at one moment, a clock that went back, a basis nobody knows.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import date, datetime

import pytest
from django.db import connection
from tests.records.conftest import FIRST
from tests.records.once import once

from fazhi.kernel.errors import CitationError, FazhiError
from fazhi.kernel.procedures import ActKind, FieldValue
from fazhi.packs import procedures
from fazhi.records import clock, matters
from fazhi.records.access import actor_of
from fazhi.records.acts.base import ActRefused
from fazhi.records.acts.matters import open_matter, record
from fazhi.records.acts.proposals import Proposal, Refused
from fazhi.records.demo import founding, script
from fazhi.records.ledger import Conflict
from fazhi.records.models import Account, Event, Matter, Number
from fazhi.records.verification.site import verify_site

DO, SEND, ANSWER = ActKind.DO, ActKind.SEND, ActKind.ANSWER
DAY = date(2026, 3, 2)
ASKED: Mapping[str, FieldValue] = {
    "received": "2026-03-02", "received_by": "提交之日", "applicant": "某甲", "applicant_kind": "公民",
    "identity": "身份证", "form": "纸质",
}  # fmt: skip


def who(login: str):
    return actor_of(Account.objects.get(login=login))


def found() -> None:
    matters.forget()
    county()


@once
def county() -> None:
    founding.found(script.county(), FIRST)


def request(**more: object) -> str:
    """Open a request for disclosure and return its stream."""
    first = Proposal(kind=DO, step="receive", outcome="办结", fields=ASKED)
    subject = {"channel": "当面提交", "arrived": "2026-03-02", "wanted": "村道验收资料", **more}
    done = open_matter(
        actor=who("liuwan-gk"), procedure="disclosure_request", unit="liuwan-dzb", title="申请公开村道验收资料",
        subject=subject, handler="p-tang", occurred=DAY, first=[first],
    )  # fmt: skip
    return str(done["stream"])


def do(stream: str, step: str, outcome: str | None, kind: ActKind = DO, **more: object) -> dict[str, object]:
    given = Proposal(kind=kind, step=step, outcome=outcome, **more)  # type: ignore[arg-type]
    return record(actor=who("liuwan-gk"), matter=stream, proposals=[given])


def written() -> tuple[int, int, int]:
    return Event.objects.count(), Matter.objects.count(), Number.objects.count()


@pytest.fixture
def stream(db) -> str:
    found()
    return request()


def test_a_day_that_has_not_come_is_no_day_of_an_act(stream: str) -> None:
    before = written()
    with pytest.raises(FazhiError, match="晚于今天") as caught:
        do(stream, "check", "属于政府信息公开申请", occurred=date(2026, 3, 9))
    assert "2026-03-09" in str(caught.value) and caught.value.hint
    assert written() == before


def test_an_act_before_the_matter_began_is_refused(stream: str) -> None:
    before = written()
    with pytest.raises(Refused) as caught:
        do(stream, "check", "属于政府信息公开申请", occurred=date(2026, 2, 27))
    assert any("尚未办理“收到申请”" in item.text for item in caught.value.blockers)
    assert written() == before


def test_an_answer_is_not_older_than_its_question(stream: str) -> None:
    with clock.fixed(date(2026, 3, 4)):
        do(stream, "correction", None, SEND, fields={"items": "写明年份", "days": 5})
        before = written()
        with pytest.raises(FazhiError, match="早于"):
            answer = {"received": "2026-03-03"}
            do(stream, "correction", "已补正", ANSWER, fields=answer, occurred=date(2026, 3, 3))
        assert written() == before


def test_what_is_done_once_is_not_done_twice(stream: str) -> None:
    before = written()
    with pytest.raises(Refused, match="只能办理一次") as caught:
        do(stream, "receive", "办结", fields=ASKED)
    assert caught.value.hint
    assert written() == before


def test_an_opening_that_fails_takes_no_number_and_leaves_no_matter(db) -> None:
    found()
    before = written()
    with pytest.raises(FazhiError):
        request(arrived="2026年13月40日")
    assert written() == before


@pytest.mark.parametrize(
    ("facts", "field", "words"),
    [
        ({"kind": "村级合同", "already_done": False}, "amount", "须填写“金额（元）”"),
        ({"kind": "村级合同", "already_done": True, "amount": "100.00"}, "done_on", "须填写“先行作出的日期”"),
        ({"kind": "村规民约", "already_done": False, "amout": "1.00"}, "amout", "没有“amout”这一项"),
        ({"kind": "合同", "already_done": False}, "kind", "只能是"),
        ({"kind": "村级合同", "already_done": False, "amount": ""}, "amount", "须填写“金额（元）”"),
    ],
)
def test_a_fact_that_other_facts_make_due_is_asked_for_by_the_act(
    db, facts: dict[str, FieldValue], field: str, words: str
) -> None:
    found()
    before = written()
    with pytest.raises(ActRefused, match=words) as caught:
        open_matter(
            actor=who("liuwan-nyb"), procedure="legality_review", unit="liuwan-nyb", title="鱼塘承包合同", subject=facts
        )
    assert caught.value.field == field, "the page puts it beside this field"
    assert written() == before


def test_a_fact_that_is_not_due_may_be_left_out(db) -> None:
    found()
    subject = {"kind": "村规民约", "already_done": False}
    done = open_matter(
        actor=who("liuwan-nyb"), procedure="legality_review", unit="liuwan-nyb", title="柳湾村村规民约", subject=subject
    )
    assert done["number"]


def test_a_clock_that_went_back_is_seen_and_nothing_runs_backwards(stream: str) -> None:
    with clock.fixed(datetime(2026, 3, 3, 15, 0, tzinfo=clock.CHINA)):
        do(stream, "check", "属于政府信息公开申请")
    with clock.fixed(datetime(2026, 3, 3, 11, 0, tzinfo=clock.CHINA)):
        do(stream, "search", "未检索到", fields={"scope": "档案室", "words": "村道"})
    events = list(Event.objects.filter(stream__key=stream).order_by("seq"))
    assert [event.recorded for event in events] == sorted(event.recorded for event in events)
    assert b'"clock_behind":14400' in bytes(events[-1].body)
    assert verify_site().ok


def test_two_people_on_one_step_at_one_moment(transactional_db) -> None:
    found()
    stream = request()
    seq = matters.folded(stream).count
    start, outcomes = threading.Barrier(2), []

    def try_it(words: str) -> None:
        try:
            start.wait(timeout=10)
            given = Proposal(kind=DO, step="check", outcome="属于政府信息公开申请", fields={"reason": words})
            record(actor=who("liuwan-gk"), matter=stream, proposals=[given], expected=seq)
            outcomes.append("done")
        except Conflict as error:
            outcomes.append("conflict")
            assert [event.step for event in error.since] == ["check"], "the second is told what the first did"
        except FazhiError as error:
            outcomes.append(error.code)
        finally:
            connection.close()

    people = [threading.Thread(target=try_it, args=(words,)) for words in ("甲", "乙")]
    for one in people:
        one.start()
    for one in people:
        one.join()
    assert sorted(outcomes)[0] in {"F212", "conflict"} and outcomes.count("done") == 1
    assert Event.objects.filter(stream__key=stream, step="check").count() == 1
    assert verify_site().ok


def test_a_basis_that_the_catalogue_does_not_have_is_named(db) -> None:
    data = {**procedures.declaration("major_decision")}
    data["basis"] = {**data["basis"], "jc25": {"ref": "重大行政决策程序暂行条例@2019:250", "force": "ref", "mark": "✔"}}  # type: ignore[dict-item]
    with pytest.raises(CitationError) as caught:
        procedures.checked(data, where="major_decision")
    assert "major_decision/procedure.toml [basis]" in str(caught.value) and "jc25" in str(caught.value)
