"""The demonstration county as a user gets it: the command run in a folder of its own, then looked at and verified.

What each matter is there to show is counted here: its state, its open tasks, how many of them are late on the day.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from tests.architecture import tree
from tests.built import demo

from fazhi.packs import calendar, procedures
from fazhi.records import chance
from fazhi.records.demo import build, script
from fazhi.records.demo.playing import stream_of

pytestmark = pytest.mark.own_site

DAY = "2026-11-20"

SHOWN = {
    # id: (state, tasks, late, due that day, unlawful facts, late entries, vouchers owed)
    "b-canal": ("等待答复：县认定", 1, 0, 0, 0, 0, 0),
    "c-2026": ("在办：起草科室意见", 3, 0, 0, 0, 0, 0),
    "d-factory": ("在办：合法性审查", 1, 0, 0, 0, 0, 0),
    "d-fair": ("在办：公布", 3, 2, 0, 0, 0, 0),
    "d-houses": ("已办结：报县政府", 0, 0, 0, 2, 0, 0),
    "d-market": ("等待答复：合法性审查", 1, 0, 0, 1, 0, 0),
    "d-parking": ("在办", 2, 0, 0, 0, 0, 1),
    "d-reservoir": ("已办结：终止", 0, 0, 0, 0, 0, 0),
    "d-toilets": ("已归档", 0, 0, 0, 0, 0, 0),
    "d-truck": ("在办：公布", 3, 0, 1, 0, 0, 0),
    "d-village": ("等待期满：公开征求意见期", 0, 0, 0, 0, 0, 0),
    "g-dogs": ("等待期满：其他文件公开征求意见期限", 0, 0, 0, 0, 0, 0),
    "g-drip": ("报送备案：责令限期改正", 4, 1, 0, 0, 0, 0),
    "g-graves": ("已归档", 1, 0, 0, 0, 0, 0),
    "k-bridge": ("在办：付款", 2, 0, 0, 0, 0, 0),
    "k-granary": ("在办：收款", 4, 0, 0, 0, 0, 0),
    "k-lamps": ("付款：部分支付", 3, 1, 0, 0, 0, 0),
    "k-stage": ("在办：预算", 4, 0, 0, 1, 0, 0),
    "l-back": ("在办：移交完成", 4, 0, 0, 0, 0, 0),
    "l-first": ("已归档", 1, 0, 0, 0, 0, 0),
    "p-fields": ("在办：答复", 1, 0, 0, 0, 0, 0),
    "p-green": ("在办：作出决定", 1, 0, 0, 0, 0, 0),
    "p-land": ("等待答复：告知补正", 1, 0, 0, 0, 0, 0),
    "p-none": ("已办结：答复", 2, 0, 0, 0, 0, 1),
    "p-parking": ("等待答复：征求第三方意见", 2, 0, 0, 0, 0, 0),
    "p-plan": ("已归档", 0, 0, 0, 0, 0, 0),
    "p-rent": ("在办：答复", 1, 1, 0, 0, 0, 0),
    "p-street": ("已归档", 0, 0, 0, 0, 0, 0),
    "p-upkeep": ("在办：答复", 1, 0, 1, 0, 0, 0),
    "p-withdrawn": ("已办结：撤回申请", 1, 0, 0, 0, 0, 0),
    "r-cleaning": ("在办：审查意见书", 1, 1, 0, 0, 0, 0),
    "r-fire": ("已归档", 0, 0, 0, 0, 0, 0),
    "r-forest": ("等待答复：报县司法局指导", 2, 0, 0, 0, 0, 0),
    "r-lamps": ("等待答复：法律顾问意见", 2, 0, 0, 0, 0, 0),
    "r-pipe": ("已办结：审查结论", 1, 0, 0, 0, 3, 0),
    "r-plant": ("已归档", 0, 0, 0, 0, 0, 0),
    "r-pond": ("在办：采纳反馈", 1, 1, 0, 0, 0, 0),
    "r-road": ("在办：采纳反馈", 3, 0, 0, 1, 1, 0),
    "r-shed": ("已办结：审查结论", 2, 0, 0, 0, 0, 1),
    "r-street": ("受理：退回补正", 1, 0, 0, 0, 0, 0),
    "r-toilet": ("在办：受理", 1, 0, 1, 0, 0, 0),
    "r-well": ("已办结：审查结论", 1, 0, 0, 0, 0, 0),
    "u-road": ("在办：答复、答辩", 1, 0, 0, 0, 0, 0),
    "w-books": ("在办：公布", 2, 0, 0, 0, 0, 0),
    "w-fields": ("在办：乡镇批准", 3, 0, 0, 0, 0, 0),
    "w-lights": ("组织实施：进行中", 1, 0, 0, 0, 0, 0),
    "w-lutang": ("在办：备案审查", 1, 0, 0, 0, 0, 0),
    "w-parking": ("在办：反馈清单", 2, 0, 0, 0, 0, 0),
    "w-school": ("在办：归档", 2, 0, 0, 0, 0, 0),
    "w-visit": ("在办：反映考核问题", 3, 0, 0, 0, 0, 0),
    "w-wangjiaqiao": ("在办：会议通知", 4, 0, 0, 1, 0, 0),
    "y-2026": ("在办：执法资格", 4, 0, 0, 0, 0, 0),
}


@dataclass(frozen=True)
class Built:
    home: Path
    said: str

    def rows(self, query: str, *values: object) -> list[tuple]:
        with closing(sqlite3.connect(f"file:{self.home}/fazhi.sqlite3?mode=ro", uri=True)) as database:
            return database.execute(query, values).fetchall()


def fazhi(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the program in a folder, as a user would."""
    given = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "FAZHI_DEMO_LEAD"}}
    given |= {"FAZHI_HOME": str(home), "PYTHONPATH": str(tree.ROOT / "src"), "PYTHONUTF8": "1"}
    return subprocess.run(
        [sys.executable, "-m", "fazhi", *words], env=given, cwd=home.parent, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    home = tmp_path_factory.mktemp("demo") / "home"
    yield Built(home, demo(tmp_path_factory, home))


def test_everything_that_was_built_verifies(built: Built) -> None:
    done = fazhi(built.home, "verify", "--format", "json")
    report = json.loads(done.stdout)
    assert report["findings"] == []
    assert report["ok"] and done.returncode == 0
    assert report["notes"] == []


def test_every_matter_of_the_script_is_counted_here() -> None:
    assert sorted(SHOWN) == sorted(entry.id for entry in script.matters())


@pytest.mark.parametrize("name", SHOWN)
def test_a_matter_shows_what_it_is_there_to_show(built: Built, name: str) -> None:
    columns = "m.state, m.findings, m.late_entries, m.vouchers_owed, m.stream_id"
    query = f"SELECT {columns} FROM records_matter m JOIN records_stream s ON s.id = m.stream_id WHERE s.key = ?"
    state, findings, late_entries, owed, pk = built.rows(query, stream_of(name))[0]
    dues = [due for (due,) in built.rows("SELECT due FROM records_task WHERE matter_id = ?", pk)]
    late = sum(due is not None and due < DAY for due in dues)
    assert (state, len(dues), late, dues.count(DAY), findings, late_entries, owed) == SHOWN[name]


def test_every_post_has_an_account_or_signs_on_paper(built: Built) -> None:
    held = {post for person in script.county().people if person.login for post, _ in person.posts}
    assert set(procedures.posts()) - held == {"counsel", "village_head", "village_party", "village_supervisor"}
    for person in script.county().people:
        assert person.name in built.said
        assert person.login is None or person.login in built.said
    waived = "SELECT count(*) FROM records_account WHERE must_change_password"
    assert built.rows(waived) == [(0,)]
    assert "演示账号不要求首次登录改口令" in built.said


def test_every_procedure_and_both_townships_are_there(built: Built) -> None:
    found = built.rows("SELECT DISTINCT procedure FROM records_matter ORDER BY procedure")
    assert [name for (name,) in found] == list(procedures.ids())
    assert {number[0] for (number,) in built.rows("SELECT number FROM records_matter")} == {"柳", "石"}


def test_a_second_run_finds_what_is_there_and_changes_nothing(built: Built) -> None:
    before = built.rows("SELECT count(*), max(recorded) FROM records_event")
    again = fazhi(built.home, "demo", "--no-serve", "--as-of", "2026-03-02")
    assert again.returncode == 0
    assert "沿用已有的演示县（按2026-11-20建立）" in again.stdout
    assert "没有起作用" in again.stdout and "liuwan-sfs" in again.stdout
    assert built.rows("SELECT count(*), max(recorded) FROM records_event") == before


def test_a_demonstration_is_never_served_to_a_network(built: Built) -> None:
    done = fazhi(built.home, "serve", "--host", "0.0.0.0")
    assert done.returncode == 2
    assert "只能在本机打开" in done.stderr and "Traceback" not in done.stderr


def test_a_real_site_is_left_alone(tmp_path: Path) -> None:
    home = tmp_path / "real"
    made = fazhi(home, "init", "--unit", "yanhe", "--unit-name", "盐禾县司法局", "--admin", "某甲", "--login", "guanli")
    assert made.returncode == 0, made.stderr
    before = digest(home)
    refused = fazhi(home, "demo", "--no-serve")
    assert refused.returncode == 2
    assert "不是演示县，没有改动" in refused.stderr and "Traceback" not in refused.stderr
    assert digest(home) == before


def test_days_are_counted_from_a_working_day_and_never_lie_ahead() -> None:
    days = script.Days(as_of=date(2026, 10, 4), calendar=calendar.load())
    assert days.anchor == date(2026, 10, 8)
    assert days.day(0) == date(2026, 10, 4), "in the holidays, today is as far as one can be"
    assert days.day(-1) == date(2026, 9, 30)
    assert days.value("@+1w", date(2026, 9, 30)) == "2026-10-08"
    assert days.value("@-2d", date(2026, 10, 4)) == "2026-10-02"


def test_moves_come_in_the_order_in_which_they_were_recorded() -> None:
    order = build.moves_in_order(script.matters())
    assert [(at, minute) for at, minute, _, _ in order] == sorted((at, minute) for at, minute, _, _ in order)
    assert len(order) == sum(len(entry.moves) for entry in script.matters())


def test_the_same_day_gives_the_same_county_to_the_byte(built: Built, tmp_path: Path) -> None:
    other = Built(home=tmp_path / "other", said="")
    again = fazhi(other.home, "demo", "--small", "--no-serve", "--as-of", DAY)
    assert again.returncode == 0, again.stderr
    query = "SELECT s.key, e.seq, e.hash FROM records_event e JOIN records_stream s ON s.id = e.stream_id ORDER BY 1, 2"
    assert other.rows(query) == built.rows(query)
    boxes = "SELECT hex(wrapped) FROM records_vaultkey ORDER BY id"
    assert not set(other.rows(boxes)) & set(built.rows(boxes)), "keys are never anything but random"
    files = [path.relative_to(built.home) for path in built.home.glob("evidence/*/*/*")]
    assert files and all((other.home / path).exists() for path in files)


def test_what_is_made_up_is_random_outside_the_demonstration() -> None:
    assert chance.token_hex(8) != chance.token_hex(8)
    with chance.seeded("a"):
        first = [chance.token_bytes(16), chance.token_hex(4)]
    with chance.seeded("a"):
        assert [chance.token_bytes(16), chance.token_hex(4)] == first
    assert chance.token_bytes(16) != first[0]


def digest(home: Path) -> dict[str, str]:
    """Return the content of every file of a site, by name; what SQLite keeps beside the database is no content."""
    return {
        str(path.relative_to(home)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(home.rglob("*"))
        if path.is_file() and not path.name.endswith(("-wal", "-shm"))
    }
