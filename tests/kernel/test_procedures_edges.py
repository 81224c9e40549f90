"""Clocks and gates on their edges: the last day, the second letter, the other entry, what is not known."""

from __future__ import annotations

import pytest
from tests.kernel.packing import POSTS, Matter, day, raw
from tests.kernel.test_procedures_answers import clock, part
from tests.kernel.test_procedures_calls import elsewhere
from tests.kernel.test_procedures_gates import kinds, reviewed, view
from tests.kernel.test_procedures_rules import mini, opinions

from fazhi.kernel.errors import PackError
from fazhi.kernel.procedures import (
    SEALED,
    Act,
    ActKind,
    BlockKind,
    CalendarClocks,
    ClockState,
    StepState,
    StepView,
    Verdict,
    duties,
    judge,
    load,
    outline,
    picture,
    read_fields,
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


# -- clocks on their edges ---------------------------------------------------------------------------------------------


def request(*parties: str) -> Matter:
    matter = Matter("request", opened="09-14")
    matter.do(DO, "receive", "09-14", fields={"applicant": "某甲"})
    for _ in parties:
        matter.do(DO, "identify", "09-15")
    return matter


def clocks(matter: Matter, on: str) -> CalendarClocks:
    return CalendarClocks(matter.procedure, matter.state, matter.calendar, day(on))


def test_silence_is_an_answer_once_the_term_of_that_very_party_is_over() -> None:
    matter = request("甲公司", "乙公司")
    matter.do(SEND, "third", "09-16", key="1")
    matter.do(SEND, "third", "09-21", key="2")
    silent = {"outcome": "逾期未提出"}
    assert kinds(matter.ask(ANSWER, "third", "10-13", key="1", **silent)) == {BlockKind.GATE}
    assert matter.ask(ANSWER, "third", "10-14", key="1", **silent).allowed
    assert kinds(matter.ask(ANSWER, "third", "10-14", key="2", **silent)) == {BlockKind.GATE}


def test_a_clock_stands_still_from_the_day_of_sending_to_the_last_day_of_the_cap() -> None:
    matter = request("甲公司")
    matter.do(SEND, "third", "09-16", key="1")
    shown = [clock(matter, "reply_term", on).state_on(day(on)) for on in ("09-16", "10-13", "10-14")]
    assert shown == [ClockState.PAUSED, ClockState.PAUSED, ClockState.RUNNING]
    assert clocks(matter, "10-13").running("reply_term", None)
    assert matter.ask(DO, "extend", "09-21", fields={"days": 5, "reason": "量大"}).allowed


def test_a_term_is_extended_on_its_last_day_at_the_latest() -> None:
    matter = request()
    assert not matter.ask(DO, "extend", "10-17", fields={"days": 5, "reason": "量大"}).allowed
    matter.do(DO, "extend", "10-16", "主任", fields={"days": 5, "reason": "量大"})
    assert len(clock(matter, "reply_term", "10-16").extensions) == 1
    run = matter.state.of("extend")[0]
    matter.do(VOID, None, "10-16", run=run.id, why="未批准")
    assert clock(matter, "reply_term", "10-16").extensions == ()


def test_a_restart_forgets_the_extension_of_the_old_count() -> None:
    matter = request()
    matter.do(DO, "extend", "09-15", "主任", fields={"days": 5, "reason": "量大"})
    matter.do(SEND, "correction", "09-17")
    matter.do(ANSWER, "correction", "09-22", outcome="已补正")
    assert clock(matter, "reply_term", "09-22").extensions == ()
    assert matter.ask(DO, "extend", "09-23", fields={"days": 5, "reason": "量大"}).allowed


def test_a_duty_ended_late_stays_over_and_one_not_begun_is_not() -> None:
    matter = request()
    assert clocks(matter, "10-20").over("reply_term", None) is True
    matter.do(DO, "reply", "10-20")
    assert clocks(matter, "10-21").over("reply_term", None) is True
    assert clocks(matter, "10-21").met("reply_term", None) is False
    assert clocks(matter, "10-21").over("third15", "1") is False


def test_days_are_counted_after_the_first_and_backwards_below_zero() -> None:
    read = clocks(request(), "09-14")
    assert read.days(day("09-14"), day("09-14"), "working_day") == 0
    assert read.days(day("09-14"), day("09-18"), "working_day") == 4
    assert read.days(day("09-18"), day("09-14"), "working_day") == -4
    assert read.days(day("09-18"), day("09-14"), "calendar_day") == -4


def test_a_receipt_that_was_unlawful_starts_no_cap_of_the_public() -> None:
    data = raw("request")
    data["step"].append(
        {
            "id": "served",
            "name": "第三方收到",
            "posts": ["disclosure_officer"],
            "each": "parties",
            "needs": ["waiting(third)"],
        }
    )
    part(data, "term", "third15").update({"from": ["served"], "kind": "at_least"})
    matter = request("甲公司")
    matter.procedure = load(data, POSTS)
    matter.do(SEND, "third", "09-16", key="1")
    before = clock(matter, "reply_term", "09-21").pauses
    matter.do(FACT, "served", "09-21", key="1", why="送错了人")
    assert clock(matter, "reply_term", "09-21").pauses == before
    matter.do(DO, "served", "09-21", key="1")
    assert clock(matter, "reply_term", "09-21").pauses != before


def test_a_duty_of_another_list_is_judged_at_its_own_entries() -> None:
    data = raw("request")
    post = {"posts": ["disclosure_officer"]}
    data["list"].append({"id": "organs", "name": "机关"})
    data["step"] += [
        {"id": "organ", "name": "列入机关", "adds": "organs", "when": "false", **post},
        {"id": "letter", "name": "发函", "each": "organs", "call": {"body": "机关"}, "when": "false", **post},
        {"id": "remind", "name": "催办", "each": "organs", "when": "waiting(letter)", **post},
    ]
    part(data, "step", "third")["after"] = ["remind"]
    matter = request("甲公司")
    matter.procedure = load(data, POSTS)
    for _ in range(2):
        matter.do(DO, "organ", "09-15")
    matter.do(SEND, "letter", "09-16", key="2")
    assert kinds(matter.ask(SEND, "third", "09-16", key="1")) == {BlockKind.AFTER}
    matter.do(DO, "remind", "09-17", key="2")
    assert matter.ask(SEND, "third", "09-17", key="1").allowed


def test_the_token_of_a_sealed_fact_tells_nothing() -> None:
    data = raw("mini")
    data["subject"].append({"id": "who", "name": "何人", "type": "text", "pii": "name"})
    matter = mini(data, who=SEALED)
    assert view(matter).token("subject.who", None, "submit") == "sealed"
    assert view(matter).token("subject.risk", None, "submit") == "false"
    assert view(matter).token("subject.amount", None, "submit") == "-"


def served() -> Matter:
    """A request to a third party whose term runs from its receipt."""
    data = raw("request")
    data["step"].append(
        {"id": "served", "name": "第三方收到", "posts": ["disclosure_officer"], "each": "parties", "when": "false"}
    )
    part(data, "term", "third15")["from"] = ["served"]
    matter = request("甲公司")
    matter.procedure = load(data, POSTS)
    return matter


def pauses(matter: Matter, on: str, term: str = "reply_term", key: str | None = None) -> list[tuple[str, str]]:
    found = clock(matter, term, on, key).pauses
    return [(f"{item.start:%m-%d}", f"{item.end:%m-%d}") for item in found]


def test_each_letter_that_stays_unanswered_has_its_own_cap() -> None:
    matter = served()
    matter.do(SEND, "third", "09-16", key="1")
    matter.do(DO, "served", "09-16", key="1")
    matter.do(SEND, "third", "09-18", key="1")
    matter.do(DO, "served", "09-21", key="1")
    assert pauses(matter, "09-22") == [("09-16", "10-13"), ("09-18", "10-19")]


def test_a_receipt_before_the_letter_is_not_its_receipt() -> None:
    matter = served()
    matter.do(DO, "served", "09-15", key="1")
    matter.do(SEND, "third", "09-16", key="1")
    assert pauses(matter, "09-22") == [("09-16", "10-13")]


def test_a_voided_letter_does_not_take_the_receipt_of_the_one_before() -> None:
    matter = served()
    matter.do(SEND, "third", "09-16", key="1")
    wrong = matter.do(SEND, "third", "09-18", key="1")
    matter.do(VOID, None, "09-18", run=wrong.seq, why="重复登记")
    matter.do(DO, "served", "09-21", key="1")
    assert pauses(matter, "09-22") == [("09-16", "10-19")]


def test_a_suspension_that_reaches_into_a_new_count_begins_with_it() -> None:
    matter = request("甲公司")
    matter.do(SEND, "third", "09-16", key="1")
    matter.do(SEND, "correction", "09-17")
    matter.do(ANSWER, "correction", "09-22", outcome="已补正")
    assert pauses(matter, "09-22") == [("09-22", "10-13")]
    matter.do(ANSWER, "third", "09-23", key="1", outcome="同意公开")
    assert pauses(matter, "09-23") == [("09-22", "09-23")]


def test_a_suspension_that_ended_before_the_new_count_is_forgotten() -> None:
    matter = request("甲公司")
    matter.do(SEND, "third", "09-15", key="1")
    matter.do(ANSWER, "third", "09-16", key="1", outcome="同意公开")
    matter.do(SEND, "correction", "09-17")
    matter.do(ANSWER, "correction", "09-22", outcome="已补正")
    assert pauses(matter, "09-22") == []


def test_a_term_of_each_entry_stands_still_for_its_own_letter_only() -> None:
    data = raw("request")
    data["term"].append(
        {**part(data, "term", "third15"), "id": "own", "from": ["identify"], "until": [],
         "suspend": [{"call": "third", "cap": "third15"}]}
    )  # fmt: skip
    matter = request("甲公司", "乙公司")
    matter.procedure = load(data, POSTS)
    matter.do(SEND, "third", "09-16", key="1")
    assert pauses(matter, "09-17", "own", "1") == [("09-16", "10-13")]
    assert pauses(matter, "09-17", "own", "2") == []


def test_only_the_named_result_starts_the_count_anew() -> None:
    matter = request()
    matter.do(SEND, "correction", "09-17")
    matter.do(ANSWER, "correction", "09-22", outcome="逾期未补正")
    assert clock(matter, "reply_term", "09-22").began == (day("09-14"), 2)


def test_another_result_after_the_named_one_starts_nothing() -> None:
    data = raw("mini")
    part(data, "term", "accept").update({"from": ["intake:受理"], "until": ["opinion:不合法"]})
    matter = reviewed()
    matter.procedure = load(data, POSTS)
    matter.do(DO, "intake", "02-13", "丁", outcome="退回补正", fields={"missing": "批复"})
    found = clock(matter, "accept", "02-13")
    assert (found.began, found.ended) == ((day("02-11"), 3), None)


def test_a_voided_end_ends_until_it_is_entered_anew() -> None:
    matter = mini()
    matter.do(DO, "submit", "03-02")
    wrong = matter.do(DO, "intake", "03-02", "丁", outcome="退回补正", fields={"missing": "批复"})
    matter.do(VOID, None, "03-03", run=wrong.seq, why="点错结果")
    assert clock(matter, "accept", "03-05").ended == (day("03-02"), 3)
    matter.do(DO, "intake", "03-05", "丁")
    found = clock(matter, "accept", "03-05")
    assert found.ended == (day("03-05"), 5)
    assert found.state_on(day("03-05")) is ClockState.MISSED


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


# -- forms and pages ---------------------------------------------------------------------------------------------------


def put(matter: Matter, kind: ActKind, step: str, on: str, *, text: str | None = None) -> Verdict:
    """Return what the judge says of an act with (or without) a text."""
    act = Act(
        kind=kind, step=step, occurred=day(on), recorded=day(on), decider="丁", posts=frozenset(POSTS), text=text,
        outcome=None if kind is SEND else matter.procedure.steps[step].outcomes[0],
    )  # fmt: skip
    return judge(matter.procedure, matter.state, act, matter.calendar, lambda: matter.events)


def test_a_step_that_makes_a_text_brings_it_and_a_fact_may_be_without() -> None:
    matter = mini()
    assert kinds(put(matter, DO, "submit", "02-10")) == {BlockKind.TEXT}
    assert put(matter, DO, "submit", "02-10", text="v1").allowed
    data = raw("mini")
    part(data, "step", "submit")["needs"] = ["false or subject.risk"]
    matter = mini(data)
    assert put(matter, FACT, "submit", "02-10").allowed


def test_what_goes_out_is_the_present_version_whatever_is_handed_in() -> None:
    matter = elsewhere()
    event = put(matter, SEND, "opinion", "02-11", text="另一稿").event
    assert event is not None
    assert (event.text, event.uses["draft"]) == ("v02-10", "v02-10")


def test_what_may_be_required_is_not_while_that_is_not_known() -> None:
    data = raw("mini")
    part(data, "step", "intake")["field"].append(
        {"id": "level", "name": "风险等级", "type": "text", "required": "subject.risk"}
    )
    part(data, "step", "intake")["evidence"] = [{"id": "study", "name": "评估报告", "required": "subject.risk"}]
    matter = Matter("mini")
    matter.procedure = load(data, POSTS)
    matter.do(DO, "submit", "02-10")
    event = matter.ask(DO, "intake", "02-10", "丁").event
    assert event is not None and event.extra["owed"] == []
    matter.do(CHANGE, None, "02-10", fields={"risk": True})
    assert kinds(matter.ask(DO, "intake", "02-10", "丁")) == {BlockKind.FIELD}
    event = matter.ask(DO, "intake", "02-10", "丁", fields={"level": "低"}).event
    assert event is not None and event.extra["owed"] == ["study"]


def test_due_now_is_what_is_owed_before_the_end() -> None:
    data = raw("mini")
    data["step"].append({"id": "archive", "name": "归档", "posts": ["handler"], "after_end": True, "milestone": True})
    data["step"].append({"id": "note", "name": "备注", "posts": ["handler"], "when": "false"})
    matter = reviewed()
    matter.procedure = load(data, POSTS)
    for draw in (picture, outline):
        shown = draw(matter.procedure, matter.state, matter.calendar, day("02-13"))
        assert [item.step.id for item in shown.due_now] == ["raise", "meeting"]
    assert shown.goal is not None
    assert shown.goal.step.id == "meeting"
    matter.do(DO, "meeting", "02-13", "乙")
    shown = picture(matter.procedure, matter.state, matter.calendar, day("02-13"))
    assert shown.goal is None, "a closed matter goes nowhere"
    assert shown.missing == ()


def test_a_milestone_that_is_not_owed_is_no_goal() -> None:
    data = raw("mini")
    part(data, "step", "risk_study")["milestone"] = True
    for risk, goal in ((False, "meeting"), (True, "risk_study")):
        matter = mini(data, risk=risk)
        shown = picture(matter.procedure, matter.state, matter.calendar, day("02-10"))
        assert shown.goal is not None
        assert shown.goal.step.id == goal
    part(data, "step", "meeting")["when"] = "false"
    matter = mini(data)
    assert picture(matter.procedure, matter.state, matter.calendar, day("02-10")).goal is None


def shown(matter: Matter, step: str, on: str = "02-13", key: str | None = None) -> StepView:
    found = picture(matter.procedure, matter.state, matter.calendar, day(on)).find(step, key)
    assert found is not None
    return found


def test_a_page_says_what_closes_a_step_and_what_closes_only_a_result() -> None:
    data = raw("mini")
    part(data, "step", "opinion").update(after=[], needs=["field.outcome == '不合法' or not subject.risk"])
    part(data, "step", "meeting").update(after=[], needs=["ok(opinion)"])
    matter = Matter("mini")
    matter.procedure = load(data, POSTS)
    assert [item.expr and item.expr.source for item in shown(matter, "meeting").blockers] == ["ok(opinion)"]
    found = shown(matter, "opinion")
    assert found.doable
    assert [outcome for outcome, _ in found.closed_outcomes] == ["合法"], "the fact is not known, so it is closed"
    assert not matter.ask(DO, "opinion", "02-13", "丁", outcome="合法").allowed
    assert matter.ask(DO, "opinion", "02-13", "丁", outcome="不合法").allowed
    matter.do(CHANGE, None, "02-13", fields={"risk": False})
    assert shown(matter, "opinion").closed_outcomes == ()


def test_a_step_all_of_whose_results_are_closed_cannot_be_done() -> None:
    data = raw("mini")
    part(data, "step", "meeting").update(after=[], needs=["field.outcome != '办结' or ok(opinion)"])
    matter = mini(data)
    assert not shown(matter, "meeting").doable
    assert shown(matter, "meeting").state is StepState.BLOCKED


def test_a_call_that_may_not_go_out_is_not_shown_as_open() -> None:
    data = raw("mini")
    part(data, "step", "opinion").update(call={"body": "县司法局"}, after=[], needs=["ok(intake)"])
    matter = mini(data)
    assert not shown(matter, "opinion").doable
    matter.do(DO, "submit", "02-10")
    matter.do(DO, "intake", "02-10", "丁")
    assert shown(matter, "opinion").state is StepState.OPEN
    sent = matter.do(SEND, "opinion", "02-11", "丁")
    assert shown(matter, "opinion").state is StepState.WAITING
    matter.do(VOID, None, "02-11", run=sent.seq, why="没有发出")
    assert shown(matter, "opinion").state is StepState.OPEN


def test_an_answer_still_to_be_given_does_not_close_a_result() -> None:
    matter = mini()
    matter.do(DO, "submit", "02-10")
    assert shown(matter, "intake").closed_outcomes == ()
    assert not matter.ask(DO, "intake", "02-10", "丁", outcome="退回补正").allowed


def test_a_voided_fact_leaves_no_mark_and_what_is_not_owed_is_possible_or_not_needed() -> None:
    matter = mini()
    run = matter.do(FACT, "meeting", "02-10", "乙")
    assert shown(matter, "meeting").state is StepState.UNLAWFUL
    matter.do(VOID, None, "02-10", run=run.seq, why="误登")
    assert shown(matter, "meeting").state is StepState.BLOCKED
    assert shown(matter, "risk_study").state is StepState.POSSIBLE
    data = raw("mini")
    part(data, "step", "risk_study")["needs"] = ["ok(submit)"]
    assert shown(mini(data), "risk_study").state is StepState.NOT_NEEDED


def test_the_duty_of_an_entry_has_the_term_of_that_entry() -> None:
    data = raw("request")
    post = {"posts": ["disclosure_officer"]}
    data["step"].append({"id": "tell", "name": "告知第三方", "each": "parties", **post})
    data["term"].append({**part(data, "term", "third15"), "id": "told", "from": ["identify"], "until": ["tell"]})
    matter = request("甲公司")
    matter.procedure = load(data, POSTS)
    matter.do(DO, "identify", "09-18")
    page = picture(matter.procedure, matter.state, matter.calendar, day("09-18"))
    found = {duty.key: duty.due for duty in duties(page) if duty.step.id == "tell"}
    assert found == {"1": day("10-12"), "2": day("10-15")}


# -- what may be asked and what may be amended -------------------------------------------------------------------------


def test_personal_information_may_be_asked_for_and_not_read() -> None:
    data = raw("mini")
    part(data, "step", "intake")["field"].append({"id": "who", "name": "何人", "type": "int", "pii": "id"})
    part(data, "step", "intake")["needs"] = ["present(field.who)"]
    data["register"][0]["columns"].append({"name": "何人", "value": "intake.who"})
    load(data, POSTS)
    part(data, "step", "intake")["needs"] = ["present(field.who) and field.who > 3"]
    with pytest.raises(PackError, match="个人信息"):
        load(data, POSTS)


def test_a_length_that_a_term_reads_is_not_amended_in_place() -> None:
    data = raw("request")
    part(data, "step", "receive")["field"].append({"id": "days", "name": "期限", "type": "int"})
    part(data, "term", "third15")["amount"] = "receive.days"
    assert read_fields(load(data, POSTS)) >= {("receive", "days"), ("extend", "days")}
    matter = Matter("request", opened="09-14")
    matter.procedure = load(data, POSTS)
    run = matter.do(DO, "receive", "09-14", fields={"applicant": "某甲", "days": 5})
    refused = matter.ask(ActKind.AMEND, None, "09-14", run=run.seq, fields={"days": 9})
    assert [item.text for item in refused.blockers] == ["“期限”是程序判断的依据，不能就地更正"]
    assert matter.ask(ActKind.AMEND, None, "09-14", run=run.seq, fields={"applicant": "某乙"}).allowed


def test_what_a_register_shows_is_amended_in_place_and_what_another_gate_reads_is_not() -> None:
    data = raw("mini")
    fields = part(data, "step", "submit")["field"] = [
        {"id": "title", "name": "题目", "type": "text"},
        {"id": "pages", "name": "页数", "type": "int"},
    ]
    assert fields
    data["register"][0]["columns"].append({"name": "题目", "value": "submit.title"})
    part(data, "step", "intake")["needs"] = ["submit.pages >= 1"]
    assert read_fields(load(data, POSTS)) >= {("submit", "pages")}
    assert ("submit", "title") not in read_fields(load(data, POSTS))


def test_a_fact_extends_nothing() -> None:
    matter = request()
    matter.do(FACT, "extend", "09-15", fields={"days": 5, "reason": "量大"}, why="未经批准")
    assert clock(matter, "reply_term", "09-15").extensions == ()


def test_an_answer_that_comes_after_the_cap_does_not_lengthen_the_suspension() -> None:
    matter = request("甲公司")
    matter.do(SEND, "third", "09-16", key="1")
    assert clock(matter, "reply_term", "10-13").waiting
    assert not clock(matter, "reply_term", "10-14").waiting, "the other body is silent, the clock goes on"
    matter.do(ANSWER, "third", "10-20", key="1", outcome="不同意公开")
    assert pauses(matter, "10-20") == [("09-16", "10-13")]


def test_what_starts_a_count_does_not_end_it() -> None:
    data = raw("mini")
    part(data, "term", "accept")["until"] = ["submit", "intake"]
    matter = mini(data)
    matter.do(DO, "submit", "03-02")
    found = clock(matter, "accept", "03-02")
    assert (found.began, found.ended) == ((day("03-02"), 2), None)
    data = raw("request")
    part(data, "term", "third15")["until"] = ["third.sent", "third"]
    matter = request("甲公司")
    matter.procedure = load(data, POSTS)
    matter.do(SEND, "third", "09-16", key="1")
    assert clock(matter, "third15", "09-16", "1").ended is None


def test_the_latest_sending_is_read() -> None:
    matter = elsewhere()
    matter.do(SEND, "opinion", "02-11", "丁")
    second = matter.do(SEND, "opinion", "02-12", "丁")
    assert view(matter).step_value("opinion", "sent") == day("02-12")
    matter.do(VOID, None, "02-12", run=second.seq, why="重复送出")
    assert view(matter).step_value("opinion", "sent") == day("02-11")


@pytest.mark.parametrize(("kind", "shown_as_due"), [("within", True), ("at_least", False)])
def test_what_is_owed_after_the_end_is_due_where_it_has_a_day(kind: str, shown_as_due: bool) -> None:
    data = raw("mini")
    data["step"].append({"id": "archive", "name": "归档", "posts": ["handler"], "after_end": True})
    term = {"id": "filing", "name": "归档期限", "kind": kind, "from": ["meeting"], "until": ["archive"]}
    data["term"].append({**part(data, "term", "accept"), **term})
    matter = reviewed()
    matter.procedure = load(data, POSTS)
    matter.do(DO, "meeting", "02-13", "乙")
    for on in ("02-13", "03-02"):
        for draw in (picture, outline):
            page = draw(matter.procedure, matter.state, matter.calendar, day(on))
            assert ("archive" in {item.step.id for item in page.due_now}) is shown_as_due
