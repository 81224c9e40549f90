"""What an act costs at the thousandth event of a matter in a ledger of a million, beside what one would otherwise use.

    python bench/bench_acts.py [--rounds 300] [--skip-strace]

Every contestant does its step in turn, in an order drawn anew each round, in one run, on the same disk with the same
durability; so the ratios are fair even where the machine is busy, and CPU time stands beside wall time. Exits 1 when a
stated bar is missed.
``FAZHI_BENCH_HOME``: where the ledger is kept between runs (default ``build/bench``); ``FAZHI_BENCH_LEDGER``: how many
events it has (default a million). With ``DATABASE_URL`` all of Django's contestants run on that PostgreSQL server.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from bench.contest import site  # noqa: E402  found by the line above

site.start()  # before anything that reads a model

from bench.contest.peers import Bare, BarePostgres, Contestant, Fsm, Spiff, size_of  # noqa: E402
from bench.contest.work import SCRIPTS, Worker  # noqa: E402
from django.db import connection, connections  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from fazhi.packs import procedures  # noqa: E402
from fazhi.records import clock, ledger, matters  # noqa: E402
from fazhi.records.evidence import receive  # noqa: E402
from fazhi.records.models import Event, Stream  # noqa: E402

BAR_MS, BAR_STATEMENTS, BAR_BARE, BAR_FSM, BAR_SPIFF = 8.0, 12, 0.15, 1.0, 3.0
"""django-fsm-2 is judged as a request uses it: the row loaded, changed, saved, one audit row inserted. SpiffWorkflow is
judged with as much history as it can carry. Who keeps the state in memory, or has no history, stands without a bar."""
BEFORE = 1000
BEHIND = 800
"""Steps behind the SpiffWorkflow case with a history: at 909 in a loop of ten it finds its next task no more."""
SLOW_ROUNDS = 20
"""Steps of the contestant whose step is slow: the others need not wait for it three hundred times."""


class Series:
    """What each step of one contestant took: seconds of wall and of CPU."""

    def __init__(self, name: str) -> None:
        self.name, self.wall, self.cpu = name, [], []

    def time(self, work: Callable[[], object]) -> None:
        """Do ``work`` and note what it took."""
        cpu, wall = time.process_time(), time.perf_counter()
        work()
        self.wall.append(time.perf_counter() - wall)
        self.cpu.append(time.process_time() - cpu)

    def ms(self, share: float, *, cpu: bool = False) -> float:
        """Return the value below which ``share`` of the steps lie, in milliseconds."""
        values = sorted(self.cpu if cpu else self.wall)
        return values[min(len(values) - 1, int(len(values) * share))] * 1e3

    def line(self) -> str:
        """Return the row of the table."""
        mean = sum(self.wall) / len(self.wall) * 1e3
        return (
            f"{self.name:<38}{self.ms(0.5):>9.2f}{self.ms(0.95):>9.2f}{mean:>9.2f}"
            f"{self.ms(0.5, cpu=True):>10.2f}{self.ms(0.95, cpu=True):>9.2f}"
        )


HEAD = f"{'one step, ms':<38}{'p50':>9}{'p95':>9}{'mean':>9}{'CPU p50':>10}{'p95':>9}"


class Bars:
    """What was measured beside the bars that were stated: told together at the end, judged by wall time."""

    def __init__(self) -> None:
        self.missed = 0
        self._lines: list[str] = []

    def check(self, words: str, wall: float, cpu: float | None, bar: float | None, *, least: bool) -> None:
        """Note whether ``wall`` is at least (or at most) ``bar``; ``None``: no bar. ``cpu`` stands beside it."""
        met = bar is None or (wall >= bar if least else wall <= bar)
        self.missed += not met
        told = "" if bar is None else f"{'≥' if least else '≤'} {bar:g}"
        beside = "" if cpu is None else f"{cpu:.2f}"
        state = "" if bar is None else "met" if met else "MISSED"
        self._lines.append(f"{words:<68}{wall:>8.2f}{beside:>8}  {told:<7}{state}".rstrip())

    def ratio(self, ours: Series, peer: Series, words: str, bar: float | None) -> None:
        """Note how many times as fast as ``peer`` an act is, by the medians of wall and of CPU time."""
        wall, cpu = peer.ms(0.5) / ours.ms(0.5), peer.ms(0.5, cpu=True) / ours.ms(0.5, cpu=True)
        self.check(words, wall, cpu, bar, least=True)

    def told(self) -> str:
        """Return the table."""
        head = f"{'bars, judged by wall time':<68}{'wall':>8}{'CPU':>8}  bar"
        return "\n".join([head, *self._lines])


def main() -> int:
    """Run all and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=300)
    parser.add_argument("--skip-strace", action="store_true")
    parser.add_argument("--only-acts", type=int, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.only_acts is not None:
        return only_acts(args.only_acts)
    settings()
    bars = Bars()

    for name in SCRIPTS:
        contest(name, args.rounds, bars)
    evidence()
    if not args.skip_strace:
        syncs()
    print(f"\n{bars.told()}")
    return 1 if bars.missed else 0


def settings() -> None:
    """Print what everything ran on."""
    events, streams = Event.objects.count(), Stream.objects.count()
    print(f"load {os.getloadavg()[0]:.1f}; ledger of {events:,} events in {streams:,} streams")
    for alias in ("default", "peer"):
        with connections[alias].cursor() as cursor:
            if connection.vendor == "sqlite":
                told = [
                    (p, cursor.execute(f"PRAGMA {p}").fetchone()[0])
                    for p in ("journal_mode", "synchronous", "foreign_keys")
                ]
                if dict(told)["synchronous"] != 2:
                    raise SystemExit(f"synchronous is {told} on {alias}")
            else:
                cursor.execute("SELECT version(), current_setting('fsync'), current_setting('synchronous_commit')")
                told = list(zip(("server", "fsync", "synchronous_commit"), cursor.fetchone(), strict=True))
        print(f"{alias:<8}" + ", ".join(f"{name}={value}" for name, value in told))


def contest(name: str, rounds: int, bars: Bars) -> None:
    """Bring a matter of a pack to a thousand events, then let everybody take turns."""
    with (
        clock.fixed(site.free_day()),
        site.ticking(timedelta(minutes=20)) as tick,
        tempfile.TemporaryDirectory(dir=site.HOME) as folder,
    ):
        worker = Worker(SCRIPTS[name])
        while worker.n < BEFORE - 1:
            tick()
            worker.act()
        stream_id = Stream.objects.get(key=worker.stream).pk
        matters.forget()
        cold = Series("cold")
        cold.time(lambda: matters.folded(worker.stream))
        steps = len(procedures.get(name).steps)
        took = f"{cold.ms(0.5):.0f} ms ({cold.ms(0.5, cpu=True):.0f} CPU)"
        print(f"\n{name}: {steps} steps; {BEFORE:,} events folded cold in {took}")
        ours = Series(f"fazhi, one act ({name})")
        place = Path(folder)
        slow = Spiff(place, load=True, behind=BEHIND)
        bare = Bare(place) if connection.vendor == "sqlite" else BarePostgres()
        flows = [Spiff(place, load=False), Spiff(place, load=True), slow]
        peers: list[Contestant] = [bare, Fsm(load=False), Fsm(load=True), *flows]
        told = {peer.name: peer.synchronous() for peer in peers}
        print("synchronous: " + ", ".join(f"{who} {how}" for who, how in told.items()))
        series = {peer.name: Series(peer.name) for peer in peers}
        bytes_written, turn = 0, Random(1)
        rows = [_last_row(stream_id, worker.n)]
        for n in range(-20, rounds):
            tick()
            # Drawn anew each time: who always follows its near relative finds its code and pages in the caches.
            order: list[Contestant | None] = [None, *(peers if -3 <= n < SLOW_ROUNDS else peers[:-1])]
            for peer in turn.sample(order, len(order)):
                if peer is None:
                    worker.act(ours.time)
                    rows = [_last_row(stream_id, worker.n)]
                    bytes_written += size_of(rows) if n >= 0 else 0
                else:
                    series[peer.name].time(lambda peer=peer, rows=rows, n=n: peer.step(n + 20, rows))
            if n < 0:  # everybody warms up
                for item in (ours, *series.values()):
                    item.wall.clear()
                    item.cpu.clear()
        counted = [_statements(worker, tick) for _ in range(8)]
    print(HEAD)
    for item in (ours, *series.values()):
        print(item.line())
    inside = [within for within, _ in counted]
    print(
        f"bytes of events an act: {bytes_written / rounds:,.0f}; statements an act between BEGIN and COMMIT: "
        f"{sorted(set(inside))}, with both: {sorted({whole for _, whole in counted})}"
    )
    bars.check(f"{name}: 95th percentile of an act, ms", ours.ms(0.95), ours.ms(0.95, cpu=True), BAR_MS, least=False)
    bars.check(f"{name}: statements between BEGIN and COMMIT", max(inside), None, BAR_STATEMENTS, least=False)
    for peer, bar in zip(peers, (BAR_BARE, None, BAR_FSM, None, None, BAR_SPIFF), strict=True):
        bars.ratio(ours, series[peer.name], f"{name}: speed ÷ {peer.name}", bar)


def _last_row(stream_id: int, at_least: int) -> ledger.Row:
    """Return the event the last act wrote, as a row of the ledger."""
    names = ("seq", "body", "hash", "type", "step", "act_id", "account", "recorded", "occurred")
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(names)} FROM records_event WHERE stream_id = %s ORDER BY seq DESC LIMIT 1", [stream_id]
        )
        found = dict(zip(names, cursor.fetchone(), strict=True))
    if found["seq"] < at_least:
        raise SystemExit("an act wrote nothing")
    found["body"] = bytes(found["body"])
    return ledger.Row(stream_id=stream_id, **found)


