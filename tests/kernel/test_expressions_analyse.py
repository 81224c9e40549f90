"""Atoms, constants, names, rebuilding, and the lint of negations."""

from __future__ import annotations

import pytest
from hypothesis import given
from tests.kernel.expressions_world import Record, conditions, partly

from fazhi.kernel.expressions import (
    Bool,
    Comparison,
    Expr,
    Int,
    Value,
    and_,
    atoms,
    comparisons,
    conjuncts,
    constants_of,
    evaluate,
    names_used,
    negation_warnings,
    not_,
    or_,
    parse,
    substitute,
    unparse,
    walk,
)


def test_atoms_carry_their_polarity() -> None:
    expr = parse("ok(a) and not (ok(b) or not x.outcome == '甲') and (ok(c) or not ok(c))")
    assert [(unparse(atom.expr), atom.polarity) for atom in atoms(expr)] == [
        ("ok(a)", 1),
        ("ok(b)", -1),
        ("x.outcome == '甲'", 1),
        ("ok(c)", 0),
    ]


def test_constants_are_collected_per_reference_and_sorted() -> None:
    expr = parse(
        "(subject.amount > 500 or 20 >= subject.amount) and not x.outcome in ['乙', '甲'] and x.outcome != '丙'"
        " and count(a, '甲') == 2 and '张榜' in field.ways and subject.amount < param.fast"
    )
    assert {unparse(ref): found for ref, found in constants_of(expr).items()} == {
        "subject.amount": (20, 500),
        "x.outcome": ("丙", "乙", "甲"),
        "count(a, '甲')": (2,),
        "field.ways": ("张榜",),
    }
    assert comparisons(parse("20 >= subject.amount")) == (
        Comparison(subject=parse("subject.amount"), op="<=", constant=20),
    )


def test_all_names_are_found() -> None:
    used = names_used(
        parse(
            "ok(a) and count(b,'甲') > 0 and c.outcome == '甲' and over(t) and listed(l) > 0 and subject.s"
            " and param.p == field.f and present(d.note) and days(e.date, today(), 'working_day') < 3 and all(g)"
        )
    )
    assert used.steps == {"a", "b", "c", "d", "e", "g"}
    assert (used.terms, used.lists) == ({"t"}, {"l"})
    assert (used.subjects, used.params, used.fields) == ({"s"}, {"p"}, {"f"})
    assert used.step_values == {("c", "outcome"), ("d", "note"), ("e", "date")}
    assert used.functions == {"ok", "count", "over", "listed", "present", "days", "today", "all"}


def test_conjuncts_are_flat() -> None:
    expr = parse("ok(a) and (ok(b) and true and (ok(c) or ok(d)))")
    assert [part.source for part in conjuncts(expr)] == ["ok(a)", "ok(b)", "ok(c) or ok(d)"]
    assert conjuncts(parse("true")) == ()


def test_joining_nothing_and_one() -> None:
    a, b = parse("ok(a)"), parse("ok(b)")
    assert (and_(), or_(), and_(a), or_(a)) == (Bool(value=True), Bool(value=False), a, a)
    assert unparse(and_(a, or_(a, b), and_(a, b))) == "ok(a) and (ok(a) or ok(b)) and ok(a) and ok(b)"
    assert (not_(not_(a)), not_(Bool(value=True))) == (a, Bool(value=False))


@given(conditions, conditions, partly)
def test_rebuilding_keeps_the_value(a: Expr, b: Expr, values: dict[str, Value]) -> None:
    env = Record(values=values)
    assert evaluate(and_(*conjuncts(a)), env) is evaluate(a, env)
    assert evaluate(not_(not_(a)), env) is evaluate(a, env)
    assert evaluate(not_(and_(a, b)), env) is evaluate(or_(not_(a), not_(b)), env)


def test_substitution_replaces_equal_parts_and_keeps_the_rest() -> None:
    expr = parse("subject.amount >= param.fast and present(param.fast) and ok(a)")
    new = substitute(expr, {parse("param.fast"): Int(value=500000)})
    assert new.source == "subject.amount >= 500000 and present(param.fast) and ok(a)"
    assert substitute(expr, {parse("ok(z)"): Bool(value=True)}) is expr
    assert conjuncts(new)[2] is conjuncts(expr)[2]
    assert unparse(substitute(parse("not ok(a) or present(b.x)"), {parse("b.x"): parse("c.x")})) == (
        "not ok(a) or present(c.x)"
    )


def test_walking_visits_parents_first() -> None:
    assert [unparse(node) for node in walk(parse("not a.x in ['甲']"))] == [
        "not a.x in ['甲']",
        "a.x in ['甲']",
        "a.x",
        "['甲']",
        "'甲'",
    ]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("not did(a)", ["F115"]),
        ("not (happened(a) or did(b))", ["F115"]),
        ("not not did(a)", []),
        ("did(a)", []),
        ("not happened(a) and not waiting(a)", []),
        ("not ok(a)", ["F116"]),
        ("not (ok(a) and not ok(b))", ["F116"]),
        ("all(a)", ["F117"]),
        ("listed(l) > 0 and all(a)", []),
        ("0 < listed(l) and (all(a) or ok(b))", []),
        ("count(a) >= 1 and all(a)", []),
        ("listed(l) == 0 or all(a)", []),
        ("listed(l) >= 0 and all(a)", ["F117"]),
        ("listed(l) > 0 or all(a)", ["F117"]),
        ("not listed(l) == 0 and all(a)", []),
        ("not all(a)", []),
        ("not (listed(l) == 0 or not all(a))", []),
        ("all(a) and not did(b)", ["F117", "F115"]),
    ],
)
def test_dangerous_negations_are_told(text: str, codes: list[str]) -> None:
    found = negation_warnings(parse(text))
    assert [advice.code for advice in found] == codes
    assert [advice.refused for advice in found] == [code == "F115" for code in codes]


def test_the_advice_says_what_to_write() -> None:
    (advice,) = negation_warnings(parse("ok(a) and not did(reply)"))
    assert (advice.position, advice.hint) == (14, "改用 happened(reply)")
    assert advice.message == "not 之下不能用 did(reply)：违规办理或者已作废的不算在内，会被当作没有办理"
