"""What the form itself asks never bears the name of a question of a pack: two answers would become one."""

from __future__ import annotations

import pytest

from fazhi.packs import procedures

ACT = {
    "outcome", "decider", "handler", "occurred", "why", "paper_place", "paper_page", "text_paper", "late_reason",
    "late_approver", "late_paper", "take",
}  # fmt: skip
OPENING = {"title", "unit", "number", "is_urgent", "m-source"}


@pytest.mark.parametrize("name", procedures.ids())
def test_no_question_bears_a_name_of_the_form(name: str) -> None:
    procedure = procedures.get(name)
    taken = [f"{step.id}.{item.id}" for step in procedure.steps.values() for item in step.fields if item.id in ACT]
    first = [item.id for item in procedure.steps[procedure.opens].fields if item.id in OPENING]
    assert (taken, first) == ([], [])
