"""The county's collection: the forms its townships issued for a period side by side, who is missing, the totals.

Totals come from what was issued and nothing else: counts are added, a rate is the sum of its numerators over the sum of
its denominators, and what cannot be added (a median, a mean, a longest) has none.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Final

from fazhi.kernel.measures import Column, Figure, Indicator, Line, Period, PeriodicForm, Reading, Stated, stated
from fazhi.kernel.measures.formula import Binary, Earlier, Formula, Number, Other
from fazhi.packs import measures as pack
from fazhi.records import clock, periodic
from fazhi.records.asked_forms import asked_of
from fazhi.records.cutoffs import cuts_of
from fazhi.records.models import IssuedForm, Unit
from fazhi.records.periodic import Given

_ADDED: Final = frozenset({"sum", "times", "total", "within", "opening", "closing"})
NO_TOTAL: Final = "—"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormState:
    """Where a form stands: issued on a day, to be issued (since, until), not due yet, or not asked for."""

    issued: str | None
    over: date
    due: date | None
    today: date
    asked: bool = True

    @property
    def missing(self) -> bool:
        """Say whether the period is over, the form is asked for, and nothing was issued."""
        return self.issued is None and self.asked and self.over < self.today

    @property
    def late(self) -> bool:
        """Say whether the day the county set has passed."""
        return self.missing and self.due is not None and self.due < self.today

    @property
    def words(self) -> str:
        """Return the state in words."""
        if self.issued is not None:
            return f"{self.issued}已报出"
        if not self.asked:
            return "未要求报送"
        if not self.missing:
            return f"时段到{self.over.isoformat()}止，未到报出时间"
        if self.due is None:
            return "待报出"
        if self.late:
            return f"待报出，已过{self.due.isoformat()}"
        return f"待报出，{self.due.isoformat()}前"


def state(form: PeriodicForm, unit: Unit, period: Period) -> FormState:
    """Return where the form of a unit for a period stands today."""
    row = IssuedForm.objects.filter(unit=unit, form=form.id, period=str(period)).first()
    return state_of(form, period, row, asked=asked_of(unit.path).owes(form, period))


def state_of(form: PeriodicForm, period: Period, row: IssuedForm | None, *, asked: bool) -> FormState:
    """Return where a form stands, its row, and whether it is asked for, having been read."""
    return FormState(
        issued=None if row is None else row.issued.isoformat(),
        over=period.last,
        due=period.last + timedelta(days=form.due) if form.due else None,
        today=clock.today(),
        asked=asked,
    )


def units(unit: Unit, period: Period) -> list[Unit]:
    """Return who owes forms for a period: the unit itself, or the townships below it that were there at its end."""
    found = [unit] if unit.kind in periodic.KINDS else periodic.issuing(unit.path)
    return [one for one in found if periodic.there(one, period)]


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectedRow:
    """One row: the figure of each unit, as printed (empty: not issued), and the total."""

    id: str
    name: str
    cells: tuple[str, ...]
    total: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """The forms of a period side by side. ``columns`` of the form: the period's own figures only."""

    title: str
    county: Unit
    period: Period
    units: tuple[Unit, ...]
    issued: tuple[Given | None, ...]
    states: tuple[FormState, ...]
    rows: tuple[CollectedRow, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """Return the codes of the units."""
        return tuple(unit.code for unit in self.units)

    @property
    def missing(self) -> tuple[Unit, ...]:
        """Return who has not issued the form."""
        return tuple(unit for unit, given in zip(self.units, self.issued, strict=True) if given is None)

    @property
    def words(self) -> str:
        """Return how many issued it, and who did not."""
        said = f"应报{len(self.units)}个单位，已报{len(self.units) - len(self.missing)}个"
        return f"{said}，未报：{'、'.join(unit.name for unit in self.missing)}" if self.missing else f"{said}，全部报齐"


def collect(form: PeriodicForm, county: Unit, period: Period) -> Collected:
    """Return what the units below ``county`` issued for a period, in the order of their paths."""
    owing = units(county, period)
    rows = {
        row.unit_id: row
        for row in IssuedForm.objects.filter(unit__in=owing, form=form.id, period=str(period)).select_related("unit")
    }
    issued = tuple(Given(rows[unit.pk]) if unit.pk in rows else None for unit in owing)
    return Collected(
        title=form.heading(period.kind),
        county=county,
        period=period,
        units=tuple(owing),
        issued=issued,
        states=tuple(_stands(form, unit, str(period), rows.get(unit.pk)) for unit in owing),
        rows=tuple(_row(row.id, row.name, issued) for row in form.rows),
    )


def _stands(form: PeriodicForm, unit: Unit, period: str, row: IssuedForm | None) -> FormState:
    own = cuts_of(unit.path).read(period)
    return state_of(form, own, row, asked=asked_of(unit.path).owes(form, own))


def _row(row: str, name: str, issued: tuple[Given | None, ...]) -> CollectedRow:
    lines = [None if one is None else one.sheet.line(row) for one in issued]
    cells = [None if line is None else line.of(Column.PERIOD) for line in lines]
    total = _total([line for line in lines if line is not None])
    return CollectedRow(
        id=row,
        name=name,
        cells=tuple("" if cell is None else cell.printed for cell in cells),
        total=NO_TOTAL if total is None else total.words,
    )


def _total(lines: list[Line]) -> Stated | None:
    """Return the total of a row over those that issued it; ``None`` where there is none."""
    cells = [cell for line in lines if (cell := line.of(Column.PERIOD)) is not None]
    if not cells or len({(line.formula, line.unit, line.least) for line in lines}) > 1:
        return None
    counted = lines[0].indicator(pack.every())
    if counted.is_rate and isinstance(counted.formula, Binary):
        if not (adds(counted.formula.left) and adds(counted.formula.right)):
            return None
        over, under = _sum([cell.over for cell in cells]), _sum([cell.under for cell in cells])
        return None if over is None or under is None else _stated(counted, over, under)
    if not adds(counted.formula):
        return None
    value = _sum([cell.value for cell in cells])
    return None if value is None else stated(Column.PERIOD, Figure(indicator=counted, value=value))


def _stated(counted: Indicator, over: Fraction, under: Fraction) -> Stated:
    enough = under > 0 and under >= counted.least
    why = "分母为零" if under == 0 else f"不足 {counted.least} 件，不计比率"
    return stated(
        Column.PERIOD,
        Figure(
            indicator=counted, value=over / under if enough else None, over=over, under=under, why="" if enough else why
        ),
    )


def _sum(parts: list[Fraction | None]) -> Fraction | None:
    return (
        None if any(part is None for part in parts) else sum((part for part in parts if part is not None), Fraction(0))
    )


def adds(formula: Formula) -> bool:
    """Say whether the value for several units is the sum of their values."""
    match formula:
        case Reading():
            return formula.how in _ADDED
        case Earlier():
            return adds(formula.inner)
        case Binary(op="+" | "-"):
            return adds(formula.left) and adds(formula.right)
        case Binary(op="*"):
            numbers = isinstance(formula.left, Number), isinstance(formula.right, Number)
            return any(numbers) and (adds(formula.right) if numbers[0] else adds(formula.left))
        case Other() | Number() | Binary():
            return False
