"""成批列入: entries of a matter's list from the library in force, or from a table: mapped, judged row by row, entered.

The mapping, the returned table and the reading of rows are those of old ledgers; here a row becomes an act of a running
matter, by the gates of its step, and nothing of it is in force before what puts any entry in force.
"""

from __future__ import annotations

import secrets
import tempfile
from dataclasses import dataclass

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_safe

from fazhi.components import Button, Choice, Field, Link, Refusal
from fazhi.desk import entries, excel, old_ledgers
from fazhi.desk.forms.values import Values
from fazhi.desk.found import Found, find
from fazhi.desk.frame import page_context
from fazhi.desk.refusals import reason, refusal_of
from fazhi.formats.errors import ReadError
from fazhi.kernel.expressions import Kind
from fazhi.kernel.procedures import Procedure, Step
from fazhi.kernel.procedures.filling import Fill
from fazhi.records import evidence, filling
from fazhi.records.access import Action, Denied
from fazhi.records.acts import sheets
from fazhi.records.acts.base import ActRefused, Busy
from fazhi.records.acts.proposals import Refused
from fazhi.records.evidence import Attached, Received, UploadRefused
from fazhi.records.filling import Target
from fazhi.records.ledger import Conflict
from fazhi.records.sheets import running
from fazhi.records.sheets.drafts import Reader
from fazhi.records.sheets.mapping import BadMapping, Meaning, check, heads_of, proposed, saved, slot_of
from fazhi.records.sheets.returned import write_back
from fazhi.records.sheets.running import Fate, Judged, Table

SLICE = 3.0
"""Seconds that one request enters rows for before it answers."""
MOST = 2000
"""Rows of a table at most: a list of powers has some hundreds."""
ACCEPT = ".xlsx,.xls,.et,.csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A table that was received for the list of a matter: kept in the session of who sent it."""

    key: str
    procedure: Procedure
    file: Received


def _found(request: HttpRequest, matter: str, step: str) -> tuple[Found, Step, Fill]:
    found = find(request, matter, Action.ACT)
    declared = found.procedure.steps.get(step)
    if found.past or declared is None or declared.fills is None:
        raise Http404
    return found, declared, declared.fills


def _target(found: Found, step: Step, fill: Fill, decider: str) -> Target:
    own = decider or entries.decider_field(found, step, "", None).value
    return Target(row=found.row, folded=found.folded, step=step, fill=fill, today=found.desk.today, decider=own)


def _crumbs(found: Found, step: Step) -> tuple[Link, ...]:
    return (*found.crumbs, Link(label=step.act, href=found.address("act", "do", step.id)))


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, matter: str, step: str) -> HttpResponse:
    """Choose documents of the library, or a table; on POST enter the documents, or go on with the table."""
    found, declared, fill = _found(request, matter, step)
    view = found.picture.find(declared.id)
    if view is not None and not view.doable:
        return redirect(found.address("act", "do", declared.id))
    values = Values.posted(request.POST)
    errors: dict[str, Refusal] = {}
    general: tuple[Refusal, ...] = ()
    target = _target(found, declared, fill, values.get("decider"))
    rows: list[Judged] = []
    if fill.library:
        rows = filling.judged(target, [draft for _, draft in filling.documents(target)])
    if request.method == "POST" and "_sheet" in values and fill.sheet:
        try:
            return redirect(found.address("entries-columns", declared.id, _received(request, found, declared)))
        except (ReadError, UploadRefused, ActRefused) as error:
            errors["file"] = reason(error)
    elif request.method == "POST" and fill.library:
        chosen = set(values.all("take"))
        ready = [one for one in rows if one.fate is Fate.READY and one.draft.key in chosen]
        general = _entered(request, found, target, ready, None) if ready else (_NOTHING,)
        if not general:
            return redirect(found.address("matter"))
    context = page_context(
        request, f"成批列入：{declared.name}", _crumbs(found, declared), nav="matters", print_foot=found.row.number,
        found=found, step=declared, fill=fill, general=general, day=entries.day_words(target.on, target.today),
        decider=entries.decider_field(found, declared, values.get("decider"), None),
        chosen=entries.chosen_field(target, rows, values.all("take") if "take" in values else None),
        there=sum(one.fate in {Fate.SAME, Fate.CHANGED} for one in rows), total=len(rows),
        odd=entries.odd(rows, None, "没有列入的文件") if any(one.problems for one in rows) else None,
        file=Field(
            name="file", label="表格文件", kind="file", error=errors.get("file"), accept=ACCEPT,
            help=f"一行一项，至多 {MOST} 行；.xlsx、.xls、.et 或者 .csv。下一步对照各栏，有错的行退回，改好再传。",
        ),
    )  # fmt: skip
    return render(request, "desk/entries.html", context, status=422 if errors or general else 200)


