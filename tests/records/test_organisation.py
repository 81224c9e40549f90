"""Units, people, accounts: effective-dated, refused with words, and foldable from their events."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.records.conftest import FIRST, TODAY

from fazhi.records import ledger
from fazhi.records.access import SYSTEM, Denied, Role
from fazhi.records.acts import accounts, config, organisation, stubs
from fazhi.records.acts.base import ActRefused, Signed
from fazhi.records.models import Account, ConfigEntry, Holding, OfflineStub, Unit


def test_a_renamed_unit_keeps_its_past(cast) -> None:
    organisation.rename_unit(
        actor=SYSTEM, unit="liuhe", name="柳禾街道办事处", short="柳禾", kind="subdistrict", starts=TODAY,
        signed=Signed(decider="p-leader", voucher="县政府文件，正本存档"),
    )  # fmt: skip
    unit = Unit.objects.get(code="liuhe")
    assert (unit.name, unit.kind, unit.path) == ("柳禾街道办事处", "subdistrict", "qinghe/liuhe/")
    periods = list(unit.periods.order_by("starts").values_list("name", "starts", "ends"))
    assert periods == [("柳禾镇", FIRST, TODAY - timedelta(days=1)), ("柳禾街道办事处", TODAY, None)]
    event = list(ledger.events("unit/liuhe"))[-1]
    assert event.data["signed"] == {"decider": "p-leader", "voucher": "县政府文件，正本存档"}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"code": "大写"}, "单位代码只能用"),
        ({"code": "liuhe"}, "已经用过"),
        ({"name": ""}, "单位名称"),
        ({"parent": "nowhere"}, "没有这个单位"),
    ],
)
def test_a_unit_that_cannot_be_is_refused(cast, changes, words) -> None:
    given = {"code": "xin", "name": "新镇", "short": "新镇", "kind": "township", "starts": TODAY, "parent": "qinghe"}
    with pytest.raises(ActRefused, match=words):
        organisation.create_unit(actor=SYSTEM, **{**given, **changes})


def test_an_end_before_its_start_is_refused(cast) -> None:
    with pytest.raises(ActRefused, match="早于起始日期"):
        organisation.appoint(
            actor=SYSTEM, person="p-clerk", unit="shanbei", post="clerk", role="work", starts=TODAY,
            ends=TODAY - timedelta(days=1),
        )  # fmt: skip


def test_the_same_post_twice_at_one_time_is_refused_but_not_later(cast) -> None:
    with pytest.raises(ActRefused, match="已担任"):
        organisation.appoint(actor=SYSTEM, person="p-clerk", unit="liuhe-ny", post="clerk", role="work", starts=TODAY)
    organisation.end_holding(actor=SYSTEM, holding=Holding.objects.get(person__key="p-clerk").key, ends=TODAY)
    organisation.appoint(
        actor=SYSTEM, person="p-clerk", unit="liuhe-ny", post="clerk", role="work", starts=TODAY + timedelta(days=1)
    )
    assert Holding.objects.filter(person__key="p-clerk").count() == 2


def test_a_unit_is_not_merged_into_its_own_part(cast) -> None:
    with pytest.raises(ActRefused, match="下级"):
        organisation.merge_unit(actor=SYSTEM, unit="liuhe", into="liuhe-ny", starts=TODAY)


def test_a_first_password_must_be_changed_and_a_weak_one_is_refused(cast) -> None:
    clerk = cast.account("clerk")
    assert clerk.must_change_password and clerk.check_password("first-pass-1")
    actor = cast.actor("clerk")
    for weak, words in (
        ("short1", "至少"),
        ("1234567890", "至少两种"),
        ("clerk-2026-x", "账号名"),
        ("password123", "常见"),
    ):
        with pytest.raises(ActRefused, match=words):
            accounts.change_password(actor=actor, old="first-pass-1", new=weak)
    with pytest.raises(Denied, match="原密码不对"):
        accounts.change_password(actor=actor, old="wrong", new="liu-shu-he-8")
    accounts.change_password(actor=actor, old="first-pass-1", new="liu-shu-he-8")
    clerk.refresh_from_db()
    assert clerk.check_password("liu-shu-he-8") and not clerk.must_change_password


def test_a_password_reaches_no_event(cast) -> None:
    for code in ("liuhe-ny", "qinghe"):
        for body in ledger.bodies(f"unit/{code}"):
            assert b"first-pass" not in body and b"md5" not in body and b"argon" not in body


def test_only_who_manages_resets_a_password(cast) -> None:
    with pytest.raises(Denied):
        accounts.reset_password(actor=cast.actor("other"), login="clerk", password=accounts.first_password())
    accounts.reset_password(actor=cast.actor("admin"), login="clerk", password="another-1-pass")
    assert cast.account("clerk").check_password("another-1-pass")


def test_the_administrator_of_one_township_does_not_manage_another(cast) -> None:
    organisation.appoint(actor=SYSTEM, person="p-other", unit="shanbei", post="admin_town", role="admin", starts=FIRST)
    actor = cast.actor("other")
    with pytest.raises(Denied):
        accounts.disable_account(actor=actor, login="clerk", disabled_from=TODAY)
    with pytest.raises(Denied):
        accounts.grant_scope(actor=actor, over="qinghe", role="admin", account="other", starts=TODAY)
    assert Account.objects.get(login="clerk").enabled_on(TODAY)


def test_a_scope_goes_to_an_account_or_to_a_post(cast) -> None:
    with pytest.raises(ActRefused, match="二者取一"):
        accounts.grant_scope(actor=SYSTEM, over="liuhe", role=Role.VIEW, starts=TODAY)


def test_a_first_password_can_be_read_out() -> None:
    made = accounts.first_password()
    assert len(made) == 14 and not set(made) & set("01loi")


def test_a_new_setting_ends_the_one_before(cast) -> None:
    for value, starts in ((7, FIRST), (5, TODAY)):
        config.set_config(
            actor=SYSTEM, kind="overlay", name="legality_review.given", value=value, basis="本县设定", starts=starts,
            unit="qinghe",
        )  # fmt: skip
    rows = list(ConfigEntry.objects.order_by("starts").values_list("value", "starts", "ends"))
    assert rows == [("7", FIRST, TODAY - timedelta(days=1)), ("5", TODAY, None)]
    with pytest.raises(ActRefused, match="依据"):
        config.set_config(actor=SYSTEM, kind="overlay", name="x.y", value=1, basis=" ", starts=TODAY)


def test_an_offline_stub_keeps_three_columns(cast) -> None:
    stubs.keep_offline_stub(actor=cast.actor("clerk"), unit="liuhe-ny", number="线下2026-1", day=TODAY)
    stubs.keep_offline_stub(actor=cast.actor("clerk"), unit="liuhe-ny", number="线下2026-1", day=TODAY, result="已办结")
    assert list(OfflineStub.objects.values_list("number", "day", "result")) == [("线下2026-1", TODAY, "已办结")]
    with pytest.raises(ActRefused, match="结果只能选"):
        stubs.keep_offline_stub(actor=cast.actor("clerk"), unit="liuhe-ny", number="2", day=TODAY, result="关于某事")
    assert date(2026, 3, 2) == TODAY


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("", "1 至 40 字"),
        ("1" * 41, "1 至 40 字"),
        ("线下件", "须有数字"),
        ("关于河道清障补偿问题的请示2026", "不得写标题"),
        ("线下〔2026〕3号：补偿", "不得写标题"),
        ("《办法》2026-3", "不得写标题"),
        ("机密〔2026〕3号", "密级"),
        ("线下2026-3（秘密）", "密级"),
        ("2026\x003", "不得写标题"),
    ],
)
def test_the_number_of_an_offline_stub_is_a_number(cast, number: str, words: str) -> None:
    with pytest.raises(ActRefused, match=words) as caught:
        stubs.keep_offline_stub(actor=cast.actor("clerk"), unit="liuhe-ny", number=number, day=TODAY)
    assert caught.value.field == "number" and caught.value.hint
    assert not OfflineStub.objects.exists()


def test_one_number_written_in_two_ways_is_one_stub(cast) -> None:
    for number in ("柳线下[2026] 3号", "柳线下〔2026〕3号"):
        stubs.keep_offline_stub(actor=cast.actor("clerk"), unit="liuhe-ny", number=number, day=TODAY)
    assert [row.number for row in OfflineStub.objects.all()] == ["柳线下〔2026〕3号"]
