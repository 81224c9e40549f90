"""Indicators: formulas over measures, and what makes a figure fair: denominators, exclusions, targets with source.

An indicator is declared in ``packs/indicators``; what no pack yields, a cycle, or a basis that does not exist fails the
build. A rate whose denominator is smaller than ``least`` is not given: 不足 N 件，不计比率.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Protocol

from fazhi.kernel.citations import Basis
from fazhi.kernel.errors import ExpressionError, PackError
from fazhi.kernel.measures.asked import AskedOf, Asking, Sample, Tells
from fazhi.kernel.measures.formula import (
    Binary,
    Figures,
    Formula,
    Number,
    Other,
    Reading,
    parse_formula,
    parts,
    sentence,
    value_of,
)
from fazhi.kernel.measures.model import Measure
from fazhi.kernel.procedures.tables import Table


class Unit(StrEnum):
    """In what an indicator is expressed. ``PERCENT``: the formula gives a share (1 is 100 %).

    ``POINTS``: the mean of a survey's question.
    """

    COUNT = "count"
    PERCENT = "percent"
    WORKING_DAYS = "working_days"
    DAYS = "days"
    YUAN = "yuan"
    POINTS = "points"


class Direction(StrEnum):
    """Which way is better; ``NEITHER``: a load, neither good nor bad."""

    UP = "up"
    DOWN = "down"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What is asked for, and on what basis. ``value`` in the unit of the indicator (95 for 95 %)."""

    value: Decimal
    basis: Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One indicator. ``excludes`` says what is left out and why; ``least`` is the smallest denominator for a rate.

    ``asked``: it is not counted but asked of people; its formula is then empty and no other formula may name it.
    """

    id: str
    name: str
    area: str
    says: str
    formula: Formula
    source: str
    unit: Unit
    direction: Direction
    least: int = 0
    excludes: tuple[str, ...] = ()
    target: Target | None = None
    digits: int = 0
    report: bool = False
    asked: AskedOf | None = None

    @property
    def is_rate(self) -> bool:
        """Return whether the figure is one part over another, so that both are shown."""
        return isinstance(self.formula, Binary) and self.formula.op == "/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One indicator of one unit in one period. ``value`` is exact; ``why`` says why there is none.

    ``sample``: of what was asked of people, margin of error and how many answered; it is printed with the figure.
    """

    indicator: Indicator
    value: Fraction | None
    over: Fraction | None = None
    under: Fraction | None = None
    why: str = ""
    sample: Sample | None = None

    @property
    def number(self) -> Decimal | None:
        """Return the value in its unit, rounded half up to its digits: 95.4 for 0.9537."""
        if self.value is None:
            return None
        scaled = self.value * 100 if self.indicator.unit is Unit.PERCENT else self.value
        scaled = scaled / 100 if self.indicator.unit is Unit.YUAN else scaled
        step = Decimal(1).scaleb(-self.indicator.digits)
        exact = Decimal(scaled.numerator) / Decimal(scaled.denominator)
        return exact.quantize(step, rounding=ROUND_HALF_UP)

    @property
    def bare(self) -> str:
        """Return the number with its unit: 95.4%、12、3.5 个工作日; a dash where there is none."""
        number = self.number
        return "—" if number is None else f"{number:,}{_WORDS[self.indicator.unit]}"

    @property
    def beside(self) -> str:
        """Return what must stand beside the number: 误差±4.1，64 份答卷; why there is none; else nothing."""
        if self.value is None:
            return self.why
        return self.sample.words if self.sample is not None else ""

    @property
    def tight(self) -> str:
        """Return the number for a narrow column, without its unit; of what was asked never without its margin."""
        number = self.number
        if number is None:
            return "—"
        if self.sample is None:
            return f"{number:,}"
        sign = "%" if self.indicator.unit is Unit.PERCENT else ""
        return f"{number}{sign}{self.sample.tight}"

    @property
    def printed(self) -> str:
        """Return the figure as it is printed: 95.4%、—（不足 10 件，不计比率）、78.2 分（误差±4.1，64 份答卷）."""
        return f"{self.bare}（{self.beside}）" if self.beside else self.bare


