"""Addresses of the portal."""

from __future__ import annotations

from django.urls import path

from fazhi.portal import asking, views

urlpatterns = [
    path("", views.home, name="home"),
    path("items/", views.items, name="items"),
    path("items/<slug:id_>/", views.item, name="item"),
    path("items/<slug:id_>/print/", views.item_print, name="item-print"),
    path("items/<slug:id_>.txt", views.item_text, name="item-text"),
    path("items/<slug:id_>.json", views.item_data, name="item-data"),
    path("lists/", views.lists, name="lists"),
    path("lists/<slug:code>/", views.list_of, name="list"),
    path("catalogue/", views.catalogue, name="catalogue"),
    path("roots/", views.roots, name="roots"),
    path("access/", views.about, name="access"),
    path("sitemap/", views.sitemap, name="sitemap"),
    path("items/<slug:id_>/comment/", asking.comment, name="comment"),
    path("ask/<slug:procedure>/", asking.ask, name="ask"),
    path("say/", asking.say, name="say"),
    path("progress/", asking.progress, name="progress"),
    path("look/", views.choose_look, name="look"),
]
handler404 = "fazhi.portal.views.missing"
