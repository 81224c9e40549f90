"""The arrows of ARCHITECTURE.md hold, as import-linter sees them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.architecture.tree import ROOT


def test_no_module_imports_against_the_arrows() -> None:
    linter = Path(sys.executable).parent / "lint-imports"
    ran = subprocess.run(
        [str(linter), "--no-cache"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
