"""An issued figure waits for acts on their way: it goes on as soon as they end, and says so when they do not."""

from __future__ import annotations

import threading
from time import monotonic

import psycopg
import pytest
from django.db import OperationalError, connection, transaction

from fazhi.records.ledger import settling

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def other() -> psycopg.Connection:
    """Another session in a transaction that has written."""
    if connection.vendor != "postgresql":
        pytest.skip("只在 PostgreSQL 那一遍运行 / runs in the PostgreSQL pass only")
    given = connection.get_connection_params()
    names = ("dbname", "user", "password", "host", "port")
    opened = psycopg.connect(**{name: given[name] for name in names if given.get(name)})
    opened.execute("SELECT pg_current_xact_id()")
    return opened


def test_it_goes_on_when_the_earlier_act_has_ended(other: psycopg.Connection) -> None:
    threading.Timer(0.4, other.commit).start()
    with transaction.atomic():
        began = monotonic()
        settling.settle()
        waited = monotonic() - began
    other.close()
    assert 0.2 < waited < 4


def test_it_says_so_when_the_earlier_act_does_not_end(other: psycopg.Connection, monkeypatch) -> None:
    monkeypatch.setattr(settling, "WAIT", 0.3)
    with pytest.raises(OperationalError, match="still running"), transaction.atomic():
        settling.settle()
    other.close()
    with transaction.atomic():
        settling.settle()
