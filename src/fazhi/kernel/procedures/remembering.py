"""Memory: which entries of a matter the office reads again later (its opinions), and how they stand. Said by the pack.

Only what the pack itself declares open is remembered: a field that is sealed, or a number, cannot be named.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from fazhi.kernel.errors import PackError
from fazhi.kernel.expressions import Kind
from fazhi.kernel.procedures.model import Memory, Procedure
from fazhi.kernel.procedures.state import Run, State
from fazhi.kernel.procedures.tables import Table

PARTS: Final = ("place", "message", "basis", "suggestion", "code")
"""What an entry says, each in a field of the step: the clause, what is wrong, on what it rests, how to write it
instead, and the rule of the checker it came of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """One entry as it stands: its key, day and result, what it says, what was done with it, what became of it later.

    ``fate`` and ``later`` are results of the steps the pack names, empty while nobody recorded one.
    """

    key: str
    day: date
    outcome: str
    place: str
    message: str
    basis: str
    suggestion: str
    code: str
    fate: str
    later: str


def read_memory(top: Table) -> Memory | None:
    """Return the table ``memory`` of a pack, None without one. Whether it fits the steps, ask ``check_memory``."""
    if not top.has("memory"):
        top.take("memory")
        return None
    table = top.table("memory")
    made = Memory(
        step=table.text("step"),
        place=table.text("place"),
        message=table.text("message"),
        suggestion=table.text("suggestion"),
        basis=table.maybe("basis"),
        code=table.maybe("code"),
        withdrawn=table.texts("withdrawn"),
        fate=table.maybe("fate"),
        later=table.maybe("later"),
    )
    table.done()
    return made


def check_memory(procedure: Procedure) -> None:
    """Raise PackError unless the memory of a pack names a step with a list, open text fields of it, and its results."""
    made = procedure.memory
    if made is None:
        return
    step = procedure.steps.get(made.step)
    if step is None:
        raise PackError(f"没有“{made.step}”这一步", where="memory.step")
    if step.adds is None:
        raise PackError("留存的意见须逐条列入一个名单", where="memory.step", hint='这一步写明 adds = "名单"')
    fields = {item.id: item for item in step.fields}
    for part in PARTS:
        name = getattr(made, part)
        if name is None:
            continue
        field = fields.get(name)
        if field is None:
            raise PackError(f"“{made.step}”没有字段“{name}”", where=f"memory.{part}")
        if field.type.kind is not Kind.TEXT or field.series or field.pii:
            raise PackError("留存的只能是不密封的文字", where=f"memory.{part}", hint='长文字写 pii = "none"')
    for outcome in made.withdrawn:
        if outcome not in step.outcomes:
            raise PackError(f"结果中没有“{outcome}”", where="memory.withdrawn")
    for part, name in (("fate", made.fate), ("later", made.later)):
        if name is not None and name not in procedure.steps:
            raise PackError(f"没有“{name}”这一步", where=f"memory.{part}")
    if made.fate is not None and procedure.steps[made.fate].each != step.adds:
        raise PackError("采纳情况须逐条登记在同一名单上", where="memory.fate", hint=f'写明 each = "{step.adds}"')
    if made.later is not None and procedure.steps[made.later].keyed not in (None, step.adds):
        raise PackError("后续结果是整件的，或者逐条登记在同一名单上", where="memory.later")


def remembered(procedure: Procedure, state: State) -> tuple[Remembered, ...]:
    """Return the entries a matter leaves to the memory, in their order; nothing where the pack declares none.

    An entry counts by its latest lawful run; one whose latest result withdraws it is left out.
    """
    return tuple(_entries(procedure, state)) if procedure.memory is not None else ()


def _entries(procedure: Procedure, state: State) -> Iterator[Remembered]:
    made = procedure.memory
    if made is None or (listed := procedure.steps[made.step].adds) is None:
        return
    for key in state.keys(listed):
        run = _latest(state.of(made.step, key))
        if run is None or run.outcome in made.withdrawn:
            continue
        said = {
            part: "" if name is None else str(run.fields.get(name) or "")
            for part in PARTS
            for name in (getattr(made, part),)
        }
        yield Remembered(
            key=key,
            day=run.occurred,
            outcome=run.outcome,
            fate=_result(procedure, state, made.fate, key),
            later=_result(procedure, state, made.later, key),
            **said,
        )


def _result(procedure: Procedure, state: State, name: str | None, key: str) -> str:
    if name is None:
        return ""
    run = _latest(state.of(name, key if procedure.steps[name].keyed else None))
    return run.outcome if run is not None else ""


def _latest(runs: tuple[Run, ...]) -> Run | None:
    return max((run for run in runs if run.lawful and not run.voided), key=lambda run: run.order, default=None)
