"""Where an article opens: the page of a law, from a basis that names one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from fazhi.components import Link
from fazhi.kernel.citations import LawRef
from fazhi.kernel.procedures import Procedure


def address_of(ref: LawRef, on: date | None = None) -> str:
    """Return the page of a law at the article a reference names; ``on`` asks for the wording of a day.

    A reference that names an edition asks for the wording of that edition (its year).
    """
    asked = {"t": ref.title}
    if ref.article is not None:
        asked["a"] = f"{ref.article}_{ref.suffix}" if ref.suffix else str(ref.article)
    if on is not None:
        asked["on"] = on.isoformat()
    elif ref.version is not None:
        asked["v"] = ref.version[:4]
    return f"{reverse('law')}?{urlencode(asked)}"


def link_of(ref: LawRef, label: str = "") -> Link:
    """Return a link that opens the cited article."""
    return Link(label=label or f"看条文：{ref.cn()}", href=address_of(ref), bare=True)


def articles_of(procedure: Procedure, ids: Iterable[str], most: int = 8) -> tuple[Link, ...]:
    """Return links to the articles that bases (by id) rest on, each once; local rules have none."""
    bases = procedure.bases(dict.fromkeys(ids))
    found = {item.cn(): item.ref for item in bases if item.prints_article and item.ref is not None}
    return tuple(Link(label=words, href=address_of(ref)) for words, ref in list(found.items())[:most])
