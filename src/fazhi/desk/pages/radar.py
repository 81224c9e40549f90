"""新法对照清单: the laws that changed and what here cites them, worked off place by place, with a reason and a day."""

from __future__ import annotations

import secrets
from datetime import date
from typing import Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_safe

from fazhi.cli.laws.changes import Change, horizon
from fazhi.components import Button, Cell, Choice, Column, EmptyState, Field, FilterBar, Link, SimpleTable, Tag
from fazhi.components import State as Shape
from fazhi.desk import excel
from fazhi.desk.actor import Desk, desk_of
from fazhi.desk.excel import Head
from fazhi.desk.frame import page_context
from fazhi.desk.lawlinks import address_of as address_of_law
from fazhi.desk.lists import PRINTED, address_of, address_of_matter, select
from fazhi.desk.refusals import reason
from fazhi.kernel.calendar import parse_date
from fazhi.kernel.citations import LawRef
from fazhi.kernel.errors import TermError
from fazhi.records import radar, reading
from fazhi.records.access import Denied, Role
from fazhi.records.acts import radar as acts
from fazhi.records.acts.base import ActRefused
from fazhi.records.acts.looks import texts_looked
from fazhi.records.models import Account
from fazhi.records.radar import USERS, Row, State

SHAPES: Final = {State.OPEN: Shape.CHECK, State.FINE: Shape.DONE, State.CHANGED: Shape.DONE}
SIZE: Final = 100
_HEADS: Final = (
    Head(name="序号", width=6), Head(name="类别", width=8), Head(name="位置", width=40), Head(name="引用", width=30),
    Head(name="句子", width=60), Head(name="变动", width=40), Head(name="状态", width=14), Head(name="理由", width=30),
    Head(name="办理人", width=10), Head(name="办理日期", width=12), Head(name="完成期限", width=12),
)  # fmt: skip


def _desk(request: HttpRequest) -> Desk:
    desk = desk_of(request)
    if not desk.grants.paths(USERS):
        raise Denied("新法对照清单由审查人员和县局办理", where="新法对照清单", hint="请与本单位审查人员联系")
    return desk


@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    """List the changes that touch anything here; files not read yet are read for two seconds, the rest is said."""
    desk = _desk(request)
    left = reading.read_waiting()
    since, until = horizon(desk.today)
    if request.GET.get("all") == "1":
        since = date.min
    found = radar.counted(desk.grants, desk.today, since, until)
    table = SimpleTable(
        caption="变动的法规",
        columns=(
            Column(key="law", name="法规"),
            Column(key="change", name="变动"),
            Column(key="places", name="引用处", numeric=True),
            Column(key="left", name="待看", numeric=True),
            Column(key="due", name="最近期限"),
        ),
        rows=tuple(
            (
                Cell(text=f"《{each.change.title}》", href=f"{reverse('radar-list')}?change={each.change.id}"),
                Cell(text=each.change.cn),
                Cell(text=str(each.places)),
                Cell(text=str(each.places - each.done), strong=each.places > each.done),
                Cell(text=each.due.isoformat() if each.due else ""),
            )
            for each in found
        ),
        empty=EmptyState(
            title="没有要对照的",
            reason=f"{since.isoformat() if since > date.min else '历次'}以来修订、废止的法规，这里没有引用。",
        ),
    )
    context = page_context(
        request, "新法对照清单", (Link(label="管理", href=reverse("manage")),), nav="manage", table=table, left=left,
        note=_horizon(since, until), all=since == date.min, print_foot="新法对照清单", troubles=len(reading.troubles()),
    )  # fmt: skip
    return render(request, "desk/radar.html", context)


def _horizon(since: date, until: date) -> str:
    return f"{since.isoformat()}至{until.isoformat()}的修订、废止" if since > date.min else "历次修订、废止"


