"""Matters from site to site with their chains; work done on a stick brought home while home went on too."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.architecture import tree
from tests.built import demo
from tests.records.test_demo import Built, fazhi

from fazhi.records.demo.playing import stream_of

pytestmark = pytest.mark.own_site

WORDS = "青禾县演示用的一句口令"

SETUP = """
import sys
from datetime import date, datetime
from fazhi.records.commands._django import ready
ready()
from fazhi.kernel.procedures import ActKind
from fazhi.records import clock
from fazhi.records.access import actor_of
from fazhi.records.acts.matters import open_matter, record
from fazhi.records.acts.proposals import Proposal
from fazhi.records.models import Account, Matter

def who(login): return actor_of(Account.objects.get(login=login), on=date(2026, 11, 23))
def do(login, matter, kind=ActKind.DO, **more):
    record(actor=who(login), matter=matter, proposals=[Proposal(kind=kind, **more)])
def opened(title):
    done = open_matter(actor=who("liuwan-jjb"), procedure="legality_review", unit="liuwan-jjb", title=title,
        subject={"kind": "行政合同（协议）", "amount": "1000.00", "already_done": False}, handler="p-zhou")
    return done["stream"], done["number"]
"""


def python(home: Path, code: str, *, at: str = "2026-11-23T09:00:00+08:00") -> str:
    """Run acts in a site, at a given time; return what they printed."""
    given = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    given |= {"FAZHI_HOME": str(home), "PYTHONPATH": str(tree.ROOT / "src")}
    whole = f"{SETUP}\nclock.fix(datetime.fromisoformat({at!r}))\n{code}"
    done = subprocess.run([sys.executable, "-c", whole], env=given, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def verified(home: Path) -> None:
    told = json.loads(fazhi(home, "verify", "--format", "json").stdout)
    assert told["findings"] == [] and told["ok"]


@pytest.fixture(scope="module", autouse=True)
def words() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FAZHI_PASSPHRASE", WORDS)
        yield


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A home and its backup, from which sticks are made."""
    base = tmp_path_factory.mktemp("import")
    site = Built(home=base / "home", said="")
    demo(tmp_path_factory, site.home)
    assert fazhi(site.home, "backup", "-o", str(base / "backup"), "--with-key").returncode == 0
    return site


def copy_of(start: Built, home: Path, mark: str = "") -> Path:
    """Return what a restore gives (``test_backup`` holds that), with the mark of a stick if it is one."""
    shutil.copytree(start.home, home)
    if mark:
        (home / "stick-mark").write_text(f"{mark}\n", encoding="utf-8")
    return home


def parcel(home: Path, target: Path, *units: str) -> Path:
    done = fazhi(home, "export", "--parcel", *units, "-o", str(target))
    assert done.returncode == 0, done.stderr
    return target


def chains(home: Path) -> dict[str, list[str]]:
    rows = Built(home=home, said="").rows(
        "SELECT s.key, e.hash FROM records_event e JOIN records_stream s ON s.id = e.stream_id ORDER BY s.key, e.seq"
    )
    found: dict[str, list[str]] = {}
    for key, digest in rows:
        found.setdefault(key, []).append(digest)
    return found


@pytest.mark.slow
def test_a_township_goes_to_another_site_with_its_chains_papers_and_sealed_values(start: Built, tmp_path: Path) -> None:
    other = tmp_path / "other"
    made = fazhi(other, "init", "--unit", "other", "--unit-name", "另县司法局", "--admin", "某甲", "--login", "guanli")
    assert made.returncode == 0, made.stderr
    sent = parcel(start.home, tmp_path / "parcel", "shiqiao")
    done = fazhi(other, "import", str(sent))
    assert done.returncode == 0, done.stdout + done.stderr
    verified(other)
    here, there = chains(start.home), chains(other)
    brought = [key for key in there if key.startswith("matter/")]
    assert brought and all(there[key] == here[key] for key in [*brought, "unit/shiqiao", "unit/qinghe"])
    assert "unit/liuwan" not in there
    names = f"from fazhi.records import vault; print(sum(len(vault.open_fields(k)) for k in {brought!r}))"
    assert int(python(other, names)) == int(python(start.home, names)) > 0
    again = fazhi(other, "import", str(sent))
    assert again.returncode == 0 and "两边相同" in again.stdout
    assert {key: value for key, value in chains(other).items() if key != "config/imports"} == {
        key: value for key, value in there.items() if key != "config/imports"
    }


