"""Many figures at once: the sums of years give what cell by cell comes out of the half months, whatever was counted."""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import connection
from tests.records.conftest import Cast, make_matter

from fazhi.kernel.measures import Cell, Fact, MeasureKind, Period, PeriodKind, Reading, Span, figure, measures_of
from fazhi.packs import measures
from fazhi.records import columnar, figures
from fazhi.records.columns import Table, cells_of, counts_of
from fazhi.records.commands import indicators
from fazhi.records.grids import Grid, Place
from fazhi.records.ledger import adding_up, weighing, yearly
from fazhi.records.ledger import figures as rows
from fazhi.records.ledger.statements import fetch
from fazhi.records.models import Rollup, SumSeries, Unit, YearSum, YieldedFact

UNITS = ("qinghe", "liuhe-ny", "liuhe-sfs", "shanbei")
LATE = "2026-03-01T10:00:00+08:00"


def chosen() -> list[str]:
    """Some indicators of every shape: counts, rates, sums of measures, slices, days, what stands, growth."""
    every = measures.indicators()
    shapes = ("opening(", "median(", "mean(", "longest(", "within(", "last_year(", "sum(", " + ", "amount", "in_hand")
    found = {name for shape in shapes for name in [n for n, one in every.items() if shape in one.source][:3]}
    return sorted(found)


@pytest.fixture
def strewn(cast: Cast) -> None:
    """Rows of all kinds over three years: taken back now and then, money among them, some days of one unit empty."""
    chance, every = random.Random(23), measures.indicators()
    names = sorted(measures_of([every[name] for name in chosen()], every))
    for number, code in enumerate(UNITS):
        matter = make_matter(code, key=f"matter/c{number}")
        made = []
        for n in range(700):
            name = chance.choice(names)
            sign = -1 if chance.random() < 0.15 else 1
            money = chance.choice([1, 3, 300_000, 262_143, 262_144, 90_000_000_000])
            days = chance.randrange(0, 12) if measures.every()[name].kind is MeasureKind.DURATION else 0
            made.append(
                Fact(
                    measure=name, day=date(2024, 1, 1) + timedelta(days=chance.randrange(800)), n=sign,
                    amount=sign * (days or (money if measures.every()[name].money else 1)),
                    by=chance.choice(["", "行政合同（协议）", "规范性文件"]), bucket=days, item=str(n),
                )
            )  # fmt: skip
        rows.add_facts(matter.pk, [(matter.unit_id, fact) for fact in made], LATE)


PERIODS = {
    "calendar months": tuple(Period.read("2025").each_month()),
    "months from 26日 to 25日": tuple(Period.read("2025", 25).each_month()),
    "months so far, and all of them": (*list(Period.read("2025").each_month())[:7], Period.read("2025")),
    "a quarter, half a year, two years": (
        Period.read("2025-Q3"), Period.read("2025-H1", 25), Span(date(2024, 1, 1), date(2025, 12, 31), "两年"),
    ),
    "nothing was counted": (Period.read("2019"), Period(2019, 2, PeriodKind.QUARTER)),
}  # fmt: skip


def places(root: str) -> list[Place]:
    below = Unit.objects.filter(path__startswith=root).values_list("path", flat=True)
    nowhere = [Place(path="a/"), Place(path="no/such/", below=False), Place(path="no/such/")]
    return [Place(path=root, below=False), *(Place(path=path) for path in below), *nowhere]


@pytest.mark.parametrize("name", list(PERIODS))
def test_all_at_once_is_what_each_cell_comes_to(strewn: None, name: str) -> None:
    every, root, periods = measures.indicators(), Unit.objects.get(code="qinghe").path, PERIODS[name]
    wanted, there = [every[one] for one in chosen()], places(root)
    table = Table(wanted, every, root, there, periods)
    assert table.at_once
    grid = Grid(root, periods, measures_of(wanted, every))
    given = 0
    for one, column in zip(wanted, table.figures(wanted), strict=True):
        plainly = [figure(one, every, grid.at(place, at)) for place in there for at in range(len(periods))]
        assert list(column) == plainly, one.id
        assert column.given() == [found.value is not None for found in plainly], one.id  # type: ignore[attr-defined]
        given += sum(found.value is not None and found.value != 0 for found in plainly)
    assert given > 100 or "nothing" in name


