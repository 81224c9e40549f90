"""上级表样: a superior's own workbook, taken in once, its cells mapped to figures, filled ever after."""

from __future__ import annotations

import io
from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods

from fazhi.components import (
    Button,
    Cell,
    Choice,
    Column,
    EmptyState,
    Field,
    FilterBar,
    Link,
    Refusal,
    SimpleTable,
    State,
    Tag,
    table_date,
)
from fazhi.desk import excel
from fazhi.desk.actor import Desk, desk_of
from fazhi.desk.frame import page_context
from fazhi.desk.refusals import reason
from fazhi.desk.small import Small, Typed, handle
from fazhi.formats.docx.safe import LARGEST
from fazhi.formats.errors import ReadError
from fazhi.kernel.errors import FazhiError
from fazhi.kernel.measures import Column as FormColumn
from fazhi.kernel.measures import Period, PeriodKind
from fazhi.records import access, superior
from fazhi.records.access import Denied, UnitAction
from fazhi.records.acts.base import ActRefused
from fazhi.records.acts.superior import drop_sheet, keep_sheet, map_sheet
from fazhi.records.cutoffs import cuts_of
from fazhi.records.models import SuperiorSheet, Unit
from fazhi.records.superior import Offered, Place

_CRUMB: Final = Link(label="报表", href="/reports/")


def _unit(desk: Desk, code: str) -> Unit:
    found = Unit.objects.filter(code=code).first()
    if found is None or not access.on_unit(desk.grants, UnitAction.ISSUE_FORMS, found.path):
        raise Denied("没有这个单位的上级表样，或您无权使用", where=code, hint="上级表样由审查人员、领导使用")
    return found


def _sheet(desk: Desk, unit: str, key: str) -> SuperiorSheet:
    where = _unit(desk, unit)
    found = SuperiorSheet.objects.filter(unit=where, key=key, dropped__isnull=True).select_related("unit").first()
    if found is None:
        raise Denied("没有这张上级表样", where=key[:40])
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def sheets(request: HttpRequest, unit: str) -> HttpResponse:
    """List the workbooks a unit fills for others, and take one in."""
    desk = desk_of(request)
    where = _unit(desk, unit)
    drawn, done = handle(request, (_take(request, desk, where),))
    if done:
        newest = SuperiorSheet.objects.filter(unit=where).latest("pk")
        return redirect("superior-sheet", where.code, newest.key)
    rows = tuple(
        (
            Cell(text=row.title, href=reverse("superior-fill", args=[where.code, row.key])),
            Cell(text=f"{len(superior.places_of(row))} 格"),
            Cell(tag=Tag(state=State.DONE, text=f"{table_date(row.mapped)}对应"))
            if row.mapped
            else Cell(tag=Tag(state=State.TODAY, text="还没有对应")),
            Cell(text="对应各格", href=reverse("superior-sheet", args=[where.code, row.key])),
        )
        for row in SuperiorSheet.objects.filter(unit=where, dropped__isnull=True).order_by("title", "pk")
    )
    names = (("title", "表样"), ("cells", "填入"), ("state", "状态"), ("map", ""))
    table = SimpleTable(
        caption="上级表样",
        columns=tuple(Column(key=key, name=name) for key, name in names),
        rows=rows,
        empty=EmptyState(title="还没有上级表样", reason="把上级发的 Excel 表传上来，对应一次，以后每期自动填好。"),
    )
    context = page_context(
        request, "上级表样", (_CRUMB,), nav="overview", heading=f"上级表样：{where.name}", table=table, forms=drawn,
        note="上级发的 Excel 表：每格对应一次，以后每期自动填；合并、保护、公式的格保持原样",
    )  # fmt: skip
    return render(request, "desk/superior_sheets.html", context)


def _take(request: HttpRequest, desk: Desk, unit: Unit) -> Small:
    def do(typed: Typed) -> str:
        upload = request.FILES.get("take-file")
        if upload is None:
            raise ActRefused("请选择文件", field="file")
        if upload.size is not None and upload.size > LARGEST:
            raise ActRefused(f"文件超过 {LARGEST // 2**20} MB", field="file")
        title = typed.text("title") or str(upload.name or "").rpartition(".")[0]
        try:
            keep_sheet(actor=desk.actor, key=typed.key, unit=unit.code, title=title[:60], body=upload.read())
        except ReadError as error:
            raise ActRefused(error.message, field="file", hint=error.hint) from error
        return f"已收下“{title}”。请对应各格。"

    return Small(
        id="take", title="收下一张上级表", verb="收下", do=do,
        fields=(
            Field(name="file", label="Excel 文件", kind="file", accept=".xlsx", help="空白的表样，不含宏和外部链接。"),
            Field(name="title", label="名称", required=False, help="不写就用文件名。"),
        ),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: HttpRequest, unit: str, key: str) -> HttpResponse:
    """Show the cells of a workbook that can be filled, and say what goes into each."""
    desk = desk_of(request)
    row = _sheet(desk, unit, key)
    try:
        cells = superior.offered(superior.book_of(row))
    except FazhiError as error:
        raise Denied(error.message, where=row.title, hint=error.hint) from error
    refusal: Refusal | None = None
    kept = {(place.sheet, place.cell): place for place in superior.places_of(row)}
    typed = {
        number: (
            superior.named(place.what) if (place := kept.get((cell.sheet, cell.cell))) is not None
            else superior.named(cell.what) if cell.what and row.mapped is None else "",
            (place.column if place is not None else cell.column).value,
        )
        for number, cell in enumerate(cells)
    }  # fmt: skip
    wrong: set[int] = set()
    if request.method == "POST":
        if request.POST.get("drop"):
            drop_sheet(actor=desk.actor, sheet=key)
            messages.success(request, f"“{row.title}”已停用。")
            return redirect("superior-sheets", unit)
        typed = {
            number: (request.POST.get(f"what-{number}", "")[:200].strip(), request.POST.get(f"column-{number}", ""))
            for number in range(len(cells))
        }
        wrong = {number for number, (text, _) in typed.items() if text and superior.read_what(text) is None}
        try:
            if wrong:
                raise ActRefused(f"有 {len(wrong)} 格写的不认识", hint="从所列各项中选，或者留空")
            done = map_sheet(actor=desk.actor, sheet=key, places=_places(cells, typed))
        except (ActRefused, Denied) as error:
            refusal = reason(error)
        else:
            messages.success(request, f"已对应 {done['cells']} 格。")
            return redirect("superior-fill", unit, key)
    context = page_context(
        request, row.title, (_CRUMB, Link(label="上级表样", href=reverse("superior-sheets", args=[unit]))),
        nav="overview", heading=f"对应各格：{row.title}", refusal=refusal, unit_code=unit,
        note=f"{len(cells)} 个空格可填；写得出来的已按文字试配，请核对；留空的不填",
        cells=[(number, cell, *typed[number], number in wrong) for number, cell in enumerate(cells)],
        options=[superior.named(name) for name in (*superior.WORDS, *superior.sources())],
        columns=[(column.value, column.cn) for column in FormColumn],
        mapped=row.mapped is not None, here=reverse("superior-fill", args=[unit, key]),
    )  # fmt: skip
    return render(request, "desk/superior_sheet.html", context)


