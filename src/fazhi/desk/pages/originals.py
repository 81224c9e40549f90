"""借出的原件: which originals are out, since when, and which of them should be back by now."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from fazhi.components import Cell, Column, EmptyState, Link, SimpleTable, State, Tag, cn_date
from fazhi.desk.actor import desk_of
from fazhi.desk.frame import page_context
from fazhi.records import originals, queries


@never_cache
@require_safe
def lent(request: HttpRequest) -> HttpResponse:
    """List the loans among the matters the person may see, those due first at the top. Who has them stands there."""
    desk = desk_of(request)
    seen = queries.seen_by(desk.grants, desk.today)
    rows = tuple(
        (
            Cell(
                text=row.number or row.title,
                href=reverse("volume", args=[row.stream.key.partition("/")[2]]) + "#originals",
            ),
            Cell(text=row.title),
            Cell(text=cn_date(move.day)),
            Cell(text=cn_date(move.until) if move.until is not None else ""),
            Cell(
                tag=Tag(state=State.LATE, text=f"逾期 {late} 日")
                if (late := move.overdue(desk.today))
                else Tag(state=State.WAITING, text="借出")
            ),
            Cell(text=move.place),
        )
        for row, move in originals.lent_out(seen)
    )
    names = (("number", "编号"), ("title", "名称"), ("day", "借出日期"), ("until", "归还期限"), ("state", "现状"),
             ("place", "原存放处"))  # fmt: skip
    table = SimpleTable(
        caption="借出的原件",
        columns=tuple(Column(key=key, name=name) for key, name in names),
        rows=rows,
        empty=EmptyState(title="没有借出的原件", reason="在事项的卷内目录页登记借出、归还、移交。"),
    )
    crumbs = (Link(label="管理", href=reverse("manage")),)
    context = page_context(request, "借出的原件", crumbs, nav="manage", table=table)
    return render(request, "desk/originals.html", context)


urlpatterns = [path("originals/", lent, name="originals")]
