"""Figures: what they add to an act, the overview, making facts anew, many units by months, and a cold audit.

    python bench/bench_measures.py

``FAZHI_BENCH_FACTS``: rows strewn over ``FAZHI_BENCH_UNITS`` townships and twelve months (10,000,000 and 1,400);
``FAZHI_BENCH_REVIEWS``: matters done through the acts, made anew afterwards (400); ``FAZHI_BENCH_HOME``: where the
site is kept while it runs (default a folder that is removed). ``DATABASE_URL``: the same on PostgreSQL. What
stands beside a bar is judged; exits 1 when one is missed. An audit by a columnar engine is not there yet.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
FACTS = int(os.environ.get("FAZHI_BENCH_FACTS", "10000000"))
UNITS = int(os.environ.get("FAZHI_BENCH_UNITS", "1400"))
REVIEWS = int(os.environ.get("FAZHI_BENCH_REVIEWS", "400"))
ACTS = int(os.environ.get("FAZHI_BENCH_ACTS", "120"))
YEAR = 2021
COUNTY = 14
"""Townships of the county whose figures are read alone."""
_MISSED: list[str] = []


def told(words: str, value: float, unit: str, bar: float | None = None) -> None:
    """Print one result beside its bar, and remember what was missed."""
    state = "" if bar is None else f"  (bar {bar:g} {unit}) {'met' if value <= bar else 'MISSED'}"
    print(f"{words:<64}{value:>10.2f} {unit}{state}", flush=True)
    if bar is not None and value > bar:
        _MISSED.append(words)


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Return milliseconds and what came back."""
    began = time.perf_counter()
    found = work()
    return (time.perf_counter() - began) * 1e3, found


def act() -> None:
    """Print what the measures add to an act: the same act with and without them in turn, each on a fresh matter."""
    from bench import pilots

    from fazhi.records import clock
    from fazhi.records.acts import counting

    plain, series = counting.count, ([], [])
    day = date(YEAR, 11, 2)
    for n in range(ACTS):
        for which in (n % 2, 1 - n % 2):
            stream = pilots.opened(0, day, 900_000 + 2 * n + which)
            with clock.fixed(day):
                pilots.forwarded(stream, 0)
                counting.count = plain if which else (lambda *_a, **_k: None)
                took, _ = timed(lambda at=stream: pilots.accepted(at, 0))
                counting.count = plain
            series[which].append(took)
    without, with_ = (statistics.median(one) for one in series)
    print(f"an act without the measures {without:.2f} ms, with them {with_:.2f} ms (medians of {ACTS} in turn)")
    told("the measures add to an act", with_ - without, "ms", 2.0)


def anew() -> None:
    """Print how long making all facts anew takes, from so many events as there are, and for a million at that pace."""
    from fazhi.records.acts import counting
    from fazhi.records.ledger import figures as rows
    from fazhi.records.models import Event

    events, before = Event.objects.filter(stream__kind="matter").count(), rows.fingerprint()
    took, _ = timed(counting.rebuild)
    assert rows.fingerprint() == before, "made anew, it is another"
    print(f"{events:,} events, {before[0]:,} rows made anew in {took / 1e3:.1f} s, the same to the byte")
    told("one million events at that pace", took / 1e3 / events * 1e6, "s", 120.0)


