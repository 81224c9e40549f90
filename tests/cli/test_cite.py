"""``fazhi cite``: keys, order, verdicts on the day, exit codes, one message for each file that cannot be read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fazhi.cli import main

KEYS = [
    "start", "end", "raw", "title", "canonical", "article", "paragraph", "item", "suffix", "to", "status", "successor",
]  # fmt: skip


def cite(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, list[dict]]:
    code = main(["cite", *arguments, "--format", "json"])
    return code, json.loads(capsys.readouterr().out)["files"]


@pytest.fixture
def paper(tmp_path: Path):
    def write(text: str, name: str = "公文.txt") -> str:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    return write


def test_keys_stand_in_the_fixed_order_and_offsets_are_code_points(paper, capsys):
    path = paper("依照《行政处罚法》第五条第一款、第二款和第七条至第九条办理。")
    code, [found] = cite(capsys, path, "--as-of", "2026-01-01")
    assert (code, found["path"]) == (0, path)
    assert [list(item) for item in found["citations"]] == [KEYS] * 3
    first, second, third = found["citations"]
    assert (first["start"], first["end"], first["raw"]) == (2, 15, "《行政处罚法》第五条第一款")
    assert (first["title"], first["canonical"]) == ("行政处罚法", "中华人民共和国行政处罚法")
    assert (first["article"], first["paragraph"], first["item"], first["suffix"], first["to"]) == (
        5,
        1,
        None,
        None,
        None,
    )
    assert (second["raw"], second["title"], second["paragraph"]) == ("第二款", "行政处罚法", 2)
    assert (third["article"], third["to"], third["status"]) == (7, 9, "in_force")


@pytest.mark.parametrize(
    ("text", "day", "status", "successor"),
    [
        ("依照《合同法》办理", "2020-12-31", "in_force", "中华人民共和国民法典"),
        ("依照《合同法》办理", "2021-01-01", "repealed", "中华人民共和国民法典"),
        ("依照《民法典》第一千二百六十条办理", "2021-01-01", "in_force", None),
        ("依照《民法典》第一千二百六十条办理", "2020-12-31", "not_yet_in_force", None),
        ("依照《民法典》第一千二百六十一条办理", "2021-01-01", "article_out_of_range", None),
        ("依照《民法典》第一条至第一千三百条办理", "2021-01-01", "article_out_of_range", None),
        ("依照《甲镇养犬办法》办理", "2021-01-01", "unknown_title", None),
        ("《合同法》同时废止。", "2021-01-01", "not_checkable", None),
    ],
)
def test_verdict_on_the_day(paper, capsys, text, day, status, successor):
    code, [found] = cite(capsys, paper(text), "--as-of", day)
    [citation] = found["citations"]
    assert (citation["status"], citation["successor"]) == (status, successor)
    assert code == (1 if status in ("repealed", "not_yet_in_force", "article_out_of_range") else 0)


def test_the_own_date_of_the_document_counts(paper, capsys):
    text = "关于甲事的通知\n\n各村：\n　　依照《合同法》办理。\n\n甲镇人民政府\n{}年3月2日\n"
    assert [cite(capsys, paper(text.format(year)))[0] for year in (2020, 2022)] == [0, 1]


def test_one_bad_file_does_not_keep_the_others_from_being_read(paper, tmp_path, capsys):
    empty = paper("", "空.txt")
    missing = str(tmp_path / "没有.txt")
    code, files = cite(capsys, missing, empty, paper("《行政处罚法》"), "--as-of", "2026-01-01")
    assert code == 2
    assert [("error" in item, "citations" in item) for item in files] == [(True, False), (True, False), (False, True)]
    assert "找不到文件" in files[0]["error"]["message"]


def test_text_names_place_title_and_verdict(paper, capsys):
    assert main(["cite", paper("甲\n依照《合同法》第五条、第六条办理"), "--as-of", "2021-01-01"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert "引用2处" in lines[0]
    assert lines[1].startswith("  2:3 《合同法》第五条　已失效：自2021-01-01起失效")
    assert lines[2].startswith("  2:12 （合同法）第六条")


def test_a_bad_date_is_refused(paper, capsys):
    assert main(["cite", paper("甲"), "--as-of", "2026-02-30"]) == 2
    assert "2026-02-30" in capsys.readouterr().err
