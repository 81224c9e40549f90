"""The only clock of the product. Everything that needs "now" or "today" asks here.

``fix()`` and ``shift()`` serve the demonstration county and the tests; a site never calls them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")


def _system() -> datetime:
    return datetime.now(CHINA)


_source: Callable[[], datetime] = _system


def now() -> datetime:
    """Return the present moment at +08:00, whole seconds."""
    return _source().astimezone(CHINA).replace(microsecond=0)


def today() -> date:
    """Return today's date in China."""
    return now().date()


def set_source(source: Callable[[], datetime] | None) -> None:
    """Take the time from ``source`` from now on; None returns to the system clock."""
    global _source
    _source = source or _system


def fix(moment: datetime | date) -> None:
    """Stop the clock at ``moment`` (a date means nine in the morning)."""
    if not isinstance(moment, datetime):
        moment = datetime(moment.year, moment.month, moment.day, 9, tzinfo=CHINA)
    frozen = moment
    set_source(lambda: frozen)


@contextmanager
def fixed(moment: datetime | date) -> Iterator[None]:
    """Stop the clock at ``moment`` inside a ``with`` block."""
    before = _source
    fix(moment)
    try:
        yield
    finally:
        set_source(before)
