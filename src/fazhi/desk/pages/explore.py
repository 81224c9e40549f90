"""自选统计: any measure or indicator by unit, period and kind; kept as a view, opened, taken as a file."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from fazhi.components import Button, EmptyState, Link
from fazhi.desk import excel, lists
from fazhi.desk import exploring as drawing
from fazhi.desk.actor import Desk, desk_of
from fazhi.desk.dates import day_or_none
from fazhi.desk.exploring import NONE, SIDES, Chosen
from fazhi.desk.frame import page_context
from fazhi.kernel.errors import FazhiError
from fazhi.kernel.measures import PeriodKind
from fazhi.records import columnar, exploring, opened, subjects
from fazhi.records.cutoffs import cuts_of
from fazhi.records.exploring import Answer, Question
from fazhi.records.models import Unit

TITLE: Final = "自选统计"
PAGE: Final = "explore"
"""Under which saved views are kept."""
FIRST: Final = "reviews"
"""What is counted where the address does not say."""


@require_safe
def explore(request: HttpRequest) -> HttpResponse:
    """Show what ``subject`` comes to; ``format`` csv, json, excel or parquet downloads exactly that."""
    desk = desk_of(request)
    unit = exploring.unit_of(desk.grants, desk.today, request.GET.get("unit", ""))
    chosen = _chosen(request, desk)
    try:
        question = _question(chosen, unit)
        found = exploring.answer(question, desk.today)
        wanted = request.GET.get("format", "")
        if wanted in FILES:
            return FILES[wanted](found, f"{question.subject.name}{unit.short}{question.period}", chosen)
        if wanted:
            raise FazhiError(f"不能导出成“{wanted[:20]}”", hint=f"可以导出：{'、'.join(FILES)}")
    except FazhiError as error:
        return _refused(request, desk, unit, chosen, error)
    query = lists.address_of(request.GET, format=None)
    one = question.subject
    context = page_context(
        request,
        TITLE,
        (Link(label="总览", href=reverse("overview")),),
        nav="overview",
        print_foot=f"{unit.name}{one.name}",
        heading=one.name,
        note=f"{unit.name}　{found.periods[-1].title}（{found.periods[-1].span}）　{drawing.words(question, chosen)}",
        filters=drawing.filters(desk, chosen, unit, cuts_of(unit.path), kinds=subjects.told_apart(one)),
        views=_views(desk, query),
        table=drawing.table(found, chosen),
        drawn=drawing.charts(found, chosen),
        says=one.says,
        formula=opened.in_words(one),
        excludes=(*one.excludes, *opened.left_out([one], unit)),
        asked=one.asked is not None,
        least=one.least,
        target=opened.target_words(one),
        files=tuple(
            Link(label=label, href=f"{query}{'&' if len(query) > 1 else ''}format={key}")
            for key, label in (("csv", "CSV"), ("json", "JSON"), ("parquet", "Parquet"))
        ),
        choose={
            "page": PAGE, "query": query.removeprefix("?"), "address": request.path,
            "own": [link.label for link in lists.saved_views(desk, PAGE, "")],
        },
        buttons=(
            Button(label="导出 Excel", href=f"{query}{'&' if len(query) > 1 else ''}format=excel"),
            Button(label="打印", prints=True),
        ),
    )  # fmt: skip
    return render(request, "desk/explore.html", context)


def _chosen(request: HttpRequest, desk: Desk) -> Chosen:
    query = request.GET
    rows = query.get("rows", "")
    columns = query.get("cols", "")
    step = query.get("step", "")
    return Chosen(
        subject=query.get("subject", "") or FIRST,
        unit=query.get("unit", ""),
        period=query.get("period", "") or str(desk.today.year),
        step=PeriodKind(step) if step in tuple(PeriodKind) else PeriodKind.MONTH,
        rows=rows if rows in SIDES else "unit",
        columns=columns if columns in SIDES and columns != rows else NONE,
        known=query.get("known", ""),
    )


def _question(chosen: Chosen, unit: Unit) -> Question:
    sides = {chosen.rows, chosen.columns}
    return Question(
        subject=subjects.subject(chosen.subject),
        unit=unit,
        period=chosen.period,
        step=chosen.step if "period" in sides else None,
        by_unit="unit" in sides,
        by_kind="kind" in sides,
        known=day_or_none(chosen.known, "按哪天所知"),
    )


def _views(desk: Desk, query: str) -> tuple[Link, ...]:
    return lists.saved_views(desk, PAGE, query)


def _refused(request: HttpRequest, desk: Desk, unit: Unit, chosen: Chosen, error: FazhiError) -> HttpResponse:
    """Show the filters as they were chosen, and in the place of figures what is wrong with them."""
    context = page_context(
        request,
        TITLE,
        (Link(label="总览", href=reverse("overview")),),
        nav="overview",
        heading=TITLE,
        note=unit.name,
        filters=drawing.filters(desk, chosen, unit, cuts_of(unit.path), kinds=True),
        views=_views(desk, ""),
        empty=EmptyState(title=error.message, reason=error.hint or "请改了再统计。"),
    )
    return render(request, "desk/explore.html", context, status=400)


def _csv(found: Answer, name: str, chosen: Chosen) -> HttpResponse:
    text = io.StringIO()
    writer = csv.writer(text)
    subject = found.question.subject
    writer.writerow(drawing.heads(subject))
    writer.writerows([[_safe(cell) for cell in drawing.line(value, subject)] for value in found.values()])
    # The mark at the beginning lets Excel read it as UTF-8.
    return _file(("\ufeff" + text.getvalue()).encode(), "text/csv; charset=utf-8", f"{name}.csv")


def _safe(cell: str) -> str:
    """Return a cell that no table program takes for a formula; a number below zero stays one."""
    number = cell.removeprefix("-").replace(".", "", 1).replace("/", "", 1).isdecimal()
    return f"'{cell}" if cell[:1] in "=+-@\t\r" and cell and not number else cell


def _json(found: Answer, name: str, chosen: Chosen) -> HttpResponse:
    body = json.dumps(exploring.told(found.question, list(found.values())), ensure_ascii=False, indent=1)
    return _file(body.encode(), "application/json; charset=utf-8", f"{name}.json")


def _excel(found: Answer, name: str, chosen: Chosen) -> HttpResponse:
    one = found.question.subject
    heads = [excel.Head(name=head, width=_WIDTHS.get(head, 10)) for head in drawing.heads(one)]
    said = f"{found.question.unit.name}　{found.periods[-1].span}　{drawing.words(found.question, chosen)}　{one.says}"
    rows = (drawing.line(value, one) for value in found.values())
    return excel.response(excel.workbook(one.name, said, heads, rows, paper="A4"), name)


_WIDTHS: Final = {"键": 24, "单位": 18, "时段": 12, "起": 11, "止": 11, "类别": 16, "计量单位": 12, "说明": 20}


def _parquet(found: Answer, name: str, chosen: Chosen) -> HttpResponse:
    rows = [exploring.plain(value) for value in found.values()]
    return _file(columnar.parquet(rows), "application/vnd.apache.parquet", f"{name}.parquet")


def _file(body: bytes, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(body, content_type=kind)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    answer["Cache-Control"] = "no-store"
    return answer


FILES: Final[Mapping[str, Callable[[Answer, str, Chosen], HttpResponse]]] = {
    "csv": _csv,
    "json": _json,
    "excel": _excel,
    "parquet": _parquet,
}
"""What a figure can be taken as, by the word in the address."""

urlpatterns = [path("explore/", explore, name="explore")]
