"""The holidays the program counts with against those the ledger holds."""

from __future__ import annotations

from typing import Final

from fazhi.kernel.errors import LedgerError
from fazhi.kernel.ledger import sm3_hex
from fazhi.records import calendars
from fazhi.records.models import Blob
from fazhi.records.verification.gathered import Gathered

_SHOWN: Final = 8
"""Differing days that are named one by one, of one year."""


def compare_calendars(into: Gathered) -> int:
    """Compare the tables of every year day by day; return how many years of the program were never recorded."""
    counted = calendars.of_program()
    for year, (digest, seq) in sorted(into.calendars.items()):
        blob = Blob.objects.filter(digest=digest).values_list("body", flat=True).first()
        kept = None if blob is None else bytes(blob)
        where = f"{year} 年的节假日表"
        if kept is None or sm3_hex(kept) != digest:
            words = "存档不见了" if kept is None else f"存档被改动，与账上第 {seq} 件所记的摘要不符"
            into.found("calendar", calendars.STREAM, seq, f"{where}：{words}" + _which(kept, counted.get(year)))
        if year not in counted:
            into.found("calendar", calendars.STREAM, seq, f"{where}：账上有，程序里没有")
        elif sm3_hex(counted[year]) != digest:
            into.found(
                "calendar", calendars.STREAM, seq, f"{where}：程序所用的与账上不符" + _which(kept, counted[year])
            )
    return len(counted.keys() - into.calendars.keys())


def _which(kept: bytes | None, counted: bytes | None) -> str:
    if kept is None or counted is None:
        return ""
    try:
        days = list(calendars.differences(kept, counted))
    except (LedgerError, KeyError, TypeError, ValueError):
        return "，已读不出日期"
    more = f"，另有 {len(days) - _SHOWN} 处" if len(days) > _SHOWN else ""
    return ("：" + "；".join(days[:_SHOWN]) + more) if days else ""
