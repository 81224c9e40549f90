"""批量办同一步: choose a step that is open in many matters, fill it in once, see which can be done, then do them."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from fazhi.components import Cell, Choice, Column, EmptyState, Field, Link, Refusal, SimpleTable
from fazhi.desk import excel, lists, same_sheet, same_step
from fazhi.desk.actor import Desk, desk_of
from fazhi.desk.forms import drafts
from fazhi.desk.forms.drawing import Drawn, draw
from fazhi.desk.forms.plan import Part, Plan, carried
from fazhi.desk.forms.reading import Problems
from fazhi.desk.forms.uploads import Uploads, receive
from fazhi.desk.forms.values import Values
from fazhi.desk.found import Found
from fazhi.desk.frame import page_context
from fazhi.desk.modelled import held_against_models
from fazhi.desk.refusals import reason
from fazhi.desk.same_step import DIFFER, OUTCOME, Line
from fazhi.formats.errors import ReadError
from fazhi.formats.tables import read_table
from fazhi.kernel.procedures import ActKind, Step
from fazhi.records import browsing, queries
from fazhi.records.acts.proposals import TEXT_SLOT
from fazhi.records.filtering import Standing
from fazhi.records.models import Matter

_CRUMBS: Final = (Link(label="事项", href="/matters/"), Link(label="批量办理", href="/batch/"))
_CARRIED: Final = "text_carried"
_SHEET: Final = 5 * 2**20
_PASTED: Final = 200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Form:
    """What is asked for: the step and act, the rows of the form, what was typed, how the list was filtered.

    ``note`` says of what was typed that it is a draft, and from when.
    """

    desk: Desk
    step: Step
    kind: ActKind
    asked: lists.Asked
    values: Values
    lines: list[Line]
    note: str = ""

    @property
    def draft(self) -> str:
        """Return the name the draft of the form is kept under: whatever list the rows come from."""
        return f"same-step/{self.asked.wanted.procedure}/{self.step.id}/{self.kind.value}"

    @property
    def common(self) -> Plan:
        """Return the act as it is filled in for all: bound to no matter."""
        return Plan(found=None, kind=self.kind, step=self.step, parts=(Part(prefix=""),))

    @property
    def verb(self) -> str:
        """Return the verb on the button."""
        return self.common.verb

    @property
    def title(self) -> str:
        """Return what stands on top."""
        return f"批量办：{self.step.name}{'（登记答复）' if self.kind is ActKind.ANSWER else ''}"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Offer the steps that are open in the list; with a step named, its form; on POST try the rows or do them."""
    desk = desk_of(request)
    asked = lists.asked(request, desk, clear=reverse("same-step"))
    values = Values.posted(request.POST)
    found = list(same_step.seen(desk, _rows(request, desk, asked, values)))
    name = request.GET.get("step", "")
    if not name:
        return _offered(request, asked, found)
    if not asked.wanted.procedure:
        raise Http404
    step = next((one.procedure.steps[name] for one in found if name in one.procedure.steps), None)
    if step is None:
        return _nothing(request, asked)
    form = _form(desk, asked, step, found, values, request)
    if not form.lines:
        return _nothing(request, asked)
    if request.GET.get("excel"):
        return excel.response(same_sheet.given_out(form.title, form.lines), form.title.replace("：", "-"))
    return _posted(request, form) if request.method == "POST" else _shown(request, form)


def _rows(request: HttpRequest, desk: Desk, asked: lists.Asked, values: Values) -> Sequence[Matter]:
    """Return the matters of the form: those it was made with, else the newest of the list that are not filed away."""
    if request.method == "POST":
        ids = dict.fromkeys(name.partition(".")[0] for name in values.all("r"))
        keys = [f"matter/{name}" for name in ids][: same_step.MOST]
        rows = queries.seen_by(desk.grants, desk.today).filter(stream__key__in=keys, procedure=asked.wanted.procedure)
        return sorted(rows.select_related("stream", "unit"), key=lambda row: keys.index(row.stream.key))
    found = browsing.first_rows(
        browsing.listing_of(desk.grants, desk.today, asked.wanted, desk.taking), same_step.LOOKED
    )
    unfit = {Standing.ARCHIVED.place, Standing.IMPORTED.place}
    return sorted((row for row in found if row.standing not in unfit), key=lambda row: (row.opened, row.pk))


def _form(
    desk: Desk, asked: lists.Asked, step: Step, found: Sequence[Found], values: Values, request: HttpRequest
) -> _Form:
    kind, note = same_step.kind_of(step, request.GET.get("kind", "")), ""
    form = _Form(desk=desk, step=step, kind=kind, asked=asked, values=values, lines=[])
    if request.method == "POST":
        by_id, picked = {one.id: one for one in found}, set(values.all("m"))
        named = [(name, *name.partition(".")[::2]) for name in dict.fromkeys(values.all("r"))]
        lines = [
            same_step.line_of(
                by_id[matter], step, kind, key or None, values, picked=name in picked, seq=values.get(f"{name}-seq")
            )
            for name, matter, key in named
            if matter in by_id and step.id in by_id[matter].procedure.steps
        ]
    else:
        values, note = drafts.restore(request, form.draft)
        lines = list(_offered_lines(step, kind, found, values))
    shown = held_against_models(desk, lines[: same_step.MOST])
    return replace(form, values=values, lines=shown, note=note)


