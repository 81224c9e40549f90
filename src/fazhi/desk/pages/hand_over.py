"""工作移交: everything a person has in hand goes to another, and the 《工作移交清单》 is printed for both signatures.

Many matters are moved in portions, one portion a request, so that a page always comes back and says how far it is.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_safe

from fazhi.components import (
    Button,
    Cell,
    Column,
    EmptyState,
    Field,
    Link,
    Refusal,
    SimpleTable,
    cn_date,
    error_summary,
)
from fazhi.desk import lists
from fazhi.desk.actor import Desk, desk_of
from fazhi.desk.frame import page_context
from fazhi.desk.people import post_name
from fazhi.desk.refusals import reason
from fazhi.desk.small import Small, Typed, handle, options
from fazhi.desk.written import hand_over_paper, sent
from fazhi.kernel.calendar import parse_date
from fazhi.kernel.errors import TermError
from fazhi.records import access, staff
from fazhi.records.access import Action, Denied, Role
from fazhi.records.acts import accounts, organisation
from fazhi.records.acts.base import ActRefused
from fazhi.records.acts.matters import hand_over
from fazhi.records.clock import now
from fazhi.records.ledger import Conflict
from fazhi.records.models import Account, Holding, Matter, Person
from fazhi.records.staff import Handed

PORTION: Final = 50
_CRUMBS: Final = (Link(label="管理", href="/manage/"),)


def _may(desk: Desk) -> None:
    if not desk.grants.paths(access.ALLOWED[Action.HAND_OVER]):
        raise Denied("您无权移交工作", hint="工作移交由领导、审查机构负责人或者管理员办理")


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Choose whose work goes to whom; move it, a portion at a time; then to the list that both sign."""
    desk = desk_of(request)
    _may(desk)
    posted = request.POST if request.POST.get("_form") == "move" else None
    source = Person.objects.filter(key=(posted or request.GET).get("from", "")).first()
    in_hand = staff.in_hand(desk.grants, source, desk.today) if source else ()
    colleagues = staff.colleagues(desk.unit.path, desk.today)
    errors: dict[str, Refusal] = {}
    done = 0
    if posted is not None and source is not None:
        to, why = posted.get("to", ""), posted.get("why", "").strip()
        chosen = set(posted.getlist("m"))
        wanted = [row for row in in_hand if row.stream.key in chosen]
        if to not in {person.key for person in colleagues} or to == source.key:
            errors["to"] = Refusal(text="请选择接手的人。", advice="接手的人须是本镇（单位）在任的另一位同事。")
        elif not why:
            errors["why"] = Refusal(text="请写明移交事由。", advice="例如：轮岗、退休、借调、休假代理。")
        elif not wanted:
            errors["to"] = Refusal(text="没有勾选要移交的事项。", advice="请在清单里勾选。")
        else:
            done, left = _move(desk, wanted, to, why, posted.get("_key", ""), errors)
            if not errors and not left:
                moved = int(posted.get("moved", "0") or 0) + done
                messages.success(request, f"已移交 {moved} 件。请打印《工作移交清单》，双方签字。")
                query = urlencode({"from": source.key, "to": to, "day": desk.today.isoformat()})
                return redirect(f"{reverse('hand-over-list')}?{query}")
            in_hand = staff.in_hand(desk.grants, source, desk.today)
    forms, finished = handle(request, _more(desk))
    if finished:
        return redirect("hand-over")
    typed = posted if posted is not None else {}
    fields = (
        Field(
            name="to",
            label="接手的人",
            kind="select",
            half=True,
            value=typed.get("to", ""),
            choices=options([(item.key, item.name) for item in colleagues if source is None or item.key != source.key]),
            error=errors.get("to"),
        ),
        Field(name="why", label="移交事由", half=True, value=typed.get("why", ""), error=errors.get("why")),
    )
    moved = int(typed.get("moved", "0") or 0) + done
    # A matter's own page leads here with that matter alone; otherwise all of it goes.
    named = set(typed.getlist("m")) if posted is not None else set(request.GET.getlist("m"))
    chosen = named if named or posted is not None else {row.stream.key for row in in_hand}
    context = page_context(
        request,
        "工作移交",
        _CRUMBS,
        nav="manage",
        source=source,
        source_field=_source_field(desk, source),
        rows=in_hand,
        chosen=chosen,
        fields=fields,
        summary=error_summary("移交", fields),
        moved=moved,
        all=moved + len(in_hand),
        key=typed.get("_key", "") or _key(),
        empty=EmptyState(
            title="手上没有要移交的事项",
            reason="此人没有在办的、办结未归档的事项，或都不归您移交。",
        ),
        forms=forms,
    )
    return render(
        request,
        "desk/hand_over.html",
        context,
        status=422 if errors or any(form.refusal or form.summary for form in forms) else 200,
    )


