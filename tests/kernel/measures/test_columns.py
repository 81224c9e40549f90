"""Formulas over columns: cell for cell what one figure after the other gives, for any counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from fazhi.kernel.measures import Cell, Figure, Reading, figure, parse_formula, reading_of
from fazhi.kernel.measures.columns import Column, Mixed, Whole, figure_columns, longest, medians, readings_of
from fazhi.packs import measures

EVERY = measures.every()
DAYS, FLOW = "legality_review.days", "legality_review.opinions"
FORMULAS = (
    f"{FLOW}", f"{FLOW} / {DAYS}", f"({FLOW} - times({DAYS})) / last_year({FLOW})", f"mean({DAYS}) * 3 + {FLOW}",
    f"median({DAYS})", f"longest({DAYS}) - mean({DAYS})", f"within({DAYS}, 3) / times({DAYS})", "4 / indicator.one",
    f"{FLOW} / ({FLOW} / mean({DAYS}))", "indicator.one + last_year(indicator.two)", "7",
)  # fmt: skip
MADE = {
    name: replace(
        measures.indicators()["review_rate"], id=name, source=text, formula=parse_formula(text, EVERY), least=least
    )
    for name, text, least in [
        ("one", FORMULAS[0], 0), ("two", FORMULAS[3], 0),
        *((f"f{n}l{least}", text, least) for n, text in enumerate(FORMULAS) for least in (0, 3)),
    ]
}  # fmt: skip

Held = dict[str, list[Cell]]


@dataclass(frozen=True, slots=True)
class One:
    """The counts of one cell, this year and before."""

    years: Sequence[Held]

    def read(self, reading: Reading) -> Fraction | None:
        return reading_of(reading, self.years[0].get(reading.measure, []))

    def year_before(self) -> One:
        return One(self.years[1:])


@dataclass(frozen=True, slots=True)
class Many:
    """The same of several cells, reading by reading."""

    cells: Sequence[One]

    @property
    def size(self) -> int:
        return len(self.cells)

    def read(self, reading: Reading) -> Column:
        found = [one.read(reading) for one in self.cells]
        whole = [int(value) for value in found if value is not None and value.denominator == 1]
        return Whole(values=whole) if len(whole) == len(found) else Mixed(values=found)

    def year_before(self) -> Many:
        return Many([one.year_before() for one in self.cells])


_cell = st.builds(
    Cell, by=st.just(""), bucket=st.integers(0, 5), n=st.integers(-2, 9), amount=st.integers(-30, 90)
)  # fmt: skip
_held = st.fixed_dictionaries({DAYS: st.lists(_cell, max_size=4), FLOW: st.lists(_cell, max_size=2)})
_cells = st.lists(st.lists(_held, min_size=2, max_size=2).map(One), min_size=1, max_size=4)


@settings(max_examples=60, deadline=None)
@given(_cells)
def test_each_cell_is_what_its_formula_comes_to(cells: list[One]) -> None:
    columns = figure_columns(MADE.values(), MADE, Many(cells))
    for one, column in zip(MADE.values(), columns, strict=True):
        plainly: list[Figure] = [figure(one, MADE, cell) for cell in cells]
        assert list(column) == plainly and len(column) == len(cells)
        assert column.given() == [found.value is not None for found in plainly]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(st.integers(-1, 6), min_size=4, max_size=4), min_size=1, max_size=5))
def test_medians_and_longest_of_many_cells(counts: list[list[int]]) -> None:
    days = [0, 2, 3, 9]
    cells = [[Cell(by="", bucket=day, n=n, amount=0) for day, n in zip(days, one, strict=True)] for one in counts]
    columns = list(zip(*counts, strict=True))
    assert medians(days, columns) == [reading_of(Reading("m", "median"), cell) for cell in cells]
    assert longest(days, columns) == [reading_of(Reading("m", "longest"), cell) for cell in cells]


def test_what_an_indicator_rests_on_is_told_with_the_years_before() -> None:
    assert set(readings_of([MADE["f9l0"]], MADE)) == {
        (Reading(FLOW, "sum"), 0), (Reading(DAYS, "mean"), 1), (Reading(FLOW, "sum"), 1),
    }  # fmt: skip
