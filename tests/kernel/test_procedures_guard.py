"""What the guard lets through and what not: once, posts, the end, late entries, vouchers, calls."""

from __future__ import annotations

import pytest
from tests.kernel.packing import POSTS, Matter, day, raw
from tests.kernel.test_procedures_answers import clock, part
from tests.kernel.test_procedures_calls import elsewhere
from tests.kernel.test_procedures_edges import request
from tests.kernel.test_procedures_gates import kinds, reviewed, view
from tests.kernel.test_procedures_rules import mini, noticed, opinions

from fazhi.kernel.procedures import (
    Act,
    ActKind,
    BlockKind,
    Late,
    judge,
    load,
    picture,
)

DO, SEND, ANSWER, FACT, VOID, CHANGE, VOUCH = (
    ActKind.DO,
    ActKind.SEND,
    ActKind.ANSWER,
    ActKind.FACT,
    ActKind.VOID,
    ActKind.CHANGE,
    ActKind.VOUCH,
)
LATE = Late(reason="漏登", approver="主任")


# -- gates -------------------------------------------------------------------------------------------------------------


def test_once_is_once_and_a_voided_one_may_be_done_again() -> None:
    matter = Matter("request", opened="09-14")
    run = matter.do(DO, "receive", "09-14", fields={"applicant": "某甲"})
    again = {"fields": {"applicant": "某甲"}}
    assert kinds(matter.ask(DO, "receive", "09-15", **again)) == {BlockKind.ONCE}
    matter.do(VOID, None, "09-15", run=run.seq, why="x")
    assert matter.ask(DO, "receive", "09-15", **again).allowed
    matter.do(FACT, "receive", "09-15", why="x")
    assert matter.ask(DO, "receive", "09-15", **again).allowed, "a fact is no lawful doing"


def test_a_call_done_once_is_sent_once_and_answered() -> None:
    matter = Matter("request", opened="09-14")
    matter.do(DO, "receive", "09-14", fields={"applicant": "某甲"})
    sent = matter.do(SEND, "correction", "09-15")
    assert kinds(matter.ask(SEND, "correction", "09-16")) == {BlockKind.ONCE}
    assert matter.ask(ANSWER, "correction", "09-16").allowed
    matter.do(VOID, None, "09-16", run=sent.seq, why="没有发出")
    assert matter.ask(SEND, "correction", "09-16").allowed


def test_any_one_of_the_posts_decides_and_only_at_the_sending() -> None:
    data = raw("mini")
    step = part(data, "step", "opinion")
    step["posts"] = ["reviewer", "leader"]

    matter = mini(data)
    matter.do(DO, "submit", "02-10")
    matter.do(DO, "intake", "02-11", "丁")
    for posts, allowed in (({"leader"}, True), ({"handler"}, False), (set(), False)):
        act = Act(
            kind=DO, occurred=day("02-12"), recorded=day("02-12"), decider="丁", posts=frozenset(posts),
            step="opinion", outcome="合法",
        )  # fmt: skip
        verdict = judge(matter.procedure, matter.state, act, matter.calendar, lambda: matter.events)
        assert verdict.allowed is allowed
        assert kinds(verdict) == (set() if allowed else {BlockKind.POST})
    matter = elsewhere()
    matter.do(SEND, "opinion", "02-11", "丁")
    act = Act(kind=ANSWER, occurred=day("02-12"), recorded=day("02-12"), decider="丁", step="opinion", outcome="合法")
    assert judge(matter.procedure, matter.state, act, matter.calendar, lambda: matter.events).allowed


def test_after_the_end_only_what_may_follow_it() -> None:
    data = raw("mini")
    data["step"].append(
        {"id": "archive", "name": "归档", "posts": ["handler"], "after_end": True, "needs": ["ok(meeting)"]}
    )
    matter = reviewed()
    matter.procedure = load(data, POSTS)
    matter.do(DO, "meeting", "02-13", "乙")
    assert matter.ask(DO, "archive", "02-14").allowed
    assert BlockKind.CLOSED in kinds(matter.ask(DO, "risk_study", "02-14"))


def test_a_late_entry_on_the_same_day_follows_the_order_of_entry() -> None:
    matter = mini()
    matter.do(DO, "submit", "02-10")
    matter.do(DO, "intake", "02-10", "丁")
    matter.do(DO, "opinion", "02-10", "丁")
    assert matter.ask(DO, "meeting", "02-10", "乙").allowed, "what occurred on the day itself counts"


def test_clocks_are_read_on_the_day_of_the_act_not_of_the_entry() -> None:
    matter = noticed()
    matter.do(DO, "submit", "03-02")
    assert kinds(matter.ask(DO, "meeting", "03-09", "乙", recorded="03-12")) == {BlockKind.GATE}
    assert matter.ask(DO, "meeting", "03-10", "乙", recorded="03-12").allowed


