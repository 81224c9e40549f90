"""``fazhi serve``: the workbench on this machine, or for an office behind a proxy."""

from __future__ import annotations

import argparse
import errno
import os
import socket
import sys

from fazhi.kernel.errors import FazhiError
from fazhi.records.commands._django import ready

NAME = "serve"
HELP = "启动工作台"


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options. Loopback is the default: whoever opens it to a network says so."""
    parser.add_argument("--host", default="127.0.0.1", metavar="地址", help="默认只在本机（127.0.0.1）")
    parser.add_argument("--port", type=int, default=8000, metavar="端口", help="默认 8000")
    parser.add_argument("--workers", type=int, default=1, metavar="数", help="进程数，默认 1；多进程建议用 PostgreSQL")
    parser.add_argument("--threads", type=int, default=4, metavar="数", help="每个进程的线程数，默认 4")


def run(args: argparse.Namespace) -> int:
    """Serve until stopped; does not return on success (the process becomes gunicorn)."""
    if not 0 < args.port < 65536 or not 0 < args.workers <= 64 or not 0 < args.threads <= 64:
        raise FazhiError("端口应为 1—65535，进程数、线程数应为 1—64", code="F280")
    ready()
    from fazhi.records.demo.build import started

    if args.host not in {"127.0.0.1", "localhost", "::1"} and started() is not None:
        raise FazhiError(
            "演示县的口令人人知道，只能在本机打开",
            code="F292",
            where=args.host,
            hint="正式使用请用 fazhi init 另建站点",
        )
    held = listening(args.host, args.port)
    _rebuilt()
    print(f"工作台：http://{_address(args.host, args.port)}/（Ctrl+C 停止）", flush=True)
    serve(held, workers=args.workers, threads=args.threads)
    return 0


def _rebuilt() -> None:
    """Say plainly when an earlier program wrote the tables, and write them again before anybody is served.

    What keeps this from being done is said too, at every start, and the desk is served all the same: the ledger is
    what counts, and ``fazhi verify`` names what differs.
    """
    from fazhi.records import versions

    if not versions.needed():
        return
    from fazhi.records.acts.rebuilding import Unsound, rebuild
    from fazhi.records.commands._progress import told

    print(f"{versions.NEEDED}。现在重写，请稍候……", flush=True)
    try:
        done = rebuild(told())
    except Unsound as error:
        print(f"没有重写：{error}", flush=True)
        return
    print(f"数据表有 {len(done.found)} 处不同，已重写。", flush=True)
    if done.left:
        print(f"还有 {len(done.left)} 处是账上没有的，没有删去：运行 fazhi rebuild 逐项查看。", flush=True)


def listening(host: str, port: int) -> socket.socket:
    """Return a socket that holds the port. Raises FazhiError when it is taken, not allowed, or no address of ours.

    The server is handed this very socket, so that nobody can take the port between the asking and the serving.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        held = socket.socket(family, kind, protocol)
    except OSError as error:
        raise FazhiError(f"不认识地址“{host}”", code="F281", hint="本机写 127.0.0.1，对局域网开放写 0.0.0.0") from error
    try:
        if os.name != "nt":
            held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held.bind(address)
        held.listen()
    except OSError as error:
        held.close()
        raise _refused(host, port, error) from error
    return held


def _refused(host: str, port: int, error: OSError) -> FazhiError:
    if error.errno == errno.EACCES:
        return FazhiError(
            f"没有权限使用端口 {port}", code="F282", hint="1024 以下的端口须由管理员开放，请用 --port 换一个"
        )
    if error.errno == errno.EADDRNOTAVAIL:
        return FazhiError(f"本机没有地址“{host}”", code="F281", hint="本机写 127.0.0.1，对局域网开放写 0.0.0.0")
    return FazhiError(
        f"端口 {port} 已被占用",
        code="F280",
        where=host,
        hint=f"可能工作台已经开着，直接打开 http://{_address(host, port)}/；不是的，用 --port 换一个端口",
    )


def _address(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def serve(held: socket.socket, *, workers: int = 1, threads: int = 4) -> None:
    """Replace this process by gunicorn serving the site on ``held``; on Windows run Django's own server instead.

    Holiday tables that are new since the last start enter the ledger first; the checkpoint of the day is made beside.
    """
    from fazhi.records import keeper
    from fazhi.records.acts.calendars import keep_calendars
    from fazhi.records.models import Unit

    if Unit.objects.exists():
        keep_calendars()
    if os.name == "nt":
        from django.core.management import call_command

        address = _address(*held.getsockname()[:2])
        held.close()
        keeper.start(print)
        call_command("runserver", address, use_reloader=False, verbosity=0)
        return
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fazhi.site.settings")
    held.set_inheritable(True)
    command = [
        sys.executable, "-m", "gunicorn", "fazhi.site.wsgi:application", "--bind", f"fd://{held.fileno()}",
        "--workers", str(workers), "--threads", str(threads), "--worker-class", "gthread",
        "--timeout", "120", "--log-level", "warning", "--no-control-socket", "--config", "python:fazhi.records.keeper",
    ]  # fmt: skip
    os.execv(sys.executable, command)  # noqa: S606 - no shell: our own interpreter and fixed words
