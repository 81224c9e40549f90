"""A form as the template draws it: parts with their questions, who and when, evidence, what is wrong."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from fazhi.components import (
    Choice,
    ErrorItem,
    ErrorSummary,
    Field,
    Refusal,
    TimelineEntry,
    Weight,
    first_control,
)
from fazhi.desk.actor import Desk
from fazhi.desk.forms import controls
from fazhi.desk.forms.drafts import RESTORED
from fazhi.desk.forms.plan import Part, Plan, outcome_of, view_of
from fazhi.desk.forms.questions import basis_link, field_of, printed
from fazhi.desk.forms.reading import Problems
from fazhi.desk.forms.uploads import Uploads, kept_fields
from fazhi.desk.forms.values import Values
from fazhi.desk.personal import Personal
from fazhi.desk.refusals import refusal_of
from fazhi.kernel.expressions import Expr
from fazhi.kernel.procedures import ActKind, Blocker, Procedure, Step
from fazhi.records import clock

_WEIGHTS = {weight.label: weight for weight in Weight}


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnPart:
    """One part of the form: the head of an entry (number, weight, clause, text) and its questions.

    ``wrong`` frames it in red; ``closed`` says why it cannot be done now.
    """

    fields: tuple[Field, ...]
    number: str = ""
    label: str = ""
    weight: Weight | None = None
    word: str = ""
    clause: str = ""
    lines: tuple[str, ...] = ()
    wrong: bool = False
    closed: tuple[Refusal, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A form ready for its template. ``general`` are the law's own reasons; ``since`` what came in between."""

    action: str
    verb: str
    form: str
    hidden: tuple[tuple[str, str], ...]
    intro: str
    parts: tuple[DrawnPart, ...]
    people: tuple[Field, ...]
    text: tuple[Field, ...]
    evidence: tuple[Field, ...]
    paper: tuple[Field, ...]
    late: tuple[Field, ...]
    late_note: str
    before: tuple[Field, ...] = ()
    after: tuple[Field, ...] = ()
    summary: ErrorSummary | None = None
    general: tuple[Refusal, ...] = ()
    since: tuple[TimelineEntry, ...] = ()
    note: str = ""
    live: bool = False
    add: bool = False
    masked: bool = False
    danger: bool = False

    @property
    def drafted(self) -> bool:
        """Say whether what stands in the form is a draft that was kept."""
        return self.note.startswith(RESTORED)


def draw(
    made: Plan,
    procedure: Procedure,
    desk: Desk,
    unit_path: str,
    values: Values,
    *,
    action: str,
    uploads: Uploads | None = None,
    problems: Problems | None = None,
    since: tuple[TimelineEntry, ...] = (),
    note: str = "",
    seq: int = 0,
    key: str = "",
    personal: Personal | None = None,
    before: tuple[Field, ...] = (),
    live: bool = False,
    handler: str | None = None,
) -> Drawn:
    """Return the form of an act with what was typed, what was received and what is wrong with it.

    ``before`` are fields ahead of the step's own; ``live``: what they ask depends on what is answered.
    """
    uploads, problems = uploads or Uploads(), problems or Problems()
    parts = tuple(
        _part(made, procedure, part, values, problems, personal, (unit_path, desk.today)) for part in made.parts
    )
    who = tuple(controls.people_fields(made, desk, unit_path, values, problems, handler))
    evidence = tuple(controls.evidence_fields(made, values, uploads, problems))
    text = tuple(controls.text_fields(made, procedure, values, uploads, problems))
    late, late_note = controls.late_fields(made, desk, unit_path, values, uploads, problems)
    after = tuple(controls.why_fields(made, values, problems))
    everything = [*before, *(field for part in parts for field in part.fields), *after, *who, *text, *evidence, *late]
    return Drawn(
        action=action,
        verb=made.verb,
        form=made.form,
        hidden=(
            ("_key", key or secrets.token_hex(16)),
            ("_seq", str(seq)),
            ("_rows", values.get("_rows", "0")),
            *values.marks,
            *kept_fields(uploads.tokens),
        ),
        intro=intro(procedure, made.step),
        parts=parts,
        people=who,
        text=text,
        evidence=evidence,
        paper=tuple(controls.paper_fields(values)),
        late=late,
        late_note=late_note,
        before=before,
        after=after,
        summary=summary(made.verb, everything, problems),
        general=tuple(problems.general),
        since=since,
        note=note,
        live=live or any(item.show is not None or isinstance(item.required, Expr) for item in made.questions),
        add=any(part.prefix.startswith("r") for part in made.parts),
        masked=personal is not None and personal.hides,
        danger=made.kind is ActKind.FACT,
    )


