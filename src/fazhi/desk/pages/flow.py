"""The flow chart of a matter, and the same as a table."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from fazhi.components import Button, Cell, Column, FlowNode, SimpleTable, cn_date
from fazhi.desk import flow as charts
from fazhi.desk.found import find
from fazhi.desk.frame import page_context


def flow(request: HttpRequest, matter: str) -> HttpResponse:
    """Show how far a matter has come; ``?view=table`` shows the same as a table."""
    found = find(request, matter)
    stages = charts.chart(found)
    as_table = request.GET.get("view") == "table"
    other = found.address("flow") + ("" if as_table else "?view=table")
    context = page_context(
        request,
        "流程图",
        found.crumbs,
        nav="matters",
        print_foot=found.row.number,
        heading=f"流程图：{found.row.title}",
        note=f"{found.row.number}　截至{cn_date(found.on)}　规程：{found.procedure.title}，{found.procedure.version}版",
        buttons=(Button(label="改看流程图" if as_table else "改看表格", href=other),),
        legend=charts.LEGEND,
        flow=stages if not as_table else (),
        table=table_of(charts.table_rows(stages)) if as_table else None,
    )
    return render(request, "desk/flow.html", context)


def table_of(nodes: tuple[FlowNode, ...]) -> SimpleTable:
    """Return the nodes of a chart as a table in the same order."""
    return SimpleTable(
        caption="流程",
        columns=(
            Column(key="number", name="序", numeric=True),
            Column(key="name", name="步骤"),
            Column(key="state", name="状态"),
            Column(key="fact", name="情况"),
        ),
        rows=tuple(
            (
                Cell(text=str(node.number)),
                Cell(text=node.name, href=node.href),
                Cell(tag=node.tag),
                Cell(text=node.fact.replace("\n", "；")),
            )
            for node in nodes
        ),
        lead=1,
    )


urlpatterns = [path("m/<slug:matter>/flow/", flow, name="flow")]
