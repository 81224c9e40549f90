"""The rows of a matter in the projected tables: written here, in the transaction of the act that moved it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from fazhi.kernel.errors import LedgerError
from fazhi.kernel.ledger.envelope import stamp
from fazhi.kernel.making import maker
from fazhi.kernel.procedures import filed
from fazhi.records import books, ledger, library, matters, memory, powers
from fazhi.records.acts import counting
from fazhi.records.acts.base import Act
from fazhi.records.ledger import Head
from fazhi.records.matters import Folded, Written
from fazhi.records.models import ImportedRow, Matter, Person, Unit
from fazhi.records.standing import IMPORTED, Standing, TaskRow, place_of, standing_of

_AT_ONCE = 50
"""Matters made again in one transaction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterRow:
    """What an act needs of a matter's row: read in one statement. ``pk`` is the id of its stream."""

    pk: int
    number: str
    title: str
    unit_id: int
    unit_code: str
    unit_path: str
    handler_id: int | None
    handler: str | None
    urgent: bool
    refreshed: date


_row = maker(MatterRow)


def read(locked: Head) -> MatterRow:
    """Return the row of a locked matter. Raises LedgerError when there is none."""
    found = ledger.beside(locked).card
    if found is None:
        raise LedgerError("没有这一事项的登记", where=locked.key, hint="请运行 fazhi verify")
    number, title, unit_id, code, path, handler_id, handler, urgent, refreshed = found
    return _row(
        pk=locked.id,
        number=number,
        title=title,
        unit_id=unit_id,
        unit_code=code,
        unit_path=path,
        handler_id=handler_id,
        handler=handler,
        urgent=bool(urgent),
        refreshed=refreshed,
    )


