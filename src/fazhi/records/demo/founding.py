"""Units, people, accounts, number formats of the demonstration county, through the acts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache

from django.contrib.auth.hashers import make_password

from fazhi.records import chance
from fazhi.records.access import SYSTEM, Role
from fazhi.records.acts import accounts, numbers, organisation
from fazhi.records.demo.script import County, PersonEntry, UnitEntry
from fazhi.records.models import Account, Holding, NumberFormat, Person, Scope, Unit

PASSWORD = "qinghe-2026"  # noqa: S105 - a demonstration opens on loopback only, and prints it


def found(county: County, day: date, told: Callable[[str], None] = lambda _said: None) -> None:
    """Make units, people, holdings, scopes, number formats, accounts, all from ``day`` on.

    What is there already (of a build that was interrupted) is left as it is.
    """
    for unit in county.units:
        with chance.seeded(f"{day} {unit.code}"):
            _establish(county, unit, day)
    for person in county.people:
        with chance.seeded(f"{day} {person.key}"):
            settle(person, day)
        if person.login is not None:
            told(person.name)


def _establish(county: County, unit: UnitEntry, day: date) -> None:
    if not Unit.objects.filter(code=unit.code).exists():
        organisation.create_unit(
            actor=SYSTEM, code=unit.code, name=unit.name, short=unit.short, kind=unit.kind, starts=day,
            parent=unit.parent,
        )  # fmt: skip
    for kind, template in county.numbers.items() if unit.mark else ():
        if not NumberFormat.objects.filter(unit__code=unit.code, kind=kind).exists():
            text = template.replace("{mark}", unit.mark).replace("{agency}", unit.agency)
            numbers.set_format(actor=SYSTEM, kind=kind, template=text, starts=day, unit=unit.code)


@cache
def _hashed() -> str:
    """Return the hash of the one password: it stands in the open, so each account needs no salt of its own."""
    return make_password(PASSWORD)


def settle(person: PersonEntry, day: date) -> None:
    """Register a person with posts, scopes and account. The account asks for no change of its first password."""
    home = person.home or person.posts[0][1]
    if not Person.objects.filter(key=person.key).exists():
        organisation.create_person(actor=SYSTEM, unit=home, name=person.name, person=person.key)
    for post, unit in person.posts:
        if not Holding.objects.filter(person__key=person.key, unit__code=unit, post=post).exists():
            organisation.appoint(actor=SYSTEM, person=person.key, unit=unit, post=post, role=person.role, starts=day)
        # An office that works for the whole township: registry, archive, justice office.
        if person.over is not None and not Scope.objects.filter(unit__code=unit, post=post).exists():
            accounts.grant_scope(
                actor=SYSTEM, over=person.over, role=Role(person.role), unit=unit, post=post, starts=day
            )
    if person.login is not None and not Account.objects.filter(login=person.login).exists():
        accounts.create_account(
            actor=SYSTEM, login=person.login, person=person.key, unit=home, password=PASSWORD, hashed=_hashed(),
            created=day, must_change=False,
        )  # fmt: skip
