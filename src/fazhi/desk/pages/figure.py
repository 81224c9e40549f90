"""A figure opened: of any indicator or measure as the records stand, or of a form as it was issued."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from fazhi.components import Button, EmptyState, Link, cn_date
from fazhi.desk import figures, reports
from fazhi.desk.actor import desk_of
from fazhi.desk.dates import day_or_none
from fazhi.desk.frame import page_context
from fazhi.kernel.errors import FazhiError
from fazhi.kernel.measures import PeriodKind
from fazhi.records import clock, exploring, known, opened, periodic, subjects
from fazhi.records.access import UnitAction
from fazhi.records.cutoffs import cuts_of
from fazhi.records.exploring import Question, Where

OVERVIEW: Final = Link(label="总览", href="/overview/")


@require_safe
def figure(request: HttpRequest, subject: str) -> HttpResponse:
    """Open one figure: what it says, its formula in words, the matters behind each part of it that one may see."""
    desk = desk_of(request)
    query = request.GET
    unit = exploring.unit_of(desk.grants, desk.today, query.get("unit", ""))
    try:
        indicator = subjects.subject(subject)
    except FazhiError as error:
        raise Http404 from error
    period = query.get("period", "") or str(desk.today.year)
    try:
        question = Question(
            subject=indicator, unit=unit, period=period, known=day_or_none(query.get("known", ""), "当时所知")
        )
        days = exploring.days_of(period, cuts_of(unit.path), desk.today)
        kind = query.get("kind")
        if kind is not None and not subjects.told_apart(indicator):
            raise FazhiError(f"“{indicator.name}”不能按类别分开")
    except FazhiError as error:
        context = page_context(
            request, indicator.name, (OVERVIEW,), nav="overview", heading=indicator.name,
            empty=EmptyState(
                title=error.message, reason=error.hint or "",
                action=Link(label="看今年的", href=figures.address(subject, unit.code, str(desk.today.year))),
            ),
        )  # fmt: skip
        return render(request, "desk/overview_none.html", context, status=400)
    where = Where(unit=unit, own=query.get("own") == "1")
    counted = indicator if kind is None else subjects.of_kind(indicator, kind)
    asked = exploring.asked_at(question, where, days)
    found = opened.opened(counted, asked)
    name = indicator.name if kind is None else f"{indicator.name}（{kind or exploring.NOT_TOLD}）"
    known_words = f"　按{cn_date(question.known)}当日已录入的记录" if question.known else ""
    context = page_context(
        request,
        name,
        (OVERVIEW,),
        nav="overview",
        heading=f"{name}：{found.figure.printed}",
        note=f"{unit.name}{exploring.OWN if where.own else ''}　{days.title}（{days.span}）{known_words}",
        buttons=(*_slices(question, indicator.id), Button(label="打印", prints=True)),
        **figures.shown(desk, found, asked),
    )
    return render(request, "desk/figure.html", context)


def _slices(question: Question, subject: str) -> list[Button]:
    """Return the ways to slice the figure that make sense for it."""
    kept = {"subject": subject, "unit": question.unit.code, "period": question.period}
    here = reverse("explore")
    ways = [("按单位看", {"rows": "unit"}), ("按月看", {"rows": "period", "step": PeriodKind.MONTH.value})]
    if subjects.told_apart(question.subject):
        ways.append(("按类别看", {"rows": "kind"}))
    return [Button(label=label, href=f"{here}?{urlencode(kept | more)}") for label, more in ways]


@require_safe
def of_form(request: HttpRequest, unit: str, form: str, period: str, row: str, column: str) -> HttpResponse:
    """Open a figure of a form: as it was issued, or as it would be issued now."""
    desk, where, declared, asked = reports.asked(request, unit, form, period, UnitAction.SEE_FORMS)
    given = periodic.given(where, form, period)
    sheet = (
        given.sheet if given is not None else periodic.compute(declared, where, asked, known.just_before(clock.now()))
    )
    shown = figures.of_sheet(desk, where, sheet, row, column)
    if shown is None:
        raise Http404
    crumbs = (
        Link(label="报表", href=reverse("reports")),
        Link(label=sheet.title, href=reverse("report", args=[unit, form, period])),
    )
    context = page_context(
        request, shown["name"], crumbs, nav="overview", buttons=(Button(label="打印", prints=True),), **shown
    )
    return render(request, "desk/figure.html", context)


urlpatterns = [
    path("figures/<str:subject>/", figure, name="figure"),
    path("reports/<slug:unit>/<slug:form>/<str:period>/<slug:row>/<slug:column>/", of_form, name="report-figure"),
]
