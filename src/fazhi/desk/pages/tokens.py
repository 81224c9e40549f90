"""接口令牌: what a program signs in with. Made by oneself, shown once, revoked by oneself or by the administrator."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from fazhi.components import Cell, Column, EmptyState, Field, Link, SimpleTable, State, Tag
from fazhi.desk.actor import Desk, desk_of
from fazhi.desk.frame import page_context
from fazhi.desk.small import Small, Typed, handle, options
from fazhi.records import access
from fazhi.records.access import Role
from fazhi.records.acts import tokens as acts
from fazhi.records.models import ApiToken

_SHOWN = "desk.token"
"""Session key of a secret that is to be shown once, on the next page."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """List one's own tokens (an administrator: those of the unit too); make one, revoke one."""
    desk = desk_of(request)
    held = _held(desk)
    forms, done = handle(request, _forms(request, desk, held))
    if done:
        return redirect(reverse("tokens"))
    table = SimpleTable(
        caption="接口令牌",
        columns=tuple(Column(key=word, name=word) for word in ("用途", "账号", "建立", "到期", "状态")),
        rows=tuple(
            (
                Cell(text=each.name, struck=each.revoked is not None),
                Cell(text=f"{each.account.login}（{each.account.person.name}）"),
                Cell(text=each.made.isoformat()),
                Cell(text=each.ends.isoformat()),
                Cell(tag=_tag(each, desk)),
            )
            for each in held
        ),
        empty=EmptyState(title="没有令牌", reason="别的程序（公文系统、编辑器插件）要调用公文体检的，在下面建一个。"),
    )
    context = page_context(
        request, "接口令牌", (Link(label="管理", href=reverse("manage")),), nav="manage", table=table, forms=forms,
        secret=request.session.pop(_SHOWN, "") if request.method == "GET" else "",
        address=request.build_absolute_uri(reverse("api-check")),
    )  # fmt: skip
    return render(request, "desk/tokens.html", context, status=422 if request.method == "POST" else 200)


def _held(desk: Desk) -> list[ApiToken]:
    found = ApiToken.objects.filter(account=desk.account)
    for unit_path in desk.grants.paths((Role.ADMIN,)):
        found |= ApiToken.objects.filter(access.under("account__home__path", unit_path))
    return list(found.select_related("account__person").order_by("revoked", "-made", "-pk"))


def _tag(each: ApiToken, desk: Desk) -> Tag:
    if each.revoked is not None:
        return Tag(state=State.SKIPPED, text=f"{each.revoked.isoformat()} 注销")
    if not each.works_on(desk.today):
        return Tag(state=State.SKIPPED, text="已到期" if each.hash else "从别处并入，不能用")
    return Tag(state=State.DONE, text="可用")


def _forms(request: HttpRequest, desk: Desk, held: list[ApiToken]) -> tuple[Small, ...]:
    def make(typed: Typed) -> str:
        done = acts.make(actor=desk.actor, key=typed.key, name=typed.needed("name", "用途"), ends=typed.day("ends"))
        if "secret" in done:
            request.session[_SHOWN] = done["secret"]
        return "令牌已建立，只显示这一次。" if "secret" in done else "这个令牌已经建立过。"

    def revoke(typed: Typed) -> str:
        acts.revoke(actor=desk.actor, key=typed.key, token=typed.needed("token", "令牌"))
        return "令牌已注销，用它的程序从现在起不能调用。"

    live = [each for each in held if each.revoked is None]
    return (
        Small(
            id="make",
            title="建一个令牌",
            verb="建立令牌",
            do=make,
            note="令牌等于您的口令，只给要用的程序，一个程序一个；不用了就注销。",
            fields=(
                Field(name="name", label="用途", help="哪个程序、做什么用。", half=True),
                Field(
                    name="ends", label="用到哪天", kind="date", half=True,
                    value=(desk.today + timedelta(days=180)).isoformat(),
                ),
            ),
        ),
        Small(
            id="revoke",
            title="注销一个令牌",
            verb="注销令牌",
            danger=True,
            do=revoke,
            fields=(
                Field(
                    name="token", label="令牌", kind="select",
                    choices=options([(each.key, f"{each.name}（{each.account.login}）") for each in live]),
                ),
            ),
        ),
    )  # fmt: skip


urlpatterns = [path("tokens/", tokens, name="tokens")]
