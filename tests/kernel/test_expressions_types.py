"""The check: what each place may hold, with the exact words an author reads when it does not."""

# The table of errors reads best with one case a line.
# ruff: noqa: E501

from __future__ import annotations

import pytest
from tests.kernel.expressions_world import ATOMS, PER_PARTY, SCOPE, STEPS, World

from fazhi.kernel.errors import ExpressionError
from fazhi.kernel.expressions import BOOL, DATE, INT, MONEY, TEXT, Type, check, check_condition, enum_of, parse, set_of


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("subject.risk", BOOL),
        ("subject.amount", MONEY),
        ("review.opinion", TEXT),
        ("review.outcome", enum_of(("合法", "不合法"))),
        ("subject.groups", set_of(("老人", "农户"))),
        ("review.date", DATE),
        ("review.decider", TEXT),
        ("counsel.sent", DATE),
        ("identify.date", DATE),
        ("count(third)", INT),
        ("days(counsel.sent, today(), 'working_day')", INT),
        ("needed(subject.people, '三分之二以上')", INT),
        ("today()", DATE),
        ("7", INT),
        ("not subject.risk or false", BOOL),
        ("field.outcome == '同意'", BOOL),
    ],
)
def test_a_value_has_this_type(text: str, found: Type) -> None:
    assert check(parse(text), SCOPE) == found


def test_the_conditions_of_the_other_tests_are_well_typed() -> None:
    for atom in ATOMS:
        check_condition(atom, SCOPE)


@pytest.mark.parametrize(
    ("text", "position", "code", "message", "hint"),
    [
        # names
        ("ok(reviw)", 3, "F112", "没有名为“reviw”的步骤", "是否想写“review”"),
        ("ok(zzz)", 3, "F112", "没有名为“zzz”的步骤", None),
        ("ok(reply)", 3, "F112", "没有名为“reply”的步骤", "“reply”是期限"),
        ("over(review)", 5, "F112", "没有名为“review”的期限", "“review”是步骤"),
        ("listed(partes) > 0", 7, "F112", "没有名为“partes”的名单", "是否想写“parties”"),
        ("subject.amont > 1", 0, "F112", "没有名为“amont”的案情字段", "是否想写“amount”"),
        ("subjct.amount > 1", 0, "F112", "没有名为“subjct”的步骤", "是否想写“subject”"),
        ("param.slow > 1", 0, "F112", "没有名为“slow”的参数", None),
        ("field.mising == 1", 0, "F112", "没有名为“mising”的本步骤字段", "是否想写“missing”"),
        ("review.opinon == 1", 0, "F112", "没有名为“opinon”的“review”步骤的字段", "是否想写“opinion”"),
        ("review.outcome == '合格'", 18, "F112", "选项中没有“合格”", "只有：合法、不合法"),
        ("field.outcome != '退回补证'", 17, "F112", "选项中没有“退回补证”", "是否想写“退回补正”"),
        ("review.outcome in ['合法', '不合规']", 25, "F112", "选项中没有“不合规”", "是否想写“不合法”"),
        ("count(third, '同意') > 0", 13, "F112", "选项中没有“同意”", "是否想写“同意公开”"),
        ("ever(review, '合理')", 13, "F112", "选项中没有“合理”", "只有：合法、不合法"),
        ("'投票' in field.manners", 0, "F112", "选项中没有“投票”", "只有：张榜、座谈"),
        # yes or no
        ("subject.risk == true", 0, "F113", "“subject.risk”是“是”或者“否”，不用比较", "直接写 subject.risk，否定前加 not"),
        ("ok(review) != false", 0, "F113", "“ok(review)”是“是”或者“否”，不用比较", "直接写 ok(review)，否定前加 not"),
        ("subject.amount", 0, "F113", "“subject.amount”是金额，不是“是”或者“否”", "要问是否填写，写 present(subject.amount)"),
        ("ok(review) and count(third)", 15, "F113", "“count(third)”是整数，不是“是”或者“否”", "补上比较"),
        ("not field.missing", 4, "F113", "“field.missing”是自由文字，不是“是”或者“否”", "要问是否填写，写 present(field.missing)"),
        ("'同意'", 0, "F113", "文字不能单独出现", "文字只用来与选项比较，例如 field.outcome == '同意'"),
        ("['同意']", 0, "F113", "列表只能写在 in 后面", "例如 field.outcome in ['同意', '部分同意']"),
        # comparisons
        ("subject.note == '甲'", 0, "F113", "“subject.note”是自由文字，不能比较", "只能问 present(subject.note)"),
        ("review.decider == submit.decider", 0, "F113", "“review.decider”是自由文字，不能比较", "只能问 present(review.decider)"),
        ("field.manners == '张榜'", 0, "F113", "“field.manners”是多选，不能比较", "写 '某项' in field.manners"),
        ("subject.amount == '甲'", 0, "F113", "金额不能与文字比较", None),
        ("review.outcome < '合法'", 0, "F113", "选项没有大小之分", "用 ==、!= 或者 in"),
        ("subject.kind < subject.kind", 0, "F113", "选项没有大小之分", "用 ==、!= 或者 in"),
        ("subject.kind == review.outcome", 0, "F113", "两边的选项没有一个相同，比较没有意义", None),
        ("subject.due > subject.amount", 0, "F113", "日期不能与金额比较", None),
        ("subject.due == 20260305", 0, "F113", "日期不能与整数比较", None),
        ("1 == 2", 0, "F113", "两边都是固定值，比较没有意义", None),
        ("1 in [1, 2]", 0, "F113", "in 的左边是固定值，比较没有意义", "左边写引用"),
        ("subject.kind in [1]", 17, "F113", "选项不能与“1”比较", None),
        ("subject.due in ['今日']", 16, "F113", "日期不能与“'今日'”比较", None),
        ("subject.note in ['甲']", 0, "F113", "“subject.note”是自由文字，不能比较", "只能问 present(subject.note)"),
        ("'甲' in subject.note", 7, "F113", "in 的右边要列表或者多选，“subject.note”是自由文字", None),
        ("subject.kind in field.manners", 0, "F113", "“subject.kind”不会是“field.manners”中的一项", None),
        ("(ok(review) and ok(submit)) == 1", 1, "F113", "“ok(review) and ok(submit)”是“是”或者“否”，不用比较", "直接写 ok(review) and ok(submit)，否定前加 not"),
        # calls
        ("ok()", 0, "F113", "ok 要 1 个参数，却给了 0 个", "写成 ok(步骤)"),
        ("settled(review, submit)", 0, "F113", "settled 要 1 个参数，却给了 2 个", "写成 settled(步骤)"),
        ("count() > 1", 0, "F113", "count 要 1 个参数，却给了 0 个", "写成 count(步骤, 结果…)"),
        ("ok('review')", 3, "F113", "ok 要步骤的名称，不能是“'review'”", None),
        ("ok(subject.risk)", 3, "F113", "ok 要步骤的名称，不能是“subject.risk”", None),
        ("count(third, review) > 1", 13, "F113", "count 的结果要写成文字", "加半角单引号"),
        ("present(review)", 8, "F113", "present 要引用，不能是“review”", "例如 present(field.reason)"),
        ("present(field.mising)", 8, "F112", "没有名为“mising”的本步骤字段", "是否想写“missing”"),
        ("days(subject.amount, today(), 'working_day') > 1", 5, "F113", "“subject.amount”不是日期", "写日期字段、步骤.date 或者 today()"),
        ("days(submit.date, '今日', 'working_day') > 1", 18, "F113", "“'今日'”不是日期", "写日期字段、步骤.date 或者 today()"),
        ("days(submit.date, today(), 'month') > 1", 27, "F113", "日的单位不能是“'month'”", "写 'working_day' 或者 'calendar_day'"),
        ("needed(subject.people, '半数') > 1", 23, "F113", "法定比例不能是“'半数'”", "写 '过半数' 或者 '十分之一以上' 或者 '五分之一以上' 或者 '三分之一以上' 或者 '三分之二以上' 或者 '四分之三以上' 或者 '五分之四以上' 或者 '全体'"),
        ("days(submit.date, today(), week) > 1", 27, "F113", "日的单位不能是“week”", "写 'working_day' 或者 'calendar_day'"),
        ("waiting(review)", 8, "F113", "步骤“review”不送外办理，waiting 无从问起", None),
        ("all(review)", 4, "F113", "步骤“review”不是逐项办理", "写 ok(review)"),
        ("review.sent < today()", 0, "F113", "步骤“review”不送外办理，没有送出日期", "写 review.date"),
        # keys
        ("ok(third)", 3, "F114", "步骤“third”按名单“parties”逐项办理，此处不知指哪一项", "改用 all(…)、count(…) 或者 waiting(…)"),
        ("third.outcome == '同意公开'", 0, "F114", "步骤“third”按名单“parties”逐项办理，此处不知指哪一项", "改用 all(…)、count(…) 或者 waiting(…)"),
        ("over(t15)", 5, "F114", "期限“t15”按名单“parties”逐项计算，此处不知指哪一项", "只能在按名单“parties”逐项办理的步骤中使用"),
    ],
)  # fmt: skip
def test_an_error_says_what_where_and_what_to_write(
    text: str, position: int, code: str, message: str, hint: str | None
) -> None:
    with pytest.raises(ExpressionError) as caught:
        check_condition(parse(text), SCOPE)
    error = caught.value
    assert (error.position, error.code, error.message, error.hint) == (position, code, message, hint)


