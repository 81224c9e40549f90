"""Small reads and writes on the way of every act: who may what, what was done, blobs, numbers, vault, evidence."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from operator import itemgetter
from typing import Any

from django.db import connection

from fazhi.records.ledger.statements import fetch, fetch_later, here, run, run_many

ACTOR = """
SELECT 'account' AS tag, a.login, p.key, '', CASE WHEN a.disabled_from IS NOT NULL AND a.disabled_from <= %(day)s
       THEN 'disabled' ELSE '' END, a.person_id FROM records_account a JOIN records_person p ON p.id = a.person_id
  WHERE a.id = %(account)s
UNION ALL
SELECT 'holding', u.path, h.role, h.post, u.code, h.person_id FROM records_account a
  JOIN records_holding h ON h.person_id = a.person_id JOIN records_unit u ON u.id = h.unit_id
  WHERE a.id = %(account)s AND h.starts <= %(day)s AND (h.ends IS NULL OR h.ends >= %(day)s)
UNION ALL
SELECT 'scope', o.path, s.role, '', '', a.person_id FROM records_account a
  JOIN records_scope s ON s.account_id = a.id JOIN records_unit o ON o.id = s.over_id
  WHERE a.id = %(account)s AND s.starts <= %(day)s AND (s.ends IS NULL OR s.ends >= %(day)s)
UNION ALL
SELECT 'scope', o.path, s.role, s.post, u.code, a.person_id FROM records_account a
  JOIN records_holding h ON h.person_id = a.person_id
  JOIN records_scope s ON s.unit_id = h.unit_id AND s.post = h.post JOIN records_unit o ON o.id = s.over_id
  JOIN records_unit u ON u.id = s.unit_id
  WHERE a.id = %(account)s AND h.starts <= %(day)s AND (h.ends IS NULL OR h.ends >= %(day)s)
  AND s.starts <= %(day)s AND (s.ends IS NULL OR s.ends >= %(day)s)
UNION ALL
SELECT 'merged', p.path, s.path, '', '', 0 FROM records_unit p JOIN records_unit s ON s.id = p.merged_into_id
  WHERE p.ends < %(day)s
UNION ALL
SELECT 'root', u.path, '', '', '', 0 FROM records_unit u WHERE u.parent_id IS NULL
UNION ALL
SELECT 'done', i.act_id, i.result, '', '', 0 FROM records_idempotency i
  WHERE i.account_id = %(account)s AND i.key = %(key)s
"""
_MARK = "UNION ALL SELECT 'mark', CAST(r.mark AS TEXT), '', '', '', 0 FROM rights_mark r"
_MARKED = (
    "SELECT r.mark, i.result FROM rights_mark r LEFT JOIN records_idempotency i ON i.account_id = %s AND i.key = %s"
)

_ActorRow = tuple[str, str, str, str, str, int]


def actor_rows(account_id: int, day: date, key: str = "") -> list[_ActorRow]:
    """Return in one statement all that says what an account may do on ``day``, and whether form ``key`` was done.

    Rows are (tag, …): account (login, person, state), holding and scope (path, role, post, unit, person id), merged
    (old path, path of the successor), root (path of a unit that belongs to none), done (act id, result); on SQLite
    mark (that of the rights, as text).
    ``records.access`` reads them; nobody else should.
    """
    return ask_actor_rows(account_id, day, key)()


def ask_actor_rows(account_id: int, day: date, key: str = "") -> Callable[[], list[_ActorRow]]:
    """Return what gives the same, once: within an act a server is asked together with what is read next."""
    sql = ACTOR + _MARK if here().vendor == "sqlite" else ACTOR
    return fetch_later(sql, {"account": account_id, "day": day.isoformat(), "key": key})


Mark = tuple[int, str | None]
"""The mark that everything about rights stands under, and the stored result of the form that was asked for."""


def mark_of_rights(account_id: int, key: str) -> Mark | None:
    """Return the mark that everything about rights stands under, and the stored result of form ``key`` if it was done.

    ``None`` where no mark is kept: on PostgreSQL. What `actor_rows` said under the same mark for the same day holds.
    """
    if here().vendor != "sqlite":
        return None
    mark, result = fetch(_MARKED, (account_id, key))[0]
    return mark, result


def remember(account_id: int | None, key: str, act_id: str, result: str, made: str) -> None:
    """Keep that the form ``key`` was done. IntegrityError when it was already."""
    run(
        "INSERT INTO records_idempotency (account_id, key, act_id, result, made) VALUES (%s, %s, %s, %s, %s)",
        (account_id, key, act_id, result, made),
    )


def put_blob(digest: str, kind: str, body: bytes) -> None:
    """Keep bytes under their SM3; the same bytes twice are one blob."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO records_blob (digest, kind, body) VALUES (%s, %s, %s) ON CONFLICT (digest) DO NOTHING",
            [digest, kind, body],
        )


