"""Appending: one act, one transaction; who comes second; the clock that went back; nothing half-written."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, OperationalError, connection, connections, transaction
from tests.records.conftest import FIRST, TODAY

from fazhi.kernel.ledger import parse_body, verify_stream
from fazhi.records import clock, ledger
from fazhi.records.access import SYSTEM, Denied
from fazhi.records.acts import accounts, organisation
from fazhi.records.acts.base import Act, ActRefused, Conflict, act
from fazhi.records.ledger.durability import NotDurableError, assert_durable
from fazhi.records.ledger.serving import Server
from fazhi.records.models import Account, Blob, Event, Idempotency, Person, Stream, Unit

STREAM = "matter/2026/1"


@act
def note(running: Act, *, text: str, expected: int | None = None, fail: bool = False):
    """Append one event to a matter stream."""
    running.lock(STREAM)
    event = running.event(STREAM, "noted", {"text": text}, expected=expected)
    if fail:
        running.finish()
        raise RuntimeError("power cut")
    return {"seq": event.seq}


def test_an_act_stores_the_bytes_that_were_hashed(cast) -> None:
    note(actor=cast.actor("clerk"), text="一")
    note(actor=cast.actor("clerk"), text="二")
    bodies = list(ledger.bodies(STREAM))
    assert verify_stream(bodies).ok
    event = parse_body(bodies[1])
    assert (event.seq, event.actor.account, event.actor.post, event.actor.unit) == (2, "clerk", "clerk", "liuhe-ny")
    assert event.recorded == "2026-03-02T09:00:00+08:00"
    row = Event.objects.get(stream__key=STREAM, seq=2)
    assert (bytes(row.body), row.recorded, row.account) == (bodies[1], event.recorded, "clerk")


def test_the_second_on_the_same_step_sees_what_the_first_did(cast) -> None:
    note(actor=cast.actor("clerk"), text="先", expected=0)
    with pytest.raises(Conflict) as refused:
        note(actor=cast.actor("colleague"), text="后", expected=0)
    assert [e.data["text"] for e in refused.value.since] == ["先"]
    assert "您填写的内容仍然保留" in str(refused.value)
    assert Stream.objects.get(key=STREAM).count == 1


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_moment_one_wins(cast_committed) -> None:
    cast = cast_committed
    note(actor=cast.actor("clerk"), text="起")
    actors = [cast.actor("clerk"), cast.actor("colleague")]
    gate = threading.Barrier(2)
    outcomes: list[str] = []

    def go(who) -> None:
        gate.wait()
        try:
            note(actor=who, text=who.login, expected=1)
            outcomes.append("written")
        except Conflict:
            outcomes.append("conflict")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=go, args=(who,)) for who in actors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["conflict", "written"]
    assert verify_stream(ledger.bodies(STREAM)).count == 2


@pytest.mark.django_db(transaction=True)
def test_ten_threads_lose_nothing_and_hold_the_chain(cast_committed) -> None:
    actor = cast_committed.actor("clerk")
    failures: list[BaseException] = []

    def go(which: int) -> None:
        try:
            for n in range(5):
                note(actor=actor, text=f"{which}-{n}", key=f"k{which}-{n}")
        except Exception as error:  # noqa: BLE001 - shown by the assertion
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=go, args=(which,)) for which in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    report = verify_stream(ledger.bodies(STREAM))
    assert (report.ok, report.count) == (True, 50)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite locks the whole file when an act begins")
@pytest.mark.django_db(transaction=True)
def test_a_stream_made_while_its_lock_is_asked_for_is_locked_all_the_same(cast_committed) -> None:
    """The lock finds none, somebody makes it and is done, what stands beside is read: that was read, not locked."""
    actor = cast_committed.actor("clerk")
    asked: list[str] = []

    def other(work) -> None:
        def go() -> None:
            try:
                work()
            finally:
                connections.close_all()

        thread = threading.Thread(target=go)
        thread.start()
        thread.join()

    def quicker(execute, sql, params, many, context):
        asked.append(sql)
        if "LEFT JOIN records_matter" in sql and sum("FOR UPDATE" in one for one in asked) == 1:
            other(lambda: note(actor=actor, text="快", key="quick"))
        return execute(sql, params, many, context)

    def take() -> None:
        with transaction.atomic(), connection.cursor() as cursor, pytest.raises(OperationalError, match="lock"):
            cursor.execute("SELECT 1 FROM records_stream WHERE key = %s FOR UPDATE NOWAIT", [STREAM])
        refused.append(True)

    refused: list[bool] = []
    with transaction.atomic(), connection.execute_wrapper(quicker):
        locked = ledger.lock([STREAM])
        other(take)
    assert (locked[STREAM].count, refused) == (1, [True])
    assert sum("FOR UPDATE" in sql for sql in asked) == 2


def test_the_same_form_posted_twice_is_one_event(cast) -> None:
    first = note(actor=cast.actor("clerk"), text="一", key="form-1")
    again = note(actor=cast.actor("clerk"), text="一", key="form-1")
    assert again == {**first, "again": True}
    assert Stream.objects.get(key=STREAM).count == 1
    note(actor=cast.actor("colleague"), text="一", key="form-1")
    assert Stream.objects.get(key=STREAM).count == 2, "a key belongs to its account"


@pytest.mark.django_db(transaction=True)
def test_the_same_form_posted_twice_at_the_same_moment_is_one_event(cast_committed) -> None:
    actor = cast_committed.actor("clerk")
    gate = threading.Barrier(2)
    results: list[dict] = []

    def go() -> None:
        gate.wait()
        try:
            results.append(note(actor=actor, text="一", key="form-1"))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=go) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({r["act_id"] for r in results}) == 1
    assert Stream.objects.get(key=STREAM).count == 1


@act
def hasty(running: Act, *, digest: str):
    """Write and refuse before anything is locked or anybody's rights are read."""
    ledger.put_blob(digest, "t", b"")
    if Stream.objects.filter(key=STREAM).exists():
        raise ActRefused("已经有了")
    running.lock(STREAM)
    return {"seq": running.event(STREAM, "noted", {"text": digest}).seq}