def _key() -> str:
    import secrets

    return secrets.token_hex(12)


def _source_field(desk: Desk, source: Person | None) -> Field:
    loaded = staff.loaded(desk.grants, desk.today)
    return Field(
        name="from",
        label="移交谁的工作",
        kind="select",
        value=source.key if source else "",
        choices=options([(person.key, f"{person.name}（{n} 件）") for person, n in loaded]),
    )


def _move(desk: Desk, wanted: list[Matter], to: str, why: str, key: str, errors: dict[str, Refusal]) -> tuple[int, int]:
    """Hand over the next portion; return how many were moved and how many are left. Stops at the first refusal."""
    done = 0
    for row in wanted[:PORTION]:
        try:
            hand_over(actor=desk.actor, key=f"{key[:24]}-{row.pk}", matter=row.stream.key, to=to, reason=why)
        except (ActRefused, Denied, Conflict) as error:
            errors["to"] = reason(error)
            break
        done += 1
    return done, len(wanted) - done


def _more(desk: Desk) -> tuple[Small, ...]:
    """Return what goes with a hand-over: a deputy for a time, an account that stops."""
    lead = desk.grants.paths((Role.LEAD, Role.ADMIN))
    found: list[Small] = []
    if lead:
        held = Holding.objects.filter(
            staff.under(desk.grants, (Role.LEAD, Role.ADMIN), "unit__path"), starts__lte=desk.today
        )
        held = held.exclude(ends__lt=desk.today).select_related("person", "unit").order_by("unit__path", "person__name")
        people = staff.colleagues(desk.unit.path, desk.today)

        def deputise(typed: Typed) -> str:
            organisation.deputise(
                actor=desk.actor,
                key=typed.key,
                holding=typed.needed("holding", "代理哪个岗位"),
                person=typed.needed("person", "代理人"),
                starts=typed.day("starts"),
                ends=typed.day("ends"),
            )
            return "代理已登记，期满自动结束；历史署名不变。"

        found.append(
            Small(
                id="deputy",
                title="只在一段时间内代理",
                verb="登记代理",
                do=deputise,
                note="休假、借调期间由人代理岗位，事项不换承办人；代理须有最后一天。",
                fields=(
                    Field(
                        name="holding",
                        label="代理哪个岗位",
                        kind="select",
                        half=True,
                        choices=options(
                            [(one.key, f"{one.person.name}　{one.unit.short}{post_name(one.post)}") for one in held]
                        ),
                    ),
                    Field(
                        name="person", label="代理人", kind="select", half=True,
                        choices=options([(item.key, item.name) for item in people]),
                    ),
                    Field(name="starts", label="代理起", kind="date", half=True, value=desk.today.isoformat()),
                    Field(name="ends", label="代理止", kind="date", half=True),
                ),
            )
        )  # fmt: skip
    if desk.grants.paths((Role.ADMIN,)):
        mine = staff.under(desk.grants, (Role.ADMIN,), "home__path")
        logins = [
            (account.login, f"{account.person.name}（{account.login}）")
            for account in Account.objects.filter(mine, disabled_from__isnull=True).select_related("person")
        ]

        def disable(typed: Typed) -> str:
            day = typed.day("from")
            login = typed.needed("login", "账号")
            accounts.disable_account(actor=desk.actor, key=typed.key, login=login, disabled_from=day)
            return f"{login} 自 {cn_date(day)}起停用。"

        found.append(
            Small(
                id="disable",
                title="停用移交人的账号",
                verb="停用账号",
                danger=True,
                do=disable,
                fields=(
                    Field(
                        name="login", label="账号", kind="select", half=True,
                        choices=options(logins),
                    ),
                    Field(name="from", label="停用自（当天起不能登录）", kind="date", half=True),
                ),
            )
        )  # fmt: skip
    return tuple(found)


