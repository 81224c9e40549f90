"""An old ledger of twelve columns taken over: time from the bytes of the file to rows in the ledger, and memory.

    python bench/bench_excel_in.py

``FAZHI_BENCH_ROWS``: how many rows (default 100,000). Each time into a new site (a bureau and a township) in a
temporary folder, with the contract pack: twelve columns that give a matter with four records each, its number in the
book, and the row as it stood, sealed. First look (bounds, reading, the first 5,000 rows), then all portions. Beside it
what openpyxl takes to read the same file row by row. Bar: 180 seconds for 100,000 rows. Exits 1 when it is missed.
"""

from __future__ import annotations

import io
import os
import resource
import sys
import tempfile
import time
from collections import deque
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

ROWS = int(os.environ.get("FAZHI_BENCH_ROWS", "100000"))
HOME = tempfile.mkdtemp(prefix="fazhi-bench-")
os.environ["FAZHI_HOME"] = HOME
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fazhi.site.settings")

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402

from fazhi.formats import sheets as writer  # noqa: E402
from fazhi.records import clock, evidence, packs, site  # noqa: E402
from fazhi.records.access import SYSTEM, actor_of  # noqa: E402
from fazhi.records.acts import accounts, organisation, sheets  # noqa: E402
from fazhi.records.evidence import Attached  # noqa: E402
from fazhi.records.models import Account, Event, Matter, SheetImport, Unit  # noqa: E402
from fazhi.records.sheets import running  # noqa: E402
from fazhi.records.sheets.mapping import heads_of, proposed  # noqa: E402

BAR_S = 180.0
TODAY = date(2026, 11, 20)
HEADS = (
    "合同编号", "合同名称", "合同种类", "承办科室", "承办人", "相对方", "标的", "金额（万元）", "采购方式", "签订日期",
    "履行期限起", "履行期限止",
)  # fmt: skip


def table() -> bytes:
    """Return the workbook, made row by row."""

    def rows():
        for n in range(1, ROWS + 1):
            day = date(2019, 1, 1) + timedelta(days=n % 2500)
            yield [
                f"柳合〔{day.year}〕{n}号", f"集镇路灯维护{n}号合同", "采购服务", "柳禾镇", None, f"清禾第{n}有限公司",
                f"路灯{n}", Decimal(n % 900) / 10, "询价", day, day, day + timedelta(days=365),
            ]  # fmt: skip

    out = io.BytesIO()
    heads = [writer.Head(name=name) for name in HEADS]
    writer.write(writer.Book(title="合同台账", words="单位：柳禾镇", heads=heads), rows(), out)
    return out.getvalue()


def build() -> Unit:
    """Make the site and return the township."""
    call_command("migrate", verbosity=0, interactive=False)
    site.ensure(fresh=True)
    for code, name, kind, above in (
        ("qinghe", "清禾县司法局", "county_bureau", None),
        ("liuhe", "柳禾镇", "township", "qinghe"),
    ):
        organisation.create_unit(
            actor=SYSTEM, code=code, name=name, short=name[:2], kind=kind, starts=date(2018, 1, 1), parent=above
        )
    organisation.create_person(actor=SYSTEM, unit="liuhe", name="某经办", person="p-one")
    organisation.appoint(actor=SYSTEM, person="p-one", unit="liuhe", post="clerk", role="work", starts=date(2018, 1, 1))
    accounts.create_account(
        actor=SYSTEM, login="one", person="p-one", unit="liuhe", password="first-pass-1", created=date(2018, 1, 1)
    )
    return Unit.objects.get(code="liuhe")


def main() -> int:
    """Print the table; 1 when the bar is missed."""
    clock.fix(datetime(2026, 11, 20, 9, tzinfo=clock.CHINA))
    unit = build()
    body = table()
    print(f"{ROWS:,} rows of {len(HEADS)} columns, {len(body) / 1e6:.1f} MB; load {os.getloadavg()[0]:.1f}")
    print(f"\n{'part':<40}{'wall s':>8}{'CPU s':>8}{'most MB':>9}", flush=True)
    began = [time.perf_counter(), time.process_time()]

    def told(label: str) -> float:
        wall, cpu = time.perf_counter() - began[0], time.process_time() - began[1]
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{label:<40}{wall:>8.1f}{cpu:>8.1f}{most:>9.0f}", flush=True)
        began[:] = [time.perf_counter(), time.process_time()]
        return wall

    file = evidence.receive([body], "合同台账.xlsx")
    taken = told("received: type, secrecy marks, kept")
    procedure = packs.for_new("contract", unit, TODAY)
    grid = running.grid_of(file.sm3, file.name, "")
    meaning = proposed(procedure, heads_of(grid, procedure, None), None)
    taken += told("bounds looked at, cells read")
    found = running.survey(running.table_of(unit, "contract", file.sm3, file.name, meaning, TODAY))
    taken += told(f"first look at {sum(found.fates.values()):,} rows")
    actor = actor_of(Account.objects.get(login="one"))
    done = sheets.begin_sheet(
        actor=actor, key=None, unit="liuhe", procedure="contract", meaning=meaning,
        file=Attached(file=file, slot=sheets.SLOT), rows=len(grid.rows),
    )  # fmt: skip
    begun = SheetImport.objects.select_related("unit").get(key=done["sheet"])
    deque(running.go_on(actor, begun, TODAY, seconds=3600), maxlen=0)
    taken += told(f"taken over, {sheets.PORTION} rows an act")
    assert begun.taken == Matter.objects.count() == ROWS, (begun.taken, begun.refused)
    size = (Path(HOME) / "fazhi.sqlite3").stat().st_size / 1e6
    print(f"\n{begun.taken:,} matters, {Event.objects.count():,} records, database {size:.0f} MB")
    began[:] = [time.perf_counter(), time.process_time()]
    import openpyxl

    cells = sum(len(row) for row in openpyxl.load_workbook(io.BytesIO(body), read_only=True).active.iter_rows())
    told(f"(openpyxl, read only: {cells:,} cells)")
    allowed = BAR_S * ROWS / 100_000
    met = "met" if taken < allowed else "MISSED"
    print(f"\nbar: {BAR_S:.0f} s for 100,000 rows, {allowed:.0f} s here: {taken:.1f} s, {met}")
    return 0 if taken < allowed else 1


if __name__ == "__main__":
    raise SystemExit(main())
