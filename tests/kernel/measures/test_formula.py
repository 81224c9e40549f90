"""Formulas, indicators and periods: exact, refused where they cannot mean anything, fair where numbers are small."""

from __future__ import annotations

import random
from datetime import date, timedelta
from fractions import Fraction

import pytest

from fazhi.kernel.errors import ExpressionError, FazhiError, PackError
from fazhi.kernel.measures import (
    Fact,
    FactCount,
    Indicator,
    Measure,
    MeasureKind,
    Period,
    PeriodKind,
    check_indicators,
    figure,
    histogram,
    in_words,
    median,
    parse_formula,
    read_indicators,
    read_measures,
    sentence,
)
from fazhi.kernel.measures.counting import Cell
from fazhi.packs import measures, procedures


def measure(name: str, kind: MeasureKind = MeasureKind.FLOW, *, by: bool = False) -> Measure:
    from fazhi.kernel.expressions import parse

    sliced = parse("subject.kind") if by else None
    return Measure(id=f"p.{name}", procedure="p", name=name.upper(), says="x", kind=kind, by=sliced)


KNOWN = {
    one.id: one
    for one in (
        measure("a", by=True),
        measure("b"),
        measure("d", MeasureKind.DURATION),
        measure("s", MeasureKind.STOCK),
        measure("k", MeasureKind.DISTINCT),
    )
}
MARCH = Period(2026, 3)


def flow(name: str, day: str, amount: int = 1, by: str = "", n: int = 1, bucket: int = 0, item: str = "") -> Fact:
    return Fact(measure=f"p.{name}", day=date.fromisoformat(day), n=n, amount=amount, by=by, bucket=bucket, item=item)


FACTS = [
    flow("a", "2026-03-01", by="甲"),
    flow("a", "2026-03-31", by="甲"),
    flow("a", "2026-03-31", by="乙"),
    flow("a", "2026-04-01", by="乙"),
    flow("a", "2025-03-09", by="乙"),
    flow("b", "2026-03-02", 4),
    *(flow("d", "2026-03-05", days, bucket=days) for days in (1, 2, 2, 9)),
    flow("s", "2026-02-20", item="1"),
    flow("s", "2026-03-20", item="2"),
    flow("s", "2026-03-25", -1, n=-1, item="1"),
    flow("k", "2026-03-03", item="某村"),
    flow("k", "2026-03-04", item="某村"),
    flow("k", "2026-03-05", item="别村"),
    flow("k", "2026-03-06", item="误村"),
    flow("k", "2026-03-06", -1, n=-1, item="误村"),
]


def made(formula: str, **more: object) -> Indicator:
    given = {"id": "x", "name": "名", "says": "义", "formula": formula, "unit": "count", "direction": "up", **more}
    return read_indicators({"area": "测", "indicator": [given]}, KNOWN)["x"]


def value(formula: str, period: Period = MARCH) -> Fraction | None:
    one = made(formula)
    return figure(one, {"x": one}, FactCount(FACTS, period)).value


@pytest.mark.parametrize(
    ("formula", "wanted"),
    [
        ("p.a", 3),
        ("sum(p.a, '甲')", 2),
        ("sum(p.a, '甲', '乙')", 3),
        ("sum(p.a, '丙')", 0),
        ("p.a + p.b", 7),
        ("p.a - p.b", -1),
        ("2 * (p.a + p.b) - 1", 13),
        ("p.a / p.b", Fraction(3, 4)),
        ("p.d", 4),
        ("mean(p.d)", Fraction(14, 4)),
        ("median(p.d)", 2),
        ("longest(p.d)", 9),
        ("total(p.d)", 14),
        ("within(p.d, 2)", 3),
        ("opening(p.s)", 1),
        ("p.s", 1),
        ("p.k", 2),
        ("last_year(p.a)", 1),
        ("(p.a - last_year(p.a)) / last_year(p.a)", 2),
    ],
)
def test_a_formula_means_what_it_says(formula: str, wanted: int | Fraction) -> None:
    assert value(formula) == wanted


def test_nothing_has_no_mean_and_no_rate() -> None:
    empty = Period(2020, 1)
    assert value("mean(p.d)", empty) is None
    assert value("median(p.d)", empty) is None
    one = made("p.a / p.b", unit="percent", least=1)
    found = figure(one, {"x": one}, FactCount(FACTS, empty))
    assert (found.value, found.why) == (None, "分母为零")
    assert found.printed == "—（分母为零）"


