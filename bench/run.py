"""Run every `bench/bench_*.py` in turn, after printing versions and settings: `python bench/run.py [NAME...]`.

Each of them is a script of its own that prints its table and exits nonzero when a stated ratio is missed.
"""

from __future__ import annotations

import os
import platform
import sqlite3
import subprocess
import sys
from importlib import metadata
from pathlib import Path

HERE = Path(__file__).resolve().parent
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
)


def versions() -> list[str]:
    """Return one line each for machine, interpreter, database and library."""
    lines = [f"machine       {platform.platform()}, {os.cpu_count()} cores"]
    lines.append(f"python        {platform.python_version()}")
    lines.append(f"sqlite        {sqlite3.sqlite_version}")
    known = {dist.metadata["Name"].lower(): dist.version for dist in metadata.distributions()}
    return lines + [f"{name:<13} {known.get(name, 'not installed')}" for name in SHOWN]


def main(names: list[str]) -> int:
    """Run the benches named, or all; return 1 if one of them failed, 2 if there is none."""
    print("\n".join(versions()), flush=True)
    benches = [
        path for path in sorted(HERE.glob("bench_*.py")) if not names or path.stem.removeprefix("bench_") in names
    ]
    if not benches:
        print("没有可运行的测速 / no such bench", file=sys.stderr)
        return 2
    failed = []
    for path in benches:
        print(f"\n== {path.stem}", flush=True)
        if subprocess.run([sys.executable, str(path)], cwd=HERE.parent).returncode != 0:
            failed.append(path.stem)
    print(f"\n未达到 / missed: {', '.join(failed)}" if failed else "\n全部达到 / all met")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
