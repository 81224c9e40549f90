"""The counts that townships, counties and provinces publish, fed as facts, give the percentages and growth they print.

Counts and percentages only (``published.toml``). Where a growth is printed without the count it grew from, the base is
the whole number nearest to it: then the test shows that the print can come from whole matters at all. Two cannot
(+500 %, +60 %): their sources rounded in words, and the figure we would print stands beside.
"""

from __future__ import annotations

import tomllib
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from fazhi.kernel.measures import (
    Direction,
    Fact,
    FactCount,
    Indicator,
    Measure,
    MeasureKind,
    Period,
    Unit,
    figure,
    parse_formula,
)
from fazhi.packs import measures as pack

DATA = tomllib.loads(Path(__file__).with_name("published.toml").read_text(encoding="utf-8"))
MEASURES = {
    name: Measure(id=name, procedure="area", name=name, says="数。", kind=MeasureKind.FLOW)
    for name in ("area.over", "area.under")
}
NOW, BEFORE = date(2021, 6, 30), date(2020, 6, 30)


def rate(source: str, digits: int, least: int = 1) -> Indicator:
    return Indicator(
        id="rate", name="比率", area="各领域", says="数。", formula=parse_formula(source, MEASURES), source=source,
        unit=Unit.PERCENT, direction=Direction.NEITHER, least=least, digits=digits,
    )  # fmt: skip


def fact(measure: str, day: date, amount: int) -> Fact:
    return Fact(measure=measure, day=day, n=1, amount=amount)


def digits_of(printed: str) -> int:
    return len(printed.partition(".")[2])


def known(one: dict[str, Any]) -> str:
    return f"{one['area']}：{one['what']}"


@pytest.mark.parametrize("one", DATA["share"], ids=known)
def test_a_published_share_is_the_one_printed(one: dict[str, Any]) -> None:
    facts = [fact("area.over", NOW, one["over"]), fact("area.under", NOW, one["under"])]
    found = figure(rate("area.over / area.under", digits_of(one["print"])), {}, FactCount(facts, Period.read("2021")))
    assert found.number == Decimal(one["print"])
    assert (found.over, found.under) == (one["over"], one["under"])


@pytest.mark.parametrize("one", DATA["growth"], ids=known)
def test_a_published_growth_is_the_one_printed(one: dict[str, Any]) -> None:
    facts = [fact("area.over", NOW, one["now"]), fact("area.over", BEFORE, one["base"])]
    source = "(area.over - last_year(area.over)) / last_year(area.over)"
    found = figure(rate(source, digits_of(one["print"])), {}, FactCount(facts, Period.read("2021")))
    assert found.number == Decimal(one["print"])


def test_every_base_that_was_not_published_is_the_whole_number_nearest() -> None:
    for one in DATA["growth"]:
        if one.get("published"):
            continue
        share = 1 + Fraction(one.get("rough", one["print"])) / 100
        exact = Decimal(one["now"]) * share.denominator / share.numerator
        assert int(exact.quantize(Decimal(1), ROUND_HALF_UP)) == one["base"], known(one)
    rough = [one for one in DATA["growth"] if "rough" in one]
    assert len(rough) == 2
    for one in rough:
        near = {round((one["now"] - base) * 100 / base) for base in range(one["base"] - 2, one["base"] + 3)}
        assert int(one["rough"]) not in near, "a whole number gives it: print it so"


def test_the_reviews_of_the_89_pilots_come_out_of_the_shipped_indicators() -> None:
    """8,853 reviews, up 93 %; 11,511 opinions, up 52 %: by the indicators as shipped; one matter less shows."""
    every = pack.indicators()
    counts = (
        ("legality_review.concluded", NOW, 8853), ("legality_review.concluded", BEFORE, 4587),
        ("legality_review.opinions", NOW, 11511), ("legality_review.opinions", BEFORE, 7573),
    )  # fmt: skip
    facts = [fact(*one) for one in counts]
    asked = FactCount(facts, Period.read("2021"))
    names = ("reviews", "reviews_growth", "opinions", "opinions_growth", "opinions_per_review")
    assert [figure(every[name], every, asked).printed for name in names] == ["8,853", "93.0%", "11,511", "52.0%", "1.3"]
    fewer = FactCount([*facts, Fact(measure=counts[0][0], day=NOW, n=-1, amount=-1)], Period.read("2021"))
    assert figure(every["reviews"], every, fewer).printed == "8,852"


def test_a_published_target_is_met_by_the_count_at_it_and_missed_by_the_one_below() -> None:
    for one in DATA["target"]:
        for over, met in ((one["percent"] * 2, True), (one["percent"] * 2 - 1, False)):
            facts = [fact("area.over", NOW, over), fact("area.under", NOW, 200)]
            found = figure(rate("area.over / area.under", 1), {}, FactCount(facts, Period.read("2021")))
            assert found.number is not None and (found.number >= one["percent"]) is met, one["area"]


def test_a_share_of_too_few_is_not_printed() -> None:
    facts = [fact("area.over", NOW, 9), fact("area.under", NOW, 9)]
    found = figure(rate("area.over / area.under", 1, least=10), {}, FactCount(facts, Period.read("2021")))
    assert found.number is None and found.printed == "—（不足 10 件，不计比率）"
