"""The clock of a demonstration built for another day than today: the real one, moved by whole days."""

from __future__ import annotations

import os
from datetime import datetime, timedelta

from fazhi.records import clock

LEAD = "FAZHI_DEMO_LEAD"
"""Environment variable with the days by which the clock of a demonstration leads. No other site reads it."""


def follow() -> None:
    """Move the clock of this process as the environment says; a site that is no demonstration keeps the real time."""
    from fazhi.records.demo import build

    given = os.environ.get(LEAD, "")
    held = build.started() if given else None
    if held is not None and given == str(held[1]):
        lead = timedelta(days=held[1])
        clock.set_source(lambda: datetime.now(clock.CHINA) + lead)
