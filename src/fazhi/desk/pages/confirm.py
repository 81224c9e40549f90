"""核验: an imported matter held against its original: the row as it stood, what it lacked, what it was held to."""

from __future__ import annotations

import secrets

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from fazhi.components import Button, Field, Refusal, error_summary
from fazhi.desk.forms.questions import answer_of, field_of
from fazhi.desk.forms.values import Values
from fazhi.desk.found import Found, find
from fazhi.desk.frame import page_context
from fazhi.desk.refusals import reason
from fazhi.kernel.expressions import Kind
from fazhi.kernel.procedures import SEALED, CalendarClocks, FieldValue, State, View
from fazhi.records import matters
from fazhi.records.access import Action
from fazhi.records.acts import sheets
from fazhi.records.acts.base import ActRefused
from fazhi.records.acts.looks import look
from fazhi.records.ledger import Conflict
from fazhi.records.vault import open_fields


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, matter: str) -> HttpResponse:
    """Show the row as it stood in the old ledger and ask for what is missing; record that somebody held it against."""
    found = find(request, matter, Action.ACT)
    if not found.state.imported or found.past:
        raise Http404
    values = Values.posted(request.POST) if request.method == "POST" else _begun(found)
    errors: dict[str, Refusal] = {}
    general: Refusal | None = None
    if request.method == "POST":
        facts = _answers(found, values, errors)
        if not errors:
            try:
                sheets.confirm(
                    actor=found.desk.actor, key=values.get("_key") or None, matter=found.folded.stream, facts=facts,
                    against=values.get("against"),
                )  # fmt: skip
                messages.success(request, "已核验。这一件从现在起照规程办；旧台账所记的各步不算办过，须办的照常办。")
                return redirect(found.address("matter"))
            except ActRefused as error:
                name = "against" if error.field == "against" else f"s-{error.field}"
                if error.field:
                    errors[name] = reason(error)
                else:
                    general = reason(error)
            except Conflict as error:
                general = reason(error)
    look(actor=found.desk.actor, matter=found.row, page="matter", classes=None)
    cells = open_fields(found.folded.stream, [1]).get((1, "imported.cells"))
    fields = (*_fields(found, values, errors), _against(values, errors))
    context = page_context(
        request, "核验", found.crumbs, nav="matters", print_foot=found.row.number, found=found, fields=fields,
        cells=cells.value if cells is not None else (), general=general, summary=error_summary("核验", fields),
        origin=found.folded.card.origin, key=values.get("_key") or secrets.token_hex(12),
        buttons=(Button(label="核验无误，照规程接着办", kind="primary"),),
    )  # fmt: skip
    return render(request, "desk/confirm.html", context, status=422 if errors or general else 200)


def _begun(found: Found) -> Values:
    """Return what the row said of the facts, ready to be corrected; sealed answers stay as they are."""
    said = {}
    for name, value in found.state.subject.items():
        if value == SEALED:
            continue
        text = {True: "1", False: "0"}[value] if isinstance(value, bool) else value
        said[f"s-{name}"] = [str(item) for item in text] if isinstance(text, tuple) else [str(text)]
    return Values(said)


def _answers(found: Found, values: Values, errors: dict[str, Refusal]) -> dict[str, FieldValue]:
    facts: dict[str, FieldValue] = {}
    for question in found.procedure.subject.values():
        name = f"s-{question.id}"
        try:
            value = answer_of(question, values, name)
        except ValueError as error:
            errors[name] = Refusal(text=f"“{question.name}”{error}。", brief=str(error))
            continue
        if value is not None and value != found.state.subject.get(question.id):
            facts[question.id] = value
    return facts


def _fields(found: Found, values: Values, errors: dict[str, Refusal]) -> tuple[Field, ...]:
    typed = {**found.state.subject, **_answers(found, values, {})}
    state = State(subject=typed)
    view = View(found.procedure, state, CalendarClocks(found.procedure, state, matters.calendar(), found.on))
    drawn = []
    for question in found.procedure.subject.values():
        name = f"s-{question.id}"
        sealed = found.state.subject.get(question.id) == SEALED
        field = field_of(
            found.procedure, question, values, name=name, view=view, error=errors.get(name), optional=sealed
        )
        if field is not None:
            drawn.append(field)
    short = {Kind.BOOL, Kind.DATE, Kind.INT, Kind.MONEY}
    return tuple(sorted(drawn, key=lambda field: found.procedure.subject[field.name[2:]].type.kind in short))


def _against(values: Values, errors: dict[str, Refusal]) -> Field:
    return Field(
        name="against", label="对照的原件", value=values.get("against"), error=errors.get("against"),
        help="写明对照了什么、原件在哪里，例如：合同原件，存党政办 3 号柜。",
    )  # fmt: skip


urlpatterns = [path("m/<slug:matter>/confirm/", confirm, name="confirm")]
