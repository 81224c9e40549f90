"""Figures: what they add to an act, the pages, making facts anew, the yearly report, many units by months, an audit.

    python bench/bench_measures.py

``FAZHI_BENCH_FACTS``: rows strewn over ``FAZHI_BENCH_UNITS`` townships and twelve months (10,000,000 and 1,400), put
into the tables in bulk, past the acts; ``FAZHI_BENCH_REVIEWS``: matters of eight events done through the acts (400), to
be made anew with ``FAZHI_BENCH_COPIES`` copies of each (9); ``FAZHI_BENCH_HOME``: where the site is kept while it runs
(default a folder that is removed). ``DATABASE_URL``: the same on PostgreSQL, whose own processes no CPU time counts.
With ``duckdb`` on the path the audit by the columnar extra runs too. What stands beside a bar is judged by wall time;
the time of the processor stands beside it. Exits 1 when one is missed.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import redirect_stdout
from datetime import date, datetime
from io import StringIO
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
FACTS = int(os.environ.get("FAZHI_BENCH_FACTS", "10000000"))
UNITS = int(os.environ.get("FAZHI_BENCH_UNITS", "1400"))
REVIEWS = int(os.environ.get("FAZHI_BENCH_REVIEWS", "400"))
COPIES = int(os.environ.get("FAZHI_BENCH_COPIES", "9"))
ACTS = int(os.environ.get("FAZHI_BENCH_ACTS", "120"))
YEAR = 2021
COUNTY = 14
"""Townships of the county whose figures are read alone."""
_MISSED: list[str] = []


def told(words: str, value: float, unit: str, bar: float | None = None, cpu: float | None = None) -> None:
    """Print one result beside its bar, and remember what was missed. ``cpu``: the same by processor time."""
    state = "" if bar is None else f"  (bar {bar:g} {unit}) {'met' if value <= bar else 'MISSED'}"
    used = "" if cpu is None else f", CPU {cpu:.2f}"
    print(f"{words:<64}{value:>10.2f} {unit}{used}{state}", flush=True)
    if bar is not None and value > bar:
        _MISSED.append(words)


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Return milliseconds and what came back."""
    began = time.perf_counter()
    found = work()
    return (time.perf_counter() - began) * 1e3, found


def best_of(times: int, work: Callable[[], Any]) -> tuple[float, float, Any]:
    """Return the least milliseconds by the clock and of the processor, and what came back."""
    clock_, used, found = [], [], None
    for _ in range(times):
        cpu = time.process_time()
        took, found = timed(work)
        clock_.append(took)
        used.append((time.process_time() - cpu) * 1e3)
    return min(clock_), min(used), found


def act() -> None:
    """Print what the measures add to an act: the same act with and without them in turn, each on a fresh matter."""
    from bench import pilots

    from fazhi.records import clock
    from fazhi.records.acts import counting

    plain, series, used = counting.count, ([], []), ([], [])
    day = date(YEAR, 11, 2)
    for n in range(ACTS):
        for which in (n % 2, 1 - n % 2):
            stream = pilots.opened(0, day, 900_000 + 2 * n + which)
            with clock.fixed(day):
                pilots.forwarded(stream, 0)
                counting.count = plain if which else (lambda *_a, **_k: None)
                cpu = time.process_time()
                took, _ = timed(lambda at=stream: pilots.accepted(at, 0))
                used[which].append((time.process_time() - cpu) * 1e3)
                counting.count = plain
            series[which].append(took)
    without, with_ = (statistics.median(one) for one in series)
    less, more = (statistics.median(one) for one in used)
    print(f"an act without the measures {without:.2f} ms, with them {with_:.2f} ms (medians of {ACTS} in turn)")
    told("the measures add to an act", with_ - without, "ms", 2.0, more - less)


