"""人员与账号: for administrators. Units, people with their posts from–to, accounts, what they may see and do."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from fazhi.components import Cell, Column, EmptyState, Link, SimpleTable, State, Tag
from fazhi.desk.actor import Desk, desk_of
from fazhi.desk.frame import page_context
from fazhi.desk.people import post_name
from fazhi.desk.small import handle
from fazhi.desk.staff import FIRST_PASSWORD, forms_of_person, forms_of_units
from fazhi.records import queries, staff
from fazhi.records.access import Denied, Role
from fazhi.records.models import Account, Holding, Scope, Unit
from fazhi.records.staff import Staff

ADMIN = (Role.ADMIN,)


def _units(desk: Desk) -> tuple[Unit, ...]:
    """Return the units one manages. Raises Denied for everybody who manages none."""
    found = queries.units_of(desk.grants, desk.today, ADMIN)
    if not found:
        raise Denied("只有管理员能管理人员与账号", hint="请与本单位或县局管理员联系")
    return found


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: HttpRequest) -> HttpResponse:
    """List units and people; open a unit, register a person with post and account in one go."""
    desk = desk_of(request)
    units = _units(desk)
    forms, done = handle(request, forms_of_units(request, desk, units))
    if done:
        return redirect("people")
    known = staff.staff_of(desk.grants, ADMIN)
    context = page_context(
        request,
        "人员与账号",
        nav="manage",
        table=_people_table(known, desk),
        units=_unit_table(units, known, desk),
        first=request.session.pop(FIRST_PASSWORD, None),
        forms=forms,
    )
    return render(request, "desk/people.html", context, status=422 if request.method == "POST" else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest, key: str) -> HttpResponse:
    """Show one person: posts, accounts, scopes, and every act on them."""
    desk = desk_of(request)
    units = _units(desk)
    found = next((item for item in staff.staff_of(desk.grants, ADMIN) if item.person.key == key), None)
    if found is None:
        raise Denied("没有这个人员，或不归您管理", where=key)
    forms, done = handle(request, forms_of_person(request, desk, units, found))
    if done:
        return redirect("person", key=key)
    context = page_context(
        request,
        found.person.name,
        (Link(label="人员与账号", href=reverse("people")),),
        nav="manage",
        found=found,
        posts=_post_table(found, desk),
        accounts=_account_table(found, desk),
        scopes=_scope_table(found.scopes),
        first=request.session.pop(FIRST_PASSWORD, None),
        forms=forms,
    )
    return render(request, "desk/person.html", context, status=422 if request.method == "POST" else 200)


def _people_table(known: tuple[Staff, ...], desk: Desk) -> SimpleTable:
    return SimpleTable(
        caption="人员",
        columns=tuple(Column(key=name, name=name) for name in ("姓名", "任职", "账号", "账号状态")),
        rows=tuple(
            (
                Cell(text=item.person.name, href=reverse("person", args=[item.person.key])),
                Cell(text="；".join(_said(held, desk) for held in item.holdings if _now(held, desk)) or "今天没有任职"),
                Cell(text="、".join(account.login for account in item.accounts) or "—"),
                _account_state(item.accounts, desk),
            )
            for item in known
        ),
        empty=EmptyState(title="还没有人员", reason="在下面登记人员、岗位和账号。"),
    )


def _account_state(accounts: tuple[Account, ...], desk: Desk) -> Cell:
    if not accounts:
        return Cell(text="只在纸上签批，没有账号")
    account = accounts[-1]
    if not account.enabled_on(desk.today):
        return Cell(tag=Tag(state=State.SKIPPED, text="已停用"))
    if account.must_change_password:
        return Cell(tag=Tag(state=State.CHECK, text="初始口令，登录后须更改"))
    return Cell(tag=Tag(state=State.DONE, text="在用"))


def _said(held: Holding, desk: Desk) -> str:
    acting = "（代理）" if held.acting_for_id else ""
    return f"{held.unit.short}{post_name(held.post)}{acting}"


def _now(held: Holding, desk: Desk) -> bool:
    return held.starts <= desk.today and (held.ends is None or held.ends >= desk.today)


def _unit_table(units: tuple[Unit, ...], known: tuple[Staff, ...], desk: Desk) -> SimpleTable:
    counted: dict[int, set[int]] = {}
    for item in known:
        for held in item.holdings:
            if _now(held, desk):
                counted.setdefault(held.unit_id, set()).add(item.person.pk)
    return SimpleTable(
        caption="单位",
        columns=tuple(Column(key=name, name=name) for name in ("单位", "简称", "代码", "起", "在任")),
        rows=tuple(
            (
                Cell(text=f"{'　' * (unit.path.count('/') - units[0].path.count('/'))}{unit.name}"),
                Cell(text=unit.short),
                Cell(text=unit.code),
                Cell(text=unit.starts.isoformat()),
                Cell(text=f"{len(counted.get(unit.pk, ()))} 人"),
            )
            for unit in units
        ),
    )


def _post_table(found: Staff, desk: Desk) -> SimpleTable:
    return SimpleTable(
        caption="任职",
        columns=tuple(Column(key=name, name=name) for name in ("岗位", "单位", "权限", "起", "止", "状态")),
        rows=tuple(
            (
                Cell(text=post_name(held.post) + ("（代理）" if held.acting_for_id else "")),
                Cell(text=held.unit.name),
                Cell(text=Role(held.role).cn),
                Cell(text=held.starts.isoformat()),
                Cell(text=held.ends.isoformat() if held.ends else ""),
                Cell(
                    tag=Tag(state=State.DONE, text="在任")
                    if _now(held, desk)
                    else Tag(state=State.SKIPPED, text="不在任")
                ),
            )
            for held in found.holdings
        ),
        empty=EmptyState(title="没有任职", reason="在下面任命岗位；没有岗位的账号什么也看不到。"),
    )


def _account_table(found: Staff, desk: Desk) -> SimpleTable:
    return SimpleTable(
        caption="账号",
        columns=tuple(Column(key=name, name=name) for name in ("账号", "开设", "停用自", "状态")),
        rows=tuple(
            (
                Cell(text=account.login),
                Cell(text=account.created.isoformat()),
                Cell(text=account.disabled_from.isoformat() if account.disabled_from else ""),
                _account_state((account,), desk),
            )
            for account in found.accounts
        ),
        empty=EmptyState(title="没有账号", reason="只在纸上签批的人不需要账号；需要登录的，在下面开设。"),
    )


def _scope_table(scopes: tuple[Scope, ...]) -> SimpleTable:
    return SimpleTable(
        caption="另授的数据范围",
        columns=tuple(Column(key=name, name=name) for name in ("范围", "权限", "起", "止")),
        rows=tuple(
            (
                Cell(text=scope.over.name),
                Cell(text=Role(scope.role).cn),
                Cell(text=scope.starts.isoformat()),
                Cell(text=scope.ends.isoformat() if scope.ends else ""),
            )
            for scope in scopes
        ),
        empty=EmptyState(title="没有另授的数据范围", reason="看得到什么、能办什么，按任职的单位和权限。"),
    )


urlpatterns = [path("people/", people, name="people"), path("people/<slug:key>/", person, name="person")]