def next_number(unit_id: int, kind: str, year: int) -> tuple[int, int]:
    """Take the next number of a series and return (series id, n), making the series at n = 1."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO records_numberseries (unit_id, kind, year, last) VALUES (%s, %s, %s, 1) "
            "ON CONFLICT (unit_id, kind, year) DO UPDATE SET last = records_numberseries.last + 1 "
            "RETURNING id, last",
            [unit_id, kind, year],
        )
        row: Any = cursor.fetchone()
        return row[0], row[1]


def add_vault_key(stream_id: int, cls: str, algorithm: str, wrapped: bytes) -> int:
    """Keep a wrapped key and return its id."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO records_vaultkey (stream_id, cls, algorithm, wrapped, destroyed) "
            "VALUES (%s, %s, %s, %s, '') RETURNING id",
            [stream_id, cls, algorithm, wrapped],
        )
        row: Any = cursor.fetchone()
        return row[0]


def add_erased(stream_id: int, seq: int, field: str, cls: str, algorithm: str, digest: str, moment: str) -> None:
    """Keep the place of a value that was erased before it came here: no box, and a key that is no more."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO records_vaultkey (stream_id, cls, algorithm, wrapped, destroyed) "
            "VALUES (%s, %s, %s, NULL, %s) RETURNING id",
            [stream_id, cls, algorithm, moment],
        )
        row: Any = cursor.fetchone()
        cursor.execute(
            "INSERT INTO records_vaultitem (key_id, stream_id, seq, field, digest, box) "
            "VALUES (%s, %s, %s, %s, %s, NULL)",
            [row[0], stream_id, seq, field, digest],
        )


def add_vault_items(rows: Sequence[tuple[int, int, int, str, str, bytes]]) -> None:
    """Keep boxes: rows of (key id, stream id, seq, path, digest, box)."""
    run_many(
        "INSERT INTO records_vaultitem (key_id, stream_id, seq, field, digest, box) VALUES (%s, %s, %s, %s, %s, %s)",
        rows,
    )


def scrub() -> None:
    """Let what is freed from now on be overwritten, or it could be dug out of the file (SQLite only)."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete = ON")


def destroy(stream_id: int, cls: str, paths: Sequence[str] | None, moment: str) -> list[tuple[int, str]]:
    """Destroy the boxes of a class in a stream (only those at ``paths``; None: all, and the key); return what went."""
    scrub()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT i.id, i.seq, i.field FROM records_vaultitem i JOIN records_vaultkey k ON k.id = i.key_id "
            "WHERE i.stream_id = %s AND k.cls = %s AND i.box IS NOT NULL ORDER BY i.seq, i.field",
            [stream_id, cls],
        )
        gone = [row for row in cursor.fetchall() if paths is None or row[2] in paths]
        cursor.executemany("UPDATE records_vaultitem SET box = NULL WHERE id = %s", [(row[0],) for row in gone])
        if paths is None:
            cursor.execute(
                "UPDATE records_vaultkey SET wrapped = NULL, destroyed = %s "
                "WHERE stream_id = %s AND cls = %s AND wrapped IS NOT NULL",
                [moment, stream_id, cls],
            )
        return [(row[1], row[2]) for row in gone]


