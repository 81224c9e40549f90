"""A process that works: acts as fast as it can, and says each one only after it was answered.

``python -m tests.soak.worker COUNT [jump SEED] [patience SECONDS] [until answered]``: a line ``ACK act_id stream`` for
an act, ``NO words`` for one that was refused. Prints ``READY`` when it begins.
"""

from __future__ import annotations

import io
import random
import sys
import time
from datetime import UTC, datetime, timedelta

from fazhi.records.commands._django import start

start()

from django.db import DatabaseError, connection, connections  # noqa: E402  models need Django

from fazhi.kernel.errors import FazhiError  # noqa: E402
from fazhi.kernel.procedures import ActKind  # noqa: E402
from fazhi.records import clock, evidence  # noqa: E402
from fazhi.records.access import actor_of  # noqa: E402
from fazhi.records.acts.matters import open_matter, record  # noqa: E402
from fazhi.records.acts.proposals import TEXT_SLOT, Proposal  # noqa: E402
from fazhi.records.demo import papers  # noqa: E402
from fazhi.records.evidence import Attached  # noqa: E402
from fazhi.records.models import Account  # noqa: E402


def say(*words: str) -> None:
    """Print a line and let it out at once: what was said was answered before."""
    print(*words, flush=True)


def act(number: int, held: list[str]) -> dict[str, object]:
    """Do one act: open a matter, or hand in a draft with a file for the last one opened."""
    who = actor_of(Account.objects.get(login="liuwan-jjb"))
    if number % 2 == 0 or not held:
        done = open_matter(
            actor=who, procedure="legality_review", unit="liuwan-jjb", title=f"久跑第{number}件合同", handler="p-zhou",
            subject={"kind": "行政合同（协议）", "amount": "1000.00", "already_done": False},
        )  # fmt: skip
        held.append(str(done["stream"]))
        return done
    body = papers.docx("送审稿", [f"第 {number} 稿", str(time.time_ns())])
    attached = Attached(file=evidence.receive(io.BytesIO(body), "送审稿.docx"), slot=TEXT_SLOT)
    wanted = (clock.today() + timedelta(days=40)).isoformat()
    fields = {"materials": ("承办单位自审意见",), "wanted": wanted, "urgent": False}
    item = Proposal(kind=ActKind.DO, step="submit", outcome="办结", fields=fields, files=(attached,))
    return {**record(actor=who, matter=held[-1], proposals=[item]), "stream": held[-1]}


def main(words: list[str]) -> None:
    """Work until ``COUNT`` acts were tried, or (``until answered``) until so many were answered."""
    count = int(words[0])
    given = dict(zip(words[1::2], words[2::2], strict=False))
    if "patience" in given:
        connection.settings_dict["OPTIONS"]["timeout"] = float(given["patience"])
    if "jump" in given:
        drawn = random.Random(given["jump"])  # a test, no secret
        clock.set_source(lambda: datetime.now(UTC) + timedelta(seconds=drawn.randint(-86_400, 86_400)))
    held: list[str] = []
    say("READY")
    done_so_far = number = 0
    while (done_so_far if "until" in given else number) < count:
        number += 1
        try:
            done = act(number - 1, held)
        except FazhiError as error:
            say("NO", error.code, str(error).replace("\n", " "))
            connections.close_all()
            time.sleep(0.05)
        except DatabaseError as error:
            # Not even the reading before the act went: a page would say that the database cannot be reached.
            say("NO", "READ", str(error).strip().splitlines()[0])
            connections.close_all()
            time.sleep(0.3)
        else:
            done_so_far += 1
            say("ACK", str(done["act_id"]), str(done["stream"]))


if __name__ == "__main__":
    main(sys.argv[1:])
