"""What the pages of the periodic forms show: which forms are due, a form as a table, what it corrects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest
from django.urls import reverse

from fazhi.components import Cell, Column, EmptyState, SimpleTable, State, Tag, table_date
from fazhi.desk.actor import Desk, unit_reader_of
from fazhi.kernel.errors import FazhiError
from fazhi.kernel.measures import Column as FormColumn
from fazhi.kernel.measures import Line, Period, PeriodicForm, PeriodKind, Sheet, Stated
from fazhi.packs import periodic as declared
from fazhi.records import collecting, periodic
from fazhi.records.access import ALLOWED_ON_UNIT, UnitAction
from fazhi.records.asked_forms import asked_of
from fazhi.records.collecting import FormState
from fazhi.records.cutoffs import Cuts, cuts_of
from fazhi.records.models import IssuedForm, Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One form of one period, and where it stands."""

    form: PeriodicForm
    period: Period
    state: FormState


def units_of(desk: Desk) -> list[Unit]:
    """Return the units whose forms the person may see, the own one first."""
    paths = desk.grants.paths(ALLOWED_ON_UNIT[UnitAction.SEE_FORMS])
    found = [unit for path in paths for unit in periodic.issuing(path) if unit.ends is None or unit.ends >= desk.today]
    return sorted(found, key=lambda unit: (unit.pk != desk.township.pk, unit.path))


def collecting_for(desk: Desk) -> Unit | None:
    """Return the county whose forms the person collects; ``None`` for others."""
    paths = desk.grants.paths(ALLOWED_ON_UNIT[UnitAction.COLLECT_FORMS])
    return Unit.objects.filter(path=paths[0]).first() if paths and desk.township.path.startswith(paths[0]) else None


def asked(
    request: HttpRequest, unit: str, form: str, period: str, action: UnitAction
) -> tuple[Desk, Unit, PeriodicForm, Period]:
    """Return who asks, and unit, form and period of an address. Raises Denied, Http404 for no such form."""
    desk, found = unit_reader_of(request, action, unit)
    try:
        wanted, form_ = cuts_of(found.path).read(period), periodic.form_of(form)
    except FazhiError as error:
        raise Http404 from error
    if wanted.kind not in form_.kinds or str(wanted) != period:
        raise Http404
    return desk, found, form_, wanted


def periods(cuts: Cuts, kind: PeriodKind, year: int, today: date) -> list[Period]:
    """Return the periods of a kind in a year, the newest first; none that has not begun."""
    last = {PeriodKind.MONTH: 12, PeriodKind.QUARTER: 4, PeriodKind.HALF: 2, PeriodKind.YEAR: 1}[kind]
    found = [cuts.period(kind, year, number) for number in range(last, 0, -1)]
    return [period for period in found if period.first <= today]


def dues(unit: Unit, wanted: Sequence[Period]) -> list[Due]:
    """Return every form of a unit for periods, in their order; none of a period at whose end the unit was not there."""
    rows = {
        (row.form, row.period): row
        for row in IssuedForm.objects.filter(unit=unit, period__in=[str(period) for period in wanted]).defer("body")
    }
    asked = asked_of(unit.path)
    return [
        Due(
            form=form,
            period=period,
            state=collecting.state_of(form, period, rows.get((form.id, str(period))), asked=asked.owes(form, period)),
        )
        for period in wanted
        if periodic.there(unit, period)
        for form in declared.forms().values()
        if period.kind in form.kinds
    ]


def waiting(unit: Unit, today: date) -> list[Due]:
    """Return the forms whose last period is over and that were not issued, the most urgent first."""
    cuts = cuts_of(unit.path)
    last = [cuts.before(cuts.on(today, kind)) for kind in PeriodKind]
    found = [due for due in dues(unit, last) if due.state.missing]
    return sorted(found, key=lambda due: (due.state.due or date.max, due.form.id))


def tag_of(state: FormState) -> Tag:
    """Return where a form stands, with its shape."""
    if state.issued is not None:
        return Tag(state=State.DONE, text=state.words)
    if state.late:
        return Tag(state=State.LATE, text=state.words)
    return Tag(state=State.TODAY if state.missing else State.WAITING, text=state.words)


def due_table(unit: Unit, found: Sequence[Due], caption: str, empty: EmptyState) -> SimpleTable:
    """Return forms as rows: form, period, days counted, state."""
    names = (("form", "报表"), ("period", "时段"), ("days", "统计日期"), ("state", "报出"))
    rows = tuple(
        (
            Cell(
                text=due.form.heading(due.period.kind),
                href=reverse("report", args=[unit.code, due.form.id, str(due.period)]),
            ),
            Cell(text=due.period.title),
            Cell(text=f"{table_date(due.period.first)}至{table_date(due.period.last)}"),
            Cell(tag=tag_of(due.state)),
        )
        for due in found
    )
    columns = tuple(Column(key=key, name=name) for key, name in names)
    return SimpleTable(caption=caption, columns=columns, rows=rows, empty=empty)


