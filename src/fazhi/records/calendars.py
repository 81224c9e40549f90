"""The holiday tables as the ledger keeps them: canonical bytes a year, and what differs between two of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from fazhi.kernel.calendar import YearTable
from fazhi.kernel.ledger import canonical, loads_strict
from fazhi.packs import calendar
from fazhi.records import ledger

STREAM = "config/calendar"
KEPT = "calendar_kept"


def body_of(table: YearTable) -> bytes:
    """Return the table of a year as canonical JSON: its notices and its days, off or worked, in order."""
    return canonical(
        {
            "year": table.year,
            "notices": [
                {
                    "title": notice.title,
                    "number": notice.number,
                    "url": notice.url,
                    "issued": notice.issued.isoformat() if notice.issued else None,
                }
                for notice in table.notices
            ],
            "days": [
                {"day": day.isoformat(), "name": note.name, "off": note.off} for day, note in sorted(table.days.items())
            ],
        }
    )


def of_program() -> Mapping[int, bytes]:
    """Return year -> table of the calendar this program counts with."""
    return {table.year: body_of(table) for table in calendar.tables()}


def recorded() -> Mapping[int, str]:
    """Return year -> digest of the table the ledger holds last."""
    found: dict[int, str] = {}
    for event in ledger.events(STREAM):
        if event.type == KEPT:
            data: Any = event.data
            found[int(data["year"])] = str(data["digest"])
    return found


def differences(recorded: bytes, counted: bytes) -> Iterator[str]:
    """Yield in words every day on which two tables of one year differ, ``recorded`` being what the ledger holds."""
    was, now = _days(recorded), _days(counted)
    for day in sorted(was.keys() | now.keys()):
        if was.get(day) != now.get(day):
            yield f"{day.isoformat()} 账上为“{_said(day, was.get(day))}”，程序为“{_said(day, now.get(day))}”"
    if was == now and recorded != counted:
        yield "所依据的通知不同"


def _days(body: bytes) -> dict[date, tuple[str, bool]]:
    raw: Any = loads_strict(body)
    return {date.fromisoformat(item["day"]): (item["name"], item["off"]) for item in raw["days"]}


def _said(day: date, note: tuple[str, bool] | None) -> str:
    if note is None:
        return "平常的" + ("双休日" if day.weekday() > 4 else "工作日")
    return f"{note[0]}放假" if note[1] else f"{note[0]}补班"
