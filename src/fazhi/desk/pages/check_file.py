"""公文体检 of a file of a matter: the text with its marks, the 提示 beside it. Nothing is stored by looking."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from fazhi.cli.checker.one import Settings, check_document
from fazhi.components import Link
from fazhi.desk import adopting, checked, recalled
from fazhi.desk.adopting import Offer
from fazhi.desk.checked import Beside
from fazhi.desk.evidence_text import Source, source_of
from fazhi.desk.found import Found, find
from fazhi.desk.frame import page_context
from fazhi.desk.recalled import Told
from fazhi.desk.refusals import reason
from fazhi.formats import read
from fazhi.kernel.errors import FazhiError
from fazhi.kernel.lint import Finding, Result
from fazhi.records import evidence, memory, site
from fazhi.records.access import Action, Denied
from fazhi.records.acts.base import ActRefused


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check_file(request: HttpRequest, sm3: str) -> HttpResponse:
    """Show what the checker finds in a file of the matter named by ``m``; who sees it sees its name: logged.

    ``f`` and ``do`` open a finding to be taken by a step; a POST puts it into the draft of that step's form.
    """
    found = find(request, request.GET.get("m", ""), Action.UNMASK)
    source = source_of(found, sm3, request.GET.get("n", ""), page="check")
    if source is None:
        raise Http404
    try:
        result = checked_text(found, source)
    except FazhiError as error:
        context = page_context(
            request, "体检", found.crumbs, nav="matters", print_foot=found.row.number,
            heading=source.label, refusal=reason(error), back=_back(found),
        )  # fmt: skip
        return render(request, "desk/check_unread.html", context, status=422)
    offered = adopting.offers(request, found)
    here = f"{request.path}?m={found.id}&n={source.link.seq}"
    if request.method == "POST":
        return _put(request, found, source, result, offered, here)
    opened = _opened(request.GET, result, offered)
    return _show(request, found, source, result, offered, here, opened)


Opened = tuple[int, Offer]
"""A finding by its number, and the step that is to take it."""


def _opened(given: QueryDict, result: Result, offered: tuple[Offer, ...]) -> Opened | None:
    number, what = given.get("f", ""), given.get("do", "")
    offer = next((each for each in offered if each.what == what), None)
    if offer is None or not number.isascii() or not number.isdigit() or not 1 <= int(number) <= len(result.findings):
        return None
    return int(number), offer


def _put(
    request: HttpRequest, found: Found, source: Source, result: Result, offered: tuple[Offer, ...], here: str
) -> HttpResponse:
    if not offered:
        raise Denied("现在不能由您写成意见", where=found.row.number, hint="由审查人在受理后办理")
    opened = _opened(request.POST, result, offered)
    sm3 = source.link.file.sm3
    if opened is None or request.POST.get("mark") != adopting.mark_of(sm3, result.findings[opened[0] - 1]):
        messages.error(request, "这条提示已经不在了，没有写进草稿。")
        return redirect(here)
    number, offer = opened
    typed = {name: str(request.POST.get(name, "")).strip() for name in request.POST}
    if recalled.TAKE in typed:
        each = memory.one(found.desk.grants, found.desk.today, typed[recalled.TAKE])
        put = recalled.wording(found.procedure, each) if each is not None else {}
        return _show(request, found, source, result, offered, here, opened, typed | put)
    known = adopting.prefilled(offer, result, result.findings[number - 1])
    try:
        row = adopting.put(request, offered, offer, typed["mark"], known, typed)
    except ActRefused as error:
        return _show(request, found, source, result, offered, here, opened, typed, error)
    messages.success(request, f"已写进“{offer.step.act}”的草稿第 {row} 条，交出这张表才入卷。")
    return redirect(f"{here}#finding-{number}")


def _show(
    request: HttpRequest,
    found: Found,
    source: Source,
    result: Result,
    offered: tuple[Offer, ...],
    here: str,
    opened: Opened | None,
    typed: Mapping[str, str] | None = None,
    error: ActRefused | None = None,
) -> HttpResponse:
    beside = adopting.beside(found, result, source.link.file.sm3, offered, here)
    if opened is not None:
        number, offer = opened
        finding = result.findings[number - 1]
        mark = adopting.mark_of(source.link.file.sm3, finding)
        said = reason(error) if error is not None else None
        fields = tuple(
            replace(field, error=said) if error is not None and field.name == error.field else field
            for field in adopting.questions(offer, result, finding, mark, typed or {})
        )
        beside[number] = Beside(
            fields=fields,
            hidden=(("f", str(number)), ("do", offer.what), ("mark", mark)),
            verb=f"{offer.word}，存进草稿",
            refusal=said if not any(field.error for field in fields) else None,
            earlier=_earlier(found, offer, result, finding),
        )
    note = "采用的写成意见，不采用的写明理由，交出以后才入卷。" if offered else "看一看不留结果。"
    context = page_context(
        request,
        f"体检：{source.label}",
        found.crumbs,
        nav="matters",
        note=f"{found.row.number}　{source.label}。{checked.note(result)}{note}",
        again=_back(found),
        print_foot=found.row.number,
        offered=offered,
        here=here,
        **checked.drawn(result, beside),
    )
    return render(request, "desk/check_result.html", context, status=422 if error is not None else 200)


def _earlier(found: Found, offer: Offer, result: Result, finding: Finding) -> tuple[Told, ...]:
    """Return what the office said on like clauses, where the step that takes the hint is the pack's memory."""
    declared = found.procedure.memory
    if declared is None or declared.step != offer.step.id:
        return ()
    start, end = result.document.sentence(finding.start)
    clause = recalled.clause_of(declared, adopting.prefilled(offer, result, finding))
    return recalled.like(found, replace(clause, text=f"{result.document.text[start:end]} {clause.text}"))


def checked_text(found: Found, source: Source) -> Result:
    """Return what is found in a file of a matter. Raises FazhiError for one that cannot be read."""
    document = read(Path(source.name), evidence.read(source.link.file.sm3))
    return check_document(document, Settings(today=found.desk.today, site=site.home()))


def _back(found: Found) -> Link:
    return Link(label="返回事项", href=found.address("matter"))


urlpatterns = [path("check/file/<slug:sm3>/", check_file, name="check-file")]
