"""Rights are read in full once, and again as soon as anything that says them has changed."""

from __future__ import annotations

import re
from importlib import import_module

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from tests.records.conftest import TODAY
from tests.records.test_ledger import note

from fazhi.records import ledger, rights
from fazhi.records.access import SYSTEM, Actor, Denied, grants_of
from fazhi.records.acts import accounts, organisation
from fazhi.records.ledger import rows
from fazhi.records.models import Holding

TABLES = import_module("fazhi.records.migrations.0025_rights").TABLES
on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="a server is asked with the lock anyway")


def mark() -> int:
    """Return the mark as it stands."""
    found = ledger.mark_of_rights(0, "")
    assert found is not None and found[1] is None
    return found[0]


def asked(actor: Actor, key: str = "") -> tuple[rights.Begun, list[str]]:
    """Return what an act of ``actor`` would read when it begins, and the statements that took."""
    with CaptureQueriesContext(connection) as queries:
        begun = rights.Beginning(actor, TODAY, key).read()
    return begun, [query["sql"] for query in queries.captured_queries]


def test_every_table_that_rights_are_read_from_draws_the_mark() -> None:
    read = set(re.findall(r"records_\w+", rows.ACTOR))
    assert read == {*TABLES, "records_idempotency"}, "a form that was done is read each time"


@on_sqlite
@pytest.mark.parametrize("table", TABLES)
def test_whatever_changes_a_row_draws_another_mark(cast, table: str) -> None:
    accounts.grant_scope(actor=SYSTEM, account="clerk", over="qinghe", role="view", starts=TODAY)
    seen = [mark()]
    with transaction.atomic(), connection.cursor() as cursor:
        row = cursor.execute(f"SELECT * FROM {table} ORDER BY id DESC LIMIT 1").fetchone()
        holes = ", ".join(["%s"] * len(row))
        for statement, values in (
            (f"UPDATE {table} SET id = id WHERE id = %s", row[:1]),
            (f"DELETE FROM {table} WHERE id = %s", row[:1]),
            (f"INSERT INTO {table} VALUES ({holes})", row),
        ):
            cursor.execute(statement, values)
            seen.append(mark())
    assert len(set(seen)) == 4


@on_sqlite
def test_a_change_that_is_taken_back_takes_its_mark_back(cast) -> None:
    before = mark()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        Holding.objects.all().delete()
        assert mark() != before
        raise ZeroDivisionError
    assert mark() == before


@on_sqlite
def test_rights_are_read_in_full_once(cast) -> None:
    actor = cast.actor("clerk")
    (first, _), told = asked(actor)
    (again, _), less = asked(actor)
    assert again is first == grants_of(cast.account("clerk"))
    assert "records_holding" in told[-1] and len(less) == 1 and "records_holding" not in less[0]
    assert asked(cast.actor("reviewer"))[0][0] != first, "another account has its own"


def test_what_was_given_or_ended_counts_at_once(cast) -> None:
    actor = cast.actor("clerk")
    (before, _), _ = asked(actor)
    accounts.grant_scope(actor=SYSTEM, account="clerk", over="qinghe", role="view", starts=TODAY)
    (wider, _), _ = asked(actor)
    assert len(wider.all) == len(before.all) + 1 and wider == grants_of(cast.account("clerk"))
    assert rights.Beginning(actor, TODAY.replace(year=2025), "").read()[0].all == (), "another day is another question"
    organisation.create_unit(
        actor=SYSTEM, code="xinshe", name="新设股", short="新设", kind="office", starts=TODAY, parent="liuhe"
    )
    organisation.appoint(actor=SYSTEM, person="p-clerk", unit="xinshe", post="clerk", role="work", starts=TODAY)
    assert ("clerk", "xinshe") in asked(actor)[0][0].holdings
    accounts.disable_account(actor=SYSTEM, login="clerk", disabled_from=TODAY)
    for _ in range(2):
        with pytest.raises(Denied):
            asked(actor)
    with pytest.raises(Denied):
        note(actor=actor, text="一", key="k")


def test_a_form_that_was_done_is_found_under_known_rights_too(cast) -> None:
    actor = cast.actor("clerk")
    assert asked(actor, "k")[0][1] is None and asked(actor, "k")[0][1] is None
    done = note(actor=actor, text="一", key="k")
    assert note(actor=actor, text="一", key="k") == {**done, "again": True}
    assert asked(actor, "k")[0][1] is not None and asked(cast.actor("colleague"), "k")[0][1] is None


@on_sqlite
@pytest.mark.django_db(transaction=True)
def test_the_mark_is_read_with_the_lock_of_the_stream(cast_committed) -> None:
    actor = cast_committed.actor("clerk")
    note(actor=actor, text="一", key="k")
    with CaptureQueriesContext(connection) as queries:
        note(actor=actor, text="二", key="l")
    told = [query["sql"] for query in queries.captured_queries]
    assert [("records_stream" in sql) for sql in told if "rights_mark" in sql] == [True]
    assert not [sql for sql in told if "records_holding" in sql]
