"""Blame and sentences: what keeps a condition closed, and how it reads to an official."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.kernel.expressions_world import ATOMS, SCOPE, Cast, Record, conditions, partly

from fazhi.kernel.expressions import (
    Bool,
    Expr,
    Value,
    and_,
    atoms,
    blame,
    conjuncts,
    evaluate,
    money_cn,
    not_,
    noun,
    or_,
    parse,
    sentence,
    substitute,
    unmet,
    unparse,
    value_cn,
)

read_once: st.SearchStrategy[Expr] = st.permutations(ATOMS).flatmap(
    lambda order: st.lists(st.integers(0, 5), min_size=2, max_size=6).map(lambda shape: _fold(order, shape))
)


def _fold(order: list[Expr], shape: list[int]) -> Expr:
    """Build a condition in which no atom stands twice; ``shape`` says how the atoms are joined."""
    expr = order[0]
    for atom, how in zip(order[1:], shape, strict=False):
        part = not_(atom) if how % 2 else atom
        expr = (and_, or_)[how % 3 % 2](expr, part)
        if how > 3:
            expr = not_(expr)
    return expr


@given(conditions, partly)
def test_somebody_is_to_blame_exactly_when_the_condition_is_not_true(expr: Expr, values: dict[str, Value]) -> None:
    env = Record(values=values)
    assert bool(blame(expr, env)) is (evaluate(expr, env) is not True)
    assert bool(unmet(expr, env)) is (evaluate(expr, env) is not True)


@given(conditions, partly)
def test_what_is_blamed_is_not_as_wanted(expr: Expr, values: dict[str, Value]) -> None:
    env = Record(values=values)
    known_atoms = {atom.expr for atom in atoms(expr)}
    for fault in blame(expr, env):
        assert fault.expr in known_atoms
        assert fault.value is evaluate(fault.expr, env)
        if fault.polarity:
            assert fault.value is not (fault.polarity > 0)
        assert bool(fault.missing) is (fault.value is None)


@given(read_once, partly)
def test_every_blamed_atom_matters_and_together_they_suffice(expr: Expr, values: dict[str, Value]) -> None:
    env = Record(values=values)
    right: dict[Expr, Expr] = {fault.expr: Bool(value=fault.polarity > 0) for fault in blame(expr, env)}
    assert evaluate(substitute(expr, right), env) is True
    cures = [
        set(chosen)
        for size in range(len(right) + 1)
        for chosen in combinations(right, size)
        if evaluate(substitute(expr, {atom: right[atom] for atom in chosen}), env) is True
    ]
    smallest = [cure for cure in cures if not any(other < cure for other in cures)]
    assert set().union(*smallest) == set(right)


def test_blame_names_each_alternative_and_what_is_to_be_filled_in() -> None:
    expr = parse(
        "subject.risk and (ok(review) or days(submit.date, field.end, 'calendar_day') >= 7) and not over(reply)"
    )
    env = Record(
        values={"subject.risk": True, "ok(review)": False, "submit.date": date(2026, 3, 1), "over(reply)": True}
    )
    found = blame(expr, env)
    assert [(fault.expr.source, fault.value, fault.polarity) for fault in found] == [
        ("ok(review)", False, 1),
        ("days(submit.date, field.end, 'calendar_day') >= 7", None, 1),
        ("over(reply)", True, -1),
    ]
    assert [[unparse(part) for part in fault.missing] for fault in found] == [[], ["field.end"], []]
    assert [noun(part, Cast()) for part in found[1].missing] == ["“截止日期”"]
    assert [part.source for part in unmet(expr, env)] == [part.source for part in conjuncts(expr)[1:]]


def test_an_atom_wanted_both_ways_has_no_polarity() -> None:
    expr = parse("(subject.risk and ok(review)) or (not subject.risk and ok(submit))")
    assert [(fault.expr.source, fault.polarity) for fault in blame(expr, Record())] == [
        ("subject.risk", 0),
        ("ok(review)", 1),
        ("ok(submit)", 1),
    ]


def test_a_constant_may_be_to_blame() -> None:
    assert [fault.expr for fault in blame(parse("true and false"), Record())] == [parse("false")]


@pytest.mark.parametrize(
    ("text", "chinese"),
    [
        ("ok(review)", "“合法性审查”已办结且有效"),
        ("not happened(review)", "尚未办理“合法性审查”"),
        ("happened(review)", "已办理“合法性审查”"),
        ("did(review)", "“合法性审查”曾依法办理"),
        ("not stale(review)", "“合法性审查”未因依据变动而失效"),
        ("required(review)", "按本案情形应当办理“合法性审查”"),
        ("settled(review)", "“合法性审查”已通过或者无须办理"),
        ("begun(review)", "“合法性审查”已开始办理"),
        ("waiting(counsel)", "“法律顾问意见”已送出而未答复"),
        ("not ever(review, '不合法')", "“合法性审查”从未有结果“不合法”"),
        ("listed(parties) > 0 and all(third)", "名单“第三方”不为空，且每一项“第三方意见”均已办结且有效"),
        ("over(reply)", "期限“答复期限”已届满"),
        ("not over(reply)", "期限“答复期限”尚未届满"),
        ("running(reply)", "期限“答复期限”正在计算且未届满"),
        ("not started(reply)", "期限“答复期限”尚未起算"),
        ("met(reply)", "已在期限“答复期限”内办结"),
        ("present(field.missing)", "已填写“缺什么”"),
        ("not present(review.opinion)", "未填写“合法性审查”的“审查意见”"),
        ("vouched()", "应附凭证已齐"),
        ("subject.risk", "“可能影响社会稳定”为“是”"),
        ("not subject.risk", "“可能影响社会稳定”为“否”"),
        ("true", "一律成立"),
        ("false", "一律不成立"),
        ("field.outcome == '同意'", "本次结果为“同意”"),
        ("review.outcome in ['合法', '不合法']", "“合法性审查”的结果为“合法”或者“不合法”"),
        ("not subject.kind in ['普通']", "“类型”不为“普通”"),
        ("'张榜' in field.manners", "“方式”包含“张榜”"),
        ("not '老人' in subject.groups", "“涉及人群”不包含“老人”"),
        ("subject.amount >= 500000", "“金额”不低于50万元"),
        ("500000 > subject.amount", "“金额”低于50万元"),
        ("subject.amount <= param.fast", "“金额”不超过“快速办理限额”"),
        ("subject.people >= 30", "“涉及人数”不少于30"),
        ("not subject.people >= 30", "“涉及人数”少于30"),
        ("count(third) >= 3", "“第三方意见”的有效办理次数不少于3次"),
        ("count(third, '同意公开') >= 2", "“第三方意见”结果为“同意公开”的次数不少于2次"),
        ("count(third, '不同意公开') == 0", "没有结果为“不同意公开”的“第三方意见”"),
        ("count(third) > 0", "有有效的“第三方意见”"),
        ("count(third) == listed(parties)", "“第三方意见”的有效办理次数等于名单“第三方”的项数"),
        ("actors(review) >= 2", "“合法性审查”的决定人数不少于2人"),
        ("facts(review) == 0", "“合法性审查”没有登记的违规事实"),
        ("facts(review) < 3", "“合法性审查”登记的违规事实数少于3件"),
        ("listed(parties) == 0", "名单“第三方”为空"),
        (
            "days(submit.date, today(), 'working_day') <= 3",
            "自“送审”的办理日期至办理当日不超过3个工作日",
        ),
        ("days(counsel.sent, field.end, 'calendar_day') >= 7", "自“法律顾问意见”的送出日期至“截止日期”不少于7日"),
        ("counsel.sent <= subject.due", "“法律顾问意见”的送出日期不晚于“约定日期”"),
        # what is no condition is named
        ("submit.date", "“送审”的办理日期"),
        ("subject.amount", "“金额”"),
        ("count(third, '同意公开', '不同意公开')", "“第三方意见”结果为“同意公开”或者“不同意公开”的次数"),
        ("days(submit.date, today(), 'working_day')", "“送审”的办理日期至办理当日的工作日数"),
        # a denial beside a demand is the premise of a duty
        ("field.outcome != '退回补正' or present(field.missing)", "本次结果为“退回补正”的，须填写“缺什么”"),
        ("review.outcome != '不合法' or ok(counsel)", "“合法性审查”的结果为“不合法”的，须“法律顾问意见”已办结且有效"),
        ("not subject.risk or ok(review)", "“可能影响社会稳定”为“是”的，须“合法性审查”已办结且有效"),
        (
            "subject.amount < 500000 or ok(review) or ok(counsel)",
            "“金额”不低于50万元的，须“合法性审查”已办结且有效，或者“法律顾问意见”已办结且有效",
        ),
        (
            "count(third, '不同意公开') == 0 or ok(counsel)",
            "有结果为“不同意公开”的“第三方意见”的，须“法律顾问意见”已办结且有效",
        ),
        (
            "not subject.risk or field.outcome != '同意' or ok(review)",
            "“可能影响社会稳定”为“是”且本次结果为“同意”的，须“合法性审查”已办结且有效",
        ),
        (
            "ok(review) or (review.outcome == '不合法' and ok(counsel))",
            "“合法性审查”已办结且有效，或者（“合法性审查”的结果为“不合法”，且“法律顾问意见”已办结且有效）",
        ),
        (
            "not (ok(review) and ok(counsel))",
            "“合法性审查”未办结、未通过或者已失效，或者“法律顾问意见”未办结、未通过或者已失效",
        ),
    ],
)
def test_a_condition_reads_like_this(text: str, chinese: str) -> None:
    assert sentence(parse(text), Cast(), SCOPE) == chinese


def test_without_types_numbers_stay_bare() -> None:
    assert sentence(parse("subject.amount >= 500000"), Cast()) == "“金额”不少于500000"


@given(conditions)
def test_every_condition_can_be_said(expr: Expr) -> None:
    for scope in (SCOPE, None):
        text = sentence(expr, Cast(), scope)
        assert text
        assert not any(word in text for word in ("None", " and ", " or ", "==", "(", "。"))


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (None, "未填写"),
        (True, "是"),
        (False, "否"),
        (date(2026, 3, 5), "2026年3月5日"),
        (Decimal("500000"), "50万元"),
        (Decimal("123456.7"), "123456.70元"),
        (Decimal("8000.00"), "8000元"),
        (Decimal("0"), "0元"),
        (Decimal("NaN"), "NaN元"),
        (7, "7"),
        ("同意", "同意"),
        (frozenset({"座谈", "张榜"}), "座谈、张榜"),
        (frozenset(), "无"),
    ],
    ids=str,
)
def test_values_are_printed_officially(value: Value, printed: str) -> None:
    assert value_cn(value) == printed


def test_large_amounts_lose_nothing() -> None:
    assert money_cn(10**12) == "100000000万元"
    assert money_cn(Decimal("10000.01")) == "10000.01元"
