"""``fazhi demo``: build the demonstration county once, open it on loopback, print who can sign in."""

from __future__ import annotations

import argparse
import os
import socket
import sys
import time
from datetime import date

from fazhi.kernel.errors import FazhiError
from fazhi.records.commands._django import ready, start

NAME = "demo"
HELP = "建一个虚构的演示县，在本机打开工作台，并打印账号"

HOST = "127.0.0.1"


class NotADemo(FazhiError):
    """The folder of the site holds something that is no demonstration; it is left alone."""

    code = "F291"


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--no-serve", action="store_true", help="只建立，不打开")
    parser.add_argument(
        "--as-of", type=date.fromisoformat, metavar="日期", help="按哪一天建立（如 2026-11-20），不写即今天"
    )
    parser.add_argument("--small", action="store_true", help="只建逐件写成的三十多件，不建成批的（快）")
    parser.add_argument("--port", type=int, default=8000, metavar="端口", help="默认 8000，被占用时用下一个空闲端口")


def run(args: argparse.Namespace) -> int:
    """0 when built (and stopped again); does not return while it serves. Raises NotADemo on a real site."""
    start()
    from fazhi.records import clock, site
    from fazhi.records.demo import build

    held = _held()
    if held is None:
        as_of = args.as_of or clock.today()
        lead = (as_of - clock.today()).days if args.as_of else 0
        ready()
        _build(as_of, lead, args.small)
    else:
        as_of, lead = held
        if not build.is_ready():
            print("上次没有建完，接着建。", flush=True)
            ready()
            _build(as_of, lead, args.small)
        else:
            ready()
            print(f"沿用已有的演示县（按{as_of}建立）：{site.home()}")
            print("要从头来：先停机，删掉这个文件夹，再运行一次。")
            if args.as_of and args.as_of != as_of:
                print(f"--as-of {args.as_of} 没有起作用：演示县已按{as_of}建立。")
    _print_accounts()
    if args.no_serve:
        return 0
    from fazhi.records.commands.serve import listening, serve
    from fazhi.records.demo.clocks import LEAD

    port = _free_port(args.port)
    if lead:
        os.environ[LEAD] = str(lead)
        print(f"本站的“今天”是{as_of}起顺走的日期，与真实日期相差 {lead} 天。")
    print(f"\n工作台：http://{HOST}:{port}/　（只在本机；Ctrl+C 停止）", flush=True)
    serve(listening(HOST, port))
    return 0


def _held() -> tuple[date, int] | None:
    """Return what the site was built for, or None when it is empty. Raises NotADemo, before anything is written."""
    from django.db import connection

    from fazhi.records import site
    from fazhi.records.demo import build
    from fazhi.records.models import Event

    if Event._meta.db_table not in connection.introspection.table_names() or not Event.objects.exists():
        return None
    held = build.started()
    if held is None:
        raise NotADemo(
            "这个文件夹里已经有一个站点，不是演示县，没有改动",
            where=str(site.home()),
            hint="另选一个空文件夹：FAZHI_HOME=文件夹 fazhi demo；要打开这个站点，用 fazhi serve",
        )
    return held


def _build(as_of: date, lead: int, small: bool) -> None:
    from fazhi.records.demo.build import build

    began = time.monotonic()
    print(f"正在建立演示县青禾县（按{as_of}），单位、人员、事项均为虚构……", flush=True)
    left = build(as_of, lead=lead, small=small, told=_progress if sys.stdout.isatty() else _steps())
    if sys.stdout.isatty():
        print("\r\033[K", end="")
    rest = f"成批事项中有 {left} 步在排到的日子上依法不能办，留着没办。" if left else ""
    print(f"建好了，用时 {time.monotonic() - began:.0f} 秒。{rest}", flush=True)


def _progress(what: str, done: int, total: int) -> None:
    print(f"\r\033[K  {done}/{total}　{what}", end="", flush=True)


def _steps():
    """Return a reporter for where no line can be rewritten: one line a tenth."""
    said = set()

    def told(_what: str, done: int, total: int) -> None:
        tenth = (total, done * 10 // total)
        if tenth not in said and done * 10 // total:
            said.add(tenth)
            print(f"  {done}/{total}", flush=True)

    return told


def _print_accounts() -> None:
    from fazhi.packs import procedures
    from fazhi.records.demo import founding, script

    county = script.county()
    names = {unit.code: unit.short for unit in county.units}
    towns = {unit.code: names[county.town_of(unit.code)] for unit in county.units}
    posts = {**procedures.posts(), "administrator": "系统管理员"}
    rows = [("单位", "岗位", "姓名", "账号", "口令")]
    for person in county.people:
        for n, (post, unit) in enumerate(person.posts):
            where = names[unit] if towns[unit] in names[unit] else f"{towns[unit]}{names[unit]}"
            login, password = (person.login, founding.PASSWORD) if person.login else ("无账号，纸上签字", "")
            if n == 0 or person.login:
                rows.append(
                    (where, posts.get(post, post), person.name, login if n == 0 else "同上", password if n == 0 else "")
                )
        if not person.posts:
            rows.append(
                ("单位以外", "受托律师（委托以外一概看不到）", person.name, person.login or "", founding.PASSWORD)
            )
    widths = [max(_width(row[i]) for row in rows) for i in range(5)]
    print()
    for row in rows:
        print("  ".join(text + " " * (width - _width(text)) for text, width in zip(row, widths, strict=True)).rstrip())
    print("\n演示账号不要求首次登录改口令；正式站点一律要求。口令写在这里，所以只在本机打开，不要放真实资料。")


def _width(text: str) -> int:
    return sum(2 if ord(c) > 0x2E7F else 1 for c in text)


def _free_port(first: int) -> int:
    """Return the first port from ``first`` on that nobody listens on. Raises FazhiError when twenty are taken."""
    for port in range(first, first + 20):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except (OSError, OverflowError):
                continue
            return port
    raise FazhiError(f"端口 {first} 至 {first + 19} 都被占用", code="F280", hint="用 --port 换一个")
