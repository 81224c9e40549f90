"""《一次性补正告知书》: what the sender still has to bring, said once; whether or not it could be recorded.

Which steps give a file back, with which result and in which words, is said by the pack (`give_back`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from fazhi.components import Notice, cn_date, short_date
from fazhi.desk import receipts
from fazhi.desk.found import Found
from fazhi.desk.personal import Personal
from fazhi.desk.refusals import basis_words, next_move
from fazhi.kernel.citations import UNSET_TERM
from fazhi.kernel.procedures import Clock, GiveBack, Procedure, Run, Step, StepView

_COUNTED: Final = re.compile(r"^\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})[.、．]\s*")


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


def notice_of(found: Found, run: Run | None, personal: Personal) -> Notice:
    """Return the notice of a giving back (``run``), or of what is missing where none is recorded yet."""
    row, card = found.row, found.folded.card
    step = found.procedure.steps[run.step] if run is not None else None
    items = _said(found, run, step, personal) if run is not None and step is not None else lines(found)
    came = f"你单位{cn_date(card.opened)}送来的《{row.title.strip('《》')}》收悉。经核对，"
    lead = came + ("尚缺以下材料或者手续，请一次补齐：" if items else "材料齐备，无须补正。")
    return Notice(
        title=f"{receipts.township_of(row)}一次性补正告知书",
        number=row.number,
        addressee=f"{row.unit.name}{f'　{row.handler.name}' if row.handler else ''}",
        lead=lead,
        items=items,
        until=_until(found, run) if items else "",
        basis=basis_words(found.procedure, step.basis) if step is not None else "",
        office=found.desk.unit.name,
        day=run.occurred if run is not None else found.on,
        recorded=run is not None,
        note="" if run is not None else hindrance(found),
    )


def _said(found: Found, run: Run, step: Step, personal: Personal) -> tuple[str, ...]:
    name = step.give_back.missing if step.give_back is not None else ""
    question = next((item for item in step.fields if item.id == name), None)
    if question is None:
        return ()
    text = personal.now(run.id, question, run.fields.get(name), found.on)
    return tuple(_COUNTED.sub("", line).strip() for line in text.splitlines() if line.strip())


def _until(found: Found, run: Run | None) -> str:
    """Return by when to bring what is missing: the term that the giving back started, and what it means."""
    clock = _clock(found, run) if run is not None else None
    if clock is None or clock.due is None:
        return "以上各项补齐后一并送来；补齐之日起计算办理时间。"
    basis = _basis(found.procedure, clock.term.basis)
    return f"请于{short_date(clock.due.due)}前补齐送来（{basis}）；补齐之日起计算办理时间。"


def _clock(found: Found, run: Run) -> Clock | None:
    wanted = {run.step, f"{run.step}:{run.outcome}"}
    begun = [clock for clock in found.picture.clocks if wanted & set(clock.term.start) and clock.began is not None]
    return next((clock for clock in begun if clock.began and clock.began[0] == run.occurred), None)


def _basis(procedure: Procedure, names: tuple[str, ...]) -> str:
    if any(procedure.basis[name].prints_article for name in names):
        return basis_words(procedure, names)
    return UNSET_TERM
