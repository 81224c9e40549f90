"""``fazhi import`` of an old ledger: looked at, broken off, gone on with, done again for nothing.

Two thousand rows by five hundred in ``make soak``; two hundred by fifty otherwise.
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.records.conftest import Cast
from tests.records.old_ledger import made

from fazhi.formats.tables import read_table
from fazhi.kernel.errors import FazhiError
from fazhi.records import matters
from fazhi.records.acts import sheets
from fazhi.records.commands import import_
from fazhi.records.commands._sheet import take_sheet, wanted
from fazhi.records.models import Event, Matter, SheetImport
from fazhi.records.sheets import running
from fazhi.records.standing import IMPORTED

ROWS = int(os.environ.get("FAZHI_LEDGER_ROWS", "200"))
PORTION = ROWS // 4
Run = Callable[..., int]


@pytest.fixture
def fazhi(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command as it is parsed, in the site of the test."""
    matters.forget()
    running.grid_of.cache_clear()
    monkeypatch.chdir(tmp_path)
    parser = argparse.ArgumentParser()
    import_.configure(parser)
    return lambda *words: take_sheet(
        parser.parse_args(["台账.xlsx", "--unit", "liuhe", "--procedure", "contract", *words])
    )


def test_rows_come_in_by_portions_and_only_once(
    fazhi: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(running, "PORTION", PORTION)
    body, expected = made(ROWS)
    Path("台账.xlsx").write_bytes(body)
    odd = expected["wrong"] + expected["twice"]
    assert fazhi("--write-mapping", "对照.json") == 0
    meaning = json.loads(Path("对照.json").read_text(encoding="utf-8"))
    assert meaning["columns"]["合同名称"] == "title" and meaning["units"] == {"金额（万元）": "万元"}
    meaning["fixed"] = {"subject.pays": True, "subject.natural": False}
    Path("对照.json").write_text(json.dumps(meaning), encoding="utf-8")

    assert fazhi("--mapping", "对照.json", "--preview", "-o", "退回.xlsx") == 1
    told = capsys.readouterr().out
    assert f"可以导入：{expected['ready']} 行" in told and f"有错，不导入：{expected['wrong']} 行" in told
    assert not Matter.objects.exists() and not SheetImport.objects.exists()

    taken, add = [], sheets.ledger.add_imported

    def killed(*given: object) -> object:
        if taken:
            raise KeyboardInterrupt
        taken.append(1)
        return add(*given)

    monkeypatch.setattr(sheets.ledger, "add_imported", killed)
    with pytest.raises(KeyboardInterrupt):
        fazhi("--mapping", "对照.json", "--account", "leader")
    first = Matter.objects.count()
    assert 0.7 * PORTION < first <= PORTION, "one act stands, the next left nothing"
    monkeypatch.setattr(sheets.ledger, "add_imported", add)

    assert fazhi("--account", "leader", "-o", "退回.xlsx") == 1, "the mapping is kept: it need not be given again"
    told = capsys.readouterr().out
    assert "接着导入" in told and f"导入 {expected['ready']:,} 行" in told and f"有错 {odd:,} 行" in told
    rows = Matter.objects.filter(procedure="contract")
    assert rows.count() == expected["ready"] and set(rows.values_list("state", flat=True)) == {IMPORTED}
    acts = Event.objects.filter(type="ledger_rows_taken").count()
    assert acts >= ROWS // PORTION and PORTION <= sheets.PORTION
    back = read_table(Path("退回.xlsx").read_bytes(), "退回.xlsx", "")
    assert back.rows[1][0] == "问题" and len([row for row in back.rows[2:] if row[0]]) == odd

    events = Event.objects.filter(stream__kind="matter").count()
    assert fazhi("--account", "leader") == 1
    assert f"导入 0 行，标为“导入、未核验”；已有 {expected['ready']:,} 行" in capsys.readouterr().out
    assert Event.objects.filter(stream__kind="matter").count() == events


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--unit", "nowhere", "--preview"), "没有这个单位"),
        (("--procedure", "nothing", "--preview"), "没有这个规程"),
        (("--mapping", "no.json", "--preview"), "读不了对照文件"),
        ((), "须写明由哪个账号"),
    ],
)
def test_what_is_missing_on_the_line_is_said_and_nothing_is_written(
    fazhi: Run, words: tuple[str, ...], message: str
) -> None:
    Path("台账.xlsx").write_bytes(made(3)[0])
    with pytest.raises(FazhiError, match=message):
        fazhi(*words)
    assert not SheetImport.objects.exists() and not Matter.objects.exists()
    assert wanted(argparse.Namespace(file="旧.ET")) and not wanted(argparse.Namespace(file="上报包.zip"))
    assert not wanted(argparse.Namespace(file=None))
