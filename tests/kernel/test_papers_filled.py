"""A text held against the approved model text it is made from: blanks may be filled, and nothing else may differ."""

from __future__ import annotations

import pytest

from fazhi.kernel.papers import Change, blanks_of, filled

MODEL = (
    "保洁服务合同（示范文本）",
    "甲方：____________",
    "乙方：      （盖章）",
    "第一条　保洁范围为________，自____年__月__日起。",
    "第二条　费用为人民币____元，按月支付。",
    "第三条　争议由甲方所在地人民法院管辖。",
)
TEXT = (
    "保洁服务合同（示范文本）",
    "甲方：柳湾镇人民政府",
    "乙方：清禾第三公司（盖章）",
    "第一条 保洁范围为第3片区、镇东街，自2026年9月1日起。",
    "第二条　费用为人民币18,000元，按月支付。",
    "第三条　争议由甲方所在地人民法院管辖。",
)


def test_only_blanks_are_filled_and_what_stands_in_them_is_told() -> None:
    found = filled(MODEL, TEXT)
    assert found.only_blanks and (found.count, found.left_open) == (7, 0) and blanks_of(MODEL) == 7
    assert [blank.values for blank in found.blanks] == [
        ("柳湾镇人民政府",), ("清禾第三公司",), ("第3片区、镇东街", "2026", "9", "1"), ("18,000",),
    ]  # fmt: skip


def test_a_blank_left_open_is_no_difference_but_is_counted() -> None:
    found = filled(MODEL, (*TEXT[:4], MODEL[4], TEXT[5]))
    assert found.only_blanks and (found.count, found.left_open) == (6, 1)


@pytest.mark.parametrize(
    ("spoil", "change"),
    [
        pytest.param(lambda t: [*t[:5], "第三条　争议由乙方所在地人民法院管辖。"], Change.CHANGED, id="a word altered"),
        pytest.param(lambda t: [*t, "第四条　甲方不得解除合同。"], Change.ADDED, id="a clause added at the end"),
        pytest.param(lambda t: [t[0], "另有约定的从其约定。", *t[1:]], Change.ADDED, id="a line added between"),
        pytest.param(lambda t: [*t[:4], t[5]], Change.MISSING, id="a clause left out"),
        pytest.param(
            lambda t: [*t[:4], "第二条　费用为人民币1元，乙方放弃违约金，另付9元，按月支付。", t[5]],
            Change.CHANGED, id="a clause slipped into a blank",
        ),
        pytest.param(
            lambda t: [*t[:3], f"第一条　保洁范围为{'街' * 81}，自2026年9月1日起。", *t[4:]],
            None, id="a blank of 81 signs",
        ),
    ],
)  # fmt: skip
def test_whatever_else_differs_is_told(spoil, change: Change | None) -> None:
    found = filled(MODEL, spoil(list(TEXT)))
    assert not found.only_blanks
    assert change is None or [one.change for one in found.differing] == [change]


def test_two_clauses_that_change_places_and_a_text_of_another_model_differ() -> None:
    assert not filled(MODEL, (*TEXT[:4], TEXT[5], TEXT[4])).only_blanks
    assert not filled(MODEL, ("采购合同", "第一条　另一件事。")).only_blanks
    assert not filled(MODEL, ()).only_blanks and not filled((), TEXT).only_blanks
