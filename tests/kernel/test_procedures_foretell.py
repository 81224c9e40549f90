"""What is told of a step before it is done comes from its own gates; a pack that says otherwise is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from tests.kernel.packing import POSTS, raw

from fazhi.kernel.errors import PackError
from fazhi.kernel.procedures import CalendarClocks, State, foretell, foretold, load
from fazhi.packs import calendar


def step(data: dict, name: str) -> dict:
    return next(item for item in data["step"] if item["id"] == name)


def told() -> dict:
    """The small pack, of whose meeting it is told whether it will be possible."""
    data = raw("mini")
    step(data, "meeting").update(
        foretold="能否上会",
        needs=[
            {"if": "not subject.risk", "say": "涉稳", "met": "不涉稳"},
            {"if": "subject.amount < 50000", "say": "金额过大", "met": "金额不大"},
            {"if": "intake.outcome == '受理'", "say": "没有受理", "met": "已受理"},
            "ok(intake)",
        ],
    )
    return data


def seen(**facts: object) -> list[tuple[str, bool | None, list[str], list[str]]]:
    procedure = load(told(), POSTS)
    (found,) = foretold(procedure)
    clocks = CalendarClocks(procedure, State(), calendar.load(), date(2026, 3, 2))
    return [
        (item.gate.met or "", item.value, [x.id for x in item.lacking], [x.id for x in item.later])
        for item in foretell(procedure, found, facts, clocks)  # type: ignore[arg-type]
    ]


def test_each_condition_holds_fails_or_waits_for_an_answer_or_a_later_step() -> None:
    assert seen() == [
        ("不涉稳", None, ["risk"], []),
        ("金额不大", None, ["amount"], []),
        ("已受理", None, [], ["intake"]),
    ]
    assert [value for _, value, _, _ in seen(risk=True, amount="49999.99")] == [False, True, None]
    assert [value for _, value, _, _ in seen(risk=False, amount="50000.00")] == [True, False, None]


BROKEN: dict[str, tuple[Callable[[dict], object], str]] = {
    "foretold without words": (lambda d: step(d, "meeting").update(needs=["ok(intake)"]), "foretold"),
    "words without the question": (lambda d: step(d, "meeting").pop("foretold"), "foretold"),
    "words that rest on an answer of the step itself": (
        lambda d: (
            step(d, "meeting").setdefault("field", []).append({"id": "n", "name": "人数", "type": "int"}),
            step(d, "meeting")["needs"].append({"if": "field.n > 3", "say": "x", "met": "y"}),
        ),
        "不能读本步的答案",
    ),
    "a step done once for each": (
        lambda d: step(d, "settle").update(foretold="能否", needs=[{"if": "not subject.risk", "say": "x", "met": "y"}]),
        "不能预先告知",
    ),
    "giving back with a result that passes": (
        lambda d: step(d, "intake").update(give_back={"outcome": "受理", "missing": "missing"}),
        "不是不通过的结果",
    ),
    "giving back into a field that is not there": (
        lambda d: step(d, "intake").update(give_back={"outcome": "退回补正", "missing": "mising"}),
        "mising",
    ),
    "giving back on a paper that is not there": (
        lambda d: step(d, "intake").update(
            give_back={"outcome": "退回补正", "missing": "missing", "paper": "corection"}
        ),
        "没有“corection”这件文书",
    ),
    "giving back with a key nobody knows": (
        lambda d: step(d, "intake").update(give_back={"outcome": "退回补正", "missing": "missing", "till": 3}),
        "till",
    ),
}


SLIP = {"id": "slip", "name": "核对表", "grade": "internal", "text": "@核对 meeting"}


def test_a_checklist_prints_the_words_of_conditions_that_speak_of_every_good_result() -> None:
    data = told()
    step(data, "meeting").pop("foretold")
    step(data, "meeting")["outcomes"] = ["作出决定", "不作决定", "暂缓"]
    step(data, "meeting")["needs"] += [
        {"if": "field.outcome == '不作决定' or not subject.risk", "say": "涉稳", "met": "不涉稳，才能决定"},
    ]
    data["paper"] = [*data.get("paper", []), SLIP]
    assert load(data, POSTS).papers["slip"].name == "核对表"


def test_words_for_a_condition_that_no_checklist_prints_are_refused() -> None:
    data = told()
    step(data, "meeting").pop("foretold")
    step(data, "meeting")["outcomes"] = ["作出决定", "不作决定"]
    step(data, "meeting")["needs"].append({"if": "field.outcome != '不作决定' or ok(intake)", "say": "x", "met": "y"})
    data["paper"] = [*data.get("paper", []), SLIP]
    with pytest.raises(PackError, match="核对表不列这一条件"):
        load(data, POSTS)


@pytest.mark.parametrize("name", BROKEN)
def test_a_pack_that_tells_wrongly_is_refused(name: str) -> None:
    spoil, words = BROKEN[name]
    data = told()
    spoil(data)
    with pytest.raises(PackError) as caught:
        load(data, POSTS)
    assert words in str(caught.value)
