"""批量打印: receipts of several matters, one A4 each, or labels for the shelf, many on one A4."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from fazhi.components import Button, EmptyState, Label, Link
from fazhi.desk import receipts
from fazhi.desk.actor import desk_of
from fazhi.desk.found import find
from fazhi.desk.frame import page_context
from fazhi.records import browsing

LISTED: Final = 60
"""Matters to choose from, the newest first; as many can be printed at once."""

_CRUMBS: Final = (Link(label="登记台", href="/register/"),)


@never_cache
@require_safe
def print_batch(request: HttpRequest) -> HttpResponse:
    """Choose from the newest matters one may see; or show what was chosen, ready for the printer."""
    desk = desk_of(request)
    chosen = tuple(dict.fromkeys(request.GET.getlist("m")))[:LISTED]
    what = request.GET.get("what", "")
    if what in {"receipts", "labels"} and chosen:
        return _papers(request, chosen, labels=what == "labels")
    if what:
        messages.warning(request, "没有勾选要打印的事项。")
        return redirect("print-batch")
    rows = browsing.first_rows(browsing.listing_of(desk.grants, desk.today, taking=desk.taking), LISTED)
    context = page_context(
        request,
        "批量打印",
        _CRUMBS,
        nav="intake",
        rows=[(row.stream.key.partition("/")[2], row) for row in rows],
        today=desk.today,
        empty=EmptyState(title="还没有登记过", reason="登记第一件后，可以在这里补打接收单和标签。"),
    )
    return render(request, "desk/print_batch.html", context)


def _papers(request: HttpRequest, chosen: tuple[str, ...], *, labels: bool) -> HttpResponse:
    """Show the papers. Raises Denied for a matter one may not see: nothing is printed then."""
    found = [find(request, matter) for matter in chosen]
    name = "标签" if labels else "送审材料接收单"
    context = page_context(
        request,
        name,
        (*_CRUMBS, Link(label="批量打印", href=reverse("print-batch"))),
        nav="intake",
        print_foot=name,
        labels=[
            Label(
                number=item.row.number,
                name=item.row.title,
                office=item.row.unit.name,
                opened=item.folded.card.opened,
                place=item.folded.card.place,
            )
            for item in found
        ]
        if labels
        else (),
        receipts=() if labels else [receipts.receipt_of(item.desk, item.row, item.folded) for item in found],
        copies=("第一联　送审单位留存", "第二联　收件单位留存"),
        note=f"{len(found)} 件，{'A4 每张约 24 枚' if labels else '每件 A4 一张，两联'}",
        buttons=(
            Button(label="打印", prints=True, kind="primary"),
            Button(label="重新选择", href=reverse("print-batch")),
        ),
    )
    return render(request, "desk/print_papers.html", context)


urlpatterns = [path("register/print/", print_batch, name="print-batch")]
