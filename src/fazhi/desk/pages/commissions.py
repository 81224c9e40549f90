"""受托事项: what somebody outside finds here: his commissions, the papers of each, the answer. Nothing else is there.

A commission that has not begun, is over, or belongs to another is answered like one that never was: 404.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from fazhi.components import Button, Cell, Column, EmptyState, Field, Link, SimpleTable, State, Tag, cn_date
from fazhi.desk import packets
from fazhi.desk.actor import Desk, desk_of
from fazhi.desk.forms import drafts
from fazhi.desk.forms.drawing import Drawn, draw
from fazhi.desk.forms.plan import Plan, plan
from fazhi.desk.forms.reading import Problems, place_act_refused, place_refused, proposals
from fazhi.desk.forms.uploads import Uploads, receive
from fazhi.desk.forms.values import Values
from fazhi.desk.found import Found, find
from fazhi.desk.frame import NavEntry, page_context
from fazhi.desk.personal import Personal
from fazhi.desk.refusals import reason
from fazhi.desk.small import Small, Typed, handle
from fazhi.kernel.procedures import ActKind, Interest, Sending, Step
from fazhi.records import access, clock, matters
from fazhi.records.access import Action
from fazhi.records.acts.base import ActRefused, Busy, Signed
from fazhi.records.acts.commissions import state_no_interest
from fazhi.records.acts.looks import commission_looked
from fazhi.records.acts.matters import record
from fazhi.records.acts.proposals import Proposal, Refused
from fazhi.records.ledger import Conflict
from fazhi.records.models import Participant

TITLE = "受托事项"
NAV = NavEntry(label=TITLE, url="commissions", order=1, outside=True)
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True, slots=True, kw_only=True)
class Commission:
    """One commission of the person who asks, today, with the sending it is for."""

    row: Participant
    found: Found
    step: Step
    interest: Interest
    sending: Sending

    @property
    def open(self) -> bool:
        """Say whether its papers may be taken and its answer given: stated, and not answered yet."""
        return self.row.stated is not None and self.sending.answered is None

    @property
    def tag(self) -> Tag:
        """Return where it stands, in a word with its shape."""
        if self.sending.answered is not None:
            return Tag(state=State.DONE, text="已答复")
        return Tag(state=State.OPEN, text="待答复" if self.row.stated else "待声明有无利益冲突")


def _mine(request: HttpRequest, row: Participant | None) -> Commission:
    """Return a commission with its matter. Raises Http404 where there is none, or the sending was taken back."""
    if row is None:
        raise Http404
    stream = row.matter.stream.key
    found = replace(find(request, stream.partition("/")[2], Action.ADVISE), right=Action.ADVISE)
    sending = next((one for many in found.state.sendings.values() for one in many if one.id == row.run), None)
    step = found.procedure.steps.get(sending.step) if sending is not None else None
    if found.past or sending is None or sending.voided or step is None or step.call is None:
        raise Http404
    if step.call.interest is None:
        raise Http404
    return Commission(row=row, found=found, step=step, interest=step.call.interest, sending=sending)


def _one(request: HttpRequest, key: str) -> Commission:
    desk = desk_of(request)
    rows = access.commissions(desk.grants, desk.today).select_related("matter__stream")
    return _mine(request, rows.filter(key=key).first())


@never_cache
@require_safe
def commissions(request: HttpRequest) -> HttpResponse:
    """List what one is commissioned for today."""
    desk = desk_of(request)
    rows = access.commissions(desk.grants, desk.today).select_related("matter__stream", "matter__unit")
    table = SimpleTable(
        caption=TITLE,
        columns=tuple(Column(key=name, name=name) for name in ("事项", "编号", "委托单位", "委托期间", "状态")),
        rows=tuple(_cells(row, desk) for row in rows.order_by("starts", "key")),
        empty=EmptyState(title="没有受托事项", reason="单位委托您提出法律意见以后，在委托期间列在这里。"),
    )
    return render(request, "desk/commissions.html", page_context(request, TITLE, nav="commissions", table=table))


def _cells(row: Participant, desk: Desk) -> tuple[Cell, ...]:
    folded = matters.folded(row.matter.stream.key)
    sending = next((one for many in folded.state.sendings.values() for one in many if one.id == row.run), None)
    answered = sending is not None and sending.answered is not None
    words = "已答复" if answered else "待答复" if row.stated else "待声明有无利益冲突"
    if sending is None or sending.voided:
        return (Cell(text=row.matter.title), Cell(), Cell(), Cell(), Cell(text="委托单位已撤回"))
    return (
        Cell(text=row.matter.title, href=reverse("commission", args=[row.key])),
        Cell(text=row.matter.number),
        Cell(text=row.matter.unit.name),
        Cell(text=_span(row)),
        Cell(tag=Tag(state=State.DONE if answered else State.OPEN, text=words)),
    )


def _span(row: Participant) -> str:
    return f"{row.starts.isoformat()}至{row.ends.isoformat()}" if row.ends else f"{row.starts.isoformat()}起"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def commission(request: HttpRequest, key: str) -> HttpResponse:
    """Show one commission: the statement first, then the papers and the way to the answer."""
    mine = _one(request, key)
    waits = mine.row.stated is None and mine.sending.answered is None
    forms, done = handle(request, _statements(mine) if waits else ())
    if done:
        return redirect("commission", key=key)
    matter = mine.found.row
    facts = [
        ("事项", f"{matter.title}（{matter.number}）"),
        ("委托单位", matter.unit.name),
        ("委托内容", mine.step.name),
        ("委托期间", _span(mine.row)),
        ("状态", mine.tag.text),
    ]
    if mine.row.stated is not None:
        facts.append(("利益冲突声明", f"{cn_date(mine.row.stated)}声明没有利益冲突"))
    run = mine.found.state.find(mine.sending.answered) if mine.sending.answered is not None else None
    if run is not None:
        facts.append(("答复", f"{run.outcome}（{cn_date(run.occurred)}）"))
    holds = packets.contents(mine.found, mine.step, mine.sending) if mine.open else None
    context = page_context(
        request,
        matter.title,
        (Link(label=TITLE, href=reverse("commissions")),),
        nav="commissions",
        print_foot=matter.number,
        facts=facts,
        forms=forms,
        papers=[
            Link(label=name, href=reverse("commission-paper", args=[key, number]))
            for number, name in enumerate(holds.names if holds else (), 1)
        ],
        left_out=holds.left_out if holds else (),
        whole=reverse("commission-packet", args=[key]) if holds else "",
        buttons=(Button(label="填写答复", href=reverse("commission-answer", args=[key]), kind="primary"),)
        if mine.open
        else None,
    )
    return render(request, "desk/commission.html", context, status=422 if request.method == "POST" else 200)


def _statements(mine: Commission) -> tuple[Small, ...]:
    actor = mine.found.desk.actor

    def none(typed: Typed) -> str:
        state_no_interest(actor=actor, key=typed.key, participant=mine.row.key)
        return "已记入声明，可以取阅材料、填写答复。"

    def conflict(typed: Typed) -> str:
        said = typed.needed("which", "利益冲突的情形")
        answer = Proposal(
            kind=ActKind.ANSWER,
            step=mine.step.id,
            outcome=mine.interest.conflict,
            fields={mine.interest.none: False, mine.interest.which: said},
            signed=Signed(decider=mine.found.desk.person.key),
        )
        record(actor=actor, key=typed.key, matter=mine.found.folded.stream, proposals=[answer])
        return f"已答复：{mine.interest.conflict}。"

    asked = {item.id: item for item in mine.step.fields}
    which = asked[mine.interest.which]
    return (
        Small(
            id="none", title="没有利益冲突", verb="声明没有利益冲突", do=none, open=True,
            note="本人与本事项及相对人没有利益冲突。声明记入案卷；声明以前，材料不打开。以后发现有利益冲突的，答复时照实选择。",
        ),
        Small(
            id="conflict", title="有利益冲突", verb=f"答复：{mine.interest.conflict}", do=conflict, danger=True,
            fields=(Field(name="which", label=which.name, kind="textarea", help=which.help),),
            note="材料不打开，委托单位另请他人。",
        ),
    )  # fmt: skip


@never_cache
@require_safe
def packet(request: HttpRequest, key: str) -> HttpResponse:
    """Send the whole packet, watermarked with the name and the minute; the look is on record before."""
    mine = _one(request, key)
    if not mine.open:
        raise Http404
    made = _taken(mine, None)
    response = HttpResponse(made.packed(), content_type="application/zip")
    return _attached(response, made.name)


@never_cache
@require_safe
def paper(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """Send one paper of the packet, watermarked in the same way."""
    mine = _one(request, key)
    names = packets.contents(mine.found, mine.step, mine.sending).names if mine.open else ()
    if not 1 <= number <= len(names):
        raise Http404
    name = names[number - 1]
    return _attached(HttpResponse(_taken(mine, name).files[name], content_type=WORD), name)


def _taken(mine: Commission, only: str | None) -> packets.Packet:
    found = mine.found
    made = packets.made(found, mine.step, mine.sending, clock.now(), taker=found.desk.person.name, only=only)
    commission_looked(actor=found.desk.actor, matter=found.row, run=mine.sending.id, files=tuple(made.files))
    return made


def _attached(response: HttpResponse, name: str) -> HttpResponse:
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, key: str) -> HttpResponse:
    """Show the answer of the step, as its pack declares it, or record it; a refusal keeps what was typed."""
    mine = _one(request, key)
    if not mine.open:
        raise Http404
    values = Values.posted(request.POST)
    if request.method != "POST":
        made = _planned(mine, values)
        values, _ = drafts.restore(request, made.form)
        values = values if values.get(mine.interest.none) else values.replaced(mine.interest.none, "1")
        return _show(request, mine, made, values)
    made = _planned(mine, values)
    if "_ask" in request.GET:
        return render(request, "desk/form_parts.html", {"form": _drawn(mine, made, values)})
    if "_draft" in values:
        drafts.keep(request, made.form, values)
        messages.success(request, "草稿已存，下次打开这张表时恢复。")
        return redirect(request.path)
    return _recorded(request, mine, made, values)


def _planned(mine: Commission, values: Values) -> Plan:
    return replace(plan(mine.found, ActKind.ANSWER, mine.step, values), outside=True)


def _recorded(request: HttpRequest, mine: Commission, made: Plan, values: Values) -> HttpResponse:
    found = mine.found
    uploads = receive(request, values, made.slots, "")
    ready, parts, problems = proposals(made, values, uploads, found.desk.today)
    status = 422
    if not problems:
        own = Signed(decider=found.desk.person.key)
        try:
            record(
                actor=found.desk.actor,
                matter=found.folded.stream,
                proposals=[replace(item, signed=own, occurred=None, late=None) for item in ready],
                key=values.get("_key") or None,
            )
        except Refused as refused:
            place_refused(made, found.procedure, parts, refused, problems)
        except ActRefused as error:
            place_act_refused(error, problems, {name.id: name.id for name in made.questions})
        except (Conflict, Busy) as error:
            status = 409 if isinstance(error, Conflict) else 503
            problems.general.append(reason(error))
        else:
            drafts.drop(request, made.form)
            messages.success(request, "答复已记入，委托单位已经看到。")
            return redirect("commission", key=mine.row.key)
    return _show(request, mine, made, values, uploads, problems, status)


def _drawn(
    mine: Commission, made: Plan, values: Values, uploads: Uploads | None = None, problems: Problems | None = None
) -> Drawn:
    """Return the form with what the step asks and nothing of who works in the unit: he answers himself, today."""
    found = mine.found
    form = draw(
        made, found.procedure, found.desk, found.row.unit_path, values,
        action=reverse("commission-answer", args=[mine.row.key]), uploads=uploads, problems=problems,
        seq=found.folded.count, key=values.get("_key"), personal=Personal(found.folded.stream),
    )  # fmt: skip
    return replace(form, verb="交出答复", intro="", people=(), paper=(), late=(), late_note="", masked=False)


def _show(
    request: HttpRequest,
    mine: Commission,
    made: Plan,
    values: Values,
    uploads: Uploads | None = None,
    problems: Problems | None = None,
    status: int = 200,
) -> HttpResponse:
    matter, home = mine.found.row, reverse("commission", args=[mine.row.key])
    crumbs = (Link(label=TITLE, href=reverse("commissions")), Link(label=matter.number or matter.title, href=home))
    context = page_context(
        request, "填写答复", crumbs, nav="commissions", print_foot=matter.number, matter=matter,
        form=_drawn(mine, made, values, uploads, problems),
    )  # fmt: skip
    return render(request, "desk/commission_answer.html", context, status=status)


urlpatterns = [
    path("commissions/", commissions, name="commissions"),
    path("commissions/<slug:key>/", commission, name="commission"),
    path("commissions/<slug:key>/packet/", packet, name="commission-packet"),
    path("commissions/<slug:key>/paper/<int:number>/", paper, name="commission-paper"),
    path("commissions/<slug:key>/answer/", answer, name="commission-answer"),
]
