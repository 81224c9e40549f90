"""A story of a pack (``cases.toml``) done through the acts on a site: real matters to look at, of any procedure."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping

from tests.records.conftest import FIRST
from tests.records.once import once

from fazhi.kernel.procedures import Act, ActKind, Case
from fazhi.kernel.procedures.cases import aim
from fazhi.packs import procedures
from fazhi.records import clock, evidence, matters
from fazhi.records.access import SYSTEM, Actor, actor_of
from fazhi.records.acts import accounts, organisation
from fazhi.records.acts.base import Signed
from fazhi.records.acts.matters import open_matter, record
from fazhi.records.acts.proposals import TEXT_SLOT, Proposal
from fazhi.records.demo.papers import draft
from fazhi.records.evidence import Attached
from fazhi.records.models import Account

PASSWORD = "first-pass-1"


def find(procedure: str, name: str) -> Case:
    """Return the story with this name."""
    return next(case for case in procedures.cases(procedure) if case.name == name)


@once
def people(case: Case) -> Mapping[str, str]:
    """Make everybody who decides in a story, holding the posts used there; return name -> login."""
    logins: dict[str, str] = {}
    held: dict[str, list[str]] = {}
    for item in case.acts:
        posts = held.setdefault(item.act.decider, [])
        posts += [post for post in sorted(item.act.posts)[:2] if post not in posts]
    for number, (name, posts) in enumerate(held.items(), 1):
        login = f"d{number}"
        organisation.create_person(actor=SYSTEM, unit="liuhe-ny", name=f"{name}某某"[:3], person=f"p-{login}")
        for post in posts or ["handler"]:
            organisation.appoint(
                actor=SYSTEM, person=f"p-{login}", unit="liuhe-ny", post=post, role="work", starts=FIRST
            )
        accounts.create_account(
            actor=SYSTEM, login=login, person=f"p-{login}", unit="liuhe-ny", password=PASSWORD, created=FIRST
        )
        logins[name] = login
    Account.objects.update(must_change_password=False)
    return logins


def replay(
    procedure: str,
    case: Case,
    logins: Mapping[str, str],
    *,
    title: str,
    until: int | None = None,
    files: Mapping[str, bytes] | None = None,
) -> str:
    """Do the acts of a story up to ``until`` (exclusive) that it does not expect to be refused; return the stream.

    ``files``: the Word file that a step makes, in the place of the name of a text; vouchers are then handed in too.
    """
    first = next(iter(logins.values()))

    def who(name: str) -> Actor:
        return actor_of(Account.objects.get(login=logins.get(name, first)))

    with clock.fixed(case.opened):
        opened = open_matter(
            actor=who(""), procedure=procedure, unit="liuhe-ny", title=title, subject=dict(case.subject),
            handler=f"p-{first}",
        )  # fmt: skip
    stream = str(opened["stream"])
    for item in case.acts[:until]:
        if item.refused is not None:
            continue
        act = aim(matters.folded(stream).state, item)
        changing = act.kind in {ActKind.VOID, ActKind.VOUCH, ActKind.CHANGE}
        with clock.fixed(act.recorded):
            record(
                actor=who(act.decider),
                matter=stream,
                proposals=[
                    Proposal(
                        kind=act.kind, step=None if changing else act.step, key=act.key, outcome=act.outcome,
                        fields=act.fields, occurred=None if act.occurred == act.recorded else act.occurred,
                        signed=Signed(decider=f"p-{logins.get(act.decider, first)}"),
                        text=None if act.step in (files or {}) else act.text, run=act.run,
                        why=act.why, late=act.late, files=tuple(_handed(act, files)) if files is not None else (),
                    )
                ],
            )  # fmt: skip
    return stream


def _handed(act: Act, files: Mapping[str, bytes]) -> Iterator[Attached]:
    if act.step in files:
        yield Attached(file=evidence.receive(io.BytesIO(files[act.step]), f"{act.step}.docx"), slot=TEXT_SLOT)
    for slot in sorted(act.vouchers):
        body = draft(slot, (f"{act.step} {act.occurred}",), act.occurred)
        yield Attached(file=evidence.receive(io.BytesIO(body), f"{slot}.docx"), slot=slot, pages="1")
