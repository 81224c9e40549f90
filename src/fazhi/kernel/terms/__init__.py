"""Statutory terms: how long, from when, until which day, and the reasons in full.

``spec`` says what a term is, ``count`` does the arithmetic, ``derivation`` joins both into a ``Due``, ``lines`` and
``sheet`` write the 期限计算书, ``batch`` reads and writes the JSON lines of ``fazhi term``.
"""

from fazhi.kernel.terms.count import add_months, due_date
from fazhi.kernel.terms.derivation import Due, compute, compute_before
from fazhi.kernel.terms.lines import DayMark, Line
from fazhi.kernel.terms.sheet import line_text, policy_cn, term_sheet_text
from fazhi.kernel.terms.spec import (
    NO_LAW,
    EndPolicy,
    Extension,
    Kind,
    Moved,
    Suspension,
    TermSpec,
    Unit,
    check_extension,
)

__all__ = [
    "NO_LAW",
    "DayMark",
    "Due",
    "EndPolicy",
    "Extension",
    "Kind",
    "Line",
    "Moved",
    "Suspension",
    "TermSpec",
    "Unit",
    "add_months",
    "check_extension",
    "compute",
    "compute_before",
    "due_date",
    "line_text",
    "policy_cn",
    "term_sheet_text",
]