def add_evidence(
    files: Sequence[tuple[str, str, int, str, str, str]], links: Sequence[tuple[int, int, str, str, str, str, str]]
) -> None:
    """Keep files (sm3, sha256, size, kind, marks, stored) and where they are bound.

    Links are (stream id, seq, slot, step, pages, path of the sealed name, sm3). A file known already is kept once.
    """
    run_many(
        "INSERT INTO records_evidencefile (sm3, sha256, size, kind, marks, stored) "
        "VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (sm3) DO NOTHING",
        files,
    )
    run_many(
        "INSERT INTO records_evidencelink (file_id, stream_id, seq, slot, step, pages, name_field) "
        "SELECT id, %s, %s, %s, %s, %s, %s FROM records_evidencefile WHERE sm3 = %s",
        links,
    )


def posts_held(day: date, person: str) -> list[tuple[str, str, str]]:
    """Return (post, unit code, unit path) of all posts that a person (key) holds on ``day``."""
    return fetch(
        "SELECT h.post, u.code, u.path FROM records_person p "
        "JOIN records_holding h ON h.person_id = p.id JOIN records_unit u ON u.id = h.unit_id "
        "WHERE p.key = %s AND h.starts <= %s AND (h.ends IS NULL OR h.ends >= %s) ORDER BY h.id",
        (person, day.isoformat(), day.isoformat()),
    )


_IMPORTED = (
    "stream_id", "number", "title", "procedure", "procedure_title", "pack_digest", "unit_id", "unit_path", "handler_id",
    "state", "stage", "outcome", "opened", "archive_number", "urgent", "findings", "late_entries", "vouchers_owed",
    "last_recorded", "refreshed", "standing", "book",
)  # fmt: skip
_ORIGIN = ("matter_id", "unit", "procedure", "key", "print", "sheet", "row")


def add_imported(matters: Sequence[tuple[Any, ...]], origins: Sequence[tuple[Any, ...]]) -> None:
    """Write the rows of imported matters, and from which rows of a table they came; days as text."""
    for table, columns, rows in (
        ("records_matter", _IMPORTED, matters),
        ("records_importedrow", _ORIGIN, origins),
    ):
        names = ", ".join(f'"{name}"' for name in columns)
        holes = ", ".join(["%s"] * len(columns))
        run_many(f"INSERT INTO {table} ({names}) VALUES ({holes})", rows)  # noqa: S608  our own names


def add_numbers(rows: Sequence[tuple[Any, ...]]) -> None:
    """Keep numbers that were entered: (series id, n, text, state, stream, taken, act)."""
    run_many(
        "INSERT INTO records_number (series_id, n, text, state, stream_key, taken, act_id, void_reason) "
        "VALUES (%s, %s, %s, %s, %s, %s, %s, '')",
        rows,
    )


_COLUMNS = frozenset({
    "state", "standing", "stage", "outcome", "closed", "archived", "archive_number", "findings", "late_entries",
    "vouchers_owed", "next_due", "refreshed", "handler_id", "last_recorded", "book",
})  # fmt: skip


def write_matter(stream_id: int, columns: Mapping[str, Any]) -> None:
    """Set folded columns of a matter: those that are given."""
    run(_matter_set(tuple(columns)), (*columns.values(), stream_id))


@lru_cache(maxsize=256)
def _matter_set(names: tuple[str, ...]) -> str:
    if not _COLUMNS.issuperset(names):
        raise ValueError(f"no folded columns of a matter: {names}")
    return f"UPDATE records_matter SET {', '.join(f'{name} = %s' for name in names)} WHERE stream_id = %s"  # noqa: S608


_TASK = (
    "kind", "name", "run_key", "title", "unit_id", "posts", "person_id", "due", "work_by", "provisional", "statutory",
    "basis", "since", "paused",
)  # fmt: skip


_TASK_HOLES = "(" + ", ".join(["%s"] * (len(_TASK) + 1)) + ")"
_TASK_ENDS = "DELETE FROM records_task WHERE matter_id = %s AND kind = %s AND name = %s AND run_key = %s"
_values_of = itemgetter(*_TASK)
_name_of = itemgetter("kind", "name", "run_key")

