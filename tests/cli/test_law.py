"""``fazhi law``: questions one by one and by the line, their exit codes, and what bad input gets."""

from __future__ import annotations

import io
import json
import random
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest

from fazhi.cli import main
from fazhi.cli.laws.questions import answers
from fazhi.packs.laws.compiled import load_index

KEYS = ["id", "title", "canonical", "status", "successor", "effective", "repealed", "articles", "new_article", "reason"]


@pytest.mark.parametrize(
    ("words", "code", "status"),
    [
        (["行政处罚法", "--as-of", "2024-01-01"], 0, "in_force"),
        (["《中华人民共和国行政处罚法》", "--article", "86", "--as-of", "2024-01-01"], 0, "in_force"),
        (["行政处罚法", "--article", "第八十七条", "--as-of", "2024-01-01"], 1, "article_out_of_range"),
        (["行政处罚法", "--article", "第四十四条第一款第（一）项", "--as-of", "2024-01-01"], 0, "in_force"),
        (["刑法", "--article", "120_1", "--as-of", "2024-01-01"], 0, "in_force"),
        (["刑法", "--article", "第一百二十条之九", "--as-of", "2024-01-01"], 1, "article_out_of_range"),
        (["并无此法", "--as-of", "2024-01-01"], 1, "unknown_title"),
        (["《行政处罚法》第八十七条", "--as-of", "2024-01-01"], 1, "article_out_of_range"),
        (["刑法第一百二十条之一", "--as-of", "2024-01-01"], 0, "in_force"),
    ],
)
def test_one_question(words: list[str], code: int, status: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["law", "status", *words, "--format", "json"]) == code
    answer = json.loads(capsys.readouterr().out)
    assert list(answer) == KEYS
    assert answer["status"] == status


def test_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["law", "status", "诉讼费交纳办法", "--as-of", "2024-01-01"]) == 1
    said = capsys.readouterr().out
    assert "目录中没有" in said and "《诉讼费用交纳办法》" in said
    assert main(["law", "show", "信访条例"]) == 0
    assert "由《信访工作条例》取代" in capsys.readouterr().out


def test_by_the_line_in_order(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text(
        '\ufeff{"id": 1, "title": "民法典", "article": 1260, "as_of": "2024-01-01"}\n'
        "not json\n"
        '{"id": "c", "title": "民法典", "article": "第一千二百六十一条", "quoted": null, "as_of": "2024-01-01"}\n'
        '{"id": "d", "title": "民法典", "as_of": "2024-02-30"}\n'
        '{"id": "e", "article": 3}\n'
        '{"id": "f", "title": "民法典", "article": "甲"}\n'
        '{"id": "g", "title": "婚姻法", "as_of": "2024-01-01", "extra": 1}\n\n',
        encoding="utf-8",
    )
    assert main(["law", "status", "--batch", str(path)]) == 2
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line.get("status", "error") for line in lines] == [
        "in_force",
        "error",
        "article_out_of_range",
        "error",
        "error",
        "error",
        "repealed",
    ]
    assert [line["id"] for line in lines] == [1, None, "c", "d", "e", "f", "g"]
    assert all(set(line) == {"id", "error"} for line in lines if "error" in line)


def test_all_lines_readable_is_fine(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO('{"id":1,"title":"婚姻法"}\n'.encode())))
    assert main(["law", "status", "--batch", "-"]) == 0
    assert json.loads(capsys.readouterr().out)["successor"] == "中华人民共和国民法典"


def test_no_line_ends_the_batch() -> None:
    chance = random.Random(7)
    odd = [None, True, -1, 44, 10**30, 1.5, 44.0, "", "第四十四条", "之一", "甲" * 50, "２２", [], {}, "9" * 5000]
    odd += [
        "2024-01-01",
        "2024-13-01",
        "0001-01-01",
        "9999-12-31",
        "《",
        "》《",
        "()",
        "第三条",
        "刑法",
        "\x00",
        "x" * 3000,
    ]
    lines = []
    for number in range(2000):
        asked = {key: chance.choice(odd) for key in ("id", "title", "article", "quoted", "as_of", "suffix")}
        line = json.dumps(asked | ({"title": "行政处罚法"} if number % 2 else {}), ensure_ascii=False).encode()
        lines.append(line[: chance.randrange(1, len(line))] if number % 10 == 0 else line)
    given = list(answers(lines, load_index(), date(2026, 1, 1)))
    assert len(given) == len(lines)
    assert all(("status" in answer) != ("error" in answer) for answer in given)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["law", "status"], "没有写标题"),
        (["law", "status", "民法典", "--batch", "x.jsonl"], "--batch不能"),
        (["law", "status", "民法典", "--as-of", "昨天"], "不是日期"),
        (["law", "status", "民法典", "--article", "三十三款"], "看不懂条号"),
        (["law", "status", "--batch", "no-such-file.jsonl"], "找不到文件"),
        (["law", "show", "并无此法律"], "目录中没有"),
        (["law", "index", "no-such-folder", "--check"], "没有这个文件夹"),
        (["law"], "缺少参数"),
    ],
)
def test_wrong_use_says_what_and_gives_two(words: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 2
    said = capsys.readouterr().err
    assert message in said and "Traceback" not in said


def test_an_index_is_built_from_a_folder_with_one_law(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "laws" / "statutes"
    folder.mkdir(parents=True)
    (folder / "样例法(2020-05-01).md").write_text("# 样例法\n\n第一条 试。\n", encoding="utf-8")
    (folder / "坏文件(2020-05-01).md").write_bytes(b"\xff\xfe\x00bad")
    assert main(["law", "index", str(tmp_path / "laws"), "--check"]) == 2
    assert "不是 UTF-8" in capsys.readouterr().err