def _offered_lines(step: Step, kind: ActKind, found: Sequence[Found], values: Values) -> Iterator[Line]:
    """Yield the rows of a form that is opened, as its draft left them; a row that came since is picked."""
    known, picked = set(values.all("r")), set(values.all("m"))
    for one in found:
        if step.id not in one.procedure.steps:
            continue
        for key in same_step.keys(one, one.procedure.steps[step.id], kind):
            own = same_step.row_id(one.id, key)
            line = same_step.line_of(one, step, kind, key, values, picked=own not in known or own in picked)
            if not same_step.wants_text(line.plan):
                yield line


def _posted(request: HttpRequest, form: _Form) -> HttpResponse:
    values = form.values
    if "_read" in values:
        return _read(request, form)
    uploads = receive(request, values, [slot for slot in form.common.slots if slot != TEXT_SLOT], reverse("offline"))
    if "_draft" in values:
        drafts.keep(request, form.draft, values)
        messages.success(request, "草稿已存，下次打开这张表时恢复；选好的文件不存。")
        return redirect(request.get_full_path())
    if "_cols" in values:
        return _shown(request, form, uploads=uploads)
    if not any(line.picked for line in form.lines):
        return _shown(request, form, uploads=uploads, none=True)
    do = same_step.doing(values.get("_key"), {}) if "_do" in values else same_step.rehearsed
    lines = same_step.tried(form.lines, uploads, form.desk.today, do)
    if "_do" in values and any(line.picked and line.reasons for line in lines):
        drafts.keep(request, form.draft, values)
    elif "_do" in values:
        drafts.drop(request, form.draft)
    return _shown(request, form, lines, uploads=uploads, done="_do" in values)


def _read(request: HttpRequest, form: _Form) -> HttpResponse:
    """Read a file or pasted cells into the form; nothing is recorded."""
    upload, pasted = request.FILES.get("sheet"), form.values.get("pasted")[:_PASTED]
    try:
        if upload is not None and (upload.size or 0) > _SHEET:
            raise ReadError("表格超过 5 MB", code="F281", hint="只留要办的各行")
        if upload is None and not pasted:
            raise ReadError("没有选择文件，也没有粘贴", code="F284", hint="选一个表格，或者把各行连同表头粘贴进来")
        grid = read_table(upload.read() if upload else pasted.encode(), upload.name or "" if upload else "粘贴.csv")
    except ReadError as error:
        return _shown(request, form, wrong=reason(error))
    read = same_sheet.read_in(grid, form.lines, form.values)
    again = _form(form.desk, form.asked, form.step, [line.found for line in form.lines], read.values, request)
    said = (f"读入 {read.rows} 行，请核对后预览；没有记入任何一件。",) if read.rows else ()
    return _shown(request, again, notes=(*said, *read.notes))


def _shown(
    request: HttpRequest,
    form: _Form,
    lines: Sequence[Line] | None = None,
    *,
    uploads: Uploads | None = None,
    done: bool = False,
    none: bool = False,
    wrong: Refusal | None = None,
    notes: Sequence[str] = (),
) -> HttpResponse:
    """Draw the form with what became of its rows; of those that were done nothing is left in it."""
    tried = lines is not None
    told = same_step.told(lines, done=done) if lines is not None else None
    shown = [line for line in lines or form.lines if not (done and line.picked and not line.reasons)]
    questions = same_step.splitting(form.common)
    names = ([(OUTCOME, "结果")] if len(form.common.outcomes) > 1 else []) + [
        (item.id, item.name) for item in questions
    ]
    asked = [item for item in names if item[0] == OUTCOME or same_step.is_asked(shown, item[0])]
    split = same_step.differing(form.values, [name for name, _ in asked])
    rows = [same_step.with_cells(line, form.values, split) for line in shown]
    context = page_context(
        request, form.title, _CRUMBS, nav="matters", form=_drawn(form, shown, uploads, split) if shown else None,
        made=form.common, told=told, done=done, tried=tried, rows=rows, notes=notes, wrong=wrong, none=none,
        heads=[label for name, label in asked if name in split],
        differ=Field(
            name=DIFFER, label="哪几项逐件不同", kind="checkboxes", values=split, required=False,
            choices=tuple(Choice(value=name, label=label) for name, label in asked),
            help="勾选后按“列出”，在下面逐件填写；逐件没有填的，用上面统一填写的。",
        ),
        carried=_carried(form, shown), draft=form.draft, note=form.note, procedure=form.lines[0].found.procedure.title,
        most=len(form.lines) == same_step.MOST, matters_list=_back(form.asked),
        next_step=f"{reverse('same-step')}{form.asked.address(step=None, kind=None)}",
        sheet=Field(
            name="sheet", label="表格文件", kind="file", accept=".xlsx,.xls,.et,.csv", required=False, half=True,
            help="表头有“编号”和要填的各项；可先下载空表。",
        ),
        pasted=Field(
            name="pasted", label="或者从表格里复制、粘贴（连同表头）", kind="textarea", lines=3, half=True,
            required=False,
        ),
        blank=form.asked.address(excel="1"),
    )  # fmt: skip
    bad = wrong is not None or none or (told is not None and bool(told.bad))
    return render(request, "desk/same_step.html", context, status=422 if bad else 200)