_Task = Mapping[str, Any]

TASKS_AT_ONCE = 60
"""Tasks written in one statement: SQLite takes a thousand values in any build."""


def replace_tasks(stream_id: int, rows: Sequence[Mapping[str, Any]]) -> None:
    """Put ``rows`` in the place of all the tasks of a matter. Two statements, one when there are none."""
    run("DELETE FROM records_task WHERE matter_id = %s", (stream_id,))
    _insert_tasks(stream_id, rows)


def change_tasks(stream_id: int, gone: Sequence[Mapping[str, Any]], rows: Sequence[Mapping[str, Any]]) -> None:
    """Remove the tasks ``gone`` and add ``rows``. At most two statements; none for nothing.

    One that goes and one that comes is one row rewritten, in the columns that differ: the usual act ends a task or two
    and begins as many.
    """
    pairs, gone, rows = _paired(gone, rows)
    for old, row in pairs:
        if new := {name: value for name, value in row.items() if old[name] != value}:
            run(_task_set(tuple(new)), (*new.values(), stream_id, *_name_of(old)))
    if len(gone) == 1:
        run(_TASK_ENDS, (stream_id, *_name_of(gone[0])))
        gone = ()
    for at in range(0, len(gone), TASKS_AT_ONCE):
        some = gone[at : at + TASKS_AT_ONCE]
        named = ", ".join(["(%s, %s, %s)"] * len(some))
        run(
            f"DELETE FROM records_task WHERE matter_id = %s AND (kind, name, run_key) IN (VALUES {named})",  # noqa: S608
            (stream_id, *(part for row in some for part in _name_of(row))),
        )
    _insert_tasks(stream_id, rows)


_Paired = tuple[list[tuple[_Task, _Task]], Sequence[_Task], Sequence[_Task]]


def _paired(gone: Sequence[_Task], rows: Sequence[_Task]) -> _Paired:
    """Return which row becomes which, what goes besides, and what comes besides.

    Two become two; else one becomes one where there is one on either side, so that it stays at two statements. Of the
    same name first, so that none collides with one that is still to go.
    """
    if not gone or not rows:
        return [], gone, rows
    if len(gone) == len(rows) == 2:
        if _name_of(gone[0]) == _name_of(rows[1]) or _name_of(gone[1]) == _name_of(rows[0]):
            return [(gone[0], rows[1]), (gone[1], rows[0])], (), ()
        return list(zip(gone, rows, strict=True)), (), ()
    if len(rows) == 1:
        name = _name_of(rows[0])
        turns = next((at for at, old in enumerate(gone) if _name_of(old) == name), 0)
        return [(gone[turns], rows[0])], [*gone[:turns], *gone[turns + 1 :]], ()
    if len(gone) == 1:
        return [(gone[0], rows[0])], (), rows[1:]
    return [], gone, rows


def _insert_tasks(stream_id: int, rows: Sequence[Mapping[str, Any]]) -> None:
    for at in range(0, len(rows), TASKS_AT_ONCE):
        some = rows[at : at + TASKS_AT_ONCE]
        run(
            _tasks_begin(len(some)),
            [value for row in some for value in (stream_id, *_values_of(row))],
        )


@lru_cache(maxsize=TASKS_AT_ONCE)
def _tasks_begin(many: int) -> str:
    return f"INSERT INTO records_task (matter_id, {', '.join(_TASK)}) VALUES " + ", ".join([_TASK_HOLES] * many)  # noqa: S608


@lru_cache(maxsize=256)
def _task_set(names: tuple[str, ...]) -> str:
    if not set(_TASK).issuperset(names):
        raise ValueError(f"no columns of a task: {names}")
    return (
        f"UPDATE records_task SET {', '.join(f'{name} = %s' for name in names)} "  # noqa: S608  our own names
        "WHERE matter_id = %s AND kind = %s AND name = %s AND run_key = %s"
    )
