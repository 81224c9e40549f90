"""编号簿: every number of a series in order, voided ones struck, missing ones named; taking, entering, voiding."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods

from fazhi.components import Cell, Choice, Column, EmptyState, Field, FilterBar, SimpleTable, State, Tag
from fazhi.desk import lists
from fazhi.desk.actor import Desk, desk_of
from fazhi.desk.frame import page_context
from fazhi.desk.small import Small, Typed, handle, options
from fazhi.packs import procedures
from fazhi.records import numbering, queries
from fazhi.records.access import Role
from fazhi.records.acts import numbers
from fazhi.records.acts.base import ActRefused
from fazhi.records.models import Matter, Number, Unit

STATES: Final = {"taken": (State.DONE, "已用"), "paper": (State.NOTE, "旧纸号"), "void": (State.SKIPPED, "作废")}
_USERS: Final = (Role.WORK, Role.REVIEW, Role.LEAD, Role.COUNTY)
SHOWN: Final = 500


@require_http_methods(["GET", "HEAD", "POST"])
def book(request: HttpRequest) -> HttpResponse:
    """Show a series (unit, kind, year) and what may be done with it."""
    desk = desk_of(request)
    units = {unit.code: unit for unit in queries.units_of(desk.grants, desk.today, tuple(Role))}
    series = numbering.series_in(list(units.values()))
    unit = units.get(request.GET.get("unit", "")) or units.get(desk.township.code) or units.get(desk.unit.code)
    own = [row for row in series if unit is not None and row.unit_id == unit.pk]
    kinds = sorted({row.kind for row in own} | set(_declared()))
    kind = request.GET.get("kind", "") if request.GET.get("kind") in kinds else (own[0].kind if own else kinds[0])
    years = sorted({row.year for row in own if row.kind == kind}, reverse=True)
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and int(asked) in years else (years[0] if years else desk.today.year)
    forms, done = handle(request, _forms(desk, unit, kind) if unit else ())
    if done:
        return redirect(f"{reverse('numbers')}{lists.address_of(request.GET)}")
    found = numbering.series_of(unit, kind, year) if unit else ()
    missing = numbering.missing(unit, kind, year) if unit else []
    table = SimpleTable(
        caption=f"{kind} {year or ''}",
        columns=tuple(Column(key=name, name=name) for name in ("编号", "状态", "取号时间", "用于", "作废理由")),
        rows=tuple(_rows(found[-SHOWN:], desk)),
        empty=EmptyState(title="这一本还没有编号", reason="登记事项、出具文书时自动取号；也可以在下面补录旧纸号。"),
    )
    words = f"{unit.name if unit else ''}　{kind}　{f'{year}年' if year else '不按年重新编号'}"
    context = page_context(
        request,
        "编号簿",
        print_foot=f"编号簿 {words}",
        table=table,
        words=words,
        filters=FilterBar(
            fields=(
                lists.select(
                    "unit", "单位", unit.code if unit else "", [(item.code, item.name) for item in units.values()]
                ),
                Field(
                    name="kind",
                    label="种类",
                    kind="select",
                    value=kind,
                    required=False,
                    choices=tuple(Choice(value=item, label=item) for item in kinds),
                ),
                Field(
                    name="year",
                    label="年度",
                    kind="select",
                    value=str(year),
                    required=False,
                    choices=tuple(
                        Choice(value=str(item), label=f"{item}年" if item else "不分年") for item in years or [year]
                    ),
                ),
            ),
            clear=reverse("numbers"),
        ),
        total=len(found),
        voided=sum(number.state == "void" for number in found),
        missing="、".join(str(n) for n in missing[:50]) + (f" 等 {len(missing)} 个" if len(missing) > 50 else ""),
        cut=max(len(found) - SHOWN, 0),
        forms=forms,
    )
    return render(request, "desk/numbers.html", context, status=422 if request.method == "POST" else 200)


def _rows(found: list[Number], desk: Desk) -> list[tuple[Cell, ...]]:
    """Return the lines of the book; the matter a number belongs to is named only to those who may see it."""
    keys = {number.stream_key for number in found}
    acts = {number.text for number in found}
    seen = queries.seen_by(desk.grants, desk.today).filter(number__in=acts) if keys else Matter.objects.none()
    by_number = {row.number: row for row in seen}
    lines = []
    for number in found:
        state, word = STATES[number.state]
        row = by_number.get(number.text)
        lines.append(
            (
                Cell(text=number.text, struck=number.state == "void"),
                Cell(tag=Tag(state=state, text=word)),
                Cell(text=f"{number.taken[:10]} {number.taken[11:16]}"),
                Cell(text=row.title, href=lists.address_of_matter(row)) if row else Cell(text=""),
                Cell(text=number.void_reason),
            )
        )
    return lines


def _declared() -> Iterator[str]:
    """Yield the kinds of number that the packs use: of matters, and of papers with a number of their own."""
    for procedure in map(procedures.get, procedures.ids()):
        yield procedure.numbering
        yield from (form.series for form in procedure.papers.values() if form.series is not None)


def _forms(desk: Desk, unit: Unit, kind: str) -> tuple[Small, ...]:
    actor = desk.actor
    found: list[Small] = []
    if desk.grants.covers(unit.path, _USERS):
        found += [_take(desk, unit, kind), _enter(desk, unit, kind), _void(desk, unit, kind)]
    if desk.grants.covers(unit.path, (Role.ADMIN,)):

        def set_format(typed: Typed) -> str:
            yearly = typed.text("yearly") != "no"
            template = typed.needed("template", "格式")
            try:
                numbering.check_template(template, yearly=yearly)
            except numbering.BadFormat as error:
                raise ActRefused(error.message, field="template", hint=error.hint) from error
            numbers.set_format(
                actor=actor,
                key=typed.key,
                kind=typed.needed("kind", "种类"),
                template=template,
                starts=typed.day("starts"),
                unit=unit.code,
                yearly=yearly,
            )
            return f"{unit.name}“{typed.text('kind')}”的编号格式已设定。"

        form = numbering.format_of(unit, kind, desk.today)
        found.append(
            Small(
                id="format",
                title="设定编号格式",
                verb="设定格式",
                do=set_format,
                note="可用 {unit} 简称、{kind} 种类、{year} 年、{n} 序号、{n:03} 补零，例如 {unit}收〔{year}〕{n}号。",
                fields=(
                    Field(name="kind", label="种类", value=kind, half=True),
                    Field(name="template", label="格式", value=form.template, half=True),
                    Field(
                        name="yearly",
                        label="每年重新编号",
                        kind="radio",
                        value="yes" if form.yearly else "no",
                        half=True,
                        choices=(Choice(value="yes", label="每年从 1 起"), Choice(value="no", label="一直连续")),
                    ),
                    Field(name="starts", label="起用日期", kind="date", value=desk.today.isoformat(), half=True),
                ),
            )
        )
    return tuple(found)


def _take(desk: Desk, unit: Unit, kind: str) -> Small:
    def take(typed: Typed) -> str:
        given = numbers.take(actor=desk.actor, key=typed.key, unit=unit.code, kind=typed.needed("kind", "种类"))
        return f"取得 {given['number']}，已占号。"

    return Small(
        id="take",
        title="为散件取一个号",
        verb="取号",
        do=take,
        note=f"先占号，后打印；下一个是 {numbering.foreseen_in(unit, kind, desk.today)}。事项的编号在登记时自动取。",
        fields=(Field(name="kind", label="种类", value=kind, half=True),),
    )


def _enter(desk: Desk, unit: Unit, kind: str) -> Small:
    def enter(typed: Typed) -> str:
        text = typed.needed("number", "旧纸号")
        numbers.enter_paper_number(
            actor=desk.actor, key=typed.key, unit=unit.code, kind=kind, text=text, day=typed.day("day")
        )
        return f"旧纸号 {text} 已补录。"

    return Small(
        id="enter",
        title="补录旧纸号",
        verb="补录旧号",
        do=enter,
        note="纸质登记簿上已经用过的号。补录后不会再发出同号。",
        fields=(
            Field(name="number", label="旧纸号", half=True),
            Field(name="day", label="当时取号的日期", kind="date", value=desk.today.isoformat(), half=True),
        ),
    )


def _void(desk: Desk, unit: Unit, kind: str) -> Small:
    def void(typed: Typed) -> str:
        text = typed.needed("number", "编号")
        numbers.void(actor=desk.actor, key=typed.key, unit=unit.code, kind=kind, text=text, reason=typed.text("reason"))
        return f"{text} 已作废，留在簿上，不再使用。"

    used = Number.objects.filter(series__unit=unit, series__kind=kind).exclude(state="void")
    texts = list(used.order_by("-taken", "-pk").values_list("text", flat=True)[:100])
    return Small(
        id="void",
        title="作废一个号",
        verb="作废",
        danger=True,
        do=void,
        note="作废的号留在簿上并写明理由，不收回再用。",
        fields=(
            Field(
                name="number", label="编号", kind="select", choices=options([(text, text) for text in texts]), half=True
            ),
            Field(name="reason", label="作废理由"),
        ),
    )


urlpatterns = [path("numbers/", book, name="numbers")]
