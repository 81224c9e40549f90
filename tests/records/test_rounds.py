"""A round of evaluation in the ledger: who may do what when, separation, sealing, what stands beside, verify."""

from __future__ import annotations

import io
import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from tests.records import evaluated
from tests.records.evaluated import DATES, at
from tests.records.working import DO, opened, submit, who

from fazhi.kernel.procedures.acts import Late
from fazhi.records import clock, evidence, rounds
from fazhi.records.access import Denied
from fazhi.records.acts import rounds as acts
from fazhi.records.acts.base import ActRefused
from fazhi.records.acts.matters import record
from fazhi.records.acts.proposals import Proposal
from fazhi.records.acts.rounds import Given
from fazhi.records.evidence import Attached
from fazhi.records.models import Event, EvidenceLink, RoundItem, RoundResult, Unit
from fazhi.records.rounds import Round
from fazhi.records.verification import verify_site


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch, people) -> None:
    evaluated.install(monkeypatch)
    evaluated.second_at_the_county()


def come_in(month: int, day: int, *, returned: bool = False, of: date | None = None) -> str:
    """Open a matter on a day, handed in that day or entered late ``of`` another."""
    late = None if of is None else Late(reason="纸质件漏登", approver="p-cai")
    with clock.fixed(at(month, day)):
        stream = opened(first=[submit(occurred=of, late=late)])
        if returned:
            back = Proposal(kind=DO, step="intake", outcome="退回补正", fields={"missing": "附件"})
            record(actor=who("ben"), key=f"back{stream}", matter=stream, proposals=[back])
    return stream


def begun() -> str:
    done = acts.open_round(
        actor=who("county"), county="qinghe", scheme="small", period="2026-03", units=["shanbei", "liuhe"], **DATES
    )
    return str(done["round"])


def minutes() -> tuple[Attached, ...]:
    file = evidence.receive(io.BytesIO("会议纪要".encode()), "纪要.txt")
    return (Attached(file=file, slot="x"),)


def assess(key: str, item: str = "study", points: str = "4", login: str = "ben", **more: Any) -> object:
    more.setdefault("files", minutes())
    return acts.assess(actor=who(login), round=key, unit="liuhe", item=item, points=points, note="已研究两次", **more)


def give(
    key: str, item: str, points: str, unit: str = "liuhe", login: str = "county", reason: str = "核对材料"
) -> object:
    scores = [Given(item=item, points=points, reason=reason)]
    return acts.score_items(actor=who(login), round=key, unit=unit, scores=scores)


def found(key: str) -> Round:
    one = rounds.find(key)
    assert one is not None
    return one


def liuhe() -> Unit:
    return Unit.objects.get(code="liuhe")


def scored(key: str) -> None:
    """Score everything that is not counted."""
    for unit in ("liuhe", "shanbei"):
        give(key, "study", "3", unit)
        give(key, "duty", "5", unit)


