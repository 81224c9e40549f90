"""``fazhi verify --export``: exit codes, both formats, and refusals in Chinese."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest
from tests.kernel.ledger_world import altered, chain, checkpoint, export, rechained

from fazhi.cli.commands import verify
from fazhi.kernel.errors import LedgerError

STREAMS = [chain("matter/1", 5), chain("unit/justice", 2)]
POINT = checkpoint(STREAMS)


def run(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    verify.configure(parser)
    return verify.run(parser.parse_args(arguments))


@pytest.fixture
def exported(tmp_path: Path) -> Path:
    path = tmp_path / "导出.jsonl"
    path.write_bytes(b"".join(export(STREAMS, POINT)))
    return path


def test_an_untouched_export_is_fine(exported: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--export", str(exported)) == 0
    said = capsys.readouterr().out
    assert "未发现改动（2 条流，7 件记录" in said
    assert " ".join(POINT.root[at : at + 4] for at in range(0, 64, 4)) in said
    assert "不能排除的：" in said
    assert "--checkpoint" in said


def test_a_changed_byte_is_found_and_named(exported: Path, capsys: pytest.CaptureFixture[str]) -> None:
    exported.write_bytes(altered(exported.read_bytes(), "第3次", "第8次"))
    assert run("--export", str(exported), "--format", "json") == 1
    told = json.loads(capsys.readouterr().out)
    assert told["schema"] == "fazhi-verify/1"
    assert told["ok"] is False
    assert [(f["code"], f["stream"], f["seq"]) for f in told["findings"]] == [("changed", "matter/1", 3)]
    assert "第 3 件被改动" in told["findings"][0]["message"]


@pytest.mark.parametrize("kind", ["checkpoint", "root"])
def test_a_rewritten_ledger_falls_to_a_checkpoint_from_elsewhere(
    kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    forged = [rechained(STREAMS[0], 2, "同意", "不同"), STREAMS[1]]
    path, reference = tmp_path / "export.jsonl", tmp_path / "reference"
    path.write_bytes(b"".join(export(forged, checkpoint(forged))))
    reference.write_bytes(POINT.body if kind == "checkpoint" else POINT.root.encode())
    assert run("--export", str(path)) == 0
    assert "重算了全部哈希" in capsys.readouterr().out
    assert run("--export", str(path), "--checkpoint", str(reference)) == 1
    assert "root" in capsys.readouterr().out


def test_with_the_true_checkpoint_the_result_is_fine(exported: Path, tmp_path: Path) -> None:
    reference = tmp_path / "point.json"
    reference.write_bytes(POINT.body)
    assert run("--export", str(exported), "--checkpoint", str(reference)) == 0
    assert run("--export", str(exported), "--checkpoint", str(reference), "--quick") == 0


def test_the_last_line_needs_no_line_end(exported: Path) -> None:
    exported.write_bytes(exported.read_bytes().removesuffix(b"\n"))
    assert run("--export", str(exported)) == 0


def test_many_findings_are_cut_short_in_text(exported: Path, capsys: pytest.CaptureFixture[str]) -> None:
    exported.write_bytes(exported.read_bytes() + b"nonsense\n" * 60)
    assert run("--export", str(exported)) == 1
    assert "另有 10 处，用 --format json 查看全部" in capsys.readouterr().out


def test_what_cannot_be_read_is_refused(tmp_path: Path, exported: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = tmp_path / "other.txt"
    other.write_text("不是导出件", encoding="utf-8")
    with pytest.raises(LedgerError):
        run("--export", str(other))
    with pytest.raises(LedgerError):
        run("--export", str(exported), "--checkpoint", str(other))
    with pytest.raises(FileNotFoundError):
        run("--export", str(tmp_path / "missing"))
    monkeypatch.setattr(verify, "_LINE_LIMIT", 100)
    with pytest.raises(LedgerError, match="第 2 行超过"):
        run("--export", str(exported))


def test_without_an_export_the_site_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify, "_SITE", "fazhi.nowhere.verify")
    with pytest.raises(LedgerError, match="没有可核对的数据库"):
        run()
    monkeypatch.setattr(verify, "_SITE", "tests.kernel.ledger_site")
    assert run() == 7
