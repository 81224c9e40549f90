"""The demonstration county, built once for all the tests that begin with it, whichever process they run in.

Each gets a copy of its own to alter. Building takes some twenty times as long as copying; that two builds give the same
county to the byte is a test of its own (``tests/records/test_demo.py``).
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.architecture import tree

DAY = "2026-11-20"


def demo(factory: pytest.TempPathFactory, home: Path, *, whole: bool = False) -> str:
    """Put the demonstration of ``DAY`` into ``home`` (the small one unless ``whole``); return what building it said."""
    words = ["demo", *([] if whole else ["--small"]), "--no-serve", "--as-of", DAY]
    base = factory.getbasetemp()
    # Under xdist each worker has a folder of its own below the one of the run.
    run = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    kept = run / ("built-whole" if whole else "built-small")
    with (run / f"{kept.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        said = kept / "said"
        if not said.exists():
            shutil.rmtree(kept, ignore_errors=True)
            kept.mkdir()
            without = {"DATABASE_URL", "DJANGO_SETTINGS_MODULE", "FAZHI_DEMO_LEAD"}
            given = {name: value for name, value in os.environ.items() if name not in without}
            given |= {"FAZHI_HOME": str(kept / "home"), "PYTHONPATH": str(tree.ROOT / "src"), "PYTHONUTF8": "1"}
            command = [sys.executable, "-m", "fazhi", *words]
            done = subprocess.run(command, env=given, cwd=kept, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stdout + done.stderr
            said.write_text(done.stdout, encoding="utf-8")
    shutil.copytree(kept / "home", home)
    return said.read_text(encoding="utf-8")
