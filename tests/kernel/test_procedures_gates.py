"""What may be done and what not, and what is recorded when it happened all the same."""

from __future__ import annotations

from datetime import date

import pytest
from tests.kernel.packing import POSTS, Matter, day, raw

from fazhi.kernel.expressions import parse
from fazhi.kernel.procedures import (
    ActKind,
    BlockKind,
    CalendarClocks,
    Late,
    Verdict,
    View,
    fold,
    load,
    outline,
    picture,
)
from fazhi.kernel.procedures.gating import Gate

DO, FACT, VOID, CHANGE, VOUCH, AMEND = (
    ActKind.DO,
    ActKind.FACT,
    ActKind.VOID,
    ActKind.CHANGE,
    ActKind.VOUCH,
    ActKind.AMEND,
)


def view(matter: Matter, on: str = "03-02") -> View:
    return View(
        matter.procedure, matter.state, CalendarClocks(matter.procedure, matter.state, matter.calendar, day(on))
    )


def kinds(verdict: Verdict) -> set[BlockKind]:
    return {item.kind for item in verdict.blockers}


def reviewed() -> Matter:
    """A matter with a valid opinion of 丁, ready for the meeting."""
    matter = Matter("mini", risk=False, amount="1000.00")
    matter.do(DO, "submit", "02-10")
    matter.do(DO, "intake", "02-11", "丁")
    matter.do(DO, "opinion", "02-12", "丁")
    return matter


def test_no_step_out_of_turn() -> None:
    matter = Matter("mini", risk=False)
    verdict = matter.ask(DO, "meeting", "02-10", "乙")
    assert kinds(verdict) == {BlockKind.AFTER}
    assert verdict.blockers[0].text == "尚未办理“审查意见”，不能办理“集体讨论”"
    assert verdict.blockers[0].next == "先办：审查意见"


def test_a_new_text_makes_what_rested_on_it_stale_and_the_same_text_makes_it_fresh_again() -> None:
    matter = reviewed()
    first = matter.state.texts["draft"][2]
    assert view(matter).ok("opinion")
    matter.do(DO, "submit", "02-13")
    assert view(matter).stale("opinion")
    assert not matter.ask(DO, "meeting", "02-13", "乙").allowed
    verdict = matter.ask(DO, "submit", "02-14")
    assert verdict.allowed
    assert view(matter).token("draft", None, "opinion") != first


def test_a_duty_begun_voluntarily_counts() -> None:
    matter = reviewed()
    matter.do(DO, "risk_study", "02-12", outcome="不可控")
    assert view(matter).required("risk_study") is False
    assert view(matter).settled("risk_study") is False
    assert "风险评估" in matter.ask(DO, "opinion", "02-12", "丁").blockers[0].text


def test_an_unknown_duty_closes_the_gate() -> None:
    matter = Matter("mini")
    matter.do(DO, "submit", "02-10")
    matter.do(DO, "intake", "02-11", "丁")
    assert view(matter).settled("risk_study") is None
    assert BlockKind.AFTER in kinds(matter.ask(DO, "opinion", "02-12", "丁"))


def test_separation_is_from_every_earlier_decider() -> None:
    matter = Matter("mini", risk=False)
    matter.do(DO, "submit", "02-10", "甲")
    matter.do(DO, "submit", "02-10", "丁")
    matter.do(DO, "intake", "02-11", "丙")
    assert kinds(matter.ask(DO, "opinion", "02-12", "甲")) == {BlockKind.SEPARATE}
    assert kinds(matter.ask(DO, "opinion", "02-12", "丁")) == {BlockKind.SEPARATE}
    assert matter.ask(DO, "opinion", "02-12", "戊").allowed


