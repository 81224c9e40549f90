"""Addresses of the interface."""

from __future__ import annotations

from django.urls import path
from django.urls.resolvers import URLPattern, URLResolver

from fazhi.api import figures
from fazhi.api.checking import check

urlpatterns: list[URLPattern | URLResolver] = [
    path("check/", check, name="api-check"),
    path("units/", figures.units, name="api-units"),
    path("measures/", figures.measures, name="api-measures"),
    path("measures/<str:name>/", figures.measure, name="api-measure"),
    path("indicators/", figures.indicators, name="api-indicators"),
    path("indicators/<str:name>/", figures.indicator, name="api-indicator"),
]
