"""Putting the record right: voids, changes, amendments; what is wrong on its face; what must never raise."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.kernel.packing import POSTS, Matter, day, raw
from tests.kernel.test_procedures_answers import asked, clock, part, supplemented
from tests.kernel.test_procedures_calls import elsewhere
from tests.kernel.test_procedures_gates import kinds, reviewed, view

from fazhi.kernel.errors import PackError
from fazhi.kernel.procedures import (
    Act,
    ActKind,
    BlockKind,
    ClockState,
    EventType,
    Late,
    MatterEvent,
    Rules,
    State,
    StepState,
    apply,
    fold,
    judge,
    load,
    outline,
    picture,
)

DO, SEND, ANSWER, FACT, VOID, CHANGE, VOUCH, AMEND = (
    ActKind.DO,
    ActKind.SEND,
    ActKind.ANSWER,
    ActKind.FACT,
    ActKind.VOID,
    ActKind.CHANGE,
    ActKind.VOUCH,
    ActKind.AMEND,
)
LATE = Late(reason="漏登", approver="主任")


def test_a_change_entered_late_never_replaces_a_later_one() -> None:
    matter = Matter("mini", risk=False, amount="1000.00")
    matter.do(CHANGE, None, "02-20", fields={"amount": "900000.00"})
    matter.do(CHANGE, None, "02-12", recorded="02-24", late=LATE, fields={"amount": "2000.00", "risk": True})
    assert matter.state.subject == {"amount": "900000.00", "risk": True}
    matter.do(CHANGE, None, "02-20", recorded="02-24", fields={"amount": "5.00"})
    assert matter.state.subject["amount"] == "5.00", "on the same day the later entry counts"


def test_a_change_entered_late_needs_its_reason() -> None:
    matter = Matter("mini", risk=False)
    assert kinds(matter.ask(CHANGE, None, "02-10", recorded="03-10", fields={"risk": True})) == {BlockKind.LATE}


def test_nobody_is_not_a_decider() -> None:
    matter = Matter("mini", risk=False)
    assert kinds(matter.ask(DO, "submit", "02-10", "")) == {BlockKind.FIELD}
    assert kinds(matter.ask(DO, "submit", "02-10", "　 ")) == {BlockKind.FIELD}
    assert matter.ask(FACT, "meeting", "02-10", "").allowed, "of a fact it may not be known who did it"


def test_a_sending_that_was_answered_is_not_voided_alone() -> None:
    matter = elsewhere()
    sent = matter.do(SEND, "opinion", "02-11", "丁")
    answer = matter.do(ANSWER, "opinion", "02-12", "丁", outcome="合法")
    assert kinds(matter.ask(VOID, None, "02-12", run=sent.seq, why="点错")) == {BlockKind.CALL}
    matter.do(VOID, None, "02-12", run=answer.seq, why="点错")
    matter.do(VOID, None, "02-12", run=sent.seq, why="点错")
    assert not view(matter).waiting("opinion")
    assert kinds(matter.ask(VOID, None, "02-12", run=sent.seq, why="再来")) == {BlockKind.ONCE}


def test_voiding_says_why() -> None:
    matter = reviewed()
    assert kinds(matter.ask(VOID, None, "02-13", run=4, why=" ")) == {BlockKind.FIELD}


def test_an_amendment_answers_a_question_of_the_step_and_soundly() -> None:
    data = raw("mini")
    part(data, "step", "meeting")["field"] = [
        {"id": "place", "name": "地点", "type": "text"},
        {"id": "heads", "name": "到会人数", "type": "int"},
    ]
    matter = reviewed()
    matter.procedure = load(data, POSTS)
    run = matter.do(DO, "meeting", "02-13", "乙", fields={"place": "一楼", "heads": 7})
    assert kinds(matter.ask(AMEND, None, "02-13", run=run.seq, fields={"nonsense": 1})) == {BlockKind.UNKNOWN}
    assert kinds(matter.ask(AMEND, None, "02-13", run=run.seq, fields={"heads": "七"})) == {BlockKind.FIELD}
    matter.do(AMEND, None, "02-13", run=run.seq, fields={"heads": 8})
    assert matter.state.of("meeting")[0].fields == {"place": "一楼", "heads": 8}
    matter.do(VOID, None, "02-13", run=run.seq, why="x")
    assert kinds(matter.ask(AMEND, None, "02-13", run=run.seq, fields={"heads": 9})) == {BlockKind.ONCE}
    assert kinds(matter.ask(VOUCH, None, "02-13", run=run.seq, vouchers=frozenset({"minutes"}))) == {BlockKind.ONCE}


def test_what_is_said_of_a_fact_must_be_sound_and_what_is_not_known_stays_open() -> None:
    matter = Matter("request", opened="09-14")
    told = {"days": "很多", "reason": "x"}
    assert kinds(matter.ask(FACT, "extend", "09-14", fields=told)) == {BlockKind.FIELD}
    assert matter.ask(FACT, "extend", "09-14", fields={"days": "", "reason": "x"}).allowed
    assert matter.ask(FACT, "extend", "09-14").allowed


def test_voiding_the_end_opens_the_matter_unless_another_end_stands() -> None:
    data = raw("mini")
    data["step"].append(
        {"id": "archive", "name": "归档", "posts": ["handler"], "ends": True, "after_end": True, "when": "false"}
    )
    matter = reviewed()
    matter.procedure = load(data, POSTS)
    meeting = matter.do(DO, "meeting", "02-13", "乙")
    matter.do(DO, "archive", "02-14")
    matter.do(VOID, None, "02-14", run=meeting.seq, why="会议未开成")
    assert matter.state.closed == ("archive", day("02-14"))
    matter.do(VOID, None, "02-14", run=matter.state.of("archive")[0].id, why="误归档")
    assert matter.state.closed is None
    assert matter.ask(DO, "meeting", "02-16", "乙").allowed


def test_voiding_something_else_leaves_the_matter_closed() -> None:
    matter = reviewed()
    matter.do(DO, "meeting", "02-13", "乙")
    matter.do(VOID, None, "02-13", run=matter.state.of("opinion")[0].id, why="文号写错")
    assert matter.state.closed == ("meeting", day("02-13"))


def test_a_voucher_handed_in_is_flagged_no_more() -> None:
    matter = reviewed()
    run = matter.do(DO, "meeting", "02-13", "乙")
    assert [item.id for item in matter.state.flagged] == [run.seq]
    matter.do(VOUCH, None, "02-13", run=run.seq, vouchers=frozenset({"minutes"}))
    assert list(matter.state.flagged) == []


def test_a_fact_of_one_entry_says_nothing_of_the_others() -> None:
    matter = Matter("mini", risk=False)
    matter.do(DO, "submit", "02-10")
    matter.do(DO, "intake", "02-11", "丁")
    matter.do(DO, "raise", "02-11", "丁", outcome="必须")
    matter.do(DO, "raise", "02-11", "丁", outcome="必须")
    matter.do(FACT, "settle", "02-12", key="1", outcome="不采纳")
    for draw in (picture, outline):
        shown = draw(matter.procedure, matter.state, matter.calendar, day("02-12"))
        assert [(item.key, item.state) for item in shown.steps if item.step.id == "settle"] == [
            ("1", StepState.UNLAWFUL),
            ("2", StepState.OPEN),
        ]


def test_a_suspension_taken_back_leaves_an_extension_that_came_too_late_without_effect() -> None:
    matter = Matter("request", opened="09-14")
    matter.do(DO, "receive", "09-14", fields={"applicant": "某甲"})
    matter.do(DO, "identify", "09-15")
    sent = matter.do(SEND, "third", "09-16", key="1")
    matter.do(DO, "extend", "11-05", "主任", fields={"days": 10, "reason": "量大"})
    assert len(clock(matter, "reply_term", "11-05").extensions) == 1
    matter.do(VOID, None, "11-06", run=sent.seq, why="没有发出")
    found = clock(matter, "reply_term", "11-06")
    assert found.extensions == ()
    assert found.due is not None
    assert found.due.due == day("10-16")
    assert found.state_on(day("11-06")) is ClockState.OVER


def test_extensions_stay_within_the_maximum_in_all() -> None:
    data = raw("request")
    part(data, "term", "reply_term")["extend"].update(times=2, max=20)
    matter = asked(data)
    matter.do(DO, "extend", "10-09", "主任", fields={"days": 15, "reason": "量大"})
    refused = matter.ask(DO, "extend", "10-12", "主任", fields={"days": 6, "reason": "量大"})
    assert [item.text for item in refused.blockers] == [
        "“答复期限”至多延长20个工作日，已经延长15个工作日，不能再延长6个工作日"
    ]
    assert refused.blockers[0].next == "改为1至5个工作日"
    matter.do(DO, "extend", "10-12", "主任", fields={"days": 5, "reason": "量大"})
    assert BlockKind.TERM in kinds(matter.ask(DO, "extend", "10-12", fields={"days": 1, "reason": "量大"}))


@pytest.mark.parametrize("days", [0, -1, 10**6, 10**30, "5", True])
def test_a_length_is_refused_that_no_term_can_have(days: object) -> None:
    matter = supplemented()
    matter.do(ANSWER, "correction", "09-18", outcome="已补正")
    matter.procedure = load({**matter.procedure.source, "step": _again(matter)}, POSTS)
    assert kinds(matter.ask(SEND, "correction", "09-21", fields={"days": days})) == {BlockKind.FIELD}
    assert matter.ask(SEND, "correction", "09-21", fields={"days": 9}).allowed


def _again(matter: Matter) -> list[object]:
    """The steps with a notice that may be sent twice."""
    steps = matter.procedure.source["step"]
    assert isinstance(steps, list)
    return [{**item, "once": item["id"] == "receive"} for item in steps]


@pytest.mark.parametrize("days", [0, 10**6, 10**30, True, "x"])
def test_a_length_on_record_that_no_term_can_have_counts_as_not_known(days: object) -> None:
    matter = supplemented()
    matter.events[-1] = MatterEvent(
        seq=3, type=EventType.SENT, occurred=day("09-17"), recorded=day("09-17"), step="correction",
        fields={"days": days},  # type: ignore[dict-item]
    )  # fmt: skip
    matter.state = fold(matter.procedure, matter.events)
    found = clock(matter, "supplement", "09-18")
    assert (found.began, found.due) == ((day("09-17"), 3), None)
    picture(matter.procedure, matter.state, matter.calendar, day("09-18"))


@pytest.mark.parametrize("value", ["昨天", "9999-12-31", "0001-01-01", "2026-02-30", "\u0000sealed", 5, ""])
def test_a_term_from_a_date_that_is_none_does_not_begin(value: object) -> None:
    data = raw("request")
    data["subject"] = [{"id": "arrived", "name": "到件日期", "type": "date"}]
    part(data, "term", "reply_term")["from"] = ["subject.arrived"]
    procedure = load(data, POSTS)
    matter = Matter("request", opened="09-14")
    matter.procedure = procedure
    first = matter.events[0]
    for given, begun in ((value, False), ("2026-09-14", True)):
        fields = {"arrived": given}
        event = MatterEvent(seq=1, type=first.type, occurred=first.occurred, recorded=first.recorded, fields=fields)  # type: ignore[arg-type]
        matter.state = apply(procedure, State(), event)
        assert (clock(matter, "reply_term", "09-15").began is not None) is begun


@pytest.mark.parametrize("on", ["0001-01-01", "1899-12-31", "2200-01-01", "9999-12-31"])
def test_a_day_no_office_can_mean_is_refused(on: str) -> None:
    matter = Matter("mini", risk=False)
    assert kinds(matter.ask(DO, "submit", on, late=LATE)) == {BlockKind.TIME}


def test_the_extension_of_a_term_is_read_from_the_act_or_a_parameter() -> None:
    data = raw("request")
    part(data, "term", "reply_term")["extend"]["max"] = "extend.days"
    with pytest.raises(PackError, match="延长的天数") as caught:
        load(data, POSTS)
    assert caught.value.where == "term[reply_term].extend"


def test_a_step_done_elsewhere_does_not_fill_its_own_list() -> None:
    data = raw("request")
    part(data, "step", "identify")["call"] = {"body": "县档案馆"}
    with pytest.raises(PackError, match="不能自己列入名单"):
        load(data, POSTS)


def test_an_act_on_a_step_that_is_not_there_is_refused() -> None:
    matter = Matter("mini", risk=False)
    for kind in (DO, SEND, ANSWER, FACT):
        act = Act(kind=kind, occurred=day("02-10"), recorded=day("02-10"), decider="甲", step="nobody")
        verdict = judge(matter.procedure, matter.state, act, matter.calendar, lambda: matter.events, Rules())
        assert kinds(verdict) == {BlockKind.UNKNOWN}


def test_two_late_entries_do_not_make_one_another_timely() -> None:
    """The day of the latest occurrence stays known when an entry about an earlier day follows it."""
    matter = Matter("mini", risk=False)
    matter.do(DO, "submit", "02-10")
    matter.do(DO, "intake", "02-11", "丁")
    matter.do(DO, "opinion", "03-05", "丁")
    matter.do(DO, "raise", "02-11", "丁", recorded="03-05", late=LATE)
    matter.do(DO, "settle", "02-11", key="1", recorded="03-05", late=LATE)
    early = matter.ask(DO, "meeting", "02-12", "乙", recorded="03-05", late=LATE)
    assert [item.back for item in early.blockers] == [True]


def test_the_first_end_of_a_matter_is_its_end() -> None:
    data = raw("mini")
    data["step"].append(
        {"id": "archive", "name": "归档", "posts": ["handler"], "ends": True, "after_end": True, "when": "false"}
    )
    data["step"].append({**data["step"][-1], "id": "move", "name": "移交"})
    matter = reviewed()
    matter.procedure = load(data, POSTS)
    meeting = matter.do(DO, "meeting", "02-13", "乙")
    matter.do(DO, "archive", "02-14")
    matter.do(DO, "move", "02-16")
    assert matter.state.closed == ("meeting", day("02-13"))
    matter.do(FACT, "move", "02-17", why="未经批准")
    matter.do(VOID, None, "02-17", run=meeting.seq, why="会议未开成")
    assert matter.state.closed == ("archive", day("02-14"))
    for step in ("archive", "move"):
        matter.do(VOID, None, "02-17", run=matter.state.of(step)[0].id, why="误登")
    assert matter.state.closed is None, "the fact closes nothing"


def test_a_fact_about_an_entry_that_is_not_listed_lists_nothing() -> None:
    matter = Matter("mini", risk=False)
    matter.do(FACT, "settle", "02-10", key="7", why="未列入名单")
    assert matter.state.lists == {}
    assert view(matter).listed("opinions") == 0
    assert view(matter).facts("settle") == 1


def test_a_text_that_comes_back_is_rested_on_only_where_the_step_says_so() -> None:
    data = raw("mini")
    step = part(data, "step", "opinion")
    step.update(call={"body": "县司法局", "returns": "draft"}, uses=["intake"])
    matter = Matter("mini", risk=False)
    matter.procedure = load(data, POSTS)
    matter.do(DO, "submit", "02-10")
    matter.do(DO, "intake", "02-10", "丁")
    matter.do(SEND, "opinion", "02-11", "丁")
    answer = matter.ask(ANSWER, "opinion", "02-12", "丁").event
    assert answer is not None
    matter.state = apply(matter.procedure, matter.state, replace(answer, text="v2"))
    assert matter.state.texts["draft"][2] == "v2"
    assert matter.state.of("opinion")[0].uses == {"intake": "3"}


def test_an_event_about_a_voided_sending_answers_nothing() -> None:
    """The judge refuses it; an imported history may hold it, and the fold must not tie the answer to it."""
    matter = elsewhere()
    sent = matter.do(SEND, "opinion", "02-11", "丁")
    answer = matter.ask(ANSWER, "opinion", "02-12", "丁").event
    assert answer is not None
    matter.do(VOID, None, "02-12", run=sent.seq, why="没有发出")
    for run in (sent.seq, None):
        state = apply(matter.procedure, matter.state, replace(answer, seq=7, run=run))
        assert state.calls("opinion")[0].answered is None
        assert state.of("opinion")[0].sent is None
