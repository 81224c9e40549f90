"""Names of people as pages print them: by the key that events carry, or by login."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from fazhi.packs import procedures
from fazhi.records import access
from fazhi.records.models import Account, Holding, Person

OTHER_POSTS = {"administrator": "管理员", "observer": "查看人员", "clerk": "经办人员"}
"""Posts that no step names: what a site needs besides the procedures."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Somebody who may decide or handle: key, and name with posts as the form shows them."""

    key: str
    label: str


def names(keys: Iterable[str]) -> Mapping[str, str]:
    """Return person key -> name; keys that nobody bears print as themselves. One statement."""
    wanted = {key for key in keys if key}
    found = dict(Person.objects.filter(key__in=wanted).values_list("key", "name")) if wanted else {}
    return {key: found.get(key, key) for key in wanted}


def login_names(logins: Iterable[str]) -> Mapping[str, str]:
    """Return login -> name of the person; ``system`` is 系统. One statement."""
    wanted = {login for login in logins if login}
    found = dict(Account.objects.filter(login__in=wanted).values_list("login", "person__name"))
    return {login: "系统" if login == "system" else found.get(login, login) for login in wanted}


def login_name(login: str) -> str:
    """Return the name of the person behind a login."""
    return login_names([login]).get(login, login)


def in_office(unit: str, post: str) -> str:
    """Return office and post as one says them, what both name said once: 党政综合办负责人, 县司法局审查员."""
    return post if post.startswith(unit) else f"{unit}{post}"


def said(name: str, what: str) -> str:
    """Return a name with post or place: 沈若兰（柳湾司法所审查员）; what has brackets of its own gets no others."""
    return f"{name}　{what}" if "（" in what else f"{name}（{what}）"


def post_name(post: str | None) -> str:
    """Return the Chinese name of a post."""
    return procedures.posts().get(post or "") or OTHER_POSTS.get(post or "", post or "")


def candidates(posts: Iterable[str], unit_path: str, on: date) -> tuple[Candidate, ...]:
    """Return who holds one of ``posts`` on a day in the township (or bureau) of ``unit_path``, or over it."""
    home = "/".join(unit_path.split("/")[:2]) + "/"
    wanted = tuple(posts)
    if not wanted:
        return ()
    here = Holding.objects.filter(access.under("unit__path", home), post__in=wanted, starts__lte=on)
    inside = here.exclude(ends__lt=on).select_related("person", "unit")
    return _listed((*access.holders(wanted, unit_path, on), *inside))


def colleagues(unit_path: str, on: date) -> tuple[Candidate, ...]:
    """Return everybody who holds a post in the township (or bureau) of ``unit_path`` on a day: who may handle."""
    home = "/".join(unit_path.split("/")[:2]) + "/"
    held = Holding.objects.filter(access.under("unit__path", home), starts__lte=on).exclude(ends__lt=on)
    return _listed(held.select_related("person", "unit").order_by("unit__path", "pk"))


def leaders(unit_path: str, on: date) -> tuple[Candidate, ...]:
    """Return who leads the township or the bureau above it on a day: who may approve a late entry."""
    above = [unit_path[: i + 1] for i, c in enumerate(unit_path) if c == "/"]
    home = "/".join(unit_path.split("/")[:2]) + "/"
    where = access.under("unit__path", home) | Q(unit__path__in=above)
    held = Holding.objects.filter(where, role__in=["lead", "county"], starts__lte=on).exclude(ends__lt=on)
    return _listed(held.select_related("person", "unit").order_by("-unit__path", "pk"))


def _listed(held: Iterable[Holding]) -> tuple[Candidate, ...]:
    found: dict[str, tuple[str, list[str]]] = {}
    for holding in held:
        _, labels = found.setdefault(holding.person.key, (holding.person.name, []))
        label = in_office(holding.unit.short, post_name(holding.post))
        if label not in labels:
            labels.append(label)
    return tuple(Candidate(key=key, label=said(name, "、".join(labels))) for key, (name, labels) in found.items())
