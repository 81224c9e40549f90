"""满意度测评: weights, margins against figures worked by hand, and what is told of small groups."""

from __future__ import annotations

import random
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fazhi.kernel.errors import PackError
from fazhi.kernel.measures.surveys import (
    One,
    Stratum,
    estimate,
    frame_of,
    held_back,
    read_questionnaire,
    read_sheet,
    result_of,
)
from fazhi.kernel.measures.surveys.answering import NotAnswered
from fazhi.packs import surveys as packs

SCALE = {
    "id": "overall", "kind": "scale", "label": "满意吗", "options": ["满意", "一般", "不满意"],
    "points": ["100", "50", "0"], "good": 1,
}  # fmt: skip
SMALL: dict[str, Any] = {
    "id": "small", "title": "测评", "says": "请评。", "place": "您住哪个村", "least": 5,
    "basis": {"text": "试验", "force": "seed", "mark": "▲"},
    "group": [{"id": "age", "label": "年龄", "values": ["青", "老"]}],
    "question": [
        SCALE,
        {"id": "met", "kind": "choice", "label": "办过事吗", "options": ["办过", "没有"]},
        {"id": "words", "kind": "text", "label": "建议"},
    ],
}  # fmt: skip
FRAME = frame_of([["东村", 100], ["西村", 300]])


def told(*strata: tuple[int, Sequence[int]]) -> tuple[str, str]:
    return estimate(
        [Stratum(people=people, answers=tuple(One(value=Fraction(v)) for v in values)) for people, values in strata]
    ).printed()


@pytest.mark.parametrize(
    ("strata", "mean", "margin"),
    [
        # one village of 100, answers 0 and 100: s² = 5000, V = (1 − 2/100)·5000/2 = 2450, 1.96·√2450 = 97.0
        ([(100, [0, 100])], "50.0", "97.0"),
        # everybody was asked: what is left is no margin at all
        ([(2, [0, 100])], "50.0", "0.0"),
        # more answers than people (a wrong population) give no negative variance
        ([(1, [0, 100])], "50.0", "0.0"),
        # 100 of 400 live in the first: (100·50 + 300·75)/400 = 68.75, half up
        # V = (100²·0.98·5000/2 + 300²·(1−4/300)·(2500/3)/4)/400² = (24500000 + 18500000)/160000 = 268.75
        ([(100, [0, 100]), (300, [50, 50, 100, 100])], "68.8", "32.1"),
        # a village nobody answered from counts for nothing
        ([(100, [0, 100]), (900, [])], "50.0", "97.0"),
        # a single answer borrows the variance of the others: V = (100²·0.98·2500 + 100²·0.99·5000)/200² = 1850
        ([(100, [0, 100]), (100, [50])], "50.0", "84.3"),
        # where it cannot be estimated there is none
        ([(100, [50])], "50.0", ""),
        ([(100, [50, 50, 50])], "50.0", ""),
        ([(100, [])], "", ""),
    ],
)
def test_a_mean_is_weighted_by_population_and_its_margin_is_that_of_the_formula(
    strata: list[tuple[int, list[int]]], mean: str, margin: str
) -> None:
    assert told(*strata) == (mean, margin)


def test_a_group_across_villages_is_a_ratio_with_a_linearised_margin() -> None:
    # A: N 40, inside 100 and 0, outside 100, 100 (w = 10). B: N 60, inside 50, outside 0 (w = 30).
    # mean = (10·100 + 10·0 + 30·50)/(10 + 10 + 30) = 50; z: A 50, −50, 0, 0; B 0, 0; s²_A = 5000/3
    # V = 40²·(1 − 4/40)·(5000/3)/4 / 50² = 240; 1.96·√240 = 30.4
    inside, outside = True, False
    a = [(100, inside), (0, inside), (100, outside), (100, outside)]
    b = [(50, inside), (0, outside)]
    found = estimate(
        [
            Stratum(people=n, answers=tuple(One(value=Fraction(v), inside=i) for v, i in rows))
            for n, rows in ((40, a), (60, b))
        ]
    )
    assert (found.n, *found.printed()) == (3, "50.0", "30.4")


