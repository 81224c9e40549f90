"""Backup and restore as a user does it: whole, altered, truncated, into another folder, while work goes on."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from django.db import connection, connections
from tests.architecture import tree
from tests.built import demo
from tests.records.conftest import Cast
from tests.records.test_demo import Built, digest, fazhi
from tests.records.working import opened, submit, who

from fazhi.kernel.ledger import sm3_hex, verify_export
from fazhi.records.acts.matters import record
from fazhi.records.carrying import container, passphrase
from fazhi.records.carrying.backup import FORMAT, back_up
from fazhi.records.models import Event

WORDS = "青禾县演示用的一句口令"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    home = tmp_path_factory.mktemp("backup") / "home"
    demo(tmp_path_factory, home)
    words = home.parent / "words"
    words.write_text(WORDS, encoding="utf-8")
    done = fazhi(home, "backup", "-o", str(home.parent / "backup"), "--with-key", "--passphrase-file", str(words))
    assert done.returncode == 0, done.stderr
    yield Built(home=home, said=done.stdout)


def saved(site: Built) -> Path:
    return site.home.parent / "backup"


def restore(site: Built, home: Path, source: Path | None = None, *more: str):
    words = site.home.parent / "words"
    return fazhi(home, "restore", str(source or saved(site)), *(more or ("--passphrase-file", str(words))))


def verified(home: Path) -> dict[str, object]:
    told = json.loads(fazhi(home, "verify", "--format", "json").stdout)
    return {name: told[name] for name in ("ok", "streams", "events", "checkpoint", "findings")}


def rows_of(home: Path) -> dict[str, list[tuple]]:
    """Return every row of every table that travels, without the keys that the database gave to events."""
    with closing(sqlite3.connect(f"file:{home}/fazhi.sqlite3?mode=ro", uri=True)) as database:
        names = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE name LIKE 'records_%'")]
        tables = [name for name in names if database.execute(f"PRAGMA table_info({name})").fetchall()]
        found = {}
        for table in sorted(tables):
            columns = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
            kept = [c for c in columns if c != "last_login" and not (table == "records_event" and c == "id")]
            if kept and not table.startswith("records_event_"):
                found[table] = sorted(database.execute(f"SELECT {', '.join(kept)} FROM {table}").fetchall(), key=repr)
        return found


@pytest.mark.own_site
def test_a_backup_is_put_back_equal_in_every_row_and_file_and_verifies(site: Built, tmp_path: Path) -> None:
    home = tmp_path / "again"
    done = restore(site, home)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "核对：未发现改动" in done.stdout
    assert verified(home) == verified(site.home) and verified(home)["ok"]
    assert rows_of(home) == rows_of(site.home)
    for folder in ("evidence", "checkpoints", "keys"):
        files = {
            path.relative_to(site.home): path.read_bytes() for path in (site.home / folder).rglob("*") if path.is_file()
        }
        assert files and all((home / name).read_bytes() == body for name, body in files.items())
    assert (home / "keys" / "site.key").stat().st_mode & 0o077 == 0
    assert saved(site).stat().st_mode & 0o077 == 0


@pytest.mark.own_site
def test_full_texts_of_laws_come_back_and_are_found(site: Built, tmp_path: Path) -> None:
    from fazhi.cli.laws import store

    kept = [
        store.Text(
            key="青禾县示范条例", title="青禾县示范条例", adopted=day, effective=day, articles=2,
            parts={"1": f"为了示范，{day}制定本条例。", "2": "本条例自公布之日起施行。"},
        )
        for day in ("2019-01-01", "2024-01-01")
    ]  # fmt: skip
    assert list(store.put(site.home / store.NAME, kept)) == ["青禾县示范条例"] * 2
    words, source, home = site.home.parent / "words", tmp_path / "with-laws", tmp_path / "again"
    done = fazhi(site.home, "backup", "-o", str(source), "--with-key", "--passphrase-file", str(words))
    assert done.returncode == 0, done.stderr
    (site.home / store.NAME).unlink()
    assert restore(site, home, source).returncode == 0
    assert list(store.everything(home / store.NAME)) == kept
    assert [found.adopted.year for found in store.search(home / store.NAME, "示范")] == [2024]


@pytest.mark.own_site
def test_work_goes_on_after_a_restore(site: Built, tmp_path: Path) -> None:
    home = tmp_path / "again"
    assert restore(site, home).returncode == 0
    assert fazhi(home, "checkpoint").returncode == 0
    assert verified(home)["ok"]


@pytest.mark.own_site
def test_the_ledger_in_a_backup_is_an_export_like_any_other(site: Built, tmp_path: Path) -> None:
    with zipfile.ZipFile(saved(site)) as archive:
        (tmp_path / "ledger.jsonl").write_bytes(archive.read("ledger.jsonl"))
    assert fazhi(tmp_path / "x", "verify", "--export", str(tmp_path / "ledger.jsonl")).returncode == 0


@pytest.mark.own_site
@pytest.mark.parametrize("share", [0.02, 0.5, 0.999])
def test_a_truncated_backup_is_refused_and_nothing_is_written(site: Built, tmp_path: Path, share: float) -> None:
    body = saved(site).read_bytes()
    short = tmp_path / "short"
    short.write_bytes(body[: int(len(body) * share)])
    done = restore(site, tmp_path / "home", short)
    assert done.returncode == 2 and "F310" in done.stderr and "Traceback" not in done.stderr
    assert not (tmp_path / "home" / "keys").exists() and not (tmp_path / "home" / "fazhi.sqlite3").exists()


def members(site: Built) -> list[str]:
    with zipfile.ZipFile(saved(site)) as archive:
        names = [item.filename for item in archive.infolist()]
    evidence = next(name for name in names if name.startswith("evidence/"))
    return [evidence, *(name for name in names if not name.startswith("evidence/"))]


def rewritten(source: Path, target: Path, name: str, change) -> Path:
    """Copy a backup with one member changed, and the checksums of ZIP as they then must be."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            body = old.read(item.filename)
            body = change(body) if item.filename == name else body
            if body is not None:
                new.writestr(item.filename, body)
    return target


