"""What is looked for by words, around words or behind a gate is found as if the whole text had been searched."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fazhi.kernel.lint import Context, Document, Finding, RuleSet, check, compiled, pattern_rule
from fazhi.kernel.lint.needs import as_data, derive_needs, each_match, matches, may_match, needs_of, remember
from fazhi.kernel.lint.recognition import PATTERNS
from fazhi.packs.rules import NEEDS, all_rules

FILL = "当事人应当自收到之日起履行，逾期不履行的，\n依法申请强制执行。"
WORDS = ("决定", "罚款", "元以下罚款", "拆除", "。", "\n", "附件1", "二百元", "不", "以上")
SIGN = st.sampled_from(("决定", "罚款", "拆除", "元以下", "附件"))
PIECE = st.one_of(
    SIGN,
    st.builds("(?:{}|{})".format, SIGN, SIGN),
    st.builds("(?:{}|[^。]{{2,}}{})".format, SIGN, SIGN),
    st.builds("(?:{})?".format, SIGN),
    st.builds("(?<!不){}".format, SIGN),
    st.builds("{}(?!以上)".format, SIGN),
    st.builds("{}(?=罚款|。|\\n)".format, SIGN),
    st.builds("^{}".format, SIGN),
    st.builds("{}$".format, SIGN),
    st.sampled_from(
        (r"[^。]{0,20}", r"[^。]*", r"[^\n]*", ".{0,9}", ".*", r"\s?", r"[^。\n]+?", r"[\s\S]{0,30}", r"\b")
    ),
)
PATTERN = st.lists(PIECE, min_size=1, max_size=4).map("".join)
TEXT = st.lists(st.one_of(st.sampled_from(WORDS), st.just(FILL * 12), st.just(FILL)), max_size=14).map("".join)


def spans(pattern: str, text: str, present: set[str] | None) -> list[tuple[int, int]]:
    return [match.span() for match in each_match(pattern, text, present)]


@settings(max_examples=400, deadline=None)
@given(st.one_of(PATTERN, st.builds("{}|{}".format, PATTERN, PATTERN)), TEXT)
def test_looking_around_the_words_finds_what_the_whole_text_holds(pattern: str, text: str) -> None:
    every = [match.span() for match in compiled(pattern).finditer(text)]
    present = {word for word in needs_of(pattern).words if len(word) > 1 and word in text}
    assert spans(pattern, text, None) == every
    assert spans(pattern, text, present) == every
    assert matches(pattern, text) is matches(pattern, text, present) is bool(every)


@pytest.mark.parametrize(
    ("pattern", "count"),
    [
        ("决定罚款(?![^。]{30}以上)", 1),
        ("(?<!未经[^。]{20})决定罚款", 1),
        ("决定[^。]*$", 0),
        ("(?m)^决定[^\n]*$", 0),
        (r"决定.*(?=。\n附件)", 1),
        ("决定[^，]*?元。\n附件", 1),
        ("罚款|[^。]{1,300}罚款", 2),
        ("决定[^罚款]*附件", 0),
        ("二百[^罚款]*附件", 1),
        ("听听罚|附件1|决定[^。]{1,300}元", 2),
    ],
)
def test_what_stands_around_a_match_is_seen(pattern: str, count: int) -> None:
    before = FILL * 20 + "未经" + "听" * 20 + "决定罚款" + "是" * 30 + "以上。" + FILL
    text = before + "本机关决定罚款" + "人" * 29 + "二百元。\n附件1\n" + FILL * 20
    assert len(spans(pattern, text, None)) == count
    assert matches(pattern, text) is (count > 0)
    assert spans(pattern, text, None) == [match.span() for match in compiled(pattern).finditer(text)]


def test_a_match_at_the_edge_of_what_is_searched_is_looked_at_again() -> None:
    apart = "决定" + "甲" * 12
    for pattern in ("决定(?!.{13}以上)", "罚款.{2}决定(?!.{13}以上)|拆除.{2}决定(?!.{13}以上)"):
        for lead in ("", "罚款甲甲", "拆除甲甲"):
            for count in range(1, 4):
                text = FILL * 20 + (lead + apart) * count + "乙以上" + FILL * 20
                assert matches(pattern, text) is (compiled(pattern).search(text) is not None), (pattern, count)


@pytest.mark.parametrize(
    ("pattern", "ways", "exact"),
    [
        ("罚款|拆除", [["拆除", "罚款"]], True),
        ("(?:决定|给予)[^。]{0,9}罚款", [["罚款"], ["决定", "给予"]], False),
        ("[0-9]元", [["0元", "1元", "2元", "3元", "4元", "5元", "6元", "7元", "8元", "9元"]], True),
        ("年|月", [["年", "月"]], True),
        ("决定.{0,9}罚款元?", [["决定"], ["罚款"]], False),
    ],
)
def test_one_word_of_every_set_is_needed(pattern: str, ways: list[list[str]], exact: bool) -> None:
    assert as_data(needs_of(pattern)) == [exact, [ways]]


def test_a_pattern_of_branches_needs_the_words_of_one_of_them() -> None:
    needs = derive_needs("决定.{0,9}罚款|拆除[^。]+")
    assert as_data(needs) == [False, [[["决定"], ["罚款"]], [["拆除"]]]]
    assert needs.met({"拆除"}, "") and needs.met({"决定", "罚款"}, "")
    assert not needs.met({"决定"}, "") and not needs.met(None, "决定") and needs.met(None, "拆除")


def test_single_signs_are_looked_for_in_the_text_itself() -> None:
    needs = derive_needs("年.{0,9}月|[甲乙]方[^。]|丙.")
    assert needs.met(set(), "今年五月") and needs.met(set(), "丙某") and needs.met({"乙方"}, "")
    assert not needs.met(set(), "今天甲方") and needs.met(None, "今天甲方")


def test_a_pattern_nothing_is_known_of_may_match_and_nothing_is_derived_for_it() -> None:
    assert may_match("没有人问过的[甲乙]字", "丙")
    remember({"问过的[甲乙]字": [False, [[["问过的甲字", "问过的乙字"]]]]})
    assert not may_match("问过的[甲乙]字", "问过的丙字") and may_match("问过的[甲乙]字", "有问过的乙字")


def test_nothing_is_derived_where_nothing_is_needed() -> None:
    for pattern in ("(?:罚款)?", r"\d+", "(?i)todo", "决定|[^。]{3}"):
        assert derive_needs(pattern).ways == ()
        assert derive_needs(pattern).met(set(), "")


def test_remembered_needs_are_those_that_would_be_derived() -> None:
    remembered = json.loads(NEEDS.read_text(encoding="utf-8"))
    assert set(remembered) == {pattern for rule in all_rules() for pattern in rule.needed} | set(PATTERNS)
    assert remembered == {pattern: as_data(derive_needs(pattern)) for pattern in remembered}


# ---- the run ------------------------------------------------------------------------------------------------------

FORM = {
    "name": "x", "title": "题", "why": "因", "basis": ("文字规范：例",), "severity": "warning",
    "bad": ("拆除",), "good": ("好",),
}  # fmt: skip
FORMS = ("决定[^。]{0,9}罚款", "拆除")
RULES = RuleSet(
    [
        pattern_rule(code="Z001", patterns=("决定[^。]{0,9}罚款", "拆除"), each=True, **FORM),
        pattern_rule(code="Z002", patterns=("决定[^。]{0,9}罚款", "拆除"), scope="document", each=True, **FORM),
        pattern_rule(code="Z003", patterns=("拆除",), document_also=("附件",), **FORM),
        pattern_rule(code="Z004", patterns=("拆除",), document_unless=("附件",), scope="block", **FORM),
    ]
)


def found(text: str) -> tuple[Finding, ...]:
    return check(Document(text), RULES, Context(as_of=date(2026, 9, 1))).findings


@settings(max_examples=60, deadline=None)
@given(TEXT)
def test_a_text_in_parts_gives_what_the_whole_gives(text: str) -> None:
    whole = found(text)
    assert [(item.start, item.end) for item in whole if item.code == "Z002"] == sorted(
        match.span() for pattern in ("决定[^。]{0,9}罚款", "拆除") for match in compiled(pattern).finditer(text)
    )
    document, begin, inside = Document(text), 0, []
    for end in document.sentence_ends:
        inside += [
            match.span() for pattern in FORMS for match in compiled(pattern).finditer(document.folded, begin, end)
        ]
        begin = end
    assert [(item.start, item.end) for item in whole if item.code == "Z001"] == sorted(inside)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("fazhi.kernel.lint.ruleset._CHUNK", 40)
        assert found(text) == whole


def test_the_words_of_one_document_say_nothing_about_another() -> None:
    context = Context(as_of=date(2026, 9, 1))
    check(Document("当事人已经拆除。附件1"), RULES, context)
    other = Document("没有什么。")
    assert not context.found(other, "附件") and not list(context.each(other, "拆除"))
    assert context.found(Document("附件"), "附件")
