"""A superior's own workbook: mapped once, cell by cell, to what the files yield; filled for any period ever after.

Each filled cell bears a note with its source: what was counted, for which days, by which formula, from how many
matters. What cannot be filled is left as it is and listed with the reason.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from fazhi.formats.xlsx.book import Grid, Workbook, open_book, place_of, read_place
from fazhi.formats.xlsx.fill import Filled, fill
from fazhi.kernel.errors import FazhiError
from fazhi.kernel.measures import Column, Days, Figure, Indicator, Period, Span, days_of, parse_formula
from fazhi.kernel.measures.indicators import Direction
from fazhi.kernel.measures.indicators import Unit as MeasuredIn
from fazhi.kernel.measures.model import Measure, MeasureKind
from fazhi.packs import measures as pack
from fazhi.packs import periodic as declared
from fazhi.records import clock, figures, known, opened, periodic
from fazhi.records.cutoffs import cuts_of
from fazhi.records.figures import Asked
from fazhi.records.models import Blob, IssuedForm, SuperiorSheet, Unit

MOST: Final = 400
"""Cells of a workbook that are offered to be mapped."""
WORDS: Final[Mapping[str, str]] = {
    "text.unit": "单位名称", "text.period": "统计时段", "text.days": "统计起止日期", "text.today": "填报日期",
}  # fmt: skip
"""What is no figure and can be put into a cell as well."""
_CALLED: Final[Mapping[str, str]] = {
    "填报单位": "text.unit", "单位": "text.unit", "报送单位": "text.unit", "报告期": "text.period",
    "填报时段": "text.period", "填表日期": "text.today", "报送日期": "text.today", "填报时间": "text.today",
}  # fmt: skip
"""What forms call it."""

_ORDER = re.compile(
    r"^[\s（(]*(?:[0-9]{1,3}|[一二三四五六七八九十]{1,3})[)）．.、\s]+|^其中[:：]?|[（(][^（()）]*[)）]\s*$|\s+"
)
_COLUMNS: Final = (
    ("累计", Column.TO_DATE),
    ("同期", Column.YEAR_BEFORE),
    ("上月", Column.BEFORE),
    ("上期", Column.BEFORE),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One cell and what goes into it. ``wan``: the cell is in 万元. ``label``: what was read beside it."""

    sheet: str
    cell: str
    what: str
    column: Column = Column.PERIOD
    wan: bool = False
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A cell that could be filled: what stands before and above it, and what would fit by its words."""

    sheet: str
    cell: str
    label: str
    head: str
    what: str
    column: Column
    wan: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one mapped cell: the value as printed, or why there is none."""

    place: Place
    name: str
    printed: str
    why: str = ""


def _own(name: str) -> Indicator:
    measure = pack.every()[name]
    unit = MeasuredIn.YUAN if measure.money else MeasuredIn.COUNT
    return Indicator(
        id=name, name=measure.name, area=measure.procedure, says=measure.says, source=name, unit=unit,
        formula=parse_formula(name, {name: measure}), direction=Direction.NEITHER,
    )  # fmt: skip


def _countable(measure: Measure) -> bool:
    return measure.kind is not MeasureKind.DURATION


def sources() -> dict[str, Indicator]:
    """Return everything a cell can be filled with, by id: indicators first, then the measures themselves."""
    own = {name: _own(name) for name, measure in pack.every().items() if _countable(measure)}
    return {**pack.indicators(), **own}


def named(what: str) -> str:
    """Return how a source is offered and typed: 合法性审查率（review_rate）."""
    found = sources().get(what)
    return f"{WORDS.get(what) or (found.name if found is not None else what)}（{what}）"


def read_what(text: str) -> str | None:
    """Return the id that was typed: what stands in the last brackets, an id, or a name that only one source has."""
    said = text.strip()
    if not said:
        return None
    bracket = re.search(r"[（(]([A-Za-z_][\w.]*)[)）]\s*$", said)
    everything = sources()
    for name in (bracket[1] if bracket else "", said):
        if name in everything or name in WORDS:
            return name
    found = _by_name().get(said, [])
    return found[0] if len(found) == 1 else None


