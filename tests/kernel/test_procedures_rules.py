"""The rules that engine and author agree on, one by one, each in the smallest matter that shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from tests.kernel.packing import POSTS, Matter, day, raw
from tests.kernel.test_procedures_answers import clock, part
from tests.kernel.test_procedures_calls import elsewhere
from tests.kernel.test_procedures_gates import kinds, reviewed, view

from fazhi.kernel.errors import PackError
from fazhi.kernel.procedures import (
    ActKind,
    BlockKind,
    CalendarClocks,
    ClockState,
    Late,
    StepState,
    View,
    duties,
    fold,
    load,
    outline,
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
NOTICE = {
    "id": "period",
    "name": "公告期",
    "kind": "at_least",
    "amount": 7,
    "unit": "calendar_day",
    "from": ["submit"],
    "until": ["meeting"],
    "end": "public",
    "basis": ["local"],
}


def mini(data: Mapping[str, object] | None = None, **subject: object) -> Matter:
    matter = Matter("mini", **{"risk": False, **subject})
    if data is not None:
        matter.procedure = load(data, POSTS)
    return matter


def noticed() -> Matter:
    """A matter whose meeting waits for a period that the public is given."""
    data = raw("mini")
    data["term"].append(NOTICE)
    part(data, "step", "meeting").update(after=[], needs=["over(period)"])
    return mini(data)


def opinions(*outcomes: str) -> Matter:
    """A matter with a list of opinions to settle."""
    matter = mini()
    matter.do(DO, "submit", "02-10")
    matter.do(DO, "intake", "02-11", "丁")
    for outcome in outcomes:
        matter.do(DO, "raise", "02-11", "丁", outcome=outcome)
    return matter


# -- facts and voided runs ---------------------------------------------------------------------------------------------


def test_a_fact_never_starts_what_protects_the_public_but_starts_and_stops_duties() -> None:
    matter = noticed()
    matter.do(FACT, "submit", "02-10", why="没有公开")
    assert clock(matter, "period", "02-10").began is None
    assert clock(matter, "accept", "02-10").began == (day("02-10"), 2)
    matter.do(FACT, "intake", "02-12", "丁", why="补办")
    assert clock(matter, "accept", "02-12").state_on(day("02-12")) is ClockState.MISSED


def test_a_voided_notice_gives_the_public_nothing() -> None:
    matter = noticed()
    made = matter.do(DO, "submit", "02-10")
    assert clock(matter, "period", "02-10").began == (day("02-10"), 2)
    matter.do(VOID, None, "02-10", run=made.seq, why="没有张贴")
    assert clock(matter, "period", "02-10").began is None
    assert clock(matter, "accept", "02-10").began is not None, "the duty stands until it is entered anew"
    matter.do(DO, "submit", "02-11")
    assert clock(matter, "accept", "02-11").began == (day("02-11"), 4)


def test_what_waits_for_the_public_opens_on_the_day_after_the_last_day() -> None:
    matter = noticed()
    matter.do(DO, "submit", "03-02")
    due = clock(matter, "period", "03-02").due
    assert due is not None
    assert due.due == day("03-09")
    assert kinds(matter.ask(DO, "meeting", "03-09", "乙")) == {BlockKind.GATE}
    assert matter.ask(DO, "meeting", "03-10", "乙").allowed
    matter.do(FACT, "meeting", "03-09", "乙")
    assert clock(matter, "period", "03-11").state_on(day("03-11")) is ClockState.MISSED, "held within the period"


def test_a_duty_is_in_time_on_its_last_day_and_late_on_the_next() -> None:
    matter = mini()
    matter.do(DO, "submit", "03-02")
    clocks = [CalendarClocks(matter.procedure, matter.state, matter.calendar, day(on)) for on in ("03-03", "03-04")]
    assert [each.over("accept", None) for each in clocks] == [False, True]
    assert [each.running("accept", None) for each in clocks] == [True, False]
    matter.do(DO, "intake", "03-03", "丁")
    clocks = [CalendarClocks(matter.procedure, matter.state, matter.calendar, day(on)) for on in ("03-03", "03-04")]
    assert [each.met("accept", None) for each in clocks] == [True, True]
    assert [each.running("accept", None) for each in clocks] == [False, False]


def test_the_four_questions_are_four() -> None:
    matter = reviewed()
    seen = view(matter)
    assert [seen.ok("opinion"), seen.did("opinion"), seen.happened("opinion")] == [True, True, True]
    matter.do(DO, "submit", "02-13")
    seen = view(matter)
    assert [seen.ok("opinion"), seen.did("opinion"), seen.stale("opinion")] == [False, True, True]
    assert seen.step_value("opinion", "outcome") is None
    matter.do(VOID, None, "02-13", run=matter.state.of("opinion")[0].id, why="x")
    seen = view(matter)
    assert [seen.ok("opinion"), seen.did("opinion"), seen.happened("opinion")] == [False, False, True]
    assert not seen.stale("opinion"), "nothing lawful is there to be stale"
    matter.do(FACT, "opinion", "02-13", "甲", outcome="不合法")
    assert not view(matter).ever("opinion", "不合法")
    assert not view(matter).ever("opinion", "合法"), "the run was voided"


def test_ever_reads_history_and_ok_reads_the_latest() -> None:
    matter = reviewed()
    matter.do(DO, "opinion", "02-13", "丁", outcome="不合法")
    assert view(matter).ever("opinion", "合法")
    assert not view(matter).ok("opinion")
    assert view(matter).step_value("opinion", "outcome") == "不合法"
    assert view(matter).step_value("opinion", "date") == day("02-13")
    assert view(matter).step_value("opinion", "decider") == "丁"


def test_a_run_that_follows_a_fact_is_read_and_the_fact_is_not() -> None:
    matter = reviewed()
    matter.do(FACT, "opinion", "02-13", "甲", outcome="不合法")
    assert view(matter).ok("opinion"), "the latest lawful run"


def test_a_fact_of_a_used_step_makes_its_users_stale() -> None:
    matter = reviewed()
    matter.do(FACT, "intake", "02-13", "丁", outcome="退回补正", why="受理后又退回")
    assert view(matter).stale("opinion")


def test_voiding_what_was_used_makes_its_users_stale() -> None:
    matter = reviewed()
    matter.do(VOID, None, "02-13", run=matter.state.of("intake")[0].id, why="x")
    assert view(matter).stale("opinion")


def test_staleness_goes_through_used_steps() -> None:
    data = raw("mini")
    part(data, "step", "intake")["uses"] = ["draft"]
    part(data, "step", "opinion")["uses"] = ["intake"]
    matter = mini(data)
    matter.do(DO, "submit", "02-10")
    matter.do(DO, "intake", "02-11", "丁")
    matter.do(DO, "opinion", "02-12", "丁")
    matter.do(DO, "submit", "02-13")
    assert view(matter).stale("opinion"), "through the intake, which rested on the draft"


def test_a_changed_fact_makes_stale_what_rested_on_it_and_the_old_value_makes_it_fresh_again() -> None:
    data = raw("mini")
    part(data, "step", "intake")["uses"] = ["subject.amount"]
    matter = mini(data, amount="1.00")
    matter.do(DO, "submit", "02-10")
    matter.do(DO, "intake", "02-11", "丁")
    matter.do(CHANGE, None, "02-12", fields={"amount": "2.00"})
    assert view(matter).stale("intake")
    matter.do(CHANGE, None, "02-12", fields={"amount": "1.00"})
    assert view(matter).ok("intake")


def test_a_longer_list_makes_stale_what_rested_on_it() -> None:
    data = raw("mini")
    part(data, "step", "opinion")["uses"] = ["opinions"]
    matter = mini(data)
    matter.do(DO, "submit", "02-10")
    matter.do(DO, "intake", "02-11", "丁")
    matter.do(DO, "opinion", "02-12", "丁")
    matter.do(DO, "raise", "02-12", "丁", outcome="建议")
    assert view(matter).stale("opinion")


# -- duties ------------------------------------------------------------------------------------------------------------


def test_a_duty_not_owed_and_not_begun_is_settled_and_a_call_out_has_begun() -> None:
    data = raw("mini")
    part(data, "step", "risk_study")["call"] = {"body": "第三方机构"}
    matter = mini(data)
    matter.do(DO, "submit", "02-10")
    assert view(matter).settled("risk_study") is True
    assert not view(matter).begun("risk_study")
    sent = matter.do(SEND, "risk_study", "02-10")
    assert view(matter).begun("risk_study")
    assert view(matter).settled("risk_study") is False
    matter.do(VOID, None, "02-10", run=sent.seq, why="没有发出")
    assert view(matter).settled("risk_study") is True


def test_a_voided_study_was_begun_all_the_same() -> None:
    matter = reviewed()
    run = matter.do(DO, "risk_study", "02-12", outcome="不可控")
    matter.do(VOID, None, "02-12", run=run.seq, why="x")
    assert view(matter).settled("risk_study") is False


def test_a_duty_nobody_conditions_is_owed_and_one_on_an_unknown_fact_is_unknown() -> None:
    matter = mini(risk=None)
    assert view(matter).required("submit") is True
    assert view(matter).required("risk_study") is None
    assert view(matter).settled("submit") is False


# -- lists -------------------------------------------------------------------------------------------------------------


def test_all_and_count_read_over_the_list_and_an_empty_list_is_all() -> None:
    matter = opinions()
    assert view(matter).all("settle")
    matter = opinions("必须", "建议")
    assert not view(matter).all("settle")
    matter.do(DO, "settle", "02-12", key="2", outcome="不采纳")
    assert [view(matter).count("settle"), view(matter).count("settle", "采纳"), view(matter).listed("opinions")] == [
        1,
        0,
        2,
    ]
    assert not view(matter).all("settle")
    matter.do(DO, "settle", "02-12", key="1")
    assert view(matter).all("settle")
    assert view(matter).count("settle", "采纳", "不采纳") == 2


def test_a_stale_run_is_not_counted() -> None:
    data = raw("mini")
    part(data, "step", "settle")["uses"] = ["draft"]
    matter = mini(data)
    matter.do(DO, "submit", "02-10")
    matter.do(DO, "intake", "02-11", "丁")
    matter.do(DO, "raise", "02-11", "丁")
    matter.do(DO, "settle", "02-11", key="1")
    assert [view(matter).count("settle"), view(matter).actors("settle")] == [1, 1]
    matter.do(DO, "submit", "02-12")
    assert [view(matter).count("settle"), view(matter).actors("settle")] == [0, 0]
    clocks = CalendarClocks(matter.procedure, matter.state, matter.calendar, day("02-12"))
    assert View(matter.procedure, matter.state, clocks, loose=True).count("settle") == 1, "a register shows it"


def test_actors_are_distinct_people_of_lawful_runs() -> None:
    matter = opinions("建议", "建议", "建议")
    for key, by in (("1", "甲"), ("2", "甲"), ("3", "乙")):
        matter.do(DO, "settle", "02-12", by, key=key)
    assert view(matter).actors("settle") == 2
    matter.do(FACT, "settle", "02-12", "丙", key="3", why="x")
    assert view(matter).actors("settle") == 2
    matter.do(VOID, None, "02-12", run=matter.state.of("settle", "3")[0].id, why="x")
    assert view(matter).actors("settle") == 1


def test_facts_counts_unlawful_runs_only() -> None:
    matter = opinions("必须")
    matter.do(DO, "settle", "02-11", key="1", recorded="03-02", late=LATE)
    assert view(matter).facts("settle") == 0
    run = matter.do(FACT, "settle", "03-02", key="1", outcome="不采纳")
    assert view(matter).facts("settle") == 1
    matter.do(VOID, None, "03-02", run=run.seq, why="误登")
    assert view(matter).facts("settle") == 0


def test_an_existing_entry_is_done_again_and_the_list_stays() -> None:
    matter = opinions("必须", "建议")
    assert matter.do(DO, "raise", "02-12", "丁", key="1", outcome="建议").key == "1"
    assert matter.state.lists["opinions"] == ("1", "2")
    assert matter.ask(DO, "settle", "02-12", key="1", outcome="不采纳").allowed
    assert kinds(matter.ask(DO, "raise", "02-12", "丁", key="7")) == {BlockKind.KEY}
    assert kinds(matter.ask(DO, "submit", "02-12", key="1")) == {BlockKind.KEY}


def test_one_entry_that_waits_is_waiting_for_all() -> None:
    matter = Matter("request", opened="09-14")
    matter.do(DO, "receive", "09-14", fields={"applicant": "某甲"})
    matter.do(DO, "identify", "09-15")
    matter.do(DO, "identify", "09-15")
    matter.do(SEND, "third", "09-16", key="2")
    assert view(matter, "09-16").waiting("third")
    assert kinds(matter.ask(DO, "reply", "09-16")) == {BlockKind.GATE}


def test_one_letter_stops_the_clock_of_the_matter_and_only_its_own_of_the_entry() -> None:
    matter = Matter("request", opened="09-14")
    matter.do(DO, "receive", "09-14", fields={"applicant": "某甲"})
    for _ in range(2):
        matter.do(DO, "identify", "09-15")
    matter.do(SEND, "third", "09-16", key="1")
    matter.do(SEND, "third", "09-18", key="2")
    assert [clock(matter, "third15", "09-18", key).began for key in ("1", "2")] == [
        (day("09-16"), 5),
        (day("09-18"), 6),
    ]
    matter.do(ANSWER, "third", "09-21", key="1", outcome="同意公开")
    assert clock(matter, "third15", "09-21", "1").state_on(day("09-21")) is ClockState.MET
    assert clock(matter, "third15", "09-21", "2").state_on(day("09-21")) is ClockState.RUNNING
    assert matter.ask(DO, "reply", "09-21").blockers


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
    from fazhi.kernel.procedures import Act, judge

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


# -- what is shown -----------------------------------------------------------------------------------------------------


def test_the_states_of_a_step() -> None:
    matter = reviewed()

    def state(step: str) -> StepState:
        shown = [draw(matter.procedure, matter.state, matter.calendar, day("02-13")) for draw in (picture, outline)]
        found = {item.state for each in shown for item in each.steps if item.step.id == step}
        assert len(found) == 1
        return found.pop()

    assert [state("opinion"), state("meeting")] == [StepState.DONE, StepState.OPEN]
    bad = matter.do(DO, "opinion", "02-13", "丁", outcome="不合法")
    assert [state("opinion"), state("meeting")] == [StepState.FAILED, StepState.BLOCKED]
    matter.do(VOID, None, "02-13", run=bad.seq, why="x")
    assert state("opinion") is StepState.DONE
    matter.do(DO, "submit", "02-13")
    assert state("opinion") is StepState.STALE


def test_the_open_duty_shows_the_nearest_term_that_it_would_end() -> None:
    data = raw("mini")
    part(data, "term", "accept").update(owner=["leader"])
    data["term"].append({**part(data, "term", "accept"), "id": "slow", "name": "慢", "amount": 9, "owner": []})
    data["term"].append({**NOTICE, "until": ["intake"], "amount": 1})
    part(data, "term", "accept").update(amount=3, basis=["local", "local_ref"])
    data["basis"]["local_ref"] = {"ref": "重大行政决策程序暂行条例@2019:15", "force": "must", "mark": "✔"}
    matter = mini(data)
    matter.do(DO, "submit", "03-02")
    for on in ("03-02", "03-20"):
        shown = picture(matter.procedure, matter.state, matter.calendar, day(on))
        duty = next(item for item in duties(shown) if item.step.id == "intake")
        assert (duty.due, duty.posts, duty.legal) == (day("03-05"), ("leader",), True)


def test_a_closed_matter_lacks_nothing() -> None:
    matter = reviewed()
    matter.do(DO, "meeting", "02-13", "乙")
    shown = picture(matter.procedure, matter.state, matter.calendar, day("02-13"))
    assert shown.goal is None
    assert shown.missing == ()


# -- what the loader refuses -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda d: part(d, "term", "third15").update({"from": ["receive.sent"]}), "没有送出"),
        (lambda d: part(d, "term", "third15").update({"from": ["subject.x"]}), "不是立项时登记的日期"),
        (lambda d: part(d, "term", "reply_term")["suspend"][0].update(call="receive"), "不能停止计算"),
        (
            lambda d: (
                d.update(subject=[{"id": "x", "name": "x", "type": "text"}]),
                part(d, "term", "third15").update({"from": ["subject.x"]}),
            ),
            "不是立项时登记的日期",
        ),
        (
            lambda d: (
                d["list"].append({"id": "organs", "name": "机关"}),
                part(d, "step", "extend").update(adds="organs"),
                part(d, "term", "third15").update(each="organs"),
            ),
            "不是逐项对应",
        ),
        (lambda d: part(d, "term", "reply_term").update(amount="extend.reason"), "不是整数"),
        (lambda d: part(d, "term", "reply_term").update(amount="field.days"), "没有“field.days”"),
        (lambda d: part(d, "term", "reply_term").update(until=["nobody"]), "没有名为“nobody”的步骤"),
        (
            lambda d: d.update(
                guarantee=[
                    {"id": "G", "say": "x", "never": "reply", "without": "correction", "since": "receive",
                     "outcomes": ["好"]}
                ]
            ),
            "没有“好”这一结果",
        ),
    ],
)  # fmt: skip
def test_a_pack_that_cannot_mean_what_it_says_is_refused(spoil: object, words: str) -> None:
    data = raw("request")
    assert callable(spoil)
    spoil(data)
    with pytest.raises(PackError, match=words):
        load(data, POSTS)


def test_within_a_list_the_same_entry_is_meant() -> None:
    data = raw("mini")
    part(data, "step", "settle")["uses"] = ["raise"]
    matter = opinions("建议", "建议")
    matter.procedure = load(data, POSTS)
    for key in ("1", "2"):
        assert matter.do(DO, "settle", "02-12", key=key).uses == {"raise": f"{key}:{int(key) + 3}"}
    matter.do(DO, "raise", "02-13", "丁", key="2")
    seen = view(matter)
    assert [seen.ok_at("settle", key) for key in ("1", "2")] == [True, False]


def test_what_a_run_did_not_rest_on_when_it_was_done_makes_it_stale() -> None:
    """A run on record without the token of something it uses was done before there was any."""
    matter = reviewed()
    event = replace(matter.events[-1], uses={"intake": "3"})
    matter.state = fold(matter.procedure, [*matter.events[:-1], event])
    assert view(matter).stale("opinion")
