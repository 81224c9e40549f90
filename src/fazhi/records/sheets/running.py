"""Going through a table: what becomes of each row, and taking it over portion by portion.

A table is read anew by whoever goes on after a kill; what is in the ledger says where to begin and what is there.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import lru_cache
from itertools import islice
from typing import Final

from fazhi.formats.tables import Grid, Header, Kind, read_table
from fazhi.kernel.procedures import CalendarClocks, Procedure, State, check_facts
from fazhi.records import evidence, matters, numbering, packs
from fazhi.records.access import Actor
from fazhi.records.acts import sheets
from fazhi.records.acts.sheets import PORTION, Portion
from fazhi.records.models import ImportedRow, Number, SheetImport, Unit
from fazhi.records.sheets.drafts import Draft, Level, Problem, Reader, Said
from fazhi.records.sheets.mapping import Meaning, heads_of, of_text

SURVEYED: Final = 5000
"""Rows looked at before an import begins; the others are looked at while it runs."""


class Fate(StrEnum):
    """What becomes of a row."""

    READY = "ready"
    WRONG = "wrong"
    SAME = "same"
    CHANGED = "changed"
    TWICE = "twice"

    @property
    def cn(self) -> str:
        """The word people see."""
        return {
            "ready": "可以导入", "wrong": "有错，不导入", "same": "已经导入过", "changed": "与已导入的不同",
            "twice": "表内重复",
        }[self.value]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A row and its fate; ``matter``: the stream of the one that has it already, ``row``: the row it repeats."""

    draft: Draft
    fate: Fate
    matter: str = ""
    row: int = 0
    why: tuple[Problem, ...] = ()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Return all that is to be said of the row."""
        return (*self.draft.problems, *self.why)


@lru_cache(maxsize=2)
def grid_of(sheet: str, name: str, which: str) -> Grid:
    """Return a table that is kept as evidence. Raises ReadError, UploadRefused."""
    return read_table(evidence.read(sheet), name, which)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table ready to be gone through, for the ledger of a unit."""

    unit: Unit
    procedure: str
    sheet: str
    grid: Grid
    header: Header
    reader: Reader
    numbering: str

    @property
    def last(self) -> int:
        """Return the number of the last row (from 1)."""
        return len(self.grid.rows)


def table_of(unit: Unit, procedure: str, sheet: str, name: str, meaning: Meaning, on: date) -> Table:
    """Return the table of a file that is kept, under a mapping. Raises ReadError, UploadRefused."""
    declared = packs.for_new(procedure, unit, on)
    grid = grid_of(sheet, name, meaning.sheet)
    header = heads_of(grid, declared, meaning)
    return Table(
        unit=unit,
        procedure=procedure,
        sheet=sheet,
        grid=grid,
        header=header,
        reader=Reader(declared, meaning, grid, header, unit, on),
        numbering=declared.numbering,
    )


def judged(table: Table, drafts: Sequence[Draft], seen: dict[str, int] | None = None) -> list[Judged]:
    """Return what becomes of some rows. ``seen``: key -> row of those judged before, of a table not yet taken over."""
    known = {
        row.key: row
        for row in ImportedRow.objects.filter(
            unit=table.unit.code, procedure=table.procedure, key__in=[draft.key for draft in drafts]
        ).select_related("matter__stream")
    }
    book = numbering.book_of(table.unit, table.numbering, date.max)
    texts = [draft.number.strip() for draft in drafts if draft.number]
    given = set(
        Number.objects.filter(series__unit=book, series__kind=table.numbering, text__in=texts).values_list(
            "text", flat=True
        )
    )
    here: dict[str, int] = {} if seen is None else seen
    found = []
    for draft in drafts:
        one = _judged(table, draft, known.get(draft.key), here.get(draft.key), taken=draft.number.strip() in given)
        if one.fate is Fate.READY:
            here[draft.key] = draft.row
        found.append(one)
    return found


def _judged(table: Table, draft: Draft, known: ImportedRow | None, before: int | None, *, taken: bool) -> Judged:
    if draft.wrong:
        return Judged(draft=draft, fate=Fate.WRONG)
    if known is not None:
        stream, own = known.matter.stream.key, known.sheet == table.sheet
        if own and known.row != draft.row:
            return _twice(draft, known.row)
        if known.print == draft.print:
            return Judged(draft=draft, fate=Fate.SAME, matter=stream)
        text = f"与已经导入的 {known.matter.number} 内容不同，没有改动；请打开该件核对后更正"
        return Judged(draft=draft, fate=Fate.CHANGED, matter=stream, why=(Problem(level=Level.WRONG, text=text),))
    if before is not None:
        return _twice(draft, before)
    if taken:
        text = f"编号 {draft.number} 在编号簿里已经用过"
        return Judged(draft=draft, fate=Fate.WRONG, why=(Problem(level=Level.WRONG, text=text),))
    return Judged(draft=draft, fate=Fate.READY)


def _twice(draft: Draft, row: int) -> Judged:
    what = "编号" if draft.number else "没有编号，名称和日期"
    text = f"{what}与第 {row} 行相同，分不清是不是同一件；是另一件的，请写明各自的编号"
    return Judged(draft=draft, fate=Fate.TWICE, row=row, why=(Problem(level=Level.WRONG, text=text),))


