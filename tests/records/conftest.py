"""A site of its own for every test, and a small cast: a county bureau, two townships, their people.

Runs on SQLite; ``scripts/with_postgres.py .venv/bin/python -m pytest tests/records`` runs the same on PostgreSQL.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from tests.kernel.packing import pack
from tests.records.once import once

from fazhi.records import clock, matters, packs, site
from fazhi.records.access import SYSTEM, Actor, actor_of
from fazhi.records.acts import accounts, organisation
from fazhi.records.models import Account, Matter, Stream, Unit

FIRST = date(2026, 1, 5)
TODAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings) -> Iterator[Path]:
    """Give each test a folder of its own and stop the clock at nine on a Monday morning."""
    settings.FAZHI_HOME = tmp_path
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    site.ensure(fresh=True)
    with clock.fixed(TODAY):
        yield tmp_path


@dataclass(frozen=True)
class Cast:
    """Logins of the people, and what stands ready."""

    def account(self, login: str) -> Account:
        return Account.objects.get(login=login)

    def actor(self, login: str) -> Actor:
        return actor_of(self.account(login))


PEOPLE = (
    # login, name, unit, post, role
    ("admin", "甲管理", "qinghe", "administrator", "admin"),
    ("county", "乙县局", "qinghe", "county_reviewer", "county"),
    ("clerk", "丙经办", "liuhe-ny", "clerk", "work"),
    ("colleague", "丁同事", "liuhe-ny", "clerk", "work"),
    ("reviewer", "戊审查", "liuhe-sfs", "reviewer", "review"),
    ("leader", "己镇长", "liuhe", "head", "lead"),
    ("other", "庚外镇", "shanbei", "clerk", "work"),
    ("viewer", "辛查看", "liuhe", "observer", "view"),
)


@pytest.fixture
def cast(db) -> Cast:
    """Build the county through the acts."""
    return build()


@pytest.fixture
def cast_committed(transactional_db) -> Cast:
    """Build the county so that other threads and connections see it."""
    return build()


@once
def build() -> Cast:
    """Found the county, its people and accounts through the acts."""

    def unit(code: str, name: str, kind: str, parent: str | None) -> None:
        organisation.create_unit(
            actor=SYSTEM, code=code, name=name, short=name[:2], kind=kind, starts=FIRST, parent=parent
        )

    unit("qinghe", "清禾县司法局", "county_bureau", None)
    unit("liuhe", "柳禾镇", "township", "qinghe")
    unit("liuhe-ny", "柳禾镇农业办", "office", "liuhe")
    unit("liuhe-sfs", "柳禾司法所", "office", "liuhe")
    unit("shanbei", "山贝乡", "township", "qinghe")
    for login, name, where, post, role in PEOPLE:
        organisation.create_person(actor=SYSTEM, unit=where, name=name, person=f"p-{login}")
        organisation.appoint(actor=SYSTEM, person=f"p-{login}", unit=where, post=post, role=role, starts=FIRST)
        accounts.create_account(
            actor=SYSTEM, login=login, person=f"p-{login}", unit=where, password="first-pass-1", created=FIRST
        )
    accounts.grant_scope(actor=SYSTEM, over="liuhe", role="review", unit="liuhe-sfs", post="reviewer", starts=FIRST)
    return Cast()


@pytest.fixture
def small_packs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the small packs of the engine's tests be what a new matter gets."""
    matters.forget()
    monkeypatch.setattr(packs, "for_new", lambda name, unit, on: pack(name))


@pytest.fixture
def people(cast: Cast, small_packs: None) -> Cast:
    """The cast, and those who work on matters of the small packs."""
    from tests.records.working import populate

    return populate(cast)


@pytest.fixture
def people_committed(cast_committed: Cast, small_packs: None) -> Cast:
    """The same, seen by other threads and connections."""
    from tests.records.working import populate

    return populate(cast_committed)


@pytest.fixture
def matter(cast: Cast) -> Matter:
    return make_matter("liuhe-ny")


def make_matter(unit: str, key: str = "matter/2026/1") -> Matter:
    """A bare matter row, as the acts on matters will project it."""
    where = Unit.objects.get(code=unit)
    stream, _ = Stream.objects.get_or_create(key=key, defaults={"kind": "matter", "head": "0" * 64})
    return Matter.objects.create(
        stream=stream, number="柳收〔2026〕1号", title="试验事项", procedure="major_decision",
        procedure_title="重大行政决策", pack_digest="0" * 64, unit=where, unit_path=where.path, state="在办",
        opened=TODAY, last_recorded="2026-03-02T09:00:00+08:00", refreshed=TODAY,
    )  # fmt: skip
