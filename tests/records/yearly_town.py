"""A town whose 2024 is built through the acts: the contracts it published as reviewed, and nothing it did not publish.

The courses are those of the pack's own cases; how they are dated and called is the demonstration's. Names are made up.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final

from fazhi.records import chance, clock, matters
from fazhi.records.acts.calendars import keep_calendars
from fazhi.records.demo import build, founding, script, series
from fazhi.records.demo.playing import Player
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
    with _of_one_year(tuple(_series(contracts))):
        entries = series.generated(county, days)
    order = build.moves_in_order(entries)
    player = Player(county=county, days=days)
    founded = days.calendar.add_working(days.anchor, order[0][0] - 10)
    with clock.fixed(_moment(founded, 0)), chance.seeded("founding"):
        keep_calendars()
        founding.found(county, founded)
    for at, minute, entry, number in order:
        with clock.fixed(_moment(days.day(at), minute)), chance.seeded(f"{entry.id} {number}"):
            player.play(entry, number)
    return next(unit.code for unit in county.units if unit.mark)


def _moment(day: date, minute: int) -> datetime:
    return datetime(day.year, day.month, day.day, 8, 30, tzinfo=clock.CHINA) + timedelta(minutes=4 * minute)


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
def _of_one_year(wanted: tuple[Series, ...]) -> Iterator[None]:
    """Let these be all the series, and let them end in 2024: the ten working days before the report are left out."""
    kept = series.SPREAD, series.RESTS, series.listed
    series.SPREAD, series.RESTS, series.listed = 215, 10, lambda: wanted  # type: ignore[assignment]
    try:
        yield
    finally:
        series.SPREAD, series.RESTS, series.listed = kept  # type: ignore[assignment]
