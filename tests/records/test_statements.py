"""Statements that go to the driver directly behave as those that go through Django."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from fazhi.records.ledger.statements import fetch, run, run_many

pytestmark = pytest.mark.django_db(transaction=True)

TAKE = "INSERT INTO records_blob (digest, kind, body) VALUES (%s, %s, %s)"


def kept() -> list[str]:
    return [
        digest for (digest,) in fetch("SELECT digest FROM records_blob WHERE kind LIKE %s ORDER BY digest", ("t%",))
    ]


def test_both_ways_read_and_write_the_same() -> None:
    run(TAKE, ("a", "t", b"1"))
    run_many(TAKE, [("b", "t", b"2"), ("c", "t", b"3")])
    with CaptureQueriesContext(connection) as seen:
        run(TAKE, ("d", "t", b"4"))
        named = fetch("SELECT body FROM records_blob WHERE digest = %(d)s AND kind = %(k)s", {"d": "b", "k": "t"})
    assert len(seen.captured_queries) == 2, "whoever listens hears all"
    assert [bytes(row[0]) for row in named] == [b"2"]
    assert fetch("SELECT body FROM records_blob WHERE digest = %(d)s AND kind = %(k)s", {"d": "b", "k": "t"}) == named
    assert kept() == ["a", "b", "c", "d"]
    assert fetch("SELECT '100%%' WHERE %s = 1", (1,)) == [("100%",)]


def test_errors_are_those_of_django() -> None:
    run(TAKE, ("a", "t", b"1"))
    with pytest.raises(IntegrityError):
        run(TAKE, ("a", "t", b"1"))
    with pytest.raises(IntegrityError), transaction.atomic():
        run_many(TAKE, [("b", "t", b"1"), ("a", "t", b"1")])
    assert kept() == ["a"], "the transaction took back what came before"
    with pytest.raises(DatabaseError):
        fetch("SELECT nothing FROM nowhere")


def test_a_broken_transaction_takes_no_further_statement() -> None:
    with pytest.raises(TransactionManagementError), transaction.atomic():
        transaction.set_rollback(True)
        run(TAKE, ("a", "t", b"1"))
    assert kept() == []
