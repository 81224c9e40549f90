"""Addresses of a site: the desk, and the site's own few pages."""

from __future__ import annotations

from django.urls import include, path
from django.urls.resolvers import URLPattern, URLResolver

from fazhi.site import styleguide, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("look/", views.choose_look, name="look"),
    path("styleguide", styleguide.components, name="styleguide"),
    path("styleguide/<slug:page>", styleguide.page, name="styleguide-page"),
    path("api/", include("fazhi.api.urls")),
    path("", include("fazhi.desk.urls")),
]
