"""Ledgers: wide tables in the order the law's ledgers have, their filters, views, totals and pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from fazhi.components.basics import EmptyState, Link, Tag
from fazhi.components.forms import Field

Pin = Literal["", "seq", "number", "name"]
"""Which of the columns that stay in sight this is; empty for one that moves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column. Views hide columns and never rename them.

    ``band`` groups neighbours on paper (送审、收件、审查). ``pin`` keeps 序号, 登记号 and 事项名称 in sight while
    the rest moves. ``share`` is the column's part of the width of an A3 page, in any unit; 0 lets the page decide.
    """

    key: str
    name: str
    band: str = ""
    pin: Pin = ""
    numeric: bool = False
    share: int = 0

    @property
    def css(self) -> str:
        """The classes of the cells of this column."""
        return f"{f'pin pin-{self.pin}' if self.pin else ''}{' numeric' if self.numeric else ''}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell: text, a link, or a state; ``strong`` for what must not be overlooked (是否补审：是).

    ``struck`` is what no longer holds but stays in sight (a voided number).
    """

    text: str = ""
    href: str = ""
    tag: Tag | None = None
    strong: bool = False
    struck: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterRow:
    """One row, and what a phone shows of it: name, number, state, exception; all columns are one link away."""

    cells: tuple[Cell, ...]
    name: str
    href: str
    number: str
    facts: tuple[str, ...] = ()
    exceptions: tuple[Tag, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A cell with its column; ``lead`` when it heads the row on a phone."""

    cell: Cell
    column: Column
    lead: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A head over ``span`` neighbouring columns on paper."""

    name: str
    span: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterBar:
    """The filters of a list, a plain GET form. ``words`` says in words what is shown, for the page and for paper."""

    fields: tuple[Field, ...]
    clear: str
    words: str = ""
    submit: str = "筛选"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pager:
    """Keyset paging: where one is, and the addresses of the pages before and after (empty: there is none)."""

    text: str
    previous: str = ""
    next: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterTable:
    """A ledger: its columns in the fixed order, rows, views, totals that match the filter, and the page.

    ``views`` are links; the one without an address is the current one. ``totals`` are printed under the table.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[RegisterRow, ...]
    views: tuple[Link, ...] = ()
    hint: str = "表格可左右移动：编号和事项名称固定，右边还有列"
    totals: tuple[str, ...] = ()
    pager: Pager | None = None
    empty: EmptyState | None = None

    def __post_init__(self) -> None:
        wrong = [row.number for row in self.rows if len(row.cells) != len(self.columns)]
        if wrong:
            raise ValueError(f"这些行的格数与列数不同：{'、'.join(wrong)}")

    @property
    def placed_rows(self) -> tuple[tuple[Placed, ...], ...]:
        """Every row as cells with their columns, for the template."""
        return tuple(
            tuple(Placed(cell=cell, column=column) for cell, column in zip(row.cells, self.columns, strict=True))
            for row in self.rows
        )

    @property
    def bands(self) -> tuple[Band, ...]:
        """The heads over the columns, in order; empty when no column names one."""
        bands: list[Band] = []
        for column in self.columns:
            if bands and bands[-1].name == column.band:
                bands[-1] = Band(name=column.band, span=bands[-1].span + 1)
            else:
                bands.append(Band(name=column.band, span=1))
        return tuple(bands) if any(band.name for band in bands) else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SimpleTable:
    """A small table that fits the page; on a phone each row becomes label and value lines, the first link on top."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    empty: EmptyState | None = None
    lead: int = 0
    """Index of the column that heads a row on the phone."""

    @property
    def placed_rows(self) -> tuple[tuple[Placed, ...], ...]:
        """Every row as cells with their columns, for the template."""
        return tuple(
            tuple(
                Placed(cell=cell, column=column, lead=index == self.lead)
                for index, (cell, column) in enumerate(zip(row, self.columns, strict=True))
            )
            for row in self.rows
        )
