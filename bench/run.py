"""Run every `bench/bench_*.py` in turn, after printing versions and settings.

    python bench/run.py [--write] [NAME...]

Each of them is a script of its own that prints its table and exits nonzero when a stated ratio is missed. ``--write``
keeps what was printed in ``docs/reference/bench.md``, with the day and the machine; other benches' tables stay there.
"""

from __future__ import annotations

import os
import platform
import re
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

HERE = Path(__file__).resolve().parent
PAGE = HERE.parent / "docs" / "reference" / "bench.md"
SHOWN = (
    "django",
    "cryptography",
    "psycopg",
    "chinesecalendar",
    "holidays",
    "workalendar",
    "numpy",
    "django-fsm-2",
    "spiffworkflow",
    "autocorrect-py",
)

SIZES = ("FAZHI_BENCH_FACTS", "FAZHI_BENCH_LEDGER", "FAZHI_BENCH_REVIEWS", "FAZHI_BENCH_UNITS")
"""What makes a run another one: it stands beside its output."""


def versions() -> list[str]:
    """Return one line each for machine, interpreter, database and library."""
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    lines = [f"machine       {platform.platform()}, {os.cpu_count()} cores, load {load}"]
    lines.append(f"python        {platform.python_version()}")
    lines.append(f"sqlite        {sqlite3.sqlite_version}")
    known = {dist.metadata["Name"].lower(): dist.version for dist in metadata.distributions()}
    return lines + [f"{name:<13} {known.get(name, 'not installed')}" for name in SHOWN]


def shown(command: list[str]) -> tuple[int, str]:
    """Run a bench, showing what it prints as it comes; return its code and all it printed."""
    printed: list[str] = []
    with subprocess.Popen(command, cwd=HERE.parent, stdout=subprocess.PIPE, text=True) as running:
        for line in running.stdout or ():
            print(line, end="", flush=True)
            printed.append(line)
    return running.returncode, "".join(printed)


def keep(name: str, told: list[str], printed: str) -> None:
    """Put the output of one bench into its place on the page, leaving what stands around it."""
    text = PAGE.read_text(encoding="utf-8")
    name += "_postgresql" if os.environ.get("DATABASE_URL") else ""
    begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    if begin not in text or end not in text:
        raise SystemExit(f"{PAGE.name} 没有 {name} 的位置：加上 {begin} 和 {end} 两行")
    given = [f"{key}={os.environ[key]}" for key in sorted(os.environ) if key in SIZES]
    given += ["scripts/with_postgres.py"] if os.environ.get("DATABASE_URL") else []
    asked = name.removeprefix("bench_").removesuffix("_postgresql")
    command = " ".join([*given, "python bench/run.py --write", asked])
    block = (
        f"{begin}\n\n{datetime.now(UTC).date().isoformat()}，`{command}`\n\n```text\n"
        + "\n".join(told)
        + f"\n\n{printed}```\n\n{end}"
    )
    pattern = re.compile(re.escape(begin) + ".*?" + re.escape(end), re.DOTALL)
    PAGE.write_text(pattern.sub(lambda _: block, text), encoding="utf-8")


def main(names: list[str]) -> int:
    """Run the benches named, or all; return 1 if one of them failed, 2 if there is none."""
    write = "--write" in names
    names = [name for name in names if name != "--write"]
    told = versions()
    print("\n".join(told), flush=True)
    benches = [
        path for path in sorted(HERE.glob("bench_*.py")) if not names or path.stem.removeprefix("bench_") in names
    ]
    if not benches:
        print("没有可运行的测速 / no such bench", file=sys.stderr)
        return 2
    failed = []
    for path in benches:
        print(f"\n== {path.stem}", flush=True)
        code, printed = shown([sys.executable, str(path)])
        if code != 0:
            failed.append(path.stem)
        if write:
            keep(path.stem, told, printed)
    print(f"\n未达到 / missed: {', '.join(failed)}" if failed else "\n全部达到 / all met")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
