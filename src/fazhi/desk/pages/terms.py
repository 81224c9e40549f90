"""The terms of a matter, and the 期限计算书 of each."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from fazhi.components import Button, Cell, Column, EmptyState, Link, SimpleTable
from fazhi.desk.found import find
from fazhi.desk.frame import page_context
from fazhi.desk.refusals import basis_words
from fazhi.desk.termsheet import sheet
from fazhi.desk.words import clock_tag
from fazhi.desk.written import sent, term_paper
from fazhi.records import matters
from fazhi.records.clock import now


def terms(request: HttpRequest, matter: str) -> HttpResponse:
    """List every term that has begun in a matter, ended ones among them."""
    found = find(request, matter)
    rows = []
    for clock in found.picture.clocks:
        tag, until = clock_tag(matters.calendar(), found.on, clock)
        href = found.address("term", clock.term.id, *([clock.key] if clock.key else []))
        name = clock.term.name + (f"（第 {clock.key} 项）" if clock.key else "")
        provisional = "（暂定）" if clock.due is not None and clock.due.provisional else ""
        rows.append(
            (
                Cell(text=name, href=href if clock.due is not None else ""),
                Cell(tag=tag),
                Cell(text=f"{until}{provisional}"),
                Cell(text=basis_words(found.procedure, clock.term.basis)),
            )
        )
    table = SimpleTable(
        caption="期限",
        columns=(
            Column(key="name", name="期限"),
            Column(key="state", name="现状"),
            Column(key="until", name="末日"),
            Column(key="basis", name="依据"),
        ),
        rows=tuple(rows),
        empty=EmptyState(title="还没有起算的期限", reason="期限从相应步骤办理之日起算。"),
    )
    context = page_context(
        request,
        "期限",
        found.crumbs,
        nav="matters",
        print_foot=found.row.number,
        table=table,
        heading=f"期限：{found.row.title}",
        buttons=(Button(label="打印期限表", prints=True),),
    )
    return render(request, "desk/terms.html", context)


def term(request: HttpRequest, matter: str, term: str, key: str | None = None) -> HttpResponse:
    """Show the 期限计算书 of one term (and key), as of today or the day asked for."""
    found = find(request, matter)
    clock = next((item for item in found.picture.clocks if item.term.id == term and item.key == key), None)
    if clock is None or clock.due is None:
        raise Http404
    if request.GET.get("format") == "docx":
        foot = f"{found.row.number}　打印：{now():%Y-%m-%d %H:%M}　{found.desk.person.name}"
        return sent(f"期限计算书（{found.row.number}）", term_paper(sheet(found, clock), foot))
    context = page_context(
        request,
        "期限计算书",
        (*found.crumbs, Link(label="期限", href=found.address("terms"))),
        nav="matters",
        print_foot=found.row.number,
        sheet=sheet(found, clock),
        buttons=(Button(label="打印期限计算书", prints=True), Button(label="下载 Word", href="?format=docx")),
    )
    return render(request, "desk/term.html", context)


urlpatterns = [
    path("m/<slug:matter>/terms/", terms, name="terms"),
    path("m/<slug:matter>/terms/<slug:term>/", term, name="term"),
    path("m/<slug:matter>/terms/<slug:term>/<slug:key>/", term, name="term"),
]