def flipped(body: bytes) -> bytes:
    if not body:  # no full text of a law was ever imported: something is put in
        return b"\n"
    return body[:-2] + bytes([body[-2] ^ 1]) + body[-1:]


@pytest.mark.own_site
def test_an_altered_member_is_named_whichever_it_is(site: Built, tmp_path: Path) -> None:
    for name in members(site):
        if name == container.LIST:
            continue
        changed = rewritten(saved(site), tmp_path / "changed", name, flipped)
        with pytest.raises(container.Damaged, match=name), container.opened(changed, FORMAT):
            pass
        missing = rewritten(saved(site), tmp_path / "missing", name, lambda _body: None)
        with pytest.raises(container.Damaged, match=name), container.opened(missing, FORMAT):
            pass


@pytest.mark.own_site
def test_a_list_made_to_fit_an_altered_member_lacks_the_seal(site: Built, tmp_path: Path) -> None:
    name = "tables/account.jsonl"
    body = b'{"table":"records_account","columns":[],"binary":[]}\n'
    changed = rewritten(saved(site), tmp_path / "one", name, lambda _old: body)

    def fit(old: bytes) -> bytes:
        facts = json.loads(old)
        for one in facts["members"]:
            if one["name"] == name:
                one |= {"size": len(body), "sm3": sm3_hex(body)}
        return json.dumps(facts, ensure_ascii=False).encode()

    forged = rewritten(changed, tmp_path / "two", container.LIST, fit)
    done = restore(site, tmp_path / "home", forged)
    assert done.returncode == 2 and "封印与密钥不符" in done.stderr
    assert not (tmp_path / "home" / "evidence").exists()


@pytest.mark.own_site
def test_a_site_that_holds_something_is_left_alone(site: Built, tmp_path: Path) -> None:
    before = digest(site.home)
    done = restore(site, site.home)
    assert done.returncode == 2 and "F313" in done.stderr
    assert digest(site.home) == before


