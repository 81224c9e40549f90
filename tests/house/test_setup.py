"""Setting up: what is tried in which order, when nothing is to be done, and what is told to the user."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from tests.architecture.tree import ROOT


@pytest.fixture
def setup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script as a module, at work on an empty checkout of its own."""
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    monkeypatch.delitem(sys.modules, "setup", raising=False)
    import setup as module

    for name, value in {"ROOT": tmp_path, "VENV": tmp_path / ".venv", "WHEELS": tmp_path / "wheels"}.items():
        monkeypatch.setattr(module, name, value)
    monkeypatch.setattr(module, "PYTHON", tmp_path / ".venv" / "bin" / "python")
    monkeypatch.setattr(module, "STAMP", tmp_path / ".venv" / "fazhi-setup.json")
    monkeypatch.setattr(module, "uv_path", lambda: None)
    (tmp_path / "requirements").mkdir()
    for name in ("requirements/run.lock", "requirements/test.lock", "requirements/bench.lock", "requirements/run.in"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text("", encoding="utf-8")
    return module


def finished(setup: ModuleType, *kinds: str) -> None:
    """Leave what a finished installation of these kinds leaves."""
    setup.PYTHON.parent.mkdir(parents=True)
    for program in ("python", "fazhi"):
        (setup.PYTHON.parent / program).touch()
    setup.STAMP.write_text(json.dumps({kind: setup.wanted(kind) for kind in kinds}), encoding="utf-8")


def test_an_empty_checkout_is_not_ready(setup: ModuleType) -> None:
    assert not setup.is_ready("run")


def test_what_is_installed_is_not_installed_again(setup: ModuleType) -> None:
    finished(setup, "run")
    assert setup.is_ready("run")
    assert not setup.is_ready("test")


def test_what_the_tests_need_includes_what_the_program_needs(setup: ModuleType) -> None:
    finished(setup, "test")
    assert setup.is_ready("run")


def test_another_lock_is_another_installation(setup: ModuleType) -> None:
    finished(setup, "run")
    (setup.ROOT / "requirements" / "run.lock").write_text("other", encoding="utf-8")
    assert not setup.is_ready("run")


def test_a_torn_stamp_counts_as_none(setup: ModuleType) -> None:
    finished(setup, "run")
    setup.STAMP.write_text("{", encoding="utf-8")
    assert not setup.is_ready("run")


def test_local_wheels_come_before_any_index_and_hashes_are_always_asked_for(setup: ModuleType) -> None:
    setup.WHEELS.mkdir()
    (setup.WHEELS / "a-1-py3-none-any.whl").touch()
    first, *later = setup.attempts(Path("x.lock"))
    assert "--no-index" in first
    assert later
    assert not any("--no-index" in command for command in later)
    assert all("--require-hashes" in command for command in (first, *later))


def test_a_wrong_hash_stops_at_once_and_says_so(
    setup: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    tried: list[object] = []

    def refuse(command: list[str]) -> tuple[int, str]:
        tried.append(command)
        return 1, "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES"

    monkeypatch.setattr(setup, "stream", refuse)
    with pytest.raises(SystemExit) as left:
        setup.install_lock("run")
    assert left.value.code == 2
    assert len(tried) == 1
    assert "哈希不符" in capsys.readouterr().err


def test_a_bad_network_is_tried_again_and_then_explained(
    setup: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pauses: list[float] = []
    monkeypatch.setattr(setup, "stream", lambda command: (1, "no route"))
    monkeypatch.setattr(setup.time, "sleep", pauses.append)
    with pytest.raises(SystemExit):
        setup.install_lock("run")
    assert tuple(pauses) == setup.PAUSES
    assert "PIP_INDEX_URL" in capsys.readouterr().err


def test_a_python_that_is_too_old_is_named_with_what_to_install(tmp_path: Path) -> None:
    old = tmp_path / "python3"
    old.write_text('#!/bin/sh\n[ "$1" = --version ] && echo Python 3.10.12 && exit 0\nexit 1\n', encoding="utf-8")
    old.chmod(0o755)
    for tool in ("id", "dirname", "sed"):
        found = subprocess.run(["/bin/sh", "-c", f"command -v {tool}"], capture_output=True, text=True).stdout.strip()
        (tmp_path / tool).symlink_to(found)
    ran = subprocess.run(
        ["/bin/sh", str(ROOT / "scripts" / "setup.sh"), "run"],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert ran.returncode == 2
    assert "3.10.12" in ran.stderr
    assert "apt-get install python3" in ran.stderr
