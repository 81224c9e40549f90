"""A list and a register of many closed matters as Excel files: time, and memory that must not grow.

    python bench/bench_excel.py

One matter of the small demonstration (the closed one with most records) is copied, records and all, under other
streams. ``FAZHI_BENCH_ROWS``: how many (default 100,000); ``FAZHI_BENCH_HOME``: where the site is kept between runs
(default ``build/bench``). The list has all its twelve columns; of the register the first twelve are drawn. Each is
asked for as a browser asks. Before the register is drawn its lines are read ahead, as a site that is served does by
itself: of a thousand copies, and the time of that is printed without a bar, as it is spent when matters move and not
when a file is asked for. All copies hold the same, so the thousand lines must be equal, and the others are given the
same line by the database instead of being folded one by one. Memory is what the process has to itself; pages of the
database that the system keeps for everybody do not count. Bar: 30 seconds. Exits 1 when it is missed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from datetime import datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

ROWS = int(os.environ.get("FAZHI_BENCH_ROWS", "100000"))
HOME = Path(os.environ.get("FAZHI_BENCH_HOME", ROOT / "build" / "bench")) / f"excel-{ROWS}"
os.environ["FAZHI_HOME"] = str(HOME)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fazhi.site.settings")

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from fazhi.packs import procedures  # noqa: E402
from fazhi.records import clock, ledger, matters, register_cells  # noqa: E402
from fazhi.records.models import Account, Matter, RegisterLine  # noqa: E402

BAR_S = 30.0
READ_AHEAD = 1000
"""Matters whose lines are really read ahead, to tell what one costs."""
TODAY = datetime(2026, 11, 20, 9, tzinfo=clock.CHINA)


def fill() -> Matter:
    """Make the site unless it is there; return the matter that was copied."""
    if not (HOME / "fazhi.sqlite3").exists():
        HOME.mkdir(parents=True, exist_ok=True)
        command = (sys.executable, "-m", "fazhi", "demo", "--small", "--no-serve", "--as-of", "2026-11-20")
        subprocess.run(
            command, check=True, stdout=subprocess.DEVNULL, env={**os.environ, "PYTHONPATH": str(ROOT / "src")}
        )
    call_command("migrate", verbosity=0, interactive=False)
    # A register that goes through a list has many rows of a matter: a hundred thousand rows are asked for, not matters.
    kinds = [name for name in procedures.ids() if any(not one.each for one in procedures.get(name).registers)]
    found = Matter.objects.filter(closed__isnull=False, procedure__in=kinds, stream__count__lt=1000)
    model = found.exclude(stream__key__contains="copy").order_by("-stream__count", "pk").select_related("stream")[0]
    there = Matter.objects.filter(procedure=model.procedure).count()
    if there < ROWS:
        _copy(model, ROWS - there)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return model


def _copy(model: Matter, count: int) -> None:
    columns = [field.column for field in Matter._meta.concrete_fields if not field.generated]
    kept = ", ".join(name for name in columns if name not in {"stream_id", "number"})
    first = 10_000_000
    numbers = f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count:d})"
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO records_stream (id, key, kind, count, head, last_recorded) {numbers} SELECT {first:d} + i, "
            "'matter/copy' || i, kind, count, head, last_recorded FROM n, records_stream WHERE id = %s",
            [model.pk],
        )
        cursor.execute(
            "INSERT INTO records_event (stream_id, seq, body, hash, type, step, act_id, account, recorded, occurred) "
            f"{numbers} SELECT {first:d} + i, seq, body, hash, type, step, act_id, account, recorded, occurred "
            "FROM n, records_event WHERE stream_id = %s",
            [model.pk],
        )
        cursor.execute(
            f"INSERT INTO records_matter (stream_id, number, {kept}) {numbers} SELECT {first:d} + i, "
            f"number || i, {kept} FROM n, records_matter WHERE stream_id = %s",
            [model.pk],
        )


class Memory(threading.Thread):
    """Notes the most that this process had to itself while something ran, in MB."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.most, self._over = own_mb(), threading.Event()
        self.start()

    def run(self) -> None:
        """Look twenty times a second."""
        while not self._over.wait(0.05):
            self.most = max(self.most, own_mb())

    def end(self) -> float:
        """Return the most."""
        self._over.set()
        self.join()
        return self.most


