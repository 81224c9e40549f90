"""A form as it was stated: its figures, the formulas they were made by, and what it corrects of earlier ones. A value.

It stands in the event that issued it, and can be computed again years later from what stands there alone: the formulas
are kept in words, with digests of the measures they rest on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from fazhi.kernel.errors import LedgerError
from fazhi.kernel.ledger import canonical, sm3_hex
from fazhi.kernel.ledger.canonical import JsonInput
from fazhi.kernel.measures.asked import asked_by
from fazhi.kernel.measures.forms import Column
from fazhi.kernel.measures.formula import Other, Reading, parse_formula, parts
from fazhi.kernel.measures.indicators import Direction, Figure, Indicator, Unit, asked_indicator
from fazhi.kernel.measures.model import Measure
from fazhi.kernel.measures.periods import Days, Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """One figure as stated: exact, with the parts of a rate, and as it was printed."""

    column: Column
    value: Fraction | None
    over: Fraction | None
    under: Fraction | None
    printed: str

    @property
    def exact(self) -> tuple[Fraction | None, Fraction | None, Fraction | None]:
        """Return what two statements must share to say the same."""
        return self.value, self.over, self.under

    @property
    def words(self) -> str:
        """Return the figure with the parts of a rate: 95.4%（371/389）; 不足 10 件 with them too, as they may move."""
        if self.over is None or self.under is None:
            return self.printed
        if self.value is None:
            return self.printed.replace("（", f"（{self.over}/{self.under}，", 1) if self.under else self.printed
        return f"{self.printed}（{self.over}/{self.under}）"


def stated(column: Column, figure: Figure) -> Stated:
    """Return a figure as it is stated in a column."""
    return Stated(column=column, value=figure.value, over=figure.over, under=figure.under, printed=figure.printed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row as stated. ``formula`` in words of the formula language; ``digest`` of it and all that it rests on."""

    id: str
    name: str
    unit: Unit
    digits: int
    least: int
    formula: str
    digest: str
    cells: tuple[Stated, ...]

    def of(self, column: Column) -> Stated | None:
        """Return the figure of a column; ``None`` where the form did not have it."""
        return next((cell for cell in self.cells if cell.column is column), None)

    def indicator(self, measures: Mapping[str, Measure]) -> Indicator:
        """Return what was counted, from its own words. Raises ExpressionError where they cannot be read any more."""
        asked = asked_by(self.formula)
        if asked is not None:
            return asked_indicator(self.id, asked, name=self.name)
        return Indicator(
            id=self.id, name=self.name, area="", says="", formula=parse_formula(self.formula, measures),
            source=self.formula, unit=self.unit, direction=Direction.NEITHER, least=self.least, digits=self.digits,
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A matter that moved a figure after it was stated: its stream, by how much, and the acts that did, in words."""

    stream: str
    number: str
    n: int
    amount: int
    acts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A figure of an earlier form that is another now (上期更正). ``matters`` at most a bounded number of ``all``."""

    period: str
    title: str
    row: str
    name: str
    was: Stated
    now: Stated
    reason: str
    matters: tuple[Moved, ...] = ()
    all: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A whole form: ``others`` are the formulas of indicators that rows rest on, ``measures`` id -> digest.

    ``days``: for each column first and last day, and those of the year before that it compares with.
    """

    form: str
    title: str
    period: str
    days: Mapping[Column, Span]
    known: str
    lines: tuple[Line, ...]
    others: Mapping[str, str]
    measures: Mapping[str, str]
    corrections: tuple[Correction, ...] = ()

    @property
    def span(self) -> str:
        """Return the days of the period in words."""
        return self.days[Column.PERIOD].span

    def line(self, row: str) -> Line | None:
        """Return a row by its id."""
        return next((line for line in self.lines if line.id == row), None)

    def indicators(self, measures: Mapping[str, Measure]) -> dict[str, Indicator]:
        """Return what the rows and the indicators behind them count, by the words that stand here."""
        behind = {
            name: Indicator(
                id=name, name=name, area="", says="", formula=parse_formula(source, measures), source=source,
                unit=Unit.COUNT, direction=Direction.NEITHER,
            )
            for name, source in self.others.items()
        }  # fmt: skip
        return behind | {line.id: line.indicator(measures) for line in self.lines}


def line_of(
    row: str, name: str, indicator: Indicator, cells: Iterable[Stated], every: Mapping[str, Indicator],
    digests: Mapping[str, str],
) -> Line:  # fmt: skip
    """Return a row with its digest: over formula, unit, rounding, smallest denominator, and all that it rests on."""
    rests: dict[str, JsonInput] = {
        "formula": indicator.source, "unit": indicator.unit.value, "digits": indicator.digits,
        "least": indicator.least, "others": dict(behind([indicator], every)),
        "measures": {name: digests[name] for name in sorted(resting([indicator], every))},
    }  # fmt: skip
    return Line(
        id=row, name=name, unit=indicator.unit, digits=indicator.digits, least=indicator.least,
        formula=indicator.source, digest=sm3_hex(canonical(rests)), cells=tuple(cells),
    )  # fmt: skip


def behind(indicators: Iterable[Indicator], every: Mapping[str, Indicator]) -> dict[str, str]:
    """Return id -> formula of all indicators that some rest on, however deep."""
    found: dict[str, str] = {}
    for indicator in indicators:
        for part in parts(indicator.formula):
            if isinstance(part, Other):
                other = every[part.indicator]
                found |= {other.id: other.source, **behind([other], every)}
    return dict(sorted(found.items()))


def resting(indicators: Iterable[Indicator], every: Mapping[str, Indicator]) -> frozenset[str]:
    """Return the ids of all measures that some indicators rest on."""
    found: set[str] = set()
    for indicator in indicators:
        for part in parts(indicator.formula):
            found |= {part.measure} if isinstance(part, Reading) else resting([every[part.indicator]], every)
    return frozenset(found)


def plain(sheet: Sheet) -> dict[str, JsonInput]:
    """Return a sheet as canonical JSON takes it; `read` gives it back."""
    return {
        "form": sheet.form, "title": sheet.title, "period": sheet.period, "known": sheet.known,
        "days": {column.value: [day.isoformat() for day in _four(span)] for column, span in sheet.days.items()},
        "lines": [
            {
                "id": line.id, "name": line.name, "unit": line.unit.value, "digits": line.digits, "least": line.least,
                "formula": line.formula, "digest": line.digest, "cells": [_cell(cell) for cell in line.cells],
            }
            for line in sheet.lines
        ],
        "others": dict(sheet.others),
        "measures": dict(sheet.measures),
        "corrections": [
            {
                "period": one.period, "title": one.title, "row": one.row, "name": one.name, "was": _cell(one.was),
                "now": _cell(one.now), "reason": one.reason, "all": one.all,
                "matters": [
                    {"stream": moved.stream, "number": moved.number, "n": moved.n, "amount": moved.amount,
                     "acts": list(moved.acts)}
                    for moved in one.matters
                ],
            }
            for one in sheet.corrections
        ],
    }  # fmt: skip


def span_of(days: Days) -> Span:
    """Return days as they are kept, with those of the year before."""
    earlier = days.year_before()
    return Span(days.first, days.last, days.title, (earlier.first, earlier.last))


def _four(span: Span) -> tuple[date, date, date, date]:
    earlier = span.year_before()
    return span.first, span.last, earlier.first, earlier.last


def _span(title: str, four: list[str]) -> Span:
    first, last, before, until = (date.fromisoformat(day) for day in four)
    return Span(first, last, title, (before, until))


def _cell(cell: Stated) -> dict[str, JsonInput]:
    exact = [None if part is None else str(part) for part in cell.exact]
    return {"column": cell.column.value, "exact": exact, "printed": cell.printed}


def read(data: Any) -> Sheet:
    """Return the sheet that an event holds. Raises LedgerError for what is none."""
    try:
        return Sheet(
            form=data["form"], title=data["title"], period=data["period"], known=data["known"],
            days={Column(name): _span(data["title"], four) for name, four in data["days"].items()},
            lines=tuple(
                Line(
                    id=line["id"], name=line["name"], unit=Unit(line["unit"]), digits=line["digits"],
                    least=line["least"], formula=line["formula"], digest=line["digest"],
                    cells=tuple(_stated(cell) for cell in line["cells"]),
                )
                for line in data["lines"]
            ),
            others=dict(data["others"]), measures=dict(data["measures"]),
            corrections=tuple(
                Correction(
                    period=one["period"], title=one["title"], row=one["row"], name=one["name"],
                    was=_stated(one["was"]), now=_stated(one["now"]), reason=one["reason"], all=one["all"],
                    matters=tuple(
                        Moved(
                            stream=moved["stream"], number=moved["number"], n=moved["n"], amount=moved["amount"],
                            acts=tuple(moved["acts"]),
                        )
                        for moved in one["matters"]
                    ),
                )
                for one in data["corrections"]
            ),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError, ZeroDivisionError) as error:
        raise LedgerError("报出的报表读不出来", hint="记录是用较新的版本写的，或者已经损坏") from error


def _stated(data: Any) -> Stated:
    value, over, under = (None if part is None else Fraction(part) for part in data["exact"])
    return Stated(column=Column(data["column"]), value=value, over=over, under=under, printed=data["printed"])
