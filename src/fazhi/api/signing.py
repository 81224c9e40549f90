"""Who asks: a token in the header ``Authorization: Bearer …``. A cookie opens nothing here."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from fazhi.records import access
from fazhi.records.acts.tokens import account_by

View = Callable[..., HttpResponse]
"""Takes the request, the account, and what the address names."""


def by_token(view: View) -> Callable[..., HttpResponse]:
    """Let ``view`` answer whoever brings a valid token; anybody else gets 401 and one sentence."""

    @wraps(view)
    def signed(request: HttpRequest, **named: str) -> HttpResponse:
        scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
        account = account_by(secret.strip()) if scheme.lower() == "bearer" else None
        if account is None or access.grants_of(account).outside:
            said = "没有令牌，或者令牌不对、已到期、已注销"
            answer = refused(401, "F221", said, "在“接口令牌”页建一个，放在请求头 Authorization: Bearer 后面")
            answer["WWW-Authenticate"] = "Bearer"
            return answer
        return view(request, account, **named)

    # Forms of other sites cannot bring the header: what guards against them is not needed.
    return login_not_required(csrf_exempt(never_cache(signed)))


def refused(status: int, code: str, message: str, hint: str = "") -> HttpResponse:
    """Return an error as JSON: code, message and what to do, in Chinese."""
    body = {"error": {"code": code, "message": message, "hint": hint}}
    return JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})
