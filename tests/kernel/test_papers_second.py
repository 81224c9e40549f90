"""The second look at a text that comes back: the fate of each opinion, and what else was altered after review."""

from __future__ import annotations

import pytest

from fazhi.kernel.papers import Fate, second_look

BEFORE = (
    "2027年度保洁服务合同",
    "根据《中华人民共和国合同法》等规定，双方订立本合同。",
    "",
    "第一条 服务范围：集镇建成区道路。",
    "第二条 服务费用：全年人民币叁拾陆万捌仟元整。",
    "（一）按季度支付；",
    "（二）考核不合格的扣减。",
    "第三条 甲方为乙方购车贷款提供连带责任保证。",
    "第四条 争议提交仲裁。",
    "第五条 本合同一式六份。",
)
AFTER = (
    "2027年度保洁服务合同",
    "根据《中华人民共和国民法典》等规定，双方订立本合同。",
    "第一条 服务范围：集镇建成区道路。",
    "第二条 服务费用：全年人民币叁拾陆万捌仟元整。",
    "（一）按月支付；",
    "（二）考核不合格的扣减。",
    "第三条 争议提交仲裁。",
    "第四条 本合同一式八份。",
    "第六条 乙方可以转包给他人办理。",
)


def fates(**places: str) -> dict[str, Fate]:
    return dict(second_look(BEFORE, AFTER, places).fates)


@pytest.mark.parametrize(
    ("place", "fate"),
    [
        ("前言", Fate.CHANGED),
        ("第一条", Fate.UNTOUCHED),
        ("草案第二条第（一）项", Fate.CHANGED),
        ("第2条", Fate.CHANGED),
        ("第三条", Fate.GONE),
        ("第9条", Fate.UNPLACED),
        ("第4行", Fate.UNTOUCHED),
        ("服务范围", Fate.UNTOUCHED),
        ("全文", Fate.UNPLACED),
        ("", Fate.UNPLACED),
    ],
)
def test_the_fate_of_an_opinion_is_that_of_its_clause(place: str, fate: Fate) -> None:
    assert fates(a=place) == {"a": fate}


def test_a_clause_that_only_moved_to_another_number_is_compared_with_itself() -> None:
    look = second_look(BEFORE, AFTER, {"a": "第四条"})
    row = next(row for row in look.rows if row.points)
    assert "仲裁" in row.pair.before[-1].text and "仲裁" in row.pair.after[-1].text


def test_what_no_opinion_speaks_of_was_altered_after_review() -> None:
    look = second_look(BEFORE, AFTER, {"a": "前言", "b": "第二条", "c": "第三条", "d": "第四条"})
    assert [row.clause for row in look.rows if row.after_review] == ["第五条", "第六条（新）"]
    assert [row.clause for row in look.rows if row.altered and row.points] == ["前言", "第二条", "第三条", "第四条"]


def test_a_new_clause_of_a_known_number_is_not_the_old_one() -> None:
    look = second_look(
        ("第一条 甲方付款。",), ("第一条 甲方付款。", "第一条 乙方可以转包给他人办理施工。"), {"a": "第一条"}
    )
    assert look.fates == {"a": Fate.UNTOUCHED}
    assert [row.after_review for row in look.rows] == [False, True]


def test_a_text_without_articles_is_told_by_its_headings() -> None:
    before = ("方案", "一、总体要求", "做好工作。", "二、工作安排", "三月完成。")
    after = ("方案", "一、总体要求", "做好工作。", "二、工作安排", "四月完成。")
    look = second_look(before, after, {"a": "一、总体要求", "b": "二、工作安排"})
    assert look.fates == {"a": Fate.UNTOUCHED, "b": Fate.CHANGED}


@pytest.mark.parametrize(
    ("digits", "written"), [("10", "十"), ("12", "十二"), ("105", "一百零五"), ("110", "一百一十"), ("23", "二十三")]
)
def test_articles_in_digits_are_the_written_ones(digits: str, written: str) -> None:
    before = (f"第{written}条 甲方付款。",)
    assert second_look(before, before, {"a": f"第{digits}条"}).fates == {"a": Fate.UNTOUCHED}
