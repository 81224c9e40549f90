"""A site with a ledger of a million events, built once and kept: ``FAZHI_BENCH_HOME`` (default ``build/bench``).

Fifty thousand matters of twenty events, each a valid chain that `fazhi verify` reads and folds, with the rows and tasks
that lists read. The bodies are those of one real matter with other names and hashes in them; that this gives the very
bytes the kernel builds is checked on some of them.
"""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
HOME = Path(os.environ.get("FAZHI_BENCH_HOME") or ROOT / "build" / "bench")
EVENTS = int(os.environ.get("FAZHI_BENCH_LEDGER", "1000000"))
PER_MATTER = 20
FIRST = date(2026, 1, 5)
STAMP = "2"
"""Raise it when what is built here changes: a kept site is then built anew."""

FIELDS = (
    "stream", "seq", "prev", "type", "act_id", "actor", "occurred", "data", "pack_digest", "step", "run", "sealed",
    "evidence",
)  # fmt: skip
"""What an event is built of, besides when it was recorded."""

PEOPLE = (
    # login, unit, post, role
    ("ann", "liuhe-ny", "handler", "work"),
    ("off", "liuhe", "office_head", "work"),
    ("ben", "liuhe-sfs", "reviewer", "review"),
    ("cai", "liuhe", "leader", "lead"),
    ("hao", "liuhe", "head", "lead"),
)


def start() -> None:
    """Make Django ready on the kept site, building it first when it is not there. Call before importing models."""
    folder = HOME / "site"
    folder.mkdir(parents=True, exist_ok=True)
    sys.path[:0] = [str(ROOT), str(ROOT / "src")]
    os.environ["FAZHI_HOME"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.contest.settings"
    import django

    django.setup()
    if not _kept(folder):
        _build(folder)


def _kept(folder: Path) -> bool:
    from django.db import connection

    if connection.vendor != "sqlite":
        return False  # a server made for this run
    mark = folder / "ledger.ok"
    if mark.exists() and mark.read_text() == _stamp():
        from django.core.management import call_command

        call_command("migrate", verbosity=0)  # tables that came later
        return True
    mark.unlink(missing_ok=True)
    from django.db import connections

    for alias in connections:
        connections[alias].close()
    for path in folder.glob("fazhi.sqlite3*"):
        path.unlink()
    return False


def _stamp() -> str:
    from fazhi.kernel.ledger import sm3_hex

    schema = ROOT / "src/fazhi/records/migrations/0001_start.py"
    # The day a migration was written is no part of the schema.
    text = re.sub(rb"^#.*\n", b"", schema.read_bytes())
    return f"{STAMP} {EVENTS} {sm3_hex(text)}"


def _build(folder: Path) -> None:
    from django.core.management import call_command
    from django.db import connection

    from fazhi.records import clock, site

    began = time.perf_counter()
    print(f"building a ledger of {EVENTS:,} events, once ...", flush=True)
    call_command("migrate", verbosity=0)
    site.ensure(fresh=True)
    with clock.fixed(FIRST):
        _people()
        _fill()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            cursor.execute("PRAGMA optimize")
        (folder / "ledger.ok").write_text(_stamp())
    else:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
            # As on SQLite: nobody's step shall wait while the server writes down what was built.
            cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
            if cursor.fetchone()[0]:
                cursor.execute("CHECKPOINT")
            else:
                print("no CHECKPOINT: not allowed to this user", flush=True)
    print(f"built in {time.perf_counter() - began:.0f} s", flush=True)


def _people() -> None:
    from fazhi.records.access import SYSTEM
    from fazhi.records.acts import accounts, organisation

    for code, name, kind, parent in (
        ("qinghe", "清禾县司法局", "county_bureau", None),
        ("liuhe", "柳禾镇", "township", "qinghe"),
        ("liuhe-ny", "柳禾镇农业办", "office", "liuhe"),
        ("liuhe-sfs", "柳禾司法所", "office", "liuhe"),
    ):
        organisation.create_unit(
            actor=SYSTEM, code=code, name=name, short=name[:2], kind=kind, starts=FIRST, parent=parent
        )
    for login, unit, post, role in PEOPLE:
        organisation.create_person(actor=SYSTEM, unit=unit, name="某某", person=f"p-{login}")
        organisation.appoint(actor=SYSTEM, person=f"p-{login}", unit=unit, post=post, role=role, starts=FIRST)
        accounts.create_account(
            actor=SYSTEM, login=login, person=f"p-{login}", unit=unit, password="first-pass-1", created=FIRST
        )
    accounts.grant_scope(actor=SYSTEM, over="liuhe", role="review", unit="liuhe-sfs", post="reviewer", starts=FIRST)


def _fill() -> None:
    """Put in the matters: one by the acts, the others after its pattern."""
    from bench.contest.work import SCRIPTS, open_and_do
    from django.db import connection, transaction

    from fazhi.records import ledger
    from fazhi.records.models import Matter, Stream, Task

    stream = open_and_do(SCRIPTS["legality_review"], PER_MATTER, stream="matter/bench-0000000")
    pattern = [(bytes(body), row) for row in ledger.rows_of(Stream.objects.get(key=stream).pk) for body in (row.body,)]
    first = Matter.objects.get(stream__key=stream)
    tasks = list(Task.objects.filter(matter=first).values())
    kept = [field.attname for field in Matter._meta.concrete_fields if not field.generated]
    row = Matter.objects.filter(pk=first.pk).values(*kept).get()
    many = EVENTS // PER_MATTER
    base = Stream.objects.order_by("-pk").values_list("pk", flat=True)[0] + 1
    size = 500
    for begin in range(1, many, size):
        numbers = range(begin, min(begin + size, many))
        made = {n: list(_events(pattern, stream, n, base + n)) for n in numbers}
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO records_stream (id, key, kind, count, head, last_recorded) "
                "VALUES (%s, %s, 'matter', %s, %s, %s)",
                [(base + n, _name(n), PER_MATTER, made[n][-1].hash, made[n][-1].recorded) for n in numbers],
            )
            ledger.insert([event for n in numbers for event in made[n]])
            _rows(
                cursor,
                "records_matter",
                [{**row, "stream_id": base + n, "number": f"合审收〔2026〕{n + 1}号"} for n in numbers],
            )
            plain = [{name: value for name, value in task.items() if name != "id"} for task in tasks]
            _rows(cursor, "records_task", [{**task, "matter_id": base + n} for n in numbers for task in plain])
        if begin % (size * 20) == 1:
            print(f"  {begin * PER_MATTER:,}", flush=True)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence('records_stream', 'id'), (SELECT max(id) FROM records_stream))"
            )


