"""Signing in and out, changing the password, and choosing the post one acts in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from fazhi.components import ErrorItem, ErrorSummary, Field, Refusal
from fazhi.desk import actor
from fazhi.desk.frame import page_context
from fazhi.desk.refusals import reason
from fazhi.kernel.errors import FazhiError
from fazhi.records.access import Denied
from fazhi.records.acts.accounts import change_password
from fazhi.records.acts.base import ActRefused
from fazhi.records.evidence import NO_SECRETS
from fazhi.records.models import Account


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for account and password; one answer for an unknown account and for a wrong password."""
    target = _own(request, request.POST.get("next") or request.GET.get("next"))
    if request.user.is_authenticated and request.method != "POST":
        return redirect(target)
    wrong: Refusal | None = None
    status = 200
    if request.method == "POST":
        found = authenticate(
            request, username=request.POST.get("username", "").strip(), password=request.POST.get("password", "")
        )
        if found is not None:
            login(request, found)
            return redirect(target)
        wrong = Refusal(text="账号或口令不对。", advice="请核对大小写；连续输错五次，这个账号在本机暂停登录半小时。")
        status = 422
    fields = (
        Field(
            name="username",
            label="账号",
            value=request.POST.get("username", ""),
            error=wrong,
            autocomplete="username",
        ),
        Field(name="password", label="口令", kind="password", autocomplete="current-password"),
    )
    context = {
        "fields": fields,
        "next": target,
        "secrets": NO_SECRETS,
        "summary": ErrorSummary(title="没有登录", items=(ErrorItem(text=wrong.text, target="f-username"),))
        if wrong
        else None,
    }
    return render(request, "desk/sign_in.html", context, status=status)


def locked_out(request: HttpRequest, response: HttpResponse | None, credentials: dict[str, Any] | None) -> HttpResponse:
    """Answer a sign-in after too many wrong passwords: until when it is shut, and what to do. Named in the settings."""
    pause = cast(timedelta, settings.AXES_COOLOFF_TIME)
    context = {
        "until": timezone.localtime(timezone.now() + pause + timedelta(seconds=59)),
        "minutes": int(pause.total_seconds() // 60),
        "failure_limit": settings.AXES_FAILURE_LIMIT,
    }
    answer = render(request, "429.html", context, status=429)
    answer["Retry-After"] = str(int(pause.total_seconds()))
    return answer


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect(reverse("sign-in"))


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Change the own password; whoever has a first password sees nothing else before."""
    account = cast(Account, request.user)
    errors: dict[str, Refusal] = {}
    if request.method == "POST":
        new = request.POST.get("new", "")
        try:
            if new != request.POST.get("again", ""):
                raise ActRefused("两次输入的新口令不一样", field="again", hint="请重新输入两遍")
            change_password(actor=actor.actor_of(request), old=request.POST.get("old", ""), new=new)
        except (ActRefused, Denied) as error:
            errors[_place(error)] = reason(error)
        else:
            fresh = Account.objects.get(pk=account.pk)
            update_session_auth_hash(request, fresh)
            messages.success(request, "口令已更改，下次登录用新口令。")
            return redirect("/")
    fields = (
        Field(
            name="old",
            label="现在的口令",
            kind="password",
            error=errors.get("old"),
            autocomplete="current-password",
        ),
        Field(
            name="new",
            label="新口令",
            kind="password",
            error=errors.get("new"),
            help="至少 10 位，字母、数字、符号中至少两种；不能包含账号名。",
            autocomplete="new-password",
        ),
        Field(
            name="again",
            label="再输一遍新口令",
            kind="password",
            error=errors.get("again"),
            autocomplete="new-password",
        ),
    )
    summary = None
    if errors:
        items = tuple(ErrorItem(text=error.brief or error.text, target=f"f-{name}") for name, error in errors.items())
        summary = ErrorSummary(title="口令没有更改", items=items)
    context = page_context(
        request,
        "更改口令",
        fields=fields,
        summary=summary,
        first=account.must_change_password,
        account_login=account.login,
    )
    return render(request, "desk/password.html", context, status=422 if errors else 200)


def _place(error: FazhiError) -> str:
    if isinstance(error, Denied):
        return "old"
    field = error.field if isinstance(error, ActRefused) else None
    return field if field in {"new", "again"} else "new"


@require_http_methods(["GET", "HEAD", "POST"])
def post(request: HttpRequest) -> HttpResponse:
    """Choose the post to act in, for people who hold several."""
    if request.method == "POST" and actor.choose(request, request.POST.get("post", "")):
        messages.success(request, f"现在以“{actor.desk_of(request).label}”身份办理。")
        return redirect(_own(request, request.POST.get("next")))
    desk = actor.desk_of(request)
    return render(
        request, "desk/post.html", page_context(request, "我的岗位和口令", choices=desk.posts, chosen=desk.actor)
    )


def _own(request: HttpRequest, address: str | None) -> str:
    """Return ``address`` when it lies on this site, else the first page."""
    if address and url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure()):
        return address
    return settings.LOGIN_REDIRECT_URL


urlpatterns = [
    path("sign-in/", sign_in, name="sign-in"),
    path("sign-out/", sign_out, name="sign-out"),
    path("password/", password, name="password"),
    path("post/", post, name="post"),
]
