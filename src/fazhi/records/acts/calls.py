"""Steps done by a matter of another procedure: opened at the sending, answered by its result."""

from __future__ import annotations

from collections.abc import Mapping

from fazhi.kernel.expressions import Expr, Value, evaluate
from fazhi.kernel.ledger.canonical import JsonInput
from fazhi.kernel.ledger.envelope import Event
from fazhi.kernel.procedures import (
    SEALED,
    ActKind,
    CalendarClocks,
    FieldValue,
    Given,
    Late,
    Step,
    View,
    judge,
)
from fazhi.kernel.procedures import Act as Proposed
from fazhi.kernel.procedures.calling import outcome_of
from fazhi.kernel.procedures.values import stored
from fazhi.records import matters, packs, registers
from fazhi.records.acts import matter_rows
from fazhi.records.acts.base import Act, ActRefused
from fazhi.records.acts.matter_rows import MatterRow
from fazhi.records.acts.opening import after, json_of, open_in
from fazhi.records.acts.organisation import unit_of
from fazhi.records.acts.proposals import Proposal
from fazhi.records.matters import Folded
from fazhi.records.vault import Private


def open_child(
    running: Act, folded: Folded, row: MatterRow, step: Step, item: Proposal, event: Event, stream: str
) -> tuple[Folded, MatterRow]:
    """Open the called matter; its opening names the sending, so that its result finds the way back."""
    call = step.call
    if call is None or call.procedure is None:
        raise ActRefused(f"“{step.name}”不由其他规程办理")
    declared = packs.for_new(call.procedure, unit_of(row.unit_code), running.today)
    clocks = CalendarClocks(folded.procedure, folded.state, matters.calendar(), running.today)
    view = View(folded.procedure, folded.state, clocks, step=step, key=item.key, fields=item.fields)
    parent: dict[str, JsonInput] = {"stream": folded.stream, "run": event.seq}
    if handed := _brought(call.hands, view):
        parent["handed"] = {name: json_of(value) for name, value in handed.items()}
    try:
        return open_in(
            running,
            declared,
            unit_of(row.unit_code),
            stream=stream,
            title=row.title,
            subject=_brought(call.gives, view),
            handler=folded.card.handler,
            occurred=item.occurred,
            number=None,
            urgent=row.urgent,
            parent=parent,
        )
    except ActRefused as error:
        # The form asks nothing of the other matter: a fault there is no fault of one of its fields.
        raise ActRefused(
            f"“{declared.title}”立不了项：{error.message}", where=error.where, hint=error.hint or "请把此情况报给维护者"
        ) from error


def _brought(sources: Mapping[str, Given], view: View) -> dict[str, FieldValue]:
    """Return what a call brings along, read at the sending; what is not known then is left out."""
    found: dict[str, FieldValue] = {}
    for name, source in sources.items():
        value = evaluate(source, view) if isinstance(source, Expr) else source
        if value is not None:
            found[name] = value if isinstance(value, tuple) else stored(value)
    return found


def _asked(source: Expr, said: View) -> Value | None:
    """Return what the called matter says; nothing where its (older) declaration does not have what is asked."""
    return evaluate(source, said) if registers.known(source, said.procedure) else None


def _told(tells: Mapping[str, tuple[Expr, ...]], said: View) -> dict[str, FieldValue]:
    """Return the answers that come back with the result: of each the first source that is known."""
    found: dict[str, FieldValue] = {}
    for name, sources in tells.items():
        value = next((value for source in sources if (value := _asked(source, said)) is not None), None)
        if value is not None and value != SEALED:
            found[name] = stored(value)
    return found


def tell_parent(
    running: Act,
    child: Folded,
    touched: dict[str, Folded],
    rows: dict[str, MatterRow],
    late: Late | None = None,
) -> None:
    """Enter the result of a called matter into the matter that called it, if it concluded just now.

    ``late`` is why the conclusion was entered late, where it was: the answer is late for the same reason.

    The answer names the child's stream, the seq and hash of its result and the text it covered. Where the caller's own
    rules do not take the answer as it is, it stays a task there: 登记答复.
    """
    name = child.procedure.result
    if child.parent is None or name is None or child.parent not in running.heads:
        return
    runs = [run for run in child.state.every(name) if run.lawful and not run.voided]
    if not runs or runs[-1].recorded != running.today or runs[-1].id <= child.count - 64:
        return
    parent = matters.folded(child.parent, running.heads[child.parent])
    sending = next((one for many in parent.state.sendings.values() for one in many if one.id == child.parent_run), None)
    if sending is None or sending.answered is not None or sending.voided:
        return
    step = parent.procedure.steps[sending.step]
    if step.call is None:
        return
    current = child.state.texts.get(child.procedure.covers or "")
    said = View(
        child.procedure,
        child.state,
        CalendarClocks(child.procedure, child.state, matters.calendar(), running.today),
        loose=True,
    )
    proposed = Proposed(
        kind=ActKind.ANSWER,
        occurred=runs[-1].occurred,
        recorded=running.today,
        decider=runs[-1].decider,
        step=step.id,
        key=sending.key,
        outcome=outcome_of(step.call, runs[-1].outcome, lambda expr: _asked(expr, said) is True),
        fields=_told(step.call.tells, said),
        text=current[2] if current is not None and step.call.returns else None,
        run=sending.id,
        late=late,
    )
    verdict = judge(
        parent.procedure, parent.state, proposed, matters.calendar(), lambda: matters.history(parent.stream)
    )
    if verdict.event is None:
        return
    made = verdict.event
    result: dict[str, JsonInput] = {"stream": child.stream, "seq": runs[-1].id, "hash": child.hash}
    if current is not None:
        result["covers"] = current[2]
    data: dict[str, JsonInput] = {
        "decider": made.decider,
        "fields": {name: json_of(value) for name, value in made.fields.items() if name in step.call.tells},
        "outcome": made.outcome,
        "result": result,
    }
    for field_name, value in (("key", made.key), ("text", made.text), ("owed", made.extra.get("owed"))):
        if value:
            data[field_name] = value  # type: ignore[assignment]
    private: dict[str, Private] = {}
    if late is not None:
        data["late"] = {"approver": late.approver}
        private["late.reason"] = Private(cls="free", value=late.reason)
    event = running.event(
        parent.stream,
        made.type,
        data,
        occurred=made.occurred,
        step=made.step,
        run=made.run,
        pack_digest=parent.procedure.digest,
        private=private,
    )
    touched[parent.stream] = after(running, parent, event)
    rows[parent.stream] = matter_rows.read(running.heads[parent.stream])
