"""The portal's own store: one SQLite file made from a package, put in place whole, only ever read.

The one place of the portal that speaks SQL. A new package becomes a new file; the name is moved in one step, so that a
reader sees the old content or the new one, never half of either.
"""

from __future__ import annotations

import json
import os
import secrets
import sqlite3
import threading
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from fazhi.formats.publication import Package, PackageError, read, rows
from fazhi.kernel.citations.bigrams import indexed, phrases

CURRENT: Final = "current.sqlite3"

_TABLES: Final = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE item (
    at INTEGER PRIMARY KEY, id TEXT UNIQUE NOT NULL, section TEXT NOT NULL, title TEXT NOT NULL, number TEXT NOT NULL,
    record TEXT NOT NULL, unit TEXT NOT NULL, what TEXT NOT NULL, day TEXT NOT NULL, until TEXT NOT NULL,
    force TEXT NOT NULL, body TEXT NOT NULL
);
CREATE INDEX item_section ON item (section);
CREATE INDEX item_until ON item (until);
CREATE TABLE section (name TEXT PRIMARY KEY, total INTEGER NOT NULL, newest TEXT NOT NULL);
CREATE TABLE unit (name TEXT PRIMARY KEY);
CREATE TABLE listed (code TEXT PRIMARY KEY, unit TEXT NOT NULL, body TEXT NOT NULL);
CREATE TABLE root (number INTEGER PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE form (name TEXT PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE status (key TEXT PRIMARY KEY, body TEXT NOT NULL);
CREATE VIRTUAL TABLE words USING fts5(tokens, content='', tokenize='unicode61 remove_diacritics 0');
"""
_BRIEF: Final = "id, section, title, number, record, unit, what, day, until, force"


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """What lists show of a published thing. Days are ISO texts, ``force`` the days of validity (empty for others)."""

    id: str
    section: str
    title: str
    number: str
    record: str
    unit: str
    what: str
    day: str
    until: str
    force: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which published things are wanted; nothing means all."""

    words: str = ""
    section: str = ""
    unit: str = ""
    until: str = ""


# -- filling -----------------------------------------------------------------------------------------------------------


def number_of(home: Path) -> int:
    """Return the number of the package that is shown, 0 before the first."""
    if not (home / "store" / CURRENT).exists():
        return 0
    with closing(_connect(home / "store" / CURRENT)) as connection:
        found = connection.execute("SELECT value FROM meta WHERE name = 'number'").fetchone()
    return int(found[0])


def take(home: Path, body: bytes, key: str) -> Package:
    """Show what a package holds from now on and return it. Raises PackageError, and then everything stays as it was."""
    if not key:
        raise PackageError(
            "门户还不知道信任哪个站点的签名",
            hint="把 fazhi publish --key 显示的公钥写进门户文件夹的 publisher.key，或者用 fazhi portal --key",
        )
    package = read(body, key=key, newer_than=number_of(home))
    draft = home / "store" / f".{package.number}.{secrets.token_hex(4)}"
    try:
        _fill(draft, package)
        draft.replace(home / "store" / CURRENT)
    except (KeyError, TypeError, ValueError, sqlite3.Error) as error:
        raise PackageError("发布包的内容读不懂，没有装入", hint="门户程序和工作台的版本要一致") from error
    finally:
        draft.unlink(missing_ok=True)
    return package


def _fill(path: Path, package: Package) -> None:
    connection = sqlite3.connect(path)
    try:
        connection.executescript(_TABLES)
        site = rows(package.parts["site.json"])[0]
        meta = {"number": str(package.number), "made": package.made, "site": package.site, "name": str(site["name"])}
        connection.executemany("INSERT INTO meta VALUES (?, ?)", list(meta.items()))
        # The newest has the lowest row number: what the words are found in comes in that order, and no list sorts.
        items = sorted(rows(package.parts["items.jsonl"]), key=lambda item: str(item["day"]), reverse=True)
        for at, item in enumerate(items, start=1):
            force = json.dumps(item.get("force") or {}, ensure_ascii=False)
            head = [str(item[name]) for name in _BRIEF.split(", ")[:-1]]
            connection.execute(
                f"INSERT INTO item (at, {_BRIEF}, body) VALUES (?, {'?, ' * 9}?, ?)",  # noqa: S608  our own names
                (at, *head, force, json.dumps(item, ensure_ascii=False)),
            )
            words = [str(item["title"]), str(item["number"]), str(item["record"]), *_texts(item)]
            connection.execute("INSERT INTO words (rowid, tokens) VALUES (?, ?)", (at, indexed("\n".join(words))))
        for row in rows(package.parts["lists.jsonl"]):
            connection.execute("INSERT INTO listed VALUES (?, ?, ?)", (row["code"], row["unit"], _json(row)))
        for row in rows(package.parts["roots.jsonl"]):
            connection.execute("INSERT INTO root VALUES (?, ?)", (row["number"], _json(row)))
        for row in rows(package.parts["forms.jsonl"]):
            connection.execute("INSERT INTO form VALUES (?, ?)", (row.get("procedure", ""), _json(row)))
        for row in rows(package.parts.get("status.jsonl", b"")):
            connection.execute("INSERT INTO status VALUES (?, ?)", (row["key"], _json(row)))
        connection.execute("INSERT INTO section SELECT section, count(*), max(day) FROM item GROUP BY section")
        connection.execute("INSERT INTO unit SELECT DISTINCT unit FROM item")
        connection.commit()
        connection.execute("PRAGMA optimize")
    finally:
        connection.close()
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _texts(item: Mapping[str, Any]) -> list[str]:
    papers = [str(line) for paper in item.get("papers", ()) for line in paper["text"]]
    return [*(str(line) for line in item.get("text", ())), *papers]


def _json(row: Mapping[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False)


# -- reading -----------------------------------------------------------------------------------------------------------

_local = threading.local()


def _connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)


def place(home: Path) -> tuple[str, int, int] | None:
    """Return what tells one content of the store from another; None before the first package."""
    path = home / "store" / CURRENT
    try:
        stat = path.stat()
    except FileNotFoundError:
        return None
    return (str(path), stat.st_ino, stat.st_mtime_ns)


def _read(home: Path) -> sqlite3.Connection | None:
    """Return this thread's connection to what is shown now; None before the first package."""
    now = place(home)
    if now is None:
        return None
    if getattr(_local, "place", None) != now:
        if getattr(_local, "connection", None) is not None:
            _local.connection.close()
        _local.connection = _connect(home / "store" / CURRENT)
        _local.place = now
    connection: sqlite3.Connection = _local.connection
    return connection


def _rows(home: Path, statement: str, values: Sequence[object] = ()) -> list[Any]:
    connection = _read(home)
    return [] if connection is None else connection.execute(statement, tuple(values)).fetchall()


def meta(home: Path) -> Mapping[str, str]:
    """Return number, moment, site and name of the package that is shown; empty before the first."""
    return dict(_rows(home, "SELECT name, value FROM meta"))


def found(home: Path, asked: Asked, *, first: int = 0, most: int = 20) -> tuple[list[Brief], int]:
    """Return the published things asked for, the newest first, from ``first`` on, and how many there are in all."""
    source, where, values = "item", ["1"], []
    if asked.section:
        where.append("section = ?")
        values.append(asked.section)
    if asked.unit:
        where.append("unit = ?")
        values.append(asked.unit)
    if asked.until:
        where.append("until >= ?")
        values.append(asked.until)
    if asked.words:
        runs = phrases(asked.words)
        if not runs:
            return [], 0
        source = (
            "words CROSS JOIN item ON item.at = words.rowid"  # the words lead: in order of rows, read as far as shown
        )
        where.append("words MATCH ?")
        values.append(" AND ".join(f'"{run}"*' if len(run) == 1 else f'"{run}"' for run in runs))
    condition = " AND ".join(where)
    order = "until, at" if asked.until else "words.rowid" if asked.words else "at"
    counted = "words" if asked.words and len(where) == 2 else source
    total = _rows(home, f"SELECT count(*) FROM {counted} WHERE {condition}", values)  # noqa: S608  our own words
    briefs = _rows(
        home,
        f"SELECT {_BRIEF} FROM {source} WHERE {condition} ORDER BY {order} LIMIT ? OFFSET ?",  # noqa: S608  our own words
        (*values, most, first),
    )
    return [_brief(row) for row in briefs], total[0][0] if total else 0


def _brief(row: Sequence[str]) -> Brief:
    names = _BRIEF.split(", ")
    return Brief(**{**dict(zip(names, row, strict=True)), "force": json.loads(row[-1])})


def sections(home: Path) -> list[tuple[str, int, str]]:
    """Return name, how many and newest day of each section, that with the newest first."""
    return _rows(home, "SELECT name, total, newest FROM section ORDER BY newest DESC, name")


def units(home: Path) -> list[str]:
    """Return the bodies that have published something."""
    return [row[0] for row in _rows(home, "SELECT name FROM unit ORDER BY name")]


def item(home: Path, id_: str) -> dict[str, Any] | None:
    """Return everything that is told of a published thing, None where there is none."""
    return _one(_rows(home, "SELECT body FROM item WHERE id = ?", (id_,)))


def lists(home: Path) -> list[tuple[str, str]]:
    """Return code and name of the bodies that have a list of powers."""
    return _rows(home, "SELECT code, unit FROM listed ORDER BY code")


def list_of(home: Path, code: str) -> dict[str, Any] | None:
    """Return the list of one body with the changes of all its items."""
    return _one(_rows(home, "SELECT body FROM listed WHERE code = ?", (code,)))


def roots(home: Path, most: int = 60) -> list[dict[str, Any]]:
    """Return the last checkpoints, the newest first."""
    return [json.loads(row[0]) for row in _rows(home, "SELECT body FROM root ORDER BY number DESC LIMIT ?", (most,))]


def form(home: Path, procedure: str = "") -> dict[str, Any] | None:
    """Return what residents are asked for a kind of matter; without one, the key and bodies that letters go to."""
    return _one(_rows(home, "SELECT body FROM form WHERE name = ?", (procedure,)))


def forms(home: Path) -> list[dict[str, Any]]:
    """Return the forms there are."""
    return [json.loads(row[0]) for row in _rows(home, "SELECT body FROM form WHERE name != '' ORDER BY name")]


def status(home: Path, key: str) -> dict[str, Any] | None:
    """Return where a letter stands, by the digest of its number and code."""
    return _one(_rows(home, "SELECT body FROM status WHERE key = ?", (key,)))


def _one(found_: list[Any]) -> dict[str, Any] | None:
    return json.loads(found_[0][0]) if found_ else None
