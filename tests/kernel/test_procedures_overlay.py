"""Local rules tighten a pack; they never loosen what the law fixes."""

from __future__ import annotations

from datetime import date

import pytest
from tests.kernel.packing import POSTS, raw

from fazhi.kernel.errors import PackError
from fazhi.kernel.procedures import load
from fazhi.kernel.procedures.overlay import resolve

ON = date(2026, 3, 2)


def rule(**more: object) -> dict[str, object]:
    """An overlay of a county, with a basis of its own."""
    return {
        "id": "county",
        "title": "本县办法（示例）",
        "level": "county",
        "effective": "2026-01-01",
        "basis": {"r5": {"text": "本县办法", "force": "local", "mark": "§"}},
        **more,
    }


def sets(param: str, value: object, **more: object) -> dict[str, object]:
    entry = {"procedure": "mini", "param": param, "value": value, "basis": ["r5"]}
    return rule(set=[{**entry, **more}])


def value(overlays: list[dict[str, object]], param: str, on: date = ON) -> object:
    return load(resolve(raw("mini"), overlays, on), POSTS).params[param].value


def test_a_parameter_moves_in_the_direction_the_law_allows() -> None:
    assert value([sets("days", 10)], "days") == 10
    with pytest.raises(PackError, match="只能改长"):
        resolve(raw("mini"), [sets("days", 5)], ON)


def test_what_the_law_leaves_open_moves_both_ways() -> None:
    assert str(value([sets("line", "20000.00")], "line")) == "20000.00"
    assert str(value([sets("line", "80000.00")], "line")) == "80000.00"


def test_what_the_law_fixes_moves_not_at_all_and_what_it_bounds_may_stay() -> None:
    assert value([sets("days", 7)], "days") == 7
    data = raw("mini")
    del data["param"]["days"]["may"]
    with pytest.raises(PackError, match="不得由本地规定改动"):
        resolve(data, [sets("days", 8)], ON)


def test_a_gate_or_a_duty_of_another_procedure_is_no_matter_here() -> None:
    elsewhere = {"procedure": "elsewhere", "step": "opinion", "basis": ["r5"]}
    other = rule(gate=[{**elsewhere, "if": "true", "say": "x"}], owe=[elsewhere])
    assert load(resolve(raw("mini"), [other], ON), POSTS) == load(raw("mini"), POSTS)


def test_a_rule_holds_from_its_first_to_its_last_day() -> None:
    dated = {**sets("days", 10), "effective": "2026-03-02", "until": "2026-03-31"}
    assert value([dated], "days", date(2026, 3, 1)) == 7
    assert value([dated], "days", date(2026, 3, 2)) == 10
    assert value([dated], "days", date(2026, 3, 31)) == 10
    assert value([dated], "days", date(2026, 4, 1)) == 7


def test_the_narrower_area_comes_after_the_wider_one_and_may_only_tighten_further() -> None:
    town = {**sets("days", 12), "id": "town", "level": "township"}
    assert value([town, sets("days", 10)], "days") == 12
    with pytest.raises(PackError, match="只能改长"):
        resolve(raw("mini"), [{**sets("days", 8), "id": "town", "level": "township"}, sets("days", 10)], ON)


def test_a_gate_and_a_duty_may_be_added() -> None:
    added = rule(
        gate=[
            {"procedure": "mini", "step": "meeting", "if": "ok(risk_study)", "say": "本县要求先评估", "basis": ["r5"]}
        ],
        owe=[{"procedure": "mini", "step": "risk_study", "basis": ["r5"]}],
    )
    procedure = load(resolve(raw("mini"), [added], ON), POSTS)
    assert procedure.steps["meeting"].needs[-1].say == "本县要求先评估"
    assert procedure.steps["risk_study"].when is None
    assert procedure.basis["county_r5"].cn() == "本县（镇）规定：本县办法"


def test_the_basis_of_a_rule_for_another_procedure_is_left_out() -> None:
    other = rule(set=[{"procedure": "elsewhere", "param": "x", "value": 1, "basis": ["r5"]}])
    assert load(resolve(raw("mini"), [other], ON), POSTS) == load(raw("mini"), POSTS)


def test_two_rules_do_not_share_an_id_and_an_odd_number_tightens_nothing() -> None:
    with pytest.raises(PackError, match="不得重复"):
        resolve(raw("mini"), [sets("days", 10), {**sets("days", 11), "level": "township"}], ON)
    data = raw("mini")
    param = data["param"]["line"]
    param["may"] = "lower"
    for odd in ("NaN", "sNaN", "-Infinity", "许多"):
        with pytest.raises(PackError, match="只能改短"):
            resolve(data, [sets("line", odd)], ON)


@pytest.mark.parametrize(
    ("overlay", "words"),
    [
        (sets("nobody", 1), "没有参数"),
        (sets("days", "10"), "类型"),
        (rule(set=[{"procedure": "mini", "param": "days", "value": 10}]), "依据"),
        (rule(gate=[{"procedure": "mini", "step": "x", "if": "true", "say": "x", "basis": ["r5"]}]), "没有步骤"),
        (rule(level_="county"), "level_"),
        ({**sets("days", 10), "effective": "今年"}, "日期"),
    ],
)
def test_a_wrong_rule_is_refused_with_its_place(overlay: dict[str, object], words: str) -> None:
    with pytest.raises(PackError, match=words) as caught:
        resolve(raw("mini"), [overlay], ON)
    assert caught.value.where