def test_an_entry_is_late_after_three_working_days() -> None:
    matter = mini()
    assert matter.ask(DO, "submit", "03-02", recorded="03-05").allowed
    assert kinds(matter.ask(DO, "submit", "03-02", recorded="03-06")) == {BlockKind.LATE}
    for poor in (
        Late(reason=" ", approver="主任"),
        Late(reason="漏登", approver=" "),
        Late(reason="漏登", approver="主任", evidence=False),
    ):
        assert kinds(matter.ask(DO, "submit", "03-02", recorded="03-06", late=poor)) == {BlockKind.LATE}
    event = matter.do(DO, "submit", "03-02", recorded="03-06", late=LATE)
    assert event.late
    assert [run.late for run in matter.state.flagged] == [True]


def test_a_late_entry_rests_on_what_there_was_when_it_occurred() -> None:
    matter = mini()
    matter.do(DO, "submit", "02-10")
    matter.do(DO, "submit", "02-24")
    event = matter.do(DO, "intake", "02-12", "丁", recorded="02-25", late=LATE)
    assert event.uses == {"submit": "2"}
    assert view(matter).stale("intake")


def test_a_voucher_refuses_nothing_and_only_the_one_handed_in_is_settled() -> None:
    data = raw("mini")
    part(data, "step", "meeting")["evidence"] = [
        {"id": "minutes", "name": "会议记录"},
        {"id": "roll", "name": "签到表", "required": "field.outcome == '办结'"},
        {"id": "film", "name": "录像", "required": False},
    ]
    matter = reviewed()
    matter.procedure = load(data, POSTS)
    run = matter.do(DO, "meeting", "02-13", "乙", vouchers=frozenset({"roll"}))
    assert matter.state.of("meeting")[0].missing == {"minutes"}
    matter.do(VOUCH, None, "02-13", run=run.seq, vouchers=frozenset({"film"}))
    assert matter.state.of("meeting")[0].missing == {"minutes"}
    assert not view(matter).vouched()


def test_a_fact_without_its_voucher_owes_none() -> None:
    matter = mini()
    matter.do(FACT, "meeting", "02-10", "乙")
    assert view(matter).vouched()


def test_a_question_that_is_not_asked_need_not_be_answered() -> None:
    data = raw("mini")
    part(data, "step", "submit")["field"] = [
        {"id": "urgent", "name": "急件", "type": "bool"},
        {"id": "order", "name": "批示", "type": "text", "required": True, "show": "field.urgent"},
    ]
    matter = mini(data)
    assert matter.ask(DO, "submit", "02-10", fields={"urgent": False}).allowed
    assert kinds(matter.ask(DO, "submit", "02-10", fields={"urgent": True})) == {BlockKind.FIELD}
    assert kinds(matter.ask(DO, "submit", "02-10")) == {BlockKind.FIELD}, "unknown counts as asked"


def test_what_cannot_change_is_not_changed_and_what_changes_is_of_its_type() -> None:
    data = raw("mini")
    data["subject"].append({"id": "kind", "name": "类别", "type": "text"})
    matter = mini(data)
    assert kinds(matter.ask(CHANGE, None, "02-10", fields={"kind": "合同"})) == {BlockKind.FIELD}
    assert kinds(matter.ask(CHANGE, None, "02-10", fields={"risk": "是"})) == {BlockKind.FIELD}


# -- calls -------------------------------------------------------------------------------------------------------------


def test_an_answer_goes_to_the_sending_it_names() -> None:
    matter = elsewhere()
    first = matter.do(SEND, "opinion", "02-11", "丁")
    second = matter.do(SEND, "opinion", "02-11", "丁")
    matter.do(ANSWER, "opinion", "02-12", "丁", run=first.seq)
    assert [item.answered for item in matter.state.calls("opinion")] == [6, None]
    assert matter.state.of("opinion")[0].sent == first.seq
    assert matter.state.of("opinion")[0].sent_on == day("02-11")
    matter.do(VOID, None, "02-12", run=second.seq, why="重复送出")
    assert [item.voided for item in matter.state.calls("opinion")] == [False, True]
    assert kinds(matter.ask(ANSWER, "opinion", "02-12", "丁")) == {BlockKind.CALL}
    assert view(matter).step_value("opinion", "sent") == day("02-11"), "the voided sending is not read"


def test_the_sender_is_kept_apart_from_later_steps() -> None:
    data = raw("mini")
    part(data, "step", "opinion")["call"] = {"body": "县司法局"}
    part(data, "step", "meeting")["separate"] = ["opinion"]
    matter = mini(data)
    matter.do(DO, "submit", "02-10")
    matter.do(DO, "intake", "02-10", "丁")
    matter.do(SEND, "opinion", "02-11", "丙")
    matter.do(ANSWER, "opinion", "02-12", "丁")
    assert kinds(matter.ask(DO, "meeting", "02-13", "丙")) == {BlockKind.SEPARATE}
    assert kinds(matter.ask(DO, "meeting", "02-13", "丁")) == {BlockKind.SEPARATE}
    assert matter.ask(DO, "meeting", "02-13", "乙").allowed


