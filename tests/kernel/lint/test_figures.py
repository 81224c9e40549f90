"""Figures: right ones pass, wrong ones are found, and the sentences written afterwards are only measured."""

from __future__ import annotations

import pytest
from tests.kernel.lint.figure_sentences import HELD_BACK, KNOWN, LOOKED_AT, Made, sentences

from fazhi.kernel.lint import Document
from fazhi.kernel.lint.figures import extract, numbers


def codes(text: str) -> set[str]:
    """Return the codes that the figures of a text yield."""
    return set(extract(Document(text)).slips)


def missed_and_false(made: list[Made]) -> tuple[list[str], list[str]]:
    """Return the wrong sentences that were not found under their code, and the right ones that were."""
    missed = [f"{code} {wrong}" for _, wrong, code in made if code not in codes(wrong)]
    false = [f"{sorted(found)} {right}" for right, _, _ in made if (found := codes(right))]
    return missed, false


def test_known_sentences_are_judged_rightly() -> None:
    missed, false = missed_and_false(sentences(KNOWN + LOOKED_AT, 40, seed=1))
    assert (missed, false) == ([], [])


def test_held_back_sentences_reach_what_is_promised() -> None:
    made = sentences(HELD_BACK, 40, seed=2)
    missed, false = missed_and_false(made)
    found = len(made) - len(missed)
    precision, recall = found / (found + len(false)), found / len(made)
    print(
        f"held back: {len(made)} sentences, precision {precision:.3f}, recall {recall:.3f}", *missed[::40], *false[:9]
    )
    assert precision >= 0.95
    assert recall >= 0.90


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("市场主体34.77万户", (347650, 347750)),
        ("发布40余篇", (40, 50)),
        ("服务1200余人次", (1200, 1300)),
        ("投入10余万元", (100000, 200000)),
        ("占百分之三十五点六", (35.55, 35.65)),
        ("近2300人参加", (2070, 2300)),
        ("罚款二十三件", (23, 23)),
    ],
)
def test_a_number_is_the_interval_its_print_allows(text: str, printed: tuple[float, float]) -> None:
    (number,) = numbers(text)
    assert (float(number.low), float(number.high)) == printed


@pytest.mark.parametrize(
    "text",
    [
        "第12条第3款",
        "沿政发〔2024〕3号",
        "12345热线",
        "2024年12月31日",
        "3个月内",
        "两、三人",
        "一站式",
        "5+3模式",
        "1号文件",
        "18岁",
    ],
)
def test_what_counts_nothing_is_no_number(text: str) -> None:
    assert numbers(text) == ()


def test_offsets_are_those_of_the_text() -> None:
    text = "一、概况\n全镇共受理案件120件，办结110件，办结率95%。\n"
    (slip,) = extract(Document(text)).slips["Q001"]
    assert text[slip.start : slip.end] == "95%"


def test_what_was_compared_is_counted() -> None:
    figures = extract(Document("受理120件，办结108件，办结率90%。另有人员35人。"))
    assert figures.slips == {}
    assert figures.counts == {"found": 4, "checked": 1, "not_checkable": 3}