def test_a_small_denominator_gives_no_rate_but_both_numbers() -> None:
    one = made("p.a / p.b", unit="percent", least=5)
    found = figure(one, {"x": one}, FactCount(FACTS, MARCH))
    assert (found.value, found.over, found.under) == (None, 3, 4)
    assert found.printed == "—（不足 5 件，不计比率）"
    enough = made("p.a / p.b", unit="percent", least=4)
    assert figure(enough, {"x": enough}, FactCount(FACTS, MARCH)).printed == "75.0%"


@pytest.mark.parametrize(
    ("over", "under", "printed"),
    [(371, 389, "95.4%"), (86, 88, "97.7%"), (1, 3, "33.3%"), (2, 3, "66.7%"), (1, 8, "12.5%"), (999, 1000, "99.9%")],
)
def test_rates_are_rounded_half_up_as_they_are_printed(over: int, under: int, printed: str) -> None:
    facts = [flow("a", "2026-03-02", over), flow("b", "2026-03-02", under)]
    one = made("p.a / p.b", unit="percent", least=1)
    assert figure(one, {"x": one}, FactCount(facts, MARCH)).printed == printed


@pytest.mark.parametrize(
    ("formula", "code", "words"),
    [
        ("p.c", "F112", "没有规程产生"),
        ("p.a +", "F111", "这里应为"),
        ("p.a p.b", "F111", "多余"),
        ("(p.a", "F111", "应为“)”"),
        ("p.a / 0", "F111", "分母是零"),
        ("mean(p.a)", "F113", "不能读成"),
        ("opening(p.b)", "F113", "不能读成"),
        ("sum(p.b, '甲')", "F111", "分类"),
        ("within(p.d)", "F111", "须写天数"),
        ("exec(p.a)", "F112", "没有“exec”"),
        ("p.a * 1.5", "F111", "多余"),
        ("p.a ＋ p.b", "F111", "不认识的符号"),
        ("((((((((((((((((((p.a))))))))))))))))))", "F111", "太深"),
        ("p.a" + " + p.a" * 400, "F111", "过长"),
        ("", "F111", "这里应为"),
    ],
)
def test_a_formula_that_cannot_be_read_says_what_and_where(formula: str, code: str, words: str) -> None:
    with pytest.raises(ExpressionError) as refused:
        parse_formula(formula, KNOWN)
    assert refused.value.code == code and words in str(refused.value)
    assert refused.value.position is not None


def test_indicators_may_rest_on_one_another_but_not_in_a_circle() -> None:
    def two(first: str, second: str) -> dict[str, Indicator]:
        tables = [
            {"id": name, "name": name, "says": "x", "formula": formula, "unit": "count", "direction": "up"}
            for name, formula in (("one", first), ("two", second))
        ]
        return read_indicators({"area": "测", "indicator": tables}, KNOWN)

    fine = two("p.a", "indicator.one + 1")
    check_indicators(fine)
    assert figure(fine["two"], fine, FactCount(FACTS, MARCH)).value == 4
    with pytest.raises(PackError, match="成环：one → two → one"):
        check_indicators(two("indicator.two", "indicator.one"))
    with pytest.raises(PackError, match="没有“three”这一指标"):
        check_indicators(two("p.a", "indicator.three"))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"unit": "percent", "formula": "p.a"}, "分子 / 分母"),
        ({"unit": "percent", "formula": "p.a / p.b"}, "最小分母"),
        ({"unit": "bananas"}, "不在可选之列"),
        ({"wat": 1}, "不认识的键"),
        ({"formula": "p.nobody"}, "没有规程产生"),
        ({"id": "not an id"}, "不能作名称"),
    ],
)
def test_a_declaration_that_is_wrong_is_refused_with_its_key(change: dict[str, object], words: str) -> None:
    with pytest.raises(PackError, match=words):
        made(str(change.get("formula", "p.a")), **{key: one for key, one in change.items() if key != "formula"})


