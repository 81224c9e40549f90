"""Lock the dependencies again: `python3 scripts/lock.py`. Needs uv; the result holds no addresses."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

REQUIREMENTS = Path(__file__).resolve().parent.parent / "requirements"


def main() -> int:
    """Write run.lock, then test.lock, bench.lock and columnar.lock held to the versions of run.lock."""
    uv = shutil.which("uv")
    if uv is None:
        print("锁定依赖需要 uv：pip install uv / locking needs uv: pip install uv", file=sys.stderr)
        return 2
    quiet = ["--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links", "--quiet"]
    for kind in ("run", "test", "bench", "columnar"):
        held = [] if kind == "run" else ["--constraint", "run.lock"]
        command = [uv, "pip", "compile", "--universal", "--python-version", "3.11", "--generate-hashes", *quiet, *held]
        subprocess.run([*command, f"{kind}.in", "--output-file", f"{kind}.lock"], cwd=REQUIREMENTS, check=True)
        lock = REQUIREMENTS / f"{kind}.lock"
        if "://" in lock.read_text(encoding="utf-8"):
            print(f"{lock.name} 里出现了地址，不能提交 / an address got into {lock.name}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
