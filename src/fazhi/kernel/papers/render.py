"""From the text of a paper and a matter to the finished paper. Total: what is not known becomes a visible blank.

What a matter says comes through a ``Source``; this module knows only how papers are written.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final, Protocol

from fazhi.kernel.citations import number_cn
from fazhi.kernel.expressions import Expr
from fazhi.kernel.papers import forms
from fazhi.kernel.papers.model import (
    Align,
    Attachments,
    Block,
    Break,
    Cell,
    Clause,
    Grade,
    Hands,
    Mark,
    Missing,
    Note,
    Paper,
    Paragraph,
    Remark,
    Signature,
    Span,
    Spans,
    Style,
    Table,
    text_of,
)
from fazhi.kernel.papers.tree import (
    BasisPlace,
    CellNode,
    Checklist,
    DuePlace,
    Each,
    Form,
    Grid,
    Group,
    If,
    Kind,
    Line,
    Node,
    Ordinal,
    Past,
    Piece,
    Pieces,
    Place,
    Row,
    Words,
)

BLANK: Final = "＿＿＿＿"
"""What stands where a value is not known: four full-width lines, to be filled in by hand."""

Printable = bool | int | Decimal | str | date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where a place is read: at a key of a list, or at one earlier doing of a step. ``ordinal`` counts from 1."""

    list: str | None = None
    key: str | None = None
    run: int | None = None
    step: str | None = None
    ordinal: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One condition of a step: what it asks, whether it holds (``None``: not known yet), what to do, its basis."""

    text: str
    holds: bool | None
    basis: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """The conditions of a step, as they stand now or, once it was done, as they stood then; ``as_of`` says which."""

    items: tuple[Condition, ...]
    done: bool = False
    as_of: str = ""


class Source(Protocol):
    """What a paper reads of a matter. Every answer may be missing; none may raise."""

    def value(self, expr: Expr, at: Spot) -> Printable:
        """Return the value of a place, sets and names of people already in words."""

    def test(self, expr: Expr, at: Spot) -> bool:
        """Return whether a condition holds; unknown is no."""

    def called(self, expr: Expr) -> str:
        """Return what a place is called in Chinese, for the list of what is missing."""

    def keys(self, list_: str) -> Sequence[str]:
        """Return the keys of a list, in order."""

    def runs(self, step: str) -> Sequence[int]:
        """Return the lawful doings of a step, earliest first."""

    def basis(self, ids: Sequence[str]) -> str:
        """Return declared bases as they may be printed."""

    def due(self, term: str, at: Spot, moment: str | None = None) -> date | None:
        """Return the last day of a term as it is counted now, or as it was when the step ``moment`` was last done."""

    def today(self) -> date:
        """Return the day on which the paper is drawn."""

    def term(self, term: str) -> str:
        """Return the name of a term."""

    def conditions(self, step: str) -> Conditions:
        """Return the conditions of a step: of one that is to be done as they stand, of one that was done as then."""


def render(nodes: tuple[Node, ...], source: Source, base: Paper, at: Spot | None = None) -> Paper:
    """Return ``base`` with everything the text says: title, number, addressee, blocks, and what stayed blank."""
    return _Writer(source, base).write(nodes, at or Spot())


class _Writer:
    def __init__(self, source: Source, base: Paper) -> None:
        self._source = source
        self._paper = base
        self._blocks: list[Block] = []
        self._missing: list[Missing] = []
        self._counts = [0, 0, 0, 0]
        self._attached: list[str] = []

    def write(self, nodes: tuple[Node, ...], at: Spot) -> Paper:
        for node in nodes:
            self._node(node, at)
        self._flush()
        return replace(self._paper, blocks=tuple(self._blocks), missing=tuple(dict.fromkeys(self._missing)))

    def _flush(self) -> None:
        if self._attached:
            self._blocks.append(Attachments(items=tuple(self._attached)))
            self._attached = []

    def _node(self, node: Node, at: Spot) -> None:
        match node:
            case Line():
                self._line(node, at)
            case Grid():
                self._flush()
                rows = tuple(self._rows(node.body, at))
                heads = 0
                for row in rows:
                    if not all(cell.head for cell in row):
                        break
                    heads += 1
                self._blocks.append(Table(widths=node.widths, rows=rows, heads=heads, small=node.small))
            case Checklist():
                self._flush()
                self._blocks += self._checklist(node)
            case If() | Each() | Past():
                for inner, spot in self._unfolded(node, at):
                    self._node(inner, spot)
            case Row():
                raise TypeError("a row outside a table")

    def _unfolded(self, node: If | Each | Past, at: Spot) -> Iterator[tuple[Node, Spot]]:
        """Yield what a condition or repeat comes to, each with the place where it is read."""
        spots: list[Spot] = []
        match node:
            case If():
                spots = [at] if self._source.test(node.expr, at) else []
            case Each():
                for key in self._source.keys(node.list):
                    spot = Spot(list=node.list, key=key)
                    if node.where is None or self._source.test(node.where, spot):
                        spots.append(replace(spot, ordinal=len(spots) + 1))
            case Past():
                spots = [
                    Spot(run=run, step=node.step, ordinal=number)
                    for number, run in enumerate(self._source.runs(node.step), 1)
                ]
        for spot in spots:
            for inner in node.body:
                yield inner, spot
        if not spots:
            for inner in node.otherwise:
                yield inner, at

    def _rows(self, nodes: tuple[Node, ...], at: Spot) -> Iterator[tuple[Cell, ...]]:
        for node in nodes:
            if isinstance(node, Row):
                yield tuple(self._cell(cell, at) for cell in node.cells)
            elif isinstance(node, If | Each | Past):
                for inner, spot in self._unfolded(node, at):
                    yield from self._rows((inner,), spot)

    def _cell(self, cell: CellNode, at: Spot) -> Cell:
        return Cell(spans=self._spans(cell.pieces, at), across=cell.across, head=cell.head)

    def _checklist(self, node: Checklist) -> Iterator[Block]:
        def cell(text: str, head: bool = False) -> Cell:
            return Cell(spans=(Span(text=text),), head=head)

        rows = [tuple(cell(word, True) for word in ("序号", "前置条件", "情况", "依据"))]
        found = self._source.conditions(node.step)
        states = _STOOD if found.done else _STANDS
        for number, item in enumerate(found.items, 1):
            rows.append((cell(str(number)), cell(item.text), cell(states[item.holds]), cell(item.basis)))
        yield Table(widths=(2, 12, 4, 10), rows=tuple(rows), heads=1, small=True)
        if found.as_of:
            yield Note(spans=(Span(text=found.as_of),))

    def _line(self, line: Line, at: Spot) -> None:
        spans = self._spans(line.parts[0], at)
        words = text_of(spans)
        if line.kind is Kind.ATTACHMENT:
            self._attached.append(words)
            return
        self._flush()
        match line.kind:
            case Kind.TITLE:
                self._paper = replace(self._paper, title=words)
            case Kind.SUBTITLE:
                self._paper = replace(self._paper, subtitle=words)
            case Kind.NUMBER:
                self._paper = replace(self._paper, number=words)
            case Kind.TO:
                self._paper = replace(self._paper, addressee=words)
            case Kind.BODY if line.level:
                self._blocks.append(self._clause(line.level, spans))
            case Kind.BODY:
                self._blocks += [Paragraph(spans=part) for part in _paragraphs(spans)]
            case Kind.LEFT | Kind.CENTER | Kind.RIGHT:
                self._blocks.append(Paragraph(spans=spans, align=_ALIGNED[line.kind]))
            case Kind.SIGNED:
                day = text_of(self._spans(line.parts[1], at))
                self._blocks.append(Signature(unit=words, day=day, seal=self._paper.grade != "internal"))
            case Kind.HANDS:
                self._blocks.append(Hands(labels=tuple(text_of(self._spans(part, at)) for part in line.parts)))
            case Kind.REMARK:
                self._blocks.append(Remark(label=words))
            case Kind.NOTE:
                self._blocks.append(Note(spans=spans))
            case Kind.RULE | Kind.GAP | Kind.PAGE:
                self._blocks.append(Break(mark=_MARKS[line.kind]))

    def _clause(self, level: int, spans: Spans) -> Clause:
        """Number a clause; the head of one that goes on in the same line ends with its first full stop."""
        self._counts[level - 1] += 1
        self._counts[level:] = [0] * (4 - level)
        count = self._counts[level - 1]
        number = (f"{number_cn(count)}、", f"（{number_cn(count)}）", f"{count}.", f"（{count}）")[level - 1]
        head, rest = _split(spans)
        if level > 2 or not rest:
            styled = tuple(replace(span, style=Style.HEAD) if _plain(span) and level < 3 else span for span in spans)
            return Clause(level=level, number=number, spans=styled)
        return Clause(level=level, number=number, spans=(*head, *rest))

    # -- places ----------------------------------------------------------------------------------------------------

    def _spans(self, pieces: Pieces, at: Spot) -> Spans:
        found: list[Span] = []
        for piece in pieces:
            if isinstance(piece, Group):
                found += self._group(piece, at)
                continue
            span = self._span(piece, at)
            if found and found[-1].text.endswith(_STOPS) and span.text.startswith("。"):
                span = replace(span, text=span.text[1:])  # what was typed ended with a stop of its own
            elif found and found[-1].text.endswith("。") and span.text.startswith(_GOES_ON):
                found[-1] = replace(found[-1], text=found[-1].text.removesuffix("。"))  # and the sentence goes on
            if span.text:
                found.append(span)
        return tuple(found)

    def _group(self, group: Group, at: Spot) -> Spans:
        """Return what a group says, or nothing when something in it is not known."""
        before = len(self._missing)
        spans = self._spans(group.pieces, at)
        known = len(self._missing) == before
        del self._missing[before:]
        return spans if known else ()

    def _span(self, piece: Piece, at: Spot) -> Span:
        match piece:
            case Words():
                return Span(text=piece.text)
            case Ordinal():
                return Span(text=str(at.ordinal or 1))
            case BasisPlace():
                return Span(text=self._source.basis(piece.ids))
            case DuePlace():
                words = due_words(piece, self._source, at, self._paper.grade)
                return Span(text=words) if words else self._blank(self._source.term(piece.term), piece.line)
            case Place():
                return self._value(piece, at)
        raise TypeError(f"no such piece: {piece!r}")

    def _value(self, piece: Place, at: Spot) -> Span:
        value = self._source.value(piece.expr, at)
        if value is None or value == "":
            return Span(text="") if piece.optional else self._blank(self._source.called(piece.expr), piece.line)
        return Span(text=written(value, piece.form))

    def _blank(self, what: str, line: int) -> Span:
        self._missing.append(Missing(what=what, line=line))
        return Span(text=BLANK, style=Style.BLANK)


def due_words(piece: DuePlace, source: Source, at: Spot, grade: Grade) -> str:
    """Return the last day of a term in words, empty where it is not known.

    A paper that goes out and does not name the step at which its term was counted says on which day it was: it may be
    printed long after the day it bears, when the term has moved. Forms of the office bear the hour of printing.
    """
    day = source.due(piece.term, at, piece.moment)
    if day is None:
        return ""
    counted = piece.moment is None and grade is not Grade.INTERNAL
    return forms.cn_date(day) + (f"（按{forms.cn_date(source.today())}的情况计算）" if counted else "")


def written(value: Printable, form: Form = Form.PLAIN) -> str:
    """Return a value in its official form."""
    match value:
        case None:
            return ""
        case bool():
            return ("√" if value else "") if form is Form.TICK else "是" if value else "否"
        case date():
            return forms.table_date(value) if form is Form.SHORT else forms.cn_date(value)
        case Decimal():
            return forms.capital(value) if form is Form.CAPITAL else forms.money(value)
        case int() if form is Form.NUMERAL and 0 < value < 10_000:
            return number_cn(value)
    return str(value)


_STANDS: Final[dict[bool | None, str]] = {True: "√ 已具备", False: "× 尚缺", None: "□ 待核对"}
_STOOD: Final[dict[bool | None, str]] = {True: "√ 具备", False: "× 不具备", None: "□ 未能核对"}
_GOES_ON = ("，", "、", "；", "：")
_STOPS = ("。", "；", "！", "？")
_ALIGNED = {Kind.LEFT: Align.LEFT, Kind.CENTER: Align.CENTER, Kind.RIGHT: Align.RIGHT}
_MARKS = {Kind.RULE: Mark.LINE, Kind.GAP: Mark.GAP, Kind.PAGE: Mark.PAGE}


def _split(spans: Spans) -> tuple[Spans, Spans]:
    """Return the head of a clause, up to its first full stop, and what follows in the same line."""
    head: list[Span] = []
    for number, span in enumerate(spans):
        words, stop, after = span.text.partition("。")
        style = Style.HEAD if _plain(span) else span.style
        head.append(replace(span, text=words + stop, style=style))
        if stop:
            rest = (replace(span, text=after), *spans[number + 1 :])
            return tuple(head), tuple(item for item in rest if item.text)
    return tuple(head), ()


def _plain(span: Span) -> bool:
    return span.style is Style.PLAIN


def _paragraphs(spans: Spans) -> Iterator[Spans]:
    """Yield the paragraphs of a body line: an answer of several lines gives several."""
    current: list[Span] = []
    for span in spans:
        first, *more = span.text.splitlines() or [""]
        current.append(replace(span, text=first))
        for line in more:
            yield tuple(current)
            current = [replace(span, text=line.strip())]
    yield tuple(current)
