"""Opening a matter: the facts the pack asks for and its first step, in one form and one act."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods

from fazhi.components import Cell, Choice, Column, EmptyState, Field, Link, Refusal, SimpleTable
from fazhi.desk import letters
from fazhi.desk.actor import Desk, desk_of
from fazhi.desk.forms import drafts
from fazhi.desk.forms.drawing import Drawn, draw
from fazhi.desk.forms.plan import Part, Plan
from fazhi.desk.forms.questions import answer_of, field_of
from fazhi.desk.forms.reading import Problems, place_act_refused, place_refused, proposals
from fazhi.desk.forms.uploads import Uploads, receive
from fazhi.desk.forms.values import Values
from fazhi.desk.frame import page_context
from fazhi.desk.pages.guide import in_force
from fazhi.desk.refusals import reason
from fazhi.desk.telling import tellings
from fazhi.kernel.expressions import Expr
from fazhi.kernel.procedures import ActKind, CalendarClocks, FieldValue, Procedure, State, View, owed_answer
from fazhi.kernel.procedures.inhand import in_hand
from fazhi.packs import procedures
from fazhi.records import clock, matters
from fazhi.records.access import Role
from fazhi.records.acts.base import ActRefused, Busy
from fazhi.records.acts.matters import open_matter
from fazhi.records.acts.proposals import Refused
from fazhi.records.evidence import UploadRefused

_WORKERS = (Role.WORK, Role.REVIEW, Role.LEAD, Role.COUNTY)


def choose(request: HttpRequest) -> HttpResponse:
    """List the kinds of matters that can be opened."""
    known = [in_force(request, name) for name in procedures.ids()]
    table = SimpleTable(
        caption="办理新事项",
        columns=(
            Column(key="title", name="规程"),
            Column(key="summary", name="办什么"),
            Column(key="guide", name="指南"),
        ),
        rows=tuple(
            (
                Cell(text=item.title, href=reverse("open-procedure", args=[item.id])),
                Cell(text=item.summary),
                Cell(text="办事指南", href=reverse("guide", args=[item.id])),
            )
            for item in known
        ),
        empty=EmptyState(title="没有可以办理的规程", reason="程序随带的规程没有装全，请与管理员联系。"),
    )
    return render(request, "desk/guides.html", page_context(request, "办理新事项", nav="work", table=table))


@require_http_methods(["GET", "HEAD", "POST"])
def open_(request: HttpRequest, procedure: str) -> HttpResponse:
    """Show the form that opens a matter, or open it with its first step."""
    desk = desk_of(request)
    declared = in_force(request, procedure)
    letter = letters.wanted(request, declared)
    form = f"open/{declared.id}" + (f"/{letter}" if letter else "")
    values, note = Values.posted(request.POST), ""
    if request.method != "POST":
        values, note = drafts.restore(request, form)
        if letter and values.empty:
            values, note = letters.first_values(desk, declared, letter), letters.NOTE
    declared = in_hand(declared, _facts(declared, values))
    made = _plan(declared)
    if request.method == "POST" and "_draft" in values:
        drafts.keep(request, form, values)
        messages.success(request, "草稿已存，下次打开这张表时恢复。")
        return redirect(request.get_full_path())
    if request.method == "POST" and request.GET.get("_ask") == "told":
        return render(request, "desk/told.html", {"tellings": tellings(declared, _facts(declared, values))})
    if request.method == "POST" and "_ask" in request.GET:
        return render(request, "desk/form_parts.html", {"form": _draw(desk, declared, made, values)})
    if request.method != "POST":
        return _show(request, desk, declared, values, _draw(desk, declared, made, values, note=note, letter=letter))
    return _opened(request, desk, declared, made, values, form, letter)


def _plan(declared: Procedure) -> Plan:
    step = declared.steps[declared.opens]
    if step.keyed or step.call:
        return Plan(found=None, kind=ActKind.DO, step=step, parts=())
    return Plan(found=None, kind=ActKind.DO, step=step, parts=(Part(prefix=""),))


def _opened(
    request: HttpRequest, desk: Desk, declared: Procedure, made: Plan, values: Values, form: str, letter: str = ""
) -> HttpResponse:
    uploads = receive(request, values, made.slots, reverse("offline"))
    first, parts, problems = proposals(made, values, uploads, desk.today) if made.parts else ([], [], Problems())
    subject = dict(_subject(declared, values, problems))
    if len(values.get("title")) < 2:
        problems.add("title", Refusal(text="须填写事项名称，至少两个字。", brief="须填写"))
    status = 422
    if not problems:
        occurred = first[0].occurred if first else None
        try:
            papers = (letters.attached(desk, letter),) if letter else ()
            done = open_matter(
                actor=desk.actor,
                # A letter opens one matter, however often its form is sent.
                key=f"letter-{letter}" if letter else values.get("_key") or None,
                procedure=declared.id,
                unit=values.get("unit") or desk.unit.code,
                title=values.get("title"),
                subject=subject,
                handler=values.get("handler") or desk.person.key,
                occurred=occurred,
                number=values.get("number") or None,
                urgent=values.get("is_urgent") == "1",
                source=values.get("m-source"),
                place=values.get("place"),
                first=first,
                files=papers,
                letter=letter,
            )
        except UploadRefused as error:
            problems.general.append(reason(error))
        except Refused as refused:
            place_refused(made, declared, parts, refused, problems)
        except ActRefused as error:
            place_act_refused(error, problems, {name: f"s-{name}" for name in declared.subject})
        except Busy as error:
            status = 503
            problems.general.append(reason(error))
        else:
            drafts.drop(request, form)
            if letter:
                letters.kept(desk, letter, str(done["stream"]))
            messages.success(
                request, f"已立项：{done['number']}。" if not done.get("again") else "这张表已经记入，没有重复立项。"
            )
            return redirect(reverse("matter", args=[str(done["stream"]).partition("/")[2]]))
    drawn = _draw(desk, declared, made, values, uploads=uploads, problems=problems, letter=letter)
    return _show(request, desk, declared, values, drawn, status)


def _subject(declared: Procedure, values: Values, problems: Problems) -> Iterator[tuple[str, FieldValue]]:
    for question in declared.subject.values():
        name = f"s-{question.id}"
        try:
            value = answer_of(question, values, name)
        except ValueError as error:
            problems.add(name, Refusal(text=f"“{question.name}”{error}。", brief=str(error)))
            continue
        if value is not None:
            yield question.id, value
    view = _view(declared, values)
    for question in declared.subject.values():
        name = f"s-{question.id}"
        if name not in problems.fields and not values.any_of([name]) and owed_answer(question, view):
            problems.add(name, Refusal(text=f"须填写“{question.name}”。", brief="须填写"))


def _view(declared: Procedure, values: Values) -> View:
    """Return what conditions of the opening form see: the facts typed so far, and nothing done yet."""
    state = State(subject=_facts(declared, values))
    return View(declared, state, CalendarClocks(declared, state, matters.calendar(), clock.today()))


def _facts(declared: Procedure, values: Values) -> dict[str, FieldValue]:
    """Return the facts typed so far; what cannot be read is left out here and refused when it is sent."""
    facts: dict[str, FieldValue] = {}
    for question in declared.subject.values():
        try:
            value = answer_of(question, values, f"s-{question.id}")
        except ValueError:
            continue
        if value is not None:
            facts[question.id] = value
    return facts


def _draw(
    desk: Desk,
    declared: Procedure,
    made: Plan,
    values: Values,
    *,
    uploads: Uploads | None = None,
    problems: Problems | None = None,
    note: str = "",
    letter: str = "",
) -> Drawn:
    problems = problems or Problems()
    drawn = draw(
        made,
        declared,
        desk,
        desk.unit.path,
        values,
        action=reverse("open-procedure", args=[declared.id]) + (f"?letter={letter}" if letter else ""),
        uploads=uploads,
        problems=problems,
        note=note,
        key=values.get("_key"),
        before=tuple(_before(desk, declared, values, problems)),
        live=_depends(declared),
    )
    verb = f"立项并{made.step.act}" if made.parts and made.step.act != "办结" else "立项"
    return replace(drawn, form=f"open/{declared.id}" + (f"/{letter}" if letter else ""), verb=verb)


def _depends(declared: Procedure) -> bool:
    """Return whether an answer about the matter decides what else is asked, or which bases are said."""
    conditional = any(one.show is not None or isinstance(one.required, Expr) for one in declared.subject.values())
    return conditional or bool(declared.applies)


def _before(desk: Desk, declared: Procedure, values: Values, problems: Problems) -> Iterator[Field]:
    yield Field(
        name="title",
        label="事项名称",
        value=values.get("title"),
        error=problems.fields.get("title"),
        help="写全称，例如：集镇公厕改造工程施工合同。",
    )
    units = _units(desk)
    if len(units) > 1:
        yield Field(
            name="unit",
            label="承办单位",
            kind="select",
            value=values.get("unit") or desk.unit.code,
            choices=tuple(Choice(value=code, label=label) for code, label in units.items()),
            half=True,
            error=problems.fields.get("unit"),
        )
    view = _view(declared, values)
    for question in declared.subject.values():
        name = f"s-{question.id}"
        drawn = field_of(
            declared,
            question,
            values,
            name=name,
            view=view,
            error=problems.fields.get(name),
            items=(desk.unit.path, desk.today),
        )
        if drawn is not None:
            yield drawn
    yield Field(
        name="number",
        label="纸质旧号",
        value=values.get("number"),
        required=False,
        half=True,
        error=problems.fields.get("number"),
        help="留空则自动取号。",
    )
    yield Field(
        name="m-source",
        label="来源",
        value=values.get("m-source"),
        required=False,
        half=True,
        help="例如：当面、公文交换、邮件、微信。",
    )
    yield Field(
        name="is_urgent", label="急件", kind="checkboxes", values=values.all("is_urgent"), required=False,
        choices=(Choice(value="1", label="按急件办理"),), half=True,
    )  # fmt: skip


def _units(desk: Desk) -> Mapping[str, str]:
    """Return the units the person may open matters for: those of the own posts."""
    found = {desk.unit.code: desk.unit.name}
    for post in desk.posts:
        found.setdefault(post.unit, post.label)
    return found


def _show(
    request: HttpRequest, desk: Desk, declared: Procedure, values: Values, form: Drawn, status: int = 200
) -> HttpResponse:
    may = any(desk.unit.path.startswith(path_) for path_ in desk.grants.paths(_WORKERS))
    context = page_context(
        request,
        declared.title,
        (Link(label="办理新事项", href=reverse("open")),),
        nav="work",
        form=form if may else None,
        tellings=tellings(declared, _facts(declared, values)) if may else (),
        procedure=declared,
    )
    return render(request, "desk/open.html", context, status=status)


urlpatterns = [path("open/", choose, name="open"), path("open/<slug:procedure>/", open_, name="open-procedure")]
