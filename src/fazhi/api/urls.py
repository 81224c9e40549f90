"""Addresses of the interface."""

from __future__ import annotations

from django.urls import path
from django.urls.resolvers import URLPattern, URLResolver

from fazhi.api.checking import check

urlpatterns: list[URLPattern | URLResolver] = [path("check/", check, name="api-check")]