def test_a_round_from_opening_to_what_is_put_right_after_it(world: None) -> None:
    come_in(3, 10, returned=True)
    come_in(3, 30)
    come_in(4, 1, of=date(2026, 3, 20))
    with clock.fixed(at(4, 2)):
        key = begun()
        assess(key)
        assess(key, points="3.5", files=())  # said anew: the evidence that was brought stays
        row = RoundItem.objects.get()
        assert (row.own_points, row.files, json.loads(row.own_persons)) == ("3.5", 1, ["p-ben"])
        link = EvidenceLink.objects.get(slot=acts.slot_of("liuhe", "study"))
        assert link.stream.key == f"unit/qinghe/rounds/{key}"
    with clock.fixed(at(4, 12)):
        give(key, "study", "2")
        acts.object_to(actor=who("cai"), round=key, unit="liuhe", item="study", reason="漏看一次会议")
        with pytest.raises(ActRefused, match="等待答复"):
            give(key, "study", "1")
        with pytest.raises(ActRefused, match="已经提出过异议"):
            acts.object_to(actor=who("ben"), round=key, unit="liuhe", item="study", reason="再说一次")
        with pytest.raises(Denied, match="评过这一项的人不能答复"):
            acts.rule(
                actor=who("county"), round=key, unit="liuhe", item="study", upheld=True, points="4", reason="核实"
            )
        acts.rule(actor=who("dan"), round=key, unit="liuhe", item="study", upheld=True, points="3.5", reason="核实")
        give(key, "duty", "5")
        give(key, "study", "4", "shanbei")
        acts.exclude_item(actor=who("county"), round=key, unit="shanbei", item="duty", reason="班子调整，下期再看")
        now = rounds.outcome(found(key), liuhe(), "2026-04-12T08:00:00+08:00")
        # one of three sent back: 6 × 2/3 = 4; 3.5 after the objection; 5 of 5
        assert [str(one.score) for one in now.items] == ["4.00", "3.50", "5.00"]
        with pytest.raises(ActRefused, match="2026-04-20以前乡镇可以提出异议"):
            acts.close_round(actor=who("county"), round=key)
    with clock.fixed(at(4, 21)):
        acts.close_round(actor=who("county"), round=key)
        with pytest.raises(ActRefused, match="已于2026-04-21封存"):
            give(key, "duty", "1")
    sealed = rounds.sealed(found(key), liuhe())
    assert sealed is not None
    assert (sealed.body["score"], sealed.body["percent"], sealed.body["band"]) == ("12.50", "83.33", "好")
    assert (
        sealed.outcome.score == Decimal("12.50")
        and sealed.body["items"][0]["formula"] == "mini.returned / mini.received"
    )
    shown = sealed.beside.of("returns")
    assert (shown.matters, shown.last, shown.late, shown.moved) == (3, 1, 1, 1)
    other = rounds.sealed(found(key), Unit.objects.get(code="shanbei"))
    assert other is not None and other.body["band"] == "" and "不分档" in other.body["why"]
    assert other.body["items"][0]["why"] == "分母为零" and other.body["score"] == "10.00"
    come_in(4, 25, of=date(2026, 3, 31))
    with clock.fixed(at(4, 26)):
        acts.correct(actor=who("dan"), round=key, unit="liuhe", item="duty", points="4", reason="材料系误传")
        now = rounds.counted(found(key).scheme, liuhe(), found(key).period_of(liuhe()), "2026-04-26T08:00:00+08:00")
        was, new = rounds.changed(sealed, now)["returns"]
        assert (was.printed, new.printed) == ("33.3%", "25.0%")
    again = rounds.sealed(found(key), liuhe())
    assert again is not None and again.body == sealed.body and RoundItem.objects.get(corrected="4").item == "duty"
    told = [one.message for one in verify_site().findings if "须改口令" not in one.message]
    assert told == []
    assert Event.objects.filter(type="round_sealed").count() == 2
    RoundResult.objects.filter(unit=liuhe()).update(body=json.dumps({**sealed.body, "score": "20.00"}))
    told = [one.message for one in verify_site().findings]
    assert any("总分封存 20.00，按封存的数应为 12.50" in words for words in told)


def test_what_is_wrong_with_a_round_is_refused_before_it_opens(world: None) -> None:
    with clock.fixed(at(4, 2)):
        begun()
        asked: dict[str, Any] = {
            "county": "qinghe",
            "scheme": "small",
            "period": "2026-02",
            "units": ["liuhe"],
            **DATES,
        }
        for change, words in (
            ({"period": "2026-03"}, "考核已经开始"),
            ({"scheme": "nothing"}, "没有“nothing”这套考核体系"),
            ({"period": "2026"}, "不按这类时段"),
            ({"units": []}, "须选定单位"),
            ({"units": ["liuhe", "liuhe"]}, "一个单位一次"),
            ({"units": ["liuhe-ny"]}, "不是本县的乡镇"),
            ({"period": "2025-12"}, "还没有建立"),
            ({"assess_until": date(2026, 4, 20)}, "应在异议截止日以前"),
            ({"assess_until": date(2026, 3, 20), "object_until": date(2026, 3, 30)}, "已经过去"),
            ({"note": "长" * 401}, "至多 400 字"),
        ):
            with pytest.raises(ActRefused, match=words):
                acts.open_round(actor=who("county"), **{**asked, **change})
        for login in ("ann", "ben", "cai", "viewer", "admin"):
            with pytest.raises(Denied):
                acts.open_round(actor=who(login), **asked)
    assert Event.objects.filter(type="round_opened").count() == 1


