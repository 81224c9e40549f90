"""Many registered at once: numbers one after the other, all or none, by one form and by fifty people."""

from __future__ import annotations

import threading

import pytest
from django.db import connection
from tests.records.conftest import Cast
from tests.records.working import who

from fazhi.records.acts.base import ActRefused, Busy
from fazhi.records.acts.matters import open_matter
from fazhi.records.acts.registering import MOST, Entry, register_many
from fazhi.records.models import Event, Matter, Number
from fazhi.records.verification import verify_site

FACTS = {"risk": False, "amount": "42800.00"}


def _entries(count: int, **last: object) -> list[Entry]:
    made = [Entry(place=n, title=f"路灯维护{n}号合同", subject=FACTS, handler="p-ann") for n in range(1, count + 1)]
    if last:
        made[-1] = Entry(**{"place": count, "title": "路灯", "subject": FACTS, **last})
    return made


def test_thirty_in_one_form_get_thirty_numbers_in_order(people: Cast) -> None:
    done = register_many(actor=who("ann"), key="form-1", procedure="mini", unit="liuhe-ny", entries=_entries(30))
    assert [row.n for row in Number.objects.order_by("pk")] == list(range(1, 31))
    assert done["numbers"] == list(Matter.objects.order_by("pk").values_list("number", flat=True))
    assert Event.objects.filter(stream__kind="matter").values("act_id").distinct().count() == 1
    again = register_many(actor=who("ann"), key="form-1", procedure="mini", unit="liuhe-ny", entries=_entries(30))
    assert again["again"] and again["numbers"] == done["numbers"] and Matter.objects.count() == 30
    assert verify_site().findings == ()


@pytest.mark.parametrize("last", [{"subject": {**FACTS, "colour": "red"}}, {"title": "x"}, {"handler": "p-nobody"}])
def test_one_that_cannot_be_registered_holds_all_up_and_costs_no_number(people: Cast, last: dict[str, object]) -> None:
    with pytest.raises(ActRefused, match="第 3 行"):
        register_many(actor=who("ann"), key=None, procedure="mini", unit="liuhe-ny", entries=_entries(3, **last))
    assert not Number.objects.exists() and not Matter.objects.exists()
    with pytest.raises(ActRefused, match="1 至"):
        register_many(actor=who("ann"), key=None, procedure="mini", unit="liuhe-ny", entries=_entries(MOST + 1))


def test_fifty_at_once_get_fifty_numbers_that_follow_one_another(people_committed: Cast) -> None:
    """Ten people at five forms each; whoever finds the database busy sends the form again, as a person does."""
    errors: list[str] = []

    def go(person: int) -> None:
        try:
            for form in range(5):
                for _ in range(60):
                    try:
                        open_matter(
                            actor=who("ann"), key=f"{person}-{form}", procedure="mini", unit="liuhe-ny",
                            title=f"路灯维护{person}-{form}合同", subject=FACTS, handler="p-ann",
                        )  # fmt: skip
                        break
                    except Busy:
                        continue
        except Exception as error:  # noqa: BLE001  told by the test, whatever it was
            errors.append(repr(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=(person,)) for person in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    assert sorted(Number.objects.values_list("n", flat=True)) == list(range(1, 51))
    assert Matter.objects.count() == len(set(Matter.objects.values_list("number", flat=True))) == 50
