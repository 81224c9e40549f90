"""What a formula takes of a measure must be something the procedure can yield: a slipped word would count nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from fazhi.kernel.expressions import Expr
from fazhi.kernel.measures import Indicator, Measure, Reading, parse_formula, parts
from fazhi.kernel.measures.model import JOIN
from fazhi.packs import annual, measures, overviews, periodic, procedures


def yielded(measure: Measure) -> frozenset[str]:
    """Return every word a measure can be sliced by: outcomes of its steps, values of the answers it names."""
    found: set[str] = set()
    for expr in (measure.by, *measure.also):
        if expr is not None:
            found.update(_values(measure, expr))
    return frozenset(found)


def _values(measure: Measure, expr: Expr) -> Iterator[str]:
    procedure = procedures.get(measure.procedure)
    place, _, name = expr.source.partition(".")
    if place == "field":
        steps = [procedure.steps[moment.step] for moment in measure.at if moment.step]
        if name == "outcome":
            yield from (outcome for step in steps for outcome in step.outcomes)
            return
        questions = [item for step in steps for item in step.fields if item.id == name]
    elif place == "subject":
        questions = [procedure.subject[name]]
    elif name == "outcome":
        yield from procedure.steps[place].outcomes
        return
    else:
        questions = [item for item in procedure.steps[place].fields if item.id == name]
    for item in questions:
        yield from item.type.values


def named() -> Iterator[tuple[str, Reading]]:
    rows: list[Indicator] = list(measures.indicators().values())
    for form in (*periodic.forms().values(), *(one.form for one in annual.reports().values())):
        rows += [row.indicator for row in form.rows]
    for one in rows:
        yield from ((one.id, part) for part in parts(one.formula) if isinstance(part, Reading) and part.slices)
    for page in overviews.every().values():
        yield from ((page.id, Reading(part.measure.id, "times", part.slices)) for part in page.months if part.slices)


def unknown(reading: Reading) -> list[str]:
    there = yielded(measures.every()[reading.measure])
    return [word for by in reading.slices if by not in there for word in by.split(JOIN) if word not in there]


def test_every_slice_that_a_formula_takes_can_be_yielded() -> None:
    found = list(named())
    assert len(found) > 150
    assert [(where, reading.measure, word) for where, reading in found for word in unknown(reading)] == []


@pytest.mark.parametrize("by", ["立案处罚", "公民／予以公开"])
def test_a_slipped_word_is_found(by: str) -> None:
    formula = parse_formula(f"sum(power_use.accepted, '{by}')", measures.every())
    assert isinstance(formula, Reading) and unknown(formula)