def _places(cells: list[Offered], typed: dict[int, tuple[str, str]]) -> list[Place]:
    found = []
    for number, cell in enumerate(cells):
        text, column = typed[number]
        what = superior.read_what(text)
        if what is not None:
            found.append(
                Place(
                    sheet=cell.sheet, cell=cell.cell, what=what, wan=cell.wan, label=cell.label,
                    column=FormColumn(column) if column in tuple(FormColumn) else cell.column,
                )
            )  # fmt: skip
    return found


@require_http_methods(["GET", "HEAD"])
def filled(request: HttpRequest, unit: str, key: str) -> HttpResponse:
    """Show what each cell would be filled with for a period, and what cannot be; ``?file=1`` downloads the workbook."""
    desk = desk_of(request)
    row = _sheet(desk, unit, key)
    cuts = cuts_of(row.unit.path)
    usual = cuts.before(cuts.on(desk.today))
    text = request.GET.get("period", "") or str(usual)
    error_text = ""
    try:
        period = cuts.read(text)
        if period.last >= desk.today:
            error_text = f"{period.title}的统计时段到{period.last.isoformat()}止，还没有结束，下面是到现在为止的数"
    except FazhiError as error:
        period, error_text = usual, f"{error.message}。{error.hint or ''}"
    try:
        body, outcomes = superior.filled(row, period)
    except FazhiError as error:
        raise Denied(error.message, where=error.where or row.title, hint=error.hint) from error
    if request.GET.get("file") and outcomes:
        return excel.response(io.BytesIO(body), f"{row.unit.short}{row.title}{period}")
    columns = tuple(
        Column(key=key_, name=name, numeric=key_ == "value")
        for key_, name in (("cell", "格"), ("label", "表中文字"), ("what", "填入"), ("value", "值"))
    )
    done = tuple(_row(one, Cell(text=one.printed)) for one in outcomes if not one.why)
    left = tuple(_row(one, Cell(text=one.why)) for one in outcomes if one.why)
    context = page_context(
        request, row.title, (_CRUMB, Link(label="上级表样", href=reverse("superior-sheets", args=[unit]))),
        nav="overview", heading=row.title, note=f"{row.unit.name}　{period.title}（{period.span}）",
        table=SimpleTable(
            caption="填好的格", columns=columns, rows=done,
            empty=EmptyState(title="没有填入的格", reason="先对应各格。", action=Link(
                label="对应各格", href=reverse("superior-sheet", args=[unit, key]))),
        ),
        left=SimpleTable(caption="不能填的格", columns=columns, rows=left) if left else None,
        filters=FilterBar(fields=(_choices(desk, period),), clear="?", submit="换一个时段"), warning=error_text,
        buttons=(
            Button(label="对应各格", href=reverse("superior-sheet", args=[unit, key])),
            *([Button(label="下载填好的表", href=f"?period={period}&file=1", kind="primary")] if done else []),
        ),
    )  # fmt: skip
    return render(request, "desk/superior_filled.html", context)


def _row(one: superior.Outcome, value: Cell) -> tuple[Cell, ...]:
    what = one.name if one.place.what in superior.WORDS else f"{one.name}（{one.place.column.cn}）"
    return (Cell(text=f"{one.place.sheet} {one.place.cell}"), Cell(text=one.place.label), Cell(text=what), value)


def _choices(desk: Desk, chosen: Period) -> Field:
    """Return the periods of this and the last year to choose from, the newest first."""
    year = desk.today.year
    found = [
        Period(one, number, kind)
        for one in (year, year - 1)
        for kind, last in ((PeriodKind.MONTH, 12), (PeriodKind.QUARTER, 4), (PeriodKind.HALF, 2), (PeriodKind.YEAR, 1))
        for number in range(last, 0, -1)
    ]
    choices = tuple(Choice(value=str(one), label=one.title) for one in found if one.first <= desk.today)
    return Field(name="period", label="时段", kind="select", value=str(chosen), choices=choices)


urlpatterns = [
    path("reports/sheets/<slug:unit>/", sheets, name="superior-sheets"),
    path("reports/sheets/<slug:unit>/<slug:key>/fill/", filled, name="superior-fill"),
    path("reports/sheets/<slug:unit>/<slug:key>/cells/", sheet, name="superior-sheet"),
]
