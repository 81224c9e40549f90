"""The form on which the answer to a call is entered, with a pack as it ships."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client
from tests.desk import replay
from tests.records.conftest import Cast

from fazhi.records import clock

Sign = Callable[[str], Client]


def test_an_answer_is_not_told_that_it_was_not_answered(sign: Sign, cast: Cast) -> None:
    """What shuts the sending (已发出，尚未答复) stood above the very form that takes the answer."""
    case = replay.find("disclosure_request", "第三方只同意公开一部分：反对的部分理由成立，部分公开")
    logins = replay.people(case)
    at = next(place for place, item in enumerate(case.acts) if item.act.kind.value == "answer")
    stream = replay.replay("disclosure_request", case, logins, title="停车场租赁合同", until=at)
    with clock.fixed(case.acts[at].act.occurred):
        client = sign(next(iter(logins.values())))
        address = f"/m/{stream.partition('/')[2]}/act"
        page = client.get(f"{address}/answer/third/").text
        assert "部分同意公开" in page and 'name="k1-outcome"' in page
        assert "尚未答复（" not in page
        assert "尚未答复（" in client.get(f"{address}/send/third/").text
