"""Statements that go to the driver directly behave as those that go through Django."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext
from tests.records.conftest import Cast, make_matter

from fazhi.records.ledger import change_tasks
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


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="only there they go to the driver")
def test_days_and_yes_or_no_are_stored_as_django_stores_them() -> None:
    asked = "SELECT typeof(%s), %s, typeof(%s), %s, typeof(%s), %s"
    values = [value for value in (date(2026, 3, 5), True, None) for _ in range(2)]
    direct = fetch(asked, values)
    with CaptureQueriesContext(connection):
        assert fetch(asked, values) == direct == [("text", "2026-03-05", "integer", 1, "null", None)]


TASKS = [("step", name, key, title) for name, key in (("a", ""), ("a", "1"), ("b", "")) for title in ("一", "二", "三")]


def test_tasks_are_brought_from_any_to_any_in_two_statements(cast_committed: Cast) -> None:
    """One that goes and one that comes are one row; two may have changed places, or names."""
    matter, chosen = make_matter("liuhe-ny"), random.Random(7)

    def rows(some: Sequence[tuple[str, ...]]) -> list[dict[str, object]]:
        blank = {"unit_id": matter.unit_id, "posts": "", "person_id": None, "due": None, "work_by": None, "basis": ""}
        blank |= {"provisional": False, "statutory": False, "since": date(2026, 3, 1), "paused": False}
        return [{**dict(zip(("kind", "name", "run_key", "title"), one, strict=True)), **blank} for one in some]

    stands: list[tuple[str, ...]] = []
    for _ in range(120):
        drawn = chosen.sample(TASKS, chosen.randrange(5))
        wanted = list({one[:3]: one for one in drawn}.values())
        gone, new = [one for one in stands if one not in wanted], [one for one in wanted if one not in stands]
        with CaptureQueriesContext(connection) as seen, transaction.atomic(durable=True):
            change_tasks(matter.pk, rows(gone), rows(new))
        assert len([query for query in seen.captured_queries if "records_task" in query["sql"]]) <= 2
        stands = wanted
        held = fetch("SELECT kind, name, run_key, title FROM records_task WHERE matter_id = %s", (matter.pk,))
        assert sorted(held) == sorted(stands)