_WORDS = {
    Unit.COUNT: "",
    Unit.PERCENT: "%",
    Unit.WORKING_DAYS: " 个工作日",
    Unit.DAYS: " 日",
    Unit.YUAN: " 元",
    Unit.POINTS: " 分",
}


class Counted(Protocol):
    """The measures of one unit in one period, and those of the year before."""

    def read(self, reading: Reading) -> Fraction | None:
        """Return the value of one reading."""
        ...

    def year_before(self) -> Counted:
        """Return the same for the same period a year before."""
        ...


def read_indicators(
    data: Mapping[str, object], measures: Mapping[str, Measure], asking: Asking | None = None
) -> dict[str, Indicator]:
    """Return the indicators of one file. Raises PackError for an unknown key, measure or function, or a wrong kind.

    ``asking`` judges the question of an indicator that is asked of people; without it there may be none.
    """
    top = Table(data, "")
    area = top.text("area")
    found: dict[str, Indicator] = {}
    for table in top.tables("indicator"):
        made = _asked(table, area, asking) if table.has("asked") else _indicator(table, area, measures)
        if made.id in found:
            raise PackError(f"“{made.id}”重复", where=table.at("id"))
        found[made.id] = made
    top.done()
    return found


def _indicator(table: Table, area: str, measures: Mapping[str, Measure]) -> Indicator:
    name = table.text("id")
    if not name.isidentifier():
        raise PackError(f"“{name}”不能作名称", where=table.at("id"), hint="用英文小写字母、数字、下划线")
    source = table.text("formula")
    try:
        formula = parse_formula(source, measures)
    except ExpressionError as error:
        raise PackError(
            error.message, code=error.code, where=f"{table.at('formula')}：{source}", hint=error.hint
        ) from error
    target = None
    if table.has("target"):
        target = _target(table.table("target"), name)
    unit = Unit(table.choice("unit", [item.value for item in Unit if item is not Unit.POINTS]))
    made = Indicator(
        id=name,
        name=table.text("name"),
        area=area,
        says=table.text("says"),
        formula=formula,
        source=source,
        unit=unit,
        direction=Direction(table.choice("direction", [item.value for item in Direction])),
        least=table.number("least", 0),
        excludes=table.texts("excludes"),
        target=target,
        digits=table.number("digits", 1 if unit is Unit.PERCENT else 0),
        report=table.flag("report"),
    )
    if made.unit is Unit.PERCENT and not made.is_rate and not isinstance(formula, Other):
        raise PackError("百分比的公式应当写成分子 / 分母", where=table.at("formula"))
    if made.is_rate and made.unit is Unit.PERCENT and not table.has("least"):
        raise PackError("比率须写最小分母 least", where=table.at("least"), hint="太小的分母不计比率，例如 least = 10")
    table.done()
    return made


def _asked(table: Table, area: str, asking: Asking | None) -> Indicator:
    """Return the indicator of a table that names a question. Raises PackError for one that cannot be asked."""
    name, inner = table.text("id"), table.table("asked")
    if not name.isidentifier():
        raise PackError(f"“{name}”不能作名称", where=table.at("id"), hint="用英文小写字母、数字、下划线")
    tells = Tells(inner.choice("tells", [one.value for one in Tells]))
    asked = AskedOf(survey=inner.text("survey"), question=inner.text("question"), tells=tells)
    inner.done()
    wrong = "这里的指标不能用测评结果" if asking is None else asking(asked)
    if wrong:
        raise PackError(wrong, where=table.at("asked"))
    made = asked_indicator(
        name, asked, name=table.text("name"), area=area, says=table.text("says"), excludes=table.texts("excludes")
    )
    table.done()
    return made


def asked_indicator(
    id_: str, asked: AskedOf, *, name: str, area: str = "", says: str = "", excludes: tuple[str, ...] = ()
) -> Indicator:
    """Return an indicator whose figure is the sealed result of a survey: more is better, one decimal."""
    return Indicator(
        id=id_, name=name, area=area, says=says, formula=Number(0), source=asked.source,
        unit=Unit.POINTS if asked.tells is Tells.MEAN else Unit.PERCENT, direction=Direction.UP, digits=1,
        excludes=excludes, asked=asked,
    )  # fmt: skip


