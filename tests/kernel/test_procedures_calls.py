"""Steps done elsewhere: what an answer covers, and the text it brings back."""

from __future__ import annotations

import pytest
from tests.kernel.packing import POSTS, Matter, day, raw
from tests.kernel.test_procedures_gates import view

from fazhi.kernel.errors import PackError
from fazhi.kernel.procedures import ActKind, BlockKind, Procedure, Step, load
from fazhi.kernel.procedures.calling import check_call, outcome_of

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


MAP = {"合法": [{"if": "ok(intake)", "to": "修改后合法"}, {"to": "合法"}], "不合法": "不合法"}
TOLD = [{"id": "risk", "name": "有风险", "type": "bool", "at": "answer"}]


def calling(fields: object = (), **call: object) -> Step:
    """The opinion of the mini pack as a step that calls that very pack, which answers by its opinion."""
    data = raw("mini")
    step = next(item for item in data["step"] if item["id"] == "opinion")
    step["outcomes"], step["passes"] = ["合法", "修改后合法", "不合法"], ["合法", "修改后合法"]
    step["call"], step["field"] = {"procedure": "mini", "carries": "draft", **call}, list(fields)  # type: ignore[call-overload]
    return load(data, POSTS).steps["opinion"]


def called() -> Procedure:
    return load(raw("mini") | {"result": "opinion"}, POSTS)


@pytest.mark.parametrize(("holds", "expected"), [(True, "修改后合法"), (False, "合法")])
def test_an_outcome_may_depend_on_what_was_done_in_the_called_matter(holds: bool, expected: str) -> None:
    step = calling(map=MAP)
    assert step.call is not None
    check_call(step, called())
    assert outcome_of(step.call, "合法", lambda _: holds) == expected
    assert outcome_of(step.call, "不合法", lambda _: holds) == "不合法"
    assert outcome_of(step.call, "终止", lambda _: holds) == "终止", "the same word where the map is silent"


@pytest.mark.parametrize(
    ("spoilt", "message"),
    [
        ({"map": {"通过": "合法"}}, "没有“通过”这一结果"),
        ({"map": {"合法": "同意"}}, "本步没有“同意”这一结果"),
        ({"map": {"合法": [{"to": "合法"}, {"if": "ok(intake)", "to": "修改后合法"}]}}, "最后一个不写 if"),
        ({"map": {"合法": [{"if": "ok(nothing)", "to": "合法"}, {"to": "合法"}]}}, "nothing"),
        ({"tells": {"risk": "subject.nothing"}}, "nothing"),
        ({"tells": {"risk": "intake.date"}}, "不是一类"),
        ({"tells": {"nothing": "subject.risk"}}, "答复时填写"),
        ({"gives": {"nothing": 1}}, "没有“nothing”这一项"),
    ],
)
def test_a_call_that_the_other_pack_cannot_answer_is_refused(spoilt: dict[str, object], message: str) -> None:
    with pytest.raises(PackError, match=message):
        check_call(calling(TOLD, **spoilt), called())


def test_what_is_told_is_read_from_the_other_pack() -> None:
    step = calling(TOLD, tells={"risk": ["subject.risk"]})
    check_call(step, called())
    assert step.call is not None and [source.source for source in step.call.tells["risk"]] == ["subject.risk"]
    with pytest.raises(PackError, match="没有写明由哪一步答复"):
        check_call(step, load(raw("mini"), POSTS))


def test_a_body_outside_tells_nothing_by_itself() -> None:
    with pytest.raises(PackError, match="只有送其他规程办理的"):
        elsewhere(tells={"risk": "subject.risk"})