def test_the_margin_holds_what_it_says_in_samples_drawn_from_a_known_people() -> None:
    drawn, hits, times = random.Random(6), 0, 300
    people = [[drawn.choice([0, 25, 50, 75, 100]) for _ in range(n)] for n in (120, 300)]
    true = Fraction(sum(map(sum, people)), 420)
    for _ in range(times):
        strata = [
            Stratum(people=len(one), answers=tuple(One(value=Fraction(v)) for v in drawn.sample(one, n)))
            for one, n in zip(people, (40, 30), strict=True)
        ]
        found = estimate(strata)
        assert found.mean is not None and found.margin is not None
        hits += abs(found.mean - true) <= Fraction(found.margin)
    assert 0.90 <= hits / times <= 0.99


# -- small groups ---------------------------------------------------------------------------------------------------


def rank(rows: list[list[Fraction]]) -> int:
    """Return the rank of a matrix."""
    rows, found = [row[:] for row in rows], 0
    for column in range(len(rows[0]) if rows else 0):
        at = next((i for i in range(found, len(rows)) if rows[i][column]), None)
        if at is None:
            continue
        rows[found], rows[at] = rows[at], rows[found]
        for i in range(len(rows)):
            if i != found and rows[i][column]:
                factor = rows[i][column] / rows[found][column]
                rows[i] = [a - factor * b for a, b in zip(rows[i], rows[found], strict=True)]
        found += 1
    return found


Crossed = list[list[list[int]]]
crossed = st.lists(
    st.lists(st.lists(st.integers(0, 2), max_size=9), min_size=2, max_size=3), min_size=2, max_size=5
).filter(lambda rows: len({len(row) for row in rows}) == 1)
"""Answers by village and age."""


@given(crossed, st.integers(2, 10))
@settings(max_examples=150, deadline=None)
def test_no_group_held_back_can_be_had_from_all_that_is_told(cells: Crossed, least: int) -> None:
    villages, ages = len(cells), len(cells[0])
    every = [(v, a) for v in range(villages) for a in range(ages)]

    def line(chosen: set[tuple[int, int]]) -> list[Fraction]:
        return [Fraction(at in chosen) for at in every]

    tables = [
        [{at for at in every if at[0] == v} for v in range(villages)],
        [{at for at in every if at[1] == a} for a in range(ages)],
    ]
    known, secret = [line(set(every))], []
    for groups in tables:
        answers = [[x for v, a in sorted(group) for x in cells[v][a]] for group in groups]
        held = held_back(answers, least)
        for at, group in enumerate(groups):
            (secret if at in held else known).append(line(group))
        left = [answers[at] for at in held]
        everybody = len(held) == sum(bool(one) for one in answers)
        # what is left over when all that is shown is taken from the whole is neither small nor of one mind
        assert not held or everybody or (sum(map(len, left)) >= least and len({x for one in left for x in one}) > 1)
        for at, one in enumerate(answers):
            assert at in held or not one or (len(one) >= least and len(set(one)) > 1)
        if len(held) == 1:  # then it is the whole itself, of which nothing could be taken away
            assert everybody
            secret.pop()
    assert all(rank([*known, row]) > rank(known) for row in secret)


def answers(*counts: tuple[int, int, int, int]) -> list[dict[str, int]]:
    """Return answers: (place, age or −1, option, how many)."""
    return [
        {"place": place, "overall": option} | ({"age": age} if age >= 0 else {})
        for place, age, option, many in counts
        for _ in range(many)
    ]


def rows_of(result: dict[str, Any], group: str) -> dict[str, dict[str, Any]]:
    question = result["questions"][0]
    return {row["name"]: row for one in question["groups"] if one["id"] == group for row in one["rows"]}


def test_a_result_tells_groups_that_are_large_enough_and_hides_another_with_the_one_that_is_not() -> None:
    asked = read_questionnaire(SMALL)
    frame = frame_of([["东村", 100], ["西村", 300], ["南村", 50], ["北村", 50]])
    given_ = answers((0, 0, 0, 6), (0, 1, 2, 6), (1, 0, 0, 5), (1, 0, 1, 4), (2, 1, 0, 2), (2, -1, 1, 2))
    result: dict[str, Any] = result_of(asked, frame, given_)
    places = rows_of(result, "place")
    assert places["东村"] == {"name": "东村", "held": False, "n": 12, "value": "50.0", "margin": "27.7"}
    assert places["南村"] == {"name": "南村", "held": True}  # four
    assert places["西村"] == {"name": "西村", "held": True}  # nine, hidden with it: else the four were the rest
    assert places["北村"]["n"] == 0 and result["unreached"] == ["北村"] and result["reached"] == 450
    ages = rows_of(result, "age")
    assert ages["没有填写"]["held"] and ages["老"]["held"] and not ages["青"]["held"]
    again: dict[str, Any] = result_of(asked, frame, random.Random(1).sample(given_, len(given_)))
    assert again == result
    assert "n" not in places["南村"] and result["questions"][1] == {"id": "met", "kind": "choice", "n": None}


