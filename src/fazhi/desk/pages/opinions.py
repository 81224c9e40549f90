"""意见库: earlier opinions one may see, searched by words, and the model opinions that the county keeps here."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods

from fazhi.components import Cell, Column, EmptyState, Field, Link, SimpleTable
from fazhi.desk import recalled
from fazhi.desk.actor import Desk, desk_of
from fazhi.desk.frame import page_context
from fazhi.desk.small import Small, Typed, handle, options
from fazhi.records import access, memory
from fazhi.records.access import Action, Denied, Role
from fazhi.records.acts import opinions as acts
from fazhi.records.memory import Earlier
from fazhi.records.models import ModelOpinion

MOST: Final = 50


@require_http_methods(["GET", "HEAD", "POST"])
def opinions(request: HttpRequest) -> HttpResponse:
    """Search what was said before (``q``); the county publishes and withdraws models. ``from`` fills a new one in."""
    desk = desk_of(request)
    if not desk.grants.paths(access.ALLOWED[Action.SEE]):
        raise Denied("您没有查看事项的权限", where="意见库", hint="请与本单位管理员联系")
    words = " ".join(request.GET.get("q", "").split())[:60]
    forms, done = handle(request, _forms(request, desk) if keeps(desk) else ())
    if done:
        return redirect(reverse("opinions"))
    hits = memory.find(desk.grants, desk.today, words, most=MOST) if words else []
    context = page_context(
        request,
        "意见库",
        (Link(label="管理", href=reverse("manage")),),
        nav="manage",
        print_foot=f"意见库　{words}",
        words=words,
        hits=[(recalled.told_of(each), _publish(desk, each)) for each in hits],
        cut=len(hits) >= MOST,
        models=_table(),
        forms=forms,
    )
    return render(request, "desk/opinions.html", context, status=422 if request.method == "POST" else 200)


def keeps(desk: Desk) -> bool:
    """Say whether the person keeps the models of the county."""
    return desk.grants.covers(desk.unit.path.split("/")[0] + "/", (Role.COUNTY,))


def _publish(desk: Desk, each: Earlier) -> Link | None:
    if each.matter is None or not keeps(desk):
        return None
    return Link(label="改成示范意见", href=f"?from={each.key}#form-publish", bare=True)


def _table() -> SimpleTable:
    rows = ModelOpinion.objects.order_by("withdrawn", "-published", "-pk")
    return SimpleTable(
        caption="示范意见",
        columns=tuple(Column(key=name, name=name) for name in ("题目", "问题", "修改建议", "依据", "发布", "撤回")),
        rows=tuple(
            (
                Cell(text=row.title, struck=row.withdrawn is not None),
                Cell(text=row.message),
                Cell(text=row.suggestion),
                Cell(text=row.basis),
                Cell(text=row.published.isoformat()),
                Cell(text=f"{row.withdrawn.isoformat()}：{row.reason}" if row.withdrawn else ""),
            )
            for row in rows
        ),
        empty=EmptyState(
            title="还没有示范意见", reason="县局可以从以前的意见改成，也可以直接写；发布后全县审查时都能看到。"
        ),
    )


def _forms(request: HttpRequest, desk: Desk) -> tuple[Small, ...]:
    key = request.GET.get("from", "")
    model = memory.one(desk.grants, desk.today, key) if key else None
    unit = desk.unit.code

    def publish(typed: Typed) -> str:
        acts.publish(
            actor=desk.actor,
            key=typed.key,
            unit=unit,
            title=typed.needed("title", "题目"),
            message=typed.needed("message", "问题"),
            suggestion=typed.needed("suggestion", "修改建议"),
            basis=typed.text("basis"),
            code=typed.text("code"),
        )
        return f"示范意见“{typed.text('title')}”已发布，全县可见。"

    def withdraw(typed: Typed) -> str:
        opinion = typed.needed("opinion", "示范意见")
        acts.withdraw(
            actor=desk.actor, key=typed.key, unit=unit, opinion=opinion, reason=typed.needed("reason", "撤回的理由")
        )
        return "示范意见已撤回，今后审查时不再显示。"

    held = ModelOpinion.objects.filter(withdrawn__isnull=True).order_by("-published", "-pk")
    return (
        Small(
            id="publish",
            title="发布示范意见",
            verb="发布示范意见",
            do=publish,
            open=model is not None,
            note="对全县公开。不写当事人、村组、企业的名称，不写号码；只写哪类条款有什么问题、依据什么、怎样改。",
            fields=(
                Field(name="title", label="题目", help="哪类条款，例如：政府为企业借款提供担保。"),
                Field(name="message", label="问题", kind="textarea", value=model.message if model else ""),
                Field(name="suggestion", label="修改建议", kind="textarea", value=model.suggestion if model else ""),
                Field(name="basis", label="依据", required=False, value=model.basis if model else ""),
                Field(
                    name="code",
                    label="对应的提示代码",
                    required=False,
                    half=True,
                    value=model.code if model else "",
                    help="写了代码的，体检出这一类提示时一并列出。",
                ),
            ),
        ),
        Small(
            id="withdraw",
            title="撤回示范意见",
            verb="撤回示范意见",
            danger=True,
            do=withdraw,
            note="法律修改、口径改变的，撤回并写明理由；已经写进卷里的不受影响。",
            fields=(
                Field(
                    name="opinion", label="示范意见", kind="select", choices=options([(m.key, m.title) for m in held])
                ),
                Field(name="reason", label="撤回的理由"),
            ),
        ),
    )


urlpatterns = [path("opinions/", opinions, name="opinions")]
