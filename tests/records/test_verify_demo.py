"""`fazhi verify` as a command, on copies of the demonstration that somebody with the files has tampered with.

Each copy is changed in one thing only, by raw SQL or raw bytes; the finding must say what and where, and nothing else
may be found. What cannot be found must stand among the limits.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from tests import built

from fazhi.kernel.ledger import GENESIS, hash_of
from fazhi.kernel.ledger.canonical import settle, write

pytestmark = [pytest.mark.slow, pytest.mark.own_site]

ROOT = Path(__file__).resolve().parents[2]


def run(home: Path, *words: str, source: Path = ROOT / "src") -> subprocess.CompletedProcess[str]:
    """Run the program on a site (SQLite, whatever the tests run on), from the folder ``source``."""
    variables = {**os.environ, "FAZHI_HOME": str(home), "PYTHONPATH": str(source)}
    for name in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE"):
        variables.pop(name, None)
    command = [sys.executable, "-m", "fazhi", *words]
    return subprocess.run(command, env=variables, cwd=home.parent, capture_output=True, text=True, timeout=240)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration, built once; its last act is its first checkpoint."""
    home = tmp_path_factory.mktemp("county") / "site"
    built.demo(tmp_path_factory, home)
    return home


@pytest.fixture
def copy(demo: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(demo, tmp_path / "site"))


@contextmanager
def database(home: Path) -> Iterator[sqlite3.Connection]:
    """The database without the program: no act, no foreign keys, no chain."""
    with closing(sqlite3.connect(home / "fazhi.sqlite3")) as connection, connection:
        yield connection


def matter_of(connection: sqlite3.Connection, number: str) -> tuple[int, str]:
    """Return the id and the key of the stream of a matter."""
    wanted = "SELECT s.id, s.key FROM records_matter m JOIN records_stream s ON s.id = m.stream_id WHERE m.number = ?"
    found = connection.execute(wanted, [number]).fetchone()
    return found[0], found[1]


LONG = "柳决〔2026〕1号"
ALONE = "柳合审收〔2026〕10号"  # nobody called it, it called nobody


def flip_a_byte(home: Path) -> str:
    with database(home) as db:
        stream, key = matter_of(db, LONG)
        row, body = db.execute(
            "SELECT id, body FROM records_event WHERE stream_id = ? AND seq = 5", [stream]
        ).fetchone()
        changed = body.replace(b'"decider":"p', b'"decider":"q', 1)
        assert len(changed) == len(body) and changed != body
        db.execute("UPDATE records_event SET body = ? WHERE id = ?", [changed, row])
    return key


def copied(column: str, value: str) -> Callable[[Path], str]:
    def tamper(home: Path) -> str:
        with database(home) as db:
            stream, key = matter_of(db, LONG)
            wanted = f"UPDATE records_event SET {column} = ? WHERE stream_id = ? AND seq = 7"
            assert db.execute(wanted, [value, stream]).rowcount == 1
        return key

    return tamper


def delete_last(home: Path) -> str:
    """The last event goes, the row of the stream is brought into line: only the checkpoint knows better."""
    with database(home) as db:
        stream, key = db.execute("SELECT id, key FROM records_stream WHERE key = 'unit/shiqiao-sfs'").fetchone()
        count = db.execute("SELECT max(seq) FROM records_event WHERE stream_id = ?", [stream]).fetchone()[0]
        db.execute("DELETE FROM records_event WHERE stream_id = ? AND seq = ?", [stream, count])
        repair(db, stream)
    return key


def repair(db: sqlite3.Connection, stream: int) -> None:
    """Make the row of a stream fit the events that are left."""
    seq, head, recorded = db.execute(
        "SELECT seq, hash, recorded FROM records_event WHERE stream_id = ? ORDER BY seq DESC LIMIT 1", [stream]
    ).fetchone()
    db.execute(
        "UPDATE records_stream SET count = ?, head = ?, last_recorded = ? WHERE id = ?", [seq, head, recorded, stream]
    )


def delete_matter(home: Path) -> str:
    """Every row of a whole matter goes, its number and its files too; the index of words is kept from telling."""
    with database(home) as db:
        db.execute("DROP TRIGGER records_words_drop")
        stream, key = matter_of(db, ALONE)
        for table in ("event", "vaultitem", "vaultkey", "evidencelink", "stream"):
            column = "id" if table == "stream" else "stream_id"
            db.execute(f"DELETE FROM records_{table} WHERE {column} = ?", [stream])
        for table in ("task", "participant"):
            db.execute(f"DELETE FROM records_{table} WHERE matter_id = ?", [stream])
        db.execute("DELETE FROM records_matter WHERE stream_id = ?", [stream])
        db.execute("DELETE FROM records_evidencefile WHERE id NOT IN (SELECT file_id FROM records_evidencelink)")
    return key


