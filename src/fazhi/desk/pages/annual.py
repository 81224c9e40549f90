"""年度报告: the chapters to write beside their figures, the checker's 提示, issuing by an act, Word, data, print."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from fazhi.components import Button, Choice, EmptyState, Field, FilterBar, Link, SimpleTable, cn_date, sheet
from fazhi.desk import annual as shown
from fazhi.desk import checked, figures, reports
from fazhi.desk.actor import Desk, desk_of, unit_reader_of
from fazhi.desk.forms import drafts
from fazhi.desk.forms.values import Values
from fazhi.desk.frame import page_context
from fazhi.desk.small import DrawnSmall, Small, Typed, handle
from fazhi.desk.written import sent
from fazhi.kernel.errors import FazhiError
from fazhi.kernel.measures import Period
from fazhi.kernel.measures.annual import AnnualReport
from fazhi.records import access, annual, annual_data, clock, known, periodic
from fazhi.records.access import Action, UnitAction
from fazhi.records.acts.annual import issue_report, publish_report
from fazhi.records.annual import Draft, Issued
from fazhi.records.models import IssuedForm, Matter, Unit

_CRUMB: Final = Link(label="年度报告", href="/annual/")
_YEARS: Final = 5


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the yearly reports of a unit for a year, and where each stands."""
    desk = desk_of(request)
    units = reports.units_of(desk)
    if not units:
        empty = EmptyState(title="您看不到年度报告", reason="年度报告由审查人员、领导和县局查看。")
        return render(request, "desk/reports.html", page_context(request, "年度报告", nav="overview", empty=empty))
    wanted, this_year = request.GET.get("unit", ""), desk.today.year
    unit = next((one for one in units if one.code == wanted), units[0])
    asked = request.GET.get("year", "")
    last = this_year - 1
    year = int(asked) if asked.isdecimal() and this_year - _YEARS < int(asked) <= this_year else last
    rows = {row.form: row for row in IssuedForm.objects.filter(unit=unit, period=str(year)).defer("body")}
    try:
        over = annual.year_of(unit, year, desk.today).last < desk.today
        table = shown.listing(unit, year, rows, desk.today, over=over)
    except FazhiError as error:
        table = replace(
            shown.differences(()), caption="年度报告", empty=EmptyState(title=error.message, reason=error.hint or "")
        )
    fields = (
        Field(
            name="unit", label="单位", kind="select", value=unit.code,
            choices=tuple(Choice(value=one.code, label=one.name) for one in units),
        ),
        Field(
            name="year", label="年度", kind="select", value=str(year),
            choices=tuple(Choice(value=str(n), label=f"{n}年") for n in range(this_year, this_year - _YEARS, -1)),
        ),
    )  # fmt: skip
    context = page_context(
        request, "年度报告", nav="overview", county=_over_units(desk, units, year), county_basis=shown.bases_of_terms(),
        heading=f"年度报告：{unit.name}", panel_title=f"{year}年度",
        filters=FilterBar(fields=fields if len(units) > 1 else fields[1:], clear=reverse("annual"), submit="查看"),
        table=table, buttons=(Button(label="报表", href=reverse("reports")),),
    )  # fmt: skip
    return render(request, "desk/reports.html", context)


def _over_units(desk: Desk, units: Sequence[Unit], year: int) -> SimpleTable | None:
    """Return which units issued their reports, for the county that collects them; ``None`` for others."""
    if reports.collecting_for(desk) is None:
        return None
    there = []
    for unit in units:
        try:
            period = annual.year_of(unit, year, desk.today)
        except FazhiError:  # it was not there in that year, or the year has not begun: it owes nothing
            continue
        if period.last < desk.today and periodic.there(unit, period):
            there.append(unit)
    if not there:
        return None
    rows = IssuedForm.objects.filter(unit__in=there, period=str(year), kind="year").defer("body")
    return shown.over_units(sorted(there, key=lambda one: one.path), year, list(rows), desk.today)


