"""Where a form's script keeps a draft by itself; without scripts the button 存草稿 of the form does the same."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from fazhi.desk.forms import drafts
from fazhi.desk.forms.values import Values
from fazhi.records import clock


@require_POST
def draft(request: HttpRequest) -> HttpResponse:
    """Keep the answers under the name the form carries; ``{"saved": "14:46"}``."""
    values = Values.posted(request.POST)
    form = values.get("_form")
    if not form:
        return JsonResponse({"error": "没有表单名称"}, status=400)
    drafts.keep(request, form, values)
    return JsonResponse({"saved": f"{clock.now():%H:%M}"})


@require_POST
def drop(request: HttpRequest) -> HttpResponse:
    """Forget a draft and go back to its form."""
    values = Values.posted(request.POST)
    drafts.drop(request, values.get("_form"))
    back = values.get("back", "/")
    return redirect(back if url_has_allowed_host_and_scheme(back, {request.get_host()}) else "/")


urlpatterns = [path("draft/", draft, name="draft"), path("draft/drop/", drop, name="draft-drop")]
