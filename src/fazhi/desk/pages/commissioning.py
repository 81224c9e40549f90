"""委托: a sending given to somebody outside who has an account, by the unit that answers for the matter."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from fazhi.components import Cell, Column, EmptyState, Field, SimpleTable, State, Tag
from fazhi.desk.found import Found, find
from fazhi.desk.frame import page_context
from fazhi.desk.small import Small, Typed, handle, options
from fazhi.kernel.procedures import Sending, Step
from fazhi.records import staff
from fazhi.records.access import Action
from fazhi.records.acts.accounts import account_of
from fazhi.records.acts.base import ActRefused
from fazhi.records.acts.commissions import commission, open_sending
from fazhi.records.acts.participants import end_participant
from fazhi.records.models import Participant


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def commissioning(request: HttpRequest, matter: str, step: str) -> HttpResponse:
    """List the commissions of a step, give the sending that waits to somebody, end one sooner."""
    found = find(request, matter, Action.INVITE)
    declared = found.procedure.steps.get(step)
    if found.past or declared is None or declared.call is None or declared.call.interest is None:
        raise Http404
    sent = {one.id: one for one in found.state.calls(step)}
    rows = list(
        Participant.objects.filter(matter_id=found.row.pk, run__in=sent).select_related("person").order_by("starts")
    )
    sending = open_sending(found.folded, step)
    forms, done = handle(request, _forms(found, declared, sending, rows))
    if done:
        return redirect("commissioning", matter=matter, step=step)
    names = ("受托人", "委托期间", "声明", "状态")
    table = SimpleTable(
        caption="委托",
        columns=tuple(Column(key=name, name=name) for name in names),
        rows=tuple(_cells(found, row, sent[row.run or 0]) for row in rows),
        empty=EmptyState(title="还没有委托", reason="受托人凭自己的账号取阅意见包、填写答复，看不到别的。"),
    )
    title = f"委托：{declared.name}"
    context = page_context(
        request, title, found.crumbs, nav="matters", print_foot=found.row.number, table=table, forms=forms
    )
    return render(request, "desk/commissioning.html", context, status=422 if request.method == "POST" else 200)


def _cells(found: Found, row: Participant, sending: Sending) -> tuple[Cell, ...]:
    today = found.desk.today
    if sending.answered is not None:
        run = found.state.find(sending.answered)
        tag = Tag(state=State.DONE, text=f"已答复：{run.outcome}" if run is not None else "已答复")
    elif sending.voided or (row.ends is not None and row.ends < today):
        tag = Tag(state=State.SKIPPED, text="已结束")
    else:
        tag = Tag(state=State.WAITING, text="待答复" if row.starts <= today else "未到委托日")
    return (
        Cell(text=row.person.name if row.person else ""),
        Cell(text=f"{row.starts.isoformat()}至{row.ends.isoformat() if row.ends else ''}"),
        Cell(text=f"{row.stated.isoformat()} 没有利益冲突" if row.stated else "未声明"),
        Cell(tag=tag),
    )


def _forms(found: Found, step: Step, sending: Sending | None, rows: list[Participant]) -> tuple[Small, ...]:
    desk, stream = found.desk, found.folded.stream

    def give(typed: Typed) -> str:
        person = typed.text("person")
        if not person:
            person = account_of(typed.needed("login", "受托人")).person.key
        ends = typed.day_or_none("ends")
        if ends is None:
            raise ActRefused("须填写委托的最后一天", field="ends")
        commission(
            actor=desk.actor, key=typed.key, matter=stream, step=step.id, person=person,
            starts=typed.day_or_none("starts"), ends=ends, reason=typed.text("reason"),
        )  # fmt: skip
        return "已委托。受托人登录后先声明有无利益冲突，再取阅材料。"

    def end(typed: Typed) -> str:
        end_participant(
            actor=desk.actor, key=typed.key, matter=stream, participant=typed.needed("participant", "委托"),
            reason=typed.text("reason"), ends=typed.day_or_none("ends"),
        )  # fmt: skip
        return "委托已结束，受托人次日起打不开。"

    forms = []
    if sending is not None:
        people = staff.outsiders(found.row.unit_path, desk.today)
        forms.append(
            Small(
                id="give", title="委托", verb="委托", do=give, open=not rows,
                note="受托人只打开这一次送出的意见包，不进事项、台账、统计；从起日到止日，过后打不开。",
                fields=(
                    Field(
                        name="person", label="受托人", kind="select", required=False, half=True,
                        choices=options([(item.key, item.name) for item in people]),
                        help="本镇（单位）开设的外部账号。没有的，请管理员在“人员与账号”登记。",
                    ),
                    Field(
                        name="login", label="或者外单位公职律师的账号名", required=False, half=True,
                        help="他本来就有账号的，填账号名。",
                    ),
                    Field(name="starts", label="委托起", kind="date", value=desk.today.isoformat(), half=True),
                    Field(name="ends", label="委托止（含当天）", kind="date", half=True),
                    Field(name="reason", label="理由", value=f"请其提出{step.name}"),
                ),
            )
        )  # fmt: skip
    running = [row for row in rows if row.ends is None or row.ends > desk.today]
    if running:
        forms.append(
            Small(
                id="end", title="提前结束委托", verb="结束委托", do=end, danger=True,
                fields=(
                    Field(
                        name="participant", label="委托", kind="select", half=True,
                        choices=options([(row.key, row.person.name if row.person else "") for row in running]),
                    ),
                    Field(name="ends", label="最后一天", kind="date", value=desk.today.isoformat(), half=True),
                    Field(name="reason", label="理由"),
                ),
            )
        )  # fmt: skip
    return tuple(forms)


urlpatterns = [path("m/<slug:matter>/commission/<slug:step>/", commissioning, name="commissioning")]
