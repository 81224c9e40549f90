"""公文体检 of a file of a matter: the text with its marks, the 提示 beside it. Nothing is stored by looking."""

from __future__ import annotations

from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from fazhi.cli.checker.one import Settings, check_document
from fazhi.components import Link
from fazhi.desk import checked
from fazhi.desk.evidence_text import Source, source_of
from fazhi.desk.found import Found, find
from fazhi.desk.frame import page_context
from fazhi.desk.refusals import reason
from fazhi.formats import read
from fazhi.kernel.errors import FazhiError
from fazhi.kernel.lint import Result
from fazhi.records import evidence, site
from fazhi.records.access import Action


@never_cache
@require_safe
def check_file(request: HttpRequest, sm3: str) -> HttpResponse:
    """Show what the checker finds in a file of the matter named by ``m``; who sees it sees its name: logged."""
    found = find(request, request.GET.get("m", ""), Action.UNMASK)
    source = source_of(found, sm3, request.GET.get("n", ""), page="check")
    if source is None:
        raise Http404
    try:
        result = checked_text(found, source)
    except FazhiError as error:
        context = page_context(
            request, "体检", found.crumbs, nav="matters", print_foot=found.row.number,
            heading=source.name, refusal=reason(error), back=_back(found),
        )  # fmt: skip
        return render(request, "desk/check_unread.html", context, status=422)
    context = page_context(
        request,
        f"体检：{source.label}",
        found.crumbs,
        nav="matters",
        note=f"{found.row.number}　{source.label}。{checked.note(result)}看一看不留结果，采用的写进意见才入卷。",
        again=_back(found),
        print_foot=found.row.number,
        **checked.drawn(result),
    )
    return render(request, "desk/check_result.html", context)


def checked_text(found: Found, source: Source) -> Result:
    """Return what is found in a file of a matter. Raises FazhiError for one that cannot be read."""
    document = read(Path(source.name), evidence.read(source.link.file.sm3))
    return check_document(document, Settings(today=found.desk.today, site=site.home()))


def _back(found: Found) -> Link:
    return Link(label="返回事项", href=found.address("matter"))


urlpatterns = [path("check/file/<slug:sm3>/", check_file, name="check-file")]
