"""Conditions over words: what counts as met is never less than what is."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi.kernel.lint import Context, Document, RuleSet, check, pattern_rule
from fazhi.kernel.lint.triggers import ALWAYS, Triggers, both, scannable, united, words_of

WORDS = ("罚款", "决定", "拆除", "限期", "强制", "公告")
SETS = st.frozensets(st.sampled_from(WORDS), min_size=1, max_size=3)
CONDITIONS = st.lists(st.lists(st.lists(SETS, max_size=3).map(tuple), min_size=1, max_size=3), min_size=1, max_size=5)


def met(triggers: Triggers, present: set[str]) -> list[int]:
    marks = triggers.none
    for word in present:
        marks |= triggers.marks[WORDS.index(word)]
    return [at for at, ways in triggers.each(triggers.met(marks)) if ways]


@given(CONDITIONS, st.sets(st.sampled_from(WORDS)))
def test_a_condition_is_met_where_one_way_has_a_word_of_each_set(conditions: list, present: set[str]) -> None:
    expected = [
        at
        for at, ways in enumerate(conditions)
        if any(all(not words.isdisjoint(present) for words in way) for way in ways)
    ]
    triggers = Triggers(WORDS, conditions)
    assert met(triggers, present) == expected
    for at in expected:
        marks = triggers.none
        for word in present:
            marks |= triggers.marks[WORDS.index(word)]
        told = dict(triggers.each(triggers.met(marks)))
        assert told[at] == [
            way for way, sets in enumerate(conditions[at]) if all(not words.isdisjoint(present) for words in sets)
        ]
        assert at not in dict(triggers.each(triggers.met(marks) & triggers.without((at,))))


def test_a_set_with_an_unknown_word_and_a_fifth_set_are_not_waited_for() -> None:
    unknown = frozenset({"罚款", "没有"})
    five = tuple(frozenset({word}) for word in WORDS[:5])
    triggers = Triggers(WORDS, ([(unknown,)], [five]))
    assert met(triggers, set()) == [0]
    assert met(triggers, set(WORDS[:4])) == [0, 1]
    assert met(triggers, set(WORDS[1:5])) == [0]


def test_two_conditions_at_once_and_sets_worth_a_scan() -> None:
    one, two, sign = frozenset({"罚款"}), frozenset({"决定"}), frozenset({"元", "罚款"})
    assert both([(one,)], [(two,), (one, two)]) == ((one, two), (one, two))
    many = [(frozenset({str(at)}),) for at in range(7)]
    assert both([(one,), (two,)], many) == [(one,), (two,)]
    assert scannable([(one, sign), (two,)]) == ((one,), (two,)) and scannable([(sign,)]) == ((),)
    assert scannable([]) == ALWAYS
    assert words_of([(one, sign), (two,)]) == {"罚款", "元", "决定"}


FORM = {
    "name": "x", "title": "题", "why": "因", "basis": ("文字规范：例",), "severity": "warning",
    "bad": ("拆除",), "good": ("好",),
}  # fmt: skip
RULES = RuleSet(
    [
        pattern_rule(code="Z001", patterns=("决定[^。]{0,9}罚款",), also=("公告|[0-9]",), **FORM),
        pattern_rule(code="Z002", patterns=("拆除",), also=("公告",), document_also=("附件",), **FORM),
        pattern_rule(code="Z003", patterns=("拆除",), scope="block", document_also=("附件|[0-9]+元",), **FORM),
        pattern_rule(code="Z004", patterns=("拆除[^\n]{0,9}公告",), scope="document", **FORM),
    ]
)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("决定给予罚款。公告。", ""),
        ("决定给予罚款，另行公告。", "Z001"),
        ("决定给予罚款3。", "Z001"),
        ("决定。罚款公告。", ""),
        ("应予拆除。公告。附件：图。", "Z003 Z004"),
        ("应予拆除。公告。费用5元。", "Z003 Z004"),
        ("应予拆除并公告。", "Z004"),
        ("应予拆除并公告。\n附件：图。", "Z002 Z003 Z004"),
        ("公告：应予拆除。", ""),
    ],
)
def test_a_rule_is_asked_wherever_it_may_find_something(text: str, codes: str) -> None:
    found = check(Document(text), RULES, Context(as_of=date(2026, 9, 1))).findings
    assert " ".join(sorted(finding.code for finding in found)) == codes


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("其他事项一律清退。", "Z005"),
        ("其他。清退。", ""),
        ("违法的，罚没。", "Z006"),
        ("罚没。", ""),
        ("安全。", "Z007"),
    ],
)
def test_a_frequent_word_is_waited_for_only_where_nothing_else_tells(text: str, codes: str) -> None:
    rules = RuleSet(
        [
            pattern_rule(code="Z005", patterns=("其他[^。]{0,9}清退",), **FORM),
            pattern_rule(code="Z006", patterns=("罚没",), cues=("违法",), **FORM),
            pattern_rule(code="Z007", patterns=("安全",), **FORM),
        ]
    )
    found = check(Document(text), rules, Context(as_of=date(2026, 9, 1))).findings
    assert " ".join(sorted(finding.code for finding in found)) == codes
    assert set(rules._words) == {"清退", "罚没", "违法", "安全"}


def test_united_ways_ask_for_a_word_of_any() -> None:
    ways = ((frozenset({"罚款"}), frozenset({"决定"})), (frozenset({"拆除", "限期"}),))
    assert united(ways) == ((frozenset({"罚款", "拆除", "限期"}),),)
    assert united(ways[:1]) == ways[:1]
    assert united((*ways, ())) == (*ways, ()), "a way that needs nothing is met anywhere"


def test_the_owner_of_ways_is_a_condition_that_has_one_of_them() -> None:
    triggers = Triggers(WORDS, [[(frozenset({"罚款"}),)], [(frozenset({"决定"}),), (frozenset({"拆除"}),)]])
    met = triggers.of([WORDS.index("决定"), WORDS.index("拆除")])
    assert triggers.owner(met) == 1
    assert not met & ~triggers.bits[1]


def test_a_rule_is_asked_only_where_all_elements_stand() -> None:
    rules = RuleSet(
        [pattern_rule(
            code="X001", name="together", title="一并", why="一并", basis=("文字规范：一并",), severity="info",
            kinds=("gw",), patterns=(), together=(("断水|断电", "逾期|拒不", "村里|镇里"),),
            bad=("逾期的，村里断水。",), good=("检修断水。",),
        )]
    )  # fmt: skip
    for text, asked in (("逾期的，村里断水。", 1), ("检修断水，村里通知。", 0), ("拒不搬的，镇里断电。", 1)):
        document = Document(text)
        assert len(list(rules.places(document, rules.seen(document), set()))) == asked, text


def test_words_of_an_element_are_not_enough_where_it_does_not_match() -> None:
    rules = RuleSet(
        [pattern_rule(
            code="X001", name="together", title="一并", why="一并", basis=("文字规范：一并",), severity="info",
            kinds=("gw",), patterns=(), together=(("断水|断电", "逾期[^。]{0,2}不交"),),
            bad=("逾期仍不交的，断水。",), good=("检修断水。",),
        )]
    )  # fmt: skip
    for text, asked in (("逾期仍不交的，断水。", 1), ("不交的已逾期，断水。", 0)):
        document = Document(text)
        assert len(list(rules.places(document, rules.seen(document), set()))) == asked, text
