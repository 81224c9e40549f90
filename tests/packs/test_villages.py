"""村级事项: outside the administrative figures, and no gate but those the laws name."""

from __future__ import annotations

import re

import pytest

from fazhi.kernel.measures.formula import Formula, Reading, parts
from fazhi.packs import measures, procedures

VILLAGE = tuple(name for name in procedures.ids() if name.startswith("village_"))


def readings(formula: Formula) -> list[str]:
    """Return the measures a formula reads: legality_review.prior."""
    return [part.measure for part in parts(formula) if isinstance(part, Reading)]


def test_no_administrative_figure_counts_what_villages_decide() -> None:
    """A village's contract in 合法性审查率 would turn advice into review."""
    wrong = {
        one.id: one.area
        for one in measures.indicators().values()
        if any(read.startswith("village_") for read in readings(one.formula)) != (one.area == "村级事项")
    }
    assert wrong == {}


@pytest.mark.parametrize("step", ["sign", "archive", "vote"])
def test_advice_is_asked_for_by_nothing_that_a_village_decides(step: str) -> None:
    """`archive` may name it beside other ways to an end; `sign` and `vote` may not name it at all."""
    gates = procedures.get("village_advice").steps[step].needs
    asked = [gate.expr.source for gate in gates if re.search(r"\b(advise|raise|adopted)\b", gate.expr.source)]
    assert asked == (["did(advise) or did(approve) or happened(sign)"] if step == "archive" else [])


def test_rules_are_published_without_waiting_for_the_township() -> None:
    for step in ("vote", "publish", "file"):
        for gate in procedures.get("village_rules").steps[step].needs:
            assert not re.search(r"\b(guide|accept|examine)\b", gate.expr.source), f"{step}: {gate.say}"
