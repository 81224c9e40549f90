"""``fazhi portal``: serve the public pages, from a folder of its own, without desk, ledger and vault."""

from __future__ import annotations

import argparse
import os
import re
import socket
import sys
from pathlib import Path

from fazhi.kernel.errors import FazhiError

NAME = "portal"
HELP = "启动公开门户：自己的进程和文件夹，只读已遮蔽的发布包；办件信件只进收件箱"


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--home", metavar="文件夹", default="portal-home", help="门户的文件夹（默认 portal-home）")
    parser.add_argument("--package", metavar="文件", help="先装入这个发布包；旧的、坏的、签名不符的不装")
    parser.add_argument("--key", metavar="公钥", help="第一次启动：信任哪个站点（fazhi publish --key 显示的一行）")
    parser.add_argument("--host", default="127.0.0.1", help="监听的地址（默认只在本机）")
    parser.add_argument("--port", type=int, default=8100, help="端口（默认 8100）")
    parser.add_argument("--workers", type=int, default=2, help="进程数（默认 2）")
    parser.add_argument("--threads", type=int, default=4, help="每个进程的线程数（默认 4）")
    parser.add_argument("--no-serve", action="store_true", help="只装入发布包，不启动")


def run(args: argparse.Namespace) -> int:
    """Serve until stopped. Raises PackageError for a package that is not taken: nothing is shown of it."""
    os.environ["FAZHI_PORTAL_HOME"] = str(Path(args.home).expanduser().resolve())
    from fazhi.portal import keeper, store
    from fazhi.portal.home import folder, publisher

    home = folder(os.environ)
    if args.key:
        _trust(home, args.key)
    for told in keeper.take_waiting(home):
        print(told, file=sys.stderr)
    if args.package:
        taken = store.take(home, Path(args.package).read_bytes(), publisher(home))
        print(f"已装入第 {taken.number} 号发布包（{taken.site}，{taken.made}）")
    if args.no_serve:
        return 0
    if not store.number_of(home):
        print("还没有发布包，门户先打开；把发布包放进 incoming 文件夹即可")
    held = socket.create_server((args.host, args.port))
    print(f"门户：http://{args.host}:{held.getsockname()[1]}/　按 Ctrl+C 停止", flush=True)
    return _serve(held, home, args.workers, args.threads)


def _trust(home: Path, key: str) -> None:
    """Write down whom the portal believes. Raises FazhiError for what is no key, or another than it knows."""
    from fazhi.portal.home import publisher

    if not re.fullmatch(r"[0-9a-f]{64}", key):
        raise FazhiError("公钥应为 64 个十六进制字符", code="F282", hint="在工作台运行 fazhi publish --key，照抄那一行")
    known = publisher(home)
    if known and known != key:
        raise FazhiError(
            "门户已信任另一个站点", code="F282", where=known[:16], hint="确需更换的，先移走门户文件夹里的 publisher.key"
        )
    (home / "publisher.key").write_text(key + "\n", encoding="ascii")


def _serve(held: socket.socket, home: Path, workers: int, threads: int) -> int:
    os.environ["DJANGO_SETTINGS_MODULE"] = "fazhi.portal.settings"
    if os.name == "nt":
        import django
        from django.core.management import call_command

        from fazhi.portal import keeper

        address = "{}:{}".format(*held.getsockname()[:2])
        held.close()
        django.setup()
        keeper.start(home, print)
        call_command("runserver", address, use_reloader=False, verbosity=0)
        return 0
    held.set_inheritable(True)
    command = [
        sys.executable, "-m", "gunicorn", "fazhi.portal.wsgi:application", "--bind", f"fd://{held.fileno()}",
        "--workers", str(workers), "--threads", str(threads), "--worker-class", "gthread",
        "--timeout", "60", "--log-level", "warning", "--no-control-socket", "--config", "python:fazhi.portal.keeper",
    ]  # fmt: skip
    os.execv(sys.executable, command)  # noqa: S606 - no shell: our own interpreter and fixed words
