"""Two readings at a time: on a server each has a connection of its own, but for what nobody else can see yet."""

from __future__ import annotations

import pytest
from django.db import connection
from tests.records.conftest import TODAY, Cast, make_matter

from fazhi.kernel.measures import Fact
from fazhi.packs import measures
from fazhi.records.ledger import adding_up, figures, yearly
from fazhi.records.ledger.abreast import abreast
from fazhi.records.ledger.statements import fetch
from fazhi.records.models import Rollup, Unit, YearSum


def _who() -> int:
    """Return which connection of the server this is; 0 on a file."""
    return int(fetch("SELECT pg_backend_pid()")[0][0]) if connection.vendor == "postgresql" else 0


@pytest.mark.django_db(transaction=True)
def test_on_a_server_it_is_read_on_another_connection_that_is_closed_afterwards() -> None:
    with abreast(_who) as other:
        here = _who()
        there = other()
    server = connection.vendor == "postgresql"
    assert (there != here) is server
    if server:
        assert fetch("SELECT count(*) FROM pg_stat_activity WHERE pid = %s", [there]) == [(0,)]


@pytest.mark.django_db
def test_within_a_transaction_it_is_read_here() -> None:
    Unit.objects.create(code="unseen", name="未提交镇", kind="township", path="unseen/", starts="2025-01-01")
    with abreast(lambda: (_who(), Unit.objects.filter(code="unseen").count())) as other:
        assert other() == (_who(), 1)


@pytest.mark.django_db(transaction=True)
def test_what_it_raises_is_raised_where_its_answer_is_asked_for() -> None:
    def broken() -> int:
        raise ValueError("坏了")

    with abreast(broken) as other, pytest.raises(ValueError, match="坏了"):
        other()


def test_an_audit_finds_on_either_connection_what_was_altered(cast_committed: Cast) -> None:
    matter = make_matter("liuhe", key="matter/one")
    fact = Fact(measure=next(iter(measures.every())), day=TODAY, n=1, amount=1)
    figures.add_facts(matter.pk, [(matter.unit_id, fact)], "2026-03-02T10:00:00+08:00")
    assert adding_up.sums_that_differ() == []
    YearSum.objects.update(numbers=yearly.NOTHING[1:] + "x")
    assert adding_up.sums_that_differ() == [(matter.unit_id, fact.measure)]
    YearSum.objects.all().delete()
    adding_up.fill_years()
    Rollup.objects.update(n=2)
    YearSum.objects.all().delete()
    adding_up.fill_years()
    # The years agree with the half months: only the weighing, on the other connection, can tell.
    assert adding_up.years_that_differ() == []
    assert adding_up.sums_that_differ() == [(matter.unit_id, fact.measure)]
