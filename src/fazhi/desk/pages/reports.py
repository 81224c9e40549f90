"""报表: which periodic forms are due, a form with every figure opening to its matters, issuing it, collecting them."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_safe

from fazhi.components import Button, Choice, EmptyState, Field, FilterBar, Link, cn_date
from fazhi.desk import excel, reports
from fazhi.desk.actor import Desk, desk_of
from fazhi.desk.frame import page_context
from fazhi.desk.small import DrawnSmall, Small, Typed, handle
from fazhi.kernel.measures import Period, PeriodicForm, PeriodKind, Sheet, kind_cn
from fazhi.records import access, clock, collecting, known, periodic, periodic_books
from fazhi.records.access import Role, UnitAction
from fazhi.records.acts.periodic import issue_form
from fazhi.records.asked_forms import asked_of
from fazhi.records.cutoffs import cuts_of
from fazhi.records.models import Unit
from fazhi.records.periodic import Given

_CRUMB: Final = Link(label="报表", href="/reports/")
_NOTHING: Final = EmptyState(title="这一年还没有这类报表", reason="换一个年份或者种类再看。")


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List what is to be issued now, and all periods of a year and kind; for the county, who has issued what."""
    desk = desk_of(request)
    units, county = reports.units_of(desk), reports.collecting_for(desk)
    wanted = request.GET.get("unit", "")
    unit = next((one for one in units if one.code == wanted), None)
    where = unit or county or (units[0] if units else None)
    if where is None:
        context = page_context(
            request, "报表", nav="overview",
            empty=EmptyState(title="您看不到报表", reason="报表由审查人员、领导和县局查看；您办理的事项在“事项”里。"),
        )  # fmt: skip
        return render(request, "desk/reports.html", context)
    cuts, kind = cuts_of(where.path), _kind(request.GET.get("kind", ""))
    this_year = cuts.on(desk.today).year
    year = _year(request.GET.get("year", ""), this_year)
    listed = reports.periods(cuts, kind, year, desk.today)
    if where.kind in periodic.KINDS:
        wait = reports.due_table(
            where, reports.waiting(where, desk.today), "待报出",
            EmptyState(title="没有待报出的报表", reason="上一个时段的报表都已报出。"),
        )  # fmt: skip
        table = reports.due_table(where, reports.dues(where, listed), "各期报表", _NOTHING)
    else:
        wait, table = None, reports.collected_table(where, listed, desk.today, _NOTHING)
    context = page_context(
        request, "报表", nav="overview", heading=f"报表：{where.name}",
        note=f"统计时段：{cuts.entry(desk.today).words}",
        filters=_filters(units, county, where, kind, year, this_year), wait=wait, table=table,
        panel_title=f"{year}年{kind_cn(kind)}", buttons=_buttons(desk, where),
    )  # fmt: skip
    return render(request, "desk/reports.html", context)


def _buttons(desk: Desk, where: Unit) -> tuple[Button, ...]:
    found = [Button(label="年度报告", href=reverse("annual")), Button(label="考核", href=reverse("rounds"))]
    if where.kind in periodic.KINDS and access.on_unit(desk.grants, UnitAction.ISSUE_FORMS, where.path):
        found.append(Button(label="上级表样", href=reverse("superior-sheets", args=[where.code])))
    if desk.grants.paths((Role.ADMIN,)):
        found.append(Button(label="统计时段", href=reverse("report-periods")))
    return tuple(found)


def _filters(
    units: list[Unit], county: Unit | None, where: Unit, kind: PeriodKind, year: int, this_year: int
) -> FilterBar:
    choices = [Choice(value=unit.code, label=unit.name) for unit in units]
    if county is not None:
        choices.insert(0, Choice(value=county.code, label="全县汇总"))
    fields = (
        Field(name="unit", label="单位", kind="select", value=where.code, choices=tuple(choices)),
        Field(
            name="kind", label="种类", kind="select", value=kind.value,
            choices=tuple(Choice(value=one.value, label=kind_cn(one)) for one in PeriodKind),
        ),
        Field(
            name="year", label="年份", kind="select", value=str(year),
            choices=tuple(Choice(value=str(one), label=f"{one}年") for one in range(this_year, this_year - 4, -1)),
        ),
    )  # fmt: skip
    return FilterBar(fields=fields if len(choices) > 1 else fields[1:], clear=reverse("reports"), submit="查看")


def _kind(text: str) -> PeriodKind:
    return PeriodKind(text) if text in tuple(PeriodKind) else PeriodKind.MONTH


