"""Clocks of a matter: restart, suspension with its cap, extension, what facts start and stop."""

from __future__ import annotations

from dataclasses import replace

from tests.kernel.packing import Matter, day

from fazhi.kernel.procedures import SEALED, ActKind, BlockKind, CalendarClocks, Clock, ClockState, Late, fold, restarts
from fazhi.kernel.terms import Line

DO, SEND, ANSWER, FACT = ActKind.DO, ActKind.SEND, ActKind.ANSWER, ActKind.FACT


def clock(matter: Matter, term: str, on: str, key: str | None = None) -> Clock:
    return CalendarClocks(matter.procedure, matter.state, matter.calendar, day(on)).clock(term, key)


def due(matter: Matter, term: str, on: str, key: str | None = None) -> str:
    found = clock(matter, term, on, key).due
    assert found is not None
    return found.due.isoformat()


def asked() -> Matter:
    matter = Matter("request", opened="09-14")
    matter.do(DO, "receive", "09-14", fields={"applicant": "某甲"})
    return matter


def test_twenty_working_days_across_the_national_day() -> None:
    assert due(asked(), "reply_term", "09-14") == "2026-10-16"


def test_supplementing_starts_the_term_anew_and_while_waiting_no_clock_runs() -> None:
    matter = asked()
    matter.do(SEND, "correction", "09-17")
    assert clock(matter, "reply_term", "09-18").state_on(day("09-18")) is ClockState.MET
    matter.do(ANSWER, "correction", "09-22", outcome="已补正")
    assert due(matter, "reply_term", "09-22") == "2026-10-27"
    counted = clock(matter, "reply_term", "09-22")
    assert restarts(matter.procedure, matter.state, counted.term, None, counted.began) == ((day("09-14"), 2),)


def test_third_party_time_does_not_count_and_silence_stops_at_the_cap() -> None:
    matter = asked()
    matter.do(DO, "identify", "09-15")
    matter.do(SEND, "third", "09-16", key="1")
    assert clock(matter, "reply_term", "09-17").state_on(day("09-17")) is ClockState.PAUSED
    assert clock(matter, "reply_term", "09-17").waiting
    capped = clock(matter, "third15", "09-17", "1").due
    assert capped is not None
    pause = clock(matter, "reply_term", "09-17").pauses[0]
    assert (pause.start, pause.end) == (day("09-16"), capped.due)
    assert pause.open == "尚未答复，停止没有结束，至迟算至“第三方提出意见的期限”届满之日为止"
    assert BlockKind.GATE in {
        item.kind for item in matter.ask(ANSWER, "third", "09-20", key="1", outcome="逾期未提出").blockers
    }
    matter.do(ANSWER, "third", "09-21", key="1", outcome="同意公开")
    pause = clock(matter, "reply_term", "09-22").pauses[0]
    assert (pause.start, pause.end, pause.open) == (day("09-16"), day("09-21"), "")


def test_an_extension_is_refused_when_too_long_too_often_or_too_late() -> None:
    matter = asked()
    long = matter.ask(DO, "extend", "10-09", fields={"days": 25, "reason": "量大"})
    assert {item.kind for item in long.blockers} == {BlockKind.TERM}
    late = matter.ask(DO, "extend", "10-19", fields={"days": 10, "reason": "量大"})
    assert {item.kind for item in late.blockers} == {BlockKind.TERM}
    matter.do(DO, "extend", "10-09", "主任", fields={"days": 10, "reason": "量大"})
    assert due(matter, "reply_term", "10-09") == "2026-10-30"
    again = matter.ask(DO, "extend", "10-12", fields={"days": 10, "reason": "量大"})
    assert "至多延长1次" in again.blockers[0].text


def test_an_extension_granted_in_time_but_recorded_late_revives_the_clock() -> None:
    matter = asked()
    assert clock(matter, "reply_term", "10-20").state_on(day("10-20")) is ClockState.OVER
    matter.do(
        DO, "extend", "10-15", "主任", recorded="10-21",
        fields={"days": 10, "reason": "量大"}, late=Late(reason="漏登", approver="主任"),
    )  # fmt: skip
    assert clock(matter, "reply_term", "10-21").state_on(day("10-21")) is ClockState.RUNNING


def test_a_late_answer_is_said_to_be_late() -> None:
    matter = asked()
    matter.do(DO, "reply", "10-20")
    found = clock(matter, "reply_term", "10-21")
    assert found.state_on(day("10-21")) is ClockState.MISSED
    assert clock(matter, "reply_term", "10-01").state_on(day("10-01")) is ClockState.RUNNING


def test_an_unlawful_reply_still_ends_the_duty() -> None:
    matter = asked()
    matter.do(SEND, "correction", "09-17")
    matter.do(FACT, "reply", "09-18")
    assert clock(matter, "reply_term", "09-19").ended_by == "correction.sent"
    assert {item.kind for item in matter.ask(DO, "identify", "09-21").blockers} == {BlockKind.GATE}


def test_a_sealed_reason_of_an_extension_is_said_to_be_sealed() -> None:
    matter = asked()
    extended = matter.do(DO, "extend", "09-16", fields={"days": 5, "reason": "检索量大"})
    assert any("检索量大" in line.text for line in lines(matter))
    sealed = replace(extended, fields={**extended.fields, "reason": SEALED, "approver": SEALED})
    matter.state = fold(matter.procedure, [*matter.events[:-1], sealed])
    words = "".join(line.text for line in lines(matter))
    assert words.count("〔已封存〕") == 2 and "\u0000" not in words and "检索量大" not in words


def lines(matter: Matter) -> tuple[Line, ...]:
    counted = clock(matter, "reply_term", "09-17").due
    assert counted is not None
    return counted.lines
