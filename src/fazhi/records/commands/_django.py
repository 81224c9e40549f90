"""Starting Django for a command: only when the command runs, never when help is asked."""

from __future__ import annotations

import os
from pathlib import Path

import django

from fazhi.kernel.errors import FazhiError

SQLITE_FILE = "fazhi.sqlite3"
"""The file under ``FAZHI_HOME`` in which a site without ``DATABASE_URL`` keeps its ledger."""


def start() -> None:
    """Make models and settings usable. Safe to call twice."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fazhi.site.settings")
    django.setup()


def existing() -> None:
    """Start Django on a site that is there. Raises FazhiError where there is none; a folder that is empty stays so."""
    home = Path(os.environ.get("FAZHI_HOME") or "home").expanduser()
    if not os.environ.get("DATABASE_URL", "").strip() and not (home / SQLITE_FILE).is_file():
        raise _nothing(str(home.absolute()))
    start()
    from django.db import connection

    if "records_stream" not in connection.introspection.table_names():
        raise _nothing("数据库里还没有数据表")


def _nothing(where: str) -> FazhiError:
    return FazhiError(
        "这里没有站点",
        code="F242",
        where=where,
        hint="请在站点所在的文件夹里运行，或用环境变量 FAZHI_HOME 指明；新建站点用 fazhi init，先看一看用 fazhi demo",
    )


def ready() -> None:
    """Start Django, bring the tables up to date and see to the folder of the site."""
    start()
    from django.core.management import call_command

    from fazhi.records import site, versions

    call_command("migrate", verbosity=0, interactive=False)
    site.ensure()
    versions.begin()
