"""Acts on matters: the judge's answer becomes events and rows, in one transaction or not at all."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.kernel.packing import pack
from tests.records.conftest import FIRST, TODAY, Cast
from tests.records.working import opened, submit, who

from fazhi.kernel.ledger import canonical
from fazhi.kernel.procedures import ActKind, BlockKind, Late
from fazhi.kernel.procedures.load import plain
from fazhi.records import clock, ledger, matters, packs
from fazhi.records.access import SYSTEM, Denied
from fazhi.records.acts import matter_rows, organisation
from fazhi.records.acts.base import ActRefused, Signed
from fazhi.records.acts.matters import hand_over, open_matter, record
from fazhi.records.acts.proposals import Proposal, Refused
from fazhi.records.ledger import Conflict
from fazhi.records.models import Event, Matter, Number, Task
from fazhi.records.standing import standing

DO, SEND, ANSWER, FACT, VOID, CHANGE = (
    ActKind.DO, ActKind.SEND, ActKind.ANSWER, ActKind.FACT, ActKind.VOID, ActKind.CHANGE,
)  # fmt: skip


def test_a_matter_is_opened_with_its_number_and_its_first_step_in_one_act(people: Cast) -> None:
    stream = opened(first=[submit()])
    row = Matter.objects.get(stream__key=stream)
    assert row.number == "柳禾测〔2026〕1号"
    assert row.title == "集镇公厕改造工程施工合同"
    assert row.state == "在办：受理"
    assert {event.act_id for event in Event.objects.filter(stream__key=stream)} == {
        event.act_id for event in Event.objects.filter(stream__key="unit/liuhe-ny", type="number_taken")
    }
    assert [(task.kind, task.name, task.posts) for task in Task.objects.filter(matter=row)] == [
        ("step", "intake", "|reviewer|")
    ]
    task = Task.objects.get(matter=row)
    assert (task.due, task.statutory, task.basis) == (date(2026, 3, 3), False, "本县（镇）规定：本镇设定")


def test_the_number_of_a_refused_opening_is_not_used_up(people: Cast) -> None:
    with pytest.raises(Refused):
        opened(first=[Proposal(kind=DO, step="meeting", outcome="办结")])
    assert not Matter.objects.exists()
    assert not Number.objects.exists()
    assert not Event.objects.filter(type="opened").exists()


def test_an_old_paper_number_is_taken_over_once(people: Cast) -> None:
    stream = opened(number="柳禾测〔2026〕7号")
    assert Matter.objects.get(stream__key=stream).number == "柳禾测〔2026〕7号"
    with pytest.raises(ActRefused, match="已经用过"):
        opened(number="柳禾测〔2026〕7号")


def test_a_refused_act_writes_nothing_and_says_all_reasons(people: Cast) -> None:
    stream = opened(first=[submit()])
    before = Event.objects.count()
    with pytest.raises(Refused) as caught:
        record(actor=who("cai"), matter=stream, proposals=[Proposal(kind=DO, step="meeting", outcome="办结")])
    assert [item.kind for item in caught.value.blockers] == [BlockKind.AFTER]
    assert "审查意见" in str(caught.value)
    assert Event.objects.count() == before


def test_who_types_need_not_be_who_decides(people: Cast) -> None:
    stream = opened(first=[submit()])
    signed = Signed(decider="p-ben", voucher="纸质", page="1")
    record(
        actor=who("ann"), matter=stream,
        proposals=[Proposal(kind=DO, step="intake", outcome="受理", signed=signed)],
    )  # fmt: skip
    run = matters.folded(stream).state.of("intake")[0]
    assert run.decider == "p-ben"
    event = Event.objects.filter(stream__key=stream).latest("seq")
    assert event.account == "ann"


def test_duty_is_separated_by_who_decides_not_by_who_types(people: Cast) -> None:
    stream = opened(first=[submit()])
    record(actor=who("ben"), matter=stream, proposals=[Proposal(kind=DO, step="intake", outcome="受理")])
    organisation.appoint(actor=SYSTEM, person="p-ann", unit="liuhe-ny", post="reviewer", role="work", starts=FIRST)
    opinion = Proposal(kind=DO, step="opinion", outcome="合法", signed=Signed(decider="p-ann"))
    with pytest.raises(Refused, match="回避"):
        record(actor=who("ben"), matter=stream, proposals=[opinion])


def test_several_answers_in_one_form_are_one_act(people: Cast) -> None:
    stream = opened(first=[submit()])
    record(actor=who("ben"), matter=stream, proposals=[Proposal(kind=DO, step="intake", outcome="受理")])
    raised = record(
        actor=who("ben"), matter=stream,
        proposals=[Proposal(kind=DO, step="raise", outcome="必须"), Proposal(kind=DO, step="raise", outcome="建议")],
    )  # fmt: skip
    assert len({e.act_id for e in Event.objects.filter(stream__key=stream, step="raise")}) == 1
    assert raised["seq"] == 5
    with pytest.raises(Refused, match="不能登记为不采纳") as caught:
        record(
            actor=who("ann"), matter=stream,
            proposals=[
                Proposal(kind=DO, step="settle", key="2", outcome="不采纳"),
                Proposal(kind=DO, step="settle", key="1", outcome="不采纳"),
            ],
        )  # fmt: skip
    assert caught.value.at == 1
    assert not Event.objects.filter(stream__key=stream, step="settle").exists(), "all or none"


def test_personal_answers_are_sealed_and_gates_still_see_them(people: Cast) -> None:
    done = open_matter(
        actor=who("pub"), procedure="request", unit="liuhe", title="申请公开村道养护支出", subject={},
        first=[Proposal(kind=DO, step="receive", outcome="办结", fields={"applicant": "某甲"})],
    )  # fmt: skip
    stream = str(done["stream"])
    body = bytes(Event.objects.filter(stream__key=stream, type="ran").get().body)
    assert "某甲".encode() not in body
    assert b'"fields.applicant"' in body
    assert matters.folded(stream).state.of("receive")[0].fields["applicant"] == "\u0000sealed"


def test_the_same_form_twice_is_recorded_once(people: Cast) -> None:
    stream = opened()
    for _ in range(2):
        record(actor=who("ann"), matter=stream, key="form-1", proposals=[submit()])
    assert Event.objects.filter(stream__key=stream, step="submit").count() == 1


def test_the_slower_of_two_is_told_what_came_in_between(people: Cast) -> None:
    stream = opened(first=[submit()])
    seen = matters.folded(stream).count
    record(actor=who("ben"), matter=stream, proposals=[Proposal(kind=DO, step="intake", outcome="受理")], expected=seen)
    with pytest.raises(Conflict) as caught:
        record(actor=who("ann"), matter=stream, proposals=[submit("v2")], expected=seen)
    assert [event.step for event in caught.value.since] == ["intake"]


def test_an_unlawful_fact_is_on_record_and_counted(people: Cast) -> None:
    stream = opened(first=[submit()])
    record(
        actor=who("ben"), matter=stream,
        proposals=[
            Proposal(
                kind=FACT, step="meeting", outcome="办结", occurred=TODAY, why="会议先于审查召开",
                signed=Signed(decider="p-cai"),
            )
        ],
    )  # fmt: skip
    row = Matter.objects.get(stream__key=stream)
    assert (row.findings, row.closed) == (1, None)
    event = next(event for event in ledger.events(stream) if event.type == "fact")
    assert event.data["breaches"]
    assert "会议先于审查召开" not in str(event.data), "the reason is sealed"


def test_a_late_entry_is_marked_and_needs_an_approver(people: Cast) -> None:
    stream = opened(occurred=date(2026, 2, 10))
    late = submit(occurred=date(2026, 2, 11))
    with pytest.raises(Refused, match="补录"):
        record(actor=who("ann"), matter=stream, proposals=[late])
    allowed = submit(occurred=date(2026, 2, 11), late=Late(reason="纸质件漏登", approver="p-cai"))
    record(actor=who("ann"), matter=stream, proposals=[allowed])
    assert Matter.objects.get(stream__key=stream).late_entries == 1


def test_another_town_may_not_act(people: Cast) -> None:
    stream = opened(first=[submit()])
    with pytest.raises(Denied):
        record(actor=people.actor("other"), matter=stream, proposals=[submit("v2")])


def test_a_matter_is_handed_over_and_earlier_signatures_stay(people: Cast) -> None:
    stream = opened(first=[submit()])
    hand_over(actor=who("cai"), matter=stream, to="p-pub", reason="轮岗")
    row = Matter.objects.get(stream__key=stream)
    assert row.handler is not None
    assert row.handler.key == "p-pub"
    assert matters.folded(stream).state.of("submit")[0].decider == "p-ann"


def test_what_is_kept_in_memory_is_what_the_events_say(people: Cast) -> None:
    stream = opened(first=[submit()])
    record(actor=who("ben"), matter=stream, proposals=[Proposal(kind=DO, step="intake", outcome="受理")])
    warm = matters.folded(stream)
    matters.forget()
    cold = matters.folded(stream)
    assert warm == cold


def test_rows_are_made_again_when_a_day_has_passed(people: Cast) -> None:
    stream = opened(first=[submit()])
    with clock.fixed(date(2026, 3, 9)):
        assert matter_rows.refresh(clock.today()) == 1
        assert matter_rows.refresh(clock.today()) == 0
    row = Matter.objects.get(stream__key=stream)
    assert row.refreshed == date(2026, 3, 9)
    folded = matters.folded(stream)
    assert {task.title for task in standing(folded, row.refreshed).tasks} == {
        task.title for task in Task.objects.filter(matter=row)
    }


def test_the_declaration_is_stored_once_and_read_from_the_store(people: Cast) -> None:
    stream = opened()
    stored = packs.by_digest(Matter.objects.get(stream__key=stream).pack_digest)
    assert stored == pack("mini")
    assert canonical(plain(stored.source))


def test_one_act_costs_at_most_twelve_statements(people: Cast, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        stream = opened(first=[submit()])
    with django_capture_on_commit_callbacks(execute=True):
        record(actor=who("ben"), matter=stream, proposals=[Proposal(kind=DO, step="intake", outcome="受理")])
    actor = who("ben")
    with CaptureQueriesContext(connection) as seen:
        record(
            actor=actor, matter=stream, key="form-9",
            proposals=[Proposal(kind=DO, step="opinion", outcome="合法", signed=Signed(decider="p-ben"))],
        )  # fmt: skip
    statements = [query["sql"] for query in seen.captured_queries]
    assert len(statements) <= 12, "\n".join(statements)