def _drawn(form: _Form, lines: Sequence[Line], uploads: Uploads | None, split: Sequence[str]) -> Drawn:
    """Return what is filled in for all, with what is wrong in every row that was picked."""
    problems = Problems()
    picked = [line for line in lines if line.picked and line.problems is not None]
    for name in picked[0].problems.fields if picked and picked[0].problems is not None else ():
        said = [line.problems.fields.get(name) for line in picked if line.problems is not None]
        if all(said) and name not in split and said[0] is not None:
            problems.fields[name] = said[0]
    first = lines[0].found
    drawn = draw(
        form.common, first.procedure, form.desk, first.row.unit_path, form.values, action=form.asked.address(),
        uploads=uploads, problems=problems, key=form.values.get("_key") or secrets.token_hex(12),
    )  # fmt: skip
    # A number of a series is taken anew for each row; an old paper number belongs to one row.
    hidden = {item.id for item in form.common.questions if item.series or not same_step.is_asked(lines, item.id)}
    parts = tuple(
        replace(part, fields=tuple(field for field in part.fields if field.name not in hidden)) for part in drawn.parts
    )
    # Who handles is known of each matter.
    people = tuple(field for field in drawn.people if field.name != "handler")
    return replace(drawn, parts=parts, people=people)


def _carried(form: _Form, lines: Sequence[Line]) -> Field | None:
    """Return the box that says that each matter keeps the text its calling matter sent; None where none did."""
    if form.kind is not ActKind.DO or form.step.makes is None or not any(carried(line.plan) for line in lines):
        return None
    return Field(
        name=_CARRIED, label=lines[0].found.procedure.texts[form.step.makes], kind="checkboxes",
        values=("1",) if form.values.empty else form.values.all(_CARRIED),
        choices=(Choice(value="1", label="沿用各件送办时所送的文本"),),
    )  # fmt: skip


def _offered(request: HttpRequest, asked: lists.Asked, found: Sequence[Found]) -> HttpResponse:
    """Show which steps are open in the matters of the list, and in how many."""
    names = ("规程", "步骤", "可以办", "其中现在要办")
    rows = tuple(
        (
            Cell(text=one.procedure.title),
            Cell(
                text=f"{one.step.name}（登记答复）" if one.kind is ActKind.ANSWER else one.step.name,
                href=asked.address(procedure=one.procedure.id, step=one.step.id, kind=one.kind.value),
            ),
            Cell(text=f"{one.rows} 件"),
            Cell(text=f"{one.owed} 件" if one.owed else "—"),
        )
        for one in same_step.offers(found)
    )
    table = SimpleTable(
        caption="可以批量办的步骤",
        columns=tuple(Column(key=f"c{place}", name=name) for place, name in enumerate(names)),
        lead=1,
        rows=rows,
        empty=EmptyState(
            title="没有可以批量办的步骤", reason=f"筛选条件：{asked.bar.words}。", action=_back(asked),
        ),
    )  # fmt: skip
    context = page_context(
        request, "批量办同一步", _CRUMBS, nav="matters", table=table, words=asked.bar.words, looked=len(found),
    )  # fmt: skip
    return render(request, "desk/same_steps.html", context)


def _nothing(request: HttpRequest, asked: lists.Asked) -> HttpResponse:
    empty = EmptyState(
        title="现在没有一件可以办这一步", reason="也许已经有人办了，或者各件还缺别的步骤。",
        action=Link(label="看可以批量办的步骤", href=f"{reverse('same-step')}{asked.address(step=None, kind=None)}"),
    )  # fmt: skip
    table = SimpleTable(caption="可以批量办的步骤", columns=(), rows=(), empty=empty)
    context = page_context(request, "批量办同一步", _CRUMBS, nav="matters", table=table, words=asked.bar.words)
    return render(request, "desk/same_steps.html", context)


def _back(asked: lists.Asked) -> Link:
    return Link(label="回到事项表", href=f"{reverse('matters')}{asked.address(step=None, kind=None)}")


urlpatterns = [path("batch/step/", page, name="same-step")]
