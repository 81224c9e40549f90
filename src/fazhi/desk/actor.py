"""Who sits at the keyboard: the account, what it may see and do today, and the post it acts in now.

Read once a request. The post is chosen by the person and kept in the session; a post that is no longer held falls back
to the first one that is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final, cast

from django.http import HttpRequest

from fazhi.desk.people import in_office, post_name, said
from fazhi.records import access, clock
from fazhi.records.access import Action, Actor, Denied, Grants, UnitAction
from fazhi.records.models import Account, Person, Unit
from fazhi.records.taking import Taking

CHOSEN: Final = "desk.post"
"""Session key of the chosen post: ``post|unit``."""

_KEPT: Final = "_fazhi_desk"


@dataclass(frozen=True, slots=True, kw_only=True)
class PostChoice:
    """A post the person holds today; ``value`` is what the form of the choice sends."""

    post: str
    unit: str
    label: str

    @property
    def value(self) -> str:
        """Return post and unit as one text."""
        return f"{self.post}|{self.unit}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """One person at work on a day.

    ``unit`` is the unit of the chosen post (the account's home without one), ``township`` the unit whose name stands
    on top of the page: the second level of the path, the bureau itself for the bureau. ``taking``: what he or she takes
    part in, for all the lists of a page.
    """

    account: Account
    person: Person
    grants: Grants
    actor: Actor
    unit: Unit
    township: Unit
    today: date
    posts: tuple[PostChoice, ...]
    taking: Taking

    @property
    def post_ids(self) -> frozenset[str]:
        """Return the posts held today, whichever is chosen."""
        return frozenset(item.post for item in self.posts)

    @property
    def label(self) -> str:
        """Return name and post as the top bar says them: 沈若兰（柳湾司法所审查员）."""
        chosen = next((item.label for item in self.posts if item.value == f"{self.actor.post}|{self.actor.unit}"), "")
        return said(self.person.name, chosen or self.unit.short)


def desk_of(request: HttpRequest) -> Desk:
    """Return who works in this request. Raises Denied when the account was disabled meanwhile."""
    kept = getattr(request, _KEPT, None)
    if isinstance(kept, Desk):
        return kept
    desk = _read(request)
    setattr(request, _KEPT, desk)
    return desk


def actor_of(request: HttpRequest) -> Actor:
    """Return the account acting in its chosen post: what every act asks for."""
    return desk_of(request).actor


def choose(request: HttpRequest, value: str) -> bool:
    """Act in another post from now on; return whether the person holds it today."""
    if value not in {item.value for item in desk_of(request).posts}:
        return False
    request.session[CHOSEN] = value
    delattr(request, _KEPT)
    return True


def _read(request: HttpRequest) -> Desk:
    account = cast(Account, request.user)
    today = clock.today()
    grants = access.grants_of(account, today)
    codes = {unit for _, unit in grants.holdings}
    units = {unit.code: unit for unit in Unit.objects.filter(code__in=codes)} if codes else {}
    posts = tuple(
        PostChoice(post=post, unit=unit, label=in_office(units[unit].short, post_name(post)))
        for post, unit in grants.holdings
        if unit in units
    )
    chosen = next((item for item in posts if item.value == request.session.get(CHOSEN)), posts[0] if posts else None)
    unit = units[chosen.unit] if chosen is not None else account.home
    return Desk(
        account=account,
        person=account.person,
        grants=grants,
        actor=Actor(
            account_id=account.pk,
            login=account.login,
            post=chosen.post if chosen else None,
            unit=chosen.unit if chosen else None,
        ),
        unit=unit,
        township=_township(unit),
        today=today,
        posts=posts,
        taking=Taking(grants, today),
    )


def _township(unit: Unit) -> Unit:
    parts = unit.path.rstrip("/").split("/")
    if len(parts) <= 2:
        return unit
    return Unit.objects.filter(path="/".join(parts[:2]) + "/").first() or unit


def reader_of(request: HttpRequest, title: str) -> Desk:
    """Return who works in this request, if he or she sees any matters at all. Raises Denied, naming the page."""
    desk = desk_of(request)
    if not desk.grants.paths(access.ALLOWED[Action.SEE]):
        raise Denied("您没有查看事项的权限", where=title, hint="请与本单位管理员联系")
    return desk


def unit_reader_of(request: HttpRequest, action: UnitAction, code: str) -> tuple[Desk, Unit]:
    """Return who works in this request and the unit named, whose figures are open for ``action``.

    Raises Denied, for a unit that is not there as for one that is not open.
    """
    desk = desk_of(request)
    found = Unit.objects.filter(code=code).first()
    if found is None or not access.on_unit(desk.grants, action, found.path):
        raise Denied("没有这个单位的报表，或您无权查看", where=code, hint="请核对单位")
    return desk, found
