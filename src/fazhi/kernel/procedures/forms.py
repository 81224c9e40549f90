"""The answers of an act: which are asked, which are owed, what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator

from fazhi.kernel.expressions import evaluate
from fazhi.kernel.procedures.acts import Act, ActKind, Blocker, BlockKind
from fazhi.kernel.procedures.clocks import Clocks
from fazhi.kernel.procedures.model import Field, Procedure, Step
from fazhi.kernel.procedures.state import State
from fazhi.kernel.procedures.values import problem_with
from fazhi.kernel.procedures.view import View


def check_form(procedure: Procedure, state: State, act: Act, step: Step, clocks: Clocks) -> Iterator[Blocker]:
    """Yield what is wrong with the answers: unknown, missing, of the wrong type; a text step without its text."""
    view = View(procedure, state, clocks, step=step, key=act.key, outcome=act.outcome, fields=act.fields)
    declared = {item.id: item for item in step.fields}
    for name in act.fields:
        if name not in declared:
            yield Blocker(kind=BlockKind.UNKNOWN, step=step.id, text=f"“{step.name}”没有“{name}”这一项", field=name)
    for item in step.fields:
        if step.call and item.at_answer != (act.kind is ActKind.ANSWER):
            continue
        value = act.fields.get(item.id)
        if value in (None, "", ()):
            if asked(item, view) is not False and _required(item, view):
                yield Blocker(kind=BlockKind.FIELD, step=step.id, text=f"须填写“{item.name}”", field=item.id)
        elif value is not None and (problem := problem_with(value, item.type)):
            yield Blocker(kind=BlockKind.FIELD, step=step.id, text=f"“{item.name}”{problem}", field=item.id)
    if step.makes and act.text is None and act.kind is ActKind.DO:
        yield Blocker(
            kind=BlockKind.TEXT,
            step=step.id,
            text=f"须附上“{procedure.texts[step.makes]}”的文本",
            next="上传文件，或登记纸质件的编号",
            field="text",
        )


def asked(field: Field, view: View) -> bool | None:
    """Return whether a field is to be asked at all in this view; unknown counts as asked."""
    if field.show is None:
        return True
    value = evaluate(field.show, view)
    return value if isinstance(value, bool) else None


def _required(field: Field, view: View) -> bool:
    if isinstance(field.required, bool):
        return field.required
    return evaluate(field.required, view) is True


def owed_evidence(step: Step, view: View) -> tuple[str, ...]:
    """Return the ids of the evidence items this act owes."""
    return tuple(
        item.id
        for item in step.evidence
        if item.required is True or (item.required is not False and evaluate(item.required, view) is True)
    )
