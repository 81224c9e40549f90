"""Steps done elsewhere: what an answer covers, and the text it brings back."""

from __future__ import annotations

from tests.kernel.packing import POSTS, Matter, day, raw
from tests.kernel.test_procedures_gates import view

from fazhi.kernel.procedures import ActKind, BlockKind, load

DO, SEND, ANSWER, FACT = ActKind.DO, ActKind.SEND, ActKind.ANSWER, ActKind.FACT


def elsewhere(**call: object) -> Matter:
    """A matter of the mini pack whose opinion is given by another body."""
    data = raw("mini")
    step = next(item for item in data["step"] if item["id"] == "opinion")
    step["call"] = {"body": "县司法局", "carries": "draft", **call}
    matter = Matter("mini", risk=False)
    matter.procedure = load(data, POSTS)
    matter.do(DO, "submit", "02-10")
    matter.do(DO, "intake", "02-10", "丁")
    return matter


def test_the_answer_covers_what_was_sent_not_what_it_became_meanwhile() -> None:
    matter = elsewhere()
    assert matter.do(SEND, "opinion", "02-11", "丁").text == "v02-10"
    matter.do(DO, "submit", "02-12")
    matter.do(ANSWER, "opinion", "02-13", "丁", outcome="合法")
    assert view(matter).stale("opinion")


def test_a_text_corrected_under_review_comes_back_and_the_answer_covers_it() -> None:
    matter = elsewhere(returns="draft")
    matter.do(SEND, "opinion", "02-11", "丁")
    verdict = matter.ask(ANSWER, "opinion", "02-13", "丁", outcome="合法")
    assert verdict.event is not None
    assert verdict.event.text is None
    assert matter.state.texts["draft"][2] == "v02-10"

    from dataclasses import replace

    from fazhi.kernel.procedures import apply

    matter.state = apply(matter.procedure, matter.state, replace(verdict.event, text="v2"))
    assert matter.state.texts["draft"][2] == "v2"
    assert matter.state.of("opinion")[0].uses["draft"] == "v2"


def test_nothing_is_answered_that_was_not_sent_and_nothing_twice() -> None:
    matter = elsewhere()
    assert BlockKind.CALL in {item.kind for item in matter.ask(ANSWER, "opinion", "02-11").blockers}
    assert BlockKind.CALL in {item.kind for item in matter.ask(DO, "opinion", "02-11").blockers}
    matter.do(SEND, "opinion", "02-11", "丁")
    assert view(matter).waiting("opinion")
    matter.do(ANSWER, "opinion", "02-12", "丁")
    assert not view(matter).waiting("opinion")
    assert BlockKind.CALL in {item.kind for item in matter.ask(ANSWER, "opinion", "02-12").blockers}


def test_of_a_call_the_one_who_answers_is_kept_apart_not_the_one_who_sends() -> None:
    matter = elsewhere()
    matter.do(SEND, "opinion", "02-11", "甲")
    assert {item.kind for item in matter.ask(ANSWER, "opinion", "02-12", "甲").blockers} == {BlockKind.SEPARATE}
    assert matter.ask(ANSWER, "opinion", "02-12", "丁").allowed


def test_what_was_said_at_the_sending_is_read_with_the_answer() -> None:
    data = raw("mini")
    step = next(item for item in data["step"] if item["id"] == "opinion")
    step["call"] = {"body": "县司法局", "carries": "draft"}
    step["field"] = [
        {"id": "wanted", "name": "要求出具日期", "type": "date", "required": True},
        {"id": "given", "name": "出具日期", "type": "date", "at": "answer"},
    ]
    matter = Matter("mini", risk=False)
    matter.procedure = load(data, POSTS)
    matter.do(DO, "submit", "02-10")
    matter.do(DO, "intake", "02-10", "丁")
    assert BlockKind.FIELD in {item.kind for item in matter.ask(SEND, "opinion", "02-11", "丁").blockers}
    matter.do(SEND, "opinion", "02-11", "丁", fields={"wanted": "2026-02-28"})
    matter.do(ANSWER, "opinion", "02-13", "丁", outcome="合法", fields={"given": "2026-02-13"})
    run = matter.state.of("opinion")[0]
    assert dict(run.fields) == {"wanted": "2026-02-28", "given": "2026-02-13"}
    assert view(matter).step_value("opinion", "wanted") == day("02-28")


def test_nothing_is_answered_before_it_was_sent() -> None:
    matter = elsewhere()
    matter.do(SEND, "opinion", "02-12", "丁")
    early = matter.ask(ANSWER, "opinion", "02-11", "丁", outcome="合法", recorded="02-12")
    assert {item.kind for item in early.blockers} == {BlockKind.TIME}
    assert matter.ask(ANSWER, "opinion", "02-12", "丁", outcome="合法").allowed
