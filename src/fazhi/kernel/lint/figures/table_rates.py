"""Columns of a table that are made from two others: rates, shares, growth, differences, prices."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import permutations
from typing import Final

from fazhi.kernel.lint.lazily import lazily

from .cells import Cell
from .slips import Checked, Slip, plain

__all__ = ["check_derived"]

_GROWN: Final = lazily(r"增长率?|增幅|同比|增减|涨幅|降幅|下降|增速|变化|比上年")
_SHARE: Final = lazily(r"占比|比重|占总|构成比|所占比例|^比例")
_RATE: Final = lazily(r"(?P<stem>[\u4e00-\u9fff]{1,6}?)率")
_LAST: Final = lazily(r"上年|去年|同期|上期|上一年|年初|期初")
_THIS: Final = lazily(r"今年|本年|本期|当年|年末|期末")
_YEAR: Final = lazily(r"((?:19|20)\d{2})")
_PRICE: Final = lazily(r"单价|价格")
_MANY: Final = lazily(r"数量|工程量|户数|人数|面积")
_AMOUNT: Final = lazily(r"金额|合价|总价|小计|合计|价款")
_DUE: Final = lazily(r"应|总|计划|任务|需|全部")
_TOTAL: Final = lazily(r"合计|总计|共计|总数|小计")
Said = tuple[str, Slip | Checked]
_Make = Callable[[Fraction, Fraction], Fraction | None]


def check_derived(names: Sequence[str], rows: Sequence[Sequence[Cell]], called: Sequence[str]) -> Iterator[Said]:
    """Yield what is to be said of the columns whose heading says that they are made from others."""
    counts = [
        column
        for column in range(len(names))
        if column and any(row[column].value is not None and not row[column].percent for row in rows)
    ]
    for column, name in enumerate(names):
        others = [each for each in counts if each != column and not _made(names[each])]
        if not column or not any(row[column].value is not None for row in rows):
            continue
        if _GROWN.search(name):
            yield from _grown(names, rows, column, others)
        elif _SHARE.search(name):
            yield from _shares(rows, called, column, others)
        elif _RATE.search(name):
            yield from _rates(names, rows, column, others)
        elif _AMOUNT.search(name):
            yield from _prices(names, rows, column)


def _made(name: str) -> bool:
    return bool(_GROWN.search(name) or _SHARE.search(name) or _RATE.search(name) or "序号" in name)


def _two_times(names: Sequence[str], columns: Sequence[int]) -> tuple[int, int] | None:
    """Return the columns of the earlier and the later time, where just two are named by times."""
    years = {column: int(found[-1]) for column in columns if (found := _YEAR.findall(names[column]))}
    if len(years) == 2:
        first, second = sorted(years, key=lambda column: years[column])
        return (first, second) if years[first] + 1 == years[second] else None
    last = [column for column in columns if _LAST.search(names[column])]
    this = [column for column in columns if _THIS.search(names[column])]
    if len(last) == 1 and (len(this) == 1 or len(columns) == 2):
        return last[0], (this or [column for column in columns if column != last[0]])[0]
    return None


def _grown(names: Sequence[str], rows: Sequence[Sequence[Cell]], column: int, others: Sequence[int]) -> Iterator[Said]:
    times = _two_times(names, others)
    cells = [row[column] for row in rows if row[column].value is not None]
    rate = any(cell.percent for cell in cells) or "%" in names[column] or "率" in names[column]
    makes: _Make = (lambda a, b: (b - a) * 100 / a if a else None) if rate else (lambda a, b: b - a)
    if times is not None:
        yield from _held(rows, column, *times, makes, code="Q003" if rate else "Q014", need=0)
    elif len(others) == 2:
        yield from _shown(rows, column, (others, others[::-1]), makes, code="Q003" if rate else "Q014")


def _shares(
    rows: Sequence[Sequence[Cell]], called: Sequence[str], column: int, others: Sequence[int]
) -> Iterator[Said]:
    """Judge the share of each row in the total of the nearest column of counts before it."""
    ahead = [each for each in others if each < column]
    totals = [row for row, name in zip(rows, called, strict=True) if _TOTAL.fullmatch(name)]
    if not ahead or len(totals) > 1:
        return
    data = [row for row, name in zip(rows, called, strict=True) if not _TOTAL.fullmatch(name)]
    values = [row[ahead[-1]].value for row in data]
    whole = totals[0][ahead[-1]].value if totals else sum((value or Fraction(0) for value in values), start=Fraction(0))
    if not whole or len(data) < 2:
        return
    yield from _held(
        data, column, ahead[-1], ahead[-1], lambda part, _: part * 100 / whole if part <= whole else None,
        code="Q001", need=1 if totals else 2,
    )  # fmt: skip


def _percent(part: Fraction, whole: Fraction) -> Fraction | None:
    return part * 100 / whole if whole > 0 and part <= whole else None


def _rates(names: Sequence[str], rows: Sequence[Sequence[Cell]], column: int, others: Sequence[int]) -> Iterator[Said]:
    stem = _RATE.search(names[column])
    tied = [each for each in others if stem and (stem["stem"][-2:] in names[each])]
    if len(others) == 2 and len(tied) == 1:
        other = next(each for each in others if each != tied[0])
        part, whole = (other, tied[0]) if _DUE.match(names[tied[0]]) else (tied[0], other)
        yield from _held(rows, column, part, whole, _percent, code="Q001", need=0)
    elif len(others) == 2 and (ordered := _ordered(rows, *others)) is not None:
        yield from _held(rows, column, *ordered, _percent, code="Q001", need=1)
    else:
        yield from _shown(rows, column, permutations(others, 2), _percent, code="Q001")


def _ordered(rows: Sequence[Sequence[Cell]], first: int, second: int) -> tuple[int, int] | None:
    """Return the columns of part and whole, where one is nowhere above the other."""
    pairs = [(a, b) for row in rows if (a := row[first].value) is not None and (b := row[second].value) is not None]
    if all(a <= b for a, b in pairs):
        return first, second
    return (second, first) if all(b <= a for a, b in pairs) else None


def _prices(names: Sequence[str], rows: Sequence[Sequence[Cell]], column: int) -> Iterator[Said]:
    prices = [each for each, name in enumerate(names) if _PRICE.search(name) and each != column]
    many = [each for each, name in enumerate(names) if _MANY.search(name) and each != column]
    if len(prices) != 1 or len(many) != 1:
        return
    scale = Fraction(1)
    if "万元" in names[column] and "万元" not in names[prices[0]]:
        scale = Fraction(1, 10**4)
    yield from _held(rows, column, prices[0], many[0], lambda a, b: a * b * scale, code="Q016", need=0)


def _shown(
    rows: Sequence[Sequence[Cell]], column: int, pairs: Iterator[tuple[int, ...]] | Sequence[Sequence[int]],
    makes: _Make, *, code: str,
) -> Iterator[Said]:  # fmt: skip
    """Judge a column by the pair of columns that makes it in all rows but one, where two rows or more show it."""
    for first, second in pairs:
        said = list(_held(rows, column, first, second, makes, code=code, need=2))
        if sum(isinstance(each, Checked) for _, each in said) > 1:
            yield from said
            return


def _held(
    rows: Sequence[Sequence[Cell]], column: int, first: int, second: int, makes: _Make, *, code: str, need: int
) -> Iterator[Said]:
    """Yield what is to be said of a column made from two others, where so many rows bear it out and most do."""
    held: list[Cell] = []
    broken: list[tuple[Cell, Fraction]] = []
    for row in rows:
        stated, a, b = row[column], row[first].value, row[second].value
        if stated.value is None or a is None or b is None or (right := makes(a, b)) is None:
            continue
        shown = abs(right) if not stated.signed else right
        slack = stated.step if stated.step < 1 else stated.step / 2
        if min(abs(shown - stated.value), abs(right - stated.value)) <= slack:
            held.append(stated)
        else:
            broken.append((stated, shown))
    yield from ((code, Checked(cell.start)) for cell in held)
    if len(held) < need or len(broken) > max(1, len(held) // 2):
        return
    for cell, right in broken:
        # The last place of what is worked out is that of what is printed, and one behind the point at least.
        digits = max(1, len(str(cell.step.denominator)) - 1)
        power = 10**digits
        real = Fraction(int(abs(right) * power + Fraction(1, 2)), power) * (-1 if right < 0 else 1)
        percent = "%" if code in ("Q001", "Q003") else ""
        yield (
            code,
            Slip(
                start=cell.start,
                end=cell.end,
                message=f"按表中同一行的数计算为 {plain(real)}{percent}，与所写的 {cell.words} 不符",
                suggestion=f"核对本行各数；各数无误的，应为 {plain(real)}{percent}",
            ),
        )
