"""Overviews as data: what they may name, and that every shipped one can be read."""

from __future__ import annotations

import copy
import tomllib
from importlib.resources import files

import pytest

from fazhi.kernel.errors import PackError
from fazhi.kernel.measures import Overview, read_overview
from fazhi.packs import measures, overviews

GIVEN = tomllib.loads((files("fazhi.packs") / "overviews" / "1-review.toml").read_text(encoding="utf-8"))


def read(**changed: object) -> Overview:
    data = {**copy.deepcopy(GIVEN), **changed}
    return read_overview(data, "review", measures.indicators(), measures.every())


def test_the_shipped_ones_are_read_and_name_every_indicator_once() -> None:
    assert list(overviews.every()) == ["review", "decision", "document", "contract", "disclosure", "survey"]
    for one in overviews.every().values():
        names = [item.id for item in one.indicators]
        assert len(names) == len(set(names))
        asked = all(item.asked is not None for item in one.indicators)
        assert asked or (one.rate is not None and one.rate.id in names)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"headline": ["no_such"]}, "没有“no_such”这一指标"),
        ({"headline": []}, "应写 1 至 6 个指标"),
        ({"columns": [f"x{n}" for n in range(7)]}, "写了 7 个"),
        ({"rate": "reviews"}, "不是比率"),
        ({"odd": 1}, "odd"),
        ({"spread": {"title": "用时", "measure": "legality_review.prior"}}, "不是用时"),
        ({"share": [{"title": "按类", "measure": "legality_review.days"}]}, "没有分类"),
        ({"months": {"title": "逐月", "part": []}}, "没有写逐月画什么"),
        ({"rate": "satisfied_rate"}, "不是比率"),
        (
            {
                "months": {
                    "title": "逐月",
                    "part": [{"name": "在办", "measure": "legality_review.in_hand", "tone": "plain"}],
                }
            },
            "不是按发生计的",
        ),
        (
            {
                "months": {
                    "title": "逐月",
                    "part": [{"name": "快", "measure": "legality_review.fast", "slices": ["甲"], "tone": "plain"}],
                }
            },
            "没有分类，不能只取几类",
        ),
        (
            {"months": {"title": "逐月", "part": [{"name": "无", "measure": "no.such", "tone": "plain"}]}},
            "没有“no.such”这一计量",
        ),
    ],
)
def test_what_it_may_not_name_is_refused_with_the_place(changed: dict[str, object], words: str) -> None:
    with pytest.raises(PackError) as refused:
        read(**changed)
    assert words in f"{refused.value.message}{refused.value.where}"


def test_only_an_overview_of_what_is_asked_has_no_months() -> None:
    asked = {"title": "问", "says": "义。", "headline": ["satisfaction"], "columns": ["satisfied_rate"]}
    assert read_overview(asked, "x", measures.indicators(), measures.every()).months == ()
    counted = {**asked, "columns": ["reviews_due"]}
    with pytest.raises(PackError, match="没有写逐月画什么"):
        read_overview(counted, "x", measures.indicators(), measures.every())
