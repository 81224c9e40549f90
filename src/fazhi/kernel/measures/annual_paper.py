"""A yearly report as an official paper: chapters numbered, figures in their sentences, each with its source as a note.

Total: what nobody wrote yet stands as a gap in plain sight, which the checker finds (G001).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Final

from fazhi.kernel.citations import number_cn
from fazhi.kernel.measures.annual import AnnualReport, Chapter, Named, Place, Saying
from fazhi.kernel.measures.annual_tables import NONE, NOTHING, AnnualTable, Typed
from fazhi.kernel.measures.asked import asked_by
from fazhi.kernel.measures.forms import Column
from fazhi.kernel.measures.indicators import Unit
from fazhi.kernel.measures.stated import Line, Sheet, Stated
from fazhi.kernel.papers import (
    Align,
    Attachments,
    Block,
    Break,
    Cell,
    Clause,
    Endnote,
    Grade,
    Mark,
    Missing,
    Note,
    Paper,
    Paragraph,
    Signature,
    Span,
    Spans,
    Standing,
    Style,
    Table,
)
from fazhi.kernel.papers.forms import cn_date

ENOUGH: Final = 10
"""Smallest number of the year before on which growth is told in per cent; below it only the difference is."""

BY_HAND: Final = "本段由撰写人填写，不是从系统记录中数出的。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What a report says beside its figures.

    ``place`` is how the unit is called in titles, ``organ`` how it signs; ``matters`` says how many matters stand
    behind each row, ``formulas`` how it is counted in words; ``before``: the unit has records of the year before.
    """

    place: str
    organ: str
    year: int
    day: date
    person: str = ""
    seal: bool = True
    before: bool = True
    formulas: Mapping[str, str] = field(default_factory=dict)
    matters: Mapping[str, int] = field(default_factory=dict)


def gap(what: str) -> str:
    """Return what stands where something was not written: the checker reports it, nobody overlooks it."""
    return f"【待填】{what}"


def lacking(report: AnnualReport, texts: Mapping[str, str]) -> tuple[Place, ...]:
    """Return the parts that must be written and were not."""
    return tuple(place for place in report.written if not place.optional and not texts.get(place.id, "").strip())


def paper_of(report: AnnualReport, sheet: Sheet, texts: Mapping[str, str], around: Around) -> Paper:
    """Return the report as a paper. ``texts``: id of a part -> what was written there, paragraphs by lines."""
    return _Writing(report, sheet, texts, around).paper()


def sentences(report: AnnualReport, sheet: Sheet, place: Place, around: Around) -> str:
    """Return what stands in a part before what a person writes; empty where it has no figures."""
    return "".join(span.text for span in _Writing(report, sheet, {}, around).said(place)) if place.says else ""


# -- one figure in words -----------------------------------------------------------------------------------------------


def number_words(cell: Stated, word: str) -> str:
    """Return a figure as official text writes it: 213件、95.4%、3.5个工作日; without a value, that it has none.

    Without what stands in brackets behind it: of what was asked of people that is `sample_words`.
    """
    if cell.value is not None:
        return cell.printed.partition("（")[0].replace(",", "").replace(" ", "") + word
    return "样本不足，不计比率" if cell.under else "不适用"


def sample_words(cell: Stated) -> str:
    """Return margin and number of answers of what was asked: 误差±4.1，64份答卷; empty for what was counted."""
    _, _, rest = cell.printed.partition("（")
    return rest.removesuffix("）").replace(" ", "") if cell.value is not None else ""


def why_none(cell: Stated) -> str:
    """Return why a figure has no value: 分母为零、不足10件，不计比率; empty where it has one."""
    found = re.fullmatch(r"—（(.*)）", cell.printed)
    return found[1].replace(" ", "") if cell.value is None and found else ""