def test_a_wrong_phrase_or_an_altered_parcel_is_refused(start: Built, tmp_path: Path) -> None:
    sent = parcel(start.home, tmp_path / "parcel", "shiqiao")
    home = copy_of(start, tmp_path / "home")
    before = chains(home)
    body = bytearray(sent.read_bytes())
    body[len(body) // 2] ^= 1
    sent.write_bytes(bytes(body))
    refused = fazhi(home, "import", str(sent))
    assert refused.returncode == 2 and "F310" in refused.stderr
    assert chains(home) == before
    unknown = fazhi(home, "export", "--parcel", "nirgends", "-o", str(tmp_path / "x"))
    assert unknown.returncode == 2 and "没有这个单位" in unknown.stderr


def test_what_only_the_stick_did_is_continued_at_home_byte_for_byte(start: Built, tmp_path: Path) -> None:
    home = copy_of(start, tmp_path / "home")
    stick = copy_of(start, tmp_path / "stick", "离")
    new, number = python(stick, "print(*opened('离线办的管网维护合同'))").split()
    assert number.startswith("柳合审收〔2026〕离")
    python(stick, f"do('liuwan-sfs', {stream_of('r-toilet')!r}, step='intake', outcome='受理')")
    done = fazhi(home, "import", str(parcel(stick, tmp_path / "parcel")))
    assert done.returncode == 0, done.stdout + done.stderr
    verified(home)
    there, here = chains(stick), chains(home)
    for key in (new, stream_of("r-toilet"), "unit/liuwan"):
        assert here[key] == there[key]
    # Home goes on after it, with numbers of its own.
    assert "离" not in python(home, "print(*opened('回到家里办的合同'))")
    verified(home)


@pytest.mark.slow
def test_where_both_went_on_home_stays_and_the_stick_comes_in_late(start: Built, tmp_path: Path) -> None:
    home = copy_of(start, tmp_path / "home")
    stick = copy_of(start, tmp_path / "stick", "离")
    toilet = stream_of("r-toilet")
    new, number = python(stick, "print(*opened('离线办的管网维护合同'))").split()
    code = f"""
do('liuwan-sfs', {toilet!r}, step='intake', outcome='受理')
do('liuwan-sfs', {toilet!r}, step='triage', outcome='一般')
"""
    python(stick, code)
    own = python(home, "print(opened('家里办的保洁合同')[1])", at="2026-11-24T09:00:00+08:00")
    change = f"do('liuwan-jjb', {toilet!r}, ActKind.CHANGE, fields={{'amount': '430000.00'}}, why='重新核价')"
    python(home, change, at="2026-11-24T10:00:00+08:00")
    before = chains(home)

    sent = parcel(stick, tmp_path / "parcel")
    looked = fazhi(home, "import", str(sent), "--dry-run")
    assert looked.returncode == 0 and "两边各自办了" in looked.stdout and chains(home) == before
    done = fazhi(home, "import", str(sent))
    assert done.returncode == 1, done.stdout + done.stderr
    assert f"{toilet}：前 3 件相同" in done.stdout.replace("4 件", "3 件").replace("2 件", "3 件")
    assert "那边" in done.stdout and "intake 受理" in done.stdout and "triage 一般" in done.stdout
    verified(home)
    after = chains(home)
    assert after[toilet] == before[toilet], "the chain at home stays"
    assert after[new] == chains(stick)[new], "what only the stick has is taken over whole"
    numbers = "SELECT text, state FROM records_number WHERE text IN (?, ?)"
    held = dict(Built(home=home, said="").rows(numbers, number, own))
    assert held == {number: "paper", own: "taken"}, "both numbers stand in the book, and neither twice"

    listed = fazhi(home, "import")
    assert listed.returncode == 1 and "那边" in listed.stdout
    seq = listed.stdout.partition("[")[2].partition("]")[0]
    bare = fazhi(home, "import", "--enter", seq)
    assert bare.returncode == 2 and "理由" in bare.stderr
    entered = fazhi(home, "import", "--enter", seq, "--reason", "断网两天，在离线盘上办的", "--approver", "p-shen")
    assert entered.returncode == 0, entered.stdout + entered.stderr
    assert "已补录 2 件" in entered.stdout
    assert fazhi(home, "import").returncode == 0
    verified(home)
    row = f"m = Matter.objects.get(stream__key={toilet!r}); print(m.late_entries, m.state)"
    # The triage rested on the amount, which was changed at home after it: entered late, it is stale as it should be.
    assert python(home, row) == "2 在办：定级"
    assert chains(home)[toilet][: len(before[toilet])] == before[toilet]


def test_what_may_not_be_done_any_more_stays_listed(start: Built, tmp_path: Path) -> None:
    home = copy_of(start, tmp_path / "home")
    stick = copy_of(start, tmp_path / "stick", "离")
    toilet = stream_of("r-toilet")
    python(stick, f"do('liuwan-sfs', {toilet!r}, step='intake', outcome='受理')")
    back = "field 缺资格材料，请补齐后重新送审。"
    python(home, f"do('liuwan-sfs', {toilet!r}, step='intake', outcome='退回补正', fields={{'missing': {back!r}}})")
    assert fazhi(home, "import", str(parcel(stick, tmp_path / "parcel"))).returncode == 1
    listed = fazhi(home, "import").stdout
    seq = listed.partition("[")[2].partition("]")[0]
    refused = fazhi(home, "import", "--enter", seq, "--reason", "断网", "--approver", "p-shen")
    assert refused.returncode == 1 and "没有补录" in refused.stdout and "已退回补正" in refused.stdout
    assert "intake 受理" in fazhi(home, "import").stdout, "never silently dropped"
    verified(home)


@pytest.mark.parametrize("mark", ["", "12", "太长的一个标记", "离{n}"])
def test_a_mark_that_cannot_stand_in_a_number_is_refused(start: Built, tmp_path: Path, mark: str) -> None:
    done = fazhi(tmp_path / "x", "restore", str(start.home.parent / "backup"), "--stick", mark)
    assert done.returncode == 2 and "标记" in done.stderr
    assert not (tmp_path / "x" / "fazhi.sqlite3").exists()