def rewrite(home: Path) -> str:
    """From one event on the whole chain is made anew: who typed event 3 is another; every hash and head fits."""
    with database(home) as db:
        stream, key = matter_of(db, LONG)
        prev = ""
        rows = db.execute("SELECT id, seq, body, hash FROM records_event WHERE stream_id = ? ORDER BY seq", [stream])
        for row, seq, body, digest in rows.fetchall():
            if seq >= 3:
                event = json.loads(body)
                event["prev"] = prev
                if seq == 3:
                    assert event["actor"]["account"] != "zhong"
                    event["actor"]["account"] = "zhong"
                    db.execute("UPDATE records_event SET account = 'zhong' WHERE id = ?", [row])
                body = json.dumps(event, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
                digest = hash_of(body)
                db.execute("UPDATE records_event SET body = ?, hash = ? WHERE id = ?", [body, digest, row])
            prev = digest
        repair(db, stream)
    return key


def rewrite_and_drop_checkpoints(home: Path) -> str:
    key = rewrite(home)
    with database(home) as db:
        db.execute("DELETE FROM records_checkpoint")
    return key


def rewrite_and_drop_folder(home: Path) -> str:
    key = rewrite_and_drop_checkpoints(home)
    shutil.rmtree(home / "checkpoints")
    return key


def projection(home: Path) -> str:
    with database(home) as db:
        stream, key = matter_of(db, LONG)
        db.execute("UPDATE records_matter SET outcome = '不通过' WHERE stream_id = ?", [stream])
    return key


def evidence_file(home: Path) -> str:
    with database(home) as db:
        digest, key = db.execute(
            "SELECT f.sm3, s.key FROM records_evidencefile f JOIN records_evidencelink l ON l.file_id = f.id "
            "JOIN records_stream s ON s.id = l.stream_id ORDER BY f.id LIMIT 1"
        ).fetchone()
    path = home / "evidence" / digest[:2] / digest[2:4] / digest
    body = bytearray(path.read_bytes())
    body[len(body) // 2] ^= 1
    path.write_bytes(body)
    return str(key)


def holiday(home: Path) -> str:
    """One day of the kept table of 2026 is moved."""
    with database(home) as db:
        rows = db.execute("SELECT digest, body FROM records_blob WHERE kind = 'calendar'").fetchall()
        digest, body = next((d, b) for d, b in rows if b'"year":2026' in b)
        changed = body.replace(b'"2026-10-05"', b'"2026-10-12"', 1)
        assert changed != body
        db.execute("UPDATE records_blob SET body = ? WHERE digest = ?", [changed, digest])
    return "config/calendar"


def scope(home: Path) -> str:
    """The archivist of one township is given the county."""
    with database(home) as db:
        done = db.execute(
            "UPDATE records_scope SET over_id = (SELECT id FROM records_unit WHERE code = 'qinghe'), role = 'county' "
            "WHERE id = (SELECT min(id) FROM records_scope WHERE post = 'archivist')"
        )
        assert done.rowcount == 1
    return ""


CASES: list[tuple[str, Callable[[Path], str], set[str], str, tuple[str, ...]]] = [
    ("one byte of a body", flip_a_byte, {"changed", "copy"}, "changed", ("第 5 件被改动",)),
    ("a copied actor", copied("account", "nobody"), {"copy"}, "copy", ("第 7 件", "“账号”列", "列中为“nobody”")),
    ("a copied time", copied("recorded", "2026-01-01T00:00:00+08:00"), {"copy"}, "copy", ("第 7 件", "“记录时间”列")),
    ("the last event", delete_last, {"truncated", "projection"}, "truncated", ("末尾缺少第",)),
    ("a whole matter", delete_matter, {"missing"}, "missing", ("检查点第 1 号", "整条流被删去")),
    ("a rewritten chain", rewrite, {"rewritten"}, "rewritten", ("检查点第 1 号", "重算")),
    (
        "a rewritten chain without checkpoints in the database",
        rewrite_and_drop_checkpoints,
        {"rewritten", "checkpoint"},
        "rewritten",
        ("文件夹中的检查点第 1 号", "重算"),
    ),
    ("a projection row", projection, {"projection"}, "projection", (LONG, "“结论”", "表中为“不通过”")),
    ("an evidence file", evidence_file, {"evidence"}, "evidence", ("证据文件的内容被改动",)),
    ("a holiday", holiday, {"calendar", "blob"}, "calendar", ("2026 年的节假日表", "2026-10-05", "2026-10-12")),
    ("a scope", scope, {"projection"}, "projection", ("数据范围表", "archivist", "角色", "表中为“county”")),
]


def told(done: subprocess.CompletedProcess[str]) -> dict[str, list[dict[str, str]]]:
    assert "Traceback" not in done.stderr, done.stderr
    return json.loads(done.stdout)


def test_every_event_is_written_as_the_slow_and_plain_way_writes_it(demo: Path) -> None:
    """What was left out of an act for speed changed no byte: all of the demonstration again, without the short ways."""
    with database(demo) as db:
        rows = db.execute(
            "SELECT s.key, e.seq, e.body, e.hash FROM records_event e JOIN records_stream s ON s.id = e.stream_id "
            "ORDER BY s.key, e.seq"
        ).fetchall()
    assert len(rows) > 500
    heads: dict[str, str] = {}
    for key, seq, body, digest in rows:
        read = json.loads(body)
        plain = json.dumps(read, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        assert body == plain == write(settle(read)), (key, seq)
        assert digest == hashlib.new("sm3", body).hexdigest() == hash_of(body)
        assert (read["stream"], read["seq"], read["prev"]) == (key, seq, heads.get(key, GENESIS))
        heads[key] = digest


def test_an_untouched_copy_is_fine_and_says_what_it_cannot_know(copy: Path) -> None:
    done = run(copy, "verify", "--format", "json")
    report = told(done)
    assert (done.returncode, report["findings"]) == (0, [])
    assert any("检查点第 1 号之后" in limit for limit in report["limits"])
    assert any("门户、卷宗或纸面" in limit for limit in report["limits"])
    point = copy / "checkpoints" / "000001.json"
    held = run(copy, "verify", "--checkpoint", str(point))
    assert held.returncode == 0 and "未发现改动" in held.stdout and "取自本机" not in held.stdout


@pytest.mark.parametrize(("name", "tamper", "codes", "code", "words"), CASES, ids=[case[0] for case in CASES])
def test_each_tampering_is_named(
    copy: Path, name: str, tamper: Callable[[Path], str], codes: set[str], code: str, words: tuple[str, ...]
) -> None:
    where = tamper(copy)
    done = run(copy, "verify", "--format", "json")
    report = told(done)
    assert done.returncode == 1
    found = [item for item in report["findings"] if item["code"] == code]
    assert any((item["stream"] or "") == where and all(w in item["message"] for w in words) for item in found), report
    assert {item["code"] for item in report["findings"]} == codes, report["findings"]
    assert report["limits"]


def test_the_finding_stands_in_the_text_too(copy: Path) -> None:
    where = flip_a_byte(copy)
    done = run(copy, "verify")
    assert done.returncode == 1
    assert f"changed  {where}：第 5 件被改动" in done.stdout and "不能排除的：" in done.stdout


def test_a_rewritten_site_is_consistent_until_it_meets_the_root_that_was_published(
    demo: Path, copy: Path, tmp_path: Path
) -> None:
    where = rewrite_and_drop_folder(copy)
    alone = run(copy, "verify", "--format", "json")
    report = told(alone)
    assert (alone.returncode, report["findings"]) == (0, [])
    assert any("没有检查点" in limit for limit in report["limits"])
    done = run(copy, "verify", "--format", "json", "--checkpoint", str(demo / "checkpoints" / "000001.json"))
    found = {(item["code"], item["stream"]) for item in told(done)["findings"]}
    assert done.returncode == 1 and {("rewritten", where), ("checkpoint", None)} <= found
    root = tmp_path / "root.txt"
    root.write_text(json.loads(run(demo, "verify", "--format", "json").stdout)["checkpoint"]["root"])
    assert run(copy, "verify", "--checkpoint", str(root)).returncode == 1


def test_no_new_checkpoint_vouches_for_what_an_older_one_contradicts(copy: Path) -> None:
    rewrite(copy)
    refused = run(copy, "checkpoint")
    assert refused.returncode == 2 and "F148" in refused.stderr and "前 25 件被改写过" in refused.stderr
    delete_matter(copy)
    assert not (copy / "checkpoints" / "000002.json").exists()


def test_what_was_rewritten_between_two_checkpoints_is_still_found(copy: Path) -> None:
    """The forger drops the checkpoint that knows better, and a new one is made over the forgery in good faith."""
    where = rewrite(copy)
    first = (copy / "checkpoints" / "000001.json").read_bytes()
    with database(copy) as db:
        kept = db.execute(
            "SELECT number, previous_root, root, recorded, events, body FROM records_checkpoint"
        ).fetchone()
        db.execute("DELETE FROM records_checkpoint")
    shutil.rmtree(copy / "checkpoints")
    assert run(copy, "checkpoint").returncode == 0
    with database(copy) as db:  # the honest first one comes back beside the one that followed the forgery
        db.execute("UPDATE records_checkpoint SET number = 2")
        db.execute(
            "INSERT INTO records_checkpoint (number, previous_root, root, recorded, events, body) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            kept,
        )
    (copy / "checkpoints" / "000001.json").write_bytes(first)
    found = told(run(copy, "verify", "--format", "json"))["findings"]
    assert any(f["code"] == "rewritten" and f["stream"] == where and "检查点第 1 号" in f["message"] for f in found)


LATER = """
from fazhi.records.commands._django import ready
ready()
from fazhi.records.access import SYSTEM
from fazhi.records.acts import organisation
organisation.create_person(actor=SYSTEM, unit="shiqiao-sfs", name="后来甲", person="p-later")
"""


def test_what_came_after_the_last_root_and_is_gone_again_stands_among_the_limits(copy: Path) -> None:
    variables = {**os.environ, "FAZHI_HOME": str(copy), "PYTHONPATH": str(ROOT / "src")}
    variables.pop("DATABASE_URL", None)
    subprocess.run([sys.executable, "-c", LATER], env=variables, cwd=copy.parent, check=True, timeout=120)
    report = told(run(copy, "verify", "--format", "json"))
    assert report["findings"] == [] and any("有 1 件记录还没有公布过根" in limit for limit in report["limits"])
    with database(copy) as db:
        stream = db.execute("SELECT id FROM records_stream WHERE key = 'unit/shiqiao-sfs'").fetchone()[0]
        db.execute("DELETE FROM records_event WHERE stream_id = ? AND type = 'person_created' AND seq > 5", [stream])
        db.execute("DELETE FROM records_person WHERE key = 'p-later'")
        repair(db, stream)
    done = run(copy, "verify", "--format", "json")
    report = told(done)
    assert (done.returncode, report["findings"]) == (0, [])
    assert any("检查点第 1 号之后" in limit and "末尾有无去掉" in limit for limit in report["limits"])


def test_a_program_that_counts_with_other_holidays_is_named(copy: Path, tmp_path: Path) -> None:
    source = tmp_path / "program"
    shutil.copytree(ROOT / "src" / "fazhi", source / "fazhi", ignore=shutil.ignore_patterns("__pycache__"))
    table = source / "fazhi" / "packs" / "calendar" / "2026.toml"
    text = table.read_text(encoding="utf-8")
    changed = text.replace("2026-10-10", "2026-10-11")
    assert changed != text, "the make-up day this test moves"
    table.write_text(changed, encoding="utf-8")
    done = run(copy, "verify", "--format", "json", source=source)
    found = [item for item in told(done)["findings"] if item["code"] == "calendar"]
    assert done.returncode == 1 and len(found) == 1 and found[0]["stream"] == "config/calendar"
    assert "2026-10-10 账上为“国庆节补班”，程序为“平常的双休日”" in found[0]["message"]


def test_the_running_workbench_makes_the_checkpoint_of_the_day(tmp_path: Path) -> None:
    home = tmp_path / "site"
    run(home, "init", "--unit", "qinghe", "--unit-name", "清禾县司法局", "--admin", "甲管理")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    variables = {**os.environ, "FAZHI_HOME": str(home), "PYTHONPATH": str(ROOT / "src")}
    variables.pop("DATABASE_URL", None)
    command = [sys.executable, "-m", "fazhi", "serve", "--port", str(port)]
    server = subprocess.Popen(command, env=variables, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        for _ in range(300):
            if (home / "checkpoints" / "000001.json").exists():
                break
            time.sleep(0.2)
    finally:
        server.terminate()
        said = server.communicate(timeout=30)[1].decode()
    assert (home / "checkpoints" / "000001.json").exists(), said
    again = run(home, "checkpoint", "--daily")
    assert again.returncode == 0 and "当天已有检查点" in again.stdout
    assert [path.name for path in (home / "checkpoints").iterdir()] == ["000001.json"]
    assert run(home, "verify").returncode == 0