def _asked(request: HttpRequest, unit: str, report: str, year: int) -> tuple[Desk, Unit, AnnualReport, Period]:
    """Return who asks, and unit, report and year of an address. Raises Denied, Http404 for what is none."""
    desk, where = unit_reader_of(request, UnitAction.SEE_FORMS, unit)
    try:
        declared, period = annual.report_of(report), annual.year_of(where, year, desk.today)
    except FazhiError as error:
        raise Http404 from error
    if where.kind not in periodic.KINDS:
        raise Http404
    return desk, where, declared, period


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, unit: str, report: str, year: int) -> HttpResponse:
    """Show a report to be written or as it was issued; keep the draft; issue it; register its publication."""
    desk, where, declared, period = _asked(request, unit, report, year)
    given = annual.issued(declared, where, year)
    if given is not None:
        return _issued(request, desk, where, declared, given)
    may = access.on_unit(desk.grants, UnitAction.ISSUE_FORMS, where.path)
    if request.method == "POST" and request.POST.get("_form") == shown.draft_name(where, declared, year):
        return _kept(request, where, declared, year)
    texts, note = shown.kept(request, where, declared, year)
    made = _draft(declared, where, period, texts, desk)
    if "word" in request.GET:
        return sent(f"{made.paper.title}（起草稿）", made.paper)
    if "data" in request.GET:
        return _package(desk, where, made.sheet, made.paper.title)
    drawn: tuple[DrawnSmall, ...] = ()
    over = period.last < desk.today
    if may and over:
        drawn, done = handle(request, (_issue(request, desk, where, made),))
        if done:
            return redirect(request.path)
        drawn = tuple(_fresh(one, made.seal) for one in drawn)
    result = annual.checked(made.paper, desk.today, declared.kind)
    missing = annual.lacking(declared, made.texts)
    late = annual.explained(declared, year, desk.today)
    errors = annual.errors(result, [due.rule for due in late])
    unread = [name for key, name in shown.names(declared).items() if key in texts and key not in made.texts]
    ready = not missing and not errors and not unread
    context = page_context(
        request, made.paper.title, (_CRUMB,), nav="overview", heading=made.paper.title,
        tag=shown.state_of(None, over=over), note=f"{where.name}　{period.span}",
        buttons=_buttons(where, declared, year, draft=True),
        form=shown.draft_name(where, declared, year) if may else "", draft_note=note,
        chapters=tuple(shown.chapters(made, texts)), missing=missing, errors=len(errors), unread=unread,
        found=len(result.findings), told=shown.told(result), waits=may and over and not ready,
        said=_said(made, over=over),
        forms=drawn if ready or request.method == "POST" else (),
        terms=shown.terms_table(annual.terms(declared, year, None, desk.today)),
        tables=tuple(shown.figure_tables(declared, where, made.sheet, before=made.around.before)),
        check=reverse("annual-check", args=[unit, report, year]),
    )  # fmt: skip
    return render(request, "desk/annual.html", context)


def _draft(declared: AnnualReport, where: Unit, period: Period, texts: dict[str, str], desk: Desk) -> Draft:
    said: dict[str, str] = {}
    for key, text in texts.items():
        # Too long, or no number: left out of the paper, refused when it is issued, and in its box until then.
        with suppress(FazhiError):
            said |= annual.clean(declared, {key: text})
    return annual.draft(declared, where, period, said, known.just_before(clock.now()), desk.today)


def _kept(request: HttpRequest, where: Unit, declared: AnnualReport, year: int) -> HttpResponse:
    values = Values.posted(request.POST)
    drafts.keep(request, shown.draft_name(where, declared, year), values)
    try:
        annual.clean(declared, shown.texts_of(values, declared))
        messages.success(request, "草稿已存；没有签发，不留记录。")
    except FazhiError as error:
        messages.error(request, f"草稿已存，但{error.message}，{error.hint}。")
    return redirect(f"{request.path}#check" if "_check" in request.POST else request.path)


def _said(made: Draft, *, over: bool) -> list[str]:
    at = made.sheet.known.replace("T", " ")[:16]
    first = f"数按现在（{at}）的记录计算，每个都可以点开到事项；您只写方框里的内容，草稿自动保存。"
    if not over:
        first += f"年度到{cn_date(made.period.last)}止，现在只能起草。"
    return [first, made.report.says, f"依据：{made.report.basis.cn()}。", *made.report.unrecorded]


