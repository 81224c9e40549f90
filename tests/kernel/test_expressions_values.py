"""Text to value: tables of conditions, truth tables of the three-valued logic, and its laws."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.kernel.expressions_world import ATOMS, KEYS, SCOPE, Record, conditions, known

from fazhi.kernel.expressions import Expr, Value, atoms, check_condition, evaluate, parse, walk

MARCH = date(2026, 3, 5)
VALUES: dict[str, Value] = {
    "subject.risk": True,
    "subject.amount": Decimal("500000.00"),
    "subject.people": 30,
    "subject.kind": "重大",
    "subject.groups": frozenset({"农户"}),
    "subject.note": "",
    "param.fast": 500000,
    "field.outcome": "退回补正",
    "field.missing": "身份证明",
    "field.end": date(2026, 3, 12),
    "field.manners": frozenset(),
    "review.outcome": "合法",
    "submit.date": MARCH,
    "ok(review)": True,
    "ever(review,不合法)": False,
    "count(third,同意公开,不同意公开)": 2,
    "listed(parties)": 2,
    "today()": date(2026, 3, 6),
}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True),
        ("false", False),
        ("subject.risk", True),
        ("not subject.risk", False),
        ("field.urgent", None),
        ("not field.urgent", None),
        ("ok(review)", True),
        ("ever(review, '不合法')", False),
        ("over(reply)", None),
        ("subject.amount >= 500000", True),
        ("subject.amount > 500000", False),
        ("subject.amount == param.fast", True),
        ("40 > subject.people", True),
        ("subject.people in [10, 30]", True),
        ("field.days < 3", None),
        ("subject.kind == '重大'", True),
        ("'普通' != subject.kind", True),
        ("subject.kind in ['普通']", False),
        ("'农户' in subject.groups", True),
        ("'老人' in subject.groups", False),
        ("'张榜' in field.manners", False),
        ("field.outcome != '退回补正' or present(field.missing)", True),
        ("present(field.days)", False),
        ("present(subject.note)", False),
        ("present(field.manners)", False),
        ("present(submit.date)", True),
        ("present(counsel.date)", False),
        ("count(third, '同意公开', '不同意公开') == listed(parties)", True),
        ("submit.date < today()", True),
        ("counsel.sent < today()", None),
        ("days(submit.date, field.end, 'calendar_day') >= 7", True),
        ("days(submit.date, today(), calendar_day) == 1", True),
        ("days(submit.date, field.end, 'working_day') >= 1", None),
        ("days(counsel.sent, field.end, 'calendar_day') >= 1", None),
        ("true or false and false", True),
        ("(true or false) and false", False),
        ("not true or true", True),
        ("not (true or true)", False),
        ("not not true", True),
        ("true and true and field.urgent", None),
        ("true and field.urgent and false", False),
        ("false or field.urgent or true", True),
        ("false or false or field.urgent", None),
    ],
)
def test_a_condition_has_this_value(text: str, value: Value) -> None:
    expr = parse(text)
    check_condition(expr, SCOPE)
    assert evaluate(expr, Record(values=VALUES)) is value


@pytest.mark.parametrize(
    ("whole", "share", "least"),
    [
        (100, "过半数", 51),
        (101, "过半数", 51),
        (1, "过半数", 1),
        (99, "三分之二以上", 66),
        (100, "三分之二以上", 67),
        (1000, "三分之二以上", 667),
        (4, "四分之三以上", 3),
        (11, "十分之一以上", 2),
        (7, "五分之四以上", 6),
        (7, "全体", 7),
        (0, "过半数", None),
        (None, "过半数", None),
        (Decimal("9.00"), "过半数", None),
    ],
)
def test_a_share_of_the_law_is_counted_exactly_in_heads(whole: Value, share: str, least: int | None) -> None:
    record = Record(values={"subject.people": whole})
    assert evaluate(parse(f"needed(subject.people, '{share}')"), record) == least


def test_a_value_that_is_not_a_yes_or_no_question_is_read_as_it_is() -> None:
    assert evaluate(parse("submit.date"), Record(values=VALUES)) == MARCH
    assert evaluate(parse("count(third,'同意公开','不同意公开')"), Record(values=VALUES)) == 2


CASES = [True, False, None]
WORD = {True: "subject.risk", False: "not subject.risk", None: "field.urgent"}


@pytest.mark.parametrize(("a", "b"), list(product(CASES, CASES)))
@pytest.mark.parametrize("more", [0, 1], ids=["two parts", "three parts"])
def test_and_and_or_follow_kleene(a: bool | None, b: bool | None, more: int) -> None:
    env = Record(values=VALUES)
    lowest = False if False in (a, b) else None if None in (a, b) else True
    highest = True if True in (a, b) else None if None in (a, b) else False
    assert evaluate(parse(" and ".join([WORD[a], WORD[b], *["true"] * more])), env) is lowest
    assert evaluate(parse(" or ".join([WORD[a], WORD[b], *["false"] * more])), env) is highest


def test_a_settled_answer_asks_no_further() -> None:
    env = Record(values=VALUES)
    assert evaluate(parse("not subject.risk and over(reply)"), env) is False
    assert evaluate(parse("subject.risk or over(reply)"), env) is True
    assert "over(reply)" not in env.asked


@pytest.mark.parametrize(
    "text", ["subject.amount > 3", "subject.amount == 3", "subject.amount in [3]", "3 < subject.amount"]
)
@pytest.mark.parametrize("value", [Decimal("sNaN"), MARCH, frozenset({"农户"})], ids=str)
def test_a_value_that_the_type_forbids_counts_as_unknown(text: str, value: Value) -> None:
    assert evaluate(parse(text), Record(values={"subject.amount": value})) is not True


def test_an_unknown_part_does_not_hide_a_false_one() -> None:
    env = Record(values=VALUES)
    assert evaluate(parse("field.urgent and not subject.risk"), env) is False
    assert evaluate(parse("field.urgent or subject.risk"), env) is True


plain: st.SearchStrategy[Value] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-1, 10),
    st.sampled_from([Decimal("NaN"), Decimal("sNaN"), Decimal(4), Decimal("500000")]),
    st.sampled_from(["合法", "重大", "退回补正", ""]),
    st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    st.sampled_from([frozenset(), frozenset({"张榜"})]),
)


@given(conditions, st.dictionaries(st.sampled_from(sorted(KEYS)), plain))
def test_a_checked_condition_never_raises(expr: Expr, values: dict[str, Value]) -> None:
    check_condition(expr, SCOPE)
    value = evaluate(expr, Record(values=values))
    # A bare atom hands on what it was given; every connective answers in three values, whatever it was given.
    assert expr in ATOMS or value is None or isinstance(value, bool)


@given(conditions, known, st.sets(st.sampled_from(sorted(KEYS))))
def test_learning_more_never_turns_a_known_answer(expr: Expr, values: dict[str, Value], hidden: set[str]) -> None:
    less = evaluate(expr, Record(values={key: value for key, value in values.items() if key not in hidden}))
    if less is not None:
        assert evaluate(expr, Record(values=values)) is less


@given(conditions, known)
def test_with_everything_known_the_logic_is_the_ordinary_one(expr: Expr, values: dict[str, Value]) -> None:
    env = Record(values=values)
    # Atoms in working days stay unknown in this world and have no ordinary value.
    truth = {atom.expr: evaluate(atom.expr, env) for atom in atoms(expr)}
    if None not in truth.values():
        assert evaluate(expr, env) is _ordinary(expr, truth)


def _ordinary(expr: Expr, truth: dict[Expr, Value]) -> bool:
    if expr in truth:
        return truth[expr] is True
    parts = [_ordinary(part, truth) for part in list(_parts(expr))]
    kind = type(expr).__name__
    return not parts[0] if kind == "Not" else all(parts) if kind == "And" else any(parts)


def _parts(expr: Expr) -> list[Expr]:
    inner = getattr(expr, "items", None)
    return list(inner) if inner is not None else [next(node for node in walk(expr) if node is not expr)]
