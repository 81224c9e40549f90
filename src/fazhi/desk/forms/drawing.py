"""A form as the template draws it: parts with their questions, who and when, evidence, what is wrong."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
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
    cn_date,
    first_control,
    short_date,
    table_date,
)
from fazhi.desk import people
from fazhi.desk.actor import Desk
from fazhi.desk.forms.plan import LATE_SLOT, Part, Plan, outcome_of, view_of
from fazhi.desk.forms.questions import basis_link, field_of, printed
from fazhi.desk.forms.reading import Problems, is_late
from fazhi.desk.forms.uploads import ACCEPT, HELP, Uploads, control, kept_fields
from fazhi.desk.forms.values import Values
from fazhi.desk.people import Candidate
from fazhi.desk.personal import Personal
from fazhi.desk.refusals import refusal_of
from fazhi.kernel.calendar import parse_date
from fazhi.kernel.errors import TermError
from fazhi.kernel.expressions import Expr
from fazhi.kernel.procedures import ActKind, Procedure, Step, days_late
from fazhi.kernel.procedures.acts import USUAL
from fazhi.records import matters
from fazhi.records.acts.proposals import TEXT_SLOT

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
    handler: str | None = None,
) -> Drawn:
    """Return the form of an act with what was typed, what was received and what is wrong with it."""
    uploads, problems = uploads or Uploads(), problems or Problems()
    parts = tuple(_part(made, procedure, part, values, problems, personal) for part in made.parts)
    who = tuple(_people(made, desk, unit_path, values, problems, handler))
    evidence = tuple(_evidence(made, values, uploads, problems))
    text = tuple(_text(made, procedure, values, uploads, problems))
    late, late_note = _late(made, desk, unit_path, values, uploads, problems)
    after = tuple(_why(made, values, problems))
    everything = [*before, *(field for part in parts for field in part.fields), *after, *who, *text, *evidence, *late]
    return Drawn(
        action=action,
        verb=made.verb,
        form=made.form,
        hidden=(
            ("_key", key or secrets.token_hex(16)),
            ("_seq", str(seq)),
            ("_rows", values.get("_rows", "0")),
            *kept_fields(uploads.tokens),
        ),
        intro=intro(procedure, made.step),
        parts=parts,
        people=who,
        text=text,
        evidence=evidence,
        paper=tuple(_paper(values)),
        late=late,
        late_note=late_note,
        before=before,
        after=after,
        summary=summary(made.verb, everything, problems),
        general=tuple(problems.general),
        since=since,
        note=note,
        live=any(item.show is not None or isinstance(item.required, Expr) for item in made.questions),
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
    made: Plan, procedure: Procedure, part: Part, values: Values, problems: Problems, personal: Personal | None
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
        )
        if drawn is not None:
            fields.append(drawn)
    asked_ = tuple(replace(field, before=before) for field in fields)
    head = _head(procedure, part, personal)
    closed = part.view.blockers if part.view is not None and several and part.key is not None else ()
    return DrawnPart(
        fields=asked_,
        number=number if several or part.key else "",
        label="新增" if several and part.key is None else "",
        wrong=any(field.error for field in asked_),
        closed=tuple(refusal_of(procedure, item) for item in closed) if made.kind is not ActKind.FACT else (),
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
            personal.shown(run.id, item, run.fields.get(item.id))
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


def _outcome(made: Plan, procedure: Procedure, part: Part, values: Values, problems: Problems) -> Field:
    closed = dict(part.view.closed_outcomes) if part.view is not None and made.kind is not ActKind.FACT else {}
    if made.kind is ActKind.ANSWER:
        closed = {}
    choices = tuple(
        Choice(
            value=outcome,
            label=outcome,
            hint="；".join(item.text.rstrip("。") for item in closed.get(outcome, ())),
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
        required=not part.optional,
    )


def _people(
    made: Plan, desk: Desk, unit_path: str, values: Values, problems: Problems, handler: str | None
) -> Iterator[Field]:
    found = people.candidates(made.step.posts, unit_path, desk.today)
    own = desk.person.key
    mine = next((item for item in found if item.key == own), None)
    default = own if mine is not None or not made.step.posts else (found[0].key if len(found) == 1 else "")
    if not made.step.posts:
        found = people.colleagues(unit_path, desk.today)
    posts = "、".join(people.post_name(post) for post in made.step.posts)
    if made.kind is ActKind.ANSWER:
        help_ = "登记答复的人。"
    else:
        help_ = f"在纸上签批的，选签批人，凭证附签批件。{f'应由{posts}决定。' if posts else ''}"
    yield Field(
        name="decider",
        label="决定人",
        kind="select",
        value=values.get("decider") if "decider" in values else default,
        choices=_options(found, own),
        half=True,
        error=problems.fields.get("decider"),
        help=help_,
    )
    everybody = people.colleagues(unit_path, desk.today)
    chosen = values.get("handler") if "handler" in values else (handler or own)
    yield Field(
        name="handler",
        label="经办人",
        kind="select",
        value=chosen if any(item.key == chosen for item in everybody) else "",
        choices=_options(everybody, own),
        half=True,
        required=False,
        error=problems.fields.get("handler"),
    )
    yield Field(
        name="occurred",
        label="发生日期",
        kind="date",
        value=values.get("occurred") if "occurred" in values else table_date(desk.today),
        half=True,
        error=problems.fields.get("occurred"),
        help=f"今天是{short_date(desk.today)}。照实填写，不得改成今天。",
    )


def _options(found: tuple[Candidate, ...], own: str) -> tuple[Choice, ...]:
    listed = tuple(Choice(value=item.key, label=item.label + ("，本人" if item.key == own else "")) for item in found)
    return (Choice(value="", label="请选择" if listed else "本单位今天无人任此岗位"), *listed)


def _text(made: Plan, procedure: Procedure, values: Values, uploads: Uploads, problems: Problems) -> Iterator[Field]:
    if not made.text:
        return
    name = procedure.texts[made.text]
    needed = made.step.makes is not None
    yield Field(
        name=control(TEXT_SLOT),
        label=name if needed else f"{name}（改过的带回）",
        kind="file",
        required=needed,
        accept=ACCEPT,
        help=HELP,
        files=uploads.lines(TEXT_SLOT),
        error=problems.fields.get(control(TEXT_SLOT)),
    )
    yield Field(
        name="text_paper",
        label=f"{name}的纸质件编号",
        value=values.get("text_paper"),
        required=False,
        half=True,
        help="没有电子件的，登记纸质件编号。",
    )


def _evidence(made: Plan, values: Values, uploads: Uploads, problems: Problems) -> Iterator[Field]:
    if made.kind is ActKind.SEND:
        return
    for item in made.step.evidence:
        yield Field(
            name=control(item.id),
            label=f"凭证：{item.name}",
            kind="file",
            required=False,
            accept=ACCEPT,
            help=HELP + ("" if item.required is False else "暂缺的可以先办，列入待补凭证，归档前补齐。"),
            files=uploads.lines(item.id),
            error=problems.fields.get(control(item.id)),
        )
        yield Field(
            name=f"pages-{item.id}",
            label=f"{item.name}的页码",
            value=values.get(f"pages-{item.id}"),
            required=False,
            half=True,
            help="例如：第3页、第1至4页。",
        )


def _paper(values: Values) -> Iterator[Field]:
    yield Field(
        name="place",
        label="原件位置",
        value=values.get("place"),
        required=False,
        half=True,
        help="例如：党政办3号柜2024年第5盒，或者借给谁。",
    )
    yield Field(name="paper_page", label="签批所在页", value=values.get("paper_page"), required=False, half=True)


def _why(made: Plan, values: Values, problems: Problems) -> Iterator[Field]:
    if made.kind is ActKind.FACT:
        yield Field(
            name="why",
            label="情形说明",
            kind="textarea",
            value=values.get("why"),
            error=problems.fields.get("why"),
            help="写明什么事、为什么没有按程序办。系统自动列出缺少的前置程序；登记后不作为依法办理，日期照实填写。",
        )


def _late(
    made: Plan, desk: Desk, unit_path: str, values: Values, uploads: Uploads, problems: Problems
) -> tuple[tuple[Field, ...], str]:
    """Return the block for a late entry when the day, what was typed or the refusal calls for it."""
    occurred = _occurred(values, desk.today)
    days = days_late(occurred, desk.today, matters.calendar()) if is_late(made.kind, occurred, desk.today) else 0
    wanted = problems.late or days > USUAL.late_after or values.any_of(("late_reason", "late_approver", "late_paper"))
    if not wanted:
        return (), ""
    approvers = people.leaders(unit_path, desk.today)
    fields = (
        Field(
            name="late_reason",
            label="补录理由",
            kind="textarea",
            lines=2,
            value=values.get("late_reason"),
            error=problems.fields.get("late_reason"),
        ),
        Field(
            name="late_approver",
            label="批准补录的人",
            kind="select",
            value=values.get("late_approver"),
            choices=_options(approvers, desk.person.key),
            half=True,
        ),
        Field(
            name="late_paper",
            label="补录凭证的纸质件",
            value=values.get("late_paper"),
            required=False,
            half=True,
            help="凭证是扫描件的传在下面，是纸质件的写明名称和位置。",
        ),
        Field(
            name=control(LATE_SLOT),
            label="补录凭证",
            kind="file",
            required=False,
            accept=ACCEPT,
            help=HELP,
            files=uploads.lines(LATE_SLOT),
            error=problems.fields.get(control(LATE_SLOT)),
        ),
    )
    return (
        fields,
        f"发生于{cn_date(occurred)}，晚 {days} 个工作日登记，属于补录；记录上注明“补录（晚 {days} 个工作日）”。",
    )


def _occurred(values: Values, today: date) -> date:
    try:
        return parse_date(values.get("occurred")) if values.get("occurred") else today
    except TermError:
        return today
