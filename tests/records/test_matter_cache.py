"""Matters kept in memory: never served past their head, right after a rolled-back act, written row by row."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection, connections
from tests.records.conftest import TODAY, Cast
from tests.records.working import DO, opened, submit, who

from fazhi.records import clock, ledger, matters
from fazhi.records.acts import matter_rows, recording
from fazhi.records.acts.matters import hand_over, record
from fazhi.records.acts.proposals import Proposal
from fazhi.records.ledger import Conflict
from fazhi.records.matters import Folded
from fazhi.records.models import Event, Stream, Task
from fazhi.records.standing import standing
from fazhi.records.verification import verify_site

ACCEPT = Proposal(kind=DO, step="intake", outcome="受理")

pytestmark = pytest.mark.django_db(transaction=True)


def elsewhere(work: Callable[[], object]) -> None:
    """Do ``work`` as another process would: on a connection of its own, with nothing of it kept in this memory."""
    raised: list[BaseException] = []

    def run() -> None:
        kept = dict(matters._cache)
        matters._cache.clear()
        try:
            work()
        except BaseException as error:  # noqa: BLE001  handed on below
            raised.append(error)
        finally:
            matters._cache.clear()
            matters._cache.update(kept)
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    if raised:
        raise raised[0]


def cold(stream: str) -> Folded:
    """Return the matter as its events say, past everything kept."""
    (found,) = (folded for _, folded in matters.fold_many([Stream.objects.get(key=stream).pk]))
    return found


def rows_are_right(stream: str) -> None:
    """Check that tasks and columns are what the events give."""
    report = verify_site()
    assert report.findings == (), report.findings
    wanted = {(task.kind, task.name, task.run_key, task.due) for task in standing(cold(stream), clock.today()).tasks}
    held = set(Task.objects.filter(matter__stream__key=stream).values_list("kind", "name", "run_key", "due"))
    assert held == wanted


def test_what_another_process_added_is_seen_by_reading_and_by_acting(people_committed: Cast) -> None:
    stream = opened(first=[submit()])
    here = matters.folded(stream)
    elsewhere(lambda: record(actor=who("ben"), matter=stream, proposals=[ACCEPT]))
    assert matters._cache[stream] == here, "this process still keeps the older one"
    assert matters.folded(stream) == cold(stream)
    assert [run.outcome for run in matters.folded(stream).state.of("intake")] == ["受理"]
    elsewhere(lambda: record(actor=who("ann"), matter=stream, proposals=[submit("v2")]))
    with pytest.raises(Conflict):
        record(actor=who("ben"), matter=stream, proposals=[ACCEPT], expected=here.count)
    record(actor=who("ben"), matter=stream, proposals=[ACCEPT])
    assert matters.folded(stream) == cold(stream)
    rows_are_right(stream)


def test_processes_that_take_turns_leave_rows_as_one_would(people_committed: Cast) -> None:
    stream = opened(first=[submit()])
    turns = [ACCEPT, submit("v2"), ACCEPT, Proposal(kind=DO, step="raise", outcome="必须"), submit("v3"), ACCEPT]
    for number, item in enumerate(turns):
        actor = who("ann" if item.step == "submit" else "ben")
        do = lambda item=item, actor=actor: record(actor=actor, matter=stream, proposals=[item])  # noqa: E731
        (elsewhere if number % 2 else (lambda work: work()))(do)
        rows_are_right(stream)


def test_rows_made_again_for_another_day_elsewhere_are_not_taken_for_ours(people_committed: Cast) -> None:
    stream = opened(first=[submit()])
    with clock.fixed(TODAY + timedelta(days=7)):
        elsewhere(lambda: matter_rows.refresh(clock.today()))
        record(actor=who("ben"), matter=stream, proposals=[ACCEPT])
        rows_are_right(stream)
        elsewhere(lambda: hand_over(actor=who("cai"), matter=stream, to="p-pub", reason="轮岗"))
        record(actor=who("ann"), matter=stream, proposals=[submit("v2")])
        rows_are_right(stream)


def test_an_act_that_fails_after_its_rows_were_written_leaves_the_cache_as_it_was(
    people_committed: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = opened(first=[submit()])
    before = matters.folded(stream)

    def cut(*_: object) -> None:
        raise RuntimeError("power cut")

    with monkeypatch.context() as broken:
        broken.setattr(ledger, "insert", cut)
        with pytest.raises(RuntimeError):
            record(actor=who("ben"), matter=stream, proposals=[ACCEPT])
    assert matters._cache[stream] == before == cold(stream) == matters.folded(stream)
    rows_are_right(stream)
    record(actor=who("ben"), matter=stream, proposals=[ACCEPT])
    assert matters.folded(stream) == cold(stream)
    rows_are_right(stream)


def test_an_act_refused_half_way_leaves_the_cache_as_it_was(
    people_committed: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = opened(first=[submit()])
    before = matters.folded(stream)
    again = recording._append
    done: list[int] = []

    def second_fails(*arguments: object) -> object:
        done.append(1)
        if len(done) == 2:
            raise RuntimeError("power cut")
        return again(*arguments)

    with monkeypatch.context() as broken:
        broken.setattr(recording, "_append", second_fails)
        with pytest.raises(RuntimeError):
            record(actor=who("ben"), matter=stream, proposals=[ACCEPT, Proposal(kind=DO, step="raise", outcome="必须")])
    assert matters.folded(stream) == before == cold(stream)
    assert Event.objects.filter(stream__key=stream).count() == before.count


def test_a_ledger_put_back_from_a_backup_is_not_answered_from_memory(people_committed: Cast) -> None:
    stream = opened(first=[submit()])
    older = matters.folded(stream)
    record(actor=who("ben"), matter=stream, proposals=[ACCEPT])
    Event.objects.filter(stream__key=stream, seq__gt=older.count).delete()
    Stream.objects.filter(key=stream).update(count=older.count, head=older.hash)
    assert matters.folded(stream) == older


def test_a_cache_that_claims_another_history_under_the_same_count_is_thrown_away(people_committed: Cast) -> None:
    stream = opened(first=[submit()])
    right = matters.folded(stream)
    matters.remember(replace(right, hash="0" * 64, card=replace(right.card, title="别的事")))
    assert matters.folded(stream) == right
    matters.remember(replace(right, count=right.count - 1, hash="0" * 64, card=replace(right.card, title="别的事")))
    record(actor=who("ben"), matter=stream, proposals=[ACCEPT])
    assert matters.folded(stream) == cold(stream)


def test_many_threads_on_one_matter_lose_nothing_and_repeat_nothing(people_committed: Cast) -> None:
    stream = opened(first=[submit()])
    done: list[int] = []
    failed: list[BaseException] = []

    def work(number: int) -> None:
        try:
            for turn in range(5):
                made = record(actor=who("ann"), matter=stream, proposals=[submit(f"v{number}-{turn}")])
                done.append(int(made["seq"]))
                assert matters.folded(stream).count >= made["seq"]
        except BaseException as error:  # noqa: BLE001  shown below
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert sorted(done) == list(range(3, 23))
    assert matters.folded(stream) == cold(stream)
    rows_are_right(stream)


@pytest.mark.slow
def test_a_thousand_events_are_folded_cold_in_less_than_a_second(people_committed: Cast) -> None:
    stream = opened(first=[submit()])
    while matters.folded(stream).count < 1000:
        record(actor=who("ann"), matter=stream, proposals=[submit(f"v{n}") for n in range(20)])
        record(actor=who("ben"), matter=stream, proposals=[ACCEPT] * 5)
    warm = matters.folded(stream)
    best = 9.0
    for _ in range(3):
        matters.forget()
        begin = time.process_time()
        again = matters.folded(stream)
        best = min(best, time.process_time() - begin)
    assert again == warm
    print(f"{warm.count} events folded cold in {best * 1e3:.0f} ms of one core ({connection.vendor})")
    assert best < 1
