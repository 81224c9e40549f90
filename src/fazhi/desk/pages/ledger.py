"""台账: the registers of every procedure, wide as the offices keep them, on screen, in Excel, on A3."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from fazhi.components import Button, Cell, Column, EmptyState, Link, RegisterTable, SimpleTable, error_summary
from fazhi.desk import excel, ledgers, lists
from fazhi.desk.actor import Desk, desk_of
from fazhi.desk.frame import NavEntry, page_context
from fazhi.desk.ledgers import Ledger
from fazhi.desk.lists import Asked
from fazhi.kernel.procedures import Procedure
from fazhi.kernel.procedures.model import Register
from fazhi.records import books, browsing
from fazhi.records.filtering import Filter, pieces, totals_of
from fazhi.records.registers import Line

NAV = NavEntry(label="台账", url="ledgers", order=50)
_CRUMB: Final = Link(label="台账", href="/ledger/")


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the registers with how many matters stand in each."""
    desk = desk_of(request)
    kinds = tuple(dict.fromkeys(procedure.id for procedure, _ in ledgers.all_registers()))
    counted = browsing.count_each(desk.grants, desk.today, kinds, desk.taking)
    rows = tuple(
        (
            Cell(text=register.title, href=reverse("ledger", args=[procedure.id, register.id])),
            Cell(text=procedure.title),
            Cell(text=f"{len(register.columns)} 列"),
            Cell(text=pieces(_counted(desk, procedure, register, counted))),
        )
        for procedure, register in ledgers.all_registers()
    )
    table = SimpleTable(
        caption="台账",
        columns=tuple(Column(key=name, name=name) for name in ("台账", "规程", "列数", "能看到的事项")),
        rows=rows,
        empty=EmptyState(title="还没有台账", reason="安装的规程都没有声明台账。"),
    )
    buttons = (
        Button(label="权责清单", href=reverse("powers")),
        Button(label="现行有效文件库", href=reverse("library")),
    )
    context = page_context(request, "台账", nav="ledgers", table=table, buttons=buttons)
    return render(request, "desk/ledgers.html", context)


def _counted(desk: Desk, procedure: Procedure, register: Register, counted: Mapping[str, int]) -> int:
    """Return how many matters a register lists: all of the procedure, where it keeps none apart."""
    book = books.wanted(procedure, register)
    if book is None:
        return counted.get(procedure.id, 0)
    return browsing.count(
        browsing.listing_of(desk.grants, desk.today, Filter(procedure=procedure.id, book=book), desk.taking)
    )