def beside(unit: Unit, digits: int, now: Stated, before: Stated, word: str) -> str:
    """Return last year's figure and the change: 上年190件，增长12.1%."""
    if before.value is None:
        return "上年不计比率" if before.under is not None else "上年没有可计的数据"
    said = f"上年{number_words(before, word)}"
    if sample := sample_words(before):
        return f"{said}，{sample}"  # two samples side by side: whether they differ is not told by taking them apart
    if now.value is None:
        return said
    if unit is Unit.PERCENT:
        moved = _rounded(now.value * 100, digits) - _rounded(before.value * 100, digits)
        return said + ("，持平" if not moved else f"，{'提高' if moved > 0 else '下降'}{abs(moved)}个百分点")
    moved_by = now.value - before.value
    if not moved_by:
        return f"{said}，持平"
    if unit in (Unit.COUNT, Unit.YUAN) and before.value >= ENOUGH:
        share = _rounded(abs(moved_by) / before.value * 100, 1)
        return f"{said}，{'增长' if moved_by > 0 else '下降'}{share}%"
    scaled = abs(moved_by) / 100 if unit is Unit.YUAN else abs(moved_by)
    tail = {Unit.YUAN: "元", Unit.DAYS: "日", Unit.WORKING_DAYS: "个工作日"}.get(unit, word)
    return f"{said}，{'增加' if moved_by > 0 else '减少'}{_rounded(scaled, digits)}{tail}"


def _rounded(value: Fraction, digits: int) -> Decimal:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)


def _two(line: Line) -> tuple[Stated, Stated]:
    now, before = line.of(Column.PERIOD), line.of(Column.YEAR_BEFORE)
    if now is None or before is None:
        raise AssertionError(line.id)
    return now, before


# -- the paper ---------------------------------------------------------------------------------------------------------


