"""Sums in words, and texts compared clause by clause."""

from __future__ import annotations

from decimal import Decimal

import pytest

from fazhi.kernel.papers import Change, compare
from fazhi.kernel.papers.forms import capital, money


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("0.50", "伍角整"),
        ("10", "壹拾元整"),
        ("1409.50", "壹仟肆佰零玖元伍角整"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("1680.32", "壹仟陆佰捌拾元零叁角贰分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("107000.53", "壹拾万柒仟元零伍角叁分"),
        ("100005000", "壹亿零伍仟元整"),
        ("1000000000000", "壹万亿元整"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        ("-3", "-3.00元"),
    ],
)
def test_sums_are_written_in_words(amount: str, words: str) -> None:
    assert capital(Decimal(amount)) == words


def test_a_sum_in_figures_has_two_decimals() -> None:
    assert money(Decimal("42800.005")) == "42800.01元"


ISSUED = (
    "合法性审查意见书",
    "一、审查结论",
    "基本合法，按意见修改后可提交。",
    "（一）必须。第六条：删去担保。",
    "请于11月24日前反馈。",
)


def test_equal_texts_differ_nowhere_however_word_wrote_them() -> None:
    back = (
        "合法性审查意见书",
        "一、审查结论",
        "基本合法,按意见修改后可提交。 ",
        "(一)必须。第六条:删去担保。",
        "请于１１月２４日前反馈。",
    )
    assert {item.change for item in compare(ISSUED, back)} == {Change.SAME}


def test_a_changed_word_is_marked_on_both_sides() -> None:
    back = (*ISSUED[:2], "合法，按意见修改后可提交。", *ISSUED[3:])
    changed = [item for item in compare(ISSUED, back) if item.change is not Change.SAME]
    assert [item.change for item in changed] == [Change.CHANGED]
    assert [part.text for part in changed[0].before if part.marked] == ["基本"]
    assert not any(part.marked for part in changed[0].after)


def test_missing_and_added_clauses_are_told_apart_from_changed_ones() -> None:
    back = (*ISSUED[:3], ISSUED[4], "（二）建议。第九条写明份数。")
    found = {item.change: item for item in compare(ISSUED, back) if item.change is not Change.SAME}
    assert set(found) == {Change.MISSING, Change.ADDED}
    assert found[Change.MISSING].label == "（一）"
    assert "".join(part.text for part in found[Change.ADDED].after) == "（二）建议。第九条写明份数。"


def test_the_comparison_keeps_every_line_of_both_sides() -> None:
    before = [f"第{number}条　内容{number * 7}。" for number in range(1, 40)]
    after = [line.replace("内容", "条款") if number % 3 else line for number, line in enumerate(before) if number % 5]
    found = compare(before, after)
    assert ["".join(part.text for part in item.before) for item in found if item.before] == before
    assert ["".join(part.text for part in item.after) for item in found if item.after] == after
