"""The portal as residents meet it: a second process on the same cores, a hundred requests a second over its pages.

    python bench/bench_portal.py [--seconds 20] [--rate 100] [--items 20000] [--short]

The package (as many documents as ``--items``) is made and taken first. Requests leave on a fixed beat whether or not
earlier ones came back; a time is counted from when the request was due, so that waiting in line counts. The client runs
on the same cores. The bar is 95 of 100 requests under 100 ms; exits 1 when it is missed. ``--short``: 5 s, 2,000 items.
"""

from __future__ import annotations

import argparse
import http.client
import os
import platform
import random
import re
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from queue import Queue
from urllib.parse import quote, urlsplit

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

import django  # noqa: E402

from fazhi.formats import publication  # noqa: E402

BAR_MS = 100.0
KEY = bytes(range(32))
CLIENTS = 16
WORDS = ("公墓", "停车", "管网", "犬只", "采砂", "补助", "占道", "绿化", "村务", "租赁", "垃圾", "河道")
PAGES = (
    ("首页", lambda _: "/"),
    ("决策、文件", lambda chance: f"/items/{chance.randrange(PAGES_OF['items']):016x}/"),
    ("栏目第几页", lambda chance: f"/items/?section={quote('规范性文件')}&page={chance.randrange(1, 50)}"),
    ("搜索两字词", lambda chance: f"/items/?q={quote(chance.choice(WORDS))}&page={chance.randrange(1, 60)}"),
    ("搜索两词", lambda chance: f"/items/?q={quote(' '.join(chance.sample(WORDS, 2)))}"),
    ("正在征求意见", lambda _: "/items/?open=1"),
    ("清单", lambda _: "/lists/mou/"),
    ("存证根值", lambda _: "/roots/"),
    ("申请表", lambda _: "/ask/asking/"),
)
PAGES_OF = {"items": 1}


def package(count: int) -> bytes:
    """Return a package of made-up documents, each of a page or two of text."""
    chance = random.Random(7)
    items, passed = [], {"outcome": "通过", "times": 1}
    for at in range(count):
        word, other = chance.choice(WORDS), chance.choice(WORDS)
        lines = [f"第{n}条　{word}与{other}的管理，按照本办法第{n}项执行，由承办单位负责。" for n in range(1, 31)]
        day = f"20{chance.randrange(18, 27)}-{chance.randrange(1, 13):02}-{chance.randrange(1, 28):02}"
        open_ = at % 400 == 0
        force = {"published": day, "since": day, "until": "2099-12-31", "warn": "", "ended": "", "changed": "",
                 "word": "", "number": str(at), "document": str(at)}  # fmt: skip
        items.append({
            "id": f"{at:016x}", "section": "征求意见" if open_ else chance.choice(("规范性文件", "重大行政决策")),
            "what": "文件", "title": f"某镇{word}管理办法之{at}", "number": f"某政规〔2026〕{at}号",
            "record": f"某〔2026〕{at}号",
            "unit": f"某县第{at % 20}镇", "office": "某办公室", "day": day, "until": "2099-01-01" if open_ else "",
            "facts": [["公布载体", "政府网站"]], "basis": "某条例第一条", "papers": [], "text": lines, "trouble": "",
            "course": [dict(passed, step=f"步骤{n}", first=day, last=day) for n in range(9)],
            "force": {} if open_ else force, "versions": [],
        })  # fmt: skip
    entries = [
        {"code": f"ZF-{n:03}", "change": "add", "title": f"第{n}项的处罚", "kind": "赋权执法", "flow": "",
         "published": "2026-01-01", "since": "2026-02-01", "shown": [["依据", "某条例"], ["实施主体", "某镇"]]}
        for n in range(120)
    ]  # fmt: skip
    form = {"procedure": "asking", "name": "申请", "title": "s.w", "help": "", "basis": "", "asks": [
        {"name": f"s.{n}", "label": f"问题{n}", "kind": "text", "values": [], "required": True, "long": n == 0,
         "help": ""}
        for n in range(7)
    ]}  # fmt: skip
    roots = [{"number": n, "root": "ab" * 32, "previous_root": "cd" * 32, "recorded": "2026-01-05T08:00:00+08:00",
              "events": n} for n in range(400)]  # fmt: skip
    parts = {
        "items.jsonl": publication.lines(items),
        "lists.jsonl": publication.lines([{"code": "mou", "unit": "某镇", "entries": entries}]),
        "roots.jsonl": publication.lines(roots),
        "forms.jsonl": publication.lines([{"key": "00" * 32, "bodies": [["mou", "某镇"]]}, form]),
        "site.json": publication.lines([{"name": "某县"}]),
    }
    return publication.write(parts, number=1, made="2026-01-05T09:00:00+08:00", site="某县", key=KEY)


