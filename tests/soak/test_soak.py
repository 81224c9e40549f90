"""Killed, filled, locked, out of time, restarted: what was answered stands, nothing else does, and it verifies."""

from __future__ import annotations

import os
import random
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest
from scripts import with_postgres
from tests.soak.harness import ACTS, Site, copied


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return Site(home=tmp_path_factory.mktemp("soak") / "home").found()


@pytest.fixture
def site(founded: Site, tmp_path: Path) -> Site:
    return copied(founded, tmp_path / "home")


def test_killed_at_random_among_its_acts_it_loses_nothing_it_answered(site: Site) -> None:
    drawn = random.Random(20261121)  # a test, no secret
    kills = 0
    while len(site.acknowledged) < ACTS:
        worker = site.worker(ACTS)
        for _ in range(drawn.randint(1, max(ACTS // 3, 2))):
            line = worker.stdout.readline() if worker.stdout else ""
            if not line:
                break
            site.hear(line)
        site.kill(worker)
        kills += 1
    assert kills >= 2
    # An act that was being written when the blow came may stand though nobody was told: one a kill, no more.
    site.check(unanswered=kills)
    assert site.refused == []


def test_two_workers_on_one_sqlite_wait_for_one_another(site: Site) -> None:
    workers = [site.worker(ACTS // 2) for _ in range(2)]
    for worker in workers:
        site.finish(worker)
    assert len(site.acknowledged) == 2 * (ACTS // 2) and site.refused == []
    site.check()
    with closing(sqlite3.connect(site.home / "fazhi.sqlite3")) as database:
        numbers = [row[0] for row in database.execute("SELECT text FROM records_number WHERE text LIKE '%合审收%'")]
    assert len(numbers) == len(set(numbers)) == 2 * ((ACTS // 2 + 1) // 2)


def test_a_clock_that_jumps_never_runs_backwards_in_a_stream(site: Site) -> None:
    site.finish(site.worker(ACTS, "jump", "7"))
    assert len(site.acknowledged) + len(site.refused) == ACTS
    assert len(site.acknowledged) > ACTS // 4
    site.check()
    with closing(sqlite3.connect(site.home / "fazhi.sqlite3")) as database:
        rows = database.execute("SELECT stream_id, recorded FROM records_event ORDER BY stream_id, seq").fetchall()
        said = "SELECT count(*) FROM records_event WHERE CAST(body AS TEXT) LIKE '%clock_behind%'"
        behind = database.execute(said).fetchone()[0]
    assert rows == sorted(rows), "recorded never runs backwards"
    assert behind > 0, "and where the clock had gone back, the event says so"


def test_a_locked_database_answers_that_it_is_busy_and_writes_nothing(site: Site) -> None:
    worker = site.worker(6, "patience", "0.2")
    with closing(sqlite3.connect(site.home / "fazhi.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        for line in iter(worker.stdout.readline if worker.stdout else str, ""):
            site.hear(line)
            if site.refused:
                break
        assert re.match(r"F212 .*没有写入", site.refused[0])
        other.execute("ROLLBACK")
    site.finish(worker)
    assert site.acknowledged, "it goes on when the lock is gone"
    site.check()


@contextmanager
def mounted(folder: Path, size: str) -> Iterator[None]:
    """Give a file system of its own, small. Skips where nobody may mount."""
    folder.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "none", str(folder)], capture_output=True)
    if made.returncode:
        pytest.skip("这里不能挂载小文件系统 / no small file system can be mounted here")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def in_words(said: str) -> bool:
    return said.startswith("READ") or (said.startswith(("F212", "F254")) and "没有写入" in said)


def test_a_full_disk_refuses_in_words_and_keeps_what_was_answered(founded: Site, tmp_path: Path) -> None:
    with mounted(tmp_path / "small", "16m"):
        site = copied(founded, tmp_path / "small" / "home")
        filler = tmp_path / "small" / "filler"
        with filler.open("wb", buffering=0) as file:
            with suppress(OSError):
                while True:
                    file.write(b"0" * 4096)
            file.truncate(max(file.tell() - 200_000, 0))
        site.finish(site.worker(60))
        assert site.refused, "the disk was full before the end"
        assert all(words.startswith(("F212", "F254")) and "没有写入" in words for words in site.refused), site.refused[
            :3
        ]
        filler.unlink()
        site.check()
        before = len(site.acknowledged)
        site.finish(site.worker(4))
        assert len(site.acknowledged) == before + 4, "with room again it goes on"
        site.check()


def test_a_disk_that_became_read_only_refuses_in_words(founded: Site, tmp_path: Path) -> None:
    with mounted(tmp_path / "disk", "40m"):
        site = copied(founded, tmp_path / "disk" / "home")
        site.finish(site.worker(4))
        subprocess.run(["mount", "-o", "remount,ro", str(tmp_path / "disk")], check=True)
        site.finish(site.worker(4))
        assert len(site.acknowledged) == 4 and len(site.refused) == 4
        assert all(in_words(said) for said in site.refused), site.refused
        subprocess.run(["mount", "-o", "remount,rw", str(tmp_path / "disk")], check=True)
        site.check()


@pytest.mark.postgres
@pytest.mark.slow
def test_a_postgresql_that_is_restarted_loses_nothing_it_answered(tmp_path: Path) -> None:
    with with_postgres.server() as (url, restart):
        site = Site(home=tmp_path / "home", url=url).found()
        worker = site.worker(ACTS, "until", "answered")
        for heard, line in enumerate(iter(worker.stdout.readline if worker.stdout else str, ""), 1):
            site.hear(line)
            if heard in {5, ACTS // 2}:
                restart("immediate")
        worker.wait(3600)
        assert worker.returncode == 0, worker.stderr.read() if worker.stderr else ""
        assert site.refused and all(in_words(said) for said in site.refused), site.refused
        assert len(site.acknowledged) == ACTS
        # A commit that reached the disk may not have been answered before the server went down.
        site.check(unanswered=2)


def test_the_number_of_acts_is_set_from_outside() -> None:
    told = subprocess.run(
        [sys.executable, "-c", "from tests.soak.harness import ACTS; print(ACTS)"],
        env={**os.environ, "FAZHI_SOAK": "12345"}, capture_output=True, text=True,
    )  # fmt: skip
    assert told.stdout.strip() == "12345"
