"""What a form holds when it is opened: a draft, else what is known already, so that nobody types it twice."""

from __future__ import annotations

from django.http import HttpRequest

from fazhi.desk import notices
from fazhi.desk.forms import drafts
from fazhi.desk.forms.questions import typed_again
from fazhi.desk.forms.values import Values
from fazhi.desk.found import Found
from fazhi.kernel.procedures import ActKind, Step, problem_with


def first_values(request: HttpRequest, found: Found, kind: ActKind, step: Step, key: str = "") -> tuple[Values, str]:
    """Return what stands in the form, and a note that says where it comes from."""
    values, note = drafts.restore(request, f"{found.id}/{kind.value}/{step.id}/{key}")
    if not values.empty or kind is not ActKind.DO:
        return values, note
    back = step.give_back
    if back is not None and "give_back" in request.GET:
        return Values({"outcome": (back.outcome,), back.missing: (notices.written(notices.lines(found)),)}), ""
    known = handed(found, step)
    return (Values(known), "已填入送办事项里说过的内容，请核对") if known else (values, note)


def handed(found: Found, step: Step) -> dict[str, tuple[str, ...]]:
    """Return the answers the calling matter brought along for its first step, while that was not done yet."""
    if step.id != found.procedure.opens or found.state.every(step.id):
        return {}
    return {
        question.id: typed_again(question, value)
        for question in step.fields
        if (value := found.folded.handed.get(question.id)) is not None and not problem_with(value, question.type)
    }