def test_each_does_his_own_part_in_its_time(world: None) -> None:
    come_in(3, 10)
    with clock.fixed(at(4, 2)):
        key = begun()
        for item, points, words in (
            ("returns", "6", "由系统从卷里计算"),
            ("study", "4.5", "满分 4 分"),
            ("study", "-1", "应为数"),
            ("study", "1.005", "应为数"),
            ("nothing", "1", "没有这一项"),
        ):
            with pytest.raises(ActRefused, match=words):
                assess(key, item, points)
        with pytest.raises(ActRefused, match="须附佐证材料：会议纪要"):
            assess(key, files=())
        for login in ("ann", "viewer", "other", "county"):
            with pytest.raises(Denied):
                assess(key, login=login)
        assess(key)
        with pytest.raises(ActRefused, match="还没有评分"):
            acts.object_to(actor=who("ben"), round=key, unit="liuhe", item="study", reason="不同意")
        for login in ("ben", "cai", "ann", "viewer"):
            with pytest.raises(Denied):
                give(key, "study", "4", login=login)
        with pytest.raises(ActRefused, match="须写明理由"):
            give(key, "study", "4", reason=" ")
        with pytest.raises(ActRefused, match="不在本轮考核之列"):
            give(key, "study", "4", unit="liuhe-ny")
        give(key, "study", "4")
        with pytest.raises(ActRefused, match="县局已经评分，不能再改自评"):
            assess(key)
    with clock.fixed(at(4, 11)):
        with pytest.raises(ActRefused, match="自评截止日是2026-04-10"):
            assess(key, "duty", "5", files=())
        acts.set_dates(
            actor=who("county"),
            round=key,
            assess_until=date(2026, 4, 15),
            object_until=date(2026, 4, 25),
            reason="延期",
        )
        assess(key, "duty", "5", files=())
    with clock.fixed(at(4, 26)):
        with pytest.raises(ActRefused, match="异议截止日是2026-04-25"):
            acts.object_to(actor=who("ben"), round=key, unit="liuhe", item="study", reason="不同意")
        with pytest.raises(ActRefused, match="还有 1 项没有评分"):
            acts.close_round(actor=who("county"), round=key)
        with pytest.raises(ActRefused, match="还没有封存，直接改评分"):
            acts.correct(actor=who("county"), round=key, unit="liuhe", item="duty", points="1", reason="误")


def test_a_round_is_not_closed_before_its_period_is_over_or_an_objection_decided(world: None) -> None:
    with clock.fixed(at(3, 5)):
        done = acts.open_round(
            actor=who("county"), county="qinghe", scheme="small", period="2026-03", units=["liuhe", "shanbei"],
            assess_until=date(2026, 3, 10), object_until=date(2026, 3, 20),
        )  # fmt: skip
        key = str(done["round"])
        scored(key)
    with clock.fixed(at(3, 31)), pytest.raises(ActRefused, match="2026-03-31止，还没有结束，不能封存"):
        acts.close_round(actor=who("county"), round=key)
    with clock.fixed(at(3, 18)):
        acts.object_to(actor=who("ben"), round=key, unit="liuhe", item="duty", reason="不同意")
    with clock.fixed(at(4, 2)):
        with pytest.raises(ActRefused, match="还有 1 件异议没有答复"):
            acts.close_round(actor=who("county"), round=key)
        acts.rule(actor=who("dan"), round=key, unit="liuhe", item="duty", upheld=False, reason="维持")
        acts.close_round(actor=who("county"), round=key)
    assert RoundResult.objects.count() == 2