_NOTHING = Refusal(text="没有选要列入的文件。", advice="勾选要列入的文件；没有可以列入的，返回逐项填写。")


def _received(request: HttpRequest, found: Found, step: Step) -> str:
    """Keep the table that was sent and return the key it is found by. Raises ReadError, UploadRefused, ActRefused."""
    upload = request.FILES.get("file")
    if upload is None:
        raise ActRefused("还没有选表格文件", hint="选择文件后再读取")
    file = evidence.receive(upload, upload.name or "", declared=upload.size)
    if file.kind not in {"xlsx", "xls", "et", "csv"}:
        raise ReadError("不是 Excel 或 CSV 文件", code="F284", hint="请选择 .xlsx、.xls、.et 或 .csv 文件")
    if len(running.grid_of(file.sm3, file.name, "").rows) > MOST:
        raise ActRefused(f"这张表超过 {MOST} 行", hint="分几张表列入")
    key = secrets.token_hex(6)
    request.session[f"entries:{key}"] = [
        found.id, step.id, file.sm3, file.sha256, file.size, file.kind, file.name, file.marks,
    ]  # fmt: skip
    return key


def _held(request: HttpRequest, found: Found, step: Step, key: str) -> Held:
    kept = request.session.get(f"entries:{key}")
    if not isinstance(kept, list) or kept[:2] != [found.id, step.id]:
        raise Http404
    sm3, sha256, size, kind, name, marks = kept[2:]
    file = Received(sm3=sm3, sha256=sha256, size=size, kind=kind, name=name, marks=marks)
    return Held(key=key, procedure=found.procedure, file=file)


@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: HttpRequest, matter: str, step: str, key: str) -> HttpResponse:
    """Say what each column means; kept for the unit and the step, and used again for the next table."""
    found, declared, _ = _found(request, matter, step)
    held, procedure, unit = _held(request, found, declared, key), found.procedure, found.desk.unit
    kept = saved(unit, slot_of(procedure, declared))
    values = Values.posted(request.POST)
    errors: dict[str, Refusal] = {}
    general: Refusal | None = None
    asked, which = request.GET.get("heads", ""), request.GET.get("sheet", "")
    grid = running.grid_of(held.file.sm3, held.file.name, which or values.get("sheet"))
    said = values.get("heads") or asked
    at = Meaning(heads=int(said)) if said.isdecimal() else None
    header = heads_of(grid, procedure, at or (kept and Meaning(columns=kept.columns)), declared)
    posted = request.method == "POST"
    meaning = (
        old_ledgers.typed_entry(declared, header, values) if posted else proposed(procedure, header, kept, declared)
    )
    if posted:
        try:
            check(meaning, procedure, header, declared)
            sheets.map_sheet(
                actor=found.desk.actor, key=values.get("_key") or None, unit=unit.code,
                procedure=slot_of(procedure, declared), meaning=meaning,
            )  # fmt: skip
            return redirect(found.address("entries-check", declared.id, key))
        except BadMapping as error:
            place = header.names.index(error.head) if error.head in header.names else None
            if place is None:
                general = reason(error)
            else:
                errors[f"{'u' if '单位' in error.message else 'c'}-{place}"] = reason(error)
    context = page_context(
        request, "对照各栏", _crumbs(found, declared), nav="matters", held=held, header=header, grid=grid,
        general=general, asked=old_ledgers.columns(grid, header, procedure, meaning, errors, declared),
        fixed=old_ledgers.fixed_answers(declared, meaning, values if posted else None),
        heads=Field(name="heads", label="表头在第几行", kind="number", value=str(header.first + 1), half=True),
        sheet=Field(
            name="sheet", label="哪一张表", kind="select", value=grid.name, half=True,
            choices=tuple(Choice(value=name, label=name) for name in (grid.name, *grid.others)),
        ),
        hidden=(("heads", str(header.first + 1)), ("sheet", which), ("_key", secrets.token_hex(12))),
        reused=kept is not None, mapping_note="没有对应的栏不列入；表格本身存入卷内",
        no_money=all(item.type.kind is not Kind.MONEY for item in declared.fields),
        buttons=(Button(label="保存对照，看有哪些错", kind="primary"),),
    )  # fmt: skip
    return render(request, "desk/old_ledger_columns.html", context, status=422 if errors or general else 200)


