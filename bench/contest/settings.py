"""Django's settings of the bench: those of a site, and a second database of the same kind for who uses save()."""

from __future__ import annotations

from pathlib import Path

from fazhi.site.database import database
from fazhi.site.settings import *  # noqa: F403
from fazhi.site.settings import DATABASES, FAZHI_HOME, INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "bench.contest.fsm"]
DATABASES = {
    **DATABASES,
    # A file of its own with the same pragmas; on PostgreSQL a second connection to the same server.
    "peer": DATABASES["default"]
    if "postgresql" in str(DATABASES["default"]["ENGINE"])
    else database(None, Path(FAZHI_HOME) / "peer"),
}
(Path(FAZHI_HOME) / "peer").mkdir(parents=True, exist_ok=True)
