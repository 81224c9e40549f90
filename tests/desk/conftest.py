"""A desk on a site with the usual cast: sign-in without a password, small packs, a matter to look at."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from tests.kernel.packing import pack
from tests.records.conftest import FIRST, Cast, build, cast, cast_committed, home  # noqa: F401
from tests.records.once import once

from fazhi.kernel.procedures import ActKind
from fazhi.packs import procedures
from fazhi.records import matters, packs
from fazhi.records.access import SYSTEM, Actor, actor_of
from fazhi.records.acts import accounts, organisation
from fazhi.records.acts.matters import open_matter, record
from fazhi.records.acts.proposals import Proposal
from fazhi.records.models import Account

PEOPLE = (
    ("ann", "子经办", "liuhe-ny", "handler", "work"),
    ("ada", "辰经办", "liuhe-ny", "handler", "work"),
    ("ben", "丑审查", "liuhe-sfs", "reviewer", "review"),
    ("cai", "寅镇长", "liuhe", "leader", "lead"),
    ("pub", "卯公开", "liuhe", "disclosure_officer", "work"),
    ("far", "巳外镇", "shanbei", "handler", "work"),
)
"""Who works on matters: two in one office, the reviewer, the head, another of the town, and one of another town."""

SMALL = ("mini", "request")


@pytest.fixture
def small_packs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the small packs of the engine's tests be all the packs there are."""
    matters.forget()
    monkeypatch.setattr(packs, "for_new", lambda name, unit, on: pack(name))
    monkeypatch.setattr(procedures, "ids", lambda: SMALL)
    monkeypatch.setattr(procedures, "get", pack)


@pytest.fixture
def people(cast: Cast, small_packs: None) -> Cast:  # noqa: F811
    """The cast with the people who work on matters."""
    return populate(cast)


@once
def populate(made: Cast) -> Cast:
    """Add the people to a cast; everybody has changed the first password."""
    for login, name, where, post, role in PEOPLE:
        organisation.create_person(actor=SYSTEM, unit=where, name=name, person=f"p-{login}")
        organisation.appoint(actor=SYSTEM, person=f"p-{login}", unit=where, post=post, role=role, starts=FIRST)
        accounts.create_account(
            actor=SYSTEM, login=login, person=f"p-{login}", unit=where, password="first-pass-1", created=FIRST
        )
    accounts.grant_scope(actor=SYSTEM, over="liuhe", role="review", unit="liuhe-sfs", post="reviewer", starts=FIRST)
    Account.objects.update(must_change_password=False)
    return made


@pytest.fixture
def sign(client: Client) -> Callable[[str], Client]:
    """Return the client signed in as somebody; the public is the bare ``client``."""

    def signed(login: str) -> Client:
        client.force_login(Account.objects.get(login=login), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return signed


def who(login: str) -> Actor:
    return actor_of(Account.objects.get(login=login))


def opened(*, submitted: bool = True, accepted: bool = False, title: str = "集镇公厕改造工程施工合同") -> str:
    """Open a small matter of 子经办 and return its stream; sent for review, or accepted by the reviewer too."""
    first = [Proposal(kind=ActKind.DO, step="submit", outcome="办结", text="v1")] if submitted else []
    done = open_matter(
        actor=who("ann"), procedure="mini", unit="liuhe-ny", title=title,
        subject={"risk": False, "amount": "42800.00"}, handler="p-ann", first=first,
    )  # fmt: skip
    stream = str(done["stream"])
    if accepted:
        record(actor=who("ben"), matter=stream, proposals=[Proposal(kind=ActKind.DO, step="intake", outcome="受理")])
    return stream


def page_of(stream: str) -> str:
    """Return the address of a matter."""
    return f"/m/{stream.partition('/')[2]}/"
