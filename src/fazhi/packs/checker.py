"""The surroundings every run of the checker is given: catalogue, extractors of citations and figures, calendar."""

from __future__ import annotations

from datetime import date

from fazhi.kernel.lint import Context, Document
from fazhi.kernel.lint.figures import Figures, extract


def context_for(*, as_of: date, deep: bool = False) -> Context:
    """Return the context of a run judged on that day; what is costly is loaded at its first use."""
    return Context(as_of=as_of, deep=deep, figures=figures_of)


def catalogue_name() -> str | None:
    """Return which catalogue of laws citations are checked against; ``None`` where there is none."""
    return None


def figures_of(document: Document) -> Figures:
    """Return the figures of a document; the calendar is read only where working days are to be counted."""
    from fazhi.packs import calendar

    return extract(document, calendar.load)
