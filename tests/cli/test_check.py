"""``fazhi check``: keys, offsets, exit codes, several files, what cannot be read."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from fazhi.cli import main
from fazhi.cli.checker import many
from fazhi.kernel.lint import Kind
from fazhi.packs.rules import all_rules

ROOT = Path(__file__).resolve().parents[2]
FINDING_KEYS = [
    "code", "severity", "blocking", "start", "end", "line", "column", "text", "message", "basis", "suggestion",
    "confidence", "certainty",
]  # fmt: skip
REPORT = (
    "柳湾镇2025年度法治政府建设情况报告\r\n\r\n今年以来，成功调处矛盾纠纷＠件。\r\n柳湾镇人民政府\r\n2026年1月14日\r\n"
)


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "报告.txt"
    path.write_bytes(REPORT.encode())
    return path


def answer(capsys: pytest.CaptureFixture[str], *arguments: object, code: int) -> Any:
    assert main(["check", *map(str, arguments), "--format", "json"]) == code
    return json.loads(capsys.readouterr().out)


def test_the_keys_other_programs_call(report: Path, capsys: pytest.CaptureFixture[str]) -> None:
    got = answer(capsys, report, "--select", "G001", "--as-of", "2026-01-20", code=1)
    assert set(got) == {"schema", "catalogue", "as_of", "files", "summary"}
    assert got["as_of"] == "2026-01-20"
    (file,) = got["files"]
    assert (file["path"], file["kind"]) == (str(report), Kind.AR.value)
    (finding,) = file["findings"]
    assert list(finding) == FINDING_KEYS
    text = REPORT.replace("\r\n", "\n")
    assert text[finding["start"] : finding["end"]] == finding["text"] == "＠件"
    assert (finding["line"], finding["column"]) == (3, 14)
    assert finding["basis"] and all(set(basis) >= {"law", "article"} for basis in finding["basis"])
    assert got["summary"]["findings"]["error"] == 1
    assert set(got["summary"]["citations"]) == {"found", "checked", "not_checkable"} == set(got["summary"]["figures"])


def test_the_text_that_was_read_is_kept_where_asked(report: Path, tmp_path: Path) -> None:
    assert main(["check", str(report), "--text-out", str(tmp_path / "out")]) == 1
    assert (tmp_path / "out" / "报告.txt.txt").read_bytes().decode() == REPORT.replace("\r\n", "\n")


def test_files_of_one_name_do_not_overwrite_each_other(tmp_path: Path) -> None:
    for folder in ("甲", "乙"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "通知.txt").write_text(f"{folder}镇通知", encoding="utf-8")
    out = tmp_path / "out"
    main(["check", str(tmp_path / "甲" / "通知.txt"), str(tmp_path / "乙" / "通知.txt"), "--text-out", str(out)])
    assert {path.read_text(encoding="utf-8") for path in out.iterdir()} == {"甲镇通知", "乙镇通知"}


@pytest.mark.parametrize(
    ("level", "code"), [("error", 1), ("warning", 1), ("info", 1)], ids=["at error", "at warning", "at info"]
)
def test_an_error_fails_at_every_level(report: Path, level: str, code: int) -> None:
    assert main(["check", str(report), "--fail-on", level, "--select", "G001"]) == code


def test_nothing_found_is_fine(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.txt"
    path.write_text("已办结。", encoding="utf-8")
    assert main(["check", str(path), "--select", "G001"]) == 0
    assert "未发现问题" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("空.txt", b"", "文件是空的"),
        ("白.txt", " \n\u3000\n".encode(), "没有文字"),
        ("假.txt", b"PK\x03\x04" + bytes(80), "与文件名.txt不符"),
        ("字节.txt", bytes(range(256)) * 8, "认不出文字编码"),
        ("密.txt", "秘密★一年\n某县人民政府文件\n关于某事项的通知\n".encode(), "未检查"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_read_says_so_and_the_others_are_checked(
    report: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, content: bytes, said: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert main(["check", str(path), str(report), str(tmp_path / "没有.txt"), "--format", "json"]) == 2
    out, err = capsys.readouterr()
    got = json.loads(out)
    assert [("error" in file, "findings" in file) for file in got["files"]] == [
        (True, False),
        (False, True),
        (True, False),
    ]
    assert said in err and "找不到文件" in err and "Traceback" not in err
    assert got["summary"]["unreadable"] == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_encoding_gives_the_same_offsets(tmp_path: Path, capsys: Any, encoding: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(REPORT.encode(encoding))
    (file,) = answer(capsys, path, "--select", "G001", code=1)["files"]
    assert file["findings"][0]["start"] == REPORT.replace("\r\n", "\n").index("＠")


def test_a_huge_file_is_refused_before_it_is_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "大.txt"
    with path.open("wb") as file:
        file.truncate(300 * 2**20)
    assert main(["check", str(path)]) == 2
    assert "300 MB" in capsys.readouterr().err


def test_all_cores_give_what_one_gives_in_the_same_order(report: Path, tmp_path: Path, capsys: Any) -> None:
    paths = []
    for number in range(7):
        path = tmp_path / f"{number}.txt"
        path.write_text(f"第{number}号\n" + "今年以来，培训@人。\n" * 6_000, encoding="utf-8")
        paths.append(path)
    assert sum(path.stat().st_size for path in paths) > many.WORTH_PROCESSES, "small ones are checked in one process"
    one = answer(capsys, *paths, report, "--jobs", 1, "--select", "G001", code=1)
    two = answer(capsys, *paths, report, "--jobs", 2, "--select", "G001", code=1)
    assert one == two
    assert [file["path"] for file in two["files"]] == [str(path) for path in [*paths, report]]


def test_sarif_names_place_and_rule(report: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.sarif"
    missing = tmp_path / "没有.txt"
    assert main(["check", str(report), str(missing), "--format", "sarif", "-o", str(out)]) == 2
    log = json.loads(out.read_text(encoding="utf-8"))
    (run,) = log["runs"]
    assert log["version"] == "2.1.0" and run["columnKind"] == "unicodeCodePoints"
    found = next(result for result in run["results"] if result["ruleId"] == "G001")
    region = found["locations"][0]["physicalLocation"]["region"]
    assert (region["startLine"], region["startColumn"], region["snippet"]["text"]) == (3, 14, "＠件")
    assert {rule["id"] for rule in run["tool"]["driver"]["rules"]} == {rule.code for rule in all_rules()}
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is False and len(invocation["toolExecutionNotifications"]) == 1


def test_every_rule_explains_itself(capsys: pytest.CaptureFixture[str]) -> None:
    for rule in all_rules():
        assert main(["check", "--explain", rule.code]) == 0
        out = capsys.readouterr().out
        assert rule.why in out and rule.bad[0].text.strip().split("\n")[0] in out


@pytest.mark.parametrize(
    "arguments",
    [[], ["--explain", "Z999"], ["a.txt", "--select", "ZZ"], ["a.txt", "--kind", "x"], ["a.txt", "--as-of", "明天"]],
    ids=["no file", "unknown code", "unknown selection", "unknown kind", "no date"],
)
def test_wrong_use_is_told_in_chinese(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", *arguments]) == 2
    assert "错误" in capsys.readouterr().err


@pytest.mark.slow
def test_a_small_file_is_checked_quickly_from_cold(report: Path) -> None:
    """Processor time, with room for a busy machine; ``make bench`` holds the 0.4 seconds we promise."""
    command = [sys.executable, "-m", "fazhi", "check", str(report), "--format", "json"]
    surroundings = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    spent = []
    for _ in range(3):
        before = os.times()
        subprocess.run(command, cwd=ROOT, env=surroundings, capture_output=True, check=False)
        after = os.times()
        spent.append(after.children_user + after.children_system - before.children_user - before.children_system)
    assert min(spent) < 0.8, spent


def test_the_check_loads_neither_django_nor_what_it_does_not_need() -> None:
    code = (
        "import sys; from fazhi.cli import main; main(['check', '--explain', 'G001']);"
        "print([m for m in ('django', 'rich', 'cryptography', 'multiprocessing') if m in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout.strip().endswith("[]"), ran.stdout[-200:]
