"""The file of a matter (卷): its catalogue as a page, and its bundle as one file to take away."""

from __future__ import annotations

import tempfile
from typing import IO, Final

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from fazhi.components import Link
from fazhi.desk import course, originals
from fazhi.desk.bundle import export, volume
from fazhi.desk.bundle.keeping import keeping
from fazhi.desk.found import Found, find
from fazhi.desk.frame import page_context
from fazhi.desk.personal import WORKING, Personal
from fazhi.desk.small import handle
from fazhi.kernel.errors import FazhiError
from fazhi.records import access, bundle
from fazhi.records.access import Action, Denied
from fazhi.records.acts.looks import look
from fazhi.records.bundle import Form
from fazhi.records.models import Checkpoint

NEEDED: Final = {Form.FULL: (Action.EXPORT, Action.UNMASK), Form.MASKED: (Action.EXPORT,)}
"""What a person must be allowed for each form; the act that logs the export asks again."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def catalogue(request: HttpRequest, matter: str) -> HttpResponse:
    """Show the 卷内目录 and where the originals are; a POST records what became of them.

    The names under which files came, and who borrowed, are personal: who may see them is logged, others see none.
    """
    found = find(request, matter)
    now = originals.standing(found)
    drawn, done = handle(request, tuple(originals.forms(found, now)) if found.may_act else ())
    if done:
        return redirect(found.address("volume") + "#originals")
    open_ = None
    if found.may_unmask:
        open_ = {
            **look(actor=found.desk.actor, matter=found.row, page="volume", classes=WORKING),
            **look(actor=found.desk.actor, matter=found.row, page="originals", seqs=[one.seq for one in now.moves]),
        }
    personal = Personal(found.folded.stream, open_)
    items = bundle.items_of(found.folded, found.row.pk)
    seen = course.read(found, personal)
    address = {}
    if found.may_unmask:
        address = {item.number: f"{reverse('file', args=[item.sm3])}?m={found.id}&n={item.seq}" for item in items}
    events = {entry.event.seq: entry.event for entry in seen.entries}
    context = page_context(
        request,
        "卷内目录",
        found.crumbs,
        nav="matters",
        print_foot=found.row.number,
        found=found,
        rows=volume.rows(found.folded, events, items, personal, address, found.desk.township.name),
        keeping=keeping(found),
        originals=originals.table(found, now, personal),
        forms=drawn,
        links=tuple(_links(found)),
    )
    return render(request, "desk/volume.html", context)


def _links(found: Found) -> list[Link]:
    return [Link(label="导出举证包", href=found.address("bundle"), bare=True)] if may_export(found) else []


def may_export(found: Found, form: Form = Form.MASKED) -> bool:
    """Say whether the person may take the matter away in a form."""
    return all(access.allows(found.desk.grants, one, found.row, found.desk.today) for one in NEEDED[form])


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def take(request: HttpRequest, matter: str) -> HttpResponseBase:
    """Show what a bundle holds; a POST makes it and sends it. Every export is logged before it is made."""
    found = find(request, matter, Action.EXPORT)
    if request.method != "POST":
        return _offer(request, found)
    form = Form.FULL if request.POST.get("form") == Form.FULL else Form.MASKED
    if not may_export(found, form):
        raise Denied("您无权导出此件的全本", where=found.row.number, hint="可以导出遮蔽本")
    # Without a name from the beginning: nothing personal is left behind when the process ends.
    target: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  the response closes it
    try:
        made = export(
            actor=found.desk.actor, row=found.row, form=form, target=target, alone=request.POST.get("only") == "on"
        )
    except Denied:
        target.close()
        raise
    except FazhiError as error:
        target.close()
        return _offer(request, found, str(error), status=422)
    target.seek(0)
    response = FileResponse(target, as_attachment=True, filename=made.name, content_type="application/zip")
    response["X-Fazhi-SM3"] = made.sm3
    return response


def _offer(request: HttpRequest, found: Found, trouble: str = "", *, status: int = 200) -> HttpResponse:
    last = Checkpoint.objects.order_by("-number").first()
    context = page_context(
        request,
        "导出举证包",
        found.crumbs,
        nav="matters",
        print_foot=found.row.number,
        found=found,
        files=len({item.sm3 for item in bundle.items_of(found.folded, found.row.pk)}),
        kept=len({item.sm3 for item in bundle.items_of(found.folded, found.row.pk, masked=True) if item.path}),
        full=may_export(found, Form.FULL),
        called=len(found.folded.children),
        last=last,
        trouble=trouble,
    )
    return render(request, "desk/bundle.html", context, status=status)


urlpatterns = [
    path("m/<slug:matter>/volume/", catalogue, name="volume"),
    path("m/<slug:matter>/bundle/", take, name="bundle"),
]