def strew() -> None:
    """Put rows for many townships into the database in bulk: the sums in one statement, not row by row."""
    from django.db import connection

    from fazhi.packs import measures
    from fazhi.records.ledger.figures import SLOT
    from fazhi.records.models import Matter, Unit

    top, matter = Unit.objects.get(code="pilots"), Matter.objects.order_by("pk").values_list("pk", flat=True)[0]
    Unit.objects.bulk_create(
        Unit(code=f"x{n:04}", name=f"县{n // COUNTY:03}第{n}镇", short=f"镇{n}", kind="township", parent=top,
             path=f"{top.path}c{n // COUNTY:03}-x{n:04}/", starts=date(2019, 1, 1))
        for n in range(UNITS)
    )  # fmt: skip
    units = list(Unit.objects.filter(code__startswith="x").order_by("path").values_list("pk", flat=True))
    chance, names = Random(3), sorted(names_read(measures))
    firsts = [date(YEAR, month, 1) for month in range(1, 13)]

    def made() -> Iterator[tuple[Any, ...]]:
        for n in range(FACTS):
            day = firsts[n // 7 % 12] + timedelta(days=n % 28)
            bucket = chance.randrange(1, 8)
            yield (matter, units[n % UNITS], names[n // UNITS % len(names)], day.isoformat(), "", bucket, "", 1, bucket,
                   "2021-12-31T09:00:00+08:00")  # fmt: skip

    on = "" if connection.vendor == "sqlite" else " ON records_yieldedfact"
    sql = (
        "INSERT INTO records_yieldedfact (matter_id, unit_id, measure, day, slice, bucket, item, n, amount, recorded)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
    )
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER roll_up{on}")
        rows = made()
        while some := [row for _, row in zip(range(20_000), rows, strict=False)]:
            cursor.executemany(sql, some)
        cursor.execute("DELETE FROM records_rollup")
        cursor.execute(
            "INSERT INTO records_rollup (unit_id, measure, slot, slice, bucket, n, amount) SELECT unit_id, measure, "
            + SLOT[connection.vendor].format(day="day")
            + ", slice, bucket, sum(n), sum(amount) FROM records_yieldedfact GROUP BY 1, 2, 3, 4, 5"
        )
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM ANALYZE")


def names_read(measures: Any) -> set[str]:
    """Return the measures that the forty indicators rest on."""
    from fazhi.kernel.measures import measures_of

    return set(measures_of(forty(), measures.indicators()))


def forty() -> list[Any]:
    """Return forty indicators as shipped: none compares with the year before."""
    from fazhi.packs import measures

    return [one for one in measures.indicators().values() if "last_year" not in one.source][:40]


def many() -> None:
    """Print how long forty indicators take for all townships by twelve months, and for those of one county."""
    from fazhi.kernel.measures import Period, figure
    from fazhi.packs import measures
    from fazhi.records.grids import Grid, Place
    from fazhi.records.models import Unit

    every, chosen, months = measures.indicators(), forty(), list(Period.read(str(YEAR)).each_month())
    paths = list(Unit.objects.filter(code__startswith="x").order_by("path").values_list("path", flat=True))

    def read(prefix: str, wanted: list[str]) -> int:
        grid = Grid(prefix, months, names_read(measures))
        return sum(
            figure(one, every, grid.at(Place(path=path), month)).value is not None
            for path in wanted for month in range(12) for one in chosen
        )  # fmt: skip

    county = [path for path in paths if path.startswith("pilots/c001-")]
    best = min(timed(lambda: read("pilots/c001-", county))[0] for _ in range(5))
    told(f"40 indicators, {len(county)} townships of a county, 12 months", best, "ms", 5.0)
    best, found = timed(lambda: read("pilots/", paths))
    told(f"40 indicators, {len(paths):,} townships, 12 months ({found:,} figures)", best, "ms", 200.0)


def cockpit() -> None:
    """Print the 95th percentile of the overview, asked for by the county's reader through one warm client."""
    from django.test import Client

    from fazhi.records import clock
    from fazhi.records.models import Account

    people = Client(HTTP_HOST="localhost")
    people.force_login(Account.objects.get(login="county"), backend="django.contrib.auth.backends.ModelBackend")
    clock.fix(datetime(YEAR, 12, 31, 9, tzinfo=clock.CHINA))
    for address in ("/overview/", "/explore/?subject=review_rate&rows=unit&cols=period"):
        answer = people.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        took, used = [], []
        for _ in range(30):
            cpu = time.process_time()
            took.append(timed(lambda at=address: people.get(at))[0])
            used.append((time.process_time() - cpu) * 1e3)
        told(f"GET {address[:48]}, p95 of 30", statistics.quantiles(took, n=20)[18], "ms", 150.0)
        told("  of that CPU", statistics.quantiles(used, n=20)[18], "ms")


def audit() -> None:
    """Print a cold audit of all sums from the rows beside the raw statement that adds them up."""
    from django.db import connection

    from fazhi.records.ledger import figures as rows

    raw = (
        "SELECT unit_id, measure, " + rows.SLOT[connection.vendor].format(day="day")
        + " AS slot, slice, bucket, sum(n), sum(amount) FROM records_yieldedfact GROUP BY 1, 2, 3, 4, 5"
    )  # fmt: skip

    def bare() -> int:
        with connection.cursor() as cursor:
            cursor.execute(raw)
            return len(cursor.fetchall())

    took, groups = timed(bare)
    mine, differ = timed(rows.sums_that_differ)
    assert differ == [], differ[:3]
    print(f"raw statement {took / 1e3:.2f} s for {groups:,} groups; the audit {mine / 1e3:.2f} s, nothing differs")
    told("the audit takes so many times the raw statement", mine / took, "times", 1.0)


def main() -> int:
    """Run all; 1 where a bar is missed."""
    with tempfile.TemporaryDirectory(prefix="fazhi-measures-") as folder:
        os.environ["FAZHI_HOME"] = os.environ.get("FAZHI_BENCH_HOME") or folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "fazhi.site.settings"
        import django

        django.setup()
        from bench import pilots
        from django.conf import settings
        from django.core.management import call_command
        from django.db import connection

        from fazhi.records import site

        settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
        call_command("migrate", verbosity=0)
        site.ensure(fresh=True)
        pilots.found(2)
        pilots.reader()
        for number, task in enumerate(pilots.tasks({YEAR: REVIEWS}, {YEAR: REVIEWS}, 2)):
            pilots.review(task, number)
        print(f"{connection.vendor}, {REVIEWS} reviews through the acts, load {os.getloadavg()[0]:.1f}")
        anew()
        act()
        cockpit()
        took, _ = timed(strew)
        print(f"{FACTS:,} rows for {UNITS:,} townships put in within {took / 1e3:.0f} s, load {os.getloadavg()[0]:.1f}")
        audit()
        many()
    print("missed: " + "; ".join(_MISSED) if _MISSED else "all met")
    return 1 if _MISSED else 0


if __name__ == "__main__":
    raise SystemExit(main())