def _judged(found: Found, step: Step, fill: Fill, held: Held, decider: str) -> tuple[Target, Table, list[Judged]]:
    """Return the rows of the table with their fates. Raises BadMapping where the mapping kept does not fit it."""
    meaning = saved(found.desk.unit, slot_of(found.procedure, step))
    if meaning is None:
        raise Http404
    grid = running.grid_of(held.file.sm3, held.file.name, meaning.sheet)
    header = heads_of(grid, found.procedure, meaning, step)
    check(meaning, found.procedure, header, step)
    unit, today = found.row.unit, found.desk.today
    reader = Reader(found.procedure, meaning, grid, header, unit, today, step)
    table = Table(
        unit=unit, procedure=found.procedure.id, sheet=held.file.sm3, grid=grid, header=header, reader=reader,
        numbering=found.procedure.numbering,
    )  # fmt: skip
    target = _target(found, step, fill, decider)
    drafts = [reader.draft(line) for line in reader.lines() if line.kind.value == "row"]
    return target, table, filling.judged(target, drafts, reader.columns)


@require_http_methods(["GET", "HEAD", "POST"])
def looked(request: HttpRequest, matter: str, step: str, key: str) -> HttpResponse:
    """Show what becomes of each row; on POST enter those that can be."""
    found, declared, fill = _found(request, matter, step)
    held, values = _held(request, found, declared, key), Values.posted(request.POST)
    try:
        target, table, rows = _judged(found, declared, fill, held, values.get("decider"))
    except BadMapping as error:
        messages.warning(request, error.message)
        return redirect(found.address("entries-columns", declared.id, key))
    general: tuple[Refusal, ...] = ()
    ready = [one for one in rows if one.fate is Fate.READY]
    if request.method == "POST" and ready:
        general = _entered(request, found, target, ready, held.file)
        if not general:
            left = len(rows) - len(ready) > sum(one.fate is Fate.SAME for one in rows)
            return redirect(found.address("entries-check", declared.id, key) if left else found.address("matter"))
    wrong = any(one.fate not in {Fate.READY, Fate.SAME} for one in rows)
    back = Button(label="退回表（Excel）", href=found.address("entries-returned", declared.id, key))
    again = Button(label="改对照", href=found.address("entries-columns", declared.id, key))
    context = page_context(
        request, "列入前核对", _crumbs(found, declared), nav="matters", print_foot=found.row.number, found=found,
        held=held, step=declared, general=general, counted=entries.counted(rows), ready=len(ready), grid=table.grid,
        decider=entries.decider_field(found, declared, values.get("decider"), None),
        table=entries.odd(rows, table.header, "不列入的行、要留意的行"),
        buttons=(back, again) if wrong else (again,), home=found.address("matter"),
    )  # fmt: skip
    return render(request, "desk/entries_check.html", context, status=409 if general else 200)


def _entered(
    request: HttpRequest, found: Found, target: Target, ready: list[Judged], file: Received | None
) -> tuple[Refusal, ...]:
    """Enter rows for some seconds and say how many; return the refusals where it was stopped."""
    origin = {row.draft.key: {"sheet": file.sm3, "row": row.draft.row} for row in ready} if file is not None else {}
    if file is None:
        streams = {draft.key: document.matter.stream.key for document, draft in filling.documents(target)}
        origin = {row.draft.key: {"matter": streams[row.draft.key]} for row in ready}
    some = [(row.draft, origin[row.draft.key]) for row in ready]
    attached = Attached(file=file, slot=filling.SLOT) if file is not None else None
    done, stopped = 0, tuple[Refusal, ...]()
    try:
        for number in filling.take(found.desk.actor, target, some, file=attached, seconds=SLICE):
            done += number
    except Refused as refused:
        where = f"第 {ready[refused.at].draft.row} 行：" if len(ready) > 1 else ""
        told = (refusal_of(found.procedure, item, act=target.step.act) for item in refused.blockers)
        stopped = tuple(Refusal(text=f"{where}{one.text}", brief=one.brief, advice=one.advice) for one in told)
    except (ActRefused, Conflict, Busy, Denied) as error:
        stopped = (reason(error),)
    if done:
        rest = len(ready) - done
        messages.success(request, f"已列入 {done} 项{f'，还有 {rest} 项，请接着列入' if rest else ''}。")
    return stopped


@require_safe
def returned(request: HttpRequest, matter: str, step: str, key: str) -> FileResponse:
    """Give the rows that are not entered back as a table, with what is wrong beside each."""
    found, declared, fill = _found(request, matter, step)
    _, table, rows = _judged(found, declared, fill, _held(request, found, declared, key), "")
    file = tempfile.TemporaryFile()  # noqa: SIM115  closed by the response that sends it
    write_back(table, (one for one in rows if one.fate is not Fate.SAME), file)
    file.seek(0)
    return excel.response(file, f"{declared.name}退回表")


urlpatterns = [
    path("m/<slug:matter>/entries/<slug:step>/", start, name="entries"),
    path("m/<slug:matter>/entries/<slug:step>/<slug:key>/", columns, name="entries-columns"),
    path("m/<slug:matter>/entries/<slug:step>/<slug:key>/check/", looked, name="entries-check"),
    path("m/<slug:matter>/entries/<slug:step>/<slug:key>/returned/", returned, name="entries-returned"),
]