def _year(text: str, this_year: int) -> int:
    return int(text) if text.isdecimal() and this_year - 4 < int(text) <= this_year else this_year


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, unit: str, form: str, period: str) -> HttpResponse:
    """Show a form; issue it; ``?excel=1`` downloads it."""
    desk, where, declared, asked = reports.asked(request, unit, form, period, UnitAction.SEE_FORMS)
    if where.kind not in periodic.KINDS:
        raise Http404
    given = periodic.given(where, form, period)
    moment = known.just_before(clock.now())
    if given is not None:
        sheet, now = given.sheet, _now(given, moment)
    else:
        sheet, now = periodic.compute(declared, where, asked, moment), None
    if request.GET.get("excel"):
        return _excel(where, sheet, given)
    state = collecting.state_of(
        declared, asked, given.row if given is not None else None, asked=asked_of(where.path).owes(declared, asked)
    )
    may = access.on_unit(desk.grants, UnitAction.ISSUE_FORMS, where.path)
    drawn: tuple[DrawnSmall, ...] = ()
    if given is None and state.missing and may:
        drawn, done = handle(request, (_issue(desk, where, declared, asked, sheet),))
        if done:
            return redirect(request.path)
        drawn = tuple(_fresh(one, sheet) for one in drawn)
    address = {
        (line.id, cell.column): reverse("report-figure", args=[unit, form, period, line.id, cell.column.value])
        for line in sheet.lines
        for cell in line.cells
    }
    context = page_context(
        request,
        sheet.title,
        (_CRUMB,),
        nav="overview",
        heading=f"{where.name}{sheet.title}",
        note=f"{asked.title}　{sheet.span}",
        tag=reports.tag_of(state),
        tables=tuple(reports.form_tables(declared, sheet, address, now)),
        corrections=reports.corrections_table(sheet) if sheet.corrections else None,
        said=_said(given, sheet, asked, declared),
        forms=drawn,
        buttons=(
            Button(label="导出 Excel", href="?excel=1"),
            *_neighbours(where, declared, asked, desk),
            Button(label="打印", prints=True),
        ),
    )
    return render(request, "desk/report.html", context)


def _now(given: Given, moment: str) -> Sheet | None:
    try:
        return periodic.again(given, moment)
    except periodic.NotComputable:
        return None


def _neighbours(unit: Unit, form: PeriodicForm, period: Period, desk: Desk) -> list[Button]:
    cuts = cuts_of(unit.path)
    found = []
    before = cuts.before(period)
    if periodic.there(unit, before):
        found.append(Button(label="上一期", href=reverse("report", args=[unit.code, form.id, str(before)])))
    if period.last < desk.today:
        after = cuts.on(period.last.fromordinal(period.last.toordinal() + 1), period.kind)
        found.append(Button(label="下一期", href=reverse("report", args=[unit.code, form.id, str(after)])))
    return found


def _issue(desk: Desk, unit: Unit, form: PeriodicForm, period: Period, sheet: Sheet) -> Small:
    def do(typed: Typed) -> str:
        done = issue_form(
            actor=desk.actor, key=typed.key, unit=unit.code, form=form.id, period=str(period),
            note=typed.text("note"), seen=typed.text("seen"),
        )  # fmt: skip
        more = f"，列有上期更正 {done['corrections']} 项" if done["corrections"] else ""
        return f"{unit.name}{period.title}的{form.heading(period.kind)}已报出、封存{more}。"

    return Small(
        id="issue",
        title="报出本表",
        verb="报出",
        do=do,
        open=True,
        note="报出以后封存，数不再改动；以后的补录、更正，列入下一期的“上期更正”。",
        fields=(
            Field(name="note", label="说明", kind="textarea", required=False, help="随表报出，至多 400 字。"),
            Field(name="seen", label="核对的数", kind="hidden", value=periodic.seal_of(sheet)),
        ),
    )


def _fresh(drawn: DrawnSmall, sheet: Sheet) -> DrawnSmall:
    """Return the form for the figures as they stand on the page now, whatever was looked at before."""
    seal = periodic.seal_of(sheet)
    return replace(
        drawn, fields=tuple(replace(one, value=seal) if one.kind == "hidden" else one for one in drawn.fields)
    )


def _said(given: Given | None, sheet: Sheet, period: Period, form: PeriodicForm) -> list[str]:
    at = sheet.known.replace("T", " ")[:16]
    if given is not None:
        said = [f"{cn_date(given.row.issued)}报出，已封存；数据截至 {at}。"]
        said += [f"说明：{given.row.note}"] if given.row.note else []
    elif period.last >= clock.today():
        said = [f"时段还没有结束，这是到现在（{at}）为止的数；{cn_date(period.last)}以后可以报出。"]
    else:
        said = [f"还没有报出，这是按现在（{at}）的记录预览的数。"]
    return [*said, form.says, f"依据：{form.basis.cn()}。每个数都可以点开，看是哪几件。"]


def _excel(unit: Unit, sheet: Sheet, given: Given | None) -> HttpResponse:
    words = f"{given.row.issued.isoformat()}报出" if given is not None else "预览，没有报出"
    file = excel.temporary()
    periodic_books.write_one(unit, sheet, words, file)
    file.seek(0)
    return excel.response(file, f"{unit.short}{sheet.title}{sheet.period}")


@require_safe
def collected(request: HttpRequest, unit: str, form: str, period: str) -> HttpResponse:
    """Show the forms of all townships for a period side by side, who is missing, the totals; ``?excel=1`` as Excel."""
    _desk, county, declared, asked = reports.asked(request, unit, form, period, UnitAction.COLLECT_FORMS)
    found = collecting.collect(declared, county, asked)
    if request.GET.get("excel"):
        file = excel.temporary()
        periodic_books.write_all(found, file)
        file.seek(0)
        return excel.response(file, f"{county.short}{found.title}汇总{period}")
    context = page_context(
        request,
        f"{found.title}汇总",
        (_CRUMB,),
        nav="overview",
        heading=f"{found.title}汇总",
        note=f"{asked.title}　{asked.span}　{found.words}",
        table=reports.side_by_side(found, declared),
        buttons=(Button(label="导出 Excel", href="?excel=1"), Button(label="打印", prints=True)),
    )
    return render(request, "desk/report_collected.html", context)


_PLACE: Final = "<slug:unit>/<slug:form>/<str:period>/"
urlpatterns = [
    path("reports/", index, name="reports"),
    path(f"reports/collected/{_PLACE}", collected, name="reports-collected"),
    path(f"reports/{_PLACE}", report, name="report"),
]
