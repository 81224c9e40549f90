"""The page of one matter: its head, what is open now, what is missing, which terms run, and its whole course."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from fazhi.components import Link, Tag, short_date
from fazhi.desk import course, overview, packets, papers, people, versions
from fazhi.desk.forms.first import first_values
from fazhi.desk.forms.plan import plan
from fazhi.desk.found import Found, find
from fazhi.desk.frame import address, page_context
from fazhi.desk.lawlinks import articles_of
from fazhi.desk.pages.act import drawn
from fazhi.desk.personal import WORKING, Personal
from fazhi.desk.words import clock_tag
from fazhi.kernel.procedures import ActKind, Duty, StepState, StepView, duties
from fazhi.records import access, matters
from fazhi.records.access import Action
from fazhi.records.acts.looks import look
from fazhi.records.models import Matter


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenStep:
    """A step that is due now: the verb as a link, whose it is, by when."""

    link: Link
    who: str
    tag: Tag | None = None
    until: str = ""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def matter(request: HttpRequest, matter: str) -> HttpResponse:
    """Show a matter; a POST shows it with personal values. What is seen unmasked is logged before it is shown."""
    whole = request.method == "POST"
    found = find(request, matter, Action.UNMASK) if whole else find(request, matter)
    open_ = None
    if whole or found.may_unmask:
        classes = None if whole else WORKING
        open_ = look(actor=found.desk.actor, matter=found.row, page="matter", classes=classes)
    personal = Personal(found.folded.stream, open_, whole=whole)
    # The course is drawn first: whether anything was masked is known only afterwards.
    timeline = course.timeline(course.read(found, personal))
    head, long_facts = overview.head(found, personal), overview.long_facts(found, personal)
    imported = found.state.imported
    owed = duties(found.picture) if not (found.past or imported) else ()
    first = _first(found, owed)
    name, items = overview.missing(found) if not imported else ("", ())
    filed, filed_links = overview.filed(found)
    context = page_context(
        request,
        found.row.number or found.row.title,
        (Link(label="事项", href=address("matters", "/")),),
        nav="matters",
        print_foot=found.row.number,
        found=found,
        head=head,
        long_facts=long_facts,
        timeline=timeline,
        **_form(request, found, first),
        due=tuple(_due(found, owed, first)),
        possible=tuple(_possible(found, owed)),
        tools=tuple(_tools(found)),
        open_title="也要办" if first is not None else "现在要办",
        nothing=_nothing(found),
        missing_title=name,
        missing=items,
        missing_count=f"{len(items)} 项" if items else "",
        missing_links=(Link(label="流程图", href=found.address("flow"), bare=True),),
        clocks=overview.clocks(found) if not imported else (),
        articles=articles_of(found.procedure, overview.bases_here(found)),
        terms=Link(label="全部期限", href=found.address("terms"), bare=True) if found.picture.clocks else None,
        filed=filed,
        filed_links=filed_links,
        volume_links=tuple(_volume(found)),
        related=tuple(_related(found)),
        papers=tuple(row for row in papers.rows(found) if row.issued is not None or not row.why),
        papers_link=Link(label="全部文书", href=found.address("papers"), bare=True),
        masked=personal.hides and found.may_unmask,
        unmasked=whole,
        pack=f"规程：{found.procedure.title}，{found.procedure.version}版；校验码 {found.folded.hash[:12].upper()}",
        guide=reverse("guide", args=[found.procedure.id]),
    )
    return render(request, "desk/matter.html", context)


def _first(found: Found, owed: tuple[Duty, ...]) -> Duty | None:
    """Return the duty whose form stands open: the nearest one of the person's own posts."""
    if not found.may_act:
        return None
    mine = [
        duty for duty in owed if set(duty.posts) & found.desk.post_ids or set(duty.step.posts) & found.desk.post_ids
    ]
    return min(mine, key=lambda duty: (duty.due is None, duty.due or found.on), default=None)


def _form(request: HttpRequest, found: Found, duty: Duty | None) -> dict[str, object]:
    if duty is None:
        return {"form": None}
    kind = ActKind.SEND if duty.step.call is not None else ActKind.DO
    values, note = first_values(request, found, kind, duty.step)
    made = plan(found, kind, duty.step, values)
    tag, until = clock_tag(matters.calendar(), found.on, duty.clock) if duty.clock is not None else (None, "")
    return {
        "form": drawn(request, found, made, values, note=note),
        "form_title": f"现在要办：{duty.step.name}",
        "form_tag": tag,
        "form_until": until,
    }


def _due(found: Found, owed: tuple[Duty, ...], first: Duty | None) -> Iterator[OpenStep]:
    """Yield the other duties; a step that is due for several keys is one line, since one form takes them all."""
    by_step: dict[str, list[Duty]] = {}
    for duty in owed:
        if first is None or duty.step.id != first.step.id:
            by_step.setdefault(duty.step.id, []).append(duty)
    for duties_ in by_step.values():
        yield _open(found, min(duties_, key=lambda duty: (duty.due is None, duty.due or found.on)), len(duties_))


