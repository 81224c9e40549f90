"""工作台: what is late, what is due today, what comes in five working days."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from fazhi.desk.frame import NavEntry, page_context

NAV = NavEntry(label="工作台", url="work", order=10)


def work(request: HttpRequest) -> HttpResponse:
    """Show the work of the person who is signed in."""
    return render(request, "desk/work.html", page_context(request, "工作台", nav="work"))


urlpatterns = [path("", work, name="work")]
