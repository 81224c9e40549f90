"""Schemes of evaluation: what is refused at load, how points come about, what is shared out, how weights matter."""

from __future__ import annotations

import copy
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from fazhi.kernel.errors import CitationError, PackError
from fazhi.kernel.measures import (
    Evidence,
    FactCount,
    Figure,
    Period,
    Sample,
    Scheme,
    read_indicators,
    read_scheme,
    sample_of,
    score,
    sensitivity,
)
from fazhi.kernel.measures import figure as kernel_figure
from fazhi.kernel.measures.model import Measure, MeasureKind
from fazhi.kernel.measures.schemes import Deduct, Linear, Met, Steps, share_of
from fazhi.packs import schemes, surveys

MEASURES = {
    f"p.{name}": Measure(id=f"p.{name}", procedure="p", name=name, says="义。", kind=MeasureKind.FLOW)
    for name in ("all", "good", "bad")
}
INDICATORS = read_indicators(
    {
        "area": "试验",
        "indicator": [
            {"id": "rate", "name": "按期率", "says": "义。", "formula": "p.good / p.all", "unit": "percent",
             "direction": "up", "least": 5},
            {"id": "bad", "name": "违法件数", "says": "义。", "formula": "p.bad", "unit": "count", "direction": "down"},
            {"id": "load", "name": "件数", "says": "义。", "formula": "p.all", "unit": "count", "direction": "neither"},
        ],
    },
    MEASURES,
)  # fmt: skip
SEED = {"text": "试验", "force": "seed", "mark": "▲"}
DATA: dict[str, Any] = {
    "id": "small", "title": "试验考核", "says": "义。", "kinds": ["year"], "total": 20, "share": "dimension",
    "vary": 20, "enough": 50, "window": 10, "late": 7, "basis": SEED,
    "band": [{"name": "好", "at": 90}, {"name": "一般", "at": 60}, {"name": "待改进", "at": 0}],
    "dimension": [
        {"id": "one", "name": "办理", "points": 10, "item": [
            {"id": "in_time", "indicator": "rate", "points": 6, "linear": {"zero": 80, "full": 100}, "basis": SEED},
            {"id": "unlawful", "indicator": "bad", "points": 4, "deduct": {"each": "1.5"}, "over": "load", "least": 5,
             "basis": SEED},
        ]},
        {"id": "two", "name": "机制", "points": 10, "item": [
            {"id": "told", "name": "研究", "says": "义。", "points": "2.5", "evidence": ["纪要"], "basis": SEED},
        ], "uncovered": [{"name": "调解", "points": "7.5", "why": "没有程序包"}]},
    ],
}  # fmt: skip


def scheme(change: Callable[[dict[str, Any]], object] | None = None) -> Scheme:
    data = copy.deepcopy(DATA)
    if change is not None:
        change(data)
    return read_scheme(data, INDICATORS, MEASURES)


def rate(good: int, all_: int) -> Figure:
    enough = all_ >= 5
    return Figure(
        indicator=INDICATORS["rate"], value=Fraction(good, all_) if enough else None, over=Fraction(good),
        under=Fraction(all_), why="" if enough else "不足 5 件，不计比率",
    )  # fmt: skip


def count(name: str, n: int) -> Figure:
    return Figure(indicator=INDICATORS[name], value=Fraction(n))


def known(good: int = 95, bad: int = 1, all_: int = 100, told: str | None = "2") -> dict[str, Evidence]:
    return {
        "in_time": Evidence(figure=rate(good, all_)),
        "unlawful": Evidence(figure=count("bad", bad), over=count("load", all_)),
        "told": Evidence(given=None if told is None else Decimal(told)),
    }


def first(data: dict[str, Any]) -> dict[str, Any]:
    return data["dimension"][0]["item"][0]


def second(data: dict[str, Any]) -> dict[str, Any]:
    return data["dimension"][0]["item"][1]


def own(formula: str) -> dict[str, Any]:
    return {"id": "mine", "name": "自定", "says": "义。", "formula": formula, "unit": "count", "direction": "down"}