def _open(found: Found, duty: Duty, count: int) -> OpenStep:
    view = found.picture.find(duty.step.id, duty.key)
    key = f"（{count} 项）" if duty.key and count > 1 else ""
    href = overview.act_address(found, view) if view is not None and found.may_act else ""
    tag, until = clock_tag(matters.calendar(), found.on, duty.clock) if duty.clock is not None else (None, "")
    return OpenStep(
        link=Link(label=f"{duty.step.act}{key}", href=href),
        who="、".join(people.post_name(post) for post in duty.posts),
        tag=tag,
        until=until,
    )


def _possible(found: Found, owed: tuple[Duty, ...]) -> list[Link]:
    """Return what else may be done now: steps not owed, answers to enter, what stays open after the close."""
    if not found.may_act or found.state.imported:
        return [Link(label="核验（对照原件）", href=found.address("confirm"))] if found.may_act else []
    taken = {duty.step.id for duty in owed}
    links: dict[str, Link] = {}
    for view in found.picture.steps:
        step = view.step
        if view.state is StepState.WAITING:
            links.setdefault(
                step.id, Link(label=f"登记答复：{step.name}", href=found.address("act", "answer", step.id))
            )
        elif step.id not in taken and step.id not in links and _offered(view):
            kind = "send" if step.call is not None else "do"
            verb = step.act if view.state is not StepState.DONE else f"再次{step.act}"
            links[step.id] = Link(label=verb, href=found.address("act", kind, step.id))
    # A list that only now gets its first entry has no keys, and so no views, for the steps done for each.
    return list(links.values())


def _offered(view: StepView) -> bool:
    if not view.doable:
        return False
    return view.state in {
        StepState.POSSIBLE,
        StepState.OPEN,
        StepState.FAILED,
        StepState.STALE,
        StepState.UNLAWFUL,
    } or (view.state is StepState.DONE and view.step.adds is not None)


def _tools(found: Found) -> list[Link]:
    links = []
    if found.may_act and not found.state.imported:
        links.append(Link(label="登记不合规事实", href=found.address("facts")))
        if found.may_unmask:
            for step, _ in packets.waiting(found):
                label = f"取意见包：{step.name}（加水印）"
                links.append(Link(label=label, href=found.address("packet", step.id)))
                if step.call is not None and step.call.interest is not None:
                    links.append(Link(label=f"凭账号委托：{step.name}", href=found.address("commissioning", step.id)))
        if any(question.mutable for question in found.procedure.subject.values()) and found.state.closed is None:
            links.append(Link(label="变更事实", href=found.address("change")))
    handler = found.folded.card.handler
    if handler and not found.past and access.allows(found.desk.grants, Action.HAND_OVER, found.row, found.desk.today):
        query = urlencode({"from": handler, "m": found.folded.stream})
        links.append(Link(label="移交给他人承办", href=f"{reverse('hand-over')}?{query}"))
    return links


def _nothing(found: Found) -> str:
    if found.past:
        return "过去某一天的情况，不能办理。"
    if found.state.imported:
        origin = found.folded.card.origin
        row = f"第 {origin.row} 行" if origin is not None else ""
        return f"从旧台账{row}导入，尚未核验：不算办过任何一步，不进统计，没有期限。对照原件核验以后才能接着办。"
    if found.state.closed is not None:
        return f"本事项已于{short_date(found.state.closed[1])}办结。"
    waiting = [view.step.name for view in found.picture.steps if view.state is StepState.WAITING]
    if waiting:
        return f"等待答复：{'、'.join(dict.fromkeys(waiting))}。"
    return "现在没有必须办理的步骤。"


def _volume(found: Found) -> Iterator[Link]:
    yield Link(label="卷内目录", href=found.address("volume"))
    if found.may_unmask:
        for text, name in versions.pairs(found):
            yield Link(label=f"对照修改：{name}", href=found.address("compared-text", text))
    if access.allows(found.desk.grants, Action.EXPORT, found.row, found.desk.today):
        yield Link(label="导出举证包", href=found.address("bundle"), bare=True)


def _related(found: Found) -> list[Link]:
    """Return the matter that sent this one, and those this one sent: only what the person may see leads anywhere."""
    links = []
    parent = found.row.parent
    if parent is not None:
        links.append(_link("送办事项", parent))
    children = Matter.objects.filter(parent_id=found.row.pk).select_related("stream").order_by("opened", "pk")
    links += [_link(f"所送{child.procedure_title}", child) for child in children]
    return links


def _link(word: str, row: Matter) -> Link:
    href = reverse("matter", args=[row.stream.key.partition("/")[2]])
    return Link(label=f"{word}：{row.number or row.title}（{row.state}）", href=href)


urlpatterns = [path("m/<slug:matter>/", matter, name="matter")]