@act
def asking_nothing(running: Act, *, digest: str):
    """Write and neither lock nor ask."""
    ledger.put_blob(digest, "t", b"")
    return {}


@pytest.mark.django_db(transaction=True)
def test_who_may_and_what_was_done_is_found_out_whatever_an_act_does_before(cast_committed, monkeypatch) -> None:
    actor, waits = cast_committed.actor("clerk"), []
    note(actor=actor, text="零")
    given = Server._give
    monkeypatch.setattr(Server, "_give", lambda self: waits.append(given(self)))
    first = note(actor=actor, text="一", key="k0")
    assert len(waits) == (2 if connection.vendor == "postgresql" else 0), "for who may and what is locked; for the rest"
    Stream.objects.filter(key=STREAM).update(key="matter/2026/2")
    assert note(actor=actor, text="一", key="k0") == {**first, "again": True}
    made = hasty(actor=actor, digest="a", key="k1")
    assert hasty(actor=actor, digest="b", key="k1") == {**made, "again": True}
    with pytest.raises(ActRefused, match="已经有了"):
        hasty(actor=actor, digest="c", key="k2")
    idle = asking_nothing(actor=actor, digest="d", key="k3")
    assert asking_nothing(actor=actor, digest="e", key="k3") == {**idle, "again": True}
    accounts.disable_account(actor=SYSTEM, login="clerk", disabled_from=TODAY)
    for late in (hasty, asking_nothing):
        with pytest.raises(Denied, match="停用"):
            late(actor=actor, digest="f", key="k4")
    assert set(Blob.objects.filter(kind="t").values_list("digest", flat=True)) == {"a", "d"}
    assert [stream.count for stream in Stream.objects.filter(kind="matter").order_by("key")] == [1, 2]


def test_recorded_never_runs_backwards(cast) -> None:
    note(actor=cast.actor("clerk"), text="一")
    with clock.fixed(datetime(2026, 3, 2, 8, 58, 30, tzinfo=clock.CHINA)):
        note(actor=cast.actor("clerk"), text="二")
    first, second = ledger.events(STREAM)
    assert second.recorded == first.recorded
    assert second.data["clock_behind"] == 90
    assert "clock_behind" not in first.data


def test_a_failure_in_the_middle_leaves_nothing(cast) -> None:
    before = Event.objects.count(), Stream.objects.count(), Idempotency.objects.count()
    with pytest.raises(RuntimeError):
        note(actor=cast.actor("clerk"), text="一", key="k", fail=True)
    assert (Event.objects.count(), Stream.objects.count(), Idempotency.objects.count()) == before


def test_a_projection_that_fails_takes_its_event_with_it(cast) -> None:
    events = Event.objects.count()
    with pytest.raises(ActRefused):
        organisation.appoint(actor=SYSTEM, person="p-clerk", unit="liuhe-ny", post="clerk", role="work", starts=TODAY)
    assert Event.objects.count() == events


def test_a_place_in_a_stream_is_taken_once(cast) -> None:
    note(actor=cast.actor("clerk"), text="一")
    row = next(ledger.rows_of(Stream.objects.get(key=STREAM).pk))
    with pytest.raises(IntegrityError), transaction.atomic():
        ledger.insert([row])


def test_what_has_not_happened_yet_is_refused(cast) -> None:
    @act
    def foretell(running: Act):
        running.lock(STREAM)
        running.event(STREAM, "noted", {}, occurred=TODAY + timedelta(days=1))
        return {}

    with pytest.raises(ActRefused, match="晚于今天"):
        foretell(actor=cast.actor("clerk"))


def test_streams_are_locked_once(cast) -> None:
    @act
    def greedy(running: Act):
        running.lock("matter/2026/2")
        running.lock("matter/2026/1")
        return {}

    with pytest.raises(RuntimeError):
        greedy(actor=cast.actor("clerk"))


def test_an_account_that_was_disabled_cannot_act(cast) -> None:
    actor = cast.actor("clerk")
    accounts.disable_account(actor=cast.actor("admin"), login="clerk", disabled_from=TODAY)
    with pytest.raises(Exception, match="停用"):
        note(actor=actor, text="一")


def test_every_connection_is_durable(db) -> None:
    assert_durable(connection)
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous")
        assert cursor.fetchone()[0] == 2
        cursor.execute("PRAGMA journal_mode")
        assert cursor.fetchone()[0] == "wal"


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_could_lose_an_act_is_refused() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("只在 SQLite 上可设 PRAGMA")
    copy = connections.create_connection("default")
    copy.settings_dict = {**copy.settings_dict, "OPTIONS": {"init_command": "PRAGMA synchronous=OFF"}}
    with pytest.raises(NotDurableError, match="synchronous 为 0"):
        copy.ensure_connection()
    copy.close()


def test_projected_tables_can_be_folded_again(cast) -> None:
    assert Unit.objects.count() == 5
    assert Person.objects.count() == Account.objects.count() == 8
    assert Unit.objects.get(code="liuhe").starts == FIRST
