"""办事指南: one page a procedure, drawn from the pack, with its chart, printed on A4."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse

from fazhi.components import Button, Cell, Column, Link, SimpleTable
from fazhi.desk import flow, guide
from fazhi.desk.actor import desk_of
from fazhi.desk.frame import page_context
from fazhi.kernel.procedures import Procedure
from fazhi.packs import procedures
from fazhi.records import packs


def in_force(request: HttpRequest, procedure: str) -> Procedure:
    """Return a procedure with the local rules in force for the person's unit. Unknown names are answered with 404."""
    if procedure not in procedures.ids():
        raise Http404
    desk = desk_of(request)
    return packs.for_new(procedure, desk.unit, desk.today)


def guides(request: HttpRequest) -> HttpResponse:
    """List the procedures that this site knows."""
    known = [in_force(request, name) for name in procedures.ids()]
    table = SimpleTable(
        caption="办事指南",
        columns=(
            Column(key="title", name="规程"),
            Column(key="summary", name="办什么"),
            Column(key="steps", name="步骤", numeric=True),
            Column(key="version", name="版本"),
        ),
        rows=tuple(
            (
                Cell(text=item.title, href=reverse("guide", args=[item.id])),
                Cell(text=item.summary),
                Cell(text=str(len(item.steps))),
                Cell(text=item.version),
            )
            for item in known
        ),
    )
    context = page_context(request, "办事指南", nav="guides", table=table)
    return render(request, "desk/guides.html", context)


def show(request: HttpRequest, procedure: str) -> HttpResponse:
    """Show the guide of a procedure; ``?view=table`` shows its chart as a table."""
    found = in_force(request, procedure)
    as_table = request.GET.get("view") == "table"
    stages = flow.blank(found)
    context = page_context(
        request,
        found.title,
        (Link(label="办事指南", href=reverse("guides")),),
        nav="guides",
        print_foot=f"办事指南：{found.title}",
        procedure=found,
        buttons=(
            Button(label="办理这类事项", href=reverse("open-procedure", args=[procedure]), kind="primary"),
            Button(label="改看流程图" if as_table else "流程改看表格", href="?" if as_table else "?view=table"),
        ),
        flow=stages if not as_table else (),
        steps=guide.steps(found),
        terms=guide.terms(found) if found.terms else None,
        bases=guide.bases(found),
        basis_lines=guide.basis_lines(found),
        subject=tuple(found.subject.values()),
        as_table=as_table,
    )
    return render(request, "desk/guide.html", context)


urlpatterns = [path("guide/", guides, name="guides"), path("guide/<slug:procedure>/", show, name="guide")]
