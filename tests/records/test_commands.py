"""The database commands from the outside: a new site, a checkpoint, an export, verification, bad input."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from fazhi.formats.docx.read import lines

pytestmark = pytest.mark.own_site

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
    sheet = fazhi("checkpoint", "--last", "--notice", "sheet.docx", "--unit", "qinghe")
    assert sheet.returncode == 0 and sheet.stdout.splitlines()[-2:] == point.stdout.splitlines()[-2:], sheet.stderr
    assert "清禾县司法局" in lines((tmp_path / "sheet.docx").read_bytes())
    nowhere = fazhi("checkpoint", "--last", "--notice", "no.docx", "--unit", "nowhere")
    assert nowhere.returncode == 2 and "没有这个单位" in nowhere.stderr and not (tmp_path / "no.docx").exists()
    export = fazhi("export", "-o", "all.jsonl")
    assert export.returncode == 0, export.stderr
    offline = fazhi("verify", "--export", "all.jsonl", "--checkpoint", "point.json")
    assert offline.returncode == 0, offline.stdout + offline.stderr
    here = fazhi("verify", "--format", "json", "--checkpoint", "point.json")
    told = json.loads(here.stdout)
    assert (here.returncode, told["ok"], told["findings"], told["checkpoint"]["number"]) == (0, True, [], 1)
    assert not list(tmp_path.glob("*.part"))


KILLED = """
import os, signal
from fazhi.records.commands._django import ready
ready()
from fazhi.records import ledger
from fazhi.records.access import SYSTEM
from fazhi.records.acts import organisation, projecting

real = ledger.advance
def killed(heads):
    real(heads)
    os.kill(os.getpid(), signal.SIGKILL)
ledger.advance = killed
organisation.create_person(actor=SYSTEM, unit="qinghe", name="乙")
"""


def test_a_process_killed_in_the_middle_of_an_act_leaves_nothing_of_it(fazhi, tmp_path: Path) -> None:
    fazhi("init", "--unit", "qinghe", "--unit-name", "清禾县司法局", "--admin", "甲管理")
    before = json.loads(fazhi("verify", "--format", "json").stdout)
    variables = {**os.environ, "FAZHI_HOME": str(tmp_path / "site"), "PYTHONPATH": str(ROOT / "src")}
    variables.pop("DATABASE_URL", None)
    done = subprocess.run([sys.executable, "-c", KILLED], env=variables, cwd=tmp_path, timeout=120)
    assert done.returncode == -signal.SIGKILL
    after = json.loads(fazhi("verify", "--format", "json").stdout)
    assert (after["ok"], after["events"]) == (True, before["events"])


def test_the_workbench_answers_on_loopback(fazhi, tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    variables = {**os.environ, "FAZHI_HOME": str(tmp_path / "site"), "PYTHONPATH": str(ROOT / "src")}
    variables.pop("DATABASE_URL", None)
    command = [sys.executable, "-c", "import sys; from fazhi.cli import main; sys.exit(main())", "serve"]
    server = subprocess.Popen(
        [*command, "--port", str(port)], env=variables, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    try:
        for _ in range(150):
            try:
                with socket.create_connection(("127.0.0.1", port), timeout=1) as wire:
                    wire.sendall(b"GET /sign-in/ HTTP/1.0\r\nHost: localhost\r\n\r\n")
                    answer = wire.recv(64)
                    break
            except OSError:
                time.sleep(0.2)
        assert answer.startswith(b"HTTP/1.") and b" 500 " not in answer
    finally:
        server.terminate()
        server.communicate(timeout=20)


@pytest.mark.parametrize(
    "words", [("verify",), ("verify", "--format", "json"), ("export",), ("checkpoint",)], ids=" ".join
)
def test_where_there_is_no_site_it_is_said_and_none_is_made(fazhi, tmp_path: Path, words: tuple[str, ...]) -> None:
    done = fazhi(*words)
    assert done.returncode == 2 and "这里没有站点" in done.stderr and str(tmp_path / "site") in done.stderr, done
    assert done.stdout == "" and "Traceback" not in done.stderr
    assert not (tmp_path / "site").exists(), "asking leaves nothing behind"


def test_a_port_that_is_taken_is_said_once_in_chinese(fazhi) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = fazhi("serve", "--port", port)
    assert done.returncode == 2 and done.stdout == ""
    said = done.stderr.strip().splitlines()
    assert len(said) == 1 and f"端口 {port} 已被占用" in said[0] and "--port" in said[0], done.stderr


@pytest.mark.parametrize(("host", "words"), [("203.0.113.9", "本机没有地址"), ("没有 这台", "不认识地址")])
def test_an_address_that_is_not_ours_is_said(fazhi, host: str, words: str) -> None:
    done = fazhi("serve", "--host", host)
    assert done.returncode == 2 and words in done.stderr and len(done.stderr.strip().splitlines()) == 1, done.stderr


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
