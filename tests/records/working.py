"""Matters of the small packs: the people who work on them (fixture ``people``), and a matter to work on."""

from __future__ import annotations

from tests.records.conftest import FIRST, Cast
from tests.records.once import once

from fazhi.kernel.procedures import ActKind
from fazhi.records.access import SYSTEM, Actor, actor_of
from fazhi.records.acts import accounts, organisation
from fazhi.records.acts.matters import open_matter
from fazhi.records.acts.proposals import Proposal
from fazhi.records.models import Account

DO = ActKind.DO

PEOPLE = (
    ("ann", "子经办", "liuhe-ny", "handler", "work"),
    ("ben", "丑审查", "liuhe-sfs", "reviewer", "review"),
    ("cai", "寅镇长", "liuhe", "leader", "lead"),
    ("pub", "卯公开", "liuhe", "disclosure_officer", "work"),
)


@once
def populate(made: Cast) -> Cast:
    """Add the people to a cast."""
    for login, name, where, post, role in PEOPLE:
        organisation.create_person(actor=SYSTEM, unit=where, name=name, person=f"p-{login}")
        organisation.appoint(actor=SYSTEM, person=f"p-{login}", unit=where, post=post, role=role, starts=FIRST)
        accounts.create_account(
            actor=SYSTEM, login=login, person=f"p-{login}", unit=where, password="first-pass-1", created=FIRST
        )
    accounts.grant_scope(actor=SYSTEM, over="liuhe", role="review", unit="liuhe-sfs", post="reviewer", starts=FIRST)
    return made


def who(login: str) -> Actor:
    """Return somebody at the keyboard, in the first post held."""
    return actor_of(Account.objects.get(login=login))


def opened(**more: object) -> str:
    """Open a small matter of 子经办 and return its stream."""
    done = open_matter(
        actor=who("ann"), procedure="mini", unit="liuhe-ny", title="集镇公厕改造工程施工合同",
        subject={"risk": False, "amount": "42800.00"}, handler="p-ann", **more,
    )  # fmt: skip
    return str(done["stream"])


def submit(text: str = "v1", **more: object) -> Proposal:
    """Return the first step of the small matter."""
    return Proposal(kind=DO, step="submit", outcome="办结", text=text, **more)