def _rows(cursor: Any, table: str, rows: list[dict[str, Any]]) -> None:
    names = list(rows[0])
    holes = ", ".join(["%s"] * len(names))
    plain = [[str(v) if isinstance(v, date | datetime) else v for v in row.values()] for row in rows]
    cursor.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({holes})", plain)


def _name(n: int) -> str:
    return f"matter/bench-{n:07}"


def _events(pattern: list[tuple[bytes, Any]], stream: str, n: int, stream_id: int) -> Iterator[Any]:
    """Yield the events of matter ``n``: the pattern's bytes with its own name, number, act ids and hashes."""
    from dataclasses import replace

    from fazhi.kernel.ledger import GENESIS, build_event, hash_of, parse_body

    key, old_prev, prev = _name(n), GENESIS, GENESIS
    for body, row in pattern:
        act_id = f"{n:07}{row.act_id[7:]}"
        made = body.replace(stream.encode(), key.encode()).replace(row.act_id.encode(), act_id.encode())
        made = made.replace(old_prev.encode(), prev.encode())
        if row.type == "opened":
            made = made.replace("合审收〔2026〕1号".encode(), f"合审收〔2026〕{n + 1}号".encode())
        if n % 5000 == 1:
            event = parse_body(made)
            fields = {name: getattr(event, name) for name in FIELDS}
            built = build_event(**fields, recorded=datetime.fromisoformat(event.recorded))[0]
            if built != made or event.prev != prev:
                raise SystemExit("the ledger built in bulk is not what the kernel builds")
        old_prev, prev = row.hash, hash_of(made)
        yield replace(row, stream_id=stream_id, body=made, hash=prev, act_id=act_id)


def free_day() -> date:
    """Return the day after all that a kept site has recorded of its offices, so that no act finds the clock gone back.

    An act that does is recorded at the last time there is, says so in its event and asks once more who holds a post.
    """
    from fazhi.records.models import Stream

    last = max(Stream.objects.exclude(kind="matter").values_list("last_recorded", flat=True), default="")
    return max(FIRST, date.fromisoformat(last[:10]) + timedelta(days=1)) if last else FIRST


@contextmanager
def ticking(step: timedelta) -> Iterator[Callable[[], None]]:
    """Let the clock go on from where it stands, by ``step`` at each call of what is given."""
    from fazhi.records import clock

    at = [clock.now()]

    def tick() -> None:
        at[0] += step
        clock.fix(at[0])

    yield tick