def intro(procedure: Procedure, step: Step) -> str:
    """Return help and basis of a step in one line."""
    basis = basis_link(procedure, step.basis)
    parts = [step.help.rstrip("。") if step.help else "", f"依据：{basis.label}" if basis else ""]
    return "。".join(part for part in parts if part) + ("。" if any(parts) else "")


def summary(verb: str, fields: list[Field], problems: Problems) -> ErrorSummary | None:
    """Return the box on top: every error in the order of the form, each leading to its control."""
    cells = [cell for field in fields for cell in (field, *(cell for row in field.rows for cell in row))]
    items = [
        ErrorItem(
            text=f"{cell.before}{cell.label}：{(cell.error.brief or cell.error.text).rstrip('。')}",
            target=first_control(cell),
        )
        for cell in cells
        if cell.error
    ]
    general = [
        ErrorItem(text=item.brief or item.text, target=f"reason-{n}") for n, item in enumerate(problems.general, 1)
    ]
    if not items and not general:
        return None
    return ErrorSummary(title=f"还不能{verb}，有 {len(items) + len(general)} 处要改", items=(*general, *items))


def _part(
    made: Plan,
    procedure: Procedure,
    part: Part,
    values: Values,
    problems: Problems,
    personal: Personal | None,
    items: tuple[str, date],
) -> DrawnPart:
    view = view_of(made, part, values)
    number = part.key or part.prefix.removeprefix("r").rstrip("-")
    several = bool(part.prefix)
    before = f"第 {number} 项" if several else ""
    fields = []
    if len(made.outcomes) > 1:
        fields.append(_outcome(made, procedure, part, values, problems))
    elif part.optional and not made.questions:
        take = Choice(value="1", label="办理这一项")
        fields.append(
            Field(
                name=part.name("take"),
                label="办理",
                kind="checkboxes",
                values=values.all(part.name("take")),
                required=False,
                choices=(take,),
            )
        )
    for question in made.questions:
        name = part.name(question.id)
        drawn = field_of(
            procedure,
            question,
            values,
            name=name,
            view=view,
            step=made.step,
            error=problems.fields.get(name),
            optional=made.kind is ActKind.FACT,
            items=items,
        )
        if drawn is not None:
            fields.append(drawn)
    asked_ = tuple(replace(field, before=before) for field in fields)
    head = _head(procedure, part, personal)
    # What shuts a call is said of sending it; an answer has gates of its own.
    told = (
        part.view is not None and several and part.key is not None and made.kind not in (ActKind.FACT, ActKind.ANSWER)
    )
    closed = part.view.blockers if told and part.view is not None else ()
    return DrawnPart(
        fields=asked_,
        number=number if several or part.key else "",
        label="新增" if several and part.key is None else "",
        wrong=any(field.error for field in asked_),
        closed=tuple(refusal_of(procedure, item) for item in closed),
        **head,
    )


def _head(procedure: Procedure, part: Part, personal: Personal | None) -> dict[str, object]:
    """Return what the entry of the list says: its weight, the clause it is bound to, its text."""
    run = part.entry
    if run is None:
        return {}
    step = procedure.steps[run.step]
    said = [
        (
            item,
            personal.now(run.id, item, run.fields.get(item.id), clock.today())
            if personal
            else printed(item, run.fields.get(item.id)),
        )
        for item in step.fields
        if run.fields.get(item.id) not in (None, "", ())
    ]
    weight = _WEIGHTS.get(run.outcome)
    return {
        "weight": weight,
        "word": "" if weight is not None or len(step.outcomes) == 1 else run.outcome,
        "clause": said[0][1] if said else "",
        "lines": tuple(f"{item.name}：{words}" for item, words in said[1:]),
    }


def _why(reasons: Sequence[Blocker]) -> str:
    """Return why a result is closed, and what to do first."""
    said = "；".join(item.text.rstrip("。") for item in reasons)
    first = next((item.next for item in reasons if item.next), "")
    return f"{said}。可先：{first.rstrip('。')}" if first else said


def _outcome(made: Plan, procedure: Procedure, part: Part, values: Values, problems: Problems) -> Field:
    closed = dict(part.view.closed_outcomes) if part.view is not None and made.kind is not ActKind.FACT else {}
    if made.kind is ActKind.ANSWER:
        closed = {}
    choices = tuple(
        Choice(
            value=outcome,
            label=outcome,
            hint=_why(closed.get(outcome, ())),
            closed=outcome in closed,
        )
        for outcome in made.outcomes
    )
    name = part.name("outcome")
    radio = len(choices) <= 6
    return Field(
        name=name,
        label="结果" if made.kind is not ActKind.ANSWER else "答复结果",
        kind="radio" if radio else "select",
        value=outcome_of(made, part, values) or "",
        choices=choices if radio else (Choice(value="", label="请选择"), *choices),
        error=problems.fields.get(name),
        required=not part.optional or part.key is not None,
    )
