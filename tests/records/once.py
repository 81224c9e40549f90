"""What a fixture founds through the acts, founded once a process: afterwards its rows are put back as they were.

Founding a county takes some fifty acts; a thousand tests begin with it. The rows are those the acts wrote, and they
are put back only onto the very ledger they were written on: the key holds what was asked for, the head of every
stream and the time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any, Final, TypeVar

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Max

from fazhi.records import clock, site
from fazhi.records.models import Matter, Stream

Made = TypeVar("Made")
Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Rows by table with their columns, the key that the sealed ones lie under, and what the fixture returned."""

    tables: dict[str, tuple[list[str], list[Row]]]
    key: str
    made: object


_KEPT: Final[dict[object, Kept]] = {}


def once(make: Callable[..., Made]) -> Callable[..., Made]:
    """Return ``make`` that runs its acts the first time, and later puts the same rows back."""

    @wraps(make)
    def again(*given: object) -> Made:
        if Matter.objects.exists():  # matters have indexes and sums beside them that triggers fill
            return make(*given)
        heads = tuple(Stream.objects.order_by("key").values_list("key", "head"))
        place = (make, repr(given), connection.vendor, clock.now(), heads)
        if place in _KEPT:
            kept = _KEPT[place]
            put_back(kept)
            return kept.made  # type: ignore[return-value]
        made = make(*given)
        _KEPT[place] = Kept(tables=taken(), key=_key().read_text(), made=made)
        return made

    return again


def taken() -> dict[str, tuple[list[str], list[Row]]]:
    """Return every row of the ledger and its projections."""
    found = {}
    with connection.cursor() as cursor:
        for model in apps.get_app_config("records").get_models(include_auto_created=True):
            columns = [field.column for field in model._meta.local_concrete_fields if not field.generated]
            names = ", ".join(connection.ops.quote_name(column) for column in columns)
            cursor.execute(f"SELECT {names} FROM {model._meta.db_table}")
            if rows := cursor.fetchall():
                found[model._meta.db_table] = (columns, rows)
    return found


def put_back(kept: Kept) -> None:
    """Let the tables hold exactly the rows that were kept."""
    _key().write_text(kept.key)
    site.forget()
    with transaction.atomic(), connection.cursor() as cursor:
        for table, (columns, rows) in kept.tables.items():
            names = ", ".join(connection.ops.quote_name(column) for column in columns)
            cursor.execute(f"DELETE FROM {table}")
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({', '.join(['%s'] * len(columns))})", rows)
    if connection.vendor == "postgresql":
        _count_on(kept)


def _count_on(kept: Kept) -> None:
    """Let PostgreSQL number on from the rows that came with their numbers."""
    for model in apps.get_app_config("records").get_models(include_auto_created=True):
        if model._meta.db_table in kept.tables and model._meta.auto_field is not None:
            last = model.objects.aggregate(last=Max("pk"))["last"]
            with connection.cursor() as cursor:
                sequence = "SELECT setval(pg_get_serial_sequence(%s, %s), %s)"
                cursor.execute(sequence, [model._meta.db_table, model._meta.pk.column, last])


def _key() -> Path:
    return site.home() / "keys" / "site.key"