@require_safe
def ledger(request: HttpRequest, procedure: str, register: str) -> HttpResponse:
    """Show a register; ``?excel=1`` downloads it, ``?print=1`` shows all of it ascending for A3."""
    desk = desk_of(request)
    found = ledgers.ledger_of(procedure, register, request.GET)
    asked = lists.asked(
        request, desk, procedure=procedure, more=ledgers.filters(found, request.GET), clear=request.path
    )
    book = books.wanted(found.procedure, found.register)
    rows = browsing.listing_of(desk.grants, desk.today, replace(asked.wanted, book=book), desk.taking)
    totals = browsing.totals(rows)
    wanted = ledgers.wanted_values(found, request.GET)
    narrow = bool(wanted) and totals.all > ledgers.SCAN
    if request.GET.get("excel") and not asked.wrong and not narrow:
        return _excel(found, ledgers.lines(found, browsing.every(rows), desk.today, wanted, keeping=True), asked, desk)
    printing = bool(request.GET.get("print"))
    shown: tuple[tuple[str, Line], ...] = ()
    pager = None
    if narrow:
        totals_words: tuple[str, ...] = (totals.words,)
    elif wanted or printing:
        oldest = browsing.first_rows(rows, ledgers.SCAN if wanted else lists.PRINTED, newest=False)
        kept = list(ledgers.lines(found, oldest, desk.today, wanted))
        if wanted:
            totals = totals_of({line.matter.pk: line.matter for line in kept}.values(), desk.today)
        totals_words = (totals.words, *ledgers.average(found, kept))
        numbered = [(str(i), line) for i, line in enumerate(kept[: lists.PRINTED], start=1)]
        shown = tuple(numbered if printing else reversed(numbered))
    else:
        page = browsing.page(rows, totals.all, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
        on_page = tuple(ledgers.lines(found, page.rows, desk.today, {}))
        # Where a matter has many lines, its place among all of them is not known: the lines of the page are counted.
        numbers = (
            [str(len(on_page) - i) for i in range(len(on_page))]
            if found.register.each
            else [lists.number_of(page, i) for i in range(len(on_page))]
        )
        shown = tuple(zip(numbers, on_page, strict=True))
        whole = ledgers.average(found, on_page) if len(on_page) == totals.all else ()
        totals_words = (totals.words, *whole)
        pager = lists.pager_of(page, request.GET) if page.rows else None
    prefix = "" if printing else lists.shared_prefix(line.matter for _, line in shown)
    table = RegisterTable(
        title=found.register.title,
        hint=lists.short_hint(prefix, 0 if printing else totals.all),
        columns=ledgers.drawn(found),
        rows=tuple(ledgers.row_of(found, line, number, desk, prefix) for number, line in shown),
        views=_views(found, request, desk),
        totals=totals_words,
        pager=pager,
        empty=_empty(asked, found, bool(wanted)),
    )
    query = asked.address(choose=None)
    context = page_context(
        request,
        found.register.title,
        (_CRUMB,),
        nav="ledgers",
        table=table,
        filters=asked.bar,
        summary=error_summary("筛选", asked.bar.fields),
        choose=lists.column_form(
            request,
            found.page,
            [(str(place), column.name) for place, column in enumerate(found.register.columns)],
            [str(place) for place in found.shown],
        ),
        printing=printing,
        cut=lists.cut_words(totals.all, len(shown)) if printing else "",
        narrow=_too_wide(totals.all) if narrow else None,
        buttons=(Button(label="返回台账", href=asked.address(print=None)),)
        if printing
        else lists.list_buttons(query, 0 if narrow else totals.all),
    )
    return render(request, "desk/list.html", context, status=422 if asked.wrong else 200)


def _views(found: Ledger, request: HttpRequest, desk: Desk) -> tuple[Link, ...]:
    ready = [
        (label, value, len(ledgers.view_columns(found.procedure, found.register, value)))
        for label, value in ledgers.VIEWS
    ]
    return lists.views(desk, found.page, request.GET, len(found.register.columns), ready)


def _excel(found: Ledger, lines: Iterator[Line], asked: Asked, desk: Desk) -> HttpResponse:
    heads = [excel.Head(name=column.name, width=ledgers.width(column)) for column in found.columns]
    file = excel.workbook(
        found.register.title,
        f"单位：{desk.township.name}　{asked.bar.words}　截至 {desk.today.isoformat()}",
        heads,
        ledgers.written(found, lines),
        paper=found.register.paper,
        pinned=2,
    )
    return excel.response(file, f"{found.register.title}{desk.today:%Y%m%d}")


def _empty(asked: Asked, found: Ledger, filtered: bool) -> EmptyState:
    if filtered or asked.wanted != Filter(procedure=found.procedure.id):
        return EmptyState(
            title="没有符合条件的事项",
            reason=f"筛选条件：{asked.bar.words}。",
            action=Link(label="清除条件，看整本台账", href="?"),
        )
    return EmptyState(
        title="台账还是空的",
        reason=f"还没有登记过“{found.procedure.title}”的事项；登记后自动入账，不必另填。",
        action=Link(label="登记收件", href="/register/"),
    )


def _too_wide(total: int) -> EmptyState:
    return EmptyState(
        title="范围太大，不能按列的内容筛选",
        reason=f"现在的收件日期范围内有 {pieces(total)}，按列筛选至多 {ledgers.SCAN} 件。请先缩小收件日期范围。",
    )


urlpatterns = [
    path("ledger/", index, name="ledgers"),
    path("ledger/<slug:procedure>/<slug:register>/", ledger, name="ledger"),
]
