"""What an act costs, in statements; `make bench` measures the time."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.records.conftest import make_matter
from tests.records.files import PNG
from tests.records.test_ledger import note
from tests.records.test_vault import register
from tests.records.working import DO, opened, submit, who

from fazhi.kernel.ledger import canonical
from fazhi.records.acts import looks, numbers
from fazhi.records.acts.matters import record
from fazhi.records.acts.proposals import Proposal
from fazhi.records.evidence import Attached, receive


def statements(queries: CaptureQueriesContext) -> list[str]:
    """Return the statements of an act, BEGIN and COMMIT among them; SAVEPOINT is the test's own wrapper."""
    return [q["sql"] for q in queries.captured_queries if "SAVEPOINT" not in q["sql"]]


@pytest.mark.django_db(transaction=True)
def test_a_bare_act_costs_seven_statements_at_most(cast_committed) -> None:
    actor = cast_committed.actor("clerk")
    note(actor=actor, text="一", key="k0")
    with CaptureQueriesContext(connection) as queries:
        note(actor=actor, text="二", key="k1", expected=1)
    listed = statements(queries)
    bounds = {"sqlite": 6, "postgresql": 7}
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


@pytest.mark.django_db(transaction=True)
def test_between_begin_and_commit_an_act_that_seals_and_binds_a_file_stays_below_thirteen(people_committed) -> None:
    stream = opened(first=[submit()])
    actor, scan = who("ben"), receive([PNG], "收件回执.png")
    accept = Proposal(kind=DO, step="intake", outcome="退回补正", fields={"missing": "附件"}, why="缺附件")
    record(actor=actor, key="k1", matter=stream, proposals=[accept])
    bound = Proposal(kind=DO, step="intake", outcome="受理", files=(Attached(file=scan, slot="text"),))
    record(actor=actor, key="k3", matter=stream, proposals=[bound])
    again = Proposal(kind=DO, step="intake", outcome="退回补正", fields={"missing": "附件"}, files=bound.files)
    with CaptureQueriesContext(connection) as queries:
        record(actor=actor, key="k4", matter=stream, proposals=[again])
    listed = [sql for sql in statements(queries) if not sql.startswith(("BEGIN", "COMMIT"))]
    assert len(listed) <= {"sqlite": 11, "postgresql": 12}[connection.vendor], "\n".join(listed)


def test_the_result_of_an_act_is_plain_json(cast) -> None:
    made = note(actor=cast.actor("clerk"), text="一", key="k")
    assert json.loads(canonical(made)) == made
