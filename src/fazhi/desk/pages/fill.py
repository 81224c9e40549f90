"""Answering a survey: without an account, without a script, without a cookie; large type.

The code travels in the body of the form and never in an address, so it stands in no log, history or referrer. Nothing
here asks who is signed in, and no session is touched. A forged form could do no more than whoever holds the code, so
there is no token against it, and no cookie for one. Django would log a refusal with
its time: `fazhi.site.logs.Unwatched` keeps this address out, for it was said on the page, and that is enough.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from fazhi.components import Field, Refusal, error_summary
from fazhi.desk import surveys
from fazhi.desk.refusals import reason
from fazhi.kernel.measures.surveys.answering import NotAnswered
from fazhi.records import clock
from fazhi.records.acts import answering
from fazhi.records.acts.base import Busy
from fazhi.records.surveys import CodeRefused, One


@login_not_required
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def fill(request: HttpRequest) -> HttpResponse:
    """Ask for the code, then the questions, then say that the answer was taken."""
    if request.method != "POST":
        return _code(request, "")
    code = request.POST.get("code", "")[:100]
    try:
        one = answering.check(code, clock.today())
        if "answer" not in request.POST:
            return _questions(request, one, code, {})
        return _answer(request, one, code)
    except CodeRefused as error:
        return _code(request, code, reason(error))


def _answer(request: HttpRequest, one: One, code: str) -> HttpResponse:
    typed = surveys.typed_of(request.POST.dict())
    try:
        answering.answer(code, typed, clock.today())
    except NotAnswered as error:
        return _questions(request, one, code, typed, error)
    except Busy as error:
        return _questions(request, one, code, typed, refusal=reason(error), status=503)
    return _page(request, {"title": "已经收到", "one": one.row})


def _code(request: HttpRequest, code: str, refusal: Refusal | None = None) -> HttpResponse:
    field = Field(
        name="code", label="口令码", value=code, error=refusal,
        help="条子上的 12 位字母和数字，不分大小写，空格可写可不写。",
    )  # fmt: skip
    context = {"title": "群众满意度测评", "field": field, "summary": error_summary("打开问卷", (field,))}
    return _page(request, context, 200 if refusal is None else 422)


def _questions(
    request: HttpRequest, one: One, code: str, typed: Mapping[str, str], error: NotAnswered | None = None,
    refusal: Refusal | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    fields = surveys.fields_of(one.asked, one.frame, typed)
    if error is not None:
        fields, status = surveys.with_error(fields, error), 422
    context = {
        "title": one.row.title, "says": one.asked.says, "fields": fields, "code": code, "refusal": refusal,
        "summary": error_summary("提交", fields), "until": surveys.until_words(one),
    }  # fmt: skip
    return _page(request, context, status)


def _page(request: HttpRequest, context: Mapping[str, object], status: int = 200) -> HttpResponse:
    """Return the page in large type."""
    return render(request, "desk/fill.html", {**context, "large": True}, status=status)


urlpatterns = [path("fill/", fill, name="fill")]
