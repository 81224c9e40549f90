"""The tree of a paper's text: what lines, places, tables, conditions and repeats are once they are read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from fazhi.kernel.expressions import Expr


class Form(StrEnum):
    """How the value of a place is written; the value is the word after the bar in `{{… | 大写}}`."""

    PLAIN = ""
    SHORT = "短日期"
    CAPITAL = "大写"
    NUMERAL = "中文数"
    TICK = "打勾"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Fixed words."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """`{{expr}}`: a value. ``optional`` (`{{expr?}}`): nothing is missing when it is not known."""

    expr: Expr
    form: Form = Form.PLAIN
    optional: bool = False
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class BasisPlace:
    """`{{依据 a b}}`: declared bases as they may be printed."""

    ids: tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DuePlace:
    """`{{期限 term}}`: the last day of a term; with `| step` (``moment``) as it was when that step was last done."""

    term: str
    line: int
    moment: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordinal:
    """`{{序}}`: the number of the entry within its repeat, from 1."""

    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """`[[…]]`: printed only when every place in it is known; nothing is missing when it is not."""

    pieces: tuple[Piece, ...]


Piece = Words | Place | BasisPlace | DuePlace | Ordinal | Group
Pieces = tuple[Piece, ...]


class Kind(StrEnum):
    """What a line is; the value is the word after @."""

    BODY = ""
    TITLE = "标题"
    SUBTITLE = "副题"
    NUMBER = "文号"
    TO = "主送"
    LEFT = "左"
    CENTER = "中"
    RIGHT = "右"
    ATTACHMENT = "附件"
    SIGNED = "落款"
    HANDS = "签字"
    REMARK = "意见"
    NOTE = "注"
    RULE = "线"
    GAP = "空行"
    PAGE = "分页"


PARTS: Final = {Kind.SIGNED: 2, Kind.HANDS: 4}
"""Lines with parts between bars, and how many at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line. ``parts`` are what stands between the bars, one part where the kind has none."""

    kind: Kind
    parts: tuple[Pieces, ...]
    line: int
    level: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CellNode:
    """One cell and over how many columns it goes."""

    pieces: Pieces
    across: int = 1
    head: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of a table; ``head`` rows stand on every page."""

    cells: tuple[CellNode, ...]
    head: bool
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """`@表 3 8 3` … `@表完`."""

    widths: tuple[int, ...]
    body: tuple[Node, ...]
    line: int
    small: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class If:
    """`@如 expr` … `@否则` … `@止`."""

    expr: Expr
    body: tuple[Node, ...]
    otherwise: tuple[Node, ...]
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Each:
    """`@逐 list [其中 expr]` … `@否则` (none) … `@止`: once per entry of a list, read at its key."""

    list: str
    where: Expr | None
    body: tuple[Node, ...]
    otherwise: tuple[Node, ...]
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """`@历次 step` … `@止`: once per lawful doing of a step, earliest first; `field.x` are its answers."""

    step: str
    body: tuple[Node, ...]
    otherwise: tuple[Node, ...]
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Checklist:
    """`@核对 step`: the conditions of a step, each with how it stands and its basis, as a table."""

    step: str
    line: int


Node = Line | Row | Grid | If | Each | Past | Checklist


def rows_of(nodes: tuple[Node, ...]) -> Iterator[Row]:
    """Yield all rows inside conditions and repeats."""
    for node in nodes:
        if isinstance(node, Row):
            yield node
        elif isinstance(node, If | Each | Past):
            yield from rows_of(node.body)
            yield from rows_of(node.otherwise)


def checked(nodes: tuple[Node, ...]) -> Iterator[str]:
    """Yield the steps whose conditions a text prints as a table, inside conditions and repeats too."""
    for node in nodes:
        if isinstance(node, Checklist):
            yield node.step
        elif isinstance(node, If | Each | Past):
            yield from checked(node.body)
            yield from checked(node.otherwise)


def leaves(pieces: Pieces) -> Iterator[Piece]:
    """Yield the pieces of a line, those inside groups too."""
    for piece in pieces:
        if isinstance(piece, Group):
            yield from leaves(piece.pieces)
        else:
            yield piece


def pieces_of(nodes: tuple[Node, ...]) -> Iterator[Piece]:
    """Yield every piece of a text, in order."""
    for node in nodes:
        if isinstance(node, Line):
            for part in node.parts:
                yield from leaves(part)
        elif isinstance(node, Row):
            for cell in node.cells:
                yield from leaves(cell.pieces)
        elif isinstance(node, Grid):
            yield from pieces_of(node.body)
        elif isinstance(node, If | Each | Past):
            yield from pieces_of(node.body)
            yield from pieces_of(node.otherwise)
