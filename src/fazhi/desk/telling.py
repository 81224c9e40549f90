"""能否快审 and the like: what the gates of a later step will say of a matter, told while it is being registered.

Title, conditions and words come from the pack; here they are put beside the facts they were read from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fazhi.components import MissingItem, State, Tag
from fazhi.desk.forms.questions import printed
from fazhi.desk.refusals import basis_words, next_move
from fazhi.kernel.expressions import Kind, Type
from fazhi.kernel.procedures import CalendarClocks, FieldValue, Foreseen, Procedure, Step, foretell, foretold
from fazhi.kernel.procedures import State as Folded
from fazhi.records import clock, matters


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """A panel: its title, each condition with shape and reason, what follows, and by which rule."""

    title: str
    items: tuple[MissingItem, ...]
    verdict: Tag
    advice: str
    basis: str


def tellings(procedure: Procedure, facts: Mapping[str, FieldValue]) -> tuple[Telling, ...]:
    """Return what is told of every step the pack foretells, from the facts given so far; none where it has none."""
    clocks = CalendarClocks(procedure, Folded(), matters.calendar(), clock.today())
    return tuple(
        _telling(procedure, step, foretell(procedure, step, facts, clocks), facts) for step in foretold(procedure)
    )


def _telling(procedure: Procedure, step: Step, seen: tuple[Foreseen, ...], facts: Mapping[str, FieldValue]) -> Telling:
    failed = [item for item in seen if item.value is False]
    unsaid = [question.name for item in seen for question in item.lacking]
    later = [other.name for item in seen if item.value is None and not item.lacking for other in item.later]
    if failed:
        verdict = Tag(state=State.CHECK, text=f"不能办“{step.name}”")
        moves = dict.fromkeys(item.gate.next for item in failed if item.gate.next)
        advice = "；".join(next_move(move) for move in moves)
    elif unsaid:
        verdict = Tag(state=State.WAITING, text="还不能判断")
        advice = f"请填写{'、'.join(f'“{name}”' for name in dict.fromkeys(unsaid))}"
    elif later:
        verdict = Tag(state=State.OPEN, text="现有条件都具备")
        advice = f"{'、'.join(f'“{name}”' for name in dict.fromkeys(later))}办结后最后确定"
    else:
        verdict, advice = Tag(state=State.DONE, text=f"可以办“{step.name}”"), ""
    return Telling(
        title=step.foretold or step.name,
        items=tuple(_item(item, facts) for item in seen),
        verdict=verdict,
        advice=f"{advice}。" if advice else "",
        basis=basis_words(procedure, step.basis),
    )


def _item(seen: Foreseen, facts: Mapping[str, FieldValue]) -> MissingItem:
    met = seen.gate.met or ""
    if seen.value is True:
        return MissingItem(state=State.DONE, text=met, basis=_read(seen, facts))
    if seen.value is False:
        return MissingItem(state=State.CHECK, text=(seen.gate.say or met).rstrip("。"), basis=_read(seen, facts))
    if seen.lacking:
        names = "、".join(f"“{item.name}”" for item in seen.lacking)
        return MissingItem(state=State.WAITING, text=f"须{met}", basis=f"还没有填写{names}")
    names = "、".join(f"“{item.name}”" for item in seen.later)
    return MissingItem(state=State.WAITING, text=f"须{met}", basis=f"办{names}时确定" if names else "")


def _read(seen: Foreseen, facts: Mapping[str, FieldValue]) -> str:
    """Return the figures a condition was read from: 金额（元）42,800.00，快审金额上限（元）500,000.00."""
    said = [f"{item.name}：{printed(item, facts[item.id])}" for item in seen.facts if facts.get(item.id)]
    said += [f"{item.name}：{_figure(item.value, item.type)}" for item in seen.params]
    return "；".join(said)


def _figure(value: object, type_: Type) -> str:
    return f"{value:,.2f}" if type_.kind is Kind.MONEY else str(value)
