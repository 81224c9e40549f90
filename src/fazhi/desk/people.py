"""Names of people as pages print them: by the key that events carry, or by login."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from fazhi.packs import procedures
from fazhi.records import access
from fazhi.records.models import Account, Holding, Person


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


def post_name(post: str | None) -> str:
    """Return the Chinese name of a post."""
    return procedures.posts().get(post or "", post or "")


def candidates(posts: Iterable[str], unit_path: str, on: date) -> tuple[Candidate, ...]:
    """Return who holds one of ``posts`` on a day in the township (or bureau) of ``unit_path``, or over it."""
    home = "/".join(unit_path.split("/")[:2]) + "/"
    wanted = tuple(posts)
    if not wanted:
        return ()
    held: dict[str, tuple[str, list[str]]] = {}
    here = Holding.objects.filter(access.under("unit__path", home), post__in=wanted, starts__lte=on)
    inside = here.exclude(ends__lt=on).select_related("person", "unit")
    for holding in (*access.holders(wanted, unit_path, on), *inside):
        _, labels = held.setdefault(holding.person.key, (holding.person.name, []))
        label = f"{holding.unit.short}{post_name(holding.post)}"
        if label not in labels:
            labels.append(label)
    return tuple(Candidate(key=key, label=f"{name}（{'、'.join(labels)}）") for key, (name, labels) in held.items())