def collected_table(county: Unit, wanted: Sequence[Period], today: date, empty: EmptyState) -> SimpleTable:
    """Return, for the county, each form asked for (or issued) of each period: how many issued it and who did not."""
    names = (("form", "报表"), ("period", "时段"), ("given", "已报"), ("missing", "未报"))
    rows = []
    asked = asked_of(county.path)
    for period in wanted:
        owing = collecting.units(county, period)
        given: dict[str, set[int]] = {}
        for form, unit in IssuedForm.objects.filter(unit__in=owing, period=str(period)).values_list("form", "unit_id"):
            given.setdefault(form, set()).add(unit)
        for declared_form in declared.forms().values():
            if period.kind not in declared_form.kinds or not owing:
                continue
            has = given.get(declared_form.id, set())
            if not has and not asked.owes(declared_form, period):
                continue
            missing = "、".join(unit.short for unit in owing if unit.pk not in has)
            if period.last >= today:
                missing = f"时段到{period.last.isoformat()}止，未到报出时间"
            address = reverse("reports-collected", args=[county.code, declared_form.id, str(period)])
            rows.append(
                (
                    Cell(text=declared_form.heading(period.kind), href=address),
                    Cell(text=period.title),
                    Cell(text=f"{len(has)} / {len(owing)}"),
                    Cell(text=missing or "全部报齐"),
                )
            )
    columns = tuple(Column(key=key, name=name) for key, name in names)
    return SimpleTable(caption="全县各期", columns=columns, rows=tuple(rows), empty=empty)


def form_tables(
    form: PeriodicForm, sheet: Sheet, address: Mapping[tuple[str, FormColumn], str], now: Sheet | None
) -> Iterator[SimpleTable]:
    """Yield a table for each part of a form; rows of a form that is declared otherwise now stand as they were issued.

    ``now``: the form as it would be today; a figure that is another now says so.
    """
    columns = list(dict.fromkeys(cell.column for line in sheet.lines for cell in line.cells))
    heads = (Column(key="name", name="项目"), *(Column(key=one.value, name=one.cn, numeric=True) for one in columns))
    for title, lines in _parts(form, sheet):
        rows = tuple(
            (
                Cell(text=line.name),
                *(_cell(line, line.of(column), address.get((line.id, column), ""), now) for column in columns),
            )
            for line in lines
        )
        yield SimpleTable(caption=title, columns=heads, rows=rows)


def _parts(form: PeriodicForm, sheet: Sheet) -> Iterator[tuple[str, list[Line]]]:
    left = {line.id: line for line in sheet.lines}
    for part in form.parts:
        lines = [left.pop(row.id) for row in part.rows if row.id in left]
        if lines:
            yield part.title, lines
    if left:
        yield "报出时另有", list(left.values())


def _cell(line: Line, cell: Stated | None, href: str, now: Sheet | None) -> Cell:
    if cell is None:
        return Cell(text="—")
    text = cell.words
    other = now.line(line.id) if now is not None and cell.column is FormColumn.PERIOD else None
    again = other.of(cell.column) if other is not None else None
    if again is not None and again.exact != cell.exact:
        text = f"{text}（现为 {again.words}）"
    return Cell(text=text, href=href if cell.value is not None or cell.under else "")


def corrections_table(sheet: Sheet) -> SimpleTable:
    """Return what a form corrects of earlier ones: period, figure, old, new, why, and how many matters."""
    names = (
        ("period", "时段"), ("name", "项目"), ("was", "原报"), ("now", "更正为"), ("why", "原因"), ("matters", "事项"),
    )  # fmt: skip
    rows = tuple(
        (
            Cell(text=fix.title),
            Cell(text=fix.name),
            Cell(text=fix.was.words),
            Cell(text=fix.now.words, strong=True),
            Cell(text=fix.reason),
            Cell(text="、".join(one.number for one in fix.matters) + (f"等{fix.all}件" if fix.all > 1 else "")),
        )
        for fix in sheet.corrections
    )
    return SimpleTable(caption="上期更正", columns=tuple(Column(key=key, name=name) for key, name in names), rows=rows)


def side_by_side(found: collecting.Collected, form: PeriodicForm) -> SimpleTable:
    """Return the collection as a table: a row a figure, the total, then a column a unit; who is missing says so."""
    heads = [Column(key="name", name="项目"), Column(key="total", name="合计", numeric=True)]
    heads += [Column(key=unit.code, name=unit.short, numeric=True) for unit in found.units]
    state: list[Cell] = [Cell(text="报出"), Cell(text="")]
    for unit, one, told in zip(found.units, found.issued, found.states, strict=True):
        text = told.issued or "未报"
        href = reverse("report", args=[unit.code, form.id, str(found.period)])
        state.append(Cell(text=text, href=href) if one is not None else Cell(tag=tag_of_missing(told)))
    rows = [tuple(state)]
    rows += [
        (
            Cell(text=row.name),
            Cell(text=row.total, strong=True),
            *(
                Cell(text=cell or "—", href=_of_collected(unit, form, found.period, row.id) if cell else "")
                for unit, cell in zip(found.units, row.cells, strict=True)
            ),
        )
        for row in found.rows
    ]
    return SimpleTable(caption=found.title, columns=tuple(heads), rows=tuple(rows))


def _of_collected(unit: Unit, form: PeriodicForm, period: Period, row: str) -> str:
    return reverse("report-figure", args=[unit.code, form.id, str(period), row, FormColumn.PERIOD.value])


def tag_of_missing(state: FormState) -> Tag:
    """Return the short mark of a form that is not there."""
    return Tag(state=State.LATE, text="逾期未报") if state.late else Tag(state=State.WAITING, text="未报")
