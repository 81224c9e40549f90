"""登记并退回补正: from the register desk to the giving back, and to the papers that go with it."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from fazhi.components import Button, sheet
from fazhi.desk import notices, receipts
from fazhi.desk import papers as shown
from fazhi.desk.found import Found, find
from fazhi.desk.frame import page_context
from fazhi.kernel.procedures import PaperForm
from fazhi.records import clock
from fazhi.records.access import Action


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
    """Show the receipt and, once the file was given back, the pack's paper that says so, for printing.

    Until it is recorded there is only the receipt, which lists what is missing, and the reason why it is not.
    """
    found = find(request, matter, Action.SEE)
    back = notices.given_back(found, run) if run is not None else None
    if run is not None and back is None:
        raise Http404
    form = notices.paper_of(found.procedure, back) if back is not None else None
    seen = shown.draw(found, form, None, clock.now()) if form is not None else None
    context = page_context(
        request,
        "接收单和补正告知书" if form is not None else "接收单",
        found.crumbs,
        nav="intake",
        print_foot=found.row.number,
        receipt=receipts.receipt_of(found.desk, found.row, found.folded),
        sheet=sheet(seen.paper) if seen is not None else None,
        name=form.name if form is not None else "",
        said=notices.hindrance(found) if back is None else "",
        buttons=tuple(_buttons(found, form)),
    )
    return render(request, "desk/notice.html", context)


def _buttons(found: Found, form: PaperForm | None) -> Iterator[Button]:
    if form is not None and found.may_act:
        yield Button(label="取号印发告知书", href=found.address("paper", form.id), kind="primary")
    yield Button(label="打印", prints=True)
    yield Button(label="再登记一件", href=reverse("intake"), kind="secondary" if form is not None else "primary")
    yield Button(label="打开事项", href=found.address("matter"))


urlpatterns = [
    path("m/<slug:matter>/give-back/", give_back, name="give-back"),
    path("m/<slug:matter>/notice/", notice, name="notice"),
    path("m/<slug:matter>/notice/<int:run>/", notice, name="notice-run"),
]
