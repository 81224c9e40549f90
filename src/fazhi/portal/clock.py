"""What day it is in China, for a site that knows of nothing else."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")


def now() -> datetime:
    """Return the present moment at +08:00, whole seconds."""
    return datetime.now(CHINA).replace(microsecond=0)


def today() -> date:
    """Return today's date in China."""
    return now().date()