@require_safe
def paper(request: HttpRequest) -> HttpResponse:
    """Show the 《工作移交清单》 of one day, for both signatures."""
    desk = desk_of(request)
    _may(desk)
    source = Person.objects.filter(key=request.GET.get("from", "")).first()
    target = Person.objects.filter(key=request.GET.get("to", "")).first()
    try:
        day = parse_date(request.GET.get("day", "")) if request.GET.get("day") else desk.today
    except TermError:
        day = desk.today
    found = staff.handed(desk.grants, source.key, target.key, day, desk.today) if source and target else ()
    account = Account.objects.filter(person=source).order_by("-created").first() if source else None
    deputies = (
        Holding.objects.filter(acting_for__person=source, ends__gte=day).select_related("person", "unit")
        if source
        else ()
    )
    told = [
        f"{one.unit.short}{post_name(one.post)}由{one.person.name}代理，{cn_date(one.starts)}至{cn_date(one.ends)}"
        for one in deputies
        if one.ends
    ]
    if source and target and found and request.GET.get("format") == "docx":
        stopped = account.disabled_from if account else None
        account_said = f"移交人的账号自{cn_date(stopped)}起停用。" if stopped else "移交人的账号：未登记停用日期。"
        foot = f"工作移交清单　打印：{now():%Y-%m-%d %H:%M}　{desk.person.name}"
        said = [f"{words}。" for words in told] + [account_said]
        paper_ = hand_over_paper(source.name, target.name, day, _paper_table(found), said, desk.township.name, foot)
        return sent(f"工作移交清单（{source.name}）", paper_)
    query = request.GET.copy()
    query["format"] = "docx"
    context = page_context(
        request,
        "工作移交清单",
        (*_CRUMBS, Link(label="工作移交", href=reverse("hand-over"))),
        nav="manage",
        print_foot="工作移交清单",
        source=source,
        target=target,
        day=day,
        rows=found,
        table=_paper_table(found),
        vouchers=sum(item.matter.vouchers_owed for item in found),
        disabled=account.disabled_from if account else None,
        deputies=told,
        buttons=(
            Button(label="打印", prints=True),
            Button(label="下载 Word", href=f"?{query.urlencode()}"),
            Button(label="返回工作移交", href=reverse("hand-over")),
        ),
        empty=EmptyState(
            title="这一天没有移交记录",
            reason="没有查到这两个人之间当天的移交。",
            action=Link(label="去办理移交", href=reverse("hand-over")),
        ),
    )
    return render(request, "desk/hand_over_list.html", context)


def _paper_table(found: tuple[Handed, ...]) -> SimpleTable:
    names = ("序", "编号", "事项名称", "现在的环节", "最近期限", "原件存放", "备注")
    return SimpleTable(
        caption="移交的事项",
        columns=tuple(Column(key=name, name=name) for name in names),
        lead=2,
        rows=tuple(
            (
                Cell(text=str(number)),
                Cell(text=item.matter.number),
                Cell(text=item.matter.title, href=lists.address_of_matter(item.matter)),
                Cell(text=item.matter.state),
                Cell(text=item.matter.next_due.isoformat() if item.matter.next_due else ""),
                Cell(text=item.folded.card.place),
                Cell(text=f"待补凭证 {item.matter.vouchers_owed} 件" if item.matter.vouchers_owed else ""),
            )
            for number, item in enumerate(found, start=1)
        ),
    )


urlpatterns = [
    path("hand-over/", page, name="hand-over"),
    path("hand-over/list/", paper, name="hand-over-list"),
]