def create(stream_id: int, folded: Folded, unit: Unit, handler: Person | None, on: date) -> MatterRow:
    """Make the row of a matter that was just opened."""
    card = folded.card
    parent = Matter.objects.filter(stream__key=folded.parent).first() if folded.parent else None
    Matter.objects.create(
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
    if card.origin is not None:
        keep_origin(stream_id, folded)
    return MatterRow(
        pk=stream_id,
        number=card.number,
        title=card.title,
        unit_id=unit.pk,
        unit_code=unit.code,
        unit_path=unit.path,
        handler_id=handler.pk if handler else None,
        handler=handler.key if handler else None,
        urgent=card.urgent,
        refreshed=on,
    )


def origin_columns(folded: Folded) -> dict[str, Any] | None:
    """Return the row that says from where a matter was imported; None for one that was not."""
    origin = folded.card.origin
    if origin is None:
        return None
    return {
        "unit": origin.unit, "procedure": folded.procedure.id, "key": origin.key, "print": origin.print,
        "sheet": origin.sheet, "row": origin.row,
    }  # fmt: skip


def keep_origin(stream_id: int, folded: Folded) -> None:
    """Write from where a matter was imported, or that it was not."""
    columns = origin_columns(folded)
    if columns is None:
        ImportedRow.objects.filter(pk=stream_id).delete()
    else:
        ImportedRow.objects.update_or_create(pk=stream_id, defaults=columns)


def settle(running: Act, touched: Mapping[str, Folded], rows: Mapping[str, MatterRow]) -> None:
    """Write the rows of every matter the act touched, and keep the folded matters once it is committed."""
    recorded = stamp(running.recorded)
    kept = [update(rows[stream], folded, running.today, recorded) for stream, folded in touched.items()]
    ledger.once_committed(lambda: _remember(kept))


def _remember(kept: Sequence[Folded]) -> None:
    for folded in kept:
        matters.remember(folded)


_written = maker(Written)


def update(row: MatterRow, folded: Folded, on: date, recorded: str) -> Folded:
    """Write what the matter's columns and tasks are as of a day; return the matter that remembers it.

    ``recorded`` is the time of its last event. At most three statements, one when no task has changed; two more where
    the pack declares a memory and an opinion has changed, two where its document in the library has, and one where what
    it yields has. The matter must be the one that was locked: what it remembers as written is taken to stand in the
    table.
    """
    outline = matters.followed(folded, on)
    stands = standing_of(folded, outline.picture)
    handler = row.handler_id
    if folded.card.handler != row.handler and folded.card.handler is not None:
        handler = Person.objects.filter(key=folded.card.handler).values_list("pk", flat=True).first()
    columns = {
        **columns_of(folded, stands, on, _book_kept(folded)), "handler_id": handler, "last_recorded": recorded,
    }  # fmt: skip
    document, opinions = library.issued_of(folded), memory.rows_of(folded)
    listed, uses = powers.entries_of(folded), powers.uses_of(folded)
    # Somebody else may have made the rows again for another day: then what this process wrote is there no more.
    before = folded.written if folded.written is not None and folded.written.on == row.refreshed else None
    held = {} if before is None else before.columns
    new = {name: value for name, value in columns.items() if name not in held or held[name] != value}
    if new:
        ledger.write_matter(row.pk, new)
    _write_tasks(row, before, stands.tasks, handler)
    if folded.procedure.memory is not None and (before is None or before.opinions != opinions):
        memory.keep(row.pk, opinions)
    if folded.procedure.library is not None and (before is None or before.issued != document):
        library.keep(row.pk, folded.procedure.library.name, document, folded.card.title)
    if folded.procedure.listing is not None and (before is None or before.listed != listed):
        powers.keep(row.pk, listed)
    if powers.named_by(folded.procedure) and (before is None or before.uses != uses):
        powers.keep_uses(row.pk, uses)
    kept = None if folded.written is None else folded.written.tally
    tally = counting.count(row.pk, row.unit_id, folded, recorded, outline, kept)
    now = _written(
        on=on, tasks=stands.tasks, columns=columns, opinions=opinions, issued=document, tally=tally,
        listed=listed, uses=uses,
    )  # fmt: skip
    return matters.as_written(folded, now, outline)


def _write_tasks(row: MatterRow, before: Written | None, tasks: tuple[TaskRow, ...], handler: int | None) -> None:
    """Bring the tasks of a matter to what they are now: only those that differ, where it is known what stands there."""
    if before is None or before.handler != handler:
        ledger.replace_tasks(row.pk, [task_columns(row.unit_id, handler, task) for task in tasks])
        return
    if before.tasks == tasks:
        return
    # There are few of them: to compare them takes less than to hash them.
    gone = [task_columns(row.unit_id, handler, task) for task in before.tasks if task not in tasks]
    new = [task_columns(row.unit_id, handler, task) for task in tasks if task not in before.tasks]
    ledger.change_tasks(row.pk, gone, new)


def _book_kept(folded: Folded) -> str | None:
    """Return the register this process wrote for the matter last, if no fact of it has changed since."""
    drawn, written = folded.outline, folded.written
    if drawn is None or written is None or drawn.picture.state.subject is not folded.state.subject:
        return None
    book: str = written.columns["book"]
    return book


def columns_of(folded: Folded, stands: Standing, on: date, book: str | None = None) -> dict[str, Any]:
    """Return the columns that are folded from the events, as of a day. ``book``: the register, where it is known."""
    file = filed(folded.procedure, folded.state)
    return {
        "state": stands.state[:64],
        "standing": place_of(stands.state, stands.closed, file.day if file else None),
        "stage": stands.stage[:64],
        "outcome": stands.outcome[:64],
        "closed": stands.closed,
        "archived": file.day if file else None,
        "archive_number": file.number[:120] if file else "",
        "findings": stands.findings,
        "late_entries": stands.late_entries,
        "vouchers_owed": stands.vouchers_owed,
        "next_due": stands.next_due,
        "refreshed": on,
        "book": books.listed_in(folded.procedure, folded.state, on) if book is None else book,
    }


def task_columns(unit_id: int, handler: int | None, task: TaskRow) -> Mapping[str, Any]:
    """Return one task as the table holds it; what falls to the 承办人 names the person."""
    return {
        "unit_id": unit_id,
        "person_id": handler if "|handler|" in task.posts else None,
        "kind": task.kind,
        "name": task.name,
        "run_key": task.run_key,
        "title": task.title[:200],
        "posts": task.posts[:200],
        "due": task.due,
        "work_by": task.work_by,
        "provisional": task.provisional,
        "statutory": task.statutory,
        "basis": task.basis,
        "since": task.since,
        "paused": task.paused,
    }


def refresh(on: date) -> int:
    """Make the rows of all open matters speak of ``on``; return how many were made again. Safe to run at any time."""
    # What is imported and unconfirmed says the same on any day.
    stale = Matter.objects.filter(closed__isnull=True, refreshed__lt=on).exclude(state=IMPORTED).order_by("pk")
    count = 0
    while keys := list(stale.values_list("stream__key", flat=True)[:_AT_ONCE]):
        # Locked as by an act, so that no act of another process comes between reading and writing.
        with transaction.atomic():
            heads = ledger.lock(keys)
            made = [
                update(read(head), matters.folded(head.key, head), on, head.last_recorded) for head in heads.values()
            ]
        _remember(made)
        count += len(made)
    return count
