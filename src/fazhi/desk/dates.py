"""Days as people type them: 20261121, 2026.11.21, 2026-11-21, 2026年11月21日, and spans of two of them."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from fazhi.kernel.errors import FazhiError

NOTATIONS: Final = "可写 20261121、2026-11-21、2026.11.21 或 2026年11月21日"

_DAY: Final = re.compile(r"(\d{4})(?:(\d{2})(\d{2})|[-./年](\d{1,2})[-./月](\d{1,2})日?)")
_BETWEEN: Final = re.compile(r"\s*(?:至|到|—+|－+|~|～)\s*")


class BadDay(FazhiError):
    """A day that cannot be read, or that does not exist."""

    code = "F270"


def read_day(text: str) -> date:
    """Return the day in one of the four notations, full-width digits too. Raises BadDay."""
    plain = re.sub(r"\s", "", text).translate(str.maketrans("０１２３４５６７８９．－／", "0123456789.-/"))
    found = _DAY.fullmatch(plain)
    if found is None:
        raise BadDay(f"读不懂的日期：{text.strip()[:20]}", hint=NOTATIONS)
    year, month, day = (int(part) for part in found.groups() if part)
    try:
        return date(year, month, day)
    except ValueError as error:
        raise BadDay(f"没有这一天：{text.strip()[:20]}", hint="请核对年月日") from error


def read_span(text: str) -> tuple[date | None, date | None]:
    """Return first and last day of ``2026-08-01 至 2026-11-20``; either side may be left out. Raises BadDay.

    One day alone without 至 means that day only; nothing at all means no bounds.
    """
    if not text.strip():
        return None, None
    first, *rest = _BETWEEN.split(text.strip(), maxsplit=1)
    since = read_day(first) if first else None
    if not rest:
        return since, since
    until = read_day(rest[0]) if rest[0] else None
    if since and until and until < since:
        raise BadDay(f"截止 {until.isoformat()} 早于起始 {since.isoformat()}", hint="请核对两个日期")
    return since, until


def span_words(since: date | None, until: date | None) -> str:
    """Return a span as a table writes it; read_span reads it again."""
    if since is not None and since == until:
        return since.isoformat()
    if since is None and until is None:
        return ""
    return f"{since.isoformat() if since else ''} 至 {until.isoformat() if until else ''}".strip()
