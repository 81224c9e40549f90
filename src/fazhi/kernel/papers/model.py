"""What a paper is once it is made: title, number, addressee, numbered clauses, tables, signature and seal places.

One model for Word, page and print. Every text in it is final: official dates, sums, citations; nothing is looked up
later. Widths are parts of the text block, whatever its width.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum


class Style(StrEnum):
    """How a piece of text stands out; the value is the CSS name."""

    PLAIN = "plain"
    HEAD = "head"
    """The run-in head of a numbered clause."""
    STRONG = "strong"
    BLANK = "blank"
    """A place whose value is not known: a visible blank."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Endnote:
    """What stands behind a piece of text: printed at the end of the paper under its number, 1 for the first."""

    number: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A piece of text in one style. A line break in it is a line break on paper. ``note``: a small [1] follows it."""

    text: str
    style: Style = Style.PLAIN
    note: Endnote | None = None


Spans = tuple[Span, ...]


class Align(StrEnum):
    """Where a line stands; ``BODY`` is justified with two characters indent."""

    BODY = "body"
    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph of the body."""

    spans: Spans
    align: Align = Align.BODY


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """A numbered clause: level 1 一、 2 （一） 3 1. 4 （1）. The head stands in its own font, the rest follows it."""

    level: int
    number: str
    spans: Spans


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell of a table: its spans, over how many columns, whether it is a head, grey, centred."""

    spans: Spans
    across: int = 1
    head: bool = False
    mark: str = ""
    """How the cell is marked: ``rest`` grey, ``start`` black, ``due`` heavy frame, ``paused`` hatched,
    ``plain`` centred only, ``gap`` no lines above and below; empty: not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A grid. ``widths`` are parts; the first ``heads`` rows are repeated on every page.

    ``small`` is 小四; ``dense`` is 小五 without room beside the text: calendars.
    """

    widths: tuple[int, ...]
    rows: tuple[tuple[Cell, ...], ...]
    heads: int = 0
    small: bool = False
    dense: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachments:
    """附件说明: below the body after an empty line."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """成文单位 and 成文日期, with the place of the seal when the paper is sealed. The seal is set by hand.

    ``marked``: words in the place say that it goes there; without them the room alone is left.
    """

    unit: str
    day: str
    seal: bool = True
    marked: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Hands:
    """A line of places to be signed by hand: 审查人、法律顾问."""

    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """A place for the words of a leader, signed and dated by hand."""

    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """附注 and 抄送: small, at the end, without indent."""

    spans: Spans


class Mark(StrEnum):
    """What stands between blocks."""

    LINE = "line"
    GAP = "gap"
    PAGE = "page"


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """A rule, an empty line, or the end of a page."""

    mark: Mark


Block = Paragraph | Clause | Table | Attachments | Signature | Hands | Remark | Note | Break


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """A place that stayed blank: what would stand there, and the line of the text."""

    what: str
    line: int


class Grade(StrEnum):
    """What a paper is: an issued one with number and seal, an internal form, one for everybody."""

    FORMAL = "formal"
    INTERNAL = "internal"
    PUBLIC = "public"


class Standing(StrEnum):
    """What this copy is."""

    DRAFT = "draft"
    """送签稿: no number of its own yet."""
    ISSUED = "issued"
    """Printed with its number, the seal not yet seen."""
    SEALED = "sealed"
    """正式件: the sealed scan is bound."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A finished paper. ``foot`` is the small line on each page: matter, time of print, person."""

    title: str
    blocks: tuple[Block, ...]
    number: str = ""
    subtitle: str = ""
    addressee: str = ""
    grade: Grade = Grade.INTERNAL
    standing: Standing = Standing.DRAFT
    masked: bool = False
    foot: str = ""
    missing: tuple[Missing, ...] = field(default=())


def spans_of(block: Block) -> Spans:
    """Return every piece of text of a block that has any."""
    match block:
        case Paragraph(spans=spans) | Clause(spans=spans) | Note(spans=spans):
            return spans
        case Table(rows=rows):
            return tuple(span for row in rows for cell in row for span in cell.spans)
    return ()


def endnotes(paper: Paper) -> tuple[Endnote, ...]:
    """Return the notes of a paper, in the order of their places."""
    return tuple(span.note for block in paper.blocks for span in spans_of(block) if span.note is not None)


def shifted(paper: Paper, by: int) -> Paper:
    """Return a paper whose notes count from ``by`` + 1: where several papers make one file."""

    def moved(span: Span) -> Span:
        return span if span.note is None else replace(span, note=replace(span.note, number=span.note.number + by))

    def block(one: Block) -> Block:
        if isinstance(one, Paragraph | Clause | Note):
            return replace(one, spans=tuple(moved(span) for span in one.spans))
        if isinstance(one, Table):
            rows = (tuple(replace(c, spans=tuple(moved(s) for s in c.spans)) for c in row) for row in one.rows)
            return replace(one, rows=tuple(rows))
        return one

    return replace(paper, blocks=tuple(block(one) for one in paper.blocks))


def text_of(spans: Spans) -> str:
    """Return the words of some spans."""
    return "".join(span.text for span in spans)
