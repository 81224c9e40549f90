"""What stands around every desk page: top bar, left column, breadcrumb. One function makes the context.

A page module says what it puts into the left column: ``NAV = NavEntry(label=…, url=…, order=…)``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from fazhi.components import Frame, Link, NavItem
from fazhi.desk.actor import Desk, desk_of

HOME: Final = Link(label="首页", href="/")


@dataclass(frozen=True, slots=True, kw_only=True)
class NavEntry:
    """An entry of the left column, at most eight in all. ``url`` is the name of an address without arguments.

    ``count`` says what waits there; it costs at most one statement. ``shown``: who finds it there (absent: everybody
    inside; ``outside`` is for accounts that see their commissions only).
    """

    label: str
    url: str
    order: int
    count: Callable[[Desk], int | None] | None = None
    shown: Callable[[Desk], bool] | None = None
    outside: bool = False


def entries() -> tuple[NavEntry, ...]:
    """Return the entries that the page modules bring, in their order."""
    from fazhi.desk.urls import modules

    found = [module.NAV for module in modules() if hasattr(module, "NAV")]
    return tuple(sorted(found, key=lambda entry: (entry.order, entry.label)))


def frame_of(request: HttpRequest, nav: str = "", query: str = "") -> Frame:
    """Return the frame with the entry named ``nav`` (the name of its address) marked."""
    desk = desk_of(request)
    outside = desk.grants.outside
    return Frame(
        unit=desk.township.name,
        person=desk.label,
        nav=tuple(
            NavItem(
                label=entry.label,
                href=reverse(entry.url),
                count=entry.count(desk) if entry.count else None,
                current=entry.url == nav,
            )
            for entry in entries()
            if entry.outside is outside and (entry.shown is None or entry.shown(desk))
        ),
        search="" if outside else address("search", "/search/"),
        query=query,
        sign_out=reverse("sign-out"),
        account=reverse("password" if outside else "post"),
        help=Link(label="办事指南与样张", href=reverse("guides")) if not outside and address("guides", "") else None,
    )


def page_context(
    request: HttpRequest,
    title: str,
    crumbs: Sequence[Link] = (),
    *,
    nav: str = "",
    print_foot: str = "",
    query: str = "",
    **more: Any,
) -> dict[str, Any]:
    """Return the context of a page: frame, breadcrumb (首页 › ``crumbs`` › title), title, foot line, and ``more``."""
    return {
        "frame": frame_of(request, nav, query),
        "crumbs": (HOME, *crumbs, Link(label=title)),
        "page_title": title,
        "print_foot": print_foot or title,
        "desk": desk_of(request),
        **more,
    }


def address(name: str, otherwise: str = "") -> str:
    """Return the address with this name, or ``otherwise`` where no page bears it."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return otherwise