def _by_name() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, one in sources().items():
        found.setdefault(one.name, []).append(name)
    for name, words in WORDS.items():
        found.setdefault(words, []).append(name)
    return found


def offered(book: Workbook) -> list[Offered]:
    """Return the empty cells that could be filled, sheet by sheet, with what fits by the words beside and above."""
    names = {_bare(name): ids[0] for name, ids in _by_name().items() if ids} | _CALLED
    return [one for grid in book.grids for one in _of_sheet(book, grid, names)][:MOST]


def _of_sheet(book: Workbook, grid: Grid, names: Mapping[str, str]) -> Iterator[Offered]:
    rows, columns = grid.size
    for row in range(1, rows + 1):
        for column in range(2, columns + 1):
            if grid.text(row, column) or book.closed(grid, row, column):
                continue
            label = next((said for at in range(column - 1, 0, -1) if (said := grid.text(row, at))), "")
            if not label:
                continue
            head = next((said for at in range(row - 1, 0, -1) if (said := grid.text(at, column))), "")
            what = names.get(_bare(label), names.get(_bare(head), ""))
            which = next((one for words, one in _COLUMNS if words in head), Column.PERIOD)
            yield Offered(
                sheet=grid.name, cell=place_of(row, column), label=label[:60], head=head[:40], what=what, column=which,
                wan="万元" in label or "万元" in head,
            )  # fmt: skip


def _bare(text: str) -> str:
    """Return a label without its number, 其中 and the unit in brackets: what is compared with names."""
    before = ""
    while before != text:
        before, text = text, _ORDER.sub("", text)
    return text.rstrip("：:")


def places_of(row: SuperiorSheet) -> tuple[Place, ...]:
    """Return the cells a workbook is filled in."""
    return tuple(
        Place(
            sheet=one["sheet"], cell=one["cell"], what=one["what"], column=Column(one["column"]), wan=one["wan"],
            label=one["label"],
        )
        for one in json.loads(row.cells)
    )  # fmt: skip


def book_of(row: SuperiorSheet) -> Workbook:
    """Return the workbook that was kept. Raises ReadError, FazhiError where it is gone."""
    blob = Blob.objects.filter(digest=row.digest).first()
    if blob is None:
        raise FazhiError("上级表样的文件不见了", where=row.title, hint="请运行 fazhi verify")
    return open_book(bytes(blob.body))


def filled(row: SuperiorSheet, period: Period) -> tuple[bytes, list[Outcome]]:
    """Return the workbook filled for a period, and what became of each mapped cell.

    Counted by what was known when the unit issued a form for the period, else by what is known now. Raises ReadError.
    """
    book, unit = book_of(row), row.unit
    issued = IssuedForm.objects.filter(unit=unit, period=str(period), form__in=list(declared.forms()))
    said = list(issued.values_list("known", flat=True))
    moment = max(said) if said else known.just_before(clock.now())
    filler = _Filler(book, unit, period, moment)
    values: dict[tuple[str, str], Filled] = {}
    outcomes: list[Outcome] = []
    for place in places_of(row):
        outcome, value = filler.one(place)
        outcomes.append(outcome)
        if value is not None:
            values[place.sheet, place.cell] = value
    return fill(book, values), outcomes