def anew() -> None:
    """Print how long making all facts anew takes for a million events at the pace of those there are.

    First where everything stands already (what a night finds), by one process and by one for each core; then where no
    row and no sum stands, so that all of them are written.
    """
    from bench import pilots
    from django.db import connection

    from fazhi.records.acts import recounting
    from fazhi.records.ledger import figures as rows
    from fazhi.records.models import Event, Rollup, YearSum, YieldedFact

    pilots.copied(COPIES)
    recounting.rebuild()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    events, before = Event.objects.filter(stream__kind="matter").count(), rows.fingerprint()
    cores = os.cpu_count() or 1

    def once(words: str, jobs: int, *, same: bool) -> None:
        used = sum(os.times()[:4])
        took, done = timed(lambda: recounting.rebuild(jobs=jobs))
        assert done.same is same, done
        assert rows.fingerprint() == before, "made anew, it is another"
        pace = 1e6 / events
        used = sum(os.times()[:4]) - used
        told(f"a million events, {words}, {jobs} at a time", took / 1e3 * pace, "s", 120.0, used * pace)

    print(f"{events:,} events, {before[0]:,} rows, load {os.getloadavg()[0]:.1f}; CPU is that of all processes")
    once("all standing", 1, same=True)
    once("all standing", cores, same=True)
    for model in (YieldedFact, Rollup, YearSum):
        model.objects.all()._raw_delete("default")
    once("nothing standing", cores, same=False)


STREWN = {
    "sqlite": (
        "WITH RECURSIVE seq (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM seq WHERE i + 1 < {facts}) ",
        "printf('{year}-%02d-%02d', h / 65536 % 12 + 1, h / 1024 % 28 + 1)",
    ),
    "postgresql": (
        "WITH seq AS (SELECT generate_series(0, {facts} - 1)::bigint AS i) ",
        "make_date({year}, (h / 65536 % 12 + 1)::int, (h / 1024 % 28 + 1)::int)",
    ),
}
"""How a database counts to a number and makes a day of another."""