def test_a_group_of_one_mind_is_held_back_whatever_its_size() -> None:
    assert held_back([[1] * 30, [0, 1] * 10, [0, 2] * 20], 5) == {0, 1}
    assert held_back([[0, 1] * 10, [0, 2] * 20], 5) == frozenset()
    assert held_back([[], [0, 1] * 10], 5) == frozenset()
    assert held_back([[0, 1], [0, 1] * 10], 5) == {0, 1}
    assert held_back([[0] * 3, [0] * 3, [0, 1] * 10], 5) == {0, 1, 2}  # six together, but all of one mind


# -- what people type, what a file declares -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"overall": "0"}, "place"),
        ({"place": "2", "overall": "0"}, "place"),
        ({"place": "-1", "overall": "0"}, "place"),
        ({"place": "0", "overall": "3"}, "overall"),
        ({"place": "0", "overall": "1e0"}, "overall"),
        ({"place": "0", "overall": "２"}, "overall"),
        ({"place": "0", "overall": "0' OR 1=1"}, "overall"),
        ({"place": "0", "age": "9", "overall": "0"}, "age"),
        ({"place": "0"}, "overall"),
        ({"place": "0", "words": "长" * 201}, "words"),
        ({"place": "0", "words": "请打 138 0000 0000"}, "words"),
        ({"place": "0", "words": "一\x00二"}, "words"),
    ],
)
def test_what_is_no_answer_is_refused_beside_its_question(typed: dict[str, str], field: str) -> None:
    with pytest.raises(NotAnswered) as refused:
        read_sheet(read_questionnaire(SMALL), FRAME, typed)
    assert refused.value.field == field


def test_a_sheet_keeps_words_apart_and_nothing_that_was_not_asked() -> None:
    typed = {"place": "1", "overall": "2", "words": " 路灯  早点修 ", "name": "某某", "code": "X", "time": "now"}
    sheet = read_sheet(read_questionnaire(SMALL), FRAME, typed)
    assert sheet.answer == {"place": 1, "overall": 2} and sheet.texts == {"words": "路灯 早点修"}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"least": 4}, "最小人数"),
        ({"question": [SMALL["question"][1]]}, "至少要有一道打分的题"),
        ({"question": [{**SCALE, "points": ["100", "50"]}]}, "每个选项须有一个分值"),
        ({"question": [{**SCALE, "points": ["0", "50", "100"]}]}, "从好到差"),
        ({"question": [{**SCALE, "points": ["101", "50", "0"]}]}, "0 至 100"),
        ({"question": [{**SCALE, "good": 3}]}, "不能是全部"),
        ({"question": [{**SCALE, "options": ["满意"], "points": ["1"]}]}, "2 至 12 个选项"),
        ({"question": [SCALE, SCALE]}, "重复"),
        ({"question": [{**SCALE, "id": "place"}]}, "不能作名称"),
        ({"question": [{**SCALE, "colour": "red"}]}, "不认识的键"),
        ({"basis": "无"}, "须写依据"),
    ],
)
def test_a_questionnaire_that_could_not_be_counted_or_told_does_not_load(change: dict[str, Any], words: str) -> None:
    with pytest.raises(PackError, match=words):
        read_questionnaire({**SMALL, **change})


@pytest.mark.parametrize("pairs", [[], [["村", 0]], [["村", 1], ["村", 2]], [["", 1]], [["村", True]], [["村"]]])
def test_a_population_that_is_none_is_refused(pairs: list[list[object]]) -> None:
    with pytest.raises(PackError):
        frame_of(pairs)


def test_what_is_shipped_loads_and_is_kept_whole() -> None:
    for asked in packs.shipped().values():
        assert packs.read_kept(packs.kept(asked)) == asked
        assert asked.least >= 10 and all(one.points[0] == Decimal(100) for one in asked.scales)
