"""Who sees what: owner, colleague, another unit, the county, the viewer, the administrator, nobody."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.records.conftest import FIRST, TODAY, make_matter

from fazhi.records import access
from fazhi.records.access import SYSTEM, Action, Denied, Role, actor_of, get_matter, may, visible_matters
from fazhi.records.acts import accounts, organisation
from fazhi.records.models import Participant, Person, Unit

MATRIX = [
    # login      see    act    unmask hand over invite
    ("clerk", True, True, True, False, True),
    ("colleague", True, True, True, False, True),
    ("reviewer", True, True, True, True, True),
    ("leader", True, True, True, True, True),
    ("county", True, True, True, False, True),
    ("viewer", True, False, False, False, False),
    ("other", False, False, False, False, False),
    ("admin", False, False, False, True, False),
]


@pytest.mark.parametrize(
    ("login", "see", "do", "unmask", "hand_over", "invite"), MATRIX, ids=[row[0] for row in MATRIX]
)
def test_the_matrix(cast, matter, login, see, do, unmask, hand_over, invite) -> None:
    account = cast.account(login)
    asked = {
        Action.SEE: see, Action.ACT: do, Action.UNMASK: unmask, Action.HAND_OVER: hand_over, Action.INVITE: invite,
    }  # fmt: skip
    assert {action: may(account, action, matter) for action in asked} == asked
    assert visible_matters(account).filter(pk=matter.pk).exists() is see, "the list and the page agree"


def test_the_office_of_one_township_does_not_see_another_office(cast) -> None:
    there = make_matter("shanbei", "matter/2026/2")
    assert not may(cast.account("clerk"), Action.SEE, there)
    assert may(cast.account("other"), Action.SEE, there)
    assert may(cast.account("county"), Action.SEE, there)


def test_one_justice_office_for_several_townships(cast) -> None:
    there = make_matter("shanbei", "matter/2026/2")
    reviewer = cast.account("reviewer")
    assert not may(reviewer, Action.SEE, there)
    accounts.grant_scope(actor=SYSTEM, over="shanbei", role="review", unit="liuhe-sfs", post="reviewer", starts=TODAY)
    assert may(reviewer, Action.ACT, there)
    assert not may(reviewer, Action.SEE, there, on=TODAY - timedelta(days=1)), "a scope begins on its day"


def test_a_participating_unit_and_a_participating_person(cast, matter) -> None:
    other, viewer = cast.account("other"), cast.account("viewer")
    shanbei = Unit.objects.get(code="shanbei")
    Participant.objects.create(key="t-1", matter=matter, unit=shanbei, role="work", starts=TODAY, ends=TODAY)
    assert may(other, Action.ACT, matter)
    assert not may(other, Action.SEE, matter, on=TODAY + timedelta(days=1)), "only as long as it takes part"
    person = Person.objects.get(key="p-viewer")
    Participant.objects.create(key="t-2", matter=matter, person=person, role="work", starts=TODAY)
    assert may(viewer, Action.ACT, matter)


def test_a_path_is_not_a_prefix_of_a_longer_code(cast) -> None:
    organisation.create_unit(
        actor=SYSTEM, code="liuhe-n", name="柳禾新区", short="新区", kind="office", starts=FIRST, parent="liuhe"
    )
    organisation.create_person(actor=SYSTEM, unit="liuhe-n", name="壬", person="p-ren")
    organisation.appoint(actor=SYSTEM, person="p-ren", unit="liuhe-n", post="clerk", role="work", starts=FIRST)
    accounts.create_account(
        actor=SYSTEM, login="ren", person="p-ren", unit="liuhe-n", password="first-pass-1", created=FIRST
    )
    assert not may(cast.account("ren"), Action.SEE, make_matter("liuhe-ny"))


def test_who_answers_for_the_successor_answers_for_what_was_merged(cast) -> None:
    matter = make_matter("shanbei")
    leader = cast.account("leader")
    assert not may(leader, Action.SEE, matter)
    organisation.merge_unit(actor=SYSTEM, unit="shanbei", into="liuhe", starts=TODAY)
    assert may(leader, Action.ACT, matter)
    assert visible_matters(leader).filter(pk=matter.pk).exists()
    assert not may(leader, Action.SEE, matter, on=TODAY - timedelta(days=1))


def test_a_post_ends_on_its_last_day(cast, matter) -> None:
    organisation.dismiss(actor=cast.actor("admin"), person="p-clerk", ends=TODAY)
    clerk = cast.account("clerk")
    assert may(clerk, Action.ACT, matter)
    tomorrow = TODAY + timedelta(days=1)
    assert not may(clerk, Action.ACT, matter, on=tomorrow)
    assert clerk.enabled_on(TODAY) and not clerk.enabled_on(tomorrow)


def test_a_deputy_acts_for_a_time(cast, matter) -> None:
    holding = cast.account("leader").person.holdings.get()
    organisation.deputise(
        actor=cast.actor("leader"), holding=holding.key, person="p-other", starts=TODAY, ends=TODAY + timedelta(days=6)
    )
    other = cast.account("other")
    assert actor_of(other, post="head").unit == "liuhe"
    assert may(other, Action.ACT, matter)
    assert not may(other, Action.ACT, matter, on=TODAY + timedelta(days=7))


def test_fetching_and_authorising_are_one_step(cast, matter) -> None:
    assert get_matter(cast.account("clerk"), Action.SEE, matter.stream.key) == matter
    with pytest.raises(Denied) as hidden:
        get_matter(cast.account("other"), Action.SEE, matter.stream.key)
    with pytest.raises(Denied) as absent:
        get_matter(cast.account("other"), Action.SEE, "matter/2026/99")
    assert hidden.value.message == absent.value.message, "a refusal does not tell whether the thing exists"


def test_nobody_acts_in_a_post_that_he_does_not_hold(cast) -> None:
    with pytest.raises(Denied):
        actor_of(cast.account("clerk"), post="reviewer")


def test_holders_are_found_where_they_stand_over_the_unit(cast) -> None:
    path = Unit.objects.get(code="liuhe-ny").path
    found = {h.person.name for h in access.holders(["reviewer", "head", "clerk"], path, TODAY)}
    assert found == {"戊审查", "己镇长", "丙经办", "丁同事"}
    assert not access.holders(["reviewer"], Unit.objects.get(code="shanbei").path, TODAY)


def test_access_of_a_list_costs_two_statements(cast, matter) -> None:
    account = cast.account("county")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert len(list(visible_matters(account)[:50])) == 1
    assert len(queries) == 2


@pytest.mark.parametrize(
    ("login", "allowed"), [("admin", True), ("clerk", False), ("reviewer", False), ("county", False), ("viewer", False)]
)
def test_only_administrators_manage_units(cast, login, allowed) -> None:
    def make() -> None:
        organisation.create_unit(
            actor=cast.actor(login), code="new-unit", name="新所", short="新所", kind="office", starts=TODAY,
            parent="liuhe",
        )  # fmt: skip

    if allowed:
        make()
    else:
        with pytest.raises(Denied, match="管理"):
            make()


def test_every_role_has_a_word(cast) -> None:
    assert [role.cn for role in Role] == ["经办", "审查", "领导", "县局", "查看", "管理", "受托"]
    assert date(2026, 2, 1) > FIRST
