"""Figures made anew from the events: the same as the acts left them, whoever counts and whatever stood there."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing
from dataclasses import replace
from itertools import groupby
from operator import attrgetter
from pathlib import Path

import pytest
from django.db import connection
from tests import built
from tests.records.test_figures import counted, kept  # noqa: F401  counted is a fixture
from tests.records.test_verify_demo import ROOT, run
from tests.records.working import DO, opened, submit, who

from fazhi.kernel.ledger import read_stored
from fazhi.kernel.procedures import ActKind
from fazhi.records import ledger, matters
from fazhi.records.acts import recounting
from fazhi.records.acts.matters import record
from fazhi.records.acts.proposals import Proposal
from fazhi.records.ledger import copying
from fazhi.records.ledger.adding_up import sums_that_differ
from fazhi.records.models import Rollup, Unit, YearSum, YieldedFact

BACK = Proposal(kind=DO, step="intake", outcome="退回补正", fields={"missing": "附件"})


def sums() -> list[tuple[object, ...]]:
    halves = Rollup.objects.exclude(n=0, amount=0).values_list("unit", "slot", "series", "n")
    return [*sorted(halves), *sorted(YearSum.objects.values_list("unit", "series", "year", "numbers"))]


def several() -> list[str]:
    """Four matters: sent back, sent back by mistake, corrected in an amount, only sent in."""
    streams = [opened(first=[submit()]) for _ in range(4)]
    for stream in streams[:2]:
        record(actor=who("ben"), key=f"b-{stream}", matter=stream, proposals=[BACK])
    run_of = YieldedFact.objects.get(matter__stream__key=streams[1], measure="mini.returned").item
    void = Proposal(kind=ActKind.VOID, run=int(run_of), why="登记错了")
    record(actor=who("ben"), key="void", matter=streams[1], proposals=[void])
    change = Proposal(kind=ActKind.CHANGE, fields={"amount": "50000.00"}, why="合同变更")
    record(actor=who("ann"), key="change", matter=streams[2], proposals=[change])
    return streams


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("jobs", [1, 2])
def test_what_stands_stays_and_what_differs_is_put_right(
    counted: None, people_committed: object, monkeypatch: pytest.MonkeyPatch, jobs: int  # noqa: F811
) -> None:  # fmt: skip
    monkeypatch.setattr(recounting, "AT_ONCE", 1)
    monkeypatch.setattr(recounting, "WORTH_PROCESSES", 0)
    streams = several()
    rows, added = kept(), sums()
    same = recounting.Recounted(matters=4, rows=len(rows), wrong=0, sums_wrong=False)
    assert any(row[-2] == -50000_00 or row[-3] == -1 for row in rows)
    assert recounting.rebuild(jobs=jobs) == same and (kept(), sums()) == (rows, added)

    keys = dict(YieldedFact.objects.values_list("matter__stream__key", "matter"))
    YieldedFact.objects.filter(matter=keys[streams[0]]).delete()
    one = YieldedFact.objects.filter(matter=keys[streams[1]])[0]
    YieldedFact.objects.filter(pk=one.pk).update(recorded="2026-01-01T08:00:00+08:00")
    YieldedFact.objects.create(matter_id=keys[streams[2]], unit_id=one.unit_id, measure="x", day=one.day, n=1, amount=1)
    told: list[int] = []
    assert recounting.rebuild(told.append, jobs) == replace(same, wrong=3, sums_wrong=True)
    assert (kept(), sums(), told) == (rows, added, [1, 2, 3, 4])

    YearSum.objects.filter(series__measure="mini.in_hand").update(numbers="")
    assert recounting.rebuild(jobs=jobs) == replace(same, sums_wrong=True) and sums() == added
    # The triggers are at work again.
    record(actor=who("ben"), key="again", matter=streams[3], proposals=[BACK])
    assert len(kept()) > len(rows) and sums() != added and sums_that_differ() == []


@pytest.mark.django_db(transaction=True)
def test_an_act_in_the_middle_is_not_lost(counted: None, people_committed: object) -> None:  # noqa: F811
    first, second = opened(first=[submit()]), opened(first=[submit()])
    YieldedFact.objects.filter(matter__stream__key=first).update(amount=7)

    def act(done: int) -> None:
        for stream in (first, second):
            record(actor=who("ben"), key=f"in-{stream}", matter=stream, proposals=[BACK])

    assert recounting.rebuild(act).wrong == 1
    assert YieldedFact.objects.filter(measure="mini.returned").count() == 2
    assert recounting.rebuild().same


def test_what_a_unit_yielded_is_taken_back_where_it_was(counted: None, people: object) -> None:  # noqa: F811
    stream = opened(first=[submit()])
    events = [read_stored(body) for body in ledger.bodies(stream)]
    here, there = (Unit.objects.get(code=code).pk for code in ("liuhe-ny", "liuhe-sfs"))
    moved = replace(events[-1], type="moved", seq=len(events) + 1, act_id="moving", data={"unit": "liuhe-sfs"})
    change = replace(moved, seq=moved.seq + 1, act_id="more", type="changed", data={"fields": {"amount": "50000.00"}})
    before = list(recounting.yielded(events, recounting.Units()))
    rows = list(recounting.yielded([*events, moved, change], recounting.Units()))
    assert rows[: len(before)] == before and {row[0] for row in before} == {here}
    (amount,) = [row for row in before if row[1] == "mini.amount"]
    later = [(row[0], row[1], row[6], row[7]) for row in rows[len(before) :]]
    assert later == [(here, "mini.amount", -1, -amount[7]), (there, "mini.amount", 1, 50000_00)]


def test_a_unit_that_does_not_exist_is_not_invented(db: None) -> None:
    with pytest.raises(KeyError):
        recounting.Units()["nowhere"]


def rows_of(home: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(home / "fazhi.sqlite3")) as db:
        facts = "SELECT matter_id, unit_id, measure, day, slice, bucket, item, n, amount, recorded"
        return [
            *db.execute(f"{facts} FROM records_yieldedfact ORDER BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10"),
            *db.execute(
                "SELECT unit_id, measure, slot, slice, bucket, n, amount FROM records_rollup"
                " JOIN records_sumseries ON id = series_id ORDER BY 1,2,3,4,5"
            ),
            *db.execute(
                "SELECT measure, year, slice, bucket, unit_id, numbers, amounts, highs FROM records_yearsum"
                " JOIN records_sumseries ON id = series_id ORDER BY 1, 2, 3, 4, 5"
            ),
        ]


@pytest.mark.slow
@pytest.mark.own_site
def test_the_figures_of_the_demonstration_come_back_from_nothing(
    tmp_path_factory: pytest.TempPathFactory, tmp_path: Path
) -> None:
    home = tmp_path / "site"
    built.demo(tmp_path_factory, home)
    before = rows_of(home)
    assert any(row[7] == -1 for row in before if len(row) == 10)
    with closing(sqlite3.connect(home / "fazhi.sqlite3")) as db, db:
        for table in ("yieldedfact", "rollup", "yearsum"):
            db.execute(f"DELETE FROM records_{table}")
    done = run(home, "indicators", "rebuild")
    assert done.returncode == 1 and "件事项的计量与原有的不同，已按记录更正" in done.stdout, done.stdout + done.stderr
    assert [row for row in rows_of(home) if 0 not in row[-2:]] == [row for row in before if 0 not in row[-2:]]
    again = run(home, "indicators", "rebuild", "--format", "json")
    assert (again.returncode, '"same": true' in again.stdout) == (0, True), again.stdout + again.stderr


ERASING = """
import django; django.setup()
from fazhi.records.access import SYSTEM
from fazhi.records.acts.base import ActRefused, Signed
from fazhi.records.acts.erasure import erase
from fazhi.records.models import VaultKey
for stream, cls in VaultKey.objects.order_by("pk").values_list("stream__key", "cls"):
    done = erase(actor=SYSTEM, stream=stream, cls=cls, basis="个人信息保护法第四十七条", signed=Signed(decider="gu"))
    print(stream, done["erased"])