REFUSED: list[tuple[Callable[[dict[str, Any]], object], str]] = [
    (lambda d: d.update(total=30), "各方面合计 20 分，不等于总分 30 分"),
    (lambda d: first(d).update(points=5), "项目 9 分加未覆盖 0 分，不等于 10 分"),
    (lambda d: first(d).update(indicator="nothing"), "没有“nothing”这一指标"),
    (lambda d: first(d).update(indicator="load"), "工作量，多少都不分好坏"),
    (lambda d: first(d).update(points=2.5), "至多两位小数"),
    (lambda d: first(d).update(linear={"zero": 100, "full": 80}), "两点写反了"),
    (lambda d: first(d).update(linear={"zero": 80, "full": 80}), "两点相同"),
    (lambda d: first(d).update(linear={"zero": 80, "full": 120}), "超过 100%，没有单位够得着"),
    (lambda d: first(d).update(met=100), "只写一种"),
    (lambda d: first(d).pop("linear"), "须写一种"),
    (lambda d: (first(d).pop("linear"), first(d).update(steps=[["95", "5"], ["90", "3"]])), "够不着满分 6 分"),
    (lambda d: (first(d).pop("linear"), first(d).update(steps=[["90", "6"], ["95", "3"]])), "从好到差"),
    (lambda d: first(d).update(least=3), "不能小于指标自己的 5"),
    (lambda d: first(d).update(over="load", least=9), "比率已有分母"),
    (lambda d: second(d).update(deduct={"each": 0}), "扣不掉分"),
    (lambda d: second(d).update(deduct={"each": 1, "floor": 4}), "扣不掉分"),
    (lambda d: second(d).update(indicator="rate"), "越少越好的件数"),
    (lambda d: second(d).pop("least"), "须写最小分母"),
    (lambda d: second(d).update(over="rate"), "不是件数，不能作分母"),
    (lambda d: second(d).pop("basis"), "须写依据"),
    (lambda d: d["dimension"][1]["item"][0].update(met=1), "自评项目没有指标"),
    (lambda d: first(d).update(evidence=["材料"]), "不用佐证材料"),
    (lambda d: second(d).update(id="in_time"), "“in_time”重复"),
    (lambda d: second(d).update(weight=3), "不认识的键“weight”"),
    (lambda d: d["band"].reverse(), "从高到低"),
    (lambda d: d["band"].pop(), "最低一档从 0 起"),
    (lambda d: d.update(indicator=[own("indicator.mine + p.bad")]), "互相引用成环：mine → mine"),
    (lambda d: d.update(indicator=[own("p.nothing")]), "p.nothing"),
    (lambda d: d.update(indicator=[{**own("p.bad"), "id": "bad"}]), "与已有的指标同名"),
    (lambda d: d.update(dimension=[{"id": "x", "name": "空", "points": 0}], total=0), "没有一个项目"),
    (lambda d: d.update(vary=80), "应在 1 至 50 之间"),
    (lambda d: d.update(share="all"), "不在可选之列"),
]


@pytest.mark.parametrize(("change", "words"), REFUSED, ids=[words for _, words in REFUSED])
def test_what_cannot_add_up_or_be_reached_is_refused(change: Callable[[dict[str, Any]], object], words: str) -> None:
    assert scheme().total == 20
    with pytest.raises(PackError) as refused:
        scheme(change)
    assert words in f"{refused.value.message} {refused.value.where or ''}"


def test_a_basis_without_a_law_is_refused() -> None:
    with pytest.raises((PackError, CitationError), match="没有写法律"):
        scheme(lambda d: second(d).update(basis={"text": "某法", "force": "must", "mark": "▲"}))


def test_each_rule_gives_the_share_it_says() -> None:
    def share(rule: Linear | Steps | Met | Deduct, value: str, *, up: bool = True) -> Fraction:
        return share_of(rule, Decimal(4), Fraction(value), up=up)

    linear = Linear(zero=Decimal(80), full=Decimal(100))
    assert [share(linear, v) for v in ("79", "80", "95", "100", "101")] == [0, 0, Fraction(3, 4), 1, 1]
    falling = Linear(zero=Decimal(20), full=Decimal(5))
    assert [share(falling, v, up=False) for v in ("30", "12.5", "1")] == [0, Fraction(1, 2), 1]
    steps = Steps(steps=((Decimal(100), Decimal(4)), (Decimal(90), Decimal(3))))
    assert [share(steps, v) for v in ("100", "99.999", "89.99")] == [1, Fraction(3, 4), 0]
    assert [share(Met(value=Decimal(0)), v, up=False) for v in ("0", "1")] == [1, 0]
    deduct = Deduct(each=Decimal("1.5"), floor=Decimal(1))
    assert [share(deduct, v, up=False) for v in ("0", "1", "2", "9")] == [1, *map(Fraction, ("5/8", "1/4", "1/4"))]


