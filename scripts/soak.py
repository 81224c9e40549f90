"""Soak and fault tests with many acts: `python scripts/soak.py [ACTS]` (ten thousand). May take an hour."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main(arguments: list[str]) -> int:
    """Run tests/soak and the old ledger of two thousand rows; return pytest's exit code."""
    acts = arguments[0] if arguments else "10000"
    given = {**os.environ, "FAZHI_SOAK": acts, "FAZHI_LEDGER_ROWS": "2000", "PYTHONPATH": str(ROOT / "src")}
    print(f"每项 {acts} 个操作 / {acts} acts each", flush=True)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "tests/soak",
        "tests/records/test_import_sheet.py",
        "-v",
        "-p",
        "no:cacheprovider",
        "--timeout=7200",
        "-rs",
    ]
    return subprocess.run([*command, "--durations=0"], cwd=ROOT, env=given).returncode


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
