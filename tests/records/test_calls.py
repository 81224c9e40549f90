"""A decision that sends its draft for review: two matters of two procedures, tied together by the acts alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest
from tests.records.once import once

from fazhi.kernel.procedures import ActKind, FieldValue
from fazhi.packs import procedures
from fazhi.records import clock, matters, packs
from fazhi.records.access import actor_of
from fazhi.records.acts.base import ActRefused, Signed
from fazhi.records.acts.matters import open_matter, record
from fazhi.records.acts.proposals import Proposal, Refused
from fazhi.records.demo import founding, script
from fazhi.records.models import Account, Event, Matter, Task
from fazhi.records.verification.site import verify_site

DO, SEND, ANSWER = ActKind.DO, ActKind.SEND, ActKind.ANSWER
START = date(2026, 10, 12)
NO = ("departments", "groups", "concern", "hearing_required", "hearing_asked", "professional", "risk", "operators",
      "normative", "to_county", "exploratory")  # fmt: skip
PAPER = {
    "heading": "合法性审查意见书", "channel": "本单位审查", "power": "符合", "process": "符合", "content": "符合",
    "no_interest": True, "exploratory": False,
}  # fmt: skip


@once
def county() -> None:
    """Found the county of the demonstration, without its matters."""
    founding.found(script.county(), clock.today())


@pytest.fixture
def decision(db) -> str:
    """A decision of 柳湾镇, drafted and heard: the next thing owed is its review."""
    matters.forget()
    with clock.fixed(date(2026, 9, 1)):
        county()
    subject: dict[str, FieldValue] = dict.fromkeys(NO, False)
    subject |= {"kind": "其他重大事项", "content": "公厕管护", "congress": "不需要"}
    with clock.fixed(START):
        done = open_matter(
            actor=who("liuwan-jjb"), procedure="major_decision", unit="liuwan-jjb", title="村级公厕管护办法",
            subject=subject, handler="p-zhou",
            first=[Proposal(kind=DO, step="propose", outcome="办结", fields={"source": "领导人员"})],
        )  # fmt: skip
    stream = str(done["stream"])
    plan = {"unit": "经济发展办", "excluded": False, "plan_meeting": "2026-11-10"}
    manner = {"manners": ["座谈会"], "reason": "当面听"}
    for login, step, outcome, fields, text in (
        ("liuwan-jjb", "study", "建议启动", {"view": "有必要"}, None),
        ("liuwan-zz", "initiate", "启动", plan, None),
        ("liuwan-jjb", "prepare", "办结", {"explanation": "起草"}, "v1"),
        ("liuwan-jjb-zr", "manner", "确定听取方式", manner, None),
        ("liuwan-jjb", "listen", "座谈会", {"people": 9, "opinions": 3}, None),
        ("liuwan-jjb", "gather", "办结", {"total": 3, "adopted": 3, "declined": "无"}, None),
    ):
        act(login, stream, step, outcome, fields, text=text)
    return stream


def who(login: str):
    return actor_of(Account.objects.get(login=login))


def act(
    login: str,
    stream: str,
    step: str,
    outcome: str | None = "办结",
    fields: Mapping[str, object] | None = None,
    *,
    on: date = START,
    kind: ActKind = DO,
    **more: object,
) -> dict[str, object]:
    answers = {name: tuple(v) if isinstance(v, list) else v for name, v in (fields or {}).items()}
    proposal = Proposal(kind=kind, step=step, outcome=outcome, fields=answers, **more)  # type: ignore[arg-type]
    with clock.fixed(on):
        return record(actor=who(login), matter=stream, proposals=[proposal])


def send(stream: str) -> str:
    """Send the draft for review and return the stream of the review."""
    asked = {"grounds": "有关规定", "performed": "座谈会一次", "wanted_by": "2026-10-26", "urgent": False}
    done = act("liuwan-jjb", stream, "legal_review", None, asked, kind=SEND)
    return str(done["children"][0])  # type: ignore[index]


def taken_in(child: str, text: str = "v1") -> None:
    """Let the review come to the point where its paper is written."""
    given = {"materials": ["有关依据", "履行法定程序说明"], "wanted": "2026-10-26", "urgent": False}
    act("liuwan-jjb", child, "submit", "办结", given, text=text)
    act("liuwan-dzb", child, "forward", "转送审查机构")
    act("liuwan-sfs", child, "intake", "受理")
    act("liuwan-sfs", child, "triage", "重大", {"grounds": ["事项类别属于重大"]})
    act("liuwan-sfs", child, "counsel", None, {"who": "邹文远", "questions": "全文"}, kind=SEND)
    act("liuwan-sfs", child, "counsel", "无异议", {"no_interest": True}, kind=ANSWER, signed=Signed(decider="p-zou"))


def answer_of(stream: str):
    """Return the answer that stands in the decision, or None."""
    runs = [run for run in matters.folded(stream).state.of("legal_review") if not run.voided]
    return runs[-1] if runs else None


def test_sending_opens_the_review_with_the_facts_it_needs(decision: str) -> None:
    child = send(decision)
    row, parent = Matter.objects.get(stream__key=child), Matter.objects.get(stream__key=decision)
    assert (row.procedure, row.parent_id, row.title) == ("legality_review", parent.pk, parent.title)
    assert matters.folded(child).state.subject == {
        "kind": "重大行政决策", "already_done": False, "discussed_first": False,
    }  # fmt: skip
    assert parent.state == "等待答复：合法性审查"
    assert [(t.kind, t.name) for t in Task.objects.filter(matter=row)] == [("step", "submit")]


def test_what_was_said_at_the_sending_goes_along_and_stands_in_the_opening(decision: str) -> None:
    child = send(decision)
    handed = {"materials": ("有关依据", "履行法定程序说明"), "wanted": "2026-10-26", "urgent": False}
    assert matters.folded(child).handed == handed
    matters.forget()
    assert matters.folded(child).handed == handed, "read back from the ledger"
    assert b'"handed":{"materials":' in bytes(Event.objects.get(stream__key=child, seq=1).body)
    assert verify_site().ok


def test_a_fact_the_called_matter_lacks_is_said_and_nothing_is_sent(decision: str, monkeypatch) -> None:
    real = packs.for_new

    def stricter(name, unit, on):
        data = {**procedures.declaration(name)}
        if name != "legality_review":
            return real(name, unit, on)
        data["subject"] = [{**item, "required": True} if item["id"] == "amount" else item for item in data["subject"]]
        return procedures.checked(data, where=name)

    monkeypatch.setattr(packs, "for_new", stricter)
    before = Event.objects.count()
    with pytest.raises(ActRefused, match="“合法性审查”立不了项：须填写“金额（元）”") as caught:
        send(decision)
    assert caught.value.field is None, "no field of this form is at fault"
    assert Event.objects.count() == before


def test_a_passed_review_answers_the_decision_in_the_same_act(decision: str) -> None:
    child = send(decision)
    taken_in(child)
    act("liuwan-sfs", child, "opinion", "合法", PAPER, text="paper")
    done = act("liuwan-sfs", child, "conclude", "通过")
    answer = answer_of(decision)
    assert answer is not None and (answer.outcome, answer.decider) == ("合法", "p-ding")
    told = Event.objects.filter(stream__key=decision).latest("seq")
    assert told.act_id == done["act_id"]
    concluded = Event.objects.filter(stream__key=child).latest("seq")
    assert f'"hash":"{concluded.hash}"' in bytes(told.body).decode()
    assert matters.folded(decision).state.texts["draft"][2] == "v1"
    assert verify_site().ok


@pytest.mark.parametrize(
    ("paper", "raised", "concluded"),
    [
        ({**PAPER, "content": "不符合"}, True, "不合法"),
        ({**PAPER, "power": "不符合", "superior": "县政府"}, False, "超越法定权限，报上级"),
    ],
)
def test_a_review_that_does_not_pass_closes_the_way_to_the_meeting(
    decision: str, paper: dict[str, object], raised: bool, concluded: str
) -> None:
    child = send(decision)
    taken_in(child)
    if raised:
        why = {"clause": "第三条", "issue": "设定罚款", "ground": "行政处罚法", "proposal": "删去"}
        act("liuwan-sfs", child, "raise", "必须", why)
    act("liuwan-sfs", child, "opinion", concluded, paper, text="paper")
    act("liuwan-sfs", child, "conclude", concluded)
    answer = answer_of(decision)
    assert answer is not None and answer.outcome == concluded and answer.lawful
    meeting = {"kind": "党政联席会议", "reviewer_there": True, "last": "镇长（主任）"}
    with pytest.raises(Refused) as caught:
        act("liuwan-zz", decision, "meeting", "已讨论", meeting)
    words = "本级没有这项职权" if concluded.startswith("超越") else "经审查不合法"
    assert any(words in item.text for item in caught.value.blockers)
    if concluded.startswith("超越"):
        act("liuwan-zz", decision, "refer_up", "已报县政府", {"reason": "土地管理法第四十七条"})
        assert Matter.objects.get(stream__key=decision).closed is not None


def test_a_review_that_was_withdrawn_leaves_the_decision_free_to_send_again(decision: str) -> None:
    child = send(decision)
    taken_in(child)
    act("liuwan-jjb", child, "withdraw", "办结", {"reason": "方案另行研究"})
    act("liuwan-sfs", child, "conclude", "终止", {"reason": "承办单位撤回"})
    answer = answer_of(decision)
    assert answer is not None and answer.outcome == "终止"
    again = send(decision)
    assert again != child and Matter.objects.get(stream__key=again).state.startswith("在办")


def test_what_was_mended_under_review_is_what_the_decision_goes_on_with(decision: str) -> None:
    child = send(decision)
    taken_in(child)
    must = {"clause": "第三条", "issue": "设定罚款", "ground": "行政处罚法", "proposal": "删去"}
    act("liuwan-sfs", child, "raise", "必须", must)
    paper = {**PAPER, "content": "不符合"}
    act("liuwan-sfs", child, "opinion", "基本合法，按意见修改后可提交", paper, text="paper")
    with pytest.raises(Refused, match="不得提交讨论"):
        act("liuwan-jjb", child, "settle", "不采纳", {"reason": "不改"}, key="1")
    act("liuwan-jjb", child, "settle", "采纳", {"where": "第三条"}, key="1")
    act("liuwan-jjb", child, "revise", "办结", {"writer": "周明远", "other_changes": "无"}, text="v2")
    act("liuwan-sfs", child, "verify", "已落实", {"found": "第三条"}, key="1")
    act("liuwan-sfs", child, "recheck", "已落实，可以提交", {"other_changes": "没有改动"})
    act("liuwan-sfs", child, "conclude", "通过")
    state = matters.folded(decision).state
    assert state.texts["draft"][2] == "v2"
    shown = matters.shown(matters.folded(decision), START)
    assert shown.find("legal_review").state.name == "DONE"  # type: ignore[union-attr]
    ready = {"draft_ready": True, "adoption_ready": True, "review_ready": True, "skip_expert": "不涉",
             "skip_risk": "无", "skip_fair": "不涉"}  # fmt: skip
    act("liuwan-jjb", decision, "papers", "办结", ready)
    meeting = {"kind": "党政联席会议", "reviewer_there": True, "last": "镇长（主任）"}
    act("liuwan-zz", decision, "meeting", "已讨论", meeting)


def test_the_drafter_may_not_conclude_the_review_of_the_own_draft(decision: str) -> None:
    child = send(decision)
    taken_in(child)
    act("liuwan-sfs", child, "opinion", "合法", PAPER, text="paper")
    with pytest.raises(Refused, match=r"回避|岗位"):
        act("liuwan-jjb", child, "conclude", "通过")
    assert answer_of(decision) is None


def test_a_conclusion_entered_late_still_reaches_the_decision(decision: str) -> None:
    from fazhi.kernel.procedures import Late

    child = send(decision)
    taken_in(child)
    act("liuwan-sfs", child, "opinion", "合法", PAPER, text="paper")
    late = Late(reason="断网", approver="p-shen")
    act("liuwan-sfs", child, "conclude", "通过", on=date(2026, 10, 23), occurred=date(2026, 10, 14), late=late)
    answer = answer_of(decision)
    assert answer is not None and answer.outcome == "合法" and answer.late
