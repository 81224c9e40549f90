"""The transaction of an act: what Django promises of a durable block, on the short way as well."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from copy import copy

import pytest
from django.db import DatabaseError, IntegrityError, OperationalError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from fazhi.records.ledger import Committed, committing, statements
from fazhi.records.ledger.statements import fetch, fetch_each, here, run, run_many
from fazhi.records.models import Blob

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


def test_a_commit_that_fails_takes_all_of_it_back() -> None:
    with pytest.raises(DatabaseError), Committed():
        assert connection.in_atomic_block
        # A reference to nothing is found at the commit: the constraint is deferred.
        run("INSERT INTO records_evidencelink (file_id, stream_id, seq, slot, step, pages, name_field) "
            "VALUES (987654, 987654, 1, '', '', '', '')")  # fmt: skip
        run(TAKE, ("a", b""))
    assert kept() == ["0"]


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="only there a second writer is turned away")
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


def test_the_short_way_is_taken_unless_somebody_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[object] = []
    kept_enter = committing.Atomic.__enter__
    monkeypatch.setattr(committing.Atomic, "__enter__", lambda self: begun.append(kept_enter(self)))
    with Committed():
        run(TAKE, ("a", b""))
    assert begun == []
    with CaptureQueriesContext(connection), Committed():
        run(TAKE, ("b", b""))
    assert len(begun) == 1


def test_what_was_written_inside_is_read_inside_by_either_way() -> None:
    with Committed():
        run(TAKE, ("a", b"1"))
        assert kept() == ["0", "a"]
        run(TAKE, ("b", b"2"))
        run_many(TAKE, [("c", b"3"), ("d", b"4")])
        assert bytes(Blob.objects.get(pk="d").body) == b"4", "by Django's cursor"
        run("UPDATE records_blob SET body = %s WHERE digest = %s", (b"5", "a"))
        with pytest.raises(RuntimeError), transaction.atomic():
            run(TAKE, ("e", b""))
            raise RuntimeError
        assert fetch_each(("SELECT count(*) FROM records_blob WHERE digest = %s", ("e",)), ("SELECT 7", ())) == [
            [(0,)],
            [(7,)],
        ]
    assert kept() == ["0", "a", "b", "c", "d"]
    assert bytes(Blob.objects.get(pk="a").body) == b"5"


@pytest.mark.parametrize("read", [True, False])
def test_what_is_taken_twice_is_told_at_the_latest_by_the_commit(read: bool) -> None:
    with pytest.raises(IntegrityError), Committed():
        assert not read or kept() == ["0"]
        run(TAKE, ("a", b""))
        run(TAKE, ("0", b""))
        run(TAKE, ("b", b""))
    assert kept() == ["0"]


def test_a_block_in_which_nothing_is_done_leaves_nothing() -> None:
    with Committed():
        pass
    assert kept() == ["0"]


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="only a server reads and plans them anew")
def test_what_is_asked_often_is_kept_prepared() -> None:
    for n in range(8):
        with Committed():
            run(TAKE, (f"a{n}", b""))
    held = fetch("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE 'INSERT INTO records_blob%%'")
    assert held == [(1,)]


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="only a server can hang up")
def test_a_server_that_hangs_up_before_the_commit_is_told_and_nothing_is_kept() -> None:
    other = connection.copy()
    try:
        with pytest.raises(OperationalError), Committed():
            (pid,) = fetch("SELECT pg_backend_pid()")[0]
            run(TAKE, ("a", b""))
            with other.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    finally:
        other.close()
    connection.close()
    assert kept() == ["0"]