def _buttons(where: Unit, declared: AnnualReport, year: int, *, draft: bool) -> tuple[Button, ...]:
    paper = reverse("annual-paper", args=[where.code, declared.id, year])
    return (
        Button(label="下载 Word", href="?word=1"),
        Button(label="下载数据（可复算）", href="?data=1"),
        Button(label="看全文、打印", href=paper, kind="secondary" if draft else "primary"),
    )


def _issue(request: HttpRequest, desk: Desk, where: Unit, made: Draft) -> Small:
    report, year = made.report, made.period.year

    def do(typed: Typed) -> str:
        texts, _ = shown.kept(request, where, report, year)
        issue_report(
            actor=desk.actor, key=typed.key, unit=where.code, report=report.id, year=year, texts=texts,
            signer=typed.needed("signer", "签发人"), late=typed.text("late"), seen=typed.text("seen"),
        )  # fmt: skip
        drafts.drop(request, shown.draft_name(where, report, year))
        return f"{made.paper.title}已签发、封存。公开以后请登记公开日期。"

    people = annual.signers(report, where, desk.today)
    late = annual.explained(report, year, desk.today)
    fields = [
        Field(
            name="signer", label="签发人", kind="select", help="决定签发的人；纸面签批的，由经办人代录。",
            choices=(Choice(value="", label="请选择"), *(Choice(value=one.key, label=one.name) for one in people)),
        ),
        Field(name="seen", label="核对的文字和数", kind="hidden", value=made.seal),
    ]  # fmt: skip
    if late:
        said = f"{late[0].name}的期限{late[0].after(year).isoformat()}已过，如实说明。"
        fields.insert(1, Field(name="late", label="逾期原因", kind="textarea", help=said))
    note = "签发以后文字、数和算式一并封存，不再改动；以后的补录、更正在本页列出。须写完各部分，体检没有“错误”。"
    return Small(id="issue", title="签发", verb="签发", do=do, fields=tuple(fields), note=note, open=True)


def _fresh(drawn: DrawnSmall, seal: str) -> DrawnSmall:
    """Return the form for what stands on the page now, whatever was looked at before."""
    fields = tuple(replace(one, value=seal) if one.kind == "hidden" else one for one in drawn.fields)
    return replace(drawn, fields=fields)


def _package(desk: Desk, where: Unit, figures: periodic.Sheet, title: str) -> HttpResponse:
    seen = Matter.objects.filter(access.matter_predicate(desk.grants, Action.SEE, desk.today))
    body = annual_data.whole(where, figures, seen.filter(unit_path__startswith=where.path).values_list("pk", flat=True))
    response = HttpResponse(body, content_type="application/zip")
    response["Content-Disposition"] = content_disposition_header(True, f"{title}（数据）.zip") or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return response


# -- issued ------------------------------------------------------------------------------------------------------------


def _issued(request: HttpRequest, desk: Desk, where: Unit, declared: AnnualReport, given: Issued) -> HttpResponse:
    year = int(given.row.period)
    if "word" in request.GET:
        return sent(given.paper.title, given.paper)
    if "data" in request.GET:
        return _package(desk, where, given.sheet, given.paper.title)
    drawn: tuple[DrawnSmall, ...] = ()
    if access.on_unit(desk.grants, UnitAction.ISSUE_FORMS, where.path) and given.row.published is None:
        drawn, done = handle(request, (_publish(desk, where, declared, year),))
        if done:
            return redirect(request.path)
    try:
        moved = annual.differing(given, known.just_before(clock.now()))
        differing = shown.differences(moved)
    except periodic.NotComputable as error:
        moved, differing = [], replace(shown.differences(()), empty=EmptyState(title=error.message, reason=""))
    now = {line.id: new for line in given.sheet.lines for name, _, new in moved if name == line.name}
    context = page_context(
        request, given.paper.title, (_CRUMB,), nav="overview", heading=given.paper.title,
        tag=shown.state_of(given.row, over=True), note=f"{where.name}　{given.sheet.span}",
        buttons=_buttons(where, declared, year, draft=False), said=_told(given), forms=drawn,
        terms=shown.terms_table(annual.terms(declared, year, given.row, desk.today)), differing=differing,
        tables=tuple(shown.figure_tables(declared, where, given.sheet, now, before=given.before)),
    )  # fmt: skip
    return render(request, "desk/annual_issued.html", context)


