"""Acts on workbooks of superiors: one is kept, its cells are mapped, it is put aside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from fazhi.formats.xlsx.book import open_book
from fazhi.kernel.ledger.canonical import JsonInput
from fazhi.kernel.ledger.digest import sm3_hex
from fazhi.records import chance, ledger, superior
from fazhi.records.access import ALLOWED_ON_UNIT, UnitAction
from fazhi.records.acts.base import Act, ActRefused, Result, act
from fazhi.records.acts.organisation import add, unit_of
from fazhi.records.acts.periodic import stream_of
from fazhi.records.models import SuperiorSheet
from fazhi.records.superior import Place

LONGEST: Final = 60
"""Characters of a title, inclusive."""


@act
def keep_sheet(running: Act, *, unit: str, title: str, body: bytes) -> Result:
    """Keep a superior's workbook for a unit. Raises ReadError for one that is broken or unfit, ActRefused, Denied."""
    where = unit_of(unit)
    running.require(where.path, *ALLOWED_ON_UNIT[UnitAction.ISSUE_FORMS])
    running.lock("config/blobs", stream_of(unit))
    said = " ".join(title.split())
    if not said or len(said) > LONGEST or not said.isprintable():
        raise ActRefused(f"名称应为 1 至 {LONGEST} 字", field="title")
    open_book(body)
    digest, key = sm3_hex(body), f"s{chance.token_hex(6)}"
    ledger.put_blob(digest, "workbook", body)
    kept: dict[str, JsonInput] = {"kind": "workbook", "name": f"{said}.xlsx", "digest": digest, "size": len(body)}
    running.event("config/blobs", "blob_kept", kept)
    add(running, stream_of(unit), "sheet_kept", {"key": key, "unit": unit, "title": said, "digest": digest})
    return {"key": key}


@act
def map_sheet(running: Act, *, sheet: str, places: Sequence[Place]) -> Result:
    """Say what goes into which cell of a workbook, all of it anew. Raises ActRefused for what cannot be, Denied."""
    row = _found(running, sheet)
    running.lock(stream_of(row.unit.code))
    if not places or len(places) > superior.MOST:
        raise ActRefused(f"请对应 1 至 {superior.MOST} 格", field="cells")
    if wrong := superior.checked(superior.book_of(row), places):
        raise ActRefused("；".join(wrong[:5]), field="cells", hint="改正这些格，其余的仍然保留")
    cells: list[JsonInput] = [
        {
            "sheet": place.sheet, "cell": place.cell, "what": place.what, "column": place.column.value,
            "wan": place.wan, "label": place.label,
        }
        for place in places
    ]  # fmt: skip
    add(running, stream_of(row.unit.code), "sheet_mapped", {"key": sheet, "cells": cells})
    return {"cells": len(cells)}


@act
def drop_sheet(running: Act, *, sheet: str) -> Result:
    """Put a workbook aside: it is listed no more; what was filled with it stays where it was sent."""
    row = _found(running, sheet)
    running.lock(stream_of(row.unit.code))
    add(running, stream_of(row.unit.code), "sheet_dropped", {"key": sheet})
    return {"key": sheet}


def _found(running: Act, key: str) -> SuperiorSheet:
    row = SuperiorSheet.objects.filter(key=key, dropped__isnull=True).select_related("unit").first()
    if row is None:
        raise ActRefused("没有这张上级表样", where=key[:40])
    running.require(row.unit.path, *ALLOWED_ON_UNIT[UnitAction.ISSUE_FORMS])
    return row