def _target(table: Table, name: str) -> Target:
    value = Decimal(table.number("value"))
    given = table.take("basis")
    if not isinstance(given, Mapping):
        raise PackError(
            "目标须写依据", where=table.at("basis"), hint='basis = { ref = "…", force = "must", mark = "✔" }'
        )
    table.done()
    return Target(value=value, basis=Basis.from_dict(name, given, where=table.path))


def check_indicators(indicators: Mapping[str, Indicator]) -> None:
    """Raise PackError where a formula names an indicator that does not exist, or leads back to itself."""
    for indicator in indicators.values():
        _walk(indicator.id, indicators, ())


def _walk(name: str, indicators: Mapping[str, Indicator], path: tuple[str, ...]) -> None:
    if name in path:
        raise PackError(f"指标互相引用成环：{' → '.join((*path, name))}", where=f"indicator[{path[0]}].formula")
    indicator = indicators.get(name)
    if indicator is None:
        raise PackError(f"没有“{name}”这一指标", where=f"indicator[{path[-1]}].formula" if path else name)
    if indicator.asked is not None and path:
        raise PackError(f"“{indicator.name}”是测评结果，不能写进算式", where=f"indicator[{path[-1]}].formula")
    for part in parts(indicator.formula):
        if isinstance(part, Other):
            _walk(part.indicator, indicators, (*path, name))


def figure(indicator: Indicator, indicators: Mapping[str, Indicator], counted: Counted) -> Figure:
    """Return one figure: exact, with numerator and denominator of a rate, or without a value and why.

    What is asked of people is counted nowhere: it has no value here.
    """
    if indicator.asked is not None:
        return of_value(indicator, None)
    figures = _Figures(indicators, counted)
    if not isinstance(indicator.formula, Binary) or indicator.formula.op != "/":
        return of_value(indicator, value_of(indicator.formula, figures))
    over, under = value_of(indicator.formula.left, figures), value_of(indicator.formula.right, figures)
    return of_parts(indicator, over, under)


def of_value(indicator: Indicator, value: Fraction | None) -> Figure:
    """Return the figure of an indicator that is no rate."""
    return Figure(indicator=indicator, value=value, why="" if value is not None else "没有可计的数据")


def of_parts(indicator: Indicator, over: Fraction | None, under: Fraction | None) -> Figure:
    """Return the figure of a rate by its numerator and denominator, or why there is none."""
    found = Figure(indicator=indicator, value=None, over=over, under=under)
    if over is None or under is None:
        return replace(found, why="没有可计的数据")
    if under == 0:
        return replace(found, why="分母为零")
    if under < indicator.least:
        return replace(found, why=f"不足 {indicator.least} 件，不计比率")
    return replace(found, value=over / under)


class _Figures:
    """Readings from the counts, other indicators from their formulas (`check_indicators` has seen to it: no cycle)."""

    def __init__(self, indicators: Mapping[str, Indicator], counted: Counted) -> None:
        self._indicators = indicators
        self._counted = counted

    def read(self, reading: Reading) -> Fraction | None:
        return self._counted.read(reading)

    def indicator(self, name: str) -> Fraction | None:
        return value_of(self._indicators[name].formula, self)

    def year_before(self) -> Figures:
        return _Figures(self._indicators, self._counted.year_before())


def in_words(indicator: Indicator, names: Mapping[str, str]) -> str:
    """Return how an indicator comes about, in words. ``names``: measure or ``indicator.x`` -> its name."""
    return sentence(indicator.formula, names) if indicator.asked is None else indicator.asked.words()


def measures_of(indicators: Iterable[Indicator], every: Mapping[str, Indicator]) -> frozenset[str]:
    """Return the ids of all measures that some indicators rest on, other indicators followed."""
    found: set[str] = set()
    for indicator in indicators:
        for part in parts(indicator.formula):
            if isinstance(part, Reading):
                found.add(part.measure)
            else:
                found |= measures_of([every[part.indicator]], every)
    return frozenset(found)
