"""Reading who works where: units, people with their posts, accounts, scopes, and what a person has in hand."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from fazhi.kernel.ledger.envelope import parse_body
from fazhi.records import access, matters
from fazhi.records.access import Action, Grants, Role
from fazhi.records.matters import Folded
from fazhi.records.models import Account, Event, Holding, Matter, Person, Scope, Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """A person with the posts (past and coming ones too), the accounts and their scopes."""

    person: Person
    holdings: tuple[Holding, ...]
    accounts: tuple[Account, ...]
    scopes: tuple[Scope, ...] = ()


def under(grants: Grants, roles: Collection[Role], field: str = "path") -> Q:
    """Return the predicate that the unit at ``field`` lies where one of ``roles`` is given."""
    reach = Q(pk__in=())
    for path in grants.paths(roles):
        reach |= access.under(field, path)
    return reach


def staff_of(grants: Grants, roles: Collection[Role], *, unit: Unit | None = None) -> tuple[Staff, ...]:
    """Return the people with a post or an account in the units one answers for, by unit and name. Four statements."""
    here = under(grants, roles, "unit__path")
    home = under(grants, roles, "home__path")
    if unit is not None:
        here &= access.under("unit__path", unit.path)
        home &= access.under("home__path", unit.path)
    holdings = list(
        Holding.objects.filter(here).select_related("person", "unit", "acting_for__person").order_by("starts")
    )
    accounts = list(Account.objects.filter(home).select_related("person", "home").order_by("created"))
    people = {item.person_id: item.person for item in (*holdings, *accounts)}
    accounts += list(
        Account.objects.filter(person__in=people)
        .exclude(pk__in=[a.pk for a in accounts])
        .select_related("person", "home")
    )
    scopes = list(Scope.objects.filter(account__in=accounts).select_related("over", "account").order_by("starts"))
    found = [
        Staff(
            person=person,
            holdings=tuple(item for item in holdings if item.person_id == pk),
            accounts=tuple(item for item in accounts if item.person_id == pk),
            scopes=tuple(item for item in scopes if item.account is not None and item.account.person_id == pk),
        )
        for pk, person in people.items()
    ]
    return tuple(
        sorted(found, key=lambda item: (item.holdings[-1].unit.path if item.holdings else "", item.person.name))
    )


def senders(grants: Grants, on: date) -> tuple[tuple[Unit, Person], ...]:
    """Return (unit, person) for everybody with a post in a unit for which one may open matters. One statement."""
    roles = access.ALLOWED[Action.ACT]
    in_time = Q(starts__lte=on) & (Q(ends__isnull=True) | Q(ends__gte=on))
    held = (
        Holding.objects.filter(under(grants, roles, "unit__path"), in_time)
        .select_related("unit", "person")
        .order_by("unit__path", "person__name")
    )
    return tuple({(item.unit_id, item.person_id): (item.unit, item.person) for item in held}.values())


def colleagues(unit_path: str, on: date) -> tuple[Person, ...]:
    """Return everybody with a post in the township (or bureau) of ``unit_path`` that day, by name. One statement."""
    home = "/".join(unit_path.split("/")[:2]) + "/"
    in_time = Q(starts__lte=on) & (Q(ends__isnull=True) | Q(ends__gte=on))
    held = Holding.objects.filter(in_time, access.under("unit__path", home)).select_related("person")
    return tuple(sorted({item.person for item in held}, key=lambda person: person.name))


def outsiders(unit_path: str, on: date) -> tuple[Person, ...]:
    """Return who has an account of the township (or bureau) of ``unit_path`` and no post that day, by name."""
    home = "/".join(unit_path.split("/")[:2]) + "/"
    in_time = Q(starts__lte=on) & (Q(ends__isnull=True) | Q(ends__gte=on))
    enabled = Q(disabled_from__isnull=True) | Q(disabled_from__gt=on)
    found = Account.objects.filter(enabled, access.under("home__path", home)).select_related("person")
    found = found.exclude(person__in=Holding.objects.filter(in_time).values("person_id"))
    return tuple(sorted({account.person for account in found}, key=lambda person: person.name))


def in_hand(grants: Grants, person: Person, on: date) -> Sequence[Matter]:
    """Return what ``person`` has in hand and one may hand over: matters not closed, or closed and not yet archived."""
    return list(
        Matter.objects.filter(access.matter_predicate(grants, Action.HAND_OVER, on), handler=person)
        .filter(Q(closed__isnull=True) | Q(archived__isnull=True))
        .select_related("stream", "unit", "handler")
        .order_by("opened", "stream_id")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """A matter that went from one 承办人 to another."""

    matter: Matter
    folded: Folded


def handed(grants: Grants, source: str, target: str, day: date, on: date) -> tuple[Handed, ...]:
    """Return what was handed over from person ``source`` to ``target`` on ``day``, of the matters one may hand over."""
    found: dict[int, Event] = {}
    moves = Event.objects.filter(type="handed_over", recorded__startswith=day.isoformat()).order_by("recorded", "seq")
    for event in moves.iterator():
        data = parse_body(bytes(event.body)).data
        if data.get("from") == source and data.get("to") == target:
            found[event.stream_id] = event
    rows = (
        Matter.objects.filter(access.matter_predicate(grants, Action.HAND_OVER, on), pk__in=list(found))
        .select_related("stream", "unit", "handler")
        .order_by("opened", "stream_id")
    )
    return tuple(Handed(matter=row, folded=matters.folded(row.stream.key)) for row in rows)


def loaded(grants: Grants, on: date) -> tuple[tuple[Person, int], ...]:
    """Return everybody whose work one may hand over, with how many matters are in hand. One statement."""
    rows = (
        Matter.objects.filter(access.matter_predicate(grants, Action.HAND_OVER, on), handler__isnull=False)
        .filter(Q(closed__isnull=True) | Q(archived__isnull=True))
        .select_related("handler")
    )
    counted: dict[Person, int] = {}
    for row in rows:
        if row.handler is not None:
            counted[row.handler] = counted.get(row.handler, 0) + 1
    return tuple(sorted(counted.items(), key=lambda item: item[0].name))
