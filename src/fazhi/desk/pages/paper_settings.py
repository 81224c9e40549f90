"""文书署名和印章: under which names a township signs, whether the seal is marked, how its papers are numbered."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods

from fazhi.components import Cell, Choice, Column, Field, Link, SimpleTable, cn_date
from fazhi.desk.actor import Desk, desk_of
from fazhi.desk.frame import page_context
from fazhi.desk.small import Small, Typed, handle
from fazhi.packs import procedures
from fazhi.records import access, numbering, paper_settings
from fazhi.records.access import Denied, Role
from fazhi.records.acts.paper_forms import set_paper
from fazhi.records.models import Unit
from fazhi.records.paper_settings import SETTINGS, Setting


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """Show what is set for a township's papers, and set it anew from a day on."""
    desk = desk_of(request)
    units = _units(desk)
    if not units:
        raise Denied("只有管理员可以设定文书署名", hint="请与本单位管理员联系")
    wanted = request.GET.get("unit", "")
    unit = next((one for one in units if one.code == wanted), None) or next(
        (one for one in units if one.pk == desk.township.pk), units[0]
    )
    drawn, done = handle(request, tuple(_form(desk, unit, one) for one in SETTINGS))
    here = f"{reverse('paper-settings')}?unit={unit.code}"
    if done:
        return redirect(here)
    context = page_context(
        request,
        "文书署名和印章",
        (Link(label="管理", href=reverse("manage")),),
        nav="manage",
        heading=f"文书署名和印章：{unit.name}",
        note="按生效日期使用；已经印发的文书不变，办到一半的按打印那天的设置",
        units=[(one.code, one.name) for one in units],
        chosen=unit.code,
        table=_table(desk, unit),
        numbers=_numbers(desk, unit),
        forms=drawn,
    )
    return render(request, "desk/paper_settings.html", context)


def _units(desk: Desk) -> list[Unit]:
    """Return the townships (and bureaux) whose papers the person may set, in order."""
    found = Unit.objects.none()
    for path_ in desk.grants.paths((Role.ADMIN,)):
        found = found | Unit.objects.filter(access.under("path", path_))
    return [unit for unit in found.order_by("path") if paper_settings.home_of(unit.path) == unit.path]


def _table(desk: Desk, unit: Unit) -> SimpleTable:
    names = (("what", "项目"), ("value", "现在印"), ("basis", "依据"), ("since", "起用"))
    rows = []
    for one in SETTINGS:
        entry = paper_settings.entry_of(unit.path, one.name, desk.today)
        own = entry is not None and bool(paper_settings.value_of(unit.path, one.name, desk.today))
        value = paper_settings.printed(unit, one.name, desk.today)
        basis = entry.basis if own and entry is not None else "未设定，程序按机构名称取用"
        since = cn_date(entry.starts) if own and entry is not None else ""
        rows.append((Cell(text=one.label), Cell(text=value, strong=True), Cell(text=basis), Cell(text=since)))
    return SimpleTable(
        caption="署名和印章", columns=tuple(Column(key=key, name=name) for key, name in names), rows=tuple(rows)
    )


def _numbers(desk: Desk, unit: Unit) -> SimpleTable:
    """Return how the papers that take a number are numbered, with the book where that is set."""
    names = (("paper", "文书"), ("kind", "编号簿"), ("form", "下一个文号"))
    listed = {
        (form.series, form.name, procedure.title)
        for procedure in map(procedures.get, procedures.ids())
        for form in procedure.papers.values()
        if form.series is not None
    }
    rows = tuple(
        (
            Cell(text=f"{name}（{title}）"),
            Cell(text=kind, href=f"{reverse('numbers')}?unit={unit.code}&kind={kind}"),
            Cell(text=numbering.foreseen_in(unit, kind, desk.today)),
        )
        for kind, name, title in sorted(listed)
    )
    return SimpleTable(caption="文号", columns=tuple(Column(key=key, name=name) for key, name in names), rows=rows)


def _form(desk: Desk, unit: Unit, setting: Setting) -> Small:
    def do(typed: Typed) -> str:
        value = typed.text("value")
        starts = typed.day("starts")
        set_paper(
            actor=desk.actor,
            key=typed.key,
            name=setting.name,
            value=value,
            basis=typed.needed("basis", "依据"),
            starts=starts,
            unit=unit.code,
        )
        return f"{unit.name}的“{setting.label}”自{cn_date(starts)}起" + (f"印“{value}”。" if value else "恢复原样。")

    return Small(
        id=setting.name.rpartition(".")[2],
        title=f"设定{setting.label}",
        verb="设定",
        do=do,
        note=setting.help,
        fields=tuple(_fields(desk, unit, setting)),
    )


def _fields(desk: Desk, unit: Unit, setting: Setting) -> Iterator[Field]:
    now = paper_settings.printed(unit, setting.name, desk.today)
    if setting.values:
        choices = tuple(Choice(value=one, label=one) for one in setting.values)
        yield Field(name="value", label=setting.label, kind="radio", value=now, choices=choices)
    else:
        yield Field(name="value", label=setting.label, value=now, required=False, help="空着就是恢复程序自己的取法。")
    yield Field(name="basis", label="依据", help="例如机构编制文件的文号；没有的写“本县（镇）设定”。", half=True)
    yield Field(name="starts", label="自哪天起", kind="date", value=desk.today.isoformat(), half=True)


urlpatterns = [path("paper-settings/", settings, name="paper-settings")]
