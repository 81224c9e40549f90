"""The kernel is pure: the same arguments give the same answer, on any machine, on any day."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from tests.architecture import tree

FORBIDDEN_MODULES = {
    "asyncio", "django", "ftplib", "glob", "http", "io", "logging", "multiprocessing", "os", "pathlib", "random",
    "secrets", "shutil", "socket", "sqlite3", "subprocess", "sys", "tempfile", "threading", "time", "tomllib",
    "urllib", "uuid", "warnings",
}  # fmt: skip
FORBIDDEN_CALLS = {"open", "print", "input", "exec", "eval", "__import__"}
CLOCKS = {"today", "now", "utcnow"}
FILE_METHODS = {"read_text", "read_bytes", "write_text", "write_bytes"}


def impurities(path: Path) -> list[str]:
    """Return one line for each thing in a kernel module that reaches outside it."""
    found = [
        f"{tree.place(path, line)} imports {module}"
        for line, module in tree.imports(path)
        if module.split(".")[0] in FORBIDDEN_MODULES
    ]
    for node in ast.walk(tree.parsed(path)):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Name) and node.func.id in FORBIDDEN_CALLS:
            found.append(f"{tree.place(path, node.lineno)} calls {node.func.id}()")
        if isinstance(node.func, ast.Attribute):
            holder, method = tree.dotted(node.func.value).split(".")[-1], node.func.attr
            if (method in CLOCKS and holder in {"date", "datetime"}) or method in FILE_METHODS:
                found.append(f"{tree.place(path, node.lineno)} calls {holder}.{method}()")
    return found


def test_the_kernel_reads_no_file_no_clock_no_network_and_no_chance() -> None:
    found = [line for path in tree.modules(tree.KERNEL) for line in impurities(path)]
    assert not found, "pass it in as an argument instead:\n" + "\n".join(found)


@pytest.mark.parametrize(
    "source",
    [
        "import random",
        "from os import path",
        "def f():\n    from django.db import models",
        "open('x')",
        "import datetime\ndatetime.date.today()",
        "from datetime import datetime\ndatetime.now()",
        "import time\ntime.time()",
        "p.read_text()",
    ],
)
def test_the_scan_sees_what_it_forbids(source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "broken.py"
    path.write_text(source, encoding="utf-8")
    monkeypatch.setattr(tree, "ROOT", tmp_path)
    assert impurities(path)
