"""The day it is where the offices are."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

_BEIJING = timezone(timedelta(hours=8))


def today() -> date:
    """Return the day it is in Beijing."""
    return datetime.now(_BEIJING).date()
