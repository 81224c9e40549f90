"""A finished paper as a page: the same value the Word file is written from, block by block."""

from __future__ import annotations

from dataclasses import dataclass

from fazhi.kernel.papers import (
    Attachments,
    Block,
    Break,
    Cell,
    Endnote,
    Grade,
    Paper,
    Paragraph,
    Standing,
    Table,
    endnotes,
)
from fazhi.kernel.papers.plain import attachment_lines


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetCell:
    """A cell with its tag and its CSS name."""

    cell: Cell
    css: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetBlock:
    """A block with the word its template chooses by, and what a template cannot work out."""

    kind: str
    block: Block
    lines: tuple[str, ...] = ()
    head: tuple[tuple[SheetCell, ...], ...] = ()
    rows: tuple[tuple[SheetCell, ...], ...] = ()
    shares: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A paper ready for its template. ``draft``: 送签稿 is said on it; ``sealed``: it shows what a seal is bound to.

    ``notes`` stand at its end, under the numbers that stand raised in the text.
    """

    paper: Paper
    blocks: tuple[SheetBlock, ...]
    draft: bool
    sealed: bool
    notes: tuple[Endnote, ...] = ()


def sheet(paper: Paper) -> Sheet:
    """Return a paper as its template draws it."""
    return Sheet(
        paper=paper,
        blocks=tuple(_block(block) for block in paper.blocks),
        draft=paper.standing is Standing.DRAFT and paper.grade is not Grade.INTERNAL,
        sealed=paper.standing is Standing.SEALED,
        notes=endnotes(paper),
    )


def _block(block: Block) -> SheetBlock:
    kind = type(block).__name__.lower()
    match block:
        case Paragraph(align=align):
            return SheetBlock(kind=kind, block=block, lines=(align.value,))
        case Break(mark=mark):
            return SheetBlock(kind=f"break-{mark.value}", block=block)
        case Attachments(items=items):
            return SheetBlock(kind=kind, block=block, lines=attachment_lines(items))
        case Table():
            return _table(kind, block)
    return SheetBlock(kind=kind, block=block)


def _table(kind: str, table: Table) -> SheetBlock:
    whole = sum(table.widths)
    rows = tuple(tuple(SheetCell(cell=cell, css=_css(cell)) for cell in row) for row in table.rows)
    return SheetBlock(
        kind=kind,
        block=table,
        head=rows[: table.heads],
        rows=rows[table.heads :],
        shares=tuple(f"share-{round(part * 20 / whole)}" for part in table.widths),
    )


def _css(cell: Cell) -> str:
    return f"mark-{cell.mark}" if cell.mark else ""
