"""Two years of reviews done through the acts, counted by the indicators and by a script that knows nothing of them.

The full counts (8,853 and 4,587 reviews) take too long here: ``bench/pilots.py`` does them. These are few of the same
ratios; what the full ones come to as facts is in ``tests/kernel/measures/test_published.py``.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from bench import pilots

from fazhi.kernel.procedures import ActKind
from fazhi.records import clock, export
from fazhi.records.access import actor_of
from fazhi.records.acts.matters import record
from fazhi.records.acts.proposals import Proposal
from fazhi.records.models import Account

REVIEWS, OPINIONS = {2020: 14, 2021: 27}, {2020: 25, 2021: 38}
"""27 is 93 % more than 14, 38 is 52 % more than 25."""


def written(target: Path, *, without: str = "") -> Path:
    lines = list(export.lines())
    kept = [line for line in lines if json.loads(line).get("stream") != without]
    assert len(kept) < len(lines) if without else kept == lines
    target.write_bytes(b"".join(kept))
    return target


def test_the_script_counts_from_the_export_what_the_indicators_count(db: None, tmp_path: Path) -> None:
    pilots.found(2)
    tasks = list(pilots.tasks(REVIEWS, OPINIONS, 2))
    assert sum(task.opinions for task in tasks if task.day.year == 2021) == 38
    streams = [pilots.review(task, number) for number, task in enumerate(tasks)]
    said = pilots.by_indicators("pilots/")
    assert said == "审查 27 件，比上年 92.9%；意见 38 条，比上年 52.0%"
    assert pilots.counted(written(tmp_path / "all.jsonl")) == said
    last = tasks[-1]
    fewer = pilots.counted(written(tmp_path / "fewer.jsonl", without=streams[-1]))
    assert fewer == pilots.line(26, 38 - last.opinions, "85.7", "48.0" if last.opinions == 1 else "44.0")

    # The same matter's conclusion voided by an act: both see it.
    at = next(event["seq"] for event in map(json.loads, export.lines([streams[-1]])) if event.get("step") == "conclude")
    reviewer = actor_of(Account.objects.get(login=f"r{last.town:02}"))
    with clock.fixed(last.day):
        void = Proposal(kind=ActKind.VOID, run=at, why="登记错了事项")
        record(actor=reviewer, matter=streams[-1], proposals=[void])
    said = pilots.by_indicators("pilots/")
    assert said.startswith("审查 26 件，比上年 85.7%；意见 38 条")
    assert pilots.counted(written(tmp_path / "voided.jsonl")) == said


@pytest.mark.parametrize("share", [1, 10])
def test_the_reviews_to_be_done_come_to_the_published_totals(share: int) -> None:
    reviews = {year: count // share for year, count in pilots.REVIEWS.items()}
    opinions = {year: count // share for year, count in pilots.OPINIONS.items()}
    tasks = list(pilots.tasks(reviews, opinions, pilots.TOWNS))
    for year in (2020, 2021):
        mine = [task for task in tasks if task.day.year == year]
        assert (len(mine), sum(task.opinions for task in mine)) == (reviews[year], opinions[year])
    assert {task.town for task in tasks} == set(range(pilots.TOWNS))
    assert [task.day for task in tasks] == sorted(task.day for task in tasks)
    assert all(task.day.weekday() < 5 for task in tasks)
