"""Measures: what matters yield, counted without anybody typing a figure again.

``declaring`` reads what a procedure yields, ``facts`` makes the facts of one matter from its state, ``periods`` says
in which month a day is counted, ``formula`` and ``indicators`` compute, ``counting`` is the plain meaning of every
reading.
"""

from fazhi.kernel.measures.counting import Cell, FactCount, as_of, histogram, median, reading_of
from fazhi.kernel.measures.declaring import read_measures
from fazhi.kernel.measures.facts import difference, facts_of, readable
from fazhi.kernel.measures.formula import READINGS, Earlier, Formula, Reading, parse_formula, parts, sentence, value_of
from fazhi.kernel.measures.indicators import (
    Direction,
    Figure,
    Indicator,
    Target,
    Unit,
    check_indicators,
    figure,
    measures_of,
    read_indicators,
)
from fazhi.kernel.measures.model import LAST_BUCKET, Fact, Measure, MeasureKind, Moment, Which
from fazhi.kernel.measures.periods import Period, PeriodKind
from fazhi.kernel.measures.tally import Tally, tally

__all__ = [
    "LAST_BUCKET",
    "READINGS",
    "Cell",
    "Direction",
    "Earlier",
    "Fact",
    "FactCount",
    "Figure",
    "Formula",
    "Indicator",
    "Measure",
    "MeasureKind",
    "Moment",
    "Period",
    "PeriodKind",
    "Reading",
    "Tally",
    "Target",
    "Unit",
    "Which",
    "as_of",
    "check_indicators",
    "difference",
    "facts_of",
    "figure",
    "histogram",
    "measures_of",
    "median",
    "parse_formula",
    "parts",
    "read_indicators",
    "read_measures",
    "readable",
    "reading_of",
    "sentence",
    "tally",
    "value_of",
]