def _statements(worker: Worker, tick: Callable[[], None]) -> tuple[int, int]:
    """Return the statements of one act, without and with BEGIN and COMMIT."""
    tick()
    with CaptureQueriesContext(connection) as seen:
        worker.act()
    told = [query["sql"] for query in seen.captured_queries]
    return sum(not sql.startswith(("BEGIN", "COMMIT")) for sql in told), len(told)


def evidence() -> None:
    """Print what keeping a scan costs before the act that binds it: write, sync of the file, sync of the folder."""

    keep = Series("evidence file of 100 kB, kept and synced")
    for n in range(30):
        scan = b"\x89PNG\r\n\x1a\n" + os.urandom(100_000) + bytes([n])
        keep.time(lambda scan=scan: receive([scan], "扫描件.png"))
    print(f"\n{HEAD}\n{keep.line()}")


def only_acts(count: int) -> int:
    """Do ``count`` acts and nothing else: what is run under strace."""

    with clock.fixed(site.free_day()), site.ticking(timedelta(minutes=20)) as tick:
        worker = Worker(SCRIPTS["legality_review"])
        for _ in range(count):
            tick()
            worker.act()
    return 0


def syncs() -> None:
    """Count fsync and fdatasync with strace: of 60 acts, less those of 20."""
    counts = []
    if connection.vendor != "sqlite":
        print("\nsyncs an act: not counted, the server does them")
        return
    for acts in (20, 60):
        with tempfile.NamedTemporaryFile("r") as log:
            command = [
                "strace",
                "-f",
                "-e",
                "trace=fsync,fdatasync",
                "-o",
                log.name,
                sys.executable,
                __file__,
                "--only-acts",
                str(acts),
            ]
            try:
                done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
            except FileNotFoundError:
                print("\nsyncs an act: not counted, strace is not installed")
                return
            if done.returncode:
                print(f"\nsyncs an act: not counted: {done.stderr.strip().splitlines()[-1:]}")
                return
            counts.append(len(re.findall(r"\b(?:fsync|fdatasync)\(", log.read())))
    print(f"\nsyncs an act (fsync + fdatasync, strace): {(counts[1] - counts[0]) / 40:.2f}")


if __name__ == "__main__":
    raise SystemExit(main())
