"""``fazhi procedure`` over a folder of packs: here the small pack of the prover's tests stands in for them."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from xml.etree import ElementTree

import pytest
from tests.kernel.packing import POSTS
from tests.kernel.prove.workshop import CASES, raw, step

from fazhi.cli import main
from fazhi.cli.procedures import diagram, show
from fazhi.kernel.procedures import Case, Procedure, load, read_cases
from fazhi.packs import procedures


@pytest.fixture
def packs(monkeypatch: pytest.MonkeyPatch) -> dict[str, Procedure]:
    """Let the commands find two packs: one lawful, one with a forgotten ``uses``."""
    broken = raw()
    broken["id"] = "broken"
    step(broken, "intake").pop("uses")
    found = {"broken": load(broken, POSTS), "workshop": load(raw(), POSTS)}

    def cases(name: str) -> tuple[Case, ...]:
        return read_cases(found[name], tomllib.loads(CASES))

    monkeypatch.setattr(procedures, "ids", lambda: tuple(found))
    monkeypatch.setattr(procedures, "get", lambda name: found[name])
    monkeypatch.setattr(procedures, "cases", cases)
    return found


def test_list_names_every_procedure(packs: dict[str, Procedure], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["procedure", "list", "--format", "json"]) == 0
    rows = json.loads(capsys.readouterr().out)["procedures"]
    assert [row["id"] for row in rows] == ["broken", "workshop"]
    assert rows[1]["title"] == "证明器的小规程" and rows[1]["guarantees"] == 8


def test_show_says_it_in_chinese(packs: dict[str, Procedure], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["procedure", "show", "workshop"]) == 0
    shown = capsys.readouterr().out
    assert "“审查意见”已办结且有效" in shown
    assert "决定人不得办理过：“送审”" in shown
    assert "办理“审查意见”，须在最近一次“送审”之后办过“受理”（受理）" in shown
    assert "公告期（period）：不得少于7日" in shown
    assert "ok(" not in shown and "None" not in shown


def test_prove_is_fine_only_when_all_is_proved(packs: dict[str, Procedure], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["procedure", "prove", "workshop"]) == 0
    assert "已证明8项" in capsys.readouterr().out
    assert main(["procedure", "prove", "broken", "--only", "since"]) == 1
    told = capsys.readouterr().out
    assert "不成立  since" in told and "1. 2026-03-02 立项" in told and "办理“审查意见”" in told
    assert main(["procedure", "prove", "--format", "json", "--only", "since"]) == 1
    both = json.loads(capsys.readouterr().out)["procedures"]
    assert [item["proofs"][0]["verdict"] for item in both] == ["refuted", "proved"]


def test_prove_refuses_a_guarantee_that_is_not_there(
    packs: dict[str, Procedure], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["procedure", "prove", "workshop", "--only", "X9"]) == 2
    assert "X9" in capsys.readouterr().err


def test_run_answers_every_line_in_its_place(
    packs: dict[str, Procedure], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    lines = [
        '{"opened": "2026-03-02", "subject": {"risk": false}}',
        '{"on": "2026-03-02", "do": "submit", "by": "甲"}',
        '{"on": "2026-03-03", "do": "opinion", "by": "乙", "outcome": "合法"}',
        "不是JSON",
        '{"on": "2026-03-99", "do": "intake", "by": "乙", "outcome": "受理"}',
        '{"on": "2026-03-03", "do": "nowhere", "by": "乙"}',
        '{"on": "2026-03-03", "do": "intake", "by": "乙", "outcome": "受理"}',
    ]
    file = tmp_path / "acts.jsonl"
    file.write_text("\n".join(lines), encoding="utf-8")
    assert main(["procedure", "run", "workshop", str(file)]) == 2
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [item["line"] for item in told] == [1, 2, 3, 4, 5, 6, 7]
    assert [item.get("allowed") for item in told] == [True, True, False, None, None, None, True]
    assert "受理" in told[2]["reasons"][0]["text"]
    assert all("error" in told[number] for number in (3, 4, 5))
    file.write_text("\n".join(lines[:3]), encoding="utf-8")
    assert main(["procedure", "run", "workshop", str(file)]) == 1


HOSTILE = [
    "[]", "null", "1", '"x"', "{}", "{", "[" * 100_000, "\x00", "9" * 5000,
    '{"opened": 5}', '{"opened": "9999-12-31"}', '{"opened": "2026-03-02", "subject": 5}',
    '{"opened": "2026-03-02", "subject": {"risk": "是"}}', '{"opened": "2026-03-02", "subject": {"nobody": 1}}',
    '{"on": 1, "do": "submit"}', '{"on": "2026-02-30", "do": "submit"}', '{"on": "2026-03-02", "do": ["submit"]}',
    '{"on": "2026-03-02", "do": "\\ud800"}', '{"on": "2026-03-02", "do": "submit", "by": 5}',
    '{"on": "2026-03-02", "do": "submit", "field": 5}', '{"on": "2026-03-02", "do": "submit", "field": {"x": 1e400}}',
    '{"on": "2026-03-02", "do": "submit", "field": {"x": null}}', '{"on": "2026-03-02", "do": "submit", "late": {}}',
    '{"on": "2026-03-02", "do": "submit", "vouchers": "x"}', '{"on": "2026-03-02", "do": "submit", "send": "submit"}',
    '{"on": "2026-03-02", "change": 5}', '{"on": "2026-03-02", "do": "submit", "key": 1}',
]  # fmt: skip
SENSELESS = [
    '{"on": "9999-12-31", "do": "submit", "by": "甲"}', '{"on": "0001-01-01", "do": "submit", "by": "甲"}',
    '{"on": "2026-03-02", "do": "submit", "by": ""}', '{"on": "2026-03-02", "do": "submit", "by": "甲", "key": "k"}',
    '{"on": "2026-03-02", "do": "submit", "by": "甲", "recorded": "9999-12-31"}',
    '{"on": "2026-03-02", "void": "submit"}', '{"on": "2026-03-02", "vouch": "submit"}',
    '{"on": "2026-03-02", "change": {"risk": "是"}}', '{"on": "2026-03-02", "change": {"nobody": 1}}',
    '{"on": "2026-03-02", "answer": "submit"}', '{"on": "2026-03-02", "send": "submit"}',
    '{"on": "2026-03-02", "do": "submit", "field": {"nobody": ' + "9" * 1000 + "}}",
]  # fmt: skip


def test_run_answers_senseless_lines_with_an_error_or_a_refusal(
    packs: dict[str, Procedure], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "acts.jsonl"
    file.write_text("\n".join([*HOSTILE, *SENSELESS]), encoding="utf-8")
    assert main(["procedure", "run", "workshop", str(file)]) == 2
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [item["line"] for item in told] == list(range(1, len(HOSTILE) + len(SENSELESS) + 1))
    assert [item for item in told[: len(HOSTILE)] if "error" not in item] == []
    assert [item for item in told[len(HOSTILE) :] if item.get("allowed") is not False] == []


def test_the_diagram_is_one_svg_with_every_step(
    packs: dict[str, Procedure], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    out = tmp_path / "flow.svg"
    assert main(["procedure", "diagram", "workshop", "--format", "svg", "-o", str(out)]) == 0
    tree = ElementTree.fromstring(out.read_text(encoding="utf-8"))
    words = "".join(tree.itertext())
    assert all(item.name in words for item in packs["workshop"].steps.values())
    assert main(["procedure", "diagram", "workshop"]) == 0
    assert "审查意见　← 受理" in capsys.readouterr().out


def test_rows_of_the_diagram_follow_the_order(packs: dict[str, Procedure]) -> None:
    rows = [[item.id for item in row] for band in diagram.bands(packs["workshop"]) for row in band.rows]
    place = {name: number for number, row in enumerate(rows) for name in row}
    assert place["submit"] < place["intake"] < place["opinion"] < place["agenda"] < place["meeting"]
    assert show.text(packs["workshop"]).endswith("\n")