"""
ASKED = ("indicators", "show", "--unit", "qinghe", "--period", "2026", "--by", "unit", "--format", "json")


def erased(home: Path) -> dict[str, int]:
    """Erase every personal value there is, answers of surveys and files included; return how many, stream by stream."""
    variables = {**os.environ, "FAZHI_HOME": str(home), "PYTHONPATH": str(ROOT / "src")}
    variables |= {"DJANGO_SETTINGS_MODULE": "fazhi.site.settings"}
    variables.pop("DATABASE_URL", None)
    done = subprocess.run(
        [sys.executable, "-c", ERASING], env=variables, capture_output=True, text=True, check=True, timeout=600
    )
    found: Counter[str] = Counter()
    for line in done.stdout.splitlines():
        stream, _, n = line.rpartition(" ")
        found[stream] += int(n)
    return found


@pytest.mark.slow
@pytest.mark.own_site
def test_figures_come_back_from_nothing_after_every_personal_value_was_erased(
    tmp_path_factory: pytest.TempPathFactory, tmp_path: Path
) -> None:
    """Counts, issued forms and the sealed result of a survey stand as they stood, and come back from the events."""
    home = tmp_path / "site"
    built.demo(tmp_path_factory, home, whole=True)
    before, told = rows_of(home), run(home, *ASKED).stdout
    satisfaction = next(one for one in json.loads(told)["figures"] if one["id"] == "satisfaction")
    assert [one["answers"] for one in satisfaction["values"] if one["value"] is not None] == [64]
    gone = erased(home)
    assert sum(gone.values()) > 200 and any("/surveys/" in stream for stream in gone)
    assert (rows_of(home), run(home, *ASKED).stdout) == (before, told), "an erasure moves no figure"

    with closing(sqlite3.connect(home / "fazhi.sqlite3")) as db, db:
        for table in ("yieldedfact", "rollup", "yearsum"):
            db.execute(f"DELETE FROM records_{table}")
        db.execute("UPDATE records_survey SET result = '', answers = 0, closed = NULL")
    assert run(home, *ASKED).stdout != told
    assert run(home, "rebuild").returncode == 0
    run(home, "indicators", "rebuild")
    assert [row for row in rows_of(home) if 0 not in row[-2:]] == [row for row in before if 0 not in row[-2:]]
    assert run(home, *ASKED).stdout == told
    checked = run(home, "verify")
    assert checked.returncode == 0 and "已按法定义务删除内容" in checked.stdout, checked.stdout
    assert "1 次测评的答卷已按法定义务删除，结果没有复算" in checked.stdout


@pytest.mark.skipif(connection.vendor != "postgresql", reason="only a server is given lines")
@pytest.mark.django_db
def test_rows_come_into_a_server_as_they_are() -> None:
    rows = [
        (1, "行政合同（协议）", None),
        (-2, "", "\\N"),
        (3, "tab\tline\nreturn\r", "\\\\"),
        (4, "None", None),
        (5, "\U00010000\U0010ffff", "a\\b"),
    ]
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE given (a bigint, b text, c text)")
        copying.copy_in("given (a, b, c)", rows)
        cursor.execute("SELECT a, b, c FROM given")
        assert cursor.fetchall() == rows
        cursor.execute("DROP TABLE given")


def test_an_act_folded_at_once_is_its_events_folded_one_by_one(counted: None, people: object) -> None:  # noqa: F811
    seen = 0
    for stream in several():
        each, whole, events = None, None, list(ledger.events(stream))
        moved = replace(events[-1], type="moved", seq=len(events) + 1, act_id="moving", data={"unit": "liuhe-sfs"})
        events += [moved, replace(moved, seq=moved.seq + 1, type="handed_over", data={"to": "p-ben"})]
        for _, act in groupby(events, key=attrgetter("act_id")):
            together = list(act)
            for event in together:
                each = matters.with_event(each, event, "")
            whole = matters.with_events(whole, together)
            assert whole == each
        assert matters.with_events(None, events) == each
        seen += len(events)
    assert seen > 8 and matters.with_events(None, []) is None