@require_http_methods(["GET", "HEAD", "POST"])
def places(request: HttpRequest) -> HttpResponse:
    """Show the places one change touches, with filters; record what was done about those that were ticked."""
    desk = _desk(request)
    change = radar.change_of(request.GET.get("change", ""))
    if change is None:
        raise Http404
    rows = radar.rows(desk.grants, desk.today, change)
    wanted = [row for row in rows if _passes(row, request)]
    refused = None
    if request.method == "POST":
        try:
            return _mark(request, desk, change.id, wanted)
        except (ActRefused, TermError) as error:
            refused = error
    if request.GET.get("format") == "xlsx":
        return _excel(desk, change, wanted, _words(request, change, wanted))
    every = request.GET.get("all") == "1"
    asked = request.GET.get("page", "1")
    page = max(int(asked), 1) if asked.isdecimal() and len(asked) < 6 else 1
    page = min(page, max((len(wanted) - 1) // SIZE + 1, 1))
    part = wanted[:PRINTED] if every else wanted[(page - 1) * SIZE : page * SIZE]
    shown, people = _shown(desk, part, "radar"), _people(rows)
    context = page_context(
        request,
        f"《{change.title}》",
        (Link(label="管理", href=reverse("manage")), Link(label="新法对照清单", href=reverse("radar"))),
        nav="manage",
        note=change.cn,
        change=change,
        law=address_of_law(LawRef(title=change.title)),
        rows=[
            (row, _tag(row), _href(row), _ticks(desk, row), people.get(row.mark.by if row.mark else ""))
            for row in shown
        ],
        words=_words(request, change, wanted),
        filters=_filters(request, rows, change.id),
        buttons=(
            Button(label="Excel", href=address_of(request.GET, format="xlsx")),
            Button(label="打印", href=address_of(request.GET, all="1"), prints=every),
        ),
        fields=_fields(request, refused),
        refusal=reason(refused) if refused is not None else None,
        ticked=set(request.POST.getlist("rows")),
        may=any(_ticks(desk, row) for row in part),
        key=request.POST.get("_key") or secrets.token_hex(12),
        total=len(wanted),
        pages=() if every else _pages(request, page, len(wanted)),
        print_foot=f"新法对照清单　《{change.title}》",
    )
    return render(request, "desk/radar_list.html", context, status=422 if refused is not None else 200)


def _shown(desk: Desk, rows: list[Row], page: str) -> list[Row]:
    """Return rows with their sentences, after recording in whose files they were read."""
    shown, matters = radar.with_sentences(desk.grants, desk.today, rows)
    if matters:
        texts_looked(actor=desk.actor, matters=matters, page=page)
    return shown


def _passes(row: Row, request: HttpRequest) -> bool:
    asked = request.GET
    return (
        asked.get("state", "") in ("", row.state)
        and asked.get("kind", "") in ("", row.kind)
        and asked.get("unit", "") in ("", row.unit or "site")
    )


def _filters(request: HttpRequest, rows: list[Row], change: str) -> FilterBar:
    units = {row.matter.unit.code: row.matter.unit.name for row in rows if row.matter is not None}
    if any(row.matter is None for row in rows):
        units["site"] = radar.SITE
    return FilterBar(
        fields=(
            select("state", "状态", request.GET.get("state", ""), [(each.value, each.value) for each in State]),
            select("kind", "类别", request.GET.get("kind", ""), [(k, k) for k in sorted({row.kind for row in rows})]),
            select("unit", "单位", request.GET.get("unit", ""), sorted(units.items(), key=lambda item: item[1])),
        ),
        clear=f"{reverse('radar-list')}?change={change}",
    )


def _words(request: HttpRequest, change: Change, rows: list[Row]) -> str:
    chosen = [value for name in ("state", "kind") if (value := request.GET.get(name, ""))]
    open_ = sum(row.state is State.OPEN for row in rows)
    return "，".join((*chosen, f"共 {len(rows)} 处，待看 {open_} 处"))


def _fields(request: HttpRequest, refused: ActRefused | TermError | None) -> tuple[Field, ...]:
    at = refused.field if isinstance(refused, ActRefused) else "due" if refused is not None else ""
    said = reason(refused) if refused is not None else None
    choices = tuple(Choice(value=each.value, label=each.value) for each in (State.FINE, State.CHANGED, State.OPEN))
    posted = request.POST
    return (
        Field(
            name="state", label="怎么办", kind="radio", choices=(*choices, Choice(value="", label="只定期限")),
            value=posted.get("state", ""), error=said if at == "state" else None, required=False,
        ),
        Field(
            name="reason", label="理由", value=posted.get("reason", ""), required=False,
            error=said if at == "reason" else None, help="无需改的写为什么，已改的写改在哪里。不写个人信息。",
        ),
        Field(
            name="due", label="完成日期", kind="date", half=True, required=False, value=posted.get("due", ""),
            error=said if at == "due" else None,
        ),
    )  # fmt: skip


def _mark(request: HttpRequest, desk: Desk, change: str, rows: list[Row]) -> HttpResponse:
    asked = set(request.POST.getlist("rows"))
    chosen = [row for row in rows if row.key in asked]
    named, day = request.POST.get("state", ""), request.POST.get("due", "").strip()
    acts.mark(
        actor=desk.actor,
        key=request.POST.get("_key", "")[:64] or None,
        home=desk.unit.code,
        change=change,
        spots=[acts.Spot(key=row.key, unit=row.unit, place=f"{row.kind}　{row.where}"[:300]) for row in chosen],
        state=State(named) if named in set(State) else None,
        reason=request.POST.get("reason", ""),
        due=parse_date(day) if day else None,
    )
    messages.success(request, f"已登记 {len(chosen)} 处{f'：{named}' if named else '的完成日期'}。")
    return redirect(reverse("radar-list") + address_of(request.GET, page=request.GET.get("page")))


def _ticks(desk: Desk, row: Row) -> bool:
    if row.matter is None:
        return desk.grants.covers(desk.unit.path.split("/")[0] + "/", (Role.COUNTY,))
    return desk.grants.covers(row.matter.unit_path, USERS)


def _tag(row: Row) -> Tag:
    return Tag(state=SHAPES[row.state], text=row.state.value)


def _href(row: Row) -> str:
    return address_of_matter(row.matter) if row.matter is not None else ""


def _people(rows: list[Row]) -> dict[str, str]:
    logins = {row.mark.by for row in rows if row.mark is not None and row.mark.by}
    return dict(Account.objects.filter(login__in=logins).values_list("login", "person__name")) if logins else {}


def _pages(request: HttpRequest, page: int, total: int) -> tuple[Link, ...]:
    last = max((total - 1) // SIZE + 1, 1)
    found = []
    if page > 1:
        found.append(Link(label="上一页", href=address_of(request.GET, page=str(page - 1)), bare=True))
    if page < last:
        found.append(Link(label="下一页", href=address_of(request.GET, page=str(page + 1)), bare=True))
    return tuple(found)


def _excel(desk: Desk, change: Change, rows: list[Row], words: str) -> HttpResponse:
    shown = _shown(desk, rows, "radar-excel")
    people = _people(rows)
    lines = (
        (
            number, row.kind, row.where, row.cited, row.words, row.said, row.state.value,
            row.mark.reason if row.mark else "", people.get(row.mark.by, row.mark.by) if row.mark else "",
            (row.mark.day if row.mark else None) or "", (row.mark.due if row.mark else None) or "",
        )
        for number, row in enumerate(shown, 1)
    )  # fmt: skip
    file = excel.workbook("新法对照清单", f"《{change.title}》　{change.cn}　{words}", _HEADS, lines)
    return excel.response(file, f"新法对照清单（{change.title}）")


urlpatterns = [path("radar/", changes, name="radar"), path("radar/list/", places, name="radar-list")]
