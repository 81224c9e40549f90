"""Figures that are asked of people, not counted: the sealed result of a survey's question, with its margin.

Only a survey that was sealed by the moment asked for speaks, and only one whose last day to answer lies in the period;
of several the latest. What the survey itself holds back (too few answers) is held back here too.
"""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction

from fazhi.kernel.measures import AskedOf, Figure, Indicator, Period, Tells
from fazhi.records.models import Event, Survey, Unit
from fazhi.records.surveys import One


def figure_of(indicator: Indicator, asked: AskedOf, unit: Unit, period: Period, moment: str) -> Figure:
    """Return the figure of a unit's own survey, or why there is none."""
    one = sealed_in(asked.survey, unit, period, moment)
    if one is None:
        return Figure(indicator=indicator, value=None, why="本时段没有封存的满意度测评")
    said = next((each for each in one.result["questions"] if each["id"] == asked.question), None)
    if said is None or (said["n"] is not None and "mean" not in said):
        return Figure(indicator=indicator, value=None, why="这次测评没有问这一题")
    if said["n"] is None:
        return Figure(indicator=indicator, value=None, why=f"回答不足 {one.result['least']} 份，不公布")
    told = said["mean"] if asked.tells is Tells.MEAN else said["good"]
    if not told["value"]:
        return Figure(indicator=indicator, value=None, why="没有可计的答卷")
    value = Fraction(Decimal(str(told["value"])))
    beside = f"误差±{told['margin']}，{said['n']} 份答卷" if told["margin"] else f"{said['n']} 份答卷，误差算不出"
    scaled = value / 100 if asked.tells is Tells.GOOD else value
    return Figure(indicator=indicator, value=scaled, beside=beside)


def sealed_in(questionnaire: str, unit: Unit, period: Period, moment: str) -> One | None:
    """Return the latest survey of a unit with a questionnaire that ended in a period and was sealed by a moment."""
    rows = Survey.objects.filter(unit=unit, closed__isnull=False, until__gte=period.first, until__lte=period.last)
    for row in rows.select_related("unit").order_by("-until", "-pk"):
        one = One(row)
        known = Event.objects.filter(stream__key=one.stream, type="survey_closed", recorded__lte=moment)
        if json.loads(row.kept)["id"] == questionnaire and known.exists():
            return one
    return None