def test_what_half_months_cannot_say_goes_the_plain_way(strewn: None) -> None:
    every, root = measures.indicators(), Unit.objects.get(code="qinghe").path
    wanted = [every[one] for one in chosen()]
    for periods, known in (((Period.read("2025-03", 20),), None), ((Period.read("2025"),), LATE)):
        table, grid = (
            Table(wanted, every, root, [Place(path=root)], periods, known=known),
            Grid(root, periods, measures_of(wanted, every), known=known),
        )
        assert not table.at_once
        assert [column[0] for column in table.figures(wanted)] == [
            figure(one, every, grid.at(Place(path=root))) for one in wanted
        ]


def test_a_sum_without_a_character_is_read_from_the_half_months(strewn: None) -> None:
    every, unit = measures.indicators(), Unit.objects.get(code="shanbei")
    matter, wanted = make_matter("shanbei", key="matter/many"), [every["in_hand"]] if "in_hand" in every else []
    wanted = wanted or [next(one for one in every.values() if one.source.endswith("in_hand"))]
    fact = Fact(measure=wanted[0].source, day=date(2025, 5, 5), n=32_000, amount=32_000)
    rows.add_facts(matter.pk, [(unit.pk, fact)] * 17, LATE)
    assert YearSum.objects.filter(numbers=None).count() == 1
    table = Table(wanted, every, unit.path, [Place(path=unit.path)], [Period.read("2025")])
    assert not table.at_once
    plainly = figure(
        wanted[0], every, Grid(unit.path, [Period.read("2025")], {wanted[0].source}).at(Place(path=unit.path))
    )
    assert table.figures(wanted)[0][0] == plainly and plainly.value is not None and plainly.value > 540_000
    assert adding_up.sums_that_differ() == []


def test_made_from_the_half_months_they_are_the_same_and_what_was_altered_is_found(strewn: None) -> None:
    fields = ("series_id", "year", "unit_id", "numbers", "amounts", "highs")
    before = list(YearSum.objects.order_by(*fields[:3]).values_list(*fields))
    assert before and adding_up.sums_that_differ() == []
    YearSum.objects.all().delete()
    adding_up.fill_years()
    # What was carried and came back leaves a text of nothing, which says the same as none.
    made = [(*row[:5], row[5] or yearly.NOTHING) for row in YearSum.objects.order_by(*fields[:3]).values_list(*fields)]
    assert made == [(*row[:5], row[5] or yearly.NOTHING) for row in before]
    unit, series = Unit.objects.get(code="shanbei").pk, before[0][0]
    halves = [(slot, text) for _, slot, text in fetch(adding_up._halves_as_texts(), [unit, unit])]
    # Whole texts say so, money among them: only what differs is looked at sum by sum.
    assert adding_up._alike(adding_up.years_of(unit), halves)
    held = YearSum.objects.filter(unit_id=unit)
    held.filter(series_id=series).update(numbers=yearly.NOTHING[1:] + "x")
    assert adding_up.sums_that_differ() == [(unit, SumSeries.objects.get(pk=series).measure)]
    held.delete()
    assert {one for one, _ in adding_up.sums_that_differ()} == {unit}


def test_a_row_whose_series_has_no_number_is_found(strewn: None) -> None:
    one = SumSeries.objects.exclude(slice="").order_by("pk")[0]
    SumSeries.objects.filter(pk=one.pk).update(slice="别的")
    found = adding_up.sums_that_differ()
    assert found and {measure for _, measure in found} == {one.measure}


def _two_halves() -> tuple[Rollup, Rollup]:
    """Two half months of one unit and series, numbers and amounts among them."""
    one = Rollup.objects.exclude(amount=0).order_by("pk")[0]
    return one, Rollup.objects.filter(unit=one.unit_id, series=one.series_id).exclude(slot=one.slot).order_by("pk")[0]


def _change(one: Rollup, **to: int) -> None:
    Rollup.objects.filter(pk=one.pk).update(**to)


def _numbers_exchanged() -> None:
    one, other = _two_halves()
    _change(one, n=one.n + 1)
    _change(other, n=other.n - 1)


def _amounts_exchanged() -> None:
    one, other = _two_halves()
    _change(one, amount=one.amount + (1 << 40))
    _change(other, amount=other.amount - (1 << 40))


