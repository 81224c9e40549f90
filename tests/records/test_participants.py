"""Who takes part: asked in by the owning unit, sees and decides for a time, and never passes that on."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.records.conftest import FIRST, TODAY, Cast
from tests.records.working import DO, opened, submit, who

from fazhi.records import clock, matters
from fazhi.records.access import SYSTEM, Action, Denied, actor_of, may, visible_matters
from fazhi.records.acts import accounts, organisation
from fazhi.records.acts.base import ActRefused, Signed
from fazhi.records.acts.matters import hand_over, record
from fazhi.records.acts.participants import add_participant, end_participant
from fazhi.records.acts.proposals import Proposal, Refused
from fazhi.records.models import Account, Event, Matter, Participant
from fazhi.records.verification import verify_site

ACCEPT = Proposal(kind=DO, step="intake", outcome="受理")


@pytest.fixture
def stream(people: Cast) -> str:
    """A matter of 柳禾镇, and the reviewer of the neighbouring justice office."""
    organisation.create_unit(
        actor=SYSTEM, code="shanbei-sfs", name="山贝司法所", short="山贝", kind="office", starts=FIRST, parent="shanbei"
    )
    for login, unit, post, role in (
        ("next", "shanbei-sfs", "reviewer", "review"),
        ("firm", "shanbei", "reviewer", "work"),
        ("hand", "shanbei-sfs", "handler", "view"),
    ):
        organisation.create_person(actor=SYSTEM, unit=unit, name="邻所某", person=f"p-{login}")
        organisation.appoint(actor=SYSTEM, person=f"p-{login}", unit=unit, post=post, role=role, starts=FIRST)
        accounts.create_account(
            actor=SYSTEM, login=login, person=f"p-{login}", unit=unit, password="first-pass-1", created=FIRST
        )
    return opened(first=[submit()])


def invite(stream: str, **more: object) -> str:
    """Let the neighbouring justice office review."""
    arguments = {"unit": "shanbei-sfs", "role": "review", "reason": "邻所交叉审", **more}
    return str(add_participant(actor=who("ben"), matter=stream, **arguments)["participant"])


def test_the_neighbours_office_sees_and_decides_once_it_takes_part(stream: str) -> None:
    row, account = Matter.objects.get(stream__key=stream), Account.objects.get(login="next")
    assert not may(account, Action.SEE, row)
    with pytest.raises(Denied):
        record(actor=actor_of(account), matter=stream, proposals=[ACCEPT])
    invite(stream)
    assert {action for action in Action if may(account, action, row)} == {
        Action.SEE, Action.ACT, Action.UNMASK, Action.EXPORT,
    }  # fmt: skip
    assert visible_matters(account).filter(pk=row.pk).exists()
    record(actor=actor_of(account), matter=stream, proposals=[ACCEPT])
    assert matters.folded(stream).state.of("intake")[0].decider == "p-next"


@pytest.mark.parametrize(
    ("login", "role", "seen"),
    [
        ("next", "review", {Action.SEE, Action.ACT, Action.UNMASK, Action.EXPORT}),
        ("next", "view", {Action.SEE}),
        # Who only looks on at home only looks on here.
        ("hand", "review", {Action.SEE}),
        # Who answers for the whole township answers for its justice office.
        ("other", "review", {Action.SEE, Action.ACT, Action.UNMASK, Action.EXPORT}),
        ("viewer", "review", {Action.SEE}),
        ("admin", "review", {Action.HAND_OVER}),
    ],
)
def test_what_taking_part_opens(stream: str, login: str, role: str, seen: set[Action]) -> None:
    invite(stream, role=role)
    row, account = Matter.objects.get(stream__key=stream), Account.objects.get(login=login)
    assert {action for action in Action if may(account, action, row)} == seen


def test_one_person_from_outside_takes_part_with_the_posts_held_elsewhere(stream: str) -> None:
    row, counsel = Matter.objects.get(stream__key=stream), Account.objects.get(login="firm")
    invite(stream, unit=None, person="p-firm", reason="外聘法律顾问提出意见")
    assert may(counsel, Action.ACT, row)
    assert not may(Account.objects.get(login="other"), Action.SEE, row), "the unit of that person does not take part"
    record(actor=who("ann"), matter=stream, proposals=[
        Proposal(kind=DO, step="intake", outcome="受理", signed=Signed(decider="p-firm"))
    ])  # fmt: skip


def test_taking_part_to_look_on_decides_nothing(stream: str) -> None:
    invite(stream, role="view")
    with pytest.raises(Refused, match="岗位"):
        record(actor=who("ann"), matter=stream, proposals=[
            Proposal(kind=DO, step="intake", outcome="受理", signed=Signed(decider="p-next"))
        ])  # fmt: skip


def test_it_lasts_from_its_first_day_to_its_last_and_can_be_ended_sooner(stream: str) -> None:
    row, account = Matter.objects.get(stream__key=stream), Account.objects.get(login="next")
    key = invite(stream, starts=TODAY + timedelta(days=1), ends=TODAY + timedelta(days=9))
    allowed = [n for n in range(12) if may(account, Action.ACT, row, on=TODAY + timedelta(days=n))]
    assert allowed == list(range(1, 10))
    with clock.fixed(TODAY + timedelta(days=4)):
        end_participant(actor=who("ann"), matter=stream, participant=key, reason="意见已出具")
    assert not may(account, Action.ACT, row, on=TODAY + timedelta(days=5))
    with pytest.raises(ActRefused, match="已于 2026-03-06 结束"):
        end_participant(actor=who("ann"), matter=stream, participant=key, reason="再次", ends=TODAY + timedelta(days=8))


@pytest.mark.parametrize("login", ["next", "other", "viewer", "admin"])
def test_who_does_not_answer_for_the_matter_asks_nobody_in_and_hands_nothing_over(stream: str, login: str) -> None:
    invite(stream)
    actor = actor_of(Account.objects.get(login=login))
    with pytest.raises(Denied):
        add_participant(actor=actor, matter=stream, unit="shanbei", role="view", reason="试")
    if login != "admin":
        with pytest.raises(Denied):
            hand_over(actor=actor, matter=stream, to="p-next", reason="试")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"unit": None}, "选其一"),
        ({"person": "p-next"}, "选其一"),
        ({"role": "lead"}, "参与只能给"),
        ({"reason": "  "}, "理由"),
        ({"unit": "liuhe-ny"}, "承办单位"),
        ({"unit": "nowhere"}, "没有这个单位"),
        ({"starts": TODAY, "ends": FIRST}, "早于"),
    ],
)
def test_what_is_refused(stream: str, arguments: dict[str, object], words: str) -> None:
    before = Event.objects.count()
    with pytest.raises(ActRefused, match=words):
        invite(stream, **arguments)
    assert Event.objects.count() == before
    assert not Participant.objects.exists()


def test_twice_at_the_same_time_is_refused_and_again_afterwards_is_not(stream: str) -> None:
    key = invite(stream)
    with pytest.raises(ActRefused, match="已经参与"):
        invite(stream)
    end_participant(actor=who("ben"), matter=stream, participant=key, reason="改由县局审", ends=TODAY)
    invite(stream, starts=TODAY + timedelta(days=1))
    with pytest.raises(ActRefused, match="没有这个参与记录"):
        end_participant(actor=who("ben"), matter=stream, participant="t-none", reason="试")


def test_it_stands_in_the_matters_stream_sealed_and_leaves_card_and_state_alone(stream: str) -> None:
    before = matters.folded(stream)
    invite(stream)
    after = matters.folded(stream)
    assert (after.card, after.state) == (before.card, before.state)
    assert after.count == before.count + 1
    body = bytes(Event.objects.filter(stream__key=stream).latest("seq").body)
    assert b"participant_added" in body and "邻所交叉审".encode() not in body
    row = Matter.objects.get(stream__key=stream)
    assert row.last_recorded == "2026-03-02T09:00:00+08:00"
    record(actor=who("ben"), matter=stream, proposals=[ACCEPT], expected=after.count)
    assert verify_site().findings == ()
