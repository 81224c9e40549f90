"""Addresses of a site: the desk, and the site's own few pages."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import include, path
from django.urls.resolvers import URLPattern, URLResolver

from fazhi.site import styleguide, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("look/", views.choose_look, name="look"),
    path("styleguide", styleguide.components, name="styleguide"),
    path("styleguide/<slug:page>", styleguide.page, name="styleguide-page"),
]

# The desk is a package of its own and brings its own addresses.
if find_spec("fazhi.desk.urls"):
    urlpatterns.append(path("", include("fazhi.desk.urls")))