def _number_for_amount() -> None:
    one, _ = _two_halves()
    _change(one, n=one.n + 1, amount=one.amount - 1)


def _beyond_all_measure() -> None:
    one, _ = _two_halves()
    _change(one, n=1 << 62, amount=-(1 << 62))


def _in_another_half() -> None:
    one, _ = _two_halves()
    _change(one, slot=100_000 + one.slot)


def _in_another_series() -> None:
    one, _ = _two_halves()
    _change(one, series_id=SumSeries.objects.create(id=100_000, measure=one.series.measure, slice="别的").pk)


def _gone() -> None:
    Rollup.objects.filter(pk=_two_halves()[0].pk).delete()


def _rows_of_no_year() -> None:
    one, _ = _two_halves()
    fact = YieldedFact.objects.filter(unit=one.unit_id).order_by("pk")[0]
    YieldedFact.objects.filter(pk=fact.pk).update(day=date(2099, 1, 1))


@pytest.mark.parametrize(
    "alter",
    [_numbers_exchanged, _amounts_exchanged, _number_for_amount, _beyond_all_measure, _in_another_half,
     _in_another_series, _gone, _rows_of_no_year],
)  # fmt: skip
def test_whatever_was_altered_in_a_half_month_its_unit_is_found(strewn: None, alter: Callable[[], None]) -> None:
    unit = _two_halves()[0].unit_id
    server = connection.vendor == "postgresql"
    assert not server or weighing.units_apart(adding_up.SLOT["postgresql"]) == []
    alter()
    assert {found for found, _ in adding_up.sums_that_differ()} == {unit}
    # A server weighs all units first, and adds up only what weighs otherwise.
    assert not server or weighing.units_apart(adding_up.SLOT["postgresql"]) == [unit]


def test_each_way_in_which_a_year_can_be_another_is_found_by_its_measure(strewn: None) -> None:
    unit = Unit.objects.get(code="shanbei").pk
    fields = ("series_id", "year", "numbers", "amounts", "highs")
    held = YearSum.objects.filter(unit_id=unit)
    money = held.exclude(highs=None).order_by(*fields[:2]).values_list(*fields)[0]
    plain = held.filter(highs=None, amounts__isnull=False).order_by(*fields[:2]).values_list(*fields)[0]
    names = dict(SumSeries.objects.values_list("pk", "measure"))
    # Of the same measure, so that it is named once.
    other = SumSeries.objects.create(id=max(names) + 1, measure=names[plain[0]], slice="别的").pk

    def moved(text: str, by: int) -> str:
        return chr(ord(text[0]) + by) + text[1:]

    over = 1 if ord(money[3][0]) >= yearly.ZERO else -1
    for row, changed, differs in (
        (plain, {"numbers": moved(plain[2], 1)}, True), (plain, {"amounts": moved(plain[3], -1)}, True),
        (plain, {"amounts": plain[3][:-1]}, True), (plain, {"highs": yearly.NOTHING}, False),
        (plain, {"numbers": None}, False), (plain, {"amounts": None}, False),
        (money, {"highs": moved(money[4], 1)}, True), (money, {"highs": None}, money[4] != yearly.NOTHING),
        (money, {"highs": moved(money[4], over), "amounts": moved(money[3], -over * yearly.CARRIED)}, True),
        (plain, {"series_id": other}, True),
    ):  # fmt: skip
        key = dict(zip(fields[:2], row[:2], strict=True))
        held.filter(**key).update(**changed)
        assert adding_up.years_that_differ() == ([(unit, names[row[0]])] if differs else []), changed
        held.filter(**{**key, **{k: v for k, v in changed.items() if k in key}}).update(
            **dict(zip(fields, row, strict=True))
        )
    assert adding_up.years_that_differ() == []


def test_another_engine_finds_the_same(strewn: None, tmp_path: Path) -> None:
    pytest.importorskip("duckdb", reason="the columnar extra is not installed")
    columnar.exported(tmp_path)
    assert columnar.sums_that_differ(tmp_path) == [] == adding_up.sums_that_differ()
    one = Rollup.objects.exclude(series__slice="").exclude(n=0).order_by("pk")[0]
    Rollup.objects.filter(pk=one.pk).update(n=one.n + 1)
    columnar.exported(tmp_path)
    assert columnar.sums_that_differ(tmp_path) == [(one.unit_id, one.series.measure)] == adding_up.sums_that_differ()


