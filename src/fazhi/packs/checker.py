"""The surroundings every run of the checker is given: catalogue, extractors of citations and figures, calendar."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from fazhi.kernel.citations.index import LawIndex
from fazhi.kernel.lint import Context, Document
from fazhi.kernel.lint.citations import Citation, Names, begins_to_apply, judged, names_of
from fazhi.kernel.lint.citations import extract as extract_citations
from fazhi.kernel.lint.figures import Figures, extract
from fazhi.packs.laws.compiled import load_index

if TYPE_CHECKING:
    from fazhi.kernel.calendar import Calendar


def context_for(*, as_of: date, deep: bool = False) -> Context:
    """Return the context of a run judged on that day; what is costly is loaded at its first use."""

    index = load_index()

    def citations(document: Document) -> tuple[Citation, ...]:
        return _citations(document, index, as_of)

    return Context(as_of=as_of, deep=deep, catalogue=index, citations=citations, figures=figures_of)


def catalogue_name() -> str | None:
    """Return which catalogue of laws citations are checked against; ``None`` where there is none."""
    index = load_index()
    return f"内置法规目录，{len(index)}件，文本截至{index.known_until}" if index.known_until else None


def citations_of(document: Document, *, as_of: date) -> tuple[Citation, ...]:
    """Return the citations of a document, judged on its own day, or on ``as_of`` where it bears none.

    A text that says from when it applies is judged on that day: it may rest on a law that begins to apply with it.
    """
    return _citations(document, load_index(), as_of)


def _citations(document: Document, index: LawIndex, as_of: date) -> tuple[Citation, ...]:
    found = extract_citations(document.text, _names(index))
    if not found:
        return ()
    day = document.date or as_of
    return judged(found, document.text, index, max(day, begins_to_apply(document) or day))


def names() -> Names:
    """Return the names of the compiled catalogue, laid out once for each catalogue."""
    return _names(load_index())


@lru_cache(maxsize=2)
def _names(index: LawIndex) -> Names:
    return names_of(index)


def figures_of(document: Document) -> Figures:
    """Return the figures of a document; the calendar is read only where working days are to be counted."""
    return extract(document, _calendar)


def _calendar() -> Calendar:
    from fazhi.packs import calendar

    return calendar.load()
