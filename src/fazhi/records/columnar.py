"""The optional columnar extra: what 自选统计 shows, as Parquet.

Needs the package in ``requirements/columnar.in``; nothing else in the program does. Without it every call says so.
"""

from __future__ import annotations

import importlib
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from fazhi.kernel.errors import FazhiError

PACKAGE: Final = "duckdb"


class NotInstalled(FazhiError):
    """The columnar extra is not installed."""

    code = "F262"


def engine() -> Any:
    """Return the columnar engine. Raises NotInstalled."""
    try:
        return importlib.import_module(PACKAGE)
    except ModuleNotFoundError as error:
        raise NotInstalled(
            "本机没有安装列式存储扩展，不能导出 Parquet",
            hint="可以改用 CSV、JSON 或者 Excel；要装的，由管理员运行 pip install -r requirements/columnar.lock",
        ) from error


def parquet(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """Return rows as one Parquet file, every column as text (numbers as exact as they were), flags as such."""
    found = engine()
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "figures.parquet"
        names = list(rows[0]) if rows else ["key"]
        kinds = {name: "BOOLEAN" if any(isinstance(row[name], bool) for row in rows) else "VARCHAR" for name in names}
        with found.connect() as connection:
            columns = ", ".join(f'"{name}" {kind}' for name, kind in kinds.items())
            connection.execute(f"CREATE TABLE figures ({columns})")
            if rows:
                holes = ", ".join("?" * len(names))
                connection.executemany(f"INSERT INTO figures VALUES ({holes})", [list(row.values()) for row in rows])  # noqa: S608  our own names
            connection.execute(f"COPY figures TO '{target}' (FORMAT PARQUET)")
        return target.read_bytes()
