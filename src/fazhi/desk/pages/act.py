"""The form of a step, made from the pack: do, send, answer, and what already happened past a gate (不合规事实)."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods

from fazhi.components import Link, Refusal, TimelineEntry
from fazhi.desk import entries, modelled, overview, recalled
from fazhi.desk.forms import drafts
from fazhi.desk.forms.drawing import Drawn, draw
from fazhi.desk.forms.first import first_values
from fazhi.desk.forms.plan import KINDS, ROWS, Plan, plan
from fazhi.desk.forms.reading import Problems, place_act_refused, place_refused, proposals
from fazhi.desk.forms.uploads import Uploads, receive
from fazhi.desk.forms.values import Values
from fazhi.desk.found import Found, find
from fazhi.desk.frame import page_context
from fazhi.desk.lawlinks import articles_of
from fazhi.desk.personal import WORKING, Personal
from fazhi.desk.refusals import came_since, reason, refusal_of
from fazhi.kernel.procedures import ActKind, Blocker, BlockKind
from fazhi.records.access import Action
from fazhi.records.acts.base import ActRefused, Busy
from fazhi.records.acts.looks import look
from fazhi.records.acts.matters import record
from fazhi.records.acts.proposals import Refused
from fazhi.records.ledger import Conflict


@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, matter: str, kind: str, step: str) -> HttpResponse:
    """Show the form of a step, or record it; a refusal comes back with everything that was typed."""
    found = find(request, matter, Action.ACT)
    if kind not in KINDS or step not in found.procedure.steps or found.past:
        raise Http404
    values, note = Values.posted(request.POST), ""
    if request.method != "POST":
        declared, key = found.procedure.steps[step], request.GET.get("key", "")
        values, note = first_values(request, found, KINDS[kind], declared, key)
    made = plan(found, KINDS[kind], found.procedure.steps[step], values, request.GET.get("key"))
    if request.method == "POST":
        return _posted(request, found, made, values)
    return show(request, found, made, values, note=note)


def _posted(request: HttpRequest, found: Found, made: Plan, values: Values) -> HttpResponse:
    if "_add" in values:
        more = values.replaced("_rows", str(_rows(values) + ROWS))
        return show(request, found, plan(found, made.kind, made.step, more, made.key), more)
    if "_ask" in request.GET:
        return render(request, "desk/form_parts.html", {"form": drawn(request, found, made, values)})
    if "_find" in values or "_recall" in values:
        return _recalled(request, found, made, values)
    if "_draft" in values:
        drafts.keep(request, made.form, values)
        messages.success(request, "草稿已存，下次打开这张表时恢复。")
        return redirect(request.get_full_path())
    if "_look" in values:
        uploads = receive(request, values, made.slots, reverse("offline"))
        return show(request, found, made, values, uploads=uploads, look_at=True)
    return _recorded(request, found, made, values)


def _recalled(request: HttpRequest, found: Found, made: Plan, values: Values) -> HttpResponse:
    """Look for earlier opinions, or put the wording of one into the draft; nothing is recorded."""
    if "_recall" not in values:
        return show(request, found, made, values)
    put = recalled.taken(found, made, values, values.get("_recall"))
    if put is None:
        messages.error(request, "这条意见已经不在了，或者草稿已满，没有写进草稿。")
        return show(request, found, made, values)
    drafts.keep(request, made.form, put[0])
    messages.success(
        request, f"措辞已写进草稿{f'第 {put[1]} 项' if put[1] else ''}，请按本件核对修改；交出这张表才入卷。"
    )
    return redirect(f"{request.get_full_path()}#act-form")


def _rows(values: Values) -> int:
    text = values.get("_rows", "0")
    return int(text) if text.isdigit() else 0


def _recorded(request: HttpRequest, found: Found, made: Plan, values: Values) -> HttpResponse:
    uploads = receive(request, values, made.slots, reverse("offline"))
    ready, parts, problems = proposals(made, values, uploads, found.desk.today)
    since: tuple[TimelineEntry, ...] = ()
    status, seq = 422, int(values.get("_seq")) if values.get("_seq").isdigit() else None
    if not problems:
        try:
            done = record(
                actor=found.desk.actor,
                matter=found.folded.stream,
                proposals=ready,
                expected=seq,
                key=values.get("_key") or None,
            )
        except Refused as refused:
            place_refused(made, found.procedure, parts, refused, problems)
        except ActRefused as error:
            place_act_refused(error, problems, {name.id: name.id for name in made.questions})
        except Conflict as error:
            since, status = came_since(error), 409
            problems.general.append(reason(error))
            found = find(request, found.id, Action.ACT)
        except Busy as error:
            status = 503
            problems.general.append(reason(error))
        else:
            drafts.drop(request, made.form)
            return _after(request, found, made, values, done)
    return show(request, found, made, values, uploads=uploads, problems=problems, since=since, status=status)


def _after(request: HttpRequest, found: Found, made: Plan, values: Values, done: dict[str, object]) -> HttpResponse:
    if done.get("again"):
        messages.info(request, "这张表已经记入，没有重复记入。")
    else:
        messages.success(request, f"已记入：{made.verb}。")
    children = done.get("children")
    if isinstance(children, list) and children:
        child = find(request, str(children[0]).partition("/")[2])
        return redirect(child.address("act", "do", child.procedure.opens))
    back = made.step.give_back
    if back is not None and made.kind is ActKind.DO and values.get("outcome") == back.outcome:
        return redirect(found.address("notice-run", str(done["seq"])))
    return redirect(found.address("matter"))


def drawn(
    request: HttpRequest,
    found: Found,
    made: Plan,
    values: Values,
    *,
    uploads: Uploads | None = None,
    problems: Problems | None = None,
    since: tuple[TimelineEntry, ...] = (),
    note: str = "",
    look_at: bool = False,
) -> Drawn:
    """Return the form ready for its template; ``look_at`` shows personal values after logging that they were seen."""
    open_ = None
    if look_at or found.may_unmask:
        classes = None if look_at else WORKING
        open_ = look(actor=found.desk.actor, matter=found.row, page=f"act/{made.step.id}", classes=classes)
    address = found.address("act", made.kind.value, made.step.id)
    return draw(
        made,
        found.procedure,
        found.desk,
        found.row.unit_path,
        values,
        action=address + (f"?key={made.key}" if made.key else ""),
        uploads=uploads,
        problems=problems,
        since=since,
        note=note,
        seq=found.folded.count,
        key=values.get("_key"),
        personal=Personal(found.folded.stream, open_, whole=look_at),
        handler=found.folded.card.handler,
    )


def show(
    request: HttpRequest,
    found: Found,
    made: Plan,
    values: Values,
    *,
    uploads: Uploads | None = None,
    problems: Problems | None = None,
    since: tuple[TimelineEntry, ...] = (),
    note: str = "",
    status: int = 200,
    look_at: bool = False,
) -> HttpResponse:
    """Show the form, or, where the step is closed whatever its result, why it is and the next lawful moves."""
    closed = _closed(request, found, made) if not problems else ()
    form = None
    if not closed:
        form = drawn(
            request, found, made, values, uploads=uploads, problems=problems, since=since, note=note, look_at=look_at
        )
    name, items = overview.missing(found)
    title = f"登记不合规事实：{made.step.name}" if made.kind is ActKind.FACT else made.verb
    context = page_context(
        request,
        title,
        found.crumbs,
        nav="matters",
        print_foot=found.row.number,
        found=found,
        form=form,
        made=made,
        closed=closed,
        fact=found.address("act", "fact", made.step.id),
        late=f"{found.address('act', made.kind.value, made.step.id)}?late=1",
        missing_title=name,
        missing=items,
        missing_links=(Link(label="流程图", href=found.address("flow"), bare=True),),
        clocks=overview.clocks(found),
        articles=articles_of(found.procedure, (*made.step.basis, *(b for item in made.questions for b in item.basis))),
        parent=_parent(found),
        against=modelled.beside(found, made.step) if form is not None and made.kind is ActKind.DO else None,
        recalled=recalled.beside(found, made, values) if form is not None and not found.past else None,
        ways=entries.ways(found, made.step)
        if made.kind is ActKind.DO and made.key is None and form is not None
        else (),
    )
    return render(request, "desk/act.html", context, status=status)


def _closed(request: HttpRequest, found: Found, made: Plan) -> tuple[Refusal, ...]:
    """Return the reasons that close the step on this day; none when a fact or a late entry is to be recorded."""
    if made.kind is ActKind.FACT:
        return ()
    if not made.parts:
        next_ = "先列入名单，再逐项办理" if made.step.each else None
        nothing = Blocker(kind=BlockKind.KEY, text=f"“{made.step.name}”没有可以办理的项", next=next_)
        return (refusal_of(found.procedure, nothing, act=made.verb),)
    view = made.parts[0].view
    if made.kind is ActKind.ANSWER or "late" in request.GET or len(made.parts) > 1 or view is None or view.doable:
        return ()
    reasons = view.blockers or tuple(item for _, many in view.closed_outcomes for item in many)
    seen: dict[str, Refusal] = {}
    for item in reasons:
        if item.kind not in {BlockKind.POST, BlockKind.SEPARATE}:
            moves = _moves(found, item.field)
            seen.setdefault(item.text, refusal_of(found.procedure, item, act=made.verb, moves=moves))
    return tuple(seen.values())


def _moves(found: Found, step: str | None) -> tuple[Link, ...]:
    view = next((item for item in found.picture.steps if item.step.id == step), None)
    if view is None or not view.doable:
        return ()
    return (Link(label=view.step.act, href=overview.act_address(found, view)),)


def _parent(found: Found) -> Link | None:
    parent = found.row.parent
    if parent is None:
        return None
    return Link(
        label=f"返回送办事项：{parent.title}", href=reverse("matter", args=[parent.stream.key.partition("/")[2]])
    )


urlpatterns = [path("m/<slug:matter>/act/<slug:kind>/<slug:step>/", act, name="act")]
