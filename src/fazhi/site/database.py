"""The database a site keeps its ledger in, read from one address.

Lives here: the translation of ``DATABASE_URL`` into Django's ``DATABASES`` entry. Without an address the site keeps one
SQLite file under its home. What the two engines are told is decided here and nowhere else.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

from fazhi.kernel.errors import FazhiError

BUSY_SECONDS: Final = 20
"""How long a writer waits for another one before it is told that the database is busy."""

PREPARED_AFTER: Final = 5
"""A statement that was asked so often on a connection is kept by the server as read and planned."""

PLAINLY: Final = "-c jit=off"
"""What a server is told for a connection: to carry statements out as they are planned. To compile one, which a server
does by itself once it guesses that many rows will come, took 0.9 s where carrying it out took 0.1."""

_MAPPED: Final = 2_000_000_000
"""Bytes of an SQLite file that are read where the system already holds them: a list of what one takes part in reads
thousands of pages here and there, and copying each of them (with a call, past a cache of 2 MB) was a third of its time.
SQLite's own limit is a little more; what lies beyond is read as before. Writing is not touched."""

_SQLITE_PRAGMAS: Final = (
    f"PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;PRAGMA mmap_size={_MAPPED};"
)


class DatabaseAddressError(FazhiError):
    """The address of the database cannot be read."""

    code = "F301"


def database(address: str | None, home: Path) -> dict[str, object]:
    """Return Django's settings for the database at ``address``; ``None`` or blank means SQLite under ``home``.

    Accepts ``postgres://`` or ``postgresql://user:password@host:port/name?option=value`` and ``sqlite:///path``
    (an empty path is the file under ``home``). Raises DatabaseAddressError, without repeating the password.
    """
    if not address or not address.strip():
        return sqlite(home / "fazhi.sqlite3")
    try:
        parts = urlsplit(address.strip())
        port = parts.port
    except ValueError as error:
        raise _unreadable("端口须为数字") from error
    if parts.scheme == "sqlite":
        path = unquote(parts.path.removeprefix("/"))
        return sqlite(Path(path) if path else home / "fazhi.sqlite3")
    if parts.scheme not in {"postgres", "postgresql"}:
        raise _unreadable(f"不认识的数据库种类“{parts.scheme}”")
    name = unquote(parts.path.lstrip("/"))
    if not name:
        raise _unreadable("没有写库名")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": _options(parts.query),
    }


def _options(query: str) -> dict[str, object]:
    """Return what the driver is told: statements asked several times are prepared, none is compiled (`PLAINLY`).

    ``prepare_threshold=0`` in the address turns the one off, ``options=`` (with nothing, or with others) the other, for
    a pooler before the server that keeps no statements, or takes no options.
    """
    given = {"options": PLAINLY, **dict(parse_qsl(query, keep_blank_values=True))}
    if not given["options"]:
        del given["options"]
    often = given.pop("prepare_threshold", str(PREPARED_AFTER))
    if not often.isascii() or not often.isdigit():
        raise _unreadable("prepare_threshold 须为数字")
    return {**given, "prepare_threshold": int(often) or None}


def sqlite(path: Path) -> dict[str, object]:
    """Return Django's settings for the SQLite file at ``path``.

    A write takes the lock when its transaction begins, so that two writers wait for each other instead of failing half
    way; an act that was acknowledged has reached the disk.
    """
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": BUSY_SECONDS,
            "init_command": _SQLITE_PRAGMAS,
        },
        # Tests too use a file: in memory there is no WAL, no lock between threads and nothing to make durable.
        "TEST": {"NAME": str(path.with_name(f"test-{path.name}"))},
    }


def _unreadable(reason: str) -> DatabaseAddressError:
    return DatabaseAddressError(
        f"数据库地址读不懂：{reason}",
        where="环境变量 DATABASE_URL",
        hint="写成 postgresql://用户:口令@主机:端口/库名，或不设此变量，使用本机的 SQLite 文件",
    )
