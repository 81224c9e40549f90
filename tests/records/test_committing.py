"""The transaction of an act: what Django promises of a durable block, on the short way as well."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from copy import copy

import pytest
from django.db import DatabaseError, OperationalError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from fazhi.records.ledger import Committed, committing, statements
from fazhi.records.ledger.statements import fetch, here, run

pytestmark = pytest.mark.django_db(transaction=True)

TAKE = "INSERT INTO records_blob (digest, kind, body) VALUES (%s, 'c', %s)"
NOTED = ("in_atomic_block", "autocommit", "needs_rollback", "commit_on_exit", "savepoint_ids", "run_on_commit")


def kept() -> list[str]:
    return [digest for (digest,) in fetch("SELECT digest FROM records_blob WHERE kind = 'c' ORDER BY digest")]


def noted() -> dict[str, object]:
    """Return what Django holds of the connection's transaction."""
    return {**{name: copy(getattr(connection, name)) for name in NOTED}, "blocks": len(connection.atomic_blocks)}


@pytest.fixture(autouse=True)
def left_as_found() -> Iterator[None]:
    """Every block, however it ends, leaves the connection as Django's own does."""
    with transaction.atomic(durable=True):
        run(TAKE, ("0", b""))
    before = noted()
    yield
    assert noted() == before
    with transaction.atomic(durable=True):
        run(TAKE, ("9", b""))
    assert "9" in kept()


def test_what_is_done_inside_is_kept_and_hooks_run_once_it_is() -> None:
    seen: list[object] = []
    with Committed():
        with transaction.atomic():
            run(TAKE, ("a", b""))
        inside = noted()
        transaction.on_commit(lambda: seen.append((kept(), connection.in_atomic_block)))
        assert seen == []
    assert seen == [(["0", "a"], False)]
    with transaction.atomic(durable=True):
        transaction.on_commit(lambda: None)
        assert {**noted(), "run_on_commit": []} == inside


def test_an_error_takes_all_of_it_back_and_runs_no_hook() -> None:
    with pytest.raises(RuntimeError, match="power cut"), Committed():
        transaction.on_commit(lambda: pytest.fail("nothing was committed"))
        run(TAKE, ("a", b""))
        raise RuntimeError("power cut")
    assert kept() == ["0"]


def test_a_block_marked_for_rollback_is_taken_back() -> None:
    with Committed():
        run(TAKE, ("a", b""))
        transaction.set_rollback(True)
    assert kept() == ["0"]


def test_it_is_the_outermost_block_or_none() -> None:
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"), Committed():
        pytest.fail("nobody may take for committed what an outer block can take back")


def test_whoever_listens_hears_begin_and_commit() -> None:
    with CaptureQueriesContext(connection) as heard, Committed():
        run(TAKE, ("a", b""))
    assert [query["sql"].split()[0] for query in heard.captured_queries] == ["BEGIN", "INSERT", "COMMIT"]


def test_who_begins_to_listen_inside_is_heard_and_afterwards_nothing_is_held() -> None:
    with Committed():
        with CaptureQueriesContext(connection) as heard:
            run(TAKE, ("a", b""))
        run(TAKE, ("b", b""))
        assert here() is connections["default"]
    assert [query["sql"].split()[0] for query in heard.captured_queries] == ["INSERT"]
    with pytest.raises(RuntimeError), Committed():
        raise RuntimeError
    assert statements._open.base is None
    connection.close()  # a connection that is gone is not asked again
    assert kept() == ["0", "a", "b"]


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="only there is the way shorter")
def test_a_commit_that_fails_takes_all_of_it_back() -> None:
    with pytest.raises(DatabaseError), Committed():
        assert connection.in_atomic_block
        # A reference to nothing is found at the commit: the constraint is deferred.
        run("INSERT INTO records_evidencelink (file_id, stream_id, seq, slot, step, pages, name_field) "
            "VALUES (987654, 987654, 1, '', '', '', '')")  # fmt: skip
        run(TAKE, ("a", b""))
    assert kept() == ["0"]


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="only there is the way shorter")
def test_a_database_that_is_locked_says_so_in_the_words_of_django() -> None:
    other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    fetch("PRAGMA busy_timeout = 1")
    try:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(OperationalError, match="locked"), Committed():
            pytest.fail("somebody else writes")
    finally:
        other.execute("ROLLBACK")
        other.close()
        connection.close()


def test_the_short_way_is_taken_on_sqlite_only(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[object] = []
    kept_enter = committing.Atomic.__enter__
    monkeypatch.setattr(committing.Atomic, "__enter__", lambda self: begun.append(kept_enter(self)))
    with Committed():
        run(TAKE, ("a", b""))
    assert len(begun) == (0 if connection.vendor == "sqlite" else 1)
