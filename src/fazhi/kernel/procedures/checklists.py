"""The checklist of a step (核对表): its conditions as they stand or, once it was lawfully done, as they stood then."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from fazhi.kernel.calendar import Calendar
from fazhi.kernel.citations import bases_cn
from fazhi.kernel.expressions import evaluate, sentence
from fazhi.kernel.papers import Condition, Conditions
from fazhi.kernel.papers.forms import cn_date
from fazhi.kernel.papers.tree import checked
from fazhi.kernel.procedures.clocks import CalendarClocks
from fazhi.kernel.procedures.model import PaperForm, Procedure, Step
from fazhi.kernel.procedures.names import PackNames
from fazhi.kernel.procedures.paperforms import SPACES, scope_of
from fazhi.kernel.procedures.state import Run, State
from fazhi.kernel.procedures.view import View

Then = Callable[[int, date], State | None]
"""Gives the state of what had occurred by a day, of the first so many events; ``None``: the past is not at hand."""


def no_past(_seq: int, _day: date) -> State | None:
    """Return nothing: only the present is at hand."""
    return None


class PaperNames(PackNames):
    """Names of a pack, and of the facts that papers alone may ask."""

    def field(self, name: str) -> str:
        """Return the name of a field, of a fact of the matter, or of one of the paper."""
        owner, _, own = name.partition(".")
        facts = SPACES.get(owner, {})
        return facts[own][1] if own in facts else super().field(name)

    def step(self, name: str) -> str:
        """Return the noun of a step; the matter and the paper are named so."""
        return {"matter": "事项", "paper": "文书"}.get(name) or super().step(name)


def conditions(clocks: CalendarClocks, declared: Step, then: Then = no_past) -> Conditions:
    """Return the conditions of a step that can be told before it is done well, read as its gates are.

    Once the step was done, they are read as of that doing: that the contract is not signed yet is no condition that a
    signed contract lacks. An unlawful fact leaves the step to be done: they stand as now, and the fact is named.
    """
    done = _done(clocks, declared)
    before = then(done.id - 1, done.occurred) if done is not None and not done.breach else None
    if done is None or before is None:
        good = next((item for item in declared.outcomes if item in declared.passes), None)
        view = View(clocks.procedure, clocks.state, clocks, step=declared, outcome=good)
        known = f"“{declared.name}”{cn_date(done.occurred)}的一次已登记为违规事实；" if done and done.breach else ""
        said = f"{known}上列为{cn_date(clocks.on)}的情况。"
        return Conditions(items=tuple(_read(declared, view)), done=bool(known), as_of=said)
    past = CalendarClocks(clocks.procedure, before, clocks.calendar, done.occurred)
    view = View(clocks.procedure, before, past, step=declared, outcome=done.outcome, fields=done.fields)
    result = f"（{done.outcome}）" if len(declared.outcomes) > 1 else ""
    said = f"“{declared.name}”已于{cn_date(done.occurred)}办理{result}，上列为当日办理以前的情况。"
    return Conditions(items=tuple(_read(declared, view)), done=True, as_of=said)


def _done(clocks: CalendarClocks, step: Step) -> Run | None:
    """Return the doing of a step that stands: the latest one, passed and not stale, or an unlawful fact."""
    if step.keyed is not None:
        return None
    view = View(clocks.procedure, clocks.state, clocks)
    if view.ok(step.id):
        return view.latest(step.id, None)
    standing = [run for run in clocks.state.of(step.id) if not run.voided]
    last = max(standing, key=lambda run: run.order, default=None)
    return last if last is not None and last.breach else None


def _read(declared: Step, view: View) -> Iterator[Condition]:
    procedure = view.procedure
    names, scope = PaperNames(procedure, declared), scope_of(procedure).within(declared)
    for before in declared.after:
        yield Condition(text=f"已办：{procedure.steps[before].name}", holds=view.settled(before))
    for gate in declared.needs:
        if not gate.tellable(declared.passes):
            continue
        value = evaluate(gate.expr, view)
        yield Condition(
            text=gate.met or sentence(gate.expr, names, scope),
            holds=value if isinstance(value, bool) else None,
            basis=bases_cn(procedure.bases(gate.basis)),
        )


def lacking(procedure: Procedure, state: State, calendar: Calendar, on: date, form: PaperForm) -> tuple[Condition, ...]:
    """Return the conditions in the checklists of a paper that do not hold, or are not known to hold, on a day."""
    clocks = CalendarClocks(procedure, state, calendar, on)
    found = (item for step in checklists(form) for item in conditions(clocks, procedure.steps[step]).items)
    return tuple(item for item in found if item.holds is not True)


def checklists(form: PaperForm) -> tuple[str, ...]:
    """Return the steps whose conditions a paper lists, in the order of its text."""
    return tuple(checked(form.body))


def passed_on(procedure: Procedure, state: State, calendar: Calendar, on: date, step: str) -> date | None:
    """Return the day on which a step last passed, as far as that still holds; None where it is to be done (again)."""
    view = View(procedure, state, CalendarClocks(procedure, state, calendar, on))
    run = view.latest(step, None) if view.ok(step) else None
    return run.occurred if run is not None else None
