"""The ledger in the database: locking streams, appending events, reading bodies.

Nothing here decides what may happen; it keeps what was decided, byte for byte. All writing functions must run inside
one transaction (``records.acts.base`` opens it): SQLite takes its write lock at BEGIN IMMEDIATE, PostgreSQL locks the
rows of the streams in id order. UNIQUE(stream, seq) has the last word.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from fazhi.kernel.errors import FazhiError
from fazhi.kernel.ledger.envelope import GENESIS, Event, parse_body
from fazhi.kernel.making import maker
from fazhi.records.ledger.rows import Mark
from fazhi.records.ledger.statements import fetch, fetch_each, here, run, run_many

PAGE = 2000
"""Bodies read at a time."""


class Conflict(FazhiError):
    """Somebody else was quicker. ``since`` is what was recorded in the stream since the caller looked."""

    code = "F210"

    def __init__(self, stream: str, *, expected: int, found: int, since: tuple[Event, ...] = ()) -> None:
        super().__init__(
            f"此件在您打开之后又有 {max(found - expected, 0)} 条新记录，您的操作没有写入",
            where=stream,
            hint="请看新增的记录后再提交；您填写的内容仍然保留",
        )
        self.stream = stream
        self.expected = expected
        self.found = found
        self.since = since


@dataclass(slots=True, kw_only=True)
class Head:
    """Where a locked stream stands: number of events, hash of the last one, when it was recorded."""

    id: int
    key: str
    count: int
    hash: str
    last_recorded: str
    beside: Beside | None = None


Card = tuple[Any, ...]
"""Number, title, unit id, unit code, unit path, handler id, handler key, urgent, refreshed: of a matter's row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What the tables hold of a locked stream: the row of its matter, and class -> (id, wrapped key) of its vault."""

    card: Card | None
    keys: Mapping[str, tuple[int, bytes]]