def test_separation_sees_a_voided_run() -> None:
    matter = Matter("mini", risk=False)
    made = matter.do(DO, "submit", "02-10", "甲")
    matter.do(VOID, None, "02-10", run=made.seq, why="登记错")
    matter.do(DO, "submit", "02-10", "乙")
    matter.do(DO, "intake", "02-11", "丙")
    assert BlockKind.SEPARATE in kinds(matter.ask(DO, "opinion", "02-12", "甲"))


def test_an_unlawful_fact_is_recorded_satisfies_nothing_and_stays_visible() -> None:
    matter = Matter("mini", risk=False)
    matter.do(DO, "submit", "02-10")
    event = matter.do(FACT, "meeting", "02-11", "乙")
    breaches = event.extra["breaches"]
    assert isinstance(breaches, list)
    assert [item["text"] for item in breaches] == ["尚未办理“审查意见”，不能办理“集体讨论”"]
    assert matter.state.closed is None, "a fact of an ending step does not close the matter"
    assert not view(matter).ok("meeting")
    assert not view(matter).did("meeting")
    assert view(matter).happened("meeting")
    assert view(matter).facts("meeting") == 1


def test_a_fact_of_a_text_step_moves_the_world() -> None:
    matter = reviewed()
    assert view(matter).ok("opinion")
    matter.do(FACT, "submit", "02-13", "甲", why="未经批准换稿")
    assert view(matter).stale("opinion")


def test_what_was_lawful_is_not_recorded_as_unlawful() -> None:
    matter = reviewed()
    verdict = matter.ask(FACT, "meeting", "02-13", "乙")
    assert kinds(verdict) == {BlockKind.LAWFUL}


def test_a_later_review_never_becomes_a_prior_one() -> None:
    matter = Matter("mini", risk=False)
    matter.do(DO, "submit", "02-10")
    matter.do(DO, "intake", "02-11", "丁")
    matter.do(DO, "opinion", "03-05", "丁")
    early = matter.ask(DO, "meeting", "02-12", "乙", recorded="03-05", late=Late(reason="漏登", approver="主任"))
    assert [item.back for item in early.blockers] == [True]
    assert "按2026-02-12当时的情况" in early.blockers[0].text
    assert matter.ask(DO, "meeting", "03-05", "乙").allowed


def test_a_late_entry_needs_reason_and_approver_and_never_replaces_a_later_run() -> None:
    matter = reviewed()
    matter.do(DO, "submit", "03-02")
    assert kinds(matter.ask(DO, "submit", "02-13", recorded="03-03")) == {BlockKind.LATE}
    token = matter.state.texts["draft"][2]
    late = matter.do(DO, "submit", "02-13", recorded="03-03", late=Late(reason="纸质件漏登", approver="主任"))
    assert late.late
    assert matter.state.texts["draft"][2] == token
    assert matter.state.of("submit")[-1].occurred == day("03-02")


def test_the_future_cannot_be_recorded() -> None:
    matter = Matter("mini", risk=False)
    assert kinds(matter.ask(DO, "submit", "03-02", recorded="03-01")) == {BlockKind.TIME}


def test_the_act_reads_its_own_outcome_and_the_run_of_its_key() -> None:
    matter = Matter("mini", risk=False)
    matter.do(DO, "submit", "02-10")
    matter.do(DO, "intake", "02-11", "丁")
    matter.do(DO, "raise", "02-11", "丁", outcome="必须")
    matter.do(DO, "raise", "02-11", "丁", outcome="建议")
    refused = matter.ask(DO, "settle", "02-12", key="1", outcome="不采纳")
    assert [item.text for item in refused.blockers] == ["“必须”意见不能登记为不采纳"]
    assert matter.ask(DO, "settle", "02-12", key="2", outcome="不采纳").allowed
    assert kinds(matter.ask(DO, "settle", "02-12", key="3")) == {BlockKind.KEY}
    assert kinds(matter.ask(DO, "settle", "02-12")) == {BlockKind.KEY}


