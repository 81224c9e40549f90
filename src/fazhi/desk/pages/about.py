"""What is done about an earlier record: void it, hand in a voucher, correct what no gate reads; and change a fact."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from typing import Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods

from fazhi.components import Choice, Field, Refusal, TimelineEntry, cn_date, table_date
from fazhi.desk import people
from fazhi.desk.course import answers
from fazhi.desk.forms import drafts
from fazhi.desk.forms.drawing import summary
from fazhi.desk.forms.questions import answer_of, field_of, typed_again
from fazhi.desk.forms.reading import Problems, place_act_refused, signed_of
from fazhi.desk.forms.uploads import ACCEPT, HELP, Uploads, control, kept_fields, receive
from fazhi.desk.forms.values import Values
from fazhi.desk.found import Found, find
from fazhi.desk.frame import page_context
from fazhi.desk.personal import Personal
from fazhi.desk.refusals import came_since, reason, refusal_of
from fazhi.kernel.calendar import parse_date
from fazhi.kernel.errors import TermError
from fazhi.kernel.procedures import SEALED, ActKind, BlockKind, FieldValue, Late, Run, Step, read_fields
from fazhi.kernel.procedures import Field as Question
from fazhi.records.access import Action
from fazhi.records.acts.base import ActRefused, Busy, Signed
from fazhi.records.acts.matters import record
from fazhi.records.acts.proposals import Proposal, Refused
from fazhi.records.ledger import Conflict

KINDS: Final = {
    "void": (ActKind.VOID, "作废这条记录", "作废后记录保留、划线并写明理由；已经引起的期限和义务不因此消失。"),
    "vouch": (ActKind.VOUCH, "补交凭证", "凭证补齐后才能归档。"),
    "amend": (ActKind.AMEND, "更正", "只更正程序判断没有用到的内容；用到的，作废后重新登记。原记录保留。"),
}
"""Kind in the address, verb on the button, and what it means."""


@require_http_methods(["GET", "HEAD", "POST"])
def about(request: HttpRequest, matter: str, kind: str, run: int) -> HttpResponse:
    """Show or record what is done about one earlier record."""
    found = find(request, matter, Action.ACT)
    held = found.state.find(run)
    sending = next((one for many in found.state.sendings.values() for one in many if one.id == run), None)
    said = held or (sending if kind == "void" else None)
    if kind not in KINDS or found.past or said is None:
        raise Http404
    step = found.procedure.steps[said.step]
    slots = (
        tuple(item.id for item in step.evidence if held is not None and item.id in held.missing)
        if kind == "vouch"
        else ()
    )
    values = Values.posted(request.POST)
    uploads, problems = Uploads(), Problems()
    since: tuple[TimelineEntry, ...] = ()
    status = 200
    if request.method == "POST":
        uploads = receive(request, values, slots, reverse("offline"))
        problems.fields.update({control(slot): refusal for slot, refusal in uploads.errors.items()})
        proposal = _proposal(found, kind, run, held, step, values, uploads, slots, problems)
        answer, since, status = _record(request, found, KINDS[kind][1], proposal, values, problems)
        if answer is not None:
            return answer
    personal = Personal(found.folded.stream)
    verb = KINDS[kind][1]
    fields = tuple(_fields(found, kind, held, step, values, uploads, slots, problems))
    context = page_context(
        request,
        verb,
        found.crumbs,
        nav="matters",
        print_foot=found.row.number,
        heading=f"{verb}：{step.name}",
        note=found.row.title,
        meaning=KINDS[kind][2],
        day=cn_date(said.occurred),
        outcome=held.outcome if held is not None else "已送出",
        answers=tuple(answers(found, held, personal)) if held is not None else (),
        fields=fields,
        general=problems.general,
        summary=summary(verb, list(fields), problems),
        since=since,
        verb=verb,
        danger=kind == "void",
        hidden=(
            ("_key", values.get("_key") or secrets.token_hex(16)),
            ("_seq", str(found.folded.count)),
            *kept_fields(uploads.tokens),
        ),
    )
    return render(request, "desk/about.html", context, status=status)


def _proposal(
    found: Found,
    kind: str,
    run: int,
    held: Run | None,
    step: Step,
    values: Values,
    uploads: Uploads,
    slots: tuple[str, ...],
    problems: Problems,
) -> Proposal:
    fields: Mapping[str, FieldValue] = {}
    if kind == "amend" and held is not None:
        fields = dict(_changed(step.fields, held.fields, values, problems))
        if not fields and not problems:
            problems.general.append(
                Refusal(text="没有改动任何一项。", brief="没有改动", advice="改好要更正的内容后再提交。")
            )
    files = tuple(file for slot in slots for file in uploads.attached(slot, values.get(f"pages-{slot}")))
    if kind == "vouch" and not files and not problems:
        problems.add(
            control(slots[0]) if slots else "why", Refusal(text="还没有选择凭证文件。", brief="还没有选择文件")
        )
    return Proposal(
        kind=KINDS[kind][0],
        step=step.id if kind != "void" else None,
        run=run,
        fields=fields,
        files=files,
        why=values.get("why"),
        signed=signed_of(values),
    )


def _changed(
    questions: tuple[Question, ...], before: Mapping[str, FieldValue], values: Values, problems: Problems
) -> Iterator[tuple[str, FieldValue]]:
    """Yield the answers that differ from what is on record; a sealed one counts when something was typed."""
    for question in questions:
        if question.id not in values:
            continue
        try:
            value = answer_of(question, values, question.id)
        except ValueError as error:
            problems.add(question.id, Refusal(text=f"“{question.name}”{error}。", brief=str(error)))
            continue
        if value is not None and value != before.get(question.id):
            yield question.id, value


def _record(
    request: HttpRequest, found: Found, verb: str, proposal: Proposal, values: Values, problems: Problems
) -> tuple[HttpResponse | None, tuple[TimelineEntry, ...], int]:
    """Record one proposal; return the redirect, or what came in between and the status of the form that comes back."""
    if problems:
        return None, (), 422
    seq = values.get("_seq")
    try:
        done = record(
            actor=found.desk.actor,
            matter=found.folded.stream,
            proposals=[proposal],
            expected=int(seq) if seq.isdigit() else None,
            key=values.get("_key") or None,
        )
    except Refused as refused:
        for blocker in refused.blockers:
            name = "late_reason" if blocker.kind is BlockKind.LATE else blocker.field
            problems.late = problems.late or blocker.kind is BlockKind.LATE
            if name:
                problems.add(name, refusal_of(found.procedure, blocker))
            else:
                problems.general.append(refusal_of(found.procedure, blocker, act=verb))
        return None, (), 422
    except ActRefused as error:
        place_act_refused(error, problems)
        return None, (), 422
    except Conflict as error:
        problems.general.append(reason(error))
        return None, came_since(error), 409
    except Busy as error:
        problems.general.append(reason(error))
        return None, (), 503
    messages.success(request, f"已记入：{verb}。" if not done.get("again") else "这张表已经记入，没有重复记入。")
    return redirect(found.address("matter")), (), 200


def _fields(
    found: Found,
    kind: str,
    held: Run | None,
    step: Step,
    values: Values,
    uploads: Uploads,
    slots: tuple[str, ...],
    problems: Problems,
) -> Iterator[Field]:
    names = {item.id: item.name for item in step.evidence}
    for slot in slots:
        yield Field(
            name=control(slot), label=f"凭证：{names[slot]}", kind="file", required=False, accept=ACCEPT, help=HELP,
            files=uploads.lines(slot), error=problems.fields.get(control(slot)),
        )  # fmt: skip
        yield Field(
            name=f"pages-{slot}",
            label=f"{names[slot]}的页码",
            value=values.get(f"pages-{slot}"),
            required=False,
            half=True,
        )
    if kind == "amend" and held is not None:
        yield from _amendable(found, held, step, values, problems)
    yield Field(
        name="why",
        label="理由" if kind != "vouch" else "说明",
        kind="textarea",
        lines=2,
        value=values.get("why"),
        required=kind == "void",
        error=problems.fields.get("why"),
    )
    if kind != "vouch":
        yield _decider(found, step, values, problems)


def _amendable(found: Found, held: Run, step: Step, values: Values, problems: Problems) -> Iterator[Field]:
    read = read_fields(found.procedure)
    for question in step.fields:
        if (step.id, question.id) in read or question.series is not None:
            continue
        before = held.fields.get(question.id)
        sealed = before == SEALED
        again = Values({question.id: list(typed_again(question, None if sealed else before))})
        drawn = field_of(
            found.procedure, question, values if question.id in values else again,
            name=question.id, step=step, error=problems.fields.get(question.id), optional=True,
            items=(found.row.unit_path, found.desk.today),
        )  # fmt: skip
        if drawn is not None:
            yield drawn


def _decider(found: Found, step: Step, values: Values, problems: Problems) -> Field:
    listed = people.candidates(step.posts, found.row.unit_path, found.desk.today) or people.colleagues(
        found.row.unit_path, found.desk.today
    )
    own = found.desk.person.key
    default = own if any(item.key == own for item in listed) else ""
    return Field(
        name="decider",
        label="决定人",
        kind="select",
        value=values.get("decider") if "decider" in values else default,
        choices=(Choice(value="", label="请选择"), *(Choice(value=item.key, label=item.label) for item in listed)),
        half=True,
        required=False,
        error=problems.fields.get("decider"),
        help="不选的，由录入人负责。",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, matter: str) -> HttpResponse:
    """Show the facts of a matter that may change, or record the change; what rested on them becomes stale."""
    found = find(request, matter, Action.ACT)
    mutable = tuple(item for item in found.procedure.subject.values() if item.mutable)
    if found.past or not mutable:
        raise Http404
    values, problems, note = Values.posted(request.POST), Problems(), ""
    form = f"{found.id}/change"
    since: tuple[TimelineEntry, ...] = ()
    status = 200
    if request.method != "POST":
        values, note = drafts.restore(request, form)
    else:
        proposal = _change(found, mutable, values, problems)
        answer, since, status = _record(request, found, "变更事实", proposal, values, problems)
        if answer is not None:
            drafts.drop(request, form)
            return answer
    fields = tuple(_facts(found, mutable, values, problems))
    context = page_context(
        request,
        "变更事实",
        found.crumbs,
        nav="matters",
        print_foot=found.row.number,
        heading="变更事实",
        note=found.row.title,
        meaning="事实变了的，照实变更；以此为依据的步骤须重新办理，已经办理的保留在案。" + note,
        day="",
        fields=fields,
        general=problems.general,
        summary=summary("变更事实", list(fields), problems),
        since=since,
        verb="变更事实",
        hidden=(("_key", values.get("_key") or secrets.token_hex(16)), ("_seq", str(found.folded.count))),
    )
    return render(request, "desk/about.html", context, status=status)


def _change(found: Found, mutable: tuple[Question, ...], values: Values, problems: Problems) -> Proposal:
    fields = dict(_changed(mutable, found.state.subject, values, problems))
    if not fields and not problems:
        problems.general.append(Refusal(text="没有改动任何一项。", brief="没有改动", advice="改好变了的事实后再提交。"))
    today = found.desk.today
    try:
        occurred = parse_date(values.get("occurred")) if values.get("occurred") else today
    except TermError as error:
        problems.add("occurred", reason(error))
        occurred = today
    late = None
    if values.any_of(("late_reason", "late_approver")):
        late = Late(
            reason=values.get("late_reason"), approver=values.get("late_approver"), evidence=bool(values.get("place"))
        )
    return Proposal(
        kind=ActKind.CHANGE,
        fields=fields,
        occurred=None if occurred == today else occurred,
        why=values.get("why"),
        signed=Signed(decider=values.get("decider") or None, voucher=values.get("place") or None),
        late=late,
    )


def _facts(found: Found, mutable: tuple[Question, ...], values: Values, problems: Problems) -> Iterator[Field]:
    for question in mutable:
        before = found.state.subject.get(question.id)
        again = Values({question.id: list(typed_again(question, None if before == SEALED else before))})
        drawn = field_of(
            found.procedure, question, values if question.id in values else again,
            name=question.id, error=problems.fields.get(question.id), optional=True,
            items=(found.row.unit_path, found.desk.today),
        )  # fmt: skip
        if drawn is not None:
            yield drawn
    yield Field(
        name="why", label="变更的理由", kind="textarea", lines=2, value=values.get("why"), required=False,
        error=problems.fields.get("why"),
    )  # fmt: skip
    yield Field(
        name="occurred",
        label="变更日期",
        kind="date",
        value=values.get("occurred") if "occurred" in values else table_date(found.desk.today),
        half=True,
        error=problems.fields.get("occurred"),
    )
    yield Field(name="place", label="依据的纸质件", value=values.get("place"), required=False, half=True)
    if problems.late or values.any_of(("late_reason", "late_approver")):
        yield Field(
            name="late_reason", label="补录理由", kind="textarea", lines=2, value=values.get("late_reason"),
            error=problems.fields.get("late_reason"),
        )  # fmt: skip
        listed = people.leaders(found.row.unit_path, found.desk.today)
        yield Field(
            name="late_approver",
            label="批准补录的人",
            kind="select",
            value=values.get("late_approver"),
            choices=(Choice(value="", label="请选择"), *(Choice(value=item.key, label=item.label) for item in listed)),
            half=True,
        )


def facts(request: HttpRequest, matter: str) -> HttpResponse:
    """Let the person say which step already happened past its gates, then lead to its form."""
    found = find(request, matter, Action.ACT)
    if found.past:
        raise Http404
    listed = tuple(
        (found.address("act", "fact", step.id), step.name, step.act) for step in found.procedure.steps.values()
    )
    context = page_context(
        request, "登记不合规事实", found.crumbs, nav="matters", print_foot=found.row.number, found=found, steps=listed
    )
    return render(request, "desk/facts.html", context)


urlpatterns = [
    path("m/<slug:matter>/record/<slug:kind>/<int:run>/", about, name="about"),
    path("m/<slug:matter>/change/", change, name="change"),
    path("m/<slug:matter>/facts/", facts, name="facts"),
]
