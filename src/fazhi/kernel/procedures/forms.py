"""The answers of an act: which are asked, which are owed, what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fazhi.kernel.expressions import evaluate
from fazhi.kernel.procedures.acts import Act, ActKind, Blocker, BlockKind
from fazhi.kernel.procedures.clocks import Clocks
from fazhi.kernel.procedures.events import FieldValue
from fazhi.kernel.procedures.lengths import LONGEST
from fazhi.kernel.procedures.model import Field, Procedure, Step
from fazhi.kernel.procedures.state import State
from fazhi.kernel.procedures.values import problem_with
from fazhi.kernel.procedures.view import View


def check_form(procedure: Procedure, act: Act, step: Step, view: View) -> Iterator[Blocker]:
    """Yield what is wrong with the answers: unknown, missing, of the wrong type; a text step without its text."""
    declared = {item.id: item for item in step.fields}
    for name in act.fields:
        if name not in declared:
            yield unknown_field(step, name)
    for item in step.fields:
        if step.call and item.at_answer != (act.kind is ActKind.ANSWER):
            continue
        value = act.fields.get(item.id)
        if value in (None, "", ()):
            if owed_answer(item, view):
                yield Blocker(kind=BlockKind.FIELD, step=step.id, text=f"须填写“{item.name}”", field=item.id)
        elif value is not None and (problem := problem_with(value, item.type) or _length(procedure, step, item, value)):
            yield Blocker(kind=BlockKind.FIELD, step=step.id, text=f"“{item.name}”{problem}", field=item.id)
    if step.makes and act.text is None and act.kind is ActKind.DO:
        yield Blocker(
            kind=BlockKind.TEXT,
            step=step.id,
            text=f"须附上“{procedure.texts[step.makes]}”的文本",
            next="上传文件，或登记纸质件的编号",
            field="text",
        )


def check_facts(procedure: Procedure, facts: Mapping[str, FieldValue], clocks: Clocks) -> Iterator[Blocker]:
    """Yield what is wrong with the facts a matter is to be opened with: unknown, missing (also where only the other
    facts make one due), of the wrong type. ``clocks`` are those of a matter in which nothing has been done."""
    given = {name: value for name, value in facts.items() if value not in (None, "", ())}
    view = View(procedure, State(subject=given), clocks)
    for name in facts:
        if name not in procedure.subject:
            text, hint = f"本规程没有“{name}”这一项", "删去这一项，或者核对选的规程"
            yield Blocker(kind=BlockKind.UNKNOWN, text=text, next=hint, field=name)
    for item in procedure.subject.values():
        value = given.get(item.id)
        if value is None:
            if owed_answer(item, view):
                yield Blocker(kind=BlockKind.FIELD, text=f"须填写“{item.name}”", field=item.id)
        elif problem := problem_with(value, item.type):
            yield Blocker(kind=BlockKind.FIELD, text=f"“{item.name}”{problem}", field=item.id)


def unknown_field(step: Step, name: str) -> Blocker:
    """Return the refusal of an answer to a question the step does not ask."""
    return Blocker(
        kind=BlockKind.UNKNOWN,
        step=step.id,
        text=f"“{step.name}”没有“{name}”这一项",
        next="删去这一项，或者核对办理的步骤",
        field=name,
    )


def _length(procedure: Procedure, step: Step, field: Field, value: FieldValue) -> str | None:
    """Return what is wrong with an answer from which a term takes its length."""
    longest = [LONGEST[term.unit] for term in procedure.terms.values() if term.amount == f"{step.id}.{field.id}"]
    if longest and isinstance(value, int) and not 1 <= value <= min(longest):
        return f"须为1至{min(longest)}的整数"
    return None


def asked(field: Field, view: View) -> bool | None:
    """Return whether a field is to be asked at all in this view; unknown counts as asked."""
    if field.show is None:
        return True
    value = evaluate(field.show, view)
    return value if isinstance(value, bool) else None


def owed_answer(field: Field, view: View) -> bool:
    """Return whether a field must be answered as things stand: asked, and required always or by its condition."""
    if asked(field, view) is False:
        return False
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
