"""Around every page: a first password must be changed, and a refusal becomes a page that keeps what was typed.

Forms answer their own refusals beside the field (``desk.refusals``); what arrives here was raised where no form could
take it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from fazhi.desk.actor import desk_of
from fazhi.desk.refusals import came_since, reason
from fazhi.kernel.errors import FazhiError
from fazhi.records.access import Denied
from fazhi.records.acts.base import ActRefused, Busy
from fazhi.records.acts.proposals import Refused
from fazhi.records.evidence import UploadRefused
from fazhi.records.ledger import Conflict

FREE: Final = frozenset({"password", "sign-out", "sign-in", "look", "post"})
"""Addresses that are open before the first password was changed."""

OUTSIDE: Final = frozenset({
    "sign-in", "sign-out", "password", "look", "draft", "draft-drop", "commissions", "commission", "commission-packet",
    "commission-paper", "commission-answer",
})  # fmt: skip
"""Addresses of the desk that are there for an account outside (``access.Grants.outside``). No other one is."""

_log = logging.getLogger(__name__)


class FirstPassword:
    """Sends whoever still has a first password to the page where it is changed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponse | None:
        """Redirect before the view runs."""
        if not getattr(view, "login_required", True):
            return None
        user = request.user
        match = request.resolver_match
        if user.is_authenticated and user.must_change_password and match is not None and match.url_name not in FREE:
            return redirect(reverse("password"))
        return None


class Outside:
    """Shows an account that nothing is given over any unit its commissions, and no other page: they are not there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponse | None:
        """Answer 404 before the view runs; the first page leads to the commissions."""
        match = request.resolver_match
        if not request.user.is_authenticated or match is None or match.url_name in OUTSIDE:
            return None
        if not desk_of(request).grants.outside:
            return None
        if match.url_name == "work":
            return redirect(reverse("commissions"))
        raise Http404


class Refusals:
    """Turns the refusals of acts and of access into pages; any other error stays what it is."""

    STATUS: Final[dict[type[FazhiError], tuple[int, str]]] = {
        Denied: (403, "没有权限"),
        Conflict: (409, "别人刚刚办理过，本次没有记入"),
        Busy: (503, "暂时不能写入，本次没有记入"),
        Refused: (422, "不能这样办理，本次没有记入"),
        ActRefused: (422, "不能这样办理，本次没有记入"),
        UploadRefused: (422, "文件没有保存，本次没有记入"),
    }

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer a refusal; ``None`` leaves every other exception to Django."""
        found = next((answer for kind, answer in self.STATUS.items() if isinstance(error, kind)), None)
        if found is None or not isinstance(error, FazhiError):
            return None
        status, title = found
        _log.info("refused %s: %s", request.path, error)
        kept = [
            (name, value)
            for name, values in request.POST.lists()
            if name != "csrfmiddlewaretoken" and "password" not in name
            for value in values
        ]
        context = {
            "title": title,
            "refusal": reason(error),
            "since": came_since(error) if isinstance(error, Conflict) else (),
            "kept": kept,
            "again": isinstance(error, Busy | Conflict) and bool(kept),
            "path": request.get_full_path(),
        }
        return render(request, "desk/refused.html", context, status=status)
