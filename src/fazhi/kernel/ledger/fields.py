"""Readers of single JSON members: each returns the value as its type or raises LedgerError naming the place."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final

from fazhi.kernel.errors import LedgerError
from fazhi.kernel.ledger.canonical import INTEGER_LIMIT, Json

HASH: Final = re.compile(r"[0-9a-f]{64}")
RECORDED: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00")

_STREAM: Final = re.compile(r"(?:matter|unit|config|access)(?:/[A-Za-z0-9._-]+){1,4}")
_STREAM_LIMIT: Final = 200
_TEXT_LIMIT: Final = 64


def read_object(value: Json, where: str, keys: frozenset[str] | None = None) -> dict[str, Json]:
    """Return an object; with ``keys``, one that has exactly these."""
    if not isinstance(value, dict):
        raise refuse("应为对象", where)
    if keys is not None and value.keys() != keys:
        raise refuse("字段不齐或多余", f"{where}：{'、'.join(sorted(value.keys() ^ keys))}")
    return value


def read_list(value: Json, where: str) -> list[Json]:
    """Return a list."""
    if not isinstance(value, list):
        raise refuse("应为列表", where)
    return value


def read_match(value: Json, pattern: re.Pattern[str], where: str) -> str:
    """Return a string that ``pattern`` matches whole."""
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise refuse("写法不合规定", where, f"应合 {pattern.pattern}")
    return str(value)


def read_hash(value: Json, where: str) -> str:
    """Return 64 lower-case hexadecimal digits."""
    return read_match(value, HASH, where)


def read_text(value: Json, where: str) -> str:
    """Return a short printable string that is not empty."""
    if not isinstance(value, str) or not 0 < len(value) <= _TEXT_LIMIT or not value.isprintable():
        raise refuse(f"应为 1 至 {_TEXT_LIMIT} 字、无控制字符的文字", where)
    return value


def read_number(value: Json, where: str, least: int) -> int:
    """Return an integer of at least ``least``."""
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value < INTEGER_LIMIT:
        raise refuse(f"应为不小于 {least} 的整数", where)
    return value


def read_time(value: Json, pattern: re.Pattern[str], where: str) -> str:
    """Return a date or time written as ``pattern`` says that exists in the calendar."""
    text = read_match(value, pattern, where)
    try:
        datetime.fromisoformat(text)
    except ValueError as error:
        raise refuse(f"“{text}”不是存在的时间", where) from error
    return text


def read_stream(value: Json, where: str) -> str:
    """Return a stream key: ``matter/…``, ``unit/…``, ``config/…`` or ``access/…``; ASCII, so that all sort it alike."""
    text = read_match(value, _STREAM, where)
    if len(text) > _STREAM_LIMIT:
        raise refuse(f"流名超过 {_STREAM_LIMIT} 字", where)
    return text


def refuse(message: str, where: str | None, hint: str | None = None) -> LedgerError:
    """Return the error for a malformed member."""
    return LedgerError(message, code="F140", where=where, hint=hint)