def test_a_score_can_be_added_up_by_hand() -> None:
    found = score(scheme(), known())
    assert [str(one.score) for one in found.items] == ["4.50", "2.50", "2.00"]
    assert (str(found.score), str(found.reach), str(found.percent), found.band) == ("9.00", "12.50", "72.00", "一般")
    assert scheme().uncovered == Decimal("7.5")
    assert all(one.counted for one in score(scheme(), known(good=5, all_=5)).items), "five asked for are enough"
    third = score(scheme(), known(good=19, all_=21, bad=0))
    assert str(third.score) == str(sum((one.score or Decimal(0)) for one in third.items)) == "9.14"


def test_what_is_not_counted_is_shared_out_by_the_rule_that_is_stated() -> None:
    few = known(good=3, all_=4, bad=0)
    found = score(scheme(), few)
    assert [one.why for one in found.items][:2] == ["不足 5 件，不计比率", "“件数”不足 5 件"]
    assert found.reach == Decimal("2.50") and found.percent == Decimal("80.00")
    assert (found.band, found.why) == ("", "计分的项目不足应计分值的 50%，不分档")
    half = known() | {"in_time": Evidence(figure=rate(90, 100), excluded="统计口径有争议")}
    by = {
        share: score(scheme(lambda d, share=share: d.update(share=share)), half)
        for share in ("dimension", "scheme", "none")
    }
    assert {share: (str(one.score), str(one.reach)) for share, one in by.items()} == {
        "dimension": ("8.25", "12.50"), "scheme": ("8.66", "12.50"), "none": ("4.50", "6.50"),
    }  # fmt: skip
    assert by["none"].items and next(by["none"].items).why == "统计口径有争议"


def test_what_nobody_scored_yet_is_open_and_gives_no_band() -> None:
    found = score(scheme(), known(told=None))
    assert [one.item.id for one in found.open] == ["told"] and found.percent == Decimal("70.00")
    assert (found.band, found.why) == ("", "还有 1 项没有评分")
    assert score(scheme(), {}).percent is None


def test_given_points_stand_before_the_reckoned_ones_and_both_are_kept() -> None:
    told = known() | {"in_time": Evidence(figure=rate(95, 100), given=Decimal(3))}
    one = score(scheme(), told).item("in_time")
    assert one is not None and (one.score, one.reckoned) == (Decimal("3.00"), Decimal("4.50"))


def test_the_weights_are_moved_one_by_one_and_a_band_that_changes_is_said() -> None:
    found = score(scheme(), known(good=100, bad=0, told="1.75"))
    assert (found.percent, found.band) == (Decimal("94.00"), "好")
    one, two = sensitivity(found, 20)
    # 10×0.8+1.75 of 8+2.5, and 10×1.2+1.75 of 12+2.5; then 10+1.4 of 12, 10+2.1 of 13: reckoned by hand.
    assert (one.down, one.up) == (Decimal("92.86"), Decimal("94.83"))
    assert (two.down, two.up) == (Decimal("95.00"), Decimal("93.08")) and two.most == Decimal("1.00")
    assert not one.changes and not two.changes
    near = score(scheme(), known(good=98, bad=0, told="2"))
    assert near.percent == Decimal("91.20") and not any(one.changes for one in sensitivity(near, 20))
    edge = score(scheme(), known(good=100, bad=0, told="1.25"))
    moved = sensitivity(edge, 20)
    assert (edge.percent, edge.band) == (Decimal("90.00"), "好")
    assert [(one.down_band, one.up_band, one.changes) for one in moved] == [("一般", "好", True), ("好", "一般", True)]
    assert sensitivity(score(scheme(), {}), 20) == ()


def test_the_shipped_scheme_covers_the_ten_areas_and_says_what_it_does_not() -> None:
    shipped = schemes.shipped()["township"]
    assert len(shipped.dimensions) == 10 and {one.points for one in shipped.dimensions} == {Decimal(10)}
    assert (shipped.covered, shipped.uncovered) == (Decimal(60), Decimal(40))
    assert all(one.why for dimension in shipped.dimensions for one in dimension.uncovered)
    for item in shipped.items.values():
        assert (item.indicator is None) is bool(item.evidence), item.id
        assert item.basis.cn(), item.id
    again = schemes.read_kept(schemes.kept(shipped))
    assert again.items["musts"].rule == shipped.items["musts"].rule and list(again.items) == list(shipped.items)


