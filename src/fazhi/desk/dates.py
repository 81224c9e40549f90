"""Spans of days as people type them: 2026-08-01 至 20261120, either side may be left out."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from fazhi.kernel.calendar import parse_date
from fazhi.kernel.errors import TermError

_BETWEEN: Final = re.compile(r"\s*(?:至|到|—+|－－+|~|～)\s*")


def read_span(text: str) -> tuple[date | None, date | None]:
    """Return first and last day of ``2026-08-01 至 2026-11-20``; either side may be left out. Raises TermError.

    One day alone without 至 means that day only; nothing at all means no bounds.
    """
    if not text.strip():
        return None, None
    first, *rest = _BETWEEN.split(text.strip(), maxsplit=1)
    since = parse_date(first) if first else None
    if not rest:
        return since, since
    until = parse_date(rest[0]) if rest[0] else None
    if since and until and until < since:
        raise TermError(f"截止 {until.isoformat()} 早于起始 {since.isoformat()}", hint="请核对两个日期")
    return since, until


def day_or_none(text: str, name: str) -> date | None:
    """Return a day as it was typed; None for nothing. Raises TermError that names the field."""
    try:
        return parse_date(text) if text.strip() else None
    except TermError as error:
        raise TermError(f"“{name}”：{error.message}", hint=error.hint) from error


def span_words(since: date | None, until: date | None) -> str:
    """Return a span as a table writes it; read_span reads it again."""
    if since is not None and since == until:
        return since.isoformat()
    if since is None and until is None:
        return ""
    return f"{since.isoformat() if since else ''} 至 {until.isoformat() if until else ''}".strip()
