"""涉密件，线下办理: only number, day and result are kept; no title, no file, no content."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods

from fazhi.components import Cell, Column, EmptyState, Field, Link, SimpleTable
from fazhi.desk.actor import Desk, desk_of
from fazhi.desk.frame import page_context
from fazhi.desk.small import Small, Typed, handle, options
from fazhi.records import access, queries
from fazhi.records.access import Action
from fazhi.records.acts.stubs import RESULTS, keep_offline_stub
from fazhi.records.models import OfflineStub


@require_http_methods(["GET", "HEAD", "POST"])
def offline(request: HttpRequest) -> HttpResponse:
    """Show the stubs of one's units and the form that registers one or changes its result."""
    desk = desk_of(request)
    forms, done = handle(request, _forms(desk))
    if done:
        return redirect("offline")
    units = queries.units_of(desk.grants, desk.today)
    kept = OfflineStub.objects.filter(unit__in=units).select_related("unit").order_by("-day", "-pk")[:200]
    table = SimpleTable(
        caption="涉密件，线下办理",
        columns=tuple(Column(key=name, name=name) for name in ("编号", "日期", "结果", "单位")),
        rows=tuple(
            (Cell(text=item.number), Cell(text=item.day.isoformat()), Cell(text=item.result), Cell(text=item.unit.name))
            for item in kept
        ),
        empty=EmptyState(title="没有登记过", reason="带密级标志的文件不进本系统；在线下办理的，在这里只留三栏。"),
    )
    context = page_context(
        request, "涉密件，线下办理", (Link(label="管理", href="/manage/"),), nav="manage", table=table, forms=forms
    )
    return render(request, "desk/offline.html", context, status=422 if request.method == "POST" else 200)


def _forms(desk: Desk) -> tuple[Small, ...]:
    units = queries.units_of(desk.grants, desk.today, access.ALLOWED[Action.ACT])
    if not units:
        return ()

    def keep(typed: Typed) -> str:
        number = typed.needed("number", "编号")
        keep_offline_stub(
            actor=desk.actor,
            key=typed.key,
            unit=typed.needed("unit", "单位"),
            number=number,
            day=typed.day("day"),
            result=typed.text("result"),
        )
        return f"{number} 已登记为“涉密件，线下办理”。"

    own = desk.unit.code if desk.unit in units else units[0].code
    return (
        Small(
            id="stub",
            title="登记一件",
            verb="登记",
            do=keep,
            open=True,
            note="只写编号、日期、结果。不得写标题、内容、密级。同一编号再登记一次，改的是结果。",
            fields=(
                Field(name="number", label="编号", half=True),
                Field(name="day", label="日期", kind="date", value=desk.today.isoformat(), half=True),
                Field(
                    name="result", label="结果", kind="select", half=True, value=RESULTS[0],
                    choices=options([(item, item) for item in RESULTS])[1:],
                ),
                Field(
                    name="unit", label="单位", kind="select", half=True, value=own,
                    choices=options([(unit.code, unit.name) for unit in units]),
                ),
            ),
        ),
    )  # fmt: skip


urlpatterns = [path("register/offline/", offline, name="offline")]