def own_mb() -> float:
    """Return the memory that belongs to this process alone, in MB."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("RssAnon:"):
            return int(line.split()[1]) / 1024
    raise SystemExit("/proc/self/status: no RssAnon here")


def read_ahead(model: Matter) -> int:
    """Read the lines of some copies as the site does, give the others the same line; return how many were read."""
    procedure = procedures.get(model.procedure)
    said, today = register_cells.form(procedure), TODAY.date()
    RegisterLine.objects.all().delete()
    some = ledger.behind(model.procedure, said, today, after=10_000_000, most=READ_AHEAD)
    kept = register_cells.keep(procedure, matters.fold_many(some), today)
    assert len(set(kept.values())) == 1, "copies differ"
    return len(some)


def give_the_same(model: Matter) -> None:
    """Give every copy without a line that of the first which has one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO records_registerline (matter_id, head, form, day, cells) SELECT m.stream_id, l.head, l.form, "
            "l.day, l.cells FROM records_matter m JOIN records_registerline l ON l.matter_id = "
            "(SELECT min(matter_id) FROM records_registerline WHERE matter_id > 10000000) "
            "WHERE m.stream_id > 10000000 AND m.procedure = %s "
            "AND m.stream_id NOT IN (SELECT matter_id FROM records_registerline)",
            [model.procedure],
        )


def main() -> int:
    """Print the table; 1 when a bar is missed."""
    began = time.perf_counter()
    model = fill()
    events = model.stream.count
    print(f"{Matter.objects.count():,} matters, {ROWS:,} of {model.procedure} with {events} records each", end="")
    print(f", ready in {time.perf_counter() - began:.0f} s; load {os.getloadavg()[0]:.1f}")
    clock.fix(TODAY)
    client = Client(HTTP_HOST="localhost")
    account = Account.objects.filter(person__holdings__role="county").order_by("pk").first() or Account.objects.get(
        pk=1
    )
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    register = next(one for one in procedures.get(model.procedure).registers if not one.each)
    every = "".join(f"&c={name}" for name in ("number", "kind", "closed", "outcome", "archive"))
    every += "".join(f"&c={name}" for name in ("title", "unit", "handler", "state", "opened", "due", "note"))
    twelve = "".join(f"&c={place}" for place in range(12))
    worst = 0.0
    print(f"\n{'part':<34}{'wall s':>8}{'CPU s':>8}{'MB file':>9}{'MB before':>11}{'most MB':>9}")
    for label, where in (
        ("list, 12 columns", f"/matters/?excel=1&procedure={model.procedure}{every}"),
        ("lines read ahead", ""),
        ("register, 12 columns", f"/ledger/{model.procedure}/{register.id}/?excel=1{twelve}"),
    ):
        size, before, memory = 0, own_mb(), Memory()
        wall, cpu = time.perf_counter(), time.process_time()
        if where:
            answer = client.get(where)
            assert answer.status_code == 200, answer.status_code
            size = sum(len(some) for some in answer.streaming_content)
        else:
            label = f"{label}, {read_ahead(model):,} matters"
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        most = memory.end()
        worst = max(worst, wall) if where else worst
        print(f"{label:<34}{wall:>8.1f}{cpu:>8.1f}{size / 1e6:>9.1f}{before:>11.0f}{most:>9.0f}", flush=True)
        if not where:
            give_the_same(model)
            assert register_cells.complete(TODAY.date()) < 200, "the copies have their lines"
    print(f"bar: {BAR_S:.0f} s: worst {worst:.1f} s, {'met' if worst < BAR_S else 'MISSED'}")
    return 0 if worst < BAR_S else 1


if __name__ == "__main__":
    raise SystemExit(main())
