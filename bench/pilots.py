"""Two years of reviews in pilot townships, done through the acts; what a report of 2022 published comes out of them.

    python bench/pilots.py [--share 100] [--home FOLDER]

89 townships reviewed 8,853 matters in 2021, 93 % more than the year before, with 11,511 opinions, 52 % more (the counts
of 2020 are the whole numbers nearest). ``--share`` does one in so many. All of it is done by people through the acts,
exported (``fazhi export``), and counted once by the shipped indicators and once by ``bench/count_reviews.py``, which
knows nothing of this program. Prints how long it took; exits 1 where the two, or the published totals, differ.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COUNT = ROOT / "bench" / "count_reviews.py"

TOWNS = 89
REVIEWS = {2020: 4587, 2021: 8853}
OPINIONS = {2020: 7573, 2021: 11511}
FIRST = date(2019, 12, 2)


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
    from fazhi.records import clock
    from fazhi.records.access import SYSTEM
    from fazhi.records.acts import accounts, organisation

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


def review(task: Task, number: int) -> str:
    """Do one review from the sending to its end, as four people would; return its stream."""
    from fazhi.kernel.procedures import ActKind
    from fazhi.records import clock
    from fazhi.records.access import actor_of
    from fazhi.records.acts.matters import open_matter, record
    from fazhi.records.acts.proposals import Proposal
    from fazhi.records.models import Account

    handler, head, reviewer = (actor_of(Account.objects.get(login=f"{who}{task.town:02}")) for who in ("h", "o", "r"))

    def do(step: str, outcome: str, *, text: str | None = None, **fields: object) -> Proposal:
        return Proposal(kind=ActKind.DO, step=step, outcome=outcome, fields=fields, text=text)  # type: ignore[arg-type]

    raised = [
        do(
            "raise",
            "必须",
            clause=f"第{n + 1}条",
            issue="超越权限",
            ground="《中华人民共和国民法典》第一百四十三条",
            proposal="删去",
        )
        for n in range(task.opinions)
    ]
    wanted = (task.day + timedelta(days=30)).isoformat()
    with clock.fixed(task.day):
        sent = do("submit", "办结", text=f"{number:064x}", materials=("承办单位自审意见",), wanted=wanted, urgent=False)
        done = open_matter(
            actor=handler, procedure="legality_review", unit=f"t{task.town:02}", title=f"第{number + 1}号合同",
            subject={"kind": "行政合同（协议）", "amount": "1000.00", "already_done": False},
            handler=f"p-h{task.town:02}", first=[sent],
        )  # fmt: skip
        stream = str(done["stream"])
        record(actor=head, matter=stream, proposals=[do("forward", "转送审查机构")])
        record(
            actor=reviewer,
            matter=stream,
            proposals=[
                do("intake", "受理"),
                do("triage", "一般"),
                *raised,
                do(
                    "opinion", "不合法" if raised else "合法", heading="合法性审查意见书", channel="本单位审查",
                    power="符合", process="符合", content="不符合" if raised else "符合", no_interest=True,
                    exploratory=False,
                ),
                do("conclude", "不合法" if raised else "通过"),
            ],
        )  # fmt: skip
    return stream


def counted(export: Path) -> str:
    """Return what the independent script prints of an export."""
    done = subprocess.run([sys.executable, "-S", str(COUNT), str(export)], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    return done.stdout.strip()


def by_indicators(path: str) -> str:
    """Return the same line from the shipped indicators."""
    from fazhi.kernel.measures import Period
    from fazhi.packs import measures
    from fazhi.records import figures

    every = measures.indicators()
    chosen = [every[name] for name in ("reviews", "reviews_growth", "opinions", "opinions_growth")]
    found_ = figures.figures(chosen, figures.Asked(path=path, period=Period.read("2021")))
    return line(*(int(found_[n].value or 0) for n in (0, 2)), *(str(found_[n].number) for n in (1, 3)))


def line(reviews: int, opinions: int, more: str, more_opinions: str) -> str:
    """Return the four figures as they are compared."""
    return f"审查 {reviews} 件，比上年 {more}%；意见 {opinions} 条，比上年 {more_opinions}%"


def main() -> int:
    """Do it all; 1 where anything differs."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--share", type=int, default=1, help="one in so many (1: all)")
    parser.add_argument("--home", help="folder of the site; without it one that is removed afterwards")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="fazhi-pilots-") as folder:
        home = Path(asked.home or folder)
        os.environ["FAZHI_HOME"] = str(home)
        os.environ["DJANGO_SETTINGS_MODULE"] = "fazhi.site.settings"
        sys.path[:0] = [str(ROOT), str(ROOT / "src")]
        import django

        django.setup()
        from django.conf import settings

        # A password is made for every person and never used here.
        settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
        from django.core.management import call_command

        from fazhi.records import export, site

        call_command("migrate", verbosity=0)
        site.ensure(fresh=True)
        towns = max(TOWNS // asked.share, 1)
        reviews = {year: count // asked.share for year, count in REVIEWS.items()}
        opinions = {year: count // asked.share for year, count in OPINIONS.items()}
        found(towns)
        began, number = time.perf_counter(), 0
        for number, task in enumerate(tasks(reviews, opinions, towns)):
            review(task, number)
            if number % 500 == 499:
                print(f"  {number + 1:,}", flush=True)
        took = time.perf_counter() - began
        target = home / "pilots.jsonl"
        with target.open("wb") as file:
            file.writelines(export.lines())
        mine, theirs = by_indicators("pilots/"), counted(target)
        load = os.getloadavg()[0]
        each = f"{took / (number + 1) * 1e3:.1f} ms each, load {load:.1f}"
        print(f"{number + 1:,} reviews in {towns} townships in {took:,.0f} s ({each})")
        print(f"by the indicators:  {mine}\nby the script:      {theirs}")
        published = line(8853, 11511, "93.0", "52.0")
        whole = asked.share > 1 or mine == published
        print(f"published:          {published}" if asked.share == 1 else f"one in {asked.share} of what was published")
        return 0 if mine == theirs and whole else 1


if __name__ == "__main__":
    raise SystemExit(main())