def test_wrong_answers_are_named_by_their_question() -> None:
    matter = Matter("mini", risk=False)
    matter.do(DO, "submit", "02-10")
    verdict = matter.ask(DO, "intake", "02-11", "丁", outcome="退回补正")
    assert {(item.kind, item.field) for item in verdict.blockers} == {
        (BlockKind.GATE, None),
        (BlockKind.FIELD, "missing"),
    }
    assert kinds(matter.ask(DO, "intake", "02-11", "丁", fields={"nonsense": "1"})) == {BlockKind.UNKNOWN}
    assert kinds(matter.ask(DO, "intake", "02-11", "丁", outcome="好")) == {BlockKind.OUTCOME}


def test_a_changed_fact_brings_the_duty_back_and_what_was_done_stays() -> None:
    matter = reviewed()
    matter.do(CHANGE, None, "02-13", fields={"risk": True})
    assert view(matter).required("risk_study") is True
    assert view(matter).ok("opinion"), "the opinion did not rest on the fact"
    assert BlockKind.AFTER in kinds(matter.ask(DO, "opinion", "02-13", "丁"))
    assert kinds(matter.ask(CHANGE, None, "02-13", fields={"nobody": True})) == {BlockKind.UNKNOWN}


def test_a_voided_run_counts_no_more_but_it_happened() -> None:
    matter = reviewed()
    run = matter.state.of("opinion")[0]
    matter.do(VOID, None, "02-13", run=run.id, why="文号写错")
    assert not view(matter).ok("opinion")
    assert view(matter).happened("opinion")
    assert kinds(matter.ask(VOID, None, "02-13", run=run.id, why="再来")) == {BlockKind.ONCE}
    assert kinds(matter.ask(VOID, None, "02-13", run=999, why="x")) == {BlockKind.UNKNOWN}


def test_a_voided_version_of_a_text_gives_way_to_the_latest_that_stands() -> None:
    matter = reviewed()
    first = matter.state.texts["draft"][2]
    wrong = matter.do(DO, "submit", "02-13")
    fact = matter.do(FACT, "submit", "02-14", why="擅自换稿")
    assert matter.state.texts["draft"][2] == "v02-14"
    matter.do(VOID, None, "02-14", run=fact.seq, why="登记错")
    assert matter.state.texts["draft"][2] == "v02-13"
    matter.do(VOID, None, "02-14", run=wrong.seq, why="传错文件")
    assert matter.state.texts["draft"][2] == first
    assert view(matter).ok("opinion"), "what was reviewed is the text again"
    only = matter.state.of("submit")[0]
    matter.do(VOID, None, "02-14", run=only.id, why="传错文件")
    assert "draft" not in matter.state.texts
    assert not view(matter).ok("opinion")


def test_what_a_gate_reads_is_not_amended_in_place() -> None:
    matter = Matter("mini", risk=False)
    matter.do(DO, "submit", "02-10")
    run = matter.do(DO, "intake", "02-11", "丁", outcome="退回补正", fields={"missing": "批复"})
    assert kinds(matter.ask(AMEND, None, "02-11", run=run.seq, fields={"missing": "批文"})) == {BlockKind.FIELD}


def test_a_missing_voucher_is_listed_and_refuses_nothing() -> None:
    matter = reviewed()
    run = matter.do(DO, "meeting", "02-13", "乙")
    assert matter.state.of("meeting")[0].missing == {"minutes"}
    assert not view(matter).vouched()
    matter.do(VOUCH, None, "02-16", run=run.seq, vouchers=frozenset({"minutes"}))
    assert view(matter).vouched()


def test_a_closed_matter_takes_no_more() -> None:
    matter = reviewed()
    matter.do(DO, "meeting", "02-13", "乙")
    assert matter.state.closed == ("meeting", day("02-13"))
    assert BlockKind.CLOSED in kinds(matter.ask(DO, "submit", "02-14"))


