"""Lines of registers that are kept beside their matters: raw rows. ``records.register_cells`` says what they mean."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from fazhi.records.ledger.statements import fetch, run, run_many

Kept = tuple[int, str, str, str | None, str]
"""Matter, head, form, day (ISO; None for any), cells."""


def keep_lines(rows: Sequence[Kept]) -> None:
    """Keep what registers hold of matters, in the place of what was kept before."""
    run_many(
        "INSERT INTO records_registerline (matter_id, head, form, day, cells) VALUES (%s, %s, %s, %s, %s) "
        "ON CONFLICT (matter_id) DO UPDATE SET head = excluded.head, form = excluded.form, day = excluded.day, "
        "cells = excluded.cells",
        rows,
    )


def drop_lines(matter_id: int) -> None:
    """Forget what registers hold of a matter: it is read again when it is asked for."""
    run("DELETE FROM records_registerline WHERE matter_id = %s", (matter_id,))


def lines_of(matter_ids: Sequence[int]) -> list[Kept]:
    """Return what is kept for these matters, at most 500 of them."""
    if not matter_ids:
        return []
    holes = ", ".join(["%s"] * len(matter_ids))
    found = fetch(
        f"SELECT matter_id, head, form, day, cells FROM records_registerline WHERE matter_id IN ({holes})",  # noqa: S608
        list(matter_ids),
    )
    return [(pk, head, form, str(day) if day else None, cells) for pk, head, form, day, cells in found]


def behind(procedure: str, form: str, on: date, *, after: int, most: int) -> list[int]:
    """Return the first ``most`` matters of a procedure beyond the key ``after`` for which no line is kept that is good
    at their head, in this form, on a day."""
    found = fetch(
        "SELECT m.stream_id FROM records_matter m JOIN records_stream s ON s.id = m.stream_id "
        "LEFT JOIN records_registerline l ON l.matter_id = m.stream_id AND l.head = s.head AND l.form = %s "
        "AND (l.day IS NULL OR l.day = %s) "
        "WHERE m.procedure = %s AND m.stream_id > %s AND l.matter_id IS NULL ORDER BY m.stream_id LIMIT %s",
        (form, on.isoformat(), procedure, after, most),
    )
    return [int(row[0]) for row in found]
