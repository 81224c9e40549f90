"""Periodic forms (月报、季报、半年报、年报) as data: rows over indicators and measures, columns over spans of days.

A form is declared in ``packs/forms``. Nobody types a figure into it: every cell is a formula over what the files yield,
read for the period, for the year so far, for the same period a year before, or for the period before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from fazhi.kernel.citations import Basis
from fazhi.kernel.errors import ExpressionError, PackError
from fazhi.kernel.measures.formula import Reading, parse_formula
from fazhi.kernel.measures.indicators import Direction, Indicator, Unit
from fazhi.kernel.measures.model import Measure
from fazhi.kernel.measures.periods import Days, Period, PeriodKind, Span
from fazhi.kernel.procedures.tables import Table

FREE_SHARE = "百分比的公式应当写成分子 / 分母，并写最小分母 least"


class Column(StrEnum):
    """For which days a column reads: the period, the year up to its end, the same period a year before, the last."""

    PERIOD = "period"
    TO_DATE = "to_date"
    YEAR_BEFORE = "year_before"
    BEFORE = "before"

    @property
    def cn(self) -> str:
        """Return the head of the column."""
        return _HEADS[self]


_HEADS = {
    Column.PERIOD: "本期",
    Column.TO_DATE: "本年累计",
    Column.YEAR_BEFORE: "上年同期",
    Column.BEFORE: "上期",
}
_NAMES = {PeriodKind.MONTH: "月报", PeriodKind.QUARTER: "季报", PeriodKind.HALF: "半年报", PeriodKind.YEAR: "年报"}


def kind_cn(kind: PeriodKind) -> str:
    """Return 月报、季报、半年报、年报."""
    return _NAMES[kind]


@dataclass(frozen=True, slots=True, kw_only=True)
class FormRow:
    """One row: what it is called and what it counts. An indicator of the packs, or a formula of the form's own."""

    id: str
    name: str
    indicator: Indicator


@dataclass(frozen=True, slots=True, kw_only=True)
class FormPart:
    """Rows under one head."""

    title: str
    rows: tuple[FormRow, ...]


@dataclass(frozen=True, kw_only=True)
class PeriodicForm:
    """One form: for which kinds of period it is made, its columns and rows, who asks for it (``basis``).

    ``due``: calendar days after the end of the period within which it is to be issued, a local setting and no term of
    any law; 0: none is set.
    """

    id: str
    title: str
    says: str
    kinds: tuple[PeriodKind, ...]
    columns: tuple[Column, ...]
    parts: tuple[FormPart, ...]
    basis: Basis
    due: int = 0

    @cached_property
    def rows(self) -> tuple[FormRow, ...]:
        """Return all rows, part by part."""
        return tuple(row for part in self.parts for row in part.rows)

    def heading(self, kind: PeriodKind) -> str:
        """Return what stands on top of the form: 合法性审查工作月报表."""
        return f"{self.title}{kind_cn(kind)}表"


def days_of(column: Column, period: Period, year_first: Period, before: Period) -> Days:
    """Return the days a column reads. ``year_first``: the period that opens the year; ``before``: the one before."""
    match column:
        case Column.TO_DATE:
            return Span(year_first.first, period.last, f"{period.year}年累计")
        case Column.YEAR_BEFORE:
            return period.year_before()
        case Column.BEFORE:
            return before
    return period


def read_form(
    data: Mapping[str, object], indicators: Mapping[str, Indicator], measures: Mapping[str, Measure]
) -> PeriodicForm:
    """Return the form of one file. Raises PackError for an unknown key, indicator or measure, or a row named twice."""
    top = Table(data, "")
    name = _named(top)
    given = top.take("basis")
    if not isinstance(given, Mapping):
        raise PackError("报表须写依据", where="basis", hint='basis = { text = "…", force = "local", mark = "▲" }')
    kinds = top.texts("kinds")
    wrong = [kind for kind in kinds if kind not in tuple(PeriodKind)]
    if not kinds or wrong:
        raise PackError("报表种类不对", where="kinds", hint="、".join(PeriodKind))
    columns = top.texts("columns")
    if "period" not in columns or any(column not in tuple(Column) for column in columns):
        raise PackError("列不对，本期（period）不可少", where="columns", hint="、".join(Column))
    parts = tuple(read_part(table, name, indicators, measures) for table in top.tables("part"))
    made = PeriodicForm(
        id=name,
        title=top.text("title"),
        says=top.text("says"),
        kinds=tuple(PeriodKind(kind) for kind in kinds),
        columns=tuple(Column(column) for column in columns),
        parts=parts,
        basis=Basis.from_dict(name, given),
        due=top.number("due", 0),
    )
    top.done()
    ids = [row.id for row in made.rows]
    if not ids:
        raise PackError("报表没有一行", where="part")
    if twice := next((one for one in ids if ids.count(one) > 1), None):
        raise PackError(f"“{twice}”重复", where="part.row")
    return made


def _named(table: Table) -> str:
    name = table.text("id")
    if not name.isidentifier():
        raise PackError(f"“{name}”不能作名称", where=table.at("id"), hint="用英文小写字母、数字、下划线")
    return name


def read_part(
    table: Table, form: str, indicators: Mapping[str, Indicator], measures: Mapping[str, Measure]
) -> FormPart:
    """Return the rows under one head. Raises PackError for an unknown key, indicator or measure."""
    title = table.text("title")
    rows = tuple(_row(row, form, title, indicators, measures) for row in table.tables("row"))
    table.done()
    return FormPart(title=title, rows=rows)


def _row(
    table: Table, form: str, area: str, indicators: Mapping[str, Indicator], measures: Mapping[str, Measure]
) -> FormRow:
    shared = table.maybe("indicator")
    if shared is not None:
        found = indicators.get(shared)
        if found is None:
            raise PackError(f"没有“{shared}”这一指标", where=table.at("indicator"))
        made = FormRow(id=shared, name=table.text("name", found.name), indicator=found)
    else:
        own = _own(table, form, area, measures)
        made = FormRow(id=own.id.partition(".")[2], name=own.name, indicator=own)
    table.done()
    return made


def _own(table: Table, form: str, area: str, measures: Mapping[str, Measure]) -> Indicator:
    name, source = _named(table), table.text("formula")
    try:
        formula = parse_formula(source, measures)
    except ExpressionError as error:
        where = f"{table.at('formula')}：{source}"
        raise PackError(error.message, code=error.code, where=where, hint=error.hint) from error
    counted = measures[formula.measure] if isinstance(formula, Reading) else None
    unit = Unit(table.choice("unit", [item.value for item in Unit]))
    made = Indicator(
        id=f"{form}.{name}",
        name=table.text("name", counted.name if counted is not None else None),
        area=area,
        says=table.text("says", counted.says if counted is not None else None),
        formula=formula,
        source=source,
        unit=unit,
        direction=Direction.NEITHER,
        least=table.number("least", 0),
        digits=table.number("digits", 1 if unit is Unit.PERCENT else 0),
    )
    if unit is Unit.PERCENT and not (made.is_rate and table.has("least")):
        raise PackError(FREE_SHARE, where=table.at("formula"))
    return made