@pytest.mark.parametrize(
    "text",
    [
        "ok(third) and did(third) and not happened(third) and not stale(third) and ever(third, '同意公开')",
        "third.outcome == '同意公开' and third.sent < third.date",
        "over(t15) or running(t15) or started(t15) or met(t15)",
    ],
)
def test_within_a_step_of_the_same_list_the_key_is_known(text: str) -> None:
    check_condition(parse(text), PER_PARTY)
    with pytest.raises(ExpressionError, match="不知指哪一项"):
        check_condition(parse(text), SCOPE)


@pytest.mark.parametrize(
    "text",
    [
        "all(third) and all(identify) and waiting(third)",
        "count(third, '同意公开') == listed(parties) and facts(third) == 0 and actors(third) >= 2",
        "ok(identify)",
    ],
)
def test_questions_about_the_whole_list_stand_anywhere(text: str) -> None:
    check_condition(parse(text), SCOPE)
    check_condition(parse(text), PER_PARTY)


def test_where_no_act_is_at_hand_its_fields_cannot_be_read() -> None:
    bare = World(subject={}, param={}, fields={}, steps=STEPS, terms={}, lists=())
    with pytest.raises(ExpressionError, match="此处没有正在办理的事项，不能读 field"):
        check(parse("field.outcome == '同意'"), bare)


def test_the_place_is_told_within_the_whole_condition() -> None:
    with pytest.raises(ExpressionError) as caught:
        check(parse("ok(submit) and\n  ok(reviw)"), SCOPE)
    assert str(caught.value) == ("没有名为“reviw”的步骤（“ok(submit) and\n  ok(reviw)”第 21 字）。是否想写“review”")
