"""Addresses of the desk: every module in ``pages`` brings its own ``urlpatterns``. There is no central list."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from django.urls.resolvers import URLPattern, URLResolver

from fazhi.desk import pages


def modules() -> Iterator[ModuleType]:
    """Yield the modules of ``pages`` by name; those that begin with an underscore are helpers."""
    for found in sorted(iter_modules(pages.__path__), key=lambda item: item.name):
        if not found.name.startswith("_"):
            yield import_module(f"{pages.__name__}.{found.name}")


urlpatterns: list[URLPattern | URLResolver] = [
    pattern for module in modules() for pattern in getattr(module, "urlpatterns", ())
]
