"""The database commands from the outside: a new site, a checkpoint, an export, verification, bad input."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def fazhi(tmp_path: Path):
    """Run the program on a site of its own (SQLite, whatever the tests run on)."""
    variables = {**os.environ, "FAZHI_HOME": str(tmp_path / "site"), "PYTHONPATH": str(ROOT / "src")}
    variables.pop("DATABASE_URL", None)
    variables.pop("DJANGO_SETTINGS_MODULE", None)

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", "import sys; from fazhi.cli import main; sys.exit(main())", *words]
        return subprocess.run(command, env=variables, cwd=tmp_path, capture_output=True, text=True, timeout=120)

    return run


def test_a_site_from_nothing_to_a_verified_export(fazhi, tmp_path: Path) -> None:
    empty = fazhi("init")
    assert empty.returncode == 0 and "数据表已就绪" in empty.stdout
    made = fazhi("init", "--unit", "qinghe", "--unit-name", "清禾县司法局", "--admin", "甲管理")
    assert made.returncode == 0 and "初始密码" in made.stdout, made.stderr
    assert "未作改动" in fazhi("init").stdout
    point = fazhi("checkpoint", "-o", "point.json")
    assert point.returncode == 0 and "根：" in point.stdout, point.stderr
    export = fazhi("export", "-o", "all.jsonl")
    assert export.returncode == 0, export.stderr
    offline = fazhi("verify", "--export", "all.jsonl", "--checkpoint", "point.json")
    assert offline.returncode == 0, offline.stdout + offline.stderr
    here = fazhi("verify", "--format", "json", "--checkpoint", "point.json")
    told = json.loads(here.stdout)
    assert (here.returncode, told["ok"], told["findings"], told["checkpoint"]["number"]) == (0, True, [], 1)
    assert not list(tmp_path.glob("*.part"))


def test_wrong_use_is_answered_in_chinese_without_a_traceback(fazhi) -> None:
    fazhi("init")
    for words, part in (
        (("export", "matter/2026/1"), "没有这个事项或流"),
        (("export",), "还没有任何记录"),
        (("init", "--unit", "大写"), "管理员"),
        (("init", "--unit", "大写", "--unit-name", "县局", "--admin", "甲"), "单位代码"),
        (("serve", "--port", "99999"), "端口"),
        (("verify", "--checkpoint", "nowhere"), "nowhere"),
    ):
        done = fazhi(*words)
        assert done.returncode == 2 and part in done.stderr, (words, done)
        assert "Traceback" not in done.stderr