class _Writing:
    """One paper in the making; the notes count up as their places come."""

    def __init__(self, report: AnnualReport, sheet: Sheet, texts: Mapping[str, str], around: Around) -> None:
        self.report, self.sheet, self.texts, self.around = report, sheet, texts, around
        self.typed = report.typed(texts)
        self.notes = 0
        self.missing: list[Missing] = []

    def paper(self) -> Paper:
        around = self.around
        blocks = [
            Paragraph(spans=self._opening()),
            *(block for number, chapter in enumerate(self._chapters(), 1) for block in self._chapter(number, chapter)),
            Attachments(items=("主要数据与上年对照表", "数据来源和没有记录的内容")),
            Signature(unit=around.organ, day=cn_date(around.day), seal=around.seal),
            Break(mark=Mark.PAGE),
            *self._annexes(),
        ]  # fmt: skip
        return Paper(
            title=self._titled(self.report.heading),
            blocks=tuple(blocks),
            grade=Grade.PUBLIC,
            standing=Standing.ISSUED,
            missing=tuple(self.missing),
        )

    def _titled(self, text: str) -> str:
        person = self.around.person or gap("姓名")
        return self.report.titled(text, self.around.place, self.around.year, person)

    def _chapters(self) -> Iterator[Chapter]:
        """Yield the chapters that say something: one that may stay unwritten, and is, has no place."""
        for chapter in self.report.chapters:
            if not all(place.optional and not place.says and not self._written(place) for place in chapter.places):
                yield chapter

    def _written(self, place: Place) -> list[str]:
        return [line.strip() for line in self.texts.get(place.id, "").splitlines() if line.strip()]

    def _opening(self) -> Spans:
        return (Span(text=self._titled(self.report.opening)),)

    def _chapter(self, number: int, chapter: Chapter) -> Iterator[Block]:
        title = Span(text=self._titled(chapter.title), style=Style.HEAD)
        yield Clause(level=1, number=f"{number_cn(number)}、", spans=(title,))
        count = 0
        for place in chapter.places:
            if place.title:
                count += 1
                head = Span(text=place.title, style=Style.HEAD)
                yield Clause(level=2, number=f"（{number_cn(count)}）", spans=(head,))
            yield from self._place(place)

    def _place(self, place: Place) -> Iterator[Block]:
        if place.says:
            yield Paragraph(spans=tuple(self.said(place)))
        for table in place.tables:
            yield from self._grid(table)
        if not place.prompt:
            return
        written = self._written(place)
        if not written and not place.optional:
            self.missing.append(Missing(what=place.prompt, line=0))
            yield Paragraph(spans=(Span(text=gap(place.prompt), style=Style.BLANK),))
        for at, line in enumerate(written):
            note = self._note(BY_HAND) if at == len(written) - 1 else None
            yield Paragraph(spans=(Span(text=line, note=note),))

    def _grid(self, table: AnnualTable) -> Iterator[Block]:
        """Yield a table of the report with its source, what has no record, and what it does not reach."""
        values = values_of(self.sheet)
        yield Paragraph(spans=(Span(text=table.title, style=Style.STRONG, note=self._note(self._of_table(table))),),
                        align=Align.CENTER)  # fmt: skip
        heads = (table.first, *table.heads, *((table.total,) if table.total else ()))
        rows = [tuple(_cell(text, head=True) for text in heads)]
        for row in table.rows:
            if row.cells or row.sums:
                numbers = table.numbers(row, values, self.typed)
                rows.append((_cell(row.name), *(_cell(NONE if one is None else str(one)) for one in numbers)))
            else:
                rows.append((_cell(row.name, head=True, across=len(heads)),))
        widths = (8, *(3 for _ in heads[1:])) if len(heads) > 4 else (8, *(6 for _ in heads[1:]))
        yield Table(widths=widths, rows=tuple(rows), heads=1, small=len(heads) <= 4, dense=len(heads) > 4)
        for text in told_under(table, values, self.typed):
            yield Note(spans=(Span(text=text),))

    def _of_table(self, table: AnnualTable) -> str:
        if not any(name for row in table.rows for name in row.cells):
            return f"“{table.title}”各格本系统没有记录。"
        at = self.sheet.known.replace("T", " ")[:16]
        rest = "表下注明由撰写人填写的除外" if table.by_hand(self.typed) else ""
        return f"“{table.title}”各格由本单位事项记录自动计算{rest and f'（{rest}）'}，{self.sheet.span}，截至{at}登记。"

    def said(self, place: Place) -> Iterator[Span]:
        """Yield the sentences of a part, or what it says of a year that counted nothing."""
        lines = [self._line(row) for row in place.figures]
        if not any(_two(line)[0].value for line in lines):
            yield Span(text=place.none, note=self._note("".join(self._source(line) for line in lines)))
            return
        for said in place.says:
            yield from self._saying(said)

    def _saying(self, said: Saying) -> Iterator[Span]:
        for piece in said:
            if isinstance(piece, Named):
                line = self._line(piece.row)
                yield Span(text=self._words(line), note=self._note(self._source(line)))
            else:
                yield Span(text=piece)

    def _line(self, row: str) -> Line:
        found = self.sheet.line(row)
        if found is None:
            raise AssertionError(row)
        return found

    def _words(self, line: Line) -> str:
        """Return a figure with what it needs to be read: 95.4%（371/389；上年93.2%，提高2.2个百分点）."""
        now, before = _two(line)
        word = self.report.words.get(line.id, "")
        parts = f"{now.over}/{now.under}" if now.over is not None and now.under else ""
        last = beside(line.unit, line.digits, now, before, word) if self.around.before else ""
        held = "；".join(part for part in (parts, sample_words(now), why_none(now), last) if part)
        return number_words(now, word) + (f"（{held}）" if held else "")

    def _source(self, line: Line) -> str:
        """Return where a figure comes from: what, which days, how it is counted, how many matters, last year's."""
        now, before = _two(line)
        word = self.report.words.get(line.id, "")
        at = self.sheet.known.replace("T", " ")[:16]
        asked = asked_by(line.formula) is not None
        said = _told if asked else number_words
        behind = "答卷密封，不列逐份" if asked else f"涉及事项{self.around.matters.get(line.id, 0)}件"
        last = said(before, word) if self.around.before else "无记录"
        return (
            f"“{line.name}”，{self.sheet.span}；算式：{self.around.formulas.get(line.id, line.formula)}；"
            f"截至{at}登记，{behind}；本年{said(now, word)}，上年同期{last}。"
        )

    def _note(self, text: str) -> Endnote:
        self.notes += 1
        return Endnote(number=self.notes, text=text)

    # -- annexes

    def _annexes(self) -> Iterator[Block]:
        yield from _annex("附件1", "主要数据与上年对照表")
        yield self._table()
        yield Note(spans=(Span(text=_LEGEND),))
        yield from _annex("附件2", "数据来源和没有记录的内容")
        listed = list(self._open())
        for number, text in enumerate(listed, 1):
            yield Paragraph(spans=(Span(text=f"{number}.{text}"),))

    def _open(self) -> Sequence[str]:
        first = (
            f"正文和附件1的数由本单位事项记录自动计算，每个数的来源列在文后注中；"
            f"统计时段{self.sheet.span}，数据截至{self.sheet.known.replace('T', ' ')[:16]}。"
        )
        before = () if self.around.before else (f"本系统没有{self.around.year - 1}年的记录，不与上年比较。",)
        return (first, *before, *self.report.unrecorded)

    def _table(self) -> Table:
        year = self.around.year
        heads = ("项目", f"{year}年", f"{year - 1}年")
        rows = [tuple(_cell(text, head=True) for text in heads)]
        left = {line.id: line for line in self.sheet.lines}
        for name in self.report.grid:
            left.pop(name, None)
        for part in self.report.form.parts:
            if not any(row.id in left for row in part.rows):
                continue
            rows.append((_cell(part.title, head=True, across=len(heads)),))
            rows += [self._row(left.pop(row.id)) for row in part.rows if row.id in left]
        rows += [self._row(line) for line in left.values()]
        return Table(widths=(10, 8, 8), rows=tuple(rows), heads=1, small=True)

    def _row(self, line: Line) -> tuple[Cell, ...]:
        now, before = _two(line)
        word = self.report.words.get(line.id, "")
        return (
            _cell(line.name),
            _cell(_told(now, word)),
            _cell(_told(before, word) if self.around.before else "无记录"),
        )