def strew() -> None:
    """Put rows for many townships into the tables in bulk, past the acts; then the sums, in one statement each."""
    from django.db import connection

    from fazhi.kernel.measures import MeasureKind
    from fazhi.packs import measures
    from fazhi.records.ledger import adding_up
    from fazhi.records.models import Matter, Unit

    top, matter = Unit.objects.get(code="pilots"), Matter.objects.order_by("pk").values_list("pk", flat=True)[0]
    starts = date(2019, 1, 1)
    for county in range(-(-UNITS // COUNTY)):
        above = Unit.objects.create(
            code=f"k{county:03}", name=f"第{county}县", short=f"县{county}", kind="county_bureau", parent=top,
            path=f"{top.path}k{county:03}/", starts=starts,
        )  # fmt: skip
        Unit.objects.bulk_create(
            Unit(code=f"x{n:04}", name=f"第{n}镇", short=f"镇{n}", kind="township", parent=above,
                 path=f"{above.path}x{n:04}/", starts=starts)
            for n in range(county * COUNTY, min((county + 1) * COUNTY, UNITS))
        )  # fmt: skip
    units = list(Unit.objects.filter(code__startswith="x").order_by("path").values_list("pk", flat=True))
    read = [measures.every()[name] for name in sorted(names_read(measures))]
    counting_up, day = STREWN[connection.vendor]
    sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        for trigger in ("roll_up", "year_begins", "year_moves") if sqlite else ("roll_up",):
            cursor.execute(f"DROP TRIGGER {trigger}{'' if sqlite else ' ON records_yieldedfact'}")
        cursor.execute("DROP INDEX yielded_fact_unit")
        cursor.execute("CREATE TEMP TABLE strewn_units (place bigint PRIMARY KEY, unit bigint)")
        cursor.executemany("INSERT INTO strewn_units VALUES (%s, %s)", list(enumerate(units)))
        cursor.execute(
            "CREATE TEMP TABLE strewn_measures (place bigint PRIMARY KEY, name text, days int, sliced int, money int)"
        )
        cursor.executemany(
            "INSERT INTO strewn_measures VALUES (%s, %s, %s, %s, %s)",
            [
                (n, one.id, int(one.kind is MeasureKind.DURATION), int(one.by is not None), int(one.money))
                for n, one in enumerate(read)
            ],
        )
        cursor.execute(
            (
                "INSERT INTO records_yieldedfact"
                " (matter_id, unit_id, measure, day, slice, bucket, item, n, amount, recorded) "
                + counting_up
                + ", hashed AS (SELECT i, i * 2654435761 % 4294967296 AS h FROM seq) SELECT {matter}, u.unit, m.name, "
                + day
                + ", CASE WHEN m.sliced = 1 AND h / 64 % 3 = 0 THEN '行政合同（协议）'"
                " WHEN m.sliced = 1 AND h / 64 % 3 = 1 THEN '规范性文件' ELSE '' END,"
                " CASE WHEN m.days = 1 THEN h / 8192 % 15 + 1 ELSE 0 END, '', 1,"
                " CASE WHEN m.days = 1 THEN h / 8192 % 15 + 1 WHEN m.money = 1 THEN 100000 * (h / 8192 % 90)"
                " ELSE 1 END,"
                " '2021-12-31T09:00:00+08:00' FROM hashed JOIN strewn_units u ON u.place = i % {units}"
                " JOIN strewn_measures m ON m.place = i / {units} % {measures}"
            ).format(facts=FACTS, year=YEAR, matter=matter, units=len(units), measures=len(read)).replace("%", "%%"), []
        )  # fmt: skip
        cursor.execute("CREATE INDEX yielded_fact_unit ON records_yieldedfact (unit_id, measure, day)")
        cursor.execute("DELETE FROM records_rollup")
        cursor.execute("DELETE FROM records_yearsum")
        adding_up.fill()
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM ANALYZE")
    pilots_reader()


def pilots_reader() -> None:
    """Let somebody of one county read its figures."""
    from bench import pilots

    pilots.reader("k001", "county1")


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
    from fazhi.kernel.measures import Period, figure, measures_of
    from fazhi.packs import measures
    from fazhi.records.columns import Table
    from fazhi.records.grids import Grid, Place
    from fazhi.records.models import Unit

    every, chosen, months = measures.indicators(), forty(), list(Period.read(str(YEAR)).each_month())
    paths = list(Unit.objects.filter(code__startswith="x").order_by("path").values_list("path", flat=True))

    def read(prefix: str, wanted: list[str]) -> tuple[int, list[Any]]:
        table = Table(chosen, every, prefix, [Place(path=path) for path in wanted], months)
        assert table.at_once
        found = table.figures(chosen)
        return sum(sum(column.given()) for column in found), found

    county = [path for path in paths if path.startswith("pilots/k001/")]
    best, used, (_, found) = best_of(9, lambda: read("pilots/k001/", county))
    told(f"40 indicators, {len(county)} townships of a county, 12 months", best, "ms", 5.0, used)
    grid = Grid("pilots/k001/", months, measures_of(chosen, every))
    took, plainly = timed(
        lambda: [
            [figure(one, every, grid.at(Place(path=path), month)) for path in county for month in range(12)]
            for one in chosen
        ]
    )
    assert [list(column) for column in found] == plainly, "cell by cell it is another"
    told("  the same cell by cell, the same figures", took, "ms")
    best, used, (given, _) = best_of(5, lambda: read("pilots/", paths))
    told(f"40 indicators, {len(paths):,} townships, 12 months ({given:,} figures)", best, "ms", 200.0, used)


def cockpit(login: str, whose: str) -> None:
    """Print the 95th percentile of the overview, asked for by a county's reader through one warm client."""
    from django.test import Client

    import fazhi.site.wsgi  # noqa: F401  what a server does when it starts
    from fazhi.records import clock
    from fazhi.records.models import Account

    people = Client(HTTP_HOST="localhost")
    people.force_login(Account.objects.get(login=login), backend="django.contrib.auth.backends.ModelBackend")
    clock.fix(datetime(YEAR, 12, 31, 9, tzinfo=clock.CHINA))
    for address in ("/overview/", "/explore/?subject=review_rate&rows=unit&cols=period"):
        answer = people.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        took, used = [], []
        for _ in range(30):
            cpu = time.process_time()
            took.append(timed(lambda at=address: people.get(at))[0])
            used.append((time.process_time() - cpu) * 1e3)
        p95, cpu95 = (statistics.quantiles(one, n=20)[18] for one in (took, used))
        told(f"GET {address[:16]}, {whose}, p95 of 30", p95, "ms", 150.0, cpu95)


def report() -> None:
    """Print how long the yearly report of a township takes, from nothing to Word, the checker among it."""
    home = Path(os.environ["FAZHI_HOME"]) / "report.docx"
    from fazhi.cli import main as command

    cpu = time.process_time()
    with redirect_stdout(StringIO()):
        took, code = timed(
            lambda: command(["report", "annual", "--unit", "x0014", "--year", str(YEAR), "-o", str(home)])
        )
    told("the yearly report of a township", took / 1e3, "s", 5.0, time.process_time() - cpu)
    assert home.exists(), code


def audit() -> None:
    """Print a cold audit of all sums from the rows beside the raw statement that adds them up."""
    from django.db import connection

    from fazhi.records.ledger import adding_up

    raw = (
        "SELECT unit_id, measure, " + adding_up.SLOT[connection.vendor].format(day="day")
        + " AS slot, slice, bucket, sum(n), sum(amount) FROM records_yieldedfact GROUP BY 1, 2, 3, 4, 5"
    )  # fmt: skip

    def bare() -> int:
        with connection.cursor() as cursor:
            cursor.execute(raw)
            return len(cursor.fetchall())

    took, groups = timed(bare)
    mine, differ = timed(adding_up.sums_that_differ)
    assert differ == [], differ[:3]
    print(f"raw statement {took / 1e3:.2f} s for {groups:,} groups; the audit {mine / 1e3:.2f} s, nothing differs")
    told("the audit takes so many times the raw statement", mine / took, "times", 1.0)


def columnar_audit() -> None:
    """Print the audit through the columnar extra beside its engine adding up the same Parquet."""
    from fazhi.records import columnar

    try:
        engine = columnar.engine()
    except columnar.NotInstalled:
        print("the columnar extra is not installed: no audit through it")
        return
    with tempfile.TemporaryDirectory(prefix="fazhi-columnar-") as folder:
        took, _ = timed(lambda: columnar.exported(Path(folder)))
        print(f"rows and sums exported as Parquet in {took / 1e3:.1f} s")
        raw = (
            f"SELECT unit, measure, {columnar.SLOT} AS slot, slice, bucket, sum(n) AS n, sum(amount) AS amount "
            f"FROM '{Path(folder) / columnar.FACTS}' GROUP BY ALL"
        )
        bare, _, groups = best_of(3, lambda: len(engine.connect().execute(raw).fetchall()))
        # Added up to one row, so that the engine cannot leave out the sums that nobody asks for.
        one_row = f"SELECT count(*), sum(n), sum(amount) FROM ({raw})"
        held, _, _ = best_of(3, lambda: engine.connect().execute(one_row).fetchall())
        mine, _, differ = best_of(3, lambda: columnar.sums_that_differ(Path(folder)))
        assert differ == [], differ[:3]
        print(
            f"DuckDB over Parquet {bare / 1e3:.2f} s for {groups:,} groups ({held / 1e3:.2f} s without handing them "
            f"over); the audit {mine / 1e3:.2f} s, nothing differs"
        )
        told("the columnar audit takes so many times DuckDB's own sums", mine / bare, "times", 2.0)
        told("  so many times where those are not handed over", mine / held, "times", 2.0)


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
        cockpit("county", "two towns")
        took, _ = timed(strew)
        print(f"{FACTS:,} rows for {UNITS:,} townships put in within {took / 1e3:.0f} s, load {os.getloadavg()[0]:.1f}")
        many()
        cockpit("county1", f"{COUNTY} of {UNITS:,} towns")
        audit()
        columnar_audit()
        report()
        print(f"load at the end {os.getloadavg()[0]:.1f}")
    print("missed: " + "; ".join(_MISSED) if _MISSED else "all met")
    return 1 if _MISSED else 0


if __name__ == "__main__":
    raise SystemExit(main())
