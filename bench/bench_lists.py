"""The list of matters as one person's browser asks for it, over a million matters, with the access predicate.

    python bench/bench_lists.py [--requests 60]

One warm client in process: URL, sign-in, permission, queries, template, bytes. Warm is a process that was started as a
server starts it and a person who has seen the list and the work of the day before, not this page: its first time is
printed in a column of its own, and counts among the others. Round after round every page once, so that what one left
behind in memory is not there for the next time; 95th percentile beside the median, CPU time beside; the bar is 150 ms.
``FAZHI_BENCH_MATTERS``: how many matters (default a million); ``FAZHI_BENCH_HOME``: where the database is kept between
runs (default ``build/bench``). Exits 1 when the bar is missed.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

MATTERS = int(os.environ.get("FAZHI_BENCH_MATTERS", "1000000"))
HOME = Path(os.environ.get("FAZHI_BENCH_HOME", ROOT / "build" / "bench")) / f"lists-{MATTERS}"
HOME.mkdir(parents=True, exist_ok=True)
os.environ["FAZHI_HOME"] = str(HOME)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fazhi.site.settings")

import django  # noqa: E402

django.setup()

from bench.contest.many import TODAY, fill  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

import fazhi.site.wsgi  # noqa: E402, F401  what a server does when it starts
from fazhi.records import clock  # noqa: E402
from fazhi.records.models import Account, Matter  # noqa: E402

BAR_MS = 150.0
LONGEST, FEWEST = 1200.0, 5
"""Seconds after which no further round is begun, and how many there are at least."""
PAGES = (
    ("县局：首页", "sfj-sc", "/matters/"),
    ("县局：下一页", "sfj-sc", "next"),
    ("县局：深处一页", "sfj-sc", "deep"),
    ("县局：在办", "sfj-sc", "/matters/?standing=open"),
    ("县局：逾期", "sfj-sc", "/matters/?mark=late"),
    ("县局：一镇的合法性审查", "sfj-sc", "/matters/?unit=town-07&procedure=legality_review"),
    ("县局：一个月", "sfj-sc", "/matters/?opened=2026-03-01至2026-03-31"),
    ("县局：急件、信息公开", "sfj-sc", "/matters/?mark=urgent&procedure=disclosure_request"),
    ("县局：等待答复", "sfj-sc", "/matters/?standing=waiting"),
    ("县局：已归档的重大决策", "sfj-sc", "/matters/?standing=archived&procedure=major_decision"),
    ("县局：一位承办人", "sfj-sc", "/matters/?handler=p-town-07-jjb"),
    ("县局：名称含两字词（多）", "sfj-sc", "/matters/?words=测速"),
    ("县局：名称含编号（少）", "sfj-sc", "/matters/?words=123456"),
    ("县局：搜索两字词", "sfj-sc", "/search/?q=测速"),
    ("县局：搜索两词", "sfj-sc", "/search/?q=测速 7777"),
    ("县局：搜索年份和号", "sfj-sc", "/search/?q=2026-1987654"),
    ("县局：搜索人名", "sfj-sc", "/search/?q=某-07-nyb"),
    ("县局：搜索没有的词", "sfj-sc", "/search/?q=公厕"),
    ("县局：台账目录", "sfj-sc", "/ledger/"),
    ("县局：工作台", "sfj-sc", "/"),
    ("县局：待补救", "sfj-sc", "/?tab=remedy"),
    ("镇领导：首页", "town-07-fg", "/matters/"),
    ("镇领导：深处一页", "town-07-fg", "deep"),
    ("镇领导：在办", "town-07-fg", "/matters/?standing=open"),
    ("镇领导：逾期", "town-07-fg", "/matters/?mark=late"),
    ("镇领导：信息公开", "town-07-fg", "/matters/?procedure=disclosure_request"),
    ("镇领导：搜索两字词", "town-07-fg", "/search/?q=测速"),
    ("镇领导：工作台", "town-07-fg", "/"),
    ("镇领导：台账目录", "town-07-fg", "/ledger/"),
    ("承办人：首页", "town-07-jjb", "/matters/"),
    ("承办人：工作台", "town-07-jjb", "/"),
    ("承办人：登记台", "town-07-jjb", "/register/"),
    ("只参与的人：首页", "counsel", "/matters/"),
    ("只参与的人：深处一页", "counsel", "deep"),
    ("只参与的人：在办", "counsel", "/matters/?standing=open"),
    ("只参与的人：搜索", "counsel", "/search/?q=测速"),
    ("只参与的人：工作台", "counsel", "/"),
)


def client(login: str) -> Client:
    """Return a browser that is signed in."""
    made = Client(HTTP_HOST="localhost")
    made.force_login(Account.objects.get(login=login), backend="django.contrib.auth.backends.ModelBackend")
    return made


def address(name: str, people: Client) -> str:
    """Return the address of a page; ``next`` and ``deep`` are named by the key of a row."""
    if name == "next":
        row = Matter.objects.order_by("-opened", "-stream_id")[49]
    elif name == "deep":
        row = Matter.objects.filter(opened__lte=TODAY - timedelta(days=900)).order_by("-opened", "-stream_id")[0]
    else:
        return name
    return f"/matters/?after={row.opened.isoformat()}.{row.pk}"


def main() -> int:
    """Print the table; 1 when a page misses the bar."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--requests", type=int, default=40)
    asked = parser.parse_args()
    began = time.perf_counter()
    made = fill(MATTERS)
    size = (HOME / "fazhi.sqlite3").stat().st_size / 1e6
    print(f"{Matter.objects.count():,} matters, {size:,.0f} MB, {connection.vendor}", end="")
    print(f", filled in {time.perf_counter() - began:.0f} s" if made else ", kept from an earlier run")
    print(f"\n{'page':<32}{'first ms':>10}{'median ms':>11}{'p95 ms':>9}{'CPU median':>12}{'p95':>7}")
    worst = worst_cpu = 0.0
    clock.fix(datetime(TODAY.year, TODAY.month, TODAY.day, 9, tzinfo=clock.CHINA))
    people = {login: client(login) for _, login, _ in PAGES}
    for one in people.values():
        for where in ("/matters/", "/"):
            assert one.get(where).status_code == 200, where
    asks = [(label, people[login], address(name, people[login])) for label, login, name in PAGES]
    walls: dict[str, list[float]] = {label: [] for label, _, _ in asks}
    cpus: dict[str, list[float]] = {label: [] for label, _, _ in asks}
    until = time.perf_counter() + LONGEST
    for done in range(asked.requests):
        if done >= FEWEST and time.perf_counter() > until:
            break
        for label, one, where in asks:
            cpu, wall = time.process_time(), time.perf_counter()
            answer = one.get(where)
            walls[label].append((time.perf_counter() - wall) * 1000)
            cpus[label].append((time.process_time() - cpu) * 1000)
            assert answer.status_code == 200, (label, answer.status_code)
    for label, took in walls.items():
        p95 = statistics.quantiles(took, n=20)[18]
        cpu95 = statistics.quantiles(cpus[label], n=20)[18]
        middle = statistics.median(cpus[label])
        worst, worst_cpu = max(worst, p95), max(worst_cpu, cpu95)
        pad = 32 - sum(1 for c in label if ord(c) > 0x2E7F)
        print(
            f"{label:<{pad}}{took[0]:>10.1f}{statistics.median(took):>11.1f}{p95:>9.1f}{middle:>12.1f}{cpu95:>7.1f}",
            flush=True,
        )
    verdict = "met" if worst < BAR_MS else "MISSED"
    print(f"\nbar: p95 under {BAR_MS:.0f} ms on every page, one warm client: worst {worst:.1f} ms, {verdict}", end="")
    print(f" (CPU {worst_cpu:.1f} ms; load {os.getloadavg()[0]:.1f})")
    return 0 if worst < BAR_MS else 1


if __name__ == "__main__":
    raise SystemExit(main())
