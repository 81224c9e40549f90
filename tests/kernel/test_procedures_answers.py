"""Clocks that follow what another body does: its own receipt, a length set at sending, an answer put right."""

from __future__ import annotations

import pytest
from tests.kernel.packing import POSTS, Matter, day, raw

from fazhi.kernel.errors import PackError
from fazhi.kernel.procedures import ActKind, BlockKind, CalendarClocks, Clock, ClockState, View, load

DO, SEND, ANSWER, VOID = ActKind.DO, ActKind.SEND, ActKind.ANSWER, ActKind.VOID

SERVED = {
    "id": "served",
    "name": "第三方收到征求意见书",
    "posts": ["disclosure_officer"],
    "each": "parties",
    "when": "waiting(third)",
    "needs": ["waiting(third)"],
}
SUPPLEMENT = {
    "id": "supplement",
    "name": "补正期限",
    "kind": "within",
    "amount": "correction.days",
    "unit": "working_day",
    "from": ["correction.sent"],
    "until": ["correction"],
    "end": "public",
    "basis": ["gk30"],
}
DAYS = {"id": "days", "name": "补正期限", "type": "int", "required": True}


def part(data: dict[str, object], kind: str, name: str) -> dict[str, object]:
    """Return one declared part of a pack, free to be changed."""
    found = data[kind]
    assert isinstance(found, list)
    return next(item for item in found if item["id"] == name)


def asked(data: dict[str, object]) -> Matter:
    matter = Matter("request", opened="09-14")
    matter.procedure = load(data, POSTS)
    matter.do(DO, "receive", "09-14", fields={"applicant": "某甲"})
    return matter


def served() -> Matter:
    """A request whose third party has fifteen working days from its own receipt."""
    data = raw("request")
    data["step"].append(SERVED)
    part(data, "term", "third15")["from"] = ["served"]
    matter = asked(data)
    matter.do(DO, "identify", "09-15")
    matter.do(SEND, "third", "09-16", key="1")
    return matter


def supplemented() -> Matter:
    """A request that waits for a supplement; how long was said in the notice."""
    data = raw("request")
    part(data, "step", "correction")["field"] = [DAYS]
    data["term"].append(SUPPLEMENT)
    matter = asked(data)
    matter.do(SEND, "correction", "09-17", fields={"days": 5})
    return matter


def clock(matter: Matter, term: str, on: str, key: str | None = None) -> Clock:
    return CalendarClocks(matter.procedure, matter.state, matter.calendar, day(on)).clock(term, key)


def view(matter: Matter, on: str) -> View:
    return View(
        matter.procedure, matter.state, CalendarClocks(matter.procedure, matter.state, matter.calendar, day(on))
    )


def test_the_cap_of_a_suspension_runs_from_the_receipt_of_what_was_sent() -> None:
    matter = served()
    assert clock(matter, "third15", "09-18", "1").due is None
    assert clock(matter, "reply_term", "09-18").pauses[0].end == day("10-13"), "counted from the sending until then"
    matter.do(DO, "served", "09-21", key="1")
    due = clock(matter, "third15", "09-21", "1").due
    assert due is not None
    assert due.due == day("10-19")
    assert clock(matter, "reply_term", "09-21").pauses[0].end == day("10-19")


def test_a_second_letter_has_its_own_receipt() -> None:
    matter = served()
    matter.do(DO, "served", "09-16", key="1")
    matter.do(ANSWER, "third", "09-17", key="1", outcome="同意公开")
    matter.do(SEND, "third", "09-18", key="1")
    matter.do(DO, "served", "09-21", key="1")
    assert [(item.start, item.end) for item in clock(matter, "reply_term", "09-22").pauses] == [
        (day("09-16"), day("09-17")),
        (day("09-18"), day("10-19")),
    ]


def test_a_length_set_at_sending_counts_while_the_answer_is_out() -> None:
    matter = supplemented()
    due = clock(matter, "supplement", "09-18").due
    assert due is not None
    assert due.due == day("09-23")
    matter.do(ANSWER, "correction", "09-22", outcome="已补正")
    assert clock(matter, "supplement", "09-22").state_on(day("09-22")) is ClockState.MET
    assert view(matter, "09-22").step_value("correction", "days") == 5


def test_a_voided_answer_waits_again_and_can_be_put_right() -> None:
    matter = supplemented()
    wrong = matter.do(ANSWER, "correction", "09-22", outcome="逾期未补正")
    matter.do(VOID, None, "09-22", run=wrong.seq, why="点错结果")
    assert view(matter, "09-22").waiting("correction")
    assert {item.kind for item in matter.ask(DO, "reply", "09-22").blockers} == {BlockKind.GATE}
    matter.do(ANSWER, "correction", "09-22", outcome="已补正")
    assert not view(matter, "09-22").waiting("correction")
    assert clock(matter, "reply_term", "09-22").began_by == "correction:已补正"


def test_a_term_may_count_its_first_day() -> None:
    data = raw("request")
    part(data, "term", "reply_term").update(amount=1, count_start=True, suspend=[])
    due = clock(asked(data), "reply_term", "09-14").due
    assert due is not None
    assert due.due == day("09-14")


def test_a_duty_owed_per_entry_is_judged_at_each_entry() -> None:
    data = raw("request")
    data["step"].append({**SERVED, "when": "third.outcome == '不同意公开'", "needs": []})
    data["step"].append({**SERVED, "id": "after", "each": None, "when": "false", "needs": [], "after": ["served"]})
    del data["step"][-1]["each"]
    matter = asked(data)
    for key, outcome in (("1", "同意公开"), ("2", "不同意公开")):
        matter.do(DO, "identify", "09-15")
        matter.do(SEND, "third", "09-16", key=key)
        matter.do(ANSWER, "third", "09-17", key=key, outcome=outcome)
    assert not matter.ask(DO, "after", "09-18").allowed
    matter.do(DO, "served", "09-18", key="2")
    assert matter.ask(DO, "after", "09-18").allowed


def test_a_register_reads_lists_and_last_days() -> None:
    data = raw("request")
    columns = [
        {"name": "征求第三方发出日、回复日", "values": ["third.sent", "third.date"]},
        {"name": "应答复日", "value": "due:reply_term"},
    ]
    data["register"] = [{"id": "requests", "title": "台账", "columns": columns}]
    assert load(data, POSTS).registers[0].columns[1].sources == ("due:reply_term",)
    columns[1]["value"] = "due:nothing"
    with pytest.raises(PackError, match="没有名为“nothing”的期限"):
        load(data, POSTS)
