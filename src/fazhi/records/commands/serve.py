"""``fazhi serve``: the workbench on this machine, or for an office behind a proxy."""

from __future__ import annotations

import argparse
import os
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
    print(f"工作台：http://{args.host}:{args.port}/（Ctrl+C 停止）", flush=True)
    serve(args.host, args.port, workers=args.workers, threads=args.threads)
    return 0


def serve(host: str, port: int, *, workers: int = 1, threads: int = 4) -> None:
    """Replace this process by gunicorn serving the site; on Windows run Django's own server instead.

    Holiday tables that are new since the last start enter the ledger first; the checkpoint of the day is made beside.
    """
    from fazhi.records import keeper
    from fazhi.records.acts.calendars import keep_calendars
    from fazhi.records.models import Unit

    if Unit.objects.exists():
        keep_calendars()
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    if os.name == "nt":
        from django.core.management import call_command

        keeper.start(print)
        call_command("runserver", address, use_reloader=False, verbosity=0)
        return
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fazhi.site.settings")
    command = [
        sys.executable, "-m", "gunicorn", "fazhi.site.wsgi:application", "--bind", address,
        "--workers", str(workers), "--threads", str(threads), "--worker-class", "gthread",
        "--timeout", "120", "--log-level", "warning", "--no-control-socket", "--config", "python:fazhi.records.keeper",
    ]  # fmt: skip
    os.execv(sys.executable, command)  # noqa: S606 - no shell: our own interpreter and fixed words
