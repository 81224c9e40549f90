#!/usr/bin/env python3
"""Run a command with DATABASE_URL naming a throw-away PostgreSQL server: ``scripts/with_postgres.py CMD...``.

The server lives in a temporary folder, listens on a local socket only, keeps fsync on, and is gone afterwards.
As root it runs under the account ``postgres``. Exit code 3 when no PostgreSQL is installed, else that of CMD.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

PORT = "54329"


def binaries() -> Path | None:
    """Return the folder of initdb and pg_ctl, the newest version first; None without PostgreSQL."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3].split(".")[0]), reverse=True
    )
    if found:
        return found[0].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


@contextmanager
def server() -> Iterator[tuple[str, Callable[[str], None]]]:
    """Give the address of a throw-away server and what restarts it (in a mode of pg_ctl). Raises SystemExit."""
    folder = binaries()
    if folder is None:
        raise SystemExit("本机没有 PostgreSQL")
    base = Path(tempfile.mkdtemp(prefix="fazhi-pg-"))
    owner = pwd.getpwnam("postgres") if os.geteuid() == 0 else None
    if owner is not None:
        os.chown(base, owner.pw_uid, owner.pw_gid)
    base.chmod(0o755)
    data, log = base / "data", base / "log"

    def run(*args: str) -> None:
        # Not through runuser: it lies in a folder that is on the path of root's own sign-in only.
        done = subprocess.run(
            args, cwd=base, stdout=subprocess.PIPE, text=True, check=False, user=owner and owner.pw_uid,
            group=owner and owner.pw_gid, extra_groups=owner and [],
        )  # fmt: skip
        if done.returncode:
            tail = log.read_text(encoding="utf-8", errors="replace")[-2000:] if log.exists() else ""
            raise SystemExit(f"PostgreSQL 未能启动：{done.stdout}{tail}")

    options = f"-c listen_addresses='' -c unix_socket_directories={base} -c port={PORT} -c max_connections=40"
    control = [str(folder / "pg_ctl"), "-D", str(data), "-l", str(log), "-w", "-s", "-o", options]
    try:
        run(str(folder / "initdb"), "-D", str(data), "-U", "fazhi", "-E", "UTF8", "--locale=C.UTF-8", "--auth=trust")
        run(*control, "start")
        try:
            run(str(folder / "createdb"), "-h", str(base), "-p", PORT, "-U", "fazhi", "fazhi")
            url = f"postgresql://fazhi@/fazhi?host={base}&port={PORT}"
            yield url, lambda mode: run(*control, "-m", mode, "restart")
        finally:
            run(str(folder / "pg_ctl"), "-D", str(data), "-m", "fast", "-w", "-s", "stop")
    finally:
        shutil.rmtree(base, ignore_errors=True)


def main(command: list[str]) -> int:
    if not command:
        print("用法：scripts/with_postgres.py 命令…", file=sys.stderr)
        return 2
    if binaries() is None:
        print("本机没有 PostgreSQL，未运行：" + " ".join(command), file=sys.stderr)
        return 3
    with server() as (url, _restart):
        return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}, check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
