"""Reviews in pilot townships, done through the acts. Import once Django is ready; ``soak_pilots.py`` does them all.

89 townships reviewed 8,853 matters in 2021, 93 % more than the year before, with 11,511 opinions, 52 % more (the counts
of 2020 are the whole numbers nearest).
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction

from fazhi.kernel.measures import Period
from fazhi.kernel.procedures import ActKind
from fazhi.packs import measures
from fazhi.records import clock, figures
from fazhi.records.access import SYSTEM, Actor, actor_of
from fazhi.records.acts import accounts, organisation
from fazhi.records.acts.matters import open_matter, record
from fazhi.records.acts.proposals import Proposal
from fazhi.records.models import Account

ROOT = Path(__file__).resolve().parent.parent
COUNT = ROOT / "bench" / "count_reviews.py"

TOWNS = 89
REVIEWS = {2020: 4587, 2021: 8853}
OPINIONS = {2020: 7573, 2021: 11511}
FIRST = date(2019, 12, 2)
GROUND = "《中华人民共和国民法典》第一百四十三条"


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One review to be done: where, on which day, with how many opinions."""

    town: int
    day: date
    opinions: int


def tasks(reviews: dict[int, int], opinions: dict[int, int], towns: int) -> Iterator[Task]:
    """Yield the reviews of every year in order of days, spread over the towns and the working weeks of the year."""
    for year in sorted(reviews):
        count, rest = reviews[year], opinions[year]
        for number in range(count):
            # The opinions are shared out so that the last review takes what is left.
            share = rest * (number + 1) // count - rest * number // count
            day = date(year, 2, 3) + timedelta(days=300 * number // count)
            yield Task(town=number % towns, day=day - timedelta(days=max(day.weekday() - 4, 0)), opinions=share)


def found(towns: int) -> None:
    """Found a county and its townships, each with who sends, who passes on and who reviews."""

    def unit(code: str, name: str, kind: str, parent: str | None) -> None:
        organisation.create_unit(
            actor=SYSTEM, code=code, name=name, short=name[:6], kind=kind, starts=FIRST, parent=parent
        )

    def person(login: str, where: str, post: str, role: str) -> None:
        organisation.create_person(actor=SYSTEM, unit=where, name="某某", person=f"p-{login}")
        organisation.appoint(actor=SYSTEM, person=f"p-{login}", unit=where, post=post, role=role, starts=FIRST)
        accounts.create_account(
            actor=SYSTEM, login=login, person=f"p-{login}", unit=where, password="first-pass-1", created=FIRST
        )

    with clock.fixed(FIRST):
        unit("pilots", "试点县司法局", "county_bureau", None)
        for n in range(towns):
            unit(f"t{n:02}", f"试点{n + 1:02}镇", "township", "pilots")
            person(f"h{n:02}", f"t{n:02}", "handler", "work")
            person(f"o{n:02}", f"t{n:02}", "office_head", "lead")
            person(f"r{n:02}", f"t{n:02}", "reviewer", "review")


def reader(unit: str = "pilots", login: str = "county") -> None:
    """Add somebody of the county (or another unit) who reads its figures."""
    with clock.fixed(FIRST):
        organisation.create_person(actor=SYSTEM, unit=unit, name="某某", person=f"p-{login}")
        organisation.appoint(
            actor=SYSTEM, person=f"p-{login}", unit=unit, post="county_reviewer", role="county", starts=FIRST
        )
        accounts.create_account(
            actor=SYSTEM, login=login, person=f"p-{login}", unit=unit, password="first-pass-1", created=FIRST
        )
    Account.objects.update(must_change_password=False)


def _do(step: str, outcome: str, *, text: str | None = None, **fields: object) -> Proposal:
    return Proposal(kind=ActKind.DO, step=step, outcome=outcome, fields=fields, text=text)  # type: ignore[arg-type]


def sending(text: str, day: date) -> Proposal:
    """Return the sending of a text for review."""
    wanted = (day + timedelta(days=30)).isoformat()
    return _do("submit", "办结", text=text, materials=("承办单位自审意见",), wanted=wanted, urgent=False)


def _actor(who: str, town: int) -> Actor:
    return actor_of(Account.objects.get(login=f"{who}{town:02}"))


def opened(town: int, day: date, number: int) -> str:
    """Open a review and send it; return its stream."""
    with clock.fixed(day):
        done = open_matter(
            actor=_actor("h", town), procedure="legality_review", unit=f"t{town:02}", title=f"第{number + 1}号合同",
            subject={"kind": "行政合同（协议）", "amount": "1000.00", "already_done": False},
            handler=f"p-h{town:02}", first=[sending(f"{number:064x}", day)],
        )  # fmt: skip
    return str(done["stream"])


def forwarded(stream: str, town: int) -> None:
    """Pass a review on to those who do it."""
    record(actor=_actor("o", town), matter=stream, proposals=[_do("forward", "转送审查机构")])


def accepted(stream: str, town: int) -> None:
    """Take a review in, and say of which level it is."""
    record(actor=_actor("r", town), matter=stream, proposals=[_do("intake", "受理"), _do("triage", "一般")])


def review(task: Task, number: int) -> str:
    """Do one review from the sending to its end, as three people would; return its stream."""
    raised = [
        _do("raise", "必须", clause=f"第{n + 1}条", issue="超越权限", ground=GROUND, proposal="删去")
        for n in range(task.opinions)
    ]
    stream = opened(task.town, task.day, number)
    with clock.fixed(task.day):
        forwarded(stream, task.town)
        record(
            actor=_actor("r", task.town),
            matter=stream,
            proposals=[
                _do("intake", "受理"),
                _do("triage", "一般"),
                *raised,
                _do(
                    "opinion", "不合法" if raised else "合法", heading="合法性审查意见书", channel="本单位审查",
                    power="符合", process="符合", content="不符合" if raised else "符合", no_interest=True,
                    exploratory=False,
                ),
                _do("conclude", "不合法" if raised else "通过"),
            ],
        )  # fmt: skip
    return stream


def copied(times: int) -> None:
    """Put every matter in so many times more, events with it, in bulk past the acts; their figures are not made yet.

    The bytes of the events are those of the first: what is folded and counted of them is the same, their chain is not.
    """
    from django.db import connection

    from fazhi.records.models import Event, Matter, Stream

    def columns(model: Any, *but: str) -> str:
        names = [field.column for field in model._meta.concrete_fields if not field.generated]
        return ", ".join(name for name in names if name not in but)

    last = Stream.objects.order_by("-pk").values_list("pk", flat=True)[0]
    matters = list(Matter.objects.values_list("pk", flat=True))
    first, end = min(matters), max(matters)
    ours = f"BETWEEN {first} AND {end}"
    with transaction.atomic(), connection.cursor() as cursor:
        for time in range(1, times + 1):
            on = last - first + 1 + (time - 1) * (end - first + 1)
            for model, at, but, where, key in (
                (Stream, "id", ("id", "key"), "kind = 'matter'", (", key", f", key || '~{time}'")),
                (Matter, "stream_id", ("stream_id", "parent_id"), "true", ("", "")),
                (
                    Event,
                    "stream_id",
                    ("id", "stream_id"),
                    "stream_id IN (SELECT stream_id FROM records_matter)",
                    ("", ""),
                ),
            ):
                names, table = columns(model, *but), model._meta.db_table
                cursor.execute(
                    f"INSERT INTO {table} ({at}, {names}{key[0]}) SELECT {at} + {on}, {names}{key[1]} FROM {table} "
                    f"WHERE {at} {ours} AND {where}"
                )
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence('records_stream', 'id'), (SELECT max(id) FROM records_stream))"
            )


def counted(export: Path) -> str:
    """Return what the independent script prints of an export."""
    done = subprocess.run([sys.executable, "-S", str(COUNT), str(export)], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    return done.stdout.strip()


def by_indicators(path: str) -> str:
    """Return the same line from the shipped indicators."""
    every = measures.indicators()
    chosen = [every[name] for name in ("reviews", "reviews_growth", "opinions", "opinions_growth")]
    found_ = figures.figures(chosen, figures.Asked(path=path, period=Period.read("2021")))
    return line(*(int(found_[n].value or 0) for n in (0, 2)), *(str(found_[n].number) for n in (1, 3)))


def line(reviews: int, opinions: int, more: str, more_opinions: str) -> str:
    """Return the four figures as they are compared."""
    return f"审查 {reviews} 件，比上年 {more}%；意见 {opinions} 条，比上年 {more_opinions}%"