def test_a_county_lays_its_own_scheme_beside_and_a_wrong_one_is_named(tmp_path: Path) -> None:
    folder = tmp_path / schemes.FOLDER
    folder.mkdir()
    text = (Path(schemes.__file__).parent / "township.toml").read_text(encoding="utf-8")
    own_one = text.replace('id = "township"', 'id = "ours"').replace("village_mended_rate", "our_mended_rate")
    (folder / "ours.toml").write_text(own_one, encoding="utf-8")
    assert list(schemes.every(tmp_path)) == ["township", "ours"]
    (folder / "ours.toml").write_text(text, encoding="utf-8")
    with pytest.raises(PackError, match="与自带的考核体系同名"):
        schemes.every(tmp_path)
    (folder / "ours.toml").write_text(own_one.replace("total = 100", "total = 90"), encoding="utf-8")
    with pytest.raises(PackError, match="各方面合计 100 分，不等于总分 90 分") as refused:
        schemes.every(tmp_path)
    assert "schemes/ours.toml" in str(refused.value.where)
    (folder / "ours.toml").write_text("id = ", encoding="utf-8")
    with pytest.raises(PackError, match="不是合格的 TOML"):
        schemes.every(tmp_path)


ASKED = {"id": "liked", "name": "满意度", "says": "义。", "asked": {"survey": "town", "question": "q", "tells": "mean"}}


def asks(data: dict[str, Any]) -> None:
    """Let the scheme ask people about one question."""
    data["indicator"] = [copy.deepcopy(ASKED)]
    data["dimension"][0]["item"][0].update(indicator="liked", linear={"zero": 50, "full": 90})


def test_a_scheme_may_score_the_answers_to_a_question_that_exists() -> None:
    data = copy.deepcopy(DATA)
    asks(data)
    made = read_scheme(data, INDICATORS, MEASURES, lambda _asked: "")
    item = made.items["in_time"]
    assert item.indicator is not None and (item.indicator.unit.value, item.indicator.source) == (
        "points", "survey.town.q.mean",
    )  # fmt: skip
    figure = Figure(indicator=item.indicator, value=Fraction(80), sample=Sample(margin="3.0", answers=40))
    assert figure.printed == "80.0 分（误差±3.0，40 份答卷）" and figure.tight == "80.0±3.0（40份）"
    assert sample_of(figure.beside) == figure.sample
    counted = kernel_figure(item.indicator, {}, FactCount([], Period.read("2026")))
    assert counted.value is None, "counting says nothing of it, not nought"
    assert share_of(item.rule, item.points, Fraction(80), up=True) == Fraction(3, 4)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param(lambda d: d["indicator"][0]["asked"].update(survey="nowhere"), "“nowhere”这份问卷", id="survey"),
        pytest.param(lambda d: d["indicator"][0]["asked"].update(question="no"), "没有“no”这一题", id="no question"),
        pytest.param(lambda d: d["indicator"][0]["asked"].update(question="met"), "不是打分的题", id="no points"),
        pytest.param(lambda d: d["indicator"][0]["asked"].update(tells="all"), "all", id="what it tells"),
        pytest.param(lambda d: d["indicator"][0].update(formula="p.all"), "formula", id="asked and counted"),
        pytest.param(
            lambda d: d["indicator"].append(
                {"id": "more", "name": "再", "says": "义。", "formula": "indicator.liked + 1", "unit": "count",
                 "direction": "up"}
            ),
            "不能写进算式", id="in a formula",
        ),
        pytest.param(
            lambda d: d["dimension"][0]["item"][0].update(linear={"zero": 50, "full": 101}), "够得着", id="beyond 100"
        ),
    ],
)  # fmt: skip
def test_a_question_that_is_not_there_fails_at_load(change: Callable[[dict[str, Any]], object], said: str) -> None:
    data = copy.deepcopy(DATA)
    asks(data)
    data["indicator"][0]["asked"] = {"survey": "township", "question": "overall", "tells": "mean"}
    change(data)
    with pytest.raises(PackError, match=said):
        read_scheme(data, INDICATORS, MEASURES, surveys.asking(surveys.shipped()))


def test_nothing_is_asked_where_nobody_judges_the_question() -> None:
    with pytest.raises(PackError, match="不能用测评结果"):
        read_indicators({"area": "试验", "indicator": [ASKED]}, MEASURES)
