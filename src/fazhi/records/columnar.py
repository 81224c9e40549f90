"""The optional columnar extra: what 自选统计 shows, as Parquet; and an audit of all sums by an engine of another make.

Needs the package in ``requirements/columnar.in``; nothing else in the program does. Without it every call says so.
"""

from __future__ import annotations

import csv
import importlib
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from fazhi.kernel.errors import FazhiError
from fazhi.records.ledger import figures

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


FACTS: Final = "facts.parquet"
SUMS: Final = "sums.parquet"
SLOT: Final = "year(day) * 24 + (month(day) - 1) * 2 + (day(day) > 25)::INTEGER"
"""The half of a month a day lies in, as the engine counts it (`records.summing.slot`)."""
_KINDS: Final = {
    "unit": "BIGINT", "measure": "VARCHAR", "day": "DATE", "slot": "INTEGER", "slice": "VARCHAR", "bucket": "SMALLINT",
    "n": "BIGINT", "amount": "BIGINT",
}  # fmt: skip


def exported(folder: Path) -> None:
    """Write the rows and the sums kept, as they stand now, as two Parquet files. Raises NotInstalled."""
    found = engine()
    with found.connect() as connection:
        _export(
            connection, folder / FACTS, ("unit", "measure", "day", "slice", "bucket", "n", "amount"), figures.rows()
        )
        names = ("unit", "measure", "slot", "slice", "bucket", "n", "amount")
        _export(connection, folder / SUMS, names, figures.kept_sums())


def _export(connection: Any, target: Path, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    text = target.with_suffix(".csv")
    with text.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(rows)
    kinds = ", ".join(f"'{name}': '{_KINDS[name]}'" for name in names)
    # An empty slice is a word of its own, not the absence of one.
    connection.execute(
        f"COPY (SELECT * REPLACE (coalesce(slice, '') AS slice) FROM read_csv('{text}', header = false, "  # noqa: S608  our own names
        f"delim = ',', quote = '\"', columns = {{{kinds}}})) TO '{target}' (FORMAT PARQUET)"
    )
    text.unlink()


def sums_that_differ(folder: Path) -> list[tuple[int, str]]:
    """Return (unit, measure) where the sums exported are not those of the rows exported. Raises NotInstalled."""
    names = "unit, measure, slot, slice, bucket"
    with engine().connect() as connection:
        found: list[tuple[int, str]] = connection.execute(
            # Both sides under one key, the kept ones taken off: to join two of them takes the engine a fifth longer.
            f"SELECT DISTINCT unit, measure FROM (SELECT {names} FROM ("  # noqa: S608  our own names
            f"SELECT unit, measure, {SLOT} AS slot, slice, bucket, n, amount FROM '{folder / FACTS}' "
            f"UNION ALL SELECT {names}, -n, -amount FROM '{folder / SUMS}') AS both_sides "
            f"GROUP BY {names} HAVING sum(n) <> 0 OR sum(amount) <> 0) AS apart ORDER BY 1, 2"
        ).fetchall()
    return found