def test_the_fold_of_a_prefix_is_the_state_of_that_day() -> None:
    matter = reviewed()
    then = fold(matter.procedure, [event for event in matter.events if event.occurred <= day("02-11")])
    assert not then.of("opinion")
    assert fold(matter.procedure, matter.events) == matter.state


def test_the_fold_is_total() -> None:
    """Events about steps, runs and keys that do not exist only advance the clock."""
    from dataclasses import replace

    matter = reviewed()
    for event in matter.events[1:]:
        for odd in (
            replace(event, step="nobody"),
            replace(event, step=None),
            replace(event, key="9"),
            replace(event, run=77),
        ):
            fold(matter.procedure, [*matter.events, replace(odd, seq=99)])


@pytest.mark.parametrize(
    ("on", "expected"),
    [("02-09", {"submit"}), ("02-10", {"intake"}), ("02-11", {"opinion"}), ("02-12", {"meeting"})],
)
def test_the_picture_shows_what_is_owed_next(on: str, expected: set[str]) -> None:
    matter = reviewed()
    state = fold(matter.procedure, [event for event in matter.events if event.occurred <= day(on)])
    shown = picture(matter.procedure, state, matter.calendar, day(on))
    assert {item.step.id for item in shown.due_now} - {"raise"} == expected


def test_the_picture_lists_what_the_next_milestone_lacks() -> None:
    matter = Matter("mini", risk=False)
    shown = picture(matter.procedure, matter.state, matter.calendar, date(2026, 2, 10))
    assert shown.goal is not None
    assert shown.goal.step.id == "meeting"
    assert [item.text for item in shown.missing] == ["尚未办理“审查意见”，不能办理“集体讨论”"]


@pytest.mark.parametrize(
    ("asked", "doable"),
    [
        (["field.sure and ok(risk_study)"], False),
        (["field.sure or ok(risk_study)"], True),
        (["field.outcome != '合法' or ok(risk_study)"], True),
        (["field.outcome != '合法' or ok(risk_study)", "field.outcome != '不合法' or ok(risk_study)"], False),
        (
            ["field.outcome != '合法' or ok(risk_study)", "field.outcome == '合法' or ok(risk_study) or field.sure"],
            True,
        ),
        (["field.outcome == '合法' and ok(risk_study)", "field.sure"], False),
    ],
    ids=["shut for every result", "only unanswered", "shut for one", "shut for each", "one unanswered", "no result"],
)
def test_a_row_shows_as_open_what_some_result_can_be_recorded_of(asked: list[str], doable: bool) -> None:
    data = raw("mini")
    step = next(item for item in data["step"] if item["id"] == "opinion")
    step["needs"], step["field"] = asked, [{"id": "sure", "name": "有把握", "type": "bool"}]
    matter = Matter("mini", risk=False)
    matter.procedure = load(data, POSTS)
    matter.do(DO, "submit", "02-10")
    matter.do(DO, "intake", "02-11", "丁")
    for drawn in (picture, outline):
        shown = drawn(matter.procedure, matter.state, matter.calendar, day("02-12")).find("opinion")
        assert shown is not None and shown.owed and shown.doable is doable, drawn.__name__


@pytest.mark.parametrize(
    ("said", "shuts"),
    [
        ("ok(study)", True),
        ("field.sure", False),
        ("not field.sure", False),
        ("field.word in ['甲', '乙']", False),
        ("field.word == study.outcome or ok(study)", False),
        ("field.sure and ok(study)", True),
        ("field.sure and not field.late", False),
        ("(field.sure and ok(study)) or ok(study)", True),
        ("(field.sure and field.late) or ok(study)", False),
        ("field.outcome != '合法' or ok(study)", True),
        ("field.outcome != '合法' or field.sure or ok(study)", False),
        ("not (field.sure and ok(study))", True),
        ("present(field.word)", True),
    ],
)
def test_a_gate_that_only_answers_can_close_is_not_asked_before_they_are_given(said: str, shuts: bool) -> None:
    assert Gate(expr=parse(said)).shuts is shuts
