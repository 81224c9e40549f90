"""收件箱: what residents sent through the portal: read (each look on record), registered, or set aside."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_safe

from fazhi.components import Button, Cell, Column, EmptyState, Field, Link, SimpleTable, State, Tag
from fazhi.desk import letters, lists
from fazhi.desk.actor import Desk, desk_of
from fazhi.desk.frame import page_context
from fazhi.desk.refusals import basis_words
from fazhi.desk.small import Small, Typed, handle
from fazhi.packs import procedures
from fazhi.records import access
from fazhi.records.access import Action, Denied
from fazhi.records.acts import letters as acts
from fazhi.records.acts.base import ActRefused
from fazhi.records.models import Letter, Matter

TITLE = "收件箱"
_CRUMB = Link(label="登记台", href="/register/")


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """List the letters one may open, those that wait first; what they say is read one by one."""
    desk = desk_of(request)
    names = ("登记号", "提交时间", "种类", "交给", "关于", "状态", "处理")
    table = SimpleTable(
        caption=TITLE,
        columns=tuple(Column(key=name, name=name) for name in names),
        rows=tuple(_row(row) for row in letters.seen(desk)),
        empty=EmptyState(title="没有信件", reason="群众在门户提交的申请、意见、反映的问题，取进以后列在这里。"),
    )
    note = "内容加密保存，打开一封记一次查看。"
    context = page_context(request, TITLE, (_CRUMB,), nav="intake", print_foot=TITLE, table=table, note=note)
    return render(request, "desk/letters.html", context)


def _row(row: Letter) -> tuple[Cell, ...]:
    kind = procedures.get(row.procedure).inbox if row.procedure in procedures.ids() else None
    return (
        Cell(text=row.number, href=reverse("letter", args=[row.number])),
        Cell(text=row.sent.replace("T", " ")[:16]),
        Cell(text=kind.name if kind is not None else acts.KINDS.get(row.kind, row.kind)),
        Cell(text=row.unit.short),
        Cell(text=row.record),
        Cell(tag=_tag(row)),
        Cell(text=row.reason or (row.day.isoformat() if row.day else "")),
    )


def _tag(row: Letter) -> Tag:
    shape = {acts.NEW: State.OPEN, acts.ASIDE: State.SKIPPED}.get(row.state, State.DONE)
    return Tag(state=shape, text=acts.STATES.get(row.state, row.state))


@require_http_methods(["GET", "HEAD", "POST"])
def letter(request: HttpRequest, number: str) -> HttpResponse:
    """Show what one letter says, after the look was recorded, and what can be done with it."""
    desk = desk_of(request)
    row = Letter.objects.select_related("unit").filter(number=number).first()
    if row is None:
        raise Http404
    if not acts.readable(desk.grants, row):
        raise Denied("您无权查看这封信件", where=number, hint="它是交给别的单位或者岗位的")
    about = _about(desk, row)
    forms, done = handle(request, _forms(desk, row, about) if row.state == acts.NEW else ())
    if done:
        return redirect("letters")
    said = acts.read(actor=desk.actor, letter=row, page="letter")
    declared = procedures.get(row.procedure) if row.procedure in procedures.ids() else None
    facts = [("提交时间", row.sent.replace("T", " ")[:16]), ("交给", row.unit.name)]
    facts += [("关于", f"{row.record} {said['about']}".strip())] if row.record or said["about"] else []
    facts += letters.told(row, said["fields"])
    matter = Matter.objects.select_related("stream").filter(stream__key=row.matter).first() if row.matter else None
    opens = row.state == acts.NEW and declared is not None and declared.inbox is not None
    way = f"{reverse('open-procedure', args=[row.procedure])}?{urlencode({'letter': number})}" if opens else ""
    register = (Button(label="登记为事项", href=way, kind="primary"),) if opens else ()
    context = page_context(
        request, f"信件 {number}", (_CRUMB, Link(label=TITLE, href=reverse("letters"))), nav="intake",
        print_foot=f"信件 {number}", facts=facts, forms=forms, tag=_tag(row), buttons=register, reason=row.reason,
        openings=_openings(desk, row),
        links=(Link(label=f"打开事项 {matter.number}", href=lists.address_of_matter(matter)),) if matter else (),
    )  # fmt: skip
    return render(request, "desk/letter.html", context, status=422 if request.method == "POST" else 200)


def _openings(desk: Desk, row: Letter) -> tuple[tuple[Link, str, str], ...]:
    """Return what may be opened from a problem: the way to its form, what it is, the rule it rests on."""
    return tuple(
        (
            Link(
                label=raised.name,
                href=f"{reverse('open-procedure', args=[one.id])}?{urlencode({'letter': row.number})}",
            ),
            raised.help or one.summary,
            basis_words(one, raised.basis),
        )
        for one, raised in letters.openings(desk, row)
    )


def _about(desk: Desk, row: Letter) -> Matter | None:
    """Return the matter a letter comments on, where this person may work on it."""
    matter = Matter.objects.select_related("stream", "unit").filter(number=row.record).first() if row.record else None
    return matter if matter is not None and access.allows(desk.grants, Action.SEE, matter, desk.today) else None


def _forms(desk: Desk, row: Letter, about: Matter | None) -> tuple[Small, ...]:
    def keep(typed: Typed) -> str:
        if about is not None:
            acts.keep(actor=desk.actor, key=typed.key, letter=row.number, matter=about.stream.key)
        return f"{row.number} 已收入 {about.number if about is not None else ''}，汇总意见时请逐条计入。"

    def aside(typed: Typed) -> str:
        acts.set_aside(actor=desk.actor, key=typed.key, letter=row.number, reason=typed.needed("reason", "理由"))
        return f"{row.number} 不予登记，理由会显示给提交的人。"

    note = "收入以后，汇总意见时逐条计入。"
    into = (
        Small(id="keep", title=f"收入{about.number}", verb="收入本件", do=keep, open=True, note=note)
        if about is not None
        else None
    )
    no = Small(
        id="aside",
        title="不予登记",
        verb="不予登记",
        do=aside,
        fields=(Field(name="reason", label="理由", help="提交的人查进度时会看到，写明应当找谁、怎样办。"),),
        note="不是本单位的事、内容不清又联系不上的，写明理由；属于其他机关的，写明机关名称。",
    )
    problem = _of_problem(desk, row) if row.kind == "problem" else ()
    return (into, *problem, no) if into is not None else (*problem, no)


def _of_problem(desk: Desk, row: Letter) -> tuple[Small, ...]:
    """Return what can be done with a problem: answer it, pass it on, put it down to a matter that is being done."""

    def answer(typed: Typed) -> str:
        to = typed.text("to")
        acts.answer(
            actor=desk.actor, key=typed.key, letter=row.number, words=typed.needed("words", "答复"), passed_to=to
        )
        return f"{row.number} 已{'转送' if to else '答复'}，提交的人凭登记号和查询码看到。"

    def put(typed: Typed) -> str:
        number = typed.needed("number", "事项编号")
        found = Matter.objects.select_related("stream").filter(number=number).first()
        if found is None or not access.allows(desk.grants, Action.ACT, found, desk.today):
            raise ActRefused("没有这个事项，或者不归您办理", field="number", hint="核对编号；先立项的，立项以后再收入")
        acts.keep(actor=desk.actor, key=typed.key, letter=row.number, matter=found.stream.key)
        return f"{row.number} 已收入 {number}。"

    return (
        Small(
            id="answer", title="答复、转送", verb="答复", do=answer, open=True,
            fields=(
                Field(
                    name="words", label="答复", kind="textarea",
                    help="提交的人凭登记号和查询码看到全文，不要写个人信息。",
                ),
                Field(
                    name="to", label="转送的机关", required=False, half=True,
                    help="属于其他机关的，写机关名称，线下转送；本单位自己办的不填。",
                ),
            ),
        ),
        Small(
            id="put", title="收入正在办理的事项", verb="收入事项", do=put,
            fields=(Field(name="number", label="事项编号", half=True),),
            note="作为正在办理事项的材料一并办理；需要新办的，用上面的“立项办理”。",
        ),
    )  # fmt: skip


urlpatterns = [
    path("register/inbox/", inbox, name="letters"),
    path("register/inbox/<slug:number>/", letter, name="letter"),
]
