"""事项: every matter one may see, filtered in words, page by page; the same as Excel and on paper."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from fazhi.components import (
    COUNTED_BESIDE,
    Button,
    Cell,
    Column,
    EmptyState,
    Link,
    RegisterRow,
    RegisterTable,
    Tag,
    error_summary,
)
from fazhi.desk import excel, lists
from fazhi.desk.actor import Desk, desk_of
from fazhi.desk.frame import NavEntry, page_context
from fazhi.records import browsing, matters
from fazhi.records.filtering import Filter, Standing
from fazhi.records.models import Matter
from fazhi.records.registers import Entry

PAGE: Final = "matters"


def _open(desk: Desk) -> int:
    found = browsing.listing_of(desk.grants, desk.today, Filter(standing=Standing.OPEN), desk.taking)
    return browsing.count(found, COUNTED_BESIDE + 1)


NAV = NavEntry(label="事项", url="matters", order=30, count=_open)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shown:
    """A column of the list: what it prints of a row."""

    column: Column
    entry: Callable[[Matter], Entry]
    width: int = 12


def _days(row: Matter) -> str:
    return "；".join(
        text
        for text, n in (
            (f"不合规事实 {row.findings} 项", row.findings),
            (f"待补凭证 {row.vouchers_owed} 件", row.vouchers_owed),
            (f"补录 {row.late_entries} 处", row.late_entries),
        )
        if n
    )


COLUMNS: Final[Mapping[str, _Shown]] = {
    item.column.key: item
    for item in (
        _Shown(
            column=Column(key="number", name="编号", pin="number", share=10), entry=lambda row: row.number, width=22
        ),
        _Shown(
            column=Column(key="title", name="事项名称", pin="name", share=12), entry=lambda row: row.title, width=44
        ),
        _Shown(column=Column(key="kind", name="类别", share=10), entry=lambda row: row.procedure_title, width=18),
        _Shown(column=Column(key="unit", name="承办单位", share=8), entry=lambda row: row.unit.name, width=18),
        _Shown(
            column=Column(key="handler", name="承办人", share=6),
            entry=lambda row: row.handler.name if row.handler else "",
        ),
        _Shown(column=Column(key="state", name="状态", share=10), entry=lambda row: row.state, width=24),
        _Shown(column=Column(key="opened", name="收件日期", share=8), entry=lambda row: row.opened),
        _Shown(column=Column(key="due", name="最近期限", share=8), entry=lambda row: row.next_due),
        _Shown(column=Column(key="outcome", name="结果", share=8), entry=lambda row: row.outcome, width=18),
        _Shown(column=Column(key="closed", name="办结日期", share=8), entry=lambda row: row.closed),
        _Shown(column=Column(key="archive", name="归档号", share=6), entry=lambda row: row.archive_number),
        _Shown(column=Column(key="note", name="备注", share=6), entry=_days, width=24),
    )
}
_FIXED: Final = ("number", "title")
"""Columns that no view hides."""
_USUAL: Final = ("number", "title", "kind", "unit", "handler", "state", "opened", "due", "note")


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Show the list; ``?excel=1`` downloads it, ``?print=1`` shows all of it in the order of the numbers."""
    desk = desk_of(request)
    asked = lists.asked(request, desk, clear="?")
    found = browsing.listing_of(desk.grants, desk.today, asked.wanted, desk.taking)
    shown = chosen(request)
    if request.GET.get("excel") and not asked.wrong:
        return _excel(browsing.every(found), asked, shown, desk)
    totals = browsing.totals(found)
    printing = bool(request.GET.get("print"))
    if printing:
        rows = browsing.first_rows(found, lists.PRINTED, newest=False)
        numbers, pager = [str(i) for i in range(1, len(rows) + 1)], None
    else:
        page = browsing.page(
            found, totals.all, after=request.GET.get("after", ""), before=request.GET.get("before", "")
        )
        rows = page.rows
        numbers = [lists.number_of(page, i) for i in range(len(rows))]
        pager = lists.pager_of(page, request.GET) if page.rows else None
    prefix = "" if printing else lists.shared_prefix(rows)
    table = RegisterTable(
        title="事项",
        hint=lists.short_hint(prefix, 0 if printing else totals.all),
        columns=(Column(key="#", name="序号", pin="seq", numeric=True, share=4), *(shown[key].column for key in shown)),
        rows=tuple(_row(row, number, shown, desk, prefix) for row, number in zip(rows, numbers, strict=True)),
        views=lists.views(desk, PAGE, request.GET, len(shown) + 1),
        totals=(totals.words,),
        pager=pager,
        empty=_empty(asked, desk),
    )
    query = asked.address(choose=None)
    context = page_context(
        request,
        "事项",
        nav="matters",
        print_foot="事项表",
        table=table,
        filters=asked.bar,
        summary=error_summary("筛选", asked.bar.fields),
        choose=lists.column_form(request, PAGE, [(key, item.column.name) for key, item in COLUMNS.items()], shown),
        printing=printing,
        cut=lists.cut_words(totals.all, len(rows)) if printing else "",
        buttons=_buttons(asked, query, totals.all)
        if not printing
        else (Button(label="返回列表", href=asked.address(print=None)),),
    )
    return render(request, "desk/list.html", context, status=422 if asked.wrong else 200)


