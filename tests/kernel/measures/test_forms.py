"""Periodic forms: how they are declared, for which days they read, and what is kept of one that was stated."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest

from fazhi.kernel.errors import FazhiError, LedgerError, PackError
from fazhi.kernel.ledger import canonical, loads_strict
from fazhi.kernel.measures import (
    Column,
    Correction,
    Moved,
    Period,
    PeriodKind,
    Sheet,
    Span,
    Stated,
    days_of,
    figure,
    line_of,
    read_form,
    stated,
)
from fazhi.kernel.measures.counting import FactCount
from fazhi.kernel.measures.model import Fact
from fazhi.kernel.measures.stated import plain, read, span_of
from fazhi.packs import measures, periodic

GOOD: dict[str, Any] = {
    "id": "small", "title": "试验", "says": "义。", "kinds": ["month"], "columns": ["period", "to_date"], "due": 5,
    "basis": {"text": "本县报表", "force": "local", "mark": "▲"},
    "part": [
        {"title": "一", "row": [
            {"indicator": "review_rate"},
            {"id": "in", "formula": "legality_review.received", "unit": "count"},
        ]}
    ],
}  # fmt: skip


def made(data: Mapping[str, Any]) -> Any:
    return read_form(data, measures.indicators(), measures.every())


def test_a_row_takes_its_name_from_what_it_counts() -> None:
    form = made(GOOD)
    assert [(row.id, row.name) for row in form.rows] == [("review_rate", "合法性审查率"), ("in", "收件")]
    assert form.heading(PeriodKind.MONTH) == "试验月报表" and form.heading(PeriodKind.HALF) == "试验半年报表"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda d: d["part"][0]["row"][0].update(indicator="no_such"), "没有“no_such”这一指标"),
        (lambda d: d["part"][0]["row"][1].update(formula="legality_review.nothing"), "没有"),
        (lambda d: d["part"][0]["row"][1].update(formule="x"), "不认识的键“formule”"),
        (lambda d: d["part"][0]["row"].append({"indicator": "review_rate"}), "“review_rate”重复"),
        (lambda d: d["part"][0].update(row=[]), "报表没有一行"),
        (lambda d: d.update(kinds=["week"]), "报表种类不对"),
        (lambda d: d.update(columns=["to_date"]), "本期（period）不可少"),
        (lambda d: d.pop("basis"), "报表须写依据"),
        (lambda d: d["part"][0]["row"][1].update(unit="percent"), "写最小分母"),
        (lambda d: d.update(id="9"), "不能作名称"),
    ],
)
def test_a_broken_form_is_refused(change: Any, words: str) -> None:
    broken = copy.deepcopy(GOOD)
    change(broken)
    with pytest.raises(PackError, match=words):
        made(broken)


def test_the_shipped_forms_load_and_every_row_can_be_counted() -> None:
    forms = periodic.forms()
    assert {"review", "decision", "document", "contract", "disclosure"} <= forms.keys()
    nothing = FactCount([], Period.read("2026-03"))
    for form in forms.values():
        for row in form.rows:
            figure(row.indicator, measures.indicators(), nothing)
    assert all(form.due for form in forms.values())


def test_a_period_in_which_the_cut_off_changed_loses_no_day_and_counts_none_twice() -> None:
    """Calendar months until June, 26日—25日 from July: July is short, and every day of the year has one month."""
    months = [Period(2026, n, cut=0) for n in range(1, 7)] + [Period(2026, 7, cut=25, opened=0)]
    months += [Period(2026, n, cut=25) for n in range(8, 13)]
    assert (months[6].first, months[6].last) == (date(2026, 7, 1), date(2026, 7, 25))
    for one, after in pairwise(months):
        assert one.last + timedelta(days=1) == after.first
    back = Period(2027, 1, cut=0, opened=25)
    assert back.first == date(2026, 12, 26) and back.last == date(2027, 1, 31)
    assert next(iter(Period(2026, 3, PeriodKind.QUARTER, 25, 0).each_month())).first == date(2026, 7, 1)
    with pytest.raises(FazhiError, match="29日"):
        Period(2026, 7, opened=29)


def test_columns_read_the_period_the_year_so_far_and_the_same_days_a_year_before() -> None:
    march, january, february = (Period(2024, n, cut=25) for n in (3, 1, 2))
    days = {column: days_of(column, march, january, february) for column in Column}
    assert (days[Column.PERIOD].first, days[Column.PERIOD].last) == (date(2024, 2, 26), date(2024, 3, 25))
    assert (days[Column.TO_DATE].first, days[Column.TO_DATE].last) == (date(2023, 12, 26), date(2024, 3, 25))
    assert (days[Column.YEAR_BEFORE].first, days[Column.YEAR_BEFORE].last) == (date(2023, 2, 26), date(2023, 3, 25))
    assert days[Column.BEFORE].last == date(2024, 2, 25)
    leap = Span(date(2024, 1, 1), date(2024, 2, 29), "").year_before()
    assert (leap.first, leap.last) == (date(2023, 1, 1), date(2023, 2, 28))
    assert Span(date(2023, 1, 1), date(2025, 2, 28), "").year_before().last == date(2024, 2, 29)
    assert Span(date(2025, 1, 1), date(2025, 12, 31), "").year_before().last == date(2024, 12, 31)


def sheet() -> Sheet:
    every = measures.indicators()
    facts = [
        Fact(measure=f"legality_review.{name}", day=date(2026, 3, 2), n=1, amount=amount)
        for name, amount in (("prior", 371), ("afterwards", 11), ("unreviewed", 7))
    ]
    counted = figure(every["review_rate"], every, FactCount(facts, Period.read("2026-03")))
    now = stated(Column.PERIOD, counted)
    line = line_of("review_rate", "合法性审查率", every["review_rate"], [now], every, measures.digests())
    moved = Moved(stream="matter/2026/1", number="柳合审收〔2026〕1号", n=1, amount=1, acts=("2026-04-02 补录",))
    was = Stated(
        column=Column.PERIOD, value=Fraction(371, 388), over=Fraction(371), under=Fraction(388), printed="95.6%"
    )
    correction = Correction(
        period="2026-02", title="2026年2月", row="review_rate", name="合法性审查率", was=was, now=now, reason="补录",
        matters=(moved,), all=1,
    )  # fmt: skip
    span = replace(span_of(Period.read("2026-03")), title="合法性审查工作月报表")
    return Sheet(
        form="review", title="合法性审查工作月报表", period="2026-03", days={Column.PERIOD: span},
        known="2026-04-02T09:00:00+08:00", lines=(line,), others={}, measures={"a.b": "0" * 64},
        corrections=(correction,),
    )  # fmt: skip


def test_a_stated_form_comes_back_from_its_bytes_to_the_fraction() -> None:
    one = sheet()
    again = read(loads_strict(canonical(plain(one))))
    assert again == one
    assert again.lines[0].cells[0].words == "95.4%（371/389）" and again.lines[0].cells[0].value == Fraction(371, 389)
    assert again.indicators(measures.every())["review_rate"].formula == measures.indicators()["review_rate"].formula


@pytest.mark.parametrize("broken", [{}, {"form": 1}, None, {**plain(sheet()), "lines": [{"id": "x"}]}])
def test_what_is_no_stated_form_is_said_to_be_none(broken: Any) -> None:
    with pytest.raises(LedgerError, match="读不出来"):
        read(broken)


def test_the_digest_of_a_row_follows_the_formula_and_what_it_rests_on() -> None:
    every, digests = measures.indicators(), measures.digests()
    rate = every["review_rate"]
    base = line_of("r", "率", rate, (), every, digests).digest
    assert line_of("r", "别的名称", rate, (), every, digests).digest == base
    assert line_of("r", "率", replace(rate, least=5), (), every, digests).digest != base
    other = {**digests, "legality_review.prior": "f" * 64}
    assert line_of("r", "率", rate, (), every, other).digest != base
    assert line_of("r", "率", rate, (), every, {**digests, "contract.signed": "f" * 64}).digest == base


@pytest.mark.parametrize(
    ("value", "over", "under", "printed", "words"),
    [
        (Fraction(4, 5), 4, 5, "80.0%", "80.0%（4/5）"),
        # too few for a rate: what moved between two statements of it must be seen all the same
        (None, 4, 5, "—（不足 10 件，不计比率）", "—（4/5，不足 10 件，不计比率）"),
        (None, 0, 0, "—（分母为零）", "—（分母为零）"),
        (Fraction(7), None, None, "7", "7"),
    ],
)
def test_a_rate_is_told_with_its_parts(
    value: Fraction | None, over: int | None, under: int | None, printed: str, words: str
) -> None:
    parts = (None if one is None else Fraction(one) for one in (over, under))
    over_, under_ = parts
    cell = Stated(column=Column.PERIOD, value=value, over=over_, under=under_, printed=printed)
    assert cell.words == words
