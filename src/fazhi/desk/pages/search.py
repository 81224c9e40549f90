"""Search: a number jumps to its matter; words are looked for in numbers, titles and names of 承办人."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_safe

from fazhi.components import Cell, Column, EmptyState, Link, SimpleTable, Tag
from fazhi.desk import lists
from fazhi.desk.actor import desk_of
from fazhi.desk.frame import page_context
from fazhi.records import browsing, queries
from fazhi.records.filtering import Filter, pieces
from fazhi.records.models import Matter

LONGEST = 100


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show what was found, newest first; the one matter with exactly this number is opened at once."""
    desk = desk_of(request)
    text = " ".join(request.GET.get("q", "").split())[:LONGEST]
    total = 0
    rows: tuple[Matter, ...] = ()
    pager = None
    if text:
        same = queries.numbered(queries.seen_by(desk.grants, desk.today), text)
        if len(same) == 1:
            return redirect(lists.address_of_matter(same[0]))
        if same:
            rows, total = tuple(same), len(same)
        else:
            found = browsing.listing_of(desk.grants, desk.today, Filter(words=text), desk.taking)
            total = browsing.count(found)
            page = browsing.page(found, total, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
            rows = page.rows
            pager = lists.pager_of(page, request.GET) if rows else None
    table = SimpleTable(
        caption="搜索结果",
        columns=tuple(Column(key=name, name=name) for name in ("编号", "事项名称", "类别", "承办", "收件日期", "状态")),
        lead=1,
        rows=tuple(_row(row) for row in rows),
        empty=_empty(text),
    )
    note = f"“{text}”：{pieces(total)}" if text else ""
    context = page_context(request, "搜索", query=text, table=table, pager=pager, note=note, print_foot="搜索结果")
    return render(request, "desk/search.html", context)


def _row(row: Matter) -> tuple[Cell, ...]:
    handler = row.handler.name if row.handler else ""
    return (
        Cell(text=row.number),
        Cell(text=row.title, href=lists.address_of_matter(row)),
        Cell(text=row.procedure_title),
        Cell(text=f"{row.unit.short}　{handler}".strip()),
        Cell(text=row.opened.isoformat()),
        Cell(tag=Tag(state=lists.state_of(row), text=row.state)),
    )


def _empty(text: str) -> EmptyState:
    if not text:
        return EmptyState(
            title="还没有输入要找的内容",
            reason="可以输入编号（括号随意，如 [2026]16）、事项名称里的几个字，或承办人姓名。",
            action=Link(label="看全部事项", href="/matters/"),
        )
    return EmptyState(
        title="没有找到",
        reason=f"您能看到的事项里，没有编号、名称或承办人含“{text}”的。请减少几个字再试；别的单位的事项要由承办单位加为参与单位才看得到。",
        action=Link(label="看全部事项", href="/matters/"),
    )


urlpatterns = [path("search/", search, name="search")]