# -- gates, once more --------------------------------------------------------------------------------------------------


def test_a_gate_on_what_is_not_known_is_closed_and_says_so() -> None:
    data = raw("mini")
    part(data, "step", "submit")["needs"] = ["not subject.risk"]
    matter = Matter("mini")
    matter.procedure = load(data, POSTS)
    (refused,) = matter.ask(DO, "submit", "02-10").blockers
    assert (refused.kind, refused.unknown) == (BlockKind.GATE, True)
    assert refused.next == "先补全所涉的内容，再办理"
    assert refused.text.startswith("不具备办理“送审”的条件。条件是：")
    matter.do(CHANGE, None, "02-10", fields={"risk": True})
    (refused,) = matter.ask(DO, "submit", "02-10").blockers
    assert (refused.unknown, refused.next) == (False, "条件具备后再办理")
    matter.do(CHANGE, None, "02-10", fields={"risk": False})
    assert matter.ask(DO, "submit", "02-10").allowed


@pytest.mark.parametrize("days", [0, -3])
def test_an_extension_lengthens(days: int) -> None:
    assert kinds(request().ask(DO, "extend", "09-15", fields={"days": days, "reason": "量大"})) == {BlockKind.TERM}


def test_the_term_of_one_entry_is_extended_for_it_alone() -> None:
    data = raw("request")
    part(data, "term", "third15")["extend"] = {"by": "longer", "amount": 5}
    data["step"].append(
        {"id": "longer", "name": "延长", "posts": ["disclosure_head"], "each": "parties", "when": "false"}
    )
    matter = request("甲公司", "乙公司")
    matter.procedure = load(data, POSTS)
    matter.do(SEND, "third", "09-16", key="1")
    assert kinds(matter.ask(DO, "longer", "09-17", key="2")) == {BlockKind.TERM}, "nothing was sent to the second"
    matter.do(DO, "longer", "09-17", key="1")
    assert kinds(matter.ask(DO, "longer", "09-18", key="1")) == {BlockKind.TERM}
    assert len(clock(matter, "third15", "09-17", "1").extensions) == 1


def test_a_refusal_tells_what_was_not_done_from_what_does_not_hold() -> None:
    data = raw("mini")
    part(data, "step", "meeting")["after"] = ["settle"]
    matter = opinions("必须")
    matter.procedure = load(data, POSTS)
    assert [item.text for item in matter.ask(DO, "meeting", "02-12", "乙").blockers] == [
        "尚未办理“落实意见”，不能办理“集体讨论”"
    ]
    matter.do(FACT, "settle", "02-12", key="1", outcome="不采纳")
    (refused,) = matter.ask(DO, "meeting", "02-12", "乙").blockers
    assert refused.text == "“落实意见”尚未办结有效，不能办理“集体讨论”"
    assert refused.next == "先办：落实意见"


def test_who_is_not_known_is_not_taken_for_the_next_one() -> None:
    matter = mini()
    matter.do(FACT, "submit", "02-10", "", why="来源不明")
    matter.do(DO, "submit", "02-10")
    matter.do(DO, "intake", "02-10", "丁")
    shown = picture(matter.procedure, matter.state, matter.calendar, day("02-10")).find("opinion")
    assert shown is not None
    assert shown.doable, "a row proposes the act for nobody in particular"


def test_what_began_later_had_not_begun_then() -> None:
    data = raw("mini")
    part(data, "step", "meeting").update(after=[], needs=["started(accept)"])
    matter = mini(data)
    matter.do(DO, "submit", "03-05")
    early = matter.ask(DO, "meeting", "03-04", "乙", recorded="03-05")
    assert [item.back for item in early.blockers] == [True]
    assert matter.ask(DO, "meeting", "03-05", "乙").allowed


def test_vouchers_corrections_and_voids_are_never_late() -> None:
    matter = reviewed()
    run = matter.do(DO, "meeting", "02-13", "乙")
    assert matter.ask(VOUCH, None, "02-13", recorded="03-20", run=run.seq, vouchers=frozenset({"minutes"})).allowed
    assert matter.ask(VOID, None, "02-13", recorded="03-20", run=run.seq, why="误登").allowed


def test_an_extension_asked_of_another_body_is_judged_when_it_is_sent() -> None:
    data = raw("request")
    part(data, "step", "extend").update(call={"body": "县政府办"})
    matter = request()
    matter.procedure = load(data, POSTS)
    told = {"days": 5, "reason": "量大"}
    matter.do(SEND, "extend", "10-15", fields=told)
    late = matter.ask(ANSWER, "extend", "10-19")
    assert late.allowed, "the answer is recorded as it came"
    matter.do(ANSWER, "extend", "10-19")
    assert clock(matter, "reply_term", "10-19").extensions == (), "and does not revive what has expired"
    assert kinds(matter.ask(SEND, "extend", "10-19", fields=told)) == {BlockKind.TERM}