def test_the_command_names_what_differs(strewn: None, capsys: pytest.CaptureFixture[str]) -> None:
    def audit() -> int:
        return indicators._audit(argparse.Namespace(columnar=False, format="text"))

    assert audit() == 0 and "一致" in capsys.readouterr().out
    one = Rollup.objects.exclude(amount=0).order_by("pk")[0]
    Rollup.objects.filter(pk=one.pk).delete()
    assert audit() == 1 and one.series.measure in capsys.readouterr().out


def test_how_often_something_counted_is_what_the_cells_say(strewn: None) -> None:
    root, name = Unit.objects.get(code="qinghe").path, "legality_review.days"
    readings = [Reading(name, "times", slices) for slices in ((), ("规范性文件",))]
    for periods in (PERIODS["calendar months"], (Period.read("2025-03", 20),)):
        grid, there = Grid(root, periods, {name}), places(root)
        for reading, column in zip(readings, counts_of(readings, root, there, periods), strict=True):
            assert column == [grid.at(place, at).read(reading) for place in there for at in range(len(periods))]
            assert len(periods) == 1 or sum(column) > 0


def test_what_is_told_apart_by_slice_and_days_is_what_the_cells_say(strewn: None) -> None:
    root, names = Unit.objects.get(code="qinghe").path, ["legality_review.days", "legality_review.prior"]
    for period in (*PERIODS["months so far, and all of them"], Period.read("2025-03", 20), Period.read("2019")):
        for place in places(root):
            found, grid = cells_of(names, root, place, period), Grid(root, [period], names)
            for name in names:
                assert told(found[name]) == told(grid.cells(place, 0, name, "within"))
    assert told(found[names[0]]) == {} != told(cells_of(names, root, Place(path=root), Period.read("2025"))[names[0]])


def test_kinds_are_those_of_the_last_place(strewn: None) -> None:
    every, unit, name = measures.indicators(), Unit.objects.get(code="qinghe"), "legality_review.days"
    wanted = [one for one in every.values() if measures_of([one], every) == {name}][:1]
    for last in places(unit.path):
        table = Table(wanted, every, unit.path, [Place(path=unit.path), last], [Period.read("2025")], kinds=True)
        grid = Grid(unit.path, [Period.read("2025")], {name})
        assert table.at_once and table.kinds([name]) == grid.kinds(last, [name])


def told(cells: Sequence[Cell]) -> dict[tuple[str, int], int]:
    found = Counter[tuple[str, int]]()
    for cell in cells:
        found[cell.by, cell.bucket] += cell.n
    return {key: n for key, n in found.items() if n}


def test_the_figures_of_one_unit_with_and_without_those_below_it_are_what_its_cell_says(strewn: None) -> None:
    every, period = measures.indicators(), Period.read("2025-H1")
    wanted = [every[one] for one in chosen()]
    for unit in Unit.objects.filter(code__in=("qinghe", "liuhe", "shanbei")):
        for below in (True, False):
            grid = Grid(unit.path, [period], measures_of(wanted, every))
            asked = figures.Asked(path=unit.path, period=period, below=below)
            assert figures.figures(wanted, asked) == [
                figure(one, every, grid.at(Place(path=unit.path, below=below))) for one in wanted
            ]


def test_texts_of_units_come_in_the_order_asked_for() -> None:
    text = {unit: chr(yearly.ZERO + unit) * yearly.HALVES for unit in range(1, 9)}
    for listed, asked in (
        ([1, 2, 3], [1, 2, 3]), ([1, 2, 3, 4], [2, 3]), ([3, 1, 2], [1, 2, 3]), ([2, 5], [1, 2, 3, 5, 6]),
        ([1, 2, 3], [1, 3]), ([8, 7, 6, 1], [6, 7, 8, 5, 1]), ([4], [1, 2]), ([1, 2, 3, 4], [4, 3, 2, 1]), ([1, 2], []),
    ):  # fmt: skip
        order = yearly.Order(asked)
        for _ in range(2):
            found = order.of(",".join(map(str, listed)), "".join(text[unit] for unit in listed))
            assert found == "".join(text[unit] if unit in listed else yearly.NOTHING for unit in asked)
