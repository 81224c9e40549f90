"""Reading and printing: the grammar, its errors with their places, and that both ways agree."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.kernel.expressions_world import Record

from fazhi.kernel.errors import ExpressionError
from fazhi.kernel.expressions import (
    FUNCTIONS,
    And,
    Bool,
    Call,
    Compare,
    Expr,
    Int,
    ListOf,
    Name,
    Not,
    Or,
    Ref,
    Text,
    evaluate,
    parse,
    unparse,
)
from fazhi.kernel.expressions.parse import KEYWORDS, MAX_DEPTH, MAX_LENGTH


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("a.x=='甲'and b.y<3", "a.x == '甲' and b.y < 3"),
        ("((ok(a)))", "ok(a)"),
        ("(ok(a) and ok(b)) or ok(c)", "ok(a) and ok(b) or ok(c)"),
        ("ok(a) and (ok(b) or ok(c))", "ok(a) and (ok(b) or ok(c))"),
        ("ok(a) and (ok(b) and ok(c))", "ok(a) and (ok(b) and ok(c))"),
        ("not (not ok(a))", "not not ok(a)"),
        ("not (ok(a) or ok(b))", "not (ok(a) or ok(b))"),
        ("a.x in ['甲',\n  '乙']", "a.x in ['甲', '乙']"),
        ("a.x == 'it''s'", "a.x == 'it''s'"),
        ("days(a.date, today(), working_day) > 3", "days(a.date, today(), 'working_day') > 3"),
        ("count(a,'甲','乙')>=2", "count(a, '甲', '乙') >= 2"),
        ("(ok(a) and ok(b)) == true", "(ok(a) and ok(b)) == true"),
    ],
)
def test_a_text_is_printed_in_one_form(text: str, printed: str) -> None:
    assert unparse(parse(text)) == printed


def test_a_node_knows_its_place_and_text() -> None:
    expr = parse("ok(a)  and  not field.x in ['甲']")
    assert isinstance(expr, And)
    second = expr.items[1]
    assert (expr.source, second.position, second.source) == (
        "ok(a)  and  not field.x in ['甲']",
        12,
        "not field.x in ['甲']",
    )


def test_nodes_are_equal_by_what_they_say() -> None:
    assert parse("ok( a )") == parse("(ok(a))")
    assert len({parse("ok(a) and ok(b)"), parse("(ok(a)) and ok(b)"), parse("ok(b) and ok(a)")}) == 2
    assert parse("true") != parse("1")


def test_a_node_that_was_evaluated_can_still_be_sent_elsewhere() -> None:
    expr = parse("true or subject.x == '甲'")
    assert evaluate(expr, Record()) is True
    assert pickle.loads(pickle.dumps(expr)) == expr
    assert evaluate(pickle.loads(pickle.dumps(expr)), Record()) is True


@pytest.mark.parametrize(
    ("text", "position", "message", "hint"),
    [
        ("", 0, "条件是空的", "一直成立写 true，从不成立写 false"),
        ("ok(a", 4, "这里应为“)”（ok 的右括号），却是结尾", None),
        ("ok()) and true", 4, "“)”多余，前面已是完整的条件", "条件之间用 and 或者 or 连接"),
        ("ok(a) ok(b)", 6, "“ok”多余，前面已是完整的条件", "条件之间用 and 或者 or 连接"),
        ("ok(a) adn ok(b)", 6, "“adn”多余，前面已是完整的条件", "是否想写“and”"),
        ("oks(a)", 0, "没有函数“oks”", "是否想写“ok”"),
        ("happend(a)", 0, "没有函数“happend”", "是否想写“happened”"),
        ("frobnicate(a)", 0, "没有函数“frobnicate”", None),
        ("review", 0, "“review”单独出现，不知要问什么", "写成 ok(review)、review.outcome，文字加半角单引号"),
        ("True", 0, "“True”单独出现，不知要问什么", "是否想写“true”"),
        ("a.x == 受理", 7, "“受”不能直接出现", "名称只用英文字母、数字和下划线；文字加半角单引号"),
        ("a.x == '受理", 7, "文字没有写完，缺少右单引号", "文字写在同一行的两个半角单引号之间"),
        ("a.x == '受\n理'", 7, "文字没有写完，缺少右单引号", "文字写在同一行的两个半角单引号之间"),
        ("ok（a）", 2, "不认识全角符号“（”", "改用半角“(”"),
        ('a.x == "受理"', 7, "不认识双引号", "文字用半角单引号"),
        ("a.x = 1", 4, "不认识单个“=”", "比较相等写“==”"),
        ("!ok(a)", 0, "不认识单个“!”", "否定写“not”，不相等写“!=”"),
        ("a.x > -1", 6, "不用负数和减法", "日期相差写 days(前一日期, 后一日期, 'working_day')"),
        ("a.x > 0.5", 6, "不用小数", "金额以元为单位写整数"),
        ("a.x > 500_000", 6, "数字后面不能紧接字母", "名称以字母开头，数字之间不用分隔符"),
        ("a.x > 1234567890123456", 6, "数字过大，最多 15 位", None),
        ("a.x not in ['甲']", 4, "没有“not in”", "写成 not (… in […])"),
        ("1 < a.x < 3", 8, "比较不能连写", "拆成两个比较，用 and 连接"),
        ("a.x in []", 8, "列表里只写数字和文字，却是“]”", "例如 ['同意', '部分同意']，不能为空"),
        ("a.x in [甲]", 8, "“甲”不能直接出现", "名称只用英文字母、数字和下划线；文字加半角单引号"),
        ("ok(a) and", 9, "这里缺少内容，却是结尾", "应为引用、函数、数字、文字或者括号"),
        ("a. == 1", 3, "“a.”后面应为名称，却是“==”", None),
        ("count(a, 3) > 1", 9, "count 的参数应为名称、引用或者文字，却是“3”", None),
        ("ok(a) @ ok(b)", 6, "不认识的符号“@”", None),
    ],
)
def test_a_fault_is_named_with_its_place(text: str, position: int, message: str, hint: str | None) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    error = caught.value
    assert (error.position, error.message, error.hint, error.code) == (position, message, hint, "F111")
    assert error.where is not None and error.where.endswith(f"第 {position + 1} 字")


def test_depth_and_length_are_bounded() -> None:
    deep = "(" * MAX_DEPTH + "true" + ")" * MAX_DEPTH
    assert parse(deep) == Bool(value=True)
    for text in (f"({deep})", "not " * (MAX_DEPTH + 1) + "true", "present(" * 100):
        with pytest.raises(ExpressionError, match="太深"):
            parse(text)
    with pytest.raises(ExpressionError, match="条件过长"):
        parse("true and " * 500 + "true")


@given(st.text(alphabet=st.sampled_from("ok(a).x'\"=!<>[], andorti甲（1９²\n\u3000"), max_size=40) | st.text())
def test_every_text_gives_a_tree_or_one_kind_of_error(text: str) -> None:
    try:
        parse(text)
    except ExpressionError as error:
        assert error.position is not None and 0 <= error.position <= len(text)


names = st.from_regex(r"[a-z_][a-z0-9_]{0,6}", fullmatch=True).filter(lambda name: name not in KEYWORDS)
texts = st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"]), max_size=6)
literals = st.builds(lambda v: Int(value=v), st.integers(0, 10**15 - 1)) | st.builds(lambda v: Text(value=v), texts)
refs = st.builds(lambda owner, name: Ref(owner=owner, name=name), names, names)
arguments = st.one_of(refs, names.map(lambda n: Name(id=n)), texts.map(lambda t: Text(value=t)))
calls = st.builds(
    lambda fn, args: Call(fn=fn, args=tuple(args)),
    st.sampled_from(sorted(set(FUNCTIONS) - {"days"})),
    st.lists(arguments | st.just(Call(fn="today", args=())), max_size=3),
)
lists = st.lists(literals, min_size=1, max_size=3).map(lambda items: ListOf(items=tuple(items)))
leaves = st.one_of(literals, refs, calls, lists, st.booleans().map(lambda v: Bool(value=v)))
trees: st.SearchStrategy[Expr] = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(lambda items: And(items=tuple(items))),
        st.lists(inner, min_size=2, max_size=3).map(lambda items: Or(items=tuple(items))),
        inner.map(lambda operand: Not(operand=operand)),
        st.builds(
            lambda op, left, right: Compare(op=op, left=left, right=right),
            st.sampled_from(["==", "!=", "<", "<=", ">", ">=", "in"]),
            inner,
            inner,
        ),
    ),
    max_leaves=12,
)


@given(trees)
def test_reading_what_was_printed_gives_the_same_tree(expr: Expr) -> None:
    text = unparse(expr)
    if len(text) <= MAX_LENGTH:
        again = parse(text)
        assert again == expr and hash(again) == hash(expr)
        assert unparse(again) == text
