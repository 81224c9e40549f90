"""登记台: a file comes in, is registered on one screen, and its receipt is printed twice."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_safe

from fazhi.components import Button, Cell, Column, EmptyState, Field, Link, Receipt, Refusal, SimpleTable, State, Tag
from fazhi.components import error_summary as summary_of
from fazhi.desk import lists, receipts, registering
from fazhi.desk.actor import Desk, desk_of
from fazhi.desk.forms.uploads import Uploads, control, kept_fields, receive
from fazhi.desk.forms.values import Values
from fazhi.desk.found import find
from fazhi.desk.frame import NavEntry, page_context
from fazhi.desk.letters import inbox_link
from fazhi.desk.registering import INSTRUCTION, MATERIAL, Chosen
from fazhi.desk.written import receipt_paper, sent
from fazhi.records import browsing, numbering
from fazhi.records.access import Action, Denied
from fazhi.records.clock import now
from fazhi.records.models import Matter, Unit

NAV = NavEntry(label="登记台", url="intake", order=20)
VERB = "登记并打印接收单（两份）"
GIVE_BACK = "give-back"
RECENT = 10


@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Show the form; on POST register the file and go to its receipt, or show the form again with what is wrong."""
    desk = desk_of(request)
    if not desk.grants.paths(_workers()):
        raise Denied("您现在的岗位不登记收件", hint="需要登记的，请本单位管理员登记任职")
    values = Values.posted(request.POST)
    picked = registering.chosen(desk, values.get("kind"))
    if request.method != "POST":
        return _page(request, desk, values, picked, Uploads(), {}, {})
    if request.GET.get("_ask") == "beside":
        return render(request, "desk/register_beside.html", _beside(desk, values, picked, Uploads()))
    if "_ask" in request.GET:
        return render(request, "desk/register_questions.html", _questions(desk, values, picked, {}))
    uploads = receive(request, values, (MATERIAL, INSTRUCTION), reverse("offline"), merge=(MATERIAL, INSTRUCTION))
    errors: dict[str, Refusal] = {control(slot): refusal for slot, refusal in uploads.errors.items()}
    before = registering.earlier(desk, uploads)
    if values.get("_act") == "choose":
        return _page(request, desk, values, picked, uploads, {}, before)
    from fazhi.desk.registration import register_now

    done = register_now(desk, values, picked, uploads, errors, before)
    if done is None:
        return _page(request, desk, values, picked, uploads, errors, before)
    for words in done.notes:
        messages.warning(request, words)
    messages.success(
        request, f"已登记：{done.number}。" if not done.again else f"{done.number} 已经登记，没有重复登记。"
    )
    after = "give-back" if values.get("_act") == GIVE_BACK else "receipt"
    return redirect(reverse(after, args=[done.stream.partition("/")[2]]))


def _workers() -> frozenset[object]:
    from fazhi.records import access

    return access.ALLOWED[Action.ACT]


def _questions(desk: Desk, values: Values, picked: Chosen | None, errors: Mapping[str, Refusal]) -> dict[str, object]:
    if picked is None:
        return {"picked": None}
    must, may = registering.fact_fields(picked, values, errors, desk)
    step = registering.step_fields(picked, values, errors)
    return {
        "picked": picked,
        "must": must,
        "may": may,
        "step": picked.first,
        "step_fields": step,
        "step_open": any(field.error for field in step),
        "may_open": any(field.error for field in may),
    }


def _page(
    request: HttpRequest,
    desk: Desk,
    values: Values,
    picked: Chosen | None,
    uploads: Uploads,
    errors: Mapping[str, Refusal],
    before: Mapping[str, Matter],
) -> HttpResponse:
    fields = registering.fields(desk, values, uploads, errors, before)
    questions = _questions(desk, values, picked, errors)
    more = registering.more_fields(values, uploads, errors)
    rows = browsing.first_rows(browsing.listing_of(desk.grants, desk.today, taking=desk.taking), RECENT)
    today = sum(row.opened == desk.today for row in rows)
    drawn: list[Field] = [*fields, *questions.get("must", ()), *questions.get("may", ())]  # type: ignore[misc]
    drawn += [*questions.get("step_fields", ()), *more]  # type: ignore[misc]
    context = page_context(
        request,
        "登记台",
        nav="intake",
        print_foot="登记台",
        fields=fields,
        more=more,
        more_open=any(field.error or field.value or field.files for field in more) or values.get("urgent") == "1",
        hidden=(("_key", values.get("_key") or secrets.token_hex(16)), *kept_fields(uploads.tokens)),
        summary=summary_of("登记", drawn),
        general=errors.get("", None),
        secrecy=Tag(state=State.UNLAWFUL, text="严禁上传涉密文件"),
        marked=any(refusal.moves for refusal in errors.values()),
        **_beside(desk, values, picked, uploads),
        recent=_recent(rows),
        recent_links=(
            *inbox_link(desk),
            Link(label="批量登记", href=reverse("register-sheet"), bare=True),
            Link(label="批量打印", href=reverse("print-batch"), bare=True),
            Link(label="全部收件", href=reverse("matters"), bare=True),
        ),
        note=f"今天已登记 {today if today < RECENT else f'{RECENT} 件以上'}{' 件' if today < RECENT else ''}"
        + (f"　上一号：{rows[0].number}" if rows else ""),
        buttons=(
            Button(label=VERB, name="_act", value="register", kind="primary"),
            Button(label="登记并退回补正", name="_act", value=GIVE_BACK),
        ),
        **questions,
    )
    return render(request, "desk/register.html", context, status=422 if errors else 200)


