"""权责清单: a change counts from the day it takes effect, for other matters too; the tables follow from the events."""

from __future__ import annotations

from datetime import date

import pytest
from tests.records.conftest import FIRST, Cast
from tests.records.listing import Office, new, office

from fazhi.kernel.procedures import ActKind
from fazhi.records import clock, matters, powers
from fazhi.records.acts.base import ActRefused
from fazhi.records.acts.matters import record
from fazhi.records.acts.proposals import Proposal, Refused
from fazhi.records.acts.rebuilding import rebuild
from fazhi.records.models import ItemUse, ListedChange
from fazhi.records.verification.site import verify_site

HOME = "qinghe/liuhe/"
CASE = {"kind": "行政处罚", "party": "某某"}


@pytest.fixture
def town(cast: Cast) -> Office:
    matters.forget()
    return office(FIRST)


def in_force(on: str) -> list[str]:
    return [item.text for item in powers.in_force(HOME, date.fromisoformat(on))]


def wrong() -> list[str]:
    """Return what the check finds in the tables of matters (test accounts themselves are not by the book)."""
    return [finding.message for finding in verify_site().findings if finding.message.startswith("事项")]


def test_an_item_is_good_from_the_day_it_takes_effect_until_the_day_before_it_ends(town: Office) -> None:
    """One list change on the day before it takes effect: refused today, lawful tomorrow; and the same at its end."""
    town.change([("新增", new())], on="2026-03-10", effective="2026-04-01")
    assert in_force("2026-03-31") == []
    assert in_force("2026-04-01") == ["ZF-031 擅自占道堆放物料的处罚（2026年4月1日起）"]
    early = town.open("power_use", "占道一案", {**CASE, "item": "ZF-031"}, "2026-03-31")
    with pytest.raises(Refused, match="不在有效期内"):
        town.act(early, "2026-03-31", "accept", "立案（处罚）", {"what": "占道"})
    town.act(early, "2026-04-01", "accept", "立案（处罚）", {"what": "占道"})

    plan = {"to": "县局", "cases": "一件", "files": "一册", "by": "2026-05-01", "duty_from": "2026-05-01"}
    gone = {"item": "ZF-031", "reason": "收归县局"}
    stop = town.change(
        [("取消", gone)], on="2026-04-10", effective="2026-05-01",
        survey=[("1", "有在办事项", {"count": 1, "numbers": "一件"})], hand_over=[("1", plan)],
    )  # fmt: skip
    ended = "ZF-031 擅自占道堆放物料的处罚（2026年4月1日至2026年4月30日）"
    assert matters.folded(early).state.fact("item") == ended, "told in the same act"
    assert ItemUse.objects.get().item == ended
    late = town.open("power_use", "占道二案", {**CASE, "item": "ZF-031"}, "2026-04-30")
    town.act(late, "2026-04-30", "accept", "立案（处罚）", {"what": "占道"})
    decision = {"number": "柳罚1号", "content": "罚款"}
    with pytest.raises(Refused, match="不在有效期内"):
        town.act(early, "2026-05-01", "decide", "予以处罚", decision)
    town.act(early, "2026-05-01", "decide", "予以处罚", decision, kind=ActKind.FACT, why="没有看清单")
    assert in_force("2026-04-30") == [ended] and in_force("2026-05-01") == []
    assert wrong() == []

    # An altered table is named, and written again from the events.
    ListedChange.objects.filter(matter__stream__key=stop).update(since=date(2026, 6, 1))
    ItemUse.objects.filter(matter__stream__key=late).delete()
    assert sorted(message.partition(" ")[2].partition(" ")[2] for message in wrong()) == [
        "清单事项“ZF-031 擅自占道堆放物料的处罚”的“生效日期”：表中为“2026-06-01”，按记录应为“2026-05-01”",
        "缺少所依据的清单事项“ZF-031”",
    ]
    with clock.fixed(date(2026, 5, 1)):
        rebuild()
    assert wrong() == []


def test_running_matters_must_be_handed_over_before_the_item_goes(town: Office) -> None:
    town.change([("新增", new())], on="2026-03-10", effective="2026-03-11")
    case = town.open("power_use", "占道一案", {**CASE, "item": "ZF-031"}, "2026-03-12")
    number = matters.folded(case).card.number
    talk = {"kind": "乡镇（街道）之间", "enforcement": False, "urgent": False, "item": "ZF-031"}
    town.open("boundary_dispute", "只是说到这一事项", talk, "2026-03-12")
    gone = ("取消", {"item": "ZF-031", "reason": "收归县局"})
    with pytest.raises(Refused, match=number):
        town.change([gone], on="2026-03-13", effective="2026-04-01", survey=[("1", "没有在办事项", {})])
    town.act(case, "2026-03-13", "transfer", fields={"to": "县局", "reason": "收归"})
    change = town.change(
        [gone], on="2026-03-16", effective="2026-04-01", survey=[("1", "没有在办事项", {})], publish=False
    )
    # What was opened since then is found once more at publication; until the last step nothing moves.
    second = town.open("power_use", "占道二案", {**CASE, "item": "ZF-031"}, "2026-03-17")
    with pytest.raises(Refused, match=matters.folded(second).card.number):
        town.publish(change, "2026-03-17", "2026-04-01")
    assert in_force("2026-04-01") == ["ZF-031 擅自占道堆放物料的处罚（2026年3月11日起）"]