def test_a_formula_is_shown_in_words() -> None:
    formula = parse_formula("(p.a + sum(p.a, '甲')) / within(p.d, 5)", KNOWN)
    names = {one.id: one.name for one in KNOWN.values()}
    assert sentence(formula, names) == "（“A” ＋ “A”（甲）） ÷ “D”不超过5天的件数"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"at": "nowhere"}, "没有“nowhere”这一步"),
        ({"at": "intake:不存在"}, "没有“不存在”这一结果"),
        ({"at": "intake.sent"}, "没有送出"),
        ({"where": "over(review)"}, "过一天答案就变"),
        ({"where": "subject.amount"}, "不是条件|金额|是否"),
        ({"value": "subject.kind"}, "整数或者金额"),
        ({"by": "subject.amount"}, "选项或者是否"),
        ({"kind": "stock"}, "须写 until"),
        ({"until": "closed"}, "不用 until"),
        ({"kind": "late", "term": "feedback"}, "不用 at"),
        ({"each": "nobody"}, "没有“nobody”这一名单"),
        ({"by": "conference.attendees"}, "个人信息"),
        ({"says": ""}, "应为文字"),
    ],
)
def test_a_measure_that_is_wrong_is_refused(change: dict[str, object], words: str) -> None:
    given = {"id": "x", "name": "名", "says": "义", "kind": "flow", "at": "intake", **change}
    with pytest.raises(PackError, match=words):
        read_measures({"measure": [given]}, procedures.get("legality_review"))


def test_what_is_sealed_is_not_counted_by() -> None:
    given = {"id": "x", "name": "名", "says": "义", "kind": "distinct", "at": "conference", "value": "field.attendees"}
    with pytest.raises(PackError, match="个人信息"):
        read_measures({"measure": [given]}, procedures.get("legality_review"))


def test_the_program_ships_enough_indicators_and_each_can_be_read_out() -> None:
    found = measures.indicators()
    assert len(found) >= 50
    names = {one.id: one.name for one in measures.every().values()}
    names |= {f"indicator.{one.id}": one.name for one in found.values()}
    for one in found.values():
        words = in_words(one, names)
        assert "“" in words and "." not in words.replace("。", ""), one.id
        assert one.says.endswith("。")


# ---------------------------------------------------------------------------------------------------------- periods


def test_a_month_with_a_cut_off_runs_from_the_day_after_the_last_one() -> None:
    march = Period(2026, 3, cut=25)
    assert (march.first, march.last) == (date(2026, 2, 26), date(2026, 3, 25))
    assert march.span == "2026年2月26日至2026年3月25日"
    assert Period(2026, 1, cut=25).first == date(2025, 12, 26)
    assert (Period(2026, 2).first, Period(2024, 2).last) == (date(2026, 2, 1), date(2024, 2, 29))
    year = Period(2026, 1, PeriodKind.YEAR, 25)
    assert (year.first, year.last) == (date(2025, 12, 26), date(2026, 12, 25))
    assert Period(2026, 2, PeriodKind.QUARTER).span == "2026年4月1日至2026年6月30日"
    assert [Period.read(text).title for text in ("2026", "2026-03", "2026-Q4", "2026-H2")] == [
        "2026年度",
        "2026年3月",
        "2026年第四季度",
        "2026年下半年",
    ]


@pytest.mark.parametrize("cut", [0, 1, 15, 25, 28])
@pytest.mark.parametrize("kind", list(PeriodKind))
def test_every_day_lies_in_one_period_and_periods_follow_without_gaps(cut: int, kind: PeriodKind) -> None:
    day = date(2023, 11, 1)
    while day < date(2026, 3, 1):
        period = Period.of(day, kind, cut)
        assert period.first <= day <= period.last
        assert period.before().last + timedelta(days=1) == period.first
        assert str(Period.read(str(period), cut)) == str(period) and Period.read(str(period), cut) == period
        day += timedelta(days=1)


@pytest.mark.parametrize("text", ["", "2026-13", "2026-Q5", "2026-H0", "26", "abc", "2026-", "2026-QX"])
def test_a_period_that_does_not_exist_is_refused(text: str) -> None:
    with pytest.raises(FazhiError):
        Period.read(text)


def test_the_median_of_a_histogram_is_that_of_the_list() -> None:
    chance = random.Random(7)
    for _ in range(300):
        days = sorted(chance.randrange(12) for _ in range(chance.randrange(1, 12)))
        cells = [Cell(by="", bucket=one, n=1, amount=one) for one in days]
        middle = Fraction(days[(len(days) - 1) // 2] + days[len(days) // 2], 2)
        assert median(histogram(cells)) == middle
    assert median({}) is None
