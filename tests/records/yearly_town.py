"""A town whose 2024 is built through the acts: the contracts it published as reviewed, and nothing it did not publish.

The courses are those of the pack's own cases; how they are dated and called is the demonstration's. Names are made up.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Final

from fazhi.records import matters
from fazhi.records.demo import build, script, series
from fazhi.records.demo.script import County, Days
from fazhi.records.demo.series import Series

AS_OF: Final = date(2025, 1, 14)
"""The day the published report bears."""

PUBLISHED: Final = 358
"""合同 reviewed in 2024, as published: the one count of that report which the procedures record."""

_USUAL: Final = "一般合同：三步流转，审查合法，签订后归档"
_FAST: Final = "示范文本快审：只填空白、低于限额，当天出具简易审查单"
_ADOPTED: Final = "结论合法后采纳建议修改：定稿复核后通过"


def build_town(contracts: int = PUBLISHED) -> str:
    """Build the town with so many contracts reviewed in 2024 into the empty site; return the code of the town.

    Of six contracts four are routine, one goes by the fast line, one takes an opinion up: what was published says
    nothing of this, so it is an assumption of the demonstration.
    """
    county = _one_town(script.county())
    days = Days(as_of=AS_OF, calendar=matters.calendar())
    with _within_the_year():
        entries = tuple(
            series._entry(series._item(one, number, county, days), county, days)
            for one in _series(contracts)
            for number in range(one.count)
        )
    left = build._built(county, days, entries, 0, lambda _what, _done, _all: None)
    assert left == 0, left
    return next(unit.code for unit in county.units if unit.mark)


def _series(contracts: int) -> Iterator[Series]:
    shipped = {one.case: one for one in series.listed()}
    fast, adopted = contracts // 6, contracts // 6
    for case, count in ((_USUAL, contracts - fast - adopted), (_FAST, fast), (_ADOPTED, adopted)):
        if count:
            yield replace(shipped[case], count=count, stops=(), slow={})


def _one_town(county: County) -> County:
    """Return the county with its first town only: the bureau, the town, what lies below it, and their people."""
    town = next(unit for unit in county.units if unit.mark)
    kept = tuple(
        unit for unit in county.units if unit.parent is None or unit.code == town.code or unit.parent == town.code
    )
    codes = {unit.code for unit in kept}
    people = tuple(one for one in county.people if all(unit in codes for _, unit in one.posts))
    return replace(county, units=kept, people=people)


@contextmanager
def _within_the_year() -> Iterator[None]:
    """Let the series end in 2024: over 225 working days, the last ten before the day of the report left out."""
    kept = series.SPREAD, series.RESTS
    series.SPREAD, series.RESTS = 215, 10
    try:
        yield
    finally:
        series.SPREAD, series.RESTS = kept
