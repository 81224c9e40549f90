"""Figures that are asked of people, not counted: the sealed result of a survey's question, with its margin.

Only a survey that was sealed by the moment asked for speaks, and only one whose last day to answer lies in the period;
of several the latest. It speaks for the unit it was held in and for no other: results of several units are not made
into one. What the survey itself holds back (too few answers) is held back here too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

from fazhi.kernel.measures import AskedOf, Days, Figure, Indicator, Sample, Tells
from fazhi.records import access
from fazhi.records.grids import Place
from fazhi.records.models import Event, Survey
from fazhi.records.surveys import One

NONE: Final = "本时段没有封存的满意度测评"
APART: Final = "各单位各自测评，不合成一个数"


class Results:
    """The sealed surveys below a path that ended in any of some periods, read once. ``known``: sealed by that time."""

    def __init__(self, root: str, periods: Sequence[Days], known: str | None = None) -> None:
        first, last = min(one.first for one in periods), max(one.last for one in periods)
        rows = Survey.objects.filter(access.under("unit__path", root), closed__isnull=False, until__range=(first, last))
        self._found = [One(row) for row in rows.select_related("unit").order_by("-until", "-pk")]
        if known is not None and self._found:
            told = Event.objects.filter(
                stream__key__in=[one.stream for one in self._found], type="survey_closed", recorded__lte=known
            )
            sealed = set(told.values_list("stream__key", flat=True))
            self._found = [one for one in self._found if one.stream in sealed]

    def figure(self, indicator: Indicator, asked: AskedOf, place: Place, period: Days) -> Figure:
        """Return the figure of a unit's own survey, or why there is none."""
        one = self.latest(asked.survey, place, period)
        if one is None:
            below = place.below and any(
                place.holds(other.row.unit.path) for other in self._within(asked.survey, period)
            )
            return Figure(indicator=indicator, value=None, why=APART if below else NONE)
        return _told(indicator, asked, one)

    def latest(self, questionnaire: str, place: Place, period: Days) -> One | None:
        """Return the latest survey of a unit itself with a questionnaire; ``None`` where there is none."""
        own = (one for one in self._within(questionnaire, period) if one.row.unit.path == place.path)
        return next(own, None)

    def _within(self, questionnaire: str, period: Days) -> Iterable[One]:
        return (
            one for one in self._found if one.row.name == questionnaire and period.first <= one.row.until <= period.last
        )


def _told(indicator: Indicator, asked: AskedOf, one: One) -> Figure:
    said = next((each for each in one.result["questions"] if each["id"] == asked.question), None)
    if said is None or (said["n"] is not None and "mean" not in said):
        return Figure(indicator=indicator, value=None, why="这次测评没有问这一题")
    if said["n"] is None:
        return Figure(indicator=indicator, value=None, why=f"回答不足 {one.result['least']} 份，不公布")
    told = said["mean"] if asked.tells is Tells.MEAN else said["good"]
    if not told["value"]:
        return Figure(indicator=indicator, value=None, why="没有可计的答卷")
    value = Fraction(Decimal(str(told["value"])))
    sample = Sample(answers=int(said["n"]), margin=str(told["margin"] or ""))
    return Figure(indicator=indicator, value=value / 100 if asked.tells is Tells.GOOD else value, sample=sample)
