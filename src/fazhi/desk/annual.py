"""What the pages of the yearly reports show: chapters with their figures and what is to be written, terms, figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest
from django.urls import reverse

from fazhi.components import Cell, Column, EmptyState, Field, Refusal, SimpleTable, State, Tag
from fazhi.desk.checked import STATES
from fazhi.desk.forms import drafts
from fazhi.desk.forms.values import Values
from fazhi.desk.refusals import reason
from fazhi.kernel.citations import bases_cn, number_cn
from fazhi.kernel.errors import FazhiError
from fazhi.kernel.lint import Result
from fazhi.kernel.measures import Column as FormColumn
from fazhi.kernel.measures import Sheet
from fazhi.kernel.measures.annual import AnnualReport, Place
from fazhi.kernel.measures.annual_paper import sentences, told_under, values_of
from fazhi.kernel.measures.annual_tables import NONE, AnnualTable, OpenCell, Typed
from fazhi.packs import annual as declared
from fazhi.records import annual
from fazhi.records.annual import Draft, Term
from fazhi.records.models import IssuedForm, Unit

BOX = "t-"
"""Begins the name of each box that is written into."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One part of a chapter on the page: its title, its sentences, the box to write in, the cells to fill in."""

    title: str
    said: str
    field: Field | None
    tables: tuple[SimpleTable, ...] = ()
    notes: tuple[str, ...] = ()
    cells: tuple[Field, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownChapter:
    """One chapter on the page: its numbered title, why it must be there, its parts."""

    title: str
    basis: str
    parts: tuple[Shown, ...]


def draft_name(unit: Unit, report: AnnualReport, year: int) -> str:
    """Return the name under which the draft of an account is kept."""
    return f"annual:{unit.code}:{report.id}:{year}"


def texts_of(values: Values, report: AnnualReport) -> dict[str, str]:
    """Return what was typed, part by part and cell by cell."""
    return {name: values.get(BOX + name) for name in names(report) if values.get(BOX + name)}


def names(report: AnnualReport) -> dict[str, str]:
    """Return what can be written in a report, parts and cells of tables, each with what it is called."""
    parts = {place.id: place.title or place.prompt for place in report.written}
    return parts | {cell.id: cell.label for cell in report.open_cells.values()}


def kept(request: HttpRequest, unit: Unit, report: AnnualReport, year: int) -> tuple[dict[str, str], str]:
    """Return the draft of who works in this request, and from when it is."""
    values, note = drafts.restore(request, draft_name(unit, report, year))
    return texts_of(values, report), note


def chapters(made: Draft, texts: Mapping[str, str]) -> Iterator[ShownChapter]:
    """Yield the chapters of a draft, each part with its sentences and its box, which holds what was typed."""
    report, around = made.report, made.around
    values, typed = values_of(made.sheet), report.typed(made.texts)
    for number, chapter in enumerate(report.chapters, 1):
        title = report.titled(chapter.title, around.place, around.year, around.person)
        parts = tuple(
            Shown(
                title=place.title,
                said=sentences(report, made.sheet, place, around),
                field=_box(place, texts) if place.prompt else None,
                tables=tuple(grid_table(table, made.unit, report, made.sheet, typed) for table in place.tables),
                notes=tuple(dict.fromkeys(note for table in place.tables for note in told_under(table, values, typed))),
                cells=tuple(_cells(place, texts)),
            )
            for place in chapter.places
        )
        yield ShownChapter(title=f"{number_cn(number)}、{title}", basis=chapter.basis.cn(), parts=parts)


def _box(place: Place, texts: Mapping[str, str]) -> Field:
    return Field(
        name=BOX + place.id, label=place.prompt, kind="textarea", lines=2 if place.optional else 4,
        required=not place.optional, value=texts.get(place.id, ""), before=place.title,
    )  # fmt: skip


def _cells(place: Place, texts: Mapping[str, str]) -> Iterator[Field]:
    """Yield a control for each cell of the part's tables that no record bears."""
    for table in place.tables:
        for row in table.rows:
            for cell in table.open_cells(row):
                if cell is not None:
                    yield Field(
                        name=BOX + cell.id, label=cell.label, half=True, required=False, value=texts.get(cell.id, ""),
                        error=_wrong(cell, texts),
                    )  # fmt: skip


def _wrong(cell: OpenCell, texts: Mapping[str, str]) -> Refusal | None:
    try:
        cell.read(texts.get(cell.id, "0"))
    except FazhiError as error:
        return reason(error)
    return None


def grid_table(table: AnnualTable, unit: Unit, report: AnnualReport, sheet: Sheet, typed: Typed) -> SimpleTable:
    """Return a table of the report; each figure opens to its matters."""
    values, rows = values_of(sheet), []
    heads = (table.first, *table.heads, *((table.total,) if table.total else ()))
    for row in table.rows:
        numbers = table.numbers(row, values, typed) if row.cells or row.sums else ()
        cells = [Cell(text=row.name, strong=not numbers)]
        for place, number in enumerate(numbers):
            name = row.cells[place] if place < len(row.cells) else ""
            way = reverse("annual-figure", args=[unit.code, report.id, sheet.period, name, "period"]) if name else ""
            cells.append(Cell(text=NONE if number is None else str(number), href=way if number else ""))
        rows.append((*cells, *(Cell() for _ in heads[len(cells) :])))
    columns = tuple(Column(key=f"c{place}", name=head, numeric=place > 0) for place, head in enumerate(heads))
    return SimpleTable(caption=table.title, columns=columns, rows=tuple(rows))


def figure_tables(
    report: AnnualReport, unit: Unit, sheet: Sheet, now: Mapping[str, str] | None = None, *, before: bool
) -> Iterator[SimpleTable]:
    """Yield the figures group by group, each opening to its matters. ``now``: row -> what it is today, if another.

    ``before``: there are records of the year before; else its column says that there are none.
    """
    left = {line.id: line for line in sheet.lines if line.id not in report.grid}
    heads = (
        Column(key="name", name="项目"),
        Column(key="now", name="本年", numeric=True),
        Column(key="before", name="上年", numeric=True),
    )
    groups = [(part.title, [row.id for row in part.rows]) for part in report.form.parts]
    for title, names in (*groups, ("签发时另有", list(left))):
        lines = [left.pop(name) for name in names if name in left]
        if not lines:
            continue
        rows = []
        for line in lines:
            cells = []
            for column in (FormColumn.PERIOD, FormColumn.YEAR_BEFORE):
                cell = line.of(column)
                href = reverse("annual-figure", args=[unit.code, report.id, sheet.period, line.id, column.value])
                text = cell.words if cell is not None else "—"
                if now and column is FormColumn.PERIOD and line.id in now:
                    text = f"{text}（现为 {now[line.id]}）"
                none = column is FormColumn.YEAR_BEFORE and not before
                opens = cell is not None and not none and (cell.value or cell.under)
                cells.append(Cell(text="无记录" if none else text, href=href if opens else ""))
            rows.append((Cell(text=line.name), *cells))
        yield SimpleTable(caption=title, columns=heads, rows=tuple(rows))


def told(result: Result, most: int = 8) -> tuple[tuple[Tag, str], ...]:
    """Return what the checker says of the whole text, gaps left out, which the page names itself; the first few."""
    others = [one for one in result.findings if one.code != annual.UNFINISHED]
    return tuple(
        (Tag(state=STATES[one.certainty], text=one.certainty.value), f"{one.message}：{one.text[:30]}")
        for one in others[:most]
    )


def terms_table(terms: Sequence[Term]) -> SimpleTable:
    """Return the terms of a report: what, until when, on what basis."""
    rows = tuple((Cell(text=term.due.name), Cell(tag=tag_of(term)), Cell(text=term.due.basis.cn())) for term in terms)
    names = (("name", "事项"), ("state", "期限"), ("basis", "依据"))
    return SimpleTable(
        caption="期限",
        columns=tuple(Column(key=key, name=name) for key, name in names),
        rows=rows,
        empty=EmptyState(title="没有定期限", reason="依据没有写明日期，本县（镇）也没有设定。"),
    )


def tag_of(term: Term) -> Tag:
    """Return where a term stands, with its shape."""
    if term.late:
        return Tag(state=State.LATE, text=term.words)
    if term.done is not None:
        return Tag(state=State.DONE, text=term.words)
    return Tag(state=State.TODAY if (term.last - term.today).days <= 30 else State.WAITING, text=term.words)


def state_of(row: IssuedForm | None, *, over: bool) -> Tag:
    """Return where a report stands."""
    if row is None:
        return Tag(state=State.OPEN, text="未签发") if over else Tag(state=State.WAITING, text="年度未结束，可起草")
    if row.published is not None:
        return Tag(state=State.DONE, text=f"{row.published.isoformat()}已公开")
    return Tag(state=State.DONE, text=f"{row.issued.isoformat()}已签发")


def listing(unit: Unit, year: int, rows: Mapping[str, IssuedForm], on: date, *, over: bool) -> SimpleTable:
    """Return the reports of a unit for a year: what each is, where it stands, what is due next."""
    found = []
    for report in declared.reports().values():
        row = rows.get(report.id)
        terms = annual.terms(report, year, row, on)
        waiting = next((term for term in terms if term.done is None), None) if over else None
        found.append(
            (
                Cell(text=report.name, href=reverse("annual-report", args=[unit.code, report.id, year])),
                Cell(tag=state_of(row, over=over)),
                Cell(tag=tag_of(waiting)) if waiting is not None else Cell(text="—"),
                Cell(text=waiting.due.name if waiting is not None else "—"),
            )
        )
    names = (("name", "报告"), ("state", "状态"), ("due", "期限"), ("what", "要办的"))
    columns = tuple(Column(key=key, name=name) for key, name in names)
    return SimpleTable(caption=f"{year}年度", columns=columns, rows=tuple(found))


def over_units(units: Sequence[Unit], year: int, rows: Sequence[IssuedForm], on: date) -> SimpleTable:
    """Return which unit issued which report on a year and every day it is due: in the order of the units, no rank.

    Reports without a day by which they are due are owed to nobody and not listed.
    """
    issued = {(row.unit_id, row.form): row for row in rows}
    found = []
    for report in (one for one in declared.reports().values() if one.dues):
        for unit in units:
            row = issued.get((unit.pk, report.id))
            terms = annual.terms(report, year, row, on)
            waiting = next((term for term in terms if term.done is None), None)
            found.append(
                (
                    Cell(text=unit.short),
                    Cell(text=report.name, href=reverse("annual-report", args=[unit.code, report.id, year])),
                    Cell(tag=state_of(row, over=True)),
                    Cell(text="；".join(f"{term.due.name}{term.last.isoformat()}" for term in terms) or "没有定期限"),
                    Cell(tag=tag_of(waiting)) if waiting is not None else Cell(text="—"),
                )
            )
    heads = {"unit": "单位", "report": "报告", "state": "状态", "due": "期限", "now": "现在"}
    return SimpleTable(
        caption=f"{year}年度各单位的年度报告",
        columns=tuple(Column(key=key, name=name) for key, name in heads.items()),
        rows=tuple(found),
    )


def bases_of_terms() -> str:
    """Return the bases of the days by which reports are due, each once; empty where none has a day."""
    every = (due.basis for report in declared.reports().values() for due in report.dues)
    return bases_cn(every, rest=True)


def differences(rows: Sequence[tuple[str, str, str]]) -> SimpleTable:
    """Return the figures that are others today than when the report was issued."""
    names = (("name", "项目"), ("was", "签发时"), ("now", "现在"))
    return SimpleTable(
        caption="签发以后变动的数",
        columns=tuple(Column(key=key, name=name) for key, name in names),
        rows=tuple((Cell(text=name), Cell(text=was), Cell(text=now, strong=True)) for name, was, now in rows),
        empty=EmptyState(title="没有变动", reason="签发以来没有补录、更正。"),
    )
