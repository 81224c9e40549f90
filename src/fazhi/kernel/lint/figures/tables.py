"""Tables: totals of columns and of rows, and the columns that are made from others (Q001, Q002, Q003, Q014, Q016).

A column is held against others only where its heading says what it is, or where the other rows show it. A table of
which no column comes to its total is an extract; nothing is said of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Final, Protocol

from fazhi.kernel.lint.lazily import lazily

from .cells import Cell, Span, Table, drawn, table_of
from .slips import Checked, Slip, plain

__all__ = ["check_tables"]

_TOTAL: Final = lazily(r"(?:合计|总计|共计|总数|总合计|小计|合计数)(?:\([^()]*\))?:?")
_SUB: Final = lazily(r"小计.*|.*小计")
_WHOLE: Final = lazily(r"(?:全[镇乡村县市区]|全年|总体)(?:合计|总计|共计)?|.{1,8}(?:合计|总计)")
_NO_SUM: Final = lazily(
    r"率|比例|占比|比重|比上年|同比|增长|增幅|增减|%|‰|均|单价|标准|指数|得分|排名|名次|序号|编号|年龄|年份|年度|日期|时间|电话|备注|单位|[^一二三四]季度末|余额|倍"
)
_AMONG: Final = lazily(r"其中|#|[-—]+|\(?其中")
_LEFT_OUT: Final = lazily(r"…|\.{3,}|略|等")


class _Document(Protocol):
    @property
    def folded(self) -> str: ...

    @property
    def tables(self) -> Sequence[Sequence[Sequence[Span]]]: ...


Said = tuple[str, Slip | Checked]


def check_tables(document: _Document) -> Iterator[Said]:
    """Yield what is to be said of the tables of a document; offsets are those of the whole text."""
    folded = document.folded
    known = [table_of(folded, rows) for rows in document.tables]
    for table in known or drawn(folded):
        yield from _judged(table)
        yield from _votes(folded, table)


def _judged(table: Table) -> Iterator[Said]:
    width = max(len(row) for row in table)
    body = [row for row in table if _counts(row)]
    if width < 2 or not body or any(len(row) != width for row in body):
        return
    top = table.index(body[0])
    heads = [row for row in table[:top] if len(row) == width]
    if any(_LEFT_OUT.fullmatch(cell.words) for row in table[top:] for cell in row):
        return
    names = ["".join(dict.fromkeys(row[column].words for row in heads)) for column in range(width)]
    rows = [row for row in table[top:] if len(row) == width]
    told: set[int] = set()
    for code, said in (*_columns(names, rows), *_across(names, rows), *_derived(names, rows)):
        if said.start not in told:
            told.add(said.start)
            yield code, said


_BALLOTS: Final = lazily(r"(?:收回|有效)(?:的)?(?:选票|表决票|票)?(?P<n>\d{1,5})张")
_VOTE: Final = lazily("赞成|同意|反对|不同意|弃权")
_AHEAD: Final = 200


def _votes(folded: str, table: Table) -> Iterator[Said]:
    """Judge the rows of a vote told by 赞成、反对、弃权: none comes to more than the ballots that were taken back."""
    columns = [at for at, cell in enumerate(table[0]) if _VOTE.fullmatch(cell.words)]
    if len(columns) != 3:
        return
    begin = table[0][0].start
    ballots = [int(found["n"]) for found in _BALLOTS.finditer(folded, max(0, begin - _AHEAD), begin)]
    for row in table[1:] if ballots else ():
        cells = [row[at] for at in columns if at < len(row)]
        value = _sum(cells)
        if value is None or len(cells) != 3:
            continue
        if value <= max(ballots):
            yield "Q002", Checked(cells[0].start)
        else:
            made = f"表中本行三项票数相加为 {plain(value)}，多于收回的 {max(ballots)} 张"
            yield "Q002", Slip(start=cells[0].start, end=cells[-1].end, message=made, suggestion="核对票数")


def _derived(names: Sequence[str], rows: Sequence[Sequence[Cell]]) -> Iterator[Said]:
    from .table_rates import check_derived

    yield from check_derived(names, rows, [_called(row) for row in rows])


def _counts(row: Sequence[Cell]) -> bool:
    """Say whether a row holds figures beside its name; years in a heading (2023, 2024年) are none."""
    values = [cell for cell in row[1:] if cell.value is not None]
    return any(not (cell.step == 1 and cell.value is not None and 1990 <= cell.value <= 2050) for cell in values)


def _called(row: Sequence[Cell]) -> str:
    """Return what a row is called: its first words that are no number."""
    return next((cell.words for cell in row if cell.words and cell.value is None), "")


def _sum(cells: Sequence[Cell]) -> Fraction | None:
    """Return what the cells come to; None where one holds words or two are not there to be added."""
    values = [cell.value for cell in cells if cell.value is not None]
    if len(values) < 2 or any(cell.value is None and not cell.empty for cell in cells):
        return None
    return sum(values, start=Fraction(0))


def _near(value: Fraction, parts: Sequence[Cell], total: Cell) -> bool:
    """Say whether a sum can be the total as printed: only figures with decimals are rounded."""
    stated = total.value or Fraction(0)
    steps = [cell.step for cell in (*parts, total) if cell.value is not None and cell.step < 1]
    return value == stated or abs(value - stated) < sum(steps, start=Fraction(0)) / 2


def _columns(names: Sequence[str], rows: Sequence[Sequence[Cell]]) -> Iterator[Said]:
    """Judge the rows called 合计, 小计 or 总计 by the rows above them, or below where they stand first."""
    called = [_called(row) for row in rows]
    totals = [at for at, name in enumerate(called) if _TOTAL.fullmatch(name)]
    if not totals and len(called) > 2 and _WHOLE.fullmatch(called[-1]):
        totals = [len(called) - 1]
    for at in totals:
        groups = _groups(called, totals, at)
        if not groups:
            continue
        held, broken = [], []
        for column in range(1, len(names)):
            total = rows[at][column]
            if total.value is None or total.percent or _NO_SUM.search(names[column]):
                continue
            sides = [[rows[row][column] for row in group] for group in groups]
            sums = [(value, cells) for cells in sides if (value := _sum(cells)) is not None]
            if any(cell.percent for cells in sides for cell in cells) or not sums:
                continue
            if any(_near(value, cells, total) for value, cells in sums):
                held.append(total)
            else:
                broken.append((total, sums[0][0]))
        sure = _TOTAL.fullmatch(called[at]) is not None
        yield from (("Q002", Checked(total.start)) for total in held)
        if any(_AMONG.match(called[row]) for row in groups[0]) or len(broken) > max(1, len(held)):
            continue
        for total, value in broken:
            if (held or sure) and _likely(value, total):
                yield "Q002", _told(total, value, f"“{names[total_column(rows[at], total)] or '本列'}”各行")


def total_column(row: Sequence[Cell], cell: Cell) -> int:
    """Return the column a cell stands in."""
    return next(at for at, each in enumerate(row) if each is cell)


def _likely(value: Fraction, total: Cell) -> bool:
    return total.value is not None and total.value > 0 and Fraction(2, 5) < value / total.value < Fraction(5, 2)


def _groups(called: Sequence[str], totals: Sequence[int], at: int) -> list[list[int]]:
    """Return the rows that a total may be made of: those since the total before, the 小计 among them, all others."""
    above = [each for each in totals if each < at]
    data = [row for row in range(len(called)) if row not in totals]
    since = [row for row in data if row < at and (not above or row > above[-1])]
    if _SUB.fullmatch(called[at]):
        after = next((each for each in totals if each > at), len(called))
        return [since] if since else [[row for row in data if at < row < after]]
    subs = [row for row in above if _SUB.fullmatch(called[row])]
    every = [row for row in data if row < at]
    if subs:
        return [[*subs, *since], every]
    if since:
        return [since]
    below = [each for each in totals if each > at]
    subs = [row for row in below if _SUB.fullmatch(called[row])]
    rest = [row for row in data if row > at]
    return [rest, subs] if subs else [rest] if not below and rest else []


def _told(total: Cell, value: Fraction, what: str) -> Slip:
    return Slip(
        start=total.start,
        end=total.end,
        message=f"表中{what}相加为 {plain(value)}，与所写的 {total.words} 不符",
        suggestion=f"核对各项和合计；各项无误的，合计应为 {plain(value)}",
    )


def _across(names: Sequence[str], rows: Sequence[Sequence[Cell]]) -> Iterator[Said]:
    """Judge the columns called 合计 by the columns beside them, where the other rows show that they are their sum."""
    plain_columns = [
        column
        for column in range(0 if _unnamed(names, rows) else 1, len(names))
        if not _NO_SUM.search(names[column]) and _all_counts(row[column] for row in rows)
    ]
    for column in plain_columns:
        if not _TOTAL.fullmatch(names[column]):
            continue
        since = max((each for each in plain_columns if each < column and _TOTAL.fullmatch(names[each])), default=-1)
        before = [each for each in plain_columns if since < each < column]
        after = [each for each in plain_columns if each > column and not _TOTAL.fullmatch(names[each])]
        parts = before if len(before) > 1 else after
        held, broken = [], []
        for row in rows:
            total, cells = row[column], [row[each] for each in parts]
            value = _sum(cells)
            if total.value is None or value is None:
                continue
            if _near(value, cells, total):
                held.append(total)
            else:
                broken.append((total, value))
        yield from (("Q002", Checked(total.start)) for total in held)
        if len(broken) <= len(held) or (len(broken) == 1 and not held):
            for total, value in broken:
                if _likely(value, total):
                    yield "Q002", _told(total, value, "本行各项")


def _unnamed(names: Sequence[str], rows: Sequence[Sequence[Cell]]) -> bool:
    """Say whether the rows have no name, so that the first column counts as the others do: 维持 纠正 其他 总计."""
    first = [row[0] for row in rows]
    return bool(names[0]) and _all_counts(first) and _ROW_NAME.search(names[0]) is None


_ROW_NAME: Final = lazily("[年月季]|序|号|次$|级|期")


def _all_counts(cells: Iterable[Cell]) -> bool:
    """Say whether a column holds counts and nothing else."""
    seen = 0
    for cell in cells:
        if cell.percent or (cell.value is None and not cell.empty):
            return False
        seen += cell.value is not None
    return seen > 0
