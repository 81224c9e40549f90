"""Workers as processes of their own, the site they work on, and what must hold of it afterwards."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from tests.architecture import tree

ACTS = int(os.environ.get("FAZHI_SOAK", "30"))
"""Acts of a test: a few in ``make test``, ten thousand in ``make soak``."""

FOUND = """
from datetime import date, timedelta
from fazhi.records.commands._django import ready
ready()
from fazhi.records.acts.calendars import keep_calendars
from fazhi.records.demo import founding, script
keep_calendars()
founding.found(script.county(), date.today() - timedelta(days=30))
"""


@dataclass(slots=True)
class Site:
    """A founded site without matters, and what was acknowledged on it."""

    home: Path
    url: str | None = None
    acknowledged: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        given = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        given |= {"FAZHI_HOME": str(self.home), "PYTHONPATH": f"{tree.ROOT / 'src'}:{tree.ROOT}", "PYTHONUTF8": "1"}
        return given if self.url is None else {**given, "DATABASE_URL": self.url}

    def found(self) -> Site:
        """Make units, people and accounts."""
        done = subprocess.run([sys.executable, "-c", FOUND], env=self.environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return self

    def worker(self, count: int, *words: str, before: list[str] | None = None) -> subprocess.Popen[str]:
        """Start a worker and wait until it begins."""
        command = [*(before or []), sys.executable, "-m", "tests.soak.worker", str(count), *words]
        started = subprocess.Popen(
            command, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=tree.ROOT
        )
        assert started.stdout is not None
        line = started.stdout.readline()
        assert line == "READY\n", line + (started.stderr.read() if started.stderr else "")
        return started

    def hear(self, line: str) -> bool:
        """Take down a line of a worker; say whether it acknowledged an act."""
        kind, _, rest = line.strip().partition(" ")
        if kind == "ACK" and line.endswith("\n"):
            self.acknowledged.append(rest.split()[0])
        elif kind == "NO":
            self.refused.append(rest)
        return kind == "ACK"

    def finish(self, worker: subprocess.Popen[str]) -> None:
        """Hear a worker to its end; it must end well."""
        self._hear_out(worker)
        assert worker.wait(timeout=3600) == 0, worker.stderr.read() if worker.stderr else ""

    def kill(self, worker: subprocess.Popen[str]) -> None:
        """End a worker without warning; what it had said before counts."""
        worker.send_signal(signal.SIGKILL)
        self._hear_out(worker)
        worker.wait(timeout=60)

    def _hear_out(self, worker: subprocess.Popen[str]) -> None:
        # Through the same file object that READY was read from: it may hold lines that came together with READY,
        # and `communicate` would read past them.
        for line in worker.stdout or ():
            self.hear(line)

    def verify(self) -> dict[str, object]:
        """Return the report of ``fazhi verify``."""
        command = [sys.executable, "-m", "fazhi", "verify", "--format", "json"]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True)
        assert done.stdout, done.stderr
        return json.loads(done.stdout)

    def acts(self) -> list[str]:
        """Return the act ids of the events of matters."""
        if self.url is not None:
            import psycopg

            with psycopg.connect(self.url) as database:
                rows = database.execute(f"SELECT DISTINCT e.act_id {_FROM}").fetchall()
            return [row[0] for row in rows]
        with closing(sqlite3.connect(f"file:{self.home}/fazhi.sqlite3?mode=ro", uri=True)) as database:
            return [row[0] for row in database.execute(f"SELECT DISTINCT e.act_id {_FROM}")]

    def check(self, *, unanswered: int = 0) -> None:
        """Hold that all that was acknowledged is there, at most ``unanswered`` more, and that everything verifies."""
        report = self.verify()
        assert report["findings"] == [] and report["ok"], report["findings"]
        there = self.acts()
        lost = set(self.acknowledged) - set(there)
        assert not lost, f"acknowledged and lost: {len(lost)} of {len(self.acknowledged)}"
        assert len(self.acknowledged) == len(set(self.acknowledged))
        assert len(there) - len(self.acknowledged) <= unanswered, "more was written than was answered"


_FROM = "FROM records_event e JOIN records_stream s ON s.id = e.stream_id WHERE s.kind = 'matter'"


def copied(founded: Site, home: Path) -> Site:
    """Return a site of its own with what was founded."""
    shutil.copytree(founded.home, home)
    return Site(home=home)
