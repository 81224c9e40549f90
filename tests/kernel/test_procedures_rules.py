"""The rules that engine and author agree on, one by one, each in the smallest matter that shows it."""

from __future__ import annotations

from collections.abc import Mapping

from tests.kernel.packing import POSTS, Matter, day, raw
from tests.kernel.test_procedures_answers import clock, part
from tests.kernel.test_procedures_gates import kinds, reviewed, view

from fazhi.kernel.procedures import (
    ActKind,
    BlockKind,
    CalendarClocks,
    ClockState,
    Late,
    View,
    load,
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
