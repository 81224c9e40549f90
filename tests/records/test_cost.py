"""What an act costs, in statements; `make bench` measures the time."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.records.conftest import make_matter
from tests.records.test_ledger import note
from tests.records.test_vault import register

from fazhi.kernel.ledger import canonical
from fazhi.records.acts import looks, numbers


def statements(queries: CaptureQueriesContext) -> list[str]:
    """Return the statements of an act, BEGIN and COMMIT among them; SAVEPOINT is the test's own wrapper."""
    return [q["sql"] for q in queries.captured_queries if "SAVEPOINT" not in q["sql"]]


@pytest.mark.django_db(transaction=True)
def test_a_bare_act_costs_seven_statements(cast_committed) -> None:
    actor = cast_committed.actor("clerk")
    note(actor=actor, text="一", key="k0")
    with CaptureQueriesContext(connection) as queries:
        note(actor=actor, text="二", key="k1", expected=1)
    listed = statements(queries)
    bounds = {"sqlite": 7, "postgresql": 7}
    assert len(listed) <= bounds[connection.vendor], "\n".join(listed)


@pytest.mark.django_db(transaction=True)
def test_an_act_with_personal_values_and_one_with_a_number_stay_below_twelve(cast_committed) -> None:
    actor = cast_committed.actor("clerk")
    matter = make_matter("liuhe-ny")
    register(actor=actor)
    with CaptureQueriesContext(connection) as queries:
        register(actor=actor, key="k1")
    assert len(statements(queries)) <= 9, "\n".join(statements(queries))
    numbers.take(actor=actor, unit="liuhe-ny", kind="收件")
    with CaptureQueriesContext(connection) as queries:
        numbers.take(actor=actor, unit="liuhe-ny", kind="收件", key="k2")
    assert len(statements(queries)) <= 12, "\n".join(statements(queries))
    with CaptureQueriesContext(connection) as queries:
        looks.look(actor=actor, matter=matter, page="事项页")
    assert len(statements(queries)) <= 14


def test_the_result_of_an_act_is_plain_json(cast) -> None:
    made = note(actor=cast.actor("clerk"), text="一", key="k")
    assert json.loads(canonical(made)) == made
