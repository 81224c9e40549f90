"""Periodic forms of a unit: computed for a period, issued ones read back, and what a new one corrects of them.

Computing is reading only; issuing is an act (``acts.periodic``). A form that was issued is computed again from what
stands in its event alone (`again`), so that neither a later formula nor a later record changes what it says.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from fazhi.kernel.errors import ExpressionError, FazhiError
from fazhi.kernel.ledger import canonical, loads_strict, sm3_hex
from fazhi.kernel.measures import (
    Column,
    Correction,
    Days,
    Indicator,
    Period,
    PeriodicForm,
    PeriodKind,
    Sheet,
    Stated,
    days_of,
    line_of,
    stated,
)
from fazhi.kernel.measures.stated import behind, plain, read, resting, span_of
from fazhi.packs import measures as pack
from fazhi.packs import periodic as declared
from fazhi.records import changed, figures, known
from fazhi.records.cutoffs import Cuts, cuts_of
from fazhi.records.figures import Asked
from fazhi.records.models import IssuedForm, Unit

KINDS: Final = ("township", "subdistrict")
"""Kinds of units that issue forms; the county collects them."""

YEARS_BACK: Final = 1
"""Forms of this year and so many before are looked through for what has become another figure."""


def form_of(name: str) -> PeriodicForm:
    """Return a declared form. Raises FazhiError where there is none."""
    found = declared.forms().get(name)
    if found is None:
        raise FazhiError(f"没有“{name[:60]}”这张报表", hint="、".join(declared.forms()))
    return found


def issuing(county: str) -> list[Unit]:
    """Return the units below a path that issue forms, in the order of their paths."""
    return list(Unit.objects.filter(path__startswith=county, kind__in=KINDS).order_by("path"))


def there(unit: Unit, period: Period) -> bool:
    """Say whether the unit was there on the last day of a period, so that it owes its form."""
    return unit.starts <= period.last and (unit.ends is None or unit.ends >= period.last)


@dataclass(frozen=True)
class Given:
    """A form as it was issued: the row and, read when asked for, the sheet."""

    row: IssuedForm

    @cached_property
    def sheet(self) -> Sheet:
        """Return what the form says."""
        return read(loads_strict(self.row.body.encode()))


def given(unit: Unit, form: str, period: str) -> Given | None:
    """Return the form issued for a period; ``None`` where there is none yet."""
    found = IssuedForm.objects.filter(unit=unit, form=form, period=period).first()
    return None if found is None else Given(found)


def compute(form: PeriodicForm, unit: Unit, period: Period, moment: str) -> Sheet:
    """Return the form of a unit for a period by all that was known at ``moment``, with what it corrects."""
    cuts = cuts_of(unit.path)
    every = pack.indicators()
    chosen = [row.indicator for row in form.rows]
    days = {
        column: span_of(days_of(column, period, first_of_year(cuts, period), cuts.before(period)))
        for column in form.columns
    }
    cells = _cells(chosen, every, unit, days, moment)
    digests = pack.digests()
    lines = [
        line_of(row.id, row.name, row.indicator, cells[place], every, digests) for place, row in enumerate(form.rows)
    ]
    return Sheet(
        form=form.id,
        title=form.heading(period.kind),
        period=str(period),
        days=days,
        known=moment,
        lines=tuple(lines),
        others=behind(chosen, every),
        measures={name: digests[name] for name in sorted(resting(chosen, every))},
        corrections=tuple(corrections(form, unit, period, moment)),
    )


def _cells(
    chosen: Sequence[Indicator],
    among: Mapping[str, Indicator],
    unit: Unit,
    days: Mapping[Column, Days],
    moment: str,
) -> list[tuple[Stated, ...]]:
    """Return the figures of each indicator, one a column."""
    later = known.later(moment)
    columns = []
    for column, span in days.items():
        asked = Asked(path=unit.path, period=span, known=moment, later=later)
        columns.append([stated(column, found) for found in figures.figures(chosen, asked, among)])
    return list(zip(*columns, strict=True))


def first_of_year(cuts: Cuts, period: Period) -> Period:
    """Return the first month of a period's year: where the year so far begins."""
    return cuts.period(PeriodKind.MONTH, period.year, 1)


def seal_of(sheet: Sheet) -> str:
    """Return the SM3 of what a sheet says, the time left out: shows whether it changed since somebody looked at it."""
    return sm3_hex(canonical({**plain(sheet), "known": ""}))


def corrections(form: PeriodicForm, unit: Unit, period: Period, moment: str) -> list[Correction]:
    """Return the figures of earlier forms of this kind that are others at ``moment`` than they were last stated."""
    rows = IssuedForm.objects.filter(
        unit=unit, form=form.id, kind=period.kind.value, last__lt=period.first, known__lt=moment,
        period__gte=str(period.year - YEARS_BACK),
    )  # fmt: skip
    issued = [Given(row) for row in rows.order_by("first")]
    found: list[Correction] = []
    for one in issued:
        last = _last_stated(one, issued)
        now = {line.id: line.of(Column.PERIOD) for line in again(one, moment).lines}
        for line in one.sheet.lines:
            was, at = last[line.id]
            new = now[line.id]
            if new is not None and new.exact != was.exact:
                found.append(changed.correction(one, unit, line, was, new, after=at, until=moment))
    return found


def _last_stated(one: Given, issued: Sequence[Given]) -> Mapping[str, tuple[Stated, str]]:
    """Return row -> (figure, known) as it was last stated: by the form itself, or by a later one that corrected it."""
    said: dict[str, tuple[Stated, str]] = {}
    for line in one.sheet.lines:
        cell = line.of(Column.PERIOD)
        if cell is not None:
            said[line.id] = (cell, one.sheet.known)
    for after in sorted(issued, key=lambda other: other.sheet.known):
        if after.sheet.known > one.sheet.known:
            for fix in after.sheet.corrections:
                if fix.period == one.sheet.period:
                    said[fix.row] = (fix.now, after.sheet.known)
    return said


class NotComputable(FazhiError):
    """A form was issued under formulas or measures that this program does not have any more."""

    code = "F260"


def same_measures(sheet: Sheet) -> bool:
    """Say whether all measures a form rests on are declared today as they were when it was issued."""
    digests = pack.digests()
    return all(digests.get(name) == digest for name, digest in sheet.measures.items())


def again(one: Given, moment: str) -> Sheet:
    """Return an issued form computed once more by its own formulas, by what was known at ``moment``; no corrections.

    Raises NotComputable where a measure it names is gone.
    """
    sheet, unit = one.sheet, one.row.unit
    try:
        among = sheet.indicators(pack.every())
    except (ExpressionError, KeyError) as error:
        raise NotComputable("这张报表所用的计量现在没有了，不能复算", where=f"{unit.name} {sheet.title}") from error
    chosen = [among[line.id] for line in sheet.lines]
    cells = _cells(chosen, among, unit, sheet.days, moment)
    lines = tuple(replace(line, cells=cells[place]) for place, line in enumerate(sheet.lines))
    return replace(sheet, known=moment, lines=lines, corrections=())
