"""The figures of a report as data: CSV of figures, formulas and facts, and the script that computes them again.

The facts are exactly the rows that were counted; the script is of the standard library and knows nothing of us.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final

from fazhi.kernel.measures import Column, MeasureKind, Sheet
from fazhi.packs import measures as pack
from fazhi.records import known
from fazhi.records.bundle.writing import offline
from fazhi.records.ledger import figures as rows
from fazhi.records.models import Matter, Unit

_STANDING: Final = frozenset({MeasureKind.STOCK, MeasureKind.LATE})
SCRIPT: Final = "recompute.py"
_STAMP: Final = (1980, 1, 1, 0, 0, 0)
FIGURES: Final = (
    "id", "name", "column", "first", "last", "first_before", "last_before", "unit", "digits", "least", "formula",
    "digest", "value", "over", "under", "printed",
)  # fmt: skip
FACTS: Final = ("measure", "day", "slice", "bucket", "item", "n", "amount", "unit", "matter", "recorded")
_ABOUT: Final = """年度报告的数据

figures.csv　报告里的每个数：名称、统计日期、算式、分子、分母、印出的样子、口径摘要（SM3）
facts.csv　每件事项记下的每一笔（日期、类别、数量、登记时间），只增不改，负数是冲销
measures.csv　计量的名称、类别、口径
formulas.csv　算式里引用的其他指标
recompute.py　复算：python3 recompute.py，只用标准库，与本系统无关

满意度测评的数不能由这里的数据复算：答卷密封，只在 figures.csv 里列出结果、误差和份数，由 fazhi verify 重新计算核对。

文件是 UTF-8 编码的 CSV，可用表格软件打开。单引号开头的是防止被当作公式的文字。
"""


def figure_rows(sheet: Sheet) -> Iterator[tuple[str, ...]]:
    """Yield the figures of a report as rows of `FIGURES`."""
    for line in sheet.lines:
        for cell in line.cells:
            days = sheet.days[cell.column]
            before = days.year_before()
            exact = ("" if part is None else str(part) for part in cell.exact)
            yield (
                line.id, line.name, cell.column.value, days.first.isoformat(), days.last.isoformat(),
                before.first.isoformat(), before.last.isoformat(), line.unit.value,
                str(line.digits), str(line.least), line.formula, line.digest, *exact, cell.printed,
            )  # fmt: skip


def fact_rows(unit: Unit, sheet: Sheet, seen: Iterable[int] | None = None) -> Iterator[tuple[str, ...]]:
    """Yield every row the figures were counted from, as `FACTS`.

    ``seen``: the matters named by their number; the others bear a running one (None: all are named).
    """
    last = sheet.days[Column.PERIOD].last
    # A formula may look a year back, and the column of the year before too.
    first = sheet.days[Column.YEAR_BEFORE].year_before().first
    every = pack.every()
    standing = [name for name in sheet.measures if every[name].kind in _STANDING]
    flowing = [name for name in sheet.measures if name not in standing]
    later = dict(known.later(sheet.known))
    found = [
        *rows.fact_rows(flowing, unit.path, first, last, sheet.known),
        *rows.fact_rows(standing, unit.path, None, last, sheet.known),
    ]
    numbers = _numbers({row[0] for row in found}, seen)
    for matter, measure, day, by, bucket, item, n, amount, path, recorded in found:
        if matter in later and recorded > later[matter]:
            continue
        held = day.isoformat() if isinstance(day, date) else str(day)
        yield (measure, held, by, str(bucket), item, str(n), str(amount), path, numbers[matter], recorded)


def _numbers(matters: set[int], seen: Iterable[int] | None) -> dict[int, str]:
    named = matters if seen is None else matters & set(seen)
    found = dict(Matter.objects.filter(pk__in=named).values_list("pk", "number"))
    return {pk: found.get(pk) or f"事项{place}" for place, pk in enumerate(sorted(matters), 1)}


def table(heads: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """Return a CSV with its heads, CRLF ends; a text that a spreadsheet would run as a formula is marked as text."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(heads)
    writer.writerows([_tame(text) for text in line] for line in lines)
    return file.getvalue()


def _tame(text: str) -> str:
    number = text.removeprefix("-").replace("/", "").isdecimal()
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r", "'") and not number else text


def whole(unit: Unit, sheet: Sheet, seen: Iterable[int] | None = None) -> bytes:
    """Return everything as one ZIP. The same records give the same bytes."""
    every = pack.every()
    used = [every[name] for name in sheet.measures]
    files = {
        "figures.csv": table(FIGURES, figure_rows(sheet)),
        "facts.csv": table(FACTS, fact_rows(unit, sheet, seen)),
        "measures.csv": table(("id", "name", "kind", "says"), ((m.id, m.name, m.kind.value, m.says) for m in used)),
        "formulas.csv": table(("id", "formula"), sheet.others.items()),
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(_info(name), text.encode("utf-8-sig"))
        archive.writestr(_info(SCRIPT), offline(SCRIPT))
        archive.writestr(_info("README.txt"), _ABOUT.encode("utf-8-sig"))
    return buffer.getvalue()


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, date_time=_STAMP)
    info.create_system = 0
    info.compress_type = zipfile.ZIP_DEFLATED
    return info
