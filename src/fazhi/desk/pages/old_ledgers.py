"""旧台账导入: a file, what its columns mean, what a first look finds, and taking it over with its progress in sight.

批量登记 goes the same way: its rows are new matters, with new numbers, all of them or none.
"""

from __future__ import annotations

import secrets
import tempfile
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_safe

from fazhi.components import Button, Choice, Field, Link, Refusal
from fazhi.desk import excel, old_ledgers
from fazhi.desk.actor import Desk, desk_of
from fazhi.desk.forms.values import Values
from fazhi.desk.frame import page_context
from fazhi.desk.refusals import reason
from fazhi.desk.small import options
from fazhi.formats.errors import ReadError
from fazhi.kernel.procedures import ActKind, Procedure
from fazhi.records import access, evidence, packs
from fazhi.records.access import Action, Denied
from fazhi.records.acts import sheets
from fazhi.records.acts.base import ActRefused, Busy, Signed
from fazhi.records.acts.proposals import Proposal
from fazhi.records.acts.registering import MOST, Entry, register_many
from fazhi.records.evidence import Attached, Received, UploadRefused
from fazhi.records.ledger import Conflict
from fazhi.records.models import SheetImport, Unit
from fazhi.records.sheets import running
from fazhi.records.sheets.drafts import Draft
from fazhi.records.sheets.mapping import BadMapping, Meaning, check, heads_of, proposed, saved
from fazhi.records.sheets.returned import write_back
from fazhi.records.sheets.running import Fate, Judged, Table