def _beside(desk: Desk, values: Values, picked: Chosen | None, uploads: Uploads) -> dict[str, object]:
    return {"receipt": _preview(desk, values, picked, uploads), "tellings": registering.told(picked, values)}


def _preview(desk: Desk, values: Values, picked: Chosen | None, uploads: Uploads) -> Receipt:
    """Return the receipt as it would be printed; the number is only foreseen."""
    code, _, key = (values.get("sender") or f"{desk.unit.code}|{desk.person.key}").partition("|")
    unit = Unit.objects.filter(code=code).first() or desk.unit
    names = dict(registering.senders(desk))
    person = names.get(f"{code}|{key}", f"　{desk.person.name}").rpartition("　")[2]
    files = uploads.files.get(MATERIAL, [])
    title = values.get("title") or (registering.base_name(files[0].name) if files else "")
    return Receipt(
        title=f"{desk.township.name}送审材料接收单",
        number=numbering.foreseen(unit, picked.procedure.numbering, desk.today) if picked else "选定类别后显示编号",
        name=title or "取自第一个文件的名称",
        kind=picked.label if picked else "—",
        received=desk.today.isoformat(),
        office=unit.name,
        person=person,
        materials=tuple(f"{file.name} 1 份" for file in files) or ("选择文件后列出",),
        missing=("登记后按规程列出",),
        accept_by="登记后按规程计算",
        place=values.get("place") or "未登记",
        preview=True,
    )


def _recent(rows: tuple[Matter, ...]) -> SimpleTable:
    names = ("收件号", "收件日期", "事项名称", "类别", "送审单位", "承办人", "状态", "接收单")
    return SimpleTable(
        caption="最近登记",
        columns=tuple(Column(key=name, name=name) for name in names),
        lead=2,
        rows=tuple(
            (
                Cell(text=row.number),
                Cell(text=row.opened.isoformat()),
                Cell(text=row.title, href=lists.address_of_matter(row)),
                Cell(text=row.procedure_title),
                Cell(text=row.unit.short),
                Cell(text=row.handler.name if row.handler else ""),
                Cell(tag=Tag(state=lists.state_of(row), text=row.state)),
                Cell(text="打印", href=reverse("receipt", args=[row.stream.key.partition("/")[2]])),
            )
            for row in rows
        ),
        empty=EmptyState(title="还没有登记过", reason="登记第一件后，会出现在这里，可以随时补打接收单。"),
    )


@require_safe
def receipt(request: HttpRequest, matter: str) -> HttpResponse:
    """Show the receipt of a matter, two copies on one A4."""
    found = find(request, matter, Action.SEE)
    paper = receipts.receipt_of(found.desk, found.row, found.folded)
    if request.GET.get("format") == "docx":
        foot = f"{found.row.number}　打印：{now():%Y-%m-%d %H:%M}　{found.desk.person.name}"
        return sent(f"送审材料接收单（{found.row.number}）", receipt_paper(paper, foot))
    context = page_context(
        request,
        "送审材料接收单",
        found.crumbs,
        nav="intake",
        print_foot=found.row.number,
        receipt=paper,
        copies=("第一联　送审单位留存", "第二联　收件单位留存"),
        buttons=(
            Button(label="打印", prints=True),
            Button(label="下载 Word", href="?format=docx"),
            Button(label="再登记一件", href=reverse("intake"), kind="primary"),
            Button(label="打开事项", href=found.address("matter")),
        ),
    )
    return render(request, "desk/receipt.html", context)


urlpatterns = [
    path("register/", register, name="intake"),
    path("m/<slug:matter>/receipt/", receipt, name="receipt"),
]
