"""统计时段和报送要求: the last day a month counts and which forms are asked for, of a county or a township, dated."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods

from fazhi.components import Cell, Choice, Column, EmptyState, Field, FilterBar, Link, SimpleTable, cn_date, table_date
from fazhi.desk.actor import Desk, desk_of
from fazhi.desk.frame import page_context
from fazhi.desk.small import Small, Typed, handle
from fazhi.kernel.measures import PeriodKind, kind_cn
from fazhi.packs import periodic as declared
from fazhi.records import access, paper_settings, periodic
from fazhi.records.access import Denied, Role
from fazhi.records.acts.base import ActRefused
from fazhi.records.acts.periodic import set_cut, set_forms
from fazhi.records.asked_forms import asked_of
from fazhi.records.cutoffs import cuts_of
from fazhi.records.models import Unit

WHOLE = (("", "不分，一律按截止日"), ("1", "12月到31日止，1月从1日起"))


@require_http_methods(["GET", "HEAD", "POST"])
def periods(request: HttpRequest) -> HttpResponse:
    """Show which days the months of this year count, and set the last day anew from a day on."""
    desk = desk_of(request)
    units = _units(desk)
    if not units:
        raise Denied("只有管理员可以设定统计时段", hint="请与本单位管理员联系")
    wanted = request.GET.get("unit", "")
    unit = next((one for one in units if one.code == wanted), None) or next(
        (one for one in units if one.pk == desk.township.pk), units[0]
    )
    drawn, done = handle(request, (_form(desk, unit), _forms(desk, unit)))
    if done:
        return redirect(f"{reverse('report-periods')}?unit={unit.code}")
    cuts = cuts_of(unit.path)
    entry = cuts.entry(desk.today)
    context = page_context(
        request,
        "统计时段",
        (Link(label="管理", href=reverse("manage")),),
        nav="manage",
        heading=f"统计时段：{unit.name}",
        note=f"现在：{entry.words}" + (f"（{entry.basis}）" if entry.basis else ""),
        filters=_filters(units, unit) if len(units) > 1 else None,
        table=_table(desk, unit),
        forms=drawn,
    )
    return render(request, "desk/report_periods.html", context)


def _filters(units: list[Unit], chosen: Unit) -> FilterBar:
    choices = tuple(Choice(value=one.code, label=one.name) for one in units)
    field = Field(name="unit", label="单位", kind="select", value=chosen.code, choices=choices)
    return FilterBar(fields=(field,), clear=reverse("report-periods"), submit="查看")


def _units(desk: Desk) -> list[Unit]:
    """Return the county and the townships whose months the person may set, in order."""
    found = Unit.objects.none()
    for path_ in desk.grants.paths((Role.ADMIN,)):
        found = found | Unit.objects.filter(access.under("path", path_))
    return [
        unit
        for unit in found.order_by("path")
        if paper_settings.home_of(unit.path) == unit.path and (unit.kind in periodic.KINDS or unit.parent_id is None)
    ]


def _table(desk: Desk, unit: Unit) -> SimpleTable:
    cuts = cuts_of(unit.path)
    year = cuts.on(desk.today).year
    rows = []
    for number in range(1, 13):
        month = cuts.period(PeriodKind.MONTH, year, number)
        rows.append((Cell(text=month.title), Cell(text=table_date(month.first)), Cell(text=table_date(month.last))))
    names = (("month", "月份"), ("first", "从"), ("last", "到"))
    return SimpleTable(
        caption=f"{year}年各月",
        columns=tuple(Column(key=key, name=name) for key, name in names),
        rows=tuple(rows),
        empty=EmptyState(title="没有月份", reason=""),
    )


def _form(desk: Desk, unit: Unit) -> Small:
    def do(typed: Typed) -> str:
        text = typed.needed("cut", "截止日")
        if not text.isdecimal() or int(text) > 28:
            raise ActRefused("截止日应为 1 至 28 日，按自然月的写 0", field="cut")
        starts = typed.day("starts")
        set_cut(
            actor=desk.actor, key=typed.key, unit=unit.code, cut=int(text), whole_years=typed.text("whole") == "1",
            basis=typed.needed("basis", "依据"), starts=starts,
        )  # fmt: skip
        return f"{unit.name}的统计时段自{cn_date(starts)}起改为：{cuts_of(unit.path).entry(starts).words}。"

    entry = cuts_of(unit.path).entry(desk.today)
    return Small(
        id="cut",
        title="设定月报截止日",
        verb="设定",
        do=do,
        note="起用日期所在月份的第一天已经生效的，从那个月用起；改动的那个月从上月末日的次日算起，不重不漏。已报出的不变。",
        fields=(
            Field(
                name="cut", label="每月统计到几日", kind="number", value=str(entry.cut), unit="日", half=True,
                help="例如 25：上月26日至本月25日。按自然月的写 0。",
            ),
            Field(name="starts", label="自哪天起", kind="date", half=True),
            Field(
                name="whole", label="年初年末", kind="radio", value="1" if entry.whole_years else "",
                choices=tuple(Choice(value=value, label=label) for value, label in WHOLE), required=False,
            ),
            Field(name="basis", label="依据", help="例如县局通知的文号；没有的写“本县（镇）设定”。"),
        ),
    )  # fmt: skip


def _forms(desk: Desk, unit: Unit) -> Small:
    def do(typed: Typed) -> str:
        starts, ticked = typed.day("starts"), {name: typed.many(name) for name in declared.forms()}
        set_forms(
            actor=desk.actor, key=typed.key, unit=unit.code, forms=ticked,
            basis=typed.needed("basis", "依据"), starts=starts,
        )  # fmt: skip
        return f"{unit.name}的报送要求自{cn_date(starts)}起改了。"

    asked = asked_of(unit.path)
    boxes = tuple(
        Field(
            name=form.id, label=form.title, kind="checkboxes", required=False,
            values=tuple(kind.value for kind in form.kinds if asked.wants(form, kind, desk.today)),
            choices=tuple(Choice(value=kind.value, label=kind_cn(kind)) for kind in form.kinds),
        )
        for form in declared.forms().values()
    )  # fmt: skip
    return Small(
        id="forms",
        title="设定报送哪些报表",
        verb="设定",
        do=do,
        note="时段末日在起用日期当天或以后的，按这里报；没有勾的不催报，仍可查看。没有设定过的，各报表各时段都要求报。",
        fields=(
            *boxes,
            Field(name="starts", label="自哪天起", kind="date", half=True),
            Field(name="basis", label="依据", help="例如县局通知的文号；没有的写“本县（镇）设定”。"),
        ),
    )


urlpatterns = [path("report-periods/", periods, name="report-periods")]
