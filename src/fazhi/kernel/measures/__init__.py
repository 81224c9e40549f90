"""Measures: what matters yield, counted without anybody typing a figure again.

``declaring`` reads what a procedure yields, ``facts`` makes the facts of one matter from its state, ``periods`` says
in which month a day is counted, ``formula`` and ``indicators`` compute, ``counting`` is the plain meaning of every
reading, ``forms`` declares periodic forms, ``stated`` is a form as it was issued; ``schemes`` and ``scoring`` evaluate.
"""

from fazhi.kernel.measures.asked import AskedOf, Asking, Sample, Tells, sample_of
from fazhi.kernel.measures.counting import Cell, FactCount, as_of, histogram, median, reading_of
from fazhi.kernel.measures.declaring import read_measures
from fazhi.kernel.measures.declaring_schemes import read_scheme
from fazhi.kernel.measures.facts import difference, facts_of, readable
from fazhi.kernel.measures.forms import Column, FormPart, FormRow, PeriodicForm, days_of, kind_cn, read_form
from fazhi.kernel.measures.formula import READINGS, Earlier, Formula, Reading, parse_formula, parts, sentence, value_of
from fazhi.kernel.measures.indicators import (
    Direction,
    Figure,
    Indicator,
    Target,
    Unit,
    check_indicators,
    figure,
    in_words,
    measures_of,
    read_indicators,
)
from fazhi.kernel.measures.model import LAST_BUCKET, Fact, Measure, MeasureKind, Moment, Which
from fazhi.kernel.measures.overviews import Overview, Part, Share, Tone, read_overview
from fazhi.kernel.measures.periods import Days, Period, PeriodKind, Span
from fazhi.kernel.measures.schemes import Band, Dimension, Item, Scheme, ShareOut, Uncovered
from fazhi.kernel.measures.scoring import Evidence, Outcome, Scored, Shift, score, sensitivity
from fazhi.kernel.measures.stated import Correction, Line, Moved, Sheet, Stated, line_of, stated
from fazhi.kernel.measures.tally import Tally, tally

__all__ = [
    "LAST_BUCKET",
    "READINGS",
    "AskedOf",
    "Asking",
    "Band",
    "Cell",
    "Column",
    "Correction",
    "Days",
    "Dimension",
    "Direction",
    "Earlier",
    "Evidence",
    "Fact",
    "FactCount",
    "Figure",
    "FormPart",
    "FormRow",
    "Formula",
    "Indicator",
    "Item",
    "Line",
    "Measure",
    "MeasureKind",
    "Moment",
    "Moved",
    "Outcome",
    "Overview",
    "Part",
    "Period",
    "PeriodKind",
    "PeriodicForm",
    "Reading",
    "Sample",
    "Scheme",
    "Scored",
    "Share",
    "ShareOut",
    "Sheet",
    "Shift",
    "Span",
    "Stated",
    "Tally",
    "Target",
    "Tells",
    "Tone",
    "Uncovered",
    "Unit",
    "Which",
    "as_of",
    "check_indicators",
    "days_of",
    "difference",
    "facts_of",
    "figure",
    "histogram",
    "in_words",
    "kind_cn",
    "line_of",
    "measures_of",
    "median",
    "parse_formula",
    "parts",
    "read_form",
    "read_indicators",
    "read_measures",
    "read_overview",
    "read_scheme",
    "readable",
    "reading_of",
    "sample_of",
    "score",
    "sensitivity",
    "sentence",
    "stated",
    "tally",
    "value_of",
]
