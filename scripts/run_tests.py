"""Run every check and every test: `python scripts/run_tests.py [--fast]`. Nonzero if any of them fails.

All parts run even if one fails. The whole suite comes last, so that pytest's own closing lines stand at the end,
followed by what was not run and one summary line.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

from needs import NEEDS, find_chromium, find_postgres

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PYTHON = sys.executable
RESULTS = ROOT / "build"
DATABASE_TESTS = ("tests/records", "tests/desk", "tests/site")  # those that mean something else on another database
FOLDERS = [name for name in ("src", "tests", "scripts", "bench") if (ROOT / name).is_dir()]


def environment(home: str) -> dict[str, str]:
    """Return the environment of the tests: never the user's own data folder or database."""
    kept = {**os.environ, "FAZHI_HOME": home, "PYTHONPATH": str(ROOT / "src")}
    # Another order of sets in each run, but the same one on both workers, or they would not name tests alike.
    kept.setdefault("PYTHONHASHSEED", str(random.randrange(2**16)))
    kept.pop("DATABASE_URL", None)
    # Compiled once and kept: else each worker, and each program that a test starts, compiles all of it anew.
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    if chromium := find_chromium():
        kept["FAZHI_CHROMIUM"] = chromium
    return kept


def checks() -> list[tuple[str, list[str]]]:
    """Return the checks that need no test run, cheapest first."""
    return [
        ("ruff format", [str(BIN / "ruff"), "format", "--check", *FOLDERS]),
        ("ruff check", [str(BIN / "ruff"), "check", *FOLDERS]),
        ("lint-imports", [str(BIN / "lint-imports")]),
        ("mypy", [str(BIN / "mypy")]),
        ("docs", [PYTHON, "scripts/generate_docs.py", "--check"]),
    ]


def pytest(results: str, *more: str) -> list[str]:
    """Return a pytest command on two workers that also writes what it skipped and why.

    Files in their order by name: those of many tests first would leave the long stories of the browser to one worker.
    """
    spread = ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]
    return [PYTHON, "-m", "pytest", *spread, "-p", "no:cacheprovider", f"--junitxml={RESULTS / results}", *more]


def suites(fast: bool) -> list[tuple[str, list[str]]]:
    """Return the test runs; the whole suite is the last one."""
    if fast:
        return [("pytest", pytest("fast.xml", "-m", "not browser and not postgres and not slow"))]
    found: list[tuple[str, list[str]]] = []
    folders = [folder for folder in DATABASE_TESTS if (ROOT / folder).is_dir()]
    if folders and find_postgres() and (ROOT / "scripts" / "with_postgres.py").exists():
        command = pytest("postgres.xml", "-m", "not browser and not own_site", *folders)
        found.append(("pytest PostgreSQL", [PYTHON, "scripts/with_postgres.py", *command]))
    return [*found, ("pytest", pytest("whole.xml"))]


def left_out(fast: bool) -> list[str]:
    """Return one line for each thing that was not run, with the reason."""
    lines = [f"没有{need.name}：{need.without}" for need in NEEDS if not fast and need.find() is None]
    if fast:
        lines.append("浏览器、PostgreSQL 与慢测试：只在 make test 中运行 / browser, PostgreSQL and slow tests")
    for results in sorted(RESULTS.glob("*.xml")):
        reasons = Counter(
            skipped.get("message") or "没有说明理由 / no reason given"
            for skipped in ElementTree.parse(results).iter("skipped")  # our own file, just written
        )
        lines += [f"{results.stem}：{count} 项跳过：{reason}" for reason, count in sorted(reasons.items())]
    return lines


def run(name: str, command: list[str], variables: dict[str, str]) -> bool:
    """Run one part with its output shown; say whether it passed."""
    print(f"\n== {name}", flush=True)
    started = time.monotonic()
    code = subprocess.run(command, cwd=ROOT, env=variables).returncode
    print(
        f"-- {name}: {'通过 / passed' if code == 0 else f'未通过 / FAILED ({code})'} {time.monotonic() - started:.1f} s"
    )
    return code == 0


def main(arguments: list[str]) -> int:
    """Run the parts, print what was left out and the verdict; return 0 only if all passed."""
    fast = "--fast" in arguments
    started = time.monotonic()
    RESULTS.mkdir(exist_ok=True)
    for old in RESULTS.glob("*.xml"):
        old.unlink()
    with tempfile.TemporaryDirectory(prefix="fazhi-test-") as home:
        variables = environment(home)
        print(f"PYTHONHASHSEED={variables['PYTHONHASHSEED']}", flush=True)
        failed = [name for name, command in [*checks(), *suites(fast)] if not run(name, command, variables)]
    lines = left_out(fast)
    print("\n== 未运行 / left out")
    print("\n".join(f"  - {line}" for line in lines) if lines else "  无：全部运行 / nothing: all of it was run")
    verdict = f"未通过 / FAILED: {', '.join(failed)}" if failed else "全部通过 / all passed"
    print(f"\n{verdict}；未运行 {len(lines)} 类 / {len(lines)} kinds left out；{time.monotonic() - started:.0f} s")
    return 1 if failed else 0


if __name__ == "__main__":
    for output in (sys.stdout, sys.stderr):
        output.reconfigure(errors="replace")
    raise SystemExit(main(sys.argv[1:]))
