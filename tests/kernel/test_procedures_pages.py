"""What is shown of a matter, what a form asks, what a pack may say and what may be amended."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.kernel.packing import POSTS, Matter, day, raw
from tests.kernel.test_procedures_answers import clock, part
from tests.kernel.test_procedures_calls import elsewhere
from tests.kernel.test_procedures_edges import pauses, request
from tests.kernel.test_procedures_gates import kinds, reviewed, view
from tests.kernel.test_procedures_rules import NOTICE, mini, opinions

from fazhi.kernel.errors import PackError
from fazhi.kernel.procedures import (
    Act,
    ActKind,
    BlockKind,
    StepState,
    StepView,
    Verdict,
    duties,
    fold,
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


def test_what_was_done_without_being_owed_is_not_due_again() -> None:
    matter = reviewed()
    matter.do(DO, "risk_study", "02-13", outcome="不可控")
    for draw in (picture, outline):
        page = draw(matter.procedure, matter.state, matter.calendar, day("02-13"))
        found = page.find("risk_study")
        assert found is not None
        assert (found.state, found.owed) == (StepState.FAILED, False)
        assert found not in page.due_now


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