def test_a_code_is_not_used_twice_and_what_is_not_listed_is_not_changed(town: Office) -> None:
    town.change([("新增", new())], on="2026-03-10", effective="2026-04-01")
    with pytest.raises(Refused, match="已在清单上"):
        town.change([("新增", new())], on="2026-03-11", effective="2026-04-01")
    with pytest.raises(Refused, match="重复"):
        town.change([("新增", new("ZF-1")), ("新增", new("ZF-1"))], on="2026-03-11", effective="2026-04-01")
    with pytest.raises(Refused, match="没有合用的事项编码"):
        town.change([("新增", new("ZF 1"))], on="2026-03-11", effective="2026-04-01")
    with pytest.raises(Refused, match="没有编码为“ZF-9”的事项"):
        town.change([("取消", {"item": "ZF-9", "reason": "误"})], on="2026-03-11", effective="2026-04-01")
    with pytest.raises(ActRefused, match="没有编码为“ZF-9”的事项"):
        town.open("power_use", "占道一案", {**CASE, "item": "ZF-9"}, "2026-03-12")
    with pytest.raises(Refused, match="现在不在清单上"):
        town.change([("取消", {"item": "ZF-031", "reason": "早"})], on="2026-03-31", effective="2026-04-02")


def test_what_somebody_types_as_the_days_of_an_item_counts_for_nothing(town: Office) -> None:
    town.change([("新增", new())], on="2026-03-10", effective="2026-04-01")
    told = "ZF-031 随便写的（2020年1月1日起）"
    case = town.open("power_use", "占道一案", {**CASE, "item": told}, "2026-03-12")
    assert matters.folded(case).state.fact("item") == "ZF-031 擅自占道堆放物料的处罚（2026年4月1日起）"
    town.act(case, "2026-03-12", None, fields={"item": told}, kind=ActKind.CHANGE)
    with pytest.raises(Refused, match="不在有效期内"):
        town.act(case, "2026-03-12", "accept", "立案（处罚）", {"what": "占道"})


def test_taking_the_publication_back_takes_the_change_back(town: Office) -> None:
    change = town.change([("新增", new())], on="2026-03-10", effective="2026-03-11")
    case = town.open("power_use", "占道一案", {**CASE, "item": "ZF-031"}, "2026-03-12")
    run = matters.folded(change).state.of("publish")[0].id
    with clock.fixed(date(2026, 3, 12)):
        record(actor=town.actor, matter=change, proposals=[Proposal(kind=ActKind.VOID, run=run, why="公布有误")])
    assert in_force("2026-03-12") == []
    assert ItemUse.objects.get().item.endswith("〔公布已作废〕（2026年3月11日至2026年3月10日）")
    with pytest.raises(Refused, match="不在有效期内"):
        town.act(case, "2026-03-12", "accept", "立案（处罚）", {"what": "占道"})
    assert wrong() == []


def test_versions_of_an_item_follow_one_another(town: Office) -> None:
    town.change([("新增", new()), ("新增", new("ZF-032"))], on="2026-03-10", effective="2026-04-01")
    altered = {
        **new(),
        "item": "ZF-031",
        "title": "占道堆放的处罚",
        "reason": "改名",
        "code": "",
        "checked": "2026-04-02",
    }
    town.change(
        [("变更", altered)], on="2026-04-02", effective="2026-05-01", survey=[("1", "没有在办事项", {})]
    )  # fmt: skip
    day = date(2026, 5, 1)
    found = {one.known.code: one for one in powers.listed(powers.rows(HOME), day)}
    assert [row.title for row in found["ZF-031"].rows] == ["擅自占道堆放物料的处罚", "占道堆放的处罚"]
    assert found["ZF-031"].now is not None and found["ZF-031"].now.title == "占道堆放的处罚"
    assert found["ZF-031"].known.item.since == date(2026, 4, 1)
    assert in_force("2026-04-30")[0].startswith("ZF-031 擅自占道堆放物料的处罚（")
    assert in_force("2026-05-01") == [
        "ZF-031 占道堆放的处罚（2026年4月1日起）",
        "ZF-032 擅自占道堆放物料的处罚（2026年4月1日起）",
    ]