_found_beside = maker(Beside)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One event ready to be stored: exact bytes and the columns copied from them."""

    stream_id: int
    seq: int
    body: bytes
    hash: str
    type: str
    step: str
    act_id: str
    account: str
    recorded: str
    occurred: str


_BODIES = "SELECT stream_id, body, hash FROM records_event WHERE stream_id IN ({}) ORDER BY stream_id, seq"
_HEADS = "SELECT id, key, count, head, last_recorded FROM records_stream WHERE key IN ({}) ORDER BY id"
_BESIDE = (
    "m.number, m.title, m.unit_id, u.code, m.unit_path, m.handler_id, p.key, m.urgent, m.refreshed, "
    "k.cls, k.id, k.wrapped, s.id, s.key, s.count, s.head, s.last_recorded FROM records_stream s "
    "LEFT JOIN records_matter m ON m.stream_id = s.id LEFT JOIN records_unit u ON u.id = m.unit_id "
    "LEFT JOIN records_person p ON p.id = m.handler_id "
    "LEFT JOIN records_vaultkey k ON k.stream_id = s.id AND k.wrapped IS NOT NULL"
)
_CARD = 9
_ASKED = "SELECT {} WHERE s.key = %s ORDER BY s.id".format(
    _BESIDE.replace(
        " FROM ",
        ", (SELECT mark FROM rights_mark), "
        "(SELECT result FROM records_idempotency WHERE account_id = %s AND key = %s) FROM ",
        1,
    )
)


def lock_and_ask(key: str, account_id: int, form: str) -> tuple[dict[str, Head], Mark | None]:
    """Lock one stream and read with it what `mark_of_rights` gives; ``None`` where the stream is not there yet."""
    told = fetch(_ASKED, (account_id, form, key))
    if not told:
        return lock((key,)), None
    return _heads_in(told), (told[0][-2], told[0][-1])


def lock(keys: Iterable[str]) -> dict[str, Head]:
    """Lock the streams named ``keys`` in id order, making those that do not exist, and return where they stand.

    Call once per act: a second call could meet another act halfway and block both.
    """
    wanted = sorted(set(keys))
    heads = _select_heads(wanted)
    missing = [key for key in wanted if key not in heads]
    if missing:
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO records_stream (key, kind, count, head, last_recorded) VALUES (%s, %s, 0, %s, '') "
                "ON CONFLICT (key) DO NOTHING",
                [(key, key.partition("/")[0], GENESIS) for key in missing],
            )
        heads |= _select_heads(missing)
    return heads


def _select_heads(keys: Sequence[str]) -> dict[str, Head]:
    if not keys:
        return {}
    holes = ", ".join(["%s"] * len(keys))
    if here().vendor == "postgresql":
        # What stands beside is read after the lock: joined to it, it would be as it was before the wait.
        locked, seen = fetch_each(
            (_HEADS.format(holes) + " FOR UPDATE", keys),
            (f"SELECT {_BESIDE} WHERE s.key IN ({holes}) ORDER BY s.id", keys),
        )
        # A stream that somebody made between the two is seen by the second and locked by nobody.
        ours = {row[0] for row in locked}
        told = [row for row in seen if row[_CARD + 3] in ours]
    else:
        told = fetch(f"SELECT {_BESIDE} WHERE s.key IN ({holes}) ORDER BY s.id", keys)
    return _heads_in(told)


def _heads_in(told: Sequence[Any]) -> dict[str, Head]:
    found: dict[str, list[Any]] = {}
    for row in told:
        found.setdefault(row[_CARD + 4], []).append(row)
    heads = {}
    for key, rows in found.items():
        heads[key] = _head(rows[0][_CARD + 3 :])
        heads[key].beside = _beside(rows)
    return heads


def _head(row: Any) -> Head:
    return Head(id=row[0], key=row[1], count=row[2], hash=row[3], last_recorded=row[4])


def _beside(rows: Sequence[Any]) -> Beside:
    keys = {row[_CARD]: (row[_CARD + 1], bytes(row[_CARD + 2])) for row in rows if row[_CARD] is not None}
    return _found_beside(card=tuple(rows[0][:_CARD]) if rows[0][0] is not None else None, keys=keys)


def beside(locked: Head) -> Beside:
    """Return what the tables hold of a locked stream: at most one statement, none where the lock has read it."""
    if locked.beside is None:
        locked.beside = _beside(fetch(f"SELECT {_BESIDE} WHERE s.id = %s", (locked.id,)))
    return locked.beside


_ADD = (
    "INSERT INTO records_event "
    "(stream_id, seq, body, hash, type, step, act_id, account, recorded, occurred) "
    "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
)
_MOVE = "UPDATE records_stream SET count = %s, head = %s, last_recorded = %s WHERE id = %s"


def insert(rows: Sequence[Row], heads: Sequence[Head] = ()) -> bool:
    """Store ``rows``; return whether ``heads`` were written with them. IntegrityError when a place is taken already.

    They are on PostgreSQL, where each statement waits for the server: one event and its head in one. Else ``advance``.
    """
    values = [
        (r.stream_id, r.seq, r.body, r.hash, r.type, r.step, r.act_id, r.account, r.recorded, r.occurred) for r in rows
    ]
    if len(rows) == len(heads) == 1 and here().vendor == "postgresql":
        run(f"WITH moved AS ({_MOVE}) {_ADD}", (*_place(heads[0]), *values[0]))
        return True
    run_many(_ADD, values)
    return False


def advance(heads: Sequence[Head]) -> None:
    """Write where the streams of ``heads`` stand now. One statement for each."""
    for item in heads:
        run(_MOVE, _place(item))


def _place(item: Head) -> tuple[int, str, str, int]:
    return item.count, item.hash, item.last_recorded, item.id


def head(key: str) -> Head | None:
    """Return where a stream stands now, without locking it; ``None`` when there is no such stream."""
    rows = fetch(_HEADS.format("%s"), (key,))
    return _head(rows[0]) if rows else None


def bodies(key: str, *, after: int = 0, until: int | None = None, stream_id: int | None = None) -> Iterator[bytes]:
    """Yield the stored bytes of stream ``key`` in order, those with after < seq <= until; pages, never all at once.

    ``stream_id`` spares a statement to whoever knows it.
    """
    last = 2**62 if until is None else until
    if stream_id is None:
        found = head(key)
        if found is None:
            return
        stream_id = found.id
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT seq, body FROM records_event WHERE stream_id = %s AND seq > %s AND seq <= %s "
                "ORDER BY seq LIMIT %s",
                [stream_id, after, last, PAGE],
            )
            page = cursor.fetchall()
        for _seq, body in page:
            yield bytes(body)
        if len(page) < PAGE:
            return
        after = page[-1][0]


def bodies_of(stream_ids: Sequence[int]) -> Iterator[tuple[int, bytes, str]]:
    """Yield (stream id, stored bytes, hash) of several streams in one statement, each stream whole and in order."""
    if not stream_ids:
        return
    with connection.cursor() as cursor:
        cursor.execute(_BODIES.format(", ".join(["%s"] * len(stream_ids))), list(stream_ids))
        while page := cursor.fetchmany(PAGE):
            for stream_id, body, digest in page:
                yield stream_id, bytes(body), digest


def events(key: str, *, after: int = 0, until: int | None = None) -> Iterator[Event]:
    """Yield the events of stream ``key``, read from their bytes."""
    for body in bodies(key, after=after, until=until):
        yield parse_body(body)


def rows_of(stream_id: int) -> Iterator[Row]:
    """Yield what the table holds of one stream, columns as they stand (not read from the bytes), in seq order."""
    after = -(2**62)
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT seq, body, hash, type, step, act_id, account, recorded, occurred FROM records_event "
                "WHERE stream_id = %s AND seq > %s ORDER BY seq LIMIT %s",
                [stream_id, after, PAGE],
            )
            page = cursor.fetchall()
        for seq, body, digest, kind, step, act_id, account, recorded, occurred in page:
            yield Row(
                stream_id=stream_id,
                seq=seq,
                body=bytes(body),
                hash=digest,
                type=kind,
                step=step,
                act_id=act_id,
                account=account,
                recorded=recorded,
                occurred=occurred,
            )
        if len(page) < PAGE:
            return
        after = page[-1][0]


def all_heads() -> list[Head]:
    """Return every stream that has events, by key."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, key, count, head, last_recorded FROM records_stream WHERE count > 0 ORDER BY key")
        return [Head(id=r[0], key=r[1], count=r[2], hash=r[3], last_recorded=r[4]) for r in cursor.fetchall()]


def hashes(stream_id: int, until: int) -> Iterator[str]:
    """Yield the hashes of the events of a stream, seq 1 to ``until`` inclusive, in order."""
    after = 0
    while after < until:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT seq, hash FROM records_event WHERE stream_id = %s AND seq > %s AND seq <= %s "
                "ORDER BY seq LIMIT %s",
                [stream_id, after, until, PAGE],
            )
            page = cursor.fetchall()
        yield from (row[1] for row in page)
        if len(page) < PAGE:
            return
        after = page[-1][0]