def ask(address: str, due: Queue[tuple[float, str, str] | None], took: list[tuple[str, float, int]]) -> None:
    """Send what falls due over one connection that stays open; note page, milliseconds since due, and status."""
    host = urlsplit(address).netloc
    line = http.client.HTTPConnection(host, timeout=30)
    while (one := due.get()) is not None:
        when, page, path = one
        time.sleep(max(when - time.perf_counter(), 0))
        try:
            line.request("GET", path)
            answer = line.getresponse()
            answer.read()
            status = answer.status
        except (OSError, http.client.HTTPException):
            line.close()
            status = 0
        took.append((page, (time.perf_counter() - when) * 1000, status))


def load(address: str, rate: int, seconds: float) -> list[tuple[str, float, int]]:
    """Send requests at a fixed rate over the pages in turn and return what each took."""
    chance, took = random.Random(1), []
    due: Queue[tuple[float, str, str] | None] = Queue()
    clients = [threading.Thread(target=ask, args=(address, due, took)) for _ in range(CLIENTS)]
    start = time.perf_counter() + 0.2
    for number in range(int(rate * seconds)):
        name, path = PAGES[number % len(PAGES)]
        due.put((start + number / rate, name, path(chance)))
    for client in clients:
        due.put(None)
        client.start()
    for client in clients:
        client.join()
    return took


def percentile(values: list[float], share: float) -> float:
    """Return the value below which ``share`` of the values lie."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def main() -> int:
    """Make the package, start the portal, send the requests, print the table; 1 when the bar is missed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--rate", type=int, default=100)
    parser.add_argument("--items", type=int, default=20000)
    parser.add_argument("--short", action="store_true")
    args = parser.parse_args()
    if args.short:
        args.seconds, args.items = 5.0, 2000
    PAGES_OF["items"] = args.items
    print(f"python {platform.python_version()}, django {django.__version__}, sqlite {sqlite3.sqlite_version}")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "given.fzp"
        file.write_bytes(package(args.items))
        env = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
        words = ["--home", folder, "--key", publication.public_of(KEY)]
        begun = time.perf_counter()
        command = [sys.executable, "-m", "fazhi", "portal", *words, "--package", str(file), "--no-serve"]
        subprocess.run(command, env=env, check=True, stdout=subprocess.DEVNULL)
        size = file.stat().st_size / 2**20
        print(f"package of {args.items} documents, {size:.1f} MB: taken in {time.perf_counter() - begun:.1f} s")
        serving = [sys.executable, "-m", "fazhi", "portal", "--home", folder, "--port", "0", "--workers", "2"]
        process = subprocess.Popen(serving, env=env, stdout=subprocess.PIPE, text=True)
        try:
            found = re.search(r"http://[\d.:]+", process.stdout.readline() if process.stdout else "")
            if found is None:
                raise SystemExit("the portal did not start")
            load(found[0], 20, 2)
            before = os.getloadavg()[0]
            took = load(found[0], args.rate, args.seconds)
        finally:
            process.terminate()
            process.wait(20)
    return told(took, args.rate, args.seconds, before)


def told(took: list[tuple[str, float, int]], rate: int, seconds: float, before: float) -> int:
    """Print the table and return the exit code."""
    print(f"{rate} requests a second for {seconds:.0f} s, two workers, client on the same {os.cpu_count()} cores; "
          f"load of the machine before {before:.1f}")  # fmt: skip
    print(f"{'page':<16}{'n':>6}{'median ms':>11}{'p95 ms':>9}{'max ms':>9}")
    for name in (*(name for name, _ in PAGES), ""):
        times = [ms for page, ms, _ in took if name in ("", page)]
        row = f"{len(times):>6}{statistics.median(times):>11.1f}{percentile(times, 0.95):>9.1f}{max(times):>9.1f}"
        print(f"{name or 'all':<16}{row}")
    failed = sum(status != 200 for _, _, status in took)
    worst = percentile([ms for _, ms, _ in took], 0.95)
    print(f"p95 {worst:.1f} ms (bar {BAR_MS:.0f} ms), answers other than 200: {failed}")
    return 1 if worst > BAR_MS or failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
