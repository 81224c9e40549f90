"""Items of lists in the database: the changes a matter put in force, and the items it runs under."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fazhi.records.ledger.statements import run, run_many

CHANGE_COLUMNS = ("key", "change", "code", "title", "kind", "flow", "published", "since", "shown")
USE_COLUMNS = ("name", "code", "item")


def replace_listed(matter_id: int, rows: Sequence[Sequence[Any]]) -> None:
    """Put ``rows`` (columns in the order of the table) in the place of what a matter had put in force."""
    _replace("records_listedchange", CHANGE_COLUMNS, matter_id, rows)


def replace_uses(matter_id: int, rows: Sequence[Sequence[Any]]) -> None:
    """Put ``rows`` in the place of the items a matter named."""
    _replace("records_itemuse", USE_COLUMNS, matter_id, rows)


def _replace(table: str, columns: Sequence[str], matter_id: int, rows: Sequence[Sequence[Any]]) -> None:
    run(f"DELETE FROM {table} WHERE matter_id = %s", (matter_id,))  # noqa: S608  our names
    if rows:
        holes = ", ".join(["%s"] * (len(columns) + 1))
        run_many(
            f"INSERT INTO {table} (matter_id, {', '.join(columns)}) VALUES ({holes})",  # noqa: S608  our names
            [(matter_id, *row) for row in rows],
        )
