"""The site's own pages: the choice of type size and contrast, and the answer to a form that has expired."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from fazhi.components import Choice, Field
from fazhi.site.look import CONTRAST, LARGE, Look, keep_look, read_look


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def choose_look(request: HttpRequest) -> HttpResponse:
    """Show the choice of size and contrast; on POST keep it and go back to where the person came from."""
    back = _own_address(request, request.POST.get("back") or request.GET.get("back") or request.headers.get("Referer"))
    if request.method == "POST":
        response = redirect(back)
        keep_look(
            response, Look(large=request.POST.get("size") == LARGE, contrast=request.POST.get("contrast") == CONTRAST)
        )
        return response
    chosen = read_look(request)
    fields = (
        Field(
            name="size",
            label="字号",
            kind="radio",
            value=LARGE if chosen.large else "normal",
            choices=(Choice(value="normal", label="标准"), Choice(value=LARGE, label="大字（放大四分之一）")),
        ),
        Field(
            name="contrast",
            label="对比度",
            kind="radio",
            value=CONTRAST if chosen.contrast else "normal",
            choices=(Choice(value="normal", label="标准"), Choice(value=CONTRAST, label="高对比")),
        ),
    )
    return render(request, "look.html", {"fields": fields, "back": back})


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose protection mark is missing or old: nothing was recorded; how to go on. Django names it."""
    return render(request, "form_expired.html", status=403)


def _own_address(request: HttpRequest, address: str | None) -> str:
    """Return ``address`` when it lies on this site and is not the choice itself, else the first page."""
    if (
        address
        and url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
        and request.path not in address
    ):
        return address
    return "/"
