"""Keeping a list with its filters and columns under a name of one's own, and forgetting it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import path
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from fazhi.desk.actor import desk_of
from fazhi.records.acts.desk import drop_view, save_view


@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Keep the list under the name that was typed and show it."""
    name = " ".join(request.POST.get("name", "").split())[:60]
    query = QueryDict(request.POST.get("query", "")[:2000]).urlencode()
    if not name:
        messages.warning(request, "视图没有保存：请给视图起个名称。")
        return redirect(f"{_back(request)}?{query}")
    save_view(account=desk_of(request).account, page=request.POST.get("page", "")[:64], name=name, query=query)
    messages.success(request, f"已存为视图“{name}”。")
    return redirect(f"{_back(request)}?{query}")


@require_POST
def drop(request: HttpRequest) -> HttpResponse:
    """Forget a view."""
    name = request.POST.get("name", "")
    drop_view(account=desk_of(request).account, page=request.POST.get("page", ""), name=name)
    messages.success(request, f"已删除视图“{name}”。")
    return redirect(_back(request))


def _back(request: HttpRequest) -> str:
    address = request.POST.get("back", "")
    return address if url_has_allowed_host_and_scheme(address, None) and address.startswith("/") else "/"


urlpatterns = [path("views/save/", save, name="view-save"), path("views/drop/", drop, name="view-drop")]
