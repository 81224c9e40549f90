"""The rows of a matter in the projected tables: written here, in the transaction of the act that moved it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from fazhi.kernel.ledger.envelope import stamp
from fazhi.records import matters
from fazhi.records.matters import Folded
from fazhi.records.models import Matter, Person, Task, Unit
from fazhi.records.standing import TaskRow, standing


def create(stream_id: int, folded: Folded, unit: Unit, handler: Person | None, on: date) -> Matter:
    """Make the row of a matter that was just opened."""
    card = folded.card
    parent = Matter.objects.filter(stream__key=folded.parent).first() if folded.parent else None
    return Matter.objects.create(
        stream_id=stream_id,
        number=card.number,
        title=card.title,
        procedure=folded.procedure.id,
        procedure_title=folded.procedure.title,
        pack_digest=folded.procedure.digest,
        unit=unit,
        unit_path=unit.path,
        handler=handler,
        state="",
        opened=card.opened,
        urgent=card.urgent,
        parent=parent,
        last_recorded="",
        refreshed=on,
    )


def update(row: Matter, folded: Folded, on: date, recorded: datetime | None = None) -> None:
    """Write what the matter's columns and tasks are as of a day. Three statements."""
    stands = standing(folded, on)
    archive = folded.state.of("archive") if "archive" in folded.procedure.steps else ()
    filed = [run for run in archive if run.lawful and not run.voided]
    columns = {
        "state": stands.state[:64],
        "stage": stands.stage[:64],
        "outcome": stands.outcome[:64],
        "closed": stands.closed,
        "archived": filed[-1].occurred if filed else None,
        "archive_number": str(filed[-1].fields.get("number", ""))[:120] if filed else "",
        "findings": stands.findings,
        "late_entries": stands.late_entries,
        "vouchers_owed": stands.vouchers_owed,
        "next_due": stands.next_due,
        "refreshed": on,
    }
    if recorded is not None:
        columns["last_recorded"] = stamp(recorded)
    handler = row.handler_id
    if folded.card.handler is not None and (row.handler is None or row.handler.key != folded.card.handler):
        handler = Person.objects.filter(key=folded.card.handler).values_list("pk", flat=True).first()
        columns["handler_id"] = handler
    Matter.objects.filter(pk=row.pk).update(**columns)
    Task.objects.filter(matter_id=row.pk).delete()
    Task.objects.bulk_create(_task(row, handler, task) for task in stands.tasks)


def _task(row: Matter, handler: int | None, task: TaskRow) -> Task:
    return Task(
        matter_id=row.pk,
        unit_id=row.unit_id,
        person_id=handler if "|handler|" in task.posts else None,
        kind=task.kind,
        name=task.name,
        run_key=task.run_key,
        title=task.title[:200],
        posts=task.posts[:200],
        due=task.due,
        work_by=task.work_by,
        provisional=task.provisional,
        statutory=task.statutory,
        basis=task.basis,
        since=task.since,
        paused=task.paused,
    )


def refresh(on: date) -> int:
    """Make the rows of all open matters speak of ``on``; return how many were made again. Safe to run at any time."""
    count = 0
    for row in _stale(on):
        update(row, matters.folded(row.stream.key), on)
        count += 1
    return count


def _stale(on: date) -> Iterator[Matter]:
    rows = Matter.objects.filter(closed__isnull=True, refreshed__lt=on).select_related("stream", "unit", "handler")
    yield from rows.iterator(chunk_size=200)