def _told(given: Issued) -> list[str]:
    row = given.row
    at = given.sheet.known.replace("T", " ")[:16]
    said = [
        f"{cn_date(row.issued)}签发（签发人：{given.signer}），已封存；数据截至{at}。",
        f"文字摘要（SM3）：{given.digest}",
    ]
    said += [f"逾期原因：{given.late}"] if given.late else []
    return [*said, f"{cn_date(row.published)}公开：{row.place}"] if row.published else said


def _publish(desk: Desk, where: Unit, declared: AnnualReport, year: int) -> Small:
    def do(typed: Typed) -> str:
        publish_report(
            actor=desk.actor, key=typed.key, unit=where.code, report=declared.id, year=year, day=typed.day("day"),
            place=typed.needed("place", "在哪里公开"),
        )  # fmt: skip
        return "已登记公开。"

    fields = (
        Field(name="day", label="公开日期", kind="date", value=desk.today.isoformat(), half=True),
        Field(name="place", label="在哪里公开", help="如：县政府网站信息公开专栏，写网址更好。"),
    )
    return Small(id="publish", title="登记公开", verb="登记公开", do=do, fields=fields, open=True)


@never_cache
@require_safe
def paper(request: HttpRequest, unit: str, report: str, year: int) -> HttpResponse:
    """Show the whole text as it is printed, with its notes."""
    desk, where, declared, period = _asked(request, unit, report, year)
    given = annual.issued(declared, where, year)
    here = reverse("annual-report", args=[unit, report, year])
    texts, _ = shown.kept(request, where, declared, year)
    drawn = given.paper if given is not None else _draft(declared, where, period, texts, desk).paper
    context = page_context(
        request, drawn.title, (_CRUMB, Link(label=declared.name, href=here)), nav="overview", sheet=sheet(drawn),
        word=f"{here}?word=1", masked=False, missing=drawn.missing, forms=(),
        note="已签发" if given is not None else "起草稿，没有签发",
        tag=shown.state_of(given.row if given is not None else None, over=period.last < desk.today),
    )  # fmt: skip
    return render(request, "desk/paper.html", context)


@never_cache
@require_safe
def check(request: HttpRequest, unit: str, report: str, year: int) -> HttpResponse:
    """Show the checker's 提示 beside the whole text."""
    desk, where, declared, period = _asked(request, unit, report, year)
    given = annual.issued(declared, where, year)
    if given is not None:
        drawn, day = given.paper, given.row.issued
    else:
        drawn = _draft(declared, where, period, shown.kept(request, where, declared, year)[0], desk).paper
        day = desk.today
    result = annual.checked(drawn, day, declared.kind)
    here = reverse("annual-report", args=[unit, report, year])
    context = page_context(
        request, "体检", (_CRUMB, Link(label=declared.name, href=here)), nav="overview",
        note=f"{checked.note(result)}须没有“错误”才能签发。", again=Link(label="回到报告", href=here),
        print_foot=drawn.title, **checked.drawn(result),
    )  # fmt: skip
    return render(request, "desk/check_result.html", context)


@require_safe
def figure(request: HttpRequest, unit: str, report: str, year: int, row: str, column: str) -> HttpResponse:
    """Show what one figure counts: its formula, its parts, and the matters behind each."""
    desk, where, declared, period = _asked(request, unit, report, year)
    given = annual.issued(declared, where, year)
    moment = known.just_before(clock.now())
    stated = given.sheet if given is not None else periodic.compute(declared.form, where, period, moment)
    opened = figures.of_sheet(desk, where, stated, row, column)
    if opened is None:
        raise Http404
    crumbs = (_CRUMB, Link(label=declared.name, href=reverse("annual-report", args=[unit, report, year])))
    context = page_context(request, opened["name"], crumbs, nav="overview", **opened)
    return render(request, "desk/figure.html", context)


_PLACE: Final = "annual/<slug:unit>/<slug:report>/<int:year>/"
urlpatterns = [
    path("annual/", index, name="annual"),
    path(_PLACE, report, name="annual-report"),
    path(f"{_PLACE}paper/", paper, name="annual-paper"),
    path(f"{_PLACE}check/", check, name="annual-check"),
    path(f"{_PLACE}<slug:row>/<slug:column>/", figure, name="annual-figure"),
]
