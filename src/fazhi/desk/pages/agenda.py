"""议题包: choose the items of a meeting, look at the pack, take it as one PDF (or Word) for double-sided print."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from fazhi.components import Button, EmptyState, Link, sheet
from fazhi.desk import agenda as agenda_pack
from fazhi.desk.actor import Desk, desk_of
from fazhi.desk.agenda import Item, Meeting, item_of
from fazhi.desk.agenda_files import foretold
from fazhi.desk.found import find
from fazhi.desk.frame import page_context
from fazhi.desk.written import sent, sent_pdf
from fazhi.formats import office
from fazhi.formats.errors import ReadError
from fazhi.packs import procedures
from fazhi.records import clock, queries

LISTED: Final = 60
"""Matters to choose from, the newest first; as many can stand on an agenda."""

_CRUMBS: Final = (Link(label="管理", href="/manage/"),)


@never_cache
@require_safe
def agenda(request: HttpRequest) -> HttpResponse:
    """Choose from the matters in hand that one may see; or show, or send, the pack of those chosen, in their order."""
    desk = desk_of(request)
    chosen = tuple(dict.fromkeys(request.GET.getlist("m")))[:LISTED]
    if not chosen and request.GET.get("what"):
        messages.warning(request, "没有勾选议题。")
        return redirect("agenda")
    if not chosen:
        return _choose(request, desk)
    items = [item for matter in chosen if (item := item_of(find(request, matter))) is not None]
    if not items:
        messages.warning(request, "所选事项已办结，或者开立时的规程没有写明上会用的文书。")
        return redirect("agenda")
    meeting = Meeting(name=_said(request, "name"), time=_said(request, "time"), place=_said(request, "place"))
    said = (meeting, items, desk.township.name, clock.now(), desk.person.name)
    name = f"{meeting.name or '会议'}议题包"
    try:
        match request.GET.get("what"):
            case "docx":
                return sent(name, *agenda_pack.word(*said))
            case "pdf":
                return sent_pdf(name, agenda_pack.pdf(*said))
            case "attachments":
                return sent_pdf(f"{name}附件", agenda_pack.attachments_only(items))
    except ReadError as error:
        messages.error(request, str(error))
    papers = agenda_pack.word(*said)
    every = agenda_pack.attached(items)
    outside = tuple((one.title, why) for _, one in every if (why := foretold(one)))
    context = page_context(
        request,
        "议题包",
        (*_CRUMBS, Link(label="选择议题", href=reverse("agenda"))),
        nav="manage",
        sheets=tuple(sheet(paper) for paper in papers),
        note=f"{len(items)} 个议题，附件 {len(every)} 件，每件从右页起，可双面打印",
        inside=len(every) - len(outside),
        outside=outside,
        buttons=tuple(_buttons(request, len(every) > len(outside))),
    )
    return render(request, "desk/sheets.html", context)


def _buttons(request: HttpRequest, has_pages: bool) -> Iterator[Button]:
    """Yield what can be taken: one PDF with everything where this computer can make it, else Word and attachments."""

    def address(what: str) -> str:
        query = request.GET.copy()
        query["what"] = what
        return f"?{query.urlencode()}"

    whole = office.installed() is not None
    if whole:
        yield Button(label="下载合并的 PDF", href=address("pdf"), kind="primary")
    yield Button(label="下载 Word", href=address("docx"), kind="secondary" if whole else "primary")
    if not whole and has_pages:
        yield Button(label="下载附件 PDF", href=address("attachments"))
    yield Button(label="打印", prints=True)


def _said(request: HttpRequest, name: str) -> str:
    return " ".join(request.GET.get(name, "").split())[:60]


def _choose(request: HttpRequest, desk: Desk) -> HttpResponse:
    wanted = [name for name in procedures.ids() if any(form.agenda for form in procedures.get(name).papers.values())]
    rows = queries.seen_by(desk.grants, desk.today).filter(procedure__in=wanted, closed__isnull=True)[:LISTED]
    found = [item_of(find(request, row.stream.key.partition("/")[2])) for row in rows]
    items: list[Item] = sorted((item for item in found if item is not None), key=lambda item: item.passed is not None)
    context = page_context(
        request,
        "议题包",
        _CRUMBS,
        nav="manage",
        items=[(item.found.id, item) for item in items],
        empty=EmptyState(title="没有可以上会的事项", reason="在办的、规程写明要上会的事项列在这里。"),
    )
    return render(request, "desk/agenda.html", context)


urlpatterns = [path("agenda/", agenda, name="agenda")]