@pytest.mark.own_site
def test_the_key_comes_under_the_pass_phrase_or_apart(site: Built, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong"
    wrong.write_text("另一句不对的口令短语啊", encoding="utf-8")
    done = restore(site, tmp_path / "a", None, "--passphrase-file", str(wrong))
    assert done.returncode == 2 and "F311" in done.stderr
    with zipfile.ZipFile(saved(site)) as archive:
        key = (site.home / "keys" / "site.key").read_bytes()
        assert key.split()[1] not in b"".join(archive.read(name) for name in archive.namelist())
    bare = tmp_path / "bare"
    assert fazhi(site.home, "backup", "-o", str(bare)).returncode == 0
    refused = restore(site, tmp_path / "b", bare)
    assert refused.returncode == 2 and "--key" in refused.stderr
    apart = restore(site, tmp_path / "b", bare, "--key", str(site.home / "keys" / "site.key"))
    assert apart.returncode == 0, apart.stderr
    assert fazhi(site.home, "backup", "-o", str(bare)).returncode == 2, "what is there is never written over"


@pytest.mark.own_site
def test_a_checkpoint_from_elsewhere_is_held_against_it(site: Built, tmp_path: Path) -> None:
    words = str(site.home.parent / "words")
    good = str(site.home / "checkpoints" / "000001.json")
    done = restore(site, tmp_path / "a", None, "--passphrase-file", words, "--checkpoint", good)
    assert done.returncode == 0, done.stderr
    other = tmp_path / "root"
    other.write_text("ab" * 32)
    refused = restore(site, tmp_path / "b", None, "--passphrase-file", words, "--checkpoint", str(other))
    assert refused.returncode == 2 and "账本核对不符" in refused.stderr


@pytest.mark.own_site
def test_a_short_pass_phrase_is_refused() -> None:
    with pytest.raises(passphrase.WrongPassphrase), pytest.MonkeyPatch.context() as patch:
        patch.setenv(passphrase.VARIABLE, "短短的")
        passphrase.asked(None)
    box = passphrase.wrapped(b"key", WORDS, "a")
    assert passphrase.unwrapped(box, WORDS, "a") == b"key"
    for words, what in ((WORDS + "x", "a"), (WORDS, "b")):
        with pytest.raises(passphrase.WrongPassphrase):
            passphrase.unwrapped(box, words, what)


def test_a_backup_is_of_one_moment_while_others_act(people_committed: Cast, home: Path, tmp_path: Path) -> None:
    first = opened()
    before = Event.objects.count()
    acted: list[int] = []

    def act_elsewhere(_what: str, _done: int, _all: int) -> None:
        if acted:
            return

        def act() -> None:
            try:
                record(actor=who("ann"), matter=first, proposals=[submit()])
                opened(number="柳收〔2026〕纸1号")
                acted.append(1)
            finally:
                connections.close_all()

        other = threading.Thread(target=act)
        other.start()
        other.join(30)

    made = back_up(tmp_path / "backup", WORDS, act_elsewhere)
    assert acted == [1] and Event.objects.count() > before, "others acted meanwhile"
    assert made.events == before
    with container.opened(tmp_path / "backup", FORMAT) as held:
        report = verify_export(held.lines("ledger.jsonl"))
        assert report.ok and report.events == before
        assert sum(1 for _ in held.lines("tables/matter.jsonl")) == 2
    # Whatever database it was, it goes into a SQLite file.
    given = {**os.environ, "FAZHI_PASSPHRASE": WORDS}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "environ", given)
        done = fazhi(tmp_path / "again", "restore", str(tmp_path / "backup"))
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.postgres
def test_a_backup_of_sqlite_goes_into_postgresql(site: Built, tmp_path: Path) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("只在 PostgreSQL 那一遍运行 / runs in the PostgreSQL pass only")
    address = os.environ["DATABASE_URL"]
    given = {
        **os.environ, "FAZHI_PASSPHRASE": WORDS, "DATABASE_URL": address.replace("/fazhi?", "/fazhi_restored?"),
        "FAZHI_HOME": str(tmp_path / "pg"), "PYTHONPATH": str(tree.ROOT / "src"),
    }  # fmt: skip

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, "-m", "fazhi", *words], env=given, capture_output=True, text=True)

    with psycopg.connect(address, autocommit=True) as server:
        server.execute("CREATE DATABASE fazhi_restored")
        try:
            done = run("restore", str(saved(site)))
            assert done.returncode == 0, done.stdout + done.stderr
            assert json.loads(run("verify", "--format", "json").stdout)["events"] == verified(site.home)["events"]
            again = run("checkpoint")
            assert again.returncode == 0, "new rows get keys after those that were put back: " + again.stderr
        finally:
            server.execute("DROP DATABASE IF EXISTS fazhi_restored WITH (FORCE)")
