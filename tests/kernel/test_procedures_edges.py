"""Clocks and gates on their edges: the last day, the second letter, the other entry, what is not known."""

from __future__ import annotations

from tests.kernel.packing import POSTS, Matter, day, raw
from tests.kernel.test_procedures_answers import clock, part
from tests.kernel.test_procedures_gates import kinds, reviewed, view
from tests.kernel.test_procedures_rules import mini

from fazhi.kernel.procedures import (
    SEALED,
    ActKind,
    BlockKind,
    CalendarClocks,
    ClockState,
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
        {**part(data, "term", "third15"), "id": "own", "from": ["identify"], "until": ["reply"],
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


def test_what_was_done_before_the_opening_is_held_against_the_law_of_its_own_kind() -> None:
    """The answers at opening say what the matter is: without them the gates of every other kind would be closed."""
    data = raw("mini")
    part(data, "step", "meeting").update(
        after=[],
        needs=[
            {"if": "not subject.risk or ok(risk_study)", "say": "涉稳的，须先评估"},
            {"if": "subject.risk or ok(intake)", "say": "不涉稳的，须先受理"},
        ],
    )
    said = {}
    for risk in (False, True):
        matter = Matter("mini", opened="02-03", risk=risk)
        matter.procedure = load(data, POSTS)
        done = matter.do(FACT, "meeting", "02-02", recorded="02-03")
        said[risk] = [item["text"] for item in done.extra["breaches"]]
    assert said == {False: ["不涉稳的，须先受理"], True: ["涉稳的，须先评估"]}


def test_what_was_never_entered_is_no_breach_and_says_so() -> None:
    data = raw("mini")
    part(data, "step", "meeting").update(
        after=[],
        needs=[
            {"if": "not ok(intake) or intake.outcome != '受理'", "say": "已经受理"},
            {"if": "opinion.outcome != '不合法'", "say": "经审查不合法"},
            {"if": "ok(opinion)", "say": "没有审查"},
        ],
    )
    matter = Matter("mini", opened="02-03", risk=False)
    matter.procedure = load(data, POSTS)
    done = matter.do(FACT, "meeting", "02-03")
    assert [item["text"] for item in done.extra["breaches"]] == ["没有登记，未能核对：经审查不合法", "没有审查"]
