"""检查点: the roots that stand for the whole ledger, each as a sheet to print, seal and put on the notice board."""

from __future__ import annotations

from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from fazhi.components import Button, Cell, Column, EmptyState, Link, SimpleTable, sheet
from fazhi.desk.actor import desk_of
from fazhi.desk.frame import page_context
from fazhi.desk.written import sent
from fazhi.kernel.ledger import parse_checkpoint
from fazhi.records.models import Checkpoint
from fazhi.records.notice_sheet import groups, sheet_of

LISTED: Final = 400
"""Checkpoints on the page, the newest first: more than a year of daily ones."""


@require_safe
def checkpoints(request: HttpRequest) -> HttpResponse:
    """List the checkpoints with their roots, which are no secret."""
    rows = tuple(
        (
            Cell(text=f"第 {kept.number} 号", href=reverse("checkpoint", args=[kept.number])),
            Cell(text=kept.recorded.replace("T", " ")[:16]),
            Cell(text=str(kept.events)),
            Cell(text=" ".join(groups(kept.root))),
        )
        for kept in Checkpoint.objects.defer("body").order_by("-number")[:LISTED]
    )
    names = (("number", "检查点"), ("made", "时间"), ("events", "记录件数"), ("root", "根"))
    table = SimpleTable(
        caption="检查点",
        columns=tuple(Column(key=key, name=name) for key, name in names),
        rows=rows,
        empty=EmptyState(title="还没有检查点", reason="工作台运行时每天自动做一个；也可运行 fazhi checkpoint。"),
    )
    context = page_context(request, "检查点", _crumbs()[:1], nav="manage", table=table)
    return render(request, "desk/checkpoints.html", context)


@require_safe
def checkpoint(request: HttpRequest, number: int) -> HttpResponse:
    """Show, or send as a Word file, the notice sheet of a checkpoint."""
    kept = Checkpoint.objects.filter(number=number).first()
    if kept is None:
        raise Http404
    paper = sheet_of(parse_checkpoint(bytes(kept.body)), desk_of(request).township.name)
    if request.GET.get("what") == "docx":
        return sent(f"检查点第{number}号公示单", paper)
    context = page_context(
        request,
        f"第 {number} 号公示单",
        _crumbs(),
        nav="manage",
        sheets=(sheet(paper),),
        note="打印、盖章后张贴，并留一份入档；照片、抄件同样有用",
        buttons=(Button(label="下载 Word", href="?what=docx", kind="primary"), Button(label="打印", prints=True)),
    )
    return render(request, "desk/sheets.html", context)


def _crumbs() -> tuple[Link, ...]:
    return (Link(label="管理", href=reverse("manage")), Link(label="检查点", href=reverse("checkpoints")))


urlpatterns = [
    path("checkpoints/", checkpoints, name="checkpoints"),
    path("checkpoints/<int:number>/", checkpoint, name="checkpoint"),
]
