"""Giving a file back: what the sender still has to bring, said once, in the paper the pack declares for it.

Which steps give a file back, with which result, in which words and on which paper, is said by the pack (`give_back`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fazhi.desk import receipts
from fazhi.desk.found import Found
from fazhi.desk.refusals import next_move
from fazhi.kernel.procedures import GiveBack, PaperForm, Procedure, Run, Step, StepView


@dataclass(frozen=True, slots=True, kw_only=True)
class Giving:
    """A step by which this person may give the file back now, and how."""

    step: Step
    how: GiveBack


def giving(found: Found) -> Giving | None:
    """Return the first step by which the person may give the file back today, or None."""
    for view, how in _steps(found):
        closed = dict(view.closed_outcomes)
        if view.doable and how.outcome not in closed and set(view.step.posts) & found.desk.post_ids:
            return Giving(step=view.step, how=how)
    return None


def hindrance(found: Found) -> str:
    """Return why the file cannot be given back in the matter now, with the next move; empty where nothing can be."""
    for view, how in _steps(found):
        reasons = view.blockers or dict(view.closed_outcomes).get(how.outcome, ())
        if reasons:
            move = f"{next_move(reasons[0].next)}。" if reasons[0].next else ""
            return f"还没有记入“{how.outcome}”：{reasons[0].text.rstrip('。')}。{move}"
    names = "、".join(f"“{view.step.act}”" for view, _ in _steps(found))
    return f"还没有记入退回：由有权岗位办{names}。" if names else ""


def _steps(found: Found) -> Iterator[tuple[StepView, GiveBack]]:
    for view in found.picture.steps:
        if view.step.give_back is not None:
            yield view, view.step.give_back


def lines(found: Found) -> tuple[str, ...]:
    """Return the complete list of what is missing, as the receipt says it."""
    return tuple(dict.fromkeys(receipts.missing(found.picture, found.folded)))


def written(items: tuple[str, ...]) -> str:
    """Return a list as it is typed into a field: one line each, counted."""
    return "\n".join(f"{number}. {item}" for number, item in enumerate(items, start=1))


def given_back(found: Found, run: int) -> Run | None:
    """Return the run that gave the file back, if that is what it did."""
    held = found.state.find(run)
    if held is None or not held.lawful or held.voided:
        return None
    how = found.procedure.steps[held.step].give_back
    return held if how is not None and held.outcome == how.outcome else None


def paper_of(procedure: Procedure, run: Run) -> PaperForm | None:
    """Return the paper that tells the sender of a giving back, as the pack declares it."""
    how = procedure.steps[run.step].give_back
    return procedure.papers.get(how.paper) if how is not None and how.paper is not None else None