@dataclass(slots=True, kw_only=True)
class Survey:
    """What a first look at a table found: kinds of lines, fates of rows, rows with something to say of them."""

    lines: Counter[Kind] = field(default_factory=Counter)
    fates: Counter[Fate] = field(default_factory=Counter)
    levels: Counter[Level] = field(default_factory=Counter)
    odd: list[Judged] = field(default_factory=list)
    sample: list[Judged] = field(default_factory=list)
    passed: list[tuple[int, Kind, str]] = field(default_factory=list)
    whole: bool = True


def survey(table: Table, most: int = SURVEYED, kept: int = 300) -> Survey:
    """Look at the first ``most`` rows; of those with problems ``kept`` are returned one by one."""
    found = Survey()
    seen: dict[str, int] = {}
    for line_drafts in _batches(table, 0, found):
        for one in judged(table, line_drafts, seen):
            found.fates[one.fate] += 1
            if one.problems or one.fate is not Fate.READY:
                found.levels.update({problem.level for problem in one.problems})
                if len(found.odd) < kept:
                    found.odd.append(one)
            if len(found.sample) < 5 and one.fate is Fate.READY:
                found.sample.append(one)
        if sum(found.fates.values()) >= most:
            found.whole = False
            break
    return found


def every(table: Table) -> Iterator[Judged]:
    """Yield every row with its fate, as it stands now: what the returned table is made of."""
    seen: dict[str, int] = {}
    for drafts in _batches(table, 0, None):
        yield from judged(table, drafts, seen)


def registrable(table: Table, on: date) -> tuple[list[Draft], list[Judged]]:
    """Return the rows that can be registered as new matters, and those that cannot, with why.

    A new matter gets its number from the book and is registered today: a row that brings a number, or says what was
    done already, is no new matter but part of an old ledger. What it answers of the step that opens the matter is done
    with the registration (``opening``).
    """
    procedure = packs.for_new(table.procedure, table.unit, on)
    clocks = CalendarClocks(procedure, State(), matters.calendar(), on)
    fit: list[Draft] = []
    unfit: list[Judged] = []
    for drafts in _batches(table, 0, None):
        for draft in drafts:
            why = [problem.text for problem in draft.problems if problem.level is not Level.NOTE]
            why += ["新登记的由程序取号，编号一栏请留空"] if draft.number else []
            done = [item for item in draft.steps if item.day or opening(procedure, draft) is not item]
            why += ["表里写了已经办的步骤，是旧台账，请导入而不是登记"] if done else []
            why += ["登记日期由程序记，日期一栏请留空"] if draft.opened else []
            why += [item.text for item in check_facts(procedure, draft.subject, clocks)]
            if why:
                said = tuple(Problem(level=Level.WRONG, text=text) for text in why)
                unfit.append(Judged(draft=draft, fate=Fate.WRONG, why=said))
            else:
                fit.append(draft)
    return fit, unfit


def opening(procedure: Procedure, draft: Draft) -> Said | None:
    """Return what a row answers of the step that opens the matter, where that step can be done with registering."""
    step = procedure.steps[procedure.opens]
    if step.call or step.keyed or step.makes or len(step.outcomes) > 1:
        return None
    return next((item for item in draft.steps if item.step == step.id), None)


def _batches(table: Table, after: int, noted: Survey | None) -> Iterator[list[Draft]]:
    lines = table.reader.lines(after)
    while some := list(islice(lines, PORTION)):
        drafts = []
        for line in some:
            if noted is not None:
                noted.lines[line.kind] += 1
            if line.kind is Kind.ROW:
                drafts.append(table.reader.draft(line))
            elif noted is not None and line.kind is not Kind.BLANK:
                first = next((str(cell) for cell in line.cells if cell != ""), "")
                noted.passed.append((line.number, line.kind, first[:40]))
        yield drafts


def resumed(begun: SheetImport, on: date) -> Table:
    """Return the table of an import that was begun."""
    return table_of(begun.unit, begun.procedure, begun.sheet, "", of_text(begun.mapping), on)


def go_on(actor: Actor, begun: SheetImport, on: date, *, seconds: float) -> Iterator[SheetImport]:
    """Take portions over until the end, or until so many ``seconds`` have passed; yield the import after each.

    Raises what ``sheets.take_rows`` raises; what was taken before stays.
    """
    table = resumed(begun, on)
    until = time.monotonic() + seconds
    lines = table.reader.lines(begun.done)
    while begun.state == sheets.RUNNING:
        some = list(islice(lines, PORTION))
        done = some[-1].number if some else table.last
        fates = judged(table, [table.reader.draft(line) for line in some if line.kind is Kind.ROW])
        counted = Counter(one.fate for one in fates)
        portion = Portion(
            rows=[one.draft for one in fates if one.fate is Fate.READY],
            after=begun.done,
            done=done,
            same=counted[Fate.SAME],
            changed=counted[Fate.CHANGED],
            refused=counted[Fate.WRONG] + counted[Fate.TWICE],
            last=done >= table.last,
        )
        sheets.take_rows(actor=actor, key=None, sheet=begun.key, portion=portion)
        begun.refresh_from_db()
        yield begun
        if time.monotonic() >= until:
            return