def values_of(sheet: Sheet) -> dict[str, int]:
    """Return the counts of the year by row: what tables are made of."""
    found = {}
    for line in sheet.lines:
        cell = line.of(Column.PERIOD)
        if line.unit is Unit.COUNT and cell is not None:
            found[line.id] = int(cell.value or 0)
    return found


def told_under(table: AnnualTable, values: Mapping[str, int], typed: Typed = NOTHING) -> Iterator[str]:
    """Yield what stands under a table: what its dashes mean, what a person wrote, and what no column reaches."""
    if any(None in table.numbers(row, values, typed) for row in table.rows if row.cells or row.sums):
        yield f"注：“{NONE}”表示本系统没有记录这一项，不等于零。"
    if by_hand := table.by_hand(typed):
        yield f"注：{'、'.join(f'“{name}”' for name in by_hand)}由撰写人填写，不是从系统记录中数出的。"
    for row, number in table.missing(values, typed):
        if number > 0:
            yield f"注：“{row.name}”另有{number}件没有列入表内：{row.says}。"
        else:
            yield f"注：“{row.name}”连同撰写人填写的，比系统登记的多{-number}件。"


_LEGEND: Final = "注：括号内为分子/分母；分母为零的不适用，分母小于规定件数的不计比率。"


def _told(cell: Stated, word: str) -> str:
    parts = f"{cell.over}/{cell.under}" if cell.over is not None and cell.under else sample_words(cell)
    return number_words(cell, word) + (f"（{parts}）" if parts else "")


def _cell(text: str, *, head: bool = False, across: int = 1) -> Cell:
    return Cell(spans=(Span(text=text),), head=head, across=across)


def _annex(number: str, title: str) -> Iterator[Block]:
    yield Paragraph(spans=(Span(text=number, style=Style.STRONG),), align=Align.LEFT)
    yield Paragraph(spans=(Span(text=title, style=Style.STRONG),), align=Align.CENTER)
