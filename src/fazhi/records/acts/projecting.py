"""The one writer of projected tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from fazhi.kernel.errors import LedgerError
from fazhi.records.projection import TABLES, Change, Table, Value


def write(wanted: Iterable[Change]) -> None:
    """Write changes to the tables. A link to a row that does not exist is a LedgerError."""
    for change in wanted:
        table = TABLES[change.table]
        key = _resolved(table, change.key)
        values = _resolved(table, change.values)
        updated = table.model._default_manager.filter(**key).update(**values) if values else 0
        if not updated:
            table.model._default_manager.get_or_create(**key, defaults=values)


def _resolved(table: Table, columns: Mapping[str, Value]) -> dict[str, Any]:
    resolved: dict[str, Any] = {}
    for name, value in columns.items():
        link = table.links.get(name)
        if link is None or value is None:
            resolved[name] = value
            continue
        model, natural = link
        row = model._default_manager.filter(**{natural: value}).first()
        if row is None:
            raise LedgerError(f"所指的记录不存在：{value}", where=f"{name}")
        resolved[name] = row
    return resolved