class _Filler:
    """What one filling needs again and again: the days of the columns, the figures of each, read once."""

    def __init__(self, book: Workbook, unit: Unit, period: Period, moment: str) -> None:
        self._book, self._unit, self._period, self._moment = book, unit, period, moment
        self._later = known.later(moment)
        self._until = f"数据截至：{moment.replace('T', ' ')[:16]}"
        cuts = cuts_of(unit.path)
        first, before = periodic.first_of_year(cuts, period), cuts.before(period)
        self._days: dict[Column, Days] = {column: days_of(column, period, first, before) for column in Column}

    def one(self, place: Place) -> tuple[Outcome, Filled | None]:
        """Return what becomes of a cell, and what is put into it; ``None`` where nothing is."""
        found = sources().get(place.what)
        name = WORDS.get(place.what) or (found.name if found is not None else place.what)

        def refused(why: str) -> tuple[Outcome, None]:
            return Outcome(place=place, name=name, printed="", why=why), None

        grid, at = self._book.grid(place.sheet), read_place(place.cell)
        if grid is None or at is None:
            return refused("表样里没有这一格")
        if why := self._book.closed(grid, *at):
            return refused(why)
        if place.what in WORDS:
            text = self._words(place.what)
            return Outcome(place=place, name=name, printed=text), Filled(value=text, note=f"{name}，由法治工作台填入")
        if found is None:
            return refused("现在没有这一指标或者计量")
        days = self._days[place.column]
        asked = Asked(path=self._unit.path, period=days, known=self._moment, later=self._later)
        figure = figures.figures([found], asked)[0]
        if figure.value is None or figure.number is None:
            return refused(figure.why or "没有可计的数据")
        cell = grid.cells.get(at)
        share = cell is not None and cell.style in self._book.percent_styles
        value = _value(figure, share=share, wan=place.wan)
        printed = f"{value} 万元" if place.wan else figure.printed
        return Outcome(place=place, name=name, printed=printed), Filled(
            value=value, note=self._note(place, found, figure, asked)
        )

    def _words(self, what: str) -> str:
        today = clock.today()
        match what:
            case "text.unit":
                return self._unit.name
            case "text.period":
                return self._period.title
            case "text.days":
                return self._period.span
        return f"{today.year}年{today.month}月{today.day}日"

    def _note(self, place: Place, counted: Indicator, figure: Figure, asked: Asked) -> str:
        days = asked.period
        read = dict.fromkeys(figures.read_by(counted.formula, days, pack.indicators()))
        matters = {row[0] for reading, span in read for row in figures.behind(reading, replace(asked, period=span))}
        title = days.title if isinstance(days, Span) else f"{days.title}（{place.column.cn}）"
        lines = [
            f"来源：{counted.name}（{counted.id}）", f"时段：{title}，{days.span}",
            f"算式：{opened.in_words(counted)}",
        ]  # fmt: skip
        if figure.sample is not None:
            return "\n".join((*lines, figure.sample.words, self._until))
        if figure.over is not None and figure.under is not None:
            lines.append(f"分子 {figure.over}，分母 {figure.under}")
        lines += [f"涉及事项：{len(matters)}件", self._until]
        return "\n".join(lines)


def _value(figure: Figure, *, share: bool, wan: bool) -> int | Decimal:
    """Return a figure as a cell holds it: a share as 0.954 where the cell prints percentages, sums in 万元 if asked."""
    number = figure.number
    assert number is not None and figure.value is not None  # noqa: S101  the caller has asked for both
    if figure.indicator.unit is MeasuredIn.PERCENT and share:
        return round(Decimal(figure.value.numerator) / Decimal(figure.value.denominator), 6)
    if wan:
        exact = figure.value / 100 if figure.indicator.unit is MeasuredIn.YUAN else figure.value
        rounded = round(Decimal(exact.numerator) / Decimal(exact.denominator) / 10_000, 6)
        return Decimal(f"{rounded:f}".rstrip("0").rstrip(".") or "0")
    return int(number) if number == number.to_integral_value() and figure.indicator.digits == 0 else number


def checked(book: Workbook, places: Iterable[Place]) -> list[str]:
    """Return in words what is wrong with a mapping: cells not there, closed or named twice, unknown sources."""
    wrong: list[str] = []
    seen: set[tuple[str, str]] = set()
    for place in places:
        grid, at = book.grid(place.sheet), read_place(place.cell)
        where = f"“{place.sheet}”的 {place.cell}"
        if grid is None or at is None:
            wrong.append(f"{where} 不在表样里")
        elif why := book.closed(grid, *at):
            wrong.append(f"{where} {why}")
        elif (place.sheet, place.cell) in seen:
            wrong.append(f"{where} 写了两次")
        elif place.what not in WORDS and place.what not in sources():
            wrong.append(f"{where}：没有“{place.what}”这一指标或者计量")
        seen.add((place.sheet, place.cell))
    return wrong
