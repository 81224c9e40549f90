"""登记并退回补正: from the register desk to the giving back, and to the papers that go with it."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from fazhi.components import Button
from fazhi.desk import notices, receipts
from fazhi.desk.found import Found, find
from fazhi.desk.frame import page_context
from fazhi.desk.personal import WORKING, Personal
from fazhi.records.access import Action
from fazhi.records.acts.looks import look


@require_safe
def give_back(request: HttpRequest, matter: str) -> HttpResponse:
    """Go on to the form that gives the file back, filled in; where it cannot be, to the papers, saying why."""
    found = find(request, matter, Action.ACT)
    how = notices.giving(found)
    if how is None:
        return redirect(found.address("notice"))
    query = urlencode({"give_back": "1"})
    return redirect(f"{found.address('act', 'do', how.step.id)}?{query}")


@never_cache
@require_safe
def notice(request: HttpRequest, matter: str, run: int | None = None) -> HttpResponse:
    """Show the receipt and the notice of what is missing, one after the other, for printing."""
    found = find(request, matter, Action.SEE)
    back = notices.given_back(found, run) if run is not None else None
    if run is not None and back is None:
        raise Http404
    paper = notices.notice_of(found, back, _personal(found))
    context = page_context(
        request,
        "一次性补正告知书",
        found.crumbs,
        nav="intake",
        print_foot=found.row.number,
        receipt=receipts.receipt_of(found.desk, found.row, found.folded),
        notice=paper,
        buttons=(
            Button(label="打印", prints=True),
            Button(label="再登记一件", href=reverse("intake"), kind="primary"),
            Button(label="打开事项", href=found.address("matter")),
        ),
    )
    return render(request, "desk/notice.html", context)


def _personal(found: Found) -> Personal:
    if not found.may_unmask:
        return Personal(found.folded.stream)
    open_ = look(actor=found.desk.actor, matter=found.row, page="补正告知书", classes=WORKING)
    return Personal(found.folded.stream, open_)


urlpatterns = [
    path("m/<slug:matter>/give-back/", give_back, name="give-back"),
    path("m/<slug:matter>/notice/", notice, name="notice"),
    path("m/<slug:matter>/notice/<int:run>/", notice, name="notice-run"),
]