SLICE: Final = 3.0
"""Seconds that one request goes on with an import before it answers."""
ACCEPT: Final = ".xlsx,.xls,.et,.csv"
_CRUMBS: Final = (Link(label="管理", href="/manage/"), Link(label="旧台账导入", href="/old-ledgers/"))
_NEW: Final = (Link(label="登记台", href="/register/"), Link(label="批量登记", href="/register/sheet/"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A file that was received for an import and is not begun yet: kept in the session of who sent it.

    ``new``: its rows are to be registered, not taken over.
    """

    key: str
    unit: Unit
    procedure: Procedure
    file: Received
    new: bool = False

    @property
    def crumbs(self) -> tuple[Link, ...]:
        """Return the way to where the file was chosen."""
        return _NEW if self.new else _CRUMBS

    @property
    def nav(self) -> str:
        """Return the entry of the left column the pages belong to."""
        return "intake" if self.new else "manage"


def _may(desk: Desk) -> None:
    if not desk.grants.paths(access.ALLOWED[Action.ACT]):
        raise Denied("您现在的岗位不导入台账", hint="由经办、审查岗位办理")


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, *, new: bool = False) -> HttpResponse:
    """Choose a file, the procedure its rows belong to, and the unit whose ledger it is; see earlier imports."""
    desk = desk_of(request)
    _may(desk)
    values, errors = Values.posted(request.POST), dict[str, Refusal]()
    units = {unit.code: unit for unit in old_ledgers.units(desk)}
    kinds = dict(old_ledgers.kinds(desk))
    if request.method == "POST":
        unit, procedure = units.get(values.get("unit")), values.get("procedure")
        if unit is None:
            errors["unit"] = Refusal(text="请选择是哪个单位的台账。", brief="须选择")
        if procedure not in kinds:
            errors["procedure"] = Refusal(text="请选择是哪一类事项的台账。", brief="须选择")
        upload = request.FILES.get("file")
        if upload is None:
            errors["file"] = Refusal(text="请选择台账文件。", brief="还没有文件")
        elif not errors and unit is not None:
            try:
                file = evidence.receive(upload, upload.name or "", declared=upload.size)
                if file.kind not in {"xlsx", "xls", "et", "csv"}:
                    raise ReadError("不是 Excel 或 CSV 文件", code="F284", hint="请选择 .xlsx、.xls、.et 或 .csv 文件")
                running.grid_of(file.sm3, file.name, "")
            except (ReadError, UploadRefused) as error:
                errors["file"] = reason(error)
            else:
                key = secrets.token_hex(6)
                request.session[f"old-ledger:{key}"] = [
                    unit.code, procedure, file.sm3, file.sha256, file.size, file.kind, file.name, file.marks,
                    new,
                ]  # fmt: skip
                return redirect("old-ledger-columns", key=key)
    default = desk.township.code if desk.township.code in units and not new else desk.unit.code
    fields = (
        Field(
            name="file", label="要登记的表" if new else "台账文件", kind="file", accept=ACCEPT,
            error=errors.get("file"),
            help="xlsx、xls、et、csv，一次一个。标题行、合计行、合并的单元格不用先清理。严禁上传涉密文件。",
        ),
        Field(
            name="procedure", label="哪一类事项", kind="select", half=True, value=values.get("procedure"),
            choices=options(list(kinds.items())), error=errors.get("procedure"),
        ),
        Field(
            name="unit", label="由哪个单位办理" if new else "哪个单位的台账", kind="select", half=True,
            value=values.get("unit") or default,
            choices=options([(code, unit.name) for code, unit in units.items()]), error=errors.get("unit"),
        ),
    )  # fmt: skip
    context = page_context(
        request, "批量登记" if new else "旧台账导入", (_NEW if new else _CRUMBS)[:1], nav="intake" if new else "manage",
        fields=fields, new=new, most=MOST, table=None if new else old_ledgers.listed(desk),
        buttons=(Button(label="读取文件，对照各栏", kind="primary"),),
    )  # fmt: skip
    return render(request, "desk/old_ledger_start.html", context, status=422 if errors else 200)


def _held(request: HttpRequest, key: str, desk: Desk) -> Held:
    kept = request.session.get(f"old-ledger:{key}")
    units = {unit.code: unit for unit in old_ledgers.units(desk)}
    if not isinstance(kept, list) or kept[0] not in units:
        raise Http404
    code, procedure, sm3, sha256, size, kind, name, marks, new = kept
    file = Received(sm3=sm3, sha256=sha256, size=size, kind=kind, name=name, marks=marks)
    declared = packs.for_new(procedure, units[code], desk.today)
    return Held(key=key, unit=units[code], procedure=declared, file=file, new=new)


@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: HttpRequest, key: str) -> HttpResponse:
    """Say what each column means; kept for the unit and the procedure, and used again for the next file."""
    desk = desk_of(request)
    _may(desk)
    held = _held(request, key, desk)
    kept = saved(held.unit, held.procedure.id)
    values = Values.posted(request.POST)
    errors: dict[str, Refusal] = {}
    general: Refusal | None = None
    asked = request.GET.get("heads", "")
    at = int(asked) if asked.isdecimal() else None
    which = request.GET.get("sheet", "")
    grid = running.grid_of(held.file.sm3, held.file.name, which or values.get("sheet"))
    said = values.get("heads")
    found = Meaning(heads=int(said) if said.isdecimal() else at)
    header = heads_of(grid, held.procedure, found if found.heads else kept and Meaning(columns=kept.columns))
    if request.method == "POST":
        meaning = old_ledgers.typed(held.procedure, header, values)
        try:
            check(meaning, held.procedure, header)
            sheets.map_sheet(
                actor=desk.actor, key=values.get("_key") or None, unit=held.unit.code, procedure=held.procedure.id,
                meaning=meaning,
            )  # fmt: skip
            return redirect("old-ledger-check", key=key)
        except BadMapping as error:
            place = header.names.index(error.head) if error.head in header.names else None
            money = "单位" in error.message
            if place is None:
                general = reason(error)
            else:
                errors[f"{'u' if money else 'c'}-{place}"] = reason(error)
    else:
        meaning = proposed(held.procedure, header, kept)
    context = page_context(
        request, "对照各栏", held.crumbs, nav=held.nav, held=held, header=header, grid=grid, general=general,
        asked=old_ledgers.columns(grid, header, held.procedure, meaning, errors),
        fixed=old_ledgers.fixed(held.procedure, meaning, new=held.new),
        heads=Field(name="heads", label="表头在第几行", kind="number", value=str(header.first + 1), half=True),
        sheet=Field(
            name="sheet", label="哪一张表", kind="select", value=grid.name, half=True,
            choices=tuple(Choice(value=name, label=name) for name in (grid.name, *grid.others)),
        ),
        hidden=(("heads", str(header.first + 1)), ("sheet", which), ("_key", secrets.token_hex(12))),
        reused=kept is not None,
        buttons=(Button(label="保存对照，看有哪些错", kind="primary"),),
    )  # fmt: skip
    return render(request, "desk/old_ledger_columns.html", context, status=422 if errors or general else 200)


def _table(held: Held, desk: Desk) -> tuple[Table, Meaning]:
    meaning = saved(held.unit, held.procedure.id)
    if meaning is None:
        raise Http404
    table = running.table_of(held.unit, held.procedure.id, held.file.sm3, held.file.name, meaning, desk.today)
    return table, meaning


@require_http_methods(["GET", "HEAD", "POST"])
def looked(request: HttpRequest, key: str) -> HttpResponse:
    """Show what a first look found; on POST begin to take the table over."""
    desk = desk_of(request)
    _may(desk)
    held = _held(request, key, desk)
    table, meaning = _table(held, desk)
    try:
        check(meaning, held.procedure, table.header)
    except BadMapping as error:
        messages.warning(request, error.message)
        return redirect("old-ledger-columns", key=key)
    if request.method == "POST" and request.POST.get("_act") == "register":
        return _register(request, desk, held, table)
    if request.method == "POST":
        file = Attached(file=held.file, slot=sheets.SLOT)
        done = sheets.begin_sheet(
            actor=desk.actor, key=request.POST.get("_key") or None, unit=held.unit.code, procedure=held.procedure.id,
            meaning=meaning, file=file, rows=table.last,
        )  # fmt: skip
        return redirect("old-ledger-run", key=done["sheet"])
    found = running.survey(table)
    few = found.whole and sum(found.fates.values()) <= MOST
    fit, unfit = running.registrable(table, desk.today) if few else ([], [])
    ready = found.fates[Fate.READY]
    back = bool(found.odd) and not held.new
    buttons = [Button(label="退回表（Excel）", href=reverse("old-ledger-returned", args=[key]))] if back else []
    buttons.append(Button(label="改对照", href=reverse("old-ledger-columns", args=[key])))
    context = page_context(
        request, "登记前核对" if held.new else "导入前核对", held.crumbs, nav=held.nav, held=held, many=not few,
        most=MOST, table=old_ledgers.odd(found.odd, table.header),
        counted=old_ledgers.counted(found), found=found, ready=ready, grid=table.grid, key=secrets.token_hex(12),
        more=len(found.odd) > old_ledgers.SHOWN or not found.whole, surveyed=running.SURVEYED,
        fit=len(fit), unfit=old_ledgers.odd(unfit, table.header, new=True) if unfit else None,
        passed=[f"第 {number} 行 {kind.cn}：{text}" for number, kind, text in found.passed[:60]],
        verb=f"导入{'' if not found.whole else f'这 {ready:,} 行'}，标为“导入、未核验”", buttons=tuple(buttons),
    )  # fmt: skip
    return render(request, "desk/old_ledger_check.html", context)


def _register(request: HttpRequest, desk: Desk, held: Held, table: Table) -> HttpResponse:
    """Register every row as a new matter, all or none; then to the list of them."""
    fit, unfit = running.registrable(table, desk.today)
    entries = [
        Entry(
            place=draft.row, title=draft.title, subject=draft.subject, handler=draft.handler or desk.person.key,
            kept=draft.place, first=_first(held, draft, desk),
        )
        for draft in fit
    ]  # fmt: skip
    try:
        if unfit:
            raise ActRefused(f"有 {len(unfit)} 行还不能登记", hint="改好后整批再提交，号码才连续")
        done = register_many(
            actor=desk.actor, key=request.POST.get("_key") or None, procedure=held.procedure.id, unit=held.unit.code,
            entries=entries, source="批量登记",
        )  # fmt: skip
    except ActRefused as error:
        messages.warning(request, f"{error.message}。{error.hint or ''}")
        return redirect("old-ledger-check", key=held.key)
    numbers = done["numbers"]
    messages.success(request, f"已登记 {len(numbers)} 件：{numbers[0]} 至 {numbers[-1]}。")
    return redirect(f"{reverse('batch')}?procedure={held.procedure.id}&unit={held.unit.code}&all=1")


def _first(held: Held, draft: Draft, desk: Desk) -> tuple[Proposal, ...]:
    """Return the step that opens the matter where the row answers it: as at the register desk, by the 承办人."""
    said = running.opening(held.procedure, draft)
    if said is None:
        return ()
    who = draft.handler or desk.person.key
    signed = Signed(decider=who, handler=who)
    return (Proposal(kind=ActKind.DO, step=said.step, outcome=said.outcome, fields=said.fields, signed=signed),)


@require_safe
def returned(request: HttpRequest, key: str) -> HttpResponse:
    """Give the rows with problems back as a table."""
    desk = desk_of(request)
    _may(desk)
    held = _held(request, key, desk)
    table, _ = _table(held, desk)
    return _back(table, (one for one in running.every(table) if one.fate is not Fate.SAME))


def _back(table: Table, rows: Iterator[Judged]) -> FileResponse:
    file = tempfile.TemporaryFile()  # noqa: SIM115  closed by the response that sends it
    write_back(table, rows, file)
    file.seek(0)
    return excel.response(file, "旧台账退回表")


@require_http_methods(["GET", "HEAD", "POST"])
def run(request: HttpRequest, key: str) -> HttpResponse:
    """Show how far an import is; on POST go on with it for some seconds. What was taken over stays whatever happens."""
    desk = desk_of(request)
    _may(desk)
    begun = _begun(desk, key)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            deque(running.go_on(desk.actor, begun, desk.today, seconds=SLICE), maxlen=0)
        except (ActRefused, Denied, Conflict, Busy, ReadError, UploadRefused) as error:
            refusal = reason(error)
        else:
            return redirect(
                f"{reverse('old-ledger-run', args=[key])}{'?on=1' if begun.state == sheets.RUNNING else ''}"
            )
    ended = begun.state == sheets.ENDED
    buttons = [Button(label="没有导入的行（退回表）", href=reverse("old-ledger-left", args=[key]))]
    context = page_context(
        request, "导入旧台账" if not ended else "导入结果", _CRUMBS, nav="manage", begun=begun, ended=ended,
        refusal=refusal, goes_on=bool(request.GET.get("on")) and not ended and refusal is None,
        left=begun.changed + begun.refused, link=old_ledgers.rest(begun), buttons=tuple(buttons),
        kind=dict(old_ledgers.kinds(desk)).get(begun.procedure, begun.procedure),
    )  # fmt: skip
    return render(request, "desk/old_ledger_run.html", context, status=409 if refusal else 200)


def _begun(desk: Desk, key: str) -> SheetImport:
    found = SheetImport.objects.select_related("unit").filter(key=key, unit__in=old_ledgers.units(desk)).first()
    if found is None:
        raise Http404
    return found


@require_safe
def left(request: HttpRequest, key: str) -> HttpResponse:
    """Give back the rows that an import has not taken."""
    desk = desk_of(request)
    _may(desk)
    table = running.resumed(_begun(desk, key), desk.today)
    wanted = {Fate.WRONG, Fate.TWICE, Fate.CHANGED}
    return _back(table, (one for one in running.every(table) if one.fate in wanted))


urlpatterns = [
    path("old-ledgers/", start, name="old-ledgers"),
    path("register/sheet/", start, {"new": True}, name="register-sheet"),
    path("old-ledgers/file/<slug:key>/", columns, name="old-ledger-columns"),
    path("old-ledgers/file/<slug:key>/check/", looked, name="old-ledger-check"),
    path("old-ledgers/file/<slug:key>/returned/", returned, name="old-ledger-returned"),
    path("old-ledgers/run/<slug:key>/", run, name="old-ledger-run"),
    path("old-ledgers/run/<slug:key>/left/", left, name="old-ledger-left"),
]