def _buttons(asked: lists.Asked, query: str, total: int) -> tuple[Button, ...]:
    """Return what can be done with the whole list: many at once, Excel, print."""
    if not total:
        return ()
    many = Button(label="批量办理", href=f"{reverse('batch')}{asked.address(c=None, view=None, choose=None)}")
    return (many, *lists.list_buttons(query, total))


def chosen(request: HttpRequest) -> Mapping[str, _Shown]:
    """Return the columns the address names, in the fixed order; the usual ones without a choice."""
    wanted = set(request.GET.getlist("c")) & set(COLUMNS) or set(_USUAL)
    return {key: item for key, item in COLUMNS.items() if key in wanted or key in _FIXED}


def _row(row: Matter, number: str, shown: Mapping[str, _Shown], desk: Desk, prefix: str) -> RegisterRow:
    href = lists.address_of_matter(row)
    late = matters.calendar().working_between(row.next_due, desk.today) if row.next_due else 0
    tags = lists.exceptions(row, desk, late)
    special = {
        "number": Cell(text=row.number.removeprefix(prefix)),
        "title": Cell(text=row.title, href=href),
        "state": Cell(tag=Tag(state=lists.state_of(row), text=row.state)),
        "due": Cell(tag=tags[0]) if tags and tags[0].state.value in {"late", "today"} else None,
        "note": Cell(tag=next((tag for tag in tags if tag.state.value == "unlawful"), None), text=_days(row)),
    }
    cells = [special.get(key) or Cell(text=lists.printed(item.entry(row))) for key, item in shown.items()]
    handler = row.handler.name if row.handler else ""
    return RegisterRow(
        cells=(Cell(text=number), *cells),
        name=row.title,
        href=href,
        number=f"{row.number}　{row.unit.short} {handler}　{row.procedure_title}",
        facts=(row.state,),
        exceptions=tags,
    )


def _excel(rows: Iterator[Matter], asked: lists.Asked, shown: Mapping[str, _Shown], desk: Desk) -> HttpResponse:
    heads = [
        excel.Head(name="序号", width=6),
        *(excel.Head(name=item.column.name, width=item.width) for item in shown.values()),
    ]
    file = excel.workbook(
        "事项表",
        f"单位：{desk.township.name}　{asked.bar.words}　截至 {desk.today.isoformat()}",
        heads,
        ([number, *(item.entry(row) or None for item in shown.values())] for number, row in enumerate(rows, start=1)),
        paper="A4",
        pinned=3,
    )
    return excel.response(file, f"事项表{desk.today:%Y%m%d}")


def _empty(asked: lists.Asked, desk: Desk) -> EmptyState:
    if asked.wanted != Filter():
        return EmptyState(
            title="没有符合条件的事项",
            reason=f"筛选条件：{asked.bar.words}。" if asked.bar.words != "全部" else "地址里的条件没有一件符合。",
            action=Link(label="清除条件，看全部事项", href="?"),
        )
    return EmptyState(
        title="还没有事项",
        reason=f"{desk.township.name}还没有登记过您能看到的事项；收件登记后会出现在这里。",
        action=Link(label="登记收件", href="/register/"),
    )


urlpatterns = [path("matters/", listed, name="matters")]
